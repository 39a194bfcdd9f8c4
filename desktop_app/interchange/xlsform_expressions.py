"""Conditions and calculations of XLSForm, in our words and back.

XLSForm writes them in a part of XPath (https://docs.getodk.org/form-operators-functions/). What has no
counterpart here is not guessed at: the caller is told what could not be taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from desktop_app.domain.forms.expressions import LONGEST, ExpressionWrong, read
from desktop_app.language import Message

_THEIRS: Final = re.compile(
    r"\s*(?:\$\{(?P<name>[^}]{1,100})\}|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_-]*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign><=|>=|!=|[-+*=<>(),.]))"
)
_OURS: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign><=|>=|!=|[-+*/=<>(),.]))"
)
_FUNCTIONS: Final = {
    "selected": "selected", "not": "not", "true": "true", "false": "false", "if": "if",
    "coalesce": "coalesce", "count-selected": "count_selected", "today": "today",
    "round": "round", "sum": "sum", "count": "count", "min": "min", "max": "max",
}  # fmt: skip
_BACK: Final = {ours: theirs for theirs, ours in _FUNCTIONS.items()}
_AS_THEY_ARE: Final = frozenset({"number", "string", "date", "boolean"})
"""Functions of theirs that only say of which kind a value is; here it is known."""

_JOINING: Final = frozenset({"and", "or", "div", "mod"})
_COMPARED: Final = frozenset({"=", "!="})


class Untranslatable(ValueError):
    """An expression that has no counterpart. message: why, as a sentence."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


def to_ours(text: str, names: Mapping[str, str]) -> str:
    """An expression of theirs in our language. names: what their questions are called here.

    Raises Untranslatable.
    """
    if len(text) > LONGEST:
        raise Untranslatable(
            Message("expressions", "It is longer than {n} letters.", {"n": LONGEST})
        )
    parts: list[str] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _THEIRS.match(text, at)
        if found is None:
            raise Untranslatable(
                Message(
                    "expressions",
                    "It cannot be read from “{rest}” on.",
                    {"rest": text[at : at + 20].strip()},
                )
            )
        at = found.end()
        if (name := found["name"]) is not None:
            if name.strip() not in names:
                raise Untranslatable(
                    Message("forms", "There is no question “{other}”.", {"other": name.strip()})
                )
            parts.append(names[name.strip()])
        elif (word := found["word"]) is not None:
            parts.append(_word(word, text[at:].lstrip().startswith("(")))
        else:
            parts.append(found[0].strip())
    ours = _tidy(" ".join(one for one in parts if one))
    try:
        read(ours)
    except ExpressionWrong as fault:
        raise Untranslatable(fault.message) from fault
    return ours


def to_theirs(text: str, yes_no: frozenset[str] = frozenset()) -> str:
    """An expression of ours in theirs. yes_no: the questions answered by yes or no, which there are
    compared with the word. Raises Untranslatable."""
    told = _our_parts(text)
    parts: list[str] = []
    at = 0
    while at < len(told):
        kind, word = told[at]
        after = told[at + 1][1] if at + 1 < len(told) else ""
        before = told[at - 1][1] if at else ""
        at += 1
        if kind != "word":
            parts.append("div" if word == "/" else word)
        elif word in _JOINING:
            parts.append(word)
        elif after != "(":
            bare = word in yes_no and not {before, after} & _COMPARED
            parts.append(f"${{{word}}} = 'yes'" if bare else f"${{{word}}}")
        elif word == "answered" and at + 2 < len(told):
            parts.append(f"(${{{told[at + 1][1]}}} != '')")
            at += 3
        elif word in _BACK:
            parts.append(_BACK[word])
        else:
            raise Untranslatable(
                Message("expressions", "Other programs have no “{word}”.", {"word": word})
            )
    return _tidy(" ".join(parts))


def _our_parts(text: str) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _OURS.match(text, at)
        if found is None:
            raise Untranslatable(Message("expressions", "It ends too early."))
        at = found.end()
        parts.append((str(found.lastgroup), found[0].strip()))
    return parts


def _word(word: str, called: bool) -> str:
    if not called:
        if word in _JOINING:
            return "/" if word == "div" else word
        raise Untranslatable(
            Message("expressions", "“{word}” stands where it has no sense.", {"word": word[:40]})
        )
    if word in _AS_THEY_ARE:
        return ""
    if word in _JOINING:
        return "/" if word == "div" else word
    if word not in _FUNCTIONS:
        raise Untranslatable(
            Message("expressions", "There is no function “{word}”.", {"word": word[:40]})
        )
    return _FUNCTIONS[word]


_QUOTED: Final = re.compile(r"('[^']*'|\"[^\"]*\")")


def _tidy(text: str) -> str:
    """The spaces as a person would set them; what stands in quotes stays as it is."""
    pieces = _QUOTED.split(text)
    for at in range(0, len(pieces), 2):
        piece = pieces[at]
        piece = re.sub(r"\b(?!and\b|or\b|div\b|mod\b)([A-Za-z_][A-Za-z0-9_-]*) \(", r"\1(", piece)
        piece = re.sub(r"\( +", "(", piece)
        piece = re.sub(r" +\)", ")", piece)
        pieces[at] = re.sub(r" +,", ",", piece)
    return re.sub(r"(?<=\() (?=['\"])|(?<=['\"]) (?=[,)])", "", "".join(pieces))
