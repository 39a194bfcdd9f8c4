"""Roles, results, needs and days of a journey in words; free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.domain.casework import journey, triage
from desktop_app.domain.fields import Choice
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.serving import COVERS, OWNER, WROTE

_ROLES: Final = {
    OWNER: Message("journey", "worker responsible"),
    COVERS: Message("journey", "covers for now"),
    WROTE: Message("journey", "wrote in this file"),
}

WAYS: Final = {
    journey.CONSENT: Message("journey", "Note the consent"),
    journey.LANGUAGE: Message("journey", "Complete the file"),
    journey.REACH: Message("journey", "Complete the file"),
    journey.TRIAGE: Message("journey", "Begin the triage"),
    journey.GOAL: Message("journey", "Write the goal"),
    journey.DOCUMENTS: Message("journey", "Look at the documents"),
    journey.APPOINTMENT: Message("journey", "Plan an appointment"),
    journey.SERVICE: Message("journey", "Record a service"),
    journey.WORDS: Message("journey", "It is there"),
}
"""The verb that leads to what is missing."""


def choice_label(choices: Sequence[Choice], value: str) -> Message | str:
    """The words of one value of a closed list; the value where nobody knows it."""
    return next((one.label for one in choices if one.value == value), value)


def role_words(role: str) -> Message | str:
    """In which role somebody serves."""
    return _ROLES.get(role) or choice_label(journey.ROLES, role)


def result_words(result: str) -> Message | str:
    """Simple or complex."""
    return choice_label(triage.RESULTS, result)


def day_words(day: str) -> str:
    """A day as it is read."""
    return partial_date(day) if day else ""


def days_words(days: int) -> Message:
    """How long somebody has been in a stage."""
    if not days:
        return Message("journey", "since today")
    return Message("journey", "for {n} day", {}, "for {n} days", days)
