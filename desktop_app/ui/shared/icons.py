"""The line icons (Lucide), drawn in a colour of the palette and sharp on every screen."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from desktop_app.ui.shared.look import colour, scaled

ICONS: Final = Path(__file__).resolve().parents[3] / "resources" / "icons"
ICON_SIZE: Final = 20


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    """The SVG text of an icon. FileNotFoundError for a name that is not there: a mistake."""
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _drawn(name: str, hex_colour: str, pixels: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", hex_colour).encode()))
    pixmap = QPixmap(QSize(round(pixels * ratio), round(pixels * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon_pixmap(name: str, ink: str = "ink", size: int = ICON_SIZE, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture. size: at 100 % text, it grows with the text. ink: a token."""
    return _drawn(name, colour(ink).name(), scaled(size), ratio)


def icon(name: str, ink: str = "ink", size: int = ICON_SIZE) -> QIcon:
    """The icon for a button or an action, for every pixel ratio of the screens in use."""
    result = QIcon()
    ratios = {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    for ratio in sorted(ratios):
        result.addPixmap(icon_pixmap(name, ink, size, ratio))
        muted = icon_pixmap(name, "ink_second", size, ratio)
        result.addPixmap(muted, QIcon.Mode.Disabled)
    return result


class IconMark(QWidget):
    """An icon standing by itself beside words that say the same; screen readers skip it."""

    def __init__(
        self,
        name: str,
        ink: str = "ink",
        size: int = ICON_SIZE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._ink, self._size = name, ink, size
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.retheme()

    def retheme(self) -> None:
        """Take the size and the colour of the theme in force."""
        self.setFixedSize(scaled(self._size), scaled(self._size))
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, icon_pixmap(self._name, self._ink, self._size, ratio))
        painter.end()
