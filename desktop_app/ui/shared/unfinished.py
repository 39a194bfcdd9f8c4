"""Forms whose content is kept while it is typed, and what is said of it when somebody comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from desktop_app.language import Message
from desktop_app.ui.shared.form import Form
from desktop_app.ui.shared.words import say

KEEP_MS: Final = 5_000
"""Between two drafts of a field in which somebody goes on typing."""


def announce_finished(form: Form, keys: Sequence[str]) -> None:
    """Announce the fields whose content is a value already, as if they had been left."""
    for key in keys:
        field = form.field(key)
        if field.problem() is None:
            field.finish()


def unfinished_words(local: Callable[[int], datetime], at: int) -> str:
    """That something was typed and not saved, and when. at: milliseconds UTC."""
    moment = local(at)
    return say(
        Message(
            "client form",
            "Something was typed here and not saved, on {date} at {time}. It is kept.",
            {"date": moment.date().isoformat(), "time": f"{moment:%H:%M}"},
        )
    )
