"""Values on their way into a client's two records: placed, checked, names turned into ids."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import DELETED, LIVE, EntityType, Field, FieldKey, Scope, Value
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import (
    RECORDS,
    Place,
    UnknownField,
    opening_values,
    place_of,
)
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.interests import check_not_kept_out
from desktop_app.services.session import NotHere, Session
from desktop_app.services.trust.organisation import UnknownCommunity
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import HIDDEN


class NameNeeded(PortageError):
    """A client without any name or number could not be found again."""

    code = "name_needed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "clients",
                "A file needs a name or a client number. Nothing was saved. "
                "Write at least one of them.",
            )
        )


class CommunityNeeded(PortageError):
    """The laptop holds several communities and none was named."""

    code = "community_needed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "clients",
                "A file belongs to a community. Nothing was saved. Choose the community.",
            )
        )


class UnknownPerson(PortageError):
    """Nobody of the organisation has that name."""

    code = "unknown_person"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "clients",
                "Nobody of your organisation is called so. Nothing was changed. "
                "Look at the list of people for the right name.",
            )
        )


@dataclass(slots=True)
class Records:
    """The two records of one client as they stand inside a transaction, by the name of the kind."""

    id: bytes
    rows: dict[str, Row]

    def values(self) -> dict[str, Mapping[FieldKey, Value]]:
        return {name: row.values for name, row in self.rows.items()}


def records_of(
    tables: Tables, session: Session, client_id: str, even_deleted: bool = False
) -> Records:
    """The records of a client. Raises NotHere, KeptOut."""
    client = id_of(client_id)
    check_not_kept_out(tables, session, [client])
    rows = {}
    for name in RECORDS:
        row = tables.rows.get(session.registry[name], client)
        if row is not None:
            rows[name] = row
    if "client" not in rows:
        raise NotHere
    if not even_deleted and rows["client"].state.life() == HIDDEN:
        raise NotHere
    return Records(client, rows)


def placed(
    tables: Tables, session: Session, records: Records, values: Mapping[str, Value]
) -> tuple[dict[str, dict[str, Value]], dict[tuple[str, str], str]]:
    """Checked values by record and path, and for each path the name under which it was given.

    Raises UnknownField, UnknownCommunity, UnknownPerson, ValueRefused.
    """
    standing = records.values()
    today = today_of(session)
    written: dict[str, dict[str, Value]] = {}
    spoken: dict[tuple[str, str], str] = {}
    for path, value in values.items():
        place = place_of(session.registry, path, records.id, standing)
        told = value
        if place.field is not None:
            if place.field.reference == "community":
                told = community_of(tables, session, value).hex()
            elif place.field.reference == "person":
                told = _person(session, value)
            told = checked(place.field, told, today)
        elif told not in (DELETED, LIVE):
            raise UnknownField(path)
        fields = written.setdefault(place.type.name, {})
        if told is not None:
            fields |= _opening(place, standing.get(place.type.name, {}), fields)
        fields[place.path] = told
        spoken[place.type.name, place.path] = path
    return written, spoken


def _opening(
    place: Place, standing: Mapping[FieldKey, Value], fields: Mapping[str, Value]
) -> dict[str, Value]:
    """What opens a list item, unless it is given in the same breath."""
    items = place.path.split("/", maxsplit=1)[0]
    opened = any(path.startswith(f"{items}/") for path in fields)
    extra = opening_values(place, standing)
    return {
        path: value
        for path, value in extra.items()
        if path not in fields and not (opened and path.endswith("/preferred"))
    }


def community_of(tables: Tables, session: Session, value: Value) -> bytes:
    """The community that an id or a name means; the only one where nothing is said."""
    held = {grant.community for grant in session.certificate().scopes if grant.kind is Scope.CASES}
    if value is None or value == "":
        if len(held) == 1:
            return next(iter(held))
        raise CommunityNeeded
    kind = session.registry["community"]
    text = str(value)
    known = {row.id: str(row.value("name") or "") for row in tables.rows.select(kind, "")}
    try:
        if uuid.UUID(text).bytes in known:
            return uuid.UUID(text).bytes
    except ValueError:
        pass
    named = [one for one, name in known.items() if fold(name) == fold(text) and fold(text)]
    if not named:
        raise UnknownCommunity(text[:80])
    return next((one for one in named if one in held), named[0])


def _person(session: Session, value: Value) -> Value:
    """The id of a person who was named; ids stay as they are."""
    if not isinstance(value, str) or not value:
        return value
    try:
        return uuid.UUID(value).hex
    except ValueError:
        trust = session.require_trust()
        for person in trust.colleagues.values():
            if fold(person.name) == fold(value):
                return person.id.hex()
        raise UnknownPerson from None


def checked_all(
    session: Session, kind: EntityType, values: Mapping[str, Value]
) -> dict[str, Value]:
    """The values of a record's fields by name, checked; raises ValueRefused."""
    today = today_of(session)
    told: dict[str, Value] = {}
    for name, value in values.items():
        field = kind.field(name)
        told[name] = checked(field, value, today)
        if field.required:
            needed(field, told[name])
    return told


def id_of(text: str) -> bytes:
    """The id behind 32 hexadecimal digits; raises NotHere for anything else."""
    try:
        return uuid.UUID(text).bytes
    except ValueError as fault:
        raise NotHere from fault


def needed(field: Field, value: Value) -> Value:
    """The value; raises ValueRefused when there is none."""
    if value is None:
        raise ValueRefused(
            field,
            Message(
                "clients",
                "“{field}” is needed. Nothing was saved. Fill it in and save again.",
                {"field": field.label},
            ),
        )
    return value
