"""Vaults on a real disk: opening, people, recovery, backups, proof, rolled-back files."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.crypto.passphrase import FLOOR, KeyCost, SlotDamaged, WrongPassphrase
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.entities import STANDARD
from desktop_app.domain.errors import Cancelled
from desktop_app.domain.fields import Field, Kind, Scope
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.editing import Editor
from desktop_app.services.progress import Progress, Step
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backups import BackupDamaged, Backups
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.dump import dump
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.anchor import Verdict
from desktop_app.storage.blobs import Blobs
from desktop_app.storage.connecting import key_text
from desktop_app.storage.errors import Damaged, NewerFile
from desktop_app.storage.log import Feed
from desktop_app.storage.slots import make_slot, open_slot

PASSPHRASE = "quatre loutres bleues dansent ici"
OTHER = "cinq renards verts chantent sous lac"


def _make(folder: Path) -> OpenVault:
    vault = vaults.create(folder, "north", "Maude Exemple", PASSPHRASE, cost=FLOOR)
    Organisation(vault.session).start(
        "Organisme Exemple", [{"name": "Lac-Exemple", "time_zone": "America/Iqaluit"}]
    )
    return vault


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed vault with a few people in it, to be copied."""
    home = tmp_path_factory.mktemp("sample-home")
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_DATA_HOME", str(home))
    folder = home / "vault"
    with _make(folder) as vault:
        clients = Clients(vault.session)
        for name in ("Ana", "Béatrice", "Célestin"):
            clients.add(
                {"given": name, "family": "Exemple", "telephone": "867-555-0101"},
                note="Premier contact.",
            )
        _attach(vault)
    patch.undo()
    return folder


def _attach(vault: OpenVault) -> None:
    digest, key = Blobs(vault.folder / vaults.BLOBS).put(b"a scanned page" * 100)
    session = vault.session
    with session.database.writing() as tables:
        client = next(iter(tables.rows.select(session.registry["client"], "LIMIT 1")))
        editor = Editor(session, tables)
        editor.edit(
            session.registry["attachment"],
            session.environment.new_id(),
            tables.log.scopes()[client.scope],
            {
                "client": client.id.hex(),
                "name": "page.png",
                "blob": digest,
                "key": key,
                "bytes": 1400,
            },
            new=True,
        )
        editor.flush()


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample vault of this test's own, without an anchor yet."""
    target = tmp_path / "vault"
    shutil.copytree(sample, target)
    return target


@pytest.fixture
def vault(folder: Path) -> Iterator[OpenVault]:
    opened = vaults.open_vault(folder, PASSPHRASE)
    yield opened
    opened.close()


def _state(vault: OpenVault) -> list[str]:
    with vault.session.database.reading() as tables:
        return list(dump(tables, vault.session))


def test_a_new_vault_opens_again(tmp_path: Path) -> None:
    with _make(tmp_path / "v") as vault:
        assert check(vault).ok
        before = _state(vault)
    with vaults.open_vault(tmp_path / "v", PASSPHRASE) as vault:
        assert vault.verdict is Verdict.SOUND
        assert vault.notices == []
        assert _state(vault) == before


def test_after_an_update_opening_says_how_far_it_is_and_may_be_stopped(
    folder: Path, vault: OpenVault
) -> None:
    people = [line.id for line in Clients(vault.session).page()]
    vault.close()
    words = Message("fields", "Name")
    newer = STANDARD.with_field("client", Field(900, "shoe_size", Kind.INTEGER, words, words))
    stopped = Progress.silent()
    stopped.cancel()
    with pytest.raises(Cancelled):
        vaults.open_vault(folder, PASSPHRASE, registry=newer, progress=stopped)
    steps: list[Step] = []
    with vaults.open_vault(
        folder, PASSPHRASE, registry=newer, progress=Progress(steps.append)
    ) as opened:
        assert [line.id for line in Clients(opened.session).page()] == people
    assert steps[-1].done == steps[-1].total
    assert "nothing is lost" in str(steps[-1].what)


def test_b21_folders_and_files_are_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with _make(tmp_path / "v") as vault:
            Backups(vault).make()
            for root, folders, names in os.walk(vault.folder):
                for name in folders:
                    assert stat.S_IMODE((Path(root) / name).stat().st_mode) == 0o700, name
                for name in names:
                    mode = stat.S_IMODE((Path(root) / name).stat().st_mode)
                    assert mode & 0o177 == 0 or name == vaults.HOLDER, (name, oct(mode))
    finally:
        os.umask(before)


def test_only_an_empty_folder_becomes_a_vault(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(vaults.VaultExists):
        _make(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


def test_a_weak_passphrase_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(vaults.WeakPassphrase):
        vaults.create(tmp_path / "v", "north", "Maude Exemple", "maude1980")
    assert not (tmp_path / "v").exists()


def test_b18_a_hundred_wrong_passphrases_change_nothing(folder: Path) -> None:
    before = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    for number in range(3):
        with pytest.raises(WrongPassphrase):
            vaults.open_vault(folder, f"wrong number {number} of them all")
    # The other ninety-seven go to the slot alone, at a cost that a test can pay.
    cheap = KeyCost(memory_kib=64, passes=1, lanes=1)
    slot = make_slot(bytes(16), bytes(16), "Maude", PASSPHRASE, bytes(32), cheap)
    for number in range(97):
        with pytest.raises(WrongPassphrase):
            open_slot(bytes(16), slot, f"wrong again {number}", cheap)
    after = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    assert {name: after[name] for name in before} == before
    with vaults.open_vault(folder, PASSPHRASE) as vault:
        assert vault.session.person_name == "Maude Exemple"


def test_damaged_slots_are_told_apart_from_a_wrong_passphrase(folder: Path) -> None:
    path = folder / vaults.SLOTS
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(SlotDamaged):
        vaults.open_vault(folder, PASSPHRASE)


def test_a_damaged_database_is_said(folder: Path) -> None:
    path = folder / vaults.DATABASE
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    with pytest.raises(Damaged):
        vaults.open_vault(folder, PASSPHRASE)


def test_a_newer_vault_is_left_alone(folder: Path, vault: OpenVault) -> None:
    with vault.session.database.writing() as tables:
        tables.connection.run("PRAGMA user_version = 77")
    vault.close()
    with pytest.raises(NewerFile):
        vaults.open_vault(folder, PASSPHRASE)


def test_a9_the_second_to_open_is_told_who_has_it(folder: Path, vault: OpenVault) -> None:
    for _ in range(4):
        with pytest.raises(vaults.VaultInUse) as refused:
            vaults.open_vault(folder, PASSPHRASE)
        assert os.uname().nodename in str(refused.value)
    vault.close()
    with vaults.open_vault(folder, PASSPHRASE):
        pass


def test_several_people_one_laptop(folder: Path, vault: OpenVault) -> None:
    vault.add_person("Josée Fictive", OTHER, FLOOR)
    vault.close()
    with pytest.raises(vaults.PersonNeeded):
        vaults.open_vault(folder, OTHER)
    with pytest.raises(vaults.PersonUnknown):
        vaults.open_vault(folder, OTHER, "Inconnue")
    with pytest.raises(WrongPassphrase):
        vaults.open_vault(folder, PASSPHRASE, "Josée Fictive")
    with vaults.open_vault(folder, OTHER, "josee fictive") as vault:
        assert vault.session.person_name == "Josée Fictive"
        Clients(vault.session).add({"given": "Dorothée", "family": "Essai"})
        assert check(vault).ok


def test_removing_a_person_changes_the_key(folder: Path, vault: OpenVault) -> None:
    vault.add_person("Josée Fictive", OTHER, FLOOR)
    key, before = vault.key, _state(vault)
    with pytest.raises(vaults.LastPerson):
        vault.remove_person("Maude Exemple")
    vault.remove_person("Josée Fictive")
    assert vault.key != key
    vault.close()
    with pytest.raises(vaults.PersonUnknown):
        vaults.open_vault(folder, OTHER, "Josée Fictive")
    with vaults.open_vault(folder, PASSPHRASE) as vault:
        assert _state(vault) == before
        assert vault.verdict is Verdict.SOUND


def test_changing_the_passphrase(folder: Path, vault: OpenVault) -> None:
    with pytest.raises(WrongPassphrase):
        vault.change_passphrase("not the old one at all", OTHER, FLOOR)
    vault.change_passphrase(PASSPHRASE, OTHER, FLOOR)
    vault.close()
    with pytest.raises(WrongPassphrase):
        vaults.open_vault(folder, PASSPHRASE)
    with vaults.open_vault(folder, OTHER) as vault:
        assert check(vault).ok


def test_recovery_without_slots_under_another_user(
    folder: Path, vault: OpenVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, before = vault.recovery_code(), _state(vault)
    vault.close()
    (folder / vaults.SLOTS).unlink()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another user"))
    typed = RecoveryCode.parse(code.text.lower().replace("0", "o"))
    with vaults.recover(folder, typed, "Maude Exemple", OTHER, cost=FLOOR) as vault:
        assert _state(vault) == before
        fresh = vault.recovery_code()
    with pytest.raises(vaults.OtherVault):
        vaults.recover(folder, code, "Maude Exemple", OTHER, cost=FLOOR)
    assert fresh.secret != code.secret
    with vaults.open_vault(folder, OTHER) as vault:
        Clients(vault.session).add({"given": "Émile", "family": "Essai"})
        assert check(vault).ok


def test_drafts_survive_and_never_keep_a_person_out(folder: Path, vault: OpenVault) -> None:
    vault.drafts.save("client", "", "given", "Fab", 1)
    vault.close()
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert again.drafts.all()[0].values == {"given": "Fab"}
    (folder / vaults.DRAFTS).write_bytes(os.urandom(8192))
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert again.drafts.all() == []
    assert (folder / "drafts.db.unreadable").is_file()


# Backups


def test_a_backup_is_opened_and_checked(vault: OpenVault) -> None:
    copies = Backups(vault)
    assert not copies.is_current()
    made = copies.make()
    assert made.clients == 3
    assert copies.is_current()
    Clients(vault.session).add({"given": "Gisèle", "family": "Essai"})
    assert not copies.is_current()
    assert [one.folder for one in copies.list()] == [made.folder]


def test_thinning_keeps_the_latest_and_never_the_last_good_one(vault: OpenVault) -> None:
    copies = Backups(vault)
    for _ in range(9):
        last = copies.make()
    kept = copies.list()
    assert 5 <= len(kept) < 9
    assert kept[0].folder == last.folder or last.folder in [one.folder for one in kept]


def test_restore_goes_on_in_a_new_incarnation(folder: Path, vault: OpenVault) -> None:
    made = Backups(vault).make()
    before = _state(vault)
    Clients(vault.session).add({"given": "Honoré", "family": "Essai"})
    with vault.session.database.reading() as tables:
        incarnation = tables.facts.number("incarnation")
    vault.close()
    with backups.restore(folder, made.folder, PASSPHRASE) as restored:
        assert _state(restored) == before
        with restored.session.database.reading() as tables:
            assert tables.facts.number("incarnation") > incarnation
        Clients(restored.session).add({"given": "Irène", "family": "Essai"})
        assert check(restored).ok
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert again.notices == []
        assert any(one.name.startswith("replaced-") for one in (folder / vaults.BACKUPS).iterdir())


def test_a14_a_damaged_backup_is_refused_and_the_one_before_serves(
    folder: Path, vault: OpenVault
) -> None:
    first = Backups(vault).make()
    Clients(vault.session).add({"given": "Jules", "family": "Essai"})
    second = Backups(vault).make()
    vault.close()
    path = second.folder / vaults.DATABASE
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x40
    path.write_bytes(bytes(data))
    before = (folder / vaults.DATABASE).read_bytes()
    with pytest.raises(BackupDamaged):
        backups.restore(folder, second.folder, PASSPHRASE)
    assert (folder / vaults.DATABASE).read_bytes() == before
    with backups.restore(folder, first.folder, PASSPHRASE) as restored:
        assert check(restored).ok


def test_a_copy_on_a_second_medium_restores_elsewhere(vault: OpenVault, tmp_path: Path) -> None:
    copies = Backups(vault)
    assert copies.is_overdue()
    place = copies.copy_to(tmp_path / "stick")
    assert not copies.is_overdue()
    before = _state(vault)
    vault.close()
    with backups.restore(tmp_path / "elsewhere", place, PASSPHRASE) as restored:
        assert _state(restored) == before
        assert check(restored).ok


# Proof


def _raw(folder: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(folder / vaults.DATABASE), isolation_level=None)
    connection.set_key(key_text(key))
    return connection


ALTERED = {
    "row": "UPDATE identity SET f_family = 'Autre' WHERE n = 1",
    "head": "UPDATE identity SET state = (SELECT state FROM identity WHERE n = 2) WHERE n = 1",
    "body": "UPDATE entry SET body = body || X'00' WHERE (feed, seq) = (SELECT feed, seq FROM entry WHERE type = 3 LIMIT 1)",
    "sequence": "UPDATE entry SET seq = seq + 100 WHERE (feed, seq) = (SELECT feed, max(seq) FROM entry GROUP BY feed LIMIT 1)",
    "chain": "UPDATE entry SET hlc = hlc + 1 WHERE (feed, seq) = (SELECT feed, seq FROM entry LIMIT 1)",
    "search": "UPDATE search SET text = 'autre' WHERE rowid = (SELECT min(rowid) FROM search)",
    "digest": "UPDATE fact SET value = zeroblob(32) WHERE name = 'digest'",
}


@pytest.mark.parametrize("code", ALTERED)
def test_check_names_each_alteration(folder: Path, vault: OpenVault, code: str) -> None:
    key = vault.key
    assert check(vault).problems == []
    vault.close()
    with _raw(folder, key) as connection:
        changed = connection.execute(ALTERED[code]).rowcount
    connection.close()
    assert changed == 1
    with vaults.open_vault(folder, PASSPHRASE, heal=False) as again:
        codes = [one.code for one in check(again).problems]
    assert code in codes


def test_check_names_an_altered_blob(folder: Path, vault: OpenVault) -> None:
    blob = next((folder / vaults.BLOBS).glob("??/*"))
    data = bytearray(blob.read_bytes())
    data[10] ^= 1
    blob.write_bytes(bytes(data))
    assert [one.code for one in check(vault).problems] == ["blob"]
    blob.unlink()
    assert [one.code for one in check(vault).problems] == ["blob"]


def test_check_names_an_altered_anchor(folder: Path, vault: OpenVault) -> None:
    path = next(vaults.anchor_folder().glob("*.anchor"))
    vault.close()
    data = bytearray(path.read_bytes())
    data[5] ^= 1
    path.write_bytes(bytes(data))
    with vaults.open_vault(folder, PASSPHRASE, heal=False) as again:
        assert [one.code for one in check(again).problems] == ["anchor"]


def test_check_changes_no_byte(folder: Path, vault: OpenVault) -> None:
    vault.session.database.checkpoint()
    vault.close()
    before = (folder / vaults.DATABASE).read_bytes()
    with vaults.open_vault(folder, PASSPHRASE, heal=False) as again:
        assert check(again).ok
    assert (folder / vaults.DATABASE).read_bytes() == before


# A8: rolled-back files


@pytest.mark.parametrize("way", ["whole", "log", "pages"])
def test_a8_a_rolled_back_file_is_noticed(folder: Path, vault: OpenVault, way: str) -> None:
    database = folder / vaults.DATABASE
    vault.session.database.checkpoint()
    old = database.read_bytes()
    session = vault.session
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        scope = session.scope(tables, Scope.ORGANISATION)
        for number in range(60):
            editor.edit(
                session.registry["setting"],
                session.environment.new_id(),
                scope,
                {"name": f"setting {number}", "value": "x" * 900},
                new=True,
            )
        editor.flush()
    vault.session.database.checkpoint()
    vault.close()
    new = database.read_bytes()
    if way == "whole":
        database.write_bytes(old)
    elif way == "log":
        # The write-ahead log of another day beside an old file.
        (folder / "vault.db-wal").write_bytes(os.urandom(8192))
        database.write_bytes(old)
    else:
        pages = [new[at : at + 4096] for at in range(0, len(new), 4096)]
        aged = [old[at : at + 4096] for at in range(0, len(old), 4096)]
        differing = [n for n in range(1, len(aged)) if aged[n] != pages[n]]
        for n in differing[::2]:
            pages[n] = aged[n]
        database.write_bytes(b"".join(pages))
    try:
        again = vaults.open_vault(folder, PASSPHRASE, heal=False)
    except Damaged:
        return
    with again:
        assert not check(again).ok


def test_a_rolled_back_vault_goes_on_under_new_names(folder: Path, vault: OpenVault) -> None:
    vault.session.database.checkpoint()
    old = (folder / vaults.DATABASE).read_bytes()
    Clients(vault.session).add({"given": "Karine", "family": "Essai"})
    vault.close()
    (folder / vaults.DATABASE).write_bytes(old)
    for ending in ("-wal", "-shm"):
        (folder / f"vault.db{ending}").unlink(missing_ok=True)
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert [one.code for one in again.notices] == ["rolled_back"]
        Clients(again.session).add({"given": "Léon", "family": "Essai"})
        assert {feed.closed for feed in _own_feeds(again)} == {True, False}
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert again.notices == []
        assert check(again).ok


def test_a_vault_on_another_computer_goes_on_under_new_names(
    folder: Path, vault: OpenVault
) -> None:
    vault.close()
    for anchor in vaults.anchor_folder().glob("*.anchor"):
        anchor.unlink()
    with vaults.open_vault(folder, PASSPHRASE, heal=False) as again:
        assert again.notices == []
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert [one.code for one in again.notices] == ["moved"]
        Clients(again.session).add({"given": "Léon", "family": "Essai"})
        assert {feed.closed for feed in _own_feeds(again)} == {True, False}
    with vaults.open_vault(folder, PASSPHRASE) as again:
        assert again.notices == []
        assert check(again).ok


def _own_feeds(vault: OpenVault) -> list[Feed]:
    with vault.session.database.reading() as tables:
        return [one for one in tables.log.feeds().values() if one.own]
