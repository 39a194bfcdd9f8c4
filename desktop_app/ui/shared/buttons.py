"""Buttons: a verb, usually with an icon; four kinds that mean the same on every screen."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_app.ui.shared.focus import RING_PROPERTY
from desktop_app.ui.shared.icons import icon
from desktop_app.ui.shared.look import scaled
from desktop_app.ui.shared.words import Words, say, tooltip, unmarked


class Kind(StrEnum):
    """How a button looks; `PRIMARY` at most once on a screen, `DANGER` only where data is lost."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"
    LINK = "link"
    STATUS = "status"
    PLAIN = "plain"
    SEARCH = "search"


class Tall(StrEnum):
    """How high a button is: 36, in a row of a list 30, in a list that is acted on 44, kiosk 56."""

    USUAL = "usual"
    LIST = "list"
    ACTED = "acted"
    KIOSK = "kiosk"


_ICON, _SMALL_ICON = 17, 15

_ICON_TOKENS = {
    Kind.PRIMARY: "on_accent",
    Kind.DANGER: "on_danger",
    Kind.QUIET: "accent",
    Kind.LINK: "accent",
    Kind.STATUS: "ink_second",
    Kind.PLAIN: "ink_second",
    Kind.SEARCH: "ink_second",
}


class Button(QPushButton):
    """A button whose words are said again after a change of language.

    `&` is a letter, never a mnemonic: keys belong to the window and are listed in the key sheet.
    key_hint: the key that does the same, shown in the tool tip ("Ctrl+N"); a letter of a word is a
    `Message`, as it is another one in another language.
    """

    def __init__(
        self,
        words: Words,
        *,
        kind: Kind = Kind.SECONDARY,
        icon_name: str = "",
        tall: Tall = Tall.USUAL,
        key_hint: Words = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._kind, self._icon_name = words, kind, icon_name
        self._key_hint, self._only_icon, self._name = key_hint, False, words
        self.setProperty("kind", kind.value)
        self.setProperty("tall", tall.value)
        if kind in (Kind.PRIMARY, Kind.DANGER):
            self.setProperty(RING_PROPERTY, "ink")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.retheme()
        self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the space bar does; Qt leaves that to the look of some desktops."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def set_words(self, words: Words, icon_name: str | None = None) -> None:
        """Say something else; icon_name None keeps the icon."""
        self._words = self._name = words
        if icon_name is not None:
            self._icon_name = icon_name
            self.retheme()
        self.retranslate()

    def set_name(self, words: Words) -> None:
        """What a screen reader says, where the visible words need their row to be understood.

        It must begin with the visible words.
        """
        self._name = words
        self.retranslate()

    def show_only_icon(self, only: bool) -> None:
        """In a tool bar without room the icon stands alone; the words move to the tool tip."""
        self._only_icon = only
        self.retranslate()

    def retranslate(self) -> None:
        """Say the words in the current language."""
        said = say(self._words)
        # Qt leaves too little room between an icon and its word.
        gap = " " if self._icon_name else ""
        self.setText("" if self._only_icon else gap + unmarked(said))
        self.setAccessibleName(say(self._name))
        hint = say(self._key_hint)
        if self._only_icon:
            hint = f"{said} ({hint})" if hint else said
        self.setToolTip(tooltip(hint))

    def retheme(self) -> None:
        """Take the colour and the size of the theme in force."""
        if self._icon_name:
            token = _ICON_TOKENS.get(self._kind, "ink")
            size = _SMALL_ICON if self._kind is Kind.STATUS else _ICON
            self.setIcon(icon(self._icon_name, token, size))
            self.setIconSize(QSize(scaled(size), scaled(size)))


class WrappingLink(Button):
    """A sentence that leads somewhere, on as many lines as the room asks for."""

    def __init__(self, words: Words) -> None:
        super().__init__(words, kind=Kind.LINK)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def retranslate(self) -> None:
        """Say the sentence in the current language."""
        super().retranslate()
        self._wrap()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wrap()

    def _wrap(self) -> None:
        room, metrics = self.width() - scaled(16), self.fontMetrics()
        lines = [""]
        for word in unmarked(say(self._words)).split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        if self.text() != "\n".join(lines):
            self.setText("\n".join(lines))


class PrimaryButton(Button):
    """The one thing this screen is for."""

    def __init__(self, words: Words, *, icon_name: str = "", key_hint: Words = "") -> None:
        super().__init__(words, kind=Kind.PRIMARY, icon_name=icon_name, key_hint=key_hint)


class QuietButton(Button):
    """Something that can be done, said without a frame."""

    def __init__(self, words: Words, *, icon_name: str = "", key_hint: Words = "") -> None:
        super().__init__(words, kind=Kind.QUIET, icon_name=icon_name, key_hint=key_hint)


class DangerButton(Button):
    """Something that loses data; its words say what."""

    def __init__(self, words: Words, *, icon_name: str = "") -> None:
        super().__init__(words, kind=Kind.DANGER, icon_name=icon_name)
