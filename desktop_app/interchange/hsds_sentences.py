"""What a person is told about rows of a directory that were refused or taken differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.interchange.record import Notice
from desktop_app.language import Message

REFUSALS: Final = {
    "no_id": Message("directory import", "The row has no number of its own (id)."),
    "no_name": Message("directory import", "The row has no name."),
    "parent_absent": Message(
        "directory import", "The row belongs to an entry that is not in these files."
    ),
    "names_nothing": Message(
        "directory import",
        "The row does not say to which service, place or organisation it belongs.",
    ),
    "says_nothing": Message("directory import", "The row says nothing besides what it belongs to."),
    "describes_the_file": Message(
        "directory import", "The row describes the file, not a service. It is not needed."
    ),
}


def _sentence(code: str, n: int) -> Message:
    match code:
        case "services_without_organisation":
            return Message(
                "directory import",
                "{n} service names an organisation that is not in these files. It was taken "
                "without, and the number is kept among its other facts.",
                {},
                "{n} services name organisations that are not in these files. They were taken "
                "without, and the numbers are kept among their other facts.",
                n,
            )
        case "locations_without_organisation":
            return Message(
                "directory import",
                "{n} location names an organisation that is not in these files. It was taken "
                "without, and the number is kept among its other facts.",
                {},
                "{n} locations name organisations that are not in these files. They were taken "
                "without, and the numbers are kept among their other facts.",
                n,
            )
        case "absent_parent":
            return Message(
                "directory import",
                "{n} entry is part of another that is not in these files. It was taken on its "
                "own, and the number is kept among its other facts.",
                {},
                "{n} entries are parts of others that are not in these files. They were taken "
                "on their own, and the numbers are kept among their other facts.",
                n,
            )
        case "absent_taxonomy_terms":
            return Message(
                "directory import",
                "{n} category is not in these files. Its number is kept as it is written.",
                {},
                "{n} categories are not in these files. Their numbers are kept as they are "
                "written.",
                n,
            )
        case "told_differently":
            return Message(
                "directory import",
                "{n} fact is told in two ways under one number. The first was taken, the other "
                "is kept among the other facts.",
                {},
                "{n} facts are told in two ways under one number. The first were taken, the "
                "others are kept among the other facts.",
                n,
            )
        case "ids_shared":
            return Message(
                "directory import",
                "{n} number stands in several rows that say different things. All of them were "
                "taken.",
                {},
                "{n} numbers stand in several rows that say different things. All of them were "
                "taken.",
                n,
            )
        case "also_named":
            return Message(
                "directory import",
                "{n} row also names a second entry. The row was taken once, and the second "
                "number is kept among the other facts.",
                {},
                "{n} rows also name a second entry. The rows were taken once, and the second "
                "numbers are kept among the other facts.",
                n,
            )
        case _:
            return Message(
                "directory import",
                "{n} value could not be read as a date, time, number, day or status. It is "
                "kept as it is written, among the other facts.",
                {},
                "{n} values could not be read as dates, times, numbers, days or statuses. They "
                "are kept as they are written, among the other facts.",
                n,
            )


def notices(counted: Mapping[str, int]) -> list[Notice]:
    """One notice for each kind of thing that was taken differently, with how often."""
    return [Notice(code, _sentence(code, n), n) for code, n in sorted(counted.items()) if n]


def only_metadata(name: str) -> Notice:
    """For a document that describes a web service and holds no entry."""
    return Notice(
        "service_description",
        Message(
            "directory import",
            "{name} describes the service that the data came from. It holds no entry of a "
            "directory.",
            {"name": name},
        ),
    )
