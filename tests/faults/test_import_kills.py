"""Killed while a bundle is taken in, taken back or brought in again: it happened whole or not at
all, what is noted about it agrees with what is there, and it can be gone on with."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from desktop_app.services.exchange.bundle_undo import CAME, undone_at
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.imports import last_import
from tests.builders import Bundle
from tests.faults.laptop import Laptop, a_laptop_with_work
from tests.faults.workers import Workers

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Kills as POSIX kills.")

PEOPLE = 60
KILLS = 4


def people(vault: OpenVault) -> int:
    """How many people are shown."""
    with vault.session.database.reading() as tables:
        return tables.rows.count(vault.session.registry["identity"])


def told_by(vault: OpenVault) -> tuple[bytes, int, bool]:
    """(bundle that came, how many entries its runs hold, whether it was taken back)."""
    with vault.session.database.reading() as tables:
        records = [one for one in tables.exchange.imports() if one.summary.get(CAME)]
        if not records:
            return b"", 0, False
        bundle = records[0].bundle
        found = last_import(tables.connection, bundle)
        assert found is not None
        entries = sum(last - first + 1 for _, first, last in found[1][CAME])
        return bundle, entries, undone_at(tables, bundle) is not None


def whole_time(laptop: Laptop, workers: Workers) -> float:
    """How long the work takes when nobody disturbs it, in seconds."""
    assert workers.start(laptop.job("taken back"))
    started = time.monotonic()
    while True:
        word = workers.heard()
        if word[0] == "at work":
            started = time.monotonic()
        assert word[0] not in ("failed", "mistake"), word
        if word[0] == "ended":
            return time.monotonic() - started


def test_an_import_and_its_undo_are_whole_whenever_they_are_killed(tmp_path: Path) -> None:
    laptop = a_laptop_with_work(tmp_path, PEOPLE)
    with laptop.reopened("taken back") as vault:
        before = people(vault)
        _, held, _ = told_by(vault)
    with Workers() as workers:
        whole = whole_time(laptop, workers)
        chance, seen = random.Random(5), set()
        for _ in range(KILLS):
            laptop.put_back()
            words, _ = workers.killed_after(
                laptop.job("taken back"), chance.uniform(0.0, 1.0) * whole
            )
            assert not [word for word in words if word[0] in ("failed", "mistake")], words
            with laptop.reopened("taken back") as vault:
                bundle, entries, undone = told_by(vault)
                shown = people(vault) - before
                came = entries > held
                assert shown == (PEOPLE if came and not undone else 0)
                assert {"bundle"} & {word[0] for word in words} <= ({"bundle"} if came else set())
                seen.add((came, undone))
                # Whoever opens the vault next goes on where it was left.
                exchange = Exchange(vault.session)
                again = exchange.take_in(Bundle(laptop.laptop.bundle.read_bytes()))
                assert again.outcome == ("duplicate" if came else "applied")
                if not undone:
                    exchange.undo(bundle if came else again.bundle)
                assert people(vault) == before
        assert seen
