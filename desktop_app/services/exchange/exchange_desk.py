"""The table where bundles are handed over: what came, what is missing, what goes out."""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from os import W_OK, access
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.domain.roles import Role
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.conflicts.conflicts import deciding
from desktop_app.services.duplicates.likely_pairs import waiting
from desktop_app.services.exchange.bundle_undo import CAME, BundleUndone, can_undo, undone_at
from desktop_app.services.exchange.carrying import Carrying
from desktop_app.services.exchange.exchange import (
    DUPLICATE,
    PARKED,
    REFUSED,
    Exchange,
    Imported,
)
from desktop_app.services.exchange.exchange_lines import (
    Fate,
    Gap,
    Outgoing,
    Overview,
    PeerLine,
    Place,
    Received,
    RecordList,
    Run,
    Sent,
    Size,
    Watched,
    by_author,
    named,
    records_about,
    records_in,
)
from desktop_app.services.exchange.gaps import asked_by
from desktop_app.services.exchange.inspecting import Inspected, look_inside
from desktop_app.services.exchange.media import (
    Direction,
    Written,
    export_pack,
    export_parts,
)
from desktop_app.services.exchange.refused_files import (
    HeldUpFileAway,
    Line,
    decline,
    file_of,
    note_refused,
    refused,
)
from desktop_app.services.exchange.shared_folder import NOT_OURS, Round, SharedFolder
from desktop_app.services.exchange.sharing import Sharing
from desktop_app.services.exchange.taking_in import FILE
from desktop_app.services.processes.reader import ProcessBundleReader
from desktop_app.services.processes.reports import bundle_undone_from_plain, imported_from_plain
from desktop_app.services.processes.writer import WriterTask, run
from desktop_app.services.progress import Progress
from desktop_app.services.session import NotHere, Session
from desktop_app.services.trust.cut_offs import untold
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import ExportRecord, ImportRecord
from desktop_app.storage.files import is_sayable
from desktop_app.storage.imports import last_import
from desktop_app.sync import bundle as files

SILENT_DAYS: Final = 14
"""After so many days without a word from a laptop, somebody should ask after it."""

MAIL_BYTES: Final = 8_000_000
"""What goes through the mail of most organisations."""

_HOUR_MS: Final = 3600 * 1000
_DAY_MS: Final = 24 * 3600 * 1000
_LOOKED_INTO: Final = 200


class ExchangeDesk:
    """Everything that the exchange screen asks for, for one open vault."""

    def __init__(self, vault: OpenVault) -> None:
        self._vault = vault
        self._shared: dict[Path, SharedFolder] = {}

    @property
    def session(self) -> Session:
        """The session of the vault."""
        return self._vault.session

    # How things stand

    def overview(self) -> Overview:
        """What came and went, what waits, and what would be lost with this laptop today."""
        session = self.session
        trust = session.trust
        journal = self._journal()
        with session.database.reading() as tables:
            gaps = _gaps(tables, session)
            received = self._received(tables, journal, gaps)
            peers = self._peers(tables)
            sent = self._sent(tables, 1)
            return Overview(
                office=session.is_office,
                organisation="" if trust is None else trust.root.name,
                device=session.device_called(session.device),
                laptops=len(peers),
                received=tuple(received),
                deciding=deciding(session, tables),
                silent=tuple(one for one in peers if (one.silent_days or 0) >= SILENT_DAYS),
                gaps=tuple(gaps),
                held_back=len(tables.exchange.withheld()),
                only_here=Sharing(tables, session).waiting(),
                last_sent=sent[0] if sent else None,
                outgoing=tuple(self._outgoing(tables)),
                unread=tables.log.count_unread(),
                doubles=waiting(tables),
                carried=tuple(Carrying(session).lines(tables)),
                left=len(self._vault.drafts.given()),
                untold=tuple(untold(session, tables)),
            )

    def received_one(self, key: str) -> Received:
        """One file that came. Raises NotHere."""
        journal = self._journal()
        with self.session.database.reading() as tables:
            gaps = _gaps(tables, self.session)
            for one in self._received(tables, journal, gaps):
                if one.key == key:
                    return one
        raise NotHere

    def records_of(self, key: str, limit: int = 200) -> RecordList:
        """The records that came with a bundle; none where that was not noted. Of one that waits for
        somebody to look: the clients who would go."""
        bundle = raw_id(key)
        held = self.received_one(key).brake if bundle is None else None
        with self.session.database.reading() as tables:
            if held is not None:
                told = records_about(tables, self.session, held.files, limit)
                count = max(held.hidden + held.joined, held.erased)
                return replace(told, more=count > len(told.lines))
            found = None if bundle is None else last_import(tables.connection, bundle)
            came = () if found is None else found[1].get(CAME, ())
            return records_in(tables, self.session, [_run(one) for one in came], limit)

    def only_here(self, limit: int = 200) -> RecordList:
        """The records with changes that the office has not said it holds."""
        session = self.session
        with session.database.reading() as tables:
            if session.is_office or session.trust is None:
                return RecordList((), False)
            heard = _heard(tables, [one.device for one in session.trust.devices(Role.OFFICE)])
            runs = [
                (feed.id, heard.get(feed.id, 0) + 1, feed.seq)
                for feed in tables.log.feeds().values()
                if feed.own and feed.seq > heard.get(feed.id, 0)
            ]
            return records_in(tables, session, runs, limit)

    def peers(self) -> list[PeerLine]:
        """The other laptops of the organisation, those heard longest ago first."""
        with self.session.database.reading() as tables:
            return self._peers(tables)

    def sent(self, limit: int = 200) -> list[Sent]:
        """The bundles that were written here, newest first."""
        with self.session.database.reading() as tables:
            return self._sent(tables, limit)

    def outgoing(self, everyone: bool = False) -> list[Outgoing]:
        """For whom there is something to write now: the office, or at the office each laptop.

        everyone: on a laptop, each other laptop as well.
        """
        with self.session.database.reading() as tables:
            return self._outgoing(tables, everyone)

    # In

    def files_in(self, paths: Iterable[Path]) -> list[Path]:
        """The files to import: folders and sticks are looked through for bundles meant for here."""
        found: dict[Path, None] = {}
        direction = Direction.TO_OFFICE if self.session.is_office else Direction.TO_LAPTOPS
        for path in paths:
            if not path.is_dir():
                found[path] = None
                continue
            for folder in (path, path / direction.value):
                with suppress(OSError):
                    found |= dict.fromkeys(
                        sorted(filter(is_sayable, folder.glob(f"*{files.SUFFIX}")))
                    )
        return list(found)

    def keep_given(self, paths: Iterable[Path]) -> list[Path]:
        """The files to import, remembered until each was looked at, whatever happens meanwhile."""
        found = self.files_in(paths)
        self._vault.drafts.keep_given(found)
        return found

    def left_files(self) -> list[Path]:
        """Those of the files given before and not looked at that lie where they lay.

        Raises HeldUpFileAway when there are such files, and none of them is there.
        """
        left = self._vault.drafts.given()
        there = [one for one in left if one.is_file()]
        if left and not there:
            raise HeldUpFileAway(left[0].name)
        return there

    def forget_left(self) -> None:
        """Nobody wants the files that were given and not looked at; they stay as they are."""
        drafts = self._vault.drafts
        drafts.forget_given(drafts.given())

    def make_safe(self, progress: Progress | None = None) -> bool:
        """Copy the vault before something is imported, unless the newest copy is current.

        True when a copy was made. Raises DiskFull, Cancelled.
        """
        backups = Backups(self._vault)
        if backups.is_current():
            return False
        backups.make(progress)
        return True

    def take_in(
        self,
        path: Path,
        progress: Progress | None = None,
        *,
        accept_mass_change: bool = False,
        silent: Container[str] = (),
    ) -> Imported:
        """Import one file in the writer process; what was refused is noted and returned.

        accept_mass_change: somebody has looked at what the brake held up. silent: codes of refusals
        that are not worth a line. Raises Cancelled; then, and after a refusal, the vault is as it
        was. Whatever becomes of the file, it waits no more; one that was cancelled goes on waiting.
        """
        task = WriterTask(
            self._vault.folder,
            self._vault.key,
            self.session.person,
            "import_bundle",
            {
                "path": str(path.absolute()),
                "dry_run": False,
                "accept_mass_change": accept_mass_change,
            },
        )
        try:
            imported = imported_from_plain(run(task, progress))
        except Cancelled:
            raise
        except PortageError as refusal:
            imported = Imported(REFUSED, refusal.code, refusal.message)
        if imported.outcome in (REFUSED, DUPLICATE):
            if imported.reason not in silent:
                note_refused(self._vault, path, imported)
        else:
            self._reload()
        # Last of all: whoever forgets first has lost the file when the power goes in between.
        self._vault.drafts.forget_given([path])
        return imported

    def held_up_file(self, key: str) -> Path:
        """Where the file lies that the brake held up, so that it can be taken in after all.

        Raises NotHere, and HeldUpFileAway when it lies there no more, or another in its place.
        """
        return file_of(self._vault, key)

    def decline(self, key: str) -> None:
        """Do not take in what the brake held up: its line goes, and nothing else changes.

        The same file, given again, is looked at anew. Raises NotHere.
        """
        decline(self._vault, key)

    def undo(
        self, key: str, progress: Progress | None = None, *, again: bool = False
    ) -> BundleUndone:
        """Take back in the writer process what a bundle brought; again: bring it in again.

        Raises Cancelled, NotAllowed, and what `BundleUndo` raises; the vault is then as it was.
        """
        task = WriterTask(
            self._vault.folder,
            self._vault.key,
            self.session.person,
            "undo_bundle",
            {"id": key, "again": again},
        )
        done = bundle_undone_from_plain(run(task, progress))
        self._reload()
        return done

    def _reload(self) -> None:
        """What the writer process wrote is believed in this one too."""
        with self.session.database.reading() as tables:
            self.session.load_trust(tables)

    # Watched folders

    def watched(self, folders: Iterable[Path]) -> list[Watched]:
        """How these watched folders stand."""
        partners = len(SharedFolder(self.session, Path()).partners())
        return [Watched(one, one.is_dir(), partners) for one in folders]

    def look_into(self, folder: Path, today: date) -> Round:
        """Take in what came into a watched folder, and keep the PCs of the office in step.

        As by hand: with a backup first, though not more than one in an hour. Raises what importing
        and writing raise.
        """
        shared = self._shared.get(folder)
        if shared is None:
            shared = SharedFolder(self.session, folder, self._take_in_watched)
            self._shared[folder] = shared
        return shared.look(today)

    def forget_folder(self, folder: Path) -> int:
        """A folder is watched no more: remove from it what this PC wrote there; how many files."""
        self._shared.pop(folder, None)
        return SharedFolder(self.session, folder).forget()

    def _take_in_watched(self, path: Path) -> Imported:
        newest = next(iter(Backups(self._vault).list()), None)
        now = self.session.environment.now()
        if newest is None or not 0 <= now - newest.at < _HOUR_MS:
            self.make_safe()
        return self.take_in(path, silent=NOT_OURS)

    def look_inside(self, path: Path, progress: Progress | None = None) -> Inspected:
        """What a bundle says of itself, without importing it. Raises what opening it raises."""
        return look_inside(self.session, path, ProcessBundleReader(path, progress))

    # Out

    def write_all(
        self,
        outgoing: Sequence[Outgoing],
        folder: Path,
        today: date,
        size: Size = Size.WHOLE,
        progress: Progress | None = None,
    ) -> list[Written]:
        """Write one file for all of these, or several for mail; read back and remembered.

        Raises what `media.export_pack` raises, and NotHere when a laptop was cut off meanwhile.
        """
        wanted = {device for one in outgoing for device in one.devices}
        certificates = [
            one for one in self.session.require_trust().devices() if one.device in wanted
        ]
        if len(certificates) != len(wanted):
            raise NotHere
        to_office = all(one.to_office for one in outgoing)
        direction = Direction.TO_OFFICE if to_office else Direction.TO_LAPTOPS
        exchange = Exchange(self.session)
        if size is Size.MAIL:
            return export_parts(
                exchange, certificates, folder, direction, today, MAIL_BYTES, progress
            )
        budget = MAIL_BYTES if size is Size.URGENT else None
        return [export_pack(exchange, certificates, folder, direction, today, progress, budget)]

    def places(self, mounted: Iterable[Place], remembered: Iterable[Path]) -> list[Place]:
        """Where bundles can be put: sticks first, then folders used before that are there now."""
        sticks = list(mounted)
        found = {one.folder: one for one in sticks}
        for folder in remembered:
            if folder in found or not folder.is_dir():
                continue
            found[folder] = folder_place(folder)
        return list(found.values())

    # Inside one transaction

    def _journal(self) -> list[Line]:
        return self._vault.drafts.refusals()[:_LOOKED_INTO]

    def _received(
        self,
        tables: Tables,
        journal: Sequence[Line],
        gaps: Sequence[Gap],
    ) -> list[Received]:
        imports = tables.exchange.imports(_LOOKED_INTO)
        taken = {
            one.bundle.hex(): replace(
                self._taken(one, gaps),
                can_undo=can_undo(one.summary),
                undone_at=undone_at(tables, one.bundle),
            )
            for one in reversed(imports)
        }
        ends = {feed.id: feed.seq for feed in tables.log.feeds().values()}
        found = [*taken.values(), *refused(journal, taken, ends)]
        return sorted(found, key=lambda one: -one.at)[:_LOOKED_INTO]

    def _taken(self, record: ImportRecord, gaps: Sequence[Gap]) -> Received:
        session, told = self.session, record.summary
        held = tuple(str(one) for one in told.get("withheld", ()))
        open_gaps = {(gap.device, gap.end): gap for gap in gaps}
        waiting = tuple(
            open_gaps[(row[0], row[2])]
            for row in told.get("waiting", ())
            if record.reason == "gap" and (row[0], row[2]) in open_gaps
        )
        if held:
            fate = Fate.PARTIAL
        elif waiting:
            fate = Fate.WAITING if record.outcome == PARKED else Fate.PARTIAL
        else:
            fate = Fate.IMPORTED
        return Received(
            key=record.bundle.hex(),
            at=record.at,
            fate=fate,
            laptop=session.device_called(record.sender),
            file=str(told.get(FILE, "")),
            at_office=session.is_office,
            entries=int(told.get("entries", 0)),
            new=int(told.get("new", 0)),
            changed=int(told.get("changed", 0)),
            deleted=int(told.get("deleted", 0)),
            conflicts=int(told.get("conflicts", 0)),
            by=by_author(told, session),
            waiting=waiting,
            held=held,
            set_aside=int(told.get("set_aside", 0)),
            carried=int(told.get("carried", 0)),
            forked=tuple(str(one) for one in told.get("forked", ())),
            twice=tuple(str(one) for one in told.get("twice", ())),
            back=tuple(str(one) for one in told.get("back", ())),
            other_papers=bool(told.get("other_papers")),
            index_altered=bool(told.get("index_altered")),
            untried=int(told.get("untried", 0)),
        )

    def _peers(self, tables: Tables) -> list[PeerLine]:
        session = self.session
        if session.trust is None:
            return []
        now, heard = session.environment.now(), tables.exchange.peers()
        lines = []
        for one in session.trust.devices():
            if one.device == session.device:
                continue
            office = one.role is Role.OFFICE
            if not office and not session.is_office:
                continue
            at = heard[one.device].heard_at if one.device in heard else None
            days = None if at is None else max(0, (now - at) // _DAY_MS)
            lines.append(PeerLine(one.device.hex(), one.name, office, at, days))
        return sorted(lines, key=lambda one: (one.heard_at or 0, one.name))

    def _sent(self, tables: Tables, limit: int) -> list[Sent]:
        session = self.session
        trust = session.trust
        offices = set() if trust is None else {one.device for one in trust.devices(Role.OFFICE)}
        peers = tables.exchange.peers()

        def line(one: ExportRecord) -> Sent:
            received: bool | None = None
            if one.vector:
                received = any(
                    all(
                        peers[device].vector.get(feed, (0, b""))[0] >= seq
                        for feed, (seq, _) in one.vector.items()
                    )
                    for device in one.recipients
                    if device in peers
                )
            to_office = bool(offices.intersection(one.recipients)) and not session.is_office
            return Sent(
                one.at, one.file, named(session, one.recipients), one.entries, received, to_office
            )

        return [line(one) for one in tables.exchange.exports(limit)]

    def _outgoing(self, tables: Tables, everyone: bool = False) -> list[Outgoing]:
        session = self.session
        trust = session.trust
        if trust is None or trust.certificate(session.device) is None:
            return []
        others = [one for one in trust.devices() if one.device != session.device]
        if session.is_office:
            groups = [[one] for one in others]
        else:
            offices = [one for one in others if one.role is Role.OFFICE]
            groups = [offices] if offices else []
            if everyone:
                groups += [[one] for one in others if one.role is not Role.OFFICE]
        own = session.certificate()
        lines = []
        for group in groups:
            shared = {
                row.number
                for row in tables.log.scopes().values()
                if own.holds(row.id) and all(one.holds(row.id) for one in group)
            }
            heard = [_heard(tables, [one.device]) for one in group]
            entries = sum(
                max(0, feed.seq - min(one.get(feed.id, 0) for one in heard))
                for feed in tables.log.feeds().values()
                if feed.scope in shared
            )
            asked = sum(
                gap.before - gap.held for one in group for gap in asked_by(tables, one.device)
            )
            devices = tuple(one.device for one in group)
            to_office = all(one.role is Role.OFFICE for one in group)
            lines.append(
                Outgoing(devices, tuple(one.name for one in group), to_office, entries, asked)
            )
        return lines


def folder_place(folder: Path) -> Place:
    """A folder as a place for bundles."""
    free: int | None = None
    with suppress(OSError):
        free = shutil.disk_usage(folder).free
    return Place(folder, folder.name or str(folder), free, not access(folder, W_OK), stick=False)


def _heard(tables: Tables, devices: Iterable[bytes]) -> dict[bytes, int]:
    """How far these devices together have said that they hold each feed."""
    peers = tables.exchange.peers()
    found: dict[bytes, int] = {}
    for device in devices:
        if device in peers:
            for feed, (seq, _) in peers[device].vector.items():
                found[feed] = max(found.get(feed, 0), seq)
    return found


def _gaps(tables: Tables, session: Session) -> list[Gap]:
    """What is missing now, once for each laptop that is in and place in its history."""
    trust = session.trust
    found: dict[tuple[bytes, int], Gap] = {}
    for feed_id, start, device in tables.exchange.waiting():
        feed = tables.log.feed(feed_id)
        first = 1 if feed is None else feed.seq + 1
        if first < start and trust is not None and trust.is_active(device):
            gap = Gap(session.device_called(device), first, start - 1)
            found.setdefault((feed_id, first), gap)
    return list(found.values())


def _run(plain: Any) -> Run:
    return bytes(plain[0]), int(plain[1]), int(plain[2])
