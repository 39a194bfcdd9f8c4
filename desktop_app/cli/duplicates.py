"""`portage clients link`, `unlink` and `different`, and the same for the directory."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_app.cli.opening import opened
from desktop_app.cli.output import Output
from desktop_app.domain.matching.matching import Pair
from desktop_app.services.duplicates.duplicates import undecided
from desktop_app.services.duplicates.links import Links
from desktop_app.services.duplicates.organisation_doubles import pairs_of_organisations


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


def organisations(arguments: argparse.Namespace, out: Output) -> int:
    """Organisations of the directory that may be listed twice."""
    with opened(arguments, out) as vault, vault.session.database.reading() as tables:
        pairs = undecided(tables, pairs_of_organisations(tables, vault.session))
    out.result({"pairs": [pair_document(one) for one in pairs]}, *(pair_line(one) for one in pairs))
    return 0


def pair_document(one: Pair) -> dict[str, Any]:
    """A pair with the stable keys."""
    return {
        "a": one.a,
        "b": one.b,
        "score": round(one.score, 4),
        "reasons": [str(reason) for reason in one.reasons],
    }


def pair_line(one: Pair) -> str:
    """The same for people."""
    return f"{one.a}  {one.b}  {one.score:.3f}  {' '.join(str(r) for r in one.reasons)}"


def _told(arguments: argparse.Namespace, out: Output, verdict: str) -> int:
    out.result({"a": arguments.a, "b": arguments.b, "verdict": verdict or None}, verdict)
    return 0
