"""B20: no secret and no client's name lies in any file, at any moment, before, during or after work."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.faults.carry import SECRETS, Carry, can_trace, carry_all, network_calls, traced_hits
from tests.faults.workers import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Reads /proc.")


def leave_no_trace(folder: Path, whole: bool) -> None:
    """A carry; then nothing was ever written, shown or asked of the network that should not be."""
    trace = None
    if can_trace():
        trace = folder / "trace"
        trace.mkdir()
    carry = Carry(folder / "watched", trace)
    carry_all(carry, whole)
    carry.watch.files(again=True)
    assert carry.watch.hits == set()
    assert carry.watch.looks > carry.runs
    assert {"vault.db", "slots.cbor", "drafts.db"} <= {one.name for one in carry.watch.seen}
    if trace is not None:
        assert traced_hits(carry, trace) == set()
        assert network_calls(trace) == []


def test_b20_and_e44_a_carry_leaves_no_trace(tmp_path: Path) -> None:
    leave_no_trace(tmp_path, whole=False)


def test_b20_the_watch_sees_what_it_should(tmp_path: Path) -> None:
    carry = Carry(tmp_path / "watched")
    place = tmp_path / "watched" / "home" / "log"
    for name, text in SECRETS.items():
        for data in (text.encode(), text.encode("utf-16-le"), text.upper().encode()):
            carry.watch.hits.clear()
            place.write_bytes(b"..." + data + b"...")
            carry.watch.files()
            assert f"{name} in home/log" in carry.watch.hits


@pytest.mark.skipif(not can_trace(), reason="System calls cannot be watched here.")
def test_b20_a_file_that_lives_a_moment_is_seen(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    trace.mkdir()
    carry = Carry(tmp_path / "watched", trace)
    script = tmp_path / "desktop_app.py"
    script.write_text(
        "import sys, tempfile\n"
        "with tempfile.TemporaryFile() as file:\n"
        "    file.write(b'<name>' + sys.stdin.buffer.read())\n"
    )
    carry.environment["PYTHONPATH"] = str(tmp_path)
    process = carry.start([], SECRETS["preferred"].encode())
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert [one.split(" in ")[0] for one in traced_hits(carry, trace)] == ["preferred"]


def test_b20_a_process_with_keys_leaves_no_dump() -> None:
    """Commands, the window, reader and writer begin alike: no dump of memory, no debugger."""
    script = textwrap.dedent("""
        import ctypes, resource, sys
        import desktop_app.__main__ as program
        import desktop_app.cli.run as commands
        def run(words):
            print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
            return 0
        commands.run = run
        sys.argv = ["portage", "fields"]
        sys.exit(program.main())
    """)
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == "(0, 0) 0"
