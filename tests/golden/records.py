"""Writes docs/records.md from the declarations, so that the two cannot disagree.

Run `python -m tests.golden.records` after a change of what a record can hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import EntityType, Field, Kind

PATH = Path(__file__).resolve().parents[2] / "docs" / "records.md"

INTRODUCTION = """# Kinds of record and their fields

What the numbers in a bundle mean: the `type` of an entry, and the keys of its operations
([format.md](format.md), "Entries"). A number is never used again for something else. A text stands
without a word behind its name; behind the others stands what they hold:

| word | value |
|---|---|
| reference | text: the id of a record of that kind, 32 hexadecimal digits; of a person, the id in the list of people |
| choice | text: a word of a closed list |
| yes or no | true or false |
| integer | whole number |
| money | whole number: cents |
| date | text: year-month-day |
| partial date | text: year, year-month or year-month-day; "~" in front means about |
| instant | text: UTC, as 2026-03-09T14:30Z |
| time | text: local time, as 14:30 |
| time zone | text: a name of the IANA's list |
| language | text: a tag of BCP 47 |

Every field may be null: empty. Records of the kinds 1 and 2 that have one id are about one client. Under
each kind stands in which kind of scope its records lie, then its fields, then its lists, each with its
number; a key of 18 bytes names a list, an item and a field of it.
"""

_WORDS = {
    Kind.YES_NO: "yes or no",
    Kind.PARTIAL_DATE: "partial date",
    Kind.TIME_ZONE: "time zone",
    Kind.REFERENCE: "reference",
    Kind.CHOICE: "choice",
    Kind.INTEGER: "integer",
    Kind.MONEY: "money",
    Kind.DATE: "date",
    Kind.INSTANT: "instant",
    Kind.TIME: "time",
    Kind.LANGUAGE: "language",
}


def _field(one: Field) -> str:
    word = " ".join(part for part in (_WORDS.get(one.kind, ""), one.reference) if part)
    return f"{one.number!r} `{one.name}`" + (f" ({word})" if word else "")


def _fields(fields: Iterable[Field]) -> str:
    return ", ".join(_field(one) for one in fields) + "."


def _kind(one: EntityType) -> str:
    lines = [f"## {one.number} `{one.name}`", "", f"`{one.scope}`. {_fields(one.fields)}"]
    if one.lists:
        lines.append("")
    lines += [
        f"- list {items.number} `{items.name}`: {_fields(items.fields)}" for items in one.lists
    ]
    return "\n".join(lines)


def written() -> str:
    """The page as it should stand."""
    kinds = sorted(STANDARD.types, key=lambda one: one.number)
    return "\n\n".join([INTRODUCTION.rstrip(), *(_kind(one) for one in kinds)]) + "\n"


if __name__ == "__main__":
    PATH.write_text(written(), encoding="utf-8")
