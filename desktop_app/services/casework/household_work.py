"""Whom a client lives with now, as benefits count them: the client first, then by name."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.words.folding import fold
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.clients.client_values import id_of
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables


@dataclass(frozen=True, slots=True)
class Housemate:
    """A person of the household. member: the id of the membership, empty for somebody who is in no
    household. birth_date: as it is known, or empty."""

    client: str
    name: str
    member: str
    birth_date: str


def housemates(tables: Tables, session: Session, client: str) -> tuple[Housemate, ...]:
    """Everybody who lives in a household with this client now, the client first."""
    own = id_of(client)
    kind = session.registry["household_member"]
    lines = Lines(tables, session)
    homes = [
        row
        for row in tables.rows.select(
            kind, "WHERE life = 1 AND f_client = ? ORDER BY id", (own.hex(),)
        )
        if not row.value("to_on")
    ]
    found: dict[bytes, str] = {own: homes[0].id.hex() if homes else ""}
    for home in homes:
        clause = "WHERE life = 1 AND f_household = ? ORDER BY id"
        for row in tables.rows.select(kind, clause, (str(home.value("household")),)):
            other = id_in(row.value("client"))
            if other is not None and not row.value("to_on"):
                found.setdefault(other, row.id.hex())
    identity = session.registry["identity"]
    people = []
    for other, member in found.items():
        person = tables.rows.get(identity, other)
        birth = "" if person is None else str(person.value("birth_date") or "")
        people.append(Housemate(other.hex(), lines.name_of_id(other), member, birth))
    people.sort(key=lambda one: (one.client != own.hex(), fold(one.name), one.client))
    return tuple(people)
