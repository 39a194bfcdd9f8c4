"""Sealed bundles for others: kept as they came, and passed on with every bundle to somebody else.

Nobody can see from outside what is in them. One goes when each of those it is for has said that
they took it in, when a newer one of the same sender for the same receivers is here, after ninety
days on which this laptop was used, or, the oldest first, when there is no room any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.services.session import Session
from desktop_app.storage.carried import Carried, CarriedTables
from desktop_app.storage.database import Tables
from desktop_app.sync.pack import FRESH, PackItem, file_id

QUOTA: Final = 256 * 1024 * 1024
"""Bytes that carried bundles may take in all."""

OF_ONE_FILE: Final = QUOTA // 2
"""Bytes that are kept out of one file: its index is signed by nobody, and whoever fills a stick with
rubbish must not drive out all that is carried. The rest comes again."""

LARGEST: Final = 64 * 1024 * 1024
"""A bundle of more bytes is not carried: it would drive out everything else."""

LONGEST: Final = 90
"""Days on which this laptop was used, after which nothing is carried any more."""

TOLD: Final = 256
"""How many of the bundles that it took in lately a laptop names to those who carry them."""

_DAY_MS: Final = 24 * 3600 * 1000
_TAKEN: Final = "taken_items"
_TOLD_BY: Final = "had/"


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """One carried bundle for the screen. names: of those it is for. at: UTC milliseconds."""

    names: tuple[str, ...]
    size: int
    at: int
    days: int


class Carrying:
    """What one vault carries for others."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # Coming in

    def wanted(self, tables: Tables, items: Iterable[PackItem]) -> list[PackItem]:
        """Those of a pack that are worth carrying: for devices of ours that have not got them."""
        known = {one.file for one in CarriedTables(tables.connection).all()}
        found, size = [], 0
        for one in items:
            if one.file in known or one.length > LARGEST or one.days >= LONGEST:
                continue
            if size + one.length <= OF_ONE_FILE and self._missing(tables, one):
                found.append(one)
                size += one.length
        return found

    def keep(
        self,
        tables: Tables,
        came: Iterator[tuple[PackItem, bytes]],
        sender: bytes = b"",
        control: int = 0,
    ) -> int:
        """Carry these from now on; gives how many. What is not what the index says is passed over.

        sender, control: who wrote the pack, and with which of its bundles, where that was proven.
        """
        self.count_day(tables)
        carried, number = CarriedTables(tables.connection), 0
        while True:
            try:
                item, data = next(came)
            except StopIteration:
                break
            except Cancelled:
                raise
            except PortageError:
                break  # the bundle for this laptop was good; what else is in the file comes again
            if len(data) != item.length or file_id(data) != item.file:
                continue
            fresh = item.kind == FRESH and bool(sender)
            receivers = tuple(sorted(self._missing(tables, item)))
            one = Carried(
                item.file,
                receivers,
                sender if fresh else b"",
                control if fresh else 0,
                self._session.environment.now(),
                item.days,
                item.length,
            )
            if fresh and not self._is_newest(carried, one):
                continue
            carried.add(one, data)
            number += 1
        self._make_room(carried)
        return number

    def _missing(self, tables: Tables, item: PackItem) -> list[bytes]:
        """For whom of ours it is, who has not said to have taken it in."""
        trust = self._session.require_trust()
        others = [one.device for one in trust.devices() if one.device != self._session.device]
        return [one for one in item.receivers(others) if item.file not in _told_by(tables, one)]

    def _is_newest(self, carried: CarriedTables, one: Carried) -> bool:
        """Whether no later one of the same sender for the same receivers is here; earlier ones go.

        A later one holds everything that its receivers had not acknowledged by then.
        """
        for other in carried.all():
            if other.sender == one.sender and set(other.addressees) <= set(one.addressees):
                if other.control > one.control:
                    return False
                carried.remove(other.file)
        return True

    def _make_room(self, carried: CarriedTables) -> None:
        found = carried.all()
        size = sum(one.size for one in found)
        for one in found:
            if size <= QUOTA:
                return
            carried.remove(one.file)
            size -= one.size

    def count_day(self, tables: Tables) -> None:
        """Count this day, once, for everything that is carried. A clock that leaps counts one day."""
        today = self._session.environment.now() // _DAY_MS
        if tables.facts.number("carried_day") != today:
            tables.facts.set_number("carried_day", today)
            CarriedTables(tables.connection).count_day(LONGEST)

    # Going out

    def passed_on(self, tables: Tables, receivers: Sequence[bytes]) -> list[Carried]:
        """What goes along in a file for these devices; not what one of them alone had sealed."""
        trust = self._session.require_trust()
        found = []
        for one in CarriedTables(tables.connection).all():
            active = tuple(device for device in one.addressees if trust.is_active(device))
            if active and list(receivers) != [one.sender]:
                found.append(one)
        return found

    # Receipts

    def took_in(self, tables: Tables, file: bytes) -> None:
        """Remember that a bundle out of a pack was taken in, to tell those who carry it."""
        kept = taken_lately(tables)
        if file not in kept:
            tables.facts.set(_TAKEN, encode([*kept, file][-TOLD:]))

    # For the screen

    def list(self) -> Sequence[CarriedLine]:
        """What is carried now, what has been carried longest first."""
        with self._session.database.reading() as tables:
            return self.lines(tables)

    def lines(self, tables: Tables) -> Sequence[CarriedLine]:
        """`list` inside a transaction."""
        found = CarriedTables(tables.connection).all()
        called = self._session.device_called
        return [
            CarriedLine(
                tuple(name for one in carried.addressees if (name := called(one))),
                carried.size,
                carried.at,
                carried.days,
            )
            for carried in found
        ]


def taken_lately(tables: Tables) -> list[bytes]:
    """The bundles out of packs that were taken in here lately; a manifest names them."""
    kept = tables.facts.get(_TAKEN)
    return [] if kept is None else decode(kept)


def note_told(tables: Tables, device: bytes, files: Sequence[bytes]) -> None:
    """A device said that it took these in: they need not be carried to it any more."""
    if files:
        tables.facts.set(f"{_TOLD_BY}{device.hex()}", encode(list(files)))
    carried, told = CarriedTables(tables.connection), set(files)
    for one in carried.all() if told else ():
        if one.file in told and device in one.addressees:
            left = tuple(other for other in one.addressees if other != device)
            if left:
                carried.address(one.file, left)
            else:
                carried.remove(one.file)


def _told_by(tables: Tables, device: bytes) -> set[bytes]:
    kept = tables.facts.get(f"{_TOLD_BY}{device.hex()}")
    return set() if kept is None else set(decode(kept))
