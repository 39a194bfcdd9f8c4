"""Files in a person's file: a paper, a photograph. Sealed here, each under keys of its own.

What travels with every bundle is the preview; the file itself comes when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from desktop_app.domain.errors import PortageError
from desktop_app.domain.people.attachments import JPEG, AttachedFile, kept_name
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_values import checked_all, id_of, records_of
from desktop_app.services.clients.codes import HIDDEN_VALUE, is_masked
from desktop_app.services.clients.discretion import check_may_open
from desktop_app.services.editing import Editor
from desktop_app.services.exchange.attachment_exchange import QUOTA, ask_for, asked_for
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.blobs import Blobs
from desktop_app.storage.database import Tables
from desktop_app.storage.errors import Damaged
from desktop_app.storage.files import write_whole
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.merge import HIDDEN

Read = Callable[[Path], AttachedFile]
"""Reads a file from outside, in a process of its own (`processes.reader.read_attached`)."""


class NoRoomForFiles(PortageError):
    """The attached files take all the room that they may."""

    code = "attachments_full"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "attachments",
                "The attached files on this laptop take 4 GB, and that is all they may. Nothing was "
                "added, and nothing was lost. Tell the office.",
            )
        )


class NotReceived(PortageError):
    """The sealed file of an entry is not here."""

    code = "not_received"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "attachments",
                "This file has not come to this laptop yet, or it is damaged here. Nothing was lost. "
                "Ask for it: it comes with a next bundle of somebody who holds it.",
            )
        )


class NoPreview(PortageError):
    """The file is of a kind of which no preview is drawn."""

    code = "no_preview"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "attachments",
                "Portage draws no preview of a PDF or a text of more than 200 KB. "
                "Save a copy of it to read it in another program.",
            )
        )


class Stand(Enum):
    """Where an attached file is. PREVIEW: only its preview is here. MISSING: nothing of it."""

    HERE = "here"
    PREVIEW = "preview"
    ASKED = "asked"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """One attached file. bytes: of the file itself. at: UTC milliseconds when it was added.
    by, device: names, empty while unknown. preview: whether there is one, here or elsewhere.
    preview_here: whether it can be looked at now."""

    id: str
    client: str
    name: str
    media_type: str
    bytes: int
    at: int
    by: str
    device: str
    stand: Stand
    preview: bool
    preview_here: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """The bytes of an attached file or of its preview, in memory."""

    name: str
    media_type: str
    data: bytes


class Attachments:
    """The attached files of one vault. Ids are 32 hexadecimal digits.

    Whoever may not open the client's file sees nothing of them: each method raises KeptOut,
    ReasonNeeded too. Where codes stand in place of names, a file is called by its ending alone, and
    what is in it is not shown (NamesHidden): most papers tell who somebody is.
    """

    def __init__(self, session: Session, read: Read) -> None:
        """read: what opens a file from outside."""
        self._session, self._read = session, read

    def add(self, client_id: str, path: Path) -> str:
        """Add the file at `path` to a client's file and give the id of the entry.

        The file is read, never changed. Raises what `read` raises, NoRoomForFiles, NotHere,
        NotAllowed, ErasedRecord, and the faults of the disk: nothing is added then.
        """
        session, blobs = self._session, self._blobs()
        with session.database.reading() as tables:  # before a large file is read for nothing
            records = records_of(tables, session, client_id)
            session.check_may_write(tables.log.scopes()[records.rows["client"].scope])
        read = self._read(path)
        if sum(blobs.held().values()) + len(read.data) + len(read.preview) > QUOTA:
            raise NoRoomForFiles
        put: list[str] = []
        try:
            blob, key = blobs.put(read.data)
            put.append(blob)
            preview, preview_key = "", ""
            if read.preview is read.data:
                preview, preview_key = blob, key
            elif read.preview:
                preview, preview_key = blobs.put(read.preview)
                put.append(preview)
            return self._write(
                client_id,
                {
                    "name": kept_name(path.name) or "file",
                    "media_type": read.media_type,
                    "bytes": len(read.data),
                    "blob": blob,
                    "key": key,
                    "preview": preview,
                    "preview_key": preview_key,
                },
            )
        except BaseException:
            for digest in put:
                blobs.remove(digest)
            raise

    def _write(self, client_id: str, values: dict[str, str | int]) -> str:
        session = self._session
        kind = session.registry["attachment"]
        with session.database.writing() as tables:
            records = records_of(tables, session, client_id)
            scope = tables.log.scopes()[records.rows["client"].scope]
            told = checked_all(session, kind, {"client": records.id.hex(), **values})
            made = session.environment.new_id()
            editor = Editor(session, tables)
            editor.begin_act()
            editor.edit(kind, made, scope, told, new=True)
            editor.flush()
        return made.hex()

    def of(self, client_id: str) -> tuple[AttachmentLine, ...]:
        """The files of a client, the newest first; of all files that were linked as one person.

        Raises NotHere for what is no id.
        """
        session = self._session
        kind = session.registry["attachment"]
        with session.database.reading() as tables:
            group = tables.groups.group(id_of(client_id))
            members = (id_of(client_id),) if group is None else group.members
            check_may_open(tables, session, id_of(client_id))
            asked = asked_for(tables)
            found = [
                self._line(tables, row, asked)
                for one in members
                for row in tables.rows.select(kind, "WHERE life = 1 AND f_client = ?", (one.hex(),))
            ]
        return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))

    def _line(self, tables: Tables, row: Row, asked: set[str]) -> AttachmentLine:
        session, blobs = self._session, self._session.blobs
        hlc, feed, actor = row.state.created or (0, b"", b"")
        known = tables.log.feed(feed)
        blob, preview = _text(row, "blob"), _text(row, "preview")
        preview_here = bool(preview) and blobs is not None and blobs.is_here(preview)
        if blob in asked and (blobs is None or not blobs.is_sound(blob)):
            stand = Stand.ASKED
        elif blobs is not None and blobs.is_here(blob):
            stand = Stand.HERE
        else:
            stand = Stand.PREVIEW if preview_here else Stand.MISSING
        size = row.value("bytes")
        return AttachmentLine(
            row.id.hex(),
            _text(row, "client"),
            self._called(tables, row),
            _text(row, "media_type"),
            size if isinstance(size, int) else 0,
            milliseconds_of(hlc),
            session.person_called(actor),
            "" if known is None else session.device_called(known.device),
            stand,
            bool(preview),
            preview_here,
        )

    def _called(self, tables: Tables, row: Row) -> str:
        name, client = _text(row, "name"), id_in(row.value("client")) or b""
        lead = tables.groups.leads([client]).get(client, client)
        if not is_masked(tables, self._session, lead):
            return name
        return f"{HIDDEN_VALUE}{Path(name).suffix}"

    def preview(self, attachment_id: str) -> Opened:
        """What can be looked at: a JPEG, a text or a small PDF. Raises NoPreview, NotReceived,
        NotHere."""
        row = self._row(attachment_id, names=True)
        if not _text(row, "preview"):
            raise NoPreview
        data = self._opened(_text(row, "preview"), _text(row, "preview_key"))
        same = _text(row, "preview") == _text(row, "blob")
        kind = _text(row, "media_type") if same else JPEG
        return Opened(_text(row, "name"), kind, data)

    def original(self, attachment_id: str) -> Opened:
        """The file itself. Raises NotReceived, NotHere."""
        row = self._row(attachment_id, names=True)
        data = self._opened(_text(row, "blob"), _text(row, "key"))
        return Opened(_text(row, "name"), _text(row, "media_type"), data)

    def remove(self, attachment_id: str) -> None:
        """Take a file out of the list; it can be brought back, and only erasing destroys it. Raises
        NotHere, NotAllowed."""
        session, row = self._session, self._row(attachment_id)
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            editor.set_life(row.type, row.id, tables.log.scopes()[row.scope], False)
            editor.flush()

    def save_copy(self, attachment_id: str, path: Path) -> None:
        """Write the file itself, open for everybody, where a person wants it. Raises NotReceived,
        NotHere, and the faults of the disk; a file that was there is then as it was."""
        write_whole(path, self.original(attachment_id).data)

    def ask_original(self, attachment_id: str) -> None:
        """Have the next bundles of this laptop say that it wants the file itself.

        Nothing happens when it is here and sound. Raises NotHere.
        """
        digest, blobs = _text(self._row(attachment_id), "blob"), self._session.blobs
        if blobs is not None and blobs.is_sound(digest):
            return
        with self._session.database.writing() as tables:
            ask_for(tables, digest)

    def _row(self, attachment_id: str, names: bool = False) -> Row:
        kind = self._session.registry["attachment"]
        with self._session.database.reading() as tables:
            row = tables.rows.get(kind, id_of(attachment_id))
            if row is None or row.state.life() == HIDDEN:
                raise NotHere
            check_may_open(tables, self._session, id_in(row.value("client")) or b"", names)
            return row

    def _opened(self, digest: str, key: str) -> bytes:
        try:
            return self._blobs().get(digest, key)
        except (Damaged, ValueError) as fault:
            raise NotReceived from fault

    def _blobs(self) -> Blobs:
        if self._session.blobs is None:
            raise NotReceived
        return self._session.blobs


def _text(row: Row, name: str) -> str:
    value = row.value(name)
    return value if isinstance(value, str) else ""


__all__ = [
    "AttachmentLine",
    "Attachments",
    "NoPreview",
    "NoRoomForFiles",
    "NotReceived",
    "Opened",
    "Stand",
]
