"""What the writer process can be asked to do, by name. Arguments and results are plain data.

Files from outside are opened by a reader process, also when the writer needs what is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from desktop_app.interchange.client_mapping import Mapping as ColumnsMapping
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.processes.reader import ProcessBundleReader, read_directory, read_table
from desktop_app.services.processes.reports import (
    bundle_undone_to_plain,
    imported_from_plain,
    imported_to_plain,
    report_to_plain,
    undone_to_plain,
)
from desktop_app.services.progress import Progress
from desktop_app.services.tables.imports import Imports
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.vaults import OpenVault

Plain = Any
Call = Callable[[OpenVault, Progress, Mapping[str, Any]], Plain]
"""Given the open vault, the progress of whoever asked, and the arguments by name."""


def import_bundle(vault: OpenVault, progress: Progress, arguments: Mapping[str, Any]) -> Plain:
    """`Exchange.take_in` of the file at `path`; `dry_run`: only find out. `accept_mass_change`:
    somebody has looked at what the brake held up.

    The result is read by `reports.imported_from_plain`.
    """
    dry_run = bool(arguments.get("dry_run"))
    path = Path(arguments["path"])
    reader = ProcessBundleReader(path, progress)
    imported = Exchange(vault.session).take_in(
        reader,
        progress,
        dry_run,
        accept_mass_change=bool(arguments.get("accept_mass_change")),
        file=path.name,
    )
    if not dry_run:
        Duplicates(vault.session).after_import(progress)
    return imported_to_plain(imported)


def undo_bundle(vault: OpenVault, progress: Progress, arguments: Mapping[str, Any]) -> Plain:
    """`Exchange.undo` of the bundle `id`; `again`: bring it in again.

    The result is read by `reports.bundle_undone_from_plain`.
    """
    bundle = bytes.fromhex(str(arguments["id"]))
    done = Exchange(vault.session).undo(bundle, progress, again=bool(arguments.get("again")))
    return bundle_undone_to_plain(done)


def import_directory(vault: OpenVault, progress: Progress, arguments: Mapping[str, Any]) -> Plain:
    """`Imports.directory` of the file or folder at `path`; `dry_run`: only find out.

    The result is read by `reports.report_from_plain`.
    """
    report = _imports(vault, progress).directory(
        Path(arguments["path"]), bool(arguments.get("dry_run")), progress
    )
    return report_to_plain(report)


def import_clients(vault: OpenVault, progress: Progress, arguments: Mapping[str, Any]) -> Plain:
    """`Imports.clients` of the file at `path`, with its other arguments by their names.

    mapping: as `client_mapping.Mapping.to_plain` gives it, or None. leave_out: a list. The result
    is read by `reports.report_from_plain`.
    """
    mapping = arguments.get("mapping")
    report = _imports(vault, progress).clients(
        Path(arguments["path"]),
        None if mapping is None else ColumnsMapping.from_plain(mapping),
        bool(arguments.get("dry_run")),
        progress,
        sheet=arguments.get("sheet"),
        community=str(arguments.get("community", "")),
        leave_out=frozenset(arguments.get("leave_out", ())),
    )
    if not arguments.get("dry_run"):
        Duplicates(vault.session).after_import(progress)
    return report_to_plain(report)


def undo_import(vault: OpenVault, progress: Progress, arguments: Mapping[str, Any]) -> Plain:
    """`Imports.undo` of the import `id`; read by `reports.undone_from_plain`."""
    return undone_to_plain(Imports(vault.session).undo(str(arguments["id"]), progress))


def find_duplicates(vault: OpenVault, progress: Progress, arguments: Mapping[str, Any]) -> Plain:
    """Compare records. everything: all of them; otherwise what came since the last time.

    Gives how many pairs wait for a verdict.
    """
    duplicates = Duplicates(vault.session)
    if arguments.get("everything"):
        return duplicates.find_all(progress)
    duplicates.catch_up(progress)
    return duplicates.count()


def backup(vault: OpenVault, progress: Progress, _: Mapping[str, Any]) -> Plain:
    """`Backups.make`; gives the name of the new backup's folder."""
    return Backups(vault).make(progress).folder.name


def _imports(vault: OpenVault, progress: Progress) -> Imports:
    return Imports(
        vault.session,
        partial(read_directory, progress=progress),
        partial(read_table, progress=progress),
    )


CALLS: Final[dict[str, Call]] = {
    "backup": backup,
    "find_duplicates": find_duplicates,
    "import_bundle": import_bundle,
    "import_clients": import_clients,
    "import_directory": import_directory,
    "undo_bundle": undo_bundle,
    "undo_import": undo_import,
}

__all__ = ["CALLS", "Call", "imported_from_plain"]
