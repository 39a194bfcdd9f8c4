"""Rows of the referral directory as people see them: lines of a list, and whole entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from desktop_app.domain.directory.opening import OpenState, open_now
from desktop_app.domain.directory.opening_rows import HoursTable, hours_table
from desktop_app.domain.fields import Value, path_of
from desktop_app.domain.record_values import Item, items_by_list
from desktop_app.domain.words.calendar_words import money
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.editing import Seen
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import SHOWN

STALE_DAYS: Final = 180
"""An entry that nobody has verified for this long may no longer be true."""

_CHUNK: Final = 400
_NO_ITEMS: Final[tuple[Item, ...]] = ()


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One entry as lists show it. Ids are 32 hexadecimal digits, empty for none.

    kind: service, or organisation or location for one that offers none. place: the towns where it
    is. open: None when nothing is known of its hours. places: at how many locations it is, and
    places_open: at how many of them it is open. verified_on: ISO, empty for never. why: how the
    words led here. score: 0 to 1, how near the words come.
    """

    id: str
    kind: str
    name: str
    organisation: str
    organisation_id: str
    place: str
    telephone: str
    open: OpenState | None
    status: str
    languages: tuple[str, ...]
    verified_on: str
    stale: bool
    places: int = 0
    places_open: int = 0
    why: tuple[Message, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """Where something is offered. address: lines as on an envelope. open: as for a line."""

    id: str
    name: str
    address: tuple[str, ...]
    town: str
    time_zone: str
    hours: HoursTable
    open: OpenState | None
    telephones: tuple[Item, ...]
    contacts: tuple[Item, ...]
    accessibility: tuple[str, ...]
    transportation: str
    description: str


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One entry of the directory, whole.

    fields: shown values by name. items: by list (phones, contacts, costs...). organisation: its
    own line, None for an organisation or where it is not known. services, locations: what belongs
    to it. hours, open: of the service itself, or of the one place where it is. contested: names of
    paths in which several values stand.
    """

    id: str
    kind: str
    title: str
    fields: Mapping[str, Value]
    items: Mapping[str, tuple[Item, ...]]
    organisation: ServiceLine | None
    services: tuple[ServiceLine, ...]
    locations: tuple[PlaceEntry, ...]
    hours: HoursTable
    open: OpenState | None
    time_zone: str
    documents: tuple[str, ...]
    eligibility: tuple[Message | str, ...]
    languages: tuple[str, ...]
    costs: tuple[Message | str, ...]
    verified: Message
    verified_on: str
    stale: bool
    deleted: bool
    contested: tuple[str, ...]
    seen: Seen


class DirectoryReader:
    """Turns rows of the directory into lines and entries. Lives in one transaction.

    at: the instant for which opening is told, aware, UTC. zone: the clock by which hours are read
    where neither the place nor a community of the same name tells one; empty for not at all.
    """

    def __init__(
        self, tables: Tables, session: Session, at: datetime, zone: str = "", days: int = STALE_DAYS
    ) -> None:
        self._tables = tables
        self._registry = session.registry
        self._at = at
        self._zone = zone
        self._stale_before = (at.date() - timedelta(days=days)).isoformat()
        self._zones: dict[str, str] | None = None

    # Lines

    def lines(self, rows: Sequence[Row]) -> list[ServiceLine]:
        """A line for each row (services, organisations or locations), in their order."""
        services = [row.id.hex() for row in rows if row.type.name == "service"]
        offered = self._offered(services)
        parents = self._leading(
            {_text(row, "organisation") for row in rows if row.type.name != "organisation"}
        )
        return [self._line(row, offered.get(row.id.hex(), []), parents) for row in rows]

    def _line(
        self, row: Row, offered: Sequence[tuple[Row, Row]], parents: Mapping[str, Row]
    ) -> ServiceLine:
        items = items_by_list(row.type, row.values)
        kind = row.type.name
        parent = parents.get(_text(row, "organisation")) if kind != "organisation" else None
        places = [self._place(row, at, link) for link, at in offered]
        if kind == "location":
            places = [self._place(None, row, None)]
        towns = [one.town for one in places if one.town] or _towns(items)
        telephones = [
            *items.get("phones", _NO_ITEMS),
            *(item for place in places for item in place.telephones),
            *(_items(parent, "phones") if parent is not None else _NO_ITEMS),
        ]
        verified_on = _text(row, "verified_on")
        return ServiceLine(
            id=row.id.hex(),
            kind=kind,
            name=_text(row, "name"),
            organisation="" if parent is None else _text(parent, "name"),
            organisation_id="" if parent is None else parent.id.hex(),
            place=", ".join(dict.fromkeys(towns)),
            telephone=next((one.text("number") for one in telephones if one.text("number")), ""),
            open=self._open(row, items, places),
            status=_text(row, "status") if kind == "service" else "",
            languages=_spoken(items),
            verified_on=verified_on,
            stale=verified_on < self._stale_before,
            places=len(places),
            places_open=sum(one.open is not None and one.open.open is True for one in places),
        )

    def _open(
        self, row: Row, items: Mapping[str, tuple[Item, ...]], places: Sequence[PlaceEntry]
    ) -> OpenState | None:
        """Open when one of its places is; not known when none is and one is not known."""
        if row.type.name == "service" and _text(row, "status") not in ("", "active"):
            return OpenState(False)
        states = [one.open for one in places if one.open is not None]
        if not states and items.get("hours"):
            states = [self._state(items["hours"], self._zone_at("", _towns(items)))]
        return _together(states)

    def _state(self, hours: Sequence[Item], zone: str) -> OpenState:
        return open_now([one.values for one in hours], self._at, zone)

    # Entries

    def entry(self, row: Row, today: date) -> DirectoryEntry:
        """The whole of an organisation, a service or a location. today: where the reader is."""
        items = items_by_list(row.type, row.values)
        kind = row.type.name
        own = row.id.hex()
        services: list[Row] = []
        places: list[PlaceEntry] = []
        if kind == "organisation":
            # An organisation that was listed twice has what both listings have.
            group = self._tables.groups.group(row.id)
            listed = [own] if group is None else [one.hex() for one in group.members]
            services = self._select("service", "f_organisation", listed)
            places = [
                self._place(None, one, None)
                for one in self._select("location", "f_organisation", listed)
            ]
        elif kind == "service":
            places = [self._place(row, at, link) for link, at in self._offered([own]).get(own, [])]
        else:
            places = [self._place(None, row, None)]
            links = self._select("service_at_location", "f_location", [own])
            found = self._by_id("service", {_text(link, "service") for link in links})
            services = sorted(found.values(), key=lambda one: (_text(one, "name"), one.id))
        parent = None
        if kind != "organisation":
            found = self._leading({_text(row, "organisation")})
            parent = next(iter(self.lines(list(found.values()))), None)
        zone = self._zone_at(_text(row, "time_zone") if kind == "location" else "", _towns(items))
        hours = hours_table([one.values for one in items.get("hours", _NO_ITEMS)], today)
        only = places[0] if len(places) == 1 else None
        verified_on = _text(row, "verified_on")
        return DirectoryEntry(
            id=own,
            kind=kind,
            title=_text(row, "name"),
            fields={
                one.name: row.values[one.number]
                for one in row.type.fields
                if row.values.get(one.number) is not None
            },
            items=items,
            organisation=parent,
            services=tuple(self.lines(services)),
            locations=tuple(places),
            hours=hours or (only.hours if only is not None else HoursTable()),
            open=None if kind == "organisation" else self._open(row, items, places),
            time_zone=only.time_zone if only is not None else zone,
            documents=tuple(
                text for one in items.get("documents", _NO_ITEMS) if (text := one.text("document"))
            ),
            eligibility=_eligibility(row) if kind == "service" else (),
            languages=_spoken(items),
            costs=_costs(row, items) if kind == "service" else (),
            verified=verified_text(verified_on, _text(row, "verified_by")),
            verified_on=verified_on,
            stale=verified_on < self._stale_before,
            deleted=row.state.life() != SHOWN,
            contested=tuple(path_of(row.type, key) for key in row.state.contested()),
            seen={key: row.state.dots(key) for key in row.state.heads},
        )

    def _place(self, service: Row | None, at: Row, link: Row | None) -> PlaceEntry:
        """A location, with the hours of the service there, its own or, without any, the place's."""
        items = items_by_list(at.type, at.values)
        hours = next(
            (
                found
                for row in (link, service, at)
                if row is not None and (found := _items(row, "hours"))
            ),
            _NO_ITEMS,
        )
        towns = _towns(items)
        zone = self._zone_at(_text(at, "time_zone"), towns)
        return PlaceEntry(
            id=at.id.hex(),
            name=_text(at, "name"),
            address=_address(items),
            town=next(iter(towns), ""),
            time_zone=zone,
            hours=hours_table([one.values for one in hours], self._at.date()),
            open=self._state(hours, zone) if hours else None,
            telephones=(
                *(_items(link, "phones") if link is not None else _NO_ITEMS),
                *items.get("phones", _NO_ITEMS),
            ),
            contacts=(
                *(_items(link, "contacts") if link is not None else _NO_ITEMS),
                *items.get("contacts", _NO_ITEMS),
            ),
            accessibility=tuple(
                text
                for one in items.get("accessibility", _NO_ITEMS)
                if (text := one.text("description"))
            ),
            transportation=_text(at, "transportation"),
            description=_text(at, "description"),
        )

    def _zone_at(self, zone: str, towns: Iterable[str]) -> str:
        """The clock of a place: its own, that of a community of the same name, or the usual one."""
        if zone:
            return zone
        if self._zones is None:
            self._zones = {
                fold(_text(row, "name")): _text(row, "time_zone")
                for row in self._tables.rows.select(self._registry["community"], "WHERE life != 0")
            }
        known = (self._zones.get(fold(town), "") for town in towns)
        return next((one for one in known if one), self._zone)

    # Rows that belong together

    def _offered(self, services: Sequence[str]) -> dict[str, list[tuple[Row, Row]]]:
        """For each service (its link to a location, the location), in the order of names."""
        links = self._select("service_at_location", "f_service", services)
        places = self._by_id("location", {_text(link, "location") for link in links})
        found: dict[str, list[tuple[Row, Row]]] = {}
        for link in links:
            at = places.get(_text(link, "location"))
            if at is not None:
                found.setdefault(_text(link, "service"), []).append((link, at))
        for pairs in found.values():
            pairs.sort(key=lambda pair: (_text(pair[1], "name"), pair[1].id))
        return found

    def _select(self, kind: str, column: str, values: Sequence[str]) -> list[Row]:
        rows: list[Row] = []
        for at in range(0, len(values), _CHUNK):
            part = tuple(values[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            rows += self._tables.rows.select(
                self._registry[kind],
                f"WHERE {column} IN ({places}) AND life != 0 ORDER BY sort_key, id",
                part,
            )
        return rows

    def _leading(self, ids: Iterable[str]) -> dict[str, Row]:
        """For each of these organisations its row, or that of the listing that leads it."""
        rows = self._by_id("organisation", ids)
        leads = self._tables.groups.leads([row.id for row in rows.values()])
        shown = self._by_id("organisation", {lead.hex() for lead in leads.values()})
        return {
            own: shown.get(leads[row.id].hex(), row) if row.id in leads else row
            for own, row in rows.items()
        }

    def _by_id(self, kind: str, ids: Iterable[str]) -> dict[str, Row]:
        wanted = [raw for one in sorted(ids) if (raw := raw_id(one)) is not None]
        rows: dict[str, Row] = {}
        for at in range(0, len(wanted), _CHUNK):
            part = tuple(wanted[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            for row in self._tables.rows.select(
                self._registry[kind], f"WHERE id IN ({places}) AND life != 0", part
            ):
                rows[row.id.hex()] = row
        return rows


def verified_text(on: str, by: str) -> Message:
    """When and by whom an entry was last verified, as a sentence."""
    if not on:
        return Message("directory", "Never verified. Call before you send somebody.")
    if by:
        return Message("directory", "Verified on {date} by {name}.", {"date": on, "name": by})
    return Message("directory", "Verified on {date}.", {"date": on})


def _text(row: Row, name: str) -> str:
    value = row.value(name)
    return value if isinstance(value, str) else ""


def _items(row: Row, name: str) -> tuple[Item, ...]:
    return items_by_list(row.type, row.values).get(name, _NO_ITEMS)


def _towns(items: Mapping[str, tuple[Item, ...]]) -> list[str]:
    """Where the addresses are; a postal address only when there is no other."""
    addresses = items.get("addresses", _NO_ITEMS)
    physical = [one for one in addresses if one.text("sort") != "postal"] or addresses
    return [town for one in physical if (town := one.text("place"))]


def _address(items: Mapping[str, tuple[Item, ...]]) -> tuple[str, ...]:
    lines: list[str] = []
    for one in items.get("addresses", _NO_ITEMS)[:1]:
        town = " ".join(
            part for name in ("place", "province", "postal_code") if (part := one.text(name))
        )
        lines += [one.text("attention"), one.text("street"), one.text("street_more"), town]
    return tuple(line for line in lines if line)


def _spoken(items: Mapping[str, tuple[Item, ...]]) -> tuple[str, ...]:
    """Languages as they were written, or by their codes."""
    return tuple(
        dict.fromkeys(
            spoken
            for one in items.get("languages", _NO_ITEMS)
            if (spoken := one.text("name") or one.text("language"))
        )
    )


def _eligibility(row: Row) -> tuple[Message | str, ...]:
    told: list[Message | str] = [text] if (text := _text(row, "eligibility")) else []
    youngest, oldest = row.value("minimum_age"), row.value("maximum_age")
    if isinstance(youngest, int) and isinstance(oldest, int):
        told.append(
            Message(
                "directory", "From {from} to {to} years of age.", {"from": youngest, "to": oldest}
            )
        )
    elif isinstance(youngest, int):
        told.append(Message("directory", "From {from} years of age.", {"from": youngest}))
    elif isinstance(oldest, int):
        told.append(Message("directory", "Up to {to} years of age.", {"to": oldest}))
    return tuple(told)


def _costs(row: Row, items: Mapping[str, tuple[Item, ...]]) -> tuple[Message | str, ...]:
    told: list[Message | str] = [text] if (text := _text(row, "cost")) else []
    for one in items.get("costs", _NO_ITEMS):
        amount = one.values.get("amount")
        parts = [one.text("option"), money(amount) if isinstance(amount, int) else ""]
        if one.text("currency") not in ("", "CAD"):
            parts.append(one.text("currency"))
        parts.append(one.text("details"))
        if line := " · ".join(part for part in parts if part):
            told.append(line)
    return tuple(told)


def _together(states: Sequence[OpenState]) -> OpenState | None:
    """One answer for several places: open where one is open, else the next one to open."""
    if not states:
        return None
    opened = [one for one in states if one.open]
    if opened:
        # The first to close: until then each that is open now still is.
        ends = [one.until for one in opened if one.until is not None]
        return OpenState(True, min(ends, default=None))
    openings = [one.next_opening for one in states if one.next_opening is not None]
    unknown = any(one.open is None for one in states)
    return OpenState(None if unknown else False, None, min(openings, default=None))
