"""What the exchange screen shows, as plain facts: files that came, gaps, laptops, records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.fields import EntityType
from desktop_app.domain.forms.records import SERVICE_ANSWERS
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.conflicts.conflicts import record_name
from desktop_app.services.conflicts.reviewers import Deciding
from desktop_app.services.exchange.brake import Held
from desktop_app.services.exchange.bundle_words import Listed
from desktop_app.services.exchange.carrying import CarriedLine
from desktop_app.services.exchange.sharing import Waiting
from desktop_app.services.session import Session
from desktop_app.services.trust.cut_offs import CutOff
from desktop_app.storage.database import Tables
from desktop_app.storage.log import StoredEntry, actor_of
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.merge import HIDDEN

Run = tuple[bytes, int, int]
"""A part of a feed: (its id, first number, last number)."""

_CLIENTS: Final = "clients"
_DIRECTORY: Final = frozenset({"organisation", "service", "location"})
_SCANNED: Final = 4000
_AT_ONCE: Final = 500


class Fate(StrEnum):
    """What became of a file."""

    IMPORTED = "imported"
    PARTIAL = "partial"
    WAITING = "waiting"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Gap:
    """Changes that have not come yet and that later ones wait for. device: the laptop's name."""

    device: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ByAuthor:
    """What one person wrote in a bundle: (kind of record, how many new, changed, deleted), and of how
    many fields in these records somebody has to decide since."""

    person: str
    kinds: tuple[tuple[str, int, int, int], ...]
    contested: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """One file that came. at, known_since: UTC milliseconds.

    key: names it for `ExchangeDesk.received_one`. laptop: the sender's name, empty when it could
    not be known. message: its own sentence when it was refused. held: codes of why parts were held
    back. known_since: when the same bundle was taken in first. brake: what it would do, when it waits
    for somebody to look; path: where its file lay then. can_undo: it can be taken back. undone_at:
    when it was (UTC milliseconds). forked, twice: laptops of which it showed two histories, or two
    copies at work. at_office: it came at the office. back, other_papers: see `taking_in.Imported`.
    index_altered, untried: see `taking_in.Source`.
    """

    key: str
    at: int
    fate: Fate
    laptop: str
    file: str
    entries: int = 0
    new: int = 0
    changed: int = 0
    deleted: int = 0
    conflicts: int = 0
    by: tuple[ByAuthor, ...] = ()
    waiting: tuple[Gap, ...] = ()
    held: tuple[str, ...] = ()
    set_aside: int = 0
    carried: int = 0
    forked: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    other_papers: bool = False
    index_altered: bool = False
    untried: int = 0
    message: Message | None = None
    known_since: int | None = None
    brake: Held | None = None
    path: str = ""
    can_undo: bool = False
    undone_at: int | None = None
    at_office: bool = False

    @property
    def people(self) -> tuple[str, ...]:
        """Who wrote what is in it, as far as their names are known."""
        return tuple(one.person for one in self.by if one.person)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many records of each kind, new and changed together."""
        return [(kind, new + changed) for one in self.by for kind, new, changed, _ in one.kinds]

    @property
    def gone(self) -> list[tuple[str, int]]:
        """How many records of each kind were deleted."""
        return [(kind, deleted) for one in self.by for kind, _, _, deleted in one.kinds if deleted]


@dataclass(frozen=True, slots=True)
class PeerLine:
    """Another laptop. heard_at: UTC milliseconds of its last word that came here, or None."""

    device: str
    name: str
    office: bool
    heard_at: int | None
    silent_days: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """One bundle that was written here. at: UTC milliseconds.

    received: whether one of those it was for has said, in a signed word, that it holds all of it;
    None when it carried no change, so that there is nothing to say.
    """

    at: int
    file: str
    names: tuple[str, ...]
    entries: int
    received: bool | None
    to_office: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One bundle that can be written now. devices: ids of its receivers. entries: changes that
    none of them has said it holds. asked: how many changes they asked for, because what came
    after them is there already."""

    devices: tuple[bytes, ...]
    names: tuple[str, ...]
    to_office: bool
    entries: int
    asked: int = 0


class Size(StrEnum):
    """How large what is written may be."""

    WHOLE = "whole"
    URGENT = "urgent"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Watched:
    """A folder that is watched. there: it can be reached now. partners: how many other PCs of the
    office this one keeps in step with through it."""

    folder: Path
    there: bool
    partners: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where bundles can be put. free: bytes, or None when it cannot be told."""

    folder: Path
    name: str
    free: int | None
    read_only: bool
    stick: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record in a list. place, detail: where it is opened, empty when nowhere.

    kinds: what of it was written. people: by whom. at: UTC milliseconds of the latest change.
    gone: it was deleted since, and cannot be opened. lost: of what belongs to it and was written
    there, how many of each kind were deleted since, where it is there itself.
    """

    title: str
    kinds: Listed
    people: tuple[str, ...]
    at: int
    place: str
    detail: str
    gone: bool = False
    lost: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordList:
    """Records, the latest first. more: whether there are others that are not listed."""

    lines: tuple[RecordLine, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """How the exchange stands. laptops: how many others belong to the organisation.

    only_here: what would be lost with this laptop today. held_back: how many parts were set aside.
    unread: how many changes hold something that only a newer Portage understands.
    doubles: how many pairs of files may be one person. left: how many files were given and not
    looked at yet. untold: laptops that are cut off and of which others do not know it yet.
    """

    office: bool
    organisation: str
    device: str
    laptops: int
    received: tuple[Received, ...]
    deciding: Deciding
    silent: tuple[PeerLine, ...]
    gaps: tuple[Gap, ...]
    held_back: int
    only_here: Waiting
    last_sent: Sent | None
    outgoing: tuple[Outgoing, ...]
    unread: int = 0
    doubles: int = 0
    carried: tuple[CarriedLine, ...] = ()
    left: int = 0
    untold: tuple[CutOff, ...] = ()


def by_author(summary: Mapping[str, Any], session: Session) -> tuple[ByAuthor, ...]:
    """Who wrote what in a bundle. summary: what the log of imports keeps of it."""
    by: dict[bytes, list[tuple[str, int, int, int]]] = {}
    for person, kind, new, changed, *deleted in summary.get("by", ()):
        # Bundles taken in by an earlier release do not tell what they deleted.
        by.setdefault(person, []).append((kind, new, changed, sum(deleted)))
    contested: Counter[bytes] = Counter()
    for person, fields in summary.get("contested", ()):
        contested[person] += fields
    return tuple(
        ByAuthor(session.person_called(person), tuple(rows), contested[person])
        for person, rows in by.items()
    )


def records_in(
    tables: Tables, session: Session, runs: Iterable[Run], limit: int = 200
) -> RecordList:
    """The records that these runs of entries are about, what belongs to one client together."""
    found: dict[tuple[str, str], _Gathered] = {}
    lines = Lines(tables, session)
    scanned, more = 0, False
    for feed_id, start, end in runs:
        feed = tables.log.feed(feed_id)
        if feed is None:
            continue
        last = min(end, feed.seq)
        for upper in range(last, start - 1, -_AT_ONCE):
            if scanned >= _SCANNED:
                more = True
                break
            lower = max(start, upper - _AT_ONCE + 1)
            for stored in tables.log.entries(feed.number, lower, upper):
                _gather(tables, session, stored, found)
            scanned += upper - lower + 1
    ordered = sorted(found.values(), key=lambda one: -one.at)
    return RecordList(
        tuple(one.line(session, tables, lines) for one in ordered[:limit]),
        more or len(ordered) > limit,
    )


def records_about(
    tables: Tables, session: Session, ids: Iterable[str], limit: int = 200
) -> RecordList:
    """The records of these ids (hex) as they stand here, the one that was changed last first."""
    found: dict[tuple[str, str], _Gathered] = {}
    lines = Lines(tables, session)
    for one in ids:
        entity = raw_id(one)
        for stored in () if entity is None else tables.log.entries_of(entity):
            _gather(tables, session, stored, found)
    ordered = sorted(found.values(), key=lambda one: -one.at)
    return RecordList(
        tuple(one.line(session, tables, lines) for one in ordered[:limit]), len(ordered) > limit
    )


@dataclass(slots=True)
class _Gathered:
    type: EntityType
    row: Row
    place: str
    detail: str
    kinds: dict[str, Message]
    people: dict[bytes, None]
    at: int
    lost: dict[bytes, str] = field(default_factory=dict)

    def line(self, session: Session, tables: Tables, lines: Lines) -> RecordLine:
        names = [session.person_called(one) for one in self.people]
        gone = self._is_gone(session, tables)
        return RecordLine(
            record_name(tables, lines, self.type, self.row),
            Listed(tuple(self.kinds.values())),
            tuple(name for name in names if name),
            self.at,
            self.place,
            self.detail,
            gone,
            () if gone else tuple(sorted(Counter(self.lost.values()).items())),
        )

    def _is_gone(self, session: Session, tables: Tables) -> bool:
        """Whether what would be opened is deleted: the file of the person, where it is about one."""
        row: Row | None = self.row
        if self.place == _CLIENTS:
            client = raw_id(self.detail)
            kind = session.registry["client"]
            row = None if client is None else tables.rows.get(kind, client)
        return row is None or row.state.life() == HIDDEN


def _gather(
    tables: Tables,
    session: Session,
    stored: StoredEntry,
    found: dict[tuple[str, str], _Gathered],
) -> None:
    one = session.registry.by_number(stored.type)
    row = None if one is None else tables.rows.get(one, stored.entity)
    if one is None or row is None:
        return
    place, detail = where(one, row)
    gathered = found.setdefault(
        (place, detail or row.id.hex()), _Gathered(one, row, place, detail, {}, {}, 0)
    )
    kind = "client" if one.name in RECORDS else one.name
    gathered.kinds.setdefault(kind, session.registry[kind].label)
    gathered.people.setdefault(actor_of(stored.header))
    if one.name not in RECORDS and row.state.life() == HIDDEN:
        gathered.lost[row.id] = one.name
    gathered.at = max(gathered.at, milliseconds_of(stored.hlc))


def where(one: EntityType, row: Row) -> tuple[str, str]:
    """The place of the window that opens a record, and its detail there; empty when none does."""
    if one.name in RECORDS:
        return _CLIENTS, row.id.hex()
    if one.has_field("client"):
        client = str(row.value("client") or "")
        return (_CLIENTS, client) if client else ("", "")
    if one.name in _DIRECTORY:
        return "directory", row.id.hex()
    if one.name == SERVICE_ANSWERS.name:
        service = str(row.value("service") or "")
        return ("directory", service) if service else ("", "")
    return "", ""


def named(session: Session, devices: Sequence[bytes]) -> tuple[str, ...]:
    """What these laptops are called."""
    return tuple(name for one in devices if (name := session.device_called(one)))
