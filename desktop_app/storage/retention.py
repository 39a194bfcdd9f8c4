"""When something was last written about each client."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.storage.connection import Connection


def latest_of_clients(connection: Connection, fields: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The logical time of the newest change in any record about a client, by the client's id.

    fields: (kind of record, field that says whose it is).
    """
    latest: dict[str, int] = {}
    for kind, field in fields:
        column = f"f_{field}"
        rows = connection.run(
            f'SELECT {column}, max(changed_hlc) FROM "{kind}" WHERE life != 0 GROUP BY {column}'
        )
        for client, hlc in rows:
            if client and hlc is not None:
                latest[client] = max(latest.get(client, 0), hlc)
    for table in ("identity", "client"):
        for record, hlc in connection.run(f"SELECT id, changed_hlc FROM {table}"):
            latest[record.hex()] = max(latest.get(record.hex(), 0), hlc or 0)
    return latest
