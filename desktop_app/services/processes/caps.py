"""What a process may use, set by itself before it sees a byte from outside.

Linux and macOS: resource limits; on Linux also no new privileges, no memory dump, and death with
the parent. Windows: the parent puts the process into a job object (`windows_job`). Everywhere an
audit hook refuses what a reader never needs, and the parent's watchdog and the parsers' own limits
stand behind all of it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from typing import Any, Final

MEBIBYTE: Final = 1024 * 1024

_NO_NEW_PRIVILEGES: Final = 38
_DUMPABLE: Final = 4
_DEATH_SIGNAL: Final = 1
_SIGKILL: Final = 9

_REFUSED: Final = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn",
    "os.system", "os.startfile", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink",
    "os.link", "os.truncate", "os.chmod", "os.chown", "os.utime", "os.kill", "shutil.", "ctypes.",
    "webbrowser.", "urllib.", "ftplib.", "smtplib.", "sqlite3.", "winreg.", "pty.", "tempfile.",
)  # fmt: skip
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class NotForReaders(Exception):
    """A reader process was about to do what it never needs."""


@dataclass(frozen=True, slots=True)
class Caps:
    """memory: bytes beyond what the bare interpreter takes. processor: seconds of work.
    files: whether more files than the given ones may be opened for reading. quiet, total: seconds
    that the parent waits for the next word, and in all."""

    memory: int
    processor: int
    files: bool
    quiet: int
    total: int


def apply(memory: int, processor: int, files: bool) -> None:
    """Cap this process for good. Call it after the imports and before reading anything."""
    die_with_parent()
    keep_private()
    if sys.platform != "win32":
        _limit(memory, processor, files)
    sys.addaudithook(_refuse)


def die_with_parent() -> None:
    """On Linux, have the system end this process when the thread that started it ends."""
    if sys.platform == "linux":
        _control(_DEATH_SIGNAL, _SIGKILL)


def keep_private() -> None:
    """No memory dump, no debugger of the same user, no way to more rights."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _control(_NO_NEW_PRIVILEGES, 1)
        _control(_DUMPABLE, 0)


def _control(option: int, value: int) -> None:
    """prctl, where the system has it; without it the other walls stand."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _limit(memory: int, processor: int, files: bool) -> None:
    import resource

    # Not every system knows every limit; those it knows are set.
    wanted = [
        (resource.RLIMIT_AS, _address_space() + memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, 0),
        (getattr(resource, "RLIMIT_NPROC", None), 0),
        (resource.RLIMIT_NOFILE, 64 if files else 0),
    ]
    for which, value in wanted:
        if which is None:
            continue
        with contextlib.suppress(ValueError, OSError):
            _, highest = resource.getrlimit(which)
            # At the hard limit of work the system kills; a little before, it says why.
            hard = value + 5 if which == resource.RLIMIT_CPU else value
            if highest != resource.RLIM_INFINITY:
                hard = min(hard, highest)
            resource.setrlimit(which, (min(value, hard), hard))


def _address_space() -> int:
    """How much of the address space the bare process takes, in bytes."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 256 * MEBIBYTE


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        letters = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if letters or (isinstance(flags, int) and flags & _WRITING):
            raise NotForReaders(event)
    elif event.startswith(_REFUSED):
        raise NotForReaders(event)
