"""`portage vault`: make, prove, copy, restore, recover."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.opening import opened, write_for_person
from desktop_app.cli.output import Output, clean, passphrase
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope
from desktop_app.language import Message
from desktop_app.services.exchange.sharing import Sharing
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import PaperKind, Papers
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.checking import check as prove
from desktop_app.services.vault.dump import dump as dump_lines
from desktop_app.services.vault.vaults import OpenVault

_NEW = Message("cli", "New passphrase:")
_AGAIN = Message("cli", "The new passphrase again:")


class UnknownScope(PortageError):
    """No part of the vault has that name."""

    code = "unknown_scope"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "cli",
                "No part of this vault has that name. Use org, directory, or the name of a community "
                "with /cases or /names after it.",
            )
        )


def create(arguments: argparse.Namespace, out: Output) -> int:
    """A new vault; with an organisation, its office."""
    typed = passphrase(arguments.passphrase_fd, _NEW, _AGAIN)
    with vaults.create(arguments.vault, arguments.name, arguments.person, typed) as vault:
        if arguments.organisation:
            communities = []
            for one in arguments.community:
                name, _, zone = one.partition("=")
                communities.append({"name": name, "time_zone": zone or "America/Toronto"})
            Organisation(vault.session).start(arguments.organisation, communities)
        written = _write_papers(vault, arguments)
        out.result(
            {"vault": str(arguments.vault), "id": vault.vault_id.hex(), "papers": written},
            str(Message("cli", "The vault is ready in {folder}.", {"folder": arguments.vault})),
        )
        if arguments.recovery is None:
            out.say(
                Message(
                    "cli",
                    "No recovery paper was written. Without one, a forgotten passphrase cannot be helped: "
                    "write it with portage vault paper.",
                )
            )
    return 0


def _write_papers(vault: OpenVault, arguments: argparse.Namespace) -> list[str]:
    papers = Papers(vault)
    written = []
    for path, kind in (
        (arguments.recovery, PaperKind.VAULT),
        (arguments.root_paper, PaperKind.ORGANISATION),
    ):
        if path is not None:
            write_for_person(path, papers.recovery(kind))
            papers.note_printed(kind)
            written.append(str(path))
    if arguments.root_paper is not None:
        Organisation(vault.session).forget_root()
    return written


def paper(arguments: argparse.Namespace, out: Output) -> int:
    """The recovery papers as PDF."""
    with opened(arguments, out) as vault:
        written = _write_papers(vault, arguments)
    out.result({"papers": written}, *written)
    return 0


def info(arguments: argparse.Namespace, out: Output) -> int:
    """What the vault is, and what is only here."""
    with opened(arguments, out) as vault:
        session = vault.session
        with session.database.reading() as tables:
            waiting = Sharing(tables, session).waiting()
            clients = tables.rows.count(session.registry["client"])
            entries = tables.log.count()
            conflicts = len(tables.rows.reviews())
        own = None if session.trust is None else session.trust.certificate(session.device)
        copies = backups.Backups(vault).list()
        document = {
            "name": vault.slots.name,
            "organisation": Organisation(session).name(),
            "role": None if own is None else own.role.value,
            "people": [one.name for one in vault.slots.slots],
            "clients": clients,
            "entries": entries,
            "only_here": waiting.entries,
            "conflicts": conflicts,
            "backups": len(copies),
            "newest_backup": str(copies[0].folder) if copies else None,
        }
    out.result(document, *(f"{key}: {value}" for key, value in document.items()))
    return 0


def check(arguments: argparse.Namespace, out: Output) -> int:
    """Prove the vault whole."""
    with opened(arguments, out, heal=False) as vault:
        report = prove(vault)
    out.result(
        {
            "ok": report.ok,
            "problems": [
                {"code": one.code, "message": str(one.message)} for one in report.problems
            ],
            "entries": report.entries,
            "clients": report.clients,
        },
        *(str(one.message) for one in report.problems),
        *([str(Message("cli", "The vault is whole."))] if report.ok else []),
    )
    return 0 if report.ok else 1


def dump(arguments: argparse.Namespace, out: Output) -> int:
    """The shared state, one JSON line a record."""
    with opened(arguments, out) as vault, vault.session.database.reading() as tables:
        scope = _scope(vault, arguments.scope) if arguments.scope else None
        for line in dump_lines(tables, vault.session, scope):
            print(clean(line))
    return 0


def _scope(vault: OpenVault, name: str) -> bytes:
    session = vault.session
    with session.database.reading() as tables:
        if name in (Scope.ORGANISATION.value, Scope.DIRECTORY.value):
            return session.scope(tables, Scope(name)).id
        community, _, kind = name.rpartition("/")
        if kind in (Scope.CASES.value, Scope.NAMES.value):
            found = Organisation(session).community_named(community)
            return session.scope(tables, Scope(kind), found.id).id
    raise UnknownScope


def backup(arguments: argparse.Namespace, out: Output) -> int:
    """A checked copy beside the vault, and on a second medium when one is named."""
    with opened(arguments, out) as vault:
        copies = backups.Backups(vault)
        place = copies.make().folder if arguments.to is None else copies.copy_to(arguments.to)
    out.result({"backup": str(place)}, str(place))
    return 0


def restore(arguments: argparse.Namespace, out: Output) -> int:
    """A backup in the place of the vault."""
    typed = passphrase(arguments.passphrase_fd, Message("cli", "Passphrase:"))
    made = backups.read_info(arguments.backup)
    with backups.restore(arguments.vault, arguments.backup, typed, arguments.person):
        pass
    out.result(
        {"restored": str(arguments.backup), "clients": made.clients},
        str(
            Message(
                "cli",
                "The backup {name} is in the place of the vault. What stood there before is kept among its backups.",
                {"name": Path(arguments.backup).name},
            )
        ),
    )
    return 0


def recover(arguments: argparse.Namespace, out: Output) -> int:
    """The recovery paper's code and a new passphrase open the vault."""
    code = RecoveryCode.parse(
        passphrase(arguments.code_fd, Message("cli", "Code of the recovery paper:"))
    )
    typed = passphrase(arguments.passphrase_fd, _NEW, _AGAIN)
    with vaults.recover(arguments.vault, code, arguments.person, typed) as vault:
        written = _write_papers(vault, arguments)
    out.result(
        {"recovered": True, "papers": written},
        str(
            Message(
                "cli",
                "The vault opens with the new passphrase. The paper that you used is void: write a new one.",
            )
        ),
    )
    return 0


def change_passphrase(arguments: argparse.Namespace, out: Output) -> int:
    """Another passphrase for the same person."""
    old = passphrase(arguments.passphrase_fd, Message("cli", "Passphrase:"))
    with vaults.open_vault(arguments.vault, old, arguments.person) as vault:
        new = passphrase(arguments.new_passphrase_fd, _NEW, _AGAIN)
        vault.change_passphrase(old, new)
    out.result({"changed": True}, str(Message("cli", "The passphrase is changed.")))
    return 0
