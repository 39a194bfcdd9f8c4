"""`portage clients erase|redact|report` and `portage erasures`: what a person may ask of their file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop_app.cli.opening import open_file, opened, write_for_person
from desktop_app.cli.output import Output
from desktop_app.language import Message, base_language
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.erasure.erasure import ErasureLine, Erasures
from desktop_app.services.erasure.erasure_files import FileAsked
from desktop_app.services.erasure.erasure_plan import ErasurePlan
from desktop_app.services.erasure.erasure_request import ErasureRequest
from desktop_app.services.erasure.erasure_words import (
    facts_of,
    file_in_words,
    what_waits,
    what_was_refused,
    who_refused,
)
from desktop_app.services.vault.backups import Backups
from desktop_app.sync.erasing import Basis

BASES = tuple(one.value for one in Basis)


def erase(arguments: argparse.Namespace, out: Output) -> int:
    """Erase one person everywhere; it cannot be undone."""
    with opened(arguments, out) as vault:
        erasures = Erasures(vault.session)
        along = [] if arguments.alone else arguments.along
        plan = erasures.plan(arguments.id, along)
        if arguments.dry_run:
            out.result(
                {
                    "erasure": None,
                    "records": sum(plan.records.values()),
                    "laptops": list(plan.laptops),
                    "linked": _linked(plan),
                },
                *_linked_lines(plan),
            )
            return 0
        erasure = erasures.erase(arguments.id, Basis(arguments.basis), along)
        line = next(one for one in erasures.all() if one.id == erasure)
        held = Backups(vault).holding(line.at)
    out.result(
        {
            "erasure": erasure,
            "records": sum(plan.records.values()),
            "waits_for_signature": line.waits_for_signature,
            "laptops": list(plan.laptops),
            "linked": _linked(plan),
            "backups": [{"name": one.name, "medium": one.medium, "at": one.at} for one in held],
        },
        str(said(line)),
        *_linked_lines(plan),
        *(f"{one.medium}  {one.name}".strip() for one in held),
    )
    return 0


def _linked(plan: ErasurePlan) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id, "name": one.name, "birth_date": one.birth_date, "community": one.community,
            "records": one.records, "who": one.who, "laptop": one.laptop, "at": one.at, "goes": one.goes,
        }
        for one in plan.linked
    ]  # fmt: skip


def _linked_lines(plan: ErasurePlan) -> list[str]:
    """The person's own file and every one linked to it: which goes, and who linked it when."""
    lines = [str(Message("erasure", "Goes: {id}  {name}", {"id": plan.client, "name": plan.name}))]
    for one in plan.linked:
        told = {
            "id": one.id, "name": one.name, "who": one.who or "?", "laptop": one.laptop or "?",
            "day": datetime.fromtimestamp(one.at / 1000, UTC).date().isoformat(),
        }  # fmt: skip
        lines.append(
            str(
                Message("erasure", "Goes: {id}  {name}, linked by {who} on {laptop}, {day}", told)
                if one.goes
                else Message(
                    "erasure", "Stays: {id}  {name}, linked by {who} on {laptop}, {day}", told
                )
            )
        )
        facts = file_in_words(one.birth_date, one.community, one.records)
        if facts:
            lines.append(f"  {facts}")
    return lines


def redact(arguments: argparse.Namespace, out: Output) -> int:
    """Remove one note everywhere; it cannot be undone."""
    with opened(arguments, out) as vault:
        erasures = Erasures(vault.session)
        erasure = erasures.redact(arguments.note, Basis(arguments.basis))
        line = next(one for one in erasures.all() if one.id == erasure)
        held = Backups(vault).holding(line.at)
    out.result(
        {
            "erasure": erasure,
            "waits_for_signature": line.waits_for_signature,
            "backups": [{"name": one.name, "medium": one.medium, "at": one.at} for one in held],
        },
        str(said(line)),
        *(f"{one.medium}  {one.name}".strip() for one in held),
    )
    return 0


def report(arguments: argparse.Namespace, out: Output) -> int:
    """Everything held about one person, as PDF or workbook."""
    path: Path = arguments.out
    with opened(arguments, out) as vault:
        open_file(vault, arguments.id, arguments.reason)
        language = base_language()
        data = AccessReport(vault.session).file(arguments.id, path.suffix.lower(), language)
        write_for_person(path, data)
    out.result({"file": str(path)}, str(path))
    return 0


def erasures(arguments: argparse.Namespace, out: Output) -> int:
    """Every erasure: those that wait with what they would remove as this vault shows it, those that
    somebody said no to, and which laptops have carried out the others."""
    with opened(arguments, out) as vault:
        lines, refused = Erasures(vault.session).all(), Erasures(vault.session).refused()
    out.result(
        {
            "erasures": [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "basis": one.basis.value,
                    "at": one.at,
                    "records": one.records,
                    "waits_for_signature": one.waits_for_signature,
                    "done": [name for name, _ in one.done],
                    "missing": [name for name, _ in one.missing],
                    "gone": list(one.gone),
                    "signed_here": one.signed_here,
                    "request": _request(one.request),
                }
                for one in lines
            ],
            "refused": [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "basis": one.basis.value,
                    "at": one.at,
                    "person": one.person,
                    "laptop": one.laptop,
                    "refused_at": one.refused_at,
                    "request": _request(one.request),
                }
                for one in refused
            ],
        },
        *(text for one in lines for text in _lines(one)),
        *(f"{one.id}  {what_was_refused(one)}. {who_refused(one)}" for one in refused),
    )
    return 0


def sign(arguments: argparse.Namespace, out: Output) -> int:
    """Sign an erasure that waits; with the last signature it is carried out."""
    with opened(arguments, out) as vault:
        erasures = Erasures(vault.session)
        erasures.sign(arguments.id)
        line = next(one for one in erasures.all() if one.id == arguments.id)
    out.result(
        {"signed": arguments.id, "waits_for_signature": line.waits_for_signature}, str(said(line))
    )
    return 0


def drop(arguments: argparse.Namespace, out: Output) -> int:
    """Say no to an erasure that waits."""
    with opened(arguments, out) as vault:
        Erasures(vault.session).drop(arguments.id)
    out.result(
        {"dropped": arguments.id},
        str(
            Message(
                "erasure",
                "Refused: nothing is erased. The other office laptops hear of it with their next bundle.",
            )
        ),
    )
    return 0


def _request(request: ErasureRequest | None) -> dict[str, Any] | None:
    if request is None:
        return None
    return {
        "asked_on": list(request.asked_on),
        "files": [_file(one) for one in request.files],
        "beside": [_file(one) for one in request.beside],
        "records": dict(request.records),
        "missing": request.missing,
    }


def _file(file: FileAsked) -> dict[str, str]:
    return {
        "id": file.id,
        "name": file.name,
        "birth_date": file.birth_date,
        "community": file.community,
        "held": file.held,
    }


def _lines(line: ErasureLine) -> list[str]:
    if not line.waits_for_signature:
        return [f"{line.id}  {said(line)}"]
    told = [f"{line.id}  {what_waits(line)}"]
    for one in () if line.request is None else line.request.files:
        told.append(
            "  "
            + " · ".join(filter(None, (one.name, file_in_words(one.birth_date, one.community))))
        )
    return [*told, *(f"  {one}" for one in facts_of(line)), f"  {said(line)}"]


def said(line: ErasureLine) -> Message:
    """How far an erasure has come."""
    if line.waits_for_signature:
        return Message("erasure", "Waits for the signature of a second office laptop.")
    if not line.missing:
        return Message(
            "erasure",
            "Done on the only laptop.",
            plural="Done on all {n} laptops.",
            n=line.total,
        )
    names = ", ".join(name for name, _ in line.missing)
    return Message(
        "erasure",
        "Done on {done} of {n} laptop. Not yet on: {names}",
        {"done": len(line.done), "names": names},
        "Done on {done} of {n} laptops. Not yet on: {names}",
        line.total,
    )
