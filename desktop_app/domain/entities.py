"""Every kind of record that this release knows, in one registry."""

from __future__ import annotations

from typing import Final

from desktop_app.domain import own_fields
from desktop_app.domain.casework import (
    agreements,
    benefits,
    documents,
    encounters,
    journey,
    plans,
    practice,
    referrals,
    tasks,
    triage,
)
from desktop_app.domain.directory import referral_directory
from desktop_app.domain.fields import EntityType, Field, ItemList, Kind, Registry, Scope
from desktop_app.domain.forms import records as forms
from desktop_app.domain.people import (
    households,
    links,
    notes,
    people,
    privacy,
    relationships,
    retention,
    visits,
)
from desktop_app.language import Message

_SHARED: Final = Message("purpose", "So that all laptops of the organisation work alike.")

COMMUNITY: Final = EntityType(
    30,
    "community",
    Message("entities", "Community"),
    Scope.ORGANISATION,
    fields=(
        Field(
            1,
            "name",
            Kind.TEXT,
            Message("fields", "Name"),
            _SHARED,
            required=True,
            review=True,
            listed=True,
        ),
        Field(
            2, "region", Kind.TEXT, Message("fields", "Province or territory"), _SHARED, listed=True
        ),
        Field(
            3, "time_zone", Kind.TIME_ZONE, Message("fields", "Local time of"), _SHARED, listed=True
        ),
        Field(4, "access", Kind.LONG_TEXT, Message("fields", "How and when to get there"), _SHARED),
        Field(
            5,
            "reviewer",
            Kind.REFERENCE,
            Message("fields", "Who decides when two people wrote different things"),
            _SHARED,
            reference="person",
        ),
    ),
    lists=(
        ItemList(
            1,
            "languages",
            Message("fields", "Languages spoken"),
            (Field(1, "language", Kind.LANGUAGE, Message("fields", "Language"), _SHARED),),
            Message("fields", "Language"),
        ),
    ),
    title=("name",),
)

SETTING: Final = EntityType(
    31,
    "setting",
    Message("entities", "Setting of the organisation"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "name", Kind.TEXT, Message("fields", "Setting"), _SHARED, required=True),
        Field(2, "value", Kind.LONG_TEXT, Message("fields", "Value"), _SHARED),
    ),
    title=("name",),
)

STANDARD: Final = Registry(
    (
        people.IDENTITY,
        people.CLIENT,
        notes.NOTE,
        notes.CONSENT,
        households.HOUSEHOLD,
        households.HOUSEHOLD_MEMBER,
        relationships.RELATIONSHIP,
        agreements.AGREEMENT,
        referrals.REFERRAL,
        referral_directory.ORGANISATION,
        referral_directory.SERVICE,
        referral_directory.LOCATION,
        referral_directory.SERVICE_AT_LOCATION,
        referral_directory.TAXONOMY_TERM,
        referral_directory.PROPOSAL,
        visits.APPOINTMENT,
        visits.ATTACHMENT,
        links.LINK,
        COMMUNITY,
        SETTING,
        retention.RETENTION_RULE,
        retention.INCIDENT,
        retention.ERASURE_REFUSAL,
        encounters.ENCOUNTER,
        encounters.SIGN,
        tasks.TASK,
        tasks.ALERT_DISMISSAL,
        own_fields.CUSTOM_FIELD,
        forms.FORM,
        forms.ANSWERS,
        forms.SERVICE_ANSWERS,
        privacy.FILE_ACCESS,
        privacy.READ_BACK,
        privacy.DECLARED_INTEREST,
        plans.GOAL,
        plans.PLAN_STEP,
        benefits.BENEFIT,
        benefits.APPLICATION,
        benefits.TAX_YEAR,
        documents.CHECKLIST,
        documents.DOCUMENT,
        journey.CASE,
        journey.PROGRAM,
        journey.STANDARD_OF_WORK,
        journey.ACTION_TEMPLATE,
        triage.TRIAGE_QUESTION,
        triage.TRIAGE,
        *practice.KINDS,
    )
).with_field("client", retention.LEGAL_HOLD)
