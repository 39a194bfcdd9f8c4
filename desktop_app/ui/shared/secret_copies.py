"""A secret that a person copies out of a field leaves the clipboard again by itself.

Portage puts nothing on the clipboard of its own accord. A passphrase that is shown can be copied by
hand; histories of the clipboard are asked not to keep it, and it is taken back after a while unless
something else was copied meanwhile.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

TAKEN_BACK_AFTER_MS: Final = 15_000

_MARK: Final = "secret"
_NOT_FOR_HISTORIES: Final = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\x01",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    "application/x-nspasteboard-concealed-type": b"",
}


def mark_secret(line: QLineEdit) -> None:
    """Have what is copied out of this field taken back from the clipboard."""
    line.setProperty(_MARK, True)
    application = QApplication.instance()
    if application is not None and application.findChild(SecretCopies) is None:
        SecretCopies(application)


def copy_words(text: str) -> None:
    """Put words of the organisation where they can be pasted from, because a person asked for it.

    Never anything about a client. What systems keep as a history of copies passes over it.
    """
    data = QMimeData()
    data.setText(text)
    for kind, value in _NOT_FOR_HISTORIES.items():
        data.setData(kind, value)
    QGuiApplication.clipboard().setMimeData(data)


class SecretCopies(QObject):
    """Lives as long as the program, so that a dialog that closes takes no timer with it."""

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self._copied: dict[QClipboard.Mode, str] = {}
        self._marking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TAKEN_BACK_AFTER_MS)
        self._timer.timeout.connect(self.take_back)
        QGuiApplication.clipboard().changed.connect(self._look)
        QGuiApplication.instance().aboutToQuit.connect(self.take_back)  # type: ignore[union-attr]

    def take_back(self) -> None:
        """Empty the clipboard where it still holds what was copied out of a secret field."""
        clipboard = QGuiApplication.clipboard()
        copied, self._copied = self._copied, {}
        for mode, text in copied.items():
            if clipboard.text(mode) == text:
                clipboard.clear(mode)

    def _look(self, mode: QClipboard.Mode) -> None:
        if self._marking:
            return
        line, clipboard = QApplication.focusWidget(), QGuiApplication.clipboard()
        if not isinstance(line, QLineEdit) or not line.property(_MARK):
            return
        text = line.selectedText()
        if not text or clipboard.text(mode) != text:
            return
        data = QMimeData()
        data.setText(text)
        for kind, value in _NOT_FOR_HISTORIES.items():
            data.setData(kind, value)
        self._marking = True
        try:
            clipboard.setMimeData(data, mode)
        finally:
            self._marking = False
        self._copied[mode] = text
        self._timer.start()
