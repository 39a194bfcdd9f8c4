"""Questions about clients: the identity and the client of one id, read together.

Lists are paged by the sort key and number of the identity row, found in the index alone, so that
a jump to any place in a list of 100,000 stays quick; whole rows are read for one page only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.crypto.encoding import decode
from desktop_app.domain.fields import EntityType, FieldKey, Kind, Registry, Value
from desktop_app.storage.connection import Connection
from desktop_app.storage.rows import OF_ITS_COMMUNITY

_CHUNK: Final = 400

_SAME_COMMUNITY: Final = " = ".join(OF_ITS_COMMUNITY.format(table=one) for one in "ic")
"""Names belong to the case of their own community: a laptop of another one may write under any id."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What is shown of one client.

    identity, client: values by key. numbers: of the two rows, (identity, client). identity is
    None where this vault does not hold the names.
    """

    id: bytes
    numbers: tuple[int | None, int]
    identity: Mapping[FieldKey, Value] | None
    client: Mapping[FieldKey, Value]


class PeopleTables:
    """Reads identity and client rows side by side.

    A `+` before a column keeps its index out of the plan: nearly every row is live, so that the
    index of the id is the one that helps.
    """

    def __init__(self, connection: Connection, registry: Registry, *, by_name: bool = True) -> None:
        """by_name: pages go by family name where the names are held; else by client number."""
        self._connection, self._by_name = connection, by_name
        self._identity = registry["identity"]
        self._client = registry["client"]
        kinds = (self._identity, self._client)
        self._columns = ", ".join(
            f"{short}.{name}"
            for short, one in zip("ic", kinds, strict=True)
            for name in ("n", "id", "items", *(f"f_{f.name}" for f in one.columns))
        )
        self._width = 3 + len(self._identity.columns)

    def holds_names(self) -> bool:
        """Whether this vault has a part in any scope of names."""
        return (
            self._connection.run("SELECT 1 FROM scope WHERE kind = 'names' LIMIT 1").first()
            is not None
        )

    def by_ids(self, ids: Sequence[bytes]) -> dict[bytes, PersonRow]:
        """The clients that are shown, of these ids."""
        found: dict[bytes, PersonRow] = {}
        for at in range(0, len(ids), _CHUNK):
            part = tuple(ids[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            order = f"ORDER BY {OF_ITS_COMMUNITY.format(table='c')}"
            for row in self._rows(f"WHERE +c.life = 1 AND c.id IN ({places}) {order}", part):
                found.setdefault(row.id, row)
        return found

    def ending_in(self, tail: bytes) -> list[bytes]:
        """The ids of clients that end in these bytes."""
        rows = self._connection.run(
            "SELECT id FROM client WHERE life = 1 AND substr(id, ?) = ?", (-len(tail), tail)
        )
        return [row[0] for row in rows]

    def by_numbers(
        self, identities: Sequence[int], clients: Sequence[int]
    ) -> tuple[dict[int, PersonRow], dict[int, PersonRow]]:
        """The shown clients of these identity rows and of these client rows, by row number."""
        of_identity: dict[int, PersonRow] = {}
        of_client: dict[int, PersonRow] = {}
        for at in range(0, max(len(identities), len(clients)), _CHUNK):
            names = tuple(identities[at : at + _CHUNK])
            cases = tuple(clients[at : at + _CHUNK])
            clause = (
                "WHERE +c.life = 1 AND c.id IN ("
                f"SELECT id FROM identity WHERE n IN ({', '.join('?' * len(names))}) "
                f"UNION SELECT id FROM client WHERE n IN ({', '.join('?' * len(cases))}))"
            )
            for row in self._rows(clause, names + cases):
                if row.numbers[0] is not None:
                    of_identity[row.numbers[0]] = row
                of_client[row.numbers[1]] = row
        return of_identity, of_client

    def all(self) -> Iterator[PersonRow]:
        """Every client that is shown, in the order of the ids."""
        return self._rows("WHERE +c.life = 1 ORDER BY c.id", ())

    def _rows(self, clause: str, parameters: tuple[Any, ...]) -> Iterator[PersonRow]:
        found = self._connection.run(
            f"SELECT {self._columns} FROM client c "
            f"LEFT JOIN identity i ON i.id = c.id AND +i.life = 1 AND {_SAME_COMMUNITY} {clause}",
            parameters,
        )
        width = self._width
        for raw in found:
            identity = None if raw[0] is None else _values(self._identity, raw[2:width])
            client = _values(self._client, raw[width + 2 :])
            yield PersonRow(raw[width + 1], (raw[0], raw[width]), identity, client)

    # Pages of the list

    def page(
        self, limit: int, after: bytes | None, offset: int | None, community: bytes | None
    ) -> list[bytes]:
        """Ids of one page in the order of the list.

        after: the id of the last client of the page before. offset: how many to pass over.
        community: 16 bytes.
        """
        kind = "identity" if self._by_name and self.holds_names() else "client"
        where, parameters = ["r.life = 1"], list[Any]()
        join = ""
        if community is not None:
            join = (
                " CROSS JOIN client c ON c.id = r.id AND +c.life = 1" if kind == "identity" else ""
            )
            where.append(f"+{'c' if join else 'r'}.f_community = ?")
            parameters.append(community.hex())
        if after is not None:
            where.append(
                f"(r.sort_key, r.n) > (SELECT sort_key, n FROM {kind} WHERE id = ? ORDER BY life != 1)"
            )
            parameters.append(after)
        following, extra = _following(community)
        where.append(f"r.id NOT IN ({following})")
        parameters += extra
        inner = (
            f"SELECT r.n FROM {kind} r{join} WHERE {' AND '.join(where)} "
            "ORDER BY r.sort_key, r.n LIMIT ? OFFSET ?"
        )
        rows = self._connection.run(
            f"SELECT id FROM {kind} WHERE n IN ({inner}) ORDER BY sort_key, n",
            (*parameters, limit, offset or 0),
        )
        return [row[0] for row in rows]

    def count(self, community: bytes | None) -> int:
        """How many clients are shown, of one community or of all; linked files count as one."""
        run = self._connection.run
        chosen, parameters = "", list[Any]()
        if community is not None:
            chosen, parameters = " AND f_community = ?", [community.hex()]
        all_files = run(
            f"SELECT count(*) FROM client WHERE life = 1{chosen}", tuple(parameters)
        ).scalar_one()
        following, extra = _following(community)
        linked = run(
            f"SELECT count(*) FROM client WHERE life = 1{chosen} AND id IN ({following})",
            (*parameters, *extra),
        ).scalar_one()
        return int(all_files) - int(linked)

    def communities(self) -> dict[str, str]:
        """The name of every community by its id (32 hexadecimal digits)."""
        rows = self._connection.run("SELECT id, f_name FROM community")
        return {row[0].hex(): str(row[1] or "") for row in rows}

    def with_consent(self, ids: Sequence[bytes], purpose: str, today: str) -> set[bytes]:
        """Those of these clients who agree to `purpose` today (YYYY-MM-DD): `domain.casework.consents`."""
        found: set[bytes] = set()
        for at in range(0, len(ids), _CHUNK):
            part = ids[at : at + _CHUNK]
            rows = self._connection.run(
                "SELECT DISTINCT c.f_client FROM consent c WHERE c.life = 1 AND c.f_purpose = ? "
                "AND c.f_given_on <= ? AND (c.f_expires_on IS NULL OR c.f_expires_on >= ?) "
                "AND NOT EXISTS (SELECT 1 FROM consent w WHERE w.life = 1 "
                "AND w.f_client = c.f_client AND w.f_purpose = c.f_purpose "
                "AND w.f_withdrawn_on >= c.f_given_on AND w.f_withdrawn_on <= ?) "
                f"AND c.f_client IN ({', '.join('?' * len(part))})",
                (purpose, today, today, today, *(one.hex() for one in part)),
            )
            found.update(bytes.fromhex(row[0]) for row in rows)
        return found


def _following(community: bytes | None) -> tuple[str, list[Any]]:
    """SQL for the ids of files that a list leaves out, as another one of the same person leads.

    Where one community is listed, a file is left out only if the leading one is of that community.
    """
    said = "SELECT g.member FROM grouped g WHERE g.about = 'client' AND g.lead <> g.member"
    if community is None:
        return said, []
    return (
        f"{said} AND g.lead IN (SELECT l.id FROM client l WHERE l.id = g.lead AND l.f_community = ?)",
        [community.hex()],
    )


def _values(one: EntityType, raw: Sequence[Any]) -> dict[FieldKey, Value]:
    values: dict[FieldKey, Value] = {}
    for field, value in zip(one.columns, raw[1:], strict=False):
        if value is not None:
            values[field.number] = bool(value) if field.kind is Kind.YES_NO else value
    pairs = decode(raw[0], text_limit=1 << 20)
    for at in range(0, len(pairs), 2):
        values[pairs[at]] = pairs[at + 1]
    return values
