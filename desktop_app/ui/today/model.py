"""The day as the screen shows it: cards made of appointments and of what waits; free of Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from desktop_app.domain.words.calendar_words import time_of_day
from desktop_app.language import Message
from desktop_app.services.casework.agenda import CLOSED, TASK, Action
from desktop_app.services.exchange.bundle_words import kinds_in_words
from desktop_app.services.exchange.sharing import Waiting
from desktop_app.services.schedule.schedule import (
    CANCELLED,
    KEPT,
    LATE,
    NO_SHOW,
    PLANNED,
    AppointmentLine,
)
from desktop_app.services.schedule.today import Place, Target, TodayLine, TodayView, WaitingThing
from desktop_app.services.schedule.visit_papers import city_of, mode_words, status_words
from desktop_app.services.trust.cut_offs import untold_sentence
from desktop_app.services.unfinished import UnfinishedWork
from desktop_app.ui.shared.readiness import ready_sign

DOT: Final = " · "
COMMUNITIES_NAMED: Final = 3
"""More communities than this are counted, not named."""

Said = Message | str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class Sign:
    """A state in a word, a shape and a colour. tone: one of the states of a sign."""

    tone: str
    words: Message | str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One appointment as a row. key: its id. now: it is the one that comes next. closed: nothing opens it."""

    key: str
    time: str
    title: Message | str
    second: Said
    sign: Sign | None
    now: bool
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits, as a row. key: its place in the list, or the key of an action. verb: of
    its button; without one nothing opens it."""

    key: str
    title: Message | str
    reason: Said
    icon: str
    tone: str
    verb: Message | None


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that the screen shows. at: UTC, when it was asked."""

    view: TodayView
    communities: tuple[str, ...]
    at: datetime
    unfinished: tuple[UnfinishedWork, ...] = ()


def meetings(day: Day) -> tuple[Meeting, ...]:
    """The rows of the appointments; the first that is not over yet is the one of now."""
    coming = next(
        (
            line.appointment.id
            for line in day.view.appointments
            if line.appointment.status == PLANNED and line.appointment.ends_at > day.at
        ),
        "",
    )
    return tuple(
        Meeting(
            key=line.appointment.id,
            time=time_of_day(line.appointment.local),
            title=line.appointment.client_name or Message("today", "Without a person"),
            second=""
            if line.appointment.closed
            else partial(_second, line.appointment, day.view.zone),
            sign=_sign(line),
            now=line.appointment.id == coming,
            closed=bool(line.appointment.closed),
        )
        for line in day.view.appointments
    )


def _second(line: AppointmentLine, zone: str) -> str:
    """What it is about, how and where; the name of the clock where it is another than here."""
    elsewhere = ""
    if line.on_clock(zone).utcoffset() != line.local.utcoffset():
        elsewhere = str(
            Message("today", "local time of {place}", {"place": city_of(line.zone)}),
        )
    parts = (line.subject, str(mode_words(line.mode)), line.place, elsewhere)
    return DOT.join(part for part in parts if part)


_STATUS_SIGNS: Final = {
    KEPT: ("done", "circle-check"),
    LATE: ("info", "clock"),
    CANCELLED: ("neutral", "ban"),
    NO_SHOW: ("waits", "circle-x"),
}


def _sign(line: TodayLine) -> Sign | None:
    status = line.appointment.status
    if line.appointment.closed:
        return Sign("neutral", Message("today", "Closed to you"), "lock")
    if status != PLANNED:
        tone, icon = _STATUS_SIGNS.get(status, ("neutral", "info"))
        return Sign(tone, status_words(status), icon)
    if line.appointment.overlaps:
        return Sign("danger", Message("today", "Two at the same time"), "triangle-alert")
    if line.ready.message is None:
        return None
    tone, icon = ready_sign(line.ready.readiness)
    return Sign(tone, line.ready.message, icon)


_VERBS: Final = {
    Place.CLIENT: (Message("today", "Complete"), "user-search", "ink"),
    Place.CONFLICTS: (Message("today", "Decide"), "git-compare-arrows", "danger"),
    Place.BACKUP: (Message("today", "Copy"), "hard-drive", "waits"),
    Place.EXCHANGE: (Message("today", "See"), "package-x", "waits"),
    Place.PROPOSAL: (Message("today", "Answer"), "message-square-text", "ink"),
}


def waits(things: Sequence[WaitingThing]) -> tuple[Wait, ...]:
    """The rows of what waits."""
    rows = []
    for number, thing in enumerate(things):
        verb, icon, tone = _VERBS[thing.target.place]
        rows.append(Wait(str(number), thing.title, thing.reason, icon, tone, verb))
    return tuple(rows)


ACTIONS_SHOWN: Final = 12
ALIKE_SHOWN: Final = 3
"""Warnings of one rule; forty quiet files must not hide one promise."""


def chosen(actions: Sequence[Action]) -> tuple[Action, ...]:
    """Those that are shown before somebody asks for all."""
    alike: Counter[str] = Counter()
    found = []
    for one in actions:
        if one.rule:
            alike[one.rule] += 1
        if not one.rule or one.weight > 2 or alike[one.rule] <= ALIKE_SHOWN:
            found.append(one)
    return tuple(found[:ACTIONS_SHOWN])


def deeds(actions: Sequence[Action]) -> tuple[Wait, ...]:
    """The rows of tasks and warnings: what it is, about whom, and why now."""
    rows = []
    for one in actions:
        is_task = one.kind == TASK
        if one.kind == CLOSED:
            rows.append(Wait(one.key, one.title, partial(_why, one), "lock", "ink_second", None))
            continue
        rows.append(
            Wait(
                one.key,
                one.title,
                partial(_why, one),
                "clock" if is_task else "triangle-alert",
                "ink" if one.rank > 0 else "waits",
                Message("today", "Done") if is_task else Message("today", "See"),
            )
        )
    return tuple(rows)


def _why(action: Action) -> str:
    return DOT.join(part for part in (action.name, str(action.reason)) if part)


def paper_lines(view: TodayView) -> list[tuple[Message | str, Message | str]]:
    """What is to be done and what waits, as the paper of the day says it."""
    return [
        *((one.title, _why(one)) for one in view.actions),
        *((thing.title, thing.reason) for thing in view.waiting),
        *((untold_sentence(one), ", ".join(one.behind)) for one in view.untold),
    ]


def drafts(day: Day, local: Callable[[int], datetime]) -> tuple[Wait, ...]:
    """The rows of what was typed and not saved. local: a moment on the clock of this place."""
    return tuple(
        Wait(
            str(number),
            one.title,
            DOT.join(
                part for part in (one.about, f"{local(one.at):%Y-%m-%d %H:%M}", one.said) if part
            ),
            "pencil",
            "waits",
            Message("today", "Go on"),
        )
        for number, one in enumerate(day.unfinished)
    )


_DOORS: Final = {
    Place.CLIENT: ("clients", "{id}"),
    Place.CONFLICTS: ("exchange", "conflicts"),
    Place.BACKUP: ("settings", "backup"),
    Place.EXCHANGE: ("exchange", ""),
    Place.PROPOSAL: ("directory", "proposals/{id}"),
}


def door_to(target: Target) -> tuple[str, str]:
    """The place of the window, and the detail in it, where something is dealt with."""
    place, detail = _DOORS[target.place]
    return place, detail.format(id=target.id)


def heading_facts(day: Day) -> str:
    """Where one works, how many appointments there are and how much waits, in words."""
    names = day.communities
    if len(names) > COMMUNITIES_NAMED:
        where = str(Message("today", "{n} community", {}, "{n} communities", len(names)))
    else:
        where = ", ".join(names)
    many = len(day.view.appointments)
    counted = str(Message("today", "{n} appointment", {}, "{n} appointments", many))
    waiting = sum(thing.count for thing in day.view.waiting)
    waiting += sum(one.counts for one in day.view.actions)
    rest = str(Message("today", "{n} thing waits", {}, "{n} things wait", waiting))
    return DOT.join(part for part in (where, f"{counted}, {rest}" if waiting else counted) if part)


def share_title(share: Waiting) -> Message:
    """How many changes exist on this laptop alone."""
    return Message(
        "today",
        "{n} change is only here",
        {},
        "{n} changes are only here",
        share.entries,
    )


def share_facts(share: Waiting) -> str:
    """What those changes are about, in words."""
    return str(kinds_in_words(share.by_type.items()))


def utc(milliseconds: int) -> datetime:
    """A moment in UTC from its milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
