"""`portage` as tests give it commands: in this process, or as a program of its own.

Starting Python and its libraries anew costs more than most commands, so the stories run in this
process, through the same words, standard input and output; one real process a family of commands
shows in `test_processes.py` that they start as programs.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from desktop_app.cli.run import run
from desktop_app.crypto.passphrase import FLOOR
from desktop_app.services.vault import vaults

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """What a command left behind: its exit status and what it wrote."""

    status: int
    out: str
    err: str


class Portage:
    """Runs `portage` as a person or a script does.

    passphrase: given as the first line of standard input, unless empty. apart: each command in a
    process of its own.
    """

    def __init__(self, home: Path, passphrase: str = "", *, apart: bool = False) -> None:
        self.home = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "LANG": "C.UTF-8"}
        self.passphrase = passphrase
        self.apart = apart

    def __call__(self, *words: str | Path, told: str = "", status: int = 0) -> Any:
        """The document that `--json` prints; None where nothing was printed."""
        with_vault = self.passphrase and "demo" not in words
        fd = ["--passphrase-fd", "0"] if with_vault else []
        said = self.says(*words, *fd, "--json", told=f"{self.passphrase}\n{told}")
        assert said.status == status, said.err
        return json.loads(said.out) if said.out.strip() else None

    def says(self, *words: str | Path, told: str = "") -> Said:
        """The words alone, and what was said. told: standard input, whole."""
        line = [str(word) for word in words]
        return self._apart(line, told) if self.apart else self._here(line, told)

    def as_program(self) -> Portage:
        """The same person, whose commands start a process each."""
        return Portage(Path(self.home["HOME"]), self.passphrase, apart=True)

    def opens_quickly(self, vault: Path) -> None:
        """Let a vault that was made at the full cost of a passphrase open at the least one."""
        with (
            patch.dict(os.environ, self.home),
            vaults.open_vault(vault, self.passphrase) as opened,
        ):
            opened.change_passphrase(self.passphrase, self.passphrase, FLOOR)

    def _here(self, words: list[str], told: str) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with ExitStack() as stack:
            stack.enter_context(patch.dict(os.environ, self.home))
            stack.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(told.encode()))))  # fmt: skip
            stack.enter_context(redirect_stdout(out))
            stack.enter_context(redirect_stderr(err))
            stack.callback(os.umask, os.umask(0o077))
            try:
                status = run(words)
            except SystemExit as end:  # as argparse ends a wrong command line
                status = int(end.code or 0)
        return Said(status, out.getvalue(), err.getvalue())

    def _apart(self, words: list[str], told: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "desktop_app", *words],
            input=told,
            capture_output=True,
            text=True,
            env={**os.environ, **self.home},
            cwd=ROOT,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)
