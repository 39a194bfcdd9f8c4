"""What the authority decided about single feeds, and the proof that a feed has two histories.

`admit` lets work count that lies beyond a cut; `fork` is two signed ends that exclude each other;
`branch` says which history of a forked feed goes on, and where the other one's work stands now.
Every position is in docs/format.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import Purpose, SignatureWrong, SigningKey, verify
from desktop_app.domain.errors import PortageError
from desktop_app.sync.log import SignedEnd, decode_head, decode_header, feed_id, hash_of
from desktop_app.sync.statements import TrustRefused, told_by

PROOF_HEADERS: Final = 512
"""How many headers a proof of a fork may bring: heads stand at least every 256 entries."""

PROOF_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Admit:
    """Work of a device that counts although it lies beyond its cut: up to `seq`, whose hash is `link`."""

    device: bytes
    feed: bytes
    seq: int
    link: bytes
    by: bytes = b""


@dataclass(frozen=True, slots=True)
class Fork:
    """Two signed ends of one feed that cannot belong to one chain. data: the statement's bytes."""

    device: bytes
    feed: bytes
    one: SignedEnd
    other: SignedEnd
    data: bytes


@dataclass(frozen=True, slots=True)
class Branch:
    """Which history of a forked feed goes on, and what became of the other one.

    common, base: the last number of both and its hash. main: the hash of the entry after it in
    the history that goes on. side, end: the last number of the other one that was taken over, and
    its hash. anew: runs (feed, number in the side branch, number there, how many) where its
    entries were written anew.
    """

    id: bytes
    device: bytes
    feed: bytes
    common: int
    base: bytes
    main: bytes
    side: int
    end: bytes
    anew: tuple[tuple[bytes, int, int, int], ...]
    by: bytes = b""


def branch_id(feed: bytes, first: bytes) -> bytes:
    """The name of one history of a forked feed (16 bytes). first: the hash of its first own entry."""
    return hashlib.sha256(b"portage.branch" + feed + first).digest()[:16]


def make_admit(authority: SigningKey, organisation: bytes, admit: Admit) -> bytes:
    """The statement by which the office lets late work count."""
    return authority.sign(
        encode(
            {
                "org": organisation,
                "by": authority.public,
                "device": admit.device,
                "feed": admit.feed,
                "seq": admit.seq,
                "link": admit.link,
            }
        ),
        Purpose.ADMIT,
    )


def read_admit(data: bytes, organisation: bytes) -> Admit:
    """What a statement admits; raises TrustRefused or SignatureWrong. Who signed is not judged."""
    told = told_by(data, Purpose.ADMIT, organisation)
    try:
        admit = Admit(told["device"], told["feed"], told["seq"], told["link"], told["by"])
    except KeyError as fault:
        raise TrustRefused("admit") from fault
    if not (
        _is_bytes(admit.device, 16)
        and _is_bytes(admit.feed, 16)
        and _is_bytes(admit.link, 32)
        and _is_number(admit.seq)
    ):
        raise TrustRefused("admit")
    return admit


def make_branch(authority: SigningKey, organisation: bytes, branch: Branch) -> bytes:
    """The statement by which the office decides a fork."""
    return authority.sign(
        encode(
            {
                "org": organisation,
                "by": authority.public,
                "branch": branch.id,
                "device": branch.device,
                "feed": branch.feed,
                "common": [branch.common, branch.base],
                "main": branch.main,
                "side": [branch.side, branch.end],
                "anew": [list(run) for run in branch.anew],
            }
        ),
        Purpose.BRANCH,
    )


def read_branch(data: bytes, organisation: bytes) -> Branch:
    """What a statement decides; raises TrustRefused or SignatureWrong. Who signed is not judged."""
    told = told_by(data, Purpose.BRANCH, organisation)
    try:
        (common, base), (side, end) = told["common"], told["side"]
        runs = tuple((feed, at, new, count) for feed, at, new, count in told["anew"])
        branch = Branch(
            told["branch"], told["device"], told["feed"], common, base, told["main"], side, end,
            runs, told["by"],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as fault:
        raise TrustRefused("branch") from fault
    if not (
        all(_is_bytes(one, 16) for one in (branch.id, branch.device, branch.feed))
        and all(_is_bytes(one, 32) for one in (base, branch.main, end))
        and type(common) is int
        and common >= 0
        and _is_number(side)
        and all(_is_bytes(run[0], 16) and all(map(_is_number, run[1:])) for run in runs)
    ):
        raise TrustRefused("branch")
    return branch


def make_fork(
    device: bytes, scope: bytes, nonce: bytes, one: bytes, other: bytes, headers: Sequence[bytes]
) -> bytes:
    """A proof that the device signed two histories of one feed.

    one, other: signed heads, the first not beyond the second. headers: of the second history, the
    bytes of the entries after the first head's number up to the second's; none for equal numbers.
    """
    return encode([device, scope, nonce, one, other, list(headers)])


def read_fork(data: bytes, signing: bytes) -> Fork:
    """The proof in those bytes; raises TrustRefused when it proves nothing.

    signing: the public key of the device that it accuses.
    """
    try:
        device, scope, nonce, one, other, headers = decode(data, depth=3)
        feed = feed_id(device, scope, nonce)
        first = decode_head(verify(one, signing, Purpose.HEAD))
        second = decode_head(verify(other, signing, Purpose.HEAD))
        if len(headers) > PROOF_HEADERS or (first.feed, second.feed) != (feed, feed):
            raise TrustRefused("fork")
        link = second.link
        for seq, header in zip(range(second.seq, first.seq, -1), reversed(headers), strict=True):
            read = decode_header(header)
            if hash_of(header) != link or (read.feed, read.seq) != (feed, seq):
                raise TrustRefused("fork")
            link = read.previous
        if first.seq > second.seq or link == first.link:
            raise TrustRefused("fork")
    except (TypeError, ValueError, LookupError, SignatureWrong) as fault:
        raise TrustRefused("fork") from fault
    except PortageError as fault:
        raise TrustRefused("fork") from fault
    return Fork(device, feed, first, second, data)


def accused(data: bytes) -> bytes:
    """The device that a proof of a fork accuses, not verified yet; raises TrustRefused."""
    if len(data) > PROOF_BYTES:
        raise TrustRefused("fork")
    try:
        device = decode(data, depth=3)[0]
    except (TypeError, ValueError, LookupError) as fault:
        raise TrustRefused("fork") from fault
    if not _is_bytes(device, 16):
        raise TrustRefused("fork")
    return bytes(device)


def _is_bytes(value: object, length: int) -> bool:
    return type(value) is bytes and len(value) == length


def _is_number(value: object) -> bool:
    return type(value) is int and 0 < value < 1 << 62
