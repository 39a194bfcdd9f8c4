"""Fictional clients, households and appointments."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from desktop_app.domain.fields import Value
from desktop_app.services.fiction import names, phrases
from desktop_app.services.fiction.places import Place
from desktop_app.services.fiction.record import FictionalRecord, listed, new_id, stated

YES: Final = True

_FIRST_HOUR, _LAST_HOUR = 9, 16
_SLOT_MINUTES: Final = 15


@dataclass(frozen=True, slots=True)
class FictionalClient:
    """One person: identity and client share an id. records: notes, consents, household parts."""

    place: Place
    identity: FictionalRecord
    client: FictionalRecord
    records: tuple[FictionalRecord, ...]

    @property
    def full_name(self) -> str:
        given, family = self.identity.values.get("given"), self.identity.values.get("family")
        return " ".join(str(part) for part in (given, family) if part)


def clients(
    seed: int,
    count: int,
    on: date,
    communities: Mapping[Place, FictionalRecord],
    workers: Sequence[str] = (),
) -> Iterator[FictionalClient]:
    """`count` people, one at a time, no two with the same names and none with a twin's birth.

    on: the day that counts as today. workers: ids of those who may be responsible, 32 hexadecimal
    digits. About a third live in households; one in forty bears one of the longest names.
    """
    chance = random.Random(f"{seed} clients")
    places = tuple(communities)
    taken: set[tuple[str, str]] = set()
    household: FictionalRecord | None = None
    left, family, place = 0, "", places[0]
    for number in range(count):
        opens_household = False
        if left:
            left -= 1
        else:
            place, household, family = chance.choice(places), None, ""
            if chance.random() < 0.16:
                left = chance.randrange(1, 4)
                family = _family_name(chance, "fr" if place.french else "en")
                household = _household(chance, on, family, communities[place])
                opens_household = True
        yield _client(
            _Making(chance, on, place, communities[place], number),
            _unused_name(chance, place, family, number, taken),
            household,
            chance.choice(workers) if workers else "",
            opens_household=opens_household,
        )


def longest_names() -> tuple[tuple[str, str], ...]:
    """Given and family names of the longest people, for looking at what gets cut off."""
    return names.LONGEST


@dataclass(frozen=True, slots=True)
class _Making:
    """What everything about one person is made from."""

    chance: random.Random
    on: date
    place: Place
    community: FictionalRecord
    number: int

    @property
    def tongue(self) -> str:
        """In which language the files about this person are kept."""
        return "fr" if self.place.french else "en"

    def one_of(self, table: Mapping[str, Sequence[str]]) -> str:
        return self.chance.choice(table[self.tongue])

    def days_ago(self, most: int) -> str:
        return (self.on - timedelta(days=self.chance.randrange(most))).isoformat()


def _family_name(chance: random.Random, tongue: str) -> str:
    own = names.FRENCH_FAMILY if tongue == "fr" else names.ENGLISH_FAMILY
    other = names.ENGLISH_FAMILY if tongue == "fr" else names.FRENCH_FAMILY
    first = chance.choice(own if chance.random() < 0.85 else other)
    if chance.random() < 0.3:
        return first
    second = chance.choice(own)
    return first if second == first else f"{first}-{second}"


def _given_name(chance: random.Random, place: Place) -> str:
    if place.languages[0].startswith("iu") and chance.random() < 0.05:
        return chance.choice(names.INUKTITUT_WORDS)[0].capitalize()
    if place.languages[0] == "csw" and chance.random() < 0.05:
        return chance.choice(names.CREE_WORDS)[0].capitalize()
    french = place.french != (chance.random() < 0.15)
    given = chance.choice(names.FRENCH_GIVEN if french else names.ENGLISH_GIVEN)
    if chance.random() < 0.35:
        second = chance.choice(names.FRENCH_GIVEN if french else names.ENGLISH_GIVEN)
        if second != given:
            return f"{given}-{second}" if french else f"{given} {second}"
    return given


def _unused_name(
    chance: random.Random, place: Place, family: str, number: int, taken: set[tuple[str, str]]
) -> tuple[str, str]:
    if number % 40 == 7 and number // 40 < len(names.LONGEST):
        return names.LONGEST[number // 40]
    tongue = "fr" if place.french else "en"
    while True:
        given = _given_name(chance, place)
        last = family or _family_name(chance, tongue)
        # In a few communities people go by a single name.
        name = (given, "") if not family and chance.random() < 0.01 else (given, last)
        if name not in taken:
            taken.add(name)
            return name


def _household(
    chance: random.Random, on: date, family: str, community: FictionalRecord
) -> FictionalRecord:
    return FictionalRecord(
        "household", new_id(chance, on), {"name": family, "community": community.id.hex}
    )


def _client(
    making: _Making,
    name: tuple[str, str],
    household: FictionalRecord | None,
    worker: str,
    *,
    opens_household: bool,
) -> FictionalClient:
    chance, on = making.chance, making.on
    person = new_id(chance, on)
    birth = _birth(making)
    identity = FictionalRecord("identity", person, _identity(making, name, birth))
    case = _case(making, worker)
    child = _age(birth, on) < 18
    if child:
        case |= _of_a_child(making, birth, case)
    client = FictionalRecord("client", person, case)
    records = [*_notes(making, person.hex), *_consents(making, person.hex)]
    if household is not None:
        if opens_household:
            records.append(household)
        role = "child" if child else "adult"
        records.append(
            FictionalRecord(
                "household_member",
                new_id(chance, on),
                {"household": household.id.hex, "client": person.hex, "role": role},
            )
        )
    return FictionalClient(making.place, identity, client, tuple(records))


def _age(birth: str, on: date) -> int:
    year = birth.removeprefix("~")[:4]
    return on.year - int(year) if year.isdigit() else 40


def _birth(making: _Making) -> str:
    """A date of birth: most exact, some only by year and month, by year, about, or unknown."""
    chance = making.chance
    day = making.on - timedelta(days=chance.randrange(1, 92 * 365))
    how = chance.random()
    if how < 0.78:
        return day.isoformat()
    if how < 0.84:
        return f"{day.year}-{day.month:02d}"
    if how < 0.91:
        return str(day.year)
    if how < 0.97:
        return f"~{day.year - day.year % 5}"
    return ""


def _telephone(making: _Making) -> str:
    """A number of the range kept for fiction, 555-0100 to 555-0199, behind a real area code."""
    return f"{making.place.calling}-555-01{making.chance.randrange(100):02d}"


def _identity(making: _Making, name: tuple[str, str], birth: str) -> dict[str, Value]:
    chance, place = making.chance, making.place
    given, family = name
    familiar = names.FAMILIAR.get(given.split("-")[0].split(" ")[0])
    pronouns = names.PRONOUNS_FR if place.french else names.PRONOUNS_EN
    letter, digit = chance.choice("ABCEGHJKLM"), chance.randrange(10)
    house = chance.randrange(1, 2000)
    values = stated(
        {
            "given": given,
            "family": family,
            "preferred": familiar if familiar and chance.random() < 0.3 else "",
            "birth_date": birth,
            "pronouns": chance.choice(pronouns) if chance.random() < 0.12 else "",
            "street": f"{house}, rue de l'Exemple" if place.french else f"{house} Sample Road",
            "place": place.name,
            "province": place.province,
            "postal_code": f"{place.postal} {digit}{letter}0",
            "directions": making.one_of(phrases.DIRECTIONS) if chance.random() < 0.2 else "",
        }
    )
    values |= listed(chance, making.on, "phones", _phones(making))
    if chance.random() < 0.35:
        address = f"client{making.number}@courriel.example"
        values |= listed(chance, making.on, "emails", [{"address": address}])
    if chance.random() < 0.25:
        card = "Carte de démonstration" if place.french else "Demonstration card"
        number = f"DEMO-{making.number:07d}"
        values |= listed(chance, making.on, "identifiers", [{"value": number, "sort": card}])
    return values | listed(chance, making.on, "names", _other_names(making, family))


def _phones(making: _Making) -> list[dict[str, Value]]:
    chance = making.chance
    phones: list[dict[str, Value]] = []
    for index in range(chance.choice((0, 1, 1, 1, 1, 1, 2))):
        phone: dict[str, Value] = {"number": _telephone(making)}
        if index == 0:
            phone["preferred"] = YES
        if chance.random() < 0.4:
            phone["label"] = making.one_of(phrases.RELATIVES)
        if chance.random() < 0.7:
            phone["safe_to_message"] = chance.random() < 0.8
        if chance.random() < 0.03:
            phone["do_not_contact"] = YES
        phones.append(phone)
    return phones


def _other_names(making: _Making, family: str) -> list[dict[str, Value]]:
    chance, speech = making.chance, making.place.languages[0]
    other: list[dict[str, Value]] = []
    if family and chance.random() < 0.08:
        other.append({"name": _family_name(chance, making.tongue), "sort": "birth"})
    if speech.startswith("iu") and chance.random() < 0.12:
        other.append({"name": chance.choice(names.INUKTITUT_SYLLABICS)[0], "sort": "nickname"})
    elif speech == "csw" and chance.random() < 0.12:
        other.append({"name": chance.choice(names.CREE_SYLLABICS)[0], "sort": "nickname"})
    return other


def _case(making: _Making, worker: str) -> dict[str, Value]:
    chance, place = making.chance, making.place
    at_home = chance.random() < 0.55
    language = place.languages[0] if at_home else ("fr" if place.french else "en")
    closed = chance.random() < 0.12
    values = stated(
        {
            "community": making.community.id.hex,
            "language": language,
            "owner": worker,
            "mode": chance.choice(("in_person", "in_person", "telephone", "home", "")),
            "first_contact": making.days_ago(900),
            "status": "closed" if closed else "open",
            "needs": making.one_of(phrases.NEEDS),
            "access": making.one_of(phrases.ACCESS) if chance.random() < 0.15 else "",
            **_reaching(making.number),
        }
    )
    if at_home and language not in ("fr", "en"):
        values["interpreter"] = chance.random() < 0.35
    if closed and chance.random() < 0.1:
        values |= {"deceased": YES, "died_on": making.days_ago(300)[:7]}
    others = [one for one in place.languages if one != language and chance.random() < 0.6]
    return values | listed(chance, making.on, "languages", [{"language": one} for one in others])


def _of_a_child(making: _Making, birth: str, case: Mapping[str, Value]) -> dict[str, Value]:
    """What is asked for a child, and a first contact that is not before the birth."""
    needs, tongue = phrases.CHILD_NEEDS[making.tongue], making.tongue
    place = phrases.NEEDS[tongue].index(str(case["needs"]))
    day = birth.removeprefix("~")
    born = day if len(day) == len("2020-01-01") else f"{day[:4]}-12-31"
    first = max(str(case["first_contact"]), min(born, making.on.isoformat()))
    return {"needs": needs[place % len(needs)], "first_contact": first}


def _reaching(number: int) -> dict[str, Value]:
    """How some people are reached: every fourth by a device, every ninth with care about money."""
    told: dict[str, Value] = {}
    if number % 4 == 1:
        told["device"] = ("smartphone", "landline", "shared", "computer")[number // 4 % 4]
        told["connection"] = ("weak", "voice", "elsewhere", "good")[number // 4 % 4]
        told["skill"] = ("help", "none", "alone")[number // 4 % 3]
    if number % 9 == 4:
        told["money_comfort"] = ("alone", "slowly", "written")[number // 9 % 3]
    return told


def _notes(making: _Making, person: str) -> Iterator[FictionalRecord]:
    chance = making.chance
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        yield FictionalRecord(
            "note",
            new_id(chance, making.on),
            {
                "client": person,
                "text": making.one_of(phrases.NOTES),
                "happened_on": making.days_ago(400),
                "mode": chance.choice(("in_person", "telephone", "home")),
                "minutes": chance.choice((10, 15, 20, 30, 45, 60)),
            },
        )


def _consents(making: _Making, person: str) -> Iterator[FictionalRecord]:
    chance = making.chance
    purposes = ["file", *(one for one in ("share", "contact", "speak") if chance.random() < 0.4)]
    given = making.on - timedelta(days=chance.randrange(500))
    for purpose in purposes:
        values: dict[str, Value] = {
            "client": person,
            "purpose": purpose,
            "given_on": given.isoformat(),
            "expires_on": (given + timedelta(days=730)).isoformat(),
            "how": chance.choice(("spoken", "signed", "screen")),
        }
        if purpose != "file" and chance.random() < 0.04:
            values["withdrawn_on"] = making.on.isoformat()
        yield FictionalRecord("consent", new_id(chance, making.on), values)


def appointments(
    seed: int,
    on: date,
    of_whom: Sequence[FictionalClient],
    workers: Sequence[str],
    days: int = 21,
) -> Iterator[FictionalRecord]:
    """Appointments of each worker from `days` before to `days` after `on`, weekends left out but for `on` itself.

    Every worker has up to seven a day, none overlapping, each in the local time of the client's
    community, with the worker's own clients where there are some. Those before `on` have an end.
    """
    chance = random.Random(f"{seed} appointments")
    for worker in workers:
        own = [one for one in of_whom if one.client.values.get("owner") == worker] or [*of_whom]
        for distance in range(-days, days + 1):
            day = on + timedelta(days=distance)
            # The day itself is always a working day, or a trial on a Sunday would show nothing.
            if not own or (day.weekday() > 4 and distance):
                continue
            yield from _day_of(chance, on, day, worker, own)


def _day_of(
    chance: random.Random, on: date, day: date, worker: str, own: Sequence[FictionalClient]
) -> Iterator[FictionalRecord]:
    """One worker's day in one community, as a visit is."""
    place = chance.choice(own).place
    there = [one for one in own if one.place == place]
    met = chance.sample(there, min(len(there), chance.randrange(3, 8)))
    minute = _FIRST_HOUR * 60 + _SLOT_MINUTES * chance.randrange(3)
    for person in met:
        minutes = chance.choice((30, 30, 45, 60))
        if minute + minutes > _LAST_HOUR * 60 + 30:
            return
        local = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(place.time_zone))
        yield _appointment(chance, on, local, minutes, worker, person)
        minute += minutes + _SLOT_MINUTES * chance.randrange(3)


def _appointment(
    chance: random.Random,
    on: date,
    local: datetime,
    minutes: int,
    worker: str,
    person: FictionalClient,
) -> FictionalRecord:
    tongue = "fr" if person.place.french else "en"
    subject, bring = chance.choice(phrases.SUBJECTS[tongue])
    if local.date() < on:
        status = chance.choice(("kept",) * 7 + ("late", "cancelled", "no_show"))
    else:
        status = chance.choice(("planned",) * 12 + ("cancelled",))
    values = stated(
        {
            "client": person.client.id.hex,
            "starts_at": local.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            "time_zone": person.place.time_zone,
            "minutes": minutes,
            "mode": chance.choice(("in_person", "in_person", "in_person", "telephone", "home")),
            "place": chance.choice(phrases.MEETING_PLACES[tongue]),
            "status": status,
            "reason": chance.choice(phrases.CANCELLED[tongue]) if status == "cancelled" else "",
            "subject": subject,
            "worker": worker,
            "bring": bring,
        }
    )
    return FictionalRecord("appointment", new_id(chance, on), values)
