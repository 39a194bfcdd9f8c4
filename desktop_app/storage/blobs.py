"""Attachments: sealed files whose keys lie in entries of the log, named by their own digest."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from desktop_app.crypto.sealing import open_blob, seal_blob
from desktop_app.storage.errors import Damaged
from desktop_app.storage.files import disk_faults, make_folder, sync_folder, write_whole

BLOBS: Final = "blobs"
"""The folder of sealed files in a vault's folder."""

_ARRIVING: Final = "arriving"


class Blobs:
    """The folder of sealed files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or any(sign not in "0123456789abcdef" for sign in digest):
            raise Damaged
        return self._folder / digest[:2] / digest

    def put(self, data: bytes) -> tuple[str, str]:
        """Seal and keep `data`; gives (digest of the sealed file, key), both hexadecimal."""
        key, sealed = seal_blob(data)
        digest = hashlib.sha256(sealed).hexdigest()
        path = self._path(digest)
        make_folder(path.parent)
        write_whole(path, sealed)
        return digest, key.hex()

    def get(self, digest: str, key: str) -> bytes:
        """What was kept. Raises Damaged when the file is missing or altered."""
        if not self.is_sound(digest):
            raise Damaged
        with disk_faults():
            return open_blob(bytes.fromhex(key), self._path(digest).read_bytes())

    def sealed(self, digest: str) -> bytes | None:
        """The sealed file as it may be passed on; None when it is missing or altered."""
        try:
            data = self._path(digest).read_bytes()
        except (OSError, Damaged):
            return None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def remove(self, digest: str) -> None:
        """Remove a sealed file; nothing happens when it is not there."""
        with disk_faults():
            self._path(digest).unlink(missing_ok=True)

    def is_here(self, digest: str) -> bool:
        """Whether there is such a file, sound or not."""
        try:
            return self._path(digest).is_file()
        except Damaged:
            return False

    def is_sound(self, digest: str) -> bool:
        """Whether the sealed file is there and unaltered."""
        try:
            with self._path(digest).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except (OSError, Damaged):
            return False

    def held(self) -> dict[str, int]:
        """Every sealed file that is there, with its size in bytes."""
        with disk_faults():
            return {one.name: one.stat().st_size for one in self._folder.glob("??/*")}

    # What comes with a bundle lies beside its place until the whole import is kept.

    def arrive(self, digest: str, sealed: bytes) -> None:
        """Keep a sealed file aside."""
        path = self._path(digest)
        make_folder(self._folder / _ARRIVING)
        write_whole(self._folder / _ARRIVING / path.name, sealed)

    def settle(self, digests: Iterable[str]) -> None:
        """Put these of the files that were kept aside in their place."""
        for digest in digests:
            path = self._path(digest)
            make_folder(path.parent)
            with disk_faults():
                (self._folder / _ARRIVING / digest).replace(path)
                sync_folder(path.parent)

    def forget_arrived(self) -> None:
        """Remove what was kept aside and has not been put in its place."""
        folder = self._folder / _ARRIVING
        with disk_faults(), contextlib.suppress(FileNotFoundError):
            for one in list(folder.iterdir()):
                one.unlink(missing_ok=True)
            folder.rmdir()
