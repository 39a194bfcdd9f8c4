"""One line of the table, and how a line is measured on a machine that others use too."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time

PASSPHRASE = "huit castors patients mesurent longtemps"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. size: clients in the vault. ratio: ours to the limit. aim: what is asked for."""

    work: str
    size: int
    ours: str
    limit: str
    ratio: float
    aim: str

    def line(self) -> str:
        return (
            f"{self.work:<48} {self.size:>9,}  {self.ours:>18}  {self.limit:>18}  "
            f"{self.ratio:>7.2f}  {self.aim}"
        )


class Clock:
    """What times are told by: the wall clock, or on a busy machine the processor's own."""

    now: Callable[[], float] = staticmethod(perf_counter)

    @classmethod
    def use_processor(cls) -> None:
        """Count only what this thread's own work took, not what it waited for others."""
        cls.now = staticmethod(thread_time)


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = Clock.now()
    act()
    return Clock.now() - begun


def forget_most_memory() -> None:
    """Count the most memory from here on, where the system lets us (Linux)."""
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5")


def most_memory() -> float:
    """The most megabytes that this process held; what its parent held before it does not count."""
    if sys.platform == "linux":
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1 << 20
    )
