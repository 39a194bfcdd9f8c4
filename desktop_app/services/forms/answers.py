"""Forms that were filled in for a client: each answer an item of its own, so that two people's
answers meet question by question.

The id of an item follows from the question and from which time it is asked, the same on every
laptop. Nothing that was answered is taken out because a later version does not ask it any more.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.domain.forms.definition import Form, NewerForm, Question
from desktop_app.domain.forms.filling import (
    GIVEN,
    MOST_ANSWERS,
    Answer,
    Answers,
    Filled,
    Place,
)
from desktop_app.domain.forms.records import ANSWERS
from desktop_app.language import Label
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.client_lines import today_of
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.forms.forms import FormRecord, Forms, filling_of
from desktop_app.services.session import NotHere, Session

KIND: Final = ANSWERS.name
_FORM: Final = "form"
_ITEMS: Final = uuid.UUID("5b0d7c0e-6f0b-5a3c-9d55-5d8f1c0f52a1")
"""The name space of the ids of answers."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One filled form. form: None where it has not come yet; then answers are named by the names of
    their questions. version: under which it was filled in first. contested: places where several
    answers wait for a decision."""

    id: str
    client: str
    record: Record
    form: FormRecord | None
    title: Label
    version: int
    complete: bool
    on: str
    answers: Answers
    contested: tuple[Place, ...]

    @property
    def seen(self) -> Seen:
        return self.record.seen


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """One answer as it is read. label: the words of the question. gone: the version in use does not
    ask it any more."""

    place: Place
    label: Label
    answer: Answer
    question: Question | None
    depth: int
    gone: bool = False


class FilledForms:
    """Filling forms in for a client, and reading what was filled in.

    Raises NotHere for a client, form or filled form that this laptop does not hold, and NotAllowed.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records, self._forms = Records(session), Forms(session)

    def of(self, client: str) -> tuple[FilledForm, ...]:
        """The filled forms of a client, the oldest first."""
        forms = {one.id: one for one in self._forms.all()}
        return tuple(
            filled_form(one, forms.get(one.text(_FORM))) for one in self._records.of(client, KIND)
        )

    def get(self, identifier: str) -> FilledForm:
        """One filled form."""
        record = self._records.get(KIND, identifier)
        try:
            form = self._forms.get(record.text(_FORM))
        except NotHere:
            form = None
        return filled_form(record, form)

    def begin(
        self,
        client: str,
        form: str,
        answers: Answers,
        *,
        complete: bool = False,
        seconds: int = 0,
        spent: Mapping[Place, int] | None = None,
    ) -> str:
        """Fill a form in for the first time; gives the id of the filled form. Raises NewerForm.

        seconds: spent in the form. spent: of these, on single questions.
        """
        found = self._forms.get(form)
        latest = found.latest
        if found.newer or latest is None or latest.form is None:
            raise NewerForm
        values: dict[str, Value] = {
            "form": form,
            "version": latest.number,
            "state": "complete" if complete else "begun",
            "on": today_of(self._session).isoformat(),
            "title_fr": found.record.text("title_fr") or None,
            "title_en": found.record.text("title_en") or None,
            "seconds": seconds or None,
        }
        values |= _items(form, {}, self._with_results(latest.form, answers))
        values |= _seconds(form, values, spent or {}, None)
        return self._records.add(KIND, client, values)

    def save(
        self,
        identifier: str,
        answers: Answers,
        *,
        complete: bool | None = None,
        seconds: int = 0,
        spent: Mapping[Place, int] | None = None,
        seen: Seen | None = None,
    ) -> tuple[str, ...]:
        """Go on with a filled form; gives the paths that changed.

        answers: all of them; a place that is not in it stays as it is. Raises NewerForm where the
        version in use cannot be understood here.
        """
        filled = self.get(identifier)
        latest = None if filled.form is None else filled.form.latest
        if filled.form is None or latest is None or latest.form is None:
            raise NewerForm
        whole = {**filled.answers, **answers}
        values = _items(filled.form.id, filled.answers, self._with_results(latest.form, whole))
        values |= _seconds(filled.form.id, values, spent or {}, filled.record)
        if complete is not None:
            values["state"] = "complete" if complete else "begun"
        if seconds:
            values["seconds"] = filled.record.number("seconds") + seconds
        session = self._session
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            changed = self._records.write(tables, editor, KIND, identifier, values, seen)
            editor.flush()
            return changed

    def delete(self, identifier: str) -> None:
        """Delete a filled form; it can be brought back."""
        self._records.delete(KIND, identifier)

    def filled(self, form: Form, answers: Answers) -> Filled:
        """What follows from the answers given so far."""
        return filling_of(form).fill(answers, today_of(self._session))

    def _with_results(self, form: Form, answers: Answers) -> Answers:
        """The answers together with what was worked out from them, so that it is kept as it was."""
        results = self.filled(form, answers).worked_out()
        return {**answers, **{place: Answer(text) for place, text in results.items()}}


def told_answers(filled: FilledForm) -> tuple[ToldAnswer, ...]:
    """Every answer of a filled form in the order of its questions, then what the version in use does
    not ask any more, or not yet."""
    latest = None if filled.form is None else filled.form.latest
    form = None if latest is None else latest.form
    told: list[ToldAnswer] = []
    stands: set[Place] = set()
    if form is not None:
        for place, one, depth in _places(form, filled.answers):
            stands.add(place)
            answer = filled.answers.get(place)
            if answer is not None and answer.settles:
                told.append(ToldAnswer(place, one.label, answer, one, depth))
    for place in sorted(filled.answers, key=lambda one: (one.question, one.repeat)):
        answer = filled.answers[place]
        if place in stands or not answer.settles:
            continue
        known = None if filled.form is None else filled.form.question(place.question)
        label = Label.of(place.question, place.question) if known is None else known.label
        told.append(ToldAnswer(place, label, answer, known, 0, gone=True))
    return tuple(told)


def filled_form(record: Record, form: FormRecord | None) -> FilledForm:
    """A filled form from its record."""
    answers: dict[Place, Answer] = {}
    items = record.items("values")
    for told in list(items.values())[:MOST_ANSWERS]:
        question = str(told.get("question") or "")
        if question:
            answers[Place(question, str(told.get("repeat") or ""))] = Answer(
                str(told.get("value") or ""), str(told.get("state") or GIVEN)
            )
    contested = []
    for path in record.contested:
        parts = path.split("/")
        told_item = items.get(parts[1]) if len(parts) == 3 else None
        if told_item is not None:
            contested.append(
                Place(str(told_item.get("question") or ""), str(told_item.get("repeat") or ""))
            )
    return FilledForm(
        id=record.id,
        client=record.text("client"),
        record=record,
        form=form,
        title=Label.of(record.text("title_fr"), record.text("title_en")),
        version=record.number("version"),
        complete=record.text("state") == "complete",
        on=record.text("on"),
        answers=answers,
        contested=tuple(dict.fromkeys(contested)),
    )


def item_of(form: str, place: Place) -> str:
    """The id of the item that holds an answer, the same on every laptop."""
    return str(uuid.uuid5(_ITEMS, f"{form}/{place.question}/{place.repeat}"))


def _items(form: str, before: Answers, after: Mapping[Place, Answer]) -> dict[str, Value]:
    """What has to be written of the answers that became others."""
    values: dict[str, Value] = {}
    for place, answer in after.items():
        was = before.get(place)
        if was == answer or (was is None and not answer.settles):
            continue
        item = f"values/{item_of(form, place)}"
        if was is None:
            values[f"{item}/question"] = place.question
            if place.repeat:
                values[f"{item}/repeat"] = place.repeat
        if was is None or was.value != answer.value:
            values[f"{item}/value"] = answer.value or None
        if was is None or was.state != answer.state:
            values[f"{item}/state"] = answer.state
    return values


def _seconds(
    form: str, values: Mapping[str, Value], spent: Mapping[Place, int], record: Record | None
) -> dict[str, Value]:
    """How long answers took that are written now, added to what was measured before."""
    told: dict[str, Value] = {}
    known = {} if record is None else record.items("values")
    for place, seconds in spent.items():
        item = item_of(form, place)
        if seconds > 0 and any(path.startswith(f"values/{item}/") for path in values):
            before = known.get(item, {}).get("seconds")
            told[f"values/{item}/seconds"] = seconds + (before if isinstance(before, int) else 0)
    return told


def _places(form: Form, answers: Answers) -> Sequence[tuple[Place, Question, int]]:
    filled = filling_of(form)
    # Which places there are does not depend on the day.
    lines = filled.fill(answers, date(2000, 1, 1)).lines
    return [(one.place, one.question, one.depth) for one in lines if one.times == 0]
