"""Saying something to a screen reader that is not under its cursor."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.shared.words import Words, say


def announce(widget: QWidget, words: Words) -> None:
    """Have the words read out ("7 people found"); nothing happens where nobody listens."""
    said = say(words)
    if said:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, said))
