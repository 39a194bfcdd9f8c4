"""Taking back what a bundle brought, by entries that say the opposite.

Nothing is erased: records that the bundle made and nobody has touched since are deleted, fields
that it set and that still stand go back to what stood before, and the rest is listed and left. On
other laptops the same happens when the entries arrive, and the brake there names it an undo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import DELETED, LIFE, LIVE, EntityType, FieldKey, Kind, Value
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS, id_in
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.conflicts.conflicts import record_name
from desktop_app.services.editing import Editor, shown_last
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.tables.import_undo import AlreadyUndone, KeptRecord
from desktop_app.storage.database import Tables
from desktop_app.storage.imports import (
    Span,
    last_import,
    newest_import,
    summaries_after,
    written_in,
)
from desktop_app.storage.log import APPLIED
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import (
    DELETED_HERE_CHANGED_THERE,
    HIDDEN,
    SHOWN,
    LocalEntry,
    State,
    fold,
)

CAME: Final = "came"
"""In the summary of an import: the runs of entries that it brought, [feed, first, last] each."""

OWN: Final = "own"
"""In the summary of an import: how far this laptop's own feeds had come then, [feed, number]."""

_UNDONE: Final = "undone/"
_STEP: Final = 100

_Place = tuple[int, bytes, int]
"""(number of the type, id of the record, local number of the scope)."""


class NoSuchImport(PortageError):
    """No bundle of that id was taken in here."""

    code = "no_such_import"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "undo",
                "No bundle with this number was taken in on this laptop, or it was taken in before "
                "Portage could undo it. Nothing was changed.",
            )
        )


class NotUndone(PortageError):
    """The import stands; there is nothing to bring back."""

    code = "not_undone"

    def __init__(self) -> None:
        super().__init__(Message("undo", "This import was not taken back. Nothing was changed."))


@dataclass(frozen=True, slots=True)
class BundleUndone:
    """gone, as_before: how many records of each kind were deleted, or are as they were before; the
    names and the file of a person are one. kept: the records that stay as somebody changed them since,
    each with the reason."""

    gone: tuple[tuple[str, int], ...]
    as_before: tuple[tuple[str, int], ...]
    kept: tuple[KeptRecord, ...]

    @property
    def deleted(self) -> int:
        """How many records were deleted."""
        return sum(number for _, number in self.gone)

    @property
    def restored(self) -> int:
        """How many records are as they were before."""
        return sum(number for _, number in self.as_before)


@dataclass(slots=True)
class _Found:
    """One record that the spans wrote in. keys: the fields that they wrote. before: what its other
    entries make of it; None when it has none from before. since: whether some came after."""

    kind: EntityType
    place: _Place
    keys: frozenset[FieldKey]
    before: State | None
    since: bool


@dataclass(slots=True)
class _Work:
    """What is to be taken back, and what was written after it came."""

    spans: list[Span]
    since: list[Span]
    records: list[_Found] = field(default_factory=list)


class BundleUndo:
    """Takes one import back, or brings it in again, inside one transaction."""

    def __init__(self, session: Session, tables: Tables, progress: Progress) -> None:
        self._session, self._tables, self._progress = session, tables, progress
        self._editor = Editor(session, tables)
        self._editor.begin_act(undo=True)
        self._kept: dict[tuple[object, ...], KeptRecord] = {}

    def take_back(self, bundle: bytes) -> BundleUndone:
        """Raises NoSuchImport, AlreadyUndone, NotAllowed, Cancelled."""
        tables = self._tables
        last = _last(tables, bundle)
        if last is not None and last.undone:
            raise AlreadyUndone
        if last is not None:
            return self._act(bundle, last.runs, last.own, last.number, undone=True)
        number, summary = last_import(tables.connection, bundle) or (0, {})
        runs, own = summary.get(CAME), summary.get(OWN)
        if runs is None or own is None:
            raise NoSuchImport
        return self._act(bundle, runs, own, number, undone=True)

    def bring_back(self, bundle: bytes) -> BundleUndone:
        """Take the taking back back. Raises NotUndone, NotAllowed, Cancelled."""
        last = _last(self._tables, bundle)
        if last is None or not last.undone:
            raise NotUndone
        return self._act(bundle, last.runs, last.own, last.number, undone=False)

    def _act(
        self, bundle: bytes, runs: Sequence[Any], own: Sequence[Any], number: int, *, undone: bool
    ) -> BundleUndone:
        tables = self._tables
        ends = {feed.id: feed.seq for feed in tables.log.feeds().values() if feed.own}
        work = _Work(self._spans(runs), self._since(own, number))
        self._find(work)
        gone = self._delete(work)
        as_before = self._restore(work)
        self._editor.flush()
        written = [
            [feed.id, ends.get(feed.id, 0) + 1, feed.seq]
            for feed in tables.log.feeds().values()
            if feed.own and feed.seq > ends.get(feed.id, 0)
        ]
        told = [
            self._session.environment.now(), undone, written, own_ends(tables),
            newest_import(tables.connection),
        ]  # fmt: skip
        tables.facts.set(_UNDONE + bundle.hex(), encode(told))
        return BundleUndone(_counted(gone), _counted(as_before), tuple(self._kept.values()))

    def _spans(self, runs: Iterable[Sequence[Any]]) -> list[Span]:
        found = ((self._tables.log.feed(run[0]), run[1], run[2]) for run in runs)
        return [Span(feed.number, first, last) for feed, first, last in found if feed is not None]

    def _since(self, own: Iterable[Sequence[Any]], number: int) -> list[Span]:
        """What was written here, or came in other bundles, after the import of that number."""
        then = {row[0]: row[1] for row in own}
        spans = [
            Span(feed.number, then.get(feed.id, 0) + 1, feed.seq)
            for feed in self._tables.log.feeds().values()
            if feed.own and feed.seq > then.get(feed.id, 0)
        ]
        for summary in summaries_after(self._tables.connection, number):
            spans += self._spans(summary.get(CAME, ()))
        return spans

    # What it wrote in

    def _find(self, work: _Work) -> None:
        log, registry = self._tables.log, self._session.registry
        feeds = log.feeds()
        for number, entity, scope in sorted(written_in(self._tables.connection, work.spans)):
            kind = registry.by_number(number)
            if kind is None:
                continue
            outside: list[LocalEntry] = []
            keys: set[FieldKey] = set()
            since = earlier = False
            for stored in log.entries_of(entity):
                if stored.type != number or feeds[stored.feed].scope != scope:
                    continue
                if stored.state != APPLIED or stored.body is None:
                    continue
                if _in(work.spans, stored.feed, stored.seq):
                    keys.update(op.key for op in log.local_entry(stored).operations)
                else:
                    outside.append(log.local_entry(stored))
                    later = _in(work.since, stored.feed, stored.seq)
                    since, earlier = since or later, earlier or not later
            before = fold(outside, log.rank) if earlier else None
            work.records.append(
                _Found(kind, (number, entity, scope), frozenset(keys), before, since)
            )

    def _row(self, one: _Found) -> Row | None:
        return self._tables.rows.get(one.kind, one.place[1], one.place[2])

    # What it made

    def _delete(self, work: _Work) -> list[_Found]:
        made = {one.place: one for one in work.records if one.before is None}
        pointed = self._pointed_to(work) if made else set()
        stays = {place for place, one in made.items() if one.since or place[1] in pointed}
        for place in stays:
            if made[place].since:
                reason = Message("imports", "Somebody changed it since.")
            elif made[place].kind.name in RECORDS:
                reason = Message("imports", "Something was written about this person since.")
            else:
                reason = Message("imports", "Something that stays belongs to it.")
            self._list(made[place], reason)
        touched = {
            (one.place[1], self._community(one.place[2]))
            for one in work.records
            if one.kind.name in RECORDS and (one.since or one.place in stays)
        }
        deleted: list[_Found] = []
        for place, one in made.items():
            row = self._row(one)
            if place in stays or row is None or row.state.life() == HIDDEN:
                continue
            if one.kind.name in RECORDS and (place[1], self._community(place[2])) in touched:
                self._list(one, Message("imports", "It belongs to a person who stays."))
                continue
            scope = self._tables.log.scopes()[place[2]]
            self._editor.set_life(one.kind, place[1], scope, False)
            deleted.append(one)
            self._step(len(deleted), len(work.records))
        return deleted

    def _community(self, scope: int) -> bytes:
        return self._tables.log.scopes()[scope].community

    def _pointed_to(self, work: _Work) -> set[bytes]:
        """The records that something written since refers to."""
        found: set[bytes] = set()
        registry = self._session.registry
        for number, entity, scope in written_in(self._tables.connection, work.since):
            kind = registry.by_number(number)
            row = None if kind is None else self._tables.rows.get(kind, entity, scope)
            if kind is None or row is None or row.state.life() != SHOWN:
                continue
            for one in kind.fields:
                if one.kind is Kind.REFERENCE:
                    target = id_in(row.value(one.name))
                    if target is not None:
                        found.add(target)
        return found

    # What it changed

    def _restore(self, work: _Work) -> list[_Found]:
        restored: list[_Found] = []
        for at, one in enumerate(work.records):
            row = self._row(one)
            if one.before is None or row is None:
                continue
            before = one.before
            values, left = self._earlier(work, one.keys, row, before)
            scope = self._tables.log.scopes()[one.place[2]]
            if values:
                self._editor.set_back(one.kind, row.id, scope, values)
                self._editor.flush()
            if left:
                reason = Message("imports", "Somebody changed some of its fields since.")
                self._list(one, reason)
            if self._set_life_back(work, one, before) or values:
                restored.append(one)
            self._step(at, len(work.records))
        return restored

    def _earlier(
        self, work: _Work, keys: frozenset[FieldKey], row: Row, before: State
    ) -> tuple[dict[FieldKey, list[Value]], bool]:
        """What stood before in the fields that the spans changed, and whether some stay."""
        values: dict[FieldKey, list[Value]] = {}
        left = False
        for key in sorted(keys - {LIFE}, key=str):
            heads = row.state.heads.get(key, ())
            if any(_in(work.since, head.feed, head.seq) for head in heads):
                left = True
                continue
            if not any(_in(work.spans, head.feed, head.seq) for head in heads):
                continue
            shown = before.shown(key, self._tables.log.rank)
            earlier = shown_last((head.value for head in before.heads.get(key, ())), shown)
            if not earlier:
                # An item of a list without a life of its own is there; a field is empty.
                earlier = [LIVE if _is_item_life(key) else None]
            if set(earlier) != {head.value for head in heads}:
                values[key] = earlier
        return values, left

    def _set_life_back(self, work: _Work, one: _Found, before: State) -> bool:
        row = self._row(one)
        if row is None:
            return False
        now, then = row.state.life(), before.life()
        lives = row.state.heads.get(LIFE, ())
        if now == then or any(_in(work.since, head.feed, head.seq) for head in lives):
            return False
        scope = self._tables.log.scopes()[one.place[2]]
        if then == DELETED_HERE_CHANGED_THERE:
            self._editor.set_back(one.kind, row.id, scope, {LIFE: [DELETED, LIVE]})
        else:
            self._editor.set_life(one.kind, row.id, scope, then == SHOWN)
        self._editor.flush()
        return True

    # What is told

    def _step(self, done: int, total: int) -> None:
        if done % _STEP == 0:
            self._progress.step(done, total, Message("undo", "Taking changes back"))

    def _list(self, one: _Found, reason: Message) -> None:
        row = self._row(one)
        if row is not None:
            title = record_name(self._tables, Lines(self._tables, self._session), one.kind, row)
            # Names and file of a person are one thing to whoever reads the list.
            person = one.kind.name in RECORDS
            key = ("person", row.id) if person else one.place
            kind = "client" if person else one.kind.name
            self._kept[key] = KeptRecord(kind, row.id.hex(), title, reason)


def _counted(records: Iterable[_Found]) -> tuple[tuple[str, int], ...]:
    """How many records of each kind; the names and the file of a person are one."""
    found = {
        ("client" if one.kind.name in RECORDS else one.kind.name, one.place[1]) for one in records
    }
    return tuple(sorted(Counter(kind for kind, _ in found).items()))


@dataclass(frozen=True, slots=True)
class _Last:
    """What was done last about an import that was taken back once: what that wrote, and when.

    The next time, this is what is taken back: an undo of the undo, and so on.
    """

    at: int
    undone: bool
    runs: Sequence[Any]
    own: Sequence[Any]
    number: int


def _last(tables: Tables, bundle: bytes) -> _Last | None:
    kept = tables.facts.get(_UNDONE + bundle.hex())
    return None if kept is None else _Last(*decode(kept))


def own_ends(tables: Tables) -> list[list[Any]]:
    """How far this laptop's own feeds have come, for the summary of an import."""
    return [[feed.id, feed.seq] for feed in tables.log.feeds().values() if feed.own and feed.seq]


def undone_at(tables: Tables, bundle: bytes) -> int | None:
    """When an import was taken back (UTC milliseconds); None while it stands."""
    last = _last(tables, bundle)
    return last.at if last is not None and last.undone else None


def can_undo(summary: Mapping[str, Any]) -> bool:
    """Whether an import's record says enough to take it back."""
    return bool(summary.get(CAME)) and OWN in summary


def _in(spans: Iterable[Span], feed: int, seq: int) -> bool:
    return any(span.holds(feed, seq) for span in spans)


def _is_item_life(key: FieldKey) -> bool:
    return isinstance(key, bytes) and len(key) == 18 and key[17] == LIFE
