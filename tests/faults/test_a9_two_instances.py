"""A9: of two Portages on one vault the second is told so at once; a lock left by a crash is none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from desktop_app.services.vault import vaults
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.vaults import VaultInUse
from tests.faults.workers import ROOT
from tests.hostile.laptops import write_person
from tests.hostile.vault_on_disk import OnDisk, on_disk

LONGEST = 2.0
"""Seconds of work until the second one is refused (of the processor: machines are busy)."""

HOLDS = textwrap.dedent("""
    import sys
    from pathlib import Path
    from desktop_app.services.vault import vaults
    from tests.hostile.laptops import write_person
    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    key, person = (bytes.fromhex(one) for one in sys.stdin.readline().split())
    with vaults.open_with_key(folder, key, person) as vault:
        print("open", flush=True)
        for line in sys.stdin:
            if line.strip() == "close":
                break
            write_person(vault.session, f"First {number}")
            print("written", flush=True)
    print("closed", flush=True)
""")


class Holder:
    """A Portage in another process that has the vault open."""

    def __init__(self, laptop: OnDisk, number: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDS, str(laptop.folder), str(number)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        self.say(f"{laptop.key.hex()} {laptop.person.hex()}")
        assert self.hear() == "open"

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


def meet(laptop: OnDisk, number: int, tries: int) -> None:
    """One that has the vault, others that are refused, and an end: clean or by a crash."""
    holder = Holder(laptop, number)
    for _ in range(tries):
        began = time.process_time()
        with pytest.raises(VaultInUse) as refused:
            vaults.open_with_key(laptop.folder, laptop.key, laptop.person)
        assert time.process_time() - began < LONGEST
        assert "already open" in str(refused.value)
        holder.say("write")
        assert holder.hear() == "written"
    if number % 2 and os.name == "posix":
        os.kill(holder.process.pid, signal.SIGKILL)
    else:
        holder.say("close")
        assert holder.hear() == "closed"
    holder.end()
    # A lock without its process is nobody's: no question, no waiting, no step by hand.
    with vaults.open_with_key(laptop.folder, laptop.key, laptop.person) as vault:
        assert check(vault).problems == []
        write_person(vault.session, f"Second {number}")


def meet_often(folder: Path, times: int) -> None:
    laptop = on_disk(folder, 1)
    tries = 3
    for number in range(times):
        meet(laptop, number, tries)
    state = "\n".join(laptop.state())
    for number in range(times):
        assert f"First {number}" in state
        assert f"Second {number}" in state


def test_a9_the_second_is_refused_and_a_stale_lock_is_none(tmp_path: Path) -> None:
    meet_often(tmp_path, 4)
