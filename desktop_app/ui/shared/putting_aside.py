"""The question why something is put aside: a task that will not be done, a warning that is known;
free of Qt."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.domain.casework.tasks import ALERT_DISMISSAL
from desktop_app.language import Message
from desktop_app.ui.shared.asking import Asking

FORM = "put_aside"


def aside_asking(record: str, put_aside: Callable[[str], object]) -> Asking:
    """Asks for the reason and writes it. record: under which its draft is kept."""
    return Asking(
        FORM,
        record,
        ALERT_DISMISSAL,
        Message("follow-up", "Put aside"),
        Message("follow-up", "Put aside"),
        Message("follow-up", "It is put aside, with the reason."),
        lambda values: put_aside(str(values.get("reason") or "")),
        ("reason",),
        hint=Message(
            "follow-up", "The reason travels with it, so that nobody has to ask the same again."
        ),
    )


def task_done_words() -> Message:
    """What is said when a task is done."""
    return Message("follow-up", "Done. What comes again has its next day.")
