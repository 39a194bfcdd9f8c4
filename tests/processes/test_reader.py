"""The reader process: the same answers as reading here, and walls that hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.interchange import hsds
from desktop_app.interchange.language_packs import read_pack as read_pack_here
from desktop_app.interchange.refusals import NotReadable
from desktop_app.interchange.spreadsheet import read_table as read_table_here
from desktop_app.services.exchange.exchange import APPLIED, REFUSED, Exchange
from desktop_app.services.exchange.inspecting import look_outside
from desktop_app.services.processes import starting
from desktop_app.services.processes.caps import MEBIBYTE, Caps
from desktop_app.services.processes.failures import ReaderStopped
from desktop_app.services.processes.reader import (
    BUNDLE_CAPS,
    ProcessBundleReader,
    read_directory,
    read_pack,
    read_table,
)
from desktop_app.services.progress import Progress
from tests.builders import Bundle, a_laptop, an_office, bundle_for
from tests.hostile.laptops import write_person

POSIX = pytest.mark.skipif(os.name != "posix", reason="Resource limits are those of POSIX.")

ROOMY = Caps(512 * MEBIBYTE, 60, True, 60, 60)


def a_directory(folder: Path, services: int = 3) -> Path:
    """A referral directory of one organisation in the form of HSDS 3."""
    path = folder / "directory.json"
    listed = [
        {"id": f"s{number}", "name": f"Service Exemple {number}", "status": "active"}
        for number in range(services)
    ]
    path.write_text(
        json.dumps([{"id": "o1", "name": "Organisation Exemple", "services": listed}]),
        encoding="utf-8",
    )
    return path


def test_a_bundle_reads_as_it_reads_here(tmp_path: Path) -> None:
    office = an_office()
    north = a_laptop(office)
    for number in range(40):
        write_person(office, f"Ana {number}", preferred="ᐊᓇ " * 60)
    bundle = bundle_for(office, north)
    path = tmp_path / "2026-03-02-01.portage"
    path.write_bytes(bundle.data)
    with north.database.reading() as tables:
        keys = north.sealing_keys(tables)
    assert list(ProcessBundleReader(path).frames(keys)) == list(bundle.frames(keys))
    assert Exchange(north).take_in(ProcessBundleReader(path)).outcome == APPLIED


def test_a_large_section_comes_in_pieces(tmp_path: Path) -> None:
    office = an_office()
    north = a_laptop(office)
    for number in range(40):
        write_person(office, f"Ana {number}", preferred=os.urandom(15_000).hex())
    bundle = bundle_for(office, north)
    path = tmp_path / "2026-03-02-01.portage"
    path.write_bytes(bundle.data)
    with north.database.reading() as tables:
        keys = north.sealing_keys(tables)
    frames = list(bundle.frames(keys))
    assert max(len(frame[1][1]) for frame in frames[1:]) > 1024 * 1024
    assert list(ProcessBundleReader(path).frames(keys)) == frames


def test_refusals_cross_with_code_and_sentence(tmp_path: Path) -> None:
    office = an_office()
    north = a_laptop(office)
    data = bundle_for(office, north).data
    for name, spoiled in (("cut", data[:-3]), ("other", b"PK\x03\x04" + data), ("empty", b"")):
        path = tmp_path / f"{name}.portage"
        path.write_bytes(spoiled)
        here = Exchange(north).take_in(Bundle(spoiled))
        there = Exchange(north).take_in(ProcessBundleReader(path))
        assert there == here
        assert there.outcome == REFUSED
        assert there.message is not None
        assert str(there.message) == str(here.message)


def test_a_file_that_is_not_there_has_a_sentence(tmp_path: Path) -> None:
    office = an_office()
    for path in (tmp_path / "no.portage", tmp_path):
        told = Exchange(office).take_in(ProcessBundleReader(path))
        assert (told.outcome, told.reason) == (REFUSED, "file_not_readable")
        with pytest.raises(NotReadable):
            look_outside(path)


@pytest.mark.skipif(sys.platform != "linux", reason="Names are text elsewhere.")
def test_a_name_that_is_no_text_keeps_nobody_from_a_file(tmp_path: Path) -> None:
    office = an_office()
    north = a_laptop(office)
    bundle = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.portage"))
    bundle.write_bytes(bundle_for(office, north).data)
    assert look_outside(bundle).stanzas == 1
    assert Exchange(north).take_in(ProcessBundleReader(bundle)).outcome == APPLIED
    table = bundle.with_suffix(".csv")
    table.write_text("Name,Family\nAna,Exemple\n", encoding="utf-8")
    with pytest.raises(NotReadable) as refused:
        read_table(table)
    assert str(refused.value).encode().startswith(b"?.csv")


def test_a_table_reads_as_it_reads_here(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    lines = [f"Ana {number},Exemple,ᐃᓄᒃ {number},{number}" for number in range(20_000)]
    path.write_text("Given,Family,Name,Number\n" + "\n".join(lines), encoding="utf-8")
    assert read_table(path) == read_table_here(path)


def test_a_refused_table_keeps_its_code(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(PortageError) as here:
        read_table_here(path)
    with pytest.raises(PortageError) as there:
        read_table(path)
    assert (there.value.code, str(there.value)) == (here.value.code, str(here.value))


def test_a_directory_reads_as_it_reads_here(tmp_path: Path) -> None:
    path = a_directory(tmp_path)
    assert read_directory(path).to_plain() == hsds.read(path).to_plain()


def test_a_language_pack_reads_as_it_reads_here(tmp_path: Path) -> None:
    path = tmp_path / "cr.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Language: cr\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgctxt "clients"\nmsgid "<b>Name</b>"\nmsgstr "<b>x</b>"\n',
        encoding="utf-8",
    )
    here, there = read_pack_here(path), read_pack(path)
    assert (there.code, there.refused) == (here.code, here.refused)
    assert there.catalogue.entries == here.catalogue.entries
    assert there.catalogue.plural_count == here.catalogue.plural_count
    counts = range(12)
    assert [there.catalogue.form(n) for n in counts] == [here.catalogue.form(n) for n in counts]


@POSIX
def test_too_little_memory_stops_the_reader_alone(tmp_path: Path) -> None:
    path = a_directory(tmp_path, services=20_000)
    with pytest.raises(ReaderStopped) as stopped:
        read_directory(path, caps=Caps(8 * MEBIBYTE, 60, True, 60, 60))
    assert stopped.value.code == "too_heavy"
    assert "Nothing was imported" in str(stopped.value)


@POSIX
def test_too_much_work_stops_the_reader_alone(tmp_path: Path) -> None:
    path = a_directory(tmp_path, services=60_000)
    with pytest.raises(ReaderStopped) as stopped:
        read_directory(path, caps=Caps(1024 * MEBIBYTE, 1, True, 60, 60))
    assert stopped.value.code == "too_slow"


def test_silence_stops_the_reader(tmp_path: Path) -> None:
    path = a_directory(tmp_path, services=20_000)
    with pytest.raises(ReaderStopped) as stopped:
        read_directory(path, caps=Caps(1024 * MEBIBYTE, 60, True, 0, 60))
    assert stopped.value.code == "too_slow"


def test_stopping_is_heard_while_the_reader_works(tmp_path: Path) -> None:
    progress = Progress.silent()
    progress.cancel()
    with pytest.raises(Cancelled):
        read_directory(a_directory(tmp_path, services=20_000), progress=progress)


def test_the_memory_of_a_stopped_reader_is_back_and_the_next_one_works(tmp_path: Path) -> None:
    path = a_directory(tmp_path)
    for _ in range(3):
        assert read_directory(path, caps=ROOMY).records


def test_closing_the_frames_ends_the_process(tmp_path: Path) -> None:
    office = an_office()
    north = a_laptop(office)
    path = tmp_path / "2026-03-02-01.portage"
    path.write_bytes(bundle_for(office, north).data)
    with north.database.reading() as tables:
        keys = north.sealing_keys(tables)
    frames = ProcessBundleReader(path).frames(keys)
    assert next(frames)[0] == "manifest"
    frames.close()  # type: ignore[attr-defined]
    assert not _children()


def _children() -> set[int]:
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not listed.exists():
        return set()
    return {int(one) for one in listed.read_text().split()}


def test_nothing_secret_stands_in_arguments_or_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAGE_TEST_SECRET", "canary")
    seen: list[tuple[object, dict[str, str]]] = []
    genuine = subprocess.Popen

    def watched(arguments: list[str], **told: object) -> object:
        environment = told["env"]
        assert isinstance(environment, dict)
        seen.append((arguments, environment))
        return genuine(arguments, **told)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", watched)
    office = an_office()
    path = tmp_path / "2026-03-02-01.portage"
    path.write_bytes(bundle_for(office, a_laptop(office)).data)
    Exchange(office).take_in(ProcessBundleReader(path))
    with office.database.reading() as tables:
        secrets = [key.secret for key in office.sealing_keys(tables)]
    (arguments, environment) = seen[0]
    assert not any(secret in str(arguments) + str(environment) for secret in secrets)
    assert str(path) not in str(arguments)
    assert "PORTAGE_TEST_SECRET" not in environment
    assert "HOME" not in environment


WALLS = """
    import os, sys
    sys.path.insert(0, {root!r})
    from desktop_app.services.processes import caps, reading
    reading.prepare("bundle")
    caps.apply({memory}, 30, {files})
    tried = {{}}
    def attempt(name, act):
        try:
            act()
        except BaseException as fault:
            tried[name] = type(fault).__name__
        else:
            tried[name] = "done"
    attempt("read", lambda: open({readable!r}, "rb").close())
    attempt("write", lambda: open({target!r}, "wb"))
    attempt("remove", lambda: os.remove({readable!r}))
    attempt("start", lambda: os.system("true"))
    attempt("fork", os.fork)
    def connect():
        import socket
        socket.socket().connect(("127.0.0.1", 9))
    attempt("connect", connect)
    attempt("memory", lambda: bytearray(2 * 1024**3))
    attempt("some", lambda: bytearray(64 * 1024**2))
    def allowed():
        import resource
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)
    import resource
    attempt("limits", allowed)
    print(tried)
"""


@POSIX
@pytest.mark.parametrize("files", [False, True])
def test_the_walls_of_the_reader_hold(tmp_path: Path, files: bool) -> None:
    readable, target = tmp_path / "there", tmp_path / "new"
    readable.write_text("x")
    code = textwrap.dedent(WALLS).format(
        root=str(Path(__file__).resolve().parents[2]),
        memory=BUNDLE_CAPS.memory,
        files=files,
        readable=str(readable),
        target=str(target),
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    tried = eval(told.stdout)
    assert tried.pop("read") == ("done" if files else "OSError")
    assert tried.pop("some") == "done"
    assert tried.pop("limits") == "done"
    assert tried.pop("memory") == "MemoryError"
    assert not {name for name, outcome in tried.items() if outcome == "done"}, tried
    assert readable.exists()
    assert not target.exists()


def test_the_reader_knows_neither_screen_nor_database() -> None:
    code = (
        "import sys; from desktop_app.services.processes import child, reading\n"
        "[reading.prepare(one) for one in ('bundle', 'table', 'hsds', 'pack')]\n"
        "print({'PySide6', 'sqlcipher3', 'socket', 'ssl', 'asyncio'} & set(sys.modules))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, timeout=60,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert told.stdout.strip() == "set()"


@pytest.mark.parametrize("kind", ["reader", "writer"])
def test_a_process_that_is_told_nothing_ends_by_itself(kind: str) -> None:
    told = subprocess.run(
        starting.command(kind), input=b"", capture_output=True, check=False, timeout=60,
        env=starting._environment(False),
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (0, b"")


@pytest.mark.expects_warnings
@pytest.mark.parametrize(
    "raw", [b"\x00\x00\x00\x01\xff", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02\x81\x01", b"abc"]
)
def test_a_process_that_is_told_nonsense_ends(raw: bytes) -> None:
    told = subprocess.run(
        starting.command("reader"), input=raw, capture_output=True, check=False, timeout=60,
        env=starting._environment(False),
    )  # fmt: skip
    assert b"Traceback" not in told.stdout + told.stderr
