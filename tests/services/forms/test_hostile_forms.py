"""Forms from elsewhere that are meant to do harm, or that a later release made: a laptop takes them in
by bundle, stays usable, and says what it cannot do in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.forms.definition import MOST_BYTES, Form, NewerForm, NotAForm, Sort
from desktop_app.domain.forms.filling import MOST_LINES, TOO_MUCH, Answer, Filling, Place
from desktop_app.services.casework.records import new_item
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.editing import Editor
from desktop_app.services.forms.answers import FilledForms, told_answers
from desktop_app.services.forms.form_papers import FormPapers
from desktop_app.services.forms.forms import Forms
from desktop_app.services.forms.quality import Quality
from desktop_app.services.session import Session
from tests.builders import a_client, a_laptop, an_office, carry
from tests.services.forms.made_forms import WINTER, a_form, a_question, told

TODAY = date(2026, 11, 21)


def _question(name: str, **more: object) -> dict[str, object]:
    why = {"why_fr": "Pour aider.", "why_en": "To help."}
    return {"name": name, "kind": "integer", "fr": name, "en": name, **why, **more}


def _text(questions: list[dict[str, object]], number: int = 1) -> str:
    return json.dumps({"format": number, "questions": questions}, separators=(",", ":"))


def _publish_anything(office: Session, text: str, versions: int = 1) -> str:
    """A published form with that text, as a program that checks nothing would send it."""
    kind, made = office.registry["form"], office.environment.new_id()
    values: dict[str, Value] = {
        **told(office),
        "code": "x",
        "state": "published",
        "version": versions,
    }
    for number in range(1, versions + 1):
        item = new_item()
        values |= {
            f"versions/{item}/version": number,
            f"versions/{item}/definition": text,
        }
    with office.database.writing() as tables:
        editor = Editor(office, tables)
        editor.begin_act()
        scope = office.scope(tables, Scope.ORGANISATION)
        editor.edit(kind, made, scope, values, new=True)
        editor.flush()
    return made.hex()


CIRCLE = _text([_question("a", when="b = 1"), _question("b", calculate="a + 1"), _question("c")])
MANY = _text([{"name": f"q{n}", "kind": "text"} for n in range(1500)])
DEEP = '{"format":1,"questions":' + '[{"name":"a","kind":"group","questions":' * 900
NEWER = _text([{"name": "a", "kind": "hologram"}], 2)
LONG = _text([_question("a", fr="x" * 4000) for _ in range(15)])[:MOST_BYTES]


@pytest.mark.parametrize(
    ("text", "refused"),
    [(MANY, NotAForm), (DEEP, NotAForm), (NEWER, NewerForm), (LONG, NotAForm), ("[]", NotAForm)],
    ids=["ten thousand", "deep", "newer", "cut", "no form"],
)
def test_what_cannot_be_filled_in_is_said_and_nothing_else_stops(
    text: str, refused: type[PortageError]
) -> None:
    office = an_office()
    north = a_laptop(office)
    client, good = a_client(office), a_form(office)
    bad = _publish_anything(office, text)
    carry(office, north)
    forms, filled = Forms(north), FilledForms(north)
    assert {one.id for one in forms.to_fill()} == {good, bad}
    acts: tuple[Callable[[], object], ...] = (
        lambda: filled.begin(client, bad, {Place("a"): Answer("1")}),
        lambda: FormPapers(north).blank(bad, "fr"),
        lambda: forms.get(bad).form_to_fill(),
    )
    for act in acts:
        with pytest.raises(refused) as caught:
            act()
        assert str(caught.value.message).endswith(".")
    assert Quality(north).of_form(bad).questions == ()
    record = filled.begin(client, good, {Place("heating"): Answer("wood")})
    assert [one.answer.value for one in told_answers(filled.get(record))] == ["wood"]
    assert Clients(north).show(client).timeline
    assert Conflicts(north).list() == []


def test_a_form_in_a_circle_is_filled_in_and_its_circle_is_named() -> None:
    office = an_office()
    north = a_laptop(office)
    client = a_client(office)
    form = _publish_anything(office, CIRCLE)
    carry(office, north)
    questions = Forms(north).get(form).form_to_fill()
    shown = FilledForms(north).filled(questions, {})
    assert "a → b → a" in str(shown.circles[0])
    assert {one.question.name for one in shown.asked()} == {"a", "b", "c"}
    record = FilledForms(north).begin(client, form, {Place("a"): Answer("2")}, complete=True)
    assert FilledForms(north).get(record).answers == {Place("a"): Answer("2")}


def test_hundreds_of_versions_are_read_no_further_than_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = an_office()
    _publish_anything(office, _text([_question("a")]), versions=200)
    read: list[str] = []

    def counted(text: str) -> Form | None:
        read.append(text)
        return Form()

    monkeypatch.setattr("desktop_app.services.forms.forms._understood", counted)
    (found,) = Forms(office).all()
    assert found.version == 200
    assert len(read) <= 2
    assert found.question("nobody") is None
    assert len(read) <= 130


def test_repeats_in_repeats_and_sums_over_them_end_soon() -> None:
    inner = a_question("deep", Sort.INTEGER)
    sums = " + ".join(["sum(deep)"] * 60)
    heavy = [
        a_question(f"heavy{n}", Sort.INTEGER, calculate=sums, when=f"{sums} >= 0")
        for n in range(40)
    ]
    nested = a_question(
        "outer", Sort.REPEAT, questions=(
            a_question("middle", Sort.REPEAT, questions=(
                a_question("core", Sort.REPEAT, questions=(inner, *heavy)),)),),
    )  # fmt: skip
    form = Form((nested, a_question("last")))
    answers = {Place("deep", "50/50/50"): Answer("1"), Place("last"): Answer("still here")}
    shown = Filling(form).fill(answers, TODAY)
    assert len(shown.lines) <= MOST_LINES
    assert shown.circles[-1] == TOO_MUCH
    kept = {place for place, _ in shown.kept} | {one.place for one in shown.lines}
    assert set(answers) <= kept
    # What people really ask is far from every bound.
    for_real = Filling(WINTER).fill(
        {Place("age", str(n)): Answer("9") for n in range(1, 50)}, TODAY
    )
    assert for_real.circles == ()
