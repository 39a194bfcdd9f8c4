"""Putting old bytes in the place of new ones, in the ways in which that happens to a vault."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope
from desktop_app.services.editing import Editor
from desktop_app.services.vault import vaults
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.anchor import Verdict
from desktop_app.storage.connecting import key_text
from tests.hostile.laptops import delete_person, write_person
from tests.hostile.vault_on_disk import OnDisk

PAGE: Final = 4096
WAYS: Final = ("whole", "pages", "log", "backup")
_FILES: Final = ("vault.db", "vault.db-wal")


@dataclass
class Days:
    """One vault on several days. kept: a folder for each, oldest first; the last one is today."""

    laptop: OnDisk
    kept: list[Path]
    backup: Path

    def today(self) -> None:
        """Make the vault's files what they are today."""
        self._put(self.kept[-1], _FILES)

    def _put(self, source: Path, names: tuple[str, ...]) -> None:
        for name in names:
            (self.laptop.folder / name).unlink(missing_ok=True)
            (self.laptop.folder / f"{name}-shm").unlink(missing_ok=True)
            if (source / name).exists():
                shutil.copyfile(source / name, self.laptop.folder / name)
        (self.laptop.folder / "vault.db-shm").unlink(missing_ok=True)

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, as the files lie there now."""
        connection = sqlcipher.connect(str(self.laptop.folder / _FILES[0]))
        connection.set_key(key_text(self.laptop.key))
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {
            name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"').fetchall()))
            for (name,) in names
        }
        connection.close()
        return found

    def roll_back(self, way: str, chance: random.Random) -> str:
        """Put something old there; says what. Today's files must lie there before."""
        day = chance.randrange(len(self.kept) - 1)
        source, folder = self.kept[day], self.laptop.folder
        if way == "whole":
            self._put(source, _FILES)
        elif way == "backup":
            self._put(self.backup, _FILES)
        elif way == "log":
            # The write-ahead log of one day over the database of another.
            other = chance.choice([one for one in self.kept[:-1] if (one / _FILES[1]).exists()])
            shutil.copyfile(source / _FILES[0], folder / _FILES[0])
            shutil.copyfile(other / _FILES[1], folder / _FILES[1])
            (folder / "vault.db-shm").unlink(missing_ok=True)
        else:
            return f"pages of day {day}: {self._splice(source, chance)}"
        return f"{way} of day {day}"

    def _splice(self, source: Path, chance: random.Random) -> list[int]:
        path = self.laptop.folder / _FILES[0]
        new, old = path.read_bytes(), (source / _FILES[0]).read_bytes()
        pages = [new[at : at + PAGE] for at in range(0, len(new), PAGE)]
        aged = [old[at : at + PAGE] for at in range(0, len(old), PAGE)]
        differing = [n for n in range(1, min(len(aged), len(pages))) if aged[n] != pages[n]]
        chosen = chance.sample(differing, chance.randint(1, len(differing)))
        for number in chosen:
            pages[number] = aged[number]
        path.write_bytes(b"".join(pages))
        return sorted(chosen)


def some_days(laptop: OnDisk, folder: Path, number: int = 4) -> Days:
    """A vault that grew for so many days; every second day ended without a clean end of Portage."""
    kept = []
    backup = folder / "backup"
    for day in range(number):
        vault = _opened(laptop)
        if day == 0:
            # The first deletion of a vault's life marks its index of words; the mark stays.
            delete_person(vault.session, write_person(vault.session, "Nobody"))
        for one in range(6):
            write_person(vault.session, f"Day {day} {one}", preferred="ᐊᓇ " * (20 * day))
        _settings(vault, day)
        if day == 1:
            shutil.copytree(Backups(vault).make().folder, backup)
        if day % 2 or day == number - 1:
            vault.session.database.checkpoint()
        place = folder / f"day {day}"
        place.mkdir()
        kept.append(place)
        for name in _FILES:
            if (laptop.folder / name).exists():
                shutil.copyfile(laptop.folder / name, place / name)
        vault.close()
    return Days(laptop, kept, backup)


def _opened(laptop: OnDisk) -> OpenVault:
    return vaults.open_with_key(laptop.folder, laptop.key, laptop.person)


def _settings(vault: OpenVault, day: int) -> None:
    session = vault.session
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        scope = session.scope(tables, Scope.CASES, _community(vault))
        for number in range(10):
            editor.edit(
                session.registry["client"],
                session.environment.new_id(),
                scope,
                {"code": f"{day}-{number}"},
                new=True,
            )
        editor.flush()


def _community(vault: OpenVault) -> bytes:
    with vault.session.database.reading() as tables:
        return min(
            row.community for row in tables.log.scopes().values() if row.kind == Scope.CASES.value
        )


def is_noticed(laptop: OnDisk) -> bool:
    """Whether opening the vault, or proving it, finds something wrong."""
    try:
        vault = _opened(laptop)
    except PortageError:
        return True
    with vault:
        return vault.verdict is not Verdict.SOUND or not check(vault).ok


__all__ = ["WAYS", "Days", "is_noticed", "some_days"]
