"""Taking an import back: what nobody has touched since goes, the rest is listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, FieldKey, Value, path_of
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.editing import Editor, derived_id, own_feed
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.tables.import_writing import Kept
from desktop_app.storage.database import Tables
from desktop_app.storage.imports import Span, references, standing, touched_outside
from desktop_app.storage.rows import Row

_STEP: Final = 200
_PEOPLE: Final = frozenset({"identity", "client"})

_Place = tuple[int, bytes]
"""(number of the type, id of the record)."""


class NothingToUndo(PortageError):
    """No import has that id."""

    code = "nothing_to_undo"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "imports",
                "No import with this number was made on this laptop. Nothing was changed. "
                "Choose one from the list of imports.",
            )
        )


class AlreadyUndone(PortageError):
    """The import was taken back before."""

    code = "already_undone"

    def __init__(self) -> None:
        super().__init__(
            Message("imports", "This import was already taken back. Nothing was changed.")
        )


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record that stays although its import was taken back. id: 32 hexadecimal digits."""

    kind: str
    id: str
    title: str
    reason: Message


@dataclass(frozen=True, slots=True)
class UndoReport:
    """deleted, restored: records that are gone, or as they were before. kept: ids of the rest,
    each told in `records`."""

    deleted: int
    restored: int
    kept: tuple[str, ...]
    records: tuple[KeptRecord, ...]


class ImportUndo:
    """Takes one import back, inside one transaction."""

    def __init__(self, session: Session, tables: Tables, progress: Progress) -> None:
        self._session = session
        self._tables = tables
        self._progress = progress
        self._editor = Editor(session, tables)
        self._editor.begin_act(undo=True)
        self._starts: dict[int, tuple[int, int]] = {}
        self._listed: dict[_Place, KeptRecord] = {}

    def take_back(self, undo_id: bytes) -> UndoReport:
        """Raises NothingToUndo, AlreadyUndone, NotAllowed."""
        exchange = self._tables.exchange
        stored = exchange.undo(undo_id)
        if stored is None:
            raise NothingToUndo
        if stored[2]:
            raise AlreadyUndone
        kept = Kept.from_plain(stored[1])
        spans = self._spans_up_to(undo_id)
        deletable = self._untouched(kept, spans)
        total = len(deletable) + len(kept.changed)
        deleted = self._delete([place for place in kept.created if place in deletable], total)
        restored = 0
        for number, (kind, entity, scope, before) in enumerate(kept.changed):
            if self._restore(kind, entity, scope, before, kept.spans):
                restored += 1
            if number % _STEP == 0:
                self._progress.step(deleted + number, total)
        self._editor.flush()
        now = self._session.environment.now()
        exchange.mark_undone(undo_id, now)
        # What the taking back wrote counts as an import's own, for a later import of the same file.
        trace = derived_id(undo_id, "taken back")
        exchange.add_undo(trace, now, "", Kept(spans=self._written()).to_plain())
        exchange.mark_undone(trace, now)
        return UndoReport(
            deleted,
            restored,
            tuple(one.id for one in self._listed.values()),
            tuple(self._listed.values()),
        )

    def _spans_up_to(self, undo_id: bytes) -> list[Span]:
        """What this import and those before it wrote; whatever came later is somebody's change."""
        listed = self._tables.exchange.undos()
        at = next(one[1] for one in listed if one[0] == undo_id)
        spans: list[Span] = []
        for identifier, when, _, _ in listed:
            stored = self._tables.exchange.undo(identifier) if when <= at else None
            if stored is not None:
                spans += Kept.from_plain(stored[1]).spans
        return spans

    # What the import made

    def _untouched(self, kept: Kept, spans: list[Span]) -> set[_Place]:
        """The records to delete: nobody wrote in them, and nothing that stays points to them."""
        made = list(dict.fromkeys(kept.created))
        ids = list(dict.fromkeys(entity for _, entity in made))
        touched = touched_outside(self._tables.connection, ids, spans) & set(made)
        for place in touched:
            self._list(place, Message("imports", "Somebody changed it since."))
        deletable = set(made) - touched
        names = self._kinds(kind for kind, _ in made)
        if names & _PEOPLE:
            names |= _PEOPLE
        pointing = references(self._tables.connection, self._session.registry, names)
        together = self._together(made, pointing)
        while True:
            reasons = {
                place: Message("imports", "Something that stays belongs to it.")
                for kind, entity, value in pointing
                if (kind, entity) not in deletable
                for place in self._pointed_to(value)
                if place in deletable
            }
            for group in together.values():
                if any(place not in deletable or place in reasons for place in group):
                    rest = Message("imports", "It belongs to a person who stays.")
                    reasons |= {place: rest for place in group if place in deletable}
            if not reasons:
                return deletable
            for place, reason in reasons.items():
                self._list(place, reason)
            deletable -= set(reasons)

    def _together(
        self, made: list[_Place], pointing: list[tuple[int, bytes, str]]
    ) -> dict[str, list[_Place]]:
        """The records of one person stay together, by the person's id: identity and client carry
        it themselves, notes and consents point to it."""
        numbers = {self._session.registry[name].number for name in _PEOPLE}
        groups: dict[str, list[_Place]] = {}
        for kind, entity in made:
            if kind in numbers:
                groups.setdefault(entity.hex(), []).append((kind, entity))
        if groups:
            known = set(made)
            for kind, entity, value in pointing:
                if value in groups and (kind, entity) in known:
                    groups[value].append((kind, entity))
        return groups

    def _pointed_to(self, value: str) -> list[_Place]:
        try:
            entity = bytes.fromhex(value)
        except ValueError:
            return []
        return [(one.number, entity) for one in self._session.registry]

    def _delete(self, places: list[_Place], total: int) -> int:
        by_kind: dict[int, list[bytes]] = {}
        for number, entity in places:
            by_kind.setdefault(number, []).append(entity)
        deleted = 0
        scopes = self._tables.log.scopes()
        for number, entities in by_kind.items():
            kind = self._session.registry.by_number(number)
            if kind is None:
                continue
            for entity, scope in standing(self._tables.connection, kind, entities).items():
                self._begin(scope)
                self._editor.set_life(kind, entity, scopes[scope], False)
                deleted += 1
                if deleted % _STEP == 0:
                    self._progress.step(deleted, total)
        return deleted

    # What it changed

    def _restore(
        self,
        number: int,
        entity: bytes,
        scope: int,
        before: dict[FieldKey, Value],
        spans: list[Span],
    ) -> bool:
        """Give back what stood before in the fields that nobody has written since."""
        kind = self._session.registry.by_number(number)
        row = None if kind is None else self._tables.rows.get(kind, entity, scope)
        if kind is None or row is None:
            return False
        values: dict[str, Value] = {}
        for key, value in before.items():
            heads = row.state.heads.get(key, ())
            if all(any(span.holds(head.feed, head.seq) for span in spans) for head in heads):
                values[path_of(kind, key)] = value
        if len(values) < len(before):
            self._list(
                (number, entity), Message("imports", "Somebody changed some of its fields since.")
            )
        if not values:
            return False
        self._begin(scope)
        self._editor.edit(kind, entity, self._tables.log.scopes()[scope], values)
        return True

    # What is told and kept

    def _begin(self, scope: int) -> None:
        if scope not in self._starts:
            feed = own_feed(self._session, self._tables, self._tables.log.scopes()[scope])
            self._starts[scope] = (feed.number, feed.seq)

    def _written(self) -> list[Span]:
        feeds = self._tables.log.feeds()
        return [
            Span(number, before + 1, feeds[number].seq)
            for number, before in self._starts.values()
            if feeds[number].seq > before
        ]

    def _kinds(self, numbers: Iterable[int]) -> set[str]:
        known = (self._session.registry.by_number(one) for one in set(numbers))
        return {one.name for one in known if one is not None}

    def _list(self, place: _Place, reason: Message) -> None:
        kind = self._session.registry.by_number(place[0])
        row = None if kind is None else self._tables.rows.get(kind, place[1])
        if kind is not None and row is not None and place not in self._listed:
            title = self._title(kind, row)
            self._listed[place] = KeptRecord(kind.name, place[1].hex(), title, reason)

    def _title(self, kind: EntityType, row: Row) -> str:
        if kind.name in _PEOPLE:
            return Lines(self._tables, self._session).name_of_id(row.id)
        return " ".join(str(row.value(name)) for name in kind.title if row.value(name))[:120]
