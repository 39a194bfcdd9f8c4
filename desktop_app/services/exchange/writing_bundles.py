"""Writing one bundle: every change that its receivers do not hold yet, sealed to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from desktop_app.crypto.sealing import is_usable
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.editing import sign_ends
from desktop_app.services.erasure.erasing import said_erased
from desktop_app.services.exchange.attachment_exchange import groups_for, wanted
from desktop_app.services.exchange.bundle_contents import SMALLEST, Contents, TooSmall, known_by
from desktop_app.services.exchange.carrying import taken_lately
from desktop_app.services.exchange.gaps import gaps_wanted
from desktop_app.services.exchange.hollow import hollow_wanted
from desktop_app.services.exchange.trust_section import statements_for
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.trust.copies import exists_twice
from desktop_app.services.trust.escrow import wrap_for
from desktop_app.services.trust.forks import sides_for, start_for
from desktop_app.services.trust.organisation import countersign
from desktop_app.services.trust.sealing_keys import renew
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import ExportRecord, Vector, plain_vector
from desktop_app.sync import bundle as files
from desktop_app.sync.bundle import Manifest, Section
from desktop_app.sync.statements import Certificate
from desktop_app.sync.trust import Trust

_SEALED: Final = 2048
_STANZA: Final = 128
_WISH: Final = 16 * 34
"""Bytes of a bundle for each file that is asked for in it, so that they take a sixteenth of it."""


Extra = Callable[[Tables], Iterable[Sequence[Section]]]
"""Gives more sections for a bundle, the most wanted first, in groups of which each goes whole or
not at all; it is asked anew for each part."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written. bytes: its size. entries: how many changes it carries.

    left: how many changes did not fit; they go with a later bundle.
    """

    bundle: bytes
    recipients: tuple[Certificate, ...]
    entries: int
    bytes: int
    vector: Vector
    left: int = 0


class Draft:
    """What some devices lack, to be written as one bundle or as several that together hold all."""

    def __init__(
        self,
        session: Session,
        recipients: Sequence[Certificate],
        kind: str = files.DELTA,
        extra: Extra | None = None,
    ) -> None:
        """extra: sections that go after the changes instead of attached files, as far as there is
        room."""
        self._extra = self._attached if extra is None else extra
        self._held: Vector = {}
        self._sent: set[bytes] = set()
        self._session, self._recipients, self._kind = session, tuple(recipients), kind
        self._contents: Contents | None = None

    def write(
        self,
        out: BinaryIO,
        progress: Progress | None = None,
        budget: int | None = None,
        part: bool = False,
    ) -> Exported:
        """Write the next bundle. The entries and their signed heads are committed before a byte
        leaves.

        budget: the most bytes that the bundle may have. part: others follow, so whatever cannot
        be cut to that size goes as it is. Raises TooSmall, BundleRefused, Cancelled.
        """
        session, trust = self._session, self._session.require_trust()
        recipients, step = self._recipients, progress or Progress.silent()
        if budget is not None and budget < SMALLEST:
            raise TooSmall
        with session.database.writing() as tables:
            sign_ends(session, tables)
            countersign(session, tables)
            renew(session, tables)
            if self._contents is None:
                self._held = self._known(tables)
                shared, lost = self._shared_scopes(tables), self._lost_scopes(tables)
                self._contents = Contents(session, shared, dict(self._held), lost)
            contents = self._contents
            if budget is not None:
                contents.sign_cuts(tables, budget)
            control = tables.facts.number("control") + 1
            tables.facts.set_number("control", control)
        with session.database.reading() as tables:
            answer = self._kind == files.ENROLMENT
            told = files.encode_trust(statements_for(session, tables, recipients, answer))
            trust_section = files.pack_section(files.TRUST, b"", b"", 0, 0, told)
            manifest = self._manifest(tables, trust, control, budget)
            room = None
            if budget is not None:
                room = budget - _overhead(manifest, trust_section, len(recipients))
                if room <= 0:
                    raise TooSmall
            filled = contents.fill(
                tables,
                room,
                part,
                lambda entries: step.step(entries, None, Message("exchange", "Writing changes")),
                self._extra(tables),
            )
            self._sent |= {one.info.scope for one in filled.sections if one.info.type == files.BLOB}
            key = session.signing_key(tables)
            sides = self._sides(tables) if budget is None else []
            addresses = _addresses(tables, trust, recipients, answer)
        sections = [trust_section, *sides, *filled.sections]
        manifest = replace(manifest, sections=tuple(section.info for section in sections))
        before = out.tell()
        files.write_bundle(out, key, manifest, sections, addresses)
        return Exported(
            manifest.bundle,
            recipients,
            filled.entries,
            out.tell() - before,
            filled.vector,
            filled.left,
        )

    def _attached(self, tables: Tables) -> Iterable[Sequence[Section]]:
        scopes = list(self._shared_scopes(tables))
        session, recipients = self._session, self._recipients
        return groups_for(session, tables, recipients, scopes, self._held, self._sent)

    def _manifest(self, tables: Tables, trust: Trust, control: int, budget: int | None) -> Manifest:
        """What the bundle says of itself, but for its sections."""
        session = self._session
        shared, lost = self._shared_scopes(tables), self._lost_scopes(tables)
        # A laptop is told what came of its own, also where it may hold the place no more.
        alone = self._recipients[0].device if len(self._recipients) == 1 else None
        held = {
            feed.id: (feed.seq, feed.link)
            for feed in tables.log.feeds().values()
            if feed.seq
            and (feed.scope in shared or feed.device == alone or (feed.scope in lost and feed.own))
        }
        gaps = [*gaps_wanted(tables), *hollow_wanted(session, tables, self._recipients)]
        return Manifest(
            session.environment.random(16), trust.organisation, session.device,
            tables.facts.number("incarnation"), control, trust.roster_version,
            tuple(one.device for one in self._recipients), self._kind, tables.facts.number("hlc"),
            tuple(plain_vector(held)), tuple(gaps), _people(tables), (),
            said_erased(session, tables),
            escrow=wrap_for(session, list(self._recipients)),
            had=tuple(taken_lately(tables)),
            certificates=trust.certificates_mark(),
            epochs=tuple(trust.sealing_epoch(one.device) for one in self._recipients),
            # In a small bundle the wishes must not take the room of the changes.
            blobs=wanted(
                session, tables, files.BLOB_IDS if budget is None else min(files.BLOB_IDS, budget // _WISH)
            ),
        )  # fmt: skip

    def _is_for_office(self) -> bool:
        return all(one.role is Role.OFFICE for one in self._recipients)

    def _known(self, tables: Tables) -> Vector:
        """What all receivers hold of the histories that are held here."""
        said, feeds = known_by(tables, self._recipients), tables.log.feeds().values()
        office = self._is_for_office()
        known: Vector = {}
        for feed in feeds:
            end = said.get(feed.id)
            if end is not None:
                known[feed.id] = (start_for(self._session, tables, feed, end, office), b"")
        return known

    def _sides(self, tables: Tables) -> list[Section]:
        """For the office, the second histories that it has not taken over."""
        if not self._is_for_office():
            return []
        found = sides_for(self._session, tables, set(self._shared_scopes(tables).values()))
        return [
            files.pack_section(
                files.SEGMENT, segment.scope, segment.feed, segment.start, segment.end, content
            )
            for segment, content in found
        ]

    def _shared_scopes(self, tables: Tables) -> dict[int, bytes]:
        own = self._session.certificate()
        return {
            row.number: row.id
            for row in tables.log.scopes().values()
            if own.holds(row.id) and all(one.holds(row.id) for one in self._recipients)
        }

    def _lost_scopes(self, tables: Tables) -> dict[int, bytes]:
        """Those that this laptop holds no more, by local number. The office gets what was written here
        in them all the same: it lies aside there, and somebody decides about it."""
        if not self._is_for_office():
            return {}
        own = self._session.certificate()
        return {
            row.number: row.id
            for row in tables.log.scopes().values()
            if not own.holds(row.id) and all(one.holds(row.id) for one in self._recipients)
        }


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
        budget: int | None = None,
    ) -> Exported:
        """Write one bundle for devices that hold the same scopes, against their last signed word.

        Call `record` once the file is safely where it should be. See `Draft.write`.
        """
        return self.draft(recipients, kind).write(out, progress, budget)

    def draft(
        self,
        recipients: Sequence[Certificate],
        kind: str = files.DELTA,
        extra: Extra | None = None,
    ) -> Draft:
        """A bundle, or several, to be written for these devices."""
        return Draft(self._session, recipients, kind, extra)

    def record(self, exported: Exported, file_name: str) -> None:
        """Remember that a bundle was written whole and verified."""
        self.record_all([exported], file_name)

    def record_all(self, bundles: Sequence[Exported], file_name: str) -> None:
        """Remember the bundles of one file, all of them or none."""
        session = self._session
        with session.database.writing() as tables:
            for one in bundles:
                tables.exchange.add_export(
                    ExportRecord(
                        one.bundle,
                        session.environment.now(),
                        file_name,
                        tuple(receiver.device for receiver in one.recipients),
                        one.vector,
                        one.entries,
                    )
                )


def _addresses(
    tables: Tables, trust: Trust, recipients: Sequence[Certificate], answer: bool
) -> list[str]:
    """The keys to seal to. Of two copies of one laptop only one holds the newest key, so the bundle
    is sealed to that of their certificate too while both are at work, and where it is the answer to
    the one that asked: that key stood in its request.

    A laptop that announced what is no key opens nothing; the others get theirs.
    """
    newest = [trust.sealing_of(one) for one in recipients]
    twice = [one.sealing for one in recipients if answer or exists_twice(tables, one.device)]
    asked = list(dict.fromkeys((*newest, *twice)))[: files.RECIPIENTS]
    return [one for one in asked if is_usable(one)] or asked


def _people(tables: Tables) -> tuple[tuple[bytes, str], ...]:
    kept = tables.facts.starting_with("person/")
    told = [
        (bytes.fromhex(name.split("/")[1]), files.told_name(value.decode()))
        for name, value in kept.items()
    ]
    return tuple(told[: files.PEOPLE])


def _overhead(manifest: Manifest, trust: Section, recipients: int) -> int:
    """Bytes of a bundle without a change in it, rounded up: the manifest with its signature, trust,
    and what sealing adds."""
    plain = len(files.encode_manifest(manifest)) + len(trust.data)
    return plain + plain // 2048 + _SEALED + _STANZA * recipients
