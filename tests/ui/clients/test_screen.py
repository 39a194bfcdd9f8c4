"""The pages as people see them: whole in both languages, large or small, with any name in them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.fields import Value
from desktop_app.ui.clients import presenter as presenters
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.dialogs import AddDialog
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel
from tests.ui.clients.rehearsal import PLACES, Way, a_world
from tests.ui.clients.scenes import scenes
from tests.ui.picture import (
    cut_off_text,
    nameless,
    prepare,
    rich_text_labels,
    settle,
    tables_without_names,
)
from tests.ui.scene import Scene

LOOKS = [
    ("fr", "light", 100),
    ("en", "dark", 100),
    ("fr", "dark", 200),
    ("en", "light", 200),
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_every_page_is_whole(qtbot: QtBot, scene: Scene, look: tuple[str, str, int]) -> None:
    language, palette, percent = look
    screen = scene.make()
    qtbot.addWidget(screen)
    # What the bars of the window leave of 1366 by 768.
    size = (1254, 682) if percent == 100 else (1366, 440)
    prepare(screen, size, language, palette, percent)
    settle(screen)
    assert cut_off_text(screen) == []
    assert nameless(screen) == []
    assert rich_text_labels(screen) == []
    assert tables_without_names(screen) == []


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("asked", list(Asked))
def test_every_dialog_is_whole_and_no_larger_than_the_window(
    qtbot: QtBot, asked: Asked, percent: int
) -> None:
    world = a_world()
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    screen = build(world.services(), ImmediateJobs(), Way())
    assert isinstance(screen, ClientsScreen)
    qtbot.addWidget(screen)
    prepare(screen, language="fr", text_percent=percent)
    screen.show_detail(client)
    screen.activate()
    screen.file.asked.emit(asked)
    dialog = screen.dialog
    assert isinstance(dialog, AddDialog)
    settle(dialog)
    assert dialog.height() <= 768
    assert dialog.width() <= 1366
    assert cut_off_text(dialog) == []
    assert nameless(dialog) == []


HOSTILE = [
    "<b>Ana</b> & <script>",
    "\u0639\u0628\u062f \u200f1980",
    "Ana\u0301 " + "x" * 400,
    "%s {name} \\n",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_shown_as_it_was_typed(qtbot: QtBot, name: str) -> None:
    world = a_world()
    values: dict[str, Value] = {"given": name, "preferred": name, "community": PLACES[0]}
    client = world.clients.add({**values, "needs": name * 20}, note=name * 20)
    way = Way()
    screen = build(world.services(), ImmediateJobs(), way)
    assert isinstance(screen, ClientsScreen)
    qtbot.addWidget(screen)
    prepare(screen)
    for detail in ("", client, f"{client}/history", f"{client}/edit"):
        screen.show_detail(detail)
        screen.activate()
        settle(screen)
        assert rich_text_labels(screen) == []
        assert nameless(screen) == []
    assert way.problems == []
    told = "".join(label.text() for label in screen.file.findChildren(PlainLabel))
    assert name.strip() in told.replace("\u2068", "").replace("\u2069", "")
    form = screen.form.form
    assert form is not None
    assert form.values()["given"] == world.clients.show(client).fields["given"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_says_itself_again_in_another_language(qtbot: QtBot, language: str) -> None:
    world = a_world()
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    screen = build(world.services(), ImmediateJobs(), Way())
    assert isinstance(screen, ClientsScreen)
    qtbot.addWidget(screen)
    prepare(screen, language="fr" if language == "en" else "en")
    screen.show_detail(client)
    screen.activate()
    prepare(screen, language=language)
    settle(screen)
    said = [one.text() for one in screen.file.findChildren(PlainLabel)]
    assert ("Historique" in said) is (language == "fr")
    assert ("History" in said) is (language == "en")


def test_presenters_know_no_qt() -> None:
    folder = Path(str(presenters.__file__)).parent
    free = ("asked", "checking", "narrowing", "services", "words")
    for file in (*folder.glob("*presenter.py"), *(folder / f"{name}.py" for name in free)):
        imported = {
            name
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            for name in (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not any(name.startswith(("PySide6", "shiboken6")) for name in imported), file.name
