"""Faults between processes: those with a sentence cross the pipe, the others have one here."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final

from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.interchange.record import message_from_plain, message_to_plain
from desktop_app.language import Message

EXIT_TOO_HEAVY: Final = 77
"""How a process ends that ran out of the memory it was given."""

EXIT_MISTAKE: Final = 70

_SENTENCE: Final = 4_000  # letters of a sentence that another process may have said


class ErrorElsewhere(PortageError):
    """What another process of ours said it could not do, with its own code and sentence."""

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]


class ReaderStopped(PortageError):
    """The reader process was ended before it had read the file. code: too_heavy, too_slow or
    reader_failed."""

    def __init__(self, code: str) -> None:
        super().__init__(_READER[code])
        self.code = code  # type: ignore[misc]


class WriterStopped(PortageError):
    """The writer process ended before it gave a result: an open transaction undid itself."""

    code = "writer_stopped"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "processes",
                "The work stopped before it said that it was done. Either all of it was kept or "
                "nothing, and what you had saved before is safe. Start it again: what is there "
                "already is not taken twice.",
            )
        )


_READER: Final = {
    "too_heavy": Message(
        "processes",
        "This file needs more memory than Portage gives to one file. Nothing was imported. "
        "Ask the sender for several smaller files.",
    ),
    "too_slow": Message(
        "processes",
        "Reading this file took too long, so Portage stopped. Nothing was imported. "
        "Copy the file to this computer and try again, or ask the sender for smaller files.",
    ),
    "reader_failed": Message(
        "processes",
        "Portage could not finish reading this file. Nothing was imported. "
        "Keep the file, and tell the office about it.",
    ),
}


def error_to_plain(error: PortageError) -> dict[str, Any]:
    """A fault that has a sentence, as it crosses the pipe."""
    return {"code": error.code, "message": message_to_plain(error.message)}


def error_from_plain(plain: Mapping[str, Any]) -> PortageError:
    """The fault that another process told of. Raises KeyError, TypeError or
    ValueError for another shape."""
    code, message = str(plain["code"])[:60], message_from_plain(plain["message"])
    if len(message.text) > _SENTENCE:
        raise ValueError("sentence")
    return Cancelled() if code == Cancelled.code else ErrorElsewhere(code, message)


def places_of(fault: BaseException) -> list[str]:
    """Where a mistake of ours happened: its class, then file and line of each step.

    Never its text and never a value, which could be somebody's.
    """
    places = [type(fault).__name__]
    step: TracebackType | None = fault.__traceback__
    while step is not None:
        name = step.tb_frame.f_globals.get("__name__", "?")
        places.append(f"{name}:{step.tb_lineno}")
        step = step.tb_next
    return places[:60]
