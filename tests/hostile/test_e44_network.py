"""E44: a day's work of three laptops asks the network for nothing, in any of its processes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A call of the network family that leaves this machine: whatever names no AF_UNIX socket.
CALLS = re.compile(r"\b(?:socket|connect|bind|sendto|sendmsg|sendmmsg|listen|accept4?)\(")
INSIDE = re.compile(r"AF_UNIX|AF_LOCAL|AF_NETLINK")


def portage(words: list[str], told: str = "", before: tuple[str, ...] = ()) -> dict[str, object]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "desktop_app", *words, "--json"],
        input=told, capture_output=True, text=True, check=False, timeout=110, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def carry_through(folder: Path, before: tuple[str, ...] = ()) -> None:
    """An organisation, a client of the field, a bundle to the office, and its table."""
    made = portage(["demo", str(folder / "demo"), "--clients", "3"], before=before)
    word = f"{made['passphrase']}\n"
    person = json.dumps({"fields": {"given": "Ana", "family": "Exemple"}})
    opened = ["--passphrase-fd", "0"]
    north, office = str(made["north"]), str(made["office"])
    portage(["clients", "add", north, *opened], word + person, before)
    stick = folder / "stick"
    stick.mkdir()
    written = portage(
        ["bundle", "export", north, "--to", "office", "--out", str(stick), *opened], word, before
    )
    files = written["files"]
    assert isinstance(files, list)
    told = portage(["bundle", "import", office, *files, *opened], word, before)
    imported = told["files"]
    assert isinstance(imported, list)
    assert [one["outcome"] for one in imported] == ["applied"]


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed here.")
def test_no_process_asks_the_system_for_the_network(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    before = ("strace", "-f", "-A", "-s", "256", "-e", "trace=network,execve", "-o", str(log))
    tried = subprocess.run([*before, "true"], capture_output=True, check=False, timeout=60)
    if tried.returncode:
        pytest.skip("strace may not watch processes here.")
    carry_through(tmp_path, before)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert [one for one in lines if CALLS.search(one) and not INSIDE.search(one)] == []
    started = [one for one in lines if "execve(" in one and "--reader" in one]
    assert started, "the log also holds what the reader did"


WATCHED = """
    import runpy, sys
    def watch(event, arguments):
        if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
            if not isinstance(arguments[-1], (str, bytes)) or event == "socket.getaddrinfo":
                sys.stderr.write(event)
                import os
                os._exit(99)
    sys.addaudithook(watch)
    sys.argv = ["portage", *sys.argv[1:]]
    runpy.run_module("desktop_app", run_name="__main__")
"""


def test_no_library_of_ours_asks_for_the_network(tmp_path: Path) -> None:
    """The same where no system calls can be watched: whatever goes through Python is heard."""
    script = tmp_path / "watched.py"
    script.write_text(textwrap.dedent(WATCHED), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, str(script), "demo", str(tmp_path / "demo"), "--clients", "2", "--json"],
        capture_output=True, text=True, check=False, timeout=110, cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
