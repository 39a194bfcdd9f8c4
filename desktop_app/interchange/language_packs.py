"""Language packs that come from outside: read within limits, screened, explained.

A pack is the `.po` file of a community or a translator. It is untrusted like any other file:
what cannot be read is refused with a reason, and of what can be read only plain words are kept
(see desktop_app/language/screening.py), so that a missing or refused word falls back and never
stops a screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.language.catalogues import Catalogue, CatalogueError, Entry, read_catalogue
from desktop_app.language.screening import OPEN_CONTEXTS, Fault, fault_of

LARGEST_PACK: Final = 2 * 1024 * 1024
MOST_SENTENCES: Final = 10_000

# Language, then script, region and a variety after -x-; nothing that could be a path.
_CODE: Final = re.compile(
    r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?(?:-x-[a-z0-9]{1,8}(?:-[a-z0-9]{1,8}){0,3})?"
)


class PackTooLarge(PortageError):
    """The file is larger than any language pack needs to be."""

    code = "pack_too_large"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "packs",
                "This file is too large for a language pack. Nothing was taken from it. "
                "Ask its author for the words alone, without pictures or sound.",
            )
        )


class PackUnreadable(PortageError):
    """The file is not a language pack, or is damaged at a line."""

    code = "pack_unreadable"

    def __init__(self, line: int) -> None:
        super().__init__(
            Message(
                "packs",
                "This file cannot be read as a language pack: reading stopped at line {line}. "
                "Nothing was taken from it. Ask its author for another copy.",
                {"line": line},
            )
        )


class PackNamesNoLanguage(PortageError):
    """The header of the pack does not name a language by its code."""

    code = "pack_names_no_language"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "packs",
                "This language pack does not say of which language it is. Nothing was taken from "
                "it. Ask its author to write the code of the language in its first lines.",
            )
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """What was read: the code of its language, the words that are kept, and those that are not.

    refused: line of the file and reason, in the order of the file.
    """

    code: str
    catalogue: Catalogue
    refused: tuple[tuple[int, Message], ...]


def read_pack(path: Path) -> Pack:
    """Read a pack from a file that somebody handed over.

    Raises PackTooLarge, PackUnreadable (also for what is no regular file) or PackNamesNoLanguage,
    and OSError when the medium fails.
    """
    if not path.is_file():  # before opening: a pipe would never answer
        raise PackUnreadable(1)
    with path.open("rb") as file:
        data = file.read(LARGEST_PACK + 1)
    if len(data) > LARGEST_PACK:
        raise PackTooLarge
    try:
        catalogue = read_catalogue(data, MOST_SENTENCES)
    except CatalogueError as fault:
        raise PackUnreadable(fault.line) from None
    code = catalogue.header.get("Language", "")
    if not _CODE.fullmatch(code):
        raise PackNamesNoLanguage
    reasons = {entry.line: _reason(entry) for entry in catalogue.entries}
    refused = tuple((line, why) for line, why in reasons.items() if why is not None)
    return Pack(code, catalogue.keeping(lambda entry: reasons[entry.line] is None), refused)


def _reason(entry: Entry) -> Message | None:
    if entry.context not in OPEN_CONTEXTS:
        return Message(
            "packs", "A pack may not speak here: this text is said in French or English only."
        )
    fault = fault_of(entry)
    return None if fault is None else _REASONS[fault]


_REASONS: Final = {
    Fault.MARKUP: Message("packs", "This text has markup; only plain words are shown."),
    Fault.LINK: Message("packs", "This text has a link; Portage opens none."),
    Fault.FORMAT: Message("packs", "This text has a place to fill that Portage does not know."),
    Fault.HIDDEN: Message("packs", "This text has hidden characters."),
    Fault.PLACES: Message("packs", "This text has other names between braces than the English."),
    Fault.TOO_LONG: Message("packs", "This text is too long to be shown."),
    Fault.EMPTY: Message("packs", "This text is not translated yet."),
    Fault.NO_SOURCE: Message("packs", "This text does not say where it comes from."),
}
