"""What may be attached to a person's file, and what is known of such a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
TEXT: Final = "text/plain"

ENDINGS: Final = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), TEXT: (".txt",)}
"""The kinds that can be added, each with the endings that files of it have; the usual one first."""

NAME_LETTERS: Final = 120

_FORBIDDEN: Final = '<>:"/\\|?*'


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that was read and judged by its content. preview: JPEG bytes; `data` itself where the
    file is its own preview; empty where there is none."""

    media_type: str
    data: bytes
    preview: bytes


def kept_name(name: str) -> str:
    """The name that an attached file keeps: on one line, and not too long; its ending stays."""
    shown = "".join(sign for sign in name if sign.isprintable()).strip()
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > NAME_LETTERS and dot and len(ending) <= 8:
        return stem[: NAME_LETTERS - len(ending) - 1] + dot + ending
    return shown[:NAME_LETTERS]


def copy_name(name: str, media_type: str) -> str:
    """What a copy outside of the vault is called: a name that every system takes, whose ending is
    that of its content and nothing else's."""
    plain = "".join("_" if sign in _FORBIDDEN else sign for sign in kept_name(name)).strip(". ")
    endings = ENDINGS.get(media_type, ("",))
    if not plain.lower().endswith(endings):
        plain += endings[0]
    return plain if plain.strip(".") not in ("", endings[0].strip(".")) else f"file{endings[0]}"
