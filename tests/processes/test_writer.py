"""The writer process: the bulk work that can be asked of it, and what it says of it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.exchange.exchange import Imported
from desktop_app.services.processes import writer
from desktop_app.services.processes.calls import CALLS
from desktop_app.services.processes.failures import WriterStopped
from desktop_app.services.processes.reports import (
    imported_from_plain,
    imported_to_plain,
    report_from_plain,
    report_to_plain,
    undone_from_plain,
)
from desktop_app.services.processes.starting import Process
from desktop_app.services.processes.writer import WriterTask, run
from desktop_app.services.progress import Progress
from desktop_app.services.tables.imports import ImportReport, Imports
from desktop_app.services.vault import vaults
from tests.hostile.vault_on_disk import OnDisk, on_disk

PEOPLE = "First name,Last name,Date of birth\n" + "".join(
    f"Ana{number},Exemple{number},1951-03-{number:02d}\n" for number in range(1, 15)
)


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> OnDisk:
    return on_disk(tmp_path_factory.mktemp("laptop"), 1)


def asked(laptop: OnDisk, call: str, **arguments: Any) -> Any:
    return run(WriterTask(laptop.folder, laptop.key, laptop.person, call, arguments))


def test_every_call_has_a_name_and_a_sentence_of_its_own() -> None:
    assert sorted(CALLS) == sorted(
        [
            "backup",
            "find_duplicates",
            "import_bundle",
            "import_clients",
            "import_directory",
            "undo_bundle",
            "undo_import",
        ]
    )
    assert all(one.__doc__ for one in CALLS.values())


def test_people_are_imported_and_taken_back(laptop: OnDisk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    community = "Rivière-Exemple"
    asked(laptop, "import_bundle", path=str(laptop.bundle))
    with vaults.open_with_key(laptop.folder, laptop.key, laptop.person) as vault:
        here = Imports(vault.session).clients(path, dry_run=True, community=community)
    told = asked(laptop, "import_clients", path=str(path), dry_run=True, community=community)
    there = report_from_plain(told)
    assert (there.tables, there.refused, there.notices) == (here.tables, here.refused, here.notices)
    done = report_from_plain(asked(laptop, "import_clients", path=str(path), community=community))
    assert (done.taken, done.entries > 0, bool(done.undo)) == (here.taken, True, True)
    undone = undone_from_plain(asked(laptop, "undo_import", id=done.undo))
    assert undone.deleted > 0
    assert undone.kept == ()
    with pytest.raises(PortageError) as refused:
        asked(laptop, "undo_import", id=done.undo)
    assert refused.value.code == "already_undone"


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be held there")
def test_one_that_hangs_is_ended_once_somebody_asked_to_stop(
    laptop: OnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PATIENCE_SECONDS", 0.3)
    held: list[int] = []
    tell = Process.tell

    def told_and_held(process: Process, value: object) -> None:
        tell(process, value)
        if not held:
            held.append(process._process.pid)
            os.kill(held[0], signal.SIGSTOP)

    monkeypatch.setattr(Process, "tell", told_and_held)
    progress = Progress.silent()
    progress.cancel()
    arguments = {"path": str(laptop.bundle)}
    task = WriterTask(laptop.folder, laptop.key, laptop.person, "import_bundle", arguments)
    with pytest.raises(WriterStopped):
        run(task, progress)
    with pytest.raises(ProcessLookupError):
        os.kill(held[0], 0)


def test_a_laptop_of_the_field_may_not_import_a_directory(laptop: OnDisk, tmp_path: Path) -> None:
    path = tmp_path / "directory.json"
    path.write_text('[{"id": "o1", "name": "Organisation Exemple"}]', encoding="utf-8")
    with pytest.raises(PortageError) as refused:
        asked(laptop, "import_directory", path=str(path))
    assert refused.value.code == "not_allowed"


def test_a_result_may_be_longer_than_a_frame(laptop: OnDisk, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = "".join(f",,{'x' * 1000} {number}\n" for number in range(12_000))
    path.write_text("First name,Last name,Date of birth\n" + rows, encoding="utf-8")
    told = asked(laptop, "import_clients", path=str(path), dry_run=True)
    assert len(report_from_plain(told).refused) == 12_000


def test_results_come_out_as_they_went_in() -> None:
    sentence = Message("imports", "{name} twice", {"name": Message("imports", "Ana")})
    imported = Imported(
        "partial", "gap", sentence, b"b", b"s", "south", 5, 1, 2, 3,
        [(b"p", "identity", 1, 0, 4)], [("south", 1, 4)], ["fork"], 6, deleted=4,
        contested=[(b"p", 2)],
    )  # fmt: skip
    assert imported_from_plain(imported_to_plain(imported)) == imported
    report = ImportReport(
        "people.csv", True, {}, (), (), 3, "ab", None, (), {"a": "Ana"}, {"a": 2}, (sentence,)
    )
    assert report_from_plain(report_to_plain(report)) == report
