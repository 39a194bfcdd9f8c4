"""Work on a real vault that is about to be killed or to meet a faulty disk.

Each piece is a loop of whole acts. `ack` is called with what can be proven later, only after the
service has returned: what was acknowledged must be there whatever happens next.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from desktop_app.crypto.passphrase import FLOOR, KeyCost
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.exchange.media import Direction, export_to
from desktop_app.services.tables.imports import Imports
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.vaults import OpenVault
from tests.builders import Bundle

Job = Mapping[str, Any]
Ack = Callable[[object], None]


def passphrase(number: int) -> str:
    """The passphrase of the vault after so many changes of it."""
    first = "seven lanterns beside a slow river"
    return first if number == 0 else f"cinq renards verts chantent sous lac {number}"


CHEAP: Final = KeyCost(memory_kib=1024, passes=1, lanes=1)
"""A passphrase that costs nothing to try: only where the passphrase is not what is tested."""

DAY: Final = date(2026, 3, 2)


def opened(job: Job) -> OpenVault:
    return vaults.open_with_key(
        Path(job["folder"]), bytes.fromhex(job["key"]), bytes.fromhex(job["person"])
    )


def _edit(vault: OpenVault, job: Job, ack: Ack) -> None:
    clients = Clients(vault.session)
    community = Organisation(vault.session).own_communities()[0].name
    for number in range(job["times"]):
        vault.drafts.save("client", "", "given", f"Brouillon {number}", number)
        ack(["draft", f"Brouillon {number}"])
        made = clients.add(
            {"given": f"Ana {number}", "family": "Exemple", "community": community},
            note=f"Note {number}",
        )
        ack(["client", made, f"Ana {number}"])
        clients.set(made, {"given": f"Béa {number}"}, note="Deuxième note.")
        ack(["client", made, f"Béa {number}"])


def _bundle(vault: OpenVault, job: Job, ack: Ack) -> None:
    told = Exchange(vault.session).take_in(Bundle(Path(job["bundle"]).read_bytes()))
    ack(["bundle", told.outcome])


def _taken_back(vault: OpenVault, job: Job, ack: Ack) -> None:
    exchange = Exchange(vault.session)
    bundle = exchange.take_in(Bundle(Path(job["bundle"]).read_bytes())).bundle
    ack(["bundle"])
    exchange.undo(bundle)
    ack(["undone"])
    exchange.undo(bundle, again=True)
    ack(["again"])


def _workbook(vault: OpenVault, job: Job, ack: Ack) -> None:
    community = Organisation(vault.session).own_communities()[0].name
    report = Imports(vault.session).clients(Path(job["table"]), community=community)
    ack(["workbook", report.undo])


def _passphrase(vault: OpenVault, job: Job, ack: Ack) -> None:
    for number in range(job["times"]):
        vault.change_passphrase(passphrase(number), passphrase(number + 1), FLOOR)
        ack(["passphrase", number + 1])


def _key(vault: OpenVault, job: Job, ack: Ack) -> None:
    for number in range(job["times"]):
        vault.drafts.save("client", "", "given", f"Brouillon {number}", number)
        ack(["draft", f"Brouillon {number}"])
        vault.change_key(os.urandom(32))
        ack(["key", vault.key.hex()])


def _export(vault: OpenVault, job: Job, ack: Ack) -> None:
    office = bytes.fromhex(job["office"])
    trust = vault.session.require_trust()
    recipients = [one for one in trust.devices() if one.device == office]
    for _ in range(job["times"]):
        written = export_to(
            Exchange(vault.session), recipients, Path(job["stick"]), Direction.TO_OFFICE, DAY
        )
        ack(["export", str(written.path)])


def _backup(vault: OpenVault, job: Job, ack: Ack) -> None:
    for _ in range(job["times"]):
        ack(["backup", Backups(vault).make().folder.name])


def _open(vault: OpenVault, job: Job, ack: Ack) -> None:
    ack(["opened", check(vault).entries])


def _drafts(vault: OpenVault, job: Job, ack: Ack) -> None:
    for number in range(job["times"]):
        vault.drafts.save("client", "", "given", f"Brouillon {number}", number)
        ack(["draft", f"Brouillon {number}"])


def _restore(job: Job, ack: Ack) -> None:
    for _ in range(job["times"]):
        with backups.restore(Path(job["folder"]), Path(job["backup"]), passphrase(0), floor=CHEAP):
            ack(["restore"])


IN_A_VAULT: Final = {
    "backup": _backup,
    "bundle": _bundle,
    "drafts": _drafts,
    "edit": _edit,
    "export": _export,
    "key": _key,
    "open": _open,
    "passphrase": _passphrase,
    "taken back": _taken_back,
    "workbook": _workbook,
}


def perform(job: Job, ack: Ack, ready: Callable[[], None] = lambda: None) -> None:
    """Do the work that the job names. ready: called when the vault is open, before the first act."""
    if job["work"] == "restore":
        ready()
        _restore(job, ack)
        return
    opening = job["work"] == "open"
    if opening:
        ready()  # what opening an older vault does to it is the work
    with opened(job) as vault:
        if not opening:
            ready()
        ack(["open"])
        IN_A_VAULT[job["work"]](vault, job, ack)
