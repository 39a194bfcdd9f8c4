"""`portage settings`: what the office settles for every laptop."""

from __future__ import annotations

import argparse

from desktop_app.cli.opening import opened
from desktop_app.cli.output import Output
from desktop_app.language import Message
from desktop_app.services.trust.office_settings import OfficeSettings

NAMES = ("erasure_signatures", "backup_months", "key_days", "keys_kept")


def show(arguments: argparse.Namespace, out: Output) -> int:
    """How everything stands that a number says."""
    with opened(arguments, out) as vault:
        told = _all(OfficeSettings(vault.session))
    out.result(told, *(f"{name}\t{number}" for name, number in told.items()))
    return 0


def change(arguments: argparse.Namespace, out: Output) -> int:
    """Settle one of them; the laptops learn it with the next bundles."""
    with opened(arguments, out) as vault:
        settings = OfficeSettings(vault.session)
        match arguments.name:
            case "erasure_signatures":
                settings.set_signatures(arguments.number)
            case "backup_months":
                settings.set_months(arguments.number)
            case "key_days":
                settings.set_key_life(arguments.number, settings.keys_kept())
            case "keys_kept":
                settings.set_key_life(settings.key_days(), arguments.number)
        told = _all(settings)
    words = Message("cli", "Settled. The laptops learn it with your next bundles.")
    out.result(told, str(words))
    return 0


def _all(settings: OfficeSettings) -> dict[str, int]:
    found = (settings.signatures(), settings.months(), settings.key_days(), settings.keys_kept())
    return dict(zip(NAMES, found, strict=True))
