"""Which ways of meeting fit what a person has: a device, a connection, and the ease with both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message

_SCREENS: Final = frozenset({"smartphone", "tablet", "computer"})

NO_DEVICE: Final = Message("privacy", "no device for it")
SHARED: Final = Message("privacy", "the device is shared with others")
NO_CONNECTION: Final = Message("privacy", "no connection for it")
WEAK: Final = Message("privacy", "the connection is weak")
ELSEWHERE: Final = Message("privacy", "only where there is a connection, away from home")
NEEDS_HELP: Final = Message("privacy", "with somebody beside them")
NOT_SAID: Final = Message("privacy", "not asked yet")


@dataclass(frozen=True, slots=True)
class Way:
    """One way of meeting. fits: None where not enough is known. why: what stands against it or
    what is to be thought of, None where there is nothing.
    """

    mode: str
    fits: bool | None
    why: Message | None = None


def fitting_ways(device: str, connection: str, skill: str) -> tuple[Way, ...]:
    """By telephone and by video, from the stored words of a client's fields, "" for not asked.

    In person and at home always fit as far as technology goes, so they are left out.
    """
    return (_telephone(device, connection), _video(device, connection, skill))


def _telephone(device: str, connection: str) -> Way:
    if not device:
        return Way("telephone", None, NOT_SAID)
    if device == "none":
        return Way("telephone", False, NO_DEVICE)
    if device == "shared":
        return Way("telephone", True, SHARED)
    if device in ("tablet", "computer") and connection in ("", "none"):
        return Way("telephone", False, NO_DEVICE)
    return Way("telephone", True)


def _video(device: str, connection: str, skill: str) -> Way:
    if not device or not connection:
        known = device and device not in _SCREENS | {"shared"}
        return Way("video", False, NO_DEVICE) if known else Way("video", None, NOT_SAID)
    if device not in _SCREENS | {"shared"}:
        return Way("video", False, NO_DEVICE)
    if connection in ("none", "voice"):
        return Way("video", False, NO_CONNECTION)
    if skill == "none":
        return Way("video", False, NEEDS_HELP)
    if connection == "weak":
        return Way("video", False, WEAK)
    if device == "shared":
        return Way("video", True, SHARED)
    if connection == "elsewhere":
        return Way("video", True, ELSEWHERE)
    return Way("video", True, NEEDS_HELP if skill == "help" else None)
