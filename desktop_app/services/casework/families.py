"""Families: who is what to whom, who lives together, and one change of address for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.people.relationships import (
    RELATIONS,
    RELATIONSHIP,
    goes_round,
    seen_from_other,
)
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.client_values import id_of, records_of
from desktop_app.services.clients.interests import check_not_kept_out, kept_out
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

ADDRESS: Final = ("street", "unit", "place", "province", "postal_code", "directions")
"""The fields of an identity that say where somebody lives."""

_AT_HOME: Final = "home"
_WORDS: Final = {one.value: one.label for one in RELATIONS}
_PARENT, _CHILD = "parent", "child"


@dataclass(frozen=True, slots=True)
class Relation:
    """Somebody who is something to a client.

    id: of the relationship. other: their client id, "" without a file. relation: what they are to
    the client, in words. from_on, to_on: dates of which only a part may be known; to_on is empty
    while it goes on. words: what there is to know.
    """

    id: str
    other: str
    name: str
    relation: Message
    telephone: str
    from_on: str
    to_on: str
    words: str


@dataclass(frozen=True, slots=True)
class Housemate:
    """Somebody who lives, or lived until now, where the client lives. same: at the very address that
    the client's file shows; otherwise they share a household alone."""

    client: str
    name: str
    same: bool


@dataclass(frozen=True, slots=True)
class HomeVisit:
    """A planned appointment at the old address, which would go to the new one. day: local."""

    appointment: str
    name: str
    starts_at: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Moving:
    """What a change of address may reach: the address as it is, by field, who lives there too, and
    the appointments that are planned at it."""

    address: Mapping[str, str]
    housemates: tuple[Housemate, ...]
    visits: tuple[HomeVisit, ...]


class Families:
    """What can be asked and done about relationships and addresses. Ids: 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)
        self._kind = session.registry[RELATIONSHIP.name]

    # Relationships

    def add(self, client: str, values: Mapping[str, Value]) -> str:
        """Write a relationship and give its id.

        values: by the names of RELATIONSHIP; `other` or `other_name` says who it is. Raises NotHere,
        NotAllowed, ValueRefused: nobody named, oneself, or a parent who would be their own
        descendant.
        """
        with self._session.database.writing() as tables:
            self._check(tables, client, values)
            editor = Editor(self._session, tables)
            editor.begin_act()
            made = self._records.write_new(tables, editor, self._kind.name, client, values)
            editor.flush()
            return made

    def end(self, relationship: str, day: str) -> None:
        """The relationship goes on no longer. day: YYYY-MM-DD or a part. Raises NotHere."""
        self._records.change(self._kind.name, relationship, {"to_on": day})

    def of(self, client: str) -> tuple[Relation, ...]:
        """Everybody who is something to a client: those of now first, then by name. Raises KeptOut."""
        with self._session.database.reading() as tables:
            check_not_kept_out(tables, self._session, [id_of(client)])
            lines = Lines(tables, self._session)
            found = [
                *(self._relation(lines, row, client, mine=True) for row in self._rows(tables, "client", client)),
                *(self._relation(lines, row, client, mine=False) for row in self._rows(tables, "other", client)),
            ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (bool(one.to_on), fold(one.name), one.id)))

    # Addresses

    def moving(self, client: str) -> Moving:
        """Whom a change of this client's address may reach; nobody whose file is closed to whoever is
        at work. Raises NotHere, KeptOut."""
        session = self._session
        with session.database.reading() as tables:
            check_not_kept_out(tables, session, [id_of(client)])
            address = self._address(tables, id_of(client))
            lines = Lines(tables, session)
            here = fold(f"{address['street']} {address['unit']} {address['place']}")
            found = []
            for one in self._together(tables, client):
                theirs = self._address(tables, id_of(one))
                there = fold(f"{theirs['street']} {theirs['unit']} {theirs['place']}")
                found.append(
                    Housemate(one, lines.name_of_id(id_of(one)), bool(here) and here == there)
                )
            people = (client, *(one.client for one in found))
            visits = tuple(self._visits(tables, lines, people, address))
        found.sort(key=lambda one: (not one.same, fold(one.name)))
        return Moving(address, tuple(found), visits)

    def move(
        self,
        client: str,
        address: Mapping[str, Value],
        others: Sequence[str] = (),
        visits: Sequence[str] = (),
    ) -> int:
        """Write the new address into the files of a client and of those who move along, and into the
        appointments that are planned at home: one act, undone as one.

        address: by the names of ADDRESS; those left out are emptied, since a street of the old place
        must not stand beside a new town. Gives how many files were changed. Raises NotHere,
        NotAllowed, ValueRefused.
        """
        session = self._session
        identity, meeting = session.registry["identity"], session.registry["appointment"]
        today = today_of(session)
        with session.database.writing() as tables:
            told = {
                name: checked(identity.field(name), address.get(name), today) for name in ADDRESS
            }
            editor = Editor(session, tables)
            editor.begin_act()
            changed = 0
            for one in dict.fromkeys((client, *others)):
                records = records_of(tables, session, one)
                cases = tables.log.scopes()[records.rows["client"].scope]
                scope = session.scope(tables, Scope.NAMES, cases.community)
                changed += bool(editor.edit(identity, records.id, scope, told))
            place = _on_one_line(told)
            for one in dict.fromkeys(visits):
                row = self._records.require(tables, meeting.name, one)
                scope = tables.log.scopes()[row.scope]
                editor.edit(meeting, row.id, scope, {"place": place})
            editor.flush()
            return changed

    # Inside

    def _rows(self, tables: Tables, column: str, client: str) -> list[Row]:
        clause = f"WHERE life = 1 AND f_{column} = ? ORDER BY id"
        return list(tables.rows.select(self._kind, clause, (client,)))

    def _relation(self, lines: Lines, row: Row, client: str, mine: bool) -> Relation:
        other = id_in(row.value("other" if mine else "client"))
        relation = str(row.value("relation") or "other")
        shown = relation if mine else seen_from_other(relation)
        name = "" if other is None else lines.name_of_id(other)
        return Relation(
            row.id.hex(),
            "" if other is None else other.hex(),
            name or str(row.value("other_name") or ""),
            _WORDS.get(shown, _WORDS["other"]),
            str(row.value("telephone") or "") if mine else "",
            str(row.value("from_on") or ""),
            str(row.value("to_on") or ""),
            str(row.value("words") or ""),
        )

    def _check(self, tables: Tables, client: str, values: Mapping[str, Value]) -> None:
        other, named = values.get("other"), str(values.get("other_name") or "").strip()
        field = self._kind.field("other_name" if not other else "other")
        if not other and not named:
            raise ValueRefused(
                field,
                Message(
                    "family",
                    "Say who it is: choose a person with a file, or write a name. Nothing was saved.",
                ),
            )
        if not other:
            return
        if str(other) == client:
            raise ValueRefused(
                field,
                Message(
                    "family",
                    "That is the same person. Nothing was saved. Choose somebody else.",
                ),
            )
        records_of(tables, self._session, str(other))
        relation = values.get("relation")
        if relation in (_PARENT, _CHILD):
            one, two = id_of(client), id_of(str(other))
            child, parent = (one, two) if relation == _PARENT else (two, one)
            if goes_round(self._parents(tables), child, parent):
                raise ValueRefused(
                    self._kind.field("relation"),
                    Message(
                        "family",
                        "With this, somebody would be a parent of their own parent. Nothing was "
                        "saved. Look at the relationships of both.",
                    ),
                )

    def _parents(self, tables: Tables) -> Iterator[tuple[bytes, bytes]]:
        clause = "WHERE life = 1 AND f_relation IN (?, ?) AND f_other IS NOT NULL"
        for row in tables.rows.select(self._kind, clause, (_PARENT, _CHILD)):
            client, other = id_in(row.value("client")), id_in(row.value("other"))
            if client is not None and other is not None:
                yield (client, other) if row.value("relation") == _PARENT else (other, client)

    def _address(self, tables: Tables, client: bytes) -> dict[str, str]:
        row = tables.rows.get(self._session.registry["identity"], client)
        return {name: "" if row is None else str(row.value(name) or "") for name in ADDRESS}

    def _together(self, tables: Tables, client: str) -> list[str]:
        """Who shares a household with a client today, and who is a partner, parent or child."""
        member = self._session.registry["household_member"]
        homes = [
            str(row.value("household"))
            for row in tables.rows.select(
                member, "WHERE life = 1 AND f_client = ? AND f_to_on IS NULL ORDER BY id", (client,)
            )
        ]
        found: dict[str, None] = {}
        for home in homes:
            clause = "WHERE life = 1 AND f_household = ? AND f_to_on IS NULL ORDER BY id"
            for row in tables.rows.select(member, clause, (home,)):
                found[str(row.value("client"))] = None
        for column, back in (("client", "other"), ("other", "client")):
            for row in self._rows(tables, column, client):
                near = row.value("relation") in ("partner", _PARENT, _CHILD)
                if near and not row.value("to_on") and row.value(back):
                    found[str(row.value(back))] = None
        found.pop(client, None)
        shown = Lines(tables, self._session).people.by_ids(
            [raw for one in found if (raw := id_in(one)) is not None]
        )
        closed = kept_out(tables, self._session)
        return [one for one in found if (raw := id_in(one)) in shown and raw not in closed]

    def _visits(
        self, tables: Tables, lines: Lines, people: Sequence[str], address: Mapping[str, str]
    ) -> Iterator[HomeVisit]:
        kind = self._session.registry["appointment"]
        old = fold(_on_one_line(address))
        now = f"{today_of(self._session).isoformat()}T00:00Z"
        for one in people:
            clause = "WHERE life = 1 AND f_client = ? AND f_starts_at >= ? ORDER BY f_starts_at"
            for row in tables.rows.select(kind, clause, (one, now)):
                at_home = row.value("mode") == _AT_HOME
                place = fold(str(row.value("place") or ""))
                planned = row.value("status") in (None, "planned")
                if planned and (
                    (old and place == old) or (at_home and (not place or place in old))
                ):
                    yield HomeVisit(
                        row.id.hex(),
                        lines.name_of_id(id_of(one)),
                        str(row.value("starts_at")),
                        str(row.value("time_zone") or ""),
                    )


def _on_one_line(address: Mapping[str, Value]) -> str:
    """An address as an appointment names its place."""
    street = " ".join(str(address.get(one) or "") for one in ("street", "unit")).strip()
    return ", ".join(part for part in (street, str(address.get("place") or "")) if part)
