"""Which statements of trust go along in a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.crypto.signing import payload_of
from desktop_app.domain.roles import Role
from desktop_app.services.erasure.erasing import untold
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.session import Session
from desktop_app.services.trust.copies import may_lack
from desktop_app.storage.database import Tables
from desktop_app.sync.log import decode_head
from desktop_app.sync.statements import (
    CERTIFICATE,
    COUNTERSIGNATURE,
    ERASURE,
    OWN_END,
    PEOPLE,
    ROOT,
    ROSTER,
    SEALING,
    Certificate,
    communities_of,
)
from desktop_app.sync.trust import Trust

OWN_ENDS: Final = 64
"""How many ends of the receivers' own feeds go along in a bundle, shared among them: about 130 bytes each."""

_ORDER: Final = (ROOT, PEOPLE, ROSTER, CERTIFICATE, COUNTERSIGNATURE, SEALING, ERASURE)


def statements_for(
    session: Session, tables: Tables, recipients: Sequence[Certificate], answer: bool = False
) -> list[tuple[str, bytes]]:
    """Everything that is held, less what all receivers are known to hold: (kind, statement) each.

    answer: it is for one that asked to join, and gets everything: it may have been put back since it
    said what it holds. Of a laptop that exists twice nothing is known: what one copy said is not true of the other.
    Certificates are left out where all receivers said that they know the same ones; announced keys
    go to those who may have a bundle for that device.
    """
    trust = session.require_trust()
    mark = trust.certificates_mark()
    twice = answer or any(may_lack(tables, one.device) for one in recipients)
    complete = not twice and all(
        tables.facts.get(known_certificates(one.device)) == mark for one in recipients
    )
    near = _neighbours(session, trust, recipients)
    receivers = [one.device for one in recipients]
    found = []
    for (kind, subject, version), data in trust.statements.items():
        device = subject[:16]
        if kind in (CERTIFICATE, COUNTERSIGNATURE) and complete and device != session.device:
            continue
        if kind == SEALING and device not in near:
            continue
        if kind == ERASURE and not twice and not untold(tables, receivers, subject):
            continue
        place = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
        found.append((place, kind, version, subject, data))
    told = [(kind, data) for _, kind, _, _, data in sorted(found)]
    told += own_ends_of(tables, receivers)
    if all(one.role is Role.OFFICE for one in recipients):
        told += Erasures(session).drafts(tables)
    return told


def own_ends_of(tables: Tables, devices: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """The signed ends of the feeds that each of these devices wrote, as far as they came here.

    A laptop that was put back from a copy learns by them that it had gone on: it can check its own
    signature, and needs to believe nobody. Of each feed, as another copy may have gone on in one
    only; where that is too many for a bundle, of those with the latest times.
    """
    ends: dict[bytes, list[tuple[int, bytes]]] = {one: [] for one in devices}
    for feed in tables.log.feeds().values():
        if feed.device in ends and feed.seq:
            for _, data in tables.log.heads_after(feed.number, feed.seq - 1):
                ends[feed.device].append((decode_head(payload_of(data)).hlc, data))
    each = max(1, OWN_ENDS // max(1, len(ends)))
    return [
        (OWN_END, data)
        for device in sorted(ends)
        for _, data in sorted(ends[device], reverse=True)[:each]
    ]


def known_certificates(device: bytes) -> str:
    """The fact in which a device's own word lies, by which we tell whether it knows what we know."""
    return f"peer_certificates/{device.hex()}"


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
