"""Help with a forgotten passphrase: the key of each vault, sealed for a paper of the organisation.

Each laptop sends the key of its vault to the office, sealed to the address that the root statement
names (`crypto.escrow`). The office gives back a recovery code that is read to the laptop; there the
vault gets another key, so the code works once.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.escrow import escrow_key, open_vault_key
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.crypto.sealing import SealingKey, seal_bytes, unseal_bytes
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import UnknownDevice
from desktop_app.storage.database import Tables
from desktop_app.sync.bundle import Manifest
from desktop_app.sync.statements import Certificate


class NoKeyHere(PortageError):
    """The laptop has not sent the key of its vault to this office yet."""

    code = "no_key_here"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "escrow",
                "The key of {name} has not come to this office: it comes with the bundles of that laptop. "
                "Nothing was changed. Look for the recovery paper of that vault.",
                {"name": name},
            )
        )


class CutOffHere(PortageError):
    """The laptop was cut off: whoever sits at it is not helped."""

    code = "laptop_cut_off"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "escrow",
                "{name} was cut off from your organisation, so its key is not given out: whoever asks may be "
                "the one who took it. Nothing was changed. If it was found again, enrol it anew.",
                {"name": name},
            )
        )


class PaperDoesNotFit(PortageError):
    """The paper does not open what laptops keep at the office."""

    code = "paper_does_not_fit"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "escrow",
                "This paper does not open the key of that laptop: it belongs to something else, or it was "
                "replaced since. Nothing was changed. Take the newest paper for forgotten passphrases.",
            )
        )


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A laptop that can be helped. at: UTC milliseconds when the key came."""

    device: bytes
    name: str
    at: int


def wrap_for(session: Session, recipients: list[Certificate]) -> bytes:
    """What goes along in a bundle for these receivers: this vault's key, sealed; or nothing."""
    recipient = session.require_trust().root.escrow
    if session.seal_vault_key is None or not recipient:
        return b""
    if not any(one.role is Role.OFFICE for one in recipients):
        return b""
    return session.seal_vault_key(recipient)


def keep_wrap(session: Session, tables: Tables, manifest: Manifest) -> None:
    """The office keeps the newest key of each laptop, by the sender's own count of bundles."""
    if not manifest.escrow or not session.is_office:
        return
    kept = tables.escrow.get(manifest.sender)
    count = [manifest.incarnation, manifest.control]
    if kept is None or decode(kept[1])[:2] < count:
        now = session.environment.now()
        tables.escrow.put(manifest.sender, now, encode([*count, manifest.escrow]))


class Escrow:
    """What the office does for somebody who forgot a passphrase."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def laptops(self) -> list[HelpLine]:
        """The laptops whose key lies here, by name."""
        trust = self._session.require_trust()
        with self._session.database.reading() as tables:
            kept = tables.escrow.all()
        lines = [
            HelpLine(device, trust.certificates[device].name, at)
            for device, at, _ in kept
            if device in trust.certificates and trust.is_active(device)
        ]
        return sorted(lines, key=lambda line: line.name.casefold())

    def help(self, name: str, code: RecoveryCode) -> RecoveryCode:
        """The recovery code of a laptop's vault, to be read to whoever sits at it.

        code: of the organisation's paper for it; it is not kept. Raises UnknownDevice, CutOffHere,
        NoKeyHere, PaperDoesNotFit.
        """
        trust = self._session.require_trust()
        called = [
            one
            for one in trust.certificates.values()
            if one.name.casefold() == name.strip().casefold()
        ]
        if not called:
            raise UnknownDevice(name)
        # A name may be given anew after a laptop was cut off.
        found = next((one for one in called if trust.is_active(one.device)), None)
        if found is None:
            raise CutOffHere(called[0].name)
        with self._session.database.reading() as tables:
            kept = tables.escrow.get(found.device)
        if kept is None:
            raise NoKeyHere(found.name)
        key = escrow_key(code)
        if key is None or code.subject != trust.organisation[:16]:
            raise PaperDoesNotFit
        try:
            return open_vault_key(decode(kept[1])[2], key, found.device)
        except PortageError as fault:
            raise PaperDoesNotFit from fault


def sealed_anew(tables: Tables, old: SealingKey, recipient: str) -> None:
    """Seal the keys that lie here to another address, where the old paper opens them."""
    for device, at, data in tables.escrow.all():
        incarnation, control, sealed = decode(data)
        try:
            plain = unseal_bytes(sealed, [old])
        except PortageError:
            continue  # of a paper before: the laptop's next bundle brings it anew
        again = encode([incarnation, control, seal_bytes(plain, [recipient])])
        tables.escrow.put(device, at, again)
