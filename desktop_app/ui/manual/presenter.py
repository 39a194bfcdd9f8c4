"""What the manual decides: which chapter is open, in which language, and what may be shown of it.

The manual is the files of docs/manual, which lie beside the program. A chapter is a file; its title
is its first heading. The list of chapters is read from the links of the first page, so that there
is no second list to keep.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from desktop_app.language import base_language

DOCS: Final = Path(__file__).resolve().parents[3] / "docs"
MANUAL: Final = "manual"
PICTURES: Final = "screenshots"
FIRST: Final = "index"
"""The chapter that lists the others; it is shown for a place that has none of its own."""

_FALLBACK: Final = "en"
_LINK: Final = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_PICTURE: Final = re.compile(r"^!\[[^\]]*\]\(([^)\s]+)\)\s*$")
_NAME: Final = re.compile(r"[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: the name of its file without the ending, and its title."""

    name: str
    title: str


class ManualView(Protocol):
    """The manual as its presenter sees it."""

    def show_chapters(self, chapters: Sequence[Chapter]) -> None:
        """List the chapters, in the order in which they are read."""

    def show_chapter(self, name: str, markdown: str) -> None:
        """Show a chapter from its beginning."""


class Manual:
    """The files of the manual in one language.

    docs: the folder that holds `manual` and `screenshots`.
    """

    def __init__(self, language: str, docs: Path = DOCS) -> None:
        folder = docs / MANUAL / language
        self._folder = folder if folder.is_dir() else docs / MANUAL / _FALLBACK
        self._pictures = (docs / PICTURES).resolve()

    def chapters(self) -> tuple[Chapter, ...]:
        """The first page, then what it leads to, in its order."""
        names = [FIRST]
        for link in _LINK.findall(self._read(FIRST)):
            name = self.chapter_of(link)
            if name and name not in names:
                names.append(name)
        return tuple(Chapter(name, self._title(name)) for name in names)

    def chapter_of(self, link: str) -> str:
        """The chapter that a link leads to; "" when it leads to none that exists."""
        path = PurePosixPath(link.partition("#")[0])
        name = path.stem
        there = path.suffix == ".md" and len(path.parts) == 1
        return name if there and self.holds(name) else ""

    def holds(self, name: str) -> bool:
        """Whether there is a chapter of that name."""
        return bool(_NAME.fullmatch(name)) and (self._folder / f"{name}.md").is_file()

    def text(self, name: str) -> str:
        """A chapter as it is written, without the pictures whose files are not there."""
        lines = self._read(name).split("\n")
        return "\n".join(line for line in lines if self._can_be_shown(line))

    def picture(self, link: str) -> Path | None:
        """The file of a picture; None when it is missing or lies outside the pictures."""
        path = (self._folder / link).resolve()
        return path if path.parent == self._pictures and path.is_file() else None

    def _can_be_shown(self, line: str) -> bool:
        found = _PICTURE.match(line)
        return found is None or self.picture(found[1]) is not None

    def _read(self, name: str) -> str:
        path = self._folder / f"{name}.md"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def _title(self, name: str) -> str:
        return self._read(name).partition("\n")[0].lstrip("# ").strip()


class ManualPresenter:
    """Opens chapters; says the same one again after a change of language."""

    def __init__(self, view: ManualView, docs: Path = DOCS) -> None:
        self._view, self._docs = view, docs
        self._chapter = FIRST
        self.manual = Manual(base_language(), docs)

    def open(self, topic: str) -> None:
        """Show the chapter of a place, or the first page where it has none."""
        self._chapter = topic if self.manual.holds(topic) else FIRST
        self._view.show_chapters(self.manual.chapters())
        self._show()

    def follow(self, link: str) -> None:
        """Go where a link leads; one that leads out of the manual leads nowhere."""
        name = self.manual.chapter_of(link)
        if name:
            self._chapter = name
            self._show()

    def speak(self) -> None:
        """Say everything again in the language in force."""
        self.manual = Manual(base_language(), self._docs)
        self.open(self._chapter)

    def _show(self) -> None:
        self._view.show_chapter(self._chapter, self.manual.text(self._chapter))
