"""Fields that an organisation adds to its own records: their definitions, and what follows.

A definition is a record of the organisation. What people write in such a field is kept in the log
under the 16 bytes of the definition's id, so that a laptop keeps it, shows it in the history and
passes it on whether the definition has come yet or not, and after it was retired.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.domain.fields import (
    Choice,
    EntityType,
    Field,
    ItemList,
    Kind,
    OwnFields,
    Scope,
    Value,
)
from desktop_app.domain.roles import Role
from desktop_app.domain.words.calendar_words import money, partial_date
from desktop_app.domain.words.folding import fold
from desktop_app.language import Label, Message

PREFIX: Final = "own_"
"""How the names of these fields begin, so that no later release ever names one of its own so."""

_CODE_LETTERS: Final = 40
_NOT_OF_A_CODE: Final = re.compile(r"[^a-z0-9]+")

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"

ABOUT: Final = (
    Choice("client", Message("choices", "the file of a person")),
    Choice("identity", Message("choices", "name and contact of a person")),
    Choice("case", Message("choices", "the case of a person in a program")),
    Choice("encounter", Message("choices", "a meeting")),
    Choice("service", Message("choices", "a service of the directory")),
)
"""The kinds of record that fields can be added to."""

SORTS: Final = (
    Choice("text", Message("choices", "a few words")),
    Choice("long_text", Message("choices", "several lines of text")),
    Choice("integer", Message("choices", "a whole number")),
    Choice("money", Message("choices", "an amount of money")),
    Choice("date", Message("choices", "a date")),
    Choice("partial_date", Message("choices", "a date of which the day or month may be unknown")),
    Choice("choice", Message("choices", "one answer of a list")),
    Choice("yes_no", Message("choices", "yes or no")),
    Choice("telephone", Message("choices", "a telephone number")),
    Choice("email", Message("choices", "an e-mail address")),
)
"""What such a field can hold; the stored words are those of `fields.Kind`."""

STATES: Final = (
    Choice(DRAFT, Message("choices", "in preparation")),
    Choice(PUBLISHED, Message("choices", "in use")),
    Choice(RETIRED, Message("choices", "retired")),
)

SEEN_BY: Final = (
    Choice("everyone", Message("choices", "everyone who may see the record")),
    Choice("coordinator", Message("choices", "coordinators and the office")),
    Choice("office", Message("choices", "the office")),
)

_ASKED: Final = Message("purpose", "So that an organisation asks what its own work needs.")
_WHY: Final = Message("purpose", "So that whoever is asked can be told why.")
_ANSWERS_FOR: Final = Message(
    "purpose", "So that somebody looks again whether the question is still needed."
)

CUSTOM_FIELD: Final = EntityType(
    53,
    "custom_field",
    Message("entities", "Field of the organisation"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "about", Kind.CHOICE, Message("fields", "Belongs to"), _ASKED, required=True, choices=ABOUT),
        Field(2, "sort", Kind.CHOICE, Message("fields", "Kind of answer"), _ASKED, required=True, choices=SORTS),
        Field(3, "label_fr", Kind.TEXT, Message("fields", "Name in French"), _ASKED, required=True, review=True),
        Field(4, "label_en", Kind.TEXT, Message("fields", "Name in English"), _ASKED, required=True, review=True),
        Field(5, "purpose_fr", Kind.LONG_TEXT, Message("fields", "Why we ask, in French"), _WHY, required=True),
        Field(6, "purpose_en", Kind.LONG_TEXT, Message("fields", "Why we ask, in English"), _WHY, required=True),
        Field(7, "keeper", Kind.REFERENCE, Message("fields", "Who answers for it"), _ANSWERS_FOR, required=True, reference="person"),
        Field(8, "review_on", Kind.DATE, Message("fields", "To be looked at again on"), _ANSWERS_FOR, required=True),
        Field(9, "seen_by", Kind.CHOICE, Message("fields", "Who sees it"), _ASKED, choices=SEEN_BY),
        Field(10, "needed", Kind.YES_NO, Message("fields", "Has to be filled in"), _ASKED),
        Field(11, "searched", Kind.YES_NO, Message("fields", "Found by the search"), _ASKED),
        Field(12, "identifying", Kind.YES_NO, Message("fields", "Tells who the person is"), _ASKED),
        Field(13, "state", Kind.CHOICE, Message("fields", "State"), _ASKED, choices=STATES),
        Field(14, "code", Kind.TEXT, Message("fields", "Name in tables and commands"), _ASKED),
    ),
    lists=(
        ItemList(
            1,
            "choices",
            Message("fields", "Answers to choose from"),
            (
                Field(1, "value", Kind.TEXT, Message("fields", "Stored word"), _ASKED),
                Field(2, "french", Kind.TEXT, Message("fields", "In French"), _ASKED),
                Field(3, "english", Kind.TEXT, Message("fields", "In English"), _ASKED),
                Field(4, "place", Kind.INTEGER, Message("fields", "Place in the list"), _ASKED),
                Field(5, "retired", Kind.YES_NO, Message("fields", "No longer offered"), _ASKED),
            ),
            Message("fields", "Answer"),
        ),
    ),
    title=("label_fr",),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition as it stands: its id, its fields by name, and the items of `choices`."""

    id: bytes
    values: Mapping[str, object]
    choices: tuple[Mapping[str, object], ...] = field(default=())

    def text(self, name: str) -> str:
        """A value as text; "" when there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class OwnFact:
    """What stands in one field of the organisation's own. value: None while nothing stands there."""

    field: Field
    value: Value

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def label(self) -> Message:
        return self.field.label

    def __str__(self) -> str:
        """What stands there, as people read it in the language that is spoken now."""
        value = self.value
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return str(Message("answers", "Yes") if value else Message("answers", "No"))
        for choice in self.field.choices:
            if choice.value == value:
                return str(choice.label)
        if self.field.kind is Kind.MONEY and isinstance(value, int):
            return money(value)
        if self.field.kind in (Kind.DATE, Kind.PARTIAL_DATE):
            return partial_date(str(value))
        return str(value)


def own_facts(kind: EntityType, values: Mapping[str, Value]) -> tuple[OwnFact, ...]:
    """Every field of the organisation's own that is asked of such a record, with what it says.

    values: of the record, by name.
    """
    return tuple(
        OwnFact(one, values.get(one.name)) for one in kind.fields if isinstance(one.number, bytes)
    )


def told_facts(facts: Iterable[OwnFact]) -> str:
    """Those that say something, a line each: for the history of a file, and for its search."""
    return "\n".join(
        str(Message("own fields", "{label}: {value}", {"label": one.label, "value": words}))
        for one in facts
        if (words := str(one))
    )


def code_of(label: str) -> str:
    """A name for tables and commands made from a label: plain small letters, digits and `_`.

    Empty when nothing of the label can be written so (syllabics alone).
    """
    return _NOT_OF_A_CODE.sub("_", fold(label)).strip("_")[:_CODE_LETTERS].strip("_")


def own_fields(definitions: Iterable[Definition], role: Role | None = None) -> dict[str, OwnFields]:
    """The fields that these definitions make, by the kind of record that they belong to.

    The same definitions give the same fields in whatever order they are told. Those that are not
    published, that are damaged, or that `role` may not see make fields that are only named where
    something was said in them. role: of whoever looks; None sees everything.
    """
    asked: dict[str, list[Field]] = {}
    former: dict[str, list[Field]] = {}
    taken: set[tuple[str, str]] = set()
    for one in sorted(definitions, key=lambda one: one.id):
        about, state = one.text("about"), one.text("state") or DRAFT
        if about not in _ABOUT or one.text("sort") not in _SORTS or state == DRAFT:
            continue
        name = f"{PREFIX}{code_of(one.text('code'))}".rstrip("_")
        if len(name) <= len(PREFIX) or (about, name) in taken:
            # Two PCs of the office may have chosen one name: the older id keeps it.
            name = f"{PREFIX}{one.id.hex()}"
        taken.add((about, name))
        seen = sees(role, one.text("seen_by"))
        made = _field(one, name, hidden=not seen)
        (asked if seen and state == PUBLISHED else former).setdefault(about, []).append(made)
    return {
        about: OwnFields(tuple(asked.get(about, ())), tuple(former.get(about, ())))
        for about in sorted(asked.keys() | former.keys())
    }


def sees(role: Role | None, seen_by: str) -> bool:
    """Whether that role sees a field that is for these."""
    return (
        role is None
        or role is Role.OFFICE
        or seen_by in ("", "everyone")
        or (seen_by == "coordinator" and role is Role.COORDINATOR)
    )


def _field(one: Definition, name: str, hidden: bool) -> Field:
    french, english = one.text("label_fr"), one.text("label_en")
    kind = _SORTS[one.text("sort")]
    in_use = one.text("state") == PUBLISHED
    # One index serves everybody at this laptop, so it holds nothing that only some may see.
    searched = one.values.get("searched") is True and one.text("seen_by") in ("", "everyone")
    return Field(
        one.id,
        name,
        kind,
        Label.of(french, english),
        Label.of(one.text("purpose_fr"), one.text("purpose_en")),
        review=in_use,
        identifying=one.values.get("identifying") is True,
        required=one.values.get("needed") is True,
        searchable=in_use and searched,
        choices=_choices(one) if kind is Kind.CHOICE else (),
        headings=tuple(dict.fromkeys(filter(None, (french, english, one.text("code"))))),
        secret=hidden,
    )


def _choices(one: Definition) -> tuple[Choice, ...]:
    """The answers in their order; those that are no longer offered stand last and say so."""
    found: dict[str, tuple[bool, int, str, Label]] = {}
    for item in one.choices:
        value, place = item.get("value"), item.get("place")
        if not isinstance(value, str) or not value:
            continue
        french, english = str(item.get("french") or ""), str(item.get("english") or "")
        retired = item.get("retired") is True
        if retired:
            french, english = _no_longer(french or value), _no_longer(english or value, True)
        label = Label.of(french or english or value, english or french or value)
        rank = (retired, place if isinstance(place, int) else 0, value, label)
        found[value] = min(rank, found.get(value, rank), key=lambda one: (one[:3], str(one[3])))
    return tuple(Choice(value, label) for _, _, value, label in sorted(found.values(), key=_place))


def _place(one: tuple[bool, int, str, Label]) -> tuple[bool, int, str]:
    return one[:3]


def _no_longer(words: str, english: bool = False) -> str:
    return f"{words} (no longer used)" if english else f"{words} (n’est plus utilisé)"


_ABOUT: Final = frozenset(one.value for one in ABOUT)
_SORTS: Final = {one.value: Kind(one.value) for one in SORTS}
