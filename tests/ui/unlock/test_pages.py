"""The first screens as they are seen: nothing cut off, everything named, everything shown as typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.theme import apply_theme
from desktop_app.ui.shared.words import use_interface_language
from desktop_app.ui.unlock.opening_pages import UnlockPage
from desktop_app.ui.unlock.presenter import VaultLine
from desktop_app.ui.unlock.questions import CommunitiesPage, LanguagesPage, PassphrasePage
from desktop_app.ui.unlock.starting import Answers
from desktop_app.ui.unlock.tiles import Tile, initials
from desktop_app.ui.unlock.view import UnlockScreen
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.scene import Scene
from tests.ui.unlock.scenes import scenes

HOSTILE = (
    '<img src="/etc/passwd"><b>Ana</b>',
    "\u202eevil\u202d Exemple",
    "a\x00b\x07c\x1b[31m",
    "x" * 10_000,
    "عائشة Exemple ᐊᐃᓴ",
)


@pytest.mark.parametrize(
    ("language", "palette", "percent"), [("en", "light", 100), ("fr", "dark", 200)]
)
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_every_page_fits_and_is_named(
    qapp: QApplication, scene: Scene, language: str, palette: str, percent: int
) -> None:
    apply_theme(qapp, palette, percent)
    use_interface_language(qapp, language)
    widget = scene.make()
    prepare(widget, (1366, 768), language, palette, percent)
    assert cut_off_text(widget) == []
    assert nameless(widget) == []
    assert rich_text_labels(widget) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_shown_as_they_are(qapp: QApplication, name: str) -> None:
    view = UnlockScreen()
    shows: tuple[Callable[[], None], ...] = (
        lambda: view.show_unlock(name, (name, "Josée Exemple")),
        lambda: view.show_vaults([VaultLine(Path("/x") / name.replace("/", "-"), name, True)]),
        lambda: view.show_request(name, "12345 " * 6, ""),
    )
    for show in shows:
        show()
        prepare(view)
        assert rich_text_labels(view) == []
        shown = " ".join(label.text() for label in view.findChildren(PlainLabel))
        assert "\u202e" not in shown
        assert "\x00" not in shown


def test_everything_goes_by_keyboard(qapp: QApplication) -> None:
    view = UnlockScreen()
    heard: list[object] = []
    view.start_asked.connect(lambda: heard.append("start"))
    view.unlock_asked.connect(lambda person, secret: heard.append((person, secret)))
    view.vaults_asked.connect(lambda: heard.append("back"))
    view.show_doors(back=True)
    prepare(view)
    first = view.focusWidget()
    assert isinstance(first, Tile)
    QTest.keyClick(first, Qt.Key.Key_Return)
    view.show_unlock("vault", ("Maude Exemple", "Josée Exemple"))
    settle(view)
    page = view.page
    assert isinstance(page, UnlockPage)
    tiles = page.findChildren(Tile)
    QTest.keyClick(tiles[1], Qt.Key.Key_Space)
    QTest.keyClicks(page.field.line, "canot")
    QTest.keyClick(page.field.line, Qt.Key.Key_Return)
    QTest.keyClick(page.field.line, Qt.Key.Key_Escape)
    assert heard == ["start", ("Josée Exemple", "canot"), "back"]


def test_waiting_counts_down_and_opens_again(qapp: QApplication) -> None:
    view = UnlockScreen()
    view.show_unlock("vault", ("Maude Exemple",))
    prepare(view)
    page = view.page
    assert isinstance(page, UnlockPage)
    view.show_wait(2)
    assert not page.open.isEnabled()
    assert "2" in page.waiting.text()
    view._second()
    view._second()
    assert page.open.isEnabled()
    assert page.waiting.isHidden()


def test_a_passphrase_never_stays_after_a_problem(qapp: QApplication) -> None:
    from desktop_app.services.vault.vaults import WrongPassphrase

    view = UnlockScreen()
    view.show_unlock("vault", ("Maude Exemple",))
    page = view.page
    assert isinstance(page, UnlockPage)
    page.field.line.setText("girafe neige")
    view.show_problem(WrongPassphrase().message)
    assert page.field.secret() == ""


def test_answers_come_back_when_one_goes_back(qapp: QApplication) -> None:
    view = UnlockScreen()
    view.show_question("communities", 4, 6, Answers(region="QC"))
    page = view.page
    assert isinstance(page, CommunitiesPage)
    page._rows[0][0].set_value("Kuujjuaq")
    page.more.click()
    page._rows[1][0].set_value("Salluit")
    answered = page.answer()
    assert [one.name for one in answered] == ["Kuujjuaq", "Salluit"]
    assert answered[0].time_zone == "America/Toronto"
    view.show_question("communities", 4, 6, Answers(region="QC", communities=answered))
    again = view.page
    assert isinstance(again, CommunitiesPage)
    assert again.answer() == answered


def test_languages_can_be_added(qapp: QApplication) -> None:
    view = UnlockScreen()
    view.show_question("languages", 2, 6, Answers(languages=("fr",)))
    page = view.page
    assert isinstance(page, LanguagesPage)
    page.more.set_value("atj")
    page._more("atj")
    assert page.answer() == ("fr", "atj")


def test_a_proposed_passphrase_is_taken_and_shown(qapp: QApplication) -> None:
    view = UnlockScreen()
    view.show_question("passphrase", 6, 6, Answers())
    page = view.page
    assert isinstance(page, PassphrasePage)
    view.show_proposal("girafe neige tambour canot lune")
    page.choose.use.click()
    assert page.answer() == "girafe neige tambour canot lune"
    assert page.choose.field.toggle.isChecked()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maude Fictive", "MF"),
        ("aputi", "A"),
        ("Marie de la Exemple", "ME"),
        ("ᐊᐃᓴ ᓄᓇ", "ᐊᓄ"),
        ("", "?"),
        ("<b>", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_tab_comes_to_the_answers_first_and_enter_goes_on(qapp: QApplication) -> None:
    view = UnlockScreen()
    heard: list[object] = []
    view.show_question("languages", 2, 6, Answers(languages=("fr",)))
    page = view.page
    assert isinstance(page, LanguagesPage)
    page.answered.connect(heard.append)
    prepare(view)
    page.take_focus()
    stops = [view.focusWidget()]
    for _ in range(4):
        QTest.keyClick(stops[-1], Qt.Key.Key_Tab)
        stops.append(view.focusWidget())
    assert stops[-1] is page.go_on
    assert [isinstance(stop, Button) for stop in stops] == [False, False, False, True, True]
    QTest.keyClick(stops[0], Qt.Key.Key_Return)
    assert heard == [("fr",)]
