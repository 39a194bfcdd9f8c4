"""A job object of Windows around a process: a limit of memory, and an end with its parent."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_KILL_ON_CLOSE: Final = 0x2000
_PROCESS_MEMORY: Final = 0x0100
_ACTIVE_PROCESSES: Final = 0x0008
_DIE_ON_FAULT: Final = 0x0400
_EXTENDED: Final = 9  # JobObjectExtendedLimitInformation

INTERPRETER: Final = 192 * 1024 * 1024
"""What the bare process commits, with its libraries, before it reads anything."""


class _Basic(ctypes.Structure):
    _fields_ = (
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_set", ctypes.c_size_t),
        ("maximum_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


@contextmanager
def confine(process: int, memory: int | None) -> Iterator[None]:
    """Keep a process within limits while the block lasts; it ends with the block at the latest.

    process: its handle. memory: bytes beyond what the bare process takes; None: no limit, and
    processes of its own are allowed. Raises OSError when Windows refuses.
    """
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            limits = _Extended()
            limits.basic.flags = _KILL_ON_CLOSE | _DIE_ON_FAULT
            if memory is not None:
                limits.basic.flags |= _PROCESS_MEMORY | _ACTIVE_PROCESSES
                limits.basic.active_processes = 1
                limits.process_memory = INTERPRETER + memory
            done = kernel.SetInformationJobObject(
                ctypes.c_void_p(job), _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits)
            ) and kernel.AssignProcessToJobObject(ctypes.c_void_p(job), ctypes.c_void_p(process))
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())
            yield
        finally:
            kernel.CloseHandle(ctypes.c_void_p(job))
    else:
        yield
