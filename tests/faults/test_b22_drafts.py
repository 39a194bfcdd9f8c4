"""B22, what lies under the window: a draft outlives the end of the process, and only inside the vault."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.services.unfinished import UnfinishedList
from tests.faults.work import opened
from tests.faults.workers import Workers
from tests.hostile.vault_on_disk import OnDisk, on_disk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Forks as POSIX forks.")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as started:
        yield started


def lock_often(laptop: OnDisk, workers: Workers, times: int) -> int:
    """End the process that types so often, by its own end or by force; gives how often the draft
    was there afterwards, word for word."""
    job = {
        "work": "drafts",
        "folder": str(laptop.folder),
        "key": laptop.key.hex(),
        "person": laptop.person.hex(),
    }
    restored = 0
    for number in range(times):
        told = job | {"times": 5 if number % 2 else 100_000}
        if number % 2:
            workers.start(told)
            words, status = workers.rest()
            assert status == 0
        else:
            words, killed = workers.killed_after(told, 0.05 + number / 1000)
            assert killed
        kept = [int(word[1].rsplit(" ", 1)[1]) for word in words if word[0] == "draft"]
        for file in laptop.folder.rglob("*"):
            assert not file.is_file() or b"Brouillon" not in file.read_bytes()
        with opened(told) as vault:
            (draft,) = vault.drafts.all()
            assert (draft.form, draft.record) == ("client", "")
            (listed,) = UnfinishedList(vault.session, vault.drafts).all()
            assert (listed.place, listed.detail, listed.said) == (
                "clients", "resume", draft.values["given"],
            )  # fmt: skip
            # The one that was being written when the process was killed may be there as well.
            wanted = {f"Brouillon {one}" for one in (kept[-1:] or [-1])}
            restored += draft.values["given"] in wanted | {f"Brouillon {(kept or [-1])[-1] + 1}"}
            vault.drafts.discard("client", "")
            vault.drafts.save("client", "", "given", "Brouillon -1", 0)
    return restored


def test_b22_a_draft_is_there_after_the_process_has_ended(tmp_path: Path, workers: Workers) -> None:
    assert lock_often(on_disk(tmp_path, 1), workers, 10) == 10
