"""Starting a process of ours and hearing what it says: the parent's side of the pipes."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, cast

from desktop_app.services.processes.failures import error_from_plain
from desktop_app.services.processes.frames import FrameWrong, read_raw, value_of, write_frame

log = logging.getLogger(__name__)

_PACKAGE: Final = Path(__file__).resolve().parents[3]
_TICK: Final = 0.1
_GOODBYE: Final = 5

_KEPT: Final = ("SYSTEMROOT", "WINDIR", "TZDIR")
_OF_THE_PERSON: Final = (
    "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "TEMP",
    "TMP", "TMPDIR",
)  # fmt: skip


class Silent(Exception):
    """The process said nothing for too long, or worked too long; it was ended."""


class Process:
    """One process of ours. Use it as a context manager: leaving the block ends the process.

    kind: reader or writer. quiet, total: seconds until `hear` raises Silent, None for no end.
    personal: whether it may know where this person's folders lie.
    """

    def __init__(
        self,
        kind: str,
        *,
        quiet: float | None = None,
        total: float | None = None,
        handed_over: Sequence[int] = (),
        personal: bool = False,
    ) -> None:
        self._quiet, self._total, self._waited = quiet, total, 0.0
        self._left = threading.Event()
        self._heard: queue.Queue[bytes | BaseException | None] = queue.Queue(maxsize=2)
        self._process = subprocess.Popen(
            command(kind),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(personal),
            close_fds=True,
            **_apart(handed_over),
        )
        self._ears = threading.Thread(target=self._listen, name=f"portage {kind}", daemon=True)
        self._ears.start()

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    @property
    def handle(self) -> int:
        """The system's handle of the process (Windows)."""
        return int(self._process._handle)  # type: ignore[attr-defined]

    @property
    def number(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    def tell(self, value: object) -> None:
        """Send one value; a process that is gone is found out by `hear`."""
        with contextlib.suppress(BrokenPipeError, OSError):
            write_frame(cast(Any, self._process.stdin), value)

    def hear(self, meanwhile: Callable[[], None] = lambda: None) -> Any:
        """The next value it says, or None once it has ended.

        meanwhile: called about ten times a second while waiting; what it raises ends the wait.
        Raises Silent, FrameWrong, or the fault that the process told of.
        """
        since = time.monotonic()
        while True:
            try:
                told = self._heard.get(timeout=_TICK)
                break
            except queue.Empty:
                meanwhile()
                waited = time.monotonic() - since
                if self._quiet is not None and waited > self._quiet:
                    raise Silent from None
                if self._total is not None and self._waited + waited > self._total:
                    raise Silent from None
        self._waited += time.monotonic() - since
        if told is None:
            return None
        if isinstance(told, BaseException):
            raise told
        return self._understood(value_of(told))

    def _understood(self, value: Any) -> Any:
        if type(value) is not list or not value or type(value[0]) is not str:
            raise FrameWrong
        if value[0] == "error":
            try:
                fault = error_from_plain(value[1])
            except (KeyError, TypeError, ValueError, IndexError) as wrong:
                raise FrameWrong from wrong
            raise fault
        if value[0] == "mistake":
            log.error("a process of ours made a mistake: %s", " < ".join(map(str, value[1])))
            return None
        return value

    def exit_code(self) -> int | None:
        """How it ended; None if it does not end by itself in a few seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_GOODBYE)
        return None

    def end(self) -> None:
        """End the process if it still runs, and wait until it is gone."""
        self._left.set()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is self._process.stdout:
                self._ears.join()
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _listen(self) -> None:
        """Take frames from the pipe as they come, two at most ahead of whoever hears them."""
        source = cast(Any, self._process.stdout)
        raw: bytes | BaseException | None
        while not self._left.is_set():
            try:
                raw = read_raw(source)
            except (FrameWrong, OSError, ValueError, MemoryError) as fault:
                raw = FrameWrong() if not isinstance(fault, FrameWrong) else fault
            while not self._left.is_set():
                with contextlib.suppress(queue.Full):
                    self._heard.put(raw, timeout=_TICK)
                    break
            if raw is None or isinstance(raw, BaseException):
                return


def command(kind: str) -> list[str]:
    """The command that starts such a process, from source or from an installed program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, f"--{kind}"]
    return [sys.executable, "-P", "-s", "-m", "desktop_app", f"--{kind}"]


def _environment(personal: bool) -> dict[str, str]:
    """What a process of ours is told of its surroundings: next to nothing."""
    told = {"PYTHONPATH": str(_PACKAGE), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    # Libraries that would start threads of their own take address space for each.
    told |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    for name in (*_KEPT, *(_OF_THE_PERSON if personal else ())):
        if name in os.environ:
            told[name] = os.environ[name]
    return told


def _apart(handed_over: Sequence[int]) -> dict[str, Any]:
    """A process group of its own, so that Ctrl+C in a terminal reaches the parent alone."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags}
    return {"start_new_session": True, "pass_fds": tuple(handed_over)}
