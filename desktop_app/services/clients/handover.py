"""Handing a client over to another community: the whole file goes, under the same ids.

Scopes are fixed at birth, so what belongs to the person is written anew into the scopes of the
other community, and closed in the old ones: deleted there, with the community that has the file
now, so that a laptop that does not hold it says "handed over" and not "deleted". Records are known
by id and scope (docs/decisions/0004), so both can stand beside each other where both are held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import LIFE, EntityType, FieldKey, Kind, Scope, Value
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS, id_in
from desktop_app.services.clients.naming import id_bytes
from desktop_app.services.editing import Editor, shown_last
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.services.trust.organisation import Community, Organisation
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import HIDDEN, SHOWN, State

FIELD: Final = "handed_over_to"
"""Of a client in the old community: which one has the file now."""

_TYPES: Final = frozenset({Scope.CASES.value, Scope.NAMES.value})


class AlreadyThere(PortageError):
    """The whole file belongs to that community already."""

    code = "already_there"

    def __init__(self, community: str) -> None:
        super().__init__(
            Message(
                "handover",
                "This file belongs to {community} already. Nothing was changed.",
                {"community": community},
            )
        )


class HandedOver(PortageError):
    """The file was handed over, so it is not brought back here."""

    code = "handed_over"

    def __init__(self, community: str) -> None:
        super().__init__(
            Message(
                "handover",
                "This file was handed over to {community}. Nothing was changed. "
                "Ask the office to hand it back.",
                {"community": community},
            )
        )


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over. community: who has it now. records: how many, the person among them."""

    client: str
    community: str
    records: int


class Handovers:
    """Handing clients over, for one unlocked vault."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def places(self, client_id: str) -> list[Community]:
        """The communities that a client can be handed over to from here, by name. Raises NotHere."""
        session = self._session
        with session.database.reading() as tables:
            here = self._community(tables, id_bytes(client_id))
            allowed = {
                one.community
                for one in tables.log.scopes().values()
                if one.kind == Scope.CASES.value and self._may(tables, one.community)
            }
        if here not in allowed:
            return []
        known = Organisation(session).communities()
        return [one for one in known if one.id in allowed and one.id != here]

    def hand_over(self, client_id: str, community: bytes) -> Handed:
        """Hand a client over, with everything that belongs to them, in one act.

        What still lies in other communities comes along, also when the person is there already.
        Raises NotHere, NotAllowed, AlreadyThere.
        """
        session = self._session
        with session.database.writing() as tables:
            client = id_bytes(client_id)
            if not self._may(tables, community):
                raise NotAllowed
            moving = [
                row
                for row in self._belongings(tables, client)
                if tables.log.scopes()[row.scope].community != community
            ]
            name = community_called(session, tables, community.hex())
            if not moving:
                raise AlreadyThere(name)
            editor = Editor(session, tables)
            editor.begin_act()
            for row in moving:
                self._move(tables, editor, row, community)
            editor.flush()
            return Handed(client.hex(), name, len(moving))

    def _may(self, tables: Tables, community: bytes) -> bool:
        """Whether laptop and person may write both names and cases there."""
        try:
            for kind in (Scope.CASES, Scope.NAMES):
                self._session.check_may_write(self._session.scope(tables, kind, community))
        except (NotAllowed, NotHere):
            return False
        return True

    def _community(self, tables: Tables, client: bytes) -> bytes:
        row = tables.rows.get(self._session.registry["client"], client)
        if row is None or row.state.life() != SHOWN:
            raise NotHere
        return tables.log.scopes()[row.scope].community

    def _belongings(self, tables: Tables, client: bytes) -> Iterator[Row]:
        """The person, and all records that name the person as their client, as far as shown."""
        self._community(tables, client)
        for kind in self._session.registry:
            if kind.scope.value not in _TYPES:
                continue
            if kind.name in RECORDS:
                yield from tables.rows.select(kind, "WHERE life != 0 AND id = ?", (client,))
                continue
            for one in kind.fields:
                if one.kind is Kind.REFERENCE and one.reference == "client":
                    clause = f"WHERE life != 0 AND f_{one.name} = ? ORDER BY id"
                    yield from tables.rows.select(kind, clause, (client.hex(),))
                    break

    def _move(self, tables: Tables, editor: Editor, row: Row, community: bytes) -> None:
        session, kind = self._session, row.type
        old = tables.log.scopes()[row.scope]
        session.check_may_write(old)
        new = session.scope(tables, Scope(old.kind), community)
        values: dict[FieldKey, list[Value]] = {
            key: shown_last((head.value for head in heads), row.values.get(key))
            for key, heads in row.state.heads.items()
            if key != LIFE
        }
        if kind.name == "client":
            values[kind.field("community").number] = [community.hex()]
            values[kind.field(FIELD).number] = [None]
        there = tables.rows.get(kind, row.id, new.number)
        if there is not None and there.state.life() == SHOWN:
            # Two people handed it over to different places: what differs is for somebody to decide.
            values = _beside(there, values)
        elif there is not None:
            # It was here before: what it has beyond what comes now is emptied.
            gone = set(there.values) - set(values)
            values |= {key: [None] for key in gone}
        if values:
            editor.set_back(kind, row.id, new, values)
        if there is not None and there.state.life() != SHOWN:
            editor.set_life(kind, row.id, new, True)
        if kind.name == "client":
            editor.edit(kind, row.id, old, {FIELD: community.hex()})
        editor.set_life(kind, row.id, old, False)


def _beside(there: Row, coming: dict[FieldKey, list[Value]]) -> dict[FieldKey, list[Value]]:
    """The fields in which a record that is there differs from what comes, with all their values."""
    found: dict[FieldKey, list[Value]] = {}
    for key, values in coming.items():
        standing = [head.value for head in there.state.heads.get(key, ())]
        told = [one for one in dict.fromkeys(values) if one not in standing]
        told += shown_last(standing, there.values.get(key))
        if set(told) != set(standing) and any(value is not None for value in values):
            found[key] = told
    return found


def elsewhere(tables: Tables, kind: EntityType, entity: bytes, scope: int) -> Row | None:
    """The record as it lives in another scope, to which it was handed over; None when nowhere."""
    clause = "WHERE id = ? AND scope != ? AND life = 1 ORDER BY scope"
    return next(tables.rows.select(kind, clause, (entity, scope)), None)


def carry_over(tables: Tables, editor: Editor, old: Row, new: Row) -> None:
    """Write what somebody changed in the old community, unaware of the handover, into the new one.

    The old record is deleted once more, this time knowing of the change.
    """
    scopes = tables.log.scopes()
    values: dict[FieldKey, list[Value]] = {
        key: [old.values.get(key)]
        for key in unaware(old.state)
        if key in old.values and new.values.get(key) != old.values[key]
    }
    if values:
        editor.set_back(new.type, new.id, scopes[new.scope], values)
    editor.set_life(old.type, old.id, scopes[old.scope], False)


def unaware(state: State) -> list[FieldKey]:
    """The fields that somebody wrote without knowing of a delete that stands."""
    known = set().union(*state.seen.values()) if state.seen else set()
    return [
        key
        for key, heads in state.heads.items()
        if key != LIFE and any(head.dot not in known for head in heads)
    ]


def moved_to(session: Session, tables: Tables, client: Row) -> str:
    """The name of the community that a client's record says has the file; empty for none."""
    if client.state.life() != HIDDEN:
        return ""
    return community_called(session, tables, client.value(FIELD))


def community_called(session: Session, tables: Tables, community: Value) -> str:
    """The name of a community from its id; empty for no id, and where it is not known."""
    raw = id_in(community)
    row = None if raw is None else tables.rows.get(session.registry["community"], raw)
    return "" if row is None else str(row.value("name") or "")
