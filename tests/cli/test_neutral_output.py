"""Whatever a stranger's file makes the terminal print: one line a line, and nothing that commands it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from desktop_app import cli
from desktop_app.cli.bundle import _document, _lines
from desktop_app.cli.output import Output, clean
from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.exchange.inspecting import Inspected

HOSTILE = "Ana\x1b[2J\x9b31m\u202eexe.\u2066\u200b\x07\r\n\x7f\U000e0041sent: everything is well"


def harmless(printed: str, lines: int) -> None:
    assert printed.count("\n") == lines
    assert all(sign.isprintable() or sign == "\n" for sign in printed), ascii(printed)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_result_and_a_refusal_are_neutral(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    out = Output(as_json)
    out.result({"sender": HOSTILE, HOSTILE: [HOSTILE]}, HOSTILE, f"to: {HOSTILE}")
    printed = capsys.readouterr()
    harmless(printed.out, 1 if as_json else 2)
    if as_json:
        assert json.loads(printed.out) == {"sender": HOSTILE, HOSTILE: [HOSTILE]}
    out.failed(PortageError(Message("cli", "{name}", {"name": HOSTILE})))
    printed = capsys.readouterr()
    harmless(printed.err, 2 if "\n" in HOSTILE else 1)
    if as_json:
        assert json.loads(printed.out)["message"] == HOSTILE


def test_what_is_known_of_a_bundle_is_printed_line_by_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fields = dict.fromkeys(Inspected.__dataclass_fields__)
    seen = Inspected(**{**fields, "sender": HOSTILE, "recipients": (HOSTILE,)})  # type: ignore[arg-type]
    Output(False).result(_document(seen), *_lines(seen))
    harmless(capsys.readouterr().out, len(_lines(seen)))


def test_no_command_prints_past_this() -> None:
    folder = Path(cli.__file__).parent
    found = [
        line.strip()
        for path in folder.glob("*.py")
        for line in path.read_text("utf-8").splitlines()
    ]
    found = [line for line in found if re.search(r"\bprint\(|std(out|err)\.write", line)]
    allowed = ("print(json_text(", "print(clean(", 'print(f"  {clean(')
    assert [line for line in found if not any(one in line for one in allowed)] == []
    assert clean("a\tb") == "a\tb"


def test_the_spaces_of_french_stay_spaces() -> None:
    """French sets a space that does not break before a colon, and a narrow one in its numbers."""
    sentence = "Signe faible\u00a0: santé, 1\u202f200\u00a0$"
    assert clean(sentence) == "Signe faible : santé, 1 200 $"
