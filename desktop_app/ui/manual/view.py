"""The window of the manual: chapters at the left, the text at the right.

It stays open beside the work. The text is the program's own, never a person's; nothing in it leads
out of the manual, and pictures come from the program's own folder alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QImageReader,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QWidget,
)

from desktop_app.language import Message
from desktop_app.ui.manual.presenter import DOCS, Chapter, ManualPresenter
from desktop_app.ui.shared.labels import READING_LETTERS
from desktop_app.ui.shared.look import HEIGHT_CONTROL, Size, scaled, space, text_font
from desktop_app.ui.shared.words import say

_TITLE: Final = Message("manual", "Manual of Portage")
_CHAPTERS: Final = Message("manual", "Chapters of the manual")
_LINE_HEIGHT: Final = 115  # percent of the face's own
_PICTURE_SIGN: Final = "\ufffc"
_HEADINGS: Final = {1: Size.TITLE, 2: Size.SECTION}


def show_manual(topic: str, parent: QWidget) -> ManualWindow:
    """Open the manual at the chapter of a place; the one that is open already goes there.

    topic: the name of a chapter; for one that does not exist the list of chapters is shown.
    """
    window = next(iter(parent.findChildren(ManualWindow)), None) or ManualWindow(parent)
    window.open_at(topic)
    window.show()
    window.raise_()
    window.activateWindow()
    return window


class ManualWindow(QDialog):
    """The manual, in the language and the look in force."""

    def __init__(self, parent: QWidget | None = None, docs: Path = DOCS) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._presenter: ManualPresenter | None = None
        self._names: tuple[str, ...] = ()
        self._shown = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(4), space(4), space(4))
        row.setSpacing(space(4))
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        row.addWidget(self.list)
        self.text = ChapterText(self._picture)
        self.text.followed.connect(self._follow)
        row.addWidget(self.text, 1)
        self._presenter = ManualPresenter(self, docs)
        self.retheme()
        self.retranslate()
        host = parent.window().size() if parent is not None else self.sizeHint()
        self.resize(max(scaled(480), min(1000, host.width())), max(480, min(720, host.height())))

    def open_at(self, topic: str) -> None:
        """Show that chapter, with the keyboard in its text."""
        if self._presenter is not None:
            self._presenter.open(topic)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chapter(self) -> str:
        """The name of the chapter that is shown."""
        return self._shown

    def show_chapters(self, chapters: Sequence[Chapter]) -> None:
        """List the chapters, in the order in which they are read."""
        self._names = tuple(one.name for one in chapters)
        self.list.blockSignals(True)
        self.list.clear()
        for one in chapters:
            self.list.addItem(QListWidgetItem(one.title))
        self.list.blockSignals(False)
        self._measure()

    def show_chapter(self, name: str, markdown: str) -> None:
        """Show a chapter from its beginning."""
        self._shown = name
        self.list.blockSignals(True)
        self.list.setCurrentRow(self._names.index(name) if name in self._names else -1)
        self.list.blockSignals(False)
        self.text.show_markdown(markdown)
        titled = name in self._names
        said = self.list.item(self._names.index(name)).text() if titled else say(_TITLE)
        self.text.setAccessibleName(said)

    def retranslate(self) -> None:
        """Say the chapter that is open in the current language."""
        self.setWindowTitle(say(_TITLE))
        self.list.setAccessibleName(say(_CHAPTERS))
        if self._presenter is not None:
            self._presenter.speak()

    def retheme(self) -> None:
        """Take the size of text in force."""
        self._measure()

    def _measure(self) -> None:
        font = text_font()
        self.list.setFont(font)
        metrics = self.list.fontMetrics()
        items = [self.list.item(row) for row in range(self.list.count())]
        widest = max((metrics.horizontalAdvance(item.text()) for item in items), default=0)
        for item in items:
            item.setSizeHint(QSize(widest + space(6), scaled(HEIGHT_CONTROL)))
        bar = self.list.verticalScrollBar().sizeHint().width()
        self.list.setFixedWidth(max(scaled(160), widest + space(8) + bar))

    def _choose(self, row: int) -> None:
        if self._presenter is not None and 0 <= row < len(self._names):
            self._presenter.open(self._names[row])

    def _follow(self, link: str) -> None:
        if self._presenter is not None:
            self._presenter.follow(link)

    def _picture(self, link: str) -> Path | None:
        return None if self._presenter is None else self._presenter.manual.picture(link)


class ChapterText(QTextBrowser):
    """The text of a chapter, in lines that can be read. followed: a link was."""

    followed = Signal(str)

    def __init__(self, picture: Callable[[str], Path | None]) -> None:
        """picture: the file of a picture by the link to it, None where there is none."""
        super().__init__()
        self._picture_at = picture
        self._markdown = ""
        self._pictures: dict[tuple[Path, int], QImage] = {}
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(lambda link: self.followed.emit(link.toString()))

    def show_markdown(self, markdown: str) -> None:
        """Show this text from its beginning."""
        if markdown != self._markdown:
            self._pictures.clear()
        self._markdown = markdown
        document = self.document()
        document.clear()
        document.setDefaultFont(text_font())
        document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        for block in _blocks(document):
            _set_block(block)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _set_table(frame)
        self._fit()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802
        """Pictures of the manual, and nothing else from anywhere."""
        link = name if isinstance(name, str) else name.toString()
        path = self._picture_at(link)
        return QImage() if path is None else QImage(str(path))

    def retheme(self) -> None:
        """Write the chapter again in the colours and at the size in force."""
        place = self.verticalScrollBar().value()
        self.show_markdown(self._markdown)
        self.verticalScrollBar().setValue(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep lines short enough to read, and pictures as wide as the lines."""
        room = self.viewport().width() - 2 * space(5)
        metrics = QFontMetrics(self.document().defaultFont())
        line = metrics.averageCharWidth() * READING_LETTERS
        frame = self.document().rootFrame()
        shape = frame.frameFormat()
        shape.setMargin(space(4))
        shape.setLeftMargin(space(5))
        shape.setRightMargin(space(5) + max(0, room - line))
        frame.setFrameFormat(shape)
        width = max(1, min(room, line))
        for block in _blocks(self.document()):
            self._fit_pictures(block, width)

    def _fit_pictures(self, block: QTextBlock, width: int) -> None:
        place = block.begin()
        while not place.atEnd():
            piece = place.fragment()
            place += 1
            shape = piece.charFormat()
            if not shape.isImageFormat():
                continue
            picture = shape.toImageFormat()
            path = self._picture_at(picture.name())
            size = QImageReader("" if path is None else str(path)).size()
            if path is None or not size.isValid():
                continue
            shown = min(width, size.width())
            picture.setWidth(shown)
            picture.setHeight(round(size.height() * shown / size.width()))
            kind = QTextDocument.ResourceType.ImageResource.value
            self.document().addResource(kind, QUrl(picture.name()), self._drawn(path, shown))
            cursor = QTextCursor(self.document())
            cursor.setPosition(piece.position())
            cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(picture)
            return

    def _drawn(self, path: Path, width: int) -> QImage:
        """The picture at the width at which it is shown. Qt itself would leave lines of it out, and
        its small letters could not be read."""
        sharp = round(width * self.devicePixelRatioF())
        if (path, sharp) not in self._pictures:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._pictures[path, sharp] = QImage(str(path)).scaledToWidth(sharp, smooth)
        return self._pictures[path, sharp]


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _set_block(block: QTextBlock) -> None:
    """Give a paragraph its distances, and a heading its size."""
    shape = block.blockFormat()
    level = shape.headingLevel()
    if _PICTURE_SIGN not in block.text():
        # In proportion, a picture would have a part of its height left empty under it.
        shape.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    in_list = block.textList() is not None
    shape.setTopMargin(space(5) if level > 1 else space(1))
    shape.setBottomMargin(space(1) if in_list else space(2))
    cursor = QTextCursor(block)
    if QTextCursor(block).currentTable() is not None:
        shape.setTopMargin(0)
        shape.setBottomMargin(0)
    cursor.setBlockFormat(shape)
    if level:
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        letters = block.charFormat()
        letters.clearProperty(letters.Property.FontSizeAdjustment.value)
        letters.setFont(text_font(_HEADINGS.get(level, Size.BODY), bold=True))
        cursor.setCharFormat(letters)
        cursor.setBlockCharFormat(letters)


def _set_table(table: QTextTable) -> None:
    """Rows with room and no frame."""
    shape = table.format()
    shape.setBorder(0)
    shape.setCellPadding(space(1))
    shape.setCellSpacing(0)
    table.setFormat(shape)
