"""Looking into a bundle without importing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.crypto.sealing import NotForUs, receivers
from desktop_app.crypto.signing import Purpose, SignatureWrong, payload_of, verify
from desktop_app.domain.errors import PortageError
from desktop_app.interchange.refusals import open_from_outside
from desktop_app.services.exchange.exchange import BundleReader
from desktop_app.services.exchange.packs import PackReader, looked_at
from desktop_app.services.session import Session
from desktop_app.sync import bundle as files
from desktop_app.sync.clock import moment_of
from desktop_app.sync.pack import is_pack, read_index


@dataclass(frozen=True, slots=True)
class Inspected:
    """What can be told of a bundle. None: it cannot be known from where one stands.

    stanzas: how many keys can open it. written_at: the sender's clock, ISO, UTC. known: whether
    this vault took it in before. items: how many sealed bundles are in the file.
    """

    bytes: int
    stanzas: int
    sender: str | None = None
    recipients: tuple[str, ...] | None = None
    organisation: str | None = None
    sections: tuple[Mapping[str, Any], ...] | None = None
    entries: int | None = None
    signed: bool | None = None
    written_at: str | None = None
    known: bool | None = None
    items: int = 1


def look_outside(path: Path) -> Inspected:
    """What anybody can see. Raises NotABundle, TooManyRecipients, NotReadable."""
    with open_from_outside(path) as file:
        start = file.read(files.HEADER_BYTES + 1)
        size = path.stat().st_size
        if is_pack(start):
            items = read_index(file)
            return Inspected(size, sum(len(one.tags) for one in items), items=len(items))
    return Inspected(size, receivers(start))


def look_inside(session: Session, path: Path, reader: BundleReader) -> Inspected:
    """What a device for which the bundle is sealed can see; nothing is written.

    signed: the sender is known here, active, and its signature holds. Raises what opening raises.
    """
    outside = look_outside(path)
    with session.database.reading() as tables:
        keys = session.sealing_keys(tables)
    frames = _own(session, reader).frames(keys)
    try:
        first = next(frames, None)
        if first is None or first[0] != "manifest":
            raise files.malformed()
        manifest = files.decode_manifest(payload_of(first[1]))
    finally:
        close = getattr(frames, "close", None)
        if close is not None:
            close()
    trust = session.trust
    sender = None if trust is None else trust.certificate(manifest.sender)
    signed = False
    if trust is not None and sender is not None and trust.is_active(sender.device):
        try:
            verify(first[1], sender.signing, Purpose.BUNDLE)
            signed = manifest.organisation == trust.organisation
        except (SignatureWrong, PortageError):
            signed = False
    with session.database.reading() as tables:
        known = bool(tables.exchange.imported(manifest.bundle))
    return Inspected(
        outside.bytes,
        outside.stanzas,
        sender.name if sender is not None else manifest.sender.hex(),
        tuple(session.device_called(one) or one.hex() for one in manifest.recipients),
        trust.root.name
        if trust is not None and trust.organisation == manifest.organisation
        else manifest.organisation.hex(),
        tuple(
            {
                "type": {files.TRUST: "trust", files.SEGMENT: "segment"}.get(one.type, "other"),
                "feed": one.feed.hex(),
                "from": one.start,
                "to": one.end,
                "bytes": one.packed,
            }
            for one in manifest.sections
        ),
        sum(one.end - one.start + 1 for one in manifest.sections if one.type == files.SEGMENT),
        signed,
        moment_of(manifest.hlc).isoformat(timespec="seconds"),
        known,
        outside.items,
    )


def _own(session: Session, reader: BundleReader) -> BundleReader:
    """The bundle of a pack that is for this device. Raises NotForUs."""
    items = reader.items() if isinstance(reader, PackReader) else None
    if items is None or not isinstance(reader, PackReader):
        return reader
    for one in looked_at(session, reader, items).own:
        return reader.item(one)
    raise NotForUs
