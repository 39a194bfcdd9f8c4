"""Who lives with whom: households and their members, with the days of coming and going."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.fields import EntityType, Scope, Value
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.exchange.sharing import Shared, Sharing
from desktop_app.services.session import NotHere, Session
from desktop_app.services.trust.organisation import UnknownCommunity
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import HIDDEN


@dataclass(frozen=True, slots=True)
class Member:
    """One person's time in a household. role: a value of its choices. from_on, to_on: dates of
    which only a part may be known, empty while unknown or still there."""

    id: str
    client: str
    name: str
    role: str
    from_on: str
    to_on: str
    shared: Shared


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """A household with everybody who is or was in it, those who are first, then by name.

    name: empty where this laptop does not hold the names.
    """

    id: str
    name: str
    community_id: str
    members: tuple[Member, ...]


class Households:
    """What can be asked and done about households. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._household = session.registry["household"]
        self._member = session.registry["household_member"]

    def add(self, name: str, community: str) -> str:
        """A new, empty household and its id. community: an id or a name.

        Raises UnknownCommunity, ValueRefused, NotHere, NotAllowed.
        """
        session = self._session
        with session.database.writing() as tables:
            place = self._community(tables, community)
            values = _told(session, self._household, {"name": name, "community": place.hex()})
            household = session.environment.new_id()
            editor = Editor(session, tables)
            editor.begin_act()
            scope = session.scope(tables, Scope.NAMES, place)
            editor.edit(self._household, household, scope, values, new=True)
            editor.flush()
            return household.hex()

    def join(self, household: str, client: str, role: str, from_on: str = "") -> str:
        """Put a client into a household and give the membership's id.

        Two laptops that do the same meet in one membership; somebody who left and comes back has a
        new one. Raises NotHere, ValueRefused, NotAllowed.
        """
        session = self._session
        with session.database.writing() as tables:
            home = self._require(tables, self._household, household)
            person = self._require(tables, session.registry["client"], client)
            values = _told(
                session,
                self._member,
                {
                    "household": home.id.hex(),
                    "client": person.id.hex(),
                    "role": role,
                    "from_on": from_on,
                },
            )
            member = derived_id(person.id, f"household/{home.id.hex()}")
            earlier = tables.rows.get(self._member, member)
            if earlier is not None and earlier.value("to_on"):
                member = session.environment.new_id()
            editor = Editor(session, tables)
            editor.begin_act()
            scope = tables.log.scopes()[person.scope]
            editor.edit(self._member, member, scope, values)
            editor.flush()
            return member.hex()

    def leave(self, member: str, to_on: str) -> None:
        """Write down that somebody left. Raises NotHere, ValueRefused, NotAllowed."""
        session = self._session
        with session.database.writing() as tables:
            row = self._require(tables, self._member, member)
            values = _told(session, self._member, {"to_on": to_on})
            if values["to_on"] is None:
                raise _needed("to_on", self._member)
            editor = Editor(session, tables)
            editor.begin_act()
            editor.edit(self._member, row.id, tables.log.scopes()[row.scope], values)
            editor.flush()

    def of(self, client: str) -> tuple[HouseholdLine, ...]:
        """The households that a client is or was in, the latest first. Raises NotHere."""
        session = self._session
        with session.database.reading() as tables:
            person = self._require(tables, session.registry["client"], client)
            own = self._members(tables, "f_client", person.id)
            ordered = sorted(
                own,
                key=lambda row: (not row.value("to_on"), str(row.value("from_on") or ""), row.id),
            )
            ids = dict.fromkeys(
                home.hex()
                for row in reversed(ordered)
                if (home := id_in(row.value("household"))) is not None
            )
            lines = Lines(tables, session)
            return tuple(self._line(tables, lines, household) for household in ids)

    def all(self, community: str = "") -> tuple[HouseholdLine, ...]:
        """Every household, of one community or of all, by name."""
        session = self._session
        with session.database.reading() as tables:
            lines = Lines(tables, session)
            rows = tables.rows.select(self._household, "WHERE life = 1 ORDER BY sort_key, n")
            return tuple(
                self._line(tables, lines, row.id.hex())
                for row in rows
                if not community or row.value("community") == community
            )

    def _members(self, tables: Tables, column: str, of: bytes) -> list[Row]:
        clause = f"WHERE life = 1 AND {column} = ? ORDER BY id"
        return list(tables.rows.select(self._member, clause, (of.hex(),)))

    def _line(self, tables: Tables, lines: Lines, household: str) -> HouseholdLine:
        home = tables.rows.get(self._household, bytes.fromhex(household))
        rows = self._members(tables, "f_household", bytes.fromhex(household))
        shared = Sharing(tables, self._session).state_of([row.id for row in rows])
        members = [
            Member(
                row.id.hex(),
                str(row.value("client")),
                "" if client is None else lines.name_of_id(client),
                str(row.value("role") or ""),
                str(row.value("from_on") or ""),
                str(row.value("to_on") or ""),
                shared[row.id],
            )
            for row in rows
            for client in (id_in(row.value("client")),)
        ]
        members.sort(key=lambda one: (bool(one.to_on), fold(one.name), one.id))
        return HouseholdLine(
            household,
            "" if home is None or lines.coded else str(home.value("name") or ""),
            "" if home is None else str(home.value("community") or ""),
            tuple(members),
        )

    def _require(self, tables: Tables, kind: EntityType, identifier: str) -> Row:
        try:
            row = tables.rows.get(kind, uuid.UUID(identifier).bytes)
        except ValueError as fault:
            raise NotHere from fault
        if row is None or row.state.life() == HIDDEN:
            raise NotHere
        return row

    def _community(self, tables: Tables, text: str) -> bytes:
        kind = self._session.registry["community"]
        for row in tables.rows.select(kind, "WHERE life = 1"):
            name = str(row.value("name") or "")
            if row.id.hex() == text or (fold(text) and fold(name) == fold(text)):
                return row.id
        raise UnknownCommunity(text[:80])


def _told(session: Session, kind: EntityType, values: Mapping[str, Value]) -> dict[str, Value]:
    today = today_of(session)
    told: dict[str, Value] = {}
    for name, value in values.items():
        told[name] = checked(kind.field(name), value, today)
        if kind.field(name).required and told[name] is None:
            raise _needed(name, kind)
    return told


def _needed(name: str, kind: EntityType) -> ValueRefused:
    field = kind.field(name)
    return ValueRefused(
        field,
        Message(
            "households",
            "“{field}” is needed. Nothing was saved. Fill it in and save again.",
            {"field": field.label},
        ),
    )
