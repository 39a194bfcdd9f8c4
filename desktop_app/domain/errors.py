"""What a person can be told when something does not go."""

from __future__ import annotations

from typing import ClassVar

from desktop_app.language import Message


class PortageError(Exception):
    """What happened, whether anything was lost and what to do now, in one message.

    code: a stable word for scripts and tests (the `reason` of the command line); it is never
    shown instead of the sentence.
    """

    code: ClassVar[str] = "failed"

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Cancelled(PortageError):
    """The person asked a running job to stop; nothing of it was kept."""

    code = "cancelled"

    def __init__(self) -> None:
        super().__init__(Message("jobs", "Stopped. Everything is as it was before."))
