"""Which statements of trust go along in a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.domain.roles import Role
from desktop_app.services.erasing import untold
from desktop_app.services.erasure import Erasures
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.sync.statements import (
    CERTIFICATE,
    COUNTERSIGNATURE,
    ERASURE,
    PEOPLE,
    ROOT,
    ROSTER,
    SEALING,
    Certificate,
    communities_of,
)
from desktop_app.sync.trust import Trust

_ORDER: Final = (ROOT, PEOPLE, ROSTER, CERTIFICATE, COUNTERSIGNATURE, SEALING, ERASURE)


def statements_for(
    session: Session, tables: Tables, recipients: Sequence[Certificate]
) -> list[tuple[str, bytes]]:
    """Everything that is held, less what all receivers are known to hold: (kind, statement) each.

    Certificates are left out where all receivers said that they know the same ones; announced keys
    go to those who may have a bundle for that device.
    """
    trust = session.require_trust()
    mark = trust.certificates_mark()
    complete = all(tables.facts.get(known_certificates(one.device)) == mark for one in recipients)
    near = _neighbours(session, trust, recipients)
    receivers = [one.device for one in recipients]
    found = []
    for (kind, subject, version), data in trust.statements.items():
        device = subject[:16]
        if kind in (CERTIFICATE, COUNTERSIGNATURE) and complete and device != session.device:
            continue
        if kind == SEALING and device not in near:
            continue
        if kind == ERASURE and not untold(tables, receivers, subject):
            continue
        place = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
        found.append((place, kind, version, subject, data))
    told = [(kind, data) for _, kind, _, _, data in sorted(found)]
    if all(one.role is Role.OFFICE for one in recipients):
        told += Erasures(session).drafts(tables)
    return told


def known_certificates(device: bytes) -> str:
    """The fact in which a device's own word lies, by which we tell whether it knows what we know."""
    return f"peer_certificates/{device.hex()}"


def known_roster(device: bytes) -> str:
    """The fact in which the version of the roster lies that a device last said it knows."""
    return f"peer_roster/{device.hex()}"


def _neighbours(
    session: Session, trust: Trust, recipients: Sequence[Certificate]
) -> frozenset[bytes]:
    """Devices whose present key the receivers may need: ours, the office's, those of their places."""
    laptops = [one for one in recipients if one.role is not Role.OFFICE]
    places = {place for one in laptops or [session.certificate()] for place in communities_of(one)}
    return frozenset(
        one.device
        for one in trust.certificates.values()
        if one.device == session.device
        or one.role is Role.OFFICE
        or not places.isdisjoint(communities_of(one))
    )
