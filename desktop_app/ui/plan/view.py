"""The room of a client's plan: goals with their steps, and how much of them is done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.casework.plans import GOAL, PLAN_STEP, REACHED
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.plans import GoalLine, Plan, StepLine
from desktop_app.services.casework.reference_person import ReferencePerson
from desktop_app.services.casework.told import choice_words
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import Badge, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import FileRecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_DOT = " · "
_SHOWN_PROGRESS = 3


class PlanRoom(FileRecordRoom):
    """The room. Signals carry the id of the goal or the step they are about; opened: a client."""

    goal_asked = Signal()
    step_asked = Signal(str)
    progress_asked = Signal(str)
    change_asked = Signal(str)
    tick_asked = Signal(str)
    delete_asked = Signal(str)
    print_asked = Signal()

    # What the file may call

    def add(self, key: str) -> None:
        """Open the dialog that adds a goal or a step."""
        if key == "goal":
            self.goal_asked.emit()
        else:
            self.step_asked.emit("")

    # What the presenter says

    def show_plan(self, plan: Plan) -> None:
        """Show a client's plan."""
        self.clear()
        add = button(Message("plan", "Add a goal…"), self.goal_asked.emit, "plus")
        self.first = add
        if not plan.goals and not plan.others:
            empty = EmptyState(
                Message("plan", "No goal is written down yet."),
                Message("plan", "Add a goal…"),
                Message("plan", "For example: “I want to open my letters without being afraid.”"),
                icon_name="star",
            )
            empty.acted.connect(self.goal_asked)
            self.first = empty.button
            self.column.addWidget(empty)
            self.column.addWidget(Second(partial(reference_words, plan.reference)))
            add.deleteLater()
            return
        self.column.addWidget(PlainLabel(partial(_whole_words, plan), bold=True))
        self.column.addWidget(Second(partial(reference_words, plan.reference)))
        self.column.addWidget(
            buttons(
                add,
                button(Message("plan", "Add a step…"), lambda: self.step_asked.emit(""), "plus"),
                button(Message("plan", "Print the plan…"), self.print_asked.emit, "printer"),
            )
        )
        for goal in plan.goals:
            self._show_goal(goal)
        if plan.others:
            holder, column = group(Message("plan", "Steps without a goal"))
            column.addWidget(self._steps(Message("plan", "Steps without a goal"), plan.others))
            self.column.addWidget(holder)
        alone = [one for one in plan.all_steps if one.alone]
        if alone:
            title = Message("plan", "What the client does alone")
            holder, column = group(title)
            column.addWidget(self._steps(title, alone))
            self.column.addWidget(holder)

    def _show_goal(self, goal: GoalLine) -> None:
        state = State.DONE if goal.state == REACHED else State.INFO
        if goal.state not in ("open", REACHED):
            state = State.NEUTRAL
        words = choice_words(GOAL, "state", goal.state)
        holder, column = group(goal.words, partial(_goal_words, goal), Badge(state, words))
        for moved in goal.progress[-_SHOWN_PROGRESS:]:
            column.addWidget(Second(partial(_moved_words, moved.on, moved.percent, moved.words)))
        if goal.steps:
            column.addWidget(self._steps(goal.words, goal.steps))
        key = goal.record.id
        column.addWidget(
            buttons(
                button(
                    Message("plan", "Note progress…"),
                    partial(self.progress_asked.emit, key),
                    "footprints",
                    place=f"progress {key}",
                ),
                button(
                    Message("plan", "Add a step…"),
                    partial(self.step_asked.emit, key),
                    "plus",
                    place=f"step {key}",
                ),
                button(
                    Message("plan", "Change the goal…"),
                    partial(self.change_asked.emit, key),
                    "pencil",
                    place=f"change {key}",
                ),
                button(
                    Message("plan", "Take out of the plan"),
                    partial(self.delete_asked.emit, key),
                    "trash-2",
                    Kind.QUIET,
                ),
            )
        )
        self.column.addWidget(holder)

    def _steps(self, name: Message | str, steps: Sequence[StepLine]) -> QWidget:
        return cards(
            name, [_card(one) for one in steps], self.change_asked.emit, self.tick_asked.emit
        )


def _card(step: StepLine) -> Card:
    badge: tuple[State, Message] | None = None
    if step.done_on:
        badge = (State.DONE, Message("plan", "done"))
    elif step.late:
        badge = (State.WAITS, Message("plan", "late"))
    return Card(
        step.record.id,
        step.words,
        partial(_step_words, step),
        icon="user" if step.who == "client" else "hand-helping",
        badge=badge,
        action=Message("plan", "Not done after all") if step.done_on else Message("plan", "Done"),
    )


def _step_words(step: StepLine) -> str:
    who = say(Message("plan", "the client, alone")) if step.alone else ""
    who = who or step.partner or say(choice_words(PLAN_STEP, "who", step.who))
    if step.done_on:
        day = Message("plan", "done {day}", {"day": partial_date(step.done_on)})
    elif step.due:
        day = Message("plan", "by {day}", {"day": partial_date(step.due)})
    else:
        return who
    return _DOT.join((who, say(day)))


def _whole_words(plan: Plan) -> str:
    if not plan.steps:
        return say(Message("plan", "No step is agreed yet."))
    words = {"done": plan.done, "steps": plan.steps, "percent": plan.percent}
    return say(Message("plan", "Steps done: {done} of {steps}, {percent} %", words))


def _goal_words(goal: GoalLine) -> str:
    parts: list[Message] = []
    if goal.set_on:
        parts.append(Message("plan", "set {day}", {"day": partial_date(goal.set_on)}))
    if goal.target_on:
        parts.append(
            Message("plan", "to be reached by {day}", {"day": partial_date(goal.target_on)})
        )
    if goal.percent is not None:
        parts.append(Message("plan", "{percent} % reached", {"percent": goal.percent}))
    return _DOT.join(say(one) for one in parts)


def _moved_words(on: str, percent: int | None, words: str) -> str:
    share = "" if percent is None else say(Message("plan", "{percent} %", {"percent": percent}))
    return _DOT.join(part for part in (partial_date(on) if on else "", share, words) if part)


def reference_words(reference: ReferencePerson) -> str:
    """Whom the client calls, and who covers, in one line."""
    if not reference.name:
        return say(
            Message(
                "plan",
                "Nobody answers for this file yet, so papers can name no person to call. "
                "Name the worker responsible in the file.",
            )
        )
    person = {"name": reference.name, "telephone": reference.telephone}
    parts = [
        Message("plan", "Person to call: {name}, {telephone}", person)
        if reference.telephone
        else Message("plan", "Person to call: {name}, no telephone settled yet", person)
    ]
    if reference.stand_in:
        parts.append(Message("plan", "covered by {name} when away", {"name": reference.stand_in}))
    return _DOT.join(say(one) for one in parts)
