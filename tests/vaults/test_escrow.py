"""A forgotten passphrase: the office, with the organisation's paper, gives the vault's own code."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from desktop_app.crypto.encoding import decode
from desktop_app.crypto.escrow import escrow_of, open_vault_key, seal_vault_key
from desktop_app.crypto.passphrase import KeyCost
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.crypto.sealing import SealingKey
from desktop_app.crypto.signing import payload_of
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.escrow import CutOffHere, Escrow, NoKeyHere, PaperDoesNotFit
from desktop_app.services.trust.keepers import ESCROW, Keepers
from desktop_app.services.trust.organisation import Organisation, UnknownDevice
from desktop_app.services.trust.papers import Papers
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.sync.bundle import ENROLMENT
from tests.builders import Bundle, an_environment, an_office, carry

COST = KeyCost(8, 1, 1)
PHRASE, OTHER_PHRASE = "lampe rivière tricot bouleau", "ancre chemise piano navet"


def a_vault_on_disk(folder: Path, name: str, person: str, seed: int) -> OpenVault:
    return vaults.create(
        folder / name, name, person, PHRASE, environment=an_environment(seed=seed), cost=COST
    )


def joined(folder: Path) -> tuple[OpenVault, OpenVault]:
    office = a_vault_on_disk(folder, "office", "Odile Exemple", 1)
    Organisation(office.session).start("Organisation Exemple", [{"name": "Lac-Exemple"}])
    north = a_vault_on_disk(folder, "north", "Maude Exemple", 2)
    request = Organisation(north.session).request()
    certificate = Organisation(office.session).approve(request, Role.WORKER, [])
    out = io.BytesIO()
    Exchange(office.session).write([certificate], out, ENROLMENT)
    accept(north.session, Bundle(out.getvalue()))
    return office, north


def recovered(folder: Path, code: RecoveryCode, phrase: str) -> OpenVault:
    return vaults.recover(
        folder / "north",
        code,
        "Maude Exemple",
        phrase,
        environment=an_environment(seed=3),
        cost=COST,
    )


def test_the_office_helps_with_the_paper_of_the_organisation(tmp_path: Path) -> None:
    office, north = joined(tmp_path)
    escrow = Escrow(office.session)
    code = Keepers(office.session).code(1)
    with pytest.raises(NoKeyHere):
        escrow.help("north", code)
    with pytest.raises(UnknownDevice):
        escrow.help("nobody", code)
    carry(north.session, office.session)
    assert [one.name for one in escrow.laptops()] == ["north"]
    told = escrow.help("North", code)
    assert Papers(office).of_laptop(told, "north").startswith(b"%PDF")
    north.close()
    with recovered(tmp_path, told, OTHER_PHRASE) as again:
        # The code works once: the vault has another key, and the next bundle brings it.
        carry(again.session, office.session)
        newer = escrow.help("north", code)
        assert newer != told
    with pytest.raises(PortageError):
        recovered(tmp_path, told, PHRASE)
    with recovered(tmp_path, newer, PHRASE):
        pass
    office.close()


def test_nobody_at_a_laptop_that_was_cut_off_is_helped(tmp_path: Path) -> None:
    office, north = joined(tmp_path)
    carry(north.session, office.session)
    Organisation(office.session).revoke("north")
    assert Escrow(office.session).laptops() == []
    with pytest.raises(CutOffHere):
        Escrow(office.session).help("north", Keepers(office.session).code(1))
    north.close()
    office.close()


def test_the_paper_of_its_own_once_there_are_several_keepers(tmp_path: Path) -> None:
    office, north = joined(tmp_path)
    carry(north.session, office.session)
    keepers, escrow = Keepers(office.session), Escrow(office.session)
    old = keepers.code(1)
    keepers.rotate([old], 3, 2)
    # What lay here was sealed anew, since the old paper was at hand.
    own = keepers.code(ESCROW)
    told = escrow.help("north", own)
    for wrong in (
        old,
        keepers.code(1),
        RecoveryCode("escrow", own.subject, bytes(32)),
        RecoveryCode("escrow", bytes(16), own.secret),
        RecoveryCode("vault", own.subject, own.secret),
    ):
        with pytest.raises(PaperDoesNotFit):
            escrow.help("north", wrong)
    north.close()
    with recovered(tmp_path, told, OTHER_PHRASE):
        pass
    assert Papers(office).keeper(ESCROW).startswith(b"%PDF")
    assert Papers(office).keeper(2).startswith(b"%PDF")
    office.close()


def test_an_older_word_never_takes_the_place_of_a_newer_one(tmp_path: Path) -> None:
    office, north = joined(tmp_path)
    code = Keepers(office.session).code(1)
    certificate = north.session.require_trust().certificates[office.session.device]
    first = io.BytesIO()
    Exchange(north.session).write([certificate], first)
    north.change_key(bytes(range(32)))
    carry(north.session, office.session)
    assert Escrow(office.session).help("north", code).secret == bytes(range(32))
    Exchange(office.session).take_in(Bundle(first.getvalue()))
    assert Escrow(office.session).help("north", code).secret == bytes(range(32))
    north.close()
    office.close()


def test_the_key_goes_along_to_the_office_alone(tmp_path: Path) -> None:
    office, north = joined(tmp_path)
    told = []
    for sender, receiver in ((north, office), (office, north)):
        out = io.BytesIO()
        certificates = sender.session.require_trust().certificates
        Exchange(sender.session).write([certificates[receiver.session.device]], out)
        with receiver.session.database.reading() as tables:
            keys = receiver.session.sealing_keys(tables)
        manifest = next(iter(Bundle(out.getvalue()).frames(keys)))[1]
        told.append(bool(decode(payload_of(manifest)).get("escrow")))
    assert told == [True, False]
    north.close()
    office.close()


def test_only_the_office_gets_and_keeps_it() -> None:
    office = an_office()
    assert office.seal_vault_key is None
    assert Escrow(office).laptops() == []


def test_a_wrap_is_bound_to_its_laptop() -> None:
    key = escrow_of(bytes(32))
    assert escrow_of(bytes(32)).recipient == key.recipient != escrow_of(b"\1" * 32).recipient
    sealed = seal_vault_key(b"\2" * 16, b"\3" * 32, b"\4" * 16, key.recipient)
    assert open_vault_key(sealed, key, b"\4" * 16).secret == b"\3" * 32
    for device, other in ((b"\5" * 16, key), (b"\4" * 16, SealingKey.generate())):
        with pytest.raises(PortageError):
            open_vault_key(sealed, other, device)
