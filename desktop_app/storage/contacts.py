"""When people were last in touch, and to which appointment somebody did not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from desktop_app.storage.connection import Connection

_CHUNK: Final = 400

_TOUCHED: Final = (
    "SELECT f_client, max(f_happened_on) FROM note WHERE life = 1 AND f_client IN ({places}) "
    "AND f_happened_on IS NOT NULL AND f_happened_on <= ? GROUP BY f_client",
    "SELECT f_client, max(f_happened_on) FROM encounter WHERE life = 1 AND f_client IN ({places}) "
    "AND (f_outcome IS NULL OR f_outcome NOT IN ('no_answer', 'message_left')) "
    "AND f_happened_on <= ? GROUP BY f_client",
    "SELECT f_client, max(substr(f_starts_at, 1, 10)) FROM appointment WHERE life = 1 "
    "AND f_client IN ({places}) AND f_status IN ('kept', 'late') "
    "AND substr(f_starts_at, 1, 10) <= ? GROUP BY f_client",
)


def last_contacts(connection: Connection, clients: Sequence[str], today: str) -> dict[str, str]:
    """The last day, YYYY-MM-DD and not after `today`, on which each of these clients was reached:
    by a dated note, an encounter that reached somebody, or an appointment that was kept.

    clients: 32 hexadecimal digits each. A client whom nobody reached is left out.
    """
    latest: dict[str, str] = {}
    for part, places in _parts(clients):
        for question in _TOUCHED:
            rows = connection.run(question.format(places=places), (*part, today))
            for client, day in rows:
                if day:
                    latest[client] = max(latest.get(client, ""), str(day)[:10])
    return latest


def last_missed(connection: Connection, clients: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The last appointment to which each of these clients did not come: (its id, its day in UTC)."""
    latest: dict[str, tuple[str, str]] = {}
    for part, places in _parts(clients):
        rows = connection.run(
            "SELECT f_client, id, substr(f_starts_at, 1, 10) FROM appointment WHERE life = 1 "
            f"AND f_client IN ({places}) AND f_status = 'no_show' ORDER BY f_starts_at, id",
            part,
        )
        for client, appointment, day in rows:
            latest[client] = (appointment.hex(), str(day or ""))
    return latest


def _parts(clients: Sequence[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    for at in range(0, len(clients), _CHUNK):
        part = tuple(clients[at : at + _CHUNK])
        yield part, ", ".join("?" * len(part))
