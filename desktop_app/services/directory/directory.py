"""The referral directory: finding the right service for a need, and keeping entries true.

Everybody reads it, only the office writes it; from the field a proposal goes to the office.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from desktop_app.domain.fields import EntityType, Scope, Value, path_of
from desktop_app.domain.record_values import checked_values, items_by_list
from desktop_app.domain.words.folding import fold, query_forms
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.interchange.record import ImportedRecord
from desktop_app.language import Message
from desktop_app.services.clients.naming import id_bytes
from desktop_app.services.directory.directory_entries import (
    STALE_DAYS,
    DirectoryEntry,
    DirectoryReader,
    PlaceEntry,
    ServiceLine,
)
from desktop_app.services.directory.proposals import ProposalLine, Proposals
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.session import NotHere, Session
from desktop_app.storage import directory as stored
from desktop_app.storage.database import Tables
from desktop_app.storage.directory import Hit, Way
from desktop_app.storage.rows import Row

__all__ = [
    "STALE_DAYS",
    "Directory",
    "DirectoryEntry",
    "PlaceEntry",
    "ProposalLine",
    "ServiceLine",
]

KINDS: Final = ("organisation", "location", "service", "service_at_location", "taxonomy_term")
"""The kinds of record of the directory, those that others point to first."""

_SHOWN_KINDS: Final = {
    stored.ORGANISATION: "organisation",
    stored.SERVICE: "service",
    stored.LOCATION: "location",
}
_CHUNK: Final = 400
_STRIDE: Final = 100  # lines worked out at a time while a filter looks for enough of them
_WEIGHTS: Final = {Way.OWN: 0.8, Way.ORGANISATION: 0.7, Way.PLACE: 0.6}

_Hits = dict[tuple[int, int], list[Hit]]
"""By (number of the type, number of the row): how each typed word led to an entry."""


class Directory:
    """Finding, reading and, in the office, writing the referral directory."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._proposals = Proposals(session)

    # Finding

    def find(
        self,
        words: str,
        open_now: bool = False,
        language: str = "",
        limit: int = 50,
        *,
        place: str = "",
        at: int | None = None,
        zone: str = "",
    ) -> list[ServiceLine]:
        """Services to which all the words lead, the nearest first; without words, by name.

        Accents and script do not matter, and words are found from their beginning, in the service,
        its organisation or its places. open_now: only what is surely open. language: a code or a
        name. place: the name of a town that has it or is served. at: UTC milliseconds, now when
        left out. zone: the clock for places that tell none.
        """
        moment = self._moment(at)
        with self._session.database.reading() as tables:
            reader = DirectoryReader(tables, self._session, moment, zone)
            found: list[ServiceLine] = []
            for rows, hits in self._candidates(tables, words, language, place, limit):
                kept = [row for row in rows if _speaks(row, language)]
                lines = zip(reader.lines(kept), kept, strict=True)
                found += [
                    _explained(line, hits.get((row.type.number, row.number)))
                    for line, row in lines
                    if (not open_now or (line.open is not None and line.open.open))
                    and (not place or _serves(line, row, place))
                ]
                if len(found) >= limit:
                    break
            return found[:limit]

    def _candidates(
        self, tables: Tables, words: str, language: str, place: str, limit: int
    ) -> Iterator[tuple[list[Row], _Hits]]:
        """Rows in the order in which they are shown, a few at a time, with what led to them."""
        stride = min(max(limit, 1), _STRIDE)
        if fold(words):
            hits = _found(tables, words)
            ranked = sorted(hits, key=lambda key: (-_score(hits[key]), hits[key][0].name, key))
        elif language:
            # Its code stands in the entry, or its name among the words of the entry.
            hits = {}
            coded = [(stored.SERVICE, n) for n in stored.speaking(tables.connection, language)]
            ranked = list(dict.fromkeys((*coded, *_by_name(_found(tables, language)))))
        elif place:
            hits = {}
            ranked = _by_name(_found(tables, place))
        else:
            offset = 0
            while page := self._page(tables, stride, offset):
                yield page, {}
                offset += stride
            return
        for at in range(0, len(ranked), stride):
            yield self._numbered(tables, ranked[at : at + stride]), hits

    def _numbered(self, tables: Tables, keys: Sequence[tuple[int, int]]) -> list[Row]:
        rows: dict[tuple[int, int], Row] = {}
        for number, name in _SHOWN_KINDS.items():
            wanted = tuple(n for kind, n in keys if kind == number)
            if wanted:
                places = ", ".join("?" * len(wanted))
                for row in tables.rows.select(
                    self._session.registry[name], f"WHERE n IN ({places})", wanted
                ):
                    rows[number, row.number] = row
        return self._leading(tables, [rows[key] for key in keys if key in rows])

    def _leading(self, tables: Tables, rows: Sequence[Row]) -> list[Row]:
        """These rows, where organisations that were listed twice stand once, as their leading one."""
        kind = self._session.registry["organisation"]
        leads = tables.groups.leads([row.id for row in rows if row.type is kind])
        shown: dict[bytes, Row] = {}
        for row in rows:
            lead = leads.get(row.id, row.id)
            leading = row if lead == row.id else tables.rows.get(kind, lead)
            if leading is not None:
                shown.setdefault(lead, leading)
        return list(shown.values())

    # Reading

    def page(self, limit: int = 200, offset: int = 0, zone: str = "") -> list[ServiceLine]:
        """Services by name, from the one at `offset` on."""
        with self._session.database.reading() as tables:
            reader = DirectoryReader(tables, self._session, self._moment(None), zone)
            return reader.lines(self._page(tables, limit, offset))

    def _page(self, tables: Tables, limit: int, offset: int) -> list[Row]:
        return list(
            tables.rows.select(
                self._session.registry["service"],
                "WHERE life != 0 ORDER BY sort_key, n LIMIT ? OFFSET ?",
                (limit, offset),
            )
        )

    def count(self) -> int:
        """How many services there are."""
        with self._session.database.reading() as tables:
            return tables.rows.count(self._session.registry["service"])

    def stale(self, days: int = STALE_DAYS, limit: int = 500) -> list[ServiceLine]:
        """Services that nobody has verified in that many days, those never verified first."""
        moment = self._moment(None)
        before = (moment.date() - timedelta(days=days)).isoformat()
        with self._session.database.reading() as tables:
            rows = tables.rows.select(
                self._session.registry["service"],
                "WHERE life != 0 AND coalesce(f_verified_on, '') < ? "
                "ORDER BY coalesce(f_verified_on, ''), sort_key, n LIMIT ?",
                (before, limit),
            )
            return DirectoryReader(tables, self._session, moment, days=days).lines(list(rows))

    def organisation(self, organisation: str, zone: str = "") -> DirectoryEntry:
        """An organisation with its services and locations. Raises NotHere."""
        return self._entry("organisation", organisation, zone)

    def service(self, service: str, zone: str = "") -> DirectoryEntry:
        """A service with its organisation and the places where it is offered. Raises NotHere."""
        return self._entry("service", service, zone)

    def location(self, location: str, zone: str = "") -> DirectoryEntry:
        """A location with the services offered there. Raises NotHere."""
        return self._entry("location", location, zone)

    def entry(self, kind: str, entry: str, zone: str = "") -> DirectoryEntry:
        """The entry of a line. kind: organisation, service or location. Raises NotHere."""
        return self._entry(kind, entry, zone)

    def _entry(self, kind: str, entry: str, zone: str) -> DirectoryEntry:
        moment = self._moment(None)
        today = moment.astimezone(zone_or_utc(zone)).date()
        with self._session.database.reading() as tables:
            wanted = id_bytes(entry)
            if kind == "organisation":
                wanted = tables.groups.leads([wanted]).get(wanted, wanted)
            row = tables.rows.get(self._session.registry[kind], wanted)
            if row is None:
                raise NotHere
            return DirectoryReader(tables, self._session, moment, zone).entry(row, today)

    # Writing, in the office

    def add(self, kind: str, values: Mapping[str, Value]) -> str:
        """A new entry; gives its id. kind: one of KINDS. Raises NotAllowed, ValueRefused."""
        entry = self._session.environment.new_id()
        with self._session.database.writing() as tables:
            self._edit(tables, self._session.registry[kind], entry, values, new=True)
        return entry.hex()

    def set(
        self, kind: str, entry: str, values: Mapping[str, Value], seen: Seen | None = None
    ) -> tuple[str, ...]:
        """Change an entry; gives the paths that really changed.

        Raises NotHere, NotAllowed, ValueRefused, KeyError for a path that is not declared.
        """
        with self._session.database.writing() as tables:
            row = self._existing(tables, kind, entry)
            return self._edit(tables, row.type, row.id, values, seen=seen)

    def verify(self, kind: str, entry: str, on: date | None = None) -> None:
        """Somebody made sure that an entry is true. on: today when left out.

        Raises NotHere, NotAllowed.
        """
        day = on or self._moment(None).date()
        self.set(
            kind, entry, {"verified_on": day.isoformat(), "verified_by": self._session.person_name}
        )

    def delete(self, kind: str, entry: str) -> None:
        """Take an entry out of the directory; it can be restored. Raises NotHere, NotAllowed."""
        self._set_life(kind, entry, False)

    def restore(self, kind: str, entry: str) -> None:
        """Bring a deleted entry back. Raises NotHere, NotAllowed."""
        self._set_life(kind, entry, True)

    def _set_life(self, kind: str, entry: str, live: bool) -> None:
        with self._session.database.writing() as tables:
            row = self._existing(tables, kind, entry)
            editor = Editor(self._session, tables)
            editor.begin_act()
            editor.set_life(row.type, row.id, self._session.scope(tables, Scope.DIRECTORY), live)
            editor.flush()

    def _existing(self, tables: Tables, kind: str, entry: str) -> Row:
        row = tables.rows.get(self._session.registry[kind], id_bytes(entry))
        if row is None:
            raise NotHere
        return row

    def _edit(
        self,
        tables: Tables,
        kind: EntityType,
        entry: bytes,
        values: Mapping[str, Value],
        *,
        new: bool = False,
        seen: Seen | None = None,
    ) -> tuple[str, ...]:
        editor = Editor(self._session, tables)
        editor.begin_act()
        changed = editor.edit(
            kind, entry, self._session.scope(tables, Scope.DIRECTORY),
            checked_values(kind, values), new=new, seen=seen,
        )  # fmt: skip
        editor.flush()
        return changed

    # Proposals

    def propose(self, community: str, about_id: str, subject: str, text: str) -> str:
        """What somebody in the field wants changed or added; see `Proposals.propose`."""
        return self._proposals.propose(community, about_id, subject, text)

    def proposals(self, state: str = "") -> list[ProposalLine]:
        """Proposals, the oldest first; see `Proposals.all`."""
        return self._proposals.all(state)

    def answer(self, proposal: str, state: str, text: str = "") -> None:
        """The office's decision; see `Proposals.answer`."""
        self._proposals.answer(proposal, state, text)

    # For other organisations

    def export(self, kind: str = "") -> list[ImportedRecord]:
        """The records of the directory as `interchange.hsds` writes them.

        kind: only those of one kind. Deleted records and list items are left out.
        """
        with self._session.database.reading() as tables:
            return [
                _exported(row)
                for name in KINDS
                if kind in ("", name)
                for row in tables.rows.select(
                    self._session.registry[name], "WHERE life != 0 ORDER BY sort_key, id"
                )
            ]

    def _moment(self, at: int | None) -> datetime:
        milliseconds = self._session.environment.now() if at is None else at
        return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _found(tables: Tables, words: str) -> _Hits:
    """Everything that one of the folded forms of the words leads to."""
    found: _Hits = {}
    for form in query_forms(words):
        typed = form.split()
        # A single letter begins too much to tell anything, unless nothing else was typed.
        telling = [word for word in typed if len(word) > 1] or typed
        for key, hits in stored.hits_of_all(tables.connection, telling).items():
            if key not in found or _score(hits) > _score(found[key]):
                found[key] = hits
    return found


def _by_name(hits: _Hits) -> list[tuple[int, int]]:
    return sorted(hits, key=lambda key: (hits[key][0].name, key))


def _score(hits: Sequence[Hit]) -> float:
    """From 0 to 1: words in the name itself count most, then other words of its own."""
    total = 0.0
    for hit in hits:
        named = hit.way is Way.OWN and hit.in_name
        total += 1.0 if named else _WEIGHTS[hit.way]
    return round(total / len(hits), 3) if hits else 0.0


_WHY: Final = {
    Way.OWN: Message("directory", "In the entry itself"),
    Way.ORGANISATION: Message("directory", "In the organisation"),
    Way.PLACE: Message("directory", "In the place"),
}


def _explained(line: ServiceLine, hits: Sequence[Hit] | None) -> ServiceLine:
    if not hits:
        return line
    ways = sorted({hit.way for hit in hits})
    return replace(line, why=tuple(_WHY[way] for way in ways), score=_score(hits))


def _speaks(row: Row, language: str) -> bool:
    if not language:
        return True
    wanted = fold(language)
    for one in items_by_list(row.type, row.values).get("languages", ()):
        code = one.text("language")
        if language in (code, code.split("-")[0]) or wanted == fold(one.text("name")):
            return True
    return False


def _serves(line: ServiceLine, row: Row, place: str) -> bool:
    wanted = fold(place)
    towns = [fold(town) for town in line.place.split(", ")]
    areas = items_by_list(row.type, row.values).get("areas", ())
    return wanted in towns or any(wanted == fold(one.text("name")) for one in areas)


def _exported(row: Row) -> ImportedRecord:
    live = {
        f"{name}/{one.id}"
        for name, items in items_by_list(row.type, row.values).items()
        for one in items
    }
    values: dict[str, Value] = {}
    for key, value in row.values.items():
        path = path_of(row.type, key)
        parent, _, last = path.rpartition("/")
        unsaid = value is None or last == "life" or last.startswith("#")
        if not unsaid and (not parent or parent in live):
            values[path] = value
    return ImportedRecord(row.type.name, row.id.hex(), row.type.name, row.id, values, "")
