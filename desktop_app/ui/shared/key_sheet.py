"""All keys on one sheet, in the current language, to read (Ctrl+/) and to print."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.labels import Heading, PlainLabel
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import Words, say


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys of one place, each with what it does."""

    title: Words
    keys: tuple[tuple[Words, Words], ...]


def keys_document(groups: Sequence[KeyGroup]) -> QTextDocument:
    """The sheet for the printer: black on white, 11 points."""
    parts = [f"<h1>{html.escape(say(Message('keys', 'Keys of Portage')))}</h1>"]
    for group in groups:
        parts.append(f"<h2>{html.escape(say(group.title))}</h2><table cellpadding='4'>")
        for key, words in group.keys:
            parts.append(
                f"<tr><td><b>{html.escape(say(key))}</b></td>"
                f"<td>{html.escape(say(words))}</td></tr>"
            )
        parts.append("</table>")
    document = QTextDocument()
    document.setDefaultStyleSheet("body { font-size: 11pt; }")
    document.setHtml("".join(parts))
    return document


class KeySheet(Dialog):
    """The sheet on the screen. print_asked: it shall go to the printer."""

    print_asked = Signal()

    def __init__(self, groups: Sequence[KeyGroup], parent: QWidget | None = None) -> None:
        super().__init__(Message("keys", "Keys of Portage"), parent)
        page = ScrollPage(margin_steps=2)
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page.setAccessibleName(say(Message("keys", "Keys of Portage")))
        for group in groups:
            page.column.addWidget(Heading(group.title, level=2))
            grid = QGridLayout()
            grid.setHorizontalSpacing(space(4))
            grid.setVerticalSpacing(space(1))
            for row, (key, words) in enumerate(group.keys):
                grid.addWidget(PlainLabel(key, bold=True), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(PlainLabel(words), row, 1)
            grid.setColumnMinimumWidth(0, scaled(150))
            grid.setColumnStretch(1, 1)
            page.column.addLayout(grid)
        page.column.addStretch(1)
        self.body.addWidget(page)
        self.add_button(Message("keys", "Print the keys"), self.print_asked.emit)
        self.add_button(Message("keys", "Close"), self.accept, Kind.PRIMARY)
        host = parent.size() if parent is not None else self.sizeHint()
        self.resize(min(scaled(620), host.width()), min(scaled(640), host.height()))
