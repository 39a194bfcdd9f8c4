"""What the writer process can be asked to do, by name. Arguments and results are plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from desktop_app.interchange.record import message_from_plain, message_to_plain
from desktop_app.services.backups import Backups
from desktop_app.services.exchange import Exchange, Imported
from desktop_app.services.processes.reader import ProcessBundleReader
from desktop_app.services.progress import Progress
from desktop_app.services.vaults import OpenVault

Plain = Any
Call = Callable[[OpenVault, Progress, Mapping[str, Any]], Plain]
"""Given the open vault, the progress of whoever asked, and the arguments by name."""


def import_bundle(vault: OpenVault, progress: Progress, arguments: Mapping[str, Any]) -> Plain:
    """`Exchange.take_in` of the file at `path`; `dry_run`: only find out."""
    reader = ProcessBundleReader(Path(arguments["path"]), progress)
    imported = Exchange(vault.session).take_in(reader, progress, bool(arguments.get("dry_run")))
    return imported_to_plain(imported)


def imported_to_plain(imported: Imported) -> dict[str, Any]:
    """What became of a bundle, as plain data."""
    told = {one.name: getattr(imported, one.name) for one in fields(Imported)}
    told["message"] = None if imported.message is None else message_to_plain(imported.message)
    for name in ("by", "waiting"):
        told[name] = [list(row) for row in told[name]]
    return told


def imported_from_plain(plain: Mapping[str, Any]) -> Imported:
    """What `imported_to_plain` took apart."""
    told = dict(plain)
    told["message"] = None if told["message"] is None else message_from_plain(told["message"])
    for name in ("by", "waiting"):
        told[name] = [tuple(row) for row in told[name]]
    return Imported(**told)


def backup(vault: OpenVault, progress: Progress, _: Mapping[str, Any]) -> Plain:
    """`Backups.make`; gives the name of the new backup's folder."""
    return Backups(vault).make(progress).folder.name


CALLS: Final[dict[str, Call]] = {
    "backup": backup,
    "import_bundle": import_bundle,
}
