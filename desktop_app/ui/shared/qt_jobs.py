"""Jobs in pool threads, their outcomes delivered on the main thread."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.progress import Progress, Step
from desktop_app.ui.shared.jobs import unexpected

Outcome = TypeVar("Outcome")

BUSY_AFTER_MS: Final = 300
_STEPS_PER_SECOND: Final = 12
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    name: str
    progress: Progress
    done: Callable[[Any], None]
    failed: Callable[[Message], None]
    progressed: Callable[[Step], None] | None


class _Mail(QObject):
    """Carries what a thread has to say to the main thread."""

    ended = Signal(int, object, object)
    stepped = Signal(int, object)


class _Work(QRunnable):
    """One job in a thread of the pool; it touches nothing but its own arguments and the mail."""

    def __init__(
        self, number: int, mail: _Mail, work: Callable[[Progress], object], progress: Progress
    ) -> None:
        super().__init__()
        self._number, self._mail, self._work, self._progress = number, mail, work, progress

    def run(self) -> None:
        outcome: object = None
        problem: Message | None = None
        try:
            outcome = self._work(self._progress)
        except PortageError as fault:
            problem = fault.message
        except Exception as fault:  # noqa: BLE001  the last stop before a thread dies in silence
            # The text of an unforeseen error may hold a name; its kind and place do not.
            place = "".join(traceback.format_tb(fault.__traceback__))
            _log.error("job failed: %s\n%s", type(fault).__name__, place)
            problem = unexpected()
        self._mail.ended.emit(self._number, outcome, problem)


class ThreadJobs(QObject):
    """The jobs of a window. Make it, use it and close it on the main thread.

    busy_changed: True when some job has lasted 0.3 s, False when none runs any more.
    """

    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, threads: int = 3) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._running: dict[int, _Running] = {}
        self._number = 0
        self._closed = False
        self._busy = False
        self._mail = _Mail(self)
        self._mail.ended.connect(self._ended, Qt.ConnectionType.QueuedConnection)
        self._mail.stepped.connect(self._stepped, Qt.ConnectionType.QueuedConnection)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(BUSY_AFTER_MS)
        self._patience.timeout.connect(self._grow_busy)

    def start(
        self,
        name: str,
        work: Callable[[Progress], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[Message], None],
        progressed: Callable[[Step], None] | None = None,
    ) -> None:
        """See `jobs.Jobs.start`. After `close` nothing is started any more."""
        if self._closed:
            return
        self._forget(name)
        self._number += 1
        number, progress = self._number, self._progress_of(self._number, progressed is not None)
        self._running[number] = _Running(name, progress, done, failed, progressed)
        self._pool.start(_Work(number, self._mail, work, progress))
        if not self._patience.isActive() and not self._busy:
            self._patience.start()

    def cancel(self, name: str) -> None:
        """Ask the job of that name to stop; its `failed` hears when it has."""
        for job in self._running.values():
            if job.name == name:
                job.progress.cancel()

    def running(self) -> tuple[str, ...]:
        """The names of the jobs whose outcome is still awaited."""
        return tuple(job.name for job in self._running.values())

    def close(self) -> None:
        """Ask every job to stop and wait for all of them; their outcomes are not delivered."""
        self._closed = True
        self._patience.stop()
        for job in self._running.values():
            job.progress.cancel()
        self._running.clear()
        self._pool.waitForDone()

    def _forget(self, name: str) -> None:
        for number, job in list(self._running.items()):
            if job.name == name:
                job.progress.cancel()
                del self._running[number]

    def _progress_of(self, number: int, watched: bool) -> Progress:
        if not watched:
            return Progress.silent()
        last = 0.0

        def report(step: Step) -> None:
            nonlocal last
            now = monotonic()
            if now - last >= 1 / _STEPS_PER_SECOND or step.done == step.total:
                last = now
                self._mail.stepped.emit(number, step)

        return Progress(report)

    @Slot(int, object)
    def _stepped(self, number: int, step: Step) -> None:
        job = self._running.get(number)
        if job is not None and job.progressed is not None:
            job.progressed(step)

    @Slot(int, object, object)
    def _ended(self, number: int, outcome: object, problem: Message | None) -> None:
        job = self._running.pop(number, None)
        if not self._running:
            self._patience.stop()
            if self._busy:
                self._busy = False
                self.busy_changed.emit(False)
        if job is None:
            return
        if problem is None:
            job.done(outcome)
        else:
            job.failed(problem)

    @Slot()
    def _grow_busy(self) -> None:
        if self._running and not self._busy:
            self._busy = True
            self.busy_changed.emit(True)
