"""Small parts that the rooms of practice share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.labels import Badge, Heading, PlainLabel, Second
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.record_room import buttons
from desktop_app.ui.shared.words import Words, say

DOT: Final = " · "


def text_card(
    title: Words, second: Words, text: Words, badge: Badge | None, made: Sequence[Button] = ()
) -> QFrame:
    """A text to read: what it is, how it stands, the text whole, and what can be done with it."""
    frame = QFrame()
    frame.setProperty("card", True)
    column = QVBoxLayout(frame)
    column.setContentsMargins(space(4), space(3), space(4), space(3))
    column.setSpacing(space(2))
    head = QHBoxLayout()
    head.setSpacing(space(3))
    head.addWidget(Heading(title, level=2), 1)
    if badge is not None:
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(head)
    if second:
        column.addWidget(Second(second))
    if text:
        column.addWidget(PlainLabel(text))
    if made:
        column.addWidget(buttons(*made))
    return frame


def version_words(version: int, day: str) -> str:
    """Which version, and since when it holds or will hold."""
    return say(
        Message(
            "practice", "version {n}, in force from {day}", {"n": version, "day": partial_date(day)}
        )
    )
