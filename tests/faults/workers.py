"""A process that makes real child processes quickly: it has loaded everything and only forks.

Run as a program it reads one job a line; each is done by a child of its own, whose words go to
standard output, one a line: ["began", pid], what it acknowledges, ["failed", code], ["ended", status].
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

ROOT: Final = Path(__file__).resolve().parents[2]


class Workers:
    """The parent's side. shim: a library that the loader puts before the system's own. more: of
    the environment."""

    def __init__(self, shim: Path | None = None, **more: str) -> None:
        environment = dict(os.environ) | {"PYTHONPATH": str(ROOT)} | more
        if shim is not None:
            environment["LD_PRELOAD"] = str(shim)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.workers"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment, text=True,
        )  # fmt: skip
        assert self.heard() == ["ready"]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()

    def start(self, job: Mapping[str, Any]) -> int:
        """Have a child begin with the job; gives its number in the system."""
        told = dict(job) | {"home": os.environ["XDG_DATA_HOME"]}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        word = self.heard()
        assert word[0] == "began", word
        return int(word[1])

    def heard(self) -> list[Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the workers have ended"
        return cast(list[Any], json.loads(line))

    def rest(self) -> tuple[list[list[Any]], int]:
        """(everything the child said, its exit status) once it has ended."""
        words: list[list[Any]] = []
        while True:
            word = self.heard()
            if word[0] == "ended":
                return words, int(word[1])
            words.append(word)

    def killed_after(self, job: Mapping[str, Any], seconds: float) -> tuple[list[list[Any]], bool]:
        """(what it acknowledged, whether it was killed at work). seconds: after it was ready."""
        number = self.start(job)
        words: list[list[Any]] = []
        while True:
            word = self.heard()
            words.append(word)
            if word[0] in ("at work", "ended"):
                break
        if words[-1][0] != "ended":
            time.sleep(seconds)
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, 9)
            said, status = self.rest()
            words += said
        else:
            status = int(words[-1][1])
        return words, status == -9


def _said(word: object) -> None:
    os.write(1, (json.dumps(word) + "\n").encode())


def _places(fault: BaseException) -> list[str]:
    step, places = fault.__traceback__, []
    while step is not None:
        places.append(f"{Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}")
        step = step.tb_next
    return places[-8:]


def _child(job: dict[str, Any]) -> int:
    import logging

    from desktop_app.domain.errors import PortageError
    from tests.faults import points, work

    os.environ["XDG_DATA_HOME"] = job["home"]
    logging.disable()
    fault = job.get("fault")
    point = points.Point(job["point"]) if "point" in job else None
    say = points.recorder(job["record"], _said) if "record" in job else _said
    points.careless(job.get("careless", ""))

    def ready() -> None:
        say(["at work"])
        if fault is not None:
            points.shim().portage_arm(fault["nth"], fault["errno"], fault["under"].encode())
        if point is not None:
            point.begin()
        if "memory" in job:
            points.starve(job["memory"])

    try:
        work.perform(job, say, ready)
    except PortageError as refusal:
        _said(["failed", refusal.code, str(refusal.__cause__), _places(refusal)])
    except Exception as mistake:  # noqa: BLE001 - told to the test, which fails for it
        _said(["mistake", type(mistake).__name__, str(mistake), _places(mistake)])
        return 3
    finally:
        if fault is not None:
            _said(["calls", int(points.shim().portage_calls())])
        if point is not None:
            _said(["points", *point.met()])
        if "allocation" in job.get("memory", {}):
            _said(["allocations", points.fed()])
    return 0


def _jobs() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    import tests.faults.work  # noqa: F401 - loaded once, for every child

    _said(["ready"])
    for job in _jobs():
        wait, go = os.pipe()
        number = os.fork()
        if number == 0:
            os.read(wait, 1)  # its words come after its number
            os._exit(_child(job))
        _said(["began", number])
        os.write(go, b"!")
        os.close(wait)
        os.close(go)
        _, status = os.waitpid(number, 0)
        _said(["ended", os.waitstatus_to_exitcode(status)])


if __name__ == "__main__":
    main()
