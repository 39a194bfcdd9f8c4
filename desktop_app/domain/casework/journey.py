"""The kinds of record of a client's journey: programs with their stages, cases, what is to be
checked at each stage, and templates of actions.

The organisation writes programs, standards and templates once for everybody; a case says where one
client is in one program. The rules that read them are in `journey_rules`.
"""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, ItemList, Kind, Scope, client_field
from desktop_app.language import Message

_LEAD: Final = Message("purpose", "So that nobody is forgotten on the way.")
_ALIKE: Final = Message("purpose", "So that everybody is served alike.")

CONSENT: Final = "consent"
LANGUAGE: Final = "language"
REACH: Final = "reach"
GOAL: Final = "goal"
DOCUMENTS: Final = "documents"
TRIAGE: Final = "triage"
APPOINTMENT: Final = "appointment"
SERVICE: Final = "service"
WORDS: Final = "words"

NEEDS: Final = (
    Choice(CONSENT, Message("choices", "consent to keep a file")),
    Choice(LANGUAGE, Message("choices", "preferred language")),
    Choice(REACH, Message("choices", "a way to reach the person")),
    Choice(TRIAGE, Message("choices", "triage")),
    Choice(GOAL, Message("choices", "a goal in the person's words")),
    Choice(DOCUMENTS, Message("choices", "the documents asked for")),
    Choice(APPOINTMENT, Message("choices", "an appointment to come")),
    Choice(SERVICE, Message("choices", "a service that was recorded")),
    Choice(WORDS, Message("choices", "something else, in own words")),
)
"""What may have to be there before a stage is entered."""

STAGE: Final = "stage"
"""What a reference to an item of a program's stages is called: it is no record of its own."""

_NAME_FR: Final = Message("fields", "Name in French")
_NAME_EN: Final = Message("fields", "Name in English")

PROGRAM: Final = EntityType(
    41,
    "program",
    Message("entities", "Program"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "name_fr", Kind.TEXT, _NAME_FR, _LEAD, listed=True),
        Field(2, "name_en", Kind.TEXT, _NAME_EN, _LEAD, listed=True),
        Field(3, "closed", Kind.YES_NO, Message("fields", "No longer offered"), _LEAD),
    ),
    lists=(
        ItemList(
            1,
            "stages",
            Message("fields", "Stages"),
            (
                Field(1, "name_fr", Kind.TEXT, _NAME_FR, _LEAD),
                Field(2, "name_en", Kind.TEXT, _NAME_EN, _LEAD),
                Field(3, "position", Kind.INTEGER, Message("fields", "Place in the order"), _LEAD),
                Field(4, "optional", Kind.YES_NO, Message("fields", "May be skipped"), _LEAD),
                Field(
                    5, "stuck_after", Kind.INTEGER,
                    Message("fields", "Stuck after how many days"), _LEAD,
                ),
            ),
            Message("fields", "Stage"),
        ),
        ItemList(
            2,
            "needs",
            Message("fields", "What must be there"),
            (
                Field(
                    1, "stage", Kind.REFERENCE, Message("fields", "Before which stage"), _LEAD,
                    reference=STAGE,
                ),
                Field(
                    2, "what", Kind.CHOICE, Message("fields", "What must be there"), _LEAD,
                    choices=NEEDS,
                ),
                Field(3, "words_fr", Kind.TEXT, Message("fields", "In own words, in French"), _LEAD),
                Field(4, "words_en", Kind.TEXT, Message("fields", "In own words, in English"), _LEAD),
            ),
            Message("fields", "Condition"),
        ),
    ),
    title=("name_fr", "name_en"),
)  # fmt: skip

ROLES: Final = (
    Choice("worker", Message("choices", "second worker")),
    Choice("reception", Message("choices", "reception")),
    Choice("preparer", Message("choices", "prepares the returns")),
    Choice("reviewer", Message("choices", "checks the work")),
    Choice("interpreter", Message("choices", "interpreter")),
    Choice("partner", Message("choices", "partner organisation")),
    Choice("other", Message("choices", "other role")),
)

OUTCOMES: Final = (
    Choice("reached", Message("choices", "goals reached")),
    Choice("partly", Message("choices", "goals reached in part")),
    Choice("referred", Message("choices", "served elsewhere")),
    Choice("declined", Message("choices", "the person did not wish to go on")),
    Choice("lost", Message("choices", "no longer reached")),
    Choice("moved", Message("choices", "moved away")),
    Choice("deceased", Message("choices", "deceased")),
)

CASE: Final = EntityType(
    40,
    "case",
    Message("entities", "Journey"),
    Scope.CASES,
    fields=(
        client_field(_LEAD),
        Field(
            2, "program", Kind.REFERENCE, Message("fields", "Program"), _LEAD,
            reference="program", indexed=True,
        ),
        Field(
            3, "stage", Kind.REFERENCE, Message("fields", "Stage"), _LEAD, review=True,
            indexed=True, reference=STAGE,
        ),
        Field(4, "opened_on", Kind.DATE, Message("fields", "Begun on"), _LEAD),
        Field(5, "closed_on", Kind.DATE, Message("fields", "Ended on"), _LEAD, review=True),
        Field(
            6, "outcome", Kind.CHOICE, Message("fields", "How it ended"), _LEAD, review=True,
            choices=OUTCOMES,
        ),
        Field(7, "outcome_words", Kind.LONG_TEXT, Message("fields", "What came of it"), _LEAD),
    ),
    lists=(
        ItemList(
            1,
            "spans",
            Message("fields", "Stages so far"),
            (
                Field(
                    1, "stage", Kind.REFERENCE, Message("fields", "Stage"), _LEAD, reference=STAGE
                ),
                Field(2, "entered_on", Kind.DATE, Message("fields", "Entered on"), _LEAD),
                Field(3, "left_on", Kind.DATE, Message("fields", "Left on"), _LEAD),
                Field(
                    4, "by", Kind.REFERENCE, Message("fields", "By"), _LEAD, reference="person"
                ),
                Field(5, "skipped", Kind.YES_NO, Message("fields", "Skipped"), _LEAD),
            ),
            Message("fields", "Stage"),
        ),
        ItemList(
            2,
            "workers",
            Message("fields", "Who else serves the person"),
            (
                Field(
                    1, "person", Kind.REFERENCE, Message("fields", "Worker"), _LEAD,
                    reference="person",
                ),
                Field(2, "role", Kind.CHOICE, Message("fields", "Role"), _LEAD, choices=ROLES),
                Field(3, "from_on", Kind.DATE, Message("fields", "From"), _LEAD),
                Field(4, "to_on", Kind.DATE, Message("fields", "Until"), _LEAD),
                Field(
                    5, "name", Kind.TEXT, Message("fields", "Name, if from elsewhere"), _LEAD,
                    identifying=True,
                ),
            ),
            Message("fields", "Worker"),
        ),
        ItemList(
            3,
            "checks",
            Message("fields", "What was checked"),
            (
                Field(1, "what", Kind.TEXT, Message("fields", "What was checked"), _ALIKE),
                Field(2, "done_on", Kind.DATE, Message("fields", "Done on"), _ALIKE),
                Field(
                    3, "by", Kind.REFERENCE, Message("fields", "By"), _ALIKE, reference="person"
                ),
            ),
            Message("fields", "Check"),
        ),
    ),
)  # fmt: skip

RECEPTION: Final = "reception"
STRATEGY: Final = "strategy"
CHECK: Final = "check"

STANDARD_OF_WORK: Final = EntityType(
    69,
    "standard",
    Message("entities", "Standard of work"),
    Scope.ORGANISATION,
    fields=(
        Field(
            1, "sort", Kind.CHOICE, Message("fields", "Belongs to"), _ALIKE, required=True,
            choices=(
                Choice(RECEPTION, Message("choices", "steps of reception")),
                Choice(STRATEGY, Message("choices", "intervention, step by step")),
                Choice(CHECK, Message("choices", "points to check each time")),
            ),
        ),
        Field(2, "check_fr", Kind.TEXT, Message("fields", "What to check, in French"), _ALIKE),
        Field(3, "check_en", Kind.TEXT, Message("fields", "What to check, in English"), _ALIKE),
        Field(
            4, "answer_fr", Kind.LONG_TEXT, Message("fields", "Answer to give, in French"), _ALIKE
        ),
        Field(
            5, "answer_en", Kind.LONG_TEXT, Message("fields", "Answer to give, in English"), _ALIKE
        ),
        Field(6, "delay", Kind.INTEGER, Message("fields", "Within how many days"), _ALIKE),
        Field(7, "position", Kind.INTEGER, Message("fields", "Place in the order"), _ALIKE),
        Field(
            8, "program", Kind.REFERENCE, Message("fields", "Only in the program"), _ALIKE,
            reference="program",
        ),
        Field(9, "closed", Kind.YES_NO, Message("fields", "No longer used"), _ALIKE),
    ),
    title=("check_fr", "check_en"),
)  # fmt: skip

ACTION_TEMPLATE: Final = EntityType(
    63,
    "action_template",
    Message("entities", "Template of actions"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "name_fr", Kind.TEXT, _NAME_FR, _ALIKE, listed=True),
        Field(2, "name_en", Kind.TEXT, _NAME_EN, _ALIKE, listed=True),
        Field(
            3, "program", Kind.REFERENCE, Message("fields", "Only in the program"), _ALIKE,
            reference="program",
        ),
        Field(4, "closed", Kind.YES_NO, Message("fields", "No longer used"), _ALIKE),
    ),
    lists=(
        ItemList(
            1,
            "actions",
            Message("fields", "Actions"),
            (
                Field(1, "words_fr", Kind.TEXT, Message("fields", "Action, in French"), _ALIKE),
                Field(2, "words_en", Kind.TEXT, Message("fields", "Action, in English"), _ALIKE),
                Field(3, "after", Kind.INTEGER, Message("fields", "After how many days"), _ALIKE),
            ),
            Message("fields", "Action"),
        ),
    ),
    title=("name_fr", "name_en"),
)  # fmt: skip
