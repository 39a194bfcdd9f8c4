"""Who looked into a file and why, what a person read and confirmed, and whom an interest keeps out."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope, client_field
from desktop_app.language import Message

_SEEN: Final = Message("purpose", "So that the person can know who looked into the file, and why.")
_CONFIRM: Final = Message("purpose", "To know that what is written is right, in the person's eyes.")
_APART: Final = Message("purpose", "So that nobody works on the file of somebody close to them.")

OPENED: Final = "opened"
REVEALED: Final = "revealed"
NOTE_READ: Final = "note_read"

FILE_ACCESS: Final = EntityType(
    61,
    "file_access",
    Message("entities", "Look into a file"),
    Scope.CASES,
    fields=(
        client_field(_SEEN),
        Field(
            2, "person", Kind.REFERENCE, Message("fields", "Who looked"), _SEEN,
            required=True, reference="person",
        ),
        Field(3, "on", Kind.DATE, Message("fields", "Day"), _SEEN, required=True),
        Field(4, "reason", Kind.TEXT, Message("fields", "Why"), _SEEN, required=True),
        Field(
            5, "sort", Kind.CHOICE, Message("fields", "What was looked at"), _SEEN, required=True,
            choices=(
                Choice(OPENED, Message("choices", "the file")),
                Choice(REVEALED, Message("choices", "the name behind the code")),
                Choice(NOTE_READ, Message("choices", "a sensitive note")),
            ),
        ),
        Field(
            6, "note", Kind.REFERENCE, Message("fields", "Note"), _SEEN, reference="note",
        ),
    ),
    title=("reason",),
)  # fmt: skip

READ_BACK: Final = EntityType(
    65,
    "read_back",
    Message("entities", "Read back"),
    Scope.CASES,
    fields=(
        client_field(_CONFIRM),
        Field(
            2, "what", Kind.LONG_TEXT, Message("fields", "What was read"), _CONFIRM, required=True,
            identifying=True,
        ),
        Field(
            3, "how", Kind.CHOICE, Message("fields", "What the person said"), _CONFIRM,
            required=True,
            choices=(
                Choice("right", Message("choices", "this is right")),
                Choice("not_right", Message("choices", "this is not right")),
            ),
        ),
        Field(4, "confirmed_on", Kind.DATE, Message("fields", "Day"), _CONFIRM, required=True),
        Field(
            5, "words", Kind.LONG_TEXT, Message("fields", "In the person's words"), _CONFIRM,
            identifying=True,
        ),
        Field(6, "language", Kind.LANGUAGE, Message("fields", "Language"), _CONFIRM),
    ),
    title=("how",),
)  # fmt: skip

DECLARED_INTEREST: Final = EntityType(
    57,
    "declared_interest",
    Message("entities", "Declared interest"),
    Scope.CASES,
    fields=(
        client_field(_APART),
        Field(
            2, "person", Kind.REFERENCE, Message("fields", "Who is kept out"), _APART,
            required=True, indexed=True, reference="person",
        ),
        Field(3, "why", Kind.TEXT, Message("fields", "Why"), _APART, required=True),
        Field(4, "declared_on", Kind.DATE, Message("fields", "Declared on"), _APART, required=True),
        Field(5, "ended_on", Kind.DATE, Message("fields", "Ended on"), _APART, review=True),
    ),
    title=("why",),
)  # fmt: skip
