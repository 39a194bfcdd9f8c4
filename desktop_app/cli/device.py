"""`portage device`: requests, answers, the list, whose clients a laptop holds, and cutting one off."""

from __future__ import annotations

import argparse

from desktop_app.cli.opening import opened, write_for_person
from desktop_app.cli.output import Output, passphrase
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.exchange.exchange import REFUSED
from desktop_app.services.processes.reader import ProcessBundleReader
from desktop_app.services.trust.copies import become_new_device
from desktop_app.services.trust.cut_offs import Found, cut_off
from desktop_app.services.trust.devices import Devices
from desktop_app.services.trust.enrolment import DigitsDiffer
from desktop_app.services.trust.enrolment import accept as join
from desktop_app.services.trust.escrow import Escrow
from desktop_app.services.trust.joining import Admission, Joining
from desktop_app.services.trust.late_work import LateWork, late_sentence
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import Papers
from desktop_app.storage.files import make_folder

_PAPER = Message("cli", "Code of the paper of the organisation:")


def _bare(digits: str) -> str:
    return "".join(sign for sign in digits if sign.isdigit())


def request(arguments: argparse.Namespace, out: Output) -> int:
    """This laptop's request, as a file to carry to the office."""
    with opened(arguments, out) as vault:
        make_folder(arguments.out)
        joining = Joining(vault.session, ProcessBundleReader)
        path, digits = joining.write_request(arguments.out), joining.digits()
        name = vault.slots.name
    out.result(
        {"file": str(path), "digits": digits, "name": name},
        str(path),
        str(Message("cli", "Digits to compare by voice: {digits}", {"digits": digits})),
    )
    return 0


def approve(arguments: argparse.Namespace, out: Output) -> int:
    """Let a laptop in and write the answer for it."""
    with opened(arguments, out) as vault:
        admission = Admission(vault.session)
        asked = admission.read(arguments.request)
        if arguments.digits and _bare(arguments.digits) != _bare(asked.digits):
            raise DigitsDiffer
        organisation = Organisation(vault.session)
        communities = [organisation.community_named(name).id for name in arguments.community]
        role = Role(arguments.role)
        make_folder(arguments.out)
        path = admission.let_in(
            asked,
            role,
            communities,
            arguments.out,
            arguments.name,
            names=False if arguments.without_names else None,
        )
        digits = organisation.digits()
    out.result(
        {
            "file": str(path),
            "name": arguments.name or asked.name,
            "role": role.value,
            "request_digits": asked.digits,
            "organisation_digits": digits,
        },
        str(path),
        str(Message("cli", "Digits of the request: {digits}", {"digits": asked.digits})),
        str(Message("cli", "Digits of the organisation: {digits}", {"digits": digits})),
    )
    return 0


def accept(arguments: argparse.Namespace, out: Output) -> int:
    """Join with the office's answer."""
    seen: list[str] = []

    def agree(digits: str) -> bool:
        seen.append(digits)
        return not arguments.digits or _bare(arguments.digits) == _bare(digits)

    with opened(arguments, out) as vault:
        imported = join(vault.session, ProcessBundleReader(arguments.answer), agree)
        if imported.message is not None:
            out.say(imported.message)
        name = Organisation(vault.session).name()
    refused = imported.outcome == REFUSED
    told = Message("cli", "This laptop belongs to {organisation} now.", {"organisation": name})
    out.result(
        {
            "outcome": imported.outcome,
            "reason": imported.reason,
            "organisation": name,
            "organisation_digits": seen[0] if seen else "",
            "new": imported.new,
        },
        *([] if refused else [str(told)]),
    )
    return 1 if refused else 0


def revoke(arguments: argparse.Namespace, out: Output) -> int:
    """Cut a laptop off."""
    with opened(arguments, out) as vault:
        found = None if arguments.found is None else Found(arguments.found)
        device = Organisation(vault.session).revoke(arguments.name, found)
        behind = cut_off(vault.session, device.device.hex()).behind
    told = Message("cli", "They do not know it yet: {laptops}", {"laptops": ", ".join(behind)})
    out.result(
        {"revoked": device.name, "behind": list(behind)},
        str(
            Message(
                "cli",
                "{name} is cut off. The other laptops learn it from your next bundles; "
                "what lies on the lost laptop stays readable for whoever knows its passphrase.",
                {"name": device.name},
            )
        ),
        *([str(told)] if behind else []),
    )
    return 0


def communities(arguments: argparse.Namespace, out: Output) -> int:
    """Which communities a laptop holds from now on."""
    with opened(arguments, out) as vault:
        organisation = Organisation(vault.session)
        held = [organisation.community_named(name).name for name in arguments.community]
        device = Devices(vault.session).hold(arguments.name, held)
    told = Message(
        "devices",
        "{name} holds {communities} from now on. The next bundles tell the others.",
        {"name": device.name, "communities": ", ".join(held)},
    )
    out.result({"changed": device.name, "communities": held}, str(told))
    return 0


def late(arguments: argparse.Namespace, out: Output) -> int:
    """What laptops wrote without the right to it any more; lets it count, or leaves it."""
    admitted = 0
    with opened(arguments, out) as vault:
        work = LateWork(vault.session)
        if arguments.admit:
            admitted = work.admit(arguments.admit)
        if arguments.leave:
            work.discard(arguments.leave)
        lines = work.list()
    out.result(
        {
            "admitted": admitted,
            "late": [
                {
                    "name": one.name,
                    "cut_off": one.cut_off,
                    "communities": list(one.communities),
                    "changes": one.changes,
                    "people": list(one.people),
                    "about": list(one.about),
                    "others": one.others,
                    "first": one.first,
                    "last": one.last,
                    "clock_wrong": one.clock_wrong,
                    "waiting": one.waiting,
                    "left": one.left,
                }
                for one in lines
            ],
        },
        *_said(arguments, admitted),
        *(str(late_sentence(one)) for one in lines if not one.left),
    )
    return 0


def _said(arguments: argparse.Namespace, admitted: int) -> list[str]:
    """What was done with late work just now."""
    told = []
    if arguments.admit:
        told.append(
            Message(
                "cli",
                "{n} change of {name} counts now. The other laptops learn it from your next bundles.",
                {"name": arguments.admit},
                "{n} changes of {name} count now. The other laptops learn it from your next bundles.",
                admitted,
            )
        )
    if arguments.leave:
        told.append(
            Message(
                "cli",
                "The late work of {name} is left where it lies. It counts nowhere; more of it would be told of anew.",
                {"name": arguments.leave},
            )
        )
    return [str(one) for one in told]


def anew(arguments: argparse.Namespace, out: Output) -> int:
    """Make a copy of a laptop one of its own, which asks to join under another name."""
    with opened(arguments, out) as vault:
        become_new_device(vault.session, arguments.name)
    told = Message(
        "cli",
        "This copy is {name} now. Its data is kept. Write its request to join, and bring the answer "
        "of the office back, before anything is written on it.",
        {"name": arguments.name},
    )
    out.result({"name": arguments.name}, str(told))
    return 0


def list_devices(arguments: argparse.Namespace, out: Output) -> int:
    """The laptops, what they are for, and when they were last heard."""
    with opened(arguments, out) as vault:
        lines = Admission(vault.session).laptops()
    out.result(
        {
            "devices": [
                {
                    "name": one.name,
                    "role": str(one.role),
                    "communities": list(one.communities),
                    "active": one.active,
                    "heard_at": one.heard_at or None,
                    "this": one.own,
                    "provisional": one.provisional,
                }
                for one in lines
            ]
        },
        *(f"{one.name}\t{one.role}\t{', '.join(one.communities)}" for one in lines),
    )
    return 0


def recover(arguments: argparse.Namespace, out: Output) -> int:
    """Help with a forgotten passphrase: the recovery code of a laptop's vault."""
    with opened(arguments, out) as vault:
        code = RecoveryCode.parse(passphrase(arguments.code_fd, _PAPER))
        found = Escrow(vault.session).help(arguments.name, code)
        if arguments.recovery is not None:
            paper = Papers(vault).of_laptop(found, arguments.name)
            write_for_person(arguments.recovery, paper)
    shown = [] if arguments.recovery is not None else found.text.splitlines()
    out.result(
        {
            "laptop": arguments.name,
            "code": None if arguments.recovery is not None else found.text,
            "papers": [] if arguments.recovery is None else [str(arguments.recovery)],
        },
        *shown,
        str(
            Message(
                "cli",
                "This code opens the vault of {name} once: say there that you have a recovery paper. "
                "The vault then gets another key.",
                {"name": arguments.name},
            )
        ),
    )
    return 0
