"""Words a person reads: messages, catalogues and the table of languages.

This is the lowest room: it imports the standard library only, so every other room may
speak. Texts are English literals in the source; `translations/<code>.po` holds the others.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

TRANSLATIONS: Final = Path(__file__).resolve().parent.parent / "translations"


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the table of languages.

    code: BCP 47 with `-x-` for a variety. autonym: the language's name in itself, empty when no
    attested source gave it. fallback: codes asked in turn for a sentence that is missing here.
    """

    code: str
    autonym: str
    script: str
    english: str
    french: str
    fallback: tuple[str, ...] = ()


LANGUAGES: Final[tuple[Language, ...]] = (
    Language("fr", "Français", "Latn", "French", "français"),
    Language("en", "English", "Latn", "English", "anglais"),
)

_current: str = "en"


def languages() -> tuple[Language, ...]:
    """The languages the program knows by name, those it is complete in first."""
    return LANGUAGES


def current_language() -> str:
    """The code of the language in which sentences are given now."""
    return _current


def use_language(code: str) -> None:
    """Give every sentence asked from now on in `code`; unknown codes fall back to English."""
    global _current
    _current = code


@lru_cache(maxsize=16)
def _catalogue(code: str) -> gettext.NullTranslations:
    compiled = TRANSLATIONS / f"{code}.mo"
    if not compiled.is_file():
        return gettext.NullTranslations()
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def tr(context: str, text: str) -> str:
    """The sentence `text` of the subject `context` in the current language, unfilled."""
    return _catalogue(_current).pgettext(context, text)


def ntr(context: str, singular: str, plural: str, n: int) -> str:
    """The form of a counted sentence that fits `n` in the current language, unfilled."""
    return _catalogue(_current).npgettext(context, singular, plural, n)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that is decided now and said later, in the language of whoever reads it.

    values fill the named places of the text. plural and n are given together, for a counted
    sentence; `{n}` is then filled by itself.
    """

    context: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None

    def __str__(self) -> str:
        if self.plural is not None and self.n is not None:
            said = ntr(self.context, self.text, self.plural, self.n)
            return said.format(**{"n": self.n, **self.values})
        said = tr(self.context, self.text)
        return said.format(**self.values) if self.values else said

    def __hash__(self) -> int:
        return hash(
            (
                self.context,
                self.text,
                tuple(sorted((k, str(v)) for k, v in self.values.items())),
                self.n,
            )
        )
