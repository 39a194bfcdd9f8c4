"""A form while it is being filled in: what is asked now, what is kept, what is saved; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from desktop_app.domain.fields import Value
from desktop_app.domain.forms.definition import MOST_REPEATS, Form
from desktop_app.domain.forms.filling import GIVEN, Answer, Filled, Place
from desktop_app.language import Label, Message
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.form_papers import FormPapers
from desktop_app.services.forms.forms import FormRecord, Forms, filling_of
from desktop_app.services.forms.subjects import Subject, Subjects
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

DRAFT: Final = "filled form"
SERVICE_DRAFT: Final = "service form"
_LONGEST_PAUSE: Final = 180
"""Seconds on one question beyond which somebody did something else."""


@dataclass(frozen=True, slots=True)
class FormServices:
    """What the room works with. clock: seconds that only go on. may_question: a remark on a question
    can be sent to the office. remark: (client, subject, words); communities: (id, name) of those in
    which a form about a service can be kept here."""

    forms: Forms
    subjects: Subjects
    filled: FilledForms
    papers: FormPapers
    drafts: DraftBox
    today: Callable[[], date]
    clock: Callable[[], float]
    language: Callable[[], str]
    remark: Callable[[str, str, str], object]
    communities: Callable[[], Sequence[tuple[str, str]]] = tuple


class FillView(Protocol):
    """The page on which a form is filled in, as its presenter sees it."""

    def show_form(
        self, title: Label, purpose: Label, filled: Filled, resumed: bool, of_person: bool = True
    ) -> None:
        """Show a form from its beginning. resumed: with what was typed earlier and not saved.
        of_person: a person is asked; otherwise it is about a service."""

    def show_filled(self, filled: Filled, errors: bool) -> None:
        """Show what follows from another answer. errors: also say what is missing."""

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved; everything that was typed stays."""

    def close_form(self) -> None:
        """The form is saved or put away."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form is filled in about. client: "" for a service. at: a journey, a meeting or a service;
    None for the person. community: where a form about a service is kept."""

    client: str
    at: Subject | None = None
    community: str = ""


_Read = tuple[FormRecord, Form, dict[Place, Answer], object, Mapping[str, Value]]


def draft_of(begun: Begun, form: str, record: str = "") -> tuple[str, str]:
    """Under which name what is typed into a form is kept until it is saved."""
    about = "" if begun.at is None else f"/{begun.at.key}"
    if begun.client:
        return DRAFT, record or f"{begun.client}/{form}{about}"
    service = "" if begun.at is None else begun.at.id
    return SERVICE_DRAFT, f"{service}/{record or form}"


@dataclass(slots=True)
class _Open:
    begun: Begun
    form: FormRecord
    questions: Form
    record: str
    answers: dict[Place, Answer]
    seen: Mapping[object, object] | None
    began: float
    last: float
    spent: dict[Place, int] = field(default_factory=dict)

    @property
    def draft(self) -> tuple[str, str]:
        return draft_of(self.begun, self.form.id, self.record)


class FillPresenter:
    """Fills one form in at a time. again: shows the list of forms anew."""

    def __init__(
        self,
        view: FillView,
        services: FormServices,
        jobs: Jobs,
        door: Door,
        again: Callable[[], None],
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._drafts = DraftKeeper(services.drafts, jobs, door)
        self._again = again
        self._open: _Open | None = None
        self._writing = False

    def begin(self, begun: Begun, form: str) -> None:
        """Fill a form in for the first time, or go on with what was typed into it."""
        self._start(begun, form, "")

    def go_on(self, begun: Begun, form: str, record: str) -> None:
        """Go on with a form that was begun."""
        self._start(begun, form, record)

    def _start(self, begun: Begun, form: str, record: str) -> None:
        services = self._services

        def read() -> _Read:
            found = services.forms.get(form)
            questions = found.form_to_fill()
            answers: dict[Place, Answer] = {}
            seen: object = None
            if record:
                known = services.filled.get(record)
                answers, seen = dict(known.answers), known.seen
            draft = services.drafts.find(*draft_of(begun, form, record))
            return found, questions, answers, seen, {} if draft is None else dict(draft.values)

        def shown(told: _Read) -> None:
            found, questions, answers, seen, typed = told
            answers |= _from_draft(typed, answers)
            now = services.clock()
            self._open = _Open(
                begun, found, questions, record, answers,
                seen if isinstance(seen, Mapping) else None, now, now,
            )  # fmt: skip
            self._view.show_form(
                found.title, found.purpose, self._filled(), bool(typed), bool(begun.client)
            )

        self._jobs.start(
            "form open", lambda progress: read(), done=shown, failed=self._door.problem
        )

    def _filled(self) -> Filled:
        if self._open is None:
            return Filled((), (), ())
        return filling_of(self._open.questions).fill(self._open.answers, self._services.today())

    def answered(self, question: str, repeat: str, text: str) -> None:
        """A question was answered, or its answer taken away."""
        self._change(Place(question, repeat), Answer(text))

    def state_chosen(self, question: str, repeat: str, state: str) -> None:
        """The person prefers not to say, it is asked later, or it is asked after all (`given`)."""
        self._change(Place(question, repeat), Answer("", state))

    def _change(self, place: Place, answer: Answer) -> None:
        opened = self._open
        if opened is None or opened.answers.get(place, Answer()) == answer:
            return
        opened.answers[place] = answer
        now = self._services.clock()
        spent = min(int(now - opened.last), _LONGEST_PAUSE)
        opened.last = now
        opened.spent[place] = opened.spent.get(place, 0) + max(spent, 0)
        key = f"{place.question}|{place.repeat}"
        self._drafts.keep(*opened.draft, key, f"{answer.state}|{answer.value}")
        self._view.show_filled(self._filled(), errors=False)

    def add_time(self, repeat_name: str, repeat: str, times: int) -> None:
        """Ask the questions of a repeat once more."""
        opened = self._open
        holder = None if opened is None else opened.questions.question(repeat_name)
        if opened is None or holder is None:
            return
        most = holder.most or MOST_REPEATS
        if times >= most:
            self._view.show_problem(
                Message("forms", "These questions are asked {n} times at most.", {"n": most})
            )
            return
        place = Place(repeat_name, f"{repeat}/{times + 1}".lstrip("/"))
        opened.answers[place] = Answer()
        self._view.show_filled(self._filled(), errors=False)

    def save(self, *, complete: bool) -> None:
        """Save what there is. complete: the form is finished; then nothing may be missing or wrong."""
        opened = self._open
        if opened is None or self._writing:
            return
        filled = self._filled()
        if complete and (filled.missing() or filled.wrong()):
            self._view.show_filled(filled, errors=True)
            return
        answers = {place: one for place, one in opened.answers.items() if self._belongs(place)}
        seconds = min(int(self._services.clock() - opened.began), 4 * 3600)

        def write() -> None:
            filled, begun, form = self._services.filled, opened.begun, opened.form.id
            if opened.record:
                filled.save(
                    opened.record, answers, complete=complete, seconds=seconds, spent=opened.spent
                )
            elif begun.at is not None and not begun.client:
                filled.begin_of_service(
                    begun.at.id, form, answers, community=begun.community, complete=complete,
                    seconds=seconds, spent=opened.spent,
                )  # fmt: skip
            else:
                filled.begin(
                    begun.client, form, answers, at=begun.at, complete=complete,
                    seconds=seconds, spent=opened.spent,
                )  # fmt: skip

        def written(nothing: None) -> None:
            self._writing = False
            self._open = None
            self._drafts.forget(*opened.draft)
            self._view.close_form()
            self._door.done(
                Message("forms", "The form is complete and saved.")
                if complete
                else Message("forms", "The form is saved as begun."),
                undo=True,
            )
            self._door.changed()
            self._again()

        def failed(problem: Message) -> None:
            self._writing = False
            self._view.show_problem(problem)

        self._writing = True
        self._jobs.start("form write", lambda progress: write(), done=written, failed=failed)

    def _belongs(self, place: Place) -> bool:
        """Whether an answer is written: the mark of one more time is not."""
        question = None if self._open is None else self._open.questions.question(place.question)
        return question is None or (question.name == place.question and not question.questions)

    def put_away(self) -> None:
        """Leave the form; what was typed is kept as a draft."""
        self.close()
        self._again()

    def close(self) -> None:
        """Show the form no more, as something else is opened; what was typed is kept as a draft."""
        if self._open is not None:
            self._open = None
            self._view.close_form()

    def begin_anew(self) -> None:
        """What was typed earlier and not saved is not wanted."""
        opened = self._open
        if opened is not None:
            self._drafts.forget(*opened.draft)
            self._start(opened.begun, opened.form.id, opened.record)

    def question_it(self, question: str, words: str) -> None:
        """Send a remark on a question to the office."""
        opened = self._open
        if opened is None or not words.strip():
            return
        found = opened.questions.question(question)
        label = "" if found is None else str(found.label)
        subject = f"{opened.form.title}: {label}"
        self._jobs.start(
            "form remark",
            lambda progress: self._services.remark(opened.begun.client, subject, words),
            done=lambda nothing: self._door.done(
                Message("forms", "The remark goes to the office with the next bundle.")
            ),
            failed=self._view.show_problem,
        )


def _from_draft(typed: Mapping[str, Value], known: Mapping[Place, Answer]) -> dict[Place, Answer]:
    found: dict[Place, Answer] = {}
    for key, value in typed.items():
        question, _, repeat = key.partition("|")
        state, _, text = str(value or "").partition("|")
        answer = Answer(text, state or GIVEN)
        if known.get(Place(question, repeat)) != answer:
            found[Place(question, repeat)] = answer
    return found
