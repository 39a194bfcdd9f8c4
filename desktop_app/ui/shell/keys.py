"""The keys of the whole window, for the sheet."""

from __future__ import annotations

from typing import Final

from desktop_app.language import Message
from desktop_app.ui.shared.key_sheet import KeyGroup
from desktop_app.ui.shell.places import ALL_PLACES

KEY_GROUPS: Final = (
    KeyGroup(
        Message("keys", "Go to"),
        (
            *((place.keys, place.label) for place in ALL_PLACES),
            (Message("keys", "Alt+Left"), Message("keys", "Back to where you were")),
            (Message("keys", "Alt+Right"), Message("keys", "Forward again")),
        ),
    ),
    KeyGroup(
        Message("keys", "Everywhere"),
        (
            ("Ctrl+K", Message("keys", "Search a person, a service, a command")),
            ("Ctrl+N", Message("keys", "New person")),
            ("Ctrl+Z", Message("keys", "Undo")),
            ("Ctrl+P", Message("keys", "Print what is on the screen")),
            ("F9", Message("keys", "Agreed messages, for the file that is open")),
            ("F12", Message("keys", "Cover the screen")),
            ("Ctrl+L", Message("keys", "Lock")),
            ("F1", Message("keys", "Help for this screen")),
            ("Ctrl+/", Message("keys", "This sheet")),
            (Message("keys", "Esc"), Message("keys", "Leave; nothing is lost")),
        ),
    ),
    KeyGroup(
        Message("keys", "In lists and tables"),
        (
            (Message("keys", "Up, Down"), Message("keys", "Go from row to row")),
            (Message("keys", "Enter"), Message("keys", "Open the row")),
            ("A-Z", Message("keys", "Type to filter")),
        ),
    ),
    KeyGroup(
        Message("keys", "In forms"),
        (
            ("Tab", Message("keys", "Next field; what you typed is kept as a draft")),
            (Message("keys", "Ctrl+Enter, Ctrl+S"), Message("keys", "Save")),
            ("F8", Message("keys", "Write in syllabics: nu gives ᓄ")),
        ),
    ),
)
