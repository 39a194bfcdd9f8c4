"""A folder that is watched: what comes into it for this laptop is taken in by itself.

The PCs of an office keep in step through one such folder. Each writes what the others lack, takes
in what they wrote, and removes its own files when all have acknowledged them. The folder is
polled: network shares tell nobody of what others put there. Nothing is believed of a file's name,
and nothing of somebody else is changed or removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import REFUSED, Exchange, Imported
from desktop_app.services.exchange.media import Direction, Written, export_pack
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import Vector
from desktop_app.storage.files import is_sayable
from desktop_app.sync import bundle as files
from desktop_app.sync.statements import Certificate

AGAIN_MINUTES: Final = 10
"""After so long something is written anew for a PC that has not answered."""

_MINUTE_MS: Final = 60_000
_WATCHED: Final = "watched/"
NOT_OURS: Final = frozenset({"not_for_this_device", "not_a_bundle", "file_not_readable"})
"""Why a file is passed over in silence: the folder holds what is for others, and anything else."""

TakeIn = Callable[[Path], Imported]
Stamp = tuple[str, int, int]
"""A file as the folder lists it: (name, bytes, time of its last change)."""


@dataclass(frozen=True, slots=True)
class Came:
    """A file that was found and taken in, or refused."""

    path: Path
    imported: Imported


@dataclass(frozen=True, slots=True)
class Round:
    """What one look into the folder brought. waiting: files that are perhaps still being written."""

    came: tuple[Came, ...] = ()
    written: Written | None = None
    removed: int = 0
    waiting: int = 0

    @property
    def quiet(self) -> bool:
        """Whether nothing happened and nothing is about to."""
        return not (self.came or self.written or self.removed or self.waiting)


@dataclass(slots=True)
class _Own:
    """A file of ours that lies in the folder. vector: what it brings each feed up to."""

    name: str
    at: int
    addressees: tuple[bytes, ...]
    vector: Vector
    held: bytes


class SharedFolder:
    """One watched folder of one vault.

    take_in: imports one file, as by hand; `Exchange.take_in` in this process when left out. What
    was seen before is remembered in the vault, so that nothing is looked at twice.
    """

    def __init__(self, session: Session, folder: Path, take_in: TakeIn | None = None) -> None:
        self._session, self._folder = session, folder
        self._take_in = take_in or self._here
        self._fact = _WATCHED + hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]
        self._before: dict[str, Stamp] = {}

    def look(self, today: date, write: bool = True, sure: bool = False) -> Round:
        """One round: take in what came, write what others lack, remove what all have.

        today: the date here, for the names of files. write: also write, where this is one of
        several PCs of an office. sure: do not wait for a second look to see that a file has
        stopped growing. Raises what importing and writing raise, but for a folder that is not
        there: that is a quiet round.
        """
        if not self._folder.is_dir():
            return Round()
        self._after_crash()
        ready, waiting = self._ready(sure)
        came = tuple(self._take(ready))
        written, removed = None, 0
        if write and self.partners():
            removed = self._remove()
            written = self._write(today)
            if written is not None:
                removed += self._remove()
        return Round(came, written, removed, waiting)

    def partners(self) -> list[Certificate]:
        """The other PCs of the office, with which this one keeps in step."""
        trust = self._session.trust
        if trust is None or not self._session.is_office:
            return []
        return [one for one in trust.devices(Role.OFFICE) if one.device != self._session.device]

    def forget(self) -> int:
        """The folder is not watched any more; what of ours lies in it is removed: how many files."""
        removed = 0
        for one in self._own():
            removed += (self._folder / one.name).is_file() and self._unlink(one.name)
        with self._session.database.writing() as tables:
            tables.facts.remove(f"{self._fact}/own")
            tables.facts.remove(f"{self._fact}/seen")
        return removed

    # In

    def _ready(self, sure: bool) -> tuple[list[Path], int]:
        """The new files that lie there whole, as far as a folder can tell, and how many may not."""
        own = {one.name for one in self._own()}
        seen = set(self._seen())
        ready, listed = [], {}
        for path, stamp in self._listed():
            listed[stamp[0]] = stamp
            if stamp[0] not in own and stamp not in seen:
                ready.append((path, stamp))
        still = {name for name, stamp in listed.items() if self._before.get(name) == stamp}
        self._before = listed
        whole = [path for path, stamp in ready if sure or stamp[0] in still]
        return whole, len(ready) - len(whole)

    def _listed(self) -> list[tuple[Path, Stamp]]:
        found = []
        ours = Direction.TO_OFFICE if self._session.is_office else Direction.TO_LAPTOPS
        for place in (self._folder, self._folder / ours.value):
            with suppress(OSError):
                for path in sorted(filter(is_sayable, place.glob(f"*{files.SUFFIX}"))):
                    with suppress(OSError):
                        told = path.stat()
                        name = path.relative_to(self._folder).as_posix()
                        found.append((path, (name, told.st_size, told.st_mtime_ns)))
        return found

    def _take(self, ready: Sequence[Path]) -> Iterable[Came]:
        for path in ready:
            stamp = self._before[path.relative_to(self._folder).as_posix()]
            if not path.exists():
                continue  # taken away meanwhile by whoever wrote it: a newer one holds its content
            imported = self._take_in(path)
            if imported.reason == "file_not_readable" and not path.exists():
                continue
            self._note(stamp)
            if imported.outcome != REFUSED or imported.reason not in NOT_OURS:
                yield Came(path, imported)

    def _here(self, path: Path) -> Imported:
        from desktop_app.services.processes.reader import ProcessBundleReader

        try:
            return Exchange(self._session).take_in(ProcessBundleReader(path))
        except PortageError as refusal:
            if refusal.code == "cancelled":
                raise
            return Imported(REFUSED, refusal.code, refusal.message)

    def _seen(self) -> list[Stamp]:
        return [(one[0], one[1], one[2]) for one in self._kept("seen")]

    def _note(self, stamp: Stamp) -> None:
        """Remember a file by what the folder says of it; those that are gone are forgotten."""
        there = set(self._before.values())
        seen = [one for one in self._seen() if one in there and one != stamp]
        self._keep("seen", [list(one) for one in [*seen, stamp]])

    # Out

    def _write(self, today: date) -> Written | None:
        """Write what the other PCs lack, for those of them that have answered or waited long."""
        own = self._own()
        with self._session.database.reading() as tables:
            now, held = self._session.environment.now(), _held(tables)
            due = [one for one in self.partners() if self._is_due(tables, one, own, now, held)]
        if not due:
            return None
        written = export_pack(
            Exchange(self._session),
            due,
            self._folder,
            Direction.TO_OFFICE,
            today,
            alone=True,
            announce=self._intend,
        )
        vector: Vector = {}
        for one in written.bundles:
            vector |= one.vector
        name = written.path.relative_to(self._folder).as_posix()
        addressees = tuple(one.device for one in due)
        self._keep_own([*own, _Own(name, now, addressees, vector, held)])
        return written

    def _is_due(
        self, tables: Tables, one: Certificate, own: Sequence[_Own], now: int, held: bytes
    ) -> bool:
        """Whether there is something new for a PC, and it has taken in what it was given before.

        For one that is switched off the same changes are not written over and over: only every
        few minutes, and then with everything it lacks in one file.
        """
        last = next((two for two in reversed(own) if one.device in two.addressees), None)
        if last is None:
            told = tables.facts.get(f"{self._fact}/told/{one.device.hex()}")
            return told != held
        if last.held == held:
            return False
        peer = tables.exchange.peers().get(one.device)
        # A file without changes asks for no answer, so none is waited for.
        answered = _holds({} if peer is None else peer.vector, last.vector) or (
            peer is not None and peer.heard_at >= last.at
        )
        waited = now - last.at >= AGAIN_MINUTES * _MINUTE_MS or now < last.at
        return answered or waited

    def _remove(self) -> int:
        """Remove those of our files that nobody needs any more; gives how many."""
        own = self._own()
        with self._session.database.reading() as tables:
            peers = tables.exchange.peers()
            trust = self._session.require_trust()
            gone: list[_Own] = []
            for at, one in enumerate(own):
                later = {device for two in own[at + 1 :] for device in two.addressees}
                needed = [
                    device
                    for device in one.addressees
                    if device not in later
                    and trust.is_active(device)
                    # Of a file without changes nobody says that they read it: it stays until the next.
                    and not (
                        one.vector and device in peers and _holds(peers[device].vector, one.vector)
                    )
                ]
                if not needed:
                    gone.append(one)
        removed = [one for one in gone if self._unlink(one.name)]
        if removed:
            names = {one.name for one in removed}
            left = [one for one in own if one.name not in names]
            with self._session.database.writing() as tables:
                tables.facts.set(f"{self._fact}/own", _plain(left))
                for one in removed:
                    for device in one.addressees:
                        tables.facts.set(f"{self._fact}/told/{device.hex()}", one.held)
        return len(removed)

    def _unlink(self, name: str) -> bool:
        """Remove a file of ours; False: somebody reads it now, and it is tried again later."""
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def _own(self) -> list[_Own]:
        return [
            _Own(
                one[0],
                one[1],
                tuple(one[2]),
                {one[3][at]: (one[3][at + 1], b"") for at in range(0, len(one[3]), 2)},
                one[4],
            )
            for one in self._kept("own")
        ]

    def _keep_own(self, own: Sequence[_Own]) -> None:
        with self._session.database.writing() as tables:
            tables.facts.set(f"{self._fact}/own", _plain(own))
            tables.facts.remove(f"{self._fact}/intended")

    def _intend(self, path: Path, digest: bytes) -> None:
        """Remember which file is about to appear, so that a crash leaves none that nobody removes."""
        self._keep("intended", [path.relative_to(self._folder).as_posix(), digest])

    def _after_crash(self) -> None:
        """Remove a file of ours that appeared just before a crash; what it held is written anew."""
        intended = self._kept("intended")
        if not intended:
            return
        path = self._folder / intended[0]
        with suppress(OSError):
            if hashlib.sha256(path.read_bytes()).digest() == intended[1]:
                path.unlink()
        with self._session.database.writing() as tables:
            tables.facts.remove(f"{self._fact}/intended")

    def _kept(self, what: str) -> list[Any]:
        with self._session.database.reading() as tables:
            kept = tables.facts.get(f"{self._fact}/{what}")
        return [] if kept is None else decode(kept)

    def _keep(self, what: str, plain: list[Any]) -> None:
        with self._session.database.writing() as tables:
            tables.facts.set(f"{self._fact}/{what}", encode(plain))


def _plain(own: Sequence[_Own]) -> bytes:
    return encode(
        [
            [
                one.name,
                one.at,
                list(one.addressees),
                [part for feed, (seq, _) in sorted(one.vector.items()) for part in (feed, seq)],
                one.held,
            ]
            for one in own
        ]
    )


def _holds(vector: Vector, wanted: Vector) -> bool:
    return all(vector.get(feed, (0, b""))[0] >= seq for feed, (seq, _) in wanted.items())


def _held(tables: Tables) -> bytes:
    """A digest of everything that this vault holds: another one means that there is news."""
    whole = hashlib.sha256(str(sorted(tables.trust.all())).encode())
    for feed, (seq, link) in sorted(tables.log.vector().items()):
        whole.update(feed + seq.to_bytes(8, "big") + link)
    return whole.digest()[:16]
