"""Keeps what is being typed, in order and without losing any of it; free of Qt."""

from __future__ import annotations

from collections import deque
from threading import Lock

from desktop_app.domain.fields import Value
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs


class DraftKeeper:
    """Writes fields as they are left. A job that a newer one replaces loses nothing, because each
    writes everything that waits.
    """

    def __init__(self, drafts: DraftBox, jobs: Jobs, door: Door) -> None:
        self._drafts, self._jobs, self._door = drafts, jobs, door
        self._waiting: deque[tuple[str, str, str, Value]] = deque()
        self._lock = Lock()

    def keep(self, form: str, record: str, field: str, value: Value) -> None:
        """A field was left: keep it."""
        self._waiting.append((form, record, field, value))
        self._jobs.start(
            "draft",
            lambda progress: self._write(),
            done=lambda nothing: None,
            failed=self._door.problem,
        )

    def forget(self, form: str, record: str) -> None:
        """The form was saved, or its draft is not wanted."""

        def forget() -> None:
            with self._lock:
                kept = [one for one in self._waiting if one[:2] != (form, record)]
                self._waiting.clear()
                self._waiting.extend(kept)
                self._drafts.discard(form, record)

        self._jobs.start(
            "draft over",
            lambda progress: forget(),
            done=lambda nothing: None,
            failed=self._door.problem,
        )

    def _write(self) -> None:
        with self._lock:
            while self._waiting:
                self._drafts.save(*self._waiting.popleft())
