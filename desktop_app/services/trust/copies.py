"""A laptop that exists twice: what each of two copies has said, and the way out for one of them.

A vault that was copied to another computer goes on there in an incarnation of its own. Both copies
sign as one device, so their words are kept apart by incarnation, and what a device is believed to
hold is the least that any copy in use has said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import Purpose, verify
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.services.session import Session
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.services.trust.organisation import prepare_device
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import Vector, Word, read_vector
from desktop_app.sync.bundle import Manifest
from desktop_app.sync.log import decode_head
from desktop_app.sync.statements import OWN_END

SILENT: Final = 32
"""A copy that was not heard while the other one wrote so many bundles is not counted any more."""

COUNTED: Final = 64
"""Of how many bundles of a laptop, the last that came, it is kept which number it gave them."""

_NUMBERS: Final = "numbers/"
"""Facts, one for each device: [incarnation, number, first bytes of the bundle's id] of its bundles."""

_TWIN: Final = "twin/"
_TWICE: Final = "exists_twice/"
_OLDER: Final = "twin_older/"


def hear(session: Session, tables: Tables, manifest: Manifest) -> bool:
    """Remember what one incarnation of a device says; True when it shows that the device exists twice.

    A word of an earlier incarnation that goes beyond what was heard of it, after a later one was
    heard, comes from a second copy at work; or, once, from a stick found late, which costs nothing
    but some bytes. So do two bundles of one incarnation that bear one number.
    """
    counted = _counted_already(tables, manifest)
    words = {one.incarnation: one for one in tables.exchange.words(manifest.sender)}
    word = Word(
        manifest.sender, manifest.incarnation, manifest.control, read_vector(manifest.vector),
        session.environment.now(),
    )  # fmt: skip
    before = words.get(word.incarnation)
    if before is not None and (
        counted or not _follows(session, before, word, _is_whole(session, manifest))
    ):
        # Within one incarnation what is held only grows: this is the other copy of the two.
        other = words.get(-word.incarnation)
        if other is None or other.control <= word.control:
            tables.exchange.set_word(replace(word, incarnation=-word.incarnation))
        tables.facts.set_number(_twin(word.device, -word.incarnation), 0)
        return _tell(session, tables, word.device)
    if before is not None and before.control > word.control:
        return False
    tables.exchange.set_word(word)
    if word.incarnation >= max(words, default=word.incarnation):
        for name in tables.facts.starting_with(f"{_TWIN}{word.device.hex()}/"):
            tables.facts.set_number(name, tables.facts.number(name) + 1)
        return False
    if before is not None and word.control == before.control:
        return False
    tables.facts.set_number(_twin(word.device, word.incarnation), 0)
    return before is not None and _tell(session, tables, word.device)


def _counted_already(tables: Tables, manifest: Manifest) -> bool:
    """Whether another bundle of the sender had the number of this one. Remembers it."""
    name = _NUMBERS + manifest.sender.hex()
    kept: list[list[Any]] = decode(tables.facts.get(name) or encode([]))
    own = [manifest.incarnation, manifest.control, manifest.bundle[:8]]
    if own in kept:
        return False
    tables.facts.set(name, encode([*kept, own][-COUNTED:]))
    return any(one[:2] == own[:2] for one in kept)


def _is_whole(session: Session, manifest: Manifest) -> bool:
    """Whether a word names everything that its sender holds: it does when it is for the office."""
    trust = session.require_trust()
    found = (trust.certificate(one) for one in manifest.recipients)
    return all(one is not None and one.role is Role.OFFICE for one in found)


def _follows(session: Session, before: Word, word: Word, whole: bool) -> bool:
    """Whether the two words can be of one copy: what was said first is held at the later one."""
    first, later = (before, word) if before.control <= word.control else (word, before)
    trust = session.require_trust()
    for feed, (seq, _) in first.vector.items():
        if feed in trust.forks or feed in trust.branches:
            continue  # such a feed may have been set back
        if feed not in later.vector and not (whole and later is word):
            continue  # nothing is said of the scopes that the receivers of that bundle lack
        if later.vector.get(feed, (0, b""))[0] < seq:
            return False
    return True


def _tell(session: Session, tables: Tables, device: bytes) -> bool:
    if exists_twice(tables, device):
        return False
    tables.facts.set_number(_TWICE + device.hex(), session.environment.now())
    return True


def _twin(device: bytes, incarnation: int) -> str:
    return f"{_TWIN}{device.hex()}/{incarnation}"


def twins_of(tables: Tables, device: bytes) -> list[Vector]:
    """What copies of a device in use have said, besides its newest word."""
    words = tables.exchange.words(device)
    newest = max((one.incarnation for one in words), default=0)
    return [
        one.vector
        for one in words
        if one.incarnation < newest
        and tables.facts.get(_twin(device, one.incarnation)) is not None
        and tables.facts.number(_twin(device, one.incarnation)) < SILENT
    ]


def note_order(session: Session, tables: Tables, device: bytes, newest: bool) -> None:
    """Remember whether the last word that came of a laptop with two histories was its newest one.

    Two copies that count their bundles alike cannot be told apart by their words. newest: False for
    a word that is older than another one: it may be the other copy's.
    """
    if newest:
        tables.facts.remove(_OLDER + device.hex())
    elif any(fork.device == device for fork in session.require_trust().forks.values()):
        tables.facts.set_number(_OLDER + device.hex(), 1)


def may_lack(tables: Tables, device: bytes) -> bool:
    """Whether a bundle for a device may come to a copy that lacks what its newest word has told."""
    return tables.facts.get(_OLDER + device.hex()) is not None or bool(twins_of(tables, device))


def exists_twice(tables: Tables, device: bytes) -> bool:
    """Whether two copies of a device were seen at work."""
    return tables.facts.get(_TWICE + device.hex()) is not None


def note_own_copy(session: Session, tables: Tables) -> bool:
    """Notice that another computer writes as this laptop; True when that is news.

    Feeds of this device which this vault did not begin come back after a restore, once. One that
    grows after it had come is written by somebody now.
    """
    news = False
    for feed in tables.log.feeds().values():
        if feed.device != session.device or feed.own or not feed.seq:
            continue
        name = f"own_elsewhere/{feed.id.hex()}"
        seen = tables.facts.number(name)
        if seen and feed.seq > seen and _tell(session, tables, session.device):
            open_incarnation(tables, random=session.environment.random)
            news = True
        if seen != feed.seq:
            tables.facts.set_number(name, feed.seq)
    return news


def notice_own_end(
    session: Session, tables: Tables, statements: Iterable[tuple[str, bytes]]
) -> None:
    """Go on in new feeds when a bundle proves that this vault was put back, or exists twice.

    The proof is this laptop's own signature under an end of its own feed that lies beyond what is
    here, or on another history. What a sender merely claims to hold proves nothing: any laptop of
    the organisation could make this one begin anew with each of its bundles.
    """
    own = session.certificate()
    for kind, data in statements:
        if kind != OWN_END:
            continue
        try:
            end = decode_head(verify(data, own.signing, Purpose.HEAD))
        except PortageError:
            continue
        feed = tables.log.feed(end.feed)
        if feed is None or not feed.own or feed.closed or not end.seq:
            continue
        if end.seq > feed.seq or end.link != tables.log.link_at(feed, end.seq):
            open_incarnation(tables, random=session.environment.random)
            return


def forget_copies(tables: Tables, device: bytes) -> None:
    """The office has seen to it: one of the copies is in use no more."""
    tables.facts.remove(_TWICE + device.hex())
    for name in tables.facts.starting_with(f"{_TWIN}{device.hex()}/"):
        tables.facts.remove(name)


def may_become_new_device(session: Session) -> bool:
    """Whether this copy can ask to join under another name: not where the office's key lies, which
    nobody else could then answer with, and not where there is no organisation to join."""
    if session.trust is None or session.database.read_only:
        return False
    with session.database.reading() as tables:
        return not session.has_authority(tables)


def other_name(session: Session) -> str:
    """A name for the copy that no laptop of the organisation has: that of this one and a number."""
    with session.database.reading() as tables:
        own = tables.facts.text("device_name")
    taken = {one.name.casefold() for one in session.require_trust().certificates.values()}
    number = 2
    while f"{own}-{number}".casefold() in taken:
        number += 1
    return f"{own}-{number}"


def become_new_device(session: Session, name: str) -> None:
    """Make this copy a laptop of its own: new keys and a new request to join; the data stays.

    What this copy wrote goes to the office first, with a bundle: afterwards nothing is signed in
    the old name any more. It may write again once the office has answered its request.
    """
    with session.database.writing() as tables:
        open_incarnation(tables, random=session.environment.random)
        tables.log.disown()
        for kept in tables.facts.starting_with("secret/sealing/"):
            tables.facts.remove(kept)
        for secret in ("request", "secret/authority", "secret/root"):
            tables.facts.remove(secret)
        forget_copies(tables, session.device)
        prepare_device(session, tables, name)
        tables.facts.set_number("control", 0)
