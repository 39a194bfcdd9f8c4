"""Acting at the nth SQL statement, or the nth call to the disk, of the process that this runs in.

Needs shim.c to have been loaded before the system's own library (workers.py does that).
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.storage import connecting, database, drafts

HOW: Final = {"once": 0, "from there on": 1, "kill": 2}
FAULTS: Final = {"full": errno.ENOSPC, "unplugged": errno.EIO}
_WAITED_SECONDS: Final = 2
"""Of processor time; an import of the tests takes a few tenths."""


def shim() -> Any:
    """The library that was put before the system's own."""
    library = ctypes.CDLL(None)
    library.portage_arm.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p]
    library.portage_record.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    library.portage_mark.argtypes = [ctypes.c_char_p]
    return library


class Point:
    """One point of the work that follows, at which something happens.

    told: `kind` is sql (a statement that SQLite begins, those inside triggers and of the index of
    words included) or disk (a call that writes); `nth` counts from 1, 0 for never; `what` is kill,
    full or unplugged; `under` is the folder that fails. A full disk stays full, a stick stays out.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told
        self._statements = 0
        self._begun = False
        genuine = sqlcipher.connect

        def connect(*given: Any, **named: Any) -> Any:
            connection = genuine(*given, **named)
            connection.set_trace_callback(self._statement)
            return connection

        sqlcipher.connect = connect

    def begin(self) -> None:
        """Count from here on."""
        told, library = self._told, shim()
        library.portage_how(HOW["kill" if told["what"] == "kill" else "from there on"])
        nth = told["nth"] if told["kind"] == "disk" else 0
        library.portage_arm(nth, FAULTS.get(told["what"], 0), told["under"].encode())
        self._begun = True

    def met(self) -> tuple[int, int]:
        """(statements, calls to the disk) since then."""
        return self._statements, int(shim().portage_calls())

    def _statement(self, _: str) -> None:
        if not self._begun:
            return
        self._statements += 1
        if self._told["kind"] == "sql" and self._statements == self._told["nth"]:
            if self._told["what"] == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            shim().portage_fail_from_now_on()


def recorder(told: Mapping[str, str], say: Callable[[object], None]) -> Callable[[object], None]:
    """Write down every call to the disk from here on; gives a `say` that marks what was promised.

    told: `under` is the folder that is watched, `log` the file to write to, outside of it.
    """
    library = shim()
    library.portage_record(told["under"].encode(), told["log"].encode())

    def both(word: object) -> None:
        library.portage_mark(json.dumps(word).encode())
        say(word)

    return both


def careless(how: str) -> None:
    """Spoil this process on purpose, to see that the proof notices: `normal` opens every database
    with synchronous=NORMAL, `no fsync` leaves out that of our own files."""
    if how == "normal":
        genuine = connecting.connect

        def connect(*given: Any, **named: Any) -> Any:
            connection = genuine(*given, **named)
            connection.execute("PRAGMA synchronous = NORMAL")
            return connection

        for module in (database, drafts):
            setattr(module, "connect", connect)  # noqa: B010 - it is not theirs to give
    elif how == "no fsync":
        setattr(os, "fsync", lambda _: None)  # noqa: B010


def starve(told: Mapping[str, int]) -> None:
    """Have memory run out in this process. told: `bytes` more than now and no more, or the number
    of the one `allocation` that fails (0: none, but they are counted; needs malloc.c)."""
    if "bytes" in told:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + told["bytes"]
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        # Without memory, the driver may ask for it again and again and never come back. Such a
        # writer is ended after Cancel; here it is ended after many times what the work takes.
        resource.setrlimit(resource.RLIMIT_CPU, (_WAITED_SECONDS, _WAITED_SECONDS))
    else:
        library = ctypes.CDLL(None)
        library.portage_starve.argtypes = [ctypes.c_long]
        library.portage_starve(told["allocation"])


def fed() -> int:
    """How many allocations were asked for; from here on none fails."""
    library = ctypes.CDLL(None)
    library.portage_asked.restype = ctypes.c_long
    asked = int(library.portage_asked())
    library.portage_starve(-1)
    return asked
