"""Laptops that join: the request on a stick, the answer of the office, the digits in between."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import ROLE_NAMES, Role
from desktop_app.interchange.refusals import open_from_outside
from desktop_app.language import Message
from desktop_app.services.exchange.exchange import BundleReader, Exchange, Imported
from desktop_app.services.exchange.media import Direction, export_to
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import DigitsDiffer, accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.files import write_whole
from desktop_app.sync.bundle import ENROLMENT
from desktop_app.sync.statements import EnrolmentRequest, communities_of, read_request

REQUEST_ENDING: Final = ".portage-request"
_LARGEST_REQUEST: Final = 64 * 1024  # bytes
_WRITTEN: Final = "request_file"

Reader = Callable[[Path], BundleReader]


class NotARequest(PortageError):
    """The file is not the request of a laptop."""

    code = "not_a_request"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "enrolment",
                "This file is not a laptop's request to join, or it was changed on the way. Nothing was changed. "
                "Write the request again on the new laptop and bring it once more.",
            )
        )


def write_request(session: Session, folder: Path) -> tuple[Path, str]:
    """Put this laptop's request into a folder; the file, and its digits. Raises DiskFull, ReadOnly."""
    request = Organisation(session).request()
    path = free_name(folder, session.environment.now(), REQUEST_ENDING)
    write_whole(path, request.data)
    return path, request.digits


class Joining:
    """A laptop that wants to join. reader: opens a file from outside somewhere safe."""

    def __init__(self, session: Session, reader: Reader) -> None:
        self._session, self._reader = session, reader

    def name(self) -> str:
        """What this laptop is called, as it asks to join."""
        with self._session.database.reading() as tables:
            return tables.facts.text("device_name")

    def digits(self) -> str:
        """The digits of this laptop's request, to be read to the office."""
        return Organisation(self._session).request().digits

    def write_request(self, folder: Path) -> Path:
        """Put the request into a folder or onto a stick; the file. Raises DiskFull, ReadOnly."""
        request = Organisation(self._session).request()
        path = free_name(folder, self._session.environment.now(), REQUEST_ENDING)
        write_whole(path, request.data)
        with self._session.database.writing() as tables:
            tables.facts.set_text(_WRITTEN, path.name)
        return path

    def written(self) -> str:
        """The name of the request's file as it was written last, "" before that."""
        with self._session.database.reading() as tables:
            return tables.facts.text(_WRITTEN)

    def look(self, answer: Path) -> str:
        """The digits of the organisation whose answer this is; nothing is joined yet.

        Raises AnswerRefused or what opening a bundle raises.
        """
        seen: list[str] = []

        def only_look(digits: str) -> bool:
            seen.append(digits)
            return False

        with contextlib.suppress(DigitsDiffer):
            accept(self._session, self._reader(answer), only_look)
        return seen[0]

    def join(self, answer: Path, digits: str) -> Imported:
        """Join the organisation whose digits were compared with the card, and take in its answer.

        Raises DigitsDiffer when the file is another than the one that was looked at.
        """
        return accept(self._session, self._reader(answer), lambda told: told == digits)


@dataclass(frozen=True, slots=True)
class LaptopLine:
    """One laptop of the organisation. heard_at: UTC milliseconds, 0 for never. own: this one.
    provisional: a coordinator let it in, and the office has not listed it yet. device: its id, 32
    hexadecimal digits, as two may have one name.
    """

    name: str
    role: Message
    communities: tuple[str, ...]
    heard_at: int
    active: bool
    own: bool
    provisional: bool = False
    device: str = ""


@dataclass(frozen=True, slots=True)
class InAlready:
    """As what a laptop is in that asks once more. communities: ids of those it holds."""

    name: str
    role: Role
    communities: tuple[bytes, ...]


class Admission:
    """What the office does with laptops: let in, list, revoke."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._organisation = Organisation(session)

    def read(self, path: Path) -> EnrolmentRequest:
        """The request in a file from outside. Raises NotARequest, NotReadable."""
        with open_from_outside(path) as file:
            data = file.read(_LARGEST_REQUEST + 1)
        if len(data) > _LARGEST_REQUEST:
            raise NotARequest
        try:
            return read_request(data)
        except PortageError as fault:
            raise NotARequest from fault

    def in_already(self, request: EnrolmentRequest) -> InAlready | None:
        """As what the laptop is in that asks; None for a new one."""
        known = self._session.require_trust().certificate(request.device)
        if known is None:
            return None
        return InAlready(known.name, known.role, communities_of(known))

    def let_in(
        self,
        request: EnrolmentRequest,
        role: Role,
        communities: Iterable[bytes],
        folder: Path,
        name: str = "",
        progress: Progress | None = None,
        *,
        names: bool | None = None,
    ) -> Path:
        """Admit a laptop whose digits were compared, and write the answer; the file.

        names: as `Organisation.approve`. Raises NotAllowed, NameTaken, WasCutOff, DiskFull, ReadOnly.
        """
        certificate = self._organisation.approve(request, role, communities, name, names=names)
        today = (
            datetime.fromtimestamp(self._session.environment.now() / 1000, UTC).astimezone().date()
        )
        return export_to(
            Exchange(self._session),
            [certificate],
            folder,
            Direction.TO_LAPTOPS,
            today,
            progress,
            ENROLMENT,
        ).path

    def laptops(self) -> list[LaptopLine]:
        """Every laptop ever let in: this one first, then the active ones by name."""
        session = self._session
        trust = session.require_trust()
        names = {one.id: one.name for one in self._organisation.communities()}
        with session.database.reading() as tables:
            heard = tables.exchange.heard()
        lines = []
        for one in trust.certificates.values():
            held = dict.fromkeys(grant.community for grant in one.scopes)
            lines.append(
                LaptopLine(
                    one.name,
                    ROLE_NAMES[one.role],
                    tuple(names[place] for place in held if place in names),
                    heard.get(one.device, 0),
                    trust.is_active(one.device),
                    one.device == session.device,
                    trust.is_provisional(one.device),
                    one.device.hex(),
                )
            )
        return sorted(lines, key=lambda line: (not line.own, not line.active, line.name.casefold()))


def free_name(folder: Path, now: int, ending: str) -> Path:
    """A name of the day and a short number that is free in a folder; nothing personal is in it."""
    day = datetime.fromtimestamp(now / 1000, UTC).astimezone().strftime("%Y-%m-%d")
    number = 1
    while (path := folder / f"{day}-{number:02}{ending}").exists():
        number += 1
    return path


__all__ = [
    "REQUEST_ENDING",
    "Admission",
    "EnrolmentRequest",
    "InAlready",
    "Joining",
    "LaptopLine",
    "NotARequest",
    "Reader",
    "free_name",
    "write_request",
]
