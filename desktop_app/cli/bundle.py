"""`portage bundle`: out, a look inside, in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop_app.cli.opening import direction_to, opened, today
from desktop_app.cli.output import Output
from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.exchange.brake import not_meant_words
from desktop_app.services.exchange.bundle_undo import NoSuchImport
from desktop_app.services.exchange.bundle_words import (
    copy_words,
    index_words,
    paper_words,
    sentence_of,
    undone_words,
    written_words,
)
from desktop_app.services.exchange.exchange import REFUSED, Exchange, Imported, summary_of
from desktop_app.services.exchange.exchange_lines import by_author
from desktop_app.services.exchange.inspecting import Inspected, look_inside, look_outside
from desktop_app.services.exchange.media import export_pack, export_parts
from desktop_app.services.exchange.refused_files import note_refused
from desktop_app.services.processes.reader import ProcessBundleReader
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import UnknownDevice
from desktop_app.storage.files import make_folder


def export(arguments: argparse.Namespace, out: Output) -> int:
    """One file for one laptop or the office, or one for all of them."""
    make_folder(arguments.out)
    with opened(arguments, out) as vault:
        session = vault.session
        trust = session.require_trust()
        named = trust.devices() if arguments.all else trust.named(arguments.to)
        recipients = [one for one in named if one.device != session.device]
        if not recipients:
            raise UnknownDevice(arguments.to or "")
        exchange, direction = Exchange(session), direction_to(recipients)
        if arguments.part_size:
            written = export_parts(
                exchange, recipients, arguments.out, direction, today(), arguments.part_size
            )
        else:
            written = [
                export_pack(
                    exchange,
                    recipients,
                    arguments.out,
                    direction,
                    today(),
                    budget=arguments.limit or None,
                )
            ]
    out.result(
        {
            "files": [str(one.path) for one in written],
            "entries": sum(one.entries for one in written),
            "bytes": sum(one.bytes for one in written),
            "left": written[-1].left,
            "carried": sum(one.carried for one in written),
        },
        *(str(one.path) for one in written),
    )
    return 0


def inspect(arguments: argparse.Namespace, out: Output) -> int:
    """What can be known of a bundle without importing it."""
    if arguments.vault is None:
        seen = look_outside(arguments.file)
    else:
        with opened(arguments, out) as vault:
            seen = look_inside(vault.session, arguments.file, ProcessBundleReader(arguments.file))
    out.result(_document(seen), *_lines(seen))
    return 0


def _document(seen: Inspected) -> dict[str, Any]:
    return {
        "sender": seen.sender,
        "recipients": None if seen.recipients is None else list(seen.recipients),
        "organisation": seen.organisation,
        "sections": None if seen.sections is None else [dict(one) for one in seen.sections],
        "entries": seen.entries,
        "signed": seen.signed,
        "sealed_for": seen.stanzas,
        "bytes": seen.bytes,
        "written_at": seen.written_at,
        "known": seen.known,
        "items": seen.items,
    }


def _lines(seen: Inspected) -> list[str]:
    """The same for people."""
    words = Message(
        "cli",
        "{n} sealed bundle, {bytes} bytes, for {keys} keys",
        {"bytes": seen.bytes, "keys": seen.stanzas},
        "{n} sealed bundles, {bytes} bytes, for {keys} keys",
        seen.items or 0,
    )
    if seen.sender is None:
        closed = Message(
            "cli",
            "Who wrote it and what it holds is sealed. Name the vault of a laptop that it is for with --vault.",
        )
        return [str(words), str(closed)]
    told = [
        words,
        Message("cli", "From: {sender}", {"sender": seen.sender}),
        Message("cli", "For: {laptops}", {"laptops": ", ".join(seen.recipients or ())}),
        Message("cli", "Organisation: {name}", {"name": seen.organisation or ""}),
        Message("cli", "Written: {moment}", {"moment": seen.written_at or ""}),
        Message("cli", "{n} change", {}, "{n} changes", seen.entries or 0),
        Message("cli", "A laptop of the organisation signed it.")
        if seen.signed
        else Message("cli", "No laptop of the organisation signed it so."),
        Message("cli", "It was imported here before.")
        if seen.known
        else Message("cli", "It was not imported here yet."),
    ]
    return [str(one) for one in told]


def take_in(arguments: argparse.Namespace, out: Output) -> int:
    """Import bundles, each wholly or not at all."""
    documents = []
    lines = []
    refused = False
    with opened(arguments, out) as vault:
        for path in arguments.files:
            imported = _import(Exchange(vault.session), path, arguments)
            refused = refused or imported.outcome == REFUSED
            message = sentence_of(imported, vault.session.is_office)
            if imported.outcome == REFUSED:
                note_refused(vault, path, imported)
            documents.append(
                {
                    "file": str(path),
                    "outcome": imported.outcome,
                    "reason": imported.reason,
                    "message": str(message),
                    "new": imported.new,
                    "changed": imported.changed,
                    "deleted": imported.deleted,
                    "conflicts": imported.conflicts,
                    "sender": imported.sender_name,
                    "entries": imported.entries,
                    "by": [
                        {
                            "person": vault.session.person_called(person),
                            "type": kind,
                            "new": new,
                            "changed": changed,
                            "deleted": deleted,
                        }
                        for person, kind, new, changed, deleted in imported.by
                    ],
                    "conflicts_by": [
                        {"person": vault.session.person_called(person), "conflicts": number}
                        for person, number in imported.contested
                    ],
                    "bundle": imported.bundle.hex(),
                    "held": None if imported.held is None else imported.held.to_plain(),
                    "carried": imported.carried,
                    "forked": imported.forked,
                    "twice": imported.twice,
                    "back": imported.back,
                    "other_papers": imported.other_papers,
                    "index_altered": imported.index_altered,
                    "untried": imported.untried,
                }
            )
            lines.append(f"{path.name}: {message}")
            lines += _by_author(vault.session, imported)
            if imported.held is not None:
                lines += [str(one) for one in (not_meant_words(imported.held),) if one is not None]
            lines += [str(one) for one in copy_words(imported.forked, imported.twice)]
            lines += [str(one) for one in paper_words(imported.back, imported.other_papers)]
            lines += [str(one) for one in index_words(imported.index_altered, imported.untried)]
        if not arguments.dry_run:
            Duplicates(vault.session).after_import()
    out.result({"files": documents}, *lines)
    return 1 if refused else 0


def _by_author(session: Session, imported: Imported) -> list[str]:
    """Who made, changed and deleted what, a line for each person."""
    nobody = Message("exchange", "Somebody who is not listed yet")
    return [
        f"  {one.person or nobody}  "
        + "; ".join(str(words) for words in written_words(one.kinds, one.contested))
        for one in by_author(summary_of(imported), session)
    ]


def undo(arguments: argparse.Namespace, out: Output) -> int:
    """Take back what a bundle brought, or bring it in again."""
    with opened(arguments, out) as vault:
        bundle = raw_id(arguments.id)
        if bundle is None:
            raise NoSuchImport
        done = Exchange(vault.session).undo(bundle, again=arguments.again)
    out.result(
        {
            "deleted": done.deleted,
            "restored": done.restored,
            "gone": dict(done.gone),
            "as_before": dict(done.as_before),
            "kept": [
                {"type": one.kind, "id": one.id, "title": one.title, "reason": str(one.reason)}
                for one in done.kept
            ],
        },
        " ".join(str(one) for one in undone_words(done, again=arguments.again)),
        *(f"{one.title}: {one.reason}" for one in done.kept),
    )
    return 0


def _import(exchange: Exchange, path: Path, arguments: argparse.Namespace) -> Imported:
    try:
        return exchange.take_in(
            ProcessBundleReader(path),
            dry_run=arguments.dry_run,
            accept_mass_change=arguments.accept_mass_change,
            file=path.name,
        )
    except PortageError as refusal:
        if refusal.code == "cancelled":
            raise
        return Imported(REFUSED, refusal.code, refusal.message)
