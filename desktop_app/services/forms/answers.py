"""Forms that were filled in, for a client or about a service: each answer an item of its own, so that two people's
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

from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.forms.definition import Form, NewerForm, Question
from desktop_app.domain.forms.filling import (
    GIVEN,
    MOST_ANSWERS,
    Answer,
    Answers,
    Filled,
    Place,
)
from desktop_app.domain.forms.records import ANSWERS, SERVICE_ANSWERS
from desktop_app.language import Label
from desktop_app.services.casework.journeys import CASE, Journeys
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.client_values import id_of
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.forms.answer_words import words_of
from desktop_app.services.forms.forms import FormRecord, Forms, filling_of
from desktop_app.services.forms.subjects import (
    CLIENT,
    ENCOUNTER,
    SERVICE,
    NotAboutThis,
    Subject,
)
from desktop_app.services.session import NotHere, Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.database import Tables

KIND: Final = ANSWERS.name
OF_SERVICE: Final = SERVICE_ANSWERS.name
_FORM: Final = "form"
_ITEMS: Final = uuid.UUID("5b0d7c0e-6f0b-5a3c-9d55-5d8f1c0f52a1")
"""The name space of the ids of answers."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One filled form. client: "" where it is about a service. form: None where it has not come yet;
    then answers are named by the names of their questions. version: under which it was filled in
    first. contested: places where several answers wait for a decision. about, subject: what it is
    about, `client`, `case`, `encounter` or `service`, and the id of that."""

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
    about: str = CLIENT
    subject: str = ""

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
    """Filling forms in for a client or about a service, and reading what was filled in.

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

    def of_service(self, service: str) -> tuple[FilledForm, ...]:
        """The filled forms about a service that this laptop holds, the oldest first."""
        forms = {one.id: one for one in self._forms.all()}
        with self._session.database.reading() as tables:
            one = self._session.registry[OF_SERVICE]
            clause = "WHERE life = 1 AND f_service = ? ORDER BY id"
            rows = list(tables.rows.select(one, clause, (service,)))
            records = self._records.records(tables, rows)
        return tuple(filled_form(one, forms.get(one.text(_FORM))) for one in records)

    def get(self, identifier: str) -> FilledForm:
        """One filled form."""
        with self._session.database.reading() as tables:
            record = self._records.read_one(tables, self._kind(tables, identifier), identifier)
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
        at: Subject | None = None,
        complete: bool = False,
        seconds: int = 0,
        spent: Mapping[Place, int] | None = None,
    ) -> str:
        """Fill a form in for the first time; gives the id of the filled form.

        at: the journey or the meeting that it is about, where it is not about the person. seconds:
        spent in the form. spent: of these, on single questions. Raises NewerForm, NotAForm, NotAboutThis.
        """
        about = CLIENT if at is None else at.about
        values = self._first(form, about, answers, complete, seconds, spent)
        session = self._session
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            if at is not None:
                values[about] = self._subject(tables, editor, client, at)
            made = self._records.write_new(tables, editor, KIND, client, values)
            editor.flush()
            return made

    def begin_of_service(
        self,
        service: str,
        form: str,
        answers: Answers,
        *,
        community: str = "",
        complete: bool = False,
        seconds: int = 0,
        spent: Mapping[Place, int] | None = None,
    ) -> str:
        """As `begin`, about a service of the directory.

        community: in which it is kept, by id or name; empty takes the first that this laptop holds.
        Raises UnknownCommunity where it holds none.
        """
        values = self._first(form, SERVICE, answers, complete, seconds, spent)
        session = self._session
        place = Organisation(session).community_here(community)
        made = session.environment.new_id()
        with session.database.writing() as tables:
            self._records.require(tables, SERVICE, service)
            one = session.registry[OF_SERVICE]
            told = self._records.checked_new(one, {"service": service, **values})
            editor = Editor(session, tables)
            editor.begin_act()
            editor.edit(one, made, session.scope(tables, Scope.CASES, place), told, new=True)
            editor.flush()
        return made.hex()

    def _first(
        self,
        form: str,
        about: str,
        answers: Answers,
        complete: bool,
        seconds: int,
        spent: Mapping[Place, int] | None,
    ) -> dict[str, Value]:
        """What a filled form holds when it is written for the first time."""
        found = self._forms.get(form)
        questions = found.form_to_fill()
        if found.about != about:
            raise NotAboutThis
        values: dict[str, Value] = {
            "form": form,
            "version": found.version,
            "state": "complete" if complete else "begun",
            "on": today_of(self._session).isoformat(),
            "title_fr": found.record.text("title_fr") or None,
            "title_en": found.record.text("title_en") or None,
            "seconds": seconds or None,
        }
        values |= _items(form, {}, self._with_results(questions, answers))
        values |= _seconds(form, values, spent or {}, None)
        return values

    def _subject(self, tables: Tables, editor: Editor, client: str, at: Subject) -> str:
        """The record that the form is about, which has to be of that client."""
        if at.about == CASE and not at.id:
            return Journeys(self._session).written(tables, editor, client)
        row = self._records.require(tables, at.about, at.id)
        owner, wanted = id_in(row.value("client")), id_of(client)
        group = tables.groups.group(wanted)
        if owner not in ((wanted,) if group is None else group.members):
            raise NotAboutThis
        return at.id

    def _kind(self, tables: Tables, identifier: str) -> str:
        """Of which kind the filled form of that id is."""
        found = tables.rows.get(self._session.registry[OF_SERVICE], id_of(identifier))
        return KIND if found is None else OF_SERVICE

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
        version in use was made by a later release, NotAForm where it cannot be used at all.
        """
        filled = self.get(identifier)
        if filled.form is None:
            raise NewerForm
        questions = filled.form.form_to_fill()
        whole = {**filled.answers, **answers}
        values = _items(filled.form.id, filled.answers, self._with_results(questions, whole))
        values |= _seconds(filled.form.id, values, spent or {}, filled.record)
        if complete is not None:
            values["state"] = "complete" if complete else "begun"
        if seconds:
            values["seconds"] = filled.record.number("seconds") + seconds
        session = self._session
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            kind = filled.record.kind
            changed = self._records.write(tables, editor, kind, identifier, values, seen)
            editor.flush()
            return changed

    def delete(self, identifier: str) -> None:
        """Delete a filled form; it can be brought back."""
        with self._session.database.reading() as tables:
            kind = self._kind(tables, identifier)
        self._records.delete(kind, identifier)

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


def said(filled: FilledForm, told: ToldAnswer) -> str:
    """An answer as people read it, with the own words that stand beside it in the same repetition."""
    beside = {
        place: answer
        for place, answer in filled.answers.items()
        if place.repeat == told.place.repeat
    }
    return words_of(told.question, told.answer, beside)


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
    if record.kind == OF_SERVICE:
        about = SERVICE
    else:
        about = next((one for one in (CASE, ENCOUNTER) if record.text(one)), CLIENT)
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
        about=about,
        subject=record.text(about),
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
