"""Meeting people: appointments, and the files that a visit leaves behind."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope, client_field
from desktop_app.domain.people.people import MODES
from desktop_app.language import Message

_MEET: Final = Message("purpose", "So that everybody knows where and when to meet.")
_PROVE: Final = Message("purpose", "To complete an application that asks for it.")

APPOINTMENT: Final = EntityType(
    20,
    "appointment",
    Message("entities", "Appointment"),
    Scope.CASES,
    fields=(
        Field(
            1,
            "client",
            Kind.REFERENCE,
            Message("fields", "Client"),
            _MEET,
            indexed=True,
            reference="client",
        ),
        Field(
            2,
            "starts_at",
            Kind.INSTANT,
            Message("fields", "Starts"),
            _MEET,
            required=True,
            review=True,
            indexed=True,
            listed=True,
        ),
        Field(
            3, "time_zone", Kind.TIME_ZONE, Message("fields", "Local time of"), _MEET, required=True
        ),
        Field(4, "minutes", Kind.INTEGER, Message("fields", "Minutes"), _MEET),
        Field(
            5,
            "mode",
            Kind.CHOICE,
            Message("fields", "How you meet"),
            _MEET,
            choices=MODES,
            listed=True,
        ),
        Field(6, "place", Kind.TEXT, Message("fields", "Place"), _MEET, review=True, listed=True),
        Field(
            7,
            "status",
            Kind.CHOICE,
            Message("fields", "Status"),
            _MEET,
            review=True,
            listed=True,
            choices=(
                Choice("planned", Message("choices", "planned")),
                Choice("kept", Message("choices", "kept")),
                Choice("late", Message("choices", "came late")),
                Choice("cancelled", Message("choices", "cancelled")),
                Choice("no_show", Message("choices", "did not come")),
            ),
        ),
        Field(8, "reason", Kind.TEXT, Message("fields", "Reason"), _MEET),
        Field(9, "subject", Kind.TEXT, Message("fields", "What it is about"), _MEET, listed=True),
        Field(
            10,
            "worker",
            Kind.REFERENCE,
            Message("fields", "Worker"),
            _MEET,
            indexed=True,
            reference="person",
        ),
        Field(11, "ask_for", Kind.TEXT, Message("fields", "Whom to ask for"), _MEET),
        Field(12, "bring", Kind.LONG_TEXT, Message("fields", "What to bring"), _MEET),
        Field(
            13, "service", Kind.REFERENCE, Message("fields", "Service"), _MEET, reference="service"
        ),
        Field(
            14,
            "location",
            Kind.REFERENCE,
            Message("fields", "Location"),
            _MEET,
            reference="location",
        ),
    ),
    title=("subject",),
)

ATTACHMENT: Final = EntityType(
    21,
    "attachment",
    Message("entities", "Attached file"),
    Scope.CASES,
    fields=(
        client_field(_PROVE),
        Field(
            2, "name", Kind.TEXT, Message("fields", "Name"), _PROVE, required=True, identifying=True
        ),
        Field(3, "media_type", Kind.TEXT, Message("fields", "Kind of file"), _PROVE),
        Field(4, "bytes", Kind.INTEGER, Message("fields", "Size"), _PROVE),
        Field(5, "blob", Kind.TEXT, Message("fields", "Sealed file"), _PROVE),
        Field(
            6, "key", Kind.TEXT, Message("fields", "Key of the sealed file"), _PROVE, secret=True
        ),
        Field(7, "preview", Kind.TEXT, Message("fields", "Sealed preview"), _PROVE),
        Field(
            8,
            "preview_key",
            Kind.TEXT,
            Message("fields", "Key of the sealed preview"),
            _PROVE,
            secret=True,
        ),
    ),
    title=("name",),
)
