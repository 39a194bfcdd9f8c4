"""How a piece of work says how far it is and learns that it should stop; knows no window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from desktop_app.domain.errors import Cancelled
from desktop_app.language import Message


@dataclass(frozen=True, slots=True)
class Step:
    """How far a piece of work is.

    done, total: the same unit, whatever it is (rows, entries, files); total is None while it is
    not known. what: the sentence for what is being done now.
    """

    done: int
    total: int | None = None
    what: Message | None = None


class Progress:
    """Handed to every job. The job calls `step`; whoever waits for it calls `cancel`.

    `report` is called in the job's own thread at every step; it must be quick and may not touch
    widgets.
    """

    def __init__(self, report: Callable[[Step], None]) -> None:
        self._report = report
        self._stop = Event()

    @classmethod
    def silent(cls) -> Progress:
        """A progress that nobody watches, for the terminal and for tests."""
        return cls(lambda step: None)

    @property
    def stop_asked(self) -> bool:
        """Whether the next `step` will raise."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; safe from any thread, any number of times."""
        self._stop.set()

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        """Say how far the work is. Raises Cancelled when somebody asked it to stop."""
        if self._stop.is_set():
            raise Cancelled
        self._report(Step(done, total, what))
