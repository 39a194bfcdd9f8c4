"""What the triage of a client says, and the ways to ask it again or to treat it otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.casework import triage
from desktop_app.language import Message
from desktop_app.services.casework.triages import TriageLine
from desktop_app.ui.journey.pieces import button_row
from desktop_app.ui.journey.words import day_words, result_words
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.labels import Badge, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import say


def triage_part(
    lines: Sequence[TriageLine],
    ask: Callable[[], None],
    follow: Callable[[TriageLine], None],
    otherwise: Callable[[TriageLine], None],
) -> QWidget:
    """The latest triage. lines: the latest first. ask: begin the questions. follow: go by the answers
    again. otherwise: treat it otherwise than they say."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space(2))
    column.addWidget(Heading(Message("entities", "Triage"), level=2))
    if not lines:
        column.addWidget(Second(Message("triage", "Not done yet: a few questions, one minute.")))
        begin = Button(Message("triage", "Begin the triage"), icon_name="list-filter")
        begin.clicked.connect(lambda checked=False: ask())
        column.addWidget(button_row(begin))
        return part
    line = lines[0]
    complex_ = line.treated_as == triage.COMPLEX
    column.addWidget(
        Badge(
            State.WAITS if complex_ else State.DONE,
            result_words(line.treated_as),
            icon="triangle-alert" if complex_ else "",
        )
    )
    column.addWidget(Second(lambda: _said(line)))
    if line.overridden:
        column.addWidget(
            PlainLabel(Message("triage", "Overridden: {words}", {"words": line.overridden}))
        )
    for reason in line.reasons:
        column.addWidget(PlainLabel(reason))
    again = Button(Message("triage", "Ask again"), icon_name="history")
    again.clicked.connect(lambda checked=False: ask())
    if line.overridden:
        other = Button(Message("triage", "Go by the answers again"), icon_name="undo-2")
        other.clicked.connect(lambda checked=False: follow(line))
    else:
        other = Button(Message("triage", "Treat it otherwise…"), icon_name="pencil")
        other.clicked.connect(lambda checked=False: otherwise(line))
    column.addWidget(button_row(again, other))
    return part


def _said(line: TriageLine) -> str:
    values = {"day": day_words(line.done_on), "name": line.by}
    return say(Message("triage", "{day}, {name}", values))
