"""Text that is safe in a spreadsheet's cell, sheet name or file name.

A cell that begins with `=` or one of its kin is run as a formula when the file is opened
elsewhere. Such text gets one apostrophe in front, as people do by hand; `original_text` takes it
away again, so that a file that went out and came back holds the same words. A telephone number
stays readable: `'+1 867 555-0101`. Source of the list: OWASP, CSV injection.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LEADS: Final = (
    "=+\\-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212\u207a\u207b\u207c"
)
# Signs that some programs drop on reading, so that what follows them comes first.
_UNSEEN: Final = " \u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x01-\x1f\x7f\u3000"
_RISKY: Final = re.compile(f"'*[{_UNSEEN}]*[{_LEADS}]")
_MARKED: Final = re.compile(f"'+[{_UNSEEN}]*[{_LEADS}]")

_SHEET_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
_FILE_FORBIDDEN: Final = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)
_DEVICE_NAMES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}
)

SHEET_NAME_LENGTH: Final = 31
FILE_NAME_BYTES: Final = 180


def spreadsheet_text(value: str) -> str:
    """`value` such that no spreadsheet program takes it for a formula.

    Text that could be taken for one, or that already looks marked, gets one apostrophe in front;
    all other text is unchanged. `original_text` undoes it exactly.
    """
    return f"'{value}" if _RISKY.match(value) else value


def original_text(value: str) -> str:
    """The text that `spreadsheet_text` was given; text without its mark is unchanged."""
    return value[1:] if _MARKED.match(value) else value


def sheet_name(wanted: str, otherwise: str = "Sheet1") -> str:
    """A name that every spreadsheet program takes for a sheet: at most 31 characters."""
    name = _SHEET_FORBIDDEN.sub(" ", wanted).strip(" '")
    name = _without_lead(name)[:SHEET_NAME_LENGTH].rstrip(" '")
    return otherwise if not name or name.casefold() == "history" else name


def file_name(wanted: str, otherwise: str = "portage") -> str:
    """A file name without folder and ending that Windows, macOS and Linux all take.

    The letters of every script stay; separators, control and direction marks become spaces, names
    of devices and leading signs of formulas are avoided, and it stays under 180 bytes of UTF-8.
    """
    name = unicodedata.normalize(
        "NFC", _FILE_FORBIDDEN.sub(" ", wanted).encode("utf-8", "ignore").decode()
    )
    name = _without_lead(" ".join(name.split())).strip(" .'")
    name = name.encode()[:FILE_NAME_BYTES].decode("utf-8", "ignore").rstrip(" .")
    if name.split(".")[0].strip().casefold() in _DEVICE_NAMES:
        name = f"{otherwise} {name}"
    return name or otherwise


def _without_lead(name: str) -> str:
    while name and _RISKY.match(name):
        name = name[1:].lstrip(" '")
    return name
