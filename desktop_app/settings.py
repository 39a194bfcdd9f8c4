"""What this device remembers outside the encrypted file.

How Portage looks and speaks, where the vaults lie and where bundles are put. Nothing about people:
the names of folders are the most personal thing in it. One JSON file in the system's folder for
the settings of programs, written whole, so that a power cut leaves the old one or the new one.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

import platformdirs

VERSION: Final = 1
MOST_FOLDERS: Final = 12
_FILE: Final = "settings.json"
_LARGEST: Final = 1_000_000  # bytes; a file beyond that is not ours

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

UPGRADES: Final[Mapping[int, Upgrade]] = {}
"""From a version of the file to the next one: each takes the old content and gives the new."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this device; each one has a value that works.

    language, second_language: codes of the table of languages, "" for the language of the system
    and for no second choice. palette: a key of the palettes. text_percent: 100 to 200.
    vaults: folders of vaults, the last one opened first. places: folders in which bundles are
    looked for and put. watched: folders from which they are taken in without being asked.
    lock_minutes, cover_minutes: after how long without a key or a click. syllabary: the way of
    writing in which syllabics are typed.
    """

    language: str = ""
    second_language: str = ""
    palette: str = "light"
    text_percent: int = 100
    vaults: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    lock_minutes: int = 15
    cover_minutes: int = 5
    syllabary: str = "iu"

    def with_vault(self, folder: Path) -> Settings:
        """These settings after that vault was opened."""
        opened = str(folder)
        others = tuple(one for one in self.vaults if one != opened)
        return replace(self, vaults=(opened, *others)[:MOST_FOLDERS])

    def without_vault(self, folder: Path) -> Settings:
        """These settings without that vault; its folder is not touched."""
        return replace(self, vaults=tuple(one for one in self.vaults if one != str(folder)))

    def with_place(self, folder: Path) -> Settings:
        """These settings after bundles were looked for or put in that folder."""
        used = str(folder)
        others = tuple(one for one in self.places if one != used)
        return replace(self, places=(used, *others)[:MOST_FOLDERS])

    def with_watched(self, folder: Path) -> Settings:
        """These settings, watching that folder as well."""
        others = tuple(one for one in self.watched if one != str(folder))
        return replace(self, watched=(str(folder), *others)[:MOST_FOLDERS])

    def without_watched(self, folder: Path) -> Settings:
        """These settings, watching that folder no more."""
        return replace(self, watched=tuple(one for one in self.watched if one != str(folder)))


_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "text_percent": (100, 200),
    "lock_minutes": (1, 15),
    "cover_minutes": (1, 15),
}


def settings_folder() -> Path:
    """The system's folder for this person's settings of Portage."""
    return Path(platformdirs.user_config_dir("Portage", appauthor=False))


class SettingsFile:
    """Reads and writes the settings. folder: the system's own, unless told otherwise."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        upgrades: Mapping[int, Upgrade] = UPGRADES,
        version: int = VERSION,
    ) -> None:
        self.path = (folder or settings_folder()) / _FILE
        self._upgrades, self._version = upgrades, version

    def load(self) -> Settings:
        """What was kept last, or the defaults.

        A damaged file is put aside as `settings.json.damaged` and a warning is logged: settings
        must never keep a person from the vault. A single value that cannot be becomes its default.
        """
        try:
            if self.path.stat().st_size > _LARGEST:
                raise ValueError("too large")
            content = json.loads(self.path.read_text(encoding="utf-8"))
            if not isinstance(content, dict) or not isinstance(content.get("version"), int):
                raise TypeError("not a settings file")
            return _settings(self._upgraded(content))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as fault:
            aside = self.path.with_name(f"{_FILE}.damaged")
            _log.warning(
                "the settings could not be read (%s); defaults are used", type(fault).__name__
            )
            with contextlib.suppress(OSError):
                self.path.replace(aside)
            return Settings()

    def save(self, settings: Settings) -> None:
        """Keep the settings: beside the old file first, then in its place. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = self.path.with_name(f"{_FILE}.tmp")
        text = json.dumps({"version": self._version, **asdict(settings)}, ensure_ascii=False)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.path)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink()
            raise

    def change(self, changed: Callable[[Settings], Settings]) -> Settings:
        """Keep what `changed` makes of the settings in the file, and give it back."""
        settings = changed(self.load())
        self.save(settings)
        return settings

    def _upgraded(self, content: dict[str, Any]) -> dict[str, Any]:
        """The content as this version writes it; of a newer file, what this one understands."""
        at = content["version"]
        while at < self._version:
            content = {**self._upgrades[at](content), "version": at + 1}
            at += 1
        return content


def _settings(content: Mapping[str, Any]) -> Settings:
    defaults = Settings()
    values = {
        field.name: _value(field.name, content.get(field.name), getattr(defaults, field.name))
        for field in fields(Settings)
    }
    return Settings(**values)


def _value(name: str, kept: object, default: object) -> Any:
    """What was kept if it can be that setting, its default otherwise."""
    if isinstance(default, tuple):
        if not isinstance(kept, list):
            return default
        return tuple(one for one in kept if isinstance(one, str) and one)[:MOST_FOLDERS]
    if isinstance(default, int):
        if not isinstance(kept, int) or isinstance(kept, bool):
            return default
        low, high = _RANGES[name]
        return min(max(kept, low), high)
    return kept if isinstance(kept, str) and len(kept) <= 100 else default
