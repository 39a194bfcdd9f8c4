"""Where a folder lies, in words that people use: the stick's name, or a place among their own files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from desktop_app.language import Message

_MEDIA: Final = (("media", 3), ("mnt", 2), ("Volumes", 2))
"""Folders at the root under which media lie, and after how many parts the medium's name stands."""


def folder_words(folder: Path, home: Path | None = None) -> Message | str:
    """ "Portage/Maison, in your own folder", "on the stick or drive BLEUE"; else the path itself.

    home: the person's own folder, when it is not that of this session.
    """
    try:
        inside = folder.relative_to(home or Path.home())
    except (ValueError, RuntimeError):
        medium = _medium(folder.parts)
        if not medium:
            return str(folder)
        return Message("folders", "on the stick or drive {name}", {"name": medium})
    if not inside.parts:
        return Message("folders", "in your own folder")
    return Message("folders", "{folder}, in your own folder", {"folder": inside.as_posix()})


def _medium(parts: tuple[str, ...]) -> str:
    """The name of the medium that a path lies on; empty where that cannot be told."""
    if parts[1:2] == ("run",):
        parts = parts[1:]
    for root, at in _MEDIA:
        if parts[1:2] == (root,) and len(parts) > at:
            return parts[at]
    return ""
