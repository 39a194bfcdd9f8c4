"""Sentences: asked for in the language that was chosen, decided now and said later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from desktop_app.language.catalogues import Catalogue, read_catalogue
from desktop_app.language.screening import OPEN_CONTEXTS, WORD, fault_of
from desktop_app.language.table import LANGUAGES, language, pack_of

TRANSLATIONS: Final = Path(__file__).resolve().parent.parent.parent / "translations"
PACKS: Final = TRANSLATIONS / "packs"

_PLACE: Final = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_CODES: Final = frozenset(row.code for row in LANGUAGES)


@dataclass(slots=True)
class _Choice:
    """The one thing that all rooms share: which language is spoken now."""

    code: str = "en"
    second: str = ""


_chosen: Final = _Choice()


def current_language() -> str:
    """The code of the language in which sentences are given now."""
    return _chosen.code


def use_language(code: str, second: str = "") -> None:
    """Give every sentence asked from now on in `code`; unknown codes fall back to English.

    second: "fr" or "en", the person's own choice for what `code` has no sentence for; without
    it the table of languages decides.
    """
    _chosen.code = code if code in _CODES else "en"
    _chosen.second = second


def base_language() -> str:
    """`fr` or `en`: in which of the two the current language falls back, or which it is.

    Dates, numbers and the names of languages are written as there, whatever else is spoken.
    """
    return "fr" if "fr" in _chain(_chosen.code, _chosen.second) else "en"


def tr(context: str, text: str) -> str:
    """The sentence `text` of the subject `context` in the current language, unfilled."""
    for catalogue in _asked_in_turn(_chosen.code, _chosen.second):
        said = catalogue.said(context, text)
        if said is not None:
            return said
    return text


def ntr(context: str, singular: str, plural: str, n: int) -> str:
    """The form of a counted sentence that fits `n` in the current language, unfilled."""
    for catalogue in _asked_in_turn(_chosen.code, _chosen.second):
        said = catalogue.said(context, singular, n)
        if said is not None:
            return said
    return singular if n == 1 else plural


def fill(text: str, values: Mapping[str, object]) -> str:
    """`text` with each `{name}` replaced by the value of that name.

    Only whole names of known values are replaced; everything else stays as it is written. So a
    translation from outside cannot reach an attribute, an index or a format, and a value that
    holds braces is not filled again.
    """
    return _PLACE.sub(lambda place: str(values[place[1]]) if place[1] in values else place[0], text)


def language_name(code: str) -> str:
    """What a language is called, in French or English as the current language falls back.

    A variety that is not in the table is named by the language it belongs to; a code that is
    not known at all is given back as it is.
    """
    row = language(code)
    if row is None:
        return code
    return row.french if base_language() == "fr" else row.english


def attested_word(code: str, english: str) -> str | None:
    """A single word of a word pack (a day, a greeting), or None when no source attests it.

    code: of the pack, for example `atj`, or of the language that is spoken; english: the word as the
    packs write it, for example "Monday". There is no falling back: a word of another variety would
    be another word.
    """
    pack = pack_of(code)
    return _catalogue(pack).said(WORD, english) if pack in _CODES else None


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
            return fill(said, {"n": self.n, **self.values})
        return fill(tr(self.context, self.text), self.values)

    def __hash__(self) -> int:
        values = tuple(sorted((name, str(value)) for name, value in self.values.items()))
        return hash((self.context, self.text, values, self.n))


@dataclass(frozen=True, slots=True)
class Label(Message):
    """Words that the organisation wrote itself, for a field, a form or an answer: no catalogue
    holds them.

    text: the English words. french: the French ones. Where one of the two is empty, the other one
    is said. They are data: a screen shows them as it shows what people typed.
    """

    french: str = ""

    def __str__(self) -> str:
        if base_language() == "fr":
            return self.french or self.text
        return self.text or self.french

    def __hash__(self) -> int:
        return hash((self.text, self.french))

    @classmethod
    def of(cls, french: str, english: str) -> Label:
        """The label with these words."""
        return cls("", english, french=french)


def _chain(code: str, second: str) -> tuple[str, ...]:
    """The codes asked in turn, `code` first; English needs no catalogue and ends the chain."""
    row = language(code)
    after = (second,) if second else (row.fallback if row else ())
    asked = dict.fromkeys((code, *after, "en"))
    return tuple(asked)[: tuple(asked).index("en")]


@lru_cache(maxsize=64)
def _asked_in_turn(code: str, second: str) -> tuple[Catalogue, ...]:
    return tuple(_catalogue(one) for one in _chain(code, second))


@lru_cache(maxsize=64)
def _catalogue(code: str) -> Catalogue:
    """The catalogue shipped for a code: complete (`fr`), a word pack, or empty."""
    own = TRANSLATIONS / f"{code}.po"
    if own.is_file():
        return read_catalogue(own.read_bytes())
    pack = PACKS / f"{code}.po"
    if not pack.is_file():
        return Catalogue()
    return read_catalogue(pack.read_bytes()).keeping(
        lambda entry: entry.context in OPEN_CONTEXTS and fault_of(entry) is None
    )
