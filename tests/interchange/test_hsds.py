"""Directories in both forms of the standard: every row counted once, nothing lost in silence."""

from __future__ import annotations

import json
import uuid
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Value, key_of
from desktop_app.interchange.hsds import HsdsResult, read, write_csv_zip, write_json
from desktop_app.interchange.record import ImportedRecord
from desktop_app.interchange.refusals import FileRefused
from tests.interchange import hostile

TABLES = {
    "organizations": (
        "id,name,logo,year_incorporated\n"
        "1,House of the Lake,a.png,1999\n"
        "1,House of the Lake,,1999\n"
        "2,,,\n"
        ",Nameless,,\n"
    ),
    "services": (
        "id,organization_id,name,status,fees,url\n"
        "10,1,Meals,active,free,https://example.org\n"
        "11,9,Beds,odd,,\n"
    ),
    "locations": (
        "id,organization_id,name,latitude\n"
        "20,1,North House,60.5\n"
        "21,1,South House,\n"
    ),
    "services_at_location": (
        "id,service_id,location_id,description\n"
        "30,10,20,\n"
        "31,11,20,\n"
        "32,11,21,\n"
        "33,11,99,\n"
    ),
    "phones": (
        "id,location_id,service_id,service_at_location_id,contact_id,number\n"
        "40,20,10,30,,819-555-0101 x12\n"
        "41,20,11,31,,911\n"
        "42,,,,50,819 555 0102\n"
        "43,,,,,819 555 0103\n"
        "44,77,,,,819 555 0104\n"
        "45,20,,,,\n"
    ),
    "contacts": (
        "id,service_id,name\n"
        "50,10,Ana Ittuk\n"
    ),
    "regular_schedules": (
        "id,service_id,weekday,opens_at,closes_at,original_text\n"
        ",10,Monday,9:00am,5:00pm,Mon\n"
        ",10,2,9:00am,5:00,Tue\n"
        ",10,Monday,9:00am,5:00pm,Mon\n"
    ),
    "languages": (
        "id,service_id,language\n"
        "60,10,English\n"
        "60,10,Français\n"
        "60,10,English\n"
        "61,10,Creole\n"
    ),
    "physical_addresses": (
        "id,location_id,address_1,country\n"
        "70,20,1 Lake Road,   \n"
    ),
    "eligibility": (
        "id,service_id,eligibility\n"
        ",10,Everybody\n"
        ",,Nobody\n"
    ),
    "taxonomy": (
        "id,name,parent_id,vocabulary\n"
        "P,People,,House\n"
        "P-1,Meals,P,House\n"
    ),
    "services_taxonomy": (
        "id,service_id,taxonomy_id,taxonomy_detail\n"
        "80,10,P-1,warm\n"
        "81,10,Z,\n"
    ),
    "secrets": (
        "id,x\n"
        "1,2\n"
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "tables"
    place.mkdir()
    for name, text in TABLES.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


def by_source(result: HsdsResult) -> dict[str, ImportedRecord]:
    return {f"{one.table} {one.source_id}": one for one in result.records}


def items(record: ImportedRecord, name: str) -> list[dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for path, value in record.values.items():
        parts = path.split("/")
        if parts[0] == name and len(parts) == 3:
            found.setdefault(parts[1], {})[parts[2]] = value
    return list(found.values())


def check_sound(result: HsdsResult) -> None:
    """Every row is counted once, every path is declared, and all of it can go through a pipe."""
    for table, count in result.report.counts.items():
        assert count.read == count.taken + count.repeated + count.refused, table
        assert count.taken == sum(count.into.values()), table
    refused = sum(count.refused for count in result.report.counts.values())
    assert refused == len(result.report.refused)
    for record in result.records:
        assert len(record.id) == 16
        for path, value in record.values.items():
            key_of(STANDARD[record.entity], path)
            assert isinstance(value, str | int | bool)
    sentences = [one.message for one in result.report.refused]
    sentences += [one.message for one in result.report.notices]
    assert not any("{" in str(sentence) for sentence in sentences)
    assert HsdsResult.from_plain(result.to_plain()) == result


def contents(records: tuple[ImportedRecord, ...]) -> dict[bytes, tuple[str, dict[str, Value]]]:
    return {one.id: (one.entity, dict(one.values)) for one in records}


def check_round_trip(result: HsdsResult, place: Path) -> None:
    for name, write in (("out.json", write_json), ("out.zip", write_csv_zip)):
        path = place / name
        path.write_bytes(write(result.records))
        back = read(path, "elsewhere")
        assert back.own
        assert contents(back.records) == contents(result.records)
        assert not back.report.refused


def test_every_row_is_counted_once(folder: Path) -> None:
    result = read(folder)
    check_sound(result)
    counts = result.report.counts
    assert (counts["organizations"].taken, counts["organizations"].repeated) == (1, 1)
    assert counts["phones"].into == {"service": 2, "service_at_location": 1}
    assert counts["regular_schedules"].repeated == 1
    assert Counter(one.reason for one in result.report.refused) == {
        "no_name": 1,
        "no_id": 1,
        "parent_absent": 2,
        "names_nothing": 2,
        "says_nothing": 1,
        "unknown_table": 1,
    }
    assert {notice.code: notice.count for notice in result.report.notices} == {
        "services_without_organisation": 1,
        "ids_shared": 1,
        "kept_as_written": 2,
        "absent_taxonomy_terms": 1,
    }


def test_a_service_takes_what_is_said_of_it(folder: Path) -> None:
    records = by_source(read(folder))
    meals = records["services 10"]
    assert meals.values["organisation"] == records["organizations 1"].id.hex()
    assert meals.values["cost"] == "free"
    assert meals.values["eligibility"] == "Everybody"
    assert items(meals, "phones") == [{"number": "+18195550101", "extension": "12"}]
    assert items(meals, "contacts") == [{"name": "Ana Ittuk", "telephone": "+18195550102"}]
    assert items(meals, "hours") == [
        {"days": "MO", "opens_at": "09:00", "closes_at": "17:00", "description": "Mon"},
        {"days": "TU", "opens_at": "09:00", "description": "Tue"},
    ]
    assert {(one.get("language"), one["name"]) for one in items(meals, "languages")} == {
        ("en", "English"), ("fr", "Français"), (None, "Creole"),
    }  # fmt: skip
    term = records["taxonomy_terms P-1"]
    assert term.values["code"] == "P-1"
    assert term.values["parent"] == records["taxonomy_terms P"].id.hex()
    assert items(meals, "categories") == [
        {"term": term.id.hex(), "name": "Meals", "note": "warm"},
        {"name": "Z"},
    ]
    assert items(records["locations 20"], "addresses") == [
        {"sort": "physical", "street": "1 Lake Road"}
    ]


def test_what_the_shape_lacks_is_kept(folder: Path) -> None:
    records = by_source(read(folder))
    assert items(records["organizations 1"], "attributes") == [{"name": "logo", "value": "a.png"}]
    beds = items(records["services 11"], "attributes")
    assert {"name": "organization_id", "value": "9"} in beds
    assert {"name": "status", "value": "odd"} in beds
    assert "organisation" not in records["services 11"].values


def test_a_service_in_two_places_leaves_each_its_telephone(folder: Path) -> None:
    records = by_source(read(folder))
    assert items(records["service_at_location 31"], "phones") == [{"number": "911"}]


def test_a_second_reading_is_the_same_whatever_the_order(folder: Path) -> None:
    first = read(folder)
    for table in folder.iterdir():
        head, *rows = table.read_text(encoding="utf-8").splitlines()
        if table.stem not in ("organizations", "eligibility"):
            rows.reverse()
        table.write_text("\n".join([head, *rows]), encoding="utf-8")
    second = read(folder)
    assert contents(first.records) == contents(second.records)
    assert contents(first.records).keys() != contents(read(folder, "another").records).keys()


def test_an_archive_is_read_like_a_folder(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "tables.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for table in sorted(folder.iterdir()):
            archive.write(table, f"data/{table.name}")
        archive.writestr("data/datapackage.json", '{"name": unsound')
    assert contents(read(path).records) == contents(read(folder).records)


def test_what_is_written_reads_back(folder: Path, tmp_path: Path) -> None:
    check_round_trip(read(folder), tmp_path)


def test_every_field_and_list_survives_the_round_trip(tmp_path: Path) -> None:
    plain: dict[str, Value] = {
        "DATE": "2024-05-06", "TIME": "08:30", "INTEGER": 12, "MONEY": -1250, "YES_NO": False,
        "TELEPHONE": "+18195550101;ext=7", "LANGUAGE": "iu", "TIME_ZONE": "America/Iqaluit",
    }  # fmt: skip
    ids = {
        name: uuid.uuid5(uuid.NAMESPACE_URL, name)
        for name in ("organisation", "taxonomy_term", "location", "service", "service_at_location")
    }
    records = []
    for name, identity in ids.items():
        values: dict[str, Value] = {}
        declared = STANDARD[name]
        places = [("", declared.fields)]
        places += [(one.name, one.fields) for one in declared.lists]
        for number, (items_name, fields) in enumerate(places):
            prefix = f"{items_name}/{uuid.uuid5(identity, items_name)}/" if number else ""
            for field in fields:
                value = plain.get(field.kind.name, f"={field.name} é\nᐃ")
                if field.kind.name == "REFERENCE":
                    value = ids[field.reference].hex
                elif field.name == "status":
                    value = "defunct"
                elif (items_name, field.name) == ("phones", "number"):
                    value = "+18195550199"
                elif field.name == "days":
                    value = "MO,1TU"
                elif field.name == "rule":
                    value = "FREQ=MONTHLY;INTERVAL=2"
                values[prefix + field.name] = value
        records.append(ImportedRecord("", "", name, identity.bytes, values, ""))
    result = HsdsResult(tuple(records), read_nothing(tmp_path).report, own=True)
    check_round_trip(result, tmp_path)


def read_nothing(place: Path) -> HsdsResult:
    path = place / "base.json"
    path.write_text('{"version": "3.0", "openapi_url": "https://example.org"}', encoding="utf-8")
    return read(path)


def test_a_description_of_a_web_service_is_no_directory(tmp_path: Path) -> None:
    result = read_nothing(tmp_path)
    assert not result.records
    assert [notice.code for notice in result.report.notices] == ["service_description"]


def document() -> dict[str, Any]:
    phone = {"id": "p1", "number": "819 555 0101", "languages": [{"id": "l1", "name": "Cree"}]}
    return {
        "id": "o1",
        "name": "House of the Lake",
        "website": "https://example.org",
        "phones": [phone],
        "locations": [{"id": "n1", "location_type": "physical", "name": "North House"}],
        "services": [
            {
                "id": "s1",
                "name": "Meals",
                "status": "active",
                "minimum_age": 12,
                "contacts": [{"id": "c1", "name": "Ana", "phones": [phone]}],
                "program": {"id": "g1", "name": "Winter"},
                "schedules": [
                    {"id": "h1", "freq": "WEEKLY", "byday": "TH,FR", "opens_at": "10:00",
                     "closes_at": "18:00:00"},
                    {"id": "h2", "freq": "MONTHLY", "interval": 2, "byday": "1MO"},
                ],
                "cost_options": [{"id": "k1", "amount": 35.5, "currency": "cad"}],
                "service_at_locations": [
                    {"id": "a1", "location": {"id": "n1", "location_type": "physical"}}
                ],
                "attributes": [{"id": "t1", "taxonomy_term": {"id": "x1", "name": "Food"}}],
            }
        ],
    }  # fmt: skip


@pytest.mark.parametrize("form", ["one", "list", "page"])
def test_documents(tmp_path: Path, form: str) -> None:
    whole: Any = document()
    if form == "list":
        whole = [whole]
    elif form == "page":
        whole = {"total_items": 1, "contents": [whole]}
    path = tmp_path / "any.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    result = read(path)
    check_sound(result)
    check_round_trip(result, tmp_path)
    assert not result.report.refused
    records = by_source(result)
    service = records["services s1"]
    assert service.values["organisation"] == records["organizations o1"].id.hex()
    assert (service.values["minimum_age"], service.values["program"]) == (12, "Winter")
    assert items(service, "contacts") == [{"name": "Ana", "telephone": "+18195550101"}]
    assert items(service, "costs") == [{"amount": 3550, "currency": "cad"}]
    assert items(service, "hours") == [
        {"days": "TH,FR", "opens_at": "10:00", "closes_at": "18:00"},
        {"days": "1MO", "rule": "FREQ=MONTHLY;INTERVAL=2"},
    ]
    assert items(service, "categories") == [
        {"term": records["taxonomy_terms x1"].id.hex(), "name": "Food"}
    ]
    assert items(records["organizations o1"], "phones") == [
        {"number": "+18195550101", "languages": "Cree"}
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"id": "1", "id": "2", "status": "active"}', "json_unsound"),
        ('{"id": "1", "latitude": NaN}', "json_unsound"),
        ('{"id": "1", "latitude": Infinity}', "json_unsound"),
        ("[" * 100_000, "json_unsound"),
        ('{"id": "1", "name"', "json_unsound"),
        ('"\\ud800"', "not_a_directory"),
        ("[]", "not_a_directory"),
        ('{"hello": "world"}', "not_a_directory"),
    ],
)
def test_unsound_documents(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as told:
        read(path)
    assert told.value.code == code


def test_lone_surrogates_and_control_characters_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"id": "1", "status": "x", "name": "A\\ud800na\\u0000"}', encoding="utf-8")
    (record,) = read(path).records
    assert record.values["name"] == "Ana"


def test_a_text_without_measure_is_refused_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    long = {"organizations": [{"id": "1", "name": "a" * 70_000}, {"id": "2", "name": "b"}]}
    path.write_text(json.dumps(long), encoding="utf-8")
    result = read(path)
    check_sound(result)
    assert [one.reason for one in result.report.refused] == ["text_too_long"]


def test_a_hostile_archive_is_refused(tmp_path: Path) -> None:
    path = hostile.archive_of(tmp_path / "a.zip", ("../services.csv", b"id,name\n1,a\n"))
    with pytest.raises(FileRefused) as told:
        read(path)
    assert told.value.code == "archive_unsound"


def test_an_empty_folder_holds_no_directory(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as told:
        read(tmp_path)
    assert told.value.code == "not_a_directory"


def test_a_data_package_may_keep_its_tables_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "datapackage.json").write_text('{"name": "somebody"}', "utf-8")
    rows = "id,name,description\n1,Aide Exemple,Aide\n"
    (tmp_path / "data" / "organizations.csv").write_text(rows, "utf-8")
    assert [one.values["name"] for one in read(tmp_path).records] == ["Aide Exemple"]
