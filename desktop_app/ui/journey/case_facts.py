"""What the organisation's own fields ask of a journey: shown at it, and the dialog that asks them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.fields import EntityType, own_names
from desktop_app.domain.own_fields import OwnFact
from desktop_app.language import Message
from desktop_app.services.casework.journeys import CaseLine
from desktop_app.ui.journey.pieces import button_row
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.record_dialog import RecordDialog
from desktop_app.ui.shared.record_room import local_time
from desktop_app.ui.shared.words import say


def facts_part(
    case: CaseLine, change: Callable[[], None], forms: Callable[[], None] | None
) -> QWidget | None:
    """What stands in the own fields of a journey, and the ways to them and to its forms.

    forms: leads to the forms about it; None where there is none. None where there is nothing to show.
    """
    if not case.own and forms is None:
        return None
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space(1))
    for fact in case.own:
        if fact.value not in (None, ""):
            column.addWidget(PlainLabel(partial(_said, fact)))
    buttons = []
    if case.own:
        told = any(one.value not in (None, "") for one in case.own)
        words = (
            Message("journey", "Change what is known of it…")
            if told
            else Message("journey", "Fill in what is asked of it…")
        )
        buttons.append(_button(words, "pencil", change))
    if forms is not None:
        buttons.append(_button(Message("journey", "Forms about this journey…"), "file-text", forms))
    column.addWidget(button_row(*buttons))
    return part


def facts_dialog(
    kind: EntityType, case: CaseLine, draft: Unfinished | None, parent: QWidget
) -> RecordDialog:
    """Asks for the own fields of a journey. draft: what was typed earlier and not saved."""
    dialog = RecordDialog(
        kind,
        Message("journey", "What is asked of this journey"),
        Message("journey", "Save it"),
        parent,
        known={one.name: one.value for one in case.own if one.value is not None},
        names=own_names(kind),
        hint=case.program.name,
    )
    if draft is not None:
        dialog.resume(draft.values, draft.at, local_time)
    return dialog


def _said(fact: OwnFact) -> str:
    return say(
        Message("journey", "{label}: {value}", {"label": fact.label, "value": str(fact)}),
        lines=True,
    )


def _button(words: Message, icon: str, pressed: Callable[[], None]) -> Button:
    made = Button(words, icon_name=icon)
    made.clicked.connect(lambda checked=False: pressed())
    return made
