"""Sending a finished PDF to the system's printer, without a file in between."""

from __future__ import annotations

import shutil
import subprocess

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message

_WAIT_SECONDS = 20


class PrinterSilent(PortageError):
    """No printer took the paper."""

    code = "printer_silent"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "printing",
                "The printer did not answer. Nothing was lost. "
                "Save the paper as PDF, and print it when a printer is there.",
            )
        )


def has_printer() -> bool:
    """Whether the system knows a printer that takes PDF (CUPS, on Linux and macOS)."""
    if shutil.which("lp") is None or shutil.which("lpstat") is None:
        return False
    try:
        told = subprocess.run(
            ["lpstat", "-e"], capture_output=True, timeout=_WAIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0 and bool(told.stdout.strip())


def print_pdf(pdf: bytes) -> None:
    """Send the PDF through a pipe; nothing of it is written to a disk by Portage. Raises PrinterSilent."""
    try:
        done = subprocess.run(
            ["lp", "-s", "-t", "Portage", "-"],
            input=pdf,
            capture_output=True,
            timeout=_WAIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise PrinterSilent from fault
    if done.returncode != 0:
        raise PrinterSilent
