"""Bundles in and out of a vault of some size."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from desktop_app.crypto.encoding import encode
from desktop_app.services.exchange.exchange import Exchange
from tests.bench import raw
from tests.bench.figures import Figure, most_memory, seconds
from tests.bench.world import (
    World,
    bundle_to,
    community_of,
    hear,
    people,
    register,
)

ROUNDS = 3
IMPORTED = "import a bundle, 10,000 entries"
EXPORTED = "export 200 new entries"


def importing(world: World, size: int, fresh: int, rounds: int = ROUNDS) -> Iterator[Figure]:
    """New clients of a laptop into the office, beside the very same rows written bare.

    The lowest of several rounds on each side: whatever else the machine does only adds to them.
    """
    copied = world.folder / "raw.db"
    shutil.copy(world.database, copied)
    laptop = world.laptop()
    key = world.key()[0]
    ours: list[float] = []
    bare: list[float] = []
    with world.office() as vault:
        office = vault.session
        community = community_of(office)
        limit = raw.opened(copied, key)
        written = raw.Rows(raw.opened(world.database, key))
        for number in range(rounds):
            register(laptop, community, fresh, seed=100 + number)
            bundle, entries, sent = bundle_to(laptop, office)
            outcome = None

            def take(bundle: object = bundle) -> None:
                nonlocal outcome
                outcome = Exchange(office).take_in(bundle)  # type: ignore[arg-type]

            ours.append(seconds(take))
            if outcome is None or outcome.outcome != "applied" or outcome.entries != entries:
                raise SystemExit(f"the import was {outcome}")
            bare.append(raw.write(limit, written.new()))
            hear(laptop, office)
        limit.close()
    copied.unlink()
    took, least = min(ours), min(bare)
    yield Figure(
        f"import a bundle, {entries:,} entries", size, f"{entries / took:,.0f} entries/s",
        f"{entries / least:,.0f} entries/s", took / least, "within 3x, then 2x",
    )  # fmt: skip
    values = encode(
        [
            [*one.identity.values(), *one.client.values()]
            for one in people(fresh, community, seed=99 + rounds)
        ]
    )
    ideal = len(zlib.compress(values, 6)) / entries + 32
    yield Figure(
        "bytes of an entry in a bundle", size, f"{sent / entries:.1f}", f"{ideal:.1f}",
        sent / entries / ideal, "within 2x",
    )  # fmt: skip


def exporting(world: World, size: int) -> Figure:
    """200 new entries out of a vault of that size, whose receiver has all the rest."""
    laptop = world.laptop()
    took = []
    with world.office() as vault:
        office = vault.session
        community = community_of(office)
        for number in range(5):
            hear(laptop, office)
            with laptop.database.reading() as tables:
                known = tables.exchange.peers()[office.device]
            with office.database.writing() as tables:
                tables.exchange.set_peer(
                    type(known)(laptop.device, 1, known.vector, known.heard_at)
                )
            register(office, community, 100, seed=200 + number)
            entries = 0

            def write() -> None:
                nonlocal entries
                entries = bundle_to(office, laptop)[1]

            took.append(seconds(write))
    if entries != 200:
        raise SystemExit(f"{entries} entries were exported")
    return Figure(
        EXPORTED, size, f"{min(took) * 1000:.0f} ms", f"{entries} entries", min(took) * 1000,
        "growth < 2x",
    )  # fmt: skip


def whole_community(world: World, size: int, clients: int = 50_000) -> Iterator[Figure]:
    """One bundle of 50,000 clients, opened by the reader process, in a process of its own."""
    laptop = world.laptop()
    with world.office() as vault:
        register(laptop, community_of(vault.session), clients, seed=300)
        data = bundle_to(laptop, vault.session)[0].data
    file = world.folder / "whole.portage"
    file.write_bytes(data)
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.exchanging", str(world.folder), str(file)],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    took, here, reader = (float(one) for one in told[-3:])
    yield Figure(
        f"import {clients:,} clients from a file", size, f"{took:.1f} s", "60 s", took / 60, "<= 1"
    )
    yield Figure(
        "the same, memory with its reader process", size, f"{here + reader:.0f} MB", "500 MiB",
        (here + reader) / (500 * 1.048576), "<= 1",
    )  # fmt: skip


def _take_in(folder: Path, file: Path) -> None:
    import resource

    from desktop_app.services.processes.reader import ProcessBundleReader

    with World(folder).office() as vault:
        took = seconds(lambda: Exchange(vault.session).take_in(ProcessBundleReader(file)))
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(f"{took} {most_memory()} {reader}\n")


if __name__ == "__main__":
    _take_in(Path(sys.argv[1]), Path(sys.argv[2]))
