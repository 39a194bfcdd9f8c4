"""Files as a question about erasing them tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.sync.erasing import names_owner


@dataclass(frozen=True, slots=True)
class FileAsked:
    """The file of one person, as lists of this laptop show it. id: hexadecimal. birth_date, community:
    empty where nothing is known, and where the file is closed to whoever looks. held: why it must be
    kept, empty when nothing asks for it."""

    id: str
    name: str
    birth_date: str
    community: str
    held: str


def files_asked(
    session: Session, tables: Tables, clients: Sequence[bytes]
) -> tuple[FileAsked, ...]:
    """These files as lists show them, deleted ones too; one that is not held here is left out."""
    if not clients:
        return ()
    lines, closed = Lines(tables, session), kept_out(tables, session)
    found = []
    for one in clients:
        client = tables.rows.get(session.registry["client"], one)
        if client is None:
            continue
        shut = one in closed
        identity = tables.rows.get(session.registry["identity"], one)
        told = identity is not None and not shut and not lines.coded
        found.append(
            FileAsked(
                one.hex(),
                lines.name_of_id(one),
                str(identity.value("birth_date") or "") if told and identity is not None else "",
                "" if shut else lines.community_called(client.value("community")),
                str(client.value("legal_hold") or ""),
            )
        )
    return tuple(found)


def records_about(session: Session, tables: Tables, client: bytes) -> int:
    """How many records a file holds as it stands, the person's own among them; deleted ones too."""
    found = {client}
    for kind in session.registry:
        for field in kind.columns:
            if names_owner(kind, field):
                rows = tables.rows.select(kind, f"WHERE f_{field.name} = ?", (client.hex(),))
                found.update(row.id for row in rows)
    return len(found)
