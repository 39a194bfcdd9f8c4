"""Ids as they cross the border of the services, and what people call a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables

_ID_BYTES: Final = 16


def id_bytes(text: str) -> bytes:
    """An id from its 32 hexadecimal digits. Raises NotHere: no record can have such an id."""
    raw = raw_id(text)
    if raw is None:
        raise NotHere
    return raw


def client_names(tables: Tables, session: Session, clients: Iterable[str]) -> dict[str, str]:
    """What lists call these clients, by id; those that were deleted among them."""
    wanted = {raw: one for one in clients if (raw := raw_id(one)) is not None}
    lines = Lines(tables, session)
    shown = lines.people.by_ids(sorted(wanted))
    return {
        one: lines.name(shown[raw]) if raw in shown else lines.name_of_id(raw)
        for raw, one in wanted.items()
    }


def raw_id(text: str) -> bytes | None:
    """An id from its 32 hexadecimal digits; None for any other text."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return raw if len(raw) == _ID_BYTES else None
