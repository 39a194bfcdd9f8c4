"""What stands where the browser and the file manager would be."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Slot


class Outside(QObject):
    """Stands where the browser and the file manager would be."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def opens(self, url: QUrl) -> None:
        """Note what somebody wanted to open."""
        self.opened.append(url.toString())
