"""The rooms of forms: whole in each look, filled in and made by keys alone, nothing typed is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.forms.definition import Form, Question, Sort
from desktop_app.domain.forms.filling import DECLINED, Answer, Filling, Place
from desktop_app.language import Label, current_language
from desktop_app.services.directory.proposals import Proposals
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.forms import Forms
from desktop_app.services.undo import Undo
from desktop_app.ui.forms.fill_view import SHEET, FillPage
from desktop_app.ui.shared.buttons import Button
from tests.builders import carry
from tests.ui.forms.rehearsal import TODAY, some_rooms
from tests.ui.forms.scenes import scenes
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.scene import Scene


@pytest.mark.parametrize("look", [("fr", "light", 100), ("en", "dark", 200)])
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_the_rooms_are_whole(qtbot: QtBot, scene: Scene, look: tuple[str, str, int]) -> None:
    language, palette, percent = look
    screen = scene.make()
    qtbot.addWidget(screen)
    prepare(screen, (1254, 682) if percent == 100 else (1366, 440), language, palette, percent)
    settle(screen)
    assert cut_off_text(screen) == []
    assert nameless(screen) == []
    assert rich_text_labels(screen) == []


def _press(within: QWidget, words: str) -> None:
    found = next(one for one in within.findChildren(Button) if one.text().strip() == words)
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Return)
    settle(within)


def _keyboard(room: QWidget) -> QWidget:
    """What has the keyboard in that window."""
    room.activateWindow()
    settle(room)
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_a_form_is_filled_in_by_keys_alone_and_kept_when_the_power_goes(qtbot: QtBot) -> None:
    rooms = some_rooms(filled=False)
    session = rooms.world.laptop
    undo = Undo(session)
    room = rooms.file_room()
    qtbot.addWidget(room)
    prepare(room)
    room.take_focus()
    QTest.keyClick(_keyboard(room), Qt.Key.Key_Return)
    settle(room)
    QTest.keyClick(_keyboard(room), Qt.Key.Key_Down)  # the list of the first question
    settle(room)
    cost = room.page._rows[Place("cost")].field
    assert cost.isVisibleTo(room)
    cost.take_focus()
    QTest.keyClicks(_keyboard(room), "180,00" if _french() else "180.00")
    # The room is shut; what was typed is there when the form is opened again.
    room.page._leave()
    settle(room)
    again = rooms.file_room()
    qtbot.addWidget(again)
    prepare(again)
    again.add("form")
    settle(again)
    assert again.page._rows[Place("cost")].field.value() == 18000
    _press(again, "One more" if not _french() else "Une fois de plus")
    assert Place("age", "2") in again.page._rows
    age = again.page._rows[Place("age", "2")].field
    age.take_focus()
    QTest.keyClicks(_keyboard(again), "9")
    again.page._rows[Place("repairs")]._states[DECLINED].click()
    QTest.keyClick(_keyboard(again), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(again)
    (record,) = FilledForms(session).of(rooms.client)
    assert record.answers == {
        Place("heating"): Answer("wood"),
        Place("cost"): Answer("18000"),
        Place("yearly"): Answer("108000"),
        Place("age", "2"): Answer("9"),
        Place("repairs"): Answer("", DECLINED),
    }
    assert not record.complete
    assert rooms.world.drafts.kept == {}
    undo.undo_last()
    assert FilledForms(session).of(rooms.client) == ()


def _french() -> bool:
    return current_language() == "fr"


def test_what_is_missing_is_said_and_everything_is_kept(qtbot: QtBot) -> None:
    rooms = some_rooms(filled=False)
    room = rooms.file_room()
    qtbot.addWidget(room)
    prepare(room)
    room.begin_asked.emit(rooms.form)
    room.page.answered.emit("age", "1", "71")
    room.page.saved.emit(True)
    settle(room)
    assert room.page._rows[Place("heating")].field.error()
    assert FilledForms(rooms.world.laptop).of(rooms.client) == ()
    room.page.state_chosen.emit("heating", "", DECLINED)
    room.page.saved.emit(True)
    (record,) = FilledForms(rooms.world.laptop).of(rooms.client)
    assert record.complete


def test_one_question_a_page_asks_the_same(qtbot: QtBot) -> None:
    rooms = some_rooms(filled=False)
    room = rooms.file_room()
    qtbot.addWidget(room)
    prepare(room)
    room.begin_asked.emit(rooms.form)
    room.page._switch()
    seen = []
    for _ in range(4):
        seen += [place.question for place, row in room.page._rows.items() if row.isVisibleTo(room)]
        room.page._turn(1)
    assert seen == ["heating", "age", "cough", "repairs"]


def test_a_remark_on_a_question_reaches_the_office(qtbot: QtBot) -> None:
    rooms = some_rooms(filled=False)
    room = rooms.file_room()
    qtbot.addWidget(room)
    room.begin_asked.emit(rooms.form)
    room.remarked.emit("heating", "Personne ne comprend ce mot.")
    carry(rooms.world.laptop, rooms.world.office)
    (told,) = Proposals(rooms.world.office).all()
    assert told.text == "Personne ne comprend ce mot."
    assert "?" in told.subject


def test_the_office_makes_a_field_and_a_form_and_a_laptop_asks_them(qtbot: QtBot) -> None:
    rooms = some_rooms(filled=False)
    office = rooms.world.office
    room = rooms.office_room()
    qtbot.addWidget(room)
    prepare(room)
    room.form_opened.emit(rooms.form)
    settle(room)
    room.question_asked.emit(False)
    assert room.dialog is not None
    form = room.dialog.form
    for name, value in (
        ("sort", "yes_no"), ("french", "Un détecteur ?"), ("english", "A detector?"),
        ("why_french", "Pour la sécurité."), ("why_english", "For safety."),
    ):  # fmt: skip
        form.field(name).set_value(value)
    room.dialog.verb.click()
    settle(room)
    assert Forms(office).get(rooms.form).version == 1
    room.question_moved.emit("a_detector", -1)
    room.publish_asked.emit()
    assert Forms(office).get(rooms.form).version == 2
    room.back_asked.emit()
    (field,) = OwnFieldsDesk(office).all()
    room.field_acted.emit(field.id)
    assert OwnFieldsDesk(office).get(field.id).text("state") == "retired"
    carry(office, rooms.world.laptop)
    (found,) = Forms(rooms.world.laptop).to_fill()
    assert found.latest is not None
    assert found.latest.form is not None
    assert [one.name for one in found.latest.form.questions][-2:] == ["a_detector", "repairs"]
    assert not rooms.world.laptop.registry["client"].has_field("own_gone")


def test_a_form_of_three_hundred_questions_has_pages_that_are_made_as_they_are_turned(
    qtbot: QtBot,
) -> None:
    questions = tuple(
        Question(f"q{n}", Sort.TEXT, f"Question {n} ?", f"Question {n}?", required=n == 299)
        for n in range(300)
    )
    page = FillPage()
    qtbot.addWidget(page)
    prepare(page)
    filled = Filling(Form(questions)).fill({}, TODAY)
    page.show_form(Label.of("Long", "Long"), Label.of("", ""), filled, False)
    assert len(page._rows) == SHEET
    left: list[str] = []
    page.answered.connect(lambda question, repeat, text: left.append(f"{question} {text}"))
    page._rows[Place("q29")].field.take_focus()
    QTest.keyClicks(_keyboard(page), "kept")
    page._next.click()
    assert left == ["q29 kept"]
    assert next(iter(page._rows)) == Place("q30")
    assert len(page._rows) == SHEET
    # What is missing is led to, on whichever page it is.
    page.show_filled(filled, errors=True)
    assert page._rows[Place("q299")].field.error()
