"""`portage clients link`, `unlink` and `different`, and the same for the directory."""

from __future__ import annotations

import argparse

from desktop_app.cli.opening import opened
from desktop_app.cli.output import Output
from desktop_app.services.links import Links


def link(arguments: argparse.Namespace, out: Output) -> int:
    """Both are the same."""
    with opened(arguments, out) as vault:
        Links(vault.session).link(
            arguments.a, arguments.b, keep=arguments.keep or "", about=arguments.about
        )
    return _told(arguments, out, "same")


def different(arguments: argparse.Namespace, out: Output) -> int:
    """They are not the same."""
    with opened(arguments, out) as vault:
        Links(vault.session).different(arguments.a, arguments.b, about=arguments.about)
    return _told(arguments, out, "different")


def unlink(arguments: argparse.Namespace, out: Output) -> int:
    """Take the verdict back."""
    with opened(arguments, out) as vault:
        Links(vault.session).unlink(arguments.a, arguments.b, about=arguments.about)
    return _told(arguments, out, "")


def _told(arguments: argparse.Namespace, out: Output, verdict: str) -> int:
    out.result({"a": arguments.a, "b": arguments.b, "verdict": verdict or None}, verdict)
    return 0
