"""One connection to an encrypted file: the key first, then proof that everything is as it must be.

Source of the settings: docs/decisions/0003-how-a-database-is-opened.md.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.domain.errors import PortageError
from desktop_app.storage.errors import Damaged, DiskFault, NotEncrypted, said
from desktop_app.storage.files import FILE_MODE, disk_faults

KEY_BYTES: Final = 32
BUSY_MILLISECONDS: Final = 10_000
CACHE_KIB: Final = 4_096
"""Of each connection. Several are open at once, and more than this was hardly ever used again."""

# Without an answer of ours the driver asks every bytes and None that is bound, and its type, for
# the protocol of adapting; these two give it back as it is, in native code: binding takes a third.
sqlcipher.register_adapter(bytes, bytes)
sqlcipher.register_adapter(type(None), {}.get)


def key_text(key: bytes) -> str:
    """A database key as the engine must be given it."""
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    # Raw 32 bytes given as they are would be taken for a passphrase and make another file.
    return f"x'{key.hex()}'"


def reset_key(connection: Any, key: bytes) -> None:
    """Encrypt the file of a connection anew. Raises what the disk says.

    The engine does not always say that it failed: `has_key` asks the file itself.
    """
    try:
        connection.reset_key(key_text(key))
    except sqlcipher.Error as fault:
        told = said(fault)
        raise (DiskFault() if told is None or isinstance(told, Damaged) else told) from fault


def has_key(path: Path, key: bytes) -> bool:
    """Whether the file opens with that key. Raises what the disk says, the second time it says so."""
    for last in (False, True):
        try:
            connect(path, key, True).close()
        except Damaged:
            return False
        except PortageError:
            if last:
                raise
        else:
            return True
    return False


def connect(path: Path | None, key: bytes, writable: bool) -> Any:
    """An open connection; None keeps the database in memory.

    Raises Damaged (also for a key that does not fit), NotEncrypted, or what the disk says.
    """
    if path is None:
        connection = sqlcipher.connect(":memory:", isolation_level=None, check_same_thread=False)
    else:
        if writable:
            # Made by us first: the engine would follow the umask, and its own two files follow ours.
            with disk_faults(), contextlib.suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
        mode = "rwc" if writable else "ro&immutable=1"
        connection = sqlcipher.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_MILLISECONDS / 1000,
        )
    try:
        connection.set_key(key_text(key))
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level = NONE")
        if not (cursor.execute("PRAGMA cipher_version").fetchone() or [""])[0]:
            raise NotEncrypted
        connection.enable_load_extension(False)
        for pragma in (
            "trusted_schema = OFF",
            "temp_store = MEMORY",
            "secure_delete = ON",
            f"cache_size = -{CACHE_KIB}",
            f"busy_timeout = {BUSY_MILLISECONDS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if path is not None and writable:
            mode_now = cursor.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            cursor.execute("PRAGMA synchronous = FULL")
            level = cursor.execute("PRAGMA synchronous").fetchone()[0]
            if mode_now != "wal" or level != 2:
                raise DiskFault  # the file is whole: its key fits, only its log cannot be had
        cursor.close()
    except sqlcipher.Error as fault:
        connection.close()
        raise said(fault) or Damaged() from fault
    except BaseException:
        connection.close()
        raise
    return connection
