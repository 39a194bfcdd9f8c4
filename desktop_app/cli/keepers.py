"""`portage keepers`: the papers of the organisation, new ones, and drafts that go round."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.opening import opened, write_for_person
from desktop_app.cli.output import Output, passphrase, secret_lines
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.interchange.refusals import open_from_outside
from desktop_app.language import Message
from desktop_app.services.trust import keepers
from desktop_app.services.trust.keepers import ESCROW, Keepers, KeepersState
from desktop_app.services.trust.papers import Papers
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.files import make_folder

_PAPER = Message("cli", "Code of the paper of the organisation:")


def state(arguments: argparse.Namespace, out: Output) -> int:
    """How many papers there are, and which have not been put away."""
    with opened(arguments, out) as vault:
        told = Keepers(vault.session).state()
    _tell(told, [], out)
    return 0


def rotate(arguments: argparse.Namespace, out: Output) -> int:
    """New papers, with the codes of those of today."""
    with opened(arguments, out) as vault:
        codes = [RecoveryCode.parse(line) for line in secret_lines(arguments.code_fd, _PAPER)]
        Keepers(vault.session).rotate(
            codes,
            arguments.keepers,
            arguments.threshold,
            arguments.new_authority,
            arguments.erasure_signatures,
        )
        written = _write(vault, arguments.out)
        told = Keepers(vault.session).state()
    _tell(told, written, out)
    return 0


def draft(arguments: argparse.Namespace, out: Output) -> int:
    """A draft of new papers, for keepers who are elsewhere."""
    with opened(arguments, out) as vault:
        data = Keepers(vault.session).draft(
            arguments.keepers,
            arguments.threshold,
            arguments.new_authority,
            arguments.erasure_signatures,
        )
        write_for_person(arguments.draft, data)
    out.result({"draft": str(arguments.draft)}, str(arguments.draft))
    return 0


def sign(arguments: argparse.Namespace, out: Output) -> int:
    """One more signature on a draft."""
    code = RecoveryCode.parse(passphrase(arguments.code_fd, _PAPER))
    signed = keepers.sign(_read(arguments.draft), code)
    write_for_person(arguments.draft, signed)
    out.result({"draft": str(arguments.draft)}, str(Message("cli", "The draft is signed.")))
    return 0


def publish(arguments: argparse.Namespace, out: Output) -> int:
    """A draft that enough keepers signed counts from now on."""
    with opened(arguments, out) as vault:
        Keepers(vault.session).publish(_read(arguments.draft))
        written = _write(vault, arguments.out)
        told = Keepers(vault.session).state()
    _tell(told, written, out)
    return 0


def papers(arguments: argparse.Namespace, out: Output) -> int:
    """The papers that were not put away yet, as PDF; their secrets are wiped here."""
    with opened(arguments, out) as vault:
        written = _write(vault, arguments.out)
        told = Keepers(vault.session).state()
    _tell(told, written, out)
    return 0


def _read(path: Path) -> bytes:
    with open_from_outside(path) as file:
        return file.read(keepers.LARGEST_DRAFT + 1)


def _write(vault: OpenVault, folder: Path | None) -> list[str]:
    """Write each waiting paper, and wipe its secret once it lies on the disk whole."""
    if folder is None:
        return []
    make_folder(folder)
    service, written = Keepers(vault.session), []
    for one in service.state().waiting:
        name = "passphrases" if one.number == ESCROW else f"keeper-{one.number}"
        path = folder / f"portage-{name}.pdf"
        write_for_person(path, Papers(vault).keeper(one.number))
        service.put_away(one.number)
        written.append(str(path))
    return written


def _tell(told: KeepersState, written: list[str], out: Output) -> None:
    out.result(
        {
            "keepers": told.keepers,
            "threshold": told.threshold,
            "made": told.made,
            "waiting": [one.number for one in told.waiting],
            "authority": told.authority,
            "erasure_signatures": told.signatures,
            "erasure_laptops": list(told.signers),
            "papers": written,
        },
        str(
            Message(
                "cli",
                "{threshold} of {keepers} papers speak for the organisation.",
                {"threshold": told.threshold, "keepers": told.keepers},
            )
        ),
        *written,
    )
