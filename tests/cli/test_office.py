"""How long files are kept, the register of incidents and the settings of the office, by command line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from openpyxl import load_workbook

from desktop_app.cli import incidents, office_settings, retention
from desktop_app.crypto.passphrase import FLOOR
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from tests.builders import a_client
from tests.cli.portage import Portage

PHRASE = "huit castors patients bâtissent loin"
TODAY = datetime.now(UTC).date().isoformat()


Command = Callable[..., Any]


@pytest.fixture
def portage(tmp_path: Path) -> Iterator[Command]:
    """The commands of an office whose vault is opened once: each opening costs more than they do."""
    portage, folder = Portage(tmp_path / "home"), tmp_path / "office"
    with (
        patch.dict(os.environ, portage.home),
        vaults.create(folder, "bureau", "Odile Exemple", PHRASE, cost=FLOOR) as vault,
        ExitStack() as stack,
    ):
        Organisation(vault.session).start("Organisme Exemple", [{"name": "Lac-Exemple"}])
        a_client(vault.session, "Ana", first_contact="2020-03-01")
        a_client(vault.session, "Béa", first_contact="2021-03-01", legal_hold="recours collectif")
        for module in (retention, incidents, office_settings):
            stack.enter_context(
                patch.object(module, "opened", lambda arguments, out: nullcontext(vault))
            )

        def command(*words: str | Path, told: str = "", status: int = 0) -> Any:
            return portage(*words[:2], folder, *words[2:], told=told, status=status)

        yield command


def test_rules_are_listed_and_say_whose_time_is_over(portage: Command) -> None:
    assert portage("retention", "list")["rules"] == []
    made = portage(
        "retention", "add", "--name", "Après cinq ans", "--since", "created", "--months", "60",
        "--action", "close", "--community", "lac-exemple",
    )["id"]  # fmt: skip
    (rule,) = portage("retention", "list")["rules"]
    assert (rule["id"], rule["months"], rule["action"]) == (made, 60, "close")
    assert rule["community"] == "Lac-Exemple"
    due = portage("retention", "due")["due"]
    assert [(one["name"], one["since"], one["held"]) for one in due] == [
        ("Ana Exemple", "2025-03-01", ""),
        ("Béa Exemple", "2026-03-01", "recours collectif"),
    ]
    assert portage("retention", "drop", made) == {"dropped": made}
    assert portage("retention", "due")["due"] == []
    assert portage("retention", "drop", "00" * 16, status=1)["error"] == "not_here"


def test_an_incident_is_registered_completed_and_written_out(
    portage: Command, tmp_path: Path
) -> None:
    fields = {
        "title": "Clé perdue", "noticed_on": TODAY, "circumstances": "Dans un taxi.",
        "facts": "Noms", "risk": "unknown", "measures": "Clés chiffrées",
    }  # fmt: skip
    for spoiled, error in (
        ({"title": "Clé perdue"}, "value_refused"),  # what the law asks for is missing
        ({**fields, "colour": "red"}, "unknown_field"),
        ({**fields, "people": [1]}, "input_wrong"),
    ):
        told = json.dumps({"fields": spoiled})
        assert portage("incidents", "add", told=told, status=1)["error"] == error
    assert portage("incidents", "list")["incidents"] == []
    made = portage("incidents", "add", told=json.dumps({"fields": fields}))["id"]
    told = '{"fields": {"people": 12, "risk": "yes"}}'
    assert portage("incidents", "set", made, told=told)["changed"] == ["people", "risk"]
    (line,) = portage("incidents", "list")["incidents"]
    assert line["fields"] == {**fields, "people": 12, "risk": "yes"}
    assert line["keep_until"] > TODAY
    assert portage("incidents", "delete", made, status=1)["error"] == "kept_longer"
    book = tmp_path / "register.xlsx"
    assert portage("incidents", "export", "--out", book) == {"file": str(book)}
    cells = {str(cell) for row in load_workbook(book).worksheets[-1].values for cell in row}
    assert "Clé perdue" in cells


def test_settings_are_shown_and_settled(portage: Command) -> None:
    before = portage("settings", "show")
    assert set(before) == {"erasure_signatures", "backup_months", "key_days", "keys_kept"}
    for name, number in (("backup_months", 7), ("key_days", 14), ("keys_kept", 5)):
        assert portage("settings", "set", name, str(number))[name] == number
    for name, number, error in (
        ("backup_months", 0, "months_wrong"),
        ("key_days", 100_000, "keys_wrong"),
        ("erasure_signatures", 2, "nobody_else_signs"),
    ):
        refused = portage("settings", "set", name, str(number), status=1)
        assert refused["error"] == error
    assert portage("settings", "show") == {
        **before, "backup_months": 7, "key_days": 14, "keys_kept": 5,
    }  # fmt: skip
