"""The gettext `.po` file, read as it stands: nothing is compiled, so nothing can be out of date.

A strict reader of the part of the format that catalogues need. The plural rule of a file is
checked and worked out by the standard library's `gettext`, which evaluates nothing else.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

_KEYWORD: Final = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[([0-5])\])?)\s+(\".*)")
_USUAL: Final = frozenset({"msgctxt", "msgid", "msgstr"})
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_PLURAL: Final = re.compile(r"\s*nplurals\s*=\s*([1-6])\s*;\s*plural\s*=([^;]{1,300});?\s*")
_NOTE: Final = re.compile(r"# ([a-z]+): (.*)")

_TRIED_COUNTS: Final = range(1, 201)


class CatalogueError(ValueError):
    """The file is not a catalogue. line: where reading stopped, counted from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of a catalogue.

    forms: one text, or as many as the language has plural forms when `plural` is given.
    notes: the `# name: value` comments above it (source, kind, status of a word pack).
    line: where it begins in the file.
    """

    context: str
    text: str
    plural: str | None
    forms: tuple[str, ...]
    notes: Mapping[str, str]
    flags: frozenset[str]
    line: int

    @property
    def usable(self) -> bool:
        """Whether it can be shown: every form written, and nothing left to be looked at."""
        return all(self.forms) and "fuzzy" not in self.flags


@dataclass(frozen=True)
class Catalogue:
    """What one file says. Without entries, it says nothing and every sentence falls back.

    header: the fields of the first entry, such as `Language`.
    plural_count, form: how many forms a counted sentence has, and which of them fits a number.
    """

    header: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    plural_count: int = 1
    form: Callable[[int], int] = lambda _n: 0
    _index: dict[tuple[str, str], Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {(one.context, one.text): one for one in self.entries if one.usable}
        object.__setattr__(self, "_index", index)

    def said(self, context: str, text: str, n: int | None = None) -> str | None:
        """The sentence here, in the form that fits `n` where it is counted; None if missing."""
        entry = self._index.get((context, text))
        if entry is None:
            return None
        if entry.plural is None:
            return entry.forms[0]
        return entry.forms[self.form(abs(n))] if n is not None else None

    def keeping(self, wanted: Callable[[Entry], bool]) -> Catalogue:
        """The same catalogue with only the entries that are wanted."""
        kept = tuple(entry for entry in self.entries if wanted(entry))
        return Catalogue(self.header, kept, self.plural_count, self.form)


def read_catalogue(data: bytes, most_entries: int = 100_000) -> Catalogue:
    """The catalogue in the bytes of a `.po` file in UTF-8.

    Raises CatalogueError for bytes that are not UTF-8, lines that are not of the format,
    sentences given twice, more than `most_entries`, a plural rule that is none, or more or fewer
    forms than the rule counts.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise CatalogueError(data[: fault.start].count(b"\n") + 1, "not UTF-8") from None
    reader = _Reader(most_entries)
    # Not splitlines(): it also breaks at characters that may stand inside a sentence.
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        reader.take(number, line)
    reader.close_entry()
    return reader.catalogue()


class _Reader:
    """Takes a file line by line and keeps the entry that is being read."""

    def __init__(self, most_entries: int) -> None:
        self._most = most_entries
        self._entries: list[Entry] = []
        self._header: dict[str, str] | None = None
        self._count, self._form = 1, gettext.c2py("0")
        self._seen: set[tuple[str, str]] = set()
        self._begin()

    def _begin(self) -> None:
        self._parts: dict[str, list[str]] = {}
        self._notes: dict[str, str] = {}
        self._flags: set[str] = set()
        self._open = ""
        self._line = 0

    def take(self, number: int, line: str) -> None:
        line = line.strip(" \t")
        if not line:
            self.close_entry()
        elif line.startswith("#"):
            if self._parts:
                self.close_entry()
            self._comment(line)
        elif line.startswith('"'):
            if not self._open:
                raise CatalogueError(number, "a text that belongs to nothing")
            self._parts[self._open].append(_unquoted(line, number))
        else:
            self._keyword(number, line)

    def _comment(self, line: str) -> None:
        if line.startswith("#,"):
            self._flags.update(flag.strip() for flag in line[2:].split(","))
        elif line.startswith("# ") and (note := _NOTE.fullmatch(line)) is not None:
            self._notes[note[1]] = note[2].strip()

    def _keyword(self, number: int, line: str) -> None:
        # French is read at every start, so that what nearly all lines are is told without patterns.
        name, _, quoted = line.partition(" ")
        if name not in _USUAL or not quoted.startswith('"'):
            found = _KEYWORD.fullmatch(line)
            if found is None:
                raise CatalogueError(number, "neither a keyword, a text nor a comment")
            name, quoted = found[1], found[3]
        if name in ("msgctxt", "msgid") and any(part.startswith("msgstr") for part in self._parts):
            self.close_entry()
        if name in self._parts:
            raise CatalogueError(number, "the same part twice")
        if not self._parts:
            self._line = number
        self._parts[name] = [_unquoted(quoted, number)]
        self._open = name

    def close_entry(self) -> None:
        """Keep the entry read so far, if there is one."""
        if not self._parts:
            if self._open:
                self._begin()
            return
        parts = {name: "".join(texts) for name, texts in self._parts.items()}
        line = self._line
        if "msgid" not in parts:
            raise CatalogueError(line, "an entry without its English")
        if parts["msgid"] == "" and "msgctxt" not in parts:
            self._read_header(parts.get("msgstr", ""), line)
        else:
            self._keep(parts, line)
        self._begin()

    def _keep(self, parts: dict[str, str], line: int) -> None:
        context, text = parts.get("msgctxt", ""), parts["msgid"]
        plural = parts.get("msgid_plural")
        wanted = ["msgstr"] if plural is None else [f"msgstr[{i}]" for i in range(self._count)]
        given = [name for name in parts if name.startswith("msgstr")]
        if sorted(given) != wanted:
            raise CatalogueError(line, "other forms than the plural rule counts")
        if (context, text) in self._seen:
            raise CatalogueError(line, "the same sentence twice")
        if len(self._entries) >= self._most:
            raise CatalogueError(line, "too many sentences")
        self._seen.add((context, text))
        forms = tuple(parts[name] for name in wanted)
        self._entries.append(
            Entry(context, text, plural, forms, self._notes, frozenset(self._flags), line)
        )

    def _read_header(self, text: str, line: int) -> None:
        if self._header is not None or self._entries:
            raise CatalogueError(line, "a header that is not the first entry")
        self._header = {}
        for field_line in text.split("\n"):
            name, colon, value = field_line.partition(":")
            if colon:
                self._header[name.strip()] = value.strip()
        rule = self._header.get("Plural-Forms")
        if rule is not None:
            self._count, self._form = _plural_rule(rule, line)

    def catalogue(self) -> Catalogue:
        return Catalogue(self._header or {}, tuple(self._entries), self._count, self._form)


def _unquoted(quoted: str, line: int) -> str:
    if "\\" not in quoted and quoted.find('"', 1) == len(quoted) - 1 > 0:
        return quoted[1:-1]
    found = _QUOTED.fullmatch(quoted)
    if found is None:
        raise CatalogueError(line, "a text whose quotation marks do not close")

    def plain(escape: re.Match[str]) -> str:
        if escape[1] not in _ESCAPED:
            raise CatalogueError(line, "an escape that is not known")
        return _ESCAPED[escape[1]]

    return _ESCAPE.sub(plain, found[1])


def _plural_rule(rule: str, line: int) -> tuple[int, Callable[[int], int]]:
    found = _PLURAL.fullmatch(rule)
    if found is None:
        raise CatalogueError(line, "not a plural rule")
    count = int(found[1])
    try:
        form = gettext.c2py(found[2])
        reached = {form(n) for n in (0, *_TRIED_COUNTS, 1_000, 1_000_000)}
    except (ValueError, ArithmeticError, RecursionError):
        raise CatalogueError(line, "not a plural rule") from None
    if not reached <= set(range(count)):
        raise CatalogueError(line, "a plural rule that counts beyond its forms")
    # A rule may still go astray at a number that was not tried: the last form then stands in.
    return count, lambda n: min(max(_safely(form, n), 0), count - 1)


def _safely(form: Callable[[int], int], n: int) -> int:
    try:
        return form(n)
    except ArithmeticError:
        return 0
