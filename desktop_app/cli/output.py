"""How the terminal is spoken to: one JSON document, or sentences; messages on standard error."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.progress import Progress, Step

LONGEST_PASSPHRASE = 4096  # bytes
LONGEST_LINE = 1000
LONGEST_INPUT = 16 * 1024 * 1024  # bytes of JSON
_SPACES = {0xA0: " ", 0x202F: " "}


class InputWrong(PortageError):
    """What was given on standard input cannot be used."""

    code = "input_wrong"

    def __init__(self, example: str = '{"fields": {"given": "Ana"}, "note": "..."}') -> None:
        super().__init__(
            Message(
                "cli",
                "Standard input should hold one JSON object such as {example}. Nothing was changed.",
                {"example": example},
            )
        )


class NoPassphrase(PortageError):
    """No passphrase was given, or its descriptor cannot be read."""

    code = "no_passphrase"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "cli",
                "No passphrase was given. Nothing was changed. "
                "Type it at the prompt, or give the number of an open descriptor with --passphrase-fd.",
            )
        )


@dataclass(slots=True)
class Output:
    """Where a command's result goes. document: what `--json` prints."""

    as_json: bool
    document: dict[str, Any] = field(default_factory=dict)

    def result(self, document: Mapping[str, Any], *lines: str) -> None:
        """The result of a command: its JSON, or these lines for people, each of which stays one line
        whatever stands in a name."""
        if self.as_json:
            print(json_text(document))
        else:
            for line in lines:
                print(clean(line).replace("\n", "\N{SYMBOL FOR NEWLINE}"))

    def say(self, words: Message | str) -> None:
        """A message beside the result."""
        print(clean(str(words)), file=sys.stderr)

    def progress(self) -> Progress:
        """Says beside the result what is being done, and how far it is at every tenth part.

        Ctrl+C stops the work between two steps or inside one; everything stays as it was.
        """
        told: dict[str, object] = {}

        def step(one: Step) -> None:
            what = "" if one.what is None else str(one.what)
            tenth = one.done * 10 // one.total if one.total else 0
            if (told.get("what"), told.get("tenth")) == (what, tenth):
                return
            if told.get("what") != what and what:
                self.say(what)
            elif one.total:
                values = {"done": one.done, "total": one.total}
                self.say(Message("jobs", "{done} of {total}", values))
            told.update(what=what, tenth=tenth)

        return Progress(step)

    def failed(self, error: PortageError) -> None:
        """Why a command was refused."""
        if self.as_json:
            print(json_text({"error": error.code, "message": str(error.message)}))
        self.say(error.message)


def clean(text: str) -> str:
    """Text without the control characters by which stored data could command a terminal.

    The spaces that do not break, which French needs before a colon, become plain ones.
    """
    return "".join(
        sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for sign in text.translate(_SPACES)
    )


def json_text(document: Mapping[str, Any]) -> str:
    """One JSON document on one line. What could command a terminal is spelt as an escape, so that
    whoever reads the JSON gets it unchanged and whoever looks at it sees it."""
    return "".join(
        sign if sign.isprintable() else _escaped(sign)
        for sign in json.dumps(document, ensure_ascii=False)
    )


def _escaped(sign: str) -> str:
    return json.dumps(sign)[1:-1]


def typed_line(question: Message) -> str:
    """One line typed at a terminal; "" where nobody sits at one."""
    if not sys.stdin.isatty():
        return ""
    print(clean(str(question)), end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline(LONGEST_LINE).strip()


def passphrase(descriptor: int | None, prompt: Message, again: Message | None = None) -> str:
    """The passphrase: first line of an open descriptor, or asked for without showing it.

    again: asked a second time, for a new one. Raises NoPassphrase.
    """
    if descriptor is not None:
        return _line_of(descriptor)
    if not sys.stdin.isatty():
        raise NoPassphrase
    typed = getpass.getpass(f"{prompt} ")
    if again is not None and getpass.getpass(f"{again} ") != typed:
        raise NoPassphrase
    return typed


def secret_lines(descriptor: int, prompt: Message) -> list[str]:
    """The lines of an open descriptor up to an empty one, or to its end."""
    lines = []
    try:
        while True:
            lines.append(passphrase(descriptor, prompt))
    except NoPassphrase:
        return lines


def _line_of(descriptor: int) -> str:
    if descriptor == 0:
        line = sys.stdin.buffer.readline(LONGEST_PASSPHRASE)
    else:
        line = b""
        try:
            while len(line) < LONGEST_PASSPHRASE and not line.endswith(b"\n"):
                sign = os.read(descriptor, 1)
                if not sign:
                    break
                line += sign
        except OSError as fault:
            raise NoPassphrase from fault
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as fault:
        raise NoPassphrase from fault
    if not text:
        raise NoPassphrase
    return text


def read_json() -> dict[str, Any]:
    """The JSON object on the rest of standard input. Raises InputWrong."""
    data = sys.stdin.buffer.read(LONGEST_INPUT + 1)
    if len(data) > LONGEST_INPUT:
        raise InputWrong
    try:
        told = json.loads(data.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as fault:
        raise InputWrong from fault
    if not isinstance(told, dict):
        raise InputWrong
    return told


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a key is given twice")
    return told
