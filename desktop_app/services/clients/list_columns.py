"""Which columns the list of clients shows to whoever is at work, and by which one it is sorted.

Kept for each person in the vault of this laptop, where it neither travels nor tells anybody anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Field, Kind, Value
from desktop_app.domain.words.folding import fold
from desktop_app.services.clients.client_fields import RECORDS
from desktop_app.services.clients.client_lines import ClientLine, Lines
from desktop_app.services.clients.codes import hides, shows_codes
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.session import Session

USUAL: Final = ("born", "community", "language", "owner", "complete", "shared")
"""The columns beside the name that stand there until somebody chooses otherwise."""

_FACT: Final = "list_columns/{person}"
_CHUNK: Final = 400
_FIRST: Final = "sort"


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """columns: keys of usual columns and names of own fields, as they are shown. sort: the name of the
    own field by which the list is sorted, "" for the name of the person."""

    columns: tuple[str, ...] = USUAL
    sort: str = ""
    ascending: bool = True


class ListColumns:
    """Offers own fields as columns, keeps what was chosen, and sorts by them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def offered(self) -> tuple[Field, ...]:
        """The own fields of clients that whoever is at work may see."""
        with self._session.database.reading() as tables:
            coded = shows_codes(tables, self._session.registry)
            return tuple(
                one
                for kind in (self._session.registry[name] for name in RECORDS)
                for one in kind.fields
                if isinstance(one.number, bytes) and not (coded and hides(kind, one))
            )

    def kept(self) -> KeptColumns:
        """What was chosen; what is no column any more is left out."""
        known = {*USUAL, *(one.name for one in self.offered())}
        with self._session.database.reading() as tables:
            told = tables.facts.text(self._fact())
        if not told:
            return KeptColumns()
        first, *columns = told.split("\n")
        _, sort, way = (*first.split("\t"), "", "")[:3]
        return KeptColumns(
            tuple(one for one in columns if one in known),
            sort if sort in known else "",
            way != "descending",
        )

    def keep(self, chosen: KeptColumns) -> None:
        """Show these from now on. Raises DiskFull, ReadOnly."""
        way = "ascending" if chosen.ascending else "descending"
        told = "\n".join((f"{_FIRST}\t{chosen.sort}\t{way}", *chosen.columns))
        with self._session.database.writing() as tables:
            tables.facts.set_text(self._fact(), told)

    def order(self, name: str, ascending: bool, community: bytes | None = None) -> tuple[str, ...]:
        """Ids of all clients by an own field, those without a value last, equal ones by name."""
        with self._session.database.reading() as tables:
            lines = Lines(tables, self._session)
            kind = next(
                (
                    one
                    for one in (self._session.registry[n] for n in RECORDS)
                    if one.has_field(name)
                ),
                None,
            )
            ids = lines.people.page(10**9, None, None, community)
            if kind is None:
                return tuple(one.hex() for one in ids)
            field = kind.field(name)
            keys: list[tuple[bool, tuple[int, str], int]] = []
            for at in range(0, len(ids), _CHUNK):
                part = ids[at : at + _CHUNK]
                rows = lines.people.by_ids(part)
                for number, one in enumerate(part, at):
                    row = rows.get(one)
                    held = None if row is None else (
                        row.identity if kind.name == "identity" else row.client
                    )  # fmt: skip
                    value = None if held is None else held.get(field.number)
                    keys.append((value is None, _key(field, value), number))
            told = sorted((one for one in keys if not one[0]), key=lambda one: one[1])
            if not ascending:
                told = sorted(told, key=lambda one: one[1], reverse=True)
            rest = [one for one in keys if one[0]]
            return tuple(ids[one[2]].hex() for one in (*told, *rest))

    def lines(self, ids: Sequence[str]) -> list[ClientLine]:
        """The lines of these clients, in their order; those that are gone are left out."""
        wanted = [raw for one in ids if (raw := raw_id(one)) is not None]
        with self._session.database.reading() as tables:
            lines = Lines(tables, self._session)
            rows = lines.people.by_ids(wanted)
            return lines.of([rows[one] for one in wanted if one in rows])

    def _fact(self) -> str:
        return _FACT.format(person=self._session.person.hex())


def _key(field: Field, value: Value) -> tuple[int, str]:
    if isinstance(value, bool):
        return (0 if value else 1, "")
    if isinstance(value, int):
        return (value, "")
    if field.kind is Kind.CHOICE:
        place = [one.value for one in field.choices]
        return (place.index(value) if value in place else len(place), str(value or ""))
    return (0, fold(str(value or "").lstrip("~")))
