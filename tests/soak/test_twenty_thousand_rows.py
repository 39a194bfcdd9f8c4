"""A workbook of 20,000 people with a column of the organisation's own: in, stopped, in, and back."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from desktop_app.services.forms.fields import OwnFieldsDesk
from tests.cli.portage import ROOT
from tests.desks import PASSPHRASE, desks

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform == "win32", reason="Stops as a terminal does."),
]

ROWS = 20_000
HEADING = "Numéro du traîneau"


def a_workbook(path: Path) -> None:
    """Plainly fictional people, each with a number of a sled that only this organisation asks."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Personnes")
    sheet.append(["Prénom", "Nom", "Date de naissance", "Téléphone", HEADING])
    for number in range(ROWS):
        sheet.append(
            [
                f"Personne{number:05}",
                f"Exemple{number % 977}",
                f"{1940 + number % 70}-{number % 12 + 1:02}-{number % 28 + 1:02}",
                f"867 555-{number % 10_000:04}",
                number,
            ]
        )
    book.save(path)


def portage(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "desktop_app", *(str(word) for word in words)]


def said(*words: str | Path) -> dict[str, Any]:
    """What a command prints as JSON; it must have gone well."""
    done = subprocess.run(
        portage(*words, "--passphrase-fd", "0", "--json"),
        input=f"{PASSPHRASE}\n", capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_twenty_thousand_rows_go_in_and_are_taken_back(tmp_path: Path) -> None:
    book = tmp_path / "personnes.xlsx"
    a_workbook(book)
    world = desks(tmp_path)
    session, vault = world.office.session, world.office.folder
    OwnFieldsDesk(session).add(
        {
            "about": "client",
            "sort": "text",
            "label_fr": HEADING,
            "label_en": "Number of the sled",
            "purpose_fr": "Pour les tournées d'hiver.",
            "purpose_en": "For the rounds in winter.",
            "keeper": session.person.hex(),
            "review_on": "2027-03-01",
            "state": "published",
        }
    )
    world.close()
    before = said("clients", "list", vault)["total"]
    command = portage("clients", "import", vault, book)
    stopped = subprocess.Popen(
        [*command, "--passphrase-fd", "0"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        # Where these tests run in the background, a shell has Ctrl+C ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    with stopped:
        assert stopped.stdin is not None
        assert stopped.stderr is not None
        stopped.stdin.write(f"{PASSPHRASE}\n")
        stopped.stdin.close()
        for line in stopped.stderr:
            if f"of {ROWS}" in line:
                stopped.send_signal(signal.SIGINT)
                break
        told = stopped.stderr.read()
        assert stopped.wait() == 1
        assert "Stopped. Everything is as it was before." in told
    assert said("clients", "list", vault)["total"] == before
    assert said("vault", "check", vault)["ok"] is True

    report = said("clients", "import", vault, book)
    assert report["taken"] == {"people": ROWS}
    assert said("clients", "list", vault)["total"] == before + ROWS
    found = said("clients", "find", vault, "Personne00123")["clients"][0]["id"]
    fields = said("clients", "show", vault, found)["fields"]
    assert "123" in [value for name, value in fields.items() if name.startswith("own_")]
    said("clients", "undo", vault, report["undo"])
    assert said("clients", "list", vault)["total"] == before
    assert said("vault", "check", vault)["ok"] is True
