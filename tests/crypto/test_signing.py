"""Signatures: what holds, what does not, and what another COSE implementation says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycose.algorithms import EdDSA
from pycose.headers import Algorithm
from pycose.keys.curves import Ed25519
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import (
    Purpose,
    SignatureWrong,
    SigningKey,
    acceptable_public_key,
    digits,
    is_genuine,
    payload_of,
    verify,
)

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
SECRET = bytes(range(32))
KEY = SigningKey.from_secret(SECRET)


@given(st.binary(max_size=200), st.sampled_from(Purpose))
def test_a_signature_holds_for_its_payload_and_purpose_alone(
    payload: bytes, purpose: Purpose
) -> None:
    signed = KEY.sign(payload, purpose)
    assert verify(signed, KEY.public, purpose) == payload
    assert payload_of(signed) == payload
    for other in Purpose:
        if other != purpose:
            with pytest.raises(SignatureWrong):
                verify(signed, KEY.public, other)


def test_the_key_of_rfc_8032_gives_its_public_half() -> None:
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert SigningKey.from_secret(secret).public.hex() == public


def test_every_changed_bit_is_refused() -> None:
    signed = KEY.sign(b"visit of 3 May", Purpose.HEAD)
    for bit in range(8 * len(signed)):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SignatureWrong) as refused:
            verify(bytes(changed), KEY.public, Purpose.HEAD)
        assert refused.value.code == "signature_wrong"


def test_every_cut_is_refused() -> None:
    signed = KEY.sign(b"visit of 3 May", Purpose.HEAD)
    for end in range(len(signed)):
        with pytest.raises(SignatureWrong):
            verify(signed[:end], KEY.public, Purpose.HEAD)
    with pytest.raises(SignatureWrong):
        verify(signed + b"\x00", KEY.public, Purpose.HEAD)


def test_another_key_is_refused() -> None:
    signed = KEY.sign(b"visit", Purpose.HEAD)
    with pytest.raises(SignatureWrong):
        verify(signed, SigningKey.generate().public, Purpose.HEAD)
    with pytest.raises(SignatureWrong):
        verify(signed, KEY.public[:31], Purpose.HEAD)


def test_another_implementation_verifies_what_we_sign() -> None:
    signed = KEY.sign(b"a roster", Purpose.ROSTER)
    message = Sign1Message.from_cose_obj(decode(signed), allow_unknown_attributes=False)
    message.external_aad = Purpose.ROSTER.value.encode()  # type: ignore[misc]
    message.key = OKPKey(crv=Ed25519, x=KEY.public)
    assert message.payload == b"a roster"
    assert message.phdr == {Algorithm: EdDSA}
    assert message.verify_signature()
    message.external_aad = Purpose.ROOT.value.encode()  # type: ignore[misc]
    assert not message.verify_signature()


def test_we_verify_what_another_implementation_signs() -> None:
    message = Sign1Message(
        phdr={Algorithm: EdDSA}, payload=b"a root", external_aad=Purpose.ROOT.value.encode()
    )
    message.key = OKPKey(crv=Ed25519, x=KEY.public, d=SECRET)
    signed = message.encode(tag=False)
    assert verify(signed, KEY.public, Purpose.ROOT) == b"a root"
    assert signed == KEY.sign(b"a root", Purpose.ROOT)
    with pytest.raises(SignatureWrong):
        verify(message.encode(tag=True), KEY.public, Purpose.ROOT)


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: [encode({1: -7}), *parts[1:]],
        lambda parts: [b"", *parts[1:]],
        lambda parts: [parts[0], {4: b"key"}, *parts[2:]],
        lambda parts: [*parts[:2], None, parts[3]],
        lambda parts: parts[:3],
        lambda parts: [*parts, b""],
        lambda parts: [*parts[:3], parts[3] + b"\x00"],
        lambda parts: {1: parts},
        lambda parts: 7,
    ],
)
def test_only_our_form_of_the_message_is_read(change: object) -> None:
    parts = decode(KEY.sign(b"x", Purpose.HEAD))
    with pytest.raises(SignatureWrong):
        verify(encode(change(parts)), KEY.public, Purpose.HEAD)  # type: ignore[operator]


def test_the_repr_shows_no_secret() -> None:
    assert KEY.secret == SECRET
    assert KEY.secret.hex() not in repr(KEY)
    assert repr(KEY.secret)[2:-1] not in repr(KEY)


def _double(point: tuple[int, int]) -> tuple[int, int]:
    x, y = point
    both = D * x * x % P * y % P * y % P
    return (
        2 * x * y * pow(1 + both, -1, P) % P,
        (y * y + x * x) * pow(1 - both, -1, P) % P,
    )


def _x_of(y: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    if (root * root - square) % P:
        root = root * pow(2, (P - 1) // 4, P) % P
    assert (root * root - square) % P == 0
    return root


def test_all_eight_points_of_small_order_are_refused() -> None:
    eighth = int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    )
    for y in (0, 1, P - 1, eighth, P - eighth):
        point = (_x_of(y), y)
        assert _double(_double(_double(point))) == (0, 1)
        for sign in (0, 1 << 255):
            public = (y | sign).to_bytes(32, "little")
            assert not acceptable_public_key(public)


def test_a_key_of_small_order_signs_nothing() -> None:
    # With the neutral point as key, R = 0 and S = 0 would fit every message.
    neutral = (1).to_bytes(32, "little")
    assert not is_genuine(b"anything", neutral + bytes(32), neutral)


def test_keys_in_a_second_spelling_are_refused() -> None:
    for y in range(19):
        assert not acceptable_public_key((P + y).to_bytes(32, "little"))
        assert not acceptable_public_key((P + y | 1 << 255).to_bytes(32, "little"))


def test_a_signature_in_a_second_spelling_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    signed = decode(KEY.sign(b"x", Purpose.HEAD))
    assert isinstance(signed, list)
    assert isinstance(signed[3], bytes)
    scalar = int.from_bytes(signed[3][32:], "little") + order
    longer = [*signed[:3], signed[3][:32] + scalar.to_bytes(32, "little")]
    with pytest.raises(SignatureWrong):
        verify(encode(longer), KEY.public, Purpose.HEAD)


def test_digits_are_six_groups_of_five() -> None:
    assert digits(b"abc") == "73807 03137 88322 66979 05876 85760"
    assert digits(b"abd") != digits(b"abc")
    groups = digits(Path(__file__).read_bytes()).split(" ")
    assert [len(group) for group in groups] == [5] * 6
    assert "".join(groups).isdigit()
