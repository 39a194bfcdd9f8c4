from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from pathlib import Path

import polib
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.language import use_language
from desktop_app.ui.manual.presenter import DOCS, FIRST, Chapter, Manual, ManualPresenter
from desktop_app.ui.manual.view import ManualWindow, show_manual
from desktop_app.ui.shared.theme import apply_theme
from desktop_app.ui.shared.words import use_interface_language
from tests.screenshots import SCREENS
from tests.ui import day_pictures
from tests.ui.picture import cut_off_text, nameless, picture

ROOT = DOCS.parent
LANGUAGES = ("en", "fr")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
TOPIC = re.compile(r'help_topic(?:"|: str)?\s*[=,]\s*"([a-z-]+)"')
NAMES = tuple(sorted(one.stem for one in (DOCS / "manual" / "en").glob("*.md")))


def _text(language: str, name: str) -> str:
    return (DOCS / "manual" / language / f"{name}.md").read_text(encoding="utf-8")


def _labels(text: str) -> list[str]:
    """The words that stand on the screen; those that end in a full stop are only said loudly."""
    return [one for one in BOLD.findall(text) if not one.endswith(".")]


def test_every_place_has_its_chapter_in_both_languages() -> None:
    topics = {
        topic
        for file in (ROOT / "desktop_app" / "ui").rglob("*.py")
        for topic in TOPIC.findall(file.read_text(encoding="utf-8"))
    }
    assert {"today", "clients", "exchange", "first-steps"} <= topics
    for language in LANGUAGES:
        assert [one for one in sorted(topics) if not Manual(language).holds(one)] == []


def test_both_languages_have_the_same_chapters_and_the_first_page_leads_to_all() -> None:
    for language in LANGUAGES:
        files = {one.stem for one in (DOCS / "manual" / language).iterdir()}
        chapters = Manual(language).chapters()
        assert {one.name for one in chapters} == files == set(NAMES)
        assert chapters[0].name == FIRST
        assert all(one.title for one in chapters)
    english, french = (Manual(language).chapters() for language in LANGUAGES)
    assert [one.name for one in english] == [one.name for one in french]


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_is_built_the_same_way_in_both_languages(name: str) -> None:
    english, french = _text("en", name), _text("fr", name)
    assert HEADING.findall(english) == HEADING.findall(french)
    assert LINK.findall(english) == LINK.findall(french)
    assert [link for _, link in PICTURE.findall(french)] == [
        link.replace("-en-", "-fr-") for _, link in PICTURE.findall(english)
    ]
    assert len(english.split("\n|")) == len(french.split("\n|"))
    assert len(_labels(english)) == len(_labels(french))


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_chapters(name: str) -> None:
    for language in LANGUAGES:
        manual = Manual(language)
        links = LINK.findall(_text(language, name))
        assert [link for link in links if not manual.chapter_of(link)] == []


def test_pictures_are_those_that_are_drawn() -> None:
    drawn = set()
    for screen in SCREENS:
        made = importlib.import_module(f"tests.ui.{screen}.scenes")
        drawn |= {one.name for one in made.scenes()}
        drawn |= {one.name for one in getattr(made, "dialog_scenes", list)()}
    drawn |= set(day_pictures.scene_names())
    for language in LANGUAGES:
        for name in NAMES:
            for described, link in PICTURE.findall(_text(language, name)):
                scene = re.fullmatch(rf"\.\./\.\./screenshots/(.+)-{language}-light\.png", link)
                assert scene is not None, link
                assert scene[1] in drawn, link
                assert described


def test_words_of_the_screen_are_quoted_as_they_stand_there() -> None:
    said: dict[str, set[str]] = {}
    for entry in polib.pofile(str(ROOT / "translations" / "fr.po")):
        said.setdefault(entry.msgid, set()).add(entry.msgstr)
    code = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "desktop_app").rglob("*.py")
    )
    wrong = []
    for name in NAMES:
        pairs = zip(_labels(_text("en", name)), _labels(_text("fr", name)), strict=True)
        for english, french in pairs:
            assert f'"{english}"' in code, english
            known = said.get(english, set()) - {""}
            if len(english) == 1:  # a key: one that begins a word changes with it, others do not
                known |= {english}
            if known and french not in known:
                wrong.append((name, english, french, known))
    assert wrong == []


class FakeView:
    def __init__(self) -> None:
        self.chapters: tuple[Chapter, ...] = ()
        self.shown: list[tuple[str, str]] = []

    def show_chapters(self, chapters: Sequence[Chapter]) -> None:
        self.chapters = tuple(chapters)

    def show_chapter(self, name: str, markdown: str) -> None:
        self.shown.append((name, markdown))


def test_a_place_without_a_chapter_gets_the_first_page() -> None:
    use_language("en")
    view = FakeView()
    presenter = ManualPresenter(view)
    for topic in ("", "nothing-of-that-name", "../en/keys", "keys.md"):
        presenter.open(topic)
        assert view.shown[-1][0] == FIRST
    presenter.open("clients")
    assert view.shown[-1][0] == "clients"
    assert view.shown[-1][1].startswith("# Clients")


def test_a_link_out_of_the_manual_leads_nowhere() -> None:
    use_language("en")
    view = FakeView()
    presenter = ManualPresenter(view)
    presenter.open("keys")
    for link in ("https://example.org/keys.md", "../../cli.md", "/etc/passwd", "file:///a.md", "x"):
        presenter.follow(link)
    assert [name for name, _ in view.shown] == ["keys"]
    presenter.follow("schedule.md")
    assert view.shown[-1][0] == "schedule"


def test_a_language_without_a_manual_falls_back(tmp_path: Path) -> None:
    folder = tmp_path / "manual" / "en"
    folder.mkdir(parents=True)
    (folder / "index.md").write_text("# Manual\n\n[Keys](keys.md) [Gone](gone.md)\n", "utf-8")
    (folder / "keys.md").write_text("# Keys\n", "utf-8")
    assert Manual("fr", tmp_path).chapters() == (
        Chapter("index", "Manual"),
        Chapter("keys", "Keys"),
    )


def test_only_pictures_of_the_program_are_shown(tmp_path: Path) -> None:
    folder, pictures = tmp_path / "manual" / "en", tmp_path / "screenshots"
    folder.mkdir(parents=True)
    pictures.mkdir()
    (pictures / "here.png").write_bytes(b"")
    (tmp_path / "outside.png").write_bytes(b"")
    lines = (
        "![a](../../screenshots/here.png)",
        "![b](../../screenshots/missing.png)",
        "![c](../../outside.png)",
    )
    (folder / "index.md").write_text("\n".join(("# Manual", *lines)), "utf-8")
    manual = Manual("en", tmp_path)
    assert manual.text("index") == f"# Manual\n{lines[0]}"
    assert manual.picture("../../screenshots/here.png") == (pictures / "here.png").resolve()
    assert manual.picture("../../outside.png") is None


@pytest.mark.parametrize("text_percent", [100, 200])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off(qtbot: QtBot, tmp_path: Path, language: str, text_percent: int) -> None:
    use_language(language)
    window = ManualWindow()
    qtbot.addWidget(window)
    for name in ("schedule", "safety"):
        window.open_at(name)
        picture(
            window,
            f"{name}-{language}-{text_percent}",
            (1000, 720),
            language,
            text_percent=text_percent,
            folder=tmp_path,
        )
        assert cut_off_text(window) == []
        assert nameless(window) == []
        assert window.text.horizontalScrollBar().maximum() == 0
        widest = window.list.sizeHintForColumn(0)
        assert widest <= window.list.viewport().width()


def test_a_picture_is_as_wide_as_the_lines(qtbot: QtBot, tmp_path: Path) -> None:
    use_language("en")
    folder, pictures = tmp_path / "manual" / "en", tmp_path / "screenshots"
    folder.mkdir(parents=True)
    pictures.mkdir()
    image = QImage(1366, 768, QImage.Format.Format_RGB32)
    image.fill(0x0B6666)
    assert image.save(str(pictures / "here.png"))
    (folder / "index.md").write_text("# Manual\n\n![a](../../screenshots/here.png)\n", "utf-8")
    window = ManualWindow(docs=tmp_path)
    qtbot.addWidget(window)
    window.open_at("index")
    for width in (1300, 700):
        picture(window, "picture", (width, 720), folder=tmp_path / "drawn")
        shown = window.text.document().size()
        assert 0 < shown.width() <= window.text.viewport().width()
        assert window.text.horizontalScrollBar().maximum() == 0
        assert shown.height() > 300 * width / 1300


def test_it_opens_at_the_chapter_and_speaks_the_language_in_force(
    qtbot: QtBot, qapp: QApplication
) -> None:
    use_interface_language(qapp, "en")
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1366, 768)
    host.show()
    window = show_manual("exchange", host)
    assert window.chapter == "exchange"
    assert not window.isModal()
    assert "Take bundles in" in window.text.toPlainText()
    assert show_manual("keys", host) is window
    assert window.chapter == "keys"
    use_interface_language(qapp, "fr")
    assert window.chapter == "keys"
    assert window.windowTitle()
    assert window.text.toPlainText().startswith("Touches")
    assert window.list.item(0).text() == "Manuel de Portage"
    apply_theme(qapp, "dark", 150)
    assert window.text.toPlainText().startswith("Touches")
    use_interface_language(qapp, "en")


def test_it_is_read_by_keyboard(qtbot: QtBot, qapp: QApplication) -> None:
    use_interface_language(qapp, "en")
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    window = show_manual("start", host)
    QTest.keyClick(window.list, Qt.Key.Key_Down)
    assert window.chapter == "join"
    window.text.followed.emit("safety.md")
    assert window.chapter == "safety"
    assert window.list.currentItem().text() == "Safety"
    QTest.keyClick(window.text, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert show_manual("today", host).isVisible()


def test_nothing_is_read_from_elsewhere(qtbot: QtBot, tmp_path: Path) -> None:
    use_language("en")
    window = ManualWindow()
    qtbot.addWidget(window)
    secret = tmp_path / "picture.png"
    secret.write_bytes(b"no picture")
    kind = QTextDocument.ResourceType.ImageResource.value
    for link in (secret.as_uri(), str(secret), "https://example.org/a.png"):
        assert window.text.loadResource(kind, link).isNull()
    assert not window.text.openExternalLinks()
    assert not window.text.openLinks()
