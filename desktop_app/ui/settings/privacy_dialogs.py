"""Writing a rule of how long files are kept, or an incident, into the organisation's records."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import Value
from desktop_app.domain.people.retention import INCIDENT, RETENTION_RULE
from desktop_app.language import Message
from desktop_app.ui.shared.record_dialog import RecordDialog


def incident_dialog(parent: QWidget | None = None) -> RecordDialog:
    """A new line of the register."""
    return RecordDialog(
        INCIDENT,
        Message("privacy", "Add an incident"),
        Message("privacy", "Write it into the register"),
        parent,
    )


def change_incident_dialog(
    values: Mapping[str, Value], parent: QWidget | None = None
) -> RecordDialog:
    """A line of the register, to be completed or corrected."""
    return RecordDialog(
        INCIDENT,
        Message("privacy", "Change an incident"),
        Message("privacy", "Keep the change"),
        parent,
        known=values,
    )


def rule_dialog(parent: QWidget | None = None) -> RecordDialog:
    """A new rule."""
    return RecordDialog(
        RETENTION_RULE,
        Message("privacy", "Add a rule"),
        Message("privacy", "Add the rule"),
        parent,
    )
