"""A small keyed file outside the vault that remembers how far the vault had come.

A vault whose file was rolled back, cloned or restored by hand is behind its anchor, and is noticed
before it writes a second history under the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.keyed import keyed_digest, same_digest
from desktop_app.domain.errors import PortageError
from desktop_app.storage.files import make_folder, write_whole

_PURPOSE: Final = "portage.anchor.1"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a vault had come. counter: rises with each commit to the log and
    with each erasure. digest: of all ends."""

    incarnation: int
    counter: int
    digest: bytes


class Verdict(Enum):
    """What comparing a vault with its anchor says."""

    SOUND = "sound"
    ABSENT = "absent"
    ROLLED_BACK = "rolled_back"
    ALTERED = "anchor"


class Anchor:
    """The anchor of one vault on this computer. key: the database key. folder: application data."""

    def __init__(self, folder: Path, vault: bytes, key: bytes) -> None:
        self._path = folder / f"{vault.hex()}.anchor"
        self._key = key

    def read(self) -> Mark | None:
        """The mark, or None when there is no anchor. Raises AnchorAltered."""
        try:
            data = self._path.read_bytes()
        except OSError:
            return None
        try:
            content, proof = decode(data)
            if not same_digest(proof, keyed_digest(self._key, _PURPOSE, content)):
                raise AnchorAltered
            return Mark(*decode(content))
        except (TypeError, ValueError, PortageError) as fault:
            raise AnchorAltered from fault

    def write(self, mark: Mark) -> None:
        """Remember how far the vault has come."""
        content = encode([mark.incarnation, mark.counter, mark.digest])
        make_folder(self._path.parent)
        write_whole(self._path, encode([content, keyed_digest(self._key, _PURPOSE, content)]))

    def compare(self, mark: Mark) -> Verdict:
        """Whether a vault that stands at `mark` is as far as it was."""
        try:
            kept = self.read()
        except AnchorAltered:
            return Verdict.ALTERED
        if kept is None:
            return Verdict.ABSENT
        if kept.counter > mark.counter or kept.incarnation > mark.incarnation:
            return Verdict.ROLLED_BACK
        if kept.counter == mark.counter and kept.digest != mark.digest:
            return Verdict.ROLLED_BACK
        return Verdict.SOUND


class AnchorAltered(Exception):
    """The anchor's file was not written by whoever holds the vault's key."""
