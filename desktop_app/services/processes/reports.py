"""What bulk work found, taken apart for the pipe between writer and window, and put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Final

from desktop_app.domain.matching.matching import Pair
from desktop_app.interchange.record import Notice, Refusal, message_from_plain, message_to_plain
from desktop_app.services.exchange.brake import Held
from desktop_app.services.exchange.bundle_undo import BundleUndone
from desktop_app.services.exchange.exchange import Imported
from desktop_app.services.tables.imports import ImportReport, KeptRecord, RowCount, UndoReport

_SCORE: Final = 1_000_000
"""Scores from 0 to 1 travel as whole millionths: the pipe knows no fractions."""


def imported_to_plain(imported: Imported) -> dict[str, Any]:
    """What became of a bundle, as plain data."""
    told = {one.name: getattr(imported, one.name) for one in fields(Imported)}
    told["held"] = None if imported.held is None else imported.held.to_plain()
    told["message"] = None if imported.message is None else message_to_plain(imported.message)
    for name in ("by", "waiting", "contested"):
        told[name] = [list(row) for row in told[name]]
    return told


def imported_from_plain(plain: Mapping[str, Any]) -> Imported:
    """What `imported_to_plain` took apart."""
    told = dict(plain)
    told["message"] = None if told["message"] is None else message_from_plain(told["message"])
    told["held"] = None if told["held"] is None else Held.from_plain(told["held"])
    for name in ("by", "waiting", "contested"):
        told[name] = [tuple(row) for row in told[name]]
    return Imported(**told)


def report_to_plain(report: ImportReport) -> dict[str, Any]:
    """How the import of a directory or of a list of people went, as plain data."""
    told = {one.name: getattr(report, one.name) for one in fields(ImportReport)}
    told["tables"] = {name: asdict(count) for name, count in report.tables.items()}
    told["refused"] = [one.to_plain() for one in report.refused]
    told["notices"] = [one.to_plain() for one in report.notices]
    told["duplicates"] = [
        [one.a, one.b, round(one.score * _SCORE), [message_to_plain(why) for why in one.reasons]]
        for one in report.duplicates
    ]
    told["names"], told["rows"] = dict(report.names), dict(report.rows)
    told["doubts"] = [message_to_plain(one) for one in report.doubts]
    return told


def report_from_plain(plain: Mapping[str, Any]) -> ImportReport:
    """What `report_to_plain` took apart."""
    told = dict(plain)
    told["tables"] = {name: RowCount(**count) for name, count in plain["tables"].items()}
    told["refused"] = tuple(Refusal.from_plain(one) for one in plain["refused"])
    told["notices"] = tuple(Notice.from_plain(one) for one in plain["notices"])
    told["duplicates"] = tuple(
        Pair(a, b, score / _SCORE, tuple(message_from_plain(why) for why in reasons))
        for a, b, score, reasons in plain["duplicates"]
    )
    told["doubts"] = tuple(message_from_plain(one) for one in plain["doubts"])
    return ImportReport(**told)


def bundle_undone_to_plain(done: BundleUndone) -> dict[str, Any]:
    """What taking a bundle back did, as plain data."""
    return {
        "gone": [list(one) for one in done.gone],
        "as_before": [list(one) for one in done.as_before],
        "kept": [_kept_to_plain(one) for one in done.kept],
    }


def bundle_undone_from_plain(plain: Mapping[str, Any]) -> BundleUndone:
    """What `bundle_undone_to_plain` took apart."""
    kept = tuple(_kept_from_plain(one) for one in plain["kept"])
    gone, as_before = (
        tuple((str(kind), int(number)) for kind, number in plain[name])
        for name in ("gone", "as_before")
    )
    return BundleUndone(gone, as_before, kept)


def _kept_to_plain(one: KeptRecord) -> list[Any]:
    return [one.kind, one.id, one.title, message_to_plain(one.reason)]


def _kept_from_plain(plain: Sequence[Any]) -> KeptRecord:
    kind, record, title, reason = plain
    return KeptRecord(kind, record, title, message_from_plain(reason))


def undone_to_plain(report: UndoReport) -> dict[str, Any]:
    """What taking an import back did, as plain data."""
    return {
        "deleted": report.deleted,
        "restored": report.restored,
        "kept": list(report.kept),
        "records": [_kept_to_plain(one) for one in report.records],
    }


def undone_from_plain(plain: Mapping[str, Any]) -> UndoReport:
    """What `undone_to_plain` took apart."""
    return UndoReport(
        plain["deleted"],
        plain["restored"],
        tuple(plain["kept"]),
        tuple(_kept_from_plain(one) for one in plain["records"]),
    )
