"""Choosing a file or a folder: where every such dialog begins, and the ending that a name lacks."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.ui.shared.words import Words, say


class _Last:
    """The folder of the last choice: in memory alone, as it may tell where a stick came from."""

    folder: Path | None = None


def first_folder() -> str:
    """Where a dialog begins: at the last choice, at first among the person's documents.

    Without it, it would begin wherever the system happened to start the program.
    """
    if _Last.folder is not None and _Last.folder.is_dir():
        return str(_Last.folder)
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def remember(chosen: Path) -> Path:
    """Begin there the next time; gives the path back."""
    _Last.folder = chosen if chosen.is_dir() else chosen.parent
    return chosen


def choose_file(parent: QWidget, title: Words, kinds: str) -> Path | None:
    """A file that is there. kinds: as Qt writes them, "Excel (*.xlsx);;CSV (*.csv)"."""
    chosen, _ = QFileDialog.getOpenFileName(parent, say(title), first_folder(), kinds)
    return remember(Path(chosen)) if chosen else None


def choose_files(parent: QWidget, title: Words, kinds: str) -> list[Path]:
    """Files that are there; none when the person changed their mind."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, say(title), first_folder(), kinds)
    return [remember(Path(one)) for one in chosen]


def choose_new(parent: QWidget, title: Words, name: str, kinds: str = "") -> Path | None:
    """A file to be written. name: proposed, without anything personal in it; its ending is added
    to a name that has none."""
    proposed = str(Path(first_folder()) / name)
    chosen, _ = QFileDialog.getSaveFileName(parent, say(title), proposed, kinds)
    if not chosen:
        return None
    path = Path(chosen)
    return remember(path if path.suffix else path.with_suffix(Path(name).suffix))


def choose_folder(parent: QWidget, title: Words) -> Path | None:
    """A folder that is there."""
    chosen = QFileDialog.getExistingDirectory(parent, say(title), first_folder())
    return remember(Path(chosen)) if chosen else None


__all__ = ["choose_file", "choose_files", "choose_folder", "choose_new", "first_folder", "remember"]
