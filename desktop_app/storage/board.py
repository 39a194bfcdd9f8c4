"""Which clients stand on the board of a worker: open files, the one that leads where files are
linked."""

from __future__ import annotations

from desktop_app.storage.connection import Connection

_OPEN = (
    "c.life = 1 AND (c.f_status IS NULL OR c.f_status != 'closed') AND c.id NOT IN "
    "(SELECT g.member FROM grouped g WHERE g.about = 'client' AND g.lead <> g.member)"
)
# A worker who only takes part is named in a list inside the case, whose bytes hold the id as text.
_OF_WORKER = (
    "(c.f_owner = ? OR c.f_covered_by = ? OR lower(hex(c.id)) IN "
    '(SELECT k.f_client FROM "case" k WHERE k.life != 0 AND k.f_closed_on IS NULL '
    "AND instr(k.items, ?)))"
)
_UNOWNED = "c.f_owner IS NULL"


def on_board(connection: Connection, worker: str, unowned: bool, limit: int) -> list[bytes]:
    """Ids of open files, the oldest first, at most `limit`.

    worker: only those that the person (32 hexadecimal digits) answers for, covers, or may take part
    in; "" for everybody's. unowned: only those that nobody answers for.
    """
    where, parameters = _chosen(worker, unowned)
    rows = connection.run(
        f"SELECT c.id FROM client c WHERE {where} ORDER BY c.id LIMIT ?", (*parameters, limit)
    )
    return [row[0] for row in rows]


def count_on_board(connection: Connection, worker: str, unowned: bool) -> int:
    """How many that would be without a limit."""
    where, parameters = _chosen(worker, unowned)
    return int(
        connection.run(f"SELECT count(*) FROM client c WHERE {where}", parameters).scalar_one()
    )


def _chosen(worker: str, unowned: bool) -> tuple[str, tuple[object, ...]]:
    if unowned:
        return f"{_OPEN} AND {_UNOWNED}", ()
    if worker:
        return f"{_OPEN} AND {_OF_WORKER}", (worker, worker, worker.encode())
    return _OPEN, ()
