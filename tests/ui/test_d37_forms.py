"""D37 in the rooms of forms: no word of a form, a field or an answer is read as markup."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QApplication

from desktop_app.domain.forms.definition import Form, Option, Question, Sort
from desktop_app.domain.forms.filling import Answer, Place
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.forms import Forms
from desktop_app.ui.forms.build import build, build_office
from desktop_app.ui.forms.services import form_services, office_services
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import a_client, an_office
from tests.ui.clients.rehearsal import DraftShelf, Way
from tests.ui.forms.rehearsal import TODAY
from tests.ui.outside import Outside
from tests.ui.payloads import marker, payloads
from tests.ui.picture import prepare
from tests.ui.sweeping import Sweep


def test_forms_read_no_markup(qapp: QApplication, tmp_path: Path, outside: Outside) -> None:
    texts = [one for one in payloads(marker(tmp_path)) if "\n" not in one][:24]
    office = an_office()
    client = a_client(office)
    questions = tuple(
        Question(f"q{n}", Sort.CHOICE if n % 3 == 0 else Sort.TEXT, text, text, text, text, text,
                 choices=(Option("a", text, text), Option("b", text, text)) if n % 3 == 0 else ())
        for n, text in enumerate(texts)
    )  # fmt: skip
    forms = Forms(office)
    told = {
        "title_fr": texts[0][:400], "title_en": texts[1][:400], "purpose_fr": texts[2],
        "purpose_en": texts[3], "keeper": office.person.hex(), "review_on": "2027-01-01",
    }  # fmt: skip
    form = forms.add(told, Form(questions))
    forms.publish(form)
    OwnFieldsDesk(office).add(
        {
            "about": "client", "sort": "text", "label_fr": texts[4][:400], "label_en": texts[5][:400],
            "purpose_fr": texts[6], "purpose_en": texts[7], "keeper": office.person.hex(),
            "review_on": "2027-01-01", "state": "published",
        }
    )  # fmt: skip
    answers = {
        Place(one.name): Answer(text)
        for one, text in zip(questions, texts, strict=True)
        if one.sort is Sort.TEXT
    }
    record = FilledForms(office).begin(client, form, answers)

    def new_id() -> UUID:
        return UUID(bytes=office.environment.new_id())

    sweep, way = Sweep(), Way()
    room = build(form_services(office, DraftShelf(), lambda: TODAY), ImmediateJobs(), way, new_id)
    prepare(room)
    room.open(client)
    sweep.look(room, "forms of a file")
    room.read_asked.emit(record)
    sweep.look(room, "a filled form")
    room.go_on_asked.emit(record)
    sweep.look(room, "a form being filled in")
    made = build_office(
        office_services(office, DraftShelf(), lambda: TODAY), ImmediateJobs(), way, new_id
    )
    prepare(made)
    made.activate()
    sweep.look(made, "forms of the office")
    made.form_opened.emit(form)
    sweep.look(made, "a form being made")
    assert sweep.faults == []
    assert sweep.looked_at > 300
    assert outside.opened == []
