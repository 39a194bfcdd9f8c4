"""What the room of benefits decides: applications, tax years, the benefits check; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.domain.casework.benefits import APPLICATION, TAX_YEAR
from desktop_app.domain.casework.benefits_check import Question
from desktop_app.domain.fields import EntityType, Scope, Value
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.casework.applications import (
    AlreadyStarted,
    ApplicationLine,
    Applications,
    HouseholdWork,
    amount_doubt,
    same_in,
)
from desktop_app.services.casework.benefit_check import BenefitCheck, CheckForm, HintLine
from desktop_app.services.casework.tax_years import PersonYears, TaxYears, YearLine
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.awaited import Awaited
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.drafting import DraftBox, Unfinished
from desktop_app.ui.shared.jobs import Jobs

CHECK_FORM: Final = "benefits check"
_START_NAMES: Final = ("benefit", "other", "member", "tax_year", "number", "answer_by")
_MONEY_NAMES: Final = ("amount", "per", "starts_on", "ends_on", "outcome")
_YEAR_NAMES: Final = ("state", "filed_on", "assessed_on", "refund", "remark")

STATE_FORM: Final = EntityType(
    47,
    "application_state",
    Message("benefits", "Where it stands"),
    Scope.CASES,
    (
        *(one for one in APPLICATION.items("states").fields if one.name != "by"),
        *(APPLICATION.field(name) for name in _MONEY_NAMES),
    ),
)
"""What a new state of an application is asked by: the fields of the list, and what comes of it."""


@dataclass(frozen=True, slots=True)
class BenefitsServices:
    """What the room works with."""

    applications: Applications
    years: TaxYears
    check: BenefitCheck
    drafts: DraftBox
    today: Callable[[], str]


@dataclass(frozen=True, slots=True)
class BenefitsShown:
    """What the room shows."""

    work: HouseholdWork
    years: tuple[PersonYears, ...]


class BenefitsView(AskingView, Protocol):
    """The room as its presenter sees it."""

    def show_benefits(self, shown: BenefitsShown) -> None:
        """Show everything of a household."""

    def ask_check(self, form: CheckForm, draft: Unfinished | None) -> None:
        """Ask the questions of the check."""

    def show_hints(self, hints: Sequence[HintLine]) -> None:
        """Show what is worth asking about."""

    def close_hints(self) -> None:
        """What was asked of the hints is done."""

    def offer_joining(self, application: str) -> None:
        """Let the open dialog join that application instead of making another."""


class BenefitsPresenter:
    """The benefits of one client's household at a time."""

    def __init__(
        self, view: BenefitsView, services: BenefitsServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._drafts = DraftKeeper(services.drafts, jobs, door)
        self._awaited: Awaited[BenefitsShown] = Awaited()
        self._answers: dict[str, Value] = {}
        self.client = ""
        self.asker = Asker(view, services.drafts, jobs, door, self._again)

    def open(self, client: str) -> None:
        """Show the benefits of this client's household."""
        self.client = client
        services = self._services
        self._awaited.begin(client)

        def shown(found: BenefitsShown) -> None:
            self._awaited.come(found.work.client, found, self._view.show_benefits)

        self._jobs.start(
            "benefits",
            lambda progress: BenefitsShown(
                services.applications.of(client), services.years.of(client)
            ),
            done=shown,
            failed=self._door.problem,
        )

    @property
    def _shown(self) -> BenefitsShown | None:
        return self._awaited.content

    def _again(self) -> None:
        self.open(self.client)

    # Applications

    def ask_application(self, benefit: str = "") -> None:
        """Ask for a new application, once the benefits are there. benefit: the id of one, or none
        yet."""
        self._awaited.then(lambda: self._ask_application(benefit))

    def _ask_application(self, benefit: str) -> None:
        shown, client = self._shown, self.client
        if shown is None:
            return
        work, another = shown.work, [False]

        def doubt(values: Mapping[str, Value]) -> Message | None:
            there = same_in(work, _thing(values), _text(values, "member"), _year(values))
            another[0] = there is not None
            if there is None:
                return None
            self._view.offer_joining(there.record.id)
            return AlreadyStarted(there).message

        def save(values: Mapping[str, Value]) -> str:
            return self._services.applications.start(client, values, another=another[0])

        self.asker.ask(
            Asking(
                "application",
                client,
                APPLICATION,
                Message("benefits", "Start an application"),
                Message("benefits", "Save the application"),
                Message("benefits", "The application is started."),
                save,
                _START_NAMES,
                begin={"benefit": benefit or None, "member": work.mates[0].member or None},
                choices=self._choices(work),
                doubt=doubt,
            )
        )

    def join(self, application: str) -> None:
        """Work on an application that somebody else started."""
        self._view.close_dialog()
        self.asker.discard()
        self.asker.write(
            lambda: self._services.applications.join(application),
            Message("benefits", "You work on this application too. It was not made twice."),
        )

    def ask_state(self, application: str) -> None:
        """Ask where an application stands now."""
        line = self._line(application)
        if line is None:
            return
        kept = {name: line.record.values.get(name) for name in _MONEY_NAMES}

        def save(values: Mapping[str, Value]) -> None:
            told = {
                name: values.get(name)
                for name in _MONEY_NAMES
                if values.get(name) != kept.get(name) and name in values
            }
            self._services.applications.note(
                application, _text(values, "state"), _text(values, "on"), _text(values, "words"),
                told,
            )  # fmt: skip

        self.asker.ask(
            Asking(
                "application_state",
                application,
                STATE_FORM,
                Message("benefits", "Where does it stand?"),
                Message("benefits", "Save the state"),
                Message("benefits", "The state of the application is noted."),
                save,
                ("state", "on", "words", *_MONEY_NAMES),
                begin={"on": self._services.today(), **kept},
                hint=line.name,
                doubt=amount_doubt,
            )
        )

    def change(self, application: str) -> None:
        """Ask for what is different in an application."""
        line, shown = self._line(application), self._shown
        if line is None or shown is None:
            return
        gone = ("other",) if line.record.text("benefit") else ()
        self.asker.ask(
            Asking(
                "application changed",
                application,
                APPLICATION,
                line.name,
                Message("benefits", "Save the application"),
                Message("benefits", "The application is changed."),
                lambda values: self._services.applications.change(line.record, values),
                (*(one for one in _START_NAMES if one not in gone), *_MONEY_NAMES),
                known=line.record.values,
                choices=self._choices(shown.work, line),
                doubt=amount_doubt,
            )
        )

    def delete(self, application: str) -> None:
        """Take an application away."""
        line = self._line(application)
        if line is not None:
            self.asker.write(
                lambda: self._services.applications.delete(line.record),
                Message("benefits", "The application is taken away. Undo brings it back."),
            )

    # Tax years

    def ask_year(self, client: str, year: int) -> None:
        """Ask how the return of a year stands."""
        found = self._year(client, year)
        record = None if found is None else found.record
        self.asker.ask(
            Asking(
                "tax_year",
                f"{client}{year}",
                TAX_YEAR,
                Message("benefits", "Return of {year}", {"year": year}),
                Message("benefits", "Save the tax year"),
                Message("benefits", "The tax year is noted."),
                lambda values: self._services.years.set(client, year, values),
                _YEAR_NAMES,
                known=None if record is None else record.values,
                begin={"state": "not_filed"},
            )
        )

    # The check

    def begin_check(self) -> None:
        """Ask the questions, with what the file knows and what was answered before."""
        client = self.client
        services = self._services

        def ask() -> tuple[CheckForm, Unfinished | None]:
            return services.check.begin(client), services.drafts.find(CHECK_FORM, client)

        self._jobs.start(
            "benefits check",
            lambda progress: ask(),
            done=lambda found: self._view.ask_check(*found),
            failed=self._door.problem,
        )

    def check_left(self, code: str, value: Value) -> None:
        """An answer was given: it is kept at once."""
        self._drafts.keep(CHECK_FORM, self.client, code, value)

    def answer(self, answers: Mapping[str, Value]) -> None:
        """Show what these answers point to."""
        self._answers = dict(answers)
        self._jobs.start(
            "benefit hints",
            lambda progress: self._services.check.hints(answers),
            done=self._view.show_hints,
            failed=self._door.problem,
        )

    def keep_check(self) -> None:
        """Write the check into the file as a note."""
        client, answers = self.client, dict(self._answers)

        def kept() -> None:
            self._services.check.keep(client, answers)

        self._drafts.forget(CHECK_FORM, client)
        self._view.close_hints()
        self.asker.write(kept, Message("benefits", "The check is in the file as a note."))

    def print_check(self) -> None:
        """Print what to ask about."""
        client, answers = self.client, dict(self._answers)
        self._jobs.start(
            "benefits slip",
            lambda progress: self._services.check.slip(client, answers),
            done=lambda pdf: self._door.print_pdf(
                pdf, Message("benefits", "Benefits to ask about")
            ),
            failed=self._door.problem,
        )

    def start_hinted(self, benefit: str) -> None:
        """Start an application for a benefit that the check points to."""
        self._view.close_hints()
        self.ask_application(benefit)

    # Finding

    def _line(self, application: str) -> ApplicationLine | None:
        lines = self._shown.work.applications if self._shown else ()
        return next((one for one in lines if one.record.id == application), None)

    def _year(self, client: str, year: int) -> YearLine | None:
        people = self._shown.years if self._shown else ()
        return next(
            (one for person in people for one in person.years
             if (one.client, one.year) == (client, year)), None,
        )  # fmt: skip

    def _choices(
        self, work: HouseholdWork, line: ApplicationLine | None = None
    ) -> dict[str, Sequence[tuple[Value, Message | str]]]:
        today = self._services.today()
        own = "" if line is None else line.record.text("benefit")
        benefits: list[tuple[Value, Message | str]] = []
        for one in work.benefits:
            ended = one.text("ended_on")
            if one.id != own and ended and ended < today:
                continue
            place = one.text("province")
            benefits.append((one.id, f"{one.name} ({place})" if place else one.name))
        mates: list[tuple[Value, Message | str]] = [
            (one.member, one.name) for one in work.mates if one.member
        ]
        found: dict[str, Sequence[tuple[Value, Message | str]]] = {"benefit": benefits}
        found["member"] = mates or [(None, work.mates[0].name)]
        return found


def answer_choices(question: Question, french: bool) -> tuple[tuple[Value, Message | str], ...]:
    """What can be answered to a question, ending in what is always possible."""
    own: list[tuple[Value, Message | str]] = []
    if question.sort == "yes_no":
        own = [("yes", Message("answers", "Yes")), ("no", Message("answers", "No"))]
    own += [(one.value, one.said(french)) for one in question.choices]
    return (
        *own,
        ("not_said", Message("benefits check", "would rather not say")),
        ("later", Message("benefits check", "to be asked later")),
    )


def _thing(values: Mapping[str, Value]) -> str:
    return _text(values, "benefit") or fold(_text(values, "other"))


def _text(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value)


def _year(values: Mapping[str, Value]) -> int:
    value = values.get("tax_year")
    return value if isinstance(value, int) else 0
