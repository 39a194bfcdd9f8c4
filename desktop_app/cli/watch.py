"""`portage bundle watch`: a folder that is looked into again and again."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path
from typing import Any, Final

from desktop_app.cli.opening import opened, today
from desktop_app.cli.output import Output
from desktop_app.domain.errors import PortageError
from desktop_app.services.exchange.bundle_words import index_words, sentence_of
from desktop_app.services.exchange.exchange import REFUSED, Exchange, Imported
from desktop_app.services.exchange.refused_files import note_refused
from desktop_app.services.exchange.shared_folder import Round, SharedFolder
from desktop_app.services.processes.reader import ProcessBundleReader
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.vaults import OpenVault

_SECONDS: Final = 2.0


def watch(arguments: argparse.Namespace, out: Output) -> int:
    """Look into a folder until interrupted, or once: take in what came, write what others lack.

    Once is twice where a file may still be being written: its size is seen again after a while.
    """
    stop = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in signals}
    files: list[dict[str, Any]] = []
    written: list[str] = []
    try:
        with opened(arguments, out) as vault:
            folder = SharedFolder(vault.session, arguments.folder, _Import(vault))
            looks = 0
            while True:
                told = folder.look(today())
                looks += 1
                _tell(told, files, written, out)
                if arguments.once and (looks == 2 or not told.waiting):
                    break
                if stop.wait(_SECONDS):
                    break
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    out.result({"files": files, "written": written})
    return 1 if any(one["outcome"] == REFUSED for one in files) else 0


def _tell(told: Round, files: list[dict[str, Any]], written: list[str], out: Output) -> None:
    for came in told.came:
        imported = came.imported
        sentence = sentence_of(imported)
        out.say(f"{came.path.name}: {sentence}")
        for one in index_words(imported.index_altered, imported.untried):
            out.say(str(one))
        files.append(
            {
                "file": str(came.path),
                "outcome": imported.outcome,
                "reason": imported.reason,
                "message": str(sentence),
                "new": imported.new,
                "changed": imported.changed,
                "deleted": imported.deleted,
                "conflicts": imported.conflicts,
                "sender": imported.sender_name,
                "entries": imported.entries,
                "carried": imported.carried,
            }
        )
    if told.written is not None:
        out.say(str(told.written.path))
        written.append(str(told.written.path))


class _Import:
    """Takes in one file as by hand: with a backup before the first."""

    def __init__(self, vault: OpenVault) -> None:
        self._vault, self._safe = vault, False

    def __call__(self, path: Path) -> Imported:
        if not self._safe and not Backups(self._vault).is_current():
            Backups(self._vault).make()
        self._safe = True
        try:
            imported = Exchange(self._vault.session).take_in(
                ProcessBundleReader(path), file=path.name
            )
        except PortageError as refusal:
            if refusal.code == "cancelled":
                raise
            imported = Imported(REFUSED, refusal.code, refusal.message)
        if imported.outcome == REFUSED and imported.reason != "not_for_this_device":
            note_refused(self._vault, path, imported)
        return imported
