"""Opening the vault that a command names."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from desktop_app.cli.output import Output, passphrase, typed_line
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.casework.access import Access
from desktop_app.services.exchange.media import Direction
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.files import write_whole
from desktop_app.sync.statements import Certificate

_NO_REASON = Message("cli", "Opened by a command that gave no reason")


def add_vault_options(parser: argparse.ArgumentParser) -> None:
    """VAULT, and how its passphrase is given."""
    parser.add_argument("vault", metavar="VAULT", type=Path)
    add_passphrase_options(parser)


def add_passphrase_options(parser: argparse.ArgumentParser) -> None:
    """How the passphrase is given: never as an argument, never in the environment."""
    parser.add_argument("--passphrase-fd", metavar="N", type=int)
    parser.add_argument("--person", metavar="NAME", default="")


@contextmanager
def opened(arguments: argparse.Namespace, out: Output, heal: bool = True) -> Iterator[OpenVault]:
    """The vault, unlocked while the block lasts; what happened at opening is said."""
    folder: Path = arguments.vault
    vaults.people_of(folder)
    typed = passphrase(arguments.passphrase_fd, Message("cli", "Passphrase:"))
    vault = vaults.open_vault(folder, typed, arguments.person, heal=heal)
    try:
        for notice in vault.notices:
            out.say(notice.message)
        yield vault
    finally:
        vault.close()


def open_file(vault: OpenVault, client: str, reason: str) -> None:
    """Open a file that is not one's own before it is read, and write the look down.

    A script that gave no reason is written down as such; at a terminal it is asked.
    """
    access = Access(vault.session)
    if not reason and not access.reason_needed(client):
        return
    access.open(
        client,
        reason or typed_line(Message("cli", "Why do you open this file?")) or str(_NO_REASON),
    )


def today() -> date:
    """The date here, for the names of files."""
    return datetime.now().astimezone().date()


def direction_to(recipients: Sequence[Certificate]) -> Direction:
    """The folder of a medium for bundles to these devices."""
    office = all(one.role is Role.OFFICE for one in recipients)
    return Direction.TO_OFFICE if office else Direction.TO_LAPTOPS


def write_for_person(path: Path, data: bytes) -> None:
    """Write a file that the person named, whole or not at all, for their eyes only."""
    write_whole(path, data)
