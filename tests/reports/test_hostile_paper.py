"""A hundred texts made to do harm, printed in every place that shows typed text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pypdfium2
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from desktop_app.reports import (
    client_slip,
    enrolment_card,
    key_sheet,
    list_report,
    recovery_paper,
    worker_day,
)
from desktop_app.reports.pdf import Paper, Printed
from desktop_app.reports.table import Column, Table
from desktop_app.reports.worker_day import Visit
from tests.reports.samples import DAY, PRINTED, SLIP, text_by_pdfium

FORBIDDEN = {"/JS", "/JavaScript", "/Launch", "/OpenAction", "/URI", "/EmbeddedFile", "/AA", "/A"}

_MARKUP = (
    "<b>bold", "</para>", "<para>", "<img src='/etc/passwd'/>", "<a href='http://x.invalid'>x</a>",
    "<font name=nowhere>", "&amp;", "&#0;", "&unknown;", "<onDraw name='x'/>", "<seq/>", "<br/>",
    "<link destination='x'>", "<unichar code='0'/>", "<index item='a'/>", "<!--", "]]>",
    "<![CDATA[", "<?xml version='1.0'?>", "{{7*7}}", "${7*7}", "%s%n%x", "{0}", "{name.__class__}",
    "\\x00\\n",
)  # fmt: skip
_PDF = (
    ") Tj ET", "(", "\\", "endstream endobj", "<< /JS (app.alert(1)) >>", "/OpenAction 1 0 R",
    "/Launch", "/URI (http://x.invalid)", "/EmbeddedFile", "%PDF-1.7", "%%EOF", "trailer", "xref",
    "1 0 obj", "EMC", "BDC", ") >> BDC", "> Tj", "]TJ", "q Q BT",
)  # fmt: skip
_SIGNS = (
    *(f"a{chr(code)}b" for code in (0, 1, 7, 8, 9, 10, 11, 12, 13, 27, 31, 127, 133, 160, 173)),
    *(f"a{chr(code)}b" for code in (0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029)),
    *(f"a{chr(code)}b" for code in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E)),
    *(f"a{chr(code)}b" for code in (0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0xFFFE, 0xFFFF)),
    *(f"a{chr(code)}b" for code in (0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0x10FFFF, 0xE0041)),
)
_LONG = (
    "a" * 1_000_000, "é " * 500_000, "ᓀ" * 1_000_000, "\n" * 1_000_000, "k\u0313" * 500_000,
    "\u0301" * 1_000_000, "\u202e" * 10_000, "-" * 10_000, " " * 1_000_000, "W" * 10_000,
)  # fmt: skip
_OTHER = (
    "שלום", "مرحبا", "中文名", "😀👩‍👩‍👧", "Z͑ͫ̓a̴l̶g̷o", "", " ", "\u0301", "ﬁ", "\U0001f1e8\U0001f1e6",
    "+1 867 555-0100", "=cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "'; DROP TABLE clients; --",
)  # fmt: skip
HOSTILE = (*_MARKUP, *_PDF, *_SIGNS, *_LONG, *_OTHER)


def keys_of(paper: bytes) -> set[str]:
    """The names of all entries and values in all objects of a PDF."""
    reader = pypdf.PdfReader(io.BytesIO(paper))
    seen: set[int] = set()

    def walk(thing: object) -> Iterator[str]:
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                return
            seen.add(thing.idnum)
            yield from walk(thing.get_object())
        elif isinstance(thing, DictionaryObject):
            for key, value in thing.items():
                yield str(key)
                yield from walk(value)
        elif isinstance(thing, ArrayObject):
            for item in thing:
                yield from walk(item)
        elif isinstance(thing, NameObject):
            yield str(thing)

    return set(walk(reader.trailer))


def check(paper: bytes) -> None:
    assert len(pypdf.PdfReader(io.BytesIO(paper)).pages) == len(pypdfium2.PdfDocument(paper))
    assert not keys_of(paper) & FORBIDDEN
    assert pypdfium2.PdfDocument(paper).get_formtype() == 0


def test_there_are_a_hundred() -> None:
    assert len(set(HOSTILE)) >= 100


def test_every_text_prints_and_opens_in_two_readers() -> None:
    for text in HOSTILE:
        sheet = Paper("Test", Printed(text, text), "en")
        sheet.text(text)
        check(sheet.finish())


def test_a_list_of_them_all() -> None:
    table = Table(
        "<b>list",
        (Column("a", "</para>"), Column("b", "B")),
        [(text, text) for text in HOSTILE],
        question=HOSTILE[0],
    )
    paper = list_report.render(table, PRINTED, "fr")
    check(paper)
    text = text_by_pdfium(paper)
    for shown in ("<img src='/etc/passwd'/>", "&amp;", "[U+202E]", "[U+0007]", "{name.__class__}"):
        assert shown in text


def test_each_report_full_of_them() -> None:
    for text in (*_MARKUP[:3], *_PDF[:2], *_SIGNS[:3], *_LONG[:5], *_OTHER[:4]):
        slip = replace(
            SLIP, place=text, organisation=text, meeting=text, about=text, client_name=text,
            ask_for=text, telephone=text, bring=(text, text), time=text,
        )  # fmt: skip
        check(client_slip.render(slip, PRINTED, "atj", "fr"))
        visit = Visit(text[:200], text[:200], text, text, text, text, (text,), text, text[:200])
        check(worker_day.render(replace(DAY, worker=text, visits=(visit,)), PRINTED, "en"))
        check(recovery_paper.vault_paper(["ABCD"], "ABCD", text, text, text, text, PRINTED, "en"))
        check(
            recovery_paper.organisation_paper(
                ["ABCD"], "ABCD", text, "12345", text, text, PRINTED, "fr"
            )
        )
        check(enrolment_card.render(text, ["12345"], text, PRINTED, "en"))
        check(key_sheet.render([key_sheet.KeyGroup(text, ((text, text),))], PRINTED, "fr"))


def test_the_file_says_nothing_of_the_computer() -> None:
    printed = Printed("Maude", "now", datetime(2026, 11, 21, 15, 42, tzinfo=UTC))
    paper = client_slip.render(SLIP, printed, "en")
    facts = pypdf.PdfReader(io.BytesIO(paper)).metadata
    assert facts is not None
    assert {key: str(value) for key, value in facts.items()} == {
        "/Title": "Your appointment",
        "/Author": "Portage",
        "/Creator": "Portage",
        "/Producer": "Portage",
        "/Subject": "",
        "/Keywords": "",
        "/Trapped": "/False",
        "/CreationDate": "D:20261121154200+00'00'",
        "/ModDate": "D:20261121154200+00'00'",
    }
    assert paper == client_slip.render(SLIP, printed, "en")
