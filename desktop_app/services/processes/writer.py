"""Bulk work in a process of its own: started here, watched here, stopped from here."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.errors import Cancelled
from desktop_app.interchange.record import message_from_plain
from desktop_app.services.processes.failures import WriterStopped
from desktop_app.services.processes.frames import FrameWrong, value_of
from desktop_app.services.processes.starting import Process
from desktop_app.services.progress import Progress

PATIENCE_SECONDS: Final = 60.0
"""How long a process that was asked to stop may say nothing, before it is ended."""


@dataclass(frozen=True, slots=True, repr=False)
class WriterTask:
    """One piece of work. key: the vault's. person: the id of who is at work.

    call: a name in `calls.CALLS`. arguments: what that call takes, as plain data.
    The process that starts it holds the vault's lock.
    """

    folder: Path
    key: bytes
    person: bytes
    call: str
    arguments: dict[str, Any]


def run(task: WriterTask, progress: Progress | None = None) -> Any:
    """Have the work done and give its plain result.

    All of it is done when this returns. Nothing is when it raises Cancelled (`progress` was asked
    to stop) or the fault's own sentence; when the process died, or hangs and somebody asked to stop
    (WriterStopped), all or nothing.
    """
    step = progress or Progress.silent()
    with ExitStack() as stack:
        process = stack.enter_context(Process("writer", personal=True))
        if sys.platform == "win32":
            from desktop_app.services.processes.windows_job import confine

            stack.enter_context(confine(process.handle, None))
        process.tell(
            [str(task.folder.absolute()), task.key, task.person, task.call, task.arguments]
        )
        return _followed(process, step)


def _followed(process: Process, progress: Progress) -> Any:
    told_to_stop: float | None = None
    told = bytearray()

    def pass_on() -> None:
        nonlocal told_to_stop
        if not progress.stop_asked:
            return
        now = time.monotonic()
        if told_to_stop is None:
            told_to_stop = now
            process.tell(["cancel"])
        elif now - told_to_stop > PATIENCE_SECONDS:
            raise WriterStopped

    while True:
        try:
            frame = process.hear(pass_on)
        except FrameWrong as fault:
            raise WriterStopped from fault
        match frame:
            case None:
                raise WriterStopped
            case ["part", bytes(piece)]:
                told += piece
            case ["result"]:
                return value_of(bytes(told))
            case ["step", int(done), total, what]:
                try:
                    progress.step(done, total, None if what is None else message_from_plain(what))
                except Cancelled:
                    pass_on()
            case _:
                raise WriterStopped
