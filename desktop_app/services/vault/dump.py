"""The state of a vault as text, the same wherever the same entries are.

Two laptops that hold the same entries of a scope give the same lines for it, whatever the order
in which the entries came: that is how the simulator, and a person with `diff`, compare them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from desktop_app.domain.fields import FieldKey, path_of
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import ScopeRow
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import DELETED_HERE_CHANGED_THERE, HIDDEN, SHOWN

_LIVES: Final = {SHOWN: "live", HIDDEN: "deleted", DELETED_HERE_CHANGED_THERE: "crossed"}
_PAGE: Final = 500
_OWN_FIELD_BYTES: Final = 16


def dump(tables: Tables, session: Session, scope: bytes | None = None) -> Iterator[str]:
    """One line of JSON for each record, ordered by scope, then number of the type, then id.

    scope: the id of one scope; without it all that this vault knows. A line has `type`, `id`,
    `scope`, `life` (live, deleted, or crossed when a delete and an edit met), `fields` (the shown
    values by path, without the empty ones), `heads` (for each path every standing value as
    [feed, seq, operation, logical time, value]), `created` and `changed` ([logical time, person]).
    Ids are hexadecimal; what only a newer Portage declares has `#` and its number as path, and a
    field of the organisation's own `#` and the id of its definition, which may not have come yet.
    """
    scopes = sorted(tables.log.scopes().values(), key=lambda one: one.id)
    for one in scopes:
        if scope is None or one.id == scope:
            yield from _of_scope(tables, session, one)


def _of_scope(tables: Tables, session: Session, scope: ScopeRow) -> Iterator[str]:
    for kind in sorted(session.registry, key=lambda one: one.number):
        last = b""
        while True:
            page = list(
                tables.rows.select(
                    kind,
                    "WHERE id > ? AND scope = ? ORDER BY id LIMIT ?",
                    (last, scope.number, _PAGE),
                )
            )
            for row in page:
                yield _line(row, scope, tables.log.rank)
            if len(page) < _PAGE:
                break
            last = page[-1].id


def _line(row: Row, scope: ScopeRow, feed_id: Callable[[int], bytes]) -> str:
    heads: dict[str, list[list[Any]]] = {
        _path(row, key): sorted(
            ([feed_id(one.feed).hex(), one.seq, one.op, one.hlc, one.value] for one in standing),
            key=lambda head: head[:3],
        )
        for key, standing in row.state.heads.items()
    }
    created, changed = row.state.created, row.state.changed
    return json.dumps(
        {
            "type": row.type.name,
            "id": row.id.hex(),
            "scope": scope.id.hex(),
            "life": _LIVES[row.state.life()],
            "fields": {
                _path(row, key): value for key, value in row.values.items() if value is not None
            },
            "heads": heads,
            "created": None if created is None else [created[0], created[2].hex()],
            "changed": None if changed is None else [changed[0], changed[2].hex()],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _path(row: Row, key: FieldKey) -> str:
    own = isinstance(key, bytes) and len(key) == _OWN_FIELD_BYTES
    return f"#{key.hex()}" if own and isinstance(key, bytes) else path_of(row.type, key)
