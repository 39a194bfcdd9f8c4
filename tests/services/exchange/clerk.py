"""A clerk's PC as a process of its own: writes people, and keeps in step through a shared folder.

`python -m tests.services.exchange.clerk VAULT KEY PERSON FOLDER ROUNDS NAME`. KEY and PERSON are hex; they are
made for the test. Prints a line for each round.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import Exchange, Imported
from desktop_app.services.exchange.packs import OpenFile
from desktop_app.services.exchange.shared_folder import SharedFolder
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault

DAY = date(2026, 3, 2)


def folder_of(vault: OpenVault, folder: Path) -> SharedFolder:
    """The folder as a PC watches it, with the reader in this process to save time."""

    def take_in(path: Path) -> Imported:
        try:
            with path.open("rb") as file:
                return Exchange(vault.session).take_in(OpenFile(file))
        except FileNotFoundError:
            return Imported("refused", "file_not_readable")

    return SharedFolder(vault.session, folder, take_in)


def main(arguments: list[str]) -> None:
    folder, key, person, shared, rounds, name = arguments
    with vaults.open_with_key(Path(folder), bytes.fromhex(key), bytes.fromhex(person)) as vault:
        clients = Clients(vault.session)
        community = Organisation(vault.session).own_communities()[0].name
        watched = folder_of(vault, Path(shared))
        ids: list[str] = []
        for number in range(int(rounds)):
            ids.append(clients.add({"given": f"{name} {number}", "community": community}))
            clients.set(ids[number // 2], {"family": f"{name}{number}"})
            watched.look(DAY, sure=True)
            print(number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
