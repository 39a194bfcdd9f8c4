"""What can be added to a file, and what each needs; free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from desktop_app.language import Message


class Asked(Enum):
    """What a dialog of the file adds. The value names its draft."""

    NOTE = "note"
    CONSENT = "consent"
    HOUSEHOLD = "household"
    APPOINTMENT = "appointment"

    @property
    def record(self) -> str:
        """The kind of record whose declarations check what is typed; "" for several."""
        return _RECORDS[self]

    @property
    def title(self) -> Message:
        """What stands above the dialog."""
        return _TITLES[self]

    @property
    def about(self) -> Message:
        """What its fields are about."""
        return _ABOUT[self]

    @property
    def verb(self) -> Message:
        """What its button does."""
        return _VERBS[self]

    @property
    def saved(self) -> Message:
        """What is said when it is saved."""
        return _SAVED[self]

    @property
    def icon(self) -> str:
        """Its sign in the menu, a name in resources/icons."""
        return _ICONS[self]

    @property
    def dated_today(self) -> tuple[str, ...]:
        """Fields that begin with the day of today."""
        return _TODAY.get(self, ())

    @property
    def needed(self) -> Mapping[str, Message]:
        """What must be there, with the sentence that says so."""
        return _NEEDED[self]


_RECORDS: Final = {
    Asked.NOTE: "note",
    Asked.CONSENT: "consent",
    Asked.HOUSEHOLD: "household_member",
    Asked.APPOINTMENT: "appointment",
}
_TITLES: Final = {
    Asked.NOTE: Message("client file", "Add a note"),
    Asked.CONSENT: Message("client file", "Add a consent"),
    Asked.HOUSEHOLD: Message("client file", "Add a household"),
    Asked.APPOINTMENT: Message("client file", "Add an appointment"),
}
_ABOUT: Final = {
    Asked.NOTE: Message("client file", "What happened"),
    Asked.CONSENT: Message("client file", "What was agreed"),
    Asked.HOUSEHOLD: Message("client file", "Who lives together"),
    Asked.APPOINTMENT: Message("client file", "When and where"),
}
_VERBS: Final = {
    Asked.NOTE: Message("client file", "Save the note"),
    Asked.CONSENT: Message("client file", "Save the consent"),
    Asked.HOUSEHOLD: Message("client file", "Save the household"),
    Asked.APPOINTMENT: Message("client file", "Save the appointment"),
}
_SAVED: Final = {
    Asked.NOTE: Message("client file", "The note is saved."),
    Asked.CONSENT: Message("client file", "The consent is saved."),
    Asked.HOUSEHOLD: Message("client file", "The household is saved."),
    Asked.APPOINTMENT: Message("client file", "The appointment is saved."),
}
_ICONS: Final = {
    Asked.NOTE: "message-square-text",
    Asked.CONSENT: "file-check",
    Asked.HOUSEHOLD: "house",
    Asked.APPOINTMENT: "calendar-days",
}
_TODAY: Final = {
    Asked.NOTE: ("happened_on",),
    Asked.CONSENT: ("given_on",),
}
_NEEDED: Final = {
    Asked.NOTE: MappingProxyType({"text": Message("client file", "Write what happened.")}),
    Asked.CONSENT: MappingProxyType(
        {
            "purpose": Message("client file", "Choose what the person agrees to."),
            "given_on": Message("client file", "Enter the day on which it was given."),
        }
    ),
    Asked.HOUSEHOLD: MappingProxyType(
        {"name": Message("client file", "Name the household, for example by its family name.")}
    ),
    Asked.APPOINTMENT: MappingProxyType(
        {
            "day": Message("client file", "Enter the day of the appointment."),
            "time": Message("client file", "Enter the time, for example 13:30."),
        }
    ),
}
