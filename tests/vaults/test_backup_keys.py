"""Backups lie under the key of their month; a restore brings nothing erased back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.errors import PortageError
from desktop_app.services.clients.clients import Clients
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.session import NotHere
from desktop_app.services.trust.keepers import Keepers
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backups import BackupDestroyed, Backups
from desktop_app.services.vault.vaults import OpenVault, anchor_folder
from desktop_app.storage.database import Database
from desktop_app.sync.erasing import Basis
from tests.builders import Clock, an_environment
from tests.decrypted import holds

PASSPHRASE = "quatre loutres bleues dansent ici"
CANARY = "Quetzalcoatlus"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path, clock: Clock) -> OpenVault:
    made = vaults.create(
        tmp_path / "vault", "office", "Maude Exemple", PASSPHRASE,
        environment=an_environment(clock), cost=FLOOR,
    )  # fmt: skip
    Organisation(made.session).start("Organisme Exemple", [{"name": "Lac-Exemple"}])
    return made


def _person(vault: OpenVault) -> str:
    return Clients(vault.session).add({"given": CANARY, "family": "Exemple"}, f"{CANARY} rit")


def test_a_backup_lies_under_the_key_of_its_month(vault: OpenVault, clock: Clock) -> None:
    copies = Backups(vault)
    first, second = copies.make(), copies.make()
    assert first.key == second.key
    with pytest.raises(PortageError):
        Database.open(first.folder / "vault.db", vault.key, prepare=False)
    clock.forward(days=40)
    third = copies.make()
    assert third.key > first.key
    for one in (first, second, third):
        assert backups.verify(one.folder, copies.key_of(one)) == one.mark
    vault.close()


def test_a_restore_needs_only_the_passphrase(vault: OpenVault) -> None:
    client = Clients(vault.session).add({"given": "Ana", "family": "Exemple"})
    made = Backups(vault).make()
    folder = vault.folder
    Clients(vault.session).set(client, {"given": "Anne"})
    vault.close()
    with backups.restore(folder, made.folder, PASSPHRASE) as restored:
        assert Clients(restored.session).show(client).fields["given"] == "Ana"
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert Clients(again.session).show(client).fields["given"] == "Ana"


def test_whoever_lost_the_way_in_cannot_open_later_backups(vault: OpenVault) -> None:
    other = "cinq renards verts chantent sous lac"
    vault.add_person("Pita Exemple", other, FLOOR)
    first = Backups(vault).make()
    vault.remove_person("Pita Exemple")
    second = Backups(vault).make()
    assert first.key != second.key
    vault.change_passphrase(PASSPHRASE, "trois canards roses voguent tard", FLOOR)
    assert Backups(vault).make().key != second.key
    vault.close()


def test_a_backup_put_in_place_by_hand_still_opens(vault: OpenVault) -> None:
    client = Clients(vault.session).add({"given": "Ana", "family": "Exemple"})
    made, folder = Backups(vault).make(), vault.folder
    Clients(vault.session).set(client, {"given": "Anne"})
    vault.close()
    for name in ("vault.db", "slots.cbor"):
        shutil.copyfile(made.folder / name, folder / name)
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert Clients(again.session).show(client).fields["given"] == "Ana"
        assert [one.code for one in again.notices] == ["rolled_back"]


def test_a_destroyed_key_ends_all_copies_of_its_month(vault: OpenVault, clock: Clock) -> None:
    copies = Backups(vault)
    old = copies.make()
    kept = vault.folder.parent / "kept"
    shutil.copytree(old.folder, kept)
    clock.forward(days=400)
    copies.make()
    assert not old.folder.exists()
    assert len(copies.list()) == 1
    folder = vault.folder
    vault.close()
    shutil.copytree(kept, folder / "backups" / "2025-01-01-0101-01")
    with pytest.raises(BackupDestroyed):
        backups.restore(folder, folder / "backups" / "2025-01-01-0101-01", PASSPHRASE)
    vaults.open_vault(folder, PASSPHRASE).close()


@pytest.mark.parametrize(("beside", "another"), [(True, False), (False, False), (True, True)])
def test_a_restore_brings_nothing_erased_back(
    vault: OpenVault, beside: bool, another: bool
) -> None:
    """From the note beside the anchor, or from the vault that is replaced; also when an authority
    ordered it of which the copy knows nothing."""
    person = _person(vault)
    made, folder = Backups(vault).make(), vault.folder
    if another:
        Keepers(vault.session).rotate([], 1, 1, new_authority=True)
    Erasures(vault.session).erase(person, Basis.ASKED)
    vault.close()
    note = next(anchor_folder().glob("*.erased"))
    if not beside:
        note.unlink()
    else:
        (folder / "vault.db").unlink()
    with backups.restore(folder, made.folder, PASSPHRASE) as restored:
        with pytest.raises(NotHere):
            Clients(restored.session).show(person)
        # Under another authority it is ordered again: the others may never have heard of it.
        assert len(Erasures(restored.session).all()) == 1
        assert restored.session.certificate().device == restored.session.device
        assert holds(folder / "vault.db", restored.key, [CANARY]) == []


def test_an_opening_that_was_cut_off_erases_the_next_time(
    vault: OpenVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was put back by hand is not sound before it has erased again."""
    person, folder = _person(vault), vault.folder
    vault.close()
    older = (folder / "vault.db").read_bytes()
    with vaults.open_vault(folder, PASSPHRASE) as opened:
        Erasures(opened.session).erase(person, Basis.ASKED)
    (folder / "vault.db").write_bytes(older)

    def power_cut(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr(vaults, "replay", power_cut)
        vaults.open_vault(folder, PASSPHRASE)
    with vaults.open_vault(folder, PASSPHRASE) as again, pytest.raises(NotHere):
        Clients(again.session).show(person)


def test_an_erasure_names_the_copies_that_hold_it_and_can_end_them(
    vault: OpenVault, clock: Clock, tmp_path: Path
) -> None:
    person = _person(vault)
    copies = Backups(vault)
    old = copies.make()
    stick = tmp_path / "STICK"
    stick.mkdir()
    copied = copies.copy_to(stick)
    clock.forward(days=1)
    erased_at = clock()
    Erasures(vault.session).erase(person, Basis.ASKED)
    held = copies.holding(erased_at)
    assert {one.medium for one in held} == {"", "STICK"}
    fresh = copies.renew()
    assert [one.folder for one in copies.list()] == [fresh.folder]
    assert {one.medium for one in copies.holding(erased_at)} == {"STICK"}
    assert holds(fresh.folder / "vault.db", copies.key_of(fresh), [CANARY]) == []
    assert not old.folder.exists()
    assert (copied / "vault.db").exists()
    folder = vault.folder
    vault.close()
    # The stick still has its own copy of the key, as the report says; the erasure is replayed.
    with backups.restore(folder, copied, PASSPHRASE) as restored, pytest.raises(NotHere):
        Clients(restored.session).show(person)
