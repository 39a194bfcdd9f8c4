"""Forms made at the office, filled in on laptops, in several versions; nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop_app.domain.forms.definition import Form, NewerForm, Sort
from desktop_app.domain.forms.filling import DECLINED, Answer, Place
from desktop_app.domain.values import ValueRefused
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.forms.answers import FilledForms, told_answers
from desktop_app.services.forms.forms import FormNotReady, Forms
from desktop_app.services.session import NotAllowed
from desktop_app.sync.erasing import Basis
from tests.builders import a_client, a_laptop, an_office, carry, swap
from tests.services.forms.made_forms import WINTER, a_form, a_question, told


def values(filled: FilledForms, record: str) -> dict[tuple[str, str], str]:
    return {
        (place.question, place.repeat): answer.value
        for place, answer in filled.get(record).answers.items()
    }


def test_a_new_form_appears_on_both_laptops_and_answers_merge_question_by_question() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    client = a_client(office)
    form = a_form(office)
    for laptop in (north, south):
        carry(office, laptop)
        assert [one.id for one in Forms(laptop).to_fill()] == [form]
    record = FilledForms(north).begin(
        client, form, {Place("heating"): Answer("wood"), Place("age", "1"): Answer("71")}
    )
    swap(north, south)
    FilledForms(north).save(record, {Place("cost"): Answer("10000")})
    FilledForms(south).save(
        record, {Place("age", "2"): Answer("9"), Place("asthma", "2"): Answer("yes")}, complete=True
    )
    swap(north, south)
    for laptop in (north, south):
        filled = FilledForms(laptop)
        assert values(filled, record) == {
            ("heating", ""): "wood",
            ("age", "1"): "71",
            ("cost", ""): "10000",
            ("yearly", ""): "120000",
            ("age", "2"): "9",
            ("asthma", "2"): "yes",
        }
        assert filled.get(record).complete
        assert not Conflicts(laptop).list()


def test_two_answers_to_one_question_wait_for_a_decision() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    client, form = a_client(office), a_form(office)
    for laptop in (north, south):
        carry(office, laptop)
    record = FilledForms(north).begin(client, form, {Place("heating"): Answer("wood")})
    swap(north, south)
    FilledForms(north).save(record, {Place("heating"): Answer("oil")})
    FilledForms(south).save(record, {Place("heating"): Answer("none")})
    swap(north, south)
    assert FilledForms(south).get(record).contested == (Place("heating"),)
    (waiting,) = Conflicts(south).list()
    assert {one.value for one in waiting.values} == {"oil", "none"}


def test_a_laptop_with_the_previous_version_loses_nothing() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    client, form = a_client(office), a_form(office)
    for laptop in (north, south):
        carry(office, laptop)
    forms = Forms(office)
    second = Form((*WINTER.questions[:4], a_question("new_question", Sort.YES_NO)))
    forms.keep_draft(form, second)
    assert forms.publish(form) == 2
    carry(office, north)
    # South still has the first version, in which another question stands.
    record = FilledForms(south).begin(
        client, form, {Place("heating"): Answer("wood"), Place("old_question"): Answer("ᐃᒡᓗ")}
    )
    carry(south, north)
    filled = FilledForms(north)
    told_now = told_answers(filled.get(record))
    assert [(one.place.question, one.gone) for one in told_now] == [
        ("heating", False),
        ("old_question", True),
    ]
    assert str(told_now[1].label) == "old_question in English"
    filled.save(record, {Place("new_question"): Answer("yes")}, complete=True)
    swap(north, south)
    # Had the second version not come along, the answer to its question would be shown all the same.
    filled_there = FilledForms(south).get(record)
    assert filled_there.form is not None
    first_only = replace(filled_there.form, versions=filled_there.form.versions[:1])
    shown = told_answers(replace(filled_there, form=first_only))
    assert ("new_question", "yes", True) in [
        (one.place.question, one.answer.value, one.gone) for one in shown
    ]
    FilledForms(south).save(record, {Place("cost"): Answer("5000")})
    swap(south, north)
    for laptop in (north, south):
        assert values(FilledForms(laptop), record)["new_question", ""] == "yes"
        assert values(FilledForms(laptop), record)["old_question", ""] == "ᐃᒡᓗ"
    assert FilledForms(north).get(record).version == 1


def test_answers_that_come_before_their_form_are_read_by_the_names_of_their_questions() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    carry(office, north)
    client = a_client(north)
    swap(north, south)
    form = a_form(office)
    carry(office, north)
    record = FilledForms(north).begin(client, form, {Place("heating"): Answer("wood")})
    carry(north, south)
    filled = FilledForms(south).get(record)
    assert str(filled.title) == "The home in winter"
    assert filled.form is None or filled.form.versions
    assert [one.answer.value for one in told_answers(filled)] == ["wood"]


def test_a_form_is_published_only_whole_and_by_the_office() -> None:
    office = an_office()
    north = a_laptop(office)
    forms = Forms(office)
    circular = Form(
        (a_question("a", Sort.INTEGER, when="b = 1"), a_question("b", Sort.INTEGER, when="a = 1"))
    )
    made = forms.add(told(office), circular)
    with pytest.raises(FormNotReady) as caught:
        forms.publish(made)
    assert "a → b → a" in str(caught.value.message)
    assert forms.get(made).state == "draft"
    no_reason = Form((replace(WINTER.questions[0], why_french=""),))
    forms.keep_draft(made, no_reason)
    with pytest.raises(FormNotReady):
        forms.publish(made)
    for name in ("purpose_fr", "purpose_en", "keeper", "review_on"):
        with pytest.raises(ValueRefused):
            forms.add({**told(office), name: None}, WINTER)
    carry(office, north)
    with pytest.raises(NotAllowed):
        Forms(north).add(told(office), WINTER)
    with pytest.raises(NotAllowed):
        Forms(north).publish(made)


def test_publishing_the_same_questions_again_makes_no_new_version() -> None:
    office = an_office()
    forms, form = Forms(office), a_form(office)
    forms.retire(form)
    assert forms.to_fill() == ()
    assert forms.publish(form) == 1
    assert [one.number for one in forms.get(form).versions] == [1]


def test_a_form_of_a_newer_release_is_read_and_neither_filled_in_nor_changed() -> None:
    office = an_office()
    client, form = a_client(office), a_form(office)
    record = FilledForms(office).begin(client, form, {Place("heating"): Answer("wood")})
    text = json.dumps({"format": 2, "questions": [{"name": "heating", "kind": "hologram"}]})
    item = office.environment.new_id().hex()
    item = f"{item[:8]}-{item[8:12]}-{item[12:16]}-{item[16:20]}-{item[20:]}"
    Forms(office)._records.change(
        "form", form, {f"versions/{item}/version": 2, f"versions/{item}/definition": text}
    )
    found = Forms(office).get(form)
    assert found.newer
    assert found.text == text
    for act in (
        lambda: Forms(office).keep_draft(form, WINTER),
        lambda: Forms(office).publish(form),
        lambda: FilledForms(office).begin(client, form, {}),
        lambda: FilledForms(office).save(record, {Place("cost"): Answer("1")}),
    ):
        with pytest.raises(NewerForm):
            act()
    assert Forms(office).get(form).text == text
    assert [one.answer.value for one in told_answers(FilledForms(office).get(record))] == ["wood"]


def test_prefer_not_to_say_is_kept_and_another_day_is_answered() -> None:
    office = an_office()
    client, form = a_client(office), a_form(office)
    filled = FilledForms(office)
    record = filled.begin(client, form, {Place("heating"): Answer("", DECLINED)})
    assert filled.get(record).answers[Place("heating")].state == DECLINED
    filled.save(record, {Place("heating"): Answer("oil")})
    assert filled.get(record).answers == {Place("heating"): Answer("oil")}


def test_erasing_a_person_takes_the_filled_forms_and_the_access_report_tells_them() -> None:
    office = an_office()
    client, form = a_client(office), a_form(office)
    record = FilledForms(office).begin(client, form, {Place("old_question"): Answer("Niskapisuin")})
    rows = AccessReport(office).table(client, "en").rows
    told_words = {str(cell) for row in rows for cell in row}
    assert "Niskapisuin" in told_words
    assert {"Filled form", "old_question in English"} & told_words
    Erasures(office).erase(client, Basis.ASKED)
    with office.database.reading() as tables:
        assert tables.rows.get(office.registry["answers"], bytes.fromhex(record)) is None
        found = tables.connection.run("SELECT count(*) FROM entry WHERE instr(body, 'Niskapisuin')")
        assert found.scalar_one() == 0
