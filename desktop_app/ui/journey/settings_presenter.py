"""What the settings of journeys decide; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from desktop_app.domain.casework.journey_rules import Program
from desktop_app.domain.casework.standards import ActionTemplate, Standard
from desktop_app.domain.casework.triage import Question
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.values import ValueRefused
from desktop_app.language import Label, Message
from desktop_app.services.casework.programs import PROGRAM, CircularJump, StageGiven
from desktop_app.ui.journey.services import JourneyServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.jobs import Jobs

_Outcome = TypeVar("_Outcome")


@dataclass(frozen=True, slots=True)
class Settled:
    """All that is settled, closed ones too. may: whether it may be changed on this laptop."""

    programs: tuple[Program, ...]
    standards: tuple[Standard, ...]
    templates: tuple[ActionTemplate, ...]
    questions: tuple[Question, ...]
    may: bool


class SettledView(Protocol):
    """The page as its presenter sees it."""

    def show_settled(self, settled: Settled) -> None:
        """Show all of it."""

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say at fields of the open dialog what cannot be kept."""

    def close_dialog(self) -> None:
        """What was asked is saved."""

    @property
    def asks(self) -> bool:
        """Whether a dialog is open."""


class SettledPresenter:
    """Programs, stages, standards, templates and the questions of the triage."""

    def __init__(
        self, view: SettledView, services: JourneyServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._drafts = DraftKeeper(services.drafts, jobs, door)

    def activate(self) -> None:
        """Ask for everything again."""
        programs = self._services.programs

        def ask() -> Settled:
            return Settled(
                tuple(programs.programs(even_closed=True)),
                tuple(programs.standards(even_closed=True)),
                tuple(programs.templates(even_closed=True)),
                tuple(programs.questions(even_closed=True)),
                self._services.office(),
            )

        self._jobs.start(
            "settled", lambda progress: ask(), done=self._view.show_settled,
            failed=self._door.problem,
        )  # fmt: skip

    # Drafts

    def draft(self, form: str, record: str) -> tuple[Mapping[str, Value], int]:
        """What was typed into a form and not saved, and when."""
        kept = self._services.drafts.find(form, record)
        return ({}, 0) if kept is None else (kept.values, kept.at)

    def left(self, form: str, record: str, field: str, value: Value) -> None:
        """A field was left: keep it."""
        self._drafts.keep(form, record, field, value)

    def forget(self, form: str, record: str) -> None:
        """It was saved, or is not wanted."""
        self._drafts.forget(form, record)

    # Writing

    def save(self, kind: str, identifier: str, values: Mapping[str, Value]) -> None:
        """Change one of them; identifier "" for a new one."""
        if kind == PROGRAM and not identifier:
            name = Label.of(str(values.get("name_fr") or ""), str(values.get("name_en") or ""))
            self._do(lambda: self._services.programs.add_program(name))
        else:
            self._do(lambda: self._services.programs.save(kind, identifier, values))

    def close(self, kind: str, identifier: str, closed: bool) -> None:
        """No longer offer one of them, or offer it again."""
        self._do(lambda: self._services.programs.close(kind, identifier, closed))

    def put_in_order(self, kind: str, order: Sequence[str]) -> None:
        """Another order."""
        self._do(lambda: self._services.programs.put_in_order(kind, order))

    def save_stage(self, program: str, stage: str, given: StageGiven) -> None:
        """Change a stage; stage "" for a new one."""
        programs = self._services.programs
        if stage:
            self._do(lambda: programs.change_stage(program, stage, given))
        else:
            self._do(lambda: programs.add_stage(program, given))

    def move_stage(self, program: str, stage: str, by: int) -> None:
        """One place earlier or later."""
        self._do(lambda: self._services.programs.move_stage(program, stage, by))

    def remove_stage(self, program: str, stage: str) -> None:
        """Take a stage away."""
        self._do(lambda: self._services.programs.remove_stage(program, stage))

    def _do(self, act: Callable[[], _Outcome]) -> None:
        def work() -> _Outcome | PortageError:
            try:
                return act()
            except (ValueRefused, CircularJump) as refused:
                return refused

        def done(outcome: _Outcome | PortageError) -> None:
            if isinstance(outcome, ValueRefused | CircularJump):
                refuse(outcome)
                return
            self._view.close_dialog()
            self._door.done(
                Message("journey settings", "Saved. It counts everywhere after the next bundle."),
                undo=True,
            )
            self._door.changed()
            self.activate()

        def failed(problem: Message) -> None:
            if self._view.asks:
                self._view.show_problem(problem)
            else:
                self._door.problem(problem)

        def refuse(refused: ValueRefused | CircularJump) -> None:
            path = refused.path if isinstance(refused, CircularJump) else refused.field.name
            if path and self._view.asks:
                self._view.show_errors({path: refused.message})
            else:
                failed(refused.message)

        self._jobs.start("settled write", lambda progress: work(), done=done, failed=failed)
