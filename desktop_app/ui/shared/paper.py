"""A finished PDF on its way to paper: printed where a printer answers, saved otherwise.

Nothing here waits inside of what called it: a question is open until it is answered, while the rest
of the program goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.language import Message
from desktop_app.services.printing import has_printer, print_pdf
from desktop_app.storage.files import write_whole
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.choosing_files import first_folder, remember
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import CheckField
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.words import say

FILE_NAME = "portage.pdf"
"""Proposed for every paper: nothing personal stands in the name of a file."""

Named = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class PaperTold:
    """Who hears what became of a paper. done: it is printed or saved. problem: it is not."""

    done: Callable[[Message], None]
    problem: Callable[[Message], None]


def bring_to_paper(
    pdf: bytes,
    title: Message,
    parent: QWidget,
    jobs: Jobs,
    told: PaperTold,
    named: Named | None = None,
) -> None:
    """Print the PDF or let the person save it; nothing is said when they change their mind.

    named: makes the same paper with the client's name on it, for a client who wants that. What it
    raises for a person is said in the question, which stays open.
    """
    way = _Way(pdf, title, parent, jobs, told, named)
    jobs.start(
        "printer",
        lambda progress: has_printer(),
        done=way.ask,
        failed=told.problem,
    )


class _Way(QObject):
    """One paper, from the question whether to print it to the file or the printer."""

    def __init__(
        self,
        pdf: bytes,
        title: Message,
        parent: QWidget,
        jobs: Jobs,
        told: PaperTold,
        named: Named | None,
    ) -> None:
        super().__init__(parent)
        self._pdf, self._title, self._parent = pdf, title, parent
        self._jobs, self._told, self._named = jobs, told, named

    def ask(self, printer: bool) -> None:
        """Ask what becomes of it, where there is a choice. printer: one answers."""
        if not printer and self._named is None:
            self._save(self._pdf)
            return
        question = PrintOrSave(
            self._title, self._parent, printer=printer, named=self._named is not None
        )
        question.chosen.connect(partial(self._chosen, question))
        question.rejected.connect(self.deleteLater)
        question.finished.connect(question.deleteLater)
        question.open()

    def _chosen(self, question: PrintOrSave, what: str, with_name: bool) -> None:
        act = self._print if what == "print" else self._save

        def go_on(pdf: bytes) -> None:
            question.accept()
            act(pdf)

        if with_name and self._named is not None:
            named = self._named
            self._jobs.start(
                "paper with name",
                lambda progress: named(),
                done=go_on,
                failed=question.show_problem,
            )
        else:
            go_on(self._pdf)

    def _print(self, pdf: bytes) -> None:
        self._jobs.start(
            "print paper",
            lambda progress: print_pdf(pdf),
            done=lambda nothing: self._over(
                Message("printing", "It is on its way to the printer.")
            ),
            failed=self._told.problem,
        )

    def _save(self, pdf: bytes) -> None:
        dialog = QFileDialog(
            self._parent,
            say(self._title),
            first_folder(),
            say(Message("printing", "PDF files (*.pdf)")),
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(lambda name: self._write(pdf, remember(Path(name))))
        dialog.rejected.connect(self.deleteLater)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, pdf: bytes, path: Path) -> None:
        self._jobs.start(
            "save paper",
            lambda progress: write_whole(path, pdf),
            done=lambda nothing: self._over(
                Message("printing", "Saved as {name}.", {"name": path.name})
            ),
            failed=self._told.problem,
        )

    def _over(self, words: Message) -> None:
        self._told.done(words)
        self.deleteLater()


class PrintOrSave(Dialog):
    """Asks what becomes of a paper. chosen: "print" or "save", and whether with the client's name;
    the dialog stays until `accept` is called, so that `show_problem` can say that it did not go.
    first: the button that has the keyboard.
    """

    chosen = Signal(str, bool)

    def __init__(self, title: Message, parent: QWidget, *, printer: bool, named: bool) -> None:
        super().__init__(title, parent)
        self._problem: Banner | None = None
        self.body.addWidget(
            PlainLabel(
                Message("printing", "Print it now, or save it as a PDF file?")
                if printer
                else Message(
                    "printing", "No printer answers. The paper can be saved as a PDF file."
                )
            )
        )
        self.with_name = CheckField(
            Message("printing", "With the name of the person on it"),
            help_text=Message(
                "printing",
                "Papers are left lying about. Print the name only if the person wants it.",
            ),
        )
        self.body.addWidget(self.with_name)
        self.with_name.setVisible(named)
        self.with_name.check.toggled.connect(lambda on: self._say_what())
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self._save = self.first = self.add_button(
            "", lambda: self._choose("save"), Kind.SECONDARY if printer else Kind.PRIMARY
        )
        self._print: Button | None = None
        if printer:
            self._print = self.first = self.add_button(
                "", lambda: self._choose("print"), Kind.PRIMARY
            )
        self._say_what()
        self.first.setFocus()

    def show_problem(self, words: Message) -> None:
        """Say why it did not go with the name. The name is taken off again, and the buttons say so."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)
        self._problem.read_out()
        self.with_name.set_value(False)
        self._say_what()

    def _say_what(self) -> None:
        """After a refusal the buttons do what is left, and say it."""
        without = self._problem is not None and self.with_name.value() is not True
        self._save.set_words(
            Message("printing", "Save without the name")
            if without
            else Message("printing", "Save as PDF")
        )
        if self._print is not None:
            self._print.set_words(
                Message("printing", "Print without the name")
                if without
                else Message("printing", "Print")
            )

    def _choose(self, what: str) -> None:
        self.chosen.emit(what, self.with_name.value() is True)
