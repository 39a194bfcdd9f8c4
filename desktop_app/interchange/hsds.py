"""Referral directories in the form of Open Referral: HSDS 2 tables and HSDS 3 documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.interchange.hsds_fold import Fold
from desktop_app.interchange.hsds_sentences import only_metadata
from desktop_app.interchange.hsds_source import load
from desktop_app.interchange.hsds_write import write_csv_zip, write_json
from desktop_app.interchange.record import ImportedRecord, Plain, Report, records_to_plain


@dataclass(frozen=True, slots=True)
class HsdsResult:
    """A directory as read. records: those that others point to come first. own: Portage wrote the
    files, so that the ids are those of the records that were exported."""

    records: tuple[ImportedRecord, ...]
    report: Report
    own: bool

    def to_plain(self) -> Plain:
        return {
            "records": records_to_plain(self.records),
            "report": self.report.to_plain(),
            "own": self.own,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> HsdsResult:
        return cls(
            tuple(ImportedRecord.from_plain(one) for one in plain["records"]),
            Report.from_plain(plain["report"]),
            bool(plain["own"]),
        )


def read(path: Path, source: str = "hsds") -> HsdsResult:
    """The directory at `path`: a folder or archive of tables (.csv) or documents (.json), or one.

    source: a name for where it comes from; the same name at a second import makes it meet the
    records of the first. Every row of every table is counted once in the report. Raises a
    FileRefused when nothing can be read.
    """
    loaded = load(path)
    folded = Fold(loaded, source)
    notices = [*folded.notices, *(only_metadata(name) for name in loaded.metadata_files)]
    report = Report(folded.counts, tuple(folded.refused), tuple(notices))
    return HsdsResult(tuple(folded.records), report, loaded.own)


__all__ = ["HsdsResult", "read", "write_csv_zip", "write_json"]
