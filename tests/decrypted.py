"""The bytes that really lie in an encrypted database and in its write-ahead log, page by page.

Nothing is asked of the engine: free pages, unused room inside pages and old frames are read too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE: Final = 4096
SALT: Final = 16
RESERVE: Final = 80  # 16 of initialisation vector, 64 of HMAC-SHA512
_WAL_HEADER: Final = 32
_FRAME_HEADER: Final = 24


def plain_bytes(path: Path, key: bytes) -> bytes:
    """Everything in a database file and its write-ahead log, decrypted. key: the raw 32 bytes."""
    data = path.read_bytes()
    pages = [
        _page(data[at : at + PAGE], key, SALT if at == 0 else 0) for at in range(0, len(data), PAGE)
    ]
    wal = path.with_name(path.name + "-wal")
    if wal.is_file():
        frames = wal.read_bytes()
        for at in range(_WAL_HEADER, len(frames), _FRAME_HEADER + PAGE):
            number = int.from_bytes(frames[at : at + 4], "big")
            page = frames[at + _FRAME_HEADER : at + _FRAME_HEADER + PAGE]
            if len(page) == PAGE:
                pages.append(_page(page, key, SALT if number == 1 else 0))
    return b"".join(pages)


def _page(page: bytes, key: bytes, offset: int) -> bytes:
    if not page.strip(b"\x00"):
        return page
    sealed = page[offset : PAGE - RESERVE]
    vector = page[PAGE - RESERVE : PAGE - RESERVE + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(sealed) + decryptor.finalize()


def holds(path: Path, key: bytes, words: list[str]) -> list[str]:
    """Which of these words lie in a database file, in UTF-8, in any case."""
    data = plain_bytes(path, key).lower()
    return [word for word in words if word.lower().encode() in data]
