"""What is written down about people: notes, and what they agree to."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope, client_field
from desktop_app.domain.people.people import MODES
from desktop_app.language import Message

_RECORD: Final = Message("purpose", "To remember what was done and said.")
_DISCREET: Final = Message("purpose", "So that only those who need it read what is delicate.")
_CONSENT: Final = Message("purpose", "To do only what the person agreed to.")

SYNTHESIS: Final = "synthesis"
"""A page that sums the file up; the newest one opens it."""

NOTE: Final = EntityType(
    3,
    "note",
    Message("entities", "Note"),
    Scope.CASES,
    fields=(
        client_field(_RECORD),
        Field(
            2,
            "text",
            Kind.LONG_TEXT,
            Message("fields", "Note"),
            _RECORD,
            required=True,
            identifying=True,
            headings=(
                "note",
                "notes",
                "comment",
                "comments",
                "remarque",
                "remarques",
                "commentaire",
            ),
        ),
        Field(3, "happened_on", Kind.DATE, Message("fields", "Done on"), _RECORD),
        Field(4, "mode", Kind.CHOICE, Message("fields", "How you met"), _RECORD, choices=MODES),
        Field(5, "minutes", Kind.INTEGER, Message("fields", "Minutes"), _RECORD),
        Field(
            6, "corrects", Kind.REFERENCE, Message("fields", "Corrects"), _RECORD, reference="note"
        ),
        Field(7, "sensitive", Kind.YES_NO, Message("fields", "Sensitive"), _DISCREET),
        Field(
            8,
            "sort",
            Kind.CHOICE,
            Message("fields", "Sort of note"),
            _RECORD,
            choices=(
                Choice("note", Message("choices", "note")),
                Choice(SYNTHESIS, Message("choices", "synthesis")),
                Choice("handoff", Message("choices", "for whoever takes over")),
            ),
        ),
    ),
    title=("text",),
)

CONSENT: Final = EntityType(
    4,
    "consent",
    Message("entities", "Consent"),
    Scope.CASES,
    fields=(
        client_field(_CONSENT),
        Field(
            2,
            "purpose",
            Kind.CHOICE,
            Message("fields", "Agrees to"),
            _CONSENT,
            required=True,
            review=True,
            choices=(
                Choice("file", Message("choices", "keep a file about me")),
                Choice(
                    "share", Message("choices", "share with the organisations I am referred to")
                ),
                Choice("contact", Message("choices", "call or write to me")),
                Choice("speak", Message("choices", "speak to a government on my behalf")),
                Choice("statistics", Message("choices", "count my answers without my name")),
                Choice("other", Message("choices", "something else, written in the words given")),
            ),
            headings=("consent", "consentement"),
        ),
        Field(
            3,
            "given_on",
            Kind.DATE,
            Message("fields", "Given on"),
            _CONSENT,
            required=True,
            review=True,
        ),
        Field(4, "expires_on", Kind.DATE, Message("fields", "Ends on"), _CONSENT, review=True),
        Field(
            5, "withdrawn_on", Kind.DATE, Message("fields", "Withdrawn on"), _CONSENT, review=True
        ),
        Field(
            6,
            "how",
            Kind.CHOICE,
            Message("fields", "How it was given"),
            _CONSENT,
            choices=(
                Choice("spoken", Message("choices", "spoken")),
                Choice("signed", Message("choices", "signed on paper")),
                Choice("screen", Message("choices", "confirmed on screen")),
            ),
        ),
        Field(7, "words", Kind.LONG_TEXT, Message("fields", "In the words given"), _CONSENT),
    ),
    title=("purpose",),
)
