"""The command line as a script meets it: real vaults, stable keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.cli.portage import Portage
from tests.cli.reference import PATH, reference


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[Portage, Path]:
    folder = tmp_path_factory.mktemp("cli")
    portage = Portage(folder / "home")
    made = portage("demo", folder / "demo", "--clients", "40", "--seed", "7")
    assert {"office", "north", "south", "passphrase", "clients"} <= set(made)
    assert made["clients"] == 40
    portage.passphrase = made["passphrase"]
    return portage, folder / "demo"


def test_the_carry_by_command_line(tried: tuple[Portage, Path], tmp_path: Path) -> None:
    """What a newcomer does with the README: find, export, import, import again, quarrel, agree."""
    portage, demo = tried
    north, office = demo / "north", demo / "office"
    first = portage("clients", "list", north, "--limit", "1")["clients"][0]
    assert first["id"] in [
        one["id"] for one in portage("clients", "find", north, *first["name"].split())["clients"]
    ]

    written = portage("bundle", "export", north, "--to", "office", "--out", tmp_path)
    bundle = written["files"][0]
    assert Path(bundle).parent.name == "to-office"
    assert written["entries"] > 0
    assert written["bytes"] == Path(bundle).stat().st_size

    outside = portage_without_vault(portage, bundle)
    assert outside["sender"] is None
    assert outside["signed"] is None
    inside = portage("bundle", "inspect", bundle, "--vault", office)
    assert (inside["sender"], inside["signed"], inside["known"]) == ("north", True, False)
    assert inside["entries"] == written["entries"]

    dry = portage("bundle", "import", office, bundle, "--dry-run")["files"][0]
    taken = portage("bundle", "import", office, bundle)["files"][0]
    assert (dry["outcome"], dry["new"]) == (taken["outcome"], taken["new"])
    assert taken["outcome"] == "applied"
    assert sum(one["new"] for one in taken["by"]) == taken["new"]
    assert {one["deleted"] for one in taken["by"]} == {taken["deleted"]} == {0}
    assert all(one["person"] for one in taken["by"])
    before = dump(portage, office)
    again = portage("bundle", "import", office, bundle)["files"][0]
    assert (again["outcome"], again["new"], again["changed"]) == ("duplicate", 0, 0)
    assert dump(portage, office) == before

    portage("clients", "set", north, first["id"], told='{"fields": {"telephone": "867-555-0111"}}')
    portage("clients", "set", office, first["id"], told='{"fields": {"telephone": "867-555-0122"}}')
    for sender, receiver, name in ((office, north, "north"), (north, office, "office")):
        for file in portage("bundle", "export", sender, "--to", name, "--out", tmp_path)["files"]:
            assert portage("bundle", "import", receiver, file)["files"][0]["outcome"] == "applied"
    kept = [portage("conflicts", "list", vault)["conflicts"] for vault in (north, office)]
    assert kept[0] == kept[1]
    (conflict,) = kept[0]
    assert conflict["field"] == "telephone"
    assert {one["value"] for one in conflict["values"]} == {"867-555-0111", "867-555-0122"}
    assert {one["device"] for one in conflict["values"]} == {"north", "office"}

    portage("conflicts", "resolve", office, conflict["id"], "--take", "1")
    assert portage("conflicts", "list", office)["conflicts"] == []
    for vault in (north, office):
        report = portage("vault", "check", vault)
        assert report["ok"], report["problems"]


def portage_without_vault(portage: Portage, bundle: str) -> Any:
    """`inspect` by somebody who has no vault."""
    passphrase, portage.passphrase = portage.passphrase, ""
    try:
        return portage("bundle", "inspect", bundle)
    finally:
        portage.passphrase = passphrase


def dump(portage: Portage, vault: Path) -> str:
    said = portage.says(
        "vault", "dump", vault, "--passphrase-fd", "0", told=portage.passphrase + "\n"
    )
    assert said.status == 0, said.err
    return said.out


def test_add_show_and_set(tried: tuple[Portage, Path]) -> None:
    portage, demo = tried
    north = demo / "north"
    community = portage("clients", "list", north, "--limit", "1")["clients"][0]["community"]
    told = {"fields": {"given": "Zoé", "family": "Fictive", "community": community, "telephone": "819-555-0199"},
            "note": "Venue avec sa sœur."}  # fmt: skip
    made = portage("clients", "add", north, told=json.dumps(told))
    shown = portage("clients", "show", north, made["id"])
    assert shown["fields"]["given"] == "Zoé"
    assert shown["fields"]["telephone"] == "819-555-0199"
    assert shown["state"] == "only here"
    assert any("sœur" in one["text"] for one in shown["timeline"])
    words = portage.says(
        "clients", "show", north, made["id"], "--language", "fr", "--passphrase-fd", "0",
        told=f"{portage.passphrase}\n",
    ).out  # fmt: skip
    assert f"Communauté: {community}" in words
    assert "À utiliser en premier: oui" in words
    assert words.count("819-555-0199") == 1
    changed = portage(
        "clients",
        "set",
        north,
        made["id"],
        told='{"fields": {"given": "Zoé-Anne", "family": "Fictive"}}',
    )
    assert changed["changed"] == ["given"]
    assert portage("clients", "find", north, "0199")["clients"][0]["id"] == made["id"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ('{"fields": {"given": "A", "given": "B"}}', "input_wrong"),
        ("[1, 2]", "input_wrong"),
        ('{"fields": {"height": "2"}}', "unknown_field"),
        ('{"fields": {"birth_date": "1980-02-31"}}', "value_refused"),
        ("not json", "input_wrong"),
    ],
)
def test_bad_input_is_refused_in_words(tried: tuple[Portage, Path], told: str, code: str) -> None:
    portage, demo = tried
    refused = portage("clients", "add", demo / "south", told=told, status=1)
    assert refused["error"] == code
    assert len(refused["message"]) > 30


def test_wrong_passphrase_and_no_vault(tried: tuple[Portage, Path], tmp_path: Path) -> None:
    portage, demo = tried
    right, portage.passphrase = portage.passphrase, "wrong but long enough to try"
    try:
        assert portage("vault", "info", demo / "south", status=1)["error"] == "wrong_passphrase"
    finally:
        portage.passphrase = right
    assert portage("vault", "info", tmp_path, status=1)["error"] == "no_vault"


def test_wrong_usage_is_2(tried: tuple[Portage, Path]) -> None:
    portage, _ = tried
    said = portage.says("bundle", "export")
    assert said.status == 2
    assert "usage" in said.err


def test_enrolment_by_files(tmp_path: Path) -> None:
    portage = Portage(tmp_path / "home")
    portage.passphrase = "huit castors patients bâtissent loin"
    office, field, stick = tmp_path / "office", tmp_path / "field", tmp_path / "stick"
    stick.mkdir()
    portage("vault", "create", office, "--name", "bureau", "--person", "Odile Exemple",
            "--organisation", "Organisme Exemple", "--community", "Lac-Exemple=America/Iqaluit",
            "--community", "Baie-Exemple", "--recovery", tmp_path / "paper.pdf")  # fmt: skip
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    portage("vault", "create", field, "--name", "terrain", "--person", "Maude Exemple")
    for folder in (office, field):
        portage.opens_quickly(folder)
    asked = portage("device", "request", field, "--out", stick)
    assert portage("device", "approve", office, asked["file"], "--digits", "00000 " * 6,
                   "--community", "Lac-Exemple", "--out", stick, status=1)["error"] == "digits_differ"  # fmt: skip
    answer = portage("device", "approve", office, asked["file"], "--digits", asked["digits"],
                     "--community", "Lac-Exemple", "--out", stick)  # fmt: skip
    assert (
        portage("device", "accept", field, answer["file"], "--digits", "1" * 30, status=1)["error"]
        == "digits_differ"
    )
    joined = portage(
        "device", "accept", field, answer["file"], "--digits", answer["organisation_digits"]
    )
    assert (joined["organisation"], joined["outcome"]) == ("Organisme Exemple", "applied")
    made = portage("clients", "add", field, told='{"fields": {"given": "Ana", "family": "Essai"}}')
    file = portage("bundle", "export", field, "--to", "office", "--out", stick)["files"][0]
    assert portage("bundle", "import", office, file)["files"][0]["new"] >= 2
    back = portage("bundle", "export", office, "--to", "terrain", "--out", stick)["files"][0]
    portage("bundle", "import", field, back)
    assert portage("clients", "show", field, made["id"])["state"] == "received"
    assert [one["name"] for one in portage("device", "list", office)["devices"]] == [
        "bureau",
        "terrain",
    ]
    portage("device", "revoke", office, "terrain")
    file = portage("bundle", "export", field, "--to", "office", "--out", stick)["files"][0]
    refused = portage("bundle", "import", office, file, status=1)["files"][0]
    assert (refused["outcome"], refused["reason"]) == ("refused", "revoked_sender")


def test_one_file_for_all_and_a_watched_folder(tried: tuple[Portage, Path], tmp_path: Path) -> None:
    portage, demo = tried
    written = portage("bundle", "export", demo / "office", "--all", "--out", tmp_path)
    (file,) = written["files"]
    assert written["bytes"] == Path(file).stat().st_size
    assert (written["left"], written["carried"]) == (0, 0)
    assert portage_without_vault(portage, file)["items"] >= 1
    watched = portage("bundle", "watch", demo / "south", tmp_path, "--once")
    assert [one["outcome"] for one in watched["files"]] == ["applied"]
    assert portage("bundle", "watch", demo / "south", tmp_path, "--once")["files"] == []
    (mail,) = portage(
        "bundle", "export", demo / "south", "--to", "office", "--part-size", "8000000",
        "--out", tmp_path / "mail",
    )["files"]  # fmt: skip
    assert Path(mail).stat().st_size <= 8_000_000


def test_the_page_of_commands_is_the_parser() -> None:
    assert PATH.read_text("utf-8") == reference()


def test_a_form_of_another_program_is_taken_over_and_a_field_is_added(
    tried: tuple[Portage, Path], tmp_path: Path
) -> None:
    portage, demo = tried
    office = demo / "office"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in (
        ["type", "name", "label::fr", "label::en", "relevant", "portage_why_fr", "portage_why_en"],
        ["integer", "people", "Combien ?", "How many?", None, "x", "x"],
        ["text", "who", "Qui ?", "Who?", "${people} > 1", "x", "x"],
        ["geopoint", "where", "Où ?", "Where?"],
    ):
        sheet.append(row)
    path = tmp_path / "logis.xlsx"
    book.save(path)
    looked = portage("forms", "import", office, path, "--dry-run")
    assert (looked["id"], looked["questions"]) == (None, 2)
    taken = portage(
        "forms", "import", office, path, "--purpose-fr", "Aider", "--purpose-en", "Help"
    )
    assert [(one["sheet"], one["row"]) for one in taken["remarks"]] == [("survey", 4)]
    assert portage("forms", "publish", office, taken["id"])["version"] == 1
    shown = portage("forms", "show", office, "logis")
    assert (shown["state"], shown["problems"]) == ("published", [])
    assert [one["when"] for one in shown["questions"]] == ["", "people > 1"]
    for name, start in (("out.xlsx", b"PK"), ("blank.pdf", b"%PDF")):
        portage("forms", "export", office, "logis", "--out", tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    assert portage("forms", "quality", office, "logis")["filled"] == 0
    assert "logis" in [one["code"] for one in portage("forms", "list", office)["forms"]]

    fields = {
        "about": "client", "sort": "choice", "label_fr": "Chauffage", "label_en": "Heating",
        "purpose_fr": "Aider", "purpose_en": "Help", "review_on": "2030-01-01", "state": "published",
    }  # fmt: skip
    choices = [{"french": "Bois", "english": "Wood"}, {"french": "Mazout", "english": "Oil"}]
    told = json.dumps({"fields": fields, "choices": choices})
    assert portage("fields", office, "--add", told=told)["name"] == "own_heating"
    own = next(one for one in portage("fields", office)["own"] if one["name"] == "own_heating")
    assert (own["name"], own["choices"]) == ("own_heating", {"wood": "Wood", "oil": "Oil"})
    client = portage("clients", "list", office, "--limit", "1")["clients"][0]["id"]
    portage("clients", "set", office, client, told='{"fields": {"own_heating": "oil"}}')
    table = tmp_path / "liste.csv"
    portage("clients", "export", office, "--out", table)
    table.write_text(table.read_text("utf-8-sig").replace('"Oil"', '"Bois"'), "utf-8")
    back = portage("clients", "read-back", office, table, "--column", "client.own_heating")
    assert (back["changed"], back["refused"]) == (1, [])
    assert [(one["before"], one["after"]) for one in back["changes"]] == [("oil", "wood")]
    assert portage("clients", "show", office, client)["fields"]["own_heating"] == "wood"
