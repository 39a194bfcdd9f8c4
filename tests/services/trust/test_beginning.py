"""Ways in before a vault is open, and the papers that come out of one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop_app.crypto.passphrase import KeyCost
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.services.trust.beginning import (
    Beginnings,
    FirstCommunity,
    Founding,
    judge,
    propose,
)
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import NoRoot, PaperKind, Papers
from desktop_app.services.vault.vaults import OtherVault
from tests.builders import an_environment

CHEAP = KeyCost(8, 1, 1)
PHRASE = "girafe neige tambour canot"
FOUNDING = Founding(
    "Maison Exemple",
    ("fr", "en"),
    "NU",
    (FirstCommunity("Rivière-Exemple", "America/Iqaluit"),),
    "Odile Exemple",
    PHRASE,
)


@pytest.fixture
def beginnings(tmp_path: Path) -> Beginnings:
    return Beginnings(tmp_path / "vaults", an_environment(), cost=CHEAP, floor=CHEAP)


def test_an_organisation_begins(beginnings: Beginnings) -> None:
    with beginnings.found(FOUNDING, "bureau") as vault:
        organisation = Organisation(vault.session)
        assert organisation.name() == "Maison Exemple"
        (community,) = organisation.communities()
        assert (community.name, community.region, community.time_zone) == (
            "Rivière-Exemple",
            "NU",
            "America/Iqaluit",
        )
        folder = vault.folder
    assert folder.name == "maison-exemple"
    assert beginnings.people(folder) == ["Odile Exemple"]
    with beginnings.open(folder, "", PHRASE) as again:
        assert again.session.is_office
    with beginnings.found(FOUNDING, "bureau") as other:
        assert other.folder.name == "maison-exemple-2"


def test_a_founding_shows_no_passphrase() -> None:
    assert "girafe" not in repr(FOUNDING)


def test_a_lost_passphrase_is_overcome_by_the_paper_once(beginnings: Beginnings) -> None:
    with beginnings.found(FOUNDING, "bureau") as vault:
        papers = Papers(vault)
        pages = PdfReader(io.BytesIO(papers.recovery(PaperKind.VAULT))).pages
        printed = pages[0].extract_text()
        papers.note_printed(PaperKind.VAULT)
        assert [(one.kind, one.here, bool(one.printed_at)) for one in papers.states()] == [
            (PaperKind.VAULT, True, True),
            (PaperKind.ORGANISATION, True, False),
        ]
        text = vault.recovery_code().text
        folder = vault.folder
    assert all(line in printed for line in text.splitlines()[1:])
    code = beginnings.read_code(text)
    other = "lanterne brume chaloupe piano"
    with beginnings.recover(folder, code, "Odile Exemple", other) as vault:
        assert Papers(vault).states()[0].printed_at == 0
    with beginnings.open(folder, "Odile Exemple", other):
        pass
    with pytest.raises(OtherVault):
        beginnings.recover(folder, code, "Odile Exemple", other)


def test_the_organisations_paper_and_card(beginnings: Beginnings) -> None:
    with beginnings.found(FOUNDING, "bureau") as vault:
        papers, organisation = Papers(vault), Organisation(vault.session)
        root = PdfReader(io.BytesIO(papers.recovery(PaperKind.ORGANISATION))).pages[0]
        code = organisation.root_code()
        assert code is not None
        assert RecoveryCode.parse(code.text).kind == "root"
        assert code.text.splitlines()[1] in root.extract_text()
        card = PdfReader(io.BytesIO(papers.card("867-555-0100"))).pages[0].extract_text()
        assert all(group in card for group in organisation.digits().split())
        papers.note_printed(PaperKind.ORGANISATION)
        organisation.forget_root()
        assert not papers.states()[1].here
        assert papers.states()[1].printed_at > 0
        with pytest.raises(NoRoot):
            papers.recovery(PaperKind.ORGANISATION)


def test_a_laptop_that_belongs_to_nobody_prints_only_its_own_paper(beginnings: Beginnings) -> None:
    with beginnings.prepare_to_join("nord", "Maude Exemple", PHRASE) as vault:
        assert [one.here for one in Papers(vault).states()] == [True, False]
        assert Papers(vault).recovery(PaperKind.VAULT).startswith(b"%PDF")


def test_passphrases_are_judged_in_words() -> None:
    weak = judge("Maude1980", ["Maude Exemple"])
    assert not weak.accepted
    assert weak.level <= 1
    for language in ("fr", "en"):
        proposed = judge(propose(language), ["Maude Exemple"])
        assert proposed.accepted
        assert proposed.level >= 2
