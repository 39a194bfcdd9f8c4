"""Writing one bundle: every change that its receivers do not hold yet, sealed to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.language import Message
from desktop_app.services.editing import sign_ends
from desktop_app.services.erasing import said_erased
from desktop_app.services.escrow import wrap_for
from desktop_app.services.gaps import gaps_wanted
from desktop_app.services.judging import judge_of
from desktop_app.services.organisation import countersign
from desktop_app.services.progress import Progress
from desktop_app.services.sealing_keys import renew
from desktop_app.services.session import Session
from desktop_app.services.trust_section import statements_for
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import ExportRecord, Vector, plain_vector
from desktop_app.storage.log import Feed, StoredEntry
from desktop_app.sync import bundle as files
from desktop_app.sync.bundle import Manifest
from desktop_app.sync.log import GENESIS, Segment, decode_header, encode_segment, hash_of
from desktop_app.sync.statements import Certificate


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written. bytes: its size. entries: how many changes it carries."""

    bundle: bytes
    recipients: tuple[Certificate, ...]
    entries: int
    bytes: int
    vector: Vector


class BundleWriter:
    """Writes bundles out of one unlocked vault."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(
        self,
        recipients: Sequence[Certificate],
        out: BinaryIO,
        kind: str = files.DELTA,
        progress: Progress | None = None,
    ) -> Exported:
        """Write one bundle for devices that hold the same scopes, against their last signed word.

        The entries and their signed heads are committed before a byte leaves. Call `record` once
        the file is safely where it should be.
        """
        session, trust = self._session, self._session.require_trust()
        step = progress or Progress.silent()
        with session.database.writing() as tables:
            sign_ends(session, tables)
            countersign(session, tables)
            renew(session, tables)
            control = tables.facts.number("control") + 1
            tables.facts.set_number("control", control)
        with session.database.reading() as tables:
            judge = judge_of(session)
            known = _known_by(tables, recipients)
            shared = self._shared_scopes(tables, recipients)
            told = files.encode_trust(statements_for(session, tables, recipients))
            sections = [files.pack_section(files.TRUST, b"", b"", 0, 0, told)]
            entries = 0
            vector: Vector = {}
            feeds = sorted(
                (f for f in tables.log.feeds().values() if f.scope in shared), key=lambda f: f.id
            )
            for feed in feeds:
                start = known.get(feed.id, (0, b""))[0]
                rule = judge.rule(feed.device, feed.id, shared[feed.scope])
                if rule.refusal is not None:
                    continue  # nobody could let it count; it goes on its way when that changes
                last = feed.seq if rule.extent is None else min(feed.seq, rule.extent)
                if start >= last:
                    continue  # by far the most feeds, and asking for their heads costs
                for segment in _segments(tables, feed, shared[feed.scope], start, last):
                    content = encode_segment(segment)
                    sections.append(
                        files.pack_section(
                            files.SEGMENT,
                            segment.scope,
                            segment.feed,
                            segment.start,
                            segment.end,
                            content,
                        )
                    )
                    entries += len(segment.bodies)
                    vector[feed.id] = (segment.end, b"")
                    step.step(entries, None, Message("exchange", "Writing changes"))
            held = {feed.id: (feed.seq, feed.link) for feed in feeds if feed.seq}
            gaps = gaps_wanted(tables)
            manifest = Manifest(
                session.environment.random(16), trust.organisation, session.device,
                tables.facts.number("incarnation"), control, trust.roster_version,
                tuple(one.device for one in recipients), kind, tables.facts.number("hlc"),
                tuple(plain_vector(held)), tuple(gaps), self._people(tables),
                tuple(section.info for section in sections), said_erased(session, tables),
                escrow=wrap_for(session, list(recipients)),
                certificates=trust.certificates_mark(),
                epochs=tuple(trust.sealing_epoch(one.device) for one in recipients),
            )  # fmt: skip
            key = session.signing_key(tables)
        before = out.tell()
        files.write_bundle(
            out, key, manifest, sections, [trust.sealing_of(one) for one in recipients]
        )
        return Exported(manifest.bundle, tuple(recipients), entries, out.tell() - before, vector)

    def record(self, exported: Exported, file_name: str) -> None:
        """Remember that a bundle was written whole and verified."""
        session = self._session
        with session.database.writing() as tables:
            tables.exchange.add_export(
                ExportRecord(
                    exported.bundle,
                    session.environment.now(),
                    file_name,
                    tuple(one.device for one in exported.recipients),
                    exported.vector,
                    exported.entries,
                )
            )

    def _people(self, tables: Tables) -> tuple[tuple[bytes, str], ...]:
        kept = tables.facts.starting_with("person/")
        return tuple(
            (bytes.fromhex(name.split("/")[1]), value.decode()) for name, value in kept.items()
        )

    def _shared_scopes(self, tables: Tables, recipients: Iterable[Certificate]) -> dict[int, bytes]:
        own = self._session.certificate()
        return {
            row.number: row.id
            for row in tables.log.scopes().values()
            if own.holds(row.id) and all(one.holds(row.id) for one in recipients)
        }


def _known_by(tables: Tables, recipients: Iterable[Certificate]) -> Vector:
    """What all these devices have said that they hold: the lowest of each feed."""
    peers = tables.exchange.peers()
    vectors = [peers[one.device].vector if one.device in peers else {} for one in recipients]
    if not vectors:
        return {}
    shared = set(vectors[0])
    for vector in vectors[1:]:
        shared &= set(vector)
    return {
        feed: min((vector[feed] for vector in vectors), key=lambda end: end[0]) for feed in shared
    }


def _segments(tables: Tables, feed: Feed, scope: bytes, known: int, last: int) -> Iterator[Segment]:
    """The runs of a feed beyond `known`, each ended at a signed head and of a bearable size.

    last: nothing beyond that number is passed on (where a revoked laptop was cut off).
    """
    heads = [one for one in tables.log.heads_after(feed.number, known) if one[0] <= last]
    start, size = known + 1, 0
    entries: list[StoredEntry] = []
    if not heads:
        return
    base = (
        GENESIS if known == 0 else hash_of(tables.log.entries(feed.number, known, known)[0].header)
    )
    for seq, head in heads:
        run = tables.log.entries(feed.number, start + len(entries), seq)
        entries += run
        size += sum(len(one.body or b"") + 16 for one in run)
        if size < files.SEGMENT_TARGET and seq != heads[-1][0]:
            continue
        headers = [decode_header(one.header) for one in entries]
        yield Segment(
            feed.device, scope, feed.nonce, start, base,
            tuple(one.hlc for one in headers), tuple(one.actor for one in headers),
            tuple(one.schema for one in headers), tuple(one.kind for one in headers),
            tuple(one.txn for one in headers),
            tuple(
                stored.body if stored.body is not None else (header.body_length, header.body_hash)
                for stored, header in zip(entries, headers, strict=True)
            ),
            head,
        )  # fmt: skip
        base = hash_of(entries[-1].header)
        start, size, entries = seq + 1, 0, []
