"""A laptop with a vault on the disk on which every kind of work can be begun, and its proofs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook

from desktop_app.crypto.passphrase import KeyCost
from desktop_app.services.session import Session
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backup_keys import KEYS
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.dump import dump
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.anchor import Verdict
from desktop_app.storage.slots import make_slot, read_slots, write_slots
from tests.builders import Bundle
from tests.faults.work import CHEAP, opened, passphrase
from tests.hostile.laptops import write_person
from tests.hostile.vault_on_disk import PASSPHRASE, OnDisk, on_disk

assert passphrase(0) == PASSPHRASE

KINDS: Final = ("edit", "bundle", "workbook", "passphrase", "key", "restore", "export")
"""The kinds of work in which a power cut must cost nothing."""

Words = Iterable[list[Any]]


@dataclass
class Laptop:
    """laptop: the vault, and an office in memory. kept: where the beginning is kept."""

    laptop: OnDisk
    kept: Path
    table: Path
    stick: Path
    backup: Path
    before: list[str]
    after: dict[str, list[str]]

    @property
    def folder(self) -> Path:
        return self.laptop.folder

    @property
    def office(self) -> Session:
        return self.laptop.office

    def job(self, work: str, times: int = 1) -> dict[str, Any]:
        return {
            "work": work,
            "times": times,
            "folder": str(self.folder),
            "key": self.laptop.key.hex(),
            "person": self.laptop.person.hex(),
            "bundle": str(self.laptop.bundle),
            "table": str(self.table),
            "stick": str(self.stick),
            "office": self.office.device.hex(),
            "backup": str(self.backup),
        }

    def put_back(self) -> None:
        """Begin again; the stick is emptied."""
        self.laptop.put_back(self.kept)
        for one in self.stick.rglob("*"):
            if one.is_file():
                one.unlink()

    def reopened(self, work: str, changes: int = 0) -> OpenVault:
        """The vault as a person opens it next, without a step by hand; it must be sound.

        changes: how many changes of the passphrase were acknowledged; one more may have happened.
        """
        if work in ("passphrase", "key", "restore"):
            vault = self._by_passphrase(changes)
            key, person = vault.key, vault.session.person
            if work == "restore":
                vault.close()
                vault = vaults.open_with_key(self.folder, key, person)
            else:
                assert [one.code for one in vault.notices] == []
        else:
            vault = opened(self.job(work))
        assert vault.verdict is Verdict.SOUND, vault.verdict
        assert [one.code for one in check(vault).problems] == []
        return vault

    def _by_passphrase(self, changes: int) -> OpenVault:
        try:
            return vaults.open_vault(self.folder, passphrase(changes), floor=CHEAP)
        except vaults.WrongPassphrase:
            return vaults.open_vault(self.folder, passphrase(changes + 1), floor=CHEAP)

    def state(self, vault: OpenVault) -> list[str]:
        with vault.session.database.reading() as tables:
            return list(dump(tables, vault.session))


def a_laptop_with_work(folder: Path, people: int, cost: KeyCost = CHEAP) -> Laptop:
    """people: how many the bundle and the workbook bring. cost: FLOOR to change the passphrase."""
    laptop = on_disk(folder, people)
    slots = read_slots(laptop.folder / vaults.SLOTS)
    slot = make_slot(
        slots.vault, slots.slots[0].person, slots.slots[0].name, PASSPHRASE, laptop.key, cost
    )
    write_slots(laptop.folder / vaults.SLOTS, slots.with_slot(slot))
    sheet = Workbook()
    page = sheet.active
    assert page is not None
    page.append(["Given name", "Family name", "Telephone"])
    for number in range(people):
        page.append([f"Ines {number}", f"Essai {number}", f"867-555-{number:04}"])
    table = folder / "people.xlsx"
    sheet.save(table)
    stick = folder / "stick"
    stick.mkdir()
    with vaults.open_with_key(laptop.folder, laptop.key, laptop.person) as vault:
        made = Backups(vault).make()
        backup = folder / "elsewhere" / made.folder.name
        backup.parent.mkdir()
        made.folder.rename(backup)
        keys = laptop.folder / vaults.BACKUPS / KEYS
        shutil.copytree(keys, backup.parent / KEYS)
        for number in range(5):
            write_person(vault.session, f"Before {number}")
    whole = Laptop(laptop, folder / "kept", table, stick, backup, [], {})
    with opened(whole.job("edit")) as vault:
        whole.before = whole.state(vault)
    laptop.keep(whole.kept)
    return whole


def is_whole(office: Session, path: Path) -> bool:
    """Whether the office can read a bundle to its end."""
    with office.database.reading() as tables:
        keys = office.sealing_keys(tables)
    return len(list(Bundle(path.read_bytes()).frames(keys))) > 1


def prove(laptop: Laptop, work: str, words: Words, vault: OpenVault) -> None:
    """Everything that was acknowledged is there, and nothing is there by half."""
    told = list(words)
    state = laptop.state(vault)
    said = {word[0]: word for word in told}
    drafts = {
        value for one in vault.drafts.all() for value in one.values.values() if value is not None
    }
    if "draft" in said:
        number = int(said["draft"][1].rsplit(" ", 1)[1])
        assert drafts & {f"Brouillon {number}", f"Brouillon {number + 1}"}, (said, drafts)
    if work == "edit":
        _prove_edits(vault, told)
    elif work in ("bundle", "workbook"):
        assert len(state) in (len(laptop.before), len(laptop.after[work]))
        if len(state) == len(laptop.before):
            assert state == laptop.before
        elif work == "bundle":
            assert state == laptop.after[work]
        if work in said:
            assert len(state) == len(laptop.after[work])
    elif work in ("passphrase", "key"):
        assert state == laptop.before
    elif work == "restore":
        assert state in (laptop.before, laptop.after[work])
        if work in said:
            assert state == laptop.after[work]
    elif work == "export":
        assert state == laptop.before
        found = list(laptop.stick.rglob("*.portage"))
        assert all(is_whole(laptop.office, one) for one in found)
        assert {word[1] for word in told if word[0] == "export"} <= {str(one) for one in found}
        with vault.session.database.reading() as tables:
            names = {one.file for one in tables.exchange.exports()}
        assert names <= {f"to-office/{one.name}" for one in found}, "remembered, and not there"
    elif work == "backup":
        listed = {one.folder.name for one in Backups(vault).list()}
        assert {word[1] for word in told if word[0] == "backup"} <= listed
        for name in listed:
            made = backups.read_info(laptop.folder / vaults.BACKUPS / name)
            backups.verify(made.folder, Backups(vault).key_of(made))


def _prove_edits(vault: OpenVault, words: Words) -> None:
    last = {word[1]: word[2] for word in words if word[0] == "client"}
    registry = vault.session.registry
    with vault.session.database.reading() as tables:
        clients = {
            row.id.hex(): row for row in tables.rows.select(registry["client"], "ORDER BY n")
        }
        noted = {row.value("client") for row in tables.rows.select(registry["note"], "ORDER BY n")}
        named = {
            row.id.hex(): row.value("given")
            for row in tables.rows.select(registry["identity"], "ORDER BY n")
        }
    names = [str(name) for name in named.values() if not str(name).startswith("Before")]
    # Client, identity and note are one act: all three or none.
    assert set(clients) <= noted
    assert len(names) == len(clients)
    for client, given in last.items():
        assert client in clients
        number = given.split()[1]
        assert {f"Ana {number}", f"Béa {number}"} & set(names), (given, names)
        if given.startswith("Béa"):
            assert given in names
