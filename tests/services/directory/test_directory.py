"""Finding services, reading entries, writing them in the office, proposing from the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from desktop_app.domain.fields import Value
from desktop_app.domain.values import ValueRefused
from desktop_app.interchange.hsds import read, write_json
from desktop_app.services.directory.directory import Directory
from desktop_app.services.directory.proposals import NothingProposed, Proposals
from desktop_app.services.session import NotAllowed, NotHere, Session
from tests.builders import START, Clock, a_laptop, an_environment, an_office, carry, swap

MONDAY_NOON = int(datetime(2026, 3, 2, 17, 0, tzinfo=UTC).timestamp() * 1000)  # in Iqaluit
SATURDAY = int(datetime(2026, 3, 7, 17, 0, tzinfo=UTC).timestamp() * 1000)
ITEM = "00000000-0000-4000-8000-0000000000{:02}"


def items(name: str, *each: dict[str, Value]) -> dict[str, Value]:
    return {
        f"{name}/{ITEM.format(number)}/{field}": value
        for number, one in enumerate(each)
        for field, value in one.items()
    }


@dataclass
class Small:
    """A directory of one clinic with two places, and a food bank."""

    office: Session
    directory: Directory
    clinic: str
    legal: str
    kuujjuaq: str
    iqaluit: str
    food: str


@pytest.fixture
def small() -> Small:
    office = an_office(environment=an_environment(Clock(START)))
    directory = Directory(office)
    clinic = directory.add(
        "organisation",
        {
            "name": "Clinique juridique Éxemple", "verified_on": "2026-02-01",
            **items("phones", {"number": "+18195550100"}),
        },
    )  # fmt: skip
    legal = directory.add(
        "service",
        {
            "name": "Conseils sur le logement", "organisation": clinic, "status": "active",
            "eligibility": "Faible revenu", "minimum_age": 18, "cost": "Gratuit",
            "verified_on": "2026-02-01", "verified_by": "Odile Exemple",
            **items("hours", {"days": "MO,TU", "opens_at": "09:00", "closes_at": "16:30"}),
            **items("documents", {"document": "Bail"}, {"document": "Avis reçus"}),
            **items("languages", {"language": "iu", "name": "Inuktitut"}, {"language": "fr"}),
            **items("contacts", {"name": "Josée Démo", "title": "Avocate"}),
            **items("costs", {"option": "Copie", "amount": 250}),
        },
    )  # fmt: skip
    places = []
    for town, zone in (("Kuujjuaq", "America/Toronto"), ("Iqaluit", "America/Iqaluit")):
        at = directory.add(
            "location",
            {
                "name": f"Bureau de {town}", "organisation": clinic, "time_zone": zone,
                **items("addresses", {"street": "1 rue Exemple", "place": town}),
            },
        )  # fmt: skip
        directory.add("service_at_location", {"service": legal, "location": at})
        places.append(at)
    food = directory.add(
        "service", {"name": "ᓂᕿᓂᒃ Food hampers", **items("areas", {"name": "Arviat"})}
    )
    return Small(office, directory, clinic, legal, places[0], places[1], food)


@pytest.mark.parametrize(
    "words",
    ["logement", "CONSEIL", "clinique juridique", "exemple", "kuujjuaq", "juridique kuujjuaq",
     "logement iqaluit exemple", "inuktitut"],
)  # fmt: skip
def test_words_of_the_service_its_organisation_or_its_place_lead_to_it(
    small: Small, words: str
) -> None:
    found = small.directory.find(words)
    assert [line.id for line in found] == [small.legal]
    line = found[0]
    assert (line.name, line.organisation, line.organisation_id) == (
        "Conseils sur le logement", "Clinique juridique Éxemple", small.clinic,
    )  # fmt: skip
    assert line.place == "Iqaluit, Kuujjuaq"
    assert line.telephone == "+18195550100"
    assert line.why
    assert 0 < line.score <= 1


def test_script_does_not_matter(small: Small) -> None:
    assert [line.id for line in small.directory.find("niqinik")] == [small.food]
    assert [line.id for line in small.directory.find("ᓂᕿᓂᒃ")] == [small.food]


def test_words_that_lead_nowhere(small: Small) -> None:
    assert small.directory.find("logement arviat") == []
    assert small.directory.find("zzz") == []
    assert small.directory.find('" OR *') == []


def test_the_name_comes_before_the_place(small: Small) -> None:
    other = small.directory.add("service", {"name": "Kuujjuaq food bank"})
    found = small.directory.find("kuujjuaq")
    assert [line.id for line in found] == [other, small.legal]
    assert found[0].score > found[1].score
    assert [str(reason) for reason in found[1].why] == ["In the place"]


def test_an_organisation_without_services_is_found_itself(small: Small) -> None:
    alone = small.directory.add("organisation", {"name": "Cercle Imaginaire"})
    found = small.directory.find("imaginaire")
    assert [(line.kind, line.id) for line in found] == [("organisation", alone)]


def test_without_words_all_services_by_name(small: Small) -> None:
    assert [line.id for line in small.directory.find("")] == [small.legal, small.food]
    assert [line.id for line in small.directory.page(1, 1)] == [small.food]
    assert small.directory.count() == 2


def test_filters(small: Small) -> None:
    def found(words: str = "", **filters: str | bool | int) -> list[str]:
        return [line.id for line in small.directory.find(words, **filters)]  # type: ignore[arg-type]

    assert found(open_now=True, at=MONDAY_NOON) == [small.legal]
    assert found(open_now=True, at=SATURDAY) == []
    assert found("logement", open_now=True, at=SATURDAY) == []
    for spoken in ("iu", "Inuktitut", "INUKTITUT", "fr"):
        assert found(language=spoken) == [small.legal]
    assert found(language="cr") == []
    assert found("food", language="iu") == []
    assert found(place="kuujjuaq") == [small.legal]
    assert found(place="Arviat") == [small.food]
    assert found("logement", place="Arviat") == []
    assert len(found(limit=1)) == 1


def test_open_is_told_by_the_clock_of_the_place(small: Small) -> None:
    line = small.directory.find("logement", at=MONDAY_NOON)[0]
    assert line.open is not None
    assert line.open.open is True
    assert line.open.until == datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    closed = small.directory.find("logement", at=SATURDAY)[0].open
    assert closed is not None
    assert closed.open is False
    assert closed.next_opening == datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
    assert small.directory.find("food")[0].open is None


def test_hours_without_a_clock_are_not_guessed(small: Small) -> None:
    hours = items("hours", {"days": "MO", "opens_at": "09:00", "closes_at": "16:30"})
    small.directory.add("service", {"name": "Aide fictive", **hours})
    unknown = small.directory.find("fictive", at=MONDAY_NOON)[0].open
    assert unknown is not None
    assert unknown.open is None
    told = small.directory.find("fictive", at=MONDAY_NOON, zone="America/Iqaluit")[0].open
    assert told is not None
    assert told.open is True


def test_what_is_closed_for_good_is_not_open(small: Small) -> None:
    small.directory.set("service", small.legal, {"status": "defunct"})
    line = small.directory.find("logement", at=MONDAY_NOON)[0]
    assert line.open is not None
    assert line.open.open is False


def test_a_service_entry(small: Small) -> None:
    entry = small.directory.service(small.legal)
    assert entry.title == "Conseils sur le logement"
    assert entry.organisation is not None
    assert entry.organisation.id == small.clinic
    assert [place.town for place in entry.locations] == ["Iqaluit", "Kuujjuaq"]
    assert entry.locations[0].address == ("1 rue Exemple", "Iqaluit")
    assert [row.times for row in entry.hours.days[:3]] == ["09:00–16:30", "09:00–16:30", "closed"]
    assert entry.documents == ("Bail", "Avis reçus")
    assert [str(one) for one in entry.eligibility] == ["Faible revenu", "From 18 years of age."]
    assert entry.languages == ("Inuktitut", "fr")
    assert str(entry.costs[0]) == "Gratuit"
    assert "2.50" in str(entry.costs[1])
    assert entry.items["contacts"][0].text("name") == "Josée Démo"
    assert str(entry.verified) == "Verified on 2026-02-01 by Odile Exemple."
    assert not entry.stale


def test_an_organisation_and_a_location_entry(small: Small) -> None:
    organisation = small.directory.organisation(small.clinic)
    assert [line.id for line in organisation.services] == [small.legal]
    assert [place.id for place in organisation.locations] == [small.iqaluit, small.kuujjuaq]
    location = small.directory.location(small.kuujjuaq)
    assert [line.id for line in location.services] == [small.legal]
    assert location.time_zone == "America/Toronto"
    with pytest.raises(NotHere):
        small.directory.service(small.clinic)


def test_stale_entries_wait_for_somebody_to_verify_them(small: Small) -> None:
    assert [line.id for line in small.directory.stale()] == [small.food]
    assert [line.id for line in small.directory.stale(10)] == [small.food, small.legal]
    small.directory.verify("service", small.food)
    assert small.directory.stale() == []
    entry = small.directory.service(small.food)
    assert entry.verified_on == date(2026, 3, 2).isoformat()
    assert "Odile Exemple" in str(entry.verified)


def test_deleting_and_restoring(small: Small) -> None:
    small.directory.delete("service", small.legal)
    assert small.directory.find("logement") == []
    assert small.directory.service(small.legal).deleted
    small.directory.restore("service", small.legal)
    assert len(small.directory.find("logement")) == 1


def test_only_the_office_writes(small: Small) -> None:
    north = a_laptop(small.office)
    carry(small.office, north)
    directory = Directory(north)
    assert [line.id for line in directory.find("logement")] == [small.legal]
    for attempt in (
        lambda: directory.add("service", {"name": "Nouveau"}),
        lambda: directory.set("service", small.legal, {"name": "Autre"}),
        lambda: directory.delete("service", small.legal),
        lambda: directory.verify("service", small.legal),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert directory.service(small.legal).title == "Conseils sur le logement"


def test_values_are_checked(small: Small) -> None:
    with pytest.raises(ValueRefused):
        small.directory.add("service", {"name": "Site", "website": "javascript:alert(1)"})
    with pytest.raises(KeyError):
        small.directory.set("service", small.legal, {"colour": "red"})
    assert small.directory.set("service", small.legal, {"name": "Conseils sur le logement"}) == ()


def test_a_proposal_goes_to_the_office_and_its_answer_comes_back(small: Small) -> None:
    north = a_laptop(small.office)
    carry(small.office, north)
    proposal = Directory(north).propose("", small.legal, "Logement", "Fermé le mardi")
    with pytest.raises(NotAllowed):
        Directory(north).answer(proposal, "taken")
    swap(north, small.office)
    waiting = small.directory.proposals("waiting")
    assert [(one.id, one.text, one.by) for one in waiting] == [
        (proposal, "Fermé le mardi", "Maude Exemple")
    ]
    small.directory.answer(proposal, "taken", "Merci, c'est corrigé.")
    assert small.directory.proposals("waiting") == []
    carry(small.office, north)
    line = Proposals(north).all()[0]
    assert (line.state, line.answer) == ("taken", "Merci, c'est corrigé.")
    with pytest.raises(ValueRefused):
        small.directory.answer(proposal, "eaten")
    with pytest.raises(NothingProposed):
        Directory(north).propose("", "", "", "  ")


def test_what_is_exported_reads_back(
    small: Small, tmp_path_factory: pytest.TempPathFactory
) -> None:
    small.directory.set("service", small.legal, {f"documents/{ITEM.format(0)}/life": "deleted"})
    records = small.directory.export()
    file = tmp_path_factory.mktemp("out") / "directory.json"
    file.write_bytes(write_json(records))
    again = {one.id: (one.entity, dict(one.values)) for one in read(file).records}
    assert again == {one.id: (one.entity, dict(one.values)) for one in records}
    legal = next(one for one in records if one.id.hex() == small.legal)
    assert "Bail" not in legal.values.values()
    assert {one.entity for one in small.directory.export("location")} == {"location"}
