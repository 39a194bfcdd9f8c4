"""A client's goals in the client's own words, and the steps that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import (
    Choice,
    EntityType,
    Field,
    ItemList,
    Kind,
    Scope,
    Value,
    client_field,
)
from desktop_app.language import Message

_AIM: Final = Message("purpose", "To work for what the person wants, in their own words.")
_PROGRESS: Final = Message("purpose", "To see together what has moved since the last visit.")
_STEPS: Final = Message("purpose", "So that everybody knows who does what next.")

CLIENT, WORKER, PARTNER = "client", "worker", "partner"
OPEN, REACHED, SET_ASIDE = "open", "reached", "set_aside"

GOAL: Final = EntityType(
    42,
    "goal",
    Message("entities", "Goal"),
    Scope.CASES,
    fields=(
        client_field(_AIM),
        Field(
            2,
            "words",
            Kind.LONG_TEXT,
            Message("fields", "The goal, in the person's own words"),
            _AIM,
            required=True,
            review=True,
        ),
        Field(
            3, "language", Kind.LANGUAGE, Message("fields", "In which language it is said"), _AIM
        ),
        Field(4, "set_on", Kind.DATE, Message("fields", "Set on"), _AIM),
        Field(5, "target_on", Kind.DATE, Message("fields", "To be reached by"), _AIM),
        Field(
            6,
            "state",
            Kind.CHOICE,
            Message("fields", "Where the goal stands"),
            _PROGRESS,
            review=True,
            choices=(
                Choice(OPEN, Message("choices", "in progress")),
                Choice(REACHED, Message("choices", "reached")),
                Choice(SET_ASIDE, Message("choices", "set aside")),
            ),
        ),
    ),
    lists=(
        ItemList(
            1,
            "progress",
            Message("fields", "Progress"),
            (
                Field(1, "on", Kind.DATE, Message("fields", "Noted on"), _PROGRESS),
                Field(2, "percent", Kind.INTEGER, Message("fields", "Percent reached"), _PROGRESS),
                Field(3, "words", Kind.TEXT, Message("fields", "What has moved"), _PROGRESS),
            ),
            Message("fields", "Progress"),
        ),
    ),
    title=("words",),
)

PLAN_STEP: Final = EntityType(
    43,
    "plan_step",
    Message("entities", "Step of the plan"),
    Scope.CASES,
    fields=(
        client_field(_STEPS),
        Field(
            2,
            "goal",
            Kind.REFERENCE,
            Message("fields", "For which goal"),
            _STEPS,
            indexed=True,
            reference="goal",
        ),
        Field(3, "words", Kind.TEXT, Message("fields", "What is done"), _STEPS, required=True),
        Field(
            4,
            "who",
            Kind.CHOICE,
            Message("fields", "Who does it"),
            _STEPS,
            required=True,
            choices=(
                Choice(CLIENT, Message("choices", "the client")),
                Choice(WORKER, Message("choices", "the worker")),
                Choice(PARTNER, Message("choices", "a partner")),
            ),
        ),
        Field(5, "partner", Kind.TEXT, Message("fields", "Which partner"), _STEPS),
        Field(6, "due", Kind.DATE, Message("fields", "By when"), _STEPS),
        Field(7, "done_on", Kind.DATE, Message("fields", "Done on"), _STEPS),
        Field(8, "alone", Kind.YES_NO, Message("fields", "The client does this alone"), _STEPS),
    ),
    title=("words",),
)


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of a goal's progress. on: YYYY-MM-DD or empty. percent: None where none was said."""

    on: str
    percent: int | None
    words: str


def progress_of(items: Mapping[str, Mapping[str, Value]]) -> tuple[Moved, ...]:
    """What has moved, the earliest first.

    items: the list `progress` of a goal, by the ids of its items. Those of one day stand in the
    order of their ids, which no clock of a laptop decides once they are written.
    """
    ordered = sorted(items.items(), key=lambda one: (str(one[1].get("on") or ""), one[0]))
    return tuple(
        Moved(
            str(values.get("on") or ""),
            _percent(values.get("percent")),
            str(values.get("words") or ""),
        )
        for _, values in ordered
    )


def percent_reached(
    state: Value, progress: Sequence[Moved], steps_done: int, steps: int
) -> int | None:
    """How much of a goal is reached, 0 to 100; None where nothing says it.

    A goal that is reached is at 100. Otherwise what was said last counts, and without that the
    share of its steps that are done.
    """
    if state == REACHED:
        return 100
    for one in reversed(progress):
        if one.percent is not None:
            return one.percent
    return share_done(steps_done, steps)


def share_done(done: int, steps: int) -> int | None:
    """The share of steps that are done in whole percent, rounded down; None without steps."""
    return None if steps <= 0 else 100 * done // steps


def in_order(steps: Iterable[tuple[str, str, str]]) -> list[str]:
    """Ids of steps in the order in which they are read: open ones by their date, those without a
    date after them, done ones last.

    steps: id, due and done_on of each, dates as YYYY-MM-DD or empty.
    """
    return [
        one
        for one, _, _ in sorted(
            steps,
            key=lambda step: (bool(step[2]), step[2] or step[1] or "9999", step[0]),
        )
    ]


def _percent(value: Value) -> int | None:
    """A percent as it counts: more than 100 is 100."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return max(0, min(100, value))
