"""People read from the rows of any table, for matching a table without a vault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from desktop_app.domain.matching.likeness import Person

COLUMN_KEYS: Final = (
    "given",
    "family",
    "birth",
    "street",
    "place",
    "postcode",
    "telephone",
    "email",
)
"""The things about a person that columns of a table may be named for."""

_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(~?)(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_TIME: Final = re.compile(r"[T ]\d{2}:\d{2}.*$", re.ASCII)
_LAST_MONTH: Final = 12


def people_from_rows(
    rows: Iterable[Mapping[str, str]], id_column: str, columns: Mapping[str, tuple[str, ...]]
) -> list[Person]:
    """One person for each row, in order.

    columns: for some of `COLUMN_KEYS` the columns that hold it; several are joined with a space,
    except telephones and e-mail addresses, of which each column is one. A column that a row lacks
    is empty. Values that cannot be read (a date with letters) count as unknown.
    """

    def parts(row: Mapping[str, str], key: str) -> tuple[str, ...]:
        texts = (str(row.get(column) or "").strip() for column in columns.get(key, ()))
        return tuple(text for text in texts if text)

    listed = list(rows)
    births = ["-".join(parts(row, "birth")) for row in listed]
    day_first = _day_comes_first(births)
    return [
        Person(
            id=str(row.get(id_column) or "").strip(),
            given=" ".join(parts(row, "given")),
            family=" ".join(parts(row, "family")),
            birth=birth_from_text(birth, day_first),
            street=" ".join(parts(row, "street")),
            place=" ".join(parts(row, "place")),
            postcode=" ".join(parts(row, "postcode")),
            telephones=parts(row, "telephone"),
            emails=parts(row, "email"),
        )
        for row, birth in zip(listed, births, strict=True)
    ]


def _day_comes_first(births: Iterable[str]) -> bool | None:
    """Whether a column writes 27/01/1942 or 01/27/1942, from its dates that leave no choice."""
    seen = set()
    for text in births:
        if last := _YEAR_LAST.fullmatch(_TIME.sub("", text.strip())):
            one, other, _ = last.groups()
            if (int(one) > _LAST_MONTH) != (int(other) > _LAST_MONTH):
                seen.add(int(one) > _LAST_MONTH)
    return seen.pop() if len(seen) == 1 else None


def birth_from_text(text: str, day_first: bool | None = None) -> str:
    """An ISO date from one of the usual styles, or empty when the text is none.

    Read: `19420127`, `1942-01-27`, `1942/1/27`, `27/01/1942`, `1942-01`, `1942`, `~1942`, each with
    a time after it. day_first tells how to read `03/04/1942`; without it only the year of such a
    date is kept, as a guess could make two people of one.
    """
    plain = _TIME.sub("", text.strip())
    if compact := _COMPACT.fullmatch(plain):
        return _iso("", *compact.groups())
    if first := _YEAR_FIRST.fullmatch(plain):
        about, year, month, day = first.groups()
        return _iso(about, year, month or "", day or "")
    if last := _YEAR_LAST.fullmatch(plain):
        one, other, year = last.groups()
        if int(one) > _LAST_MONTH or one == other:
            return _iso("", year, other, one)
        if int(other) > _LAST_MONTH:
            return _iso("", year, one, other)
        if day_first is None:
            return year
        return _iso("", year, other, one) if day_first else _iso("", year, one, other)
    return ""


def _iso(about: str, year: str, month: str, day: str) -> str:
    """The parts as far as they are known; a day out of range stays, as a slip to be compared."""
    if not month or int(month) == 0:
        return about + year
    if not day or int(day) == 0:
        return f"{about}{year}-{int(month):02}"
    return f"{about}{year}-{int(month):02}-{int(day):02}"
