"""Running one command: words in, an exit status out (0 done, 1 refused, 2 wrong usage)."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desktop_app.cli.output import Output
from desktop_app.cli.parser import build
from desktop_app.domain.errors import PortageError
from desktop_app.language import Message, use_language

log = logging.getLogger(__name__)


def system_language() -> str:
    """French or English, as the system speaks."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        told = os.environ.get(name, "")
        if told:
            return "fr" if told.lower().startswith("fr") else "en"
    return "en"


def run(words: Sequence[str]) -> int:
    """Do what the words of a command line ask."""
    use_language(_language_of(words))
    parser = build()
    arguments = parser.parse_args(list(words))
    if not hasattr(arguments, "run"):
        parser.print_help(sys.stderr)
        return 2
    out = Output(getattr(arguments, "json", False))
    module, function = arguments.run.split(".")
    act: Callable[[Any, Output], int] = getattr(
        importlib.import_module(f"desktop_app.cli.{module}"), function
    )
    try:
        return act(arguments, out)
    except PortageError as error:
        out.failed(error)
        return 1
    except KeyboardInterrupt:
        out.say(Message("cli", "Stopped. Everything is as it was before."))
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as fault:  # noqa: BLE001 - the last door: everything is said in one calm sentence
        # Its text may hold what people wrote: the log gets where it happened, never the text.
        where = _place(fault)
        log.error("unexpected %s at %s", type(fault).__name__, where)
        out.say(
            Message(
                "cli",
                "Portage made a mistake ({kind} at {place}). What was saved before is kept. "
                "Try again; if it happens again, tell whoever looks after Portage these words.",
                {"kind": type(fault).__name__, "place": where},
            )
        )
        return 1


def _place(fault: BaseException) -> str:
    step = fault.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    if step is None:
        return "?"
    return f"{Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}"


def _language_of(words: Sequence[str]) -> str:
    for at, word in enumerate(words):
        if word == "--language" and at + 1 < len(words) and words[at + 1] in ("fr", "en"):
            return words[at + 1]
        if word in ("--language=fr", "--language=en"):
            return word[-2:]
    return system_language()
