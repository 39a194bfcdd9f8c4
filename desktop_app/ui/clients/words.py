"""How facts of clients are said: whole sentences where they are sentences, data as it is.

Free of Qt, so that presenters and models say the same. Dates of moments are those of this
laptop's clock, which whoever calls hands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.fields import EntityType, Field, Kind, Value
from desktop_app.domain.matching.matching import Pair
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.domain.words.stored_words import stored_words
from desktop_app.language import Message, language_name
from desktop_app.services.clients.client_lines import ClientLine
from desktop_app.services.exchange.sharing import Shared, ShareState

DOT: Final = " · "


def joined(parts: Iterable[str]) -> str:
    """Facts beside one another; those that are empty are left out."""
    return DOT.join(part for part in parts if part)


def born_words(birth: str) -> str:
    """A date of birth in words, as far as it is known; what cannot be read, as it is."""
    return partial_date(birth) if birth else ""


def born_line(birth: str, today: date, *, short: bool = False) -> str:
    """When somebody was born and how old that makes them. short: for a column, in numbers."""
    if not birth:
        return ""
    age = age_on(birth, today)
    about = birth.startswith("~")
    if short:
        known = birth.removeprefix("~")
        if about:
            return str(Message("clients", "about {date}", {"date": known}))
        if age is None:
            return known
        return str(Message("clients", "{date} ({n})", {"date": known, "n": age}))
    if age is None:
        return str(Message("clients", "born {date}", {"date": born_words(birth)}))
    return str(
        Message(
            "clients",
            "born {date} ({n} year old)",
            {"date": born_words(birth)},
            "born {date} ({n} years old)",
            age,
        )
    )


def age_on(birth: str, today: date) -> int | None:
    """The age in whole years, or None when the day is not known well enough to say it."""
    if birth.startswith("~"):
        return None
    try:
        born = date.fromisoformat(birth)
    except ValueError:
        return None
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return years if 0 <= years < 130 else None


def language_words(code: str) -> str:
    """The name of a language, or its code when the name is not known."""
    return language_name(code) if code else ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A state in a word, a shape and a colour. tone: one of the states of a sign."""

    tone: str
    words: Message
    icon: str


def sharing_sign(shared: Shared) -> Sign:
    """How far a record has come, as a sign."""
    if shared.state is ShareState.ONLY_HERE:
        return Sign("waits", Message("clients", "only here"), "hard-drive")
    if shared.state is ShareState.IN_BUNDLE:
        return Sign("neutral", Message("clients", "in a bundle"), "package")
    return Sign("info", Message("clients", "received by the office"), "package-check")


def contact_sign(safe: Value, never: Value) -> Sign:
    """What may be done with a telephone number or an address. Unknown is not yes."""
    if never:
        return Sign("danger", Message("clients", "Do not contact"), "ban")
    if safe:
        return Sign("done", Message("clients", "Safe to leave a message"), "circle-check")
    if safe is None:
        return Sign("neutral", Message("clients", "Ask first"), "circle-help")
    return Sign("waits", Message("clients", "Leave no message"), "shield-alert")


def likely_reasons(line: ClientLine, pair: Pair) -> str:
    """Why two people may be one, with what tells them apart at a glance."""
    facts = joined((born_words(line.birth_date), line.community))
    reasons = " ".join(str(reason) for reason in pair.reasons)
    return joined((facts, reasons))


def value_words(field: Field | None, value: Value, names: dict[str, str] | None = None) -> str:
    """A stored value as a person reads it. names: what references are called, by their ids."""
    if value is None or value == "":
        return ""
    if field is not None and field.secret:
        return str(Message("clients", "not shown to your role"))
    if field is not None and field.kind in (Kind.PARTIAL_DATE, Kind.DATE):
        return born_words(str(value))
    if field is not None and field.kind is Kind.REFERENCE:
        return (names or {}).get(str(value), "")
    return stored_words(field, value)


def choice_words(entity: EntityType, name: str, value: str) -> str:
    """The words of one value of a closed list."""
    return value_words(entity.field(name), value)


def name_words(line: ClientLine) -> str:
    """The name of a line in a list; with the number of files where several were linked, and that it is
    closed to whoever is at work: large text leaves no room for the sign.
    """
    if line.closed:
        return str(Message("clients", "{name} (closed to you)", {"name": line.name}))
    if line.files < 2:
        return line.name
    files = Message("clients", "{n} file", {}, "{n} files", line.files)
    return str(Message("clients", "{name}, {files}", {"name": line.name, "files": files}))
