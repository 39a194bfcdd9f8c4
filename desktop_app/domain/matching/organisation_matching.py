"""Likely doubles among organisations of the directory, with the reasons in words.

The same engine as for people (`matching`) with the evidence that organisations leave: the name
without its legal ending, address, telephone, web site, e-mail. What makes people's relatives makes
here branches (one name and web site, another place) and tenants (one address and reception,
another name): neither is a double. So the name has to agree, and a known other place speaks
against one organisation as strongly as a name speaks for it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from desktop_app.domain.matching.blocking import OF_USUAL, Blocks, order_code
from desktop_app.domain.matching.likeness import Level, Person, Traits, compare_streets, prepared
from desktop_app.domain.matching.matching import THRESHOLD, Pair, Step, silent
from desktop_app.domain.words.folding import digits_of, fold, telephone
from desktop_app.language import Message


@dataclass(frozen=True, slots=True)
class Organised:
    """What is known of one organisation for matching. street, place: of one of its addresses."""

    id: str
    name: str
    other_names: tuple[str, ...] = ()
    street: str = ""
    place: str = ""
    telephones: tuple[str, ...] = ()
    web: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


_LEGAL: Final = frozenset(
    [
        "inc",
        "ltd",
        "ltee",
        "limited",
        "limitee",
        "corp",
        "corporation",
        "obnl",
        "osbl",
        "enr",
        "senc",
        "llc",
        "llp",
        "cie",
        "co",
    ]
)
_SMALL: Final = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "et",
        "and",
        "of",
        "the",
        "a",
        "au",
        "aux",
        "pour",
        "for",
    ]
)
_SHORTER: Final = {
    "ctre": "centre", "center": "centre", "st": "saint", "ste": "sainte", "serv": "service",
    "services": "service", "clin": "clinique", "assoc": "association", "ass": "association",
    "comm": "communautaire", "jeun": "jeunesse", "fam": "famille", "dept": "department",
}  # fmt: skip
_HOST: Final = re.compile(r"^(?:[a-z]+://)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)
_PUBLIC_MAIL: Final = frozenset(
    ["gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "yahoo.ca", "videotron.ca", "bell.net"]
)


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    names: tuple[frozenset[str], ...]
    place: str
    telephones: frozenset[str]
    hosts: frozenset[str]
    emails: frozenset[str]
    address: Traits


def _words(name: str) -> frozenset[str]:
    """The words that name it: no legal ending, no small words, no initials in brackets."""
    plain = re.sub(r"\([A-Z.]{2,8}\)", " ", name)
    words = [_SHORTER.get(word, word) for word in fold(plain).split()]
    telling = [word for word in words if word not in _LEGAL and word not in _SMALL]
    return frozenset(telling or words)


def _known(one: Organised) -> _Known:
    place = fold(one.place).replace(" ", "")
    names = []
    for name in (one.name, *one.other_names):
        words = _words(name)
        if words:
            names.append(words)
    hosts = {found[1].casefold() for url in one.web if (found := _HOST.match(url.strip()))}
    emails = frozenset(text.strip().casefold() for text in one.emails if "@" in text)
    hosts |= {mail.rpartition("@")[2] for mail in emails}
    return _Known(
        one.id,
        tuple(names),
        place,
        frozenset(_digits(text) for text in one.telephones if digits_of(text)),
        frozenset(hosts - _PUBLIC_MAIL),
        emails,
        prepared(Person(one.id, street=one.street)),
    )


def _digits(text: str) -> str:
    normal = telephone(text)
    return (normal.split(";")[0] if normal else digits_of(text))[-10:]


def _keys(one: _Known) -> Iterator[tuple[str, ...]]:
    words = sorted({word for name in one.names for word in name})
    for number, word in enumerate(words):
        yield "word", word[:5]
        if one.place:
            yield "word-place", word[:4], one.place
        for other in words[number + 1 :]:
            yield "words", word[:4], other[:4]
    for line in one.telephones:
        yield "telephone", line
    for host in one.hosts:
        yield "host", host
    for email in one.emails:
        yield "email", email
    street = "".join(letter for letter in one.address.street if letter.isalpha())
    for door in one.address.numbers:
        yield "door", door, street[-5:]


class _Rarity:
    def __init__(self, known: Sequence[_Known]) -> None:
        self.size = len(known)
        self.words = Counter(word for one in known for word in set().union(*one.names))
        self.contacts = Counter(
            contact
            for one in known
            for contact in (*one.telephones, *one.hosts, *one.emails, one.address.street)
        )

    def word(self, word: str) -> float:
        return math.log((self.size + 100) / (self.words[word] + 1))

    def contact(self, contact: str, most: float) -> float:
        return max(0.0, min(most, math.log((self.size + 100) / (self.contacts[contact] + 1))))


def _near(word: str, others: frozenset[str]) -> str:
    """The one of `others` that is `word` but for a slip, or shortened; empty when there is none."""
    for other in others:
        longest = max(len(word), len(other))
        if longest > 3 and OSA.distance(word, other, score_cutoff=1) == 1:
            return other
    return ""


def _name_weight(first: frozenset[str], second: frozenset[str], rarity: _Rarity) -> float:
    """Evidence of two names: the rare words in common against those that only one has.

    The whole agreeing tells at most 9; names that share less than half of their weight speak
    against one organisation.
    """
    common = first & second
    left, right = set(first - second), set(second - first)
    met = sum(rarity.word(word) for word in common)
    alike = 0.0
    for word in sorted(left):
        other = _near(word, frozenset(right))
        if other:
            left.discard(word)
            right.discard(other)
            alike += 0.8 * max(rarity.word(word), rarity.word(other)) if len(word) > 4 else 0.0
    apart = sum(min(4.0, rarity.word(word)) for word in left | right)
    whole = met + alike + apart
    share = (met + alike) / whole if whole else 0.0
    if share < 0.5:
        return -6.0
    return min(9.0, met + alike) - 1.5 * apart


def _evidence(first: _Known, second: _Known, rarity: _Rarity) -> tuple[float, list[Message]]:
    weight = max(
        (_name_weight(a, b, rarity) for a in first.names for b in second.names), default=0.0
    )
    told = []
    if any(a == b for a in first.names for b in second.names):
        told.append(Message("matching", "Same name, but for accents, endings and small words."))
    elif weight > 0:
        told.append(Message("matching", "The names are nearly the same."))
    else:
        told.append(Message("matching", "The names differ."))
    street = compare_streets(first.address, second.address)
    if street.level is Level.SAME:
        weight += rarity.contact(first.address.street, 5.0)
        told.append(Message("matching", "Same address."))
    elif street.level >= Level.WEAK:
        weight += 2.0
        told.append(Message("matching", "The addresses are nearly the same."))
    elif street.level is Level.DIFFERENT:
        weight -= 1.0
        told.append(Message("matching", "The addresses differ; it may have moved."))
    if first.place and second.place:
        if first.place == second.place:
            weight += 1.0
        elif OSA.distance(first.place, second.place, score_cutoff=1) > 1:
            # A branch bears the name and the web site of the whole, in another place.
            weight -= 9.0
            told.append(Message("matching", "In two places; one may be a branch of the other."))
    for ours, theirs, most, sentence in (
        (first.telephones, second.telephones, 5.0, Message("matching", "Same telephone number.")),
        (first.hosts, second.hosts, 4.0, Message("matching", "Same web site.")),
        (first.emails, second.emails, 4.0, Message("matching", "Same e-mail address.")),
    ):
        if ours & theirs:
            weight += max(rarity.contact(one, most) for one in ours & theirs)
            told.append(sentence)
        elif ours and theirs:
            weight -= 0.5
    return weight, told


def find_organisation_pairs(
    organisations: Iterable[Organised], threshold: float = THRESHOLD, step: Step = silent
) -> list[Pair]:
    """All likely pairs among organisations, the likeliest first.

    threshold: the same as for people. Only those that share two keys are compared.
    """
    known = [_known(one) for one in organisations]
    rarity = _Rarity(known)
    blocks = Blocks(enough=2 * OF_USUAL)
    for one in known:
        words = sorted(one.names[0]) if one.names else []
        code = order_code(*[*words, "", ""][:2])
        blocks.add(_keys(one), code, int(min(one.telephones, default="0")[-9:] or 0))
    strangers = math.log(max(len(known), 2000))
    pairs = []
    for index, others in blocks.meetings():
        step(index, len(known))
        for other in others:
            weight, told = _evidence(known[index], known[other], rarity)
            score = 1 / (1 + math.exp(-max(-50.0, min(50.0, weight - strangers))))
            if score >= threshold:
                pairs.append(Pair(known[index].id, known[other].id, round(score, 4), tuple(told)))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b))
