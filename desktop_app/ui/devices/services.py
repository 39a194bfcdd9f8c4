"""What the screen of laptops is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from desktop_app.services.session import Session
from desktop_app.services.trust.devices import Devices, may_cut_off
from desktop_app.services.trust.joining import write_request
from desktop_app.services.trust.organisation import Organisation


@dataclass(frozen=True, slots=True)
class DevicesServices:
    """The services behind the screen.

    may_cut_off: whether laptops can be cut off here. clock: local time with its zone.
    write_request: puts the request of this laptop into a folder; the file, and its digits.
    """

    devices: Devices
    organisation: Organisation
    may_cut_off: Callable[[], bool]
    clock: Callable[[], datetime]
    write_request: Callable[[Path], tuple[Path, str]]

    @classmethod
    def of(cls, session: Session, clock: Callable[[], datetime]) -> DevicesServices:
        """Those of an open vault."""
        return cls(
            Devices(session),
            Organisation(session),
            lambda: may_cut_off(session),
            clock,
            partial(write_request, session),
        )
