"""The same person written down a second time, the way it happens in real lists."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.services.fiction.names import FAMILIAR, FRENCH_FAMILY
from desktop_app.services.fiction.people import FictionalClient
from desktop_app.services.fiction.record import FictionalRecord, listed, new_id

Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Damaged:
    """A second file of one person. how: names of DAMAGES, in the order in which they struck."""

    client: FictionalClient
    how: tuple[str, ...]


def damage(person: FictionalClient, chance: random.Random, on: date) -> Damaged:
    """A duplicate under a new id, with one to three of the DAMAGES that change something.

    Numbers and cards, other names and the records around the person do not come along: whoever
    opened the second file did not know of the first.
    """
    before: Values = {
        path: value
        for path, value in person.identity.values.items()
        if not path.startswith(("identifiers/", "names/"))
    }
    values = dict(before)
    how: list[str] = []
    for name in chance.sample(sorted(DAMAGES), len(DAMAGES)):
        if len(how) == 3 or (how and chance.random() < 0.45):
            break
        after = DAMAGES[name](dict(values), chance)
        if after != values:
            values = after
            how.append(name)
    own = new_id(chance, on)
    plain = {path: value for path, value in values.items() if "/" not in path}
    for items in ("phones", "emails"):
        plain |= listed(chance, on, items, _items(values, items))
    copy = replace(
        person,
        identity=FictionalRecord("identity", own, plain),
        client=replace(person.client, id=own),
        records=(),
    )
    return Damaged(copy, tuple(how))


def _items(values: Values, name: str) -> list[Values]:
    found: dict[str, Values] = {}
    for path, value in values.items():
        parts = path.split("/")
        if parts[0] == name:
            found.setdefault(parts[1], {})[parts[2]] = value
    return [*found.values()]


def _text(values: Values, name: str) -> str:
    return str(values.get(name) or "")


def _without_accents(values: Values, _chance: random.Random) -> Values:
    for name in ("given", "family", "street", "place"):
        if name in values:
            decomposed = unicodedata.normalize("NFD", _text(values, name).replace("œ", "oe"))
            values[name] = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return values


def _names_swapped(values: Values, _chance: random.Random) -> Values:
    if values.get("given") and values.get("family"):
        values["given"], values["family"] = values["family"], values["given"]
    return values


def _day_and_month_swapped(values: Values, _chance: random.Random) -> Values:
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", _text(values, "birth_date"))
    if found and int(found[3]) <= 12:
        values["birth_date"] = f"{found[1]}-{found[3]}-{found[2]}"
    return values


def _familiar_name(values: Values, _chance: random.Random) -> Values:
    first = re.split(r"[- ]", _text(values, "given"))[0]
    if first in FAMILIAR:
        values["given"] = FAMILIAR[first]
    return values


def _one_family_name(values: Values, chance: random.Random) -> Values:
    parts = _text(values, "family").split("-")
    if len(parts) == 2:
        values["family"] = chance.choice(parts)
    return values


def _family_names_turned(values: Values, _chance: random.Random) -> Values:
    parts = _text(values, "family").split("-")
    if len(parts) == 2:
        values["family"] = f"{parts[1]}-{parts[0]}"
    return values


def _other_family_name(values: Values, chance: random.Random) -> Values:
    if values.get("family"):
        values["family"] = chance.choice(FRENCH_FAMILY)
    return values


def _only_the_year(values: Values, _chance: random.Random) -> Values:
    if "birth_date" in values:
        values["birth_date"] = _text(values, "birth_date").removeprefix("~")[:4]
    return values


def _no_birth(values: Values, _chance: random.Random) -> Values:
    values.pop("birth_date", None)
    return values


def _year_mistyped(values: Values, chance: random.Random) -> Values:
    birth = _text(values, "birth_date")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", birth):
        year = int(birth[:4]) + chance.choice((-10, -1, 1))
        values["birth_date"] = f"{year}{birth[4:].replace('02-29', '02-28')}"
    return values


def _telephone_style(values: Values, chance: random.Random) -> Values:
    style = chance.choice(("({}) {}-{}", "+1 {} {} {}", "{}.{}.{}", "1-{}-{}-{}", "{}{}{}"))
    for path, value in values.items():
        if path.endswith("/number"):
            values[path] = style.format(*str(value).split("-"))
    return values


def _no_telephone(values: Values, _chance: random.Random) -> Values:
    return {path: value for path, value in values.items() if not path.startswith("phones/")}


def _letter_slip(values: Values, chance: random.Random) -> Values:
    name = chance.choice(("given", "family"))
    text = _text(values, name)
    if len(text) > 3:
        at = chance.randrange(1, len(text) - 1)
        slips = (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:])
        values[name] = chance.choice(slips)
    return values


def _second_given_dropped(values: Values, _chance: random.Random) -> Values:
    parts = re.split(r"[- ]", _text(values, "given"))
    if len(parts) > 1:
        values["given"] = parts[0]
    return values


def _capitals(values: Values, _chance: random.Random) -> Values:
    for name in ("given", "family"):
        if name in values:
            values[name] = _text(values, name).upper()
    return values


DAMAGES: Final[dict[str, Callable[[Values, random.Random], Values]]] = {
    "accents lost": _without_accents,
    "names swapped": _names_swapped,
    "day and month swapped": _day_and_month_swapped,
    "familiar name": _familiar_name,
    "one of two family names": _one_family_name,
    "family names turned round": _family_names_turned,
    "other family name": _other_family_name,
    "only the year": _only_the_year,
    "no date of birth": _no_birth,
    "year mistyped": _year_mistyped,
    "telephone style": _telephone_style,
    "no telephone": _no_telephone,
    "letter slip": _letter_slip,
    "second given name dropped": _second_given_dropped,
    "capitals": _capitals,
}
