"""One unlocked vault in this process: the database, who is at work, and what is trusted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from desktop_app.crypto.sealing import SealingKey
from desktop_app.crypto.signing import SigningKey
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Registry, Scope
from desktop_app.domain.roles import Role, may_write
from desktop_app.language import Message
from desktop_app.services.environment import Environment
from desktop_app.storage.blobs import BLOBS, Blobs
from desktop_app.storage.database import Database, Tables
from desktop_app.storage.log import ScopeRow
from desktop_app.sync.statements import Certificate, TrustRefused, next_version, scope_id
from desktop_app.sync.trust import Trust, person_may_write

log = logging.getLogger(__name__)

SEALING_SECRETS: Final = "secret/sealing/"
"""The facts that hold this laptop's keys for opening bundles, each under its number."""


class NotAllowed(PortageError):
    """The role of the person or of the laptop does not go so far."""

    code = "not_allowed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "session",
                "Your role does not allow this change. Nothing was changed. "
                "Ask the office to do it, or to widen your role.",
            )
        )


class NotEnrolled(PortageError):
    """The vault has not joined an organisation yet."""

    code = "not_enrolled"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "session",
                "This laptop has not joined an organisation yet. Nothing was changed. "
                "Write a request to join, take it to the office, and bring the answer back.",
            )
        )


class NotHere(PortageError):
    """Nothing with that id is in this vault."""

    code = "not_here"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "session",
                "This record is not on this laptop, or it was deleted. Nothing was changed. "
                "It may come with the next bundle.",
            )
        )


@dataclass(slots=True)
class Session:
    """What every service works with.

    person: the id of who is at work (the actor of entries). device: this laptop's id.
    seal_vault_key: seals the key of this vault to an age address; None where no vault is open. The
    key itself never lies here. opened, notes_read: files and sensitive notes that whoever is at work
    opened with a reason. revealed: the client whose identity is shown where codes stand for names.
    """

    database: Database
    environment: Environment
    device: bytes
    person: bytes
    person_name: str
    trust: Trust | None = None
    announced: dict[bytes, str] = field(default_factory=dict)
    seal_vault_key: Callable[[str], bytes] | None = None
    opened: set[bytes] = field(default_factory=set)
    notes_read: set[bytes] = field(default_factory=set)
    revealed: bytes = b""

    @property
    def registry(self) -> Registry:
        return self.database.registry

    @property
    def blobs(self) -> Blobs | None:
        """The sealed files beside the database; None where the vault is held in memory."""
        folder = self.database.folder
        return None if folder is None else Blobs(folder / BLOBS)

    def load_trust(self, tables: Tables) -> None:
        """Read and verify all statements kept in the vault."""
        first = tables.facts.get("root")
        if first is None:
            self.trust = None
            return
        trust = Trust.begin(first)
        kept = [(kind, data) for kind, _, _, data in tables.trust.all()]
        for kind, _ in trust.take_what_holds(kept)[1]:
            log.warning("a kept statement of trust no longer holds: %s", kind)
        for name, value in tables.facts.starting_with("announced/").items():
            trust.announced[bytes.fromhex(name.split("/")[1])] = (value[:16], value[16:].decode())
        self.trust = trust
        self.look_as_person()

    def look_as_person(self) -> None:
        """Show those of the organisation's own fields that whoever is at work here may see."""
        known = None if self.trust is None else self.trust.people.get(self.person)
        self.database.look_as(None if known is None else known.role)

    def require_trust(self) -> Trust:
        """What is trusted; raises NotEnrolled before the vault has joined an organisation."""
        if self.trust is None:
            raise NotEnrolled
        return self.trust

    def certificate(self) -> Certificate:
        """This laptop's own certificate; raises NotEnrolled while it has none."""
        own = self.require_trust().certificate(self.device)
        if own is None:
            raise NotEnrolled
        return own

    @property
    def is_office(self) -> bool:
        """Whether this laptop is one of the office's."""
        trust = self.trust
        own = None if trust is None else trust.certificate(self.device)
        return own is not None and own.role is Role.OFFICE

    def person_called(self, person: bytes) -> str:
        """The name of whoever wrote something; empty when the list has not come yet."""
        if self.trust is not None:
            if person in self.trust.people:
                return self.trust.people[person].name
            if person in self.trust.announced:
                return self.trust.announced[person][1]
        return self.person_name if person == self.person else ""

    def device_called(self, device: bytes) -> str:
        """The name of a laptop; empty when its certificate has not come yet."""
        known = None if self.trust is None else self.trust.certificate(device)
        return "" if known is None else known.name

    def scope(self, tables: Tables, kind: Scope, community: bytes = bytes(16)) -> ScopeRow:
        """The scope of that kind (and community); raises NotHere when this laptop has no part in it."""
        trust = self.require_trust()
        row = tables.log.scope(scope_id(trust.organisation, kind, community))
        if row is None:
            raise NotHere
        return row

    def check_may_write(self, scope: ScopeRow) -> None:
        """Raises NotAllowed unless laptop and person may both write in that scope."""
        trust = self.require_trust()
        own = trust.certificate(self.device)
        if own is None or not own.holds(scope.id) or not may_write(own.role, Scope(scope.kind)):
            raise NotAllowed
        person, grant = trust.people.get(self.person), trust.grant(self.device, scope.id)
        if person is not None and (grant is None or not person_may_write(person, grant)):
            raise NotAllowed

    def signing_key(self, tables: Tables) -> SigningKey:
        return SigningKey.from_secret(tables.facts.require("secret/signing"))

    def sealing_keys(self, tables: Tables) -> list[SealingKey]:
        """This laptop's keys for opening bundles, newest first."""
        kept = tables.facts.starting_with(SEALING_SECRETS)
        newest_first = sorted(kept, key=lambda name: int(name.rpartition("/")[2]), reverse=True)
        return [SealingKey.from_secret(kept[name].decode()) for name in newest_first]

    def authority_key(self, tables: Tables) -> SigningKey:
        """The office authority's key; raises NotAllowed where it is not kept."""
        secret = tables.facts.get("secret/authority")
        key = None if secret is None else SigningKey.from_secret(secret)
        if key is None or key.public not in self.require_trust().root.authorities:
            raise NotAllowed
        return key

    def has_authority(self, tables: Tables) -> bool:
        """Whether this vault holds the key of an authority of today."""
        secret = tables.facts.get("secret/authority")
        return secret is not None and (
            SigningKey.from_secret(secret).public in self.require_trust().root.authorities
        )

    def keep_statement(self, tables: Tables, kind: str, data: bytes) -> bool:
        """Believe and keep a statement if it holds and is new; raises TrustRefused otherwise."""
        return self.keep_statements(tables, [(kind, data)])

    def keep_statements(self, tables: Tables, statements: Iterable[tuple[str, bytes]]) -> bool:
        """Believe and keep statements that hold, and let go of those that nothing needs any more.

        True when one was new. Raises TrustRefused or SignatureWrong when one does not hold.
        """
        trust = self.require_trust()
        before = dict(trust.statements)
        if not trust.take_all(statements):
            return False
        # What leans on a certificate holds again as soon as the new authority has issued that one
        # again: the keys that laptops announced, and whom a coordinator let in. And where a root was
        # the newest only until the next one was read, what its authority put away still holds.
        held = set(trust.statements.values())
        lost = [(key[0], data) for key, data in before.items() if data not in held]
        if lost:
            trust.take_what_holds(lost)
        for key in before.keys() - trust.statements.keys():
            tables.trust.remove(*key)
        for key, data in trust.statements.items():
            if before.get(key) != data:
                tables.trust.put(*key, data)
        self.look_as_person()
        own = trust.certificate(self.device)
        if own is not None:
            for grant in own.scopes:
                tables.log.add_scope(grant.id, grant.kind.value, grant.community)
        return True

    def next_version(self, tables: Tables, known: int) -> int:
        """The version of the next roster or list of people after `known`."""
        return next_version(known, tables.facts.number("incarnation", 1))


__all__ = ["NotAllowed", "NotEnrolled", "NotHere", "Session", "TrustRefused"]
