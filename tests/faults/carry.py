"""A whole carry by commands, with secrets in it, watched from outside while it goes on."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.words.folding import fold
from desktop_app.services.vault import vaults
from tests.faults.workers import ROOT

SECRETS: Final = {
    "passphrase": "zibeline mauve sur un traineau perdu",
    "given": "Zéphirine-Ombeline",
    "family": "Kuujjuarapik-Trébuchet",
    "preferred": "ᓯᓚᐅᑦᓯᐊᖅ ᐱᒋᐊᕐᕕᒃ",
    "telephone": "867-555-0173",
    "note": "Craint la saisie de sa motoneige jaune.",
    "second note": "ᐊᓈᓇᖓ ᐃᒡᓗᓕᖕᒥ ᓄᓇᖃᖅᑐᖅ",
    "changed": "Philomène-Ondine",
    "imported": "Barnabé-Eustache Quimmirut",
    "broken": "Hildegarde-Rosemonde",
}
"""What nobody may find. Plainly fictional; French with accents, and syllabics."""


def forms(secret: str) -> set[bytes]:
    """The bytes by which a text may lie in a file or in memory."""
    texts = {secret, unicodedata.normalize("NFD", secret), fold(secret), secret.upper()}
    texts |= {word for text in (secret, fold(secret)) for word in text.split() if len(word) > 7}
    texts = {one for one in texts if len(one) > 7}
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    return {text.encode(name) for text in texts for name in encodings} | {
        json.dumps(text).strip('"').encode() for text in texts
    }


@dataclass
class Watch:
    """What is looked for, and what was found while commands ran and after them.

    root: everything the commands may write to, but for `given`: files that a person asked for in
    the clear, or wrote. needles: bytes by the name of the secret.
    """

    root: Path
    needles: dict[str, set[bytes]]
    hits: set[str] = field(default_factory=set)
    looks: int = 0
    seen: dict[Path, tuple[int, int, int]] = field(default_factory=dict)

    @property
    def given(self) -> Path:
        return self.root / "given"

    def look(self, data: bytes, where: str) -> None:
        for name, needles in self.needles.items():
            if any(one in data for one in needles):
                self.hits.add(f"{name} in {where}")

    def files(self, again: bool = False) -> None:
        """Look into every file that has changed, its name included. again: into all of them."""
        for folder, _, names in os.walk(self.root):
            if Path(folder) == self.given:
                continue
            for name in names:
                path = Path(folder) / name
                with contextlib.suppress(OSError):
                    told = path.stat()
                    state = (told.st_ino, told.st_size, told.st_mtime_ns)
                    if self.seen.get(path) == state and not again:
                        continue
                    self.seen[path] = state
                    self.look(os.fsencode(path), "a file's name")
                    self.look(path.read_bytes(), str(path.relative_to(self.root)))

    def processes(self, parent: int) -> None:
        """Look into what the system shows of a process and of all that it started."""
        for number in _family(parent):
            for what in ("environ", "cmdline"):
                with contextlib.suppress(OSError):
                    self.look(Path(f"/proc/{number}/{what}").read_bytes(), f"/proc/…/{what}")

    @contextlib.contextmanager
    def watching(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Look again and again while a command runs."""
        over = threading.Event()

        def watch() -> None:
            while not over.is_set():
                # What ends or is renamed while it is looked at is looked at the next time.
                with contextlib.suppress(FileNotFoundError, ProcessLookupError, NotADirectoryError):
                    self.files()
                    self.processes(process.pid)
                    self.looks += 1
                over.wait(0.05)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


def _family(parent: int) -> list[int]:
    """A process and all that it started."""
    found, waiting = [], [parent]
    while waiting:
        number = waiting.pop()
        found.append(number)
        for task in Path(f"/proc/{number}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                waiting += [int(one) for one in task.read_text().split()]
    return found


class Carry:
    """Runs commands in a home of their own. trace: a log of system calls, where strace is."""

    def __init__(self, root: Path, trace: Path | None = None) -> None:
        self.watch = Watch(root, {name: forms(text) for name, text in SECRETS.items()})
        self.trace = trace
        self.runs = 0
        for name in ("home", "tmp", "given", "stick"):
            (root / name).mkdir(parents=True)
        home = root / "home"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(home),
            "TMPDIR": str(root / "tmp"),
            "LANG": "C.UTF-8",
            **{
                f"XDG_{name}_HOME": str(home / name.lower())
                for name in ("CACHE", "CONFIG", "DATA", "STATE")
            },
        }

    def start(self, words: list[str], told: bytes) -> subprocess.Popen[bytes]:
        before: list[str] = []
        if self.trace is not None:
            calls = "trace=network,write,pwrite64,writev,pwritev,pwritev2,execve"
            before = [
                "strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "4000000", "-e", calls,
                "-o", str(self.trace / f"{self.runs:02}.calls"),
            ]  # fmt: skip
        self.runs += 1
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "desktop_app", *words, "--json"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=self.watch.root / "tmp", env=self.environment,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(told)
        process.stdin.close()
        process.stdin = None
        return process

    def run(
        self, *words: str, secret: str = "", told: object = None, refused: bool = False
    ) -> dict[str, Any]:
        """One command to its end. secret: the passphrase. told: JSON on standard input."""
        given = (f"{secret}\n" if secret else "").encode()
        given += b"" if told is None else json.dumps(told, ensure_ascii=False).encode()
        process = self.start([*words, *(["--passphrase-fd", "0"] if secret else [])], given)
        with self.watch.watching(process):
            out, err = process.communicate(timeout=110)
        self.watch.look(err, f"what {words[:2]} said beside its result")
        if refused:
            assert process.returncode == 1, (words[:2], process.returncode, err)
            self.watch.look(out, f"the refusal of {words[:2]}")
        else:
            assert process.returncode == 0, (words[:2], err)
        answer = json.loads(out.decode().splitlines()[-1])
        assert isinstance(answer, dict)
        return answer


def carry_all(carry: Carry, whole: bool = True) -> None:
    """Make, join, register, change, find, export, import, prove, copy, restore, fail and crash.

    whole: also what only reads, and more ways to fail.
    """
    root, watch, word = carry.watch.root, carry.watch, SECRETS["passphrase"]
    made = carry.run("demo", str(root / "demo"), "--clients", "3")
    north, office, public = str(made["north"]), str(made["office"]), str(made["passphrase"])
    given = (f"{public}\n{word}\n").encode()
    changing = carry.start(
        ["vault", "passphrase", north, "--passphrase-fd", "0", "--new-passphrase-fd", "0"], given
    )
    with watch.watching(changing):
        _, err = changing.communicate(timeout=110)
    assert changing.returncode == 0, err
    _look_for_key(carry, Path(north), word)
    fields = {name: SECRETS[name] for name in ("given", "family", "preferred", "telephone")}
    client = carry.run(
        "clients", "add", north, secret=word, told={"fields": fields, "note": SECRETS["note"]}
    )["id"]
    change = {"fields": {"given": SECRETS["changed"]}, "note": SECRETS["second note"]}
    carry.run("clients", "set", north, client, secret=word, told=change)
    if whole:
        shown = carry.run("clients", "show", north, client, secret=word)
        assert shown["fields"]["given"] == SECRETS["changed"]
        carry.run("clients", "find", north, "867", secret=word)
    carry.run("clients", "export", north, "--out", str(watch.given / "all.xlsx"), secret=word)
    if whole:
        table = watch.given / "people.csv"
        first, last = SECRETS["imported"].split()
        table.write_text(f"Given name,Family name\n{first},{last}\n", encoding="utf-8")
        carry.run("clients", "import", north, str(table), secret=word)
    bundle = carry.run(
        "bundle", "export", north, "--to", "office", "--out", str(root / "stick"), secret=word
    )["files"][0]
    taken = carry.run("bundle", "import", office, bundle, secret=public)
    assert taken["files"][0]["outcome"] == "applied"
    if whole:
        backup = carry.run("vault", "backup", north, secret=word)["backup"]
        carry.run("vault", "restore", north, "--from", backup, secret=word)
    _fail(carry, north, word, client, whole)
    _crash(carry, north, word)
    assert carry.run("vault", "check", north, secret=word)["ok"]


def _look_for_key(carry: Carry, vault: Path, word: str) -> None:
    """The database's key is a secret too, as bytes and as text."""
    data = carry.environment["XDG_DATA_HOME"]
    before = os.environ["XDG_DATA_HOME"]
    os.environ["XDG_DATA_HOME"] = data
    try:
        with vaults.open_vault(vault, word) as opened:
            opened.change_passphrase(word, word, FLOOR)  # the full cost was paid once
            key = opened.key
            with opened.session.database.reading() as tables:
                signing = tables.facts.require("secret/signing")
    finally:
        os.environ["XDG_DATA_HOME"] = before
    for name, secret in (("database key", key), ("signing key", signing)):
        carry.watch.needles[name] = {secret, secret.hex().encode(), secret.hex().upper().encode()}


def _fail(carry: Carry, north: str, word: str, client: str, whole: bool) -> None:
    """What goes wrong must not tell what it was about."""
    broken = {"fields": {"given": SECRETS["broken"], "no such field": SECRETS["note"]}}
    carry.run("clients", "add", north, secret=word, told=broken, refused=True)
    if whole:
        carry.run("clients", "show", north, client, secret=f"{word} wrong", refused=True)
        carry.run("clients", "add", north, secret=word, told=[SECRETS["broken"]], refused=True)
        spoiled = carry.watch.root / "stick" / "2026-01-01-01.portage"
        spoiled.write_bytes(b"no bundle")
        carry.run("bundle", "import", north, str(spoiled), secret=word, refused=True)


def _crash(carry: Carry, north: str, word: str) -> None:
    """Killed in the middle of taking in a table of people."""
    table = carry.watch.given / "many.csv"
    first, last = SECRETS["imported"].split()
    lines = [f"{first} {number},{last}" for number in range(3000)]
    table.write_text("Given name,Family name\n" + "\n".join(lines), encoding="utf-8")
    process = carry.start(
        ["clients", "import", north, str(table), "--passphrase-fd", "0"], f"{word}\n".encode()
    )
    log = Path(north) / "vault.db-wal"
    with carry.watch.watching(process):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(3.0)
        for number in reversed(_family(process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, 9)
        _, err = process.communicate()
    carry.watch.look(err, "what a crash left on the terminal")
    assert log.parent.is_dir()


# What the system calls say

_CALL: Final = re.compile(r"\b(?:write|pwrite64|writev|pwritev2?)\(\d+<([^>]*)>")
_NETWORK: Final = re.compile(r"\b(?:socket|connect|bind|sendto|sendmsg|sendmmsg|listen|accept4?)\(")
_INSIDE: Final = re.compile(r"AF_UNIX|AF_LOCAL|AF_NETLINK")


def _hexed(data: bytes) -> str:
    return "".join(f"\\x{one:02x}" for one in data)


def traced_hits(carry: Carry, trace: Path) -> set[str]:
    """Secrets that any process wrote into a file, however short it was there."""
    needles = {name: {_hexed(one) for one in found} for name, found in carry.watch.needles.items()}
    hits: set[str] = set()
    given = str(carry.watch.given)
    for log in sorted(trace.glob("*.calls")):
        for line in log.read_text(encoding="ascii", errors="replace").splitlines():
            found = _CALL.search(line)
            if found is None:
                continue
            place = bytes.fromhex(found[1].replace("\\x", "")).decode(errors="replace")
            if place.startswith(("pipe:", "socket:", given)):
                continue
            hits |= {
                f"{name} in {place}"
                for name, texts in needles.items()
                if any(one in line for one in texts)
            }
    return hits


def network_calls(trace: Path) -> list[str]:
    """Calls that would leave this machine."""
    return [
        line
        for log in sorted(trace.glob("*.calls"))
        for line in log.read_text(encoding="ascii", errors="replace").splitlines()
        if _NETWORK.search(line) and not _INSIDE.search(line)
    ]


def can_trace() -> bool:
    """Whether system calls can be watched here."""
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-e", "trace=write", "-o", os.devnull, "true"],
        capture_output=True, check=False,
    )  # fmt: skip
    return tried.returncode == 0
