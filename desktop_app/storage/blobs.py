"""Attachments: sealed files whose keys lie in entries of the log, named by their own digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desktop_app.crypto.sealing import open_blob, seal_blob
from desktop_app.storage.errors import Damaged
from desktop_app.storage.files import disk_faults, make_folder, write_whole


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

    def remove(self, digest: str) -> None:
        """Remove a sealed file; nothing happens when it is not there."""
        with disk_faults():
            self._path(digest).unlink(missing_ok=True)

    def is_sound(self, digest: str) -> bool:
        """Whether the sealed file is there and unaltered."""
        try:
            with self._path(digest).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except (OSError, Damaged):
            return False
