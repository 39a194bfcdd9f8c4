"""Fictional papers that several tests print, and ways to read a PDF back."""

from __future__ import annotations

import io
import os
import re
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2

from desktop_app.language import Message
from desktop_app.reports.client_slip import ClientSlip
from desktop_app.reports.pdf import Printed
from desktop_app.reports.table import Column, ColumnKind, Table
from desktop_app.reports.worker_day import Visit, Waiting, WorkerDay

REFERENCE = Path(__file__).parent / "reference"
PRINTED = Printed("Maude Fictive", "2026-11-21 10:42")

SLIP = ClientSlip(
    number="417",
    day=date(2026, 12, 8),
    time="10:30",
    organisation="Centre d'entraide du Nord",
    organisation_telephone="867-555-0143",
    place="Salle communautaire, Pangnirtung (ᐸᖕᓂᖅᑑᖅ)",
    meeting=Message("test", "In person"),
    ask_for="Maude Fictive",
    telephone="867-555-0199",
    bring=("Pièce d'identité", "Avis de cotisation de 2025"),
    about="Crédit pour la TPS/TVH",
)

DAY = WorkerDay(
    worker="Maude Fictive",
    day="Tuesday, December 8, 2026",
    organisation="Centre d'entraide du Nord",
    visits=(
        Visit(
            start="09:00",
            end="09:45",
            client="Jeanne Exemple",
            place="Pangnirtung, salle communautaire",
            meeting="In person",
            subject="Crédit pour la TPS/TVH",
            documents=("Avis de cotisation de 2025",),
            telephone="867-555-0100",
        ),
        Visit(start="10:30", end="11:00", client="C-2041", subject="ᓀᐦᐃᔭᐍᐏᐣ"),
    ),
    waiting=(Waiting("Call the revenue agency", "Jeanne Exemple", "for 21 days"),),
)

LIST = Table(
    title="Clients",
    columns=(
        Column("name", "Name"),
        Column("birth_date", "Date of birth", ColumnKind.DATE),
        Column("visits", "Visits", ColumnKind.NUMBER),
        Column("gained", "Income gained", ColumnKind.MONEY),
        Column("complete", "Complete", ColumnKind.YES_NO),
    ),
    rows=(
        ("Jeanne Exemple", "1951-03-02", 3, 318_000, True),
        ("ᔭᐃᑯᐱ ᐃᓕᓴᐱ", date(1980, 3, 31), 1_200, -5, False),
        ("=1+1", "~1950", None, None, None),
    ),
    question="",
)


def text_by_pdfium(paper: bytes) -> str:
    """The words of all pages, as the reader in most browsers finds them."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper)]
    return "\n".join(pages).replace("\r\n", "\n").replace("\ufffe", "-")


def text_by_pypdf(paper: bytes) -> str:
    """The words of all pages, as a second reader finds them."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)


def squeezed(text: str) -> str:
    """The text without any space: readers disagree about where a shifted mark ends a word."""
    return re.sub(r"\s+", "", text)


def same_as_kept(name: str, text: str) -> bool:
    """Is `text` what reference/`name` holds? With KEEP_REFERENCES=1 it is kept anew instead."""
    kept = REFERENCE / name
    if os.environ.get("KEEP_REFERENCES") == "1":
        kept.write_text(text, encoding="utf-8")
    return kept.read_text(encoding="utf-8") == text
