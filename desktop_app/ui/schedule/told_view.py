"""Sentences about a time, one under the other."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui.schedule.warnings import Told
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.labels import State
from desktop_app.ui.shared.look import space


class ToldBanners(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(2))
        self.banners: list[Banner] = []
        self.hide()

    def show_told(self, told: Told) -> None:
        """Show these instead of what was said before, and have the first read out."""
        for banner in self.banners:
            banner.hide()
            banner.deleteLater()
        self.banners = []
        if told.problem is not None:
            self.banners.append(Banner(State.DANGER, told.problem))
        self.banners += [Banner(State.WAITS, words) for words in told.warnings]
        for banner in self.banners:
            self._column.addWidget(banner)
        self.setVisible(bool(self.banners))
        if self.banners:
            self.banners[0].read_out()
