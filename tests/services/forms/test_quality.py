"""How well forms are filled in, and how long that takes, question by question."""

from __future__ import annotations

from desktop_app.domain.forms.filling import DECLINED, LATER, Answer, Place
from desktop_app.services.clients.clients import Clients
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.quality import Quality
from tests.builders import a_client, an_office
from tests.services.forms.made_forms import a_form
from tests.services.forms.test_own_fields import told


def test_answers_and_minutes_are_counted_by_question_and_by_field() -> None:
    office = an_office()
    client, form = a_client(office), a_form(office)
    filled = FilledForms(office)
    heating, cost = Place("heating"), Place("cost")
    first = filled.begin(
        client, form, {heating: Answer("wood"), cost: Answer("", DECLINED)}, complete=True,
        seconds=120, spent={heating: 30},
    )  # fmt: skip
    filled.begin(client, form, {heating: Answer("none")}, seconds=60, spent={heating: 10})
    filled.begin(client, form, {heating: Answer("oil"), cost: Answer("", LATER)})
    filled.save(first, {heating: Answer("oil")}, seconds=30, spent={heating: 20})
    quality = Quality(office).of_form(form)
    assert (quality.filled, quality.complete, quality.seconds) == (3, 1, 105)
    by_name = {one.name: one for one in quality.questions}
    assert (by_name["heating"].asked, by_name["heating"].given, by_name["heating"].seconds) == (
        3,
        3,
        30,
    )
    # The question of the cost is hidden where there is no heating.
    one = by_name["cost"]
    assert (one.asked, one.declined, one.later, one.missing) == (2, 1, 1, 0)
    assert by_name["old_question"].missing == 3

    OwnFieldsDesk(office).add(told(office))
    Clients(office).set(client, {"own_band_number": "B-1"})
    a_client(office, "Béa")
    (field,) = Quality(office).of_fields()
    assert (field.records, field.filled) == (2, 1)
