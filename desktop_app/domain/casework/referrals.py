"""Sending somebody on to another service, and what is heard of it until it is over."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, ItemList, Kind, Scope, client_field
from desktop_app.language import Message

_ON: Final = Message("purpose", "So that nobody is lost between two services.")

DRAFTED, SENT, RECEIVED, STARTED = "drafted", "sent", "received", "started"
DONE, REFUSED, LOST = "done", "refused", "lost"

STATES: Final = (
    Choice(DRAFTED, Message("choices", "being prepared")),
    Choice(SENT, Message("choices", "sent to them")),
    Choice(RECEIVED, Message("choices", "received there")),
    Choice(STARTED, Message("choices", "begun there")),
    Choice(DONE, Message("choices", "done there")),
    Choice(REFUSED, Message("choices", "refused there")),
    Choice(LOST, Message("choices", "never arrived")),
)
"""Received is not begun, and begun is not done."""

AWAITED: Final = frozenset({SENT, RECEIVED, STARTED})
"""Somebody else has to be heard of."""

OPEN: Final = frozenset({DRAFTED, *AWAITED})

ALONE: Final = "alone"

REFERRAL: Final = EntityType(
    72,
    "referral",
    Message("entities", "Referral"),
    Scope.CASES,
    fields=(
        client_field(_ON),
        Field(
            2, "service", Kind.REFERENCE, Message("fields", "Service or organisation of the directory"), _ON,
            reference="service", indexed=True,
        ),
        Field(
            3, "organisation", Kind.REFERENCE, Message("fields", "Organisation of the directory"),
            _ON, reference="organisation",
        ),
        Field(4, "to_name", Kind.TEXT, Message("fields", "Whom it goes to"), _ON, searchable=True),
        Field(
            5, "reason", Kind.LONG_TEXT, Message("fields", "What for"), _ON,
            required=True, searchable=True,
        ),
        Field(
            6, "state", Kind.CHOICE, Message("fields", "How it stands"), _ON,
            required=True, review=True, choices=STATES,
        ),
        Field(7, "sent_on", Kind.DATE, Message("fields", "Sent on"), _ON, review=True),
        Field(
            8, "means", Kind.CHOICE, Message("fields", "By what means"), _ON,
            choices=(
                Choice("call", Message("choices", "a call with the person present")),
                Choice("letter", Message("choices", "a letter")),
                Choice("email", Message("choices", "an e-mail")),
                Choice("accompanied", Message("choices", "somebody goes along")),
                Choice(ALONE, Message("choices", "the person goes alone, with a paper")),
            ),
        ),
        Field(9, "person", Kind.TEXT, Message("fields", "Whom to ask for there"), _ON),
        Field(
            10, "consent", Kind.REFERENCE, Message("fields", "On which consent it rests"), _ON,
            reference="consent",
        ),
        Field(11, "news_on", Kind.DATE, Message("fields", "Last heard of on"), _ON, review=True),
        Field(12, "outcome", Kind.LONG_TEXT, Message("fields", "What came of it"), _ON),
    ),
    lists=(
        ItemList(
            1,
            "news",
            Message("fields", "What was heard"),
            (
                Field(1, "on", Kind.DATE, Message("fields", "Day"), _ON),
                Field(2, "state", Kind.CHOICE, Message("fields", "How it stood"), _ON,
                      choices=STATES),
                Field(3, "words", Kind.TEXT, Message("fields", "In short"), _ON),
            ),
            Message("fields", "News"),
        ),
    ),
    title=("to_name",),
)  # fmt: skip
