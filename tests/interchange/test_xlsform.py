"""XLSForm: real workbooks in, our forms out, and back; nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from desktop_app.domain.forms.definition import Form, Option, Question, Sort
from desktop_app.interchange.spreadsheet import read_table
from desktop_app.interchange.xlsform import XlsForm, form_of, workbook_of
from desktop_app.interchange.xlsform_expressions import Untranslatable, to_ours, to_theirs

NAMES = {"age": "age", "Income": "income", "needs": "needs", "q-1": "q_1"}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${age} >= 18 and selected(${needs}, 'tax')", "age >= 18 and selected(needs, 'tax')"),
        ("not(${age} = '') or true()", "not(age = '') or true()"),
        (". >= 0 and . <= 120", ". >= 0 and . <= 120"),
        ("if(${age} > 5, 'a  b', ${q-1})", "if(age > 5, 'a  b', q_1)"),
        ("coalesce(${Income}, 0) * 12 div 2", "coalesce(income, 0) * 12 / 2"),
        ("round(${Income} div 3, 2)", "round(income / 3, 2)"),
        ("count-selected(${needs}) mod 2 = 1", "count_selected(needs) mod 2 = 1"),
        ("sum(${age}) + number(${Income})", "sum(age) + (income)"),
    ],
)
def test_conditions_come_over_and_go_back(theirs: str, ours: str) -> None:
    assert to_ours(theirs, NAMES) == ours
    back = to_theirs(ours)
    assert to_ours(back, {name: name for name in NAMES.values()}) == ours


@pytest.mark.parametrize(
    "text",
    [
        "regex(., '[0-9]+')", "${gone} = 1", "pulldata('a', 'b', 'c', ${age})", "position(..)",
        "${age} > ", "../age > 1", "concat(${age}, 'x')", "${age} = 'x", "{age}",
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(Untranslatable):
        to_ours(text, NAMES)


def read(path: Path) -> XlsForm:
    names = read_table(path).sheet_names
    sheets = [read_table(path, name) if name in names else None for name in ("choices", "settings")]
    return form_of(read_table(path, "survey"), *sheets)


def a_workbook(folder: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "formulaire.xlsx"
    book.save(path)
    return path


SURVEY: list[list[object]] = [
    ["type", "name", "label::Français (fr)", "label::English (en)", "label::ᐃᓄᒃᑎᑐᑦ (iu)", "required",
     "relevant", "calculation", "constraint", "constraint_message", "appearance", "choice_filter"],
    ["start", "start"],
    ["begin group", "Logis", "Le logis", "Home"],
    ["select_one chauffage or_other", "heating", "Chauffage", "Heating", "ᐅᖅᑰᒃᑯᑦ", "yes"],
    ["integer", "Age", "Âge", "Age", None, "${heating} = 'wood'", "${heating} != 'oil'", None, ". < 120", "Too old"],
    ["text", "notes", "Remarques", "Remarks", None, None, None, None, "regex(., 'a')", None, "multiline"],
    ["end group"],
    ["begin_repeat", "person", "Personne", "Person"],
    ["select_one oui_non", "asthma", "Asthme", "Asthma"],
    ["end_repeat"],
    ["calculate", "n", None, None, None, None, None, "count(${asthma})"],
    ["geopoint", "where", "Où", "Where"],
    ["select_multiple needs", "needs", "Besoins", "Needs", None, None, None, None, None, None, None, "x=1"],
]  # fmt: skip
CHOICE_ROWS: list[list[object]] = [
    ["list_name", "name", "label::Français (fr)", "label::English (en)"],
    ["chauffage", "wood", "Bois", "Wood"], ["chauffage", "oil", "Mazout", "Oil"],
    ["oui_non", "yes", "Oui", "Yes"], ["oui_non", "no", "Non", "No"],
    ["needs", "tax", "Impôts", "Taxes"], ["needs", "food", "Nourriture", "Food"],
    ["needs", "two words", "x", "x"],
]  # fmt: skip


def test_a_form_of_another_program_comes_over_with_a_report(tmp_path: Path) -> None:
    settings: list[list[object]] = [["form_title", "form_id"], ["Hiver", "hiver_1"]]
    path = a_workbook(tmp_path, survey=SURVEY, choices=CHOICE_ROWS, settings=settings)
    found = read(path)
    assert (found.title_french, found.code) == ("Hiver", "hiver_1")
    told = [(one.name, one.sort) for one, _ in found.form.walk()]
    assert told == [
        ("logis", Sort.GROUP), ("heating", Sort.CHOICE), ("age", Sort.INTEGER), ("notes", Sort.LONG_TEXT),
        ("person", Sort.REPEAT), ("asthma", Sort.YES_NO), ("n", Sort.CALCULATION), ("needs", Sort.CHOICES),
    ]  # fmt: skip
    heating, age = found.form.question("heating"), found.form.question("age")
    assert heating is not None
    assert age is not None
    assert (heating.required, heating.other) == (True, True)
    assert [one.value for one in heating.choices] == ["wood", "oil"]
    assert (age.when, age.check, age.check_english) == ("heating != 'oil'", ". < 120", "Too old")
    remarks = [(one.sheet, one.row, str(one.words)) for one in found.remarks]
    rows = {(sheet, row) for sheet, row, _ in remarks}
    # metadata, renamed, sometimes required, untranslatable check, unknown kind, filter, bad choice
    assert {("survey", n) for n in (2, 3, 5, 6, 12, 13)} <= rows
    assert ("choices", 8) in rows
    assert any("iu" in words for _, _, words in remarks)
    notes = found.form.question("notes")
    assert notes is not None
    assert notes.extra["xlsform"]["constraint"] == "regex(., 'a')"


def test_our_form_goes_out_and_comes_back_as_it_was(tmp_path: Path) -> None:
    form = Form(
        (
            Question("a", Sort.YES_NO, "A ?", "A?", "Pour a", "For a", required=True),
            Question(
                "g", Sort.REPEAT, "G", "G", most=5, when="a",
                questions=(
                    Question("cost", Sort.MONEY, "=Coût", "-Cost", "x", "y", check=". > 1", check_french="non"),
                    Question("kind", Sort.CHOICE, "K", "K", other=True,
                             choices=(Option("x", "X", "Ex"), Option("y", "Y", "Wy"))),
                ),
            ),
            Question("text", Sort.LONG_TEXT, "ᐃᒡᓗ", "T", hint_english="h", extra={"xlsform": {"default": "3"}}),
            Question("total", Sort.CALCULATION, calculate="sum(cost) * 2 + count(kind)"),
            Question("n", Sort.NOTE, "Lisez", "Read", when="not(answered(text)) and (a or total > 3)"),
        )
    )  # fmt: skip
    data, remarks = workbook_of(form, "Titre", "Title", "code", 3)
    assert not remarks
    path = tmp_path / "out.xlsx"
    path.write_bytes(data)
    back = read(path)
    # Two conditions come back in other words that say the same.
    assert back.form.questions[-1].when == "not((text != '')) and (a = 'yes' or total > 3)"
    assert back.form.questions[1].when == "a = 'yes'"
    questions = list(back.form.questions)
    questions[1] = replace(questions[1], when=form.questions[1].when)
    questions[-1] = replace(questions[-1], when=form.questions[-1].when)
    assert tuple(questions) == form.questions
    assert (back.title_french, back.title_english, back.code) == ("Titre", "Title", "code")
