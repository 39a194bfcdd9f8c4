"""Which records are shown as one: worked out from the links, kept so that lists need not ask.

`grouped` has a row for each member of a group, the leading one too. It is derived: made anew from
the links whenever one of them, or the life of a linked record, changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.domain.fields import Registry
from desktop_app.domain.people.links import (
    CLIENT,
    LINK,
    ORGANISATION,
    SAME,
    Group,
    Link,
    choices_from_text,
    groups_of,
)
from desktop_app.domain.record_values import record_id
from desktop_app.storage.connection import Connection

_CHUNK: Final = 400
_ABOUT: Final = (CLIENT, ORGANISATION)
_DIRECTORY: Final = "directory"
_AUTHORITY: Final = {"org": 0, _DIRECTORY: 0}
"""Where two scopes hold a verdict on one pair (a client moved), the office's own stands."""


class GroupTables:
    """Reads the links and keeps the groups."""

    def __init__(self, connection: Connection, registry: Registry) -> None:
        self._connection = connection
        self._known = any(one.name == LINK.name for one in registry)

    def create(self) -> None:
        """Make the table, empty."""
        run = self._connection.run
        run("DROP TABLE IF EXISTS grouped")
        run(
            "CREATE TABLE grouped (member BLOB PRIMARY KEY, lead BLOB NOT NULL, "
            "about TEXT NOT NULL) WITHOUT ROWID"
        )
        run("CREATE INDEX grouped_lead ON grouped(lead)")

    def links(self, about: str = "") -> list[Link]:
        """The verdicts that stand, one for each pair, ordered by pair. about: only those on two of that
        kind.

        Of organisations those in the directory count, and of clients those elsewhere: whoever may say
        of two clients that they are one has no say on what the office lists. A link in which two verdicts
        stand side by side counts for neither until somebody decides.
        """
        rows = self._connection.run(
            "SELECT l.f_a, l.f_b, l.f_verdict, l.f_keep, l.f_choices, l.contested, s.kind "
            "FROM link l JOIN scope s ON s.number = l.scope "
            "WHERE l.life != 0 AND l.f_a IS NOT NULL AND l.f_b IS NOT NULL ORDER BY l.f_a, l.f_b, s.id"
        ).all()
        best: dict[tuple[str, str], tuple[int, int]] = {}
        for at, row in enumerate(rows):
            rank = (_AUTHORITY.get(row[6], 1), at)
            best[row[0], row[1]] = min(rank, best.get((row[0], row[1]), rank))
        found = []
        for (a, b), (_, at) in best.items():
            row = rows[at]
            if about and (row[6] == _DIRECTORY) is not (about == ORGANISATION):
                continue
            one, other, lead = record_id(a), record_id(b), record_id(row[3]) or record_id(a)
            if not row[2] or row[5] or one is None or other is None or lead is None:
                continue
            found.append(Link(one, other, row[2], lead, choices_from_text(row[4])))
        return found

    def settled(self) -> set[tuple[bytes, bytes]]:
        """The pairs on which somebody decided, or on which two verdicts wait for one."""
        rows = self._connection.run(
            "SELECT f_a, f_b FROM link WHERE life != 0 AND (f_verdict IS NOT NULL OR contested)"
        )
        pairs = ((record_id(a), record_id(b)) for a, b in rows)
        return {(a, b) for a, b in pairs if a is not None and b is not None}

    def rebuild(self) -> None:
        """Work the groups out again."""
        if not self._known:
            return
        run = self._connection.run
        run("DELETE FROM grouped")
        written: list[tuple[bytes, bytes, str]] = []
        for about in _ABOUT:
            links = [one for one in self.links(about) if one.verdict == SAME]
            ids = sorted({one for link in links for one in (link.a, link.b)})
            for group in groups_of(links, self._shown(about, ids)):
                written += [(member, group.lead, about) for member in group.members]
        if written:
            self._connection.run_many(
                "INSERT INTO grouped(member, lead, about) VALUES (?, ?, ?)", written
            )

    def _shown(self, table: str, ids: Sequence[bytes]) -> set[bytes]:
        found: set[bytes] = set()
        for at in range(0, len(ids), _CHUNK):
            part = tuple(ids[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            found.update(
                row[0]
                for row in self._connection.run(
                    f"SELECT id FROM {table} WHERE life = 1 AND id IN ({places})", part
                )
            )
        return found

    def follow(self, changed: set[tuple[str, bytes]]) -> None:
        """Work the groups out again if one of these changes may matter to them.

        changed: (kind of record, id), of this transaction.
        """
        if not self._known:
            return
        records = [record for kind, record in changed if kind in _ABOUT]
        if any(kind == LINK.name for kind, _ in changed) or self._touches(records):
            self.rebuild()

    def _touches(self, records: Sequence[bytes]) -> bool:
        run = self._connection.run
        if not records or run("SELECT 1 FROM link LIMIT 1").first() is None:
            return False
        if len(records) > _CHUNK:
            linked = {one for row in run("SELECT f_a, f_b FROM link") for one in row}
            return any(record.hex() in linked for record in records)
        places = ", ".join("?" * len(records))
        ids = tuple(record.hex() for record in records)
        return any(
            run(f"SELECT 1 FROM link WHERE {field} IN ({places}) LIMIT 1", ids).first() is not None
            for field in ("f_a", "f_b")
        )

    def group(self, member: bytes) -> Group | None:
        """The group of a record, or None when it stands alone."""
        rows = self._connection.run(
            "SELECT member, lead FROM grouped WHERE lead = "
            "(SELECT lead FROM grouped WHERE member = ?) ORDER BY member",
            (member,),
        ).all()
        return Group(rows[0][1], tuple(row[0] for row in rows)) if rows else None

    def followers(self, about: str) -> set[bytes]:
        """The records that are shown as one with another, which leads them."""
        rows = self._connection.run(
            "SELECT member FROM grouped WHERE about = ? AND member != lead", (about,)
        )
        return {row[0] for row in rows}

    def leads(self, ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """For those of these records that are in a group, the one that leads it."""
        found: dict[bytes, bytes] = {}
        for at in range(0, len(ids), _CHUNK):
            part = tuple(ids[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            for member, lead in self._connection.run(
                f"SELECT member, lead FROM grouped WHERE member IN ({places})", part
            ):
                found[member] = lead
        return found

    def sizes(self, leads: Sequence[bytes]) -> dict[bytes, int]:
        """How many records each of these leads, itself counted."""
        found: dict[bytes, int] = {}
        for at in range(0, len(leads), _CHUNK):
            part = tuple(leads[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            for lead, count in self._connection.run(
                f"SELECT lead, count(*) FROM grouped WHERE lead IN ({places}) GROUP BY lead", part
            ):
                found[lead] = count
        return found
