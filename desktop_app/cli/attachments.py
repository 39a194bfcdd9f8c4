"""Attached files, from the command line."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from desktop_app.cli.opening import opened
from desktop_app.cli.output import Output
from desktop_app.services.clients.attachments import AttachmentLine, Attachments
from desktop_app.services.processes.reader import read_attached


def attach(arguments: argparse.Namespace, out: Output) -> int:
    """Add a file to the file of a client."""
    with opened(arguments, out) as vault:
        made = Attachments(vault.session, read_attached).add(arguments.id, arguments.file)
    out.result({"id": made}, made)
    return 0


def attachment_document(one: AttachmentLine) -> dict[str, Any]:
    """An attached file with the stable keys."""
    return {
        "id": one.id,
        "name": one.name,
        "media_type": one.media_type,
        "bytes": one.bytes,
        "at": _moment(one),
        "author": one.by,
        "device": one.device,
        "state": one.stand.value,
    }


def attachment_line(one: AttachmentLine) -> str:
    """The same for people."""
    return f"{one.id}  {one.name}  {one.media_type}  {one.bytes}  {_moment(one)}  {one.by}"


def _moment(one: AttachmentLine) -> str:
    return f"{datetime.fromtimestamp(one.at / 1000, UTC):%Y-%m-%dT%H:%MZ}"
