"""Notices that nobody touches the laptop, or that it slept, and asks for the cover or the lock."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from desktop_app.services.locking import Due, Idle

ASK_EVERY_MS = 5_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Watches the whole program. cover_due comes once until somebody touches the laptop again.

    busy: whether a job runs, which is let finish under the cover. clock: seconds of the wall clock.
    """

    cover_due = Signal()
    lock_due = Signal()

    def __init__(
        self,
        cover_minutes: int,
        lock_minutes: int,
        busy: Callable[[], bool],
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._busy, self._clock = busy, clock
        self._idle = Idle(cover_minutes, lock_minutes, clock())
        self._covered = False
        self._timer = QTimer(self)
        self._timer.setInterval(ASK_EVERY_MS)
        self._timer.timeout.connect(self.ask)
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._timer.start()

    def change(self, cover_minutes: int, lock_minutes: int) -> None:
        """Count with other times from now on."""
        self._idle = Idle(cover_minutes, lock_minutes, self._clock())

    def ask(self) -> None:
        """Look whether something is due; the timer does it every few seconds."""
        due = self._idle.due(self._clock(), busy=self._busy())
        if due is Due.LOCK:
            self._timer.stop()
            self.lock_due.emit()
        elif due is Due.COVER and not self._covered:
            self._covered = True
            self.cover_due.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._covered = False
            self._idle.touched(self._clock())
        return False
