"""What the screen of laptops is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from desktop_app.domain.fields import Value
from desktop_app.services.erasure.incidents import Incidents
from desktop_app.services.session import Session
from desktop_app.services.trust.cut_offs import CutOff, Found, cut_off, note_incident
from desktop_app.services.trust.devices import Devices, may_cut_off
from desktop_app.services.trust.joining import write_request
from desktop_app.services.trust.organisation import Organisation


@dataclass(frozen=True, slots=True)
class DevicesServices:
    """The services behind the screen.

    may_cut_off: whether laptops can be cut off here. clock: local time with its zone.
    write_request: puts the request of this laptop into a folder; the file, and its digits.
    cut_off: cuts a laptop off, by id, that was lost so; cut_of: what is known of one that was.
    write_incident: puts the incident of such a laptop into the register.
    """

    devices: Devices
    may_cut_off: Callable[[], bool]
    clock: Callable[[], datetime]
    write_request: Callable[[Path], tuple[Path, str]]
    cut_off: Callable[[str, Found], CutOff]
    cut_of: Callable[[str], CutOff]
    write_incident: Callable[[str, Mapping[str, Value]], None]

    @classmethod
    def of(cls, session: Session, clock: Callable[[], datetime]) -> DevicesServices:
        """Those of an open vault."""
        return cls(
            Devices(session),
            lambda: may_cut_off(session),
            clock,
            partial(write_request, session),
            partial(_cut_off, session),
            partial(cut_off, session),
            partial(_write_incident, session),
        )


def _cut_off(session: Session, device: str, found: Found) -> CutOff:
    Organisation(session).revoke(device, found)
    return cut_off(session, device)


def _write_incident(session: Session, device: str, values: Mapping[str, Value]) -> None:
    note_incident(session, device, Incidents(session).add(values))
