"""A finished PDF on its way to paper: printed where a printer answers, saved otherwise."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.language import Message
from desktop_app.services.printing import has_printer, print_pdf
from desktop_app.storage.files import write_whole
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.words import say


def bring_to_paper(pdf: bytes, title: Message, parent: QWidget) -> Message | None:
    """Print the PDF or let the person save it; what was done, or None when they changed their mind.

    Raises PortageError when neither worked.
    """
    if has_printer():
        asked = _PrintOrSave(title, parent)
        asked.exec()
        if asked.chosen == "":
            return None
        if asked.chosen == "print":
            print_pdf(pdf)
            return Message("printing", "It is on its way to the printer.")
    return _save(pdf, title, parent)


class _PrintOrSave(Dialog):
    """Asks what becomes of the paper. chosen: "print", "save", or "" for neither."""

    def __init__(self, title: Message, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.chosen = ""
        self.body.addWidget(
            PlainLabel(Message("printing", "Print it now, or save it as a PDF file?"))
        )
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.add_button(Message("printing", "Save as PDF"), lambda: self._choose("save"))
        self.add_button(
            Message("printing", "Print"), lambda: self._choose("print"), Kind.PRIMARY
        ).setFocus()

    def _choose(self, what: str) -> None:
        self.chosen = what
        self.accept()


def _save(pdf: bytes, title: Message, parent: QWidget) -> Message | None:
    name, _ = QFileDialog.getSaveFileName(
        parent, say(title), "portage.pdf", say(Message("printing", "PDF files (*.pdf)"))
    )
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() != ".pdf":
        path = path.with_name(f"{path.name}.pdf")
    write_whole(path, pdf)
    return Message("printing", "Saved as {name}.", {"name": path.name})
