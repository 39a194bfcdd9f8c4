"""How values in conflict are said. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from desktop_app.domain.fields import DELETED, Field, Kind, Registry, Value
from desktop_app.domain.words.calendar_words import long_date, partial_date, time_of_day
from desktop_app.domain.words.stored_words import stored_words
from desktop_app.language import Message
from desktop_app.services.conflicts.conflicts import Conflict, Inbox
from desktop_app.services.conflicts.contested import ContestedValue

DOT = " · "
LIFE_PATH = "life"
_LONGEST_LINE = 200
MOST_FIELDS = 6
"""How many fields a card names one by one."""


def field_of(registry: Registry, conflict: Conflict) -> Field | None:
    """The declaration of the field that waits; None for life and for a newer release's fields."""
    if conflict.asked is not None:
        return conflict.asked.field([one.value for one in conflict.values])
    one = registry[conflict.entity_type]
    parts = conflict.field.split("/")
    if len(parts) == 3:
        for items in one.lists:
            if items.name == parts[0]:
                return next((field for field in items.fields if field.name == parts[2]), None)
        return None
    for alias, items_name, name in one.aliases:
        if alias == conflict.field:
            return one.items(items_name).field(name)
    return one.field(conflict.field) if one.has_field(conflict.field) else None


def said_words(
    registry: Registry, conflict: Conflict, value: Value, names: Mapping[str, str]
) -> str:
    """A value of a conflict as a person reads it; an answer to a form in the words of its question."""
    if conflict.asked is not None and value not in (None, ""):
        return conflict.asked.words(value)
    return value_words(field_of(registry, conflict), value, names)


def value_words(field: Field | None, value: Value, names: Mapping[str, str]) -> str:
    """A value as a person reads it; what is empty is said in words."""
    if value is None or value == "":
        return str(Message("conflicts", "nothing: it was emptied"))
    if field is None:
        return str(value)
    if field.kind in (Kind.PARTIAL_DATE, Kind.DATE):
        return partial_date(str(value))
    if field.kind is Kind.REFERENCE:
        return names.get(
            str(value), str(Message("conflicts", "somebody or something not known here"))
        )
    return stored_words(field, value)


def also_words(author: Message | str) -> str:
    """What stands over the other fields that somebody wrote."""
    return str(Message("conflicts", "{author} also wrote:", {"author": str(author)}))


def also_line(
    registry: Registry, conflict: Conflict, value: ContestedValue, names: Mapping[str, str]
) -> str:
    """What somebody wrote in one of them."""
    said = said_words(registry, conflict, value.value, names)[:_LONGEST_LINE]
    return str(Message("conflicts", "{field}: {value}", {"field": conflict.label, "value": said}))


def all_words(n: int) -> Message:
    """The button that takes all that one person wrote. n: in how many fields, two or more."""
    return Message("conflicts", "Take all {n} fields", {}, "Take all {n} fields", n)


def all_named(n: int, author: Message | str, lines: str) -> str:
    """The same, whole, for those who hear it."""
    return str(
        Message(
            "conflicts",
            "Take all {n} fields of {author}, this one and: {lines}",
            {"n": n, "author": str(author), "lines": lines},
        )
    )


def all_keys_words(numbers: Sequence[int]) -> Message | str:
    """The keys that take everything of one person. numbers: of the values that have one, from 0."""
    if not numbers:
        return ""
    keys = ", ".join(f"Alt+{number + 1}" for number in numbers)
    return Message(
        "conflicts", "{keys}: all the fields of whoever wrote that value.", {"keys": keys}
    )


def take_words(conflict: Conflict, value: ContestedValue) -> Message:
    """The verb that takes this value."""
    if conflict.field != LIFE_PATH:
        return Message("conflicts", "Take this value")
    if conflict.moved:
        if value.value == DELETED:
            return Message("conflicts", "Leave it")
        return Message("conflicts", "Carry it over to {community}", {"community": conflict.moved})
    if value.value == DELETED:
        return Message("conflicts", "Keep deleted")
    return Message("conflicts", "Bring back")


def life_words(conflict: Conflict, value: ContestedValue) -> str:
    """What stands against what, when somebody was deleted or handed over, and changed at once."""
    if value.value == DELETED:
        if conflict.moved:
            return str(
                Message("conflicts", "Handed over to {community}", {"community": conflict.moved})
            )
        return str(Message("conflicts", "Deleted"))
    if not conflict.changed:
        return str(Message("conflicts", "Brought back"))
    told = {"fields": ", ".join(str(label) for label in conflict.changed[:MOST_FIELDS])}
    more = len(conflict.changed) - MOST_FIELDS
    if more <= 0:
        return str(Message("conflicts", "Changed: {fields}", told))
    return str(
        Message(
            "conflicts",
            "Changed: {fields} and {n} more field",
            told,
            "Changed: {fields} and {n} more fields",
            more,
        )
    )


def what_words(conflict: Conflict) -> Message:
    """What happened, under the name."""
    if conflict.moved:
        return Message(
            "conflicts",
            "Changed in the old community after the file was handed over to {community}",
            {"community": conflict.moved},
        )
    if conflict.field == LIFE_PATH:
        return Message("conflicts", "Deleted on one laptop, changed on another that did not know")
    return Message(
        "conflicts",
        "“{field}” was written differently on two laptops",
        {"field": conflict.label},
    )


def author_words(value: ContestedValue) -> Message | str:
    """Who wrote a value."""
    return value.author or Message("conflicts", "Somebody who is not listed yet")


def when_words(value: ContestedValue, local: Callable[[int], datetime]) -> str:
    """When a value was written, and on which laptop."""
    moment = local(value.at)
    said = str(
        Message(
            "conflicts",
            "{date} at {time}",
            {"date": long_date(moment.date()), "time": time_of_day(moment)},
        )
    )
    laptop = value.device or str(Message("conflicts", "a laptop not known here"))
    return f"{said}{DOT}{laptop}"


def since(conflict: Conflict) -> int:
    """When the last of the values was written (UTC milliseconds), as far as clocks can be believed."""
    believed = [one.at for one in conflict.values if not one.clock_wrong]
    return max(believed or [one.at for one in conflict.values], default=0)


def decided_words(conflict: Conflict, said: str) -> Message:
    """What was decided, in a sentence."""
    return Message(
        "conflicts",
        "{name}: “{field}” is now “{value}”.",
        {"name": conflict.name, "field": conflict.label, "value": said[:80]},
    )


def count_words(inbox: Inbox) -> Message | str:
    """How many decisions wait, and for whom."""
    if not inbox.total:
        return ""
    if inbox.mine == inbox.total:
        return Message(
            "conflicts",
            "{n} decision waits. Both values are kept until somebody decides.",
            {},
            "{n} decisions wait. All values are kept until somebody decides.",
            inbox.total,
        )
    if not inbox.mine:
        return Message(
            "conflicts",
            "{n} decision waits, and others are asked to take it.",
            {},
            "{n} decisions wait, and others are asked to take them.",
            inbox.total,
        )
    return Message(
        "conflicts",
        "{n} of {total} is for you to decide; it is listed first.",
        {"total": inbox.total},
        "{n} of {total} are for you to decide; they are listed first.",
        inbox.mine,
    )


def both_words(conflict: Conflict) -> Message:
    """That both values stayed, in a sentence."""
    return Message(
        "conflicts",
        "{name}: both values of “{field}” are kept.",
        {"name": conflict.name, "field": conflict.label},
    )


def reviewer_words(conflict: Conflict) -> Message | str:
    """Who is asked to decide, in a word or two."""
    reviewer = conflict.reviewer
    if reviewer.mine:
        return Message("conflicts", "You")
    if reviewer.office or not reviewer.names:
        return Message("conflicts", "The office")
    return ", ".join(reviewer.names)


def decides_words(conflict: Conflict) -> Message:
    """Who decides, in a sentence above the values."""
    if conflict.reviewer.mine:
        return Message("conflicts", "For you to decide")
    if conflict.reviewer.office or not conflict.reviewer.names:
        return Message("conflicts", "The office is asked to decide")
    names = ", ".join(conflict.reviewer.names)
    return Message("conflicts", "{names} is asked to decide", {"names": names})


def others_words(conflict: Conflict) -> Message:
    """Why whoever is at work cannot decide, and who does."""
    if conflict.reviewer.office or not conflict.reviewer.names:
        return Message(
            "conflicts",
            "Your role does not decide this. Nothing was changed. The office will decide it.",
        )
    return Message(
        "conflicts",
        "Your role does not decide this. Nothing was changed. It waits for {names}.",
        {"names": ", ".join(conflict.reviewer.names)},
    )


KEEP_KEY = Message("conflicts, key of the word", "K")
OTHER_KEY = Message("conflicts, key of the word", "E")
"""Letters of the words on the buttons, so another language has others."""


def key_words(conflict: Conflict) -> Message:
    """The keys that do something on this one."""
    digits = {"digits": ", ".join(str(n + 1) for n in range(min(9, len(conflict.values))))}
    if not conflict.reviewer.allowed:
        return Message("conflicts", "Keys: the arrows go on, Enter opens the file.")
    if conflict.both is not None:
        return Message(
            "conflicts",
            "Keys: {digits} take a value, K keeps both, E combines them or types another, the "
            "arrows go on, Enter opens the file, Ctrl+Z takes the last decision back. "
            "What is not taken stays in the history.",
            digits,
        )
    if conflict.field == LIFE_PATH:
        return Message(
            "conflicts",
            "Keys: 1 and 2 decide, the arrows go on, Enter opens the file, Ctrl+Z takes the last "
            "decision back. Both stay in the history.",
        )
    return Message(
        "conflicts",
        "Keys: {digits} take a value, E combines them or types another, the arrows go on, Enter "
        "opens the file, Ctrl+Z takes the last decision back. What is not taken stays in the "
        "history.",
        digits,
    )
