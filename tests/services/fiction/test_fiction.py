from __future__ import annotations

import random
import re
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Kind, declared_field, key_of
from desktop_app.domain.words.folding import fold
from desktop_app.language import attested_word, client_languages
from desktop_app.services.fiction import (
    DAMAGES,
    PLACES,
    FictionalClient,
    FictionalRecord,
    appointments,
    clients,
    communities,
    damage,
    longest_names,
    referral_directory,
)
from desktop_app.services.fiction import names as tables

ON = date(2026, 5, 1)
WORKERS = ("a" * 32, "b" * 32)
FICTIONAL_PHONE = re.compile(r"(867|819|418|709|705|807|204)-555-01\d\d")


def people(count: int, seed: int = 7) -> list[FictionalClient]:
    return list(clients(seed, count, ON, communities(seed, ON), WORKERS))


def all_records(count: int) -> list[FictionalRecord]:
    made = people(count)
    return [
        *communities(7, ON).values(),
        *referral_directory(7, ON),
        *(record for one in made for record in (one.identity, one.client, *one.records)),
        *appointments(7, ON, made, WORKERS),
    ]


def test_the_same_seed_makes_the_same_people_and_another_makes_others() -> None:
    assert all_records(60) == all_records(60)
    assert [one.full_name for one in people(30)] != [one.full_name for one in people(30, seed=8)]


def test_more_people_begin_with_the_same_ones() -> None:
    assert people(40)[:20] == people(20)


def test_every_value_is_of_a_field_that_is_declared_and_fits_it() -> None:
    spoken = {row.code for row in client_languages()}
    ids = {record.id.hex for record in all_records(400)} | set(WORKERS)
    for record in all_records(400):
        entity = STANDARD[record.entity]
        for path, value in record.values.items():
            declared = declared_field(entity, key_of(entity, path))
            assert declared is not None, path
            assert value not in (None, ""), path
            if declared.kind is Kind.CHOICE:
                assert value in {choice.value for choice in declared.choices}, (path, value)
            elif declared.kind is Kind.YES_NO:
                assert isinstance(value, bool)
            elif declared.kind in (Kind.INTEGER, Kind.MONEY):
                assert isinstance(value, int)
            elif declared.kind is Kind.LANGUAGE:
                assert value in spoken
            elif declared.kind is Kind.TIME_ZONE:
                assert ZoneInfo(str(value)).key == value
            elif declared.kind is Kind.DATE:
                assert date.fromisoformat(str(value)) <= date(2030, 1, 1)
            elif declared.kind is Kind.REFERENCE:
                assert value in ids, path
        for declared in entity.fields:
            assert not declared.required or record.values.get(declared.name), declared.name


def test_nobody_is_made_twice() -> None:
    made = people(5_000)
    names = [fold(one.full_name) for one in made]
    assert len(set(names)) > len(names) - 5  # an accent apart is rare, and then they differ in age
    assert len({one.identity.id for one in made}) == len(made)
    assert all(one.identity.id == one.client.id for one in made)


def test_ids_are_time_ordered_ones() -> None:
    assert {record.id.version for record in all_records(50)} == {7}


def test_telephones_lie_in_the_range_kept_for_fiction() -> None:
    numbers = [
        str(value)
        for record in all_records(500)
        for path, value in record.values.items()
        if path.startswith("phones/") and path.endswith("/number")
    ]
    assert len(numbers) > 300
    assert [number for number in numbers if not FICTIONAL_PHONE.fullmatch(number)] == []


def test_family_names_say_that_they_are_examples() -> None:
    known = {*tables.FRENCH_FAMILY, *tables.ENGLISH_FAMILY}
    longest = {family for _, family in longest_names()}
    for one in people(1_000):
        family = str(one.identity.values.get("family", ""))
        parts = family.split("-")
        whole = any(
            first in known and (not rest or rest in known)
            for first, rest in (
                ("-".join(parts[:cut]), "-".join(parts[cut:])) for cut in range(1, len(parts) + 1)
            )
        )
        assert not family or family in longest or whole, family


def test_people_are_various() -> None:
    made = people(2_000)
    values = [one.identity.values for one in made]
    births = [str(one.get("birth_date", "")) for one in values]
    assert {one.place for one in made} == set(PLACES)
    assert any(birth.startswith("~") for birth in births)
    assert any(len(birth) == 4 for birth in births)
    assert any(len(birth) == 7 for birth in births)
    assert "" in births
    assert any("family" not in one for one in values)  # a single name
    assert {"fr", "en", "iu", "moe", "atj", "csw"} <= {
        str(one.client.values["language"]) for one in made
    }
    assert any(one.client.values.get("interpreter") for one in made)
    assert any(one.client.values.get("deceased") for one in made)
    assert {record.entity for one in made for record in one.records} == {
        "note",
        "consent",
        "household",
        "household_member",
    }
    text = " ".join(str(record.values.get("text")) for one in made for record in one.records)
    assert "Rencontre à la maison communautaire" in text
    assert "Met at the community hall" in text


def test_households_are_opened_before_their_members() -> None:
    seen: set[str] = set()
    members: dict[str, int] = {}
    for one in people(500):
        for record in one.records:
            if record.entity == "household":
                assert record.id.hex not in seen
                seen.add(record.id.hex)
            elif record.entity == "household_member":
                assert record.values["household"] in seen
                members[str(record.values["household"])] = (
                    members.get(str(record.values["household"]), 0) + 1
                )
    assert len(seen) > 20
    assert max(members.values()) >= 3


def test_the_longest_names_are_among_the_first_people() -> None:
    made = {
        (one.identity.values.get("given"), one.identity.values.get("family")) for one in people(250)
    }
    assert set(longest_names()) <= made
    assert all(len(given) + len(family) > 60 for given, family in longest_names())


def test_words_used_as_names_are_attested() -> None:
    for code, words in (
        ("iu-Latn-x-other", tables.INUKTITUT_WORDS),
        ("iu-Cans-x-qikiqt", tables.INUKTITUT_SYLLABICS),
        ("csw-Cans", tables.CREE_SYLLABICS),
        ("crk-Latn", tables.CREE_WORDS),
    ):
        for word, meaning in words:
            assert attested_word(code, meaning) == word


def test_appointments_are_on_working_days_and_never_overlap() -> None:
    made = [*appointments(7, ON, people(300), WORKERS)]
    by_worker: dict[str, list[tuple[datetime, int, str]]] = {}
    today = 0
    for record in made:
        start = datetime.fromisoformat(str(record.values["starts_at"]))
        local = start.astimezone(ZoneInfo(str(record.values["time_zone"])))
        assert local.weekday() < 5
        assert 9 <= local.hour <= 16
        past = local.date() < ON
        assert (record.values["status"] == "planned") <= (not past)
        today += local.date() == ON
        by_worker.setdefault(str(record.values["worker"]), []).append(
            (start, int(record.values["minutes"] or 0), str(record.values["status"]))
        )
    assert today >= len(WORKERS)
    for spans in by_worker.values():
        for (start, minutes, _), (later, _, _) in pairwise(sorted(spans)):
            assert (later - start).total_seconds() >= minutes * 60


def test_the_directory_is_small_bilingual_and_connected() -> None:
    records = [*referral_directory(7, ON)]
    kinds = [record.entity for record in records]
    assert kinds.count("organisation") == 25
    assert kinds.count("service") == 25
    assert kinds.count("location") == kinds.count("service_at_location") > 40
    seen: set[str] = set()
    for record in records:
        for name in ("organisation", "service", "location"):
            assert record.values.get(name, "") in {"", *seen}
        seen.add(record.id.hex)
    services = " ".join(str(one.values.get("name")) for one in records)
    assert "Conseils juridiques gratuits" in services
    assert "Legal information and advice" in services


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_each_damage_strikes_somebody(name: str) -> None:
    chance = random.Random(3)
    struck = [
        one for one in (damage(person, chance, ON) for person in people(400)) if name in one.how
    ]
    assert struck


def test_a_damaged_copy_is_another_file_of_the_same_person() -> None:
    chance, again = random.Random(5), random.Random(5)
    for person in people(300):
        copy = damage(person, chance, ON)
        assert copy == damage(person, again, ON)
        assert copy.client.identity.id == copy.client.client.id != person.client.id
        assert 1 <= len(copy.how) <= 3
        assert copy.client.identity.values != person.identity.values
        assert not any(path.startswith("identifiers/") for path in copy.client.identity.values)
