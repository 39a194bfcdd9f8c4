"""What was agreed with a person for a time: a service, a stay, a payment plan."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import EntityType, Field, Kind, Scope, client_field
from desktop_app.language import Message

_KEEP: Final = Message("purpose", "So that nothing ends before what has to be done is done.")

AGREEMENT: Final = EntityType(
    73,
    "agreement",
    Message("entities", "Agreement"),
    Scope.CASES,
    fields=(
        client_field(_KEEP),
        Field(
            2, "name", Kind.TEXT, Message("fields", "What was agreed"), _KEEP,
            required=True, searchable=True,
        ),
        Field(3, "with_whom", Kind.TEXT, Message("fields", "With whom"), _KEEP),
        Field(4, "from_on", Kind.DATE, Message("fields", "From"), _KEEP),
        Field(5, "until", Kind.DATE, Message("fields", "Until"), _KEEP, required=True, review=True),
        Field(
            6, "to_do", Kind.TEXT, Message("fields", "What has to be done before it ends"), _KEEP,
            review=True,
        ),
        Field(7, "ended_on", Kind.DATE, Message("fields", "Ended on"), _KEEP, review=True),
        Field(8, "words", Kind.LONG_TEXT, Message("fields", "To know"), _KEEP),
    ),
    title=("name",),
)  # fmt: skip
