"""Questions about the referral directory: which services words lead to, and along which way.

A service is found by its own words, by those of its organisation and by those of the places where
it is offered, so that "legal clinic kuujjuaq" finds it although no single record says all three.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from desktop_app.crypto.encoding import encode
from desktop_app.storage.connection import Connection

ORGANISATION: Final = 10
SERVICE: Final = 11
LOCATION: Final = 12

# 10 organisation, 11 service, 12 location; 256 as `storage.rows` numbers its search table.
_HITS: Final = """
WITH hit(kind, n) AS MATERIALIZED (
  SELECT rowid % 256, rowid / 256 FROM search WHERE search MATCH ?
  AND rowid % 256 IN (10, 11, 12))
SELECT 11, s.n, 0, s.sort_key FROM hit JOIN service s ON s.n = hit.n
WHERE hit.kind = 11 AND s.life != 0
UNION ALL
SELECT 11, s.n, 1, s.sort_key FROM hit JOIN organisation o ON o.n = hit.n
JOIN service s ON s.f_organisation = lower(hex(o.id))
WHERE hit.kind = 10 AND o.life != 0 AND s.life != 0
UNION ALL
SELECT 11, s.n, 2, s.sort_key FROM hit JOIN location l ON l.n = hit.n
JOIN service_at_location a ON a.f_location = lower(hex(l.id))
JOIN service s ON s.id = unhex(a.f_service)
WHERE hit.kind = 12 AND l.life != 0 AND a.life != 0 AND s.life != 0
UNION ALL
SELECT 10, o.n, 0, o.sort_key FROM hit JOIN organisation o ON o.n = hit.n
WHERE hit.kind = 10 AND o.life != 0 AND NOT EXISTS (
  SELECT 1 FROM service s WHERE s.f_organisation = lower(hex(o.id)) AND s.life != 0)
UNION ALL
SELECT 12, l.n, 0, l.sort_key FROM hit JOIN location l ON l.n = hit.n
WHERE hit.kind = 12 AND l.life != 0 AND NOT EXISTS (
  SELECT 1 FROM service_at_location a WHERE a.f_location = lower(hex(l.id)) AND a.life != 0)
"""


class Way(IntEnum):
    """Whose words led to an entry."""

    OWN = 0
    ORGANISATION = 1
    PLACE = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that one word leads to. kind, n: number of its type and row. name: folded."""

    kind: int
    n: int
    way: Way
    name: str
    word: str

    @property
    def in_name(self) -> bool:
        """Whether a word of the entry's name begins with the word."""
        return f" {self.word}" in f" {self.name}"


def hits(connection: Connection, word: str) -> dict[tuple[int, int], Hit]:
    """Services, and organisations and locations without any, that a folded word begins.

    Each comes once, along the shortest way.
    """
    found: dict[tuple[int, int], Hit] = {}
    quoted = word.replace('"', '""')
    for kind, n, way, name in connection.run(_HITS, (f'"{quoted}"*',)):
        known = found.get((kind, n))
        if known is None or way < known.way:
            found[kind, n] = Hit(kind, n, Way(way), name, word)
    return found


def hits_of_all(connection: Connection, words: Iterable[str]) -> dict[tuple[int, int], list[Hit]]:
    """The entries to which every one of some words leads, with the hit of each word."""
    standing: dict[tuple[int, int], list[Hit]] | None = None
    for word in words:
        found = hits(connection, word)
        if standing is None:
            standing = {key: [hit] for key, hit in found.items()}
        else:
            standing = {
                key: [*before, found[key]] for key, before in standing.items() if key in found
            }
        if not standing:
            break
    return standing or {}


def speaking(connection: Connection, code: str) -> list[int]:
    """Services that may offer a language, by name: row numbers.

    code: BCP 47. Every service that has the code, or a variety of it, is among them; whether the
    letters stand in the right place is for the caller to look at.
    """
    rows = connection.run(
        "SELECT n FROM service WHERE life != 0 AND (instr(items, ?) OR instr(items, ?)) "
        "ORDER BY sort_key, n",
        (encode(code), f"{code}-".encode()),
    )
    return [row[0] for row in rows]
