"""The real directories kept beside the checkout are read completely, their known defects counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.domain.directory.opening import open_now
from desktop_app.interchange.hsds import HsdsResult, read
from tests.interchange.test_hsds import check_round_trip, check_sound, contents, items

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MIAMI = DATA / "hsds2-miami" / "data"
EXAMPLES = DATA / "hsds3" / "examples"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not DATA.is_dir(), reason="The real directories are not beside the checkout."
    ),
]


@pytest.fixture(scope="module")
def miami() -> HsdsResult:
    return read(MIAMI, "miami")


def test_the_tables_of_miami(miami: HsdsResult) -> None:
    check_sound(miami)
    read_ = {table: count.read for table, count in miami.report.counts.items()}
    assert read_ == {
        "accessibility_for_disabilities": 4089, "contacts": 4089, "eligibility": 2244,
        "languages": 9364, "locations": 4089, "organizations": 1074, "phones": 4089,
        "physical_addresses": 4089, "regular_schedules": 11350, "services": 4089,
        "services_at_location": 4089, "services_taxonomy": 26259, "taxonomy": 1994,
    }  # fmt: skip
    assert Counter(one.entity for one in miami.records) == {
        "organisation": 1074, "service": 4089, "location": 4089, "service_at_location": 4089,
        "taxonomy_term": 1991,
    }  # fmt: skip


def test_the_known_defects_of_miami(miami: HsdsResult) -> None:
    counts, notices = miami.report.counts, {one.code: one.count for one in miami.report.notices}
    assert notices["services_without_organisation"] == 447
    assert notices["locations_without_organisation"] == 3015
    assert notices["ids_shared"] == 3355
    assert counts["taxonomy"].repeated == 3
    assert counts["eligibility"].refused == 2244
    assert counts["regular_schedules"].taken == 11350
    assert Counter(one.reason for one in miami.report.refused) == {
        "names_nothing": 2244,
        "says_nothing": 2560,
    }


def test_miami_is_open_by_its_hours(miami: HsdsResult) -> None:
    (scouts,) = (one for one in miami.records if (one.entity, one.source_id) == ("service", "136"))
    hours = items(scouts, "hours")
    noon = datetime(2025, 1, 15, 17, tzinfo=UTC)
    state = open_now(hours, noon, "America/New_York")
    assert state.open
    assert state.until == datetime(2025, 1, 15, 22, tzinfo=UTC)
    sunday = datetime(2025, 1, 19, 17, tzinfo=UTC)
    assert open_now(hours, sunday, "America/New_York").open is False


def test_miami_survives_the_round_trip(miami: HsdsResult, tmp_path: Path) -> None:
    """An eighth of it, closed in itself: there a service and its place share one number."""
    part = tuple(
        one
        for one in miami.records
        if one.entity in ("organisation", "taxonomy_term") or int(one.source_id) % 8 == 0
    )
    assert len(part) > 4_000
    check_round_trip(replace(miami, records=part), tmp_path)


@pytest.mark.parametrize(
    "name", ["", "csv", *sorted(path.name for path in EXAMPLES.glob("*.json"))]
)
def test_the_examples_of_the_standard(name: str, tmp_path: Path) -> None:
    result = read(EXAMPLES / name)
    check_sound(result)
    check_round_trip(result, tmp_path)
    assert contents(result.records) == contents(read(EXAMPLES / name).records)
    assert bool(result.records) is (name != "base.json")
