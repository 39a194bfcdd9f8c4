"""Menus in which a few letters lead to a line."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop_app.domain.words.folding import fold

_ACTING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Menu(QMenu):
    """What is typed chooses the first line with a word that begins so, accents or not; Enter takes
    it. After a pause the word begins anew.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed, self._since = "", QElapsedTimer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letters = fold(event.text())
        if not letters or event.modifiers() & _ACTING:
            super().keyPressEvent(event)
            return
        paused = not self._since.isValid() or self._since.elapsed() > self._patience()
        self._typed = letters if paused else self._typed + letters
        self._since.start()
        for action in self.actions():
            words = fold(action.text()).split()
            if action.isEnabled() and any(word.startswith(self._typed) for word in words):
                self.setActiveAction(action)
                return

    @staticmethod
    def _patience() -> int:
        """How long a word may take, in milliseconds; the system's own is meant for quick hands."""
        return 2 * QApplication.keyboardInputInterval()
