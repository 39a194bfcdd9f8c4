"""Which column of a spreadsheet is which fact about a person: guessed, shown, changed, saved."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from desktop_app.domain.fields import EntityType, Field, Kind, Registry
from desktop_app.domain.words.folding import fold
from desktop_app.interchange.dates import Order, decide_order
from desktop_app.interchange.workbook import Cell

ENTITIES: Final = ("identity", "client", "note", "consent")
"""The kinds of record that a row of people can fill."""

FULL_NAME: Final = "identity.full_name"
"""Not a field: given and family names in one column, `Given Family` or `Family, Given`."""

_GIVEN: Final = "identity.given"
_FAMILY: Final = "identity.family"
_FULL_NAMES: Final = frozenset(
    (
        "name", "full name", "client name", "name of client", "nom complet", "nom et prenom",
        "prenom et nom", "nom prenom", "prenom nom", "nom du client", "nom de la personne",
    )
)  # fmt: skip
_ASIDE: Final = re.compile(r"[(\[].*?[)\]]|[*:]|\b(?:du client|de la cliente|of client)\b", re.I)
_DATES: Final = (Kind.DATE, Kind.PARTIAL_DATE)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One column. path: `entity.field`, `entity.alias`, `entity.list.field` or FULL_NAME; empty to
    leave the column out. date_order: DMY, MDY or YMD, empty for columns without dates.
    order_asked: the column does not prove its order, so that a person should look at it."""

    heading: str
    path: str = ""
    date_order: str = ""
    order_asked: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column of one kind of list means, in the order of the columns."""

    columns: tuple[ColumnMapping, ...]

    def to_plain(self) -> dict[str, Any]:
        return {"columns": [asdict(column) for column in self.columns]}

    @classmethod
    def from_plain(cls, plain: AnyMapping[str, Any]) -> Mapping:
        """The mapping that `to_plain` wrote, for example from a saved file.

        Raises ValueError when it has another shape.
        """
        try:
            columns = [ColumnMapping(**column) for column in plain["columns"]]
        except (KeyError, TypeError) as fault:
            raise ValueError("not a mapping of columns") from fault
        for column in columns:
            if column.date_order and column.date_order not in tuple(Order):
                raise ValueError("not an order of dates")
        return cls(tuple(columns))


@dataclass(frozen=True, slots=True)
class Target:
    """Where a path leads: a field of a record, or of an item of one of its lists."""

    entity: str
    items: str
    field: Field


def target(registry: Registry, path: str) -> Target | None:
    """What a path of a mapping means; None for the empty path and for what is not declared."""
    parts = path.split(".")
    if parts[0] not in ENTITIES:
        return None
    declared = registry[parts[0]]
    try:
        if len(parts) == 2:
            for alias, items, name in declared.aliases:
                if alias == parts[1]:
                    return Target(declared.name, items, declared.items(items).field(name))
            return Target(declared.name, "", declared.field(parts[1]))
        if len(parts) == 3:
            return Target(declared.name, parts[1], declared.items(parts[1]).field(parts[2]))
    except KeyError:
        return None
    return None


def guess_mapping(
    headings: Sequence[str],
    registry: Registry,
    rows: Sequence[Sequence[Cell]] = (),
    codes: Sequence[str] = (),
) -> Mapping:
    """What the headings most likely mean, by the `headings` that the fields declare.

    Accents, case and remarks in brackets do not matter. A fact that a person has once is given to
    one column only. rows: for the order of dates, decided over each whole column. codes: the
    stable names that Portage itself writes above the headings; they are believed.
    """
    known, repeatable = _known(registry)
    taken: set[str] = set()
    columns = []
    for index, heading in enumerate(headings):
        path = codes[index] if index < len(codes) else ""
        if target(registry, path) is None:
            path = _guess(heading, known, repeatable)
        if path in taken and path not in repeatable:
            path = ""
        taken.add(path)
        columns.append(ColumnMapping(heading, path))
    if _GIVEN not in taken:
        columns = [
            replace(column, path=FULL_NAME)
            if column.path == _FAMILY and fold(column.heading) in ("nom", "noms")
            else column
            for column in columns
        ]
    return with_date_orders(Mapping(tuple(columns)), registry, rows)


def with_date_orders(
    mapping: Mapping, registry: Registry, rows: Sequence[Sequence[Cell]]
) -> Mapping:
    """The same mapping with the order of dates decided for each column that holds dates."""
    columns = []
    for index, column in enumerate(mapping.columns):
        found = target(registry, column.path)
        if found is None or found.field.kind not in _DATES:
            columns.append(replace(column, date_order="", order_asked=False))
            continue
        decided = decide_order(row[index] for row in rows if index < len(row))
        columns.append(replace(column, date_order=decided.order.value, order_asked=decided.asked))
    return Mapping(tuple(columns))


def _known(registry: Registry) -> tuple[dict[str, str], frozenset[str]]:
    """(folded heading to path, the paths of which a person may have several)."""
    known: dict[str, str] = dict.fromkeys(_FULL_NAMES, FULL_NAME)
    repeatable: set[str] = {"note.text"}
    for name in ENTITIES:
        declared = registry[name]
        for field in declared.fields:
            _add(known, field, f"{name}.{field.name}")
        for items in declared.lists:
            for field in items.fields:
                path = _item_path(declared, items.name, field.name)
                repeatable.add(path)
                if field.headings:
                    _add(known, field, path)
    return known, frozenset(repeatable)


def _item_path(declared: EntityType, items: str, field: str) -> str:
    for alias, list_name, name in declared.aliases:
        if (list_name, name) == (items, field):
            return f"{declared.name}.{alias}"
    return f"{declared.name}.{items}.{field}"


def _add(known: dict[str, str], field: Field, path: str) -> None:
    own = (field.label.text, str(field.label)) if field.headings else ()
    for heading in (*field.headings, *own):
        known.setdefault(fold(heading), path)


def _guess(heading: str, known: dict[str, str], repeatable: frozenset[str]) -> str:
    whole = fold(heading)
    bare = fold(_ASIDE.sub(" ", heading))
    for words in (whole, bare):
        if words in known:
            return known[words]
    # `Telephone home` is another telephone; `Name of mother` is not another name.
    beginnings = [
        name
        for name, path in known.items()
        if path in repeatable
        and (bare.startswith(f"{name} ") or bare.rstrip("0123456789 ") == name)
    ]
    return known[max(beginnings, key=len)] if beginnings else ""
