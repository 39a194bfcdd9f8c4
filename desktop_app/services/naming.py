"""Ids as they cross the border of the services, and what people call a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

_ID_BYTES: Final = 16
_CHUNK: Final = 500


def id_bytes(text: str) -> bytes:
    """An id from its 32 hexadecimal digits. Raises NotHere: no record can have such an id."""
    raw = raw_id(text)
    if raw is None:
        raise NotHere
    return raw


def client_names(tables: Tables, session: Session, clients: Iterable[str]) -> dict[str, str]:
    """What lists call these clients, by id: the name, or the client number of those without one."""
    wanted = [raw for one in sorted(set(clients)) if (raw := raw_id(one)) is not None]
    names: dict[str, str] = {}
    for kind in (session.registry["client"], session.registry["identity"]):
        for at in range(0, len(wanted), _CHUNK):
            part = tuple(wanted[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            for row in tables.rows.select(kind, f"WHERE id IN ({places})", part):
                if called := _called(row):
                    names[row.id.hex()] = called
    return names


def _called(row: Row) -> str:
    if row.type.name == "client":
        return str(row.value("code") or "")
    first = row.value("given") or row.value("preferred")
    return " ".join(str(part) for part in (first, row.value("family")) if part)


def raw_id(text: str) -> bytes | None:
    """An id from its 32 hexadecimal digits; None for any other text."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return raw if len(raw) == _ID_BYTES else None
