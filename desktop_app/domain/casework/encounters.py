"""What was done with somebody: meetings, calls, messages, letters, services, help with technology.

A note says what was thought; an encounter says that two people were in touch, how, and for how
long. Both stand in the history of the file. Weak signs, which are noted while listening, are here
too: each says little, several say something.
"""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope, client_field
from desktop_app.domain.people.people import MODES
from desktop_app.language import Message

_RECORD: Final = Message("purpose", "To remember what was done and said.")
_FIND: Final = Message("purpose", "So that calls and messages can be found again.")
_CONNECT: Final = Message(
    "purpose", "So that the time lost to connecting is known, and can be asked to be paid for."
)
_NOTICE: Final = Message("purpose", "To notice early that something changes for the person.")

MEETING: Final = "meeting"
CALL: Final = "call"
MESSAGE: Final = "message"
LETTER: Final = "letter"
SERVICE: Final = "service"
TECHNICAL_HELP: Final = "technical_help"

NOT_REACHED: Final = frozenset({"no_answer", "message_left"})
"""Outcomes after which nobody was met."""

ENCOUNTER: Final = EntityType(
    44,
    "encounter",
    Message("entities", "Encounter"),
    Scope.CASES,
    fields=(
        client_field(_RECORD),
        Field(
            2, "happened_on", Kind.DATE, Message("fields", "Day"), _RECORD,
            required=True, indexed=True, listed=True,
        ),
        Field(3, "starts", Kind.TIME, Message("fields", "At what time"), _RECORD),
        Field(
            4, "sort", Kind.CHOICE, Message("fields", "What it was"), _RECORD,
            required=True, listed=True,
            choices=(
                Choice(MEETING, Message("choices", "meeting")),
                Choice(CALL, Message("choices", "telephone call")),
                Choice(MESSAGE, Message("choices", "message")),
                Choice(LETTER, Message("choices", "letter")),
                Choice(SERVICE, Message("choices", "service given")),
                Choice(TECHNICAL_HELP, Message("choices", "help with technology")),
            ),
        ),
        Field(
            5, "mode", Kind.CHOICE, Message("fields", "How you met"), _RECORD,
            choices=MODES, listed=True,
        ),
        Field(6, "place", Kind.TEXT, Message("fields", "Place"), _RECORD, identifying=True),
        Field(7, "minutes", Kind.INTEGER, Message("fields", "Minutes"), _RECORD, listed=True),
        Field(
            8, "help_kind", Kind.CHOICE, Message("fields", "Help with what"), _CONNECT,
            choices=(
                Choice("connection", Message("choices", "connection to the internet")),
                Choice("device", Message("choices", "telephone, tablet or computer")),
                Choice("account", Message("choices", "account or password")),
                Choice("government", Message("choices", "sign-in to a government service")),
                Choice("form", Message("choices", "form or page on the web")),
                Choice("call", Message("choices", "video call or e-mail")),
                Choice("paper", Message("choices", "printing, scanning or sending")),
                Choice("other", Message("choices", "other")),
            ),
        ),
        Field(
            9, "service", Kind.REFERENCE, Message("fields", "Service"), _RECORD,
            reference="service",
        ),
        Field(
            10, "plan_step", Kind.REFERENCE, Message("fields", "Step of the plan"), _RECORD,
            reference="plan_step",
        ),
        Field(
            11, "worker", Kind.REFERENCE, Message("fields", "Worker"), _RECORD,
            indexed=True, reference="person",
        ),
        Field(
            12, "with_whom", Kind.TEXT, Message("fields", "Who else took part"), _FIND,
            identifying=True, searchable=True,
        ),
        Field(
            13, "text", Kind.LONG_TEXT, Message("fields", "What was said or written"), _FIND,
            identifying=True, searchable=True,
        ),
        Field(
            14, "message", Kind.REFERENCE, Message("fields", "Approved message used"), _RECORD,
            reference="approved_message",
        ),
        Field(
            15, "summary", Kind.TEXT, Message("fields", "In one line"), _FIND,
            identifying=True, searchable=True,
        ),
        Field(
            16, "direction", Kind.CHOICE, Message("fields", "Who began"), _RECORD,
            choices=(
                Choice("ours", Message("choices", "we did")),
                Choice("theirs", Message("choices", "the person did")),
                Choice("partner", Message("choices", "a partner did")),
            ),
        ),
        Field(
            17, "outcome", Kind.CHOICE, Message("fields", "Result"), _RECORD,
            choices=(
                Choice("reached", Message("choices", "spoke with the person")),
                Choice("other_person", Message("choices", "spoke with somebody else")),
                Choice("message_left", Message("choices", "left a message")),
                Choice("no_answer", Message("choices", "no answer")),
            ),
        ),
    ),
    title=("summary",),
)  # fmt: skip

SIGN: Final = EntityType(
    62,
    "sign",
    Message("entities", "Weak sign"),
    Scope.CASES,
    fields=(
        client_field(_NOTICE),
        Field(2, "noted_on", Kind.DATE, Message("fields", "Noted on"), _NOTICE, required=True),
        Field(
            3, "sort", Kind.CHOICE, Message("fields", "What was noticed"), _NOTICE, required=True,
            choices=(
                Choice("health", Message("choices", "health or tiredness")),
                Choice("mood", Message("choices", "sadness, worry or anger")),
                Choice("alone", Message("choices", "more alone than before")),
                Choice("housing", Message("choices", "trouble with the home")),
                Choice("money", Message("choices", "money is short")),
                Choice("food", Message("choices", "food is short")),
                Choice("family", Message("choices", "change in the family")),
                Choice("safety", Message("choices", "fear, or not safe")),
                Choice("away", Message("choices", "comes less, or is hard to reach")),
                Choice("other", Message("choices", "other")),
            ),
        ),
        Field(
            4, "words", Kind.TEXT, Message("fields", "In the words heard"), _NOTICE,
            identifying=True,
        ),
        Field(5, "settled_on", Kind.DATE, Message("fields", "No longer true since"), _NOTICE),
    ),
    title=("sort",),
)  # fmt: skip
