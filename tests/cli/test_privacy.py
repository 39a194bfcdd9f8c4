"""Erasing a person and reporting on one, as a script does it."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

from openpyxl import load_workbook

from desktop_app.domain.roles import Role
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.services.vault import vaults
from tests.builders import a_laptop
from tests.cli.portage import Portage
from tests.pictures import PDF as A_PDF


def test_erase_report_and_receipts(tmp_path: Path) -> None:
    portage = Portage(tmp_path / "home")
    portage.passphrase = portage("demo", tmp_path / "demo", "--clients", "6", "--seed", "3")[
        "passphrase"
    ]
    office, north = tmp_path / "demo" / "office", tmp_path / "demo" / "north"
    person, other = portage("clients", "list", office, "--limit", "2")["clients"]
    for ending in ("pdf", "xlsx"):
        told = portage("clients", "report", office, person["id"], "--out", tmp_path / f"r.{ending}")
        assert Path(told["file"]).stat().st_size > 1000
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(A_PDF)
    attached = portage("clients", "attach", office, person["id"], paper)["id"]
    (line,) = portage("clients", "show", office, person["id"])["attachments"]
    assert (line["id"], line["name"], line["state"]) == (attached, "letter.pdf", "here")
    assert line["media_type"] == "application/pdf"
    paper.write_bytes(b"MZ\x90\x00" + bytes(100))
    refused = portage("clients", "attach", office, person["id"], paper, status=1)
    assert refused["error"] == "not_attachable"
    assert len(list((office / "blobs").glob("??/*"))) == 1
    assert portage("clients", "erase", north, person["id"], "--basis", "asked", status=1)
    erased = portage("clients", "erase", office, person["id"], "--basis", "asked")
    assert erased["records"] >= 1
    assert not list((office / "blobs").glob("??/*"))
    (line,) = portage("erasures", "list", office)["erasures"]
    assert (line["id"], line["done"]) == (erased["erasure"], ["office"])
    assert "north" in line["missing"]
    assert portage("clients", "show", office, person["id"], status=1)["error"] == "not_here"
    told = '{"fields": {}, "note": "Un chinook soufflait"}'
    portage("clients", "show", office, other["id"], "--reason", "To read it to her")
    book = tmp_path / "looks.xlsx"
    portage("clients", "report", office, other["id"], "--out", book)
    _, sheet = load_workbook(book).worksheets
    cells = {str(cell) for row in sheet.values for cell in row}
    # The second look is of a command that gave none.
    assert {"To read it to her", "Opened by a command that gave no reason"} <= cells
    portage("clients", "set", office, other["id"], told=told)
    timeline = portage("clients", "show", office, other["id"])["timeline"]
    note = next(one["id"] for one in timeline if "chinook" in one["text"])
    assert portage("clients", "redact", north, note, "--basis", "mistake", status=1)
    removed = portage("clients", "redact", office, note, "--basis", "mistake")
    assert removed["waits_for_signature"] is False
    timeline = portage("clients", "show", office, other["id"])["timeline"]
    assert not [one for one in timeline if "chinook" in one["text"]]
    assert [one for one in timeline if one["kind"] == "removed"]
    lines = portage("erasures", "list", office)["erasures"]
    assert {one["kind"] for one in lines} == {"person", "redact"}
    assert portage("vault", "check", office)["ok"]
    check_waiting(portage, office)


def check_waiting(portage: Portage, office: Path) -> None:
    """An erasure that waits is listed with a name, signed and dropped."""
    person = portage("clients", "list", office, "--limit", "1")["clients"][0]
    with (
        patch.dict(os.environ, portage.home),
        vaults.open_vault(office, portage.passphrase) as vault,
    ):
        a_laptop(vault.session, "office 2", "Luc Exemple", role=Role.OFFICE)
        OfficeSettings(vault.session).set_signatures(2)
    asked = portage("clients", "erase", office, person["id"], "--alone", "--basis", "asked")
    assert asked["waits_for_signature"]
    found = portage("erasures", "list", office)["erasures"]
    (line,) = [one for one in found if one["waits_for_signature"]]
    assert (line["id"], line["signed_here"]) == (asked["erasure"], True)
    request = line["request"]
    assert [one["name"] for one in request["files"]] == [person["name"]]
    assert sum(request["records"].values()) == asked["records"]
    said = portage.says(
        "erasures", "list", office, "--passphrase-fd", "0", told=f"{portage.passphrase}\n"
    ).out
    assert f"To erase: {person['name']}" in said
    signed = portage("erasures", "sign", office, line["id"])
    assert signed == {"signed": line["id"], "waits_for_signature": True}  # twice is once
    assert portage("erasures", "drop", office, line["id"]) == {"dropped": line["id"]}
    told = portage("erasures", "list", office)
    assert not [one for one in told["erasures"] if one["waits_for_signature"]]
    (refused,) = told["refused"]
    assert [one["name"] for one in refused["request"]["files"]] == [person["name"]]
    assert portage("erasures", "sign", office, line["id"], status=1)["error"] == "not_here"
    assert portage("clients", "show", office, person["id"])["id"] == person["id"]
