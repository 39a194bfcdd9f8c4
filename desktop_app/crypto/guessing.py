"""How easily a passphrase is guessed, and phrases that are not.

A thief of a laptop can try passphrases for as long as the laptop lives, so a weak one is refused
when it is chosen. The estimate counts what a guesser would
have to try, in bits, low rather than high: a word is worth ten whatever its length unless it is
long and unusual, a date or a run on the keyboard next to nothing, a thing said twice nothing. Four
unrelated words pass, and no rule about capitals or signs exists.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from desktop_app.language import Message

LEAST_LENGTH: Final = 12  # characters
ENOUGH_BITS: Final = 36.0

_WORDS: Final = Path(__file__).resolve().parent.parent.parent / "resources" / "words"
_LISTS: Final = {"en": "en.txt", "fr": "fr.txt"}
_HASH_BYTES: Final = 5  # of each entry in common.bin

_WORD_BITS: Final = 10.0  # one of a thousand everyday words
_LONG_WORD_BITS: Final = 18.0
_NAME_BITS: Final = 6.0  # a name of a person or a place
_LINK_BITS: Final = 2.0  # the, of, saint, my: they come with the word beside them
_OWN_BITS: Final = 2.0  # a name the guesser knows already
_AGAIN_BITS: Final = 1.0
_STEP_BITS: Final = 0.3  # the same character again, its neighbour in the alphabet or on the keys
_FIRST_BITS: Final = 3.0
_USUAL_BITS: Final = 1.5  # a letter that often follows the one before
_UNUSUAL_BITS: Final = 4.5
_DIGIT_BITS: Final = 2.5
_YEAR_BITS: Final = 5.0
_DATE_BITS: Final = 10.0  # birthdays are known
_SIGN_BITS: Final = 3.0
_SWITCH_BITS: Final = 1.0  # from capitals to small letters to digits inside one piece

_STRENGTHS: Final = (24.0, ENOUGH_BITS, 48.0, 60.0)

_KEY_RUNS: Final = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertzuiop",
    "yxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "1a2z3e4r5t",
    "1a2b3c4d5e6f7g8h9i",
    "a1b2c3d4e5f6g7h8i9",
    "147258369",
    "qazwsxedcrfvtgbyhnujmikolp",
)

_LINKS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        a an and are at be by for from i in is it me my of on or our so that the this to we with
        you your love loves loved new old saint st north south east west january february march
        april may june july august september october november december monday tuesday wednesday
        thursday friday saturday sunday password pass passphrase word login admin welcome secret
        hello user portage vault office laptop computer account

        au aux avec ce ces cette d dans de des du elle en est et il j je l la le les leur ma
        mais mes mon n ne nos notre nous ou par pas pour qu que qui s sa sans ses son sont sur t
        ta te tes toi ton tu un une vos votre vous aime amour sainte ste nord sud est ouest
        janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
        lundi mardi mercredi jeudi vendredi samedi dimanche mot passe motdepasse bonjour
        bienvenue coffre bureau ordinateur compte azerty qwerty
        """,
    )
)

_LEET: Final = str.maketrans("013457@$!", "oleastasi")


def normal(passphrase: str) -> str:
    """The passphrase as it is stretched and judged: NFKC, and nothing cut from either end.

    The same accented letter may come as one or two characters from another keyboard or system.
    """
    return unicodedata.normalize("NFKC", passphrase)


def weakness(passphrase: str, own_words: Iterable[str] = ()) -> Message | None:
    """Why `passphrase` is not accepted, or None if it is.

    own_words: names that anyone near would try (the person's, the organisation's, the
    community's); they count for almost nothing.
    """
    text = normal(passphrase)
    if len(text) < LEAST_LENGTH:
        return Message(
            "passphrase",
            "This passphrase is too short: it needs at least {least} characters. "
            "Four everyday words that do not belong together are easy to remember.",
            {"least": LEAST_LENGTH},
        )
    if _is_common(text):
        return Message(
            "passphrase",
            "This passphrase is on the lists that thieves try first. "
            "Choose four everyday words that do not belong together.",
        )
    if _bits(text, own_words) >= ENOUGH_BITS:
        return None
    words = {word for word in re.findall(r"[^\W\d_]+", _folded(text)) if len(word) > 2}
    if not words - _LINKS:
        return Message(
            "passphrase",
            "Dates, numbers and short words alone are quickly guessed. "
            "Choose four everyday words that do not belong together.",
        )
    if len(words) <= 2:
        return Message(
            "passphrase",
            "One or two words, a name or a place, even with numbers, are quickly guessed. "
            "Choose four everyday words that do not belong together.",
        )
    return Message(
        "passphrase",
        "This passphrase is quickly guessed: it repeats itself, or holds names and words that "
        "belong together. Add one or two words that have nothing to do with it.",
    )


def strength(passphrase: str, own_words: Iterable[str] = ()) -> int:
    """0 (guessed at once) to 4 (safe for decades); 2 and more are accepted."""
    own = tuple(own_words)
    bits = _bits(normal(passphrase), own)
    level = sum(bits >= bound for bound in _STRENGTHS)
    return min(level, 1) if weakness(passphrase, own) else level


def suggest(language: str, words: int = 5) -> str:
    """A new phrase of `words` different words drawn with the system's random source.

    language: "fr" for French words, English ones otherwise. From some 1,400 words each, without
    accents, so five words are more than fifty bits.
    """
    choice = _word_list(_LISTS.get(language.partition("-")[0], _LISTS["en"]))
    return " ".join(secrets.SystemRandom().sample(choice, words))


@lru_cache(maxsize=4)
def _word_list(name: str) -> tuple[str, ...]:
    return tuple((_WORDS / name).read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(_word_list("names.txt"))


@lru_cache(maxsize=1)
def _common() -> frozenset[bytes]:
    packed = (_WORDS / "common.bin").read_bytes()
    return frozenset(packed[at : at + _HASH_BYTES] for at in range(0, len(packed), _HASH_BYTES))


@lru_cache(maxsize=1)
def _usual_pairs() -> frozenset[str]:
    """Pairs of letters that several everyday words hold; other pairs hint at chance."""
    counts: dict[str, int] = {}
    for name in _LISTS.values():
        for word in _word_list(name):
            for pair in pairwise(word):
                counts["".join(pair)] = counts.get("".join(pair), 0) + 1
    return frozenset(pair for pair, count in counts.items() if count >= 5)


@lru_cache(maxsize=1)
def _key_steps() -> frozenset[str]:
    steps = {a + b for run in _KEY_RUNS for a, b in pairwise(run)}
    return frozenset(steps | {step[::-1] for step in steps})


def common_hash(passphrase: str) -> bytes:
    """How a known passphrase, or a part of many, is kept in resources/words/common.bin."""
    return hashlib.sha256(_folded(passphrase).encode()).digest()[:_HASH_BYTES]


def _is_common(text: str) -> bool:
    tries = {
        text,
        text.translate(_LEET),
        re.sub(r"[\W_]+", "", text),
        re.sub(r"[\W\d_]+$", "", text),
    }
    return any(common_hash(one) in _common() for one in tries if len(one) >= LEAST_LENGTH)


def _folded(text: str) -> str:
    """Small letters without accents or marks, as far as any script has them."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _bits(text: str, own_words: Iterable[str]) -> float:
    """How many bits a guesser who knows people would need for `text`, estimated low."""
    own = {word for entry in own_words for word in re.findall(r"[^\W\d_]{3,}", _folded(entry))}
    folded = _folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))  # WordsJoinedLikeThis
    bits = 0.0
    seen: set[str] = set()
    for piece in re.findall(r"[^\W\d_]+|\d+|[\W_]", folded):
        if piece in seen:
            bits += _AGAIN_BITS if piece.isalnum() else 0
        elif piece.isdigit():
            bits += _digit_bits(piece)
        elif piece.isalpha():
            bits += _word_bits(piece, own)
        else:
            bits += 0 if piece in " -_.,'" else _SIGN_BITS
        seen.add(piece)
    # A whole that says one thing twice, or runs along the keys across letters and digits.
    whole = re.sub(r"[\W_]+", "", folded)
    if whole and _mostly_steps(whole):
        return min(bits, _walk(whole))
    half = _shortest_period(whole)
    if 0 < len(half) < len(whole):
        return min(bits, _bits(half, own) + _AGAIN_BITS)
    return bits + _SWITCH_BITS * _switches(text)


def _word_bits(word: str, own: set[str]) -> float:
    if word in own:
        return _OWN_BITS
    if word in _LINKS:
        return _LINK_BITS
    if word in _names():
        return _NAME_BITS
    bits = 0.0
    for known in sorted(own, key=len, reverse=True):
        if known in word:
            word = word.replace(known, "", 1)
            bits += _OWN_BITS
    walked = _walk(word)
    if len(word) < 3 or _mostly_steps(word) or bits:
        return bits + walked
    # Nearly every word of a usual length is worth the same; only long or odd ones more.
    usual = walked < _LONG_WORD_BITS or common_hash(word) in _common()
    return _WORD_BITS if usual else walked


def _digit_bits(digits: str) -> float:
    if len(digits) == 4 and digits[:2] in {"18", "19", "20"}:
        return _YEAR_BITS
    if len(digits) in {6, 8} and _is_date(digits):
        return _DATE_BITS
    return _walk(digits)


def _is_date(digits: str) -> bool:
    """Whether six or eight digits can be a day, a month and a year in some order."""
    year = len(digits) - 4
    orders = (
        (digits[:2], digits[2:4]),
        (digits[2:4], digits[:2]),
        (digits[year + 2 :], digits[year : year + 2]),
    )
    return any(1 <= int(day) <= 31 and 1 <= int(month) <= 12 for day, month in orders)


def _walk(run: str) -> float:
    """Bits of letters or digits one after the other, by how each follows from the one before."""
    bits = 0.0
    at = 0
    while at < len(run):
        again = _repeat_length(run, at)
        if again:
            bits += _AGAIN_BITS
            at += again
            continue
        letter = run[at]
        if at and _is_step(run[at - 1], letter):
            bits += _STEP_BITS
        elif letter.isdigit():
            bits += _DIGIT_BITS
        elif not at:
            bits += _FIRST_BITS
        else:
            bits += _USUAL_BITS if run[at - 1 : at + 1] in _usual_pairs() else _UNUSUAL_BITS
        at += 1
    return bits


def _repeat_length(run: str, at: int) -> int:
    """How much of what stands at `at` (three characters or more) stood before it already."""
    length = 0
    while at + length < len(run) and run[at : at + length + 1] in run[:at]:
        length += 1
    return length if length >= 3 else 0


def _is_step(before: str, after: str) -> bool:
    return abs(ord(before) - ord(after)) <= 1 or before + after in _key_steps()


def _mostly_steps(run: str) -> bool:
    steps = sum(_is_step(before, after) for before, after in pairwise(run))
    return len(run) >= 4 and steps >= 0.75 * (len(run) - 1)


def _shortest_period(whole: str) -> str:
    """The piece that `whole` repeats from end to end, `whole` itself if there is none."""
    for length in range(1, len(whole) // 2 + 1):
        if (whole[:length] * (len(whole) // length + 1)).startswith(whole):
            return whole[:length]
    return whole


def _switches(text: str) -> int:
    """Changes between capitals, small letters and digits inside a piece, a first capital apart."""
    kinds = "".join(
        "u" if c.isupper() else "l" if c.isalpha() else "d" if c.isdigit() else " " for c in text
    )
    return len(re.findall(r"(?=lu|ld|du|dl|ud)", kinds))
