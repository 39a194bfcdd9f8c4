"""`make bench`: figures as ratios against a limit measured in the same run on the same machine.

    python -m tests.bench [--sizes 10000,100000] [--million] [--only WORD] [--cache DIR] [--json FILE]
                          [--processor]

Nothing here is asserted: a figure that misses its aim is printed with the others. The vaults that
are measured are kept in the cache from run to run; making that of a million takes minutes.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from tests.bench.exchanging import EXPORTED, IMPORTED, exporting, importing, whole_community
from tests.bench.figures import Clock, Figure
from tests.bench.finding import finding
from tests.bench.linkage import duplicates, growth, sets
from tests.bench.window import stalls, starting
from tests.bench.world import World, folder, world

_MILLION = 1_000_000
_ROOT = Path(__file__).resolve().parent.parent.parent


def _beside(
    size: int, cache: Path, measure: Callable[[World, int], Iterator[Figure]]
) -> Iterator[Figure]:
    with folder() as place:
        yield from measure(world(size, place / "world", cache), size)


def _vault(world: World, size: int) -> Iterator[Figure]:
    """What is asked of a vault of every size, what changes it last."""
    yield from finding(world, size)
    yield exporting(world, size)
    yield from importing(world, size, fresh=5_000)
    if size == _MILLION:
        yield from list(importing(world, size, fresh=50_000, rounds=2))[:1]


def _growth(figures: list[Figure]) -> Iterator[Figure]:
    for work, aim in ((IMPORTED, "no more than raw SQL's"), (EXPORTED, "< 2x")):
        by_size = [one for one in figures if one.work == work]
        for one in by_size[1:]:
            first = by_size[0]
            yield Figure(
                f"{work}: growth", one.size, f"{one.ratio:.2f}", f"{first.ratio:.2f}",
                one.ratio / first.ratio, f"from {first.size:,} clients: {aim}",
            )  # fmt: skip


def _all(sizes: list[int], cache: Path) -> Iterator[tuple[str, Callable[[], Iterator[Figure]]]]:
    for size in sizes:
        yield "vault", lambda size=size: _beside(size, cache, _vault)  # type: ignore[misc]
    yield "community", lambda: _beside(sizes[0], cache, whole_community)
    yield "duplicates", lambda: chain([duplicates()], sets(), growth(sizes))
    yield "window", lambda: _beside(20_000, cache, starting)
    if _MILLION in sizes:
        yield "window", lambda: _beside(_MILLION, cache, starting)
    yield "stalls", lambda: _beside(sizes[-1], cache, stalls)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--only", default="", help="vault, community, duplicates, window or stalls")
    parser.add_argument("--cache", type=Path, default=_ROOT / "build" / "bench")
    parser.add_argument(
        "--processor", action="store_true", help="on a busy machine: count work only"
    )
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.processor:
        Clock.use_processor()
    sizes = [int(size) for size in arguments.sizes.split(",") if size]
    if arguments.million:
        sizes.append(_MILLION)
    figures: list[Figure] = []
    with folder() as home:
        # Nothing of whoever measures is read or written; and modules are compiled once, as they
        # are where Portage is installed.
        os.environ |= {
            "HOME": str(home), "XDG_DATA_HOME": str(home), "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(home / "compiled"),
        }  # fmt: skip
        for name, measure in _all(sizes, arguments.cache):
            if arguments.only in name:
                for figure in measure():
                    figures.append(figure)
                    print(figure.line(), flush=True)
    for figure in _growth(figures):
        figures.append(figure)
        print(figure.line(), flush=True)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps([asdict(one) for one in figures], indent=1), "utf-8")


if __name__ == "__main__":
    main()
