"""Single values as outsiders write them, brought to the form in which a field holds them.

Each function gives None when the text does not surely say it: the caller then keeps the text
elsewhere or refuses the row. Nothing here guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from desktop_app.domain.directory.opening import WEEKDAYS
from desktop_app.domain.words.folding import fold
from desktop_app.language.table import client_languages

_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_CLOCK: Final = re.compile(
    r"(\d{1,2})(?:[:h.](\d{1,2})?)?(?::\d{2}(?:\.\d+)?)?([ap])?\.?(m\.?)?(?:[+-]\d{2}:\d{2})?"
)
_CLOCK_TOGETHER: Final = re.compile(r"(\d{1,2})(\d{2})\s*([ap])\.?\s*m\.?")
_WEEKDAY_NAMES: Final = (
    ("monday", "mon", "mo", "lundi", "lun", "lu"),
    ("tuesday", "tue", "tues", "tu", "mardi", "mar", "ma"),
    ("wednesday", "wed", "weds", "we", "mercredi", "mer", "me"),
    ("thursday", "thu", "thur", "thurs", "th", "jeudi", "jeu", "je"),
    ("friday", "fri", "fr", "vendredi", "ven", "ve"),
    ("saturday", "sat", "sa", "samedi", "sam"),
    ("sunday", "sun", "su", "dimanche", "dim", "di"),
)
_WEEKDAY: Final = {
    name: code for code, names in zip(WEEKDAYS, _WEEKDAY_NAMES, strict=True) for name in names
}
_YES: Final = frozenset(("yes", "y", "true", "vrai", "oui", "o", "1", "x", "on"))
_NO: Final = frozenset(("no", "n", "false", "faux", "non", "0", "off"))
# Spellings that the table of languages does not have, folded. Each names one language only.
_OTHER_SPELLINGS: Final = {
    "ojibway": "oj", "ojibwa": "oj", "anishinaabemowin": "oj", "anishinabemowin": "oj",
    "innu": "moe", "montagnais": "moe", "inuktituk": "iu", "inuttitut": "iu", "cri": "cr",
    "nehiyawewin": "cr", "dene": "chp", "dogrib": "dgr", "micmac": "mic", "maliseet": "pqm",
    "anglaise": "en", "francaise": "fr", "spanish castilian": "es", "castilian": "es",
    "tagalog": "fil", "mandarin": "zh", "asl": "ase", "lsq": "fcs", "haitian": "ht",
    "eng": "en", "fra": "fr", "fre": "fr", "iku": "iu", "cre": "cr", "oji": "oj", "spa": "es",
    "por": "pt", "ara": "ar", "zho": "zh", "urd": "ur", "hat": "ht", "deu": "de", "ger": "de",
    "ita": "it", "rus": "ru", "pol": "pl", "vie": "vi", "kor": "ko", "jpn": "ja", "heb": "he",
}  # fmt: skip

STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")


def clean(text: str) -> str:
    """`text` without the control characters that no field holds, and without spaces around it."""
    return _CONTROLS.sub("", text).strip()


def clock_time(text: str) -> str | None:
    """A local time as HH:MM: from `9:00am`, `9 h 30`, `830am`, `17:00:00`, `24:00`, `noon`.

    An offset such as -05:00 is dropped, as it belongs to the local time; one marked `Z` is not
    local and gives None.
    """
    folded = text.strip().lower().replace(" ", "")
    if folded in ("noon", "midi"):
        return "12:00"
    if folded in ("midnight", "minuit"):
        return "00:00"
    together = _CLOCK_TOGETHER.fullmatch(folded)
    found = together or _CLOCK.fullmatch(folded)
    if found is None:
        return None
    hour, minute, half = int(found.group(1)), int(found.group(2) or 0), found.group(3)
    bare = found.group(2) is None and half is None and not folded.endswith("h")
    if together is None and found.group(4) and not half:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour == 24 and minute == 0:
        hour = 0
    return None if bare or hour > 23 or minute > 59 else f"{hour:02}:{minute:02}"


def clock_times(opens: str, closes: str) -> tuple[str | None, str | None]:
    """Two times of one row, where one without am or pm beside one with it tells nothing."""
    halves = [
        bool(re.search(r"[ap]\.?\s*m?\.?$", text.strip().lower())) for text in (opens, closes)
    ]
    first, second = clock_time(opens), clock_time(closes)
    if halves == [True, False] and closes.strip():
        second = None
    if halves == [False, True] and opens.strip():
        first = None
    return first, second


def weekdays(text: str) -> str | None:
    """Days as RFC 5545 writes them (`MO,TU`): from names in French or English, or 1 (Monday) to 7.

    Ordinals such as `1MO` are kept; None when one of the words is no day.
    """
    found = []
    for word in re.split(r"[,;/\s]+", text.strip()):
        if not word:
            continue
        upper = word.upper()
        plain = fold(word)
        if re.fullmatch(r"[+-]?\d{1,2}(MO|TU|WE|TH|FR|SA|SU)", upper):
            found.append(upper)
        elif plain in _WEEKDAY:
            found.append(_WEEKDAY[plain])
        elif plain.isdigit() and 1 <= int(plain) <= 7:
            found.append(WEEKDAYS[int(plain) - 1])
        else:
            return None
    return ",".join(dict.fromkeys(found)) or None


def iso_date(text: str) -> str | None:
    """A whole date YYYY-MM-DD from ISO text, with or without a time after it."""
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        return None


def whole_number(text: str) -> int | None:
    """A whole number between 0 and 1,000,000, also when it is written as `12.0`."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= 1_000_000 or number != int(number):
        return None
    return int(number)


def cents(text: str) -> int | None:
    """An amount in cents, from `35`, `35.50` or `1 234,5`; None when it has parts of a cent."""
    compact = re.sub(r"[\s$\u00a0\u202f]", "", text)
    if re.fullmatch(r"\d+,\d{1,2}", compact):
        compact = compact.replace(",", ".")
    try:
        amount = Decimal(compact.replace(",", "")) * 100
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) > 10**15 or amount != int(amount):
        return None
    return int(amount)


def yes_no(text: str) -> bool | None:
    """Yes or no in French or English; None for anything else."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None


def language_code(text: str) -> str | None:
    """The code of a language named in French, English or itself, or a code that is known."""
    written = text.strip()
    known = {row.code.lower(): row.code for row in client_languages()}
    if written.lower() in known:
        return known[written.lower()]
    base = re.fullmatch(r"([a-z]{2})-[A-Z]{2}", written)
    if base is not None and base.group(1) in known:
        return base.group(1)
    return _language_names().get(fold(written.strip(" .,;")))


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    """Folded name to code; a name that two languages share names none."""
    whole: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    for row in client_languages():
        for name in (row.english, row.french, row.autonym):
            whole.setdefault(fold(name), set()).add(row.code)
            for part in _parts(name):
                parts.setdefault(fold(part), set()).add(row.code)
    names = {name: codes for name, codes in parts.items() if name not in whole} | whole
    return {
        **_OTHER_SPELLINGS,
        **{name: min(codes) for name, codes in names.items() if name and len(codes) == 1},
    }


def _parts(name: str) -> Iterable[str]:
    return [part for part in re.split(r"\s*[()]\s*", name) if part] if "(" in name else ()
