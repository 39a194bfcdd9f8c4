"""What is said of an attached file: its kind, its size, where it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from desktop_app.domain.people.attachments import JPEG, PDF, PNG, TEXT
from desktop_app.language import Message
from desktop_app.services.clients.attachments import AttachmentLine, Stand
from desktop_app.ui.clients.words import joined
from desktop_app.ui.shared.labels import State
from desktop_app.ui.shared.words import say

_KINDS: Final = {
    PDF: Message("attachments", "PDF"),
    PNG: Message("attachments", "Picture"),
    JPEG: Message("attachments", "Picture"),
    TEXT: Message("attachments", "Text"),
}
ICONS: Final = {PDF: "file-text", TEXT: "receipt-text"}

STANDS: Final = {
    Stand.HERE: (State.DONE, Message("attachments", "here"), "circle-check"),
    Stand.PREVIEW: (State.INFO, Message("attachments", "preview here"), "eye"),
    Stand.ASKED: (State.WAITS, Message("attachments", "asked for"), "clock"),
    Stand.MISSING: (State.NEUTRAL, Message("attachments", "not received yet"), "circle-dashed"),
}


def size_words(size: int) -> Message:
    """A size as people say it."""
    if size < 1_000_000:
        return Message("attachments", "{n} KB", {"n": max(1, round(size / 1000))})
    return Message("attachments", "{n} MB", {"n": max(1, round(size / 1_000_000))})


def about(line: AttachmentLine, local: Callable[[int], datetime]) -> str:
    """Kind, size, who and when."""
    kind = _KINDS.get(line.media_type)
    return joined(
        (
            "" if kind is None else say(kind),
            say(size_words(line.bytes)),
            line.by,
            local(line.at).date().isoformat(),
        )
    )


def explained(line: AttachmentLine) -> Message | None:
    """What to know where the file itself is not here."""
    match line.stand:
        case Stand.ASKED:
            return Message(
                "attachments",
                "The original is asked for. It comes with a next bundle of somebody who holds it.",
            )
        case Stand.PREVIEW:
            return Message(
                "attachments",
                "This is the preview. The original is on another laptop: ask for it if you need it.",
            )
        case Stand.MISSING if line.preview:
            return Message(
                "attachments",
                "Nothing of this file has come to this laptop yet. The preview comes by itself with a "
                "next bundle.",
            )
        case Stand.MISSING:
            return Message(
                "attachments",
                "This file has no preview, and it is on another laptop: ask for it if you need it.",
            )
    if not line.preview or line.media_type == PDF:
        return Message(
            "attachments",
            "Portage shows no PDF, and no text of more than 200 KB. Save a copy to read it.",
        )
    return None
