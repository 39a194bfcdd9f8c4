"""C29: killing the writer during an import leaves all of it or nothing, and a vault that opens."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.services.exchange.exchange import APPLIED, DUPLICATE, Imported
from desktop_app.services.processes.calls import imported_from_plain
from desktop_app.services.processes.failures import WriterStopped
from desktop_app.services.processes.starting import Process
from desktop_app.services.processes.writer import WriterTask, _followed, run
from desktop_app.services.progress import Progress, Step
from tests.hostile.vault_on_disk import OnDisk, on_disk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Kills as POSIX kills.")


def imported(laptop: OnDisk, progress: Progress | None = None, dry_run: bool = False) -> Imported:
    return imported_from_plain(run(laptop.task(dry_run), progress))


def killed_after(task: WriterTask, seconds: float) -> bool:
    """Whether the writer was killed before it was done."""
    with Process("writer", personal=True) as process:
        process.tell([str(task.folder), task.key, task.person, task.call, task.arguments])
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.number, signal.SIGKILL)
        try:
            _followed(process, Progress.silent())
        except WriterStopped:
            return True
    return False


def kill_often(laptop: OnDisk, kept: Path, times: int, seed: int) -> tuple[int, int]:
    """(how often it was killed at work, how often nothing of the import was there afterwards)."""
    before = laptop.state()
    laptop.keep(kept)
    started = time.monotonic()
    assert imported(laptop).outcome == APPLIED
    whole = time.monotonic() - started
    after = laptop.state()
    assert before != after
    chance, killed, nothing = random.Random(seed), 0, 0
    for _ in range(times):
        laptop.put_back(kept)
        killed += killed_after(laptop.task(), chance.uniform(0.2, 1.0) * whole)
        found = laptop.state()
        assert found in (before, after)
        nothing += found == before
        again = imported(laptop)
        assert again.outcome == (APPLIED if found == before else DUPLICATE)
        assert laptop.state() == after
    return killed, nothing


def test_all_or_nothing(tmp_path: Path) -> None:
    killed, nothing = kill_often(on_disk(tmp_path, 400), tmp_path / "kept", 5, 29)
    assert killed
    assert nothing


def test_the_writer_does_what_the_session_would(tmp_path: Path) -> None:
    laptop = on_disk(tmp_path, 30)
    before = laptop.state()
    assert imported(laptop, dry_run=True).new == 30
    assert laptop.state() == before
    steps: list[Step] = []
    told = imported(laptop, Progress(steps.append))
    assert (told.outcome, told.new, told.sender_name) == (APPLIED, 30, "office")
    assert steps
    assert imported(laptop).outcome == DUPLICATE


def test_the_writer_makes_a_backup(tmp_path: Path) -> None:
    laptop = on_disk(tmp_path, 1)
    name = run(WriterTask(laptop.folder, laptop.key, laptop.person, "backup", {}))
    assert (laptop.folder / "backups" / name / "vault.db").is_file()


def test_stopping_the_writer_keeps_nothing(tmp_path: Path) -> None:
    laptop = on_disk(tmp_path, 700)
    before = laptop.state()
    progress = Progress.silent()
    progress.cancel()
    with pytest.raises(Cancelled):
        run(laptop.task(), progress)
    assert laptop.state() == before


def test_faults_of_the_writer_have_their_sentence(tmp_path: Path) -> None:
    laptop = on_disk(tmp_path, 1)
    wrong = WriterTask(laptop.folder, bytes(32), laptop.person, "import_bundle", {})
    with pytest.raises(PortageError) as refused:
        run(wrong)
    assert refused.value.code == "damaged"


@pytest.mark.expects_warnings
def test_a_mistake_of_ours_is_logged_without_its_values(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    laptop = on_disk(tmp_path, 1)
    wrong = WriterTask(laptop.folder, laptop.key, laptop.person, "canary_name", {"path": "canary"})
    with pytest.raises(WriterStopped):
        run(wrong)
    assert "KeyError" in caplog.text
    assert "canary" not in caplog.text
    assert "canary" not in repr(wrong)


def test_the_writer_dies_with_its_parent(tmp_path: Path) -> None:
    laptop = on_disk(tmp_path, 700)
    before = laptop.state()
    code = textwrap.dedent(f"""
        import os, sys
        sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
        from pathlib import Path
        from desktop_app.services.processes.writer import WriterTask, run
        from desktop_app.services.progress import Progress
        def die(step):
            os.kill(os.getpid(), 9)
        key, person = (bytes.fromhex(one) for one in sys.stdin.read().split())
        run(WriterTask(Path({str(laptop.folder)!r}), key, person, "import_bundle",
            {{"path": {str(laptop.bundle)!r}, "dry_run": False}}), Progress(die))
    """)
    parent = subprocess.run(
        [sys.executable, "-c", code],
        input=f"{laptop.key.hex()} {laptop.person.hex()}", text=True, check=False, timeout=60,
    )  # fmt: skip
    assert parent.returncode == -signal.SIGKILL
    found = laptop.state()
    assert found == before or len(found) == len(before) + laptop.entries
    assert imported(laptop).outcome in (APPLIED, DUPLICATE)
