"""The question what becomes of a paper: it waits for nobody, and says what did not go."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.paper import PaperTold, PrintOrSave, bring_to_paper
from tests.ui.picture import cut_off_text, nameless, prepare, settle

TITLE = Message("plan", "Plan for the client")


@dataclass
class Heard:
    """What was said of a paper."""

    done: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def told(self) -> PaperTold:
        return PaperTold(
            lambda words: self.done.append(str(words)),
            lambda words: self.problems.append(str(words)),
        )


def _programs(folder: Path, monkeypatch: pytest.MonkeyPatch, printers: str) -> Path:
    """Programs of the system for printing that put the paper into a file."""
    folder.mkdir()
    paper = folder / "paper"
    for name, does in (("lpstat", f"echo {printers}"), ("lp", f"cat > '{paper}'")):
        program = folder / name
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return paper


def _window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    prepare(window)
    return window


def _refused() -> bytes:
    raise PortageError(Message("consents", "Without it, nobody calls or writes."))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no lp")
def test_a_name_that_may_not_be_printed_is_said_and_the_question_stays(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = _programs(tmp_path / "bin", monkeypatch, "Fictive")
    window, heard = _window(qtbot), Heard()
    bring_to_paper(b"plain", TITLE, window, ImmediateJobs(), heard.told(), _refused)
    (question,) = window.findChildren(PrintOrSave)
    settle(question)
    assert not [*cut_off_text(question), *nameless(question)]
    QTest.keyClick(question.with_name.check, Qt.Key.Key_Space)
    QTest.keyClick(question.first, Qt.Key.Key_Return)
    assert question.isVisible()
    assert (heard.done, paper.exists()) == ([], False)
    # The name is off again, and the button says what it does now.
    assert question.with_name.value() is False
    assert question.first.text() == "Print without the name"
    QTest.keyClick(question.with_name.check, Qt.Key.Key_Space)
    assert question.first.text() == "Print"
    QTest.keyClick(question.with_name.check, Qt.Key.Key_Space)
    QTest.keyClick(question.first, Qt.Key.Key_Return)
    assert not question.isVisible()
    assert (heard.done, heard.problems) == (["It is on its way to the printer."], [])
    assert paper.read_bytes() == b"plain"


def test_without_a_printer_it_is_saved_with_the_name_or_left(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    window, heard = _window(qtbot), Heard()
    for _ in range(2):
        bring_to_paper(b"plain", TITLE, window, ImmediateJobs(), heard.told(), lambda: b"named")
        question = window.findChildren(PrintOrSave)[-1]
        settle(question)
        question.with_name.check.click()
        QTest.keyClick(question.first, Qt.Key.Key_Return)
        (dialog,) = window.findChildren(QFileDialog)
        if _:
            dialog.reject()
        else:
            dialog.selectFile(str(tmp_path / "plan"))
            QTest.keyClick(dialog, Qt.Key.Key_Return)
        settle(window)
    assert heard.done == ["Saved as plan.pdf."]
    assert (tmp_path / "plan.pdf").read_bytes() == b"named"
