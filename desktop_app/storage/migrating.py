"""Bringing an older database up to date, one numbered step after another."""

from __future__ import annotations

import importlib
import os
import shutil
from pathlib import Path
from typing import Final

from desktop_app.storage import schema
from desktop_app.storage.connection import Connection
from desktop_app.storage.files import disk_faults, sync_folder

STEPS: Final = ("v0001_first", "v0002_whole_exchange")
"""The step at place n brings a database from version n to n + 1."""

KEPT: Final = ".before-version-"


def copy_before(path: Path, version: int) -> Path:
    """Keep the file as it was before it is upgraded; gives the copy."""
    kept = path.with_name(f"{path.name}{KEPT}{schema.VERSION}")
    if not kept.exists():
        partial = kept.with_name(kept.name + ".tmp")
        with disk_faults():
            shutil.copyfile(path, partial)
            partial.chmod(0o600)
            with partial.open("rb+") as file:
                os.fsync(file.fileno())
            partial.replace(kept)
            sync_folder(path.parent)
    return kept


def upgrade(connection: Connection, version: int) -> None:
    """Take every step beyond `version`, inside the caller's transaction."""
    for step in STEPS[version : schema.VERSION]:
        importlib.import_module(f"desktop_app.storage.migrations.{step}").upgrade(connection)
    connection.run(f"PRAGMA user_version = {schema.VERSION}")
