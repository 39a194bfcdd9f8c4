"""How the tables of HSDS 2 and 3 map to the kinds of record of the directory, written once.

The same declarations drive reading and writing. A column that stands nowhere here is kept as an
`attributes` item of the record. Source: the Human Services Data Specification 2.0 and 3.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reading(StrEnum):
    """How a column's text becomes a field's value."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CENTS = "cents"
    TELEPHONE = "telephone"
    LANGUAGE = "language"
    STATUS = "status"
    YES_NO = "yes_no"
    TIME = "time"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Column:
    """One field and the columns it may come from, the first being the one that is written."""

    field: str
    names: tuple[str, ...]
    reading: Reading = Reading.TEXT
    to: str = ""  # for references: the table pointed to


@dataclass(frozen=True, slots=True)
class RootTable:
    """A table whose rows are records of their own."""

    name: str
    entity: str
    columns: tuple[Column, ...]
    required: tuple[str, ...] = ("name",)


@dataclass(frozen=True, slots=True)
class ChildTable:
    """A table whose rows are items of a list of some record.

    parents: columns that name the record, the most telling first. counted: fields of which one
    must say something for the row to mean anything.
    """

    name: str
    items: str
    columns: tuple[Column, ...]
    parents: tuple[str, ...]
    counted: tuple[str, ...]


def _same(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, (name,)) for name in names)


_OWN: Final = (
    Column("verified_on", ("assured_date", "verified_on"), Reading.DATE),
    Column("verified_by", ("assurer_email", "verified_by")),
)

ORGANISATIONS: Final = RootTable(
    "organizations",
    "organisation",
    (
        *_same("name", "alternate_name", "description", "email"),
        Column("website", ("website", "url")),
        *_same("legal_status", "tax_status", "tax_id"),
        Column("year", ("year_incorporated",), Reading.NUMBER),
        Column("parent", ("parent_organization_id",), Reading.REFERENCE, "organizations"),
        *_OWN,
    ),
)
SERVICES: Final = RootTable(
    "services",
    "service",
    (
        *_same("name", "alternate_name"),
        Column("organisation", ("organization_id",), Reading.REFERENCE, "organizations"),
        *_same("description"),
        Column("status", ("status",), Reading.STATUS),
        *_same("email"),
        Column("website", ("url", "website")),
        Column("how_to_apply", ("application_process",)),
        Column("eligibility", ("eligibility_description",)),
        Column("minimum_age", ("minimum_age",), Reading.NUMBER),
        Column("maximum_age", ("maximum_age",), Reading.NUMBER),
        Column("cost", ("fees_description", "fees")),
        *_same("wait_time", "accreditations"),
        Column("licences", ("licenses", "licences")),
        Column("interpretation", ("interpretation_services",)),
        *_same("alert", "program", "online_reason"),
        *_OWN,
    ),
)
LOCATIONS: Final = RootTable(
    "locations",
    "location",
    (
        *_same("name", "alternate_name"),
        Column("organisation", ("organization_id",), Reading.REFERENCE, "organizations"),
        *_same("description"),
        Column("sort", ("location_type",)),
        *_same("transportation", "latitude", "longitude", "url", "time_zone"),
        *_OWN,
    ),
    required=(),
)
SERVICES_AT_LOCATIONS: Final = RootTable(
    "service_at_location",
    "service_at_location",
    (
        Column("service", ("service_id",), Reading.REFERENCE, "services"),
        Column("location", ("location_id",), Reading.REFERENCE, "locations"),
        *_same("description"),
        *_OWN,
    ),
    required=("service", "location"),
)
TAXONOMY_TERMS: Final = RootTable(
    "taxonomy_terms",
    "taxonomy_term",
    (
        *_same("name", "code"),
        Column("parent", ("parent_id",), Reading.REFERENCE, "taxonomy_terms"),
        Column("vocabulary", ("taxonomy", "vocabulary")),
        *_same("description"),
        *_OWN,
    ),
)
TAXONOMIES: Final = RootTable("taxonomies", "taxonomy_term", (*_same("name", "description"),))

ROOTS: Final = {
    table.name: table
    for table in (
        ORGANISATIONS,
        TAXONOMIES,
        TAXONOMY_TERMS,
        LOCATIONS,
        SERVICES,
        SERVICES_AT_LOCATIONS,
    )
}
"""Tables of records, in the order in which records that point to one another are made."""

ENTITY_TABLES: Final = {
    "organisation": ORGANISATIONS,
    "service": SERVICES,
    "location": LOCATIONS,
    "service_at_location": SERVICES_AT_LOCATIONS,
    "taxonomy_term": TAXONOMY_TERMS,
}

PARENT_TABLES: Final = {
    "organization_id": "organizations",
    "service_id": "services",
    "location_id": "locations",
    "service_at_location_id": "service_at_location",
}

_ANY_PARENT: Final = (
    "service_at_location_id",
    "service_id",
    "location_id",
    "organization_id",
)

CHILDREN: Final = {
    table.name: table
    for table in (
        ChildTable(
            "contacts",
            "contacts",
            (
                *_same("name", "title", "department", "email"),
                Column("telephone", ("telephone",), Reading.TELEPHONE),
            ),
            _ANY_PARENT,
            ("name", "title", "department", "email", "telephone"),
        ),
        ChildTable(
            "phones",
            "phones",
            (
                Column("number", ("number",), Reading.TELEPHONE),
                *_same("extension"),
                Column("sort", ("type",)),
                *_same("description"),
                Column("languages", ("language", "languages")),
            ),
            _ANY_PARENT,
            ("number",),
        ),
        ChildTable(
            "schedules",
            "hours",
            (
                Column("days", ("byday",)),
                Column("opens_at", ("opens_at",), Reading.TIME),
                Column("closes_at", ("closes_at",), Reading.TIME),
                Column("valid_from", ("valid_from", "start_date"), Reading.DATE),
                Column("valid_to", ("valid_to", "end_date"), Reading.DATE),
                Column("description", ("description", "original_text")),
                *_same("notes", "rule"),
                Column("closed", ("closed",), Reading.YES_NO),
            ),
            ("service_at_location_id", "service_id", "location_id"),
            (
                "days", "opens_at", "closes_at", "valid_from", "valid_to", "description", "notes",
                "rule", "closed",
            ),
        ),
        ChildTable(
            "languages",
            "languages",
            (
                Column("language", ("code",), Reading.LANGUAGE),
                Column("name", ("name", "language")),
                *_same("note"),
            ),
            ("service_id", "location_id", "organization_id"),
            ("language", "name"),
        ),
        ChildTable(
            "addresses",
            "addresses",
            (
                Column("sort", ("address_type",)),
                *_same("attention"),
                Column("street", ("address_1",)),
                Column("street_more", ("address_2",)),
                Column("place", ("city",)),
                *_same("region"),
                Column("province", ("state_province",)),
                *_same("postal_code", "country"),
            ),
            ("location_id", "organization_id"),
            ("attention", "street", "street_more", "place", "region", "province", "postal_code"),
        ),
        ChildTable(
            "accessibility",
            "accessibility",
            (Column("description", ("description", "accessibility")), *_same("details", "url")),
            ("location_id", "service_id"),
            ("description", "details", "url"),
        ),
        ChildTable(
            "required_documents",
            "documents",
            (*_same("document"), Column("url", ("uri", "url"))),
            ("service_id",),
            ("document", "url"),
        ),
        ChildTable(
            "service_areas",
            "areas",
            (Column("name", ("name", "service_area")), *_same("description")),
            ("service_id",),
            ("name", "description"),
        ),
        ChildTable(
            "cost_options",
            "costs",
            (
                *_same("option"),
                Column("amount", ("amount",), Reading.CENTS),
                *_same("currency"),
                Column("details", ("amount_description",)),
                Column("valid_from", ("valid_from",), Reading.DATE),
                Column("valid_to", ("valid_to",), Reading.DATE),
            ),
            ("service_id",),
            ("option", "amount", "details"),
        ),
        ChildTable(
            "funding", "funding", _same("source"), ("service_id", "organization_id"), ("source",)
        ),
        ChildTable(
            "programs",
            "programs",
            _same("name", "alternate_name", "description"),
            ("organization_id",),
            ("name",),
        ),
        ChildTable(
            "organization_identifiers",
            "identifiers",
            (
                Column("scheme", ("identifier_scheme", "identifier_type")),
                *_same("identifier"),
            ),
            ("organization_id",),
            ("identifier",),
        ),
    )
}  # fmt: skip

_NAMES: Final = {
    "organizations": "organization",
    "services": "service",
    "locations": "location",
    "service_at_location": "services_at_location service_at_locations services_at_locations",
    "taxonomies": "",
    "taxonomy_terms": "taxonomy taxonomy_term",
    "contacts": "contact",
    "phones": "phone",
    "schedules": "schedule regular_schedule regular_schedules holiday_schedule holiday_schedules",
    "languages": "language",
    "addresses": "address physical_address physical_addresses postal_address postal_addresses",
    "accessibility": "accessibility_for_disabilities",
    "required_documents": "required_document",
    "service_areas": "service_area",
    "cost_options": "cost_option",
    "funding": "fundings",
    "programs": "program",
    "organization_identifiers": "organization_identifier",
    "eligibility": "eligibilities",
    "payments_accepted": "payment_accepted",
    "categories": "services_taxonomy service_taxonomy service_attributes",
    "attributes": "attribute other_attributes other_attribute",
    "metadata": "",
    "meta_table_descriptions": "meta_table_description table_description",
}

TABLE_NAMES: Final = {
    name: table
    for table, others in _NAMES.items()
    for name in (table, *others.split())
}  # fmt: skip
"""Every name under which a table is met (singular, plural, HSDS 2, HSDS 3) to its one name here."""

SCHEDULE_PARTS: Final = (
    "freq", "interval", "until", "count", "wkst", "byweekno", "bymonthday", "byyearday", "dtstart",
)  # fmt: skip
"""Columns of a schedule that together make the `rule` of an opening time, in this order."""
