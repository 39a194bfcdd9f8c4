"""What a language pack may say: plain words, in places where words cannot do harm.

A pack is written by others and read by people who trust what the program tells them. So it
may not carry markup, links, hidden characters or other places to fill than the sentence that
it translates; and it may not speak where the program warns, asks for a passphrase or tells
whether something can be trusted. Source: OWASP ASVS 5.0, 1.2 (injection into what is shown).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from desktop_app.language.catalogues import Entry

WORD: Final = "word"
"""The context of single words: days, greetings, yes and no."""

OPEN_CONTEXTS: Final = frozenset({WORD})
"""The subjects in which a pack may speak. All others are said in French or English."""

LONGEST_TEXT: Final = 4_000

_PLACES: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_MARKUP: Final = re.compile(r"[<>]|&#?\w+;")
_LINK: Final = re.compile(r"(?i)\b[a-z][a-z0-9+.-]*:/|\bwww\.|\b(?:javascript|data|file|mailto):")
_PERCENT: Final = re.compile(r"%[-#0 +]*[0-9.*]*\$?[A-Za-z(%]")

# Joiners that some scripts need are format characters too, and harmless.
_ALLOWED_FORMAT: Final = frozenset("\u200c\u200d")


class Fault(StrEnum):
    """Why a sentence of a pack is not used."""

    MARKUP = "markup"
    LINK = "link"
    FORMAT = "format"
    HIDDEN = "hidden characters"
    PLACES = "other places to fill"
    TOO_LONG = "too long"
    EMPTY = "not translated"
    NO_SOURCE = "no source or status"


def places(text: str) -> frozenset[str]:
    """The names between braces that a sentence leaves to be filled."""
    return frozenset(_PLACES.findall(text))


def fault_of(entry: Entry) -> Fault | None:
    """The first reason why a pack's entry is not used, or None when it is plain words."""
    if not entry.notes.get("source") or not entry.notes.get("status"):
        return Fault.NO_SOURCE
    if not entry.usable:
        return Fault.EMPTY
    allowed = places(entry.text) | places(entry.plural or "")
    required = allowed - {"n"} if entry.plural is not None else allowed
    for form in entry.forms:
        fault = _fault_of_text(form)
        if fault is not None:
            return fault
        if not required <= places(form) <= allowed:
            return Fault.PLACES
    return None


def _fault_of_text(text: str) -> Fault | None:
    if len(text) > LONGEST_TEXT:
        return Fault.TOO_LONG
    if _MARKUP.search(text):
        return Fault.MARKUP
    if _LINK.search(text):
        return Fault.LINK
    if _PERCENT.search(text):
        return Fault.FORMAT
    if any(_hidden(sign) for sign in text):
        return Fault.HIDDEN
    if any(brace in _PLACES.sub("", text) for brace in "{}"):
        return Fault.PLACES
    return None


def _hidden(sign: str) -> bool:
    """Whether a character shows nothing, changes the direction, or belongs to no script."""
    if sign == "\n" or sign in _ALLOWED_FORMAT:
        return False
    return unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
