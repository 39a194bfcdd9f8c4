"""What a widget says: words that are said again when the language changes, and data shown safely.

`Words` is a `Message`, which a widget of the toolkit says again by itself after a change of
language (a `Label` likewise, with the words of the organisation), a `str`, which is data and stays as it is, or a function that is asked for data anew (the
name of a language, a date in words).
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.language import Label, Message, use_language

Words = Message | str | Callable[[], str]

_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_ISOLATE: Final = "\u2069"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
# The joiners are part of the spelling in some scripts; the marks only steer the direction
# inside the isolate that is put around the text.
_KEPT_FORMAT: Final = frozenset("\u200c\u200d\u200e\u200f\u061c\u00ad")
_LINE_ENDS: Final = str.maketrans({"\r": None, "\u2028": "\n", "\u2029": "\n", "\x85": "\n"})


def shown(text: str, *, lines: bool = False) -> str:
    """`text` as it may stand on a screen: nothing in it acts, nothing in it hides.

    Control and direction-overriding characters become `[U+202E]`; text with right-to-left
    letters is isolated, so that it cannot reorder its neighbours. lines: line ends are kept,
    otherwise they become spaces.
    """
    text = text.translate(_LINE_ENDS)
    if text.isascii() and text.isprintable():
        return text
    parts: list[str] = []
    turns = False
    for letter in text:
        if letter in "\n\t":
            parts.append(letter if lines else " ")
        elif letter in _KEPT_FORMAT:
            parts.append(letter)
            turns = turns or letter in "\u200e\u200f\u061c"
        elif unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            parts.append(f"[U+{ord(letter):04X}]")
        else:
            parts.append(letter)
            turns = turns or unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT
    safe = "".join(parts)
    return f"{_FIRST_STRONG_ISOLATE}{safe}{_POP_ISOLATE}" if turns else safe


def say(words: Words, *, lines: bool = False) -> str:
    """The words in the current language, with every piece of data in them shown safely."""
    if isinstance(words, str):
        return shown(words, lines=lines)
    if isinstance(words, Label):
        return shown(str(words), lines=lines)
    if not isinstance(words, Message):
        return shown(words(), lines=lines)
    values = {
        name: shown(str(value), lines=lines) if isinstance(value, str | Label) else value
        for name, value in words.values.items()
    }
    return str(replace(words, values=values))


def tooltip(words: Words) -> str:
    """The words for a tool tip: Qt would otherwise read markup in them."""
    said = say(words, lines=True)
    if not said:
        return ""
    return "<qt>" + html.escape(said).replace("\n", "<br>") + "</qt>"


def unmarked(text: str) -> str:
    """`text` for a control that would take `&` for a mnemonic."""
    return text.replace("&", "&&")


def say_again(root: QWidget) -> None:
    """Call `retranslate()` on `root` and everything in it that has one, inside first.

    So what measures its content measures the new words.
    """
    for widget in (*reversed(root.findChildren(QWidget)), root):
        retranslate = getattr(widget, "retranslate", None)
        if callable(retranslate):
            retranslate()


_LEFT_OUT: Final = {
    ("QFileDialog", "&Look in:"): Message("file dialog", "Look in:"),
    ("QFileDialog", "Files of &type:"): Message("file dialog", "Files of type:"),
    ("QAbstractFileIconProvider", "Drive"): Message("file dialog", "Drive"),
    ("QAbstractFileIconProvider", "Folder"): Message("file dialog", "Folder"),
}
"""What Qt says in its own file dialog, where the system has none, and its catalogues lack."""


class _LeftOut(QTranslator):
    """Says what Qt's own catalogue lacks; it is asked after that one."""

    def translate(
        self, context: str, source: str, comment: str | None = None, number: int = -1
    ) -> str:
        words = _LEFT_OUT.get((context, source))
        if words is None:
            return source
        return f"&{words}" if "&" in source else str(words)

    def isEmpty(self) -> bool:  # noqa: N802
        return False


class _QtCatalogue:
    """Qt's own catalogue (file dialog, edit menu), the one that is in force, and what it lacks."""

    translator: QTranslator | None = None
    left_out: QTranslator | None = None


def use_interface_language(app: QApplication, code: str) -> None:
    """Say everything that is on the screen again in the language `code`, without a restart."""
    use_language(code)
    if _QtCatalogue.translator is not None:
        app.removeTranslator(_QtCatalogue.translator)
        _QtCatalogue.translator = None
    if _QtCatalogue.left_out is None:
        _QtCatalogue.left_out = _LeftOut(app)
        app.installTranslator(_QtCatalogue.left_out)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if (Path(folder) / f"qtbase_{code}.qm").is_file() and translator.load(f"qtbase_{code}", folder):
        app.installTranslator(translator)
        _QtCatalogue.translator = translator
    for window in app.topLevelWidgets():
        say_again(window)
