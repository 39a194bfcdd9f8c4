"""Pieces of the journey as they are shown: stages in a row, cards, days in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.casework import journey
from desktop_app.domain.labels import has_words
from desktop_app.language import Message
from desktop_app.services.casework.actions import ActionLine
from desktop_app.services.casework.journeys import CaseLine, CheckLine
from desktop_app.services.casework.serving import OWNER, Server
from desktop_app.ui.journey.words import choice_label, day_words, days_words, role_words
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.fields import Check
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Badge, Heading, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import Words, say

SORTS: Final = {
    journey.RECEPTION: Message("journey", "Reception, step by step"),
    journey.STRATEGY: Message("journey", "Intervention, step by step"),
    journey.CHECK: Message("journey", "To check each time"),
}


def stage_row(case: CaseLine) -> QWidget:
    """The stages in a row: passed, now, skipped, to come, each with its word and shape."""
    holder = QWidget()
    flow = FlowLayout(holder, gap=space(1))
    skipped = {str(one.stage) for one in case.spans if one.skipped}
    now = case.stage.position if case.stage is not None else -1
    for stage in case.program.stages:
        name = partial(str, stage.name)
        if case.stage is not None and stage.id == case.stage.id:
            badge = Badge(State.INFO, _staged(Message("journey", "now"), name), icon="map-pinned")
        elif str(stage.name) in skipped:
            badge = Badge(State.NEUTRAL, _staged(Message("journey", "skipped"), name))
        elif stage.position < now or not case.open:
            badge = Badge(State.DONE, _staged(Message("journey", "passed"), name))
        else:
            badge = Badge(
                State.NEUTRAL, _staged(Message("journey", "to come"), name), icon="circle-dashed"
            )
        flow.addWidget(badge)
    return holder


def _staged(state: Message, name: Callable[[], str]) -> Words:
    return lambda: say(
        Message("journey", "{stage}: {state}", {"stage": name(), "state": say(state)})
    )


def begun(words: Words) -> str:
    """Words as they begin a line, with a capital."""
    said = say(words)
    return said[:1].upper() + said[1:]


def where_words(case: CaseLine) -> str:
    """In which stage, for how long."""
    gone = Message("journey", "a stage that is no longer there")
    stage = say(gone) if case.stage is None else str(case.stage.name)
    return say(
        Message(
            "journey", "{stage}, {days}", {"stage": stage, "days": days_words(case.standing.days)}
        )
    )


def ended_words(case: CaseLine) -> str:
    """When and how a journey ended, and what came of it."""
    told = {
        "day": day_words(case.closed_on),
        "outcome": choice_label(journey.OUTCOMES, case.outcome),
    }
    said = say(Message("journey", "Ended {day}: {outcome}", told))
    return f"{said}\n{case.outcome_words}" if case.outcome_words else said


def check_words(line: CheckLine, today: str) -> str:
    """The answer to give; when it was done, or is due."""
    parts = [say(line.standard.answer)] if has_words(line.standard.answer) else []
    if line.done_on:
        told = {"day": day_words(line.done_on), "name": line.by}
        parts.append(say(Message("journey", "Done {day}, {name}", told)))
    elif line.due:
        told = {"day": day_words(line.due)}
        parts.append(
            say(Message("journey", "Late: it was due {day}", told))
            if line.due < today
            else say(Message("journey", "Due {day}", told))
        )
    return "\n".join(parts)


def action_card(one: ActionLine) -> Card:
    """An action as a row of a list."""
    if one.done:
        badge = (State.DONE, Message("actions", "done"))
    elif one.late:
        badge = (State.DANGER, Message("actions", "late"))
    else:
        badge = (State.NEUTRAL, Message("actions", "planned"))
    return Card(
        one.id, one.words, partial(day_words, one.on), badge=badge,
        badge_icon="triangle-alert" if one.late else "calendar-days" if not one.done else "",
        quiet=True,
    )  # fmt: skip


def server_card(one: Server) -> Card:
    """Somebody who serves the person, as a row of a list."""

    def second() -> str:
        parts = [say(role_words(one.role))]
        if one.to_on:
            parts.append(say(Message("journey", "until {day}", {"day": day_words(one.to_on)})))
        if one.last is not None:
            told = {"what": say(one.last), "day": day_words(one.last_on)}
            parts.append(say(Message("journey", "last: {what}, {day}", told)))
        return "\n".join(parts)

    ends = Message("journey", "No longer") if one.item and not one.to_on else None
    return Card(
        f"{one.case}/{one.item}" if one.item else f"{one.role}/", one.name, second,
        icon="user" if one.role != OWNER else "star", action=ends, quiet=ends is None,
    )  # fmt: skip


def span_words(entered: str, left: str, by: str, skipped: bool) -> str:
    """From when to when, and by whom."""
    told = {"from": day_words(entered), "until": day_words(left), "name": by}
    if skipped:
        return say(Message("journey", "skipped {from}, {name}", told))
    if left:
        return say(Message("journey", "{from} to {until}, {name}", told))
    return say(Message("journey", "since {from}, {name}", told))


def day_of(at: int) -> str:
    """The day of a moment in UTC milliseconds."""
    return day_words(datetime.fromtimestamp(at / 1000, UTC).date().isoformat())


def button_row(*buttons: Button) -> QWidget:
    """Buttons side by side, in as many lines as they need."""
    holder = QWidget()
    flow = FlowLayout(holder, gap=space(2))
    for button in buttons:
        flow.addWidget(button)
    return holder


def spans_part(case: CaseLine) -> QWidget:
    """The stages of a journey so far, the latest first."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space(4))
    title = Message("fields", "Stages so far")
    column.addWidget(Heading(title, level=2))
    cards = CardList(title)
    cards.show_cards(
        [
            Card(
                str(number),
                partial(str, one.stage),
                partial(span_words, one.entered_on, one.left_on, one.by, one.skipped),
                quiet=True,
            )
            for number, one in enumerate(reversed(case.spans))
        ]
    )
    column.addWidget(cards)
    return part


def check_part(line: CheckLine, today: str, checked: Callable[[bool], None]) -> QWidget:
    """Something to check, with its box. today: YYYY-MM-DD. checked: the box was ticked or not."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    check = Check(lambda: str(line.standard.check))
    check.setChecked(bool(line.done_on))
    check.clicked.connect(lambda on: checked(bool(on)))
    column.addWidget(check)
    told = partial(check_words, line, today)
    if say(told):
        label = Second(told)
        label.setContentsMargins(space(7), 0, 0, 0)
        column.addWidget(label)
    return part
