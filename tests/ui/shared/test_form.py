from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.domain.fields import Field as DeclaredField
from desktop_app.domain.fields import Kind, Value
from desktop_app.domain.people import people
from desktop_app.language import Message, use_language
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.date_fields import DateField, TimeField, read_time
from desktop_app.ui.shared.dialogs import Decision, PassphraseDialog
from desktop_app.ui.shared.fields import CheckField, ChoiceField, LongTextField, TextField
from desktop_app.ui.shared.form import Form, FormField, FormGroup, declared, make_field
from desktop_app.ui.shared.item_rows import FormList, declared_list
from desktop_app.ui.shared.number_fields import MoneyField, read_cents, write_cents
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle

PURPOSE = Message("test", "To test.")
IDS = [UUID(int=number) for number in range(1, 9)]


def ids() -> Callable[[], UUID]:
    left = iter(IDS)
    return lambda: next(left)


@pytest.fixture
def form(qapp: QApplication) -> Form:
    group = FormGroup(
        "Who",
        (
            FormField("given", "Given names", required=True),
            FormField("born", "Date of birth", Kind.PARTIAL_DATE),
            FormField("notes", "Notes", Kind.LONG_TEXT),
            FormField("safe", "Safe to leave a message", Kind.YES_NO),
            FormField("mode", "Mode", choices=(("visit", "Visit"), ("call", "Call"))),
            declared_list(people.IDENTITY.items("phones")),
        ),
    )
    made = Form([group], ids())
    prepare(made, (900, 700))
    return made


def leave(form: Form, box: QLineEdit, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    form.summary.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.clearFocus()


def test_a_closed_list_says_what_it_is_about_on_every_system(form: Form) -> None:
    field = form.field("mode")
    field.set_value("call")
    said = QAccessible.queryAccessibleInterface(field.inputs()[0])
    # Windows and macOS ask for the name, Linux for the label that belongs to it.
    assert field.inputs()[0].accessibleName() == "Mode"
    assert [one.text(QAccessible.Text.Name) for one, _ in said.relations()] == ["Mode"]


def test_a_field_is_announced_when_it_is_left_with_another_value(form: Form) -> None:
    heard: list[tuple[str, object]] = []
    form.field_left.connect(lambda key, value: heard.append((key, value)))
    given = form.field("given").inputs()[0]
    assert isinstance(given, QLineEdit)
    leave(form, given, "Jeanne")
    leave(form, given, "Jeanne")
    assert heard == [("given", "Jeanne")]


def test_shown_values_are_not_announced_and_come_back(form: Form) -> None:
    heard: list[str] = []
    form.field_left.connect(lambda key, value: heard.append(key))
    values: dict[str, Value] = {
        "given": "Jeanne",
        "born": "~1951",
        "notes": "Two\nlines",
        "safe": True,
        "mode": "call",
        f"phones/{IDS[7]}/number": "867 555-0142",
    }
    form.show_values(values)
    assert heard == []
    found = form.values()
    assert {key: found[key] for key in values} == values


def test_keys_ask_to_save_and_enter_does_not(form: Form, qtbot: QtBot) -> None:
    heard: list[object] = []
    form.field_left.connect(lambda key, value: heard.append((key, value)))
    form.save_asked.connect(lambda: heard.append("save"))
    given = form.field("given").inputs()[0]
    given.setFocus()
    QTest.keyClicks(given, "Ana")
    QTest.keyClick(given, Qt.Key.Key_Return)
    assert heard == [("given", "Ana")]
    QTest.keyClicks(given, "!")
    QTest.keyClick(given, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard[1:] == [("given", "Ana!"), "save"]
    QTest.keyClick(given, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert heard[3:] == ["save"]


def test_errors_stand_on_top_and_lead_to_their_fields(form: Form) -> None:
    said = Message("dates", "Enter the year with 4 digits, for example 1980.")
    form.show_errors({"born": said})
    settle(form)
    links = form.summary.findChildren(Button)
    assert [link.text() for link in links] == [str(said)]
    assert form.focusWidget() is links[0]
    assert form.field("born").error() == str(said)
    links[0].click()
    assert form.focusWidget() is form.field("born").inputs()[0]
    form.show_errors({})
    assert form.field("born").error() == ""
    assert form.summary.isHidden()


def test_items_are_added_and_removed_by_their_paths(form: Form) -> None:
    heard: list[tuple[str, object]] = []
    form.field_left.connect(lambda key, value: heard.append((key, value)))
    form.items("phones").add_button.click()
    settle(form)
    number = form.focusWidget()
    assert isinstance(number, QLineEdit)
    leave(form, number, "867 555-0142")
    prefix = f"phones/{IDS[0]}"
    assert heard == [(f"{prefix}/life", "live"), (f"{prefix}/number", "867 555-0142")]
    form.go_to(f"{prefix}/number")
    assert form.focusWidget() is number
    remove = [
        button
        for button in form.items("phones").findChildren(Button)
        if button.accessibleName().startswith("Remove")
    ]
    remove[0].click()
    assert heard[-1] == (f"{prefix}/life", "deleted")
    assert f"{prefix}/number" not in form.values()


@pytest.mark.parametrize("text_percent", [100, 200])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [700, 1200])
def test_the_declared_form_is_whole(
    qapp: QApplication, width: int, language: str, text_percent: int
) -> None:
    entity = people.IDENTITY
    items: tuple[FormField | FormList, ...] = (
        *(declared(one) for one in entity.fields),
        *(declared_list(one) for one in entity.lists),
    )
    form = Form([FormGroup(entity.label, items)], ids())
    for rows in entity.lists[:3]:
        form.items(rows.name).add()
    prepare(form, (width, 6000), language, "light", text_percent)
    assert cut_off_text(form) == []
    assert nameless(form) == []
    assert rich_text_labels(form) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_an_input_that_keeps_an_empty_value(qapp: QApplication, kind: Kind) -> None:
    field = make_field(declared(DeclaredField(1, "it", kind, PURPOSE, PURPOSE)))
    field.set_value(None)
    assert field.value() in (None, False)
    assert field.problem() is None


@pytest.mark.parametrize("value", ["1980-03-31", "1980-03", "1980", "~1950", "~1950-07", None])
def test_partial_dates_come_back_as_they_were(qapp: QApplication, value: str | None) -> None:
    field = DateField("Born", partial=True)
    field.set_value(value)
    assert field.value() == value
    assert field.problem() is None


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (("80", "03", "31"), "year with 4 digits"),
        (("", "03", ""), "year with 4 digits"),
        (("1980", "13", ""), "from 1 to 12"),
        (("1981", "02", "29"), "from 1 to 28"),
        (("1980", "", "31"), "month too"),
    ],
)
def test_impossible_dates_say_what_to_do(
    qapp: QApplication, parts: tuple[str, str, str], says: str
) -> None:
    field = DateField("Born", partial=True)
    for box, text in zip(field.inputs(), parts, strict=True):
        assert isinstance(box, QLineEdit)
        box.setText(text)
    heard: list[object] = []
    field.left.connect(heard.append)
    field.finish()
    assert says in field.error()
    assert heard == []


def test_an_exact_date_needs_all_three(qapp: QApplication) -> None:
    field = DateField("On")
    field.year.setText("2026")
    assert field.problem() is not None
    field.set_value("2026-11-21")
    assert field.problem() is None


def test_a_date_can_be_typed_in_one_go(qapp: QApplication) -> None:
    field = DateField("Born", partial=True)
    prepare(field, (500, 120))
    field.year.setFocus()
    for letter in "19800331":
        box = field.focusWidget()
        assert box is not None
        QTest.keyClicks(box, letter)
    assert field.value() == "1980-03-31"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", "09:00"),
        ("930", "09:30"),
        ("9h30", "09:30"),
        ("13 h", "13:00"),
        ("13:05", "13:05"),
        ("24:00", None),
        ("9:7", None),
        ("noon", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_type_them(typed: str, read: str | None) -> None:
    assert read_time(typed) == read


def test_a_time_that_is_none_says_so(qapp: QApplication) -> None:
    field = TimeField("At")
    field.line.setText("noon")
    assert "13:30" in str(field.problem())


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1 234,50 $", 123450),
        ("$1,234.50", 123450),
        ("1234", 123400),
        ("1,234", 123400),
        ("12,50", 1250),
        ("-3.05", -305),
        ("1.234,50", None),
        ("much", None),
        ("", None),
    ],
)
def test_amounts_are_read_in_both_languages(typed: str, cents: int | None) -> None:
    assert read_cents(typed) == cents


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("cents", [0, 5, 123450, -305, 100_000_000])
def test_amounts_that_are_shown_are_read_again(
    qapp: QApplication, language: str, cents: int
) -> None:
    use_language(language)
    field = MoneyField("Amount")
    field.set_value(cents)
    assert field.value() == cents
    assert read_cents(write_cents(cents)) == cents


def test_a_choice_of_a_newer_release_is_not_lost(qapp: QApplication) -> None:
    field = ChoiceField("Mode", [("visit", "Visit")])
    field.set_value("hologram")
    assert field.value() == "hologram"
    field.set_value("visit")
    assert field.value() == "visit"


def test_a_tick_is_announced_at_once(qapp: QApplication) -> None:
    field = CheckField("Safe to leave a message")
    heard: list[object] = []
    field.left.connect(heard.append)
    field.check.click()
    assert heard == [True]


def test_tab_leaves_a_long_text(qapp: QApplication) -> None:
    field = LongTextField("Notes")
    prepare(field, (400, 200))
    heard: list[object] = []
    field.left.connect(heard.append)
    field.text.setFocus()
    QTest.keyClicks(field.text, "Came by")
    field.text.clearFocus()
    settle(field)
    assert heard == ["Came by"]
    assert field.text.tabChangesFocus()


def test_help_and_error_are_read_out_with_the_input(qapp: QApplication) -> None:
    field = TextField("Code", help_text="Four letters")
    field.show_error("Enter four letters.")
    assert field.line.accessibleName() == "Code"
    assert field.line.accessibleDescription() == "Four letters Enter four letters."


def test_a_decision_puts_the_keyboard_on_the_safe_answer(qapp: QApplication) -> None:
    dialog = Decision("Revoke the laptop?", "It can no longer read bundles.", "Revoke this laptop")
    prepare(dialog, (480, 220))
    assert dialog.focusWidget() is dialog.keep
    assert dialog.verb.text() == "Revoke this laptop"
    assert nameless(dialog) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == Decision.DialogCode.Rejected


def test_a_passphrase_is_given_shown_and_forgotten(qapp: QApplication) -> None:
    dialog = PassphraseDialog("Open the vault", "It is encrypted.", "Open")
    prepare(dialog, (480, 260))
    given: list[str] = []
    dialog.given.connect(given.append)
    dialog.verb.click()
    assert dialog.field.error() == "Enter the passphrase."
    QTest.keyClicks(dialog.field.line, "four words ")
    dialog.field.toggle.click()
    assert dialog.field.line.echoMode() is QLineEdit.EchoMode.Normal
    dialog.verb.click()
    assert given == ["four words "]
    dialog.show_problem("That does not open this vault. Nothing was changed. Try once more.")
    settle(dialog)
    assert cut_off_text(dialog) == []
    dialog.reject()
    assert dialog.field.secret() == ""
