"""What the journey of one client decides; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from desktop_app.domain.casework import journey
from desktop_app.domain.casework.standards import ActionTemplate, DatedAction
from desktop_app.domain.casework.triage import Given, Question
from desktop_app.domain.fields import EntityType, Field, Value, own_names
from desktop_app.language import Message
from desktop_app.services.casework.actions import ActionLine
from desktop_app.services.casework.journeys import CASE, CaseLine, JourneyFile
from desktop_app.services.casework.triages import TriageLine
from desktop_app.ui.journey.services import Colleague, JourneyServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.jobs import Jobs

CLIENTS: Final = "clients"
SCHEDULE: Final = "schedule"

_Outcome = TypeVar("_Outcome")


@dataclass(frozen=True, slots=True)
class JourneyShown:
    """Everything that the room shows. forms: whether there are forms about a journey."""

    file: JourneyFile
    triages: tuple[TriageLine, ...]
    actions: tuple[ActionLine, ...]
    templates: tuple[ActionTemplate, ...]
    colleagues: tuple[Colleague, ...]
    forms: bool = False


class JourneyView(Protocol):
    """The room as its presenter sees it."""

    def show_journey(self, shown: JourneyShown) -> None:
        """Show a client's journey."""

    def ask_triage(self, questions: Sequence[Question]) -> None:
        """Ask the questions, one a page."""

    def ask_consent(self) -> None:
        """Ask how and when the consent to keep a file was given."""

    def ask_service(self, mode: str, own: Sequence[Field]) -> None:
        """Ask which service was given. mode: how the client prefers to meet, or empty. own: what the
        organisation's own fields ask of it."""

    def ask_facts(self, kind: EntityType, case: CaseLine, draft: Unfinished | None) -> None:
        """Ask for the own fields of a journey. draft: what was typed and not saved."""

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved; what was typed stays."""

    def close_dialog(self) -> None:
        """What was asked is saved."""

    @property
    def asks(self) -> bool:
        """Whether a dialog is open."""


class JourneyPresenter:
    """The journey of one client at a time."""

    def __init__(
        self, view: JourneyView, services: JourneyServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self.drafts = DraftKeeper(services.drafts, jobs, door)
        self._client = ""

    @property
    def client(self) -> str:
        """Whose journey is shown."""
        return self._client

    def open(self, client: str) -> None:
        """Show this client's journey."""
        self._client = client
        services = self._services

        def ask() -> JourneyShown:
            file = services.journeys.of(client, services.today)
            inside = {"", *(one.program.id for one in file.cases if one.open)}
            return JourneyShown(
                file,
                services.triages.of(client),
                services.actions.of(client, services.today),
                tuple(one for one in services.programs.templates() if one.program in inside),
                tuple(services.colleagues()),
                services.forms_about(),
            )

        def shown(found: JourneyShown) -> None:
            if client == self._client:
                self._view.show_journey(found)

        self._jobs.start(
            "journey", lambda progress: ask(), done=shown, failed=self._door.problem
        )  # fmt: skip

    # Drafts

    def draft(self, form: str) -> Mapping[str, Value]:
        """What was typed into a dialog of this client and not saved."""
        kept = self._services.drafts.find(f"journey {form}", self._client)
        return {} if kept is None else kept.values

    def left(self, form: str, field: str, value: Value) -> None:
        """A field of a dialog was left: keep it."""
        self.drafts.keep(f"journey {form}", self._client, field, value)

    def forget(self, form: str) -> None:
        """A dialog was saved."""
        self.drafts.forget(f"journey {form}", self._client)

    def decide(self) -> None:
        """Go to where two values are compared."""
        self._door.go("exchange", "conflicts")

    # Moving

    def move_on(self, case: CaseLine) -> None:
        """Into the next stage."""
        if case.next is not None:
            self.move(case, case.next.id)

    def move_back(self, case: CaseLine) -> None:
        """Into the stage before."""
        if case.before is not None:
            self.move(case, case.before.id)

    def move(self, case: CaseLine, stage: str) -> None:
        """Into that stage."""
        known = case.program.stage(stage)
        name = "" if known is None else known.name
        self._do(
            lambda: self._services.journeys.move(
                self._client, case.id, stage, self._services.today
            ),
            Message("journey", "Now in: {stage}", {"stage": name}),
        )

    def skip(self, case: CaseLine) -> None:
        """Pass over the next stage."""
        name = "" if case.next is None else case.next.name
        self._do(
            lambda: self._services.journeys.skip(self._client, case.id, self._services.today),
            Message("journey", "Skipped: {stage}", {"stage": name}),
        )

    def begin(self, program: str) -> None:
        """Begin another program."""
        self._do(
            lambda: self._services.journeys.begin(self._client, program, self._services.today),
            Message("journey", "Another program is begun."),
        )

    def end(self, case: CaseLine, outcome: str, words: str) -> None:
        """The journey is over."""
        self._do(
            lambda: self._services.journeys.end(
                self._client, case.id, outcome, words, self._services.today
            ),
            Message("journey", "The journey is ended."),
        )

    def take_up(self, case: CaseLine) -> None:
        """Go on with it."""
        self._do(
            lambda: self._services.journeys.take_up(case.id, self._services.today),
            Message("journey", "The journey goes on."),
        )

    def check(self, case: CaseLine, what: str, done: bool) -> None:
        """Tick or untick a point."""
        self._do(
            lambda: self._services.journeys.check(
                self._client, case.id, what, done, self._services.today
            ),
            Message("journey", "Ticked.") if done else Message("journey", "No longer ticked."),
        )

    def provide(self, case: CaseLine, need: str, what: str) -> None:
        """Lead to where something that is missing is done."""
        match what:
            case journey.CONSENT:
                self._view.ask_consent()
            case journey.LANGUAGE | journey.REACH:
                self._door.go(CLIENTS, f"{self._client}/edit")
            case journey.TRIAGE:
                self.ask_triage()
            case journey.GOAL:
                self._door.go(CLIENTS, f"{self._client}/plan")
            case journey.DOCUMENTS:
                self._door.go(CLIENTS, f"{self._client}/documents")
            case journey.APPOINTMENT:
                self._door.go(SCHEDULE, f"new/{self._client}/{_reason(case)}")
            case journey.SERVICE:
                self.ask_service()
            case journey.WORDS:
                self.check(case, need, True)

    def give_consent(self, values: Mapping[str, Value]) -> None:
        """The person agrees that a file is kept."""
        self._do(
            lambda: self._services.clients.add_consent(
                self._client,
                "file",
                str(values.get("given_on") or self._services.today),
                str(values.get("how") or "spoken"),
            ),
            Message("journey", "The consent is written down."),
        )

    # What the organisation's own fields ask, and its forms

    def ask_facts(self, case: CaseLine) -> None:
        """Open the dialog for the own fields of a journey, with what was typed into it before."""
        services, record = self._services, case.id or self._client
        self._jobs.start(
            "journey facts",
            lambda progress: (services.case_kind(), services.drafts.find(CASE, record)),
            done=lambda found: self._view.ask_facts(found[0], case, found[1]),
            failed=self._door.problem,
        )

    def fact_left(self, case: CaseLine, field: str, value: Value) -> None:
        """A field of that dialog was left: keep it."""
        self.drafts.keep(CASE, case.id or self._client, field, value)

    def forget_facts(self, case: CaseLine) -> None:
        """What was typed into that dialog is saved, or not wanted."""
        self.drafts.forget(CASE, case.id or self._client)

    def tell(self, case: CaseLine, values: Mapping[str, Value]) -> None:
        """Save the own fields of a journey."""
        self._do(
            lambda: self._services.journeys.tell(self._client, case.id, values),
            Message("journey", "What is known of the journey is saved."),
        )

    def show_forms(self, case: CaseLine) -> None:
        """Go to the forms about a journey."""
        self._door.go(CLIENTS, f"{self._client}/resume forms/case/{case.id}")

    # Who serves

    def transfer(self, person: str) -> None:
        """Another worker answers for the file."""
        self._do(
            lambda: self._services.journeys.transfer(self._client, person),
            Message("journey", "The file has another worker. Who had it before is kept."),
        )

    def cover(self, person: str) -> None:
        """Somebody covers for the worker."""
        self._do(
            lambda: self._services.journeys.cover(self._client, person),
            Message("journey", "It is written down who covers."),
        )

    def add_worker(self, case: CaseLine, values: Mapping[str, Value]) -> None:
        """Somebody else serves the person too."""
        self._do(
            lambda: self._services.journeys.add_worker(
                self._client, case.id, values, self._services.today
            ),
            Message("journey", "Added to those who serve the person."),
        )

    def end_worker(self, case: str, item: str) -> None:
        """Somebody no longer serves the person."""
        self._do(
            lambda: self._services.journeys.end_worker(case, item, self._services.today),
            Message("journey", "No longer serves the person. It is kept that they did."),
        )

    # Triage

    def ask_triage(self) -> None:
        """Begin the questions."""
        self._jobs.start(
            "triage questions",
            lambda progress: self._services.triages.questions(),
            done=self._view.ask_triage,
            failed=self._door.problem,
        )

    def keep_triage(self, given: Sequence[Given]) -> None:
        """The questions are answered."""
        self._do(
            lambda: self._services.triages.keep(self._client, given, self._services.today),
            Message("triage", "The triage is written down."),
        )

    def override(self, triage: str, result: str, words: str) -> None:
        """Treat the situation otherwise, for a reason."""
        self._do(
            lambda: self._services.triages.override(triage, result, words),
            Message("triage", "The result was overridden; the reason is kept."),
        )

    def follow(self, triage: str) -> None:
        """Go by the answers again."""
        self._do(
            lambda: self._services.triages.follow(triage),
            Message("triage", "The answers count again."),
        )

    # Actions

    def apply(self, template: str, actions: Sequence[DatedAction]) -> None:
        """Write the actions of a template, each on its day."""
        self._do(
            lambda: self._services.actions.apply(self._client, template, actions),
            Message(
                "actions", "{n} action is planned.", {}, "{n} actions are planned.", len(actions)
            ),
        )

    def ask_service(self) -> None:
        """Open the dialog for a service that was given."""
        client, services = self._client, self._services

        def ask() -> tuple[str, tuple[Field, ...]]:
            kind = services.meeting_kind()
            mode = services.clients.show(client).fields.get("mode")
            return str(mode or ""), tuple(kind.field(name) for name in own_names(kind))

        self._jobs.start(
            "journey service",
            lambda progress: ask(),
            done=lambda found: self._view.ask_service(*found),
            failed=self._door.problem,
        )

    def record_service(
        self, words: str, minutes: int, mode: str, own: Mapping[str, Value] | None = None
    ) -> None:
        """A service was given today. own: what stands in the organisation's own fields."""
        self._do(
            lambda: self._services.actions.record_service(
                self._client, words, minutes, mode, self._services.today, own
            ),
            Message("actions", "The service is recorded."),
        )

    def _do(self, act: Callable[[], _Outcome], words: Message) -> None:
        """One act of the person: saved, said with the offer to undo it, shown again."""

        def done(_: _Outcome) -> None:
            self._view.close_dialog()
            self._door.done(words, undo=True)
            self._door.changed()
            self.open(self._client)

        def failed(problem: Message) -> None:
            if self._view.asks:
                self._view.show_problem(problem)
            else:
                self._door.problem(problem)

        self._jobs.start("journey write", lambda progress: act(), done=done, failed=failed)


def _reason(case: CaseLine) -> str:
    """What an appointment is about that the next stage asks for."""
    if case.next is None:
        return ""
    return str(Message("journey", "Next step: {stage}", {"stage": case.next.name}))
