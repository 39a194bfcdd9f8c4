"""What the settings are made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.services.vault.vaults import OpenVault
from desktop_app.settings import Settings, SettingsFile


@dataclass(frozen=True, slots=True)
class SettingsServices:
    """The services behind the settings.

    look: draws and says everything as these settings want it. restore: locks, and asks at the
    unlock screen which backup shall take the vault's place. clock: UTC. version: of this
    Portage.
    """

    vault: OpenVault
    settings: SettingsFile
    look: Callable[[Settings], None]
    restore: Callable[[Path], None]
    clock: Callable[[], datetime]
    version: str
