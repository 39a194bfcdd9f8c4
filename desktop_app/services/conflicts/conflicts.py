"""What two people wrote apart from each other and somebody has to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    LIVE,
    EntityType,
    FieldKey,
    Value,
    declared_field,
    is_item_key,
)
from desktop_app.domain.forms.records import ANSWER_KINDS, SERVICE_ANSWERS
from desktop_app.domain.people.links import CLIENT, LINK, ORGANISATION
from desktop_app.domain.values import checked
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS, id_in, label_of, spoken_path
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.codes import HIDDEN_VALUE, hides
from desktop_app.services.clients.handover import carry_over, community_called, elsewhere, unaware
from desktop_app.services.clients.interests import check_about, check_not_kept_out, kept_out
from desktop_app.services.conflicts.combining import Both, combined, keeping_both
from desktop_app.services.conflicts.contested import ContestedValue, contested_values
from desktop_app.services.conflicts.reviewers import NOBODY, Deciding, Reviewer, Reviewers
from desktop_app.services.editing import Editor
from desktop_app.services.forms.asked import AskedAnswer, AskedAnswers
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.reviews import Review
from desktop_app.storage.rows import Row

PROVISIONAL_DAYS: Final = 14
"""For so long a conflict whose bundles have not all come is not put before people."""

PAGE: Final = 200

_DAY_MS: Final = 24 * 3600 * 1000
_FIELD_KEY_DIGITS: Final = 8
_SCOPE_BYTES: Final = 4


class NoSuchConflict(PortageError):
    """Nothing waits for a decision under that id (any more)."""

    code = "no_such_conflict"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "conflicts",
                "This was decided already, or never waited here. Nothing was changed. "
                "Look at the list again.",
            )
        )


class OneValueOnly(PortageError):
    """The field holds one value, so both cannot stay."""

    code = "one_value_only"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "conflicts",
                "This field holds one value only. Nothing was changed. "
                "Take one of the values, or type another.",
            )
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that waits for a decision. id stays the same on every laptop.

    entity: 32 hexadecimal digits. name: what the record is called. field: its path, an alias where
    there is one; `life` when somebody deleted what somebody else changed (the values are then
    `deleted` and `live`). values: in the same order on every laptop. person: the client that it
    concerns, 32 hexadecimal digits, else the record itself. reviewer: who is asked. provisional:
    what settles it may be in a bundle that is missing. combined: what an editor begins with. both:
    what keeping both would do; None where the field holds one value only. moved: the community to which
    the record was handed over. changed: where life is in question, the fields that somebody wrote
    unaware of the delete or the handover, of a person those of names and file together; none where
    somebody brought it back. asked: for an answer to a form, the question behind it.
    """

    id: str
    entity_type: str
    entity: str
    name: str
    title: Message
    field: str
    label: Message
    values: tuple[ContestedValue, ...]
    person: str = ""
    reviewer: Reviewer = NOBODY
    provisional: bool = False
    combined: Value = None
    both: Message | None = None
    moved: str = ""
    changed: tuple[Message, ...] = ()
    asked: AskedAnswer | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which conflicts are wanted: words of a name, a field as `Inbox.fields` names it (`identity/4`; all
    answers to a form are one, `form/<32 hexadecimal digits>`), a laptop's id (32 hexadecimal digits). waiting: with those that a missing bundle may settle."""

    words: str = ""
    field: str = ""
    device: str = ""
    waiting: bool = False

    @property
    def narrows(self) -> bool:
        """Whether something is left out that would be listed otherwise."""
        return bool(self.words or self.field or self.device)


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits, that of the person at work first. total, mine: how many in all and for them.

    hidden: how many wait for a missing bundle and are not listed. fields, devices: what a filter
    may choose, as (key, label).
    """

    conflicts: tuple[Conflict, ...]
    total: int
    mine: int
    hidden: int
    fields: tuple[tuple[str, Message], ...]
    devices: tuple[tuple[str, str], ...]


class Conflicts:
    """The list of what waits for a decision, and deciding."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self) -> int:
        """How many decisions wait for whoever is at work."""
        with self._session.database.reading() as tables:
            return deciding(self._session, tables).mine

    def list(self, limit: int = PAGE, after: str | None = None) -> list[Conflict]:
        """What waits, in an order that is the same on every laptop. after: the last id seen."""
        session = self._session
        with session.database.reading() as tables:
            waiting = _Waiting(session, tables)
            reviews = waiting.known()
            ids = [waiting.id_of(one) for one in reviews]
            start = ids.index(after) + 1 if after in ids else 0
            return list(waiting.told(reviews[start : start + limit]))

    def inbox(self, wanted: Filter | None = None, limit: int = PAGE) -> Inbox:
        """What waits, sorted for whoever is at work: theirs first, one person after the other."""
        session, wanted = self._session, wanted or Filter()
        with session.database.reading() as tables:
            waiting = _Waiting(session, tables)
            known = waiting.known()
            shown = [one for one in known if wanted.waiting or not waiting.is_provisional(one)]
            hidden = len(known) - len(shown)
            fields = waiting.fields(shown)
            shown = [one for one in shown if waiting.fits(one, wanted)]
            reviewers = waiting.reviewers
            mine = [one for one in shown if reviewers.of(one.scope).mine]
            others = [one for one in shown if not reviewers.of(one.scope).mine]
            ordered = [
                one
                for group in (mine, others)
                for one in sorted(group, key=lambda one: (waiting.person_of(one), one[:3]))
            ]
            return Inbox(
                tuple(waiting.told(ordered[:limit])), len(shown), len(mine), hidden, fields,
                _devices(session),
            )  # fmt: skip

    def resolve(self, conflict_id: str, value: Value = None, *, index: int | None = None) -> None:
        """Decide: the given value stands and replaces all others.

        index: one of the values as the list gave them, instead of a value. For `life` the value is
        `deleted` or `live`. Raises NoSuchConflict, NotAllowed, ValueRefused.
        """
        session = self._session
        with session.database.writing() as tables:
            one, row, key = self._find(tables, conflict_id)
            if index is not None:
                standing = contested_values(session, tables, row, key)
                if not 0 <= index < len(standing):
                    raise NoSuchConflict
                value = standing[index].value
            editor = Editor(session, tables)
            editor.begin_act()
            self._settle(tables, editor, one, row, key, value)
            editor.flush()

    def keep_both(self, conflict_id: str) -> None:
        """Decide that both values stay. Raises NoSuchConflict, OneValueOnly, NotAllowed."""
        session = self._session
        with session.database.writing() as tables:
            one, row, key = self._find(tables, conflict_id)
            both = _both(one, row, key, contested_values(session, tables, row, key))
            if both is None:
                raise OneValueOnly
            scope = tables.log.scopes()[row.scope]
            editor = Editor(session, tables)
            editor.begin_act()
            self._settle(tables, editor, one, row, key, both.value)
            editor.edit(one, row.id, scope, both.extra)
            editor.flush()

    def take_all(self, conflict_ids: Sequence[str], author: str, device: str) -> int:
        """Decide several at once for what that person wrote on that laptop; gives how many.

        Those in which they wrote nothing, and a deleting, are left waiting. Raises NotAllowed.
        """
        session = self._session
        settled = 0
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            for conflict_id in conflict_ids:
                try:
                    one, row, key = self._find(tables, conflict_id)
                except NoSuchConflict:
                    continue
                theirs = [
                    value
                    for value in contested_values(session, tables, row, key)
                    if (value.author, value.device) == (author, device)
                ]
                if len(theirs) != 1 or key == LIFE:
                    continue
                self._settle(tables, editor, one, row, key, theirs[0].value)
                editor.flush()
                settled += 1
        return settled

    def _settle(
        self,
        tables: Tables,
        editor: Editor,
        one: EntityType,
        row: Row,
        key: FieldKey,
        value: Value,
    ) -> None:
        session = self._session
        if key == LIFE:
            if value not in (DELETED, LIVE):
                raise NoSuchConflict
            self._settle_life(tables, editor, one, row, value == LIVE)
            return
        declared = declared_field(one, key)
        if declared is not None:
            if self._is_answer(one, key) and isinstance(value, int):
                value = str(value)  # answers are kept as text
            value = checked(declared, value, today_of(session))
        editor.decide(one, row.id, tables.log.scopes()[row.scope], key, value)

    @staticmethod
    def _is_answer(one: EntityType, key: FieldKey) -> bool:
        return one.name in ANSWER_KINDS and is_item_key(key)

    def _settle_life(
        self, tables: Tables, editor: Editor, one: EntityType, row: Row, live: bool
    ) -> None:
        """A person is kept or deleted whole, names and file together; what was written to somebody
        who has been handed over goes to where the file is now."""
        scopes = tables.log.scopes()
        community = scopes[row.scope].community
        for name in RECORDS if one.name in RECORDS else (one.name,):
            kind = self._session.registry[name]
            for scope in scopes.values():
                here = None
                if scope.community == community:
                    here = tables.rows.get(kind, row.id, scope.number)
                if here is None:
                    continue
                there = elsewhere(tables, kind, row.id, scope.number)
                if live and there is not None:
                    carry_over(tables, editor, here, there)
                else:
                    editor.set_life(kind, row.id, scope, live)

    def _find(self, tables: Tables, conflict_id: str) -> tuple[EntityType, Row, FieldKey]:
        parts = conflict_id.split("-")
        kinds = {one.name: one for one in self._session.registry}
        if len(parts) != 4 or parts[0] not in kinds:
            raise NoSuchConflict
        one = kinds[parts[0]]
        try:
            entity, start = bytes.fromhex(parts[1]), bytes.fromhex(parts[3])
            key: FieldKey = (
                int(parts[2], 16) if len(parts[2]) == _FIELD_KEY_DIGITS else bytes.fromhex(parts[2])
            )
        except ValueError:
            raise NoSuchConflict from None
        for scope in tables.log.scopes().values():
            if scope.id[:_SCOPE_BYTES] == start and tables.reviews.waits(
                one.number, entity, scope.number, key
            ):
                row = tables.rows.get(one, entity, scope.number)
                if row is not None:
                    client = entity if one.name in RECORDS else b""
                    check_not_kept_out(tables, self._session, [client])
                    if one.has_field("client"):
                        check_about(tables, self._session, row)
                    return one, row, key
        raise NoSuchConflict


def deciding(session: Session, tables: Tables) -> Deciding:
    """Whom decisions wait for; those that a missing bundle may settle do not wait yet."""
    waiting = _Waiting(session, tables)
    asked = [
        waiting.reviewers.of(one.scope)
        for one in waiting.known()
        if not waiting.is_provisional(one)
    ]
    return Deciding.of(asked)


class _Waiting:
    """Everything that waits, looked at inside one transaction."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._session, self._tables = session, tables
        self.reviewers = Reviewers(session, tables)
        self._lines = Lines(tables, session)
        self._closed = kept_out(tables, session)
        self._asked = AskedAnswers(tables, session)
        self._rows: dict[tuple[int, bytes, int], Row] | None = None
        self._gaps: set[int] | None = None
        self._names: dict[tuple[int, bytes, int], str] = {}

    def known(self) -> list[Review]:
        """What waits on records of a kind that this release knows; of files that are closed to
        whoever is at work somebody else decides."""
        registry = self._session.registry
        found = [one for one in self._tables.reviews.all() if registry.by_number(one.type)]
        if not self._closed:
            return found
        rows = self._tables.reviews.rows_of(found, registry)
        return [one for one in found if self._client_of(one, rows) not in self._closed]

    def _client_of(self, review: Review, rows: Mapping[tuple[int, bytes, int], Row]) -> bytes:
        one, row = self.kind(review), rows.get((review.type, review.entity, review.scope))
        if row is None or one.name in RECORDS or not one.has_field("client"):
            return review.entity
        return id_in(row.value("client")) or review.entity

    def row(self, review: Review) -> Row | None:
        if self._rows is None:
            registry = self._session.registry
            self._rows = self._tables.reviews.rows_of(self.known(), registry)
        return self._rows.get((review.type, review.entity, review.scope))

    def kind(self, review: Review) -> EntityType:
        one = self._session.registry.by_number(review.type)
        if one is None:
            raise NoSuchConflict
        return one

    def id_of(self, review: Review) -> str:
        key = review.key
        written = f"{key:0{_FIELD_KEY_DIGITS}x}" if isinstance(key, int) else key.hex()
        scope = self._tables.log.scopes()[review.scope].id[:_SCOPE_BYTES].hex()
        return f"{self.kind(review).name}-{review.entity.hex()}-{written}-{scope}"

    def is_provisional(self, review: Review) -> bool:
        """Whether what settles it may be in a bundle that has not come, and the wait is not over."""
        now = self._session.environment.now()
        if review.seen and now - review.seen >= PROVISIONAL_DAYS * _DAY_MS:
            return False
        row = self.row(review)
        if row is None:
            return False
        if any(key == review.key for key, _ in row.state.marks):
            return True
        return any(head.feed in self._open() for head in row.state.heads.get(review.key, ()))

    def _open(self) -> set[int]:
        """The feeds of which something later waits for what comes before it."""
        if self._gaps is None:
            feeds = (self._tables.log.feed(feed) for feed, _, _ in self._tables.exchange.waiting())
            self._gaps = {one.number for one in feeds if one is not None}
        return self._gaps

    def person_of(self, review: Review) -> str:
        """The client that a record is about, or the record itself."""
        one = self.kind(review)
        if one.name not in RECORDS and one.has_field("client"):
            row = self.row(review)
            client = None if row is None else id_in(row.value("client"))
            if client is not None:
                return client.hex()
        return review.entity.hex()

    def name_of(self, review: Review) -> str:
        place = (review.type, review.entity, review.scope)
        if place not in self._names:
            row = self.row(review)
            self._names[place] = (
                ""
                if row is None
                else record_name(self._tables, self._lines, self.kind(review), row)
            )
        return self._names[place]

    def fields(self, reviews: Iterable[Review]) -> tuple[tuple[str, Message], ...]:
        """The fields that wait, each once, as a filter names them."""
        found = {(named := self._field(one))[0]: named[1] for one in reviews}
        return tuple(sorted(found.items(), key=lambda one: fold(str(one[1]))))

    def _field(self, review: Review) -> tuple[str, Message]:
        """The field that waits as a filter names it, and what people call it: an answer, by its form."""
        one, key = self.kind(review), review.key
        row = self.row(review) if one.name in ANSWER_KINDS and is_item_key(key) else None
        form = "" if row is None else str(row.value("form") or "")
        if row is None or not form:
            return _field_of(one, key), label_of(one, key)
        title = self._asked.title(row)
        if title is None:
            return f"form/{form}", Message("conflicts", "Form that has not come yet")
        return f"form/{form}", Message("conflicts", "Form: {title}", {"title": title})

    def _label(self, row: Row, key: FieldKey) -> Message:
        """What people call a field: an answer, by its question."""
        asked = self._asked.of(row, key)
        return label_of(row.type, key) if asked is None else asked.label

    def fits(self, review: Review, wanted: Filter) -> bool:
        """Whether a filter wants it."""
        if wanted.field and wanted.field != self._field(review)[0]:
            return False
        words = fold(wanted.words).split()
        if words and not all(word in fold(self.name_of(review)) for word in words):
            return False
        if wanted.device:
            row, feeds = self.row(review), self._tables.log.feeds()
            heads = () if row is None else row.state.heads.get(review.key, ())
            return any(feeds[head.feed].device.hex() == wanted.device for head in heads)
        return True

    def told(self, reviews: Iterable[Review]) -> Iterator[Conflict]:
        for review in reviews:
            row = self.row(review)
            if row is not None:
                yield self._conflict(review, row)

    def _conflict(self, review: Review, row: Row) -> Conflict:
        session, tables = self._session, self._tables
        one, key, name = self.kind(review), review.key, self.name_of(review)
        asked = self._asked.of(row, key)
        label = self._label(row, key)
        moved = ""
        there = elsewhere(tables, one, row.id, row.scope) if key == LIFE else None
        if there is not None:
            moved = community_called(session, tables, self._community(there).hex())
            title = Message(
                "conflicts",
                "{name} was changed in the old community after being handed over to {community}",
                {"name": name, "community": moved},
            )
        elif key == LIFE:
            title = Message(
                "conflicts",
                "{name} was deleted on one laptop and changed on another",
                {"name": name},
            )
        else:
            title = Message(
                "conflicts",
                "{name}: “{field}” was written differently on two laptops",
                {"name": name, "field": label},
            )
        values = told = contested_values(session, tables, row, key)
        hidden = self._lines.coded and key != LIFE and hides(one, declared_field(one, key))
        both = None if hidden else _both(one, row, key, told)
        if hidden:
            values = tuple(replace(value, value=HIDDEN_VALUE) for value in values)
        return Conflict(
            self.id_of(review),
            one.name,
            row.id.hex(),
            name,
            title,
            spoken_path(one, key, row.values),
            label,
            values,
            self.person_of(review),
            self.reviewers.of(review.scope),
            self.is_provisional(review),
            None if key == LIFE or hidden else _combined(one, key, values, asked),
            None if both is None else both.words,
            moved,
            self._changed(one, row) if key == LIFE else (),
            None if hidden else asked,
        )

    def _changed(self, one: EntityType, row: Row) -> tuple[Message, ...]:
        """What people call the fields that somebody wrote unaware of the delete that stands."""
        tables = self._tables
        labels = [self._label(row, each) for each in unaware(row.state)]
        for name in RECORDS if one.name in RECORDS else ():
            kind = self._session.registry[name]
            others = () if kind is one else tables.rows.select(kind, "WHERE id = ?", (row.id,))
            for other in others:
                # Both are decided together.
                if self._community(other) == self._community(row) and other.state.seen:
                    labels += [self._label(other, each) for each in unaware(other.state)]
        return tuple(dict.fromkeys(labels))

    def _community(self, row: Row) -> bytes:
        return self._tables.log.scopes()[row.scope].community


def _both(one: EntityType, row: Row, key: FieldKey, told: Sequence[ContestedValue]) -> Both | None:
    if key == LIFE:
        return None
    return keeping_both(one, row.id, key, [value.value for value in told], row.values)


def _combined(
    one: EntityType, key: FieldKey, values: Sequence[ContestedValue], asked: AskedAnswer | None
) -> Value:
    told = [value.value for value in values]
    return combined(one, key, told) if asked is None else asked.combined(told)


def _field_of(one: EntityType, key: FieldKey) -> str:
    """A field as a filter names it: the field of any item of a list is one and the same."""
    if isinstance(key, int):
        return f"{one.name}/{key}"
    if len(key) == 18:
        return f"{one.name}/{key[0]}/{key[17]}"
    return f"{one.name}/{key.hex()}"


def _devices(session: Session) -> tuple[tuple[str, str], ...]:
    trust = session.trust
    if trust is None:
        return ()
    named = {one.device.hex(): one.name for one in trust.certificates.values()}
    return tuple(sorted(named.items(), key=lambda one: fold(one[1])))


def record_name(tables: Tables, lines: Lines, one: EntityType, row: Row) -> str:
    """What a record is called: a person by name, what belongs to a person by that person."""
    values: Mapping[FieldKey, Value] = row.values
    if one.name in RECORDS:
        return lines.name_of_id(row.id)
    if one.name == LINK.name:
        return _both_names(tables, lines, row)
    if one.name == SERVICE_ANSWERS.name:
        service = id_in(row.value("service"))
        found = None if service is None else tables.rows.get(tables.registry["service"], service)
        return str((None if found is None else found.value("name")) or one.label)
    shown = [name for name in one.title if not (lines.coded and hides(one, one.field(name)))]
    called = " ".join(str(row.value(name)) for name in shown if row.value(name))
    if one.has_field("client") and not one.name.startswith("household"):
        client = id_in(values.get(one.field("client").number))
        if client is not None:
            return lines.name_of_id(client)
    return called or str(one.label)


def _both_names(tables: Tables, lines: Lines, row: Row) -> str:
    """The two records that a verdict is about."""
    names = []
    for field in ("a", "b"):
        record = id_in(row.value(field))
        about = ORGANISATION if row.value("about") == ORGANISATION else CLIENT
        kind = tables.registry[about]
        if record is None or kind.name == CLIENT:
            names.append("" if record is None else lines.name_of_id(record))
        else:
            found = tables.rows.get(kind, record)
            names.append("" if found is None else str(found.value("name") or ""))
    return str(
        Message("conflicts", "{first} and {second}", {"first": names[0], "second": names[1]})
    )
