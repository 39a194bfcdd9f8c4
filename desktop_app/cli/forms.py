"""`portage forms`: the organisation's own forms, and those of other programs."""

from __future__ import annotations

import argparse
from datetime import timedelta

from desktop_app.cli.opening import opened, today, write_for_person
from desktop_app.cli.output import Output
from desktop_app.domain.fields import Value
from desktop_app.domain.forms.checking import problems_of
from desktop_app.domain.forms.definition import read_form
from desktop_app.interchange.xlsform import Remark
from desktop_app.language import base_language
from desktop_app.services.forms.exchange_files import FormFiles
from desktop_app.services.forms.form_papers import FormPapers
from desktop_app.services.forms.forms import FormRecord, Forms
from desktop_app.services.forms.quality import Quality
from desktop_app.services.session import NotHere, Session

_REVIEW_AFTER = timedelta(days=365)


def list_forms(arguments: argparse.Namespace, out: Output) -> int:
    """Every form with its state and version."""
    with opened(arguments, out) as vault:
        found = Forms(vault.session).all()
        rows = [_row(one) for one in found]
        lines = (f"{one['code']}\t{one['state']}\t{one['version']}\t{one['title']}" for one in rows)
        out.result({"forms": rows}, *lines)
    return 0


def show(arguments: argparse.Namespace, out: Output) -> int:
    """One form: its questions in order, and what keeps it from being put into use."""
    with opened(arguments, out) as vault:
        found = _form(vault.session, arguments.form)
        form = read_form(found.text)
        questions = [
            {
                "name": one.name, "kind": one.sort.value, "label": str(one.label),
                "why": str(one.why), "required": one.required, "when": one.when,
                "calculate": one.calculate, "check": one.check, "depth": len(inside),
            }
            for one, inside in form.walk()
        ]  # fmt: skip
        problems = [
            {"question": one.question, "message": str(one.words)} for one in problems_of(form)
        ]
        lines = [
            f"{'  ' * len(inside)}{one.name}\t{one.sort}\t{one.label}"
            for one, inside in form.walk()
        ]
        lines += [str(one["message"]) for one in problems]
        out.result({**_row(found), "questions": questions, "problems": problems}, *lines)
    return 0


def take(arguments: argparse.Namespace, out: Output) -> int:
    """Make a form from an XLSForm workbook, and say what did not come over."""
    with opened(arguments, out) as vault:
        session = vault.session
        values: dict[str, Value] = {
            "purpose_fr": arguments.purpose_fr or arguments.purpose_en or "…",
            "purpose_en": arguments.purpose_en or arguments.purpose_fr or "…",
            "keeper": _keeper(session, arguments.keeper),
            "review_on": arguments.review_on or (today() + _REVIEW_AFTER).isoformat(),
        }
        taken = FormFiles(session).take(arguments.file, values, arguments.dry_run)
        out.result(
            {
                "id": taken.id or None,
                "questions": taken.questions,
                "remarks": _remarks(taken.read.remarks),
            },
            taken.id,
            *(_line(one) for one in taken.read.remarks),
        )
    return 0


def export(arguments: argparse.Namespace, out: Output) -> int:
    """Write a form as a workbook for other programs, or as paper to fill in."""
    with opened(arguments, out) as vault:
        found = _form(vault.session, arguments.form)
        remarks: tuple[Remark, ...] = ()
        if arguments.out.suffix.lower() == ".pdf":
            data = FormPapers(vault.session).blank(found.id, base_language())
        else:
            data, remarks = FormFiles(vault.session).written(found.id)
        write_for_person(arguments.out, data)
        out.result(
            {"file": str(arguments.out), "bytes": len(data), "remarks": _remarks(remarks)},
            str(arguments.out),
            *(_line(one) for one in remarks),
        )
    return 0


def publish(arguments: argparse.Namespace, out: Output) -> int:
    """Put a form into use: every laptop has it after its next bundle."""
    with opened(arguments, out) as vault:
        found = _form(vault.session, arguments.form)
        version = Forms(vault.session).publish(found.id)
        out.result({"id": found.id, "version": version}, str(version))
    return 0


def quality(arguments: argparse.Namespace, out: Output) -> int:
    """How well a form is filled in, question by question; without one, the fields of one's own."""
    with opened(arguments, out) as vault:
        service = Quality(vault.session)
        if not arguments.form:
            fields = [
                {"name": one.name, "about": one.about, "records": one.records, "filled": one.filled}
                for one in service.of_fields()
            ]
            out.result(
                {"own": fields}, *(f"{o['name']}\t{o['filled']}/{o['records']}" for o in fields)
            )
            return 0
        told = service.of_form(_form(vault.session, arguments.form).id)
        questions = [
            {
                "name": one.name, "asked": one.asked, "given": one.given, "declined": one.declined,
                "later": one.later, "missing": one.missing, "wrong": one.wrong,
                "seconds": one.seconds,
            }
            for one in told.questions
        ]  # fmt: skip
        whole = {"filled": told.filled, "complete": told.complete, "seconds": told.seconds}
        lines = ("\t".join(str(value) for value in one.values()) for one in questions)
        out.result({**whole, "questions": questions}, *lines)
    return 0


def _form(session: Session, name: str) -> FormRecord:
    found = Forms(session).named(name)
    if found is None:
        raise NotHere
    return found


def _keeper(session: Session, name: str) -> str:
    for one in session.require_trust().colleagues.values():
        if name and one.name == name:
            return one.id.hex()
    return session.person.hex()


def _row(one: FormRecord) -> dict[str, object]:
    return {
        "id": one.id,
        "code": one.record.text("code"),
        "title": str(one.title),
        "state": one.state,
        "version": one.version,
        "about": one.about,
        "review_on": one.record.text("review_on"),
        "newer": one.newer,
    }


def _remarks(remarks: tuple[Remark, ...]) -> list[dict[str, object]]:
    return [
        {"sheet": one.sheet, "row": one.row or None, "message": str(one.words)} for one in remarks
    ]


def _line(one: Remark) -> str:
    return f"{one.sheet}{f':{one.row}' if one.row else ''}\t{one.words}"
