"""The list of benefits, the check, applications and tax years on real vaults in memory."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest

from desktop_app.domain.casework.benefits_check import LATER, NOT_SAID
from desktop_app.domain.fields import Value
from desktop_app.interchange.benefit_list import ListUnreadable, parse, read, shipped, write
from desktop_app.language import use_language
from desktop_app.services.casework.applications import AlreadyStarted, Applications, amount_doubt
from desktop_app.services.casework.benefit_check import BenefitCheck
from desktop_app.services.casework.benefit_list import BenefitLine, BenefitList
from desktop_app.services.casework.tax_years import TaxYears
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.undo import Undo
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, swap

NOW = 1795273200000  # 2026-11-21
OFFICIAL = (
    "canada.ca", "gc.ca", "gov.nu.ca", "gov.nt.ca", "yukon.ca", "gouv.qc.ca", "revenuquebec.ca",
    "ontario.ca", "gov.bc.ca", "alberta.ca", "saskatchewan.ca", "gnb.ca",
)  # fmt: skip
"""The hosts of governments. What a government itself sends over the wire of CNW counts as well."""


@pytest.fixture
def office() -> Session:
    return an_office(["Lac-Exemple"], environment=an_environment(Clock(NOW)))


def _is_official(page: str) -> bool:
    host = urlsplit(page).netloc
    wire = page.startswith("https://www.newswire.ca/")
    return wire or any(host == one or host.endswith(f".{one}") for one in OFFICIAL)


def _benefit(session: Session, code: str) -> str:
    return next(one.id for one in BenefitList(session).all() if one.code == code)


def _home(session: Session, *clients: str) -> None:
    home = Households(session).add("Maison Exemple", "Lac-Exemple")
    for one in clients:
        Households(session).join(home, one, "adult")


def test_every_fact_of_the_shipped_list_has_a_source_and_a_date_or_is_to_be_checked() -> None:
    edition = shipped()
    codes = {one.code for one in edition.questions}
    assert len(edition.benefits) > 50
    for one in edition.benefits:
        assert str(one.values["source"]).startswith("https://"), one.code
        # What has no day, or a fact that stands on no official page, is not to be counted on yet.
        pages = [one.values["source"], one.values.get("conditions_source") or one.values["source"]]
        official = all(_is_official(str(page)) for page in pages)
        assert official or one.values.get("to_check") is True, one.code
        assert one.values.get("as_of") or one.values.get("to_check") is True, one.code
        assert {part[0] for part in one.conditions} <= codes, one.code
        assert one.conditions or one.values.get("ended_on"), one.code
        if one.values.get("maximum"):
            assert one.values["per"], one.code
            assert one.values["amount_from"], one.code
            assert one.values["amount_to"], one.code
    for question in edition.questions:
        assert question.why_en, question.code
        assert question.why_fr, question.code
    ended = {
        one.code: one.values["ended_on"] for one in edition.benefits if one.values.get("ended_on")
    }
    assert ended == {
        "ca.carbon-rebate": "2025-04-22", "bc.climate": "2025-04-30", "ca.gst": "2026-06-30",
        "nt.cost-of-living": "2025-04-04",
    }  # fmt: skip


def test_an_edition_is_written_and_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(write(shipped()))
    assert read(path) == shipped()


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole.pop("edition"),
        lambda whole: whole["benefits"][0].pop("name_fr"),
        lambda whole: whole["benefits"][0].update(maximum="a lot"),
        lambda whole: whole["benefits"][0].update(as_of="2026-13-40"),
        lambda whole: whole["benefits"][0].update(source="javascript:alert(1)"),
        lambda whole: whole["benefits"].append(whole["benefits"][0]),
        lambda whole: whole["benefits"][0].update(conditions=[{"question": "age"}]),
        lambda whole: whole.update(benefits="none"),
    ],
)
def test_a_list_that_is_none_is_refused_with_its_place(change: object) -> None:
    whole = json.loads(write(shipped()))
    change(whole)  # type: ignore[operator]
    with pytest.raises(ListUnreadable, match="Nothing was changed"):
        parse(json.dumps(whole).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b"x" * 2_100_000])
def test_bytes_that_are_no_list_are_refused(data: bytes) -> None:
    with pytest.raises(ListUnreadable):
        parse(data)


def test_an_edition_travels_and_leaves_alone_what_the_office_keeps(office: Session) -> None:
    north = a_laptop(office)
    # Every laptop has the shipped list before the office has loaded one, with the same ids.
    assert _benefit(north, "ca.ccb") == _benefit(office, "ca.ccb")
    with pytest.raises(NotAllowed):
        BenefitList(north).load()
    undo = Undo(office)
    loaded = BenefitList(office).load()
    assert (loaded.new, loaded.changed, loaded.kept) == (len(shipped().benefits), 0, 0)
    undo.undo_last()
    assert BenefitList(office).editions()[0] == ""
    assert BenefitList(office).load().kept == 0
    assert BenefitList(office).load().changed == 0
    BenefitList(office).change("ca.ccb", {"telephone": "1-800-555-0100"})
    newer = json.loads(write(shipped()))
    newer["edition"] = "2027-01"
    for one in newer["benefits"]:
        one["telephone"] = "1-800-555-0199"
        if one["code"] == "ca.gis":
            one["conditions"] = one["conditions"][:1]
    newer["benefits"] = [one for one in newer["benefits"] if one["code"] != "ca.jordan"]
    loaded = BenefitList(office).load(parse(json.dumps(newer).encode()))
    assert (loaded.kept, loaded.gone) == (1, ("ca.jordan",))
    swap(office, north)
    lines = {one.code: one for one in BenefitList(north).all()}
    assert lines["ca.ccb"].text("telephone") == "1-800-555-0100"
    assert lines["ca.gis"].text("telephone") == "1-800-555-0199"
    assert [one.question for one in lines["ca.gis"].conditions] == ["age"]
    assert BenefitList(north).editions()[0] == "2027-01"
    assert parse(write(BenefitList(north).export())).name == "2027-01"


def test_a_benefit_of_the_offices_own_is_added(office: Session) -> None:
    own = {"name_en": "Freight help", "name_fr": "Aide au transport", "as_of": "2026-11-01"}
    BenefitList(office).change("own.freight", own)
    (line,) = [one for one in BenefitList(office).all() if one.code == "own.freight"]
    assert (line.name, line.stored) == ("Freight help", True)


def test_what_nobody_has_dated_is_to_be_checked_until_the_office_has(office: Session) -> None:
    def line(code: str) -> BenefitLine:
        return next(one for one in BenefitList(office).all() if one.code == code)

    assert not line("ca.ccb").to_check
    assert line("ca.dental").to_check
    # A day alone is no check: the office says that it has checked.
    BenefitList(office).change("ca.dental", {"as_of": "2026-11-20"})
    assert line("ca.dental").to_check
    BenefitList(office).change("ca.dental", {"to_check": False})
    assert not line("ca.dental").to_check
    # And saying so without a day is none either.
    BenefitList(office).change("ca.ccb", {"as_of": None})
    assert line("ca.ccb").to_check


def test_the_check_gives_reasons_and_decides_nothing(office: Session) -> None:
    elder = a_client(office, "Jeanne", birth_date="~1951", province="Nunavut", language="fr")
    check = BenefitCheck(office)
    form = check.begin(elder)
    assert form.known == {"age": 75, "province": "NU"}
    answers = {
        **form.known, "years_in_canada": 60, "income": "under_20", "return_filed": "no",
        "dental": LATER, "children": 0, "heritage": NOT_SAID,
    }  # fmt: skip
    hints = {one.benefit.code: one for one in check.hints(answers)}
    gis = hints["ca.gis"]
    assert gis.likely
    assert gis.file_first
    assert "How old is the person? 75" in gis.reasons
    assert not hints["ca.dental"].likely
    assert "ca.ccb" not in hints
    assert "on.gains" not in hints
    assert "ca.carbon-rebate" not in hints
    note = check.keep(elder, answers)
    (kept,) = [one for one in Clients(office).show(elder).timeline if one.id == note]
    assert "Guaranteed Income Supplement" in kept.text
    assert "nothing is decided" in kept.text
    assert "Canadian Dental Care Plan (to be checked by the office)" in kept.text
    assert "Old Age Security pension (to be checked" not in kept.text
    text = _read(check.slip(elder, answers))
    for words in ("Supplément de revenu garanti", "Guaranteed Income Supplement",
                  "Produisez d'abord la déclaration de revenus.",
                  "Pas encore vérifié par le bureau", "Not checked by the office yet"):  # fmt: skip
        assert words in text
    assert "Jeanne" not in text


def test_an_application_is_followed_until_it_is_paid(office: Session) -> None:
    north = a_laptop(office, "north", "Maude Exemple")
    client, child = a_client(office, "Jeanne"), a_client(office, "Zoé")
    _home(office, client, child)
    applications = Applications(office)
    made = applications.start(
        client, {"benefit": _benefit(office, "ca.gis"), "number": "GIS-1"}, state="sent",
        on="2026-09-01",
    )  # fmt: skip
    (line,) = applications.of(client).applications
    assert (line.name, line.whom, line.workers) == (
        "Guaranteed Income Supplement", "Jeanne Exemple", ("Odile Exemple",),
    )  # fmt: skip
    assert (line.due, line.late) == ("2026-10-27", 25)
    applications.note(made, "acknowledged", "2026-11-20")
    assert applications.of(client).applications[0].late == 0
    swap(office, north)
    paid: dict[str, Value] = {
        "amount": 110_874,
        "per": "month",
        "starts_on": "2026-12-01",
        "outcome": "accepted",
    }
    Applications(north).note(made, "decided", "2026-11-21", "", paid)
    swap(north, office)
    # The whole household sees it, from either file.
    for whose in (client, child):
        work = applications.of(whose)
        assert work.gain.yearly == 12 * 110_874
        assert [one.state for one in work.applications[0].steps] == [
            "sent", "acknowledged", "decided",
        ]  # fmt: skip
    told = [str(one.title) for one in Clients(office).show(client).timeline]
    assert "Application, decided" in told


def test_a_request_already_made_is_shown_and_joined(office: Session) -> None:
    north = a_laptop(office, "north", "Maude Exemple")
    client, partner = a_client(office, "Jeanne"), a_client(office, "Marc")
    _home(office, client, partner)
    benefit = _benefit(office, "ca.ccb")
    made = Applications(office).start(client, {"benefit": benefit}, on="2026-11-02")
    swap(office, north)
    with pytest.raises(AlreadyStarted) as refused:
        Applications(north).start(client, {"benefit": benefit})
    said = str(refused.value.message)
    for words in ("Canada child benefit", "Jeanne Exemple", "Odile Exemple", "November 2, 2026"):
        assert words in said
    Applications(north).join(refused.value.line.record.id)
    Applications(north).join(made)
    swap(north, office)
    (line,) = Applications(office).of(client).applications
    assert line.workers == ("Odile Exemple", "Maude Exemple")
    # The partner's own request is another one, and so is a second one that was meant.
    Applications(north).start(partner, {"benefit": benefit})
    Applications(north).start(client, {"benefit": benefit}, another=True)
    assert len(Applications(north).of(client).applications) == 3


def test_two_laptops_that_start_the_same_apart_make_one_application(office: Session) -> None:
    north = a_laptop(office)
    client = a_client(office)
    swap(office, north)
    benefit = _benefit(office, "ca.gis")
    Applications(office).start(client, {"benefit": benefit}, on="2026-11-02")
    Applications(north).start(client, {"benefit": benefit}, state="sent", on="2026-11-05")
    Applications(north).start(client, {"other": "Fonds d'aide"}, on="2026-11-05")
    swap(office, north)
    swap(north, office)
    for session in (office, north):
        lines = {one.name: one for one in Applications(session).of(client).applications}
        assert sorted(lines) == ["Fonds d'aide", "Guaranteed Income Supplement"]
        assert [one.state for one in lines["Guaranteed Income Supplement"].steps] == [
            "gathered", "sent",
        ]  # fmt: skip


def test_an_amount_in_the_wrong_unit_asks_back() -> None:
    asked = amount_doubt({"amount": 120_000_000, "per": "month"})
    assert "$1,200,000.00" in str(asked)
    assert "$14,400,000.00" in str(asked)
    assert "Nothing was saved yet" in str(asked)
    assert amount_doubt({"amount": 110_874, "per": "month"}) is None
    use_language("fr")
    try:
        assert "1\u00a0200\u00a0000,00\u00a0$" in str(
            amount_doubt({"amount": 120_000_000, "per": "once"})
        )
    finally:
        use_language("en")


def test_tax_years_of_everybody_and_what_filing_would_unlock(office: Session) -> None:
    client, partner, child = (
        a_client(office, "Jeanne", birth_date="1960-01-01", province="Nunavut"),
        a_client(office, "Marc", birth_date="1962"),
        a_client(office, "Zoé", birth_date="2015"),
    )
    _home(office, client, partner, child)
    years = TaxYears(office)
    years.set(client, 2023, {"state": "not_filed"})
    years.set(client, 2025, {"state": "assessed", "refund": 40_000})
    years.set(partner, 2019, {"state": "gathering"})
    people = years.of(client)
    assert [one.mate.name for one in people] == ["Jeanne Exemple", "Marc Exemple"]
    assert [(one.year, one.state) for one in people[0].years] == [
        (2025, "assessed"), (2024, ""), (2023, "not_filed"), (2022, ""),
    ]  # fmt: skip
    unlocked = {one.code for one in people[0].years[2].unlocks}
    assert {"ca.ccb", "ca.carbon-rebate", "ca.gst", "nu.child", "ca.gis"} <= unlocked
    assert not unlocked & {"qc.family", "ca.allowance"}
    assert people[0].years[0].unlocks == ()
    assert people[1].years[-1].year == 2019
    years.set(client, 2023, {"state": "filed", "filed_on": "2026-11-20"})
    assert [one.state for one in years.of(client)[0].years] == ["assessed", "", "filed", ""]


def test_two_laptops_write_of_one_year_into_one_record(office: Session) -> None:
    north = a_laptop(office)
    client = a_client(office)
    swap(office, north)
    TaxYears(office).set(client, 2024, {"state": "gathering"})
    TaxYears(north).set(client, 2024, {"state": "gathering", "remark": "T4 missing"})
    swap(office, north)
    swap(north, office)
    for session in (office, north):
        lines = [one for one in TaxYears(session).of(client)[0].years if one.record is not None]
        assert [(one.year, one.state) for one in lines] == [(2024, "gathering")]


def _read(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
