"""The ways into Portage before a vault is open: start, join, open, recover, restore, try."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.crypto.guessing import strength, suggest, weakness
from desktop_app.crypto.passphrase import DEFAULT, FLOOR, KeyCost
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.editing import Editor
from desktop_app.services.environment import REAL, Environment
from desktop_app.services.progress import Progress
from desktop_app.services.trust.copies import become_new_device, may_become_new_device
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.services.vault.backups import Backup, backups_in, restore
from desktop_app.services.vault.open_vault import MOVED
from desktop_app.services.vault.vaults import BACKUPS, OpenVault

DEMO_PASSPHRASE: Final = "canot rouge sur lac tranquille"  # noqa: S105 - fiction, and printed
"""The same for the three vaults of a demonstration: everybody in them is invented."""

DEMO_PEOPLE: Final = {"office": "Josée Exemple", "north": "Maude Fictive", "south": "Rémi Démo"}
"""Who works in each of them, by the name of its folder."""

STRENGTHS: Final = (
    Message("passphrase", "Guessed at once"),
    Message("passphrase", "Quickly guessed"),
    Message("passphrase", "Good enough"),
    Message("passphrase", "Strong"),
    Message("passphrase", "Safe for decades"),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A passphrase that is being chosen. level: 0 to 4, accepted from 2. why: what is wrong."""

    level: int
    words: Message
    why: Message | None

    @property
    def accepted(self) -> bool:
        return self.why is None


def judge(passphrase: str, own_words: Sequence[str]) -> Judged:
    """How easily that passphrase is guessed by somebody who knows the words around it."""
    level = strength(passphrase, own_words)
    return Judged(level, STRENGTHS[level], weakness(passphrase, own_words))


def propose(language: str) -> str:
    """A passphrase drawn by chance, five everyday words of that language."""
    return suggest(language)


@dataclass(frozen=True, slots=True)
class FirstCommunity:
    """A community named while an organisation is started. time_zone: IANA name."""

    name: str
    time_zone: str


@dataclass(frozen=True, slots=True, repr=False)
class Founding:
    """What is asked when an organisation is started. languages: codes. region: a postal
    abbreviation such as NU. Its repr shows no passphrase.
    """

    organisation: str
    languages: tuple[str, ...]
    region: str
    communities: tuple[FirstCommunity, ...]
    person: str
    passphrase: str

    def __repr__(self) -> str:
        return f"Founding({len(self.communities)} communities)"


class Beginnings:
    """What can be done before a vault is open. root: the folder in which new vaults are made."""

    def __init__(
        self,
        root: Path,
        environment: Environment = REAL,
        *,
        cost: KeyCost = DEFAULT,
        floor: KeyCost = FLOOR,
    ) -> None:
        self._root, self._environment = root, environment
        self._cost, self._floor = cost, floor

    def people(self, folder: Path) -> list[str]:
        """Who can open that vault. Raises NoVault, SlotDamaged, NewerFile."""
        return vaults.people_of(folder)

    def open(
        self, folder: Path, person: str, passphrase: str, progress: Progress | None = None
    ) -> OpenVault:
        """Open a vault. Raises what `vaults.open_vault` raises."""
        return vaults.open_vault(
            folder, passphrase, person,
            environment=self._environment, floor=self._floor, progress=progress,
        )  # fmt: skip

    def may_become_new(self, vault: OpenVault) -> bool:
        """Whether a vault that may be a copy can be made a laptop of its own."""
        return may_become_new_device(vault.session)

    def become_new(self, vault: OpenVault, name: str) -> None:
        """Make this copy a laptop of that name, which asks to join; the data stays."""
        become_new_device(vault.session, name)
        vault.notices = [one for one in vault.notices if one.code != MOVED.code]

    def found(self, founding: Founding, device: str) -> OpenVault:
        """Start an organisation in a new vault, which becomes its office. device: its name.

        When it fails nothing is left behind but an empty folder.
        """
        vault = vaults.create(
            self._free_folder(founding.organisation),
            device,
            founding.person,
            founding.passphrase,
            environment=self._environment,
            cost=self._cost,
        )
        try:
            values: list[dict[str, Value]] = [
                {"name": one.name, "region": founding.region, "time_zone": one.time_zone}
                for one in founding.communities
            ]
            Organisation(vault.session).start(founding.organisation, values)
            self._keep(vault, "languages", " ".join(founding.languages))
            self._keep(vault, "region", founding.region)
        except BaseException:
            vault.close()
            raise
        return vault

    def _keep(self, vault: OpenVault, name: str, value: str) -> None:
        """Write a setting of the organisation, which travels in bundles."""
        session = vault.session
        with session.database.writing() as tables:
            scope = session.scope(tables, Scope.ORGANISATION)
            editor = Editor(session, tables)
            values: dict[str, Value] = {"name": name, "value": value}
            setting = session.environment.new_id()
            editor.edit(session.registry["setting"], setting, scope, values, new=True)
            editor.flush()

    def prepare_to_join(self, device: str, person: str, passphrase: str) -> OpenVault:
        """A new vault that belongs to no organisation yet."""
        return vaults.create(
            self._free_folder(device),
            device,
            person,
            passphrase,
            environment=self._environment,
            cost=self._cost,
        )

    def read_code(self, text: str) -> RecoveryCode:
        """The code of a recovery paper as it was typed. Raises RecoveryCodeWrong with the line."""
        return RecoveryCode.parse(text)

    def recover(self, folder: Path, code: RecoveryCode, person: str, passphrase: str) -> OpenVault:
        """Open a vault with its recovery paper; the paper is used up. Raises OtherVault."""
        return vaults.recover(
            folder, code, person, passphrase, environment=self._environment, cost=self._cost
        )

    def backups(self, folder: Path) -> list[Backup]:
        """The whole backups beside a vault, newest first."""
        return backups_in(folder / BACKUPS)

    def restore(self, folder: Path, backup: Path, person: str, passphrase: str) -> OpenVault:
        """Put a backup in the vault's place and open it. Raises BackupDamaged, WrongPassphrase."""
        return restore(
            folder,
            backup,
            passphrase,
            person,
            environment=self._environment,
            floor=self._floor,
        )

    @staticmethod
    def demo_passphrase(folder: Path, people: Sequence[str]) -> str:
        """What opens a vault of a demonstration, which nobody has written down; "" for any other.

        people: who can open it, as `people` says.
        """
        return DEMO_PASSPHRASE if DEMO_PEOPLE.get(folder.name) in people else ""

    def demo_folder(self) -> Path:
        """A folder for a demonstration with fictional people, that does not exist yet."""
        return self._free_folder("demo")

    def _free_folder(self, name: str) -> Path:
        """A folder of that name that does not exist yet; letters that no disk refuses."""
        stem = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40] or "portage"
        number, folder = 1, self._root / stem
        while folder.exists():
            number += 1
            folder = self._root / f"{stem}-{number}"
        return folder
