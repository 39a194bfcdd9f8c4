from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.language import Message
from desktop_app.ui.shared.dialogs import PassphraseDialog
from desktop_app.ui.shared.focus import FocusRing
from desktop_app.ui.shared.hits import Group, Hit
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.key_sheet import keys_document
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.lists import CardRow
from desktop_app.ui.shared.printing import write_pdf
from desktop_app.ui.shell.join import join
from desktop_app.ui.shell.keys import KEY_GROUPS
from desktop_app.ui.shell.places import Route
from desktop_app.ui.shell.presenter import Look, ShellPresenter, Standing, Waits
from desktop_app.ui.shell.view import MainWindow
from tests.ui.picture import cut_off_text, nameless, picture, prepare, rich_text_labels, settle
from tests.ui.placeholder import morning_window
from tests.ui.shell.test_presenter import Frame

NOW = datetime(2026, 11, 21, 15, 42, tzinfo=UTC)


@pytest.fixture
def window(qapp: QApplication) -> MainWindow:
    made = morning_window("en")
    prepare(made)
    made.activateWindow()
    settle(made)
    return made


@pytest.mark.parametrize("text_percent", [100, 150, 200])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [1366, 1024, 900])
def test_nothing_is_cut_off_and_everything_has_a_name(
    qapp: QApplication, language: str, text_percent: int, width: int
) -> None:
    window = morning_window(language, "light", text_percent)
    prepare(window, (width, 768), language, "light", text_percent)
    assert window.width() == width
    assert cut_off_text(window) == []
    assert nameless(window) == []
    assert rich_text_labels(window) == []


@pytest.mark.parametrize("palette", ["light", "dark", "yellow_on_black"])
def test_a_picture_is_written(qapp: QApplication, palette: str, tmp_path: Path) -> None:
    window = morning_window("fr", palette)
    path = picture(window, palette, language="fr", palette=palette, folder=tmp_path)
    assert path.stat().st_size > 10_000


def test_the_rail_lies_across_with_large_text_and_in_a_narrow_window(window: MainWindow) -> None:
    across = [window.rail.across]
    for width, percent in ((1000, 100), (1366, 100), (1366, 200)):
        window.resize(width, 768)
        window.show_look(Look("light", percent, "en"))
        across.append(window.rail.across)
    assert across == [False, True, False, True]


def test_language_and_look_change_at_once(window: MainWindow) -> None:
    window.show_look(Look("dark", 125, "fr"))
    assert window.rail.items["today"].text() == "Aujourd'hui"
    assert window.top_bar.new_person.text().strip() == "Nouvelle personne"
    assert window.windowTitle().startswith("Aujourd'hui")
    assert window.status.text_size.text().replace("\u00a0", " ").endswith("125 %")
    window.show_look(Look("light", 100, "en"))
    assert window.rail.items["today"].text() == "Today"


def test_what_waits_is_said_with_the_place(window: MainWindow) -> None:
    window.show_badges({"exchange": Waits(3)})
    assert window.rail.items["exchange"].accessibleName() == "Exchange, 3 wait"
    window.show_badges({"exchange": Waits(3, Message("shell", "3 changes only here"))})
    assert window.rail.items["exchange"].accessibleName() == "Exchange, 3 changes only here"
    assert "3 changes only here" in window.rail.items["exchange"].toolTip()
    assert window.rail.items["today"].accessibleName() == "Today"


def test_what_would_be_lost_is_always_said(window: MainWindow) -> None:
    window.show_standing(Standing(NOW, None, "", 1), NOW)
    assert window.status.lost.text().strip() == "Only on this laptop: 1 change"
    window.show_standing(Standing(NOW, NOW, "Iqaluit", 0), NOW)
    assert window.status.lost.text().strip() == "Everything is shared"
    window.show_standing(Standing(NOW, None, "", 0), NOW)
    assert window.status.lost.text().strip() == "Nothing is shared yet"
    assert window.status.lost.isVisible()
    window.show_standing(Standing(NOW, None, "", None), NOW)
    assert window.status.lost.text().strip() == "Nothing is shared yet"
    window.show_standing(Standing(NOW, NOW, "north", None), NOW)
    assert (
        not window.status.lost.isVisible()
    )  # an office does not know who else holds what it wrote
    window.show_standing(Standing(NOW, None, "", 1), NOW)
    assert window.status.lost.isVisible()


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Qt.Key.Key_1, "today"),
        (Qt.Key.Key_2, "clients"),
        (Qt.Key.Key_5, "exchange"),
        (Qt.Key.Key_Comma, "settings"),
    ],
)
def test_places_have_keys(window: MainWindow, qtbot: QtBot, key: Qt.Key, place: str) -> None:
    with qtbot.waitSignal(window.gone_to) as gone:
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert gone.args == [Route(place)]


def test_the_other_keys(window: MainWindow, qtbot: QtBot) -> None:
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    for signal, key, modifier in (
        (window.back_asked, Qt.Key.Key_Left, alt),
        (window.forward_asked, Qt.Key.Key_Right, alt),
        (window.new_person_asked, Qt.Key.Key_N, control),
        (window.undo_asked, Qt.Key.Key_Z, control),
        (window.lock_asked, Qt.Key.Key_L, control),
        (window.cover_asked, Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
        (window.help_asked, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
    ):
        with qtbot.waitSignal(signal):
            QTest.keyClick(window, key, modifier)


class Printing(QWidget):
    help_topic = "clients"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        column = QVBoxLayout(self)
        self.box = QLineEdit()
        self.box.setAccessibleName("Filter")
        column.addWidget(self.box)

    def activate(self) -> None:
        self.heard.append("activate")

    def show_detail(self, detail: str) -> None:
        self.heard.append(f"detail {detail}")

    def print_asked(self) -> None:
        self.heard.append("print")


def test_a_screen_is_made_once_and_told_what_it_can_hear(qtbot: QtBot) -> None:
    window = MainWindow()
    made: list[Printing] = []

    def make() -> QWidget:
        made.append(Printing())
        return made[-1]

    window.register("clients", make)
    prepare(window)
    window.show_route(Route("clients"), back=False, forward=False)
    window.show_route(Route("clients", "id-1"), back=True, forward=False)
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    window.refresh()
    assert len(made) == 1
    assert made[0].heard == ["detail ", "activate", "detail id-1", "activate", "print", "activate"]
    assert window.focusWidget() is made[0].box
    with qtbot.waitSignal(window.help_asked) as asked:
        QTest.keyClick(window, Qt.Key.Key_F1)
    assert asked.args == ["clients"]


def test_the_cover_hides_every_word_of_the_work(window: MainWindow, qtbot: QtBot) -> None:
    window.show_done(Message("test", "Jeanne Exemple was saved."), undo=True)
    window.show_cover(pin=True)
    assert window.windowTitle() == "Portage"
    seen = [label.text() for label in window.findChildren(PlainLabel) if label.isVisible()]
    assert [text for text in seen if text] == ["Enter your PIN to continue."]
    with qtbot.assertNotEmitted(window.gone_to):
        QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(window.lift_asked) as asked:
        QTest.keyClicks(window.cover.box, "4711")
        QTest.keyClick(window.cover.box, Qt.Key.Key_Return)
    assert asked.args == ["4711"]
    assert window.cover.box.text() == ""
    window.lift_cover()
    assert window.windowTitle() == "Today - Portage"
    assert nameless(window.cover) == []


def test_the_palette_answers_to_the_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    words: list[str] = []
    window.results_asked.connect(words.append)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = window.palette_box.box
    assert window.palette_box.isVisible()
    QTest.keyClicks(box, "je")
    assert words == ["", "j", "je"]
    hits = [
        Hit("id-1", Group.PEOPLE, "Jeanne Exemple", "name", "user"),
        Hit("go today", Group.COMMANDS, Message("shell", "Today"), "Ctrl+1", "sun"),
    ]
    window.show_hits("j", [])
    assert window.palette_box.list.count() == 0
    window.show_hits("je", hits)
    rows = [window.palette_box.list.item(n).text() for n in range(window.palette_box.list.count())]
    assert rows[-1] == "New person: je"
    with qtbot.waitSignal(window.hit_opened) as opened:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert opened.args == [hits[0]]
    window.open_search()
    QTest.keyClicks(box, "je")
    window.show_hits("je", hits)
    for _ in range(5):
        QTest.keyClick(box, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.new_person_asked) as asked:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert asked.args == ["je"]
    window.open_search()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not window.palette_box.isVisible()


def test_a_toast_can_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    window.show_done(Message("test", "Saved."), undo=True)
    assert window.toast.isVisible()
    assert cut_off_text(window.toast) == []
    with qtbot.waitSignal(window.undo_asked):
        window.toast.undo.click()
    assert not window.toast.isVisible()


def test_a_problem_stays_until_it_is_put_away(window: MainWindow, qtbot: QtBot) -> None:
    window.show_problem(Message("test", "The memory stick was removed. Your work is safe."))
    settle(window)
    assert cut_off_text(window) == []
    labels = [label.text() for label in window.findChildren(PlainLabel) if label.isVisible()]
    assert "The memory stick was removed. Your work is safe." in labels


def test_the_key_sheet_lists_the_keys(window: MainWindow) -> None:
    window.show_keys()
    sheet = QApplication.activeModalWidget()
    assert sheet is not None
    settle(sheet)
    said = {label.text() for label in sheet.findChildren(PlainLabel)}
    assert {"Ctrl+K", "F12", "Ctrl+1"} <= said
    assert nameless(sheet) == []
    sheet.close()


def test_rows_of_a_list_are_walked_and_opened_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    rows = window.findChildren(CardRow)
    rows[0].setFocus()
    settle(window)
    assert [ring for ring in window.findChildren(FocusRing) if ring.isVisible()]
    QTest.keyClick(rows[0], Qt.Key.Key_Down)
    QTest.keyClick(rows[1], Qt.Key.Key_Down)
    assert window.focusWidget() is rows[3], "the pause in between cannot be opened"
    with qtbot.waitSignal(rows[3].opened) as opened:
        QTest.keyClick(rows[3], Qt.Key.Key_Return)
    assert opened.args == ["4"]


def test_the_window_begins_with_the_keyboard_in_its_screen(window: MainWindow) -> None:
    assert window.focusWidget() is window.findChildren(CardRow)[0]


def test_a_pin_is_asked_for_until_it_is_one(window: MainWindow) -> None:
    taken: list[str] = []

    def choose(pin: str) -> Message | None:
        taken.append(pin)
        return None if pin == "4711" else Message("test", "Choose another.")

    window.ask_pin(choose)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PassphraseDialog)
    settle(dialog)
    QTest.keyClicks(dialog.field.line, "12")
    dialog.verb.click()
    assert dialog.field.error() == "Choose another."
    QTest.keyClicks(dialog.field.line, "4711")
    dialog.verb.click()
    assert taken == ["12", "4711"]
    assert QApplication.activeModalWidget() is None


def test_the_whole_frame_answers_when_joined(qapp: QApplication) -> None:
    frame = Frame()
    window = morning_window("en")
    presenter = ShellPresenter(
        window,
        frame.services,
        ImmediateJobs(),
        Look("light", 100, "en"),
        clock=lambda: NOW,
        lock=frame.lock,
        route_of=lambda hit: Route("clients", hit.key),
    )
    new_people: list[str] = []
    join(window, presenter, new_people.append)
    prepare(window)
    presenter.begin()
    window.open_search()
    QTest.keyClicks(window.palette_box.box, "jea")
    QTest.keyClick(window.palette_box.box, Qt.Key.Key_Return)
    assert presenter.here == Route("clients", "id-1")
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert presenter.here == Route("today")
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert new_people == [""]
    assert presenter.choose_pin("4711") is None
    QTest.keyClick(window, Qt.Key.Key_F12)
    for typed in ("1", "2", "3"):
        QTest.keyClicks(window.cover.box, typed)
        QTest.keyClick(window.cover.box, Qt.Key.Key_Return)
    assert frame.locked == 1


def test_the_key_sheet_prints(qapp: QApplication, tmp_path: Path) -> None:
    write_pdf(keys_document(KEY_GROUPS), tmp_path / "keys.pdf")
    said = "".join(page.extract_text() for page in PdfReader(tmp_path / "keys.pdf").pages)
    assert "Ctrl+K" in said
    assert "Cover the screen" in said.replace("\t", " ")
