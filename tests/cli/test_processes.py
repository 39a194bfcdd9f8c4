"""Each family of commands once as a program of its own, as a script starts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.portage import Portage


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> tuple[Portage, Path]:
    """A demo that a program made, and who opens it; no test writes into it but a bundle's."""
    folder = tmp_path_factory.mktemp("programs")
    portage = Portage(folder / "home", apart=True)
    portage.passphrase = portage("demo", folder / "demo", "--clients", "6")["passphrase"]
    return portage, folder / "demo"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("vault", "info"), "name"),
        (("clients", "list"), "clients"),
        (("directory", "find", "clinique"), "services"),
        (("device", "list"), "devices"),
        (("conflicts", "list"), "conflicts"),
        (("people", "list"), "people"),
        (("keepers", "state"), "keepers"),
    ],
)
def test_each_family_starts_as_a_program(
    apart: tuple[Portage, Path], words: tuple[str, ...], key: str
) -> None:
    portage, demo = apart
    family, command, *rest = words
    assert key in portage(family, command, demo / "office", *rest)


def test_a_bundle_goes_from_program_to_program(apart: tuple[Portage, Path], tmp_path: Path) -> None:
    portage, demo = apart
    north = portage("bundle", "export", demo / "north", "--to", "office", "--out", tmp_path)
    (taken,) = portage("bundle", "import", demo / "office", north["files"][0])["files"]
    assert taken["outcome"] == "applied"
    told = '{"fields": {"given": "Zoé", "family": "Fictive"}, "note": "Venue avec sa sœur."}'
    refused = portage("clients", "add", demo / "south", told="not json", status=1)
    assert refused["error"] == "input_wrong"
    made = portage("clients", "add", demo / "south", told=told)
    assert portage("clients", "show", demo / "south", made["id"])["fields"]["given"] == "Zoé"


def test_wrong_usage_is_2(apart: tuple[Portage, Path]) -> None:
    said = apart[0].says("bundle", "export")
    assert said.status == 2
    assert "usage" in said.err
