"""What remains to be done after a laptop was cut off: who has not heard of it yet, and the incident.

What the office noted when it cut the laptop off lies in this vault alone: the other PCs of an office
know that it is cut off, and not since when. There everybody counts as not knowing it yet who has not
heard of the newest list of laptops: better told twice than never.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.session import Session
from desktop_app.services.trust.reconciling import known_roster
from desktop_app.storage.database import Tables
from desktop_app.sync.statements import REVOKED

_FACT: Final = "cut_off/"


class Found(StrEnum):
    """How a laptop was when it was lost; decides what else has to be done."""

    LOCKED = "locked"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CutOff:
    """What is known here of a laptop that was cut off.

    device: 32 hexadecimal digits. at: UTC milliseconds; None where another PC cut it off. found: as
    somebody said; None where nobody did. behind: the laptops that have not said yet that they know, by
    name. incident: the id of the line in the register; "" for none.
    """

    device: str
    name: str
    at: int | None
    found: Found | None
    behind: tuple[str, ...]
    incident: str


def note_cut(session: Session, tables: Tables, device: bytes, found: Found | None) -> None:
    """Remember that a laptop was cut off now, with the list of laptops that was made for it."""
    version = session.require_trust().roster_version
    told = [session.environment.now(), version, "" if found is None else found.value, ""]
    tables.facts.set(_FACT + device.hex(), encode(told))


def note_incident(session: Session, device: str, incident: str) -> None:
    """The incident of a laptop that was cut off stands in the register, under that id."""
    with session.database.writing() as tables:
        at, version, found, _ = _noted(tables, device)
        tables.facts.set(_FACT + device, encode([at, version, found, incident]))


def _noted(tables: Tables, device: str) -> tuple[int, int, str, str]:
    """(when, version of the list of laptops, how it was, incident), as far as it was noted here."""
    kept = tables.facts.get(_FACT + device)
    if kept is None:
        return 0, 0, "", ""
    at, version, found, incident = decode(kept)
    return at, version, found, incident


def cut_offs(session: Session, tables: Tables) -> list[CutOff]:
    """Every laptop that is cut off, by name."""
    trust = session.require_trust()
    out = {
        device: trust.certificates[device]
        for device, line in trust.roster.items()
        if line.status == REVOKED and device in trust.certificates
    }
    if not out:
        return []
    heard = [
        (one.name, tables.facts.number(known_roster(one.device)))
        for one in trust.devices()
        if one.device != session.device and one.role is not Role.CARRIER  # it opens nothing
    ]
    lines = []
    for device, certificate in out.items():
        at, noted, found, incident = _noted(tables, device.hex())
        version = noted or trust.roster_version
        behind = [name for name, known in heard if known < version]
        lines.append(
            CutOff(
                device.hex(), certificate.name, at or None, Found(found) if found else None,
                tuple(behind), incident,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda one: (one.name.casefold(), one.device))


def cut_off(session: Session, device: str) -> CutOff:
    """What is known of one laptop that is cut off. Raises LookupError for another one."""
    with session.database.reading() as tables:
        return {one.device: one for one in cut_offs(session, tables)}[device]


def untold(session: Session, tables: Tables) -> list[CutOff]:
    """The laptops that were cut off here and of which others do not know it yet."""
    if session.trust is None:
        return []
    return [one for one in cut_offs(session, tables) if one.at is not None and one.behind]


def untold_sentence(cut: CutOff) -> Message:
    """How many laptops do not know yet that one is cut off."""
    return Message(
        "cut off",
        "{n} laptop does not know yet that {name} is cut off",
        {"name": cut.name},
        "{n} laptops do not know yet that {name} is cut off",
        len(cut.behind),
    )
