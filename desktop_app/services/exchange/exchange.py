"""Writing bundles for others and taking in theirs: the front of both halves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from desktop_app.services.exchange.bundle_undo import BundleUndo, BundleUndone
from desktop_app.services.exchange.packs import Asked, PackWriter, take_in_file
from desktop_app.services.exchange.taking_in import (
    APPLIED,
    DUPLICATE,
    PARKED,
    PARTIAL,
    REFUSED,
    BundleReader,
    Imported,
    summary_of,
)
from desktop_app.services.exchange.writing_bundles import BundleWriter, Draft, Exported
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.sync import bundle as files
from desktop_app.sync.bundle import Frame, read_frames
from desktop_app.sync.statements import Certificate


class Exchange:
    """Bundles out and bundles in, for one unlocked vault."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._writer = BundleWriter(session)
        self.packs = PackWriter(session)

    def write(
        self,
        recipients: Sequence[Certificate],
        out: BinaryIO,
        kind: str = files.DELTA,
        progress: Progress | None = None,
        budget: int | None = None,
    ) -> Exported:
        """Write one bundle; see `BundleWriter.write`. Call `record` once the file is safe."""
        return self._writer.write(recipients, out, kind, progress, budget)

    def draft(self, recipients: Sequence[Certificate], kind: str = files.DELTA) -> Draft:
        """A bundle, or several parts of one, to be written for these devices."""
        return self._writer.draft(recipients, kind)

    def record(self, exported: Exported, file_name: str) -> None:
        """Remember that a bundle was written whole and verified."""
        self._writer.record(exported, file_name)

    def take_in(
        self,
        reader: BundleReader,
        progress: Progress | None = None,
        dry_run: bool = False,
        *,
        accept_mass_change: bool = False,
        file: str = "",
    ) -> Imported:
        """Import one file, or nothing of it; see `packs.take_in_file`."""
        return take_in_file(
            self._session, reader, progress, dry_run, Asked(accept_mass_change, file)
        )

    def undo(
        self, bundle: bytes, progress: Progress | None = None, *, again: bool = False
    ) -> BundleUndone:
        """Take back what a bundle brought; again: bring it in again after that.

        Raises what `BundleUndo` raises; the vault is then as it was.
        """
        step = progress or Progress.silent()
        with self._session.database.writing(bulk=True) as tables:
            undo = BundleUndo(self._session, tables, step)
            return undo.bring_back(bundle) if again else undo.take_back(bundle)


__all__ = [
    "APPLIED",
    "DUPLICATE",
    "PARKED",
    "PARTIAL",
    "REFUSED",
    "BundleReader",
    "Exchange",
    "Exported",
    "Frame",
    "Imported",
    "open_incarnation",
    "read_frames",
    "summary_of",
]
