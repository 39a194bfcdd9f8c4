"""The window that is measured, in a process of its own: make a vault, or open it and scroll."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from time import perf_counter

PASSPHRASE = "huit castors patients mesurent longtemps"


def make(folder: Path, size: int) -> None:
    """A vault of that many clients."""
    from desktop_app.crypto.passphrase import FLOOR
    from desktop_app.services import vaults
    from desktop_app.services.organisation import Organisation
    from tests.bench.world import register

    with vaults.create(folder, "office", "Odile Exemple", PASSPHRASE, cost=FLOOR) as vault:
        Organisation(vault.session).start("Organisme Exemple", [{"name": "Lac-Exemple"}])
        register(vault.session, Organisation(vault.session).communities()[0].id, size, seed=1)
        (folder / "key").write_bytes(vault.key + vault.session.person)


def show(folder: Path) -> None:
    """Print the seconds until the list can be typed in, and the most memory after scrolling."""
    os.umask(0o077)
    kept = (folder / "key").read_bytes()
    begun = perf_counter()
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QTableView

    from desktop_app.main import Program
    from desktop_app.services import vaults
    from desktop_app.settings import SettingsFile

    app = QApplication([])
    program = Program(app, SettingsFile())
    vault = vaults.open_with_key(folder, kept[:32], kept[32:])
    program.opened(vault)
    work = program.work
    work.go("clients")
    filled: list[QTableView] = []
    while not filled:
        QTest.qWait(5)
        views = work.window.findChildren(QTableView)
        filled = [one for one in views if one.isVisible() and one.model().rowCount()]
    table = filled[0]
    seconds = perf_counter() - begun
    rows = table.model().rowCount()
    for row in range(0, rows, max(1, rows // 200)):
        table.scrollTo(table.model().index(row, 0))
        QTest.qWait(5)
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        show(Path(sys.argv[2]))
