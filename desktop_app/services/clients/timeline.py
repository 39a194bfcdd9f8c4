"""What happened with one client, in one list; and who changed what, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from desktop_app.domain.casework.journey_rules import spans_of
from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    EntityType,
    FieldKey,
    Kind,
    Value,
    declared_field,
    path_of,
)
from desktop_app.domain.people.notes import SYNTHESIS
from desktop_app.domain.words.calendar_words import money, partial_date
from desktop_app.language import Message, language_name
from desktop_app.services.casework.programs import stage_names
from desktop_app.services.casework.told import TELLERS, Joined, Told, choice_words, first_day
from desktop_app.services.clients.client_fields import (
    RECORDS,
    alias_paths,
    id_in,
    label_of,
    live_items,
)
from desktop_app.services.clients.codes import HIDDEN_VALUE, hides, is_masked
from desktop_app.services.clients.discretion import may_read
from desktop_app.services.clients.handover import FIELD as HANDED_OVER_TO
from desktop_app.services.clients.handover import community_called
from desktop_app.services.erasure.erasing import counting
from desktop_app.services.exchange.sharing import Shared, ShareState, Sharing
from desktop_app.services.forms.asked import AskedAnswer
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import APPLIED
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import milliseconds_of, moment_of
from desktop_app.sync.erasing import ErasureKind
from desktop_app.sync.log import Dot, Operation, decode_body, decode_header

_TOLD: Final = 8
"""So many changed fields of one saving are told one by one; the list of changes has them all."""

_VALUE_LETTERS: Final = 120


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened. at: its day, YYYY-MM-DD. kind: `note`, `consent`, `appointment`,
    `household`, `case`, `created`, `changed`, `deleted`, `restored`, `handed_over` (to another
    community) or `removed` (by the office). author, device: names, empty while
    unknown. id: of the record behind it. written_at: UTC milliseconds of its entry. corrects: for
    a note, the id of the note that it corrects. origin, origin_name: the file that it is in, where a
    person has several. open: it waits for something to be done; promise: the person was promised
    it. sort: of a note. met: the person was met; mode: how; met_by: the name of whoever met them.
    person: the id of its author, 32 hexadecimal digits, or empty. withheld: it is
    sensitive, and what it says is not shown to whoever is at work."""

    at: str
    kind: str
    title: Message
    text: str
    author: str
    device: str
    shared: Shared
    id: str
    written_at: int
    corrects: str = ""
    origin: str = ""
    origin_name: str = ""
    open: bool = False
    promise: bool = False
    sort: str = ""
    met: bool = False
    mode: str = ""
    met_by: str = ""
    person: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of one field. at: UTC milliseconds. path: an alias where there is one; `life`
    for deleting and restoring (`deleted`, `live`). before, after: values, None for nothing. kind:
    the kind of record, "" for the two of the file itself. asked: for an answer to a form, the
    question behind it."""

    at: int
    person: str
    device: str
    path: str
    label: Message
    before: Value
    after: Value
    shared: Shared
    kind: str = ""
    asked: AskedAnswer | None = None


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A moment as day and time in a place."""

    starts_at: str
    zone: str

    def local(self) -> str:
        """YYYY-MM-DD HH:MM there; in UTC where the place is not known, as it stands where it is
        no moment."""
        try:
            moment = datetime.strptime(self.starts_at, "%Y-%m-%dT%H:%M%z")
        except ValueError:
            return self.starts_at
        try:
            moment = moment.astimezone(ZoneInfo(self.zone))
        except (KeyError, ValueError, OSError, OverflowError):
            pass
        return f"{moment:%Y-%m-%d %H:%M}"

    def __str__(self) -> str:
        return self.local()


@dataclass(frozen=True, slots=True)
class _Change:
    """One operation of one entry on identity or client, with what it replaced."""

    type: EntityType
    feed: int
    seq: int
    hlc: int
    actor: bytes
    act: bytes
    key: FieldKey
    before: Value
    after: Value


def _changes(tables: Tables, session: Session, client: bytes) -> Iterator[_Change]:
    """Everything written to a client's two records, the oldest first."""
    feeds = tables.log.feeds()
    values: dict[Dot, Value] = {}
    for stored in tables.log.entries_of(client):
        one = session.registry.by_number(stored.type)
        if stored.state != APPLIED or stored.body is None or one is None:
            continue
        if one.name not in RECORDS:
            continue
        header = decode_header(stored.header)
        for number, operation in enumerate(decode_body(stored.body).operations):
            values[feeds[stored.feed].id, stored.seq, number] = operation.value
            yield _Change(
                one, stored.feed, stored.seq, stored.hlc, header.actor, header.txn,
                operation.key, _before(operation, values), operation.value,
            )  # fmt: skip


def _before(operation: Operation, values: dict[Dot, Value]) -> Value:
    known = [values[dot] for dot in operation.replaces if dot in values]
    return known[-1] if known else None


def history_of(tables: Tables, session: Session, client: bytes) -> tuple[ChangeLine, ...]:
    """Every change of every field of a client, the newest first."""
    sharing = Sharing(tables, session)
    coded = is_masked(tables, session, client)
    rows = {name: tables.rows.get(session.registry[name], client) for name in RECORDS}
    # Once for all changes: a bundle can bring thousands of items.
    spoken = {
        name: {} if row is None else alias_paths(row.type, row.values) for name, row in rows.items()
    }
    lines = []
    changes = list(_changes(tables, session, client))
    # Handing over closes the file in the old community, which is no deleting to those who read it.
    handovers = {one.act for one in _handed(changes) if one.act}
    for one in changes:
        if one.key == LIFE and one.act in handovers:
            continue
        path = path_of(one.type, one.key)
        lines.append(
            ChangeLine(
                milliseconds_of(one.hlc),
                session.person_called(one.actor),
                session.device_called(tables.log.feeds()[one.feed].device),
                spoken[one.type.name].get(path, path),
                label_of(one.type, one.key),
                _masked(one, one.before) if coded else one.before,
                _masked(one, one.after) if coded else one.after,
                sharing.state_of_entry(one.feed, one.seq),
            )
        )
    return tuple(reversed(lines))


def timeline_of(tables: Tables, session: Session, client: bytes) -> tuple[TimelineItem, ...]:
    """Notes, consents, appointments, households and changes of the file, the newest first."""
    timeline = _Timeline(tables, session, client)
    items = [
        *timeline.notes(),
        *timeline.records("consent", _consent),
        *timeline.records("appointment", _appointment),
        *timeline.households(),
        *timeline.file(),
        *timeline.removed(),
        *timeline.journeys(),
        *(item for kind, tell in TELLERS.items() for item in timeline.records(kind, tell)),
    ]
    # Of what one record tells of one day, the later stands first too: sorting leaves it in its order.
    items.reverse()
    return tuple(sorted(items, key=lambda item: (item.at, item.written_at, item.id), reverse=True))


class _Timeline:
    """Makes items out of the records that name one client."""

    def __init__(self, tables: Tables, session: Session, client: bytes) -> None:
        self._tables = tables
        self._session = session
        self._client = client
        self._coded = is_masked(tables, session, client)
        self._sharing = Sharing(tables, session)

    def _rows(self, kind: str) -> list[Row]:
        one = self._session.registry[kind]
        clause = "WHERE life = 1 AND f_client = ? ORDER BY id"
        return list(self._tables.rows.select(one, clause, (self._client.hex(),)))

    def records(
        self, kind: str, tell: Callable[[EntityType, Row], list[Told]]
    ) -> Iterator[TimelineItem]:
        """What the records of one kind that name the client say."""
        rows = self._rows(kind)
        shared = self._sharing.state_of([row.id for row in rows])
        for row in rows:
            for told in tell(row.type, row):
                yield self._item(kind, row, told, shared[row.id])

    def notes(self) -> Iterator[TimelineItem]:
        """Notes; of a sensitive one that is for others only that there is one."""
        client = self._tables.rows.get(self._session.registry["client"], self._client)
        withheld = {
            row.id.hex()
            for row in self._rows("note")
            if row.value("sensitive") is True
            and not may_read(self._tables, self._session, client, row)
        }
        for item in self.records("note", _note):
            if item.id in withheld:
                title = Message("timeline", "Sensitive note, kept for those who need it")
                yield replace(item, title=title, text="", withheld=True)
            else:
                yield item

    def households(self) -> Iterator[TimelineItem]:
        """Coming into a household, and leaving it."""
        rows = self._rows("household_member")
        shared = self._sharing.state_of([row.id for row in rows])
        kind = self._session.registry["household"]
        for row in rows:
            household = id_in(row.value("household"))
            of = None if household is None else self._tables.rows.get(kind, household)
            name = "" if of is None or self._coded else str(of.value("name") or "")
            came = Message("timeline", "Joined the household “{name}”", {"name": name})
            left = Message("timeline", "Left the household “{name}”", {"name": name})
            role = str(choice_words(row.type, "role", row.value("role")))
            yield self._item(
                "household", row, Told(first_day(row.value("from_on")), came, role), shared[row.id]
            )
            if row.value("to_on"):
                told = Told(first_day(row.value("to_on")), left)
                yield self._item("household", row, told, shared[row.id])

    def file(self) -> Iterator[TimelineItem]:
        """What was done to the file itself: one item for each time that somebody saved it."""
        acts: dict[tuple[object, ...], list[_Change]] = {}
        for one in _changes(self._tables, self._session, self._client):
            alone = (one.type.name, one.feed, one.seq)
            acts.setdefault((one.actor, one.act) if one.act else alone, []).append(one)
        first = True
        for changes in acts.values():
            last = changes[-1]
            states = [self._sharing.state_of_entry(one.feed, one.seq) for one in changes]
            kind, title, text = self._handing_over(changes) or _described(
                changes, first, self._coded
            )
            first = False
            yield TimelineItem(
                _day_of(last.hlc),
                kind,
                title,
                text,
                self._session.person_called(last.actor),
                self._device(last.feed),
                Sharing.weakest(states),
                self._client.hex(),
                milliseconds_of(last.hlc),
                person=last.actor.hex(),
            )

    def _handing_over(self, changes: list[_Change]) -> tuple[str, Message, str] | None:
        """Handing the file over, which closes it in the old community; None for anything else."""
        handed = _handed(changes)
        if not handed:
            return None
        given = next((one.after for one in handed if one.after), None)
        if given is None:
            return "restored", Message("timeline", "The handover was taken back"), ""
        name = community_called(self._session, self._tables, given)
        if not name:
            return "handed_over", Message("timeline", "Handed over to another community"), ""
        title = Message("timeline", "Handed over to {community}", {"community": name})
        return "handed_over", title, ""

    def journeys(self) -> Iterator[TimelineItem]:
        """Coming into a stage of a program, and the end of a journey."""
        rows = self._rows("case")
        if not rows:
            return
        names = stage_names(self._tables, self._session)
        shared = self._sharing.state_of([row.id for row in rows])
        for row in rows:
            for told in _journey(row, names):
                yield self._item("case", row, told, shared[row.id])

    def removed(self) -> Iterator[TimelineItem]:
        """Notes that the office had removed everywhere: what they said is gone."""
        trust = self._session.trust
        for one in () if trust is None else counting(trust):
            if one.kind is ErasureKind.REDACT and self._client in one.people:
                day = f"{datetime.fromtimestamp(one.at / 1000, UTC):%Y-%m-%d}"
                title = Message(
                    "timeline", "A note was removed by the office on {day}", {"day": day}
                )
                yield TimelineItem(
                    day, "removed", title, "", "", "", Shared(ShareState.RECEIVED),
                    one.id.hex(), one.at,
                )  # fmt: skip

    def _item(self, kind: str, row: Row, told: Told, shared: Shared) -> TimelineItem:
        if row.state.created is None:
            raise NotHere
        hlc, feed, actor = row.state.created
        return TimelineItem(
            told.day or _day_of(hlc),
            kind,
            told.title,
            told.text,
            self._session.person_called(actor),
            self._device(self._tables.log.known_feed(feed)),
            shared,
            row.id.hex(),
            milliseconds_of(hlc),
            told.corrects,
            open=told.open,
            promise=told.promise,
            sort=told.sort,
            met=told.met,
            mode=told.mode,
            met_by=self._met_by(told, actor) if told.met else "",
            person=actor.hex(),
        )

    def _met_by(self, told: Told, actor: bytes) -> str:
        return self._session.person_called(id_in(told.worker) or actor)

    def _device(self, feed: int) -> str:
        return self._session.device_called(self._tables.log.feeds()[feed].device)


def _handed(changes: Iterable[_Change]) -> list[_Change]:
    """Those that say to which community the file was handed over, or that it no longer is."""
    return [
        one
        for one in changes
        if one.type.name == "client"
        and one.type.field(HANDED_OVER_TO).number == one.key
        and (one.after or one.before)
    ]


def _masked(change: _Change, value: Value) -> Value:
    """A value of the history where codes stand in place of names."""
    field = declared_field(change.type, change.key)
    hidden = change.key != LIFE and hides(change.type, field)
    return HIDDEN_VALUE if hidden and value not in (None, "") else value


def _described(changes: list[_Change], first: bool, coded: bool) -> tuple[str, Message, str]:
    """What somebody did to the file: kind, title, and when several fields changed, how each did.

    coded: without what tells who the person is.
    """
    lives = [one for one in changes if one.key == LIFE]
    if first:
        return "created", Message("timeline", "File opened"), ""
    if lives:
        if any(one.after == DELETED for one in lives):
            return "deleted", Message("timeline", "File deleted"), ""
        return "restored", Message("timeline", "File restored"), ""
    labels = tuple(dict.fromkeys(label_of(one.type, one.key) for one in changes))
    shown = [
        one for one in changes if not (coded and hides(one.type, declared_field(one.type, one.key)))
    ]
    told = [how for one in shown if (how := _from_to(one)) is not None]
    if len(changes) == len(told) == 1:
        return "changed", told[0], ""
    title = Message("timeline", "Changed: {fields}", {"fields": Joined(labels)})
    return "changed", title, "\n".join(str(how) for how in told[:_TOLD])


def _from_to(change: _Change) -> Message | None:
    """From what to what a field was changed; None where a value says nothing to a person."""
    field = declared_field(change.type, change.key)
    if field is None or field.kind is Kind.REFERENCE or field.secret:
        return None

    def said(value: Value) -> object:
        if isinstance(value, bool):
            return Message("timeline", "yes") if value else Message("timeline", "no")
        for choice in field.choices:
            if choice.value == value:
                return choice.label
        if field.kind in (Kind.DATE, Kind.PARTIAL_DATE):
            return partial_date(str(value))
        if field.kind is Kind.LANGUAGE:
            return language_name(str(value))
        if field.kind is Kind.MONEY and isinstance(value, int):
            return money(value)
        return str(value)[:_VALUE_LETTERS]

    empty = (None, "")
    if change.before in empty and change.after in empty:
        return None
    if change.before in empty:
        values = {"field": field.label, "after": said(change.after)}
        return Message("timeline", "{field}: {after}", values)
    if change.after in empty:
        values = {"field": field.label, "before": said(change.before)}
        return Message("timeline", "{field}: emptied, it was {before}", values)
    values = {
        "field": field.label, "before": said(change.before), "after": said(change.after),
    }  # fmt: skip
    return Message("timeline", "{field}: {before} became {after}", values)


def _note(kind: EntityType, row: Row) -> list[Told]:
    mode, minutes = choice_words(kind, "mode", row.value("mode")), row.value("minutes")
    corrects = str(row.value("corrects") or "")
    sort = str(row.value("sort") or "")
    if sort == SYNTHESIS:
        title = Message("timeline", "Synthesis")
    elif corrects:
        title = Message("timeline", "Correction of an earlier note")
    elif mode and isinstance(minutes, int):
        values = {"mode": mode, "n": minutes}
        title = Message(
            "timeline", "Note, {mode}, {n} minute", values, "Note, {mode}, {n} minutes", minutes
        )
    elif mode:
        title = Message("timeline", "Note, {mode}", {"mode": mode})
    else:
        title = Message("timeline", "Note")
    return [
        Told(
            str(row.value("happened_on") or ""),
            title,
            str(row.value("text") or ""),
            corrects,
            sort=sort,
            met=bool(mode) and not corrects,
            mode=str(row.value("mode") or ""),
        )
    ]


def _consent(kind: EntityType, row: Row) -> list[Told]:
    purpose = {"purpose": choice_words(kind, "purpose", row.value("purpose"))}
    words = str(row.value("words") or "")
    told = [
        Told(
            str(row.value("given_on") or ""),
            Message("timeline", "Agreed to: {purpose}", purpose),
            words,
        )
    ]
    if row.value("withdrawn_on"):
        title = Message("timeline", "No longer agrees to: {purpose}", purpose)
        told.append(Told(str(row.value("withdrawn_on")), title))
    return told


def _journey(row: Row, names: Mapping[str, str]) -> Iterator[Told]:
    items = {
        str(item): told for item, told in live_items(row.type, "spans", row.values).items()
    }  # fmt: skip
    for span in spans_of(items):
        stage = {"stage": names.get(span.stage, "?")}
        if span.skipped:
            yield Told(span.entered_on, Message("timeline", "Skipped: {stage}", stage))
        else:
            yield Told(span.entered_on, Message("timeline", "Journey, now in: {stage}", stage))
    closed = str(row.value("closed_on") or "")
    if closed:
        outcome = choice_words(row.type, "outcome", row.value("outcome"))
        title = (
            Message("timeline", "Journey ended: {outcome}", {"outcome": outcome})
            if outcome
            else Message("timeline", "Journey ended")
        )
        yield Told(closed, title, str(row.value("outcome_words") or ""))


def _appointment(kind: EntityType, row: Row) -> list[Told]:
    starts_at = row.value("starts_at")
    if not isinstance(starts_at, str):
        return []
    local = LocalDay(starts_at, str(row.value("time_zone") or ""))
    status = choice_words(kind, "status", row.value("status"))
    values = {"at": local, "status": status}
    title = (
        Message("timeline", "Appointment on {at}, {status}", values)
        if status
        else Message("timeline", "Appointment on {at}", values)
    )
    return [
        Told(
            local.local()[:10],
            title,
            str(row.value("subject") or ""),
            met=row.value("status") in ("kept", "late"),
            mode=str(row.value("mode") or ""),
            worker=str(row.value("worker") or ""),
        )
    ]


def _day_of(hlc: int) -> str:
    return f"{moment_of(hlc).astimezone(UTC):%Y-%m-%d}"
