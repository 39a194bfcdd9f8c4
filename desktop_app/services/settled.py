"""Numbers that the office settled for the whole organisation, as every laptop reads them."""

from __future__ import annotations

from desktop_app.domain.fields import Registry
from desktop_app.storage.database import Tables


def number_settled(
    tables: Tables, registry: Registry, name: str, least: int, most: int, otherwise: int
) -> int:
    """The number under a name of a setting, when it lies between `least` and `most`."""
    for row in tables.rows.select(registry["setting"], "WHERE life = 1 AND f_name = ?", (name,)):
        value = str(row.value("value") or "")
        if value.isdecimal() and least <= int(value) <= most:
            return int(value)
    return otherwise
