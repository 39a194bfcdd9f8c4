"""Households: who lives with whom, and since when."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope
from desktop_app.language import Message

_FAMILY: Final = Message("purpose", "To count benefits for the whole household.")

HOUSEHOLD: Final = EntityType(
    5,
    "household",
    Message("entities", "Household"),
    Scope.NAMES,
    fields=(
        Field(
            1,
            "name",
            Kind.TEXT,
            Message("fields", "Name of the household"),
            _FAMILY,
            required=True,
            review=True,
            identifying=True,
            searchable=True,
            listed=True,
        ),
        Field(
            2,
            "community",
            Kind.REFERENCE,
            Message("fields", "Community"),
            _FAMILY,
            reference="community",
        ),
    ),
    title=("name",),
)

HOUSEHOLD_MEMBER: Final = EntityType(
    6,
    "household_member",
    Message("entities", "Household member"),
    Scope.CASES,
    fields=(
        Field(
            1,
            "household",
            Kind.REFERENCE,
            Message("fields", "Household"),
            _FAMILY,
            required=True,
            indexed=True,
            reference="household",
        ),
        Field(
            2,
            "client",
            Kind.REFERENCE,
            Message("fields", "Client"),
            _FAMILY,
            required=True,
            indexed=True,
            reference="client",
        ),
        Field(
            3,
            "role",
            Kind.CHOICE,
            Message("fields", "Place in the household"),
            _FAMILY,
            choices=(
                Choice("adult", Message("choices", "adult")),
                Choice("partner", Message("choices", "partner")),
                Choice("child", Message("choices", "child")),
                Choice("elder", Message("choices", "elder")),
                Choice("guardian", Message("choices", "guardian")),
                Choice("helper", Message("choices", "helper")),
                Choice("other", Message("choices", "other")),
            ),
        ),
        Field(4, "from_on", Kind.PARTIAL_DATE, Message("fields", "From"), _FAMILY),
        Field(5, "to_on", Kind.PARTIAL_DATE, Message("fields", "Until"), _FAMILY),
    ),
)
