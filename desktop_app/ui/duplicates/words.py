"""How a pair of records is said. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop_app.domain.fields import EntityType, Field, Kind, Registry, Value
from desktop_app.domain.people.links import ORGANISATION
from desktop_app.domain.words.calendar_words import long_date, partial_date
from desktop_app.domain.words.stored_words import stored_words
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS
from desktop_app.services.duplicates.last_answer import TakenBack
from desktop_app.services.duplicates.likely_pairs import FieldPair, LikelyPair, Side

DOT = " · "
SAME_KEY = Message("duplicates, key of the word", "S")
DIFFERENT_KEY = Message("duplicates, key of the word", "D")
LATER_KEY = Message("duplicates, key of the word", "L")
UNDO_KEY = Message("duplicates, key of the word", "U")
COMPARE_KEY = Message("duplicates, key of the word", "C")
"""Letters of the words on the buttons, so another language has others."""
_DIGITS = 9
BOTH, FIRST, SECOND = 0, 1, 2
"""What stands of a field: both are kept, or one of the two."""


def title(pair: LikelyPair) -> Message | str:
    """The two names in one line; once when they are spelled alike."""
    first, second = pair.names
    names: Message | str = first
    if first != second:
        names = Message("duplicates", "{first} and {second}", {"first": first, "second": second})
    if not pair.closed:
        return names
    return Message("duplicates", "{names} (closed to you)", {"names": names})


def why(pair: LikelyPair) -> str:
    """The reasons in one line; of a pair that somebody else decides, that it is so."""
    if pair.closed:
        return str(
            Message(
                "duplicates",
                "You declared an interest in one of these files, so a colleague decides this pair.",
            )
        )
    return " ".join(str(one) for one in pair.reasons)


def how_likely(pair: LikelyPair) -> str:
    """The score as a person reads it; nothing that is guessed is quite sure."""
    return str(Message("duplicates", "{n} %", {"n": min(99, round(pair.score * 100))}))


def question(pair: LikelyPair) -> Message:
    """What is to be decided."""
    if pair.about == ORGANISATION:
        return Message("duplicates", "Is this one organisation, listed twice?")
    return Message("duplicates", "Is this one person, registered twice?")


def same_words(pair: LikelyPair) -> Message:
    """The button that joins them."""
    if pair.about == ORGANISATION:
        return Message("duplicates", "The same organisation")
    return Message("duplicates", "The same person")


def joined_words(pair: LikelyPair) -> Message:
    """What was done, in a sentence."""
    return Message("duplicates", "{name}: shown as one from now on.", {"name": title(pair)})


def apart_words(pair: LikelyPair) -> Message:
    """What was done, in a sentence."""
    return Message(
        "duplicates", "{name}: not the same; this pair is not proposed again.",
        {"name": title(pair)},
    )  # fmt: skip


def taken_back_words(taken: TakenBack | None) -> Message:
    """What became of the last answer, in a sentence. taken: None where something else was done last."""
    if taken is None:
        return Message("duplicates", "There is no answer to take back here. Nothing was changed.")
    if taken.answered:
        return Message(
            "duplicates",
            "{name}: somebody else has answered since, and that answer stands. Nothing was changed.",
            {"name": taken.name},
        )
    return Message("duplicates", "{name}: your answer is taken back.", {"name": taken.name})


def field_of(registry: Registry, about: str, path: str) -> Field | None:
    """The declaration behind a path or an alias; None for several items said together."""
    kinds = ("organisation",) if about == ORGANISATION else RECORDS
    for name in kinds:
        one: EntityType = registry[name]
        for alias, items, part in one.aliases:
            if alias == path:
                return one.items(items).field(part)
        if one.has_field(path):
            return one.field(path)
    return None


def value_words(field: Field | None, value: Value) -> str:
    """A value as a person reads it; a line where there is none."""
    if value is None or value == "":
        return str(Message("duplicates", "nothing written"))
    if field is not None and field.kind in (Kind.DATE, Kind.PARTIAL_DATE):
        return partial_date(str(value))
    return stored_words(field, value)


def field_words(field: FieldPair, number: int) -> str:
    """What a field is called; with the digit that turns it, where there is one. number: from 0."""
    label = str(field.label)
    return f"{number + 1}{DOT}{label}" if 0 <= number < _DIGITS else label


def use_words_of(stands: bool) -> Message:
    """The button under a value. stands: whether that value alone stands now."""
    return Message("duplicates", "Keep both") if stands else Message("duplicates", "Use this one")


def stands_words(registry: Registry, about: str, field: FieldPair, which: int) -> str:
    """What stands of a field that differs."""
    if which == BOTH:
        return str(Message("duplicates", "Both are kept"))
    said = value_words(field_of(registry, about, field.path), field.values[which - 1])
    return str(Message("duplicates", "“{value}” is used", {"value": said[:60]}))


def origin_words(side: Side, local: Callable[[int], datetime]) -> str:
    """When, by whom and where a record was opened."""
    day = long_date(local(side.opened_at).date())
    who = side.opened_by or str(Message("duplicates", "somebody who is not listed yet"))
    where = side.device or str(Message("duplicates", "a laptop not known here"))
    return str(
        Message(
            "duplicates", "Registered on {day} by {who}, on “{laptop}”",
            {"day": day, "who": who, "laptop": where},
        )
    )  # fmt: skip


def use_words(side: Side) -> str:
    """How much a record was used."""
    notes = Message("duplicates", "{n} note", {}, "{n} notes", side.notes)
    if not side.last_at:
        return str(notes)
    last = Message("duplicates", "last on {day}", {"day": side.last_at})
    return f"{notes}{DOT}{last}"
