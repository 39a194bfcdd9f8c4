"""Taking in one bundle: verified, then applied, parked or withheld, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from desktop_app.crypto.sealing import SealingKey
from desktop_app.crypto.signing import Purpose, SignatureWrong, payload_of, verify
from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.language import Message
from desktop_app.services.erasure.erasing import carry_out, hear_erased
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange.attachment_exchange import ArrivingBlobs, note_wanted
from desktop_app.services.exchange.brake import (
    Brake,
    Held,
    MassChange,
    check_erasures,
    check_papers,
)
from desktop_app.services.exchange.bundle_undo import CAME, OWN, own_ends
from desktop_app.services.exchange.carrying import note_told
from desktop_app.services.exchange.gaps import asked_in, gap_before, note_asked
from desktop_app.services.exchange.hollow import Word
from desktop_app.services.exchange.segments import Taken, take_lifted, take_parked, take_segment
from desktop_app.services.exchange.trust_section import known_certificates
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.trust.copies import hear, note_order, note_own_copy, notice_own_end
from desktop_app.services.trust.escrow import keep_wrap
from desktop_app.services.trust.forks import settle_forks
from desktop_app.services.trust.judging import Rejudged, rejudge
from desktop_app.services.trust.reconciling import known_roster, reconcile
from desktop_app.services.trust.sealing_keys import note_used
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import ImportRecord, Peer, read_vector
from desktop_app.sync import bundle as files
from desktop_app.sync.bundle import BundleRefused, Frame, Manifest
from desktop_app.sync.clock import is_plausible
from desktop_app.sync.judging import agree, recalled
from desktop_app.sync.log import hash_of
from desktop_app.sync.statements import ACTIVE, REVOKED, Certificate, TrustRefused
from desktop_app.sync.trust import Trust

APPLIED: Final = "applied"
DUPLICATE: Final = "duplicate"
PARKED: Final = "parked"
REFUSED: Final = "refused"
PARTIAL: Final = "partial"

FILE: Final = "file"
"""In the summary of an import: what its file was called."""

FILE_LETTERS: Final = 80

WORD_LEAP: Final = 1_000_000
"""By how much a device's count of bundles may have risen since its last word that came here."""

ANNOUNCED_PEOPLE: Final = 64
"""How many people one device may name before the office lists them."""


@dataclass(slots=True)
class Imported:
    """What became of one bundle.

    new, changed, deleted, conflicts: numbers of records. by: (person, kind of record, new,
    changed, deleted) rows for the summary. waiting: (device, from, to) gaps that it left open. set_aside:
    how many changes, taken in before, lie beyond where a laptop was cut off and no longer count.
    carried: how many sealed bundles for others came along and are kept for them. control: which of
    its sender's bundles it was. index_altered, untried: see `Source`.
    contested: (person, of how many fields in records that they wrote in somebody has to decide now).
    twice: laptops of which two copies were now seen at work. forked: laptops that were now proven to
    have written two histories. back: laptops and people that were out before and are in again, as
    other papers count now. other_papers: these do not follow from those that counted here.
    """

    outcome: str
    reason: str | None = None
    message: Message | None = None
    bundle: bytes = b""
    sender: bytes = b""
    sender_name: str = ""
    entries: int = 0
    new: int = 0
    changed: int = 0
    conflicts: int = 0
    by: list[tuple[bytes, str, int, int, int]] = field(default_factory=list)
    waiting: list[tuple[str, int, int]] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    set_aside: int = 0
    twice: list[str] = field(default_factory=list)
    forked: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    other_papers: bool = False
    held: Held | None = None
    carried: int = 0
    control: int = 0
    index_altered: bool = False
    untried: int = 0
    deleted: int = 0
    contested: list[tuple[bytes, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bundle lay. file: what the file is called. index_altered: a pack whose index says
    something else than its bundles. untried: how many of that pack's bundles nobody looked into."""

    file: str = ""
    index_altered: bool = False
    untried: int = 0


UNNAMED: Final = Source()


class BundleReader(Protocol):
    """Opens a bundle somewhere safe and hands over what is in it, checked for shape and limits."""

    def frames(self, keys: Sequence[SealingKey]) -> Iterator[Frame]:
        """The frames of the bundle. Raises PortageError when it cannot be opened."""
        ...


class TakingIn:
    """Takes bundles into one unlocked vault."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take_in(
        self,
        reader: BundleReader,
        progress: Progress | None = None,
        dry_run: bool = False,
        *,
        accept_mass_change: bool = False,
        source: Source = UNNAMED,
        also: Callable[[Tables, Manifest], None] | None = None,
    ) -> Imported:
        """Import one bundle: all of it in one transaction, or nothing.

        A refusal is returned, not raised; Cancelled is raised and leaves everything as it was.
        dry_run: find out what would happen, then undo it. accept_mass_change: a person has looked
        at what `services.exchange.brake` holds up, and wants it. source: where it lay, for the log.
        also: what else belongs to the same transaction.
        """
        session = self._session
        step = progress or Progress.silent()
        with session.database.reading() as tables:
            keys = session.sealing_keys(tables)
        frames = iter(())  # type: Iterator[Frame]
        blobs = ArrivingBlobs(session)
        try:
            frames = reader.frames(keys)
            first = next(frames, None)
            if first is None or first[0] != "manifest":
                raise files.malformed()
            manifest = files.decode_manifest(payload_of(first[1]))
            with session.database.writing(bulk=True) as tables:
                imported = self._apply(
                    tables, first[1], manifest, frames, step, accept_mass_change, source, blobs
                )
                if dry_run or imported.outcome == DUPLICATE:
                    raise _Undo(imported)
                if also is not None:
                    also(tables, manifest)
            blobs.settle()
            return imported
        except _Undo as undo:
            self._reload()
            return undo.imported
        except Cancelled:
            self._reload()
            raise
        except MassChange as brake:
            self._reload()
            sender = session.device_called(manifest.sender)
            return Imported(
                REFUSED, brake.code, brake.message, sender=manifest.sender, sender_name=sender,
                held=brake.held, bundle=manifest.bundle,
            )  # fmt: skip
        except PortageError as refusal:
            self._reload()
            return Imported(REFUSED, refusal.code, refusal.message)
        except BaseException:
            self._reload()
            raise
        finally:
            close = getattr(frames, "close", None)
            if close is not None:
                close()
            blobs.forget()

    def _reload(self) -> None:
        with self._session.database.reading() as tables:
            self._session.load_trust(tables)

    def _apply(
        self,
        tables: Tables,
        signed: bytes,
        manifest: Manifest,
        frames: Iterator[Frame],
        progress: Progress,
        accept_mass_change: bool,
        source: Source,
        blobs: ArrivingBlobs,
    ) -> Imported:
        session, trust = self._session, self._session.require_trust()
        if manifest.organisation != trust.organisation:
            raise BundleRefused(
                "wrong_organisation",
                Message(
                    "bundle",
                    "This file belongs to another organisation. Nothing was imported. "
                    "Give it back to whoever brought it.",
                ),
            )
        if session.device not in manifest.recipients:
            raise BundleRefused(
                "not_for_this_device",
                Message(
                    "bundle",
                    "This file was written for another laptop. Nothing was imported. "
                    "Take it to the laptop that it is meant for.",
                ),
            )
        sections = list(manifest.sections)
        if not sections or sections[0].type != files.TRUST:
            raise files.malformed()
        statements = files.decode_trust(_content(frames, 0))
        was = before = recalled(trust)
        known_forks = frozenset(trust.forks)
        self._believe(tables, statements, before)
        if not accept_mass_change:
            check_papers(was, trust)
            check_erasures(session, tables)
        carry_out(session, tables)
        Erasures(session).hear_drafts(tables, statements)
        sender = self._verified_sender(trust, signed, manifest)
        late = not trust.is_active(sender.device)
        if late and not session.has_authority(tables):
            raise _cut_off(sender)
        result = Imported(
            APPLIED,
            bundle=manifest.bundle,
            sender=sender.device,
            sender_name=sender.name,
            control=manifest.control,
            index_altered=source.index_altered,
            untried=source.untried,
        )
        # An id alone proves nothing: whoever else got an honest bundle could have used it before.
        fingerprint = hash_of(signed)
        known = any(
            one.sender == sender.device and one.summary.get("fingerprint") == fingerprint
            for one in tables.exchange.imported(manifest.bundle)
        )
        if known or sender.device == session.device:
            result.outcome = DUPLICATE
            return result
        reviews = set(tables.rows.reviews())
        ends = {feed.id: feed.seq for feed in tables.log.feeds().values()}
        brake = Brake(session, tables)
        taken = Taken()
        if not late:
            self._meet(tables, trust, sender, manifest)
            keep_wrap(session, tables, manifest)
            if manifest.epochs:
                at = manifest.recipients.index(session.device)
                note_used(session, tables, manifest.epochs[at])
            if self._hear(tables, manifest):
                result.twice.append(sender.name)
            hear_erased(session, tables, manifest)
        judged = self._judge(tables, before, taken)
        word = Word(sender.device, tuple(asked_in(manifest.gaps)))
        total = sum(one.end - one.start + 1 for one in sections if one.type == files.SEGMENT)
        for number, info in enumerate(sections[1:], 1):
            content = _content(frames, number)
            if info.type == files.BLOB and not late:
                blobs.take(info, content)
            if info.type != files.SEGMENT:
                continue  # of a newer release; what else is in the bundle still goes in
            take_segment(
                session,
                tables,
                content,
                taken,
                info,
                only=sender.device if late else None,
                word=word,
            )
            progress.step(taken.seen, total, Message("exchange", "Taking in changes"))
        if next(frames, None) is not None:
            raise files.malformed()
        if taken.left:
            take_lifted(session, tables, taken)
        take_parked(session, tables, taken)
        brake.check(accept_mass_change)
        before = recalled(trust)
        if late and not (taken.withheld or taken.parked or taken.applied):
            raise _cut_off(sender)  # nothing that could be late work
        reconcile(session, tables)
        later = self._judge(tables, before, taken)
        result.set_aside = judged.set_aside + later.set_aside
        Erasures(session).complete(tables)
        tables.reviews.note(session.environment.now())
        if not late:
            notice_own_end(session, tables, statements)
        if note_own_copy(session, tables):
            result.twice.append(session.device_called(session.device))
        result.forked = sorted(
            {
                session.device_called(trust.forks[feed].device)
                for feed in trust.forks.keys() - known_forks
            }
        )
        result.back, result.other_papers = back_in(was, trust), not trust.follows_from(was.root)
        blobs.choose(tables)
        result.entries = taken.applied
        for kind, record, people in brake.gone():
            taken.went(kind, record, people)
        result.new, result.changed = len(taken.new), len(taken.changed)
        result.deleted = len(taken.deleted)
        waits = set(tables.rows.reviews())
        result.conflicts = max(0, len(waits) - len(reviews))
        kinds = {kind.number: kind.name for kind in session.registry}
        result.contested = taken.contested((kinds[one[0]], one[1]) for one in waits - reviews)
        result.by = taken.by_author()
        result.withheld = sorted(set(taken.withheld))
        result.waiting = [
            (
                session.device_called(device),
                gap_before(tables, feed_id, start)[1] + 1,
                start - 1,
            )
            for feed_id, start, device in tables.exchange.waiting()
        ]
        if taken.withheld:
            result.outcome, result.reason = PARTIAL, result.withheld[0]
        elif taken.parked:
            result.outcome = PARTIAL if taken.applied else PARKED
            result.reason = "gap"
        tables.exchange.add_import(
            ImportRecord(
                manifest.bundle,
                session.environment.now(),
                sender.device,
                result.outcome,
                result.reason or "",
                {
                    **summary_of(result),
                    "fingerprint": fingerprint,
                    CAME: [
                        [feed.id, ends.get(feed.id, 0) + 1, feed.seq]
                        for feed in tables.log.feeds().values()
                        if feed.seq > ends.get(feed.id, 0)
                    ],
                    OWN: own_ends(tables),
                    FILE: source.file[:FILE_LETTERS],
                },
            )
        )
        return result

    def _judge(self, tables: Tables, before: Trust, taken: Taken) -> Rejudged:
        """What is held, judged by what is believed now, and what lay aside taken in."""
        if agree(before, self._session.require_trust()):
            return Rejudged()
        settle_forks(self._session, tables)
        judged = rejudge(self._session, tables, before)
        take_lifted(self._session, tables, taken)
        take_parked(self._session, tables, taken)
        return judged

    def _believe(
        self, tables: Tables, statements: Iterable[tuple[str, bytes]], before: Trust
    ) -> None:
        trust = self._session.require_trust()
        try:
            self._session.keep_statements(tables, statements)
        except (TrustRefused, SignatureWrong) as fault:
            # Who was let in by a laptop of which the certificate is left out does not hold either.
            if _counts_on_more(before, trust):
                raise _put_back() from fault
            raise files.altered() from fault
        if _counts_on_more(before, trust):
            raise _put_back()

    def _verified_sender(self, trust: Trust, signed: bytes, manifest: Manifest) -> Certificate:
        sender = trust.certificate(manifest.sender)
        if sender is None:
            raise BundleRefused(
                "unknown_sender",
                Message(
                    "bundle",
                    "This file does not come from a laptop of your organisation. Nothing was imported. "
                    "Ask the sender to join first.",
                ),
            )
        try:
            verify(signed, sender.signing, Purpose.BUNDLE)
        except SignatureWrong as fault:
            raise files.altered() from fault
        return sender

    def _meet(self, tables: Tables, trust: Trust, sender: Certificate, manifest: Manifest) -> None:
        """Remember the people whom the sender announces and the office has not listed yet."""
        announced = sum(1 for device, _ in trust.announced.values() if device == sender.device)
        for person, name in manifest.people:
            if person in trust.people or person in trust.announced:
                continue
            if announced >= ANNOUNCED_PEOPLE:
                return
            announced += 1
            trust.announced[person] = (sender.device, name)
            tables.facts.set(f"announced/{person.hex()}", sender.device + name.encode())

    def _hear(self, tables: Tables, manifest: Manifest) -> bool:
        """Remember the sender's newest signed word, however late or early it came.

        True when it shows for the first time that the sender exists twice.

        A word whose numbers leap beyond what a device can have written is not remembered: it
        would make every honest word after it look old.
        """
        session = self._session
        known = tables.exchange.peers().get(manifest.sender)
        # A restored laptop counts from an earlier number again, in a later incarnation.
        incarnation = f"peer_incarnation/{manifest.sender.hex()}"
        last = (tables.facts.number(incarnation), 0 if known is None else known.control)
        leaps = manifest.incarnation > last[0] + WORD_LEAP or manifest.control > last[1] + WORD_LEAP
        twice = not leaps and hear(session, tables, manifest)
        newest = (manifest.incarnation, manifest.control) >= last
        if not leaps:
            note_order(session, tables, manifest.sender, newest)
        if not leaps and newest:
            tables.facts.set_number(incarnation, manifest.incarnation)
            tables.exchange.set_peer(
                Peer(
                    manifest.sender,
                    manifest.control,
                    read_vector(manifest.vector),
                    session.environment.now(),
                )
            )
            tables.facts.set(known_certificates(manifest.sender), manifest.certificates)
            tables.facts.set_number(known_roster(manifest.sender), manifest.roster_version)
            note_asked(tables, manifest.sender, manifest.gaps)
            note_wanted(tables, manifest)
            note_told(tables, manifest.sender, manifest.had)
        beacon = session.require_trust().beacon
        own_time = tables.facts.number("hlc")
        if own_time < manifest.hlc and is_plausible(
            manifest.hlc, session.environment.now(), beacon
        ):
            tables.facts.set_number("hlc", manifest.hlc)
        elif manifest.hlc > own_time:
            tables.facts.set_number(f"clock/{manifest.sender.hex()}", manifest.hlc)
        return twice


def _cut_off(sender: Certificate) -> BundleRefused:
    return BundleRefused(
        "revoked_sender",
        Message(
            "bundle",
            "The laptop {name} was cut off from your organisation. Nothing was imported from this file. "
            "Keep the file and tell the office.",
            {"name": sender.name},
        ),
    )


def back_in(before: Trust, trust: Trust) -> list[str]:
    """The names of laptops and people that had been put out and are in again.

    A revocation outlasts every later word of its authority. It ends where other papers count whose
    authority never heard of it: an office that was put back from a copy, and did not know them yet,
    said it. Then it has to be said again.
    """
    laptops = {
        trust.certificates[device].name
        for device, line in before.roster.items()
        if line.status == REVOKED and device in trust.certificates and trust.is_active(device)
    }
    people = {
        trust.people[person].name
        for person, known in before.people.items()
        if known.removed and person in trust.colleagues
    }
    return [*sorted(laptops), *sorted(people)]


def _counts_on_more(before: Trust, trust: Trust) -> bool:
    """Whether another authority comes without what it issued for those who are in: the sender left
    that out, as this laptop had said that it knows it, before it was put back from a copy."""
    return before.root.authorities != trust.root.authorities and any(
        line.status == ACTIVE and device in before.certificates and device not in trust.certificates
        for device, line in trust.roster.items()
    )


def _put_back() -> BundleRefused:
    return BundleRefused(
        "counts_on_later",
        Message(
            "bundle",
            "This file counts on what this laptop knew before it was put back from a copy. Nothing was "
            "imported. Write a bundle for the sender, and take in what comes back. If yours does not open there, "
            "ask once more to join: among the laptops, choose this one.",
        ),
    )


class _Undo(Exception):
    """Carries a result out of a transaction that must leave nothing behind."""

    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self.imported = imported


def _content(frames: Iterator[Frame], number: int) -> bytes:
    frame = next(frames, None)
    if frame is None or frame[0] != "section" or frame[1][0] != number:
        raise files.altered()
    content: bytes = frame[1][1]
    return content


def summary_of(imported: Imported) -> dict[str, Any]:
    """An import's result as plain data, for the log of imports."""
    return {
        "new": imported.new,
        "changed": imported.changed,
        "deleted": imported.deleted,
        "conflicts": imported.conflicts,
        "entries": imported.entries,
        "by": [list(row) for row in imported.by],
        "contested": [list(row) for row in imported.contested],
        "waiting": [list(row) for row in imported.waiting],
        "withheld": list(imported.withheld),
        "set_aside": imported.set_aside,
        "twice": list(imported.twice),
        "forked": list(imported.forked),
        "back": list(imported.back),
        "other_papers": imported.other_papers,
        "index_altered": imported.index_altered,
        "untried": imported.untried,
    }
