"""The keys under which backups lie: one a month, destroyed when the backups' time is over.

A backup is encrypted under the key of its month, which lies beside the backups, sealed for
everybody who can open the vault. Destroying that one small file makes every copy of that month
unreadable that has no copy of it (docs/decisions/0008).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.sealing import SealingKey, seal_bytes, unseal_bytes
from desktop_app.domain.errors import PortageError
from desktop_app.services.environment import Environment
from desktop_app.storage.database import Database
from desktop_app.storage.files import disk_faults, make_folder, sync_folder, write_whole

KEYS: Final = "keys"
_OWN: Final = "secret/backups"


class BackupKeys:
    """The keys in one folder of backups."""

    def __init__(self, backups: Path) -> None:
        self._folder = backups / KEYS

    def names(self) -> list[str]:
        """The names of the keys that are there, the oldest first."""
        if not self._folder.is_dir():
            return []
        return sorted(one.name for one in self._folder.iterdir() if not one.name.endswith(".tmp"))

    def path(self, name: str) -> Path:
        """Where that key lies."""
        return self._folder / name

    def open(self, name: str, keys: Iterable[SealingKey]) -> bytes | None:
        """The key, for whoever holds one of these; None when it was destroyed or is not for them."""
        with contextlib.suppress(OSError, TypeError, ValueError, PortageError):
            version, _, sealed = decode(self.path(name).read_bytes(), text_limit=1 << 20)
            if version == 1:
                return unseal_bytes(sealed, list(keys))
        return None

    def current(
        self, database: Database, environment: Environment, recipients: Iterable[str], fresh: bool
    ) -> tuple[str, bytes]:
        """(name, key) of this month, made when there is none yet that all of these can open.

        A new one is also made when somebody lost their way in since, and where `fresh` asks for it.
        Raises DiskFull, DiskFault.
        """
        own = _own(database)
        wanted = {own.recipient, *recipients}
        month = datetime.fromtimestamp(environment.now() / 1000, UTC).strftime("%Y-%m")
        known = [one for one in self.names() if one.startswith(month)]
        if known and not fresh:
            key = self.open(known[-1], [own])
            before = self._recipients(known[-1])
            if key is not None and before <= wanted:
                if before != wanted:
                    self._write(known[-1], key, wanted)
                return known[-1], key
        name, key = f"{month}-{self._next(known):02}", environment.random(32)
        self._write(name, key, wanted)
        return name, key

    @staticmethod
    def _next(known: list[str]) -> int:
        return 1 if not known else int(known[-1][8:]) + 1

    def _recipients(self, name: str) -> set[str]:
        with contextlib.suppress(OSError, TypeError, ValueError, PortageError):
            return set(decode(self.path(name).read_bytes(), text_limit=1 << 20)[1])
        return set()

    def _write(self, name: str, key: bytes, recipients: set[str]) -> None:
        make_folder(self._folder)
        ordered = sorted(recipients)
        write_whole(self.path(name), encode([1, ordered, seal_bytes(key, ordered)]))

    def destroy(self, name: str) -> None:
        """Overwrite a key and remove it; what lies under it can never be read again.

        Raises DiskFault, ReadOnly.
        """
        path = self.path(name)
        with disk_faults():
            if not path.exists():
                return
            size = path.stat().st_size
            with path.open("rb+") as file:
                file.write(os.urandom(size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            sync_folder(self._folder)


def _own(database: Database) -> SealingKey:
    """The vault's own key pair for these files, so that it needs nobody's passphrase."""
    with database.reading() as tables:
        kept = tables.facts.get(_OWN)
    if kept is not None:
        return SealingKey.from_secret(kept.decode())
    made = SealingKey.generate()
    with database.writing() as tables:
        tables.facts.set(_OWN, made.secret.encode())
    return made
