"""Forms about a journey, a meeting and a service; and answers named by their questions elsewhere."""

from __future__ import annotations

import io

import pypdf
import pytest

from desktop_app.domain.forms.definition import Form, Option, Sort
from desktop_app.domain.forms.filling import DECLINED, LATER, Answer, Place
from desktop_app.domain.words.calendar_words import money
from desktop_app.language import use_language
from desktop_app.reports.speaking import speaking
from desktop_app.services.casework.finding import find_work
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.read_back import RIGHT, ReadBacks
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts, Filter
from desktop_app.services.directory.directory import Directory
from desktop_app.services.forms.answers import FilledForms, said, told_answers
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.form_papers import FormPapers
from desktop_app.services.forms.subjects import NotAboutThis, Subjects
from desktop_app.services.undo import Undo
from tests.builders import a_client, a_laptop, an_office, carry, swap
from tests.services.forms.made_forms import a_form, a_question
from tests.services.forms.test_own_fields import told as a_field


def test_an_answer_that_waits_for_a_decision_is_called_by_its_question() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    client, form = a_client(office), a_form(office)
    record = FilledForms(office).begin(
        client, form, {Place("heating"): Answer("none"), Place("age", "2"): Answer("9")}
    )
    for laptop in (north, south):
        carry(office, laptop)
    FilledForms(north).save(
        record, {Place("heating"): Answer("wood"), Place("age", "2"): Answer("8")}
    )
    FilledForms(south).save(
        record, {Place("heating"): Answer("oil"), Place("age", "2"): Answer("7")}
    )
    swap(north, south)
    found = Conflicts(north).list()
    by_label = {str(one.label): one for one in found}
    # What narrows the list calls all answers to a form by the form.
    Clients(north).set(client, {"birth_date": "1960"})
    Clients(south).set(client, {"birth_date": "1961"})
    swap(north, south)
    inbox = Conflicts(north).inbox()
    fields = {str(label): key for key, label in inbox.fields}
    assert fields == {
        "Date of birth": fields["Date of birth"],
        "Form: The home in winter": f"form/{form}",
    }
    narrowed = Conflicts(north).inbox(Filter(field=f"form/{form}")).conflicts
    assert {one.id for one in narrowed} == {one.id for one in found}
    assert set(by_label) == {"heating in English", "age in English, number 2"}
    heating = by_label["heating in English"]
    assert heating.asked is not None
    standing = [one.value for one in heating.values]
    assert {heating.asked.words(one) for one in standing} == {"Wood", "Oil"}
    offered = heating.asked.field(standing).choices
    assert {str(one.label) for one in offered} == {"Wood", "Oil", "None"}
    assert heating.combined in ("wood", "oil")
    use_language("fr")
    try:
        assert str(heating.label) == "heating en français"
        assert {heating.asked.words(one) for one in standing} == {"Bois", "Mazout"}
    finally:
        use_language("en")
    assert by_label["age in English, number 2"].combined in (7, 8)
    # A number that was typed anew is kept as answers are kept.
    Conflicts(north).resolve(by_label["age in English, number 2"].id, 6)
    assert FilledForms(north).get(record).answers[Place("age", "2")] == Answer("6")
    changes = Clients(north).history(client)
    told = {str(one.label): one for one in changes if one.asked is not None}
    line = told["Filled form: heating in English"]
    assert line.asked is not None
    assert (line.asked.words(line.before), line.asked.words(line.after)) in (
        ("None", "Wood"), ("None", "Oil"),
    )  # fmt: skip
    assert not any("Which time" in str(one.label) for one in changes)


def test_forms_about_a_journey_and_a_meeting_lie_in_the_file_and_travel() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    client, other = a_client(office), a_client(office, "Bea")
    of_case, of_meeting = a_form(office, about="case"), a_form(office, about="encounter")
    for laptop in (north, south):
        carry(office, laptop)
    met = {"happened_on": "2026-03-02", "sort": "meeting", "summary": "Au dépanneur"}
    meeting = Records(north).add("encounter", client, met)
    subjects = Subjects(north).of(client)
    assert [one.about for one in subjects] == ["case", "encounter"]
    assert str(subjects[1].words) == "2026-03-02, Meeting: Au dépanneur"
    filled = FilledForms(north)
    # The journey of which nothing was written is opened, in one act with the form.
    first = filled.begin(client, of_case, {Place("heating"): Answer("wood")}, at=subjects[0])
    undone = Undo(north)
    second = filled.begin(client, of_meeting, {Place("heating"): Answer("oil")}, at=subjects[1])
    (case,) = Journeys(north).of(client).cases
    assert [(one.about, one.subject) for one in filled.of(client)] == [
        ("case", case.id), ("encounter", meeting),
    ]  # fmt: skip
    with pytest.raises(NotAboutThis):
        filled.begin(client, of_meeting, {}, at=subjects[0])
    with pytest.raises(NotAboutThis):
        filled.begin(other, of_meeting, {}, at=subjects[1])
    with pytest.raises(NotAboutThis):
        filled.begin(client, of_meeting, {})
    undone.undo_last()
    assert [one.id for one in filled.of(client)] == [first]
    undone.redo()
    swap(north, south)
    assert {one.about for one in FilledForms(south).of(client)} == {"case", "encounter"}
    paper = FormPapers(south).filled(second, "fr")
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    assert "Au dépanneur" in words
    assert "Mazout" in words


def test_a_form_about_a_service_is_filled_in_on_a_laptop_and_reaches_the_office() -> None:
    office = an_office()
    north = a_laptop(office)
    service = Directory(office).add("service", {"name": "Popote roulante"})
    form = a_form(office, about="service")
    carry(office, north)
    filled = FilledForms(north)
    record = filled.begin_of_service(service, form, {Place("heating"): Answer("wood")})
    filled.save(record, {Place("cost"): Answer("500")}, complete=True)
    carry(north, office)
    (found,) = FilledForms(office).of_service(service)
    assert (found.id, found.about, found.subject, found.complete) == (
        record, "service", service, True,
    )  # fmt: skip
    assert "Popote roulante" in "".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(FormPapers(office).filled(record, "en"))).pages
    )
    with pytest.raises(NotAboutThis):
        FilledForms(office).begin_of_service(service, a_form(office), {})
    filled.delete(record)
    assert filled.of_service(service) == ()


def test_own_fields_of_journeys_and_meetings_are_told_and_found() -> None:
    office = an_office()
    desk = OwnFieldsDesk(office)
    for about, code in (("case", "dossier"), ("encounter", "trajet")):
        desk.add(
            {**a_field(office), "about": about, "code": code, "searched": True,
             "label_fr": f"{code} en français", "label_en": f"{code} in English"}
        )  # fmt: skip
    client = a_client(office)
    Journeys(office).tell(client, "", {"own_dossier": "Kayakiste"})
    (case,) = Journeys(office).of(client).cases
    assert [(str(one.label), str(one)) for one in case.own] == [("dossier in English", "Kayakiste")]
    met = {"happened_on": "2026-03-02", "sort": "meeting", "own_trajet": "Motoneige"}
    Records(office).add("encounter", client, met)
    item = next(one for one in Clients(office).show(client).timeline if one.kind == "encounter")
    assert item.text == "trajet in English: Motoneige"
    assert [one.kind for one in find_work(office, "kayakiste", 10)] == ["case"]
    assert [one.kind for one in find_work(office, "motoneige", 10)] == ["encounter"]
    Journeys(office).tell(client, case.id, {"own_dossier": "Rameuse"})
    desk.add(
        {**a_field(office), "about": "service", "code": "quai", "searched": True}
    )  # fmt: skip
    service = Directory(office).add("service", {"name": "Popote", "own_quai": "Embarcadère"})
    assert [one.id for one in Directory(office).find("embarcadere")] == [service]
    assert Directory(office).service(service).fields["own_quai"] == "Embarcadère"
    told = [one for one in Clients(office).history(client) if one.path == "own_dossier"]
    assert (told[0].before, told[0].after) == ("Kayakiste", "Rameuse")


def test_a_person_reads_back_what_they_answered_in_their_language() -> None:
    office = an_office()
    client = a_client(office, language="fr")
    shown, withheld = a_form(office), a_form(office, person_reads=False)
    filled = FilledForms(office)
    filled.begin(client, shown, {Place("heating"): Answer("oil")})
    answers = {
        Place("heating"): Answer("wood"),
        Place("cost"): Answer("9900"),
        Place("age", "1"): Answer("", DECLINED),
        Place("old_question"): Answer("", LATER),
    }
    newest = filled.begin(client, shown, answers)
    filled.begin(client, withheld, {Place("old_question"): Answer("Remarque de l'intervenante")})
    backs = ReadBacks(office)
    page = backs.page(client)
    told = {one.question: one.value for one in page.items if one.group}
    assert told == {
        "heating en français": "Bois",
        "cost en français": money_in_french(9900),
        "age en français, numéro 1": "Préfère ne pas répondre",
    }
    assert {one.form for one in page.items if one.group} == {"Le logis en hiver"}
    chosen = backs.page(client, ("name", newest))
    assert {one.group for one in chosen.items} == {"", newest}
    record = backs.keep(chosen, RIGHT)
    assert "heating en français Bois" in Records(office).get("read_back", record).text("what")


def money_in_french(cents: int) -> str:
    with speaking("fr"):
        return money(cents)


def test_own_words_are_those_of_the_same_repetition() -> None:
    office = an_office()
    client = a_client(office)
    work = a_question(
        "work",
        Sort.CHOICE,
        other=True,
        choices=(Option("fish", "Pêche", "Fishing"), Option("hunt", "Chasse", "Hunting")),
    )
    form = a_form(office, Form((a_question("people", Sort.REPEAT, questions=(work,)),)))
    answers = {
        Place("work", "1"): Answer("other"), Place("work__other", "1"): Answer("Couture"),
        Place("work", "2"): Answer("other"), Place("work__other", "2"): Answer("Sculpture"),
    }  # fmt: skip
    filled = FilledForms(office).get(FilledForms(office).begin(client, form, answers))
    told = [said(filled, one) for one in told_answers(filled) if one.place.question == "work"]
    assert told == ["Couture", "Sculpture"]
