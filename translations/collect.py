"""Collects the sentences of the program from its source, and what is wrong with them there.

The source is read as a syntax tree, not as text: only so can a sentence be told from a variable,
and the plural of a `Message`, which is a keyword argument, be seen at all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.language.screening import places

# The places of the sentence in each call: context, text, plural.
_CALLS: Final[dict[str, tuple[str, ...]]] = {
    "tr": ("context", "text"),
    "ntr": ("context", "singular", "plural"),
    "Message": ("context", "text", "values", "plural"),
}
_NOTE: Final = re.compile(r"\s*# Translators: (.*)")
_BRACES: Final = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
MARKUP: Final = re.compile(r"</?[A-Za-z]|&#?\w+;")
PERCENT: Final = re.compile(r"%(?:[sdifr]\b|\()")
_WORDS_WE_AVOID: Final = re.compile(r"(?i)\b(please|invalid|illegal|aborted?)\b")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: a path and a line, or a catalogue and a sentence."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the source: files are those it stands in, notes are for the translator."""

    context: str
    text: str
    plural: str | None
    files: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.text)


@dataclass(frozen=True, slots=True)
class Collected:
    """Every sentence once, in order of context and text, and what is wrong with them."""

    sentences: tuple[Sentence, ...]
    problems: tuple[Problem, ...]


def collect(root: Path, folder: str = "desktop_app") -> Collected:
    """The sentences of all Python files under root/folder, the language room itself apart."""
    found: dict[tuple[str, str], Sentence] = {}
    problems: list[Problem] = []
    for path in sorted((root / folder).rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name.startswith(f"{folder}/language/"):
            continue
        for outcome in _of_file(path.read_text("utf-8"), name):
            if isinstance(outcome, Problem):
                problems.append(outcome)
                continue
            before = found.get(outcome.key)
            if before is not None and before.plural != outcome.plural:
                problems.append(
                    Problem(
                        outcome.files[0], f"{outcome.text!r} is counted elsewhere in another way"
                    )
                )
            found[outcome.key] = outcome if before is None else _joined(before, outcome)
    ordered = tuple(found[key] for key in sorted(found))
    return Collected(ordered, tuple(problems))


def _joined(one: Sentence, other: Sentence) -> Sentence:
    files = tuple(dict.fromkeys((*one.files, *other.files)))
    notes = tuple(dict.fromkeys((*one.notes, *other.notes)))
    return Sentence(one.context, one.text, one.plural, files, notes)


def _of_file(source: str, name: str) -> Iterator[Sentence | Problem]:
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        called = _called(node.func)
        if called not in _CALLS:
            continue
        where = f"{name}:{node.lineno}"
        if called == "tr" and isinstance(node.func, ast.Attribute) and _is_self(node.func):
            yield Problem(where, "self.tr is Qt's own; use tr of desktop_app.language")
            continue
        if not node.args and all(one.arg is None for one in node.keywords):
            continue  # a message put together again from what was stored
        parts = _arguments(node, _CALLS[called])
        context, text = _literal(parts.get("context")), _literal(parts.get(_CALLS[called][1]))
        plural_part = parts.get("plural")
        plural = _literal(plural_part)
        counted = plural_part is not None and not _is_none(plural_part)
        if context is None or text is None or (counted and plural is None):
            yield Problem(where, f"{called}() needs its context and texts as plain literals")
            continue
        for one in (text, *((plural,) if plural is not None else ())):
            yield from (Problem(where, what) for what in source_faults(one))
        missing = _unfilled(parts.get("values"), text, plural) if called == "Message" else ""
        if missing:
            yield Problem(where, f"{missing} is named in the sentence and not filled")
        note = _NOTE.match(lines[node.lineno - 2]) if node.lineno > 1 else None
        yield Sentence(context, text, plural, (name,), (note[1],) if note else ())


def source_faults(text: str) -> Iterator[str]:
    """What a sentence of the source may not have, whatever the language."""
    if text != text.strip() or not text:
        yield f"{text!r} begins or ends with a space: sentences are whole, never glued"
    if any(brace in _BRACES.sub("", text) for brace in "{}"):
        yield f"{text!r} has braces that are not a plain {{name}}"
    if MARKUP.search(text):
        yield f"{text!r} has markup: all labels show plain text"
    if PERCENT.search(text):
        yield f"{text!r} has a % format: places are named, {{like_this}}"
    if _WORDS_WE_AVOID.search(text):
        yield f"{text!r} says please, invalid or the like: say what happened and what to do"


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute) and (
        function.attr == "tr" or isinstance(function.value, ast.Name)
    ):
        return function.attr
    return ""


def _is_self(function: ast.Attribute) -> bool:
    return not (isinstance(function.value, ast.Name) and function.value.id == "language")


def _arguments(call: ast.Call, names: tuple[str, ...]) -> dict[str, ast.expr]:
    given = dict(zip(names, call.args, strict=False))
    given.update({one.arg: one.value for one in call.keywords if one.arg in names})
    return given


def _literal(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _unfilled(values: ast.expr | None, text: str, plural: str | None) -> str:
    """The first place of a sentence that its values, where they can be read here, do not fill."""
    given: set[str] = set()
    if isinstance(values, ast.Dict):
        names = [_literal(key) for key in values.keys]
        if None in names:
            return ""
        given.update(name for name in names if name is not None)
    elif values is not None:
        return ""
    needed = set(places(text) | places(plural or "")) - ({"n"} if plural is not None else set())
    return min(needed - given, default="")
