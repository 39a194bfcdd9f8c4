"""Pictures of widgets, and what can be seen to be wrong on them, without a display."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionHeader,
    QTabBar,
    QTableView,
    QWidget,
)

from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import colour
from desktop_app.ui.shared.theme import apply_theme
from desktop_app.ui.shared.words import use_interface_language

PICTURES = Path(__file__).resolve().parents[2] / "build" / "pictures"


def settle(widget: QWidget) -> None:
    """Let layouts, pending deletions and repaints happen."""
    for _ in range(6):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    widget.ensurePolished()


def prepare(
    widget: QWidget,
    size: tuple[int, int] = (1366, 768),
    language: str = "en",
    palette: str = "light",
    text_percent: int = 100,
) -> None:
    """Show `widget` without a display, in this language and look."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, palette, text_percent)
    use_interface_language(app, language)
    widget.resize(*size)
    widget.show()
    widget.activateWindow()
    settle(widget)


def drawn(widget: QWidget) -> QPixmap:
    """The widget as it looks now, upon the ground of the window in which it lies in life."""
    pixmap = QPixmap(widget.size())
    pixmap.fill(colour("ground"))
    widget.render(pixmap)
    return pixmap


def picture(
    widget: QWidget,
    name: str,
    size: tuple[int, int] = (1366, 768),
    language: str = "en",
    palette: str = "light",
    text_percent: int = 100,
    folder: Path = PICTURES,
) -> Path:
    """Write the widget as it looks now to `folder/name.png`; the path of the file."""
    prepare(widget, size, language, palette, text_percent)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    if not drawn(widget).save(str(path)):
        raise OSError(f"{path} could not be written")
    return path


def _seen(root: QWidget) -> list[QWidget]:
    return [w for w in (root, *root.findChildren(QWidget)) if w.isVisibleTo(root) or w is root]


def _said(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()}".strip()


def _outside(root: QWidget, widget: QWidget) -> bool:
    """Whether a part of the widget lies outside an ancestor that does not scroll."""
    parent = widget.parentWidget()
    inside = widget.rect().translated(widget.pos())
    while parent is not None:
        if isinstance(parent.parentWidget(), QScrollArea):
            return False
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(inside):
            return True
        if parent is root or parent.isWindow():
            return False
        inside = inside.translated(parent.pos())
        parent = parent.parentWidget()
    return False


def cut_off_text(root: QWidget) -> list[str]:
    """Every visible label, button, box and heading whose words do not fit, one line each."""
    found: list[str] = []
    for widget in _seen(root):
        text = ""
        cut = False
        if isinstance(widget, PlainLabel):
            text, cut = widget.text(), bool(widget.text()) and widget.is_cut()
        elif isinstance(widget, QLabel):
            text = widget.text()
            cut = bool(text) and widget.width() < widget.minimumSizeHint().width() - 1
        elif isinstance(widget, QTabBar):
            for index in filter(widget.isTabVisible, range(widget.count())):
                room = widget.tabRect(index).width()
                if widget.fontMetrics().horizontalAdvance(widget.tabText(index)) > room:
                    found.append(f"{_said(widget)}: {widget.tabText(index)}")
        elif isinstance(widget, QAbstractButton):
            text = widget.text()
            hint = widget.minimumSizeHint() if text else widget.size()
            cut = widget.width() < hint.width() - 1 or widget.height() < hint.height() - 1
            if isinstance(widget, QPushButton) and widget.property("elides"):
                cut = False
        elif isinstance(widget, QComboBox):
            text = widget.currentText()
            cut = widget.fontMetrics().horizontalAdvance(text) > widget.width() - 24
        elif isinstance(widget, QLineEdit):
            text = widget.placeholderText() if not widget.text() else ""
            cut = widget.fontMetrics().horizontalAdvance(text) > widget.width() - 26
        elif isinstance(widget, QHeaderView):
            found += _cut_headings(widget)
        if text and not cut and _outside(root, widget):
            cut = True
        if cut:
            found.append(f"{_said(widget)}: {text}")
    return found


def _cut_headings(header: QHeaderView) -> list[str]:
    if header.orientation() is not Qt.Orientation.Horizontal:
        return []
    model = header.model()
    found = []
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        option = QStyleOptionHeader()
        option.initFrom(header)
        room = header.sectionSize(section)
        needed = header.fontMetrics().horizontalAdvance(text)
        needed += header.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMargin, option) * 2
        if needed > room:
            found.append(f"heading: {text}")
    return found


def nameless(root: QWidget) -> list[str]:
    """Every visible widget that takes the keyboard and that a screen reader could not name."""
    found = []
    for widget in _seen(root):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if isinstance(widget, (QScrollArea, QScrollBar)) or widget.isWindow():
            continue
        if isinstance(widget, QHeaderView) or isinstance(widget.parentWidget(), QComboBox):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name)
        if not name.strip():
            found.append(_said(widget))
    return found


def rich_text_labels(root: QWidget) -> list[str]:
    """Every label that would read markup in what it shows."""
    return [
        f"{_said(label)}: {label.text()}"
        for label in root.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText
    ]


def tables_without_names(root: QWidget) -> list[str]:
    """Every table whose purpose a screen reader could not say."""
    return [_said(table) for table in root.findChildren(QTableView) if not table.accessibleName()]
