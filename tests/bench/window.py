"""The window: how soon a list can be typed in, how much it holds, how long it does not answer.

What is measured runs in a process of its own (`show`, `busy`), beside an empty window.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tests.bench.figures import PASSPHRASE, Figure, forget_most_memory, most_memory, seconds

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    from desktop_app.main import Program
    from desktop_app.services.vault.vaults import OpenVault
    from tests.bench.world import World

RUNS = 5

_EMPTY = """
import time
begun = time.perf_counter()
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([]); window = QWidget(); window.resize(1366, 768); window.show(); app.processEvents()
took = time.perf_counter() - begun
from tests.bench.figures import most_memory
print(took, most_memory())
"""


def starting(world: World, size: int) -> Iterator[Figure]:
    """Start to a list that can be typed in, and the memory that it takes, beside an empty window."""
    empty, ours = [], []
    for _ in range(RUNS):
        empty.append(_told([sys.executable, "-c", _EMPTY]))
        ours.append(_told([sys.executable, "-m", "tests.bench.window", "show", str(world.folder)]))
    took, least = min(one[0] for one in ours), min(one[0] for one in empty)
    yield Figure(
        "start to a list, key derivation apart", size, f"{took:.2f} s", f"{least:.2f} s", took / least,
        "within 3x",
    )  # fmt: skip
    most, little = min(one[1] for one in ours), min(one[1] for one in empty)
    yield Figure(
        "memory, list scrolled end to end", size, f"{most:.0f} MB", f"{little:.0f} MB", most / little,
        "within 3x",
    )  # fmt: skip


def stalls(world: World, size: int) -> Iterator[Figure]:
    """The longest time that the window does not answer while a large bundle is taken in."""
    from tests.bench.world import bundle_to, community_of, register

    laptop = world.laptop()
    with world.office() as vault:
        register(laptop, community_of(vault.session), 50_000, seed=400)
        data = bundle_to(laptop, vault.session)[0].data
    file = world.folder / "stall.portage"
    file.write_bytes(data)
    longest, idle = _told(
        [sys.executable, "-m", "tests.bench.window", "busy", str(world.folder), str(file)]
    )
    yield Figure(
        "longest stall while 100,000 entries come in", size, f"{longest * 1000:.0f} ms",
        f"{idle * 1000:.0f} ms idle", longest / 0.1, "<= 1 (100 ms)",
    )  # fmt: skip


def _told(command: list[str]) -> tuple[float, float]:
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    first, second = told.stdout.split()[-2:]
    return float(first), float(second)


def _opened(folder: Path) -> tuple[Program, OpenVault]:
    """The program with the list of clients on screen, filled."""
    os.umask(0o077)
    from PySide6.QtWidgets import QApplication

    from desktop_app.main import Program
    from desktop_app.services.vault import vaults
    from desktop_app.settings import SettingsFile

    kept = (folder / "key").read_bytes()
    program = Program(QApplication([]), SettingsFile())
    vault = vaults.open_with_key(folder / "office", kept[:32], kept[32:])
    program.opened(vault)
    _list_of(program)
    return program, vault


def _list_of(program: Program) -> QTableView:
    """The list of clients, once it is filled."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QTableView

    program.work.go("clients")
    while True:
        QTest.qWait(1)
        for one in program.work.window.findChildren(QTableView):
            if one.isVisible() and one.model().rowCount():
                return one


def _derive(vault: Path) -> None:
    from desktop_app.storage.slots import open_slot, read_slots

    slots = read_slots(vault / "slots.cbor")
    open_slot(slots.vault, slots.slots[0], PASSPHRASE)


def show(folder: Path) -> None:
    """Print the seconds until the list can be typed in, and the most memory after scrolling.

    The memory is that of the open vault, not of deriving its key. The passphrase is given at once on the first screen. The time that the key's derivation takes
    by itself is taken off.
    """
    os.umask(0o077)
    begun = perf_counter()
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from desktop_app.main import Program
    from desktop_app.settings import SettingsFile

    program = Program(QApplication([]), SettingsFile())
    program.unlock(folder / "office")
    screens: list[Any] = QApplication.topLevelWidgets()
    first = next(one for one in screens if hasattr(one, "unlock_asked"))
    QTest.qWait(1)
    first.unlock_asked.emit("Odile Exemple", PASSPHRASE)
    while not program.is_open:
        QTest.qWait(1)
        # A world that was kept from an earlier run was never open on this "computer", and it says so.
        first.notices_read.emit()
    table = _list_of(program)
    took = perf_counter() - begun
    took -= min(seconds(lambda: _derive(folder / "office")) for _ in range(3))
    forget_most_memory()  # deriving the key took a quarter of a gigabyte for a moment
    rows = table.model().rowCount()
    for row in range(0, rows, max(1, rows // 200)):
        table.scrollTo(table.model().index(row, 0))
        QTest.qWait(5)
    print(took, most_memory(), flush=True)
    os._exit(0)


def busy(folder: Path, file: Path) -> None:
    """Print the longest time without an answer during the import, and when nothing happens."""
    _program, vault = _opened(folder)
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest

    from desktop_app.services.exchange.exchange_desk import ExchangeDesk

    last = perf_counter()
    longest = 0.0

    def tick() -> None:
        nonlocal last, longest
        now = perf_counter()
        longest = max(longest, now - last)
        last = now

    timer = QTimer()
    timer.setInterval(1)
    timer.timeout.connect(tick)
    timer.start()
    QTest.qWait(1000)
    last, longest = perf_counter(), 0.0
    QTest.qWait(5000)
    idle = longest
    outcome = ""

    def take_in() -> None:
        nonlocal outcome
        outcome = ExchangeDesk(vault).take_in(file).outcome

    work = threading.Thread(target=take_in)
    last, longest = perf_counter(), 0.0
    work.start()
    while work.is_alive():
        QTest.qWait(5)
    QTest.qWait(500)
    if outcome != "applied":
        raise SystemExit(f"the import was {outcome}")
    print(longest, idle, flush=True)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "show":
        show(Path(sys.argv[2]))
    else:
        busy(Path(sys.argv[2]), Path(sys.argv[3]))
