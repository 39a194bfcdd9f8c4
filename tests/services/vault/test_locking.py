"""The lock: when it is due, and that nothing of the old process is left."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from desktop_app.services.vault.locking import Due, Idle, lock, restart_command

ROOT = Path(__file__).resolve().parents[3]


def _after(idle: Idle, start: float, seconds: float, *, busy: bool = False) -> Due:
    """Ask every five seconds, as the window does; the last answer."""
    due, at = Due.NOTHING, start
    while at < start + seconds:
        at += 5
        due = idle.due(at, busy=busy)
    return due


def test_cover_then_lock() -> None:
    idle = Idle(5, 15, 1000.0)
    assert _after(idle, 1000.0, 295) is Due.NOTHING
    assert _after(idle, 1295.0, 5) is Due.COVER
    assert _after(idle, 1300.0, 595) is Due.COVER
    assert _after(idle, 1895.0, 5) is Due.LOCK


def test_a_touch_begins_anew() -> None:
    idle = Idle(5, 15, 0.0)
    assert _after(idle, 0.0, 250) is Due.NOTHING
    idle.touched(250.0)
    assert _after(idle, 250.0, 295) is Due.NOTHING
    assert _after(idle, 545.0, 5) is Due.COVER


def test_a_job_is_let_finish_under_the_cover() -> None:
    idle = Idle(1, 15, 0.0)
    assert _after(idle, 0.0, 3600, busy=True) is Due.COVER
    assert _after(idle, 3600.0, 5) is Due.LOCK


@pytest.mark.parametrize("busy", [True, False])
def test_sleep_locks_whatever_runs(busy: bool) -> None:
    idle = Idle(5, 15, 0.0)
    idle.due(5.0)
    idle.touched(6.0)
    assert idle.due(6.0 + 61.0, busy=busy) is Due.LOCK


def test_a_clock_put_back_neither_locks_at_once_nor_never() -> None:
    idle = Idle(5, 15, 1_000_000.0)
    assert idle.due(400.0) is Due.NOTHING
    assert _after(idle, 400.0, 895) is Due.COVER
    assert _after(idle, 1295.0, 5) is Due.LOCK


def test_the_lock_never_comes_later_than_15_minutes() -> None:
    assert _after(Idle(60, 600, 0.0), 0.0, 900) is Due.LOCK


def test_the_command_names_the_folder_alone(tmp_path: Path) -> None:
    command = restart_command(tmp_path / "été")
    assert command[:3] == (sys.executable, "-m", "desktop_app")
    assert command[3:] == ("--vault", str(tmp_path / "été"))
    assert restart_command() == command[:3]


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert restart_command() == (sys.executable,)


def test_a_step_that_fails_does_not_stop_the_lock(tmp_path: Path) -> None:
    done: list[str] = []

    def fail() -> None:
        done.append("draft")
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        lock(tmp_path, [fail, lambda: done.append("close")], lambda command: done.append("start"))
    assert done == ["draft", "close", "start"]


# The new process looks for anything of this form; its own pattern is not of it.
_LOOK = textwrap.dedent(
    r"""
    import os, re
    def found():
        pattern = re.compile(rb"CANARY-[0-9a-f]{32}")
        hits = set()
        with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                low, high = (int(part, 16) for part in span.split("-"))
                if "r" not in rights or "[v" in line:
                    continue
                try:
                    memory.seek(low)
                    hits.update(pattern.findall(memory.read(high - low)))
                except (OSError, OverflowError, ValueError):
                    continue
        return len(hits)
    """
)


@pytest.mark.skipif(
    sys.platform != "linux", reason="reads the memory of a process as Linux shows it"
)
def test_after_the_lock_nothing_of_the_old_process_is_left(tmp_path: Path) -> None:
    """A real vault is opened, its passphrase and a secret are in memory, then it is locked."""
    after = tmp_path / "after.py"
    after.write_text(
        _LOOK
        + textwrap.dedent(
            """
            from pathlib import Path
            import sys
            from desktop_app.services.vault.vaults import VaultInUse, open_vault
            from desktop_app.crypto.passphrase import WrongPassphrase
            print("new", os.getpid(), found())
            try:
                open_vault(Path(sys.argv[1]), "not the passphrase at all")
            except WrongPassphrase:
                print("free")
            """
        ),
        encoding="utf-8",
    )
    before = tmp_path / "before.py"
    before.write_text(
        _LOOK
        + textwrap.dedent(
            """
            import secrets, sys
            from pathlib import Path
            from desktop_app.crypto.passphrase import FLOOR
            from desktop_app.services.vault import locking
            from desktop_app.services.vault.vaults import create
            folder = Path(sys.argv[1])
            secret = "CANARY-" + secrets.token_hex(16)
            vault = create(folder, "north", "Maude Exemple", secret + " violon neige", cost=FLOOR)
            vault.drafts.save("note", "", "text", secret, 0)
            print("old", os.getpid(), found(), flush=True)
            locking.restart_command = lambda where: (sys.executable, sys.argv[2], str(where))
            locking.lock(folder, [vault.close])
            """
        ),
        encoding="utf-8",
    )
    told = subprocess.run(
        [sys.executable, str(before), str(tmp_path / "vault"), str(after)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    ).stdout.split()
    old, process, here, new, same_process, left, free = told
    assert (old, new, free) == ("old", "new", "free")
    assert process == same_process
    assert int(here) >= 1
    assert left == "0"
