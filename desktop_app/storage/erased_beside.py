"""What was erased here, kept outside of the vault beside its anchor.

A copy of the vault that is put back does not know what was erased since. The statements say ids
and nothing else, and prove themselves by the authority's signature; so they need no key, and
serve under whichever key the copy has.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.errors import PortageError
from desktop_app.storage.files import make_folder, write_whole


class ErasedBeside:
    """The file of one vault. folder: application data."""

    def __init__(self, folder: Path, vault: bytes) -> None:
        self._path = folder / f"{vault.hex()}.erased"

    def read(self) -> list[tuple[str, bytes]]:
        """The statements, as (kind, data); none when there is no file or it is damaged."""
        with contextlib.suppress(OSError, TypeError, ValueError, PortageError):
            version, kept = decode(self._path.read_bytes(), text_limit=1 << 26)
            if version == 1:
                return [(str(kind), bytes(data)) for kind, data in kept]
        return []

    def write(self, statements: list[tuple[str, bytes]]) -> None:
        """Keep these beside those that are there. Raises DiskFull, DiskFault."""
        kept = {data: kind for kind, data in (*self.read(), *statements)}
        make_folder(self._path.parent)
        write_whole(self._path, encode([1, [[kept[data], data] for data in sorted(kept)]]))
