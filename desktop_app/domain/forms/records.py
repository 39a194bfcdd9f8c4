"""The kinds of record of forms: the form in its versions, what somebody answered, remarks on it."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, ItemList, Kind, Scope
from desktop_app.domain.own_fields import STATES
from desktop_app.language import Message

_ASKED: Final = Message("purpose", "So that an organisation asks what its own work needs.")
_WHY: Final = Message("purpose", "So that whoever is asked can be told why.")
_ANSWERS_FOR: Final = Message(
    "purpose", "So that somebody looks again whether the question is still needed."
)
_TOLD: Final = Message("purpose", "So that what a person answered is asked once and kept.")

ABOUT: Final = (
    Choice("client", Message("choices", "a person")),
    Choice("case", Message("choices", "the case of a person in a program")),
    Choice("encounter", Message("choices", "a meeting")),
    Choice("service", Message("choices", "a service of the directory")),
)

FORM: Final = EntityType(
    51,
    "form",
    Message("entities", "Form"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "title_fr", Kind.TEXT, Message("fields", "Title in French"), _ASKED, required=True, review=True, searchable=True),
        Field(2, "title_en", Kind.TEXT, Message("fields", "Title in English"), _ASKED, required=True, review=True, searchable=True),
        Field(3, "purpose_fr", Kind.LONG_TEXT, Message("fields", "Why we ask, in French"), _WHY, required=True),
        Field(4, "purpose_en", Kind.LONG_TEXT, Message("fields", "Why we ask, in English"), _WHY, required=True),
        Field(5, "keeper", Kind.REFERENCE, Message("fields", "Who answers for it"), _ANSWERS_FOR, required=True, reference="person"),
        Field(6, "review_on", Kind.DATE, Message("fields", "To be looked at again on"), _ANSWERS_FOR, required=True),
        Field(7, "about", Kind.CHOICE, Message("fields", "About"), _ASKED, required=True, choices=ABOUT),
        Field(8, "version", Kind.INTEGER, Message("fields", "Version"), _ASKED),
        Field(9, "state", Kind.CHOICE, Message("fields", "State"), _ASKED, choices=STATES),
        Field(10, "draft", Kind.LONG_TEXT, Message("fields", "Questions in preparation"), _ASKED, review=True),
        Field(11, "code", Kind.TEXT, Message("fields", "Name in tables and commands"), _ASKED),
        Field(12, "person_reads", Kind.YES_NO, Message("fields", "The person may read their answers"), Message("purpose", "So that a person reads back what they answered, and no remarks of the worker.")),
    ),
    lists=(
        ItemList(
            1,
            "versions",
            Message("fields", "Earlier versions"),
            (
                Field(1, "version", Kind.INTEGER, Message("fields", "Version"), _ASKED),
                Field(2, "definition", Kind.LONG_TEXT, Message("fields", "Questions"), _ASKED),
                Field(3, "published_on", Kind.DATE, Message("fields", "In use since"), _ASKED),
            ),
            Message("fields", "Version"),
        ),
    ),
    title=("title_fr",),
)  # fmt: skip

_HOW_LONG: Final = Message("purpose", "So that a form that takes too long is made shorter.")
_WHAT_OF: Final = Message("purpose", "So that what was answered stands where it belongs.")

_FILLED: Final = (
    Field(2, "form", Kind.REFERENCE, Message("fields", "Form"), _TOLD, required=True, indexed=True, reference="form"),
    Field(3, "version", Kind.INTEGER, Message("fields", "Version"), _TOLD),
    Field(
        4, "state", Kind.CHOICE, Message("fields", "State"), _TOLD,
        choices=(
            Choice("begun", Message("choices", "begun")),
            Choice("complete", Message("choices", "complete")),
        ),
    ),
    Field(5, "on", Kind.DATE, Message("fields", "Filled in on"), _TOLD),
    Field(6, "title_fr", Kind.TEXT, Message("fields", "Title in French"), _TOLD),
    Field(7, "title_en", Kind.TEXT, Message("fields", "Title in English"), _TOLD),
    Field(8, "seconds", Kind.INTEGER, Message("fields", "Seconds spent in it"), _HOW_LONG),
)  # fmt: skip
"""What every filled form says of itself, whatever it is about."""

_VALUES: Final = ItemList(
    1,
    "values",
    Message("fields", "Answers"),
    (
        Field(1, "question", Kind.TEXT, Message("fields", "Question"), _TOLD),
        Field(2, "repeat", Kind.TEXT, Message("fields", "Which time"), _TOLD),
        Field(3, "value", Kind.LONG_TEXT, Message("fields", "Answer"), _TOLD, review=True, searchable=True),
        Field(
            4, "state", Kind.CHOICE, Message("fields", "State"), _TOLD,
            choices=(
                Choice("given", Message("choices", "answered")),
                Choice("declined", Message("choices", "prefers not to say")),
                Choice("later", Message("choices", "to be asked later")),
            ),
        ),
        Field(5, "seconds", Kind.INTEGER, Message("fields", "Seconds spent in it"), _HOW_LONG),
    ),
    Message("fields", "Answer"),
)  # fmt: skip

ANSWERS: Final = EntityType(
    52,
    "answers",
    Message("entities", "Filled form"),
    Scope.CASES,
    fields=(
        Field(1, "client", Kind.REFERENCE, Message("fields", "Person"), _TOLD, required=True, indexed=True, reference="client"),
        *_FILLED,
        Field(9, "case", Kind.REFERENCE, Message("entities", "Journey"), _WHAT_OF, indexed=True, reference="case"),
        Field(10, "encounter", Kind.REFERENCE, Message("entities", "Encounter"), _WHAT_OF, indexed=True, reference="encounter"),
    ),
    lists=(_VALUES,),
    title=("title_fr",),
)  # fmt: skip
"""A form that was filled in with a person: about that person, or about one journey or meeting."""

SERVICE_ANSWERS: Final = EntityType(
    71,
    "service_answers",
    Message("entities", "Filled form about a service"),
    Scope.CASES,
    fields=(
        Field(1, "service", Kind.REFERENCE, Message("fields", "Service"), _TOLD, required=True, indexed=True, reference="service"),
        *_FILLED,
    ),
    lists=(_VALUES,),
    title=("title_fr",),
)  # fmt: skip
"""A form about a service of the directory. Whoever works in a community fills it in there, as with
proposals: the directory itself is written by the office alone."""

ANSWER_KINDS: Final = frozenset({ANSWERS.name, SERVICE_ANSWERS.name})
"""The kinds of record that hold answers to a form."""
