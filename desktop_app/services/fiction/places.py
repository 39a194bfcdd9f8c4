"""Real communities of the north, with their clocks: the ground on which fiction happens."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.services.fiction.record import FictionalRecord, listed, new_id, stated


@dataclass(frozen=True, slots=True)
class Place:
    """A community: area is the field laptop that visits it, `north` or `south`.

    languages: most spoken first, BCP 47. french: whether its second language is French.
    calling: area code; postal: first three characters of its postal codes.
    """

    name: str
    province: str
    area: str
    time_zone: str
    calling: str
    postal: str
    languages: tuple[str, ...]
    french: bool
    access: str


_PLANE_EN: Final = "By plane all year; fog and wind may keep you a day longer."
_PLANE_FR: Final = "En avion toute l'année; le brouillard ou le vent peut vous retenir un jour."
_SHIP_FR: Final = "Par le bateau d'avril à janvier, en avion ou en motoneige l'hiver."
_ROAD_FR: Final = "Par la route; le dernier tronçon est en gravier."
_ROAD_EN: Final = "By road; the last stretch is gravel."
_WINTER_EN: Final = "By plane, or by the winter road from January to March."
_TRAIN_FR: Final = "Par le train deux fois par semaine, ou en avion."

PLACES: Final = (
    *(
        Place(name, "NU", "north", zone, "867", "X0A", ("iu", "en"), False, _PLANE_EN)
        for name, zone in (
            ("Iqaluit", "America/Iqaluit"),
            ("Pangnirtung", "America/Iqaluit"),
            ("Kinngait", "America/Iqaluit"),
            ("Pond Inlet", "America/Iqaluit"),
            ("Grise Fiord", "America/Iqaluit"),
            ("Resolute", "America/Resolute"),
        )
    ),
    *(
        Place(name, "NU", "north", zone, "867", "X0C", ("iu", "en"), False, _PLANE_EN)
        for name, zone in (
            ("Rankin Inlet", "America/Rankin_Inlet"),
            ("Arviat", "America/Rankin_Inlet"),
            ("Baker Lake", "America/Rankin_Inlet"),
        )
    ),
    *(
        Place(
            name, "NU", "north", "America/Cambridge_Bay", "867", "X0B", speech, False, _PLANE_EN
        )
        for name, speech in (
            ("Cambridge Bay", ("ikt", "en")),
            ("Kugluktuk", ("ikt", "en")),
            ("Gjoa Haven", ("iu", "en")),
        )
    ),
    *(
        Place(
            name, "QC", "north", "America/Toronto", "819", "J0M",
            ("iu-x-nunavik", "en", "fr"), True, _PLANE_FR,
        )
        for name in ("Kuujjuaq", "Inukjuak", "Puvirnituq", "Salluit", "Kangiqsujuaq")
    ),
    *(
        Place(name, "QC", "south", "America/Toronto", "418", "G0G", ("moe", "fr"), True, access)
        for name, access in (
            ("Uashat mak Mani-utenam", _ROAD_FR),
            ("Ekuanitshit", _ROAD_FR),
            ("Nutashkuan", _ROAD_FR),
            ("Unamen Shipu", _SHIP_FR),
            ("Matimekush-Lac John", _TRAIN_FR),
        )
    ),
    Place(
        "Pakua-shipu", "QC", "south", "America/Blanc-Sablon", "418", "G0G",
        ("moe", "fr"), True, _SHIP_FR,
    ),
    Place(
        "Blanc-Sablon", "QC", "south", "America/Blanc-Sablon", "418", "G0G",
        ("en", "fr"), True, _SHIP_FR,
    ),
    Place(
        "Kawawachikamach", "QC", "south", "America/Toronto", "418", "G0G",
        ("nsk", "en", "fr"), True, _TRAIN_FR,
    ),
    *(
        Place(name, "QC", "south", "America/Toronto", "819", "J0X", ("atj", "fr"), True, _ROAD_FR)
        for name in ("Manawan", "Wemotaci", "Opitciwan")
    ),
    *(
        Place(
            name, "QC", "south", "America/Toronto", "819", "J0M", (speech, "en", "fr"), True,
            _ROAD_FR,
        )
        for name, speech in (("Chisasibi", "crl"), ("Mistissini", "crj"))
    ),
    *(
        Place(
            name, "NL", "south", "America/Goose_Bay", "709", "A0P", speech, False, _PLANE_EN
        )
        for name, speech in (
            ("Nain", ("iu-x-nunatsia", "en")),
            ("Hopedale", ("iu-x-nunatsia", "en")),
            ("Natuashish", ("moe", "en")),
            ("Sheshatshiu", ("moe", "en")),
        )
    ),
    Place(
        "Attawapiskat", "ON", "south", "America/Toronto", "705", "P0L",
        ("csw", "en"), False, _WINTER_EN,
    ),
    Place(
        "Sandy Lake", "ON", "south", "America/Winnipeg", "807", "P0V",
        ("ojs", "en"), False, _WINTER_EN,
    ),
    Place(
        "Norway House", "MB", "south", "America/Winnipeg", "204", "R0B",
        ("csw", "en"), False, _ROAD_EN,
    ),
    Place(
        "Churchill", "MB", "north", "America/Winnipeg", "204", "R0B",
        ("en", "chp", "csw"), False, "By train or plane.",
    ),
    Place(
        "Fort Good Hope", "NT", "north", "America/Yellowknife", "867", "X0E",
        ("scs", "en"), False, _WINTER_EN,
    ),
    Place(
        "Old Crow", "YT", "north", "America/Whitehorse", "867", "Y0B",
        ("gwi", "en"), False, _PLANE_EN,
    ),
)  # fmt: skip


def communities(seed: int, on: date) -> dict[Place, FictionalRecord]:
    """A record of each place, with ids that follow from the seed."""
    chance = random.Random(f"{seed} communities")
    made = {}
    for place in PLACES:
        spoken = listed(chance, on, "languages", [{"language": one} for one in place.languages])
        values = stated(
            {
                "name": place.name,
                "region": place.province,
                "time_zone": place.time_zone,
                "access": place.access,
            }
        )
        made[place] = FictionalRecord("community", new_id(chance, on), {**values, **spoken})
    return made
