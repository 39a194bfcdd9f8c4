"""One file for several: writing a pack, and taking in what of one is for this laptop.

Everybody who shares the same communities with the sender shares one sealed bundle. A laptop that
writes for another laptop also seals one for the office, so that anyone may take it there; and what
it carries for others goes along unopened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final, Protocol, cast, runtime_checkable

from desktop_app.crypto.sealing import RECIPIENT_LIMIT, SealingKey, is_usable
from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.exchange.bundle_contents import SMALLEST, TooSmall
from desktop_app.services.exchange.carrying import Carrying
from desktop_app.services.exchange.taking_in import (
    APPLIED,
    DUPLICATE,
    FILE,
    FILE_LETTERS,
    PARKED,
    PARTIAL,
    REFUSED,
    BundleReader,
    Imported,
    Source,
    TakingIn,
)
from desktop_app.services.exchange.writing_bundles import BundleWriter, Draft, Exported
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.storage.carried import Carried, CarriedTables
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import ImportRecord
from desktop_app.sync.bundle import Frame, Manifest, read_frames
from desktop_app.sync.pack import (
    ADDRESSEES,
    ALONG,
    FRESH,
    ITEMS,
    Found,
    PackItem,
    encode_index,
    index_size,
    is_pack,
    line,
    look,
    part_of,
    read_index,
)
from desktop_app.sync.statements import Certificate

OPENED: Final = 64
"""How many bundles of one pack may be for one laptop: opening each takes a while."""

_SALT: Final = 16


@runtime_checkable
class PackReader(Protocol):
    """Reads a file that may be a pack, somewhere safe."""

    def items(self) -> list[PackItem] | None:
        """The lines of its index; None when the file is one bundle. Raises PortageError."""
        ...

    def look(
        self, items: Sequence[PackItem], keys: Sequence[SealingKey], device: bytes
    ) -> list[Found]:
        """Which of its bundles the keys open, whatever the index says. Raises PortageError."""
        ...

    def item(self, item: PackItem) -> BundleReader:
        """Opens one of its bundles."""
        ...

    def sealed(self, items: Sequence[PackItem]) -> Iterator[tuple[PackItem, bytes]]:
        """The sealed bytes of these, in their order."""
        ...


class OpenFile:
    """A file that is read in this process: what came whole, or is held in memory."""

    def __init__(self, file: BinaryIO, item: PackItem | None = None) -> None:
        self._file, self._item = file, item

    def frames(self, keys: Sequence[SealingKey]) -> Iterator[Frame]:
        """The frames of the one bundle that it is."""
        found: list[Frame] = []
        read_frames(self._opened(), keys, found.append)
        return iter(found)

    def _opened(self) -> BinaryIO:
        if self._item is None:
            return self._file
        return part_of(self._file, self._item.offset, self._item.length)

    def items(self) -> list[PackItem] | None:
        """The lines of its index; None when it is one bundle."""
        self._file.seek(0)
        return read_index(self._file) if is_pack(self._file.read(8)) else None

    def look(
        self, items: Sequence[PackItem], keys: Sequence[SealingKey], device: bytes
    ) -> list[Found]:
        """Which of its bundles the keys open."""
        return list(look(self._file, items, keys, device))

    def item(self, item: PackItem) -> BundleReader:
        """One of its bundles."""
        return OpenFile(self._file, item)

    def sealed(self, items: Sequence[PackItem]) -> Iterator[tuple[PackItem, bytes]]:
        """The sealed bytes of these."""
        for one in items:
            self._file.seek(one.offset)
            yield one, self._file.read(one.length)


# Writing


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was written. bundles: those sealed here. carried: how many of others go along."""

    bundles: tuple[Exported, ...]
    carried: int
    bytes: int

    @property
    def entries(self) -> int:
        """How many changes it carries, each bundle counted for itself."""
        return sum(one.entries for one in self.bundles)

    @property
    def left(self) -> int:
        """How many changes did not fit."""
        return sum(one.left for one in self.bundles)


@dataclass(frozen=True, slots=True)
class Plan:
    """What will go into one file. groups: devices that share a bundle. along: carried ones.

    salts: one for each line of the index. sealed_for_office: whoever it goes to carries it, so that it
    is a pack also where it holds one bundle alone.
    """

    groups: tuple[tuple[Certificate, ...], ...]
    along: tuple[Carried, ...]
    salts: tuple[bytes, ...]
    sealed_for_office: bool = False

    @property
    def is_pack(self) -> bool:
        """Whether it takes a pack; one bundle alone is written as it is."""
        return self.sealed_for_office or len(self.groups) + len(self.along) > 1

    @property
    def index_bytes(self) -> int:
        """The size of the index at the beginning of the file; 0 for one bundle alone."""
        receivers = [len(one) for one in self.groups] + [len(one.addressees) for one in self.along]
        return index_size(receivers) if self.is_pack else 0


class PackWriter:
    """Writes files for one or several devices out of one vault."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(
        self, recipients: Sequence[Certificate], *, budget: int | None = None, alone: bool = False
    ) -> Plan:
        """What a file for these devices holds.

        alone: nothing that they were not asked for: no bundle for the office, nothing carried.
        budget: what is carried goes along only as far as half of it allows.
        """
        groups = self.groups(recipients)
        if alone:
            return Plan(tuple(groups), (), ())
        groups += self._offices(recipients)
        found = self._carried_for(recipients)
        room = None if budget is None else budget // 2
        along: list[Carried] = []
        for one in found[: ITEMS - len(groups)]:
            if room is None or sum(two.size for two in along) + one.size <= room:
                along.append(one)
        return Plan(tuple(groups), tuple(along), self._salts(len(groups) + len(along)))

    def _offices(self, recipients: Sequence[Certificate]) -> list[tuple[Certificate, ...]]:
        """The office laptops for which a bundle is sealed besides, so that anyone may take it there."""
        session = self._session
        trust, own = session.require_trust(), session.certificate()
        offices = [one for one in trust.devices(Role.OFFICE) if one.device != session.device]
        to_office = any(one.role is Role.OFFICE for one in recipients)
        return (
            self.groups(offices)
            if offices and not to_office and own.role is not Role.OFFICE
            else []
        )

    def _carried_for(self, recipients: Sequence[Certificate]) -> list[Carried]:
        """What is carried for others and may go along in a file for these."""
        carrying = Carrying(self._session)
        with self._session.database.writing() as tables:
            carrying.count_day(tables)
            return carrying.passed_on(tables, [one.device for one in recipients])

    def parts(
        self, recipients: Sequence[Certificate], size: int
    ) -> tuple[list[Plan], list[Carried]]:
        """What goes into files of that size: one plan a group, and what is to go along with them.

        What is sealed for the office goes into files of its own: with a bundle that the receiver opens
        in the same file, the next of these would count as holding all that it holds, and drive it out.
        """
        plans = [Plan((one,), (), ()) for one in self.groups(recipients)]
        plans += [
            Plan((one,), (), (), sealed_for_office=True)
            for one in self._offices(recipients)
            if index_size([len(one)]) + SMALLEST <= size
        ]
        return plans, self._carried_for(recipients)

    def part(self, plan: Plan, along: list[Carried], size: int) -> Plan:
        """The next file of a plan of `parts`: what is carried takes up to half of it, and no more than
        leaves the smallest bundle its room. along: what has not gone yet; what goes is taken out."""
        room = min(size // 2, size - SMALLEST)
        taken: list[Carried] = []
        for one in list(along):
            lines = [len(plan.groups[0]), *(len(two.addressees) for two in (*taken, one))]
            whole = index_size(lines) + sum(two.size for two in (*taken, one))
            if whole <= room and len(lines) <= ITEMS:
                taken.append(one)
                along.remove(one)
        salts = self._salts(1 + len(taken))
        return replace(plan, along=tuple(taken), salts=salts)

    def _salts(self, number: int) -> tuple[bytes, ...]:
        return tuple(self._session.environment.random(_SALT) for _ in range(number))

    def groups(self, recipients: Sequence[Certificate]) -> list[tuple[Certificate, ...]]:
        """These devices by what they share with this one: each group gets one sealed bundle.

        One that announced what is no key is left out, so that it keeps nothing from the others.
        """
        own, trust = self._session.certificate(), self._session.require_trust()
        held = {grant.id for grant in own.scopes}
        by: dict[tuple[bool, frozenset[bytes]], list[Certificate]] = {}
        reached = [one for one in recipients if is_usable(trust.sealing_of(one))] or recipients
        for one in sorted(reached, key=lambda one: one.device):
            shared = frozenset(grant.id for grant in one.scopes if grant.id in held)
            by.setdefault((one.role is Role.OFFICE, shared), []).append(one)
        return [
            tuple(group[at : at + RECIPIENT_LIMIT])
            for _, group in sorted(by.items(), key=lambda item: item[1][0].device)
            for at in range(0, len(group), RECIPIENT_LIMIT)
        ]

    def write(
        self,
        plan: Plan,
        out: BinaryIO,
        progress: Progress | None = None,
        budget: int | None = None,
        draft: Draft | None = None,
    ) -> Packed:
        """Write the file. Call `record` once it is safely where it should be.

        out: can be sought when it takes a pack. budget: the most bytes of the whole file. draft: of the
        plan's only group, when this is the next of several files. Raises TooSmall, BundleRefused,
        Cancelled.
        """
        writer, start = BundleWriter(self._session), out.tell()

        def bundle(group: tuple[Certificate, ...], out: BinaryIO, share: int | None) -> Exported:
            if draft is not None:
                return draft.write(out, progress, share, part=True)
            return writer.write(group, out, progress=progress, budget=share)

        if not plan.is_pack:
            exported = bundle(plan.groups[0], out, budget)
            return Packed((exported,), 0, exported.bytes)
        left = None if budget is None else budget - plan.index_bytes
        if left is not None:
            left -= sum(one.size for one in plan.along)
        out.write(bytes(plan.index_bytes))
        lines: list[PackItem] = []
        bundles: list[Exported] = []
        for at, group in enumerate(plan.groups):
            share = None if left is None else left // (len(plan.groups) - at)
            if share is not None and share < SMALLEST:
                raise TooSmall
            hashing = _Hashing(out)
            exported = bundle(group, cast(BinaryIO, hashing), share)
            bundles.append(exported)
            left = None if left is None else left - hashing.size
            devices = [one.device for one in group]
            lines.append(line(hashing.file_id(), hashing.size, FRESH, 0, plan.salts[at], devices))
        lines += self._along(plan, out)
        end = out.tell()
        out.seek(start)
        out.write(encode_index(lines))
        out.seek(end)
        return Packed(tuple(bundles), len(plan.along), end - start)

    def _along(self, plan: Plan, out: BinaryIO) -> Iterator[PackItem]:
        for salt, one in zip(plan.salts[len(plan.groups) :], plan.along, strict=True):
            with self._session.database.reading() as tables:
                data = CarriedTables(tables.connection).data(one.file)
            out.write(data)
            yield line(one.file, len(data), ALONG, one.days, salt, one.addressees)

    def record(self, packed: Packed, file_name: str) -> None:
        """Remember, in one transaction, that a file was written whole and verified."""
        BundleWriter(self._session).record_all(packed.bundles, file_name)


class _Hashing:
    """One sealed bundle on its way into a pack, with its hash and size."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._hash, self.size = out, hashlib.sha256(), 0

    def write(self, piece: Any) -> int:
        self._hash.update(piece)
        self.size += len(piece)
        return self._out.write(piece)

    def flush(self) -> None:
        self._out.flush()

    def tell(self) -> int:
        return self.size

    def file_id(self) -> bytes:
        return self._hash.digest()[:16]


# Reading


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be taken in. accept_mass_change, file: see `TakingIn.take_in`."""

    accept_mass_change: bool = False
    file: str = ""


NOTHING_ASKED: Final = Asked()


def take_in_file(
    session: Session,
    reader: BundleReader,
    progress: Progress | None = None,
    dry_run: bool = False,
    asked: Asked = NOTHING_ASKED,
) -> Imported:
    """Take in a file: the one bundle that it is, or what of a pack is for this laptop.

    What a pack holds for others is kept to be carried along. When every bundle for this laptop is
    refused, nothing at all is kept.
    """
    taking = TakingIn(session)

    def alone(one: BundleReader) -> Imported:
        return taking.take_in(
            one,
            progress,
            dry_run,
            accept_mass_change=asked.accept_mass_change,
            source=Source(asked.file),
        )

    if not isinstance(reader, PackReader):
        return alone(reader)
    try:
        items = reader.items()
        if items is None:
            return alone(reader)
        pack = looked_at(session, reader, items)
    except Cancelled:
        raise
    except PortageError as refusal:
        return Imported(REFUSED, refusal.code, refusal.message)
    return _PackTaking(session, taking, reader, pack, dry_run, asked).take_in(progress)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A pack, seen by one laptop. own: the bundles for it, the freshest first, under the hash that
    their bytes have. others: the rest. altered: the index says something else of its own bundles than
    the bundles do. untried: how many were not tried, because there was too much of them."""

    own: tuple[PackItem, ...]
    others: tuple[PackItem, ...]
    altered: bool
    untried: int


def looked_at(session: Session, reader: PackReader, items: Sequence[PackItem]) -> LookedAt:
    """Find what of a pack is for this laptop, whatever its index says: nobody signed that.

    Raises what the reader raises.
    """
    with session.database.reading() as tables:
        keys = session.sealing_keys(tables)
    device, own, others = session.device, [], []
    altered, misplaced, untried = False, [], 0
    for one in reader.look(items, keys, device):
        named = one.item.is_for(device)
        if one.opens:
            own.append(replace(one.item, file=one.file))
            altered = altered or not named or one.file != one.item.file
        elif named:
            misplaced.append(one.item)
        else:
            others.append(one.item)
            untried += one.opens is None
    if not altered:
        own += misplaced  # sealed for a key that is no longer here, or not written for this laptop
    own.sort(key=lambda one: (one.kind != FRESH, -one.days))
    return LookedAt(tuple(own), tuple(others), altered, untried)


class _PackTaking:
    """One pack that is being taken in."""

    def __init__(
        self,
        session: Session,
        taking: TakingIn,
        reader: PackReader,
        pack: LookedAt,
        dry_run: bool,
        asked: Asked,
    ) -> None:
        self._session, self._taking, self._reader = session, taking, reader
        self._pack, self._dry_run, self._asked = pack, dry_run, asked
        self._others_kept, self._carried = False, 0

    def take_in(self, progress: Progress | None) -> Imported:
        own = self._pack.own
        source = Source(self._asked.file, self._pack.altered, self._untried(len(own)))
        results = [
            self._taking.take_in(
                self._reader.item(item),
                progress,
                self._dry_run,
                accept_mass_change=self._asked.accept_mass_change,
                source=source,
                also=self._also(item),
            )
            for item in own[:OPENED]
        ]
        good = [one for one in results if one.outcome != REFUSED]
        if not self._others_kept and (good or not results) and not self._dry_run:
            known = good[0] if good and own[results.index(good[0])].kind == FRESH else None
            with self._session.database.writing() as tables:
                if known is None:
                    self._keep(tables)
                else:
                    self._keep(tables, known.sender, known.control)
                if not results and self._carried:
                    self._note_carried(tables)
        return replace(
            _together(results, good, self._carried, source.untried),
            index_altered=source.index_altered,
            untried=source.untried,
        )

    def _untried(self, own: int) -> int:
        """How many bundles that may be for this laptop are left alone in this file."""
        return self._pack.untried + max(0, own - OPENED)

    def _note_carried(self, tables: Tables) -> None:
        """A line in the log of imports for a pack that was only taken along."""
        summary = {
            "carried": self._carried,
            "entries": 0,
            FILE: self._asked.file[:FILE_LETTERS],
            "untried": self._untried(0),
        }
        now = self._session.environment.now()
        record = ImportRecord(self._pack.others[0].file, now, b"", APPLIED, "", summary)
        tables.exchange.add_import(record)

    def _also(self, item: PackItem) -> Callable[[Tables, Manifest], None]:
        """What else belongs to the transaction in which a bundle is applied."""

        def act(tables: Tables, manifest: Manifest) -> None:
            Carrying(self._session).took_in(tables, item.file)
            if not self._others_kept:
                fresh = item.kind == FRESH
                self._keep(
                    tables, manifest.sender if fresh else b"", manifest.control if fresh else 0
                )

        return act

    def _keep(self, tables: Tables, sender: bytes = b"", control: int = 0) -> None:
        carrying = Carrying(self._session)
        wanted = carrying.wanted(tables, self._pack.others)
        self._others_kept = True
        if wanted:
            self._carried = carrying.keep(tables, self._reader.sealed(wanted), sender, control)


def _together(
    results: Sequence[Imported], good: Sequence[Imported], carried: int, untried: int
) -> Imported:
    """What became of a pack, told as of one file."""
    if not results:
        return Imported(
            APPLIED,
            message=None if carried or untried else _NOTHING,
            carried=carried,
        )
    if not good:
        return results[0]
    first = next((one for one in good if one.outcome not in (DUPLICATE, PARKED)), good[0])
    refused = next((one for one in results if one.outcome == REFUSED), None)
    outcomes = {one.outcome for one in good}
    outcome, reason = first.outcome, first.reason
    if PARTIAL in outcomes or (refused is not None and outcomes & {APPLIED}):
        told = next((one for one in good if one.outcome == PARTIAL), refused)
        outcome, reason = PARTIAL, None if told is None else told.reason
    elif APPLIED in outcomes:
        outcome, reason = APPLIED, None
    elif PARKED in outcomes:
        outcome, reason = PARKED, "gap"
    return Imported(
        outcome,
        reason,
        None,
        first.bundle,
        first.sender,
        first.sender_name,
        sum(one.entries for one in good),
        sum(one.new for one in good),
        sum(one.changed for one in good),
        sum(one.conflicts for one in good),
        [row for one in good for row in one.by],
        good[-1].waiting,
        sorted({code for one in good for code in one.withheld}),
        sum(one.set_aside for one in good),
        sorted({name for one in good for name in one.twice}),
        sorted({name for one in good for name in one.forked}),
        sorted({name for one in good for name in one.back}),
        any(one.other_papers for one in good),
        carried=carried,
        deleted=sum(one.deleted for one in good),
        contested=[row for one in good for row in one.contested],
    )


_NOTHING: Final = Message(
    "bundle",
    "There is nothing for this laptop in this file, and nothing new to carry along. Nothing changed.",
)

__all__ = [
    "ADDRESSEES",
    "OPENED",
    "OpenFile",
    "PackReader",
    "PackWriter",
    "Packed",
    "Plan",
    "take_in_file",
]
