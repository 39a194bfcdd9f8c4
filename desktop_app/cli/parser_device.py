"""The words of `portage device`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_app.domain.roles import Role
from desktop_app.language import tr
from desktop_app.services.trust.cut_offs import Found


def add_device(device: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    """device: the group of the commands. add: makes one command in a group."""
    request = add(
        device, "request", tr("cli", "write the request of this laptop to join"), "device.request"
    )
    request.add_argument("--out", metavar="DIR", type=Path, required=True)
    approve = add(
        device, "approve", tr("cli", "let a laptop in and write the answer"), "device.approve"
    )
    approve.add_argument("request", metavar="FILE", type=Path)
    approve.add_argument(
        "--digits", metavar="DIGITS", help=tr("cli", "the digits on the screen of the laptop")
    )
    approve.add_argument("--role", choices=[role.value for role in Role], default=Role.WORKER.value)
    approve.add_argument("--community", metavar="NAME", action="append", default=[])
    approve.add_argument("--name", metavar="LAPTOP", default="")
    approve.add_argument(
        "--without-names",
        action="store_true",
        help=tr("cli", "the laptop works with codes and never receives who the people are"),
    )
    approve.add_argument("--out", metavar="DIR", type=Path, required=True)
    accept = add(device, "accept", tr("cli", "join with the answer of the office"), "device.accept")
    accept.add_argument("answer", metavar="FILE", type=Path)
    accept.add_argument(
        "--digits", metavar="DIGITS", help=tr("cli", "the digits on the card of the organisation")
    )
    revoke = add(device, "revoke", tr("cli", "cut a laptop off"), "device.revoke")
    revoke.add_argument("name", metavar="LAPTOP")
    revoke.add_argument(
        "--found",
        choices=[found.value for found in Found],
        help=tr("cli", "how it was when it was lost"),
    )
    hold = add(
        device,
        "communities",
        tr("cli", "say which communities a laptop holds"),
        "device.communities",
    )
    hold.add_argument("name", metavar="LAPTOP")
    hold.add_argument("--community", metavar="NAME", action="append", required=True)
    late = add(
        device,
        "late",
        tr(
            "cli",
            "list what laptops wrote after they were cut off or lost a community, and let it count or leave it",
        ),
        "device.late",
    )
    late.add_argument(
        "--admit", metavar="LAPTOP", help=tr("cli", "let the late work of that laptop count")
    )
    late.add_argument(
        "--leave", metavar="LAPTOP", help=tr("cli", "leave the late work of that laptop aside")
    )
    anew = add(
        device,
        "anew",
        tr("cli", "make a copy of a laptop one of its own, which asks to join"),
        "device.anew",
    )
    anew.add_argument("--name", metavar="LAPTOP", required=True)
    add(device, "list", tr("cli", "list the laptops of the organisation"), "device.list_devices")

    helped = add(
        device,
        "recover",
        tr("cli", "help with a forgotten passphrase: the recovery code of a laptop's vault"),
        "device.recover",
    )
    helped.add_argument("name", metavar="LAPTOP")
    helped.add_argument("--code-fd", metavar="N", type=int, required=True)
    helped.add_argument(
        "--recovery",
        metavar="FILE.pdf",
        type=Path,
        help=tr("cli", "write the paper that opens this vault"),
    )
