"""The list of likely doubles: kept here, brought up to date after each import, decided by people.

Comparing runs on this laptop only and proposes; nothing is joined by itself. After an import only
what came or changed is compared, against everybody; the whole list is compared again on demand.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.matching.matching import Knowledge, Pair, find_pairs, likely, pairs_of_some
from desktop_app.domain.people.links import CLIENT, ORGANISATION, pair_of
from desktop_app.interchange.record import message_from_plain, message_to_plain
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import live_items
from desktop_app.services.clients.client_file import file_of
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.client_values import id_of, records_of
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.duplicates.duplicates import (
    CANDIDATES,
    KNOWLEDGE,
    MANY,
    kept_knowledge,
    knowledge_to_plain,
    person_of_row,
    questions_for,
)
from desktop_app.services.duplicates.organisation_doubles import address_of, pairs_of_organisations
from desktop_app.services.progress import Progress
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.likely import LikelyRow
from desktop_app.storage.people import PersonRow
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import milliseconds_of

log = logging.getLogger(__name__)

_COMPARED: Final = "compared"
_TYPES: Final = {CLIENT: ("identity", "client"), ORGANISATION: ("organisation", "location")}
_SEARCH_COSTS: Final = 500
"""Looking one person up in the search index costs about as much as reading so many others."""


_GROWTH: Final = 1.2
"""When the list has grown by more than this, everything is compared, to learn what is common."""


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two records that may be one. about: `client` or `organisation`. a, b: 32 hexadecimal digits.

    names, places: of the two; place is the community, or the town of an organisation. closed: why
    whoever is at work is kept out of one of the two, so that somebody else decides.
    """

    about: str
    a: str
    b: str
    score: float
    reasons: tuple[Message, ...]
    names: tuple[str, str]
    places: tuple[str, str]
    closed: str = ""

    @property
    def id(self) -> str:
        return f"{self.about}-{self.a}-{self.b}"


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of both. differs: both are filled, and not alike."""

    path: str
    label: Message
    values: tuple[Value, Value]

    @property
    def differs(self) -> bool:
        return self.values[0] != self.values[1] and all(self.values)


@dataclass(frozen=True, slots=True)
class Side:
    """Where one of two records comes from. opened_at: UTC milliseconds. opened_by, device: names,
    empty while unknown. notes: how many are in it. last_at: day of the last thing that happened."""

    id: str
    name: str
    community: str
    opened_at: int
    opened_by: str
    device: str
    notes: int
    last_at: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both records of a pair, field by field."""

    about: str
    sides: tuple[Side, Side]
    fields: tuple[FieldPair, ...]


class Duplicates:
    """The list of likely doubles of one vault."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # Asking

    def count(self) -> int:
        """How many pairs wait for a verdict."""
        with self._session.database.reading() as tables:
            return waiting(tables)

    def pairs(self, limit: int = 200) -> list[LikelyPair]:
        """The pairs that wait for a verdict, the likeliest first; people before organisations."""
        with self._session.database.reading() as tables:
            lines = Lines(tables, self._session)
            people = _waiting(tables, CLIENT)[:limit]
            doubles = _waiting(tables, ORGANISATION)[: limit - len(people)]
            return [
                *(self._people(lines, people)),
                *(self._organisations(tables, doubles)),
            ]

    def is_behind(self) -> bool:
        """Whether something came or changed since records were compared last."""
        with self._session.database.reading() as tables:
            return any(self._changed(tables, about)[0] for about in _TYPES)

    def side_by_side(self, about: str, a: str, b: str) -> SideBySide:
        """Both records of a pair. Raises NotHere."""
        with self._session.database.reading() as tables:
            if about == ORGANISATION:
                return self._two_organisations(tables, a, b)
            files = [
                file_of(tables, self._session, records_of(tables, self._session, one), False)
                for one in (a, b)
            ]
            first, second = files
            labels = {**first.labels, **second.labels}
            paths = [path for path in (*first.fields, *second.fields) if "/" not in path]
            fields = tuple(
                FieldPair(path, labels[path], (first.fields.get(path), second.fields.get(path)))
                for path in dict.fromkeys(paths)
                if path in labels and path not in ("life", "community")
            )
            sides = []
            # What is only planned has not happened.
            today = today_of(self._session).isoformat()
            for file in files:
                row = records_of(tables, self._session, file.id).rows["client"]
                notes = sum(1 for one in file.timeline if one.kind == "note")
                last = next((one.at for one in file.timeline if one.at[:10] <= today), "")
                sides.append(self._side(tables, row, file.title, file.community, notes, last))
            return SideBySide(about, (sides[0], sides[1]), fields)

    # Comparing

    def catch_up(self, progress: Progress | None = None) -> int:
        """Compare what came or changed since the last time; gives how many records that were.

        Raises Cancelled; then nothing is lost, and the next time compares it.
        """
        step = progress or Progress.silent()
        with self._session.database.reading() as tables:
            changed = {about: self._changed(tables, about)[0] for about in _TYPES}
        if changed[CLIENT]:
            if len(changed[CLIENT]) > MANY or not self._knows_enough():
                self._all_people(step)
            else:
                self._some_people(changed[CLIENT], step)
        if changed[ORGANISATION]:
            self._all_organisations(step)
        return sum(len(records) for records in changed.values())

    def find_all(self, progress: Progress | None = None) -> int:
        """Compare everything anew; gives how many pairs wait for a verdict. Raises Cancelled."""
        step = progress or Progress.silent()
        self._all_people(step)
        self._all_organisations(step)
        return self.count()

    def after_import(self, progress: Progress | None = None) -> None:
        """`catch_up`, for work that is safely done already: whatever stops it, the import stands."""
        try:
            self.catch_up(progress)
        except Cancelled:
            log.info("comparing after an import was stopped; it goes on the next time")
        except PortageError as fault:
            log.warning("comparing after an import failed: %s", fault.code)

    def _all_people(self, progress: Progress) -> None:
        said = Message("duplicates", "Comparing everybody with everybody alike")
        knowledge = Knowledge()
        with self._session.database.reading() as tables:
            _, marks = self._changed(tables, CLIENT)
            lines = Lines(tables, self._session)
            pairs = find_pairs(
                (
                    person_of_row(lines, self._session, row)
                    for row in lines.people.all()
                    if row.identity is not None
                ),
                step=lambda done, total: progress.step(done, total or None, said),
                knowledge=knowledge,
            )
        with self._session.database.writing() as tables:
            tables.likely.forget_all(CLIENT)
            tables.likely.add(CLIENT, _rows(pairs))
            tables.facts.set(KNOWLEDGE, encode(knowledge_to_plain(knowledge)))
            self._mark(tables, CLIENT, marks)

    def _some_people(self, changed: Sequence[bytes], progress: Progress) -> None:
        said = Message("duplicates", "Comparing what is new with everybody")
        with self._session.database.reading() as tables:
            _, marks = self._changed(tables, CLIENT)
            lines = Lines(tables, self._session)
            knowledge = kept_knowledge(tables) or Knowledge()
            total = tables.rows.count(self._session.registry["client"])
            rows = {
                one: row
                for one, row in lines.people.by_ids(changed).items()
                if row.identity is not None
            }
            some = [person_of_row(lines, self._session, row) for row in rows.values()]
            if len(some) * _SEARCH_COSTS < total:
                pairs = []
                for number, person in enumerate(some):
                    progress.step(number, len(some), said)
                    near: dict[bytes, PersonRow] = {}
                    for question in questions_for(person):
                        for row in lines.search(question, CANDIDATES):
                            if row.identity is not None:
                                near.setdefault(row.id, row)
                    others = [person_of_row(lines, self._session, row) for row in near.values()]
                    pairs += likely(person, others, knowledge=knowledge)
            else:
                pairs = pairs_of_some(
                    some,
                    (
                        person_of_row(lines, self._session, row)
                        for row in lines.people.all()
                        if row.identity is not None
                    ),
                    knowledge,
                    step=lambda done, _: progress.step(done, total, said),
                )
        with self._session.database.writing() as tables:
            tables.likely.forget(CLIENT, changed)
            tables.likely.add(CLIENT, _rows(pairs))
            self._mark(tables, CLIENT, marks)

    def _all_organisations(self, progress: Progress) -> None:
        with self._session.database.reading() as tables:
            _, marks = self._changed(tables, ORGANISATION)
            pairs = pairs_of_organisations(tables, self._session, progress)
        with self._session.database.writing() as tables:
            tables.likely.forget_all(ORGANISATION)
            tables.likely.add(ORGANISATION, _rows(pairs))
            self._mark(tables, ORGANISATION, marks)

    def _knows_enough(self) -> bool:
        """Whether what is common was learned from a list that is not much shorter than today's."""
        with self._session.database.reading() as tables:
            knowledge = kept_knowledge(tables)
            total = tables.rows.count(self._session.registry["client"])
            return knowledge is not None and knowledge.rarity.size * _GROWTH > total

    def _changed(self, tables: Tables, about: str) -> tuple[list[bytes], dict[int, int]]:
        kept = tables.facts.get(_COMPARED)
        marks = {} if kept is None else dict(decode(kept).get(about, {}))
        types = [self._session.registry[name].number for name in _TYPES[about]]
        return tables.likely.changed_since(marks, types)

    def _mark(self, tables: Tables, about: str, marks: Mapping[int, int]) -> None:
        kept = tables.facts.get(_COMPARED)
        told: dict[str, Any] = {} if kept is None else dict(decode(kept))
        told[about] = dict(marks)
        tables.facts.set(_COMPARED, encode(told))

    # Making lines

    def _people(self, lines: Lines, rows: Sequence[LikelyRow]) -> list[LikelyPair]:
        known = lines.people.by_ids(list({one for row in rows for one in (row.a, row.b)}))
        closed = kept_out(lines.tables, self._session)
        community = self._session.registry["client"].field("community").number
        found = []
        for row in rows:
            if row.a in known and row.b in known:
                two = (known[row.a], known[row.b])
                names = (lines.name(two[0]), lines.name(two[1]))
                places = (
                    lines.community_called(two[0].client.get(community)),
                    lines.community_called(two[1].client.get(community)),
                )
                pair = _pair(CLIENT, row, names, places)
                why = closed.get(row.a) or closed.get(row.b) or ""
                found.append(replace(pair, reasons=(), closed=why) if why else pair)
        # What somebody else has to decide stands last.
        return sorted(found, key=lambda one: bool(one.closed))

    def _organisations(self, tables: Tables, rows: Sequence[LikelyRow]) -> list[LikelyPair]:
        kind = self._session.registry["organisation"]
        found = []
        for row in rows:
            two = [tables.rows.get(kind, one) for one in (row.a, row.b)]
            if two[0] is not None and two[1] is not None:
                names = (str(two[0].value("name") or ""), str(two[1].value("name") or ""))
                places = (address_of(two[0])[1], address_of(two[1])[1])
                found.append(_pair(ORGANISATION, row, names, places))
        return found

    def _two_organisations(self, tables: Tables, a: str, b: str) -> SideBySide:
        kind = self._session.registry["organisation"]
        rows = [tables.rows.get(kind, id_of(one)) for one in (a, b)]
        if rows[0] is None or rows[1] is None:
            raise NotHere
        first, second = rows[0], rows[1]
        fields = [
            FieldPair(field.name, field.label, (first.value(field.name), second.value(field.name)))
            for field in kind.fields
            if field.name not in ("source", "source_id", "parent")
            and (first.value(field.name) or second.value(field.name))
        ]
        for items, name in (("phones", "number"), ("addresses", "street")):
            told = [
                ", ".join(
                    str(parts[name])
                    for parts in live_items(kind, items, row.values).values()
                    if parts.get(name)
                )
                for row in (first, second)
            ]
            if any(told):
                label = kind.items(items).label
                fields.append(FieldPair(items, label, (told[0] or None, told[1] or None)))
        sides = [
            self._side(tables, row, str(row.value("name") or ""), address_of(row)[1], 0,
                       str(row.value("verified_on") or ""))
            for row in (first, second)
        ]  # fmt: skip
        return SideBySide(ORGANISATION, (sides[0], sides[1]), tuple(fields))

    def _side(
        self, tables: Tables, row: Row, name: str, community: str, notes: int, last: str
    ) -> Side:
        if row.state.created is None:
            raise NotHere
        hlc, feed, actor = row.state.created
        device = tables.log.feeds()[tables.log.known_feed(feed)].device
        session = self._session
        return Side(
            row.id.hex(),
            name,
            community,
            milliseconds_of(hlc),
            session.person_called(actor),
            session.device_called(device),
            notes,
            last,
        )


def waiting(tables: Tables) -> int:
    """How many pairs of this vault wait for a verdict."""
    return sum(len(_waiting(tables, about)) for about in _TYPES)


def _waiting(tables: Tables, about: str) -> list[LikelyRow]:
    rows = tables.likely.all(about)
    if not rows:
        return []
    settled = tables.groups.settled()
    leads = tables.groups.leads(sorted({one for row in rows for one in (row.a, row.b)}))
    return [
        row
        for row in rows
        if (row.a, row.b) not in settled
        and (row.a not in leads or leads[row.a] != leads.get(row.b))
    ]


def _pair(
    about: str, row: LikelyRow, names: tuple[str, str], places: tuple[str, str]
) -> LikelyPair:
    reasons = tuple(message_from_plain(one) for one in decode(row.reasons))
    return LikelyPair(about, row.a.hex(), row.b.hex(), row.score, reasons, names, places)


def _rows(pairs: Sequence[Pair]) -> list[LikelyRow]:
    found = []
    for pair in pairs:
        a, b = pair_of(bytes.fromhex(pair.a), bytes.fromhex(pair.b))
        reasons = encode([message_to_plain(one) for one in pair.reasons])
        found.append(LikelyRow(a, b, pair.score, reasons))
    return found
