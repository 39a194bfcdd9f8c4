"""The referral directory: organisations, services, locations, in the shape of Open Referral HSDS 3.

Source of the shape: the Human Services Data Specification 3.0 (fields named after it where a
person would recognise the word). What another system holds beyond it stays as `attributes`.
"""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, ItemList, Kind, Scope
from desktop_app.language import Message

_FIND: Final = Message("purpose", "To find the right service for a need.")
_REACH: Final = Message("purpose", "To reach the service and know when it is open.")
_PREPARE: Final = Message("purpose", "So that the client arrives with what is asked for.")
_TRUST: Final = Message("purpose", "To know how far an entry can be trusted.")
_SAME: Final = Message("purpose", "To recognise the same entry when it is imported again.")

_ATTRIBUTES: Final = ItemList(
    15,
    "attributes",
    Message("fields", "Other facts"),
    (
        Field(1, "name", Kind.TEXT, Message("fields", "Fact"), _FIND),
        Field(2, "value", Kind.LONG_TEXT, Message("fields", "Value"), _FIND),
    ),
    Message("fields", "Other fact"),
)

_PHONES: Final = ItemList(
    1,
    "phones",
    Message("fields", "Telephones"),
    (
        Field(
            1,
            "number",
            Kind.TELEPHONE,
            Message("fields", "Telephone number"),
            _REACH,
            review=True,
            searchable=True,
        ),
        Field(2, "extension", Kind.TEXT, Message("fields", "Extension"), _REACH),
        Field(3, "sort", Kind.TEXT, Message("fields", "Kind of line"), _REACH),
        Field(4, "description", Kind.TEXT, Message("fields", "What it is for"), _REACH),
        Field(5, "languages", Kind.TEXT, Message("fields", "Languages"), _REACH),
    ),
    Message("fields", "Telephone"),
)

_CONTACTS: Final = ItemList(
    2,
    "contacts",
    Message("fields", "People to ask for"),
    (
        Field(1, "name", Kind.TEXT, Message("fields", "Name"), _REACH, searchable=True),
        Field(2, "title", Kind.TEXT, Message("fields", "Title"), _REACH),
        Field(3, "department", Kind.TEXT, Message("fields", "Department"), _REACH),
        Field(4, "email", Kind.EMAIL, Message("fields", "E-mail"), _REACH),
        Field(5, "telephone", Kind.TELEPHONE, Message("fields", "Telephone number"), _REACH),
    ),
    Message("fields", "Person to ask for"),
)

_HOURS: Final = ItemList(
    3,
    "hours",
    Message("fields", "Hours"),
    (
        Field(1, "days", Kind.TEXT, Message("fields", "Days"), _REACH),  # RFC 5545 BYDAY, "MO,TU"
        Field(2, "opens_at", Kind.TIME, Message("fields", "Opens"), _REACH),
        Field(3, "closes_at", Kind.TIME, Message("fields", "Closes"), _REACH),
        Field(4, "valid_from", Kind.DATE, Message("fields", "From"), _REACH),
        Field(5, "valid_to", Kind.DATE, Message("fields", "Until"), _REACH),
        Field(6, "description", Kind.LONG_TEXT, Message("fields", "In words"), _REACH),
        Field(7, "notes", Kind.LONG_TEXT, Message("fields", "Remarks"), _REACH),
        Field(
            8, "rule", Kind.TEXT, Message("fields", "Other repetition"), _REACH
        ),  # remaining RFC 5545 parts
        Field(9, "closed", Kind.YES_NO, Message("fields", "Closed at these times"), _REACH),
    ),
    Message("fields", "Opening time"),
)

_LANGUAGES: Final = ItemList(
    4,
    "languages",
    Message("fields", "Languages"),
    (
        Field(1, "language", Kind.LANGUAGE, Message("fields", "Language"), _FIND),
        Field(
            2, "name", Kind.TEXT, Message("fields", "Language as written"), _FIND, searchable=True
        ),
        Field(3, "note", Kind.TEXT, Message("fields", "Remarks"), _FIND),
    ),
    Message("fields", "Language"),
)

_ADDRESSES: Final = ItemList(
    5,
    "addresses",
    Message("fields", "Addresses"),
    (
        Field(1, "sort", Kind.TEXT, Message("fields", "Kind of address"), _REACH),
        Field(2, "attention", Kind.TEXT, Message("fields", "To the attention of"), _REACH),
        Field(
            3,
            "street",
            Kind.TEXT,
            Message("fields", "Street and number"),
            _REACH,
            review=True,
            searchable=True,
        ),
        Field(4, "street_more", Kind.TEXT, Message("fields", "Unit or building"), _REACH),
        Field(5, "place", Kind.TEXT, Message("fields", "Town or village"), _REACH, searchable=True),
        Field(6, "region", Kind.TEXT, Message("fields", "Region"), _REACH),
        Field(7, "province", Kind.TEXT, Message("fields", "Province or territory"), _REACH),
        Field(8, "postal_code", Kind.TEXT, Message("fields", "Postal code"), _REACH),
        Field(9, "country", Kind.TEXT, Message("fields", "Country"), _REACH),
    ),
    Message("fields", "Address"),
)

_ACCESS: Final = ItemList(
    6,
    "accessibility",
    Message("fields", "Accessibility"),
    (
        Field(
            1, "description", Kind.TEXT, Message("fields", "Accessibility"), _FIND, searchable=True
        ),
        Field(2, "details", Kind.LONG_TEXT, Message("fields", "Details"), _FIND),
        Field(3, "url", Kind.WEB, Message("fields", "Web page"), _FIND),
    ),
    Message("fields", "Accessibility"),
)

_CATEGORIES: Final = ItemList(
    7,
    "categories",
    Message("fields", "Categories"),
    (
        Field(
            1,
            "term",
            Kind.REFERENCE,
            Message("fields", "Category"),
            _FIND,
            reference="taxonomy_term",
        ),
        Field(
            2, "name", Kind.TEXT, Message("fields", "Category as written"), _FIND, searchable=True
        ),
        Field(3, "note", Kind.TEXT, Message("fields", "Remarks"), _FIND),
    ),
    Message("fields", "Category"),
)


def _verified(first: int) -> tuple[Field, ...]:
    """The facts about the entry itself, the same for every kind of directory record."""
    return (
        Field(
            first, "verified_on", Kind.DATE, Message("fields", "Verified on"), _TRUST, listed=True
        ),
        Field(first + 1, "verified_by", Kind.TEXT, Message("fields", "Verified by"), _TRUST),
        Field(first + 2, "source", Kind.TEXT, Message("fields", "Source"), _SAME),
        Field(first + 3, "source_id", Kind.TEXT, Message("fields", "Number in the source"), _SAME),
    )


_STATUS: Final = (
    Choice("active", Message("choices", "active")),
    Choice("inactive", Message("choices", "inactive")),
    Choice("defunct", Message("choices", "closed for good")),
    Choice("temporarily closed", Message("choices", "closed for now")),
)

ORGANISATION: Final = EntityType(
    10,
    "organisation",
    Message("entities", "Organisation"),
    Scope.DIRECTORY,
    fields=(
        Field(
            1,
            "name",
            Kind.TEXT,
            Message("fields", "Name"),
            _FIND,
            required=True,
            review=True,
            searchable=True,
            listed=True,
        ),
        Field(
            2, "alternate_name", Kind.TEXT, Message("fields", "Other name"), _FIND, searchable=True
        ),
        Field(3, "description", Kind.LONG_TEXT, Message("fields", "What it does"), _FIND),
        Field(4, "email", Kind.EMAIL, Message("fields", "E-mail"), _REACH),
        Field(5, "website", Kind.WEB, Message("fields", "Web site"), _REACH),
        Field(6, "legal_status", Kind.TEXT, Message("fields", "Legal status"), _TRUST),
        Field(7, "tax_status", Kind.TEXT, Message("fields", "Tax status"), _TRUST),
        Field(8, "tax_id", Kind.TEXT, Message("fields", "Tax number"), _TRUST),
        Field(9, "year", Kind.INTEGER, Message("fields", "Founded in"), _TRUST),
        Field(
            10,
            "parent",
            Kind.REFERENCE,
            Message("fields", "Part of"),
            _FIND,
            indexed=True,
            reference="organisation",
        ),
        *_verified(20),
    ),
    lists=(
        _PHONES,
        _CONTACTS,
        _LANGUAGES,
        _ADDRESSES,
        _CATEGORIES,
        _ATTRIBUTES,
        ItemList(
            8,
            "programs",
            Message("fields", "Programs"),
            (
                Field(1, "name", Kind.TEXT, Message("fields", "Name"), _FIND, searchable=True),
                Field(2, "alternate_name", Kind.TEXT, Message("fields", "Other name"), _FIND),
                Field(3, "description", Kind.LONG_TEXT, Message("fields", "What it does"), _FIND),
            ),
            Message("fields", "Program"),
        ),
        ItemList(
            9,
            "funding",
            Message("fields", "Funding"),
            (Field(1, "source", Kind.TEXT, Message("fields", "Paid by"), _TRUST),),
            Message("fields", "Funding"),
        ),
        ItemList(
            10,
            "identifiers",
            Message("fields", "Registration numbers"),
            (
                Field(1, "scheme", Kind.TEXT, Message("fields", "Register"), _SAME),
                Field(2, "identifier", Kind.TEXT, Message("fields", "Number"), _SAME),
            ),
            Message("fields", "Registration number"),
        ),
    ),
    aliases=(("telephone", "phones", "number"),),
    title=("name",),
)

SERVICE: Final = EntityType(
    11,
    "service",
    Message("entities", "Service"),
    Scope.DIRECTORY,
    fields=(
        Field(
            1,
            "name",
            Kind.TEXT,
            Message("fields", "Name"),
            _FIND,
            required=True,
            review=True,
            searchable=True,
            listed=True,
        ),
        Field(
            2, "alternate_name", Kind.TEXT, Message("fields", "Other name"), _FIND, searchable=True
        ),
        Field(
            3,
            "organisation",
            Kind.REFERENCE,
            Message("fields", "Organisation"),
            _FIND,
            listed=True,
            indexed=True,
            reference="organisation",
        ),
        Field(4, "description", Kind.LONG_TEXT, Message("fields", "What it does"), _FIND),
        Field(
            5,
            "status",
            Kind.CHOICE,
            Message("fields", "Status"),
            _FIND,
            review=True,
            choices=_STATUS,
        ),
        Field(6, "email", Kind.EMAIL, Message("fields", "E-mail"), _REACH),
        Field(7, "website", Kind.WEB, Message("fields", "Web site"), _REACH),
        Field(8, "how_to_apply", Kind.LONG_TEXT, Message("fields", "How to apply"), _PREPARE),
        Field(
            9,
            "eligibility",
            Kind.LONG_TEXT,
            Message("fields", "Who can have it"),
            _PREPARE,
            review=True,
        ),
        Field(10, "minimum_age", Kind.INTEGER, Message("fields", "From age"), _PREPARE),
        Field(11, "maximum_age", Kind.INTEGER, Message("fields", "To age"), _PREPARE),
        Field(12, "cost", Kind.LONG_TEXT, Message("fields", "Cost"), _PREPARE),
        Field(13, "wait_time", Kind.TEXT, Message("fields", "Waiting time"), _PREPARE),
        Field(14, "accreditations", Kind.TEXT, Message("fields", "Accreditations"), _TRUST),
        Field(15, "licences", Kind.TEXT, Message("fields", "Licences"), _TRUST),
        Field(16, "interpretation", Kind.TEXT, Message("fields", "Interpretation offered"), _FIND),
        Field(17, "alert", Kind.LONG_TEXT, Message("fields", "Notice"), _PREPARE),
        Field(18, "program", Kind.TEXT, Message("fields", "Program"), _FIND),
        *_verified(20),
        Field(30, "online_reason", Kind.TEXT, Message("fields", "Why it is online only"), _PREPARE),
    ),
    lists=(
        _PHONES,
        _CONTACTS,
        _HOURS,
        _LANGUAGES,
        _ACCESS,
        _CATEGORIES,
        _ATTRIBUTES,
        ItemList(
            8,
            "documents",
            Message("fields", "What to bring"),
            (
                Field(1, "document", Kind.TEXT, Message("fields", "Document"), _PREPARE),
                Field(2, "url", Kind.WEB, Message("fields", "Web page"), _PREPARE),
            ),
            Message("fields", "Document"),
        ),
        ItemList(
            9,
            "areas",
            Message("fields", "Places served"),
            (
                Field(1, "name", Kind.TEXT, Message("fields", "Place"), _FIND, searchable=True),
                Field(2, "description", Kind.LONG_TEXT, Message("fields", "Details"), _FIND),
            ),
            Message("fields", "Place served"),
        ),
        ItemList(
            10,
            "costs",
            Message("fields", "Costs"),
            (
                Field(1, "option", Kind.TEXT, Message("fields", "For"), _PREPARE),
                Field(2, "amount", Kind.MONEY, Message("fields", "Amount"), _PREPARE),
                Field(3, "currency", Kind.TEXT, Message("fields", "Currency"), _PREPARE),
                Field(4, "details", Kind.LONG_TEXT, Message("fields", "Details"), _PREPARE),
                Field(5, "valid_from", Kind.DATE, Message("fields", "From"), _PREPARE),
                Field(6, "valid_to", Kind.DATE, Message("fields", "Until"), _PREPARE),
            ),
            Message("fields", "Cost"),
        ),
        ItemList(
            11,
            "funding",
            Message("fields", "Funding"),
            (Field(1, "source", Kind.TEXT, Message("fields", "Paid by"), _TRUST),),
            Message("fields", "Funding"),
        ),
    ),
    aliases=(("telephone", "phones", "number"),),
    title=("name",),
)

LOCATION: Final = EntityType(
    12,
    "location",
    Message("entities", "Location"),
    Scope.DIRECTORY,
    fields=(
        Field(
            1,
            "name",
            Kind.TEXT,
            Message("fields", "Name"),
            _FIND,
            review=True,
            searchable=True,
            listed=True,
        ),
        Field(
            2, "alternate_name", Kind.TEXT, Message("fields", "Other name"), _FIND, searchable=True
        ),
        Field(
            3,
            "organisation",
            Kind.REFERENCE,
            Message("fields", "Organisation"),
            _FIND,
            indexed=True,
            reference="organisation",
        ),
        Field(4, "description", Kind.LONG_TEXT, Message("fields", "What is there"), _FIND),
        Field(5, "sort", Kind.TEXT, Message("fields", "Kind of place"), _FIND),
        Field(6, "transportation", Kind.LONG_TEXT, Message("fields", "How to get there"), _REACH),
        Field(7, "latitude", Kind.TEXT, Message("fields", "Latitude"), _REACH),
        Field(8, "longitude", Kind.TEXT, Message("fields", "Longitude"), _REACH),
        Field(9, "url", Kind.WEB, Message("fields", "Web page"), _REACH),
        Field(10, "time_zone", Kind.TIME_ZONE, Message("fields", "Local time of"), _REACH),
        *_verified(20),
    ),
    lists=(_PHONES, _CONTACTS, _HOURS, _LANGUAGES, _ADDRESSES, _ACCESS, _ATTRIBUTES),
    title=("name",),
)

SERVICE_AT_LOCATION: Final = EntityType(
    13,
    "service_at_location",
    Message("entities", "Service at a location"),
    Scope.DIRECTORY,
    fields=(
        Field(
            1,
            "service",
            Kind.REFERENCE,
            Message("fields", "Service"),
            _FIND,
            required=True,
            indexed=True,
            reference="service",
        ),
        Field(
            2,
            "location",
            Kind.REFERENCE,
            Message("fields", "Location"),
            _FIND,
            required=True,
            indexed=True,
            reference="location",
        ),
        Field(3, "description", Kind.LONG_TEXT, Message("fields", "What is done there"), _FIND),
        *_verified(20),
    ),
    lists=(_PHONES, _CONTACTS, _HOURS, _ATTRIBUTES),
)

TAXONOMY_TERM: Final = EntityType(
    14,
    "taxonomy_term",
    Message("entities", "Category"),
    Scope.DIRECTORY,
    fields=(
        Field(1, "name", Kind.TEXT, Message("fields", "Name"), _FIND, required=True, listed=True),
        Field(2, "code", Kind.TEXT, Message("fields", "Code"), _FIND),
        Field(
            3,
            "parent",
            Kind.REFERENCE,
            Message("fields", "Part of"),
            _FIND,
            reference="taxonomy_term",
        ),
        Field(4, "vocabulary", Kind.TEXT, Message("fields", "Vocabulary"), _FIND),
        Field(5, "description", Kind.LONG_TEXT, Message("fields", "Details"), _FIND),
        *_verified(20),
    ),
    lists=(_ATTRIBUTES,),
    title=("name",),
)

PROPOSAL: Final = EntityType(
    15,
    "proposal",
    Message("entities", "Proposal for the directory"),
    Scope.CASES,
    fields=(
        Field(
            1,
            "about",
            Kind.REFERENCE,
            Message("fields", "About"),
            _TRUST,
            indexed=True,
            reference="service",
        ),
        Field(2, "subject", Kind.TEXT, Message("fields", "About which entry"), _TRUST),
        Field(
            3,
            "text",
            Kind.LONG_TEXT,
            Message("fields", "What should be changed or added"),
            _TRUST,
            required=True,
        ),
        Field(
            4,
            "state",
            Kind.CHOICE,
            Message("fields", "State"),
            _TRUST,
            review=True,
            choices=(
                Choice("waiting", Message("choices", "waits for the office")),
                Choice("taken", Message("choices", "taken over")),
                Choice("declined", Message("choices", "not taken over")),
            ),
        ),
        Field(5, "answer", Kind.LONG_TEXT, Message("fields", "Answer of the office"), _TRUST),
    ),
    title=("subject",),
)
