"""Invented people and organisations of which it is known who is who, for measuring matching.

`people(households, seed)` is a small north: families under one roof and telephone, twins, fathers
and sons of one name, few family names, names in French, English and syllabics; some people are
registered twice, with the mistakes and changes that a registration brings. `organisations(number,
seed)` is a directory in which some are listed twice and some are branches of one another.
Nobody in them exists: names are drawn from lists of examples and from signs put together by chance.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Final

from desktop_app.domain.matching.likeness import Person
from desktop_app.domain.matching.organisation_matching import Organised
from desktop_app.domain.words.syllabics import readings
from desktop_app.services.fiction.names import (
    ENGLISH_FAMILY,
    ENGLISH_GIVEN,
    FAMILIAR,
    FRENCH_FAMILY,
    FRENCH_GIVEN,
)

Labels = set[frozenset[str]]

_SIGNS: Final = "ᐊᐃᐅᐸᐱᐳᑕᑎᑐᑲᑭᑯᒐᒋᒍᒪᒥᒧᓇᓂᓄᓴᓯᓱᓚᓕᓗᔭᔨᔪᕙᕕᕗᕋᕆᕈ"
_FINALS: Final = ("", "", "ᖅ", "ᒃ", "ᓐ", "ᑦ")
_PLACES: Final = (
    ("Lac-Exemple", "J0M 1A0"), ("Rivière-Fictive", "J0M 1B0"), ("Anse-aux-Modèles", "G4R 2C0"),
    ("Saint-Essai", "G0X 3D0"), ("L'Île-Inventée", "J0Y 4E0"), ("Pointe-Imaginaire", "J0Z 5F0"),
    ("Baie-du-Canevas", "J0M 6G0"), ("Portage-l'Épreuve", "G8B 7H0"),
)  # fmt: skip
_STREETS: Final = (
    "rue du Rivage", "rue de l'Église", "chemin du Quai", "rue des Épinettes", "avenue Principale",
    "rang du Lac", "rue Sainte-Anne", "chemin de l'Aéroport", "rue de la Rivière", "rue du Nord",
)  # fmt: skip
_VOWELS: Final = "aeiou"
_PLAIN: Final = str.maketrans("àâäçéèêëîïôöùûüÀÂÇÉÈÊËÎÏÔÖÙÛÜ", "aaaceeeeiioouuuAACEEEEIIOOUUU")


class _Chance(random.Random):
    def happens(self, share: float) -> bool:
        return self.random() < share


def _invented(chance: _Chance) -> str:
    signs = "".join(chance.choice(_SIGNS) for _ in range(chance.choice((2, 3, 3, 4))))
    return signs + chance.choice(_FINALS)


def _roman(syllabics: str) -> str:
    return readings(syllabics)[0].capitalize()


def people(households: int = 1500, seed: int = 1, villages: int = 0) -> tuple[list[Person], Labels]:
    """The people of so many households, and which of their ids are one person.

    villages: how many there are beside the eight, with family names of their own.
    """
    chance = _Chance(seed)
    signed = {_roman(one): one for one in (_invented(chance) for _ in range(400))}
    families = [
        *FRENCH_FAMILY,
        *ENGLISH_FAMILY[:30],
        *(f"{a}-{b}" for a, b in zip(FRENCH_FAMILY[::3], FRENCH_FAMILY[1::3], strict=False)),
        *(f"d'{one}" for one in FRENCH_FAMILY if one[0] in "AEIOUÉ"),
        *(_roman(_invented(chance)) for _ in range(150)),
    ]
    givens = [
        *FRENCH_GIVEN,
        *ENGLISH_GIVEN[:80],
        *signed,
        *(f"Marie-{one}" for one in FRENCH_GIVEN[:25]),
        *(f"Jean-{one}" for one in ("Paul", "Pierre", "Luc", "François", "Baptiste", "Claude")),
    ]
    places = list(_PLACES)
    for number in range(villages):
        code = f"{'GHJ'[number % 3]}{number // 30 % 10}{'KLMNPRSTVX'[number // 3 % 10]}"
        places.append((f"Baie-{_roman(_invented(chance))}", f"{code} {number % 10}Z{number % 7}"))
        families += [_roman(_invented(chance)) for _ in range(6)]
    out: list[Person] = []
    for house in range(households):
        place, postcode = chance.choice(places)
        street = f"{chance.randrange(1, 400)}, {chance.choice(_STREETS)}"
        telephone = f"819 555-{chance.randrange(10_000):04}"
        family = chance.choice(families)
        base = Person("", family=family, street=street, place=place, postcode=postcode,
                      telephones=(telephone,) if chance.happens(0.7) else ())  # fmt: skip
        members: list[Person] = []
        for role in range(chance.choice((1, 1, 2, 2, 3, 4, 5, 6))):
            year = chance.randrange(1935, 1975) if role < 2 else chance.randrange(1975, 2012)
            born = f"{year}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            own = chance.choice(families) if role == 1 and chance.happens(0.6) else family
            members.append(replace(base, given=chance.choice(givens), family=own, birth=born))
        if len(members) > 2 and chance.happens(0.12):  # twins
            members[-1] = replace(members[-2], given=chance.choice(givens))
        if len(members) > 2 and chance.happens(0.12):  # a son who bears his father's name
            members[2] = replace(members[2], given=members[0].given, family=members[0].family)
        out += [replace(one, id=f"{house}.{at}") for at, one in enumerate(members)]
    labels: Labels = set()
    for one in tuple(out):
        if chance.happens(0.25):
            again = _registered_again(one, chance, signed, families)
            out.append(replace(again, id=f"{one.id}b"))
            labels.add(frozenset((one.id, f"{one.id}b")))
    chance.shuffle(out)
    return out, labels


def _slip(text: str, chance: _Chance) -> str:
    if len(text) < 4:
        return text
    at = chance.randrange(1, len(text) - 1)
    match chance.randrange(4):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case 2:
            return text[:at] + text[at] + text[at:]
        case _:
            return text[:at] + chance.choice(_VOWELS) + text[at + 1 :]


def _registered_again(
    one: Person, chance: _Chance, signed: dict[str, str], families: list[str]
) -> Person:
    """The same person as another worker wrote it down, or some years later."""
    if chance.happens(0.6):
        one = replace(one, given=one.given.translate(_PLAIN), family=one.family.translate(_PLAIN))
    if one.given in FAMILIAR and chance.happens(0.4):
        one = replace(one, given=FAMILIAR[one.given])
    elif "-" in one.given and chance.happens(0.5):
        one = replace(
            one, given=chance.choice((one.given.replace("-", " "), one.given.split("-")[0]))
        )
    elif one.given in signed and chance.happens(0.4):
        one = replace(one, given=signed[one.given])
    elif chance.happens(0.2):
        one = replace(one, given=_slip(one.given, chance))
    if "-" in one.family and chance.happens(0.4):
        one = replace(one, family=one.family.split("-")[chance.randrange(2)])
    elif "'" in one.family and chance.happens(0.5):
        one = replace(one, family=one.family.replace("'", "").replace("d", "D", 1))
    elif chance.happens(0.15):
        one = replace(one, family=_slip(one.family, chance))
    elif chance.happens(0.06):
        one = replace(one, family=chance.choice(families))  # changed, everything else stands
        return replace(one, postcode="")
    if chance.happens(0.05):
        one = replace(one, given=one.family, family=one.given)
    year, month, day = one.birth.split("-")
    if chance.happens(0.06) and int(day) <= 12:
        one = replace(one, birth=f"{year}-{day}-{month}")
    elif chance.happens(0.06):
        one = replace(one, birth=f"{year[:3]}{chance.randrange(10)}-{month}-{day}")
    elif chance.happens(0.06):
        one = replace(one, birth=chance.choice((f"~{year}", f"{year}-{month}", "")))
    if chance.happens(0.2):  # moved
        place, postcode = chance.choice(_PLACES)
        one = replace(one, street=f"{chance.randrange(1, 400)}, {chance.choice(_STREETS)}",
                      place=place, postcode=postcode)  # fmt: skip
    elif chance.happens(0.3):
        one = replace(one, street=one.street.replace("rue", "r.").replace("chemin", "ch."))
    elif chance.happens(0.15):
        one = replace(one, street="")
    if chance.happens(0.3):
        one = replace(one, telephones=())
    elif chance.happens(0.2):
        one = replace(one, telephones=(f"819 555-{chance.randrange(10_000):04}",))
    return one


_THINGS: Final = (
    "Centre d'amitié", "Centre de santé", "Clinique juridique", "Banque alimentaire",
    "Maison de la famille", "Refuge", "Comptoir fiscal", "Carrefour jeunesse", "Maison des aînés",
    "Service d'interprètes", "Bureau de logement", "Centre d'emploi", "Friendship Centre",
    "Legal Clinic", "Food Bank", "Family Centre", "Shelter", "Housing Office",
)  # fmt: skip
_ENDINGS: Final = ("", "", " inc.", " Inc.", " ltée", " ltd", ", OBNL", " (OSBL)", " corporation")
_SHORT: Final = {
    "Centre": "Ctre", "Saint": "St", "Service": "Serv.", "Clinique": "Clin.", "jeunesse": "jeun.",
}  # fmt: skip


def organisations(number: int = 800, seed: int = 1) -> tuple[list[Organised], Labels]:
    """So many organisations, some branches and tenants, and which ids are one organisation."""
    chance = _Chance(seed)
    out: list[Organised] = []
    labels: Labels = set()
    taken: set[frozenset[str]] = set()
    for at in range(number):
        place = chance.choice(_PLACES)[0]
        name = _fresh_name(chance, taken)
        short = name.split()[-1].lower().translate(_PLAIN).replace("'", "").replace("œ", "oe")
        one = Organised(
            f"{at}", name, (), f"{chance.randrange(1, 900)}, {chance.choice(_STREETS)}", place,
            (f"819 555-{chance.randrange(10_000):04}",),
            (f"https://{short}{at}.example",) if chance.happens(0.6) else (),
            (f"info@{short}{at}.example",) if chance.happens(0.6) else (),
        )  # fmt: skip
        out.append(one)
        if chance.happens(0.12):  # a branch in another place: same name, web and switchboard
            other = chance.choice([place for place, _ in _PLACES if place != one.place])
            out.append(
                replace(one, id=f"{at}f", place=other, name=f"{one.name} - {other}",
                        street=f"{chance.randrange(1, 900)}, {chance.choice(_STREETS)}",
                        telephones=(f"819 555-{chance.randrange(10_000):04}",), emails=())
            )  # fmt: skip
        if chance.happens(0.12):  # another one in the same building, behind the same reception
            out.append(
                replace(one, id=f"{at}t", web=(), emails=(),
                        name=_fresh_name(chance, taken))
            )  # fmt: skip
        if chance.happens(0.25):
            out.append(replace(_listed_again(one, chance), id=f"{at}b"))
            labels.add(frozenset((one.id, f"{at}b")))
    chance.shuffle(out)
    return out, labels


def _fresh_name(chance: _Chance, taken: set[frozenset[str]]) -> str:
    """A name that nobody bears yet: of two with one name nobody could say that they are two."""
    while True:
        name = f"{chance.choice(_THINGS)} {chance.choice(FRENCH_FAMILY)}"
        if chance.happens(0.5):
            name += f" {chance.choice(('de', 'du', 'des'))} {chance.choice(FRENCH_FAMILY)}"
        words = frozenset(name.split())
        if words not in taken:
            taken.add(words)
            return name


def _listed_again(one: Organised, chance: _Chance) -> Organised:
    name = one.name + chance.choice(_ENDINGS)
    if chance.happens(0.5):
        name = name.translate(_PLAIN)
    if chance.happens(0.3):
        for whole, short in _SHORT.items():
            name = name.replace(whole, short)
    if chance.happens(0.2):
        name = _slip(name, chance)
    if chance.happens(0.15):
        initials = "".join(word[0] for word in name.split() if word[0].isupper())
        name = f"{name} ({initials})"
    web = tuple(f"http://www.{one.removeprefix('https://')}/fr/" for one in one.web)
    if chance.happens(0.15):  # it moved
        one = replace(one, street=f"{chance.randrange(1, 900)}, {chance.choice(_STREETS)}")
    elif chance.happens(0.3):
        one = replace(one, street=one.street.replace("rue", "r."))
    if chance.happens(0.25):
        one = replace(one, telephones=(f"819 555-{chance.randrange(10_000):04}",))
    elif chance.happens(0.3):
        one = replace(one, telephones=())
    return replace(one, name=name, web=web if chance.happens(0.7) else (), emails=())
