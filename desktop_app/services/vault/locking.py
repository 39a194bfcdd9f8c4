"""The lock proper: when it is due, and ending this process so that nothing stays in memory.

Closing a file does not clear what was read from it; only the end of the process does.
So locking saves what is being typed, closes the vault and starts Portage anew at the screen
where the vault is unlocked: by exec on Linux and macOS, by another process on Windows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

import desktop_app

LONGEST_LOCK_MINUTES: Final = 15
VAULT_OPTION: Final = "--vault"
_SLEPT_SECONDS: Final = 60.0


class Due(Enum):
    """What must happen now because nobody has touched keyboard or mouse."""

    NOTHING = "nothing"
    COVER = "cover"
    LOCK = "lock"


class Idle:
    """Tells when the cover and when the lock are due.

    Times are seconds of the wall clock: those of a process stand still while the machine sleeps.
    cover_minutes, lock_minutes: how long without a touch; the lock comes after 15 minutes at most.
    """

    def __init__(self, cover_minutes: int, lock_minutes: int, now: float) -> None:
        self._cover = cover_minutes * 60.0
        self._lock = min(lock_minutes, LONGEST_LOCK_MINUTES) * 60.0
        self._touched = self._asked = now

    def touched(self, now: float) -> None:
        """Somebody typed, clicked or moved the mouse."""
        self._touched = now

    def due(self, now: float, *, busy: bool = False) -> Due:
        """What is due; to be asked every few seconds.

        busy: a job runs. It is let finish under the cover; only sleep does not wait for it. A gap
        of a minute between two questions means that the machine slept.
        """
        gap, self._asked = now - self._asked, now
        if gap > _SLEPT_SECONDS:
            return Due.LOCK
        if gap < 0:  # the clock was put back: begin to count from here
            self._touched = min(self._touched, now)
        still = now - self._touched
        if still >= self._lock and not busy:
            return Due.LOCK
        return Due.COVER if still >= min(self._cover, self._lock) else Due.NOTHING


def restart_command(folder: Path | None = None) -> tuple[str, ...]:
    """How this Portage is started again, to unlock the vault in `folder`.

    The command holds the folder and nothing else of the person's.
    """
    program: tuple[str, ...] = (sys.executable,)
    if not getattr(sys, "frozen", False):
        program = (sys.executable, "-m", "desktop_app")
    return program if folder is None else (*program, VAULT_OPTION, str(folder.resolve()))


def start_anew(command: Sequence[str]) -> None:
    """End this process and run `command` in its place; does not come back.

    Files and sockets of this process are closed by the system (Python and SQLite open them so).
    """
    if not getattr(sys, "frozen", False) and desktop_app.__file__ is not None:
        # `-m` looks in the current folder; a file dialog may have changed it.
        os.chdir(Path(desktop_app.__file__).resolve().parents[1])
    if os.name == "nt":
        subprocess.Popen(command, close_fds=True)
        os._exit(0)
    os.execv(command[0], list(command))  # noqa: S606  no shell is the point


def lock(
    folder: Path | None,
    before: Iterable[Callable[[], None]],
    start: Callable[[Sequence[str]], None] = start_anew,
) -> None:
    """Lock: do what is in `before` in turn, then start anew at the unlock screen of `folder`.

    before: keep the draft, end the jobs, close the vault. A step that fails does not stop the
    lock: an open vault on an unwatched laptop would be worse than the last word of a sentence.
    """
    command = restart_command(folder)
    steps = iter(before)
    try:
        for step in steps:
            step()
    finally:
        _lock_all_the_same(steps, command, start)


def _lock_all_the_same(
    steps: Iterable[Callable[[], None]],
    command: Sequence[str],
    start: Callable[[Sequence[str]], None],
) -> None:
    try:
        for step in steps:
            step()
    finally:
        start(command)
