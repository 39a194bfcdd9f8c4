from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.labels import Badge, PlainLabel, State
from desktop_app.ui.shared.words import say, say_again, shown, tooltip, use_interface_language
from tests.ui.picture import prepare

HOSTILE = "<b>Jeanne</b> & <img src=x>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jeanne Exemple", "Jeanne Exemple"),
        ("Élise Tłı̨chǫ ᐃᓄᒃᑎᑐᑦ K̓wak̓wala", "Élise Tłı̨chǫ ᐃᓄᒃᑎᑐᑦ K̓wak̓wala"),
        ("a\x07b", "a[U+0007]b"),
        ("evil\u202etxt.exe", "evil[U+202E]txt.exe"),
        ("two\nlines", "two lines"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("سلام", "\u2068سلام\u2069"),
    ],
)
def test_data_is_shown_as_it_is_or_visibly(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text())
def test_nothing_shown_can_turn_its_neighbours_around(text: str) -> None:
    safe = shown(text)
    inside = safe.removeprefix("\u2068").removesuffix("\u2069")
    assert not set(inside) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n\x00")


def test_values_inside_a_sentence_are_shown_safely() -> None:
    sentence = Message("test", "New person: {name}", {"name": "A\u202eB"})
    assert say(sentence) == "New person: A[U+202E]B"


def test_tool_tips_never_read_markup() -> None:
    assert "<b>" not in tooltip(HOSTILE)
    assert "&lt;b&gt;" in tooltip(HOSTILE)
    assert tooltip("") == ""


def test_labels_show_markup_as_letters(qapp: QApplication) -> None:
    label = PlainLabel(HOSTILE)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == HOSTILE
    assert label.accessibleName() == HOSTILE


def test_a_long_name_is_shortened_and_whole_in_the_tool_tip(qapp: QApplication) -> None:
    name = "Exemple-" * 100
    label = PlainLabel(name, lines=1)
    prepare(label, (200, 30))
    assert label.is_cut()
    assert name in label.toolTip()
    assert label.accessibleName() == name


def test_a_word_without_end_wraps_inside_its_label(qapp: QApplication) -> None:
    label = PlainLabel("x" * 10_000)
    prepare(label, (300, 4000))
    assert label.minimumSizeHint().width() < 200
    assert len(label.text()) == 4000
    assert not label.is_cut()


def test_a_label_is_as_high_as_its_lines(qapp: QApplication) -> None:
    label = PlainLabel("several words that need more than one line here")
    one = label.heightForWidth(1000)
    assert label.heightForWidth(120) > 2 * one
    prepare(label, (120, one))
    assert label.is_cut()


def test_the_most_lines_end_in_an_ellipsis(qapp: QApplication) -> None:
    label = PlainLabel("several words that need more than two lines at this width", lines=2)
    prepare(label, (120, 60))
    assert label.is_cut()
    assert "several words" in label.toolTip()


def test_words_are_said_again_in_the_language_that_is_chosen(qapp: QApplication) -> None:
    window = QWidget()
    label = PlainLabel(Message("shell", "Today"), parent=window)
    data = PlainLabel("Today", parent=window)
    use_interface_language(qapp, "fr")
    say_again(window)
    assert label.text() == "Aujourd'hui"
    assert label.accessibleName() == "Aujourd'hui"
    assert data.text() == "Today"
    use_interface_language(qapp, "en")
    assert label.text() == "Today"


def test_a_sign_has_its_word_as_its_name(qapp: QApplication) -> None:
    badge = Badge(State.WAITS, "2 documents missing")
    assert badge.accessibleName() == "2 documents missing"
    prepare(badge, (badge.sizeHint().width(), badge.sizeHint().height()))
    assert not badge.is_cut()


def test_the_file_dialog_that_qt_brings_itself_speaks_french(qapp: QApplication) -> None:
    use_interface_language(qapp, "fr")
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    said = {label.text() for label in dialog.findChildren(QLabel) if label.text()}
    assert said == {"&Chercher dans\xa0:", "&Nom de fichier\xa0:", "&Type de fichiers\xa0:"}
    buttons = {button.text() for button in dialog.findChildren(QPushButton)}
    assert buttons == {"&Ouvrir", "Annuler"}
    use_interface_language(qapp, "en")
    english = QFileDialog()
    english.setOption(QFileDialog.Option.DontUseNativeDialog)
    assert "&Look in:" in {label.text() for label in english.findChildren(QLabel)}
