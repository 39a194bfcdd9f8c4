"""Work that takes time, as a presenter asks for it; free of Qt, so that presenters stay so.

The real one is `qt_jobs.ThreadJobs`; tests use `ImmediateJobs`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.language import Message
from desktop_app.services.progress import Progress, Step

Outcome = TypeVar("Outcome")


def unexpected() -> Message:
    """What a person is told when a job fails through a mistake of the program's own."""
    return Message(
        "jobs",
        "Portage made a mistake and stopped this task. What was saved before is kept. "
        "Try once more; if it happens again, tell the person who looks after Portage.",
    )


class Jobs(Protocol):
    """Runs work away from the window and brings its outcome back to it."""

    def start(
        self,
        name: str,
        work: Callable[[Progress], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[Message], None],
        progressed: Callable[[Step], None] | None = None,
    ) -> None:
        """Run `work`; then exactly one of `done` and `failed` on the main thread, or neither.

        A newer job of a name replaces an older one, of which nothing more is heard. A job that
        is cancelled by a person ends in `failed` with a calm sentence.
        """

    def cancel(self, name: str) -> None:
        """Ask the job of that name to stop; nothing happens when there is none."""


class ImmediateJobs:
    """Runs every job on the spot, for tests. `names` lists what was started, in order."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start(
        self,
        name: str,
        work: Callable[[Progress], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[Message], None],
        progressed: Callable[[Step], None] | None = None,
    ) -> None:
        """Run the job now; errors that are not for a person are let through to the test."""
        self.names.append(name)
        try:
            outcome = work(Progress(progressed or (lambda step: None)))
        except (PortageError, Cancelled) as fault:
            failed(fault.message)
        else:
            done(outcome)

    def cancel(self, name: str) -> None:
        """Nothing runs between two calls, so there is nothing to stop."""
