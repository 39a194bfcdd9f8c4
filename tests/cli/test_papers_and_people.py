"""Papers of the organisation, forgotten passphrases and people, by command line."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desktop_app.cli.run import run
from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.roles import Role
from desktop_app.services.casework.records import Records
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.keepers import Keepers
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.sync.bundle import ENROLMENT
from tests.builders import Bundle, a_client, carry

PHRASE = "huit castors patients bâtissent loin"


def descriptor(text: str) -> str:
    """An open descriptor from which that can be read."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    return str(reading)


def test_papers_a_forgotten_passphrase_and_somebody_who_leaves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "office"

    def portage(*words: str | Path, status: int = 0) -> Any:
        capsys.readouterr()
        told = [str(word) for word in words]
        opens = [] if told[1] == "sign" else ["--passphrase-fd", descriptor(f"{PHRASE}\n")]
        assert run([*told, *opens, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    with (
        vaults.create(folder, "bureau", "Odile Exemple", PHRASE, cost=FLOOR) as office,
        vaults.create(tmp_path / "field", "terrain", "Maude Exemple", PHRASE, cost=FLOOR) as field,
    ):
        Organisation(office.session).start("Organisme Exemple", [{"name": "Lac-Exemple"}])
        request = Organisation(field.session).request()
        certificate = Organisation(office.session).approve(request, Role.WORKER, [])
        out = io.BytesIO()
        Exchange(office.session).write([certificate], out, ENROLMENT)
        accept(field.session, Bundle(out.getvalue()))
        carry(field.session, office.session)
        first = Keepers(office.session).code(1)
        client = a_client(office.session)
        for minutes in (20, 25):
            Records(office.session).add("encounter", client, {
                "happened_on": "2026-03-02", "sort": "technical_help", "help_kind": "account",
                "minutes": minutes,
            })  # fmt: skip

    benefits = {one["code"]: one for one in portage("benefits", "list", folder)["benefits"]}
    assert (benefits["ca.dental"]["as_of"], benefits["ca.dental"]["to_check"]) == ("", True)
    assert benefits["ca.ccb"]["to_check"] is False
    (report,) = portage("report", "list", folder)["reports"]
    days = ("--from", "2026-03-01", "--to", "2026-03-31")
    book = tmp_path / "hours.xlsx"
    for out_file in ((), ("--out", str(book)), ("--out", str(tmp_path / "hours.pdf"))):
        told = portage("report", "run", folder, report["name"], *days, *out_file)
        assert [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]] == [
            {
                "month": "2026-03",
                "help_kind": told["rows"][0][1],
                "times": 2,
                "people": 1,
                "minutes": 45,
            }
        ]
    sheets = load_workbook(book).worksheets
    assert any(row[-1] == 45 for sheet in sheets for row in sheet.values)
    assert (tmp_path / "hours.pdf").read_bytes().startswith(b"%PDF")
    later = portage(
        "report", "run", folder, report["name"], "--from", "2026-04-01", "--to", "2026-04-30"
    )
    assert later["rows"] == []
    wrong = ("--from", "2026-04-01", "--to", "2026-03-01")
    assert (
        portage("report", "run", folder, report["name"], *wrong, status=1)["error"]
        == "days_reversed"
    )
    assert portage("report", "run", folder, "wishes", *days, status=1)["error"] == "no_such_report"
    state = portage("keepers", "state", folder)
    assert (state["keepers"], state["threshold"], state["waiting"]) == (1, 1, [1])
    helped = portage(
        "device", "recover", folder, "terrain", "--code-fd", descriptor(f"{first.qr_text}\n")
    )
    assert helped["code"].startswith("PORTAGE-V1")
    draft = tmp_path / "new.portage-papers"
    portage("keepers", "draft", folder, draft)
    assert portage("keepers", "publish", folder, draft, status=1)["error"] == "not_enough_papers"
    portage("keepers", "sign", draft, "--code-fd", descriptor(f"{first.qr_text}\n"))
    made = portage("keepers", "publish", folder, draft, "--out", tmp_path / "papers")
    assert (made["keepers"], made["threshold"], made["made"], made["waiting"]) == (3, 2, 2, [])
    assert sorted(Path(one).name for one in made["papers"]) == [
        "portage-keeper-1.pdf", "portage-keeper-2.pdf", "portage-keeper-3.pdf",
        "portage-passphrases.pdf",
    ]  # fmt: skip
    assert all(Path(one).read_bytes().startswith(b"%PDF") for one in made["papers"])
    refused = portage(
        "keepers", "rotate", folder, "--code-fd", descriptor(f"{first.qr_text}\n"), status=1
    )
    assert refused["error"] == "paper_not_of_today"

    portage("people", "remove", folder, "Maude Exemple")
    assert [one["name"] for one in portage("people", "list", folder)["people"]] == ["Odile Exemple"]
    assert (
        portage("people", "remove", folder, "Odile Exemple", status=1)["error"] == "last_of_office"
    )
