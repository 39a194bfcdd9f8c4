"""Proving a vault whole: the cipher, the chains, and every row against the log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from desktop_app.crypto.signing import Purpose, SignatureWrong, verify
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, FieldKey
from desktop_app.domain.words.searching import search_text, sort_text
from desktop_app.language import Message
from desktop_app.services.exchange.attachment_exchange import blobs_of
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.vault.vaults import BLOBS, OpenVault
from desktop_app.storage.anchor import Verdict
from desktop_app.storage.blobs import Blobs
from desktop_app.storage.database import Tables
from desktop_app.storage.log import Feed
from desktop_app.sync.log import GENESIS, decode_body, decode_head, decode_header, hash_of
from desktop_app.sync.merge import SHOWN, State, same

_BATCH = 500

MENDED_BY_BACKUP: Final = frozenset(
    {"cipher", "digest", "body", "signature", "chain", "sequence", "unreadable"}
)
"""The codes of problems for which a backup has to stand in the vault's place."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it should be. code: stable, for scripts."""

    code: str
    message: Message


@dataclass(slots=True)
class CheckReport:
    """What `check` found. entries, clients: how many were looked at."""

    entries: int = 0
    clients: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems

    def add(self, code: str, message: Message) -> None:
        """Note a problem once, however many times it is met."""
        if all((one.code, str(one.message)) != (code, str(message)) for one in self.problems):
            self.problems.append(Problem(code, message))


def check(vault: OpenVault, progress: Progress | None = None) -> CheckReport:
    """Everything that can be proven about a vault, without changing a byte of it.

    The vault must have been opened with `heal=False`, or a rolled-back file would be put right
    before it is seen.
    """
    step = progress or Progress.silent()
    report = CheckReport()
    _check_anchor(vault, report)
    for fault in vault.session.database.faults():
        report.add(
            "cipher",
            Message(
                "check",
                "Part of the vault's file on this disk is damaged ({detail}). Restore the newest backup, then import the latest bundles again.",
                {"detail": fault},
            ),
        )
    if not vault.session.database.search_is_sound():
        report.add(
            "search",
            Message(
                "check",
                "The index of the search does not agree with the records: a search could miss somebody. "
                "Rebuild the lists from the change log; nothing is lost, because the log is whole.",
            ),
        )
    try:
        with vault.session.database.reading() as tables:
            report.entries = tables.log.count()
            report.clients = tables.rows.count(vault.session.registry["client"])
            _check_ends(tables, report)
            for feed in tables.log.feeds().values():
                _check_feed(vault.session, tables, feed, report, step.step)
            _check_rows(vault.session, tables, report, step.step)
            _check_blobs(vault, tables, report)
    except PortageError as fault:
        if fault.code == "cancelled":
            raise
        report.add("unreadable", fault.message)
    return report


def _check_anchor(vault: OpenVault, report: CheckReport) -> None:
    if vault.verdict is Verdict.ROLLED_BACK:
        report.add(
            "rolled_back",
            Message(
                "check",
                "This vault is older than when it was last open on this computer: somebody put an older file in its place. "
                "Open it once with Portage; what the others have received comes back as you exchange bundles with them.",
            ),
        )
    elif vault.verdict is Verdict.ALTERED:
        report.add(
            "anchor",
            Message(
                "check",
                "The note beside the vault that tells how far it had come was altered. "
                "The vault itself may be whole: open it once with Portage to write the note again.",
            ),
        )


def _check_ends(tables: Tables, report: CheckReport) -> None:
    if tables.log.computed_digest() != (tables.facts.get("digest") or bytes(32)):
        report.add(
            "digest",
            Message(
                "check",
                "The ends of the change log do not agree with their digest: part of the file was put back from an older one. "
                "Restore the newest backup, then import the latest bundles again.",
            ),
        )


def _check_feed(
    session: Session,
    tables: Tables,
    feed: Feed,
    report: CheckReport,
    step: Callable[[int, int | None], None],
) -> None:
    name = session.device_called(feed.device) or feed.id.hex()[:8]
    heads = dict(tables.log.heads_after(feed.number, 0))
    certificate = None if session.trust is None else session.trust.certificate(feed.device)
    link, expected = GENESIS, 1
    for start in range(1, feed.seq + 1, _BATCH):
        for stored in tables.log.entries(feed.number, start, min(start + _BATCH - 1, feed.seq)):
            try:
                header = decode_header(stored.header)
            except (PortageError, TypeError):
                report.add("chain", _chain_message(name, stored.seq))
                continue
            if stored.seq != expected or header.seq != stored.seq or header.feed != feed.id:
                report.add("sequence", _sequence_message(name, stored.seq))
            elif header.previous != link or header.hlc != stored.hlc:
                report.add("chain", _chain_message(name, stored.seq))
            if stored.body is not None:
                _check_body(
                    name,
                    stored.seq,
                    stored.type,
                    stored.entity,
                    stored.body,
                    header.body_hash,
                    report,
                )
            link, expected = hash_of(stored.header), stored.seq + 1
            if stored.seq in heads and certificate is not None:
                _check_head(name, stored.seq, link, heads[stored.seq], certificate.signing, report)
        step(start, feed.seq)
    if expected != feed.seq + 1:
        report.add("sequence", _sequence_message(name, expected))
    elif link != feed.link:
        report.add("chain", _chain_message(name, feed.seq))


def _check_body(
    name: str,
    seq: int,
    type_: int,
    entity: bytes,
    body: bytes,
    body_hash: bytes,
    report: CheckReport,
) -> None:
    sound = hashlib.sha256(body).digest() == body_hash
    if sound:
        read = decode_body(body)
        sound = (read.entity_type, read.entity) == (type_, entity)
    if not sound:
        report.add(
            "body",
            Message(
                "check",
                "Change {number} of {device} was altered after it was written. "
                "Restore the newest backup, then import the latest bundles again.",
                {"number": seq, "device": name},
            ),
        )


def _check_head(
    name: str, seq: int, link: bytes, head: bytes, signing: bytes, report: CheckReport
) -> None:
    try:
        signed = decode_head(verify(head, signing, Purpose.HEAD))
        sound = (signed.seq, signed.link) == (seq, link)
    except (SignatureWrong, PortageError):
        sound = False
    if not sound:
        report.add(
            "signature",
            Message(
                "check",
                "The signature of {device} over its change {number} does not hold. "
                "Restore the newest backup, then import the latest bundles again.",
                {"number": seq, "device": name},
            ),
        )


def _chain_message(name: str, seq: int) -> Message:
    return Message(
        "check",
        "The chain of changes of {device} is broken at number {number}. "
        "Restore the newest backup, then import the latest bundles again.",
        {"device": name, "number": seq},
    )


def _sequence_message(name: str, seq: int) -> Message:
    return Message(
        "check",
        "The changes of {device} are not numbered without a gap, at number {number}. "
        "Restore the newest backup, then import the latest bundles again.",
        {"device": name, "number": seq},
    )


def _check_rows(
    session: Session, tables: Tables, report: CheckReport, step: Callable[[int, int | None], None]
) -> None:
    entities = tables.log.entities()
    expected: dict[str, int] = {}
    for number, entity in enumerate(entities):
        for kind, scope, state in tables.rows.folded(entity):
            expected[kind.name] = expected.get(kind.name, 0) + 1
            try:
                _check_row(tables, kind, entity, scope, state, report)
            except (PortageError, TypeError, ValueError, KeyError, IndexError):
                # What is packed in the row cannot even be read.
                report.add("head", _row_message(kind.name, entity))
        if number % _BATCH == 0:
            step(number, len(entities))
    for kind in session.registry:
        if tables.rows.count_all(kind) != expected.get(kind.name, 0):
            report.add("row", _row_message(kind.name, b""))


def _check_row(
    tables: Tables, kind: EntityType, entity: bytes, scope: int, state: State, report: CheckReport
) -> None:
    row = tables.rows.get(kind, entity, scope)
    if row is None:
        report.add("row", _row_message(kind.name, entity))
        return
    values = state.values(tables.log.rank)
    shown = {key: value for key, value in values.items() if value is not None}
    if not same(state, tables.rows.pertinent(row.state)):
        # The row's values are part of what is unpacked; tell which of the two is off.
        row_values = {key: value for key, value in row.values.items() if value is not None}
        altered = row_values != shown and _same_dots(state, row.state)
        report.add("row" if altered else "head", _row_message(kind.name, entity))
    elif row.values != shown:
        report.add("row", _row_message(kind.name, entity))
    derived = tables.rows.derived(row)
    text = search_text(kind, values) if state.life() == SHOWN else ""
    if (derived.life, derived.sort_key) != (state.life(), sort_text(kind, values)):
        report.add("row", _row_message(kind.name, entity))
    if derived.search != text:
        report.add("search", _row_message(kind.name, entity))


def _same_dots(one: State, other: State) -> bool:
    def dots(state: State) -> dict[FieldKey, frozenset[tuple[int, int, int, int]]]:
        return {key: frozenset(head[:4] for head in heads) for key, heads in state.heads.items()}

    return dots(one) == dots(other)


def _row_message(kind: str, entity: bytes) -> Message:
    return Message(
        "check",
        "A record is not what its changes say ({kind} {record}). "
        "Rebuild the lists from the change log; nothing is lost, because the log is whole.",
        {"kind": kind, "record": entity.hex()[:12]},
    )


def _check_blobs(vault: OpenVault, tables: Tables, report: CheckReport) -> None:
    """An attached file that is here must be whole; one that was added here must be here. Others may
    still be on their way."""
    blobs = Blobs(vault.folder / BLOBS)
    kind = vault.session.registry["attachment"]
    feeds = tables.log.feeds()
    own = {feed.id for feed in feeds.values() if feed.own}
    for row in tables.rows.select(kind, "WHERE life = 1"):
        made = row.state.created
        here = made is not None and made[1] in own
        if any(
            (here or blobs.is_here(digest)) and not blobs.is_sound(digest)
            for digest in blobs_of(row)
        ):
            report.add(
                "blob",
                Message(
                    "check",
                    "The attached file {name} is missing or was altered. The rest of the record is whole. "
                    "Bring the file back from a backup.",
                    {"name": str(row.value("name") or "")[:80]},
                ),
            )
