"""What the writer process does: one named piece of bulk work in a vault whose key it was given."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import BinaryIO, Final

from desktop_app.crypto.encoding import encode
from desktop_app.interchange.record import message_to_plain
from desktop_app.services.processes import caps
from desktop_app.services.processes.calls import CALLS
from desktop_app.services.processes.frames import (
    PIECE_BYTES,
    FrameWrong,
    Send,
    read_raw,
    value_of,
)
from desktop_app.services.progress import Progress, Step
from desktop_app.services.vault.vaults import open_with_key

_STEP_SECONDS: Final = 0.05


def work(source: BinaryIO, send: Send) -> None:
    """Do the work that the first frame names, and tell its result.

    A later frame `["cancel"]` asks it to stop. When the pipe closes the parent is gone, and this
    process ends at once: the open transaction undoes itself.
    """
    first = read_raw(source)
    if first is None:
        return
    folder, key, person, call, arguments = value_of(first)
    caps.die_with_parent()
    caps.keep_private()
    progress = Progress(_Teller(send))
    threading.Thread(target=_obey, args=(source, progress), daemon=True).start()
    with open_with_key(Path(folder), key, person, locked_by_parent=True) as vault:
        result = CALLS[call](vault, progress, arguments)
    # A result may be longer than a frame, and by now the work is done and has to be told.
    told = encode(result)
    for at in range(0, len(told), PIECE_BYTES):
        send(["part", told[at : at + PIECE_BYTES]])
    send(["result"])


class _Teller:
    """Passes steps on, some twenty a second at most."""

    def __init__(self, send: Send) -> None:
        self._send, self._last = send, 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if now - self._last >= _STEP_SECONDS:
            self._last = now
            what = None if step.what is None else message_to_plain(step.what)
            self._send(["step", step.done, step.total, what])


def _obey(source: BinaryIO, progress: Progress) -> None:
    while True:
        try:
            raw = read_raw(source)
        except (FrameWrong, OSError):
            raw = None
        if raw is None:
            os._exit(1)
        if value_of(raw) == ["cancel"]:
            progress.cancel()
