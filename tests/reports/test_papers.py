"""The papers people hold: what they say, in one language or two, and what they leave out."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from desktop_app.language import current_language, use_language
from desktop_app.reports import (
    client_slip,
    enrolment_card,
    key_sheet,
    list_report,
    recovery_paper,
    worker_day,
)
from desktop_app.reports.pdf import Printed
from desktop_app.reports.speaking import speaking
from desktop_app.reports.table import Column
from desktop_app.reports.worker_day import Visit
from tests.reports.samples import DAY, LIST, PRINTED, SLIP, same_as_kept, text_by_pdfium

CODE = ("K7QF-2MNP-X4TD", "9WRC-H3VB-6YJA", "LZ5E-8GUS-QK2F", "7MNP-X4TD-9WRC")
DIGITS = "12345 67890 24680 13579 11223 44556"


def seen_by_a_camera(paper: bytes) -> list[str]:
    """What the square codes of the first page hold, from the page drawn at 150 dots an inch."""
    picture = pypdfium2.PdfDocument(paper)[0].render(scale=150 / 72).to_pil().convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def vault_paper(language: str = "en", qr_text: str = "PORTAGE-VAULT-1:" + "".join(CODE)) -> bytes:
    return recovery_paper.vault_paper(
        CODE, qr_text, "Centre d'entraide du Nord", "North laptop", "November 21, 2026",
        "Maude Fictive", PRINTED, language, DIGITS,
    )  # fmt: skip


def organisation_paper(language: str = "en") -> bytes:
    return recovery_paper.organisation_paper(
        CODE, "PORTAGE-ROOT-1:" + "".join(CODE), "Centre d'entraide du Nord", DIGITS,
        "November 21, 2026", "Maude Fictive", PRINTED, language,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        ("client_slip.txt", client_slip.render(SLIP, PRINTED, "en")),
        ("worker_day.txt", worker_day.render(DAY, PRINTED, "en")),
        ("vault_paper.txt", vault_paper()),
        ("organisation_paper.txt", organisation_paper()),
        (
            "enrolment_card.txt",
            enrolment_card.render(
                "Centre d'entraide du Nord", DIGITS.split(), "867-555-0143", PRINTED, "en"
            ),
        ),
        ("list.txt", list_report.render(LIST, PRINTED, "en")),
        (
            "key_sheet.txt",
            key_sheet.render(
                [key_sheet.KeyGroup("Everywhere", (("Ctrl+K", "Find"), ("Ctrl+L", "Lock")))],
                PRINTED,
                "en",
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_paper_says_what_was_kept(name: str, paper: bytes) -> None:
    assert same_as_kept(name, text_by_pdfium(paper))


def test_the_slip_holds_no_name_unless_asked() -> None:
    assert "Jeanne" not in text_by_pdfium(client_slip.render(SLIP, PRINTED, "en"))
    named = replace(SLIP, client_name="Jeanne Exemple")
    assert "Jeanne Exemple" in text_by_pdfium(client_slip.render(named, PRINTED, "en"))
    assert named.qr_text == "417 2026-12-08"
    assert seen_by_a_camera(client_slip.render(named, PRINTED, "en")) == ["417 2026-12-08"]


def test_the_slip_says_its_day_in_each_language() -> None:
    text = text_by_pdfium(client_slip.render(SLIP, PRINTED, "fr", "en"))
    assert "Mardi 8 décembre 2026" in text
    assert "Tuesday, December 8, 2026" in text
    assert "ᐸᖕᓂᖅᑑᖅ" in text
    # A word of a pack never stands alone: it may name another day in the next community.
    assert "nicw kicikaw, 2026-12-08" in text_by_pdfium(client_slip.render(SLIP, PRINTED, "atj"))


def test_two_languages_that_say_the_same_say_it_once() -> None:
    text = text_by_pdfium(client_slip.render(SLIP, PRINTED, "en", "en"))
    assert text.count("Tuesday, December 8, 2026") == 1
    assert text.count("Where") == 1


def test_the_type_is_large_enough_for_tired_eyes() -> None:
    sizes = set()
    page = pypdfium2.PdfDocument(client_slip.render(SLIP, PRINTED, "fr", "en"))[0]
    for thing in page.get_objects():
        if isinstance(thing, pypdfium2.PdfTextObj):
            sizes.add(round(thing.get_font_size()))
    assert sizes <= {11, 16, 18, 22, 25, 32}  # 11 is the foot of the page alone


def test_a_long_list_of_documents_goes_on_to_the_next_page() -> None:
    slip = replace(SLIP, bring=tuple(f"Document {number} " + "x" * 60 for number in range(40)))
    text = text_by_pdfium(client_slip.render(slip, PRINTED, "fr", "en"))
    assert all(f"Document {number} " in text.replace("\n", " ") for number in range(40))


def test_printing_in_another_language_leaves_the_screen_alone() -> None:
    before = current_language()
    use_language("en")
    try:
        client_slip.render(SLIP, PRINTED, "fr", "atj")
        assert current_language() == "en"
        with pytest.raises(ValueError, match="stop"), speaking("fr"):
            raise ValueError("stop")
        assert current_language() == "en"
    finally:
        use_language(before)


def test_a_long_day_keeps_every_visit_whole() -> None:
    visits = tuple(
        Visit(f"{hour:02d}:00", f"{hour:02d}:45", f"C-{hour:04d}", subject="Follow-up")
        for hour in range(24)
    )
    text = text_by_pdfium(worker_day.render(replace(DAY, visits=visits), PRINTED, "en"))
    assert all(f"C-{hour:04d}" in text for hour in range(24))
    assert "Page 1 of 3" in text


def test_an_empty_day_says_so() -> None:
    text = text_by_pdfium(worker_day.render(replace(DAY, visits=()), PRINTED, "en"))
    assert "No appointment on this day." in text


def test_the_foot_of_a_paper_without_a_person() -> None:
    text = text_by_pdfium(worker_day.render(DAY, Printed("", "2026-11-21 10:42"), "en"))
    assert "Printed 2026-11-21 10:42" in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_recovery_codes_are_read_from_the_page(language: str) -> None:
    assert seen_by_a_camera(vault_paper(language)) == ["PORTAGE-VAULT-1:" + "".join(CODE)]
    assert seen_by_a_camera(organisation_paper(language)) == ["PORTAGE-ROOT-1:" + "".join(CODE)]
    long = "PORTAGE-VAULT-1:" + "ABCDEFGH" * 30
    assert seen_by_a_camera(vault_paper(language, long)) == [long]


def test_the_two_recovery_papers_are_told_apart() -> None:
    vault, root = text_by_pdfium(vault_paper()), text_by_pdfium(organisation_paper())
    assert vault.splitlines()[0] != root.splitlines()[0]
    assert "It opens no vault." in root
    assert "opens without its passphrase" in vault
    assert DIGITS in root
    assert DIGITS in vault
    assert all(line in vault and line in root for line in CODE)
    edges = []
    for paper in (vault_paper(), organisation_paper()):
        picture = pypdfium2.PdfDocument(paper)[0].render(scale=1).to_pil().convert("L")
        edges.append(bytes(picture.crop((0, 100, 40, 300)).tobytes()))
    assert edges[0] != edges[1]


def test_a_recovery_paper_is_one_page_with_the_longest_names() -> None:
    paper = recovery_paper.organisation_paper(
        CODE, "x" * 200, "Association " * 50, DIGITS, "November 21, 2026", "Marie-Ève " * 50,
        PRINTED, "en",
    )  # fmt: skip
    assert len(pypdfium2.PdfDocument(paper)) == 1


def test_a_wide_list_is_printed_in_parts() -> None:
    columns = tuple(a_column(number) for number in range(14))
    table = replace(LIST, columns=columns, rows=[[f"value {at} in words" for at in range(14)]] * 40)
    text = text_by_pdfium(list_report.render(table, PRINTED, "en")).replace("\n", " ")
    assert all(f"value {at} in words" in text for at in range(14))
    assert text.count("value 0 in words") >= 80  # the first column is in every part


def a_column(number: int) -> Column:
    return Column(f"column_{number}", f"Heading number {number}")


def test_headings_come_again_on_every_page() -> None:
    table = replace(LIST, rows=[("Jeanne Exemple", "1951-03-02", 1, 100, True)] * 100)
    paper = list_report.render(table, PRINTED, "en")
    pages = len(pypdfium2.PdfDocument(paper))
    assert pages > 3
    assert text_by_pdfium(paper).count("Date of birth") == pages


def test_an_empty_list_says_so() -> None:
    text = text_by_pdfium(list_report.render(replace(LIST, rows=()), PRINTED, "en"))
    assert "This list is empty." in text
