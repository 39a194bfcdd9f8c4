"""Directories of others: every row counted, only differences written, all of it taken back."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.domain.errors import Cancelled
from desktop_app.interchange.hsds import HsdsResult, read, write_csv_zip
from desktop_app.services.directory.directory import Directory
from desktop_app.services.progress import Progress, Step
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.tables.import_undo import AlreadyUndone, NothingToUndo
from desktop_app.services.tables.imports import ImportReport, Imports
from desktop_app.services.vault.dump import dump
from desktop_app.sync.merge import same
from tests.builders import a_laptop, an_office, carry

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
MIAMI = DATA / "hsds2-miami" / "data"
EXAMPLES = DATA / "hsds3" / "examples"

Rows = Sequence[Mapping[str, str]]


def write(folder: Path, tables: Mapping[str, Rows]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


SMALL: dict[str, Rows] = {
    "organizations": [{"id": "1", "name": "Clinique fictive"}],
    "services": [
        {"id": "1", "organization_id": "1", "name": "Conseils"},
        {"id": "2", "organization_id": "9", "name": "Halte"},
    ],
    "locations": [{"id": "1", "organization_id": "1", "name": "Bureau"}],
    "services_at_location": [{"id": "1", "service_id": "1", "location_id": "1"}],
    "phones": [
        {"id": "1", "service_id": "1", "number": "819 555-0100"},
        {"id": "2", "service_id": "2", "number": "819 555-0101"},
    ],
    "regular_schedules": [
        {"service_id": "1", "weekday": "Monday", "opens_at": "9:00am", "closes_at": "4:30pm"},
    ],
    "physical_addresses": [
        {"id": "1", "location_id": "1", "address_1": "1 rue X", "city": "Lac-Exemple"}
    ],
}


def changed_small(folder: Path, table: str, rows: Rows) -> Path:
    return write(folder, {**SMALL, table: rows})


def shown_rows(session: Session) -> dict[str, int]:
    with session.database.reading() as tables:
        return {kind.name: tables.rows.count(kind) for kind in session.registry}


def lines(session: Session) -> list[str]:
    with session.database.reading() as tables:
        return list(dump(tables, session))


def check_rows(session: Session) -> None:
    """Every row is what its entries say."""
    with session.database.reading() as tables:
        for entity in tables.log.entities():
            for kind, scope, state in tables.rows.folded(entity):
                row = tables.rows.get(kind, entity, scope)
                assert row is not None
                assert same(state, row.state)
                values = state.values(tables.log.rank)
                assert row.values == {k: v for k, v in values.items() if v is not None}


def check_sums(report: ImportReport, result: HsdsResult) -> None:
    """Each row of each table is counted once, whatever became of it."""
    assert set(report.tables) == set(result.report.counts)
    for name, count in report.tables.items():
        told = result.report.counts[name]
        assert count.read == told.read, name
        assert count.taken + count.changed + count.unchanged + count.left == told.taken, name
        assert (count.repeated, count.refused) == (told.repeated, told.refused), name


@pytest.fixture
def office() -> Session:
    return an_office()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(tmp_path / "small", SMALL)


def test_the_first_time_everything_and_the_second_time_nothing(
    office: Session, small: Path
) -> None:
    imports = Imports(office)
    first = imports.directory(small)
    check_sums(first, read(small))
    assert first.taken == {
        "organizations": 1, "services": 2, "locations": 1, "services_at_location": 1, "phones": 2,
        "regular_schedules": 1, "physical_addresses": 1,
    }  # fmt: skip
    assert first.entries == 5
    before = lines(office)
    second = imports.directory(small)
    check_sums(second, read(small))
    assert (second.entries, second.undo) == (0, "")
    assert set(second.taken.values()) | set(second.changed.values()) == {0}
    assert second.unchanged == first.taken
    assert lines(office) == before
    assert "services_without_organisation" in {notice.code for notice in second.notices}


def test_a_dry_run_counts_and_leaves_no_trace(office: Session, small: Path) -> None:
    before = lines(office)
    with office.database.reading() as tables:
        entries = tables.log.count()
    report = Imports(office).directory(small, dry_run=True)
    assert report.taken["services"] == 2
    assert (report.entries, report.undo, report.dry_run) == (0, "", True)
    assert lines(office) == before
    with office.database.reading() as tables:
        assert tables.log.count() == entries
        assert tables.exchange.undos() == []


def test_only_what_differs_is_written(office: Session, small: Path, tmp_path: Path) -> None:
    imports = Imports(office)
    imports.directory(small)
    services = [{**SMALL["services"][0], "name": "Conseils gratuits"}, SMALL["services"][1]]
    report = imports.directory(changed_small(tmp_path / "small", "services", services))
    check_sums(report, read(small))
    assert report.entries == 1
    assert (report.changed["services"], report.unchanged["services"]) == (1, 1)
    assert report.unchanged["phones"] == 2
    assert len(Directory(office).find("gratuits")) == 1


def test_a_list_follows_the_file_where_it_speaks_of_it(
    office: Session, small: Path, tmp_path: Path
) -> None:
    imports = Imports(office)
    imports.directory(small)
    service = Directory(office).find("conseils")[0].id
    own = "phones/00000000-0000-4000-8000-000000000001/number"
    Directory(office).set("service", service, {own: "819 555-0199"})
    phones = [{"id": "7", "service_id": "1", "number": "819 555-0107"}, SMALL["phones"][1]]
    report = imports.directory(changed_small(tmp_path / "small", "phones", phones))
    assert report.entries == 1
    numbers = {one.text("number") for one in Directory(office).service(service).items["phones"]}
    assert numbers == {"+18195550107", "819 555-0199"}
    back = imports.directory(changed_small(tmp_path / "small", "phones", SMALL["phones"]))
    assert back.entries == 1
    numbers = {one.text("number") for one in Directory(office).service(service).items["phones"]}
    assert numbers == {"+18195550100", "819 555-0199"}
    check_rows(office)


def test_a_correction_stays_until_the_file_says_something_new(
    office: Session, small: Path, tmp_path: Path
) -> None:
    imports = Imports(office)
    imports.directory(small)
    service = Directory(office).find("conseils")[0].id
    Directory(office).set("service", service, {"name": "Conseils juridiques"})
    report = imports.directory(small)
    assert report.entries == 0
    assert "corrections_kept" in {notice.code for notice in report.notices}
    assert Directory(office).service(service).title == "Conseils juridiques"
    services = [{**SMALL["services"][0], "name": "Conseils du lundi"}, SMALL["services"][1]]
    imports.directory(changed_small(tmp_path / "small", "services", services))
    assert Directory(office).service(service).title == "Conseils du lundi"


def test_what_was_deleted_here_stays_deleted(office: Session, small: Path) -> None:
    imports = Imports(office)
    imports.directory(small)
    Directory(office).delete("service", Directory(office).find("halte")[0].id)
    report = imports.directory(small)
    assert report.entries == 0
    assert report.tables["services"].left == 1
    assert "left_deleted" in {notice.code for notice in report.notices}
    assert Directory(office).find("halte") == []


def test_undo_takes_everything_back_and_a_later_import_brings_it_again(
    office: Session, small: Path
) -> None:
    imports = Imports(office)
    before = shown_rows(office)
    report = imports.directory(small)
    undone = imports.undo(report.undo)
    assert (undone.deleted, undone.restored, undone.kept) == (5, 0, ())
    assert shown_rows(office) == before
    check_rows(office)
    with pytest.raises(AlreadyUndone):
        imports.undo(report.undo)
    with pytest.raises(NothingToUndo):
        imports.undo("0" * 32)
    again = imports.directory(small)
    assert again.taken == report.taken
    assert len(Directory(office).find("conseils")) == 1
    assert imports.directory(small).entries == 0
    assert imports.undo(again.undo).deleted == 5
    assert shown_rows(office) == before
    assert [(one.title, bool(one.undone_at)) for one in imports.undoable()] == [("small", True)] * 2


def test_undo_keeps_what_somebody_touched_and_what_belongs_to_it(
    office: Session, small: Path
) -> None:
    imports = Imports(office)
    report = imports.directory(small)
    service = Directory(office).find("conseils")[0].id
    Directory(office).verify("service", service)
    undone = imports.undo(report.undo)
    kept = {record.kind: str(record.reason) for record in undone.records}
    assert kept == {
        "service": "Somebody changed it since.",
        "organisation": "Something that stays belongs to it.",
    }
    assert undone.deleted == 3
    assert set(undone.kept) >= {service}


def test_undo_restores_what_was_there_before(office: Session, small: Path, tmp_path: Path) -> None:
    imports = Imports(office)
    imports.directory(small)
    before = Directory(office).export()
    services = [
        {**SMALL["services"][0], "name": "Nouveau nom"},
        {**SMALL["services"][1], "name": "Autre nom"},
    ]
    phones = [{"id": "7", "service_id": "1", "number": "819 555-0107"}, SMALL["phones"][1]]
    write(tmp_path / "small", {**SMALL, "services": services, "phones": phones})
    report = imports.directory(small)
    touched = Directory(office).find("autre")[0].id
    Directory(office).set("service", touched, {"name": "Nom corrigé"})
    undone = imports.undo(report.undo)
    assert (undone.deleted, undone.restored, undone.kept) == (0, 1, (touched,))
    after = {one.id: dict(one.values) for one in Directory(office).export()}
    assert after.pop(bytes.fromhex(touched))["name"] == "Nom corrigé"
    expected = {one.id: dict(one.values) for one in before if one.id.hex() != touched}
    assert after == expected
    check_rows(office)


def test_a_later_import_that_changed_a_record_is_somebody_who_touched_it(
    office: Session, small: Path, tmp_path: Path
) -> None:
    imports = Imports(office)
    first = imports.directory(small)
    services = [{**SMALL["services"][0], "name": "Nouveau nom"}, SMALL["services"][1]]
    second = imports.directory(changed_small(tmp_path / "small", "services", services))
    kept = imports.undo(first.undo).records
    assert {record.kind for record in kept} == {"service", "organisation"}
    assert imports.undo(second.undo).restored == 1


@pytest.mark.parametrize("at", [0, 1])
def test_cancelled_it_is_as_before(office: Session, small: Path, at: int) -> None:
    steps: list[Step] = []

    def report(step: Step) -> None:
        steps.append(step)
        if len(steps) > at:
            progress.cancel()

    progress = Progress(report)
    before = lines(office)
    with pytest.raises(Cancelled):
        Imports(office).directory(small, progress=progress)
    assert lines(office) == before
    with office.database.reading() as tables:
        assert tables.exchange.undos() == []


def test_only_the_office_imports(small: Path) -> None:
    north = a_laptop(an_office())
    with pytest.raises(NotAllowed):
        Imports(north, read_hsds=_unread).directory(small)


def _unread(path: Path) -> HsdsResult:
    raise AssertionError("a file was opened before the right to import was looked at")


def test_what_portage_wrote_itself_meets_what_it_came_from(
    office: Session, small: Path, tmp_path: Path
) -> None:
    imports = Imports(office)
    imports.directory(small)
    own = "phones/00000000-0000-4000-8000-000000000001/number"
    Directory(office).add("service", {"name": "Ajouté ici", own: "819 555-0199"})
    file = tmp_path / "ours.zip"
    file.write_bytes(write_csv_zip(Directory(office).export()))
    assert imports.directory(file).entries == 0


def test_what_was_imported_travels(office: Session, small: Path) -> None:
    north = a_laptop(office)
    Imports(office).directory(small)
    carry(office, north)
    assert len(Directory(north).find("conseils")) == 1
    check_rows(north)


def test_a_record_of_much_text_is_written_in_parts(office: Session) -> None:
    result = HsdsResult.from_plain(
        {
            "records": [
                {
                    "table": "services", "source_id": "1", "entity": "service", "id": b"s" * 16,
                    "values": {"name": "Long", **dict.fromkeys(_LONG, "é" * 30000)},
                    "where": "",
                }
            ],
            "report": {"counts": {}, "refused": [], "notices": []},
            "own": False,
        }
    )  # fmt: skip
    imports = Imports(office, read_hsds=lambda _: result)
    assert imports.directory(Path("long")).entries > 1
    assert imports.directory(Path("long")).entries == 0
    check_rows(office)


_LONG = ("description", "how_to_apply", "eligibility", "cost", "alert")


# The real data


@pytest.fixture(scope="module")
def miami() -> HsdsResult:
    if not MIAMI.is_dir():
        pytest.skip("the Open211 Miami data is not beside the checkout")
    return read(MIAMI)


def test_miami_is_counted_row_by_row_and_comes_once(miami: HsdsResult) -> None:
    office = an_office()
    imports = Imports(office, read_hsds=lambda _: miami)
    report = imports.directory(MIAMI)
    check_sums(report, miami)
    for table in MIAMI.glob("*.csv"):
        with table.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = sum(1 for row in csv.reader(file) if any(row)) - 1
        assert report.tables[table.stem].read == rows, table.name
    assert report.taken["services"] == 4089
    assert report.taken["regular_schedules"] == 11_350
    assert report.taken["services_taxonomy"] == 26_259
    assert report.entries == len(miami.records) == sum(report.taken[t] for t in _RECORD_TABLES)
    again = imports.directory(MIAMI)
    assert again.entries == 0
    assert again.unchanged == report.taken
    _open_on_a_monday(Directory(office))


_RECORD_TABLES = ("organizations", "services", "locations", "services_at_location", "taxonomy")


def _open_on_a_monday(directory: Directory) -> None:
    line = directory.find("salvation army", zone="America/New_York", at=_at(2, 14))[0]
    assert line.open is not None
    assert line.open.open is True
    assert line.open.until == datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    sunday = directory.find("salvation army", zone="America/New_York", at=_at(1, 14))[0]
    assert sunday.open is not None
    assert sunday.open.open is False


def _at(day: int, hour: int) -> int:
    return int(datetime(2026, 3, day, hour, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize("where", [EXAMPLES, EXAMPLES / "csv", EXAMPLES / "service_full.json"])
def test_the_examples_of_hsds_3(office: Session, where: Path) -> None:
    if not where.exists():
        pytest.skip("the examples of HSDS 3 are not beside the checkout")
    imports = Imports(office)
    before = shown_rows(office)
    report = imports.directory(where)
    check_sums(report, read(where))
    assert report.entries > 0
    assert imports.directory(where).entries == 0
    assert imports.undo(report.undo).kept == ()
    assert shown_rows(office) == before
    check_rows(office)
