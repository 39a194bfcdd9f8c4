"""The provinces and territories of Canada, and the clocks that are kept in each.

Codes are the postal abbreviations. Time zones are IANA names (tz database, public domain), the one
of most people first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message


@dataclass(frozen=True, slots=True)
class Region:
    """A province or territory. code: its postal abbreviation. zones: IANA names."""

    code: str
    name: Message
    zones: tuple[str, ...]


REGIONS: Final = (
    Region("AB", Message("regions", "Alberta"), ("America/Edmonton",)),
    Region(
        "BC",
        Message("regions", "British Columbia"),
        (
            "America/Vancouver",
            "America/Edmonton",
            "America/Dawson_Creek",
            "America/Fort_Nelson",
            "America/Creston",
        ),
    ),
    Region("MB", Message("regions", "Manitoba"), ("America/Winnipeg",)),
    Region("NB", Message("regions", "New Brunswick"), ("America/Moncton",)),
    Region(
        "NL",
        Message("regions", "Newfoundland and Labrador"),
        ("America/St_Johns", "America/Goose_Bay"),
    ),
    Region("NS", Message("regions", "Nova Scotia"), ("America/Halifax", "America/Glace_Bay")),
    Region(
        "NT", Message("regions", "Northwest Territories"), ("America/Yellowknife", "America/Inuvik")
    ),
    Region(
        "NU",
        Message("regions", "Nunavut"),
        (
            "America/Iqaluit",
            "America/Rankin_Inlet",
            "America/Cambridge_Bay",
            "America/Resolute",
            "America/Coral_Harbour",
        ),
    ),
    Region(
        "ON",
        Message("regions", "Ontario"),
        ("America/Toronto", "America/Winnipeg", "America/Atikokan"),
    ),
    Region("PE", Message("regions", "Prince Edward Island"), ("America/Halifax",)),
    Region(
        "QC",
        Message("regions", "Quebec"),
        ("America/Toronto", "America/Blanc-Sablon", "America/Halifax"),
    ),
    Region(
        "SK",
        Message("regions", "Saskatchewan"),
        ("America/Regina", "America/Swift_Current", "America/Edmonton"),
    ),
    Region("YT", Message("regions", "Yukon"), ("America/Whitehorse",)),
)


def zones_of(code: str) -> tuple[str, ...]:
    """The clocks kept in a region; those of all regions for a code that is not known."""
    for region in REGIONS:
        if region.code == code:
            return region.zones
    return tuple(dict.fromkeys(zone for region in REGIONS for zone in region.zones))


def zone_place(zone: str) -> str:
    """The place that an IANA name names: "Rankin Inlet" for America/Rankin_Inlet."""
    return zone.rpartition("/")[2].replace("_", " ").replace("St Johns", "St. John's")
