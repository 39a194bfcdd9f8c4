"""What a client's plan decides: what is asked for, what is saved, what is printed; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.domain.casework.plans import GOAL, PLAN_STEP
from desktop_app.domain.fields import EntityType, Scope, Value
from desktop_app.language import Message
from desktop_app.services.casework.plans import GoalLine, Plan, Plans
from desktop_app.services.casework.records import Record
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.awaited import Awaited
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

GOAL_NAMES: Final = ("words", "language", "set_on", "target_on", "state")
STEP_NAMES: Final = ("words", "who", "partner", "alone", "goal", "due", "done_on")
_TITLE_LETTERS: Final = 60
_HINT_LETTERS: Final = 200

PROGRESS: Final = EntityType(
    42,
    "progress",
    Message("plan", "Progress"),
    Scope.CASES,
    (*GOAL.items("progress").fields, GOAL.field("state")),
)
"""What one line of progress is asked by: the fields of the list, and where the goal stands."""


@dataclass(frozen=True, slots=True)
class PlanServices:
    """What the room works with. paper: makes the printed plan of a client, with their name or
    without."""

    plans: Plans
    paper: Callable[[str, bool], bytes]
    drafts: DraftBox
    today: Callable[[], str]


class PlanView(AskingView, Protocol):
    """The room as its presenter sees it."""

    def show_plan(self, plan: Plan) -> None:
        """Show a client's plan."""


class PlanPresenter:
    """One client's plan at a time."""

    def __init__(self, view: PlanView, services: PlanServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._awaited: Awaited[Plan] = Awaited()
        self.client = ""
        self.asker = Asker(view, services.drafts, jobs, door, self._again)

    def open(self, client: str) -> None:
        """Show this client's plan."""
        self.client = client
        self._awaited.begin(client)

        def shown(plan: Plan) -> None:
            self._awaited.come(plan.client, plan, self._view.show_plan)

        self._jobs.start(
            "plan",
            lambda progress: self._services.plans.of(client),
            done=shown,
            failed=self._door.problem,
        )

    @property
    def _plan(self) -> Plan | None:
        return self._awaited.content

    def _again(self) -> None:
        self.open(self.client)

    def ask_goal(self) -> None:
        """Ask for a new goal, once the plan is there."""
        self._awaited.then(self._ask_goal)

    def _ask_goal(self) -> None:
        client, plan = self.client, self._plan
        language = "" if plan is None else plan.language
        self.asker.ask(
            Asking(
                "goal",
                client,
                GOAL,
                Message("plan", "Add a goal"),
                Message("plan", "Save the goal"),
                Message("plan", "The goal is in the plan."),
                lambda values: self._services.plans.add_goal(client, values),
                GOAL_NAMES,
                begin={
                    "language": language or None,
                    "set_on": self._services.today(),
                    "state": "open",
                },
                hint=Message(
                    "plan", "Write what the person says, as they say it, in their language."
                ),
            )
        )

    def ask_step(self, goal: str = "") -> None:
        """Ask for a new step, once the plan is there. goal: for which one, or none."""
        self._awaited.then(lambda: self._ask_step(goal))

    def _ask_step(self, goal: str) -> None:
        client = self.client
        self.asker.ask(
            Asking(
                "plan_step",
                f"{client}{goal}",
                PLAN_STEP,
                Message("plan", "Add a step"),
                Message("plan", "Save the step"),
                Message("plan", "The step is in the plan."),
                lambda values: self._services.plans.add_step(client, values),
                STEP_NAMES,
                begin={"who": "client", "goal": goal or None},
                choices={"goal": self._goals()},
            )
        )

    def ask_progress(self, goal: str) -> None:
        """Ask what has moved towards a goal."""
        line = self._goal(goal)
        if line is None:
            return

        def save(values: Mapping[str, Value]) -> None:
            percent, state = values.get("percent"), str(values.get("state") or "")
            self._services.plans.note_progress(
                goal,
                percent if isinstance(percent, int) else None,
                str(values.get("words") or ""),
                str(values.get("on") or ""),
                "" if state == line.state else state,
            )

        self.asker.ask(
            Asking(
                "progress",
                goal,
                PROGRESS,
                Message("plan", "Note progress"),
                Message("plan", "Save the progress"),
                Message("plan", "The progress is noted."),
                save,
                ("on", "percent", "words", "state"),
                begin={"on": self._services.today(), "state": line.state},
                hint=shortened(line.words, _HINT_LETTERS),
            )
        )

    def change(self, identifier: str) -> None:
        """Ask for what is different in a goal or a step."""
        record = self._record(identifier)
        if record is None:
            return
        is_goal = record.kind == "goal"
        self.asker.ask(
            Asking(
                f"{record.kind} changed",
                record.id,
                GOAL if is_goal else PLAN_STEP,
                Message("plan", "Change the goal")
                if is_goal
                else Message("plan", "Change the step"),
                Message("plan", "Save the goal") if is_goal else Message("plan", "Save the step"),
                Message("plan", "The goal is changed.")
                if is_goal
                else Message("plan", "The step is changed."),
                lambda values: self._services.plans.change(record, values),
                GOAL_NAMES if is_goal else STEP_NAMES,
                known=record.values,
                choices={} if is_goal else {"goal": self._goals()},
            )
        )

    def tick(self, step: str) -> None:
        """A step is done, or is not done after all."""
        plan = self._plan
        line = next(
            (one for one in (plan.all_steps if plan else ()) if one.record.id == step), None
        )
        if line is None:
            return
        done = not line.done_on
        self.asker.write(
            lambda: self._services.plans.tick(step, done=done),
            Message("plan", "The step is done.")
            if done
            else Message("plan", "The step is open again."),
        )

    def delete(self, identifier: str) -> None:
        """Take a goal with its steps, or a step, out of the plan."""
        record = self._record(identifier)
        if record is not None:
            self.asker.write(
                lambda: self._services.plans.delete(record),
                Message(
                    "plan", "The goal and its steps are out of the plan. Undo brings them back."
                )
                if record.kind == "goal"
                else Message("plan", "The step is out of the plan. Undo brings it back."),
            )

    def print_plan(self) -> None:
        """Print the plan in the client's language."""
        client, paper = self.client, self._services.paper
        self._jobs.start(
            "plan paper",
            lambda progress: paper(client, False),
            done=lambda pdf: self._door.print_pdf(
                pdf, Message("plan", "Plan for the client"), named=lambda: paper(client, True)
            ),
            failed=self._door.problem,
        )

    def _goal(self, identifier: str) -> GoalLine | None:
        goals = self._plan.goals if self._plan else ()
        return next((one for one in goals if one.record.id == identifier), None)

    def _record(self, identifier: str) -> Record | None:
        goal = self._goal(identifier)
        if goal is not None:
            return goal.record
        steps = self._plan.all_steps if self._plan else ()
        return next((one.record for one in steps if one.record.id == identifier), None)

    def _goals(self) -> tuple[tuple[Value, str], ...]:
        goals = self._plan.goals if self._plan else ()
        return tuple((one.record.id, shortened(one.words)) for one in goals)


def shortened(words: str, letters: int = _TITLE_LETTERS) -> str:
    """The beginning of a goal, to name it in a list or above what is asked about it."""
    line = " ".join(words.split())
    return line if len(line) <= letters else f"{line[: letters - 1].rstrip()}…"
