"""Works in a vault for so many operations and tells, at intervals, what the process holds.

    python -m tests.faults.long_use FOLDER OPERATIONS

One line of JSON each tenth of the way: operations done, open files, resident KiB.
"""

from __future__ import annotations

import json
import random
import resource
import sys
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import Session
from desktop_app.services.vault import vaults
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.database import Database
from tests.builders import a_client, bundle_for
from tests.hostile.laptops import raw
from tests.hostile.vault_on_disk import on_disk

PEOPLE = 40


def _held() -> tuple[int, int]:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return len(list(Path("/proc/self/fd").iterdir())), pages * resource.getpagesize() // 1024


def _one(vault: OpenVault, people: list[str], chance: random.Random) -> None:
    clients, one = Clients(vault.session), chance.choice(people)
    match chance.randrange(8):
        case 0:
            clients.set(one, {"preferred": f"Nom {chance.randrange(1000)}"})
        case 1:
            clients.find("exemple")
        case 2:
            clients.show(one)
        case 3:
            vault.drafts.save("client", "", "given", f"B{chance.randrange(9)}", 1)
        case 4:
            clients.page(limit=50)
        case 5:
            if not Schedule(vault.session).of(one):
                starts = datetime.combine(date(2026, 3, 9), time(9 + chance.randrange(8)))
                Schedule(vault.session).make(one, starts)
        case 6:
            clients.history(one)
        case _:
            clients.set(one, {"preferred": None})


def _office_on_disk(office: Session, folder: Path) -> Session:
    """The same office, so that what it comes to hold is not counted as this process's memory."""
    on_disk = replace(office, database=Database.create(folder / "office.db", bytes(32)))
    with on_disk.database._connections.lent() as connection:
        raw(office.database).backup(connection.raw)
    with on_disk.database.reading() as tables:
        on_disk.load_trust(tables)
    return on_disk


def use(folder: Path, operations: int) -> None:
    """Work, and print what is held."""
    laptop = on_disk(folder, 1)
    office = _office_on_disk(laptop.office, folder)
    chance, done = random.Random(12), 0
    people: list[str] = []
    while done < operations:
        with vaults.open_with_key(laptop.folder, laptop.key, laptop.person) as vault:
            if not people:
                people = [a_client(vault.session, f"Ana {number}") for number in range(PEOPLE)]
            for _ in range(max(1, operations // 20)):
                _one(vault, people, chance)
                done += 1
                if done % 100 == 0:
                    bundle = bundle_for(vault.session, office)
                    assert Exchange(office).take_in(bundle).outcome == "applied"
                    back = bundle_for(office, vault.session)
                    assert Exchange(vault.session).take_in(back).outcome == "applied"
                if done % 1000 == 0:
                    Backups(vault).make()
                if done % max(1, operations // 10) == 0:
                    print(json.dumps([done, *_held()]), flush=True)
            assert check(vault).ok


if __name__ == "__main__":
    use(Path(sys.argv[1]), int(sys.argv[2]))
