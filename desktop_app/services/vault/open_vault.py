"""An open vault: who can open it, their passphrases, its key, and closing it again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import filelock
import platformdirs

from desktop_app.crypto.guessing import weakness
from desktop_app.crypto.passphrase import DEFAULT, KeyCost
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.errors import PortageError
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.session import Session
from desktop_app.services.vault.vault_errors import LastPerson, PersonUnknown, WeakPassphrase
from desktop_app.services.vault.vault_folder import HOLDER, SLOTS
from desktop_app.storage.anchor import Anchor, Mark, Verdict
from desktop_app.storage.database import Tables
from desktop_app.storage.drafts import Drafts
from desktop_app.storage.slots import Slot, Slots, make_slot, open_slot, read_slots, write_slots


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened at opening which the person should know."""

    code: str
    message: Message


ROLLED_BACK: Final = Notice(
    "rolled_back",
    Message(
        "vault",
        "This vault is older than when it was last open here: it was put back from a copy. "
        "You can go on working. What the others have already received comes back as you exchange bundles with them. "
        "What was written after the copy and nobody has received is not in it: if the newer vault still "
        "lies anywhere, keep it and tell the office.",
    ),
)
MOVED: Final = Notice(
    "moved",
    Message(
        "vault",
        "This vault was not open on this computer before. Your work goes on safely. "
        "If it is a copy and the other one is still in use, tell the office: "
        "one laptop must not exist twice.",
    ),
)


@dataclass(slots=True)
class OpenVault:
    """An unlocked vault. Close it when done: `close` gives the lock back."""

    folder: Path
    key: bytes
    slots: Slots
    session: Session
    drafts: Drafts
    anchor: Anchor
    verdict: Verdict
    lock: filelock.BaseFileLock | None
    notices: list[Notice] = field(default_factory=list)

    @property
    def vault_id(self) -> bytes:
        return self.slots.vault

    def mark(self) -> Mark:
        """How far this vault has come."""
        with self.session.database.reading() as tables:
            return mark_of(tables)

    def close(self) -> None:
        """Close everything and let others open the vault; safe to call twice."""
        self.drafts.close()
        self.session.database.close()
        if self.lock is not None:
            with contextlib.suppress(OSError):
                (self.folder / HOLDER).unlink()
            self.lock.release()
            self.lock = None

    def __enter__(self) -> OpenVault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # People

    def check_passphrase(self, passphrase: str) -> None:
        """Raises WrongPassphrase unless it is that of the person at work."""
        open_slot(self.slots.vault, self._slot(self.session.person), passphrase)

    def change_passphrase(self, old: str, new: str, cost: KeyCost = DEFAULT) -> None:
        """Give the person at work another passphrase. Raises WrongPassphrase, WeakPassphrase."""
        slot = self._slot(self.session.person)
        open_slot(self.slots.vault, slot, old)
        check_strength(new, (slot.name, self.slots.name))
        self._write(
            self.slots.with_slot(
                make_slot(self.slots.vault, slot.person, slot.name, new, self.key, cost)
            )
        )

    def add_person(self, name: str, passphrase: str, cost: KeyCost = DEFAULT) -> bytes:
        """Let a colleague open this vault with a passphrase of their own; gives their id."""
        check_strength(passphrase, (name, self.slots.name))
        person = self.session.environment.new_id()
        with self.session.database.writing() as tables:
            tables.facts.set_text(f"person/{person.hex()}", name)
        self._write(
            self.slots.with_slot(
                make_slot(self.slots.vault, person, name, passphrase, self.key, cost)
            )
        )
        return person

    def remove_person(self, name: str) -> None:
        """Take a colleague's way in away; the database gets a new key. Raises LastPerson."""
        slot = next((one for one in self.slots.slots if fold(one.name) == fold(name)), None)
        if slot is None:
            raise PersonUnknown
        if len(self.slots.slots) == 1 or slot.person == self.session.person:
            raise LastPerson
        self._write(self.slots.without(slot.person))
        with self.session.database.writing() as tables:
            tables.facts.remove(f"person/{slot.person.hex()}")
        self.change_key(self.session.environment.random(32))

    def change_key(self, new: bytes) -> None:
        """Encrypt database and drafts under another key; a crash at any point loses nothing.

        The slots hold both keys until the files have the new one. Recovery papers printed before
        are void afterwards.
        """
        final = self.slots.sealed_to_all([new])
        self._write(self.slots.sealed_to_all([self.key, new]))
        self.drafts.change_key(new)
        self.session.database.change_key(new)
        self.key = new
        self.anchor = Anchor(anchor_folder(), self.slots.vault, new)
        self.anchor.write(self.mark())
        self._write(final)

    def _slot(self, person: bytes) -> Slot:
        found = next((one for one in self.slots.slots if one.person == person), None)
        if found is None:
            raise PersonUnknown
        return found

    def _write(self, slots: Slots) -> None:
        """Write the ways in whole; what cannot be brought to the disk does not count."""
        try:
            write_slots(self.folder / SLOTS, slots)
        except PortageError:
            # The new file may be in its place already: then the passphrase that the person is told
            # to keep using would not open it.
            with contextlib.suppress(PortageError):
                if read_slots(self.folder / SLOTS) != self.slots:
                    write_slots(self.folder / SLOTS, self.slots)
            raise
        self.slots = slots

    def recovery_code(self) -> RecoveryCode:
        """What this vault's recovery paper says: it opens the vault once, then it is replaced."""
        return RecoveryCode("vault", self.slots.vault, self.key)


def anchor_folder() -> Path:
    """Where anchors lie: the system's folder for this person's application data."""
    return Path(platformdirs.user_data_dir("Portage", appauthor=False)) / "anchors"


def mark_of(tables: Tables) -> Mark:
    """How far a vault has come, from its own facts."""
    return Mark(
        tables.facts.number("incarnation"),
        tables.facts.number("counter"),
        tables.facts.get("digest") or bytes(32),
    )


def check_strength(passphrase: str, own_words: Iterable[str]) -> None:
    """Raises WeakPassphrase with the reason when a passphrase would be guessed."""
    reason = weakness(passphrase, own_words)
    if reason is not None:
        raise WeakPassphrase(reason)
