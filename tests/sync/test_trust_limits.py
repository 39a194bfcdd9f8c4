"""How much one statement may name, and how many are kept of one device: just below and just above."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

import pytest

from desktop_app.crypto.encoding import encode
from desktop_app.crypto.signing import Purpose, SigningKey
from desktop_app.domain.roles import Role
from desktop_app.sync import erasing
from desktop_app.sync import statements as trusted
from desktop_app.sync import trust as trusting
from desktop_app.sync.erasing import Basis, Erasure, ErasureKind, make_erasure, read_erasure
from desktop_app.sync.log import GENESIS, Header, encode_head, encode_header, feed_id, hash_of
from desktop_app.sync.roots import KEEPERS
from desktop_app.sync.statements import TrustRefused, device_id, make_certificate
from desktop_app.sync.trust import Trust
from desktop_app.sync.verdicts import PROOF_BYTES, PROOF_HEADERS, accused, make_fork, read_fork
from tests.sync.test_trust import (
    DEVICE,
    LAPTOP,
    OFFICE,
    ORGANISATION,
    ROOT,
    a_certificate,
    believing,
    issued,
    key,
)

BOTH = pytest.mark.parametrize("over", [0, 1])
SCOPE = bytes(16)


def proof(number: int, headers: int) -> bytes:
    """That the laptop wrote two histories of a feed, of which the second goes on for so long."""
    nonce = number.to_bytes(16, "big")
    feed = feed_id(DEVICE, SCOPE, nonce)
    link, chain = bytes((7,)) * 32, []
    for seq in range(2, headers + 2):
        header = Header(feed, seq, link, 5, bytes(16), 1, 1, b"", 1, GENESIS)
        chain.append(encode_header(header))
        link = hash_of(chain[-1])
    ends = ((1, bytes((8,)) * 32), (headers + 1, link))
    one, other = (LAPTOP.sign(encode_head(feed, seq, end, 5), Purpose.HEAD) for seq, end in ends)
    return make_fork(DEVICE, SCOPE, nonce, one, other, chain)


@BOTH
def test_headers_of_a_proof(over: int) -> None:
    data = proof(1, PROOF_HEADERS + over)
    assert len(data) < PROOF_BYTES
    if not over:
        assert read_fork(data, LAPTOP.public).other.seq == PROOF_HEADERS + 1
        return
    with pytest.raises(TrustRefused):
        read_fork(data, LAPTOP.public)


@BOTH
def test_bytes_of_a_proof(over: int) -> None:
    spare = len(encode([DEVICE, bytes(PROOF_BYTES)])) - PROOF_BYTES
    data = encode([DEVICE, bytes(PROOF_BYTES - spare + over)])
    assert len(data) == PROOF_BYTES + over
    if not over:
        assert accused(data) == DEVICE
        return
    with pytest.raises(TrustRefused):
        accused(data)


def feed_of(data: bytes) -> bytes:
    return read_fork(data, LAPTOP.public).feed


def kept_of(proofs: Iterable[bytes]) -> dict[bytes, bytes]:
    """Which proofs are kept of these, by feed, when they come in that order."""
    trust = believing((trusted.CERTIFICATE, issued(a_certificate())))
    for one in proofs:
        trust.take(trusted.FORK, one)
    kept = {feed: fork.data for feed, fork in trust.forks.items()}
    told = [data for (kind, *_), data in trust.statements.items() if kind == trusted.FORK]
    assert sorted(told) == sorted(kept.values())
    return kept


@BOTH
def test_bytes_of_the_proofs_against_one_device(over: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one with which they pass the limit is the last that is kept."""
    found = sorted((proof(number, 3) for number in range(4)), key=feed_of)
    monkeypatch.setattr(trusting, "FORK_BYTES_OF_ONE", len(found[0]) + len(found[1]) - over)
    assert sorted(kept_of(found)) == [feed_of(one) for one in found[: 3 - over]]


def test_which_proofs_are_kept_follows_from_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some are long, and of one feed there are two."""
    found = [proof(1, 9), proof(1, 2), proof(2, 30), proof(3, 1), proof(4, 12)]
    sizes = [len(one) for one in found]
    orders = list(itertools.permutations(found))[::7]
    for most in (min(sizes), max(sizes), sum(sizes) // 2):
        monkeypatch.setattr(trusting, "FORK_BYTES_OF_ONE", most)
        first = kept_of(found)
        assert all(kept_of(one) == first for one in orders)


@BOTH
@pytest.mark.parametrize("which", ["keys", "authorities"])
def test_keys_that_a_root_names(which: str, over: int) -> None:
    many = [SigningKey.from_secret(bytes((one,)) * 32) for one in range(100, 100 + KEEPERS + over)]
    names = {"keys": [ROOT.public], "authorities": [OFFICE.public]}
    names[which] = [one.public for one in many]
    payload = encode({"version": 1, "name": "Rehearsal", "threshold": 1, **names})
    signer = many[0] if which == "keys" else ROOT
    data = encode([signer.sign(payload, Purpose.ROOT)])
    if not over:
        root = Trust.begin(data).root
        assert len(root.keys) + len(root.authorities) == KEEPERS + 1
        return
    with pytest.raises(TrustRefused):
        Trust.begin(data)


@BOTH
@pytest.mark.parametrize("which", ["subjects", "people"])
def test_records_that_an_erasure_names(
    which: str, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = tuple(number.to_bytes(16, "big") for number in range(erasing.SUBJECTS + over))
    named = {"subjects": ids[:1], "people": ids[:1], which: ids}
    order = Erasure(
        bytes(16), ErasureKind.PERSON, named["subjects"], named["people"], Basis.ASKED, 5, 0,
        OFFICE.public,
    )  # fmt: skip
    if over and which == "subjects":
        with pytest.raises(ValueError, match="records"):
            make_erasure(ORGANISATION, OFFICE, order)
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "SUBJECTS", len(ids))
        data = make_erasure(ORGANISATION, OFFICE, order)
    if not over:
        assert (
            read_erasure(data, ORGANISATION, {OFFICE.public}, ())[0].subjects == named["subjects"]
        )
        return
    with pytest.raises(TrustRefused):
        read_erasure(data, ORGANISATION, {OFFICE.public}, ())


@BOTH
def test_laptops_that_one_coordinator_lets_in(over: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trusting, "LET_IN_BY_ONE", 3 - over)
    trust = believing((trusted.CERTIFICATE, issued(a_certificate(role=Role.COORDINATOR))))
    guests = [key(number) for number in range(50, 53)]
    taken = []
    for one in guests:
        asked = replace(
            a_certificate(name="guest"), device=device_id(one.public), signing=one.public
        )
        taken.append(trust.take(trusted.CERTIFICATE, make_certificate(LAPTOP, ORGANISATION, asked)))
    assert taken == [True, True, not over]
    assert sum(trust.is_active(device_id(one.public)) for one in guests) == 3 - over
