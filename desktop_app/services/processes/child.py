"""Where a process of ours begins: `portage --reader` or `portage --writer`.

The parent speaks first, on standard input; the answers leave on standard output. Nothing secret
stands in the arguments or the environment.
"""

from __future__ import annotations

import os
from typing import Any, BinaryIO

from desktop_app.domain.errors import PortageError
from desktop_app.services.processes import caps, reading
from desktop_app.services.processes.failures import (
    EXIT_MISTAKE,
    EXIT_TOO_HEAVY,
    error_to_plain,
    places_of,
)
from desktop_app.services.processes.frames import (
    FrameTooLong,
    Send,
    read_raw,
    value_of,
    write_frame,
)


def main(kind: str) -> int:
    """Be that process until its work is done; gives the exit code. ValueError: no such kind."""
    source, out = _own_pipes()

    def send(value: object) -> None:
        write_frame(out, value)

    if kind == "reader":
        return _told(lambda: _read(source, send), send)
    if kind == "writer":
        from desktop_app.services.processes.writing import work

        return _told(lambda: work(source, send), send)
    raise ValueError(kind)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes under numbers of our own, so that nothing printed by chance gets into them."""
    source, out = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    return os.fdopen(source, "rb"), os.fdopen(out, "wb")


def _told(work: Any, send: Send) -> int:
    """Do the work; say what went wrong in a form that the parent can tell on."""
    try:
        work()
    except PortageError as refusal:
        send(["error", error_to_plain(refusal)])
    except (MemoryError, FrameTooLong):
        # Nothing may be asked of a process that has no memory left, not even a sentence.
        os._exit(EXIT_TOO_HEAVY)
    except BrokenPipeError:
        return EXIT_MISTAKE
    except Exception as mistake:  # noqa: BLE001 - it is logged by the parent, without its text
        send(["mistake", places_of(mistake)])
        return EXIT_MISTAKE
    return 0


def _read(source: BinaryIO, send: Send) -> None:
    first = read_raw(source)
    if first is None:
        return
    task, limits, details, number = value_of(first)
    source.close()
    reading.prepare(task)
    file = None if number is None else os.fdopen(number, "rb")
    caps.apply(limits["memory"], limits["processor"], limits["files"])
    reading.perform(task, details, file, send)
