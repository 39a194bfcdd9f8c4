"""The file that carries the work: round trip, limits, and damage at every byte of a small bundle."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.sealing import SealingKey, seal_bytes
from desktop_app.crypto.signing import Purpose, SigningKey, payload_of
from desktop_app.domain.errors import PortageError
from desktop_app.services.exchange.exchange import APPLIED, REFUSED
from desktop_app.sync import bundle as files
from desktop_app.sync.bundle import (
    BundleRefused,
    Manifest,
    OpenedBundle,
    Section,
    SectionInfo,
    decode_manifest,
    encode_manifest,
    open_bundle,
    pack_section,
    unpack_section,
    write_bundle,
)
from desktop_app.sync.log import decode_segment
from tests.simulator.fleet import OFFICE
from tests.simulator.history import History

SIGNING = SigningKey.from_secret(bytes(range(32)))
SEALING = SealingKey.generate()
ID = bytes(range(16))


def a_manifest(*sections: Section) -> Manifest:
    return Manifest(
        ID, bytes(32), ID, 1, 7, 3, (ID,), files.DELTA, 99, (ID, 4, bytes(8)), (ID, 1, 3),
        ((ID, "Ana"),), tuple(one.info for one in sections),
    )  # fmt: skip


def section(content: bytes, type_: int = files.SEGMENT) -> Section:
    return pack_section(type_, ID, ID, 1, 2, content)


def written(*sections: Section) -> bytes:
    out = BytesIO()
    write_bundle(out, SIGNING, a_manifest(*sections), sections, [SEALING.recipient])
    return out.getvalue()


def opened(data: bytes) -> tuple[OpenedBundle, list[bytes]]:
    manifests: list[OpenedBundle] = []
    contents: list[bytes] = []
    open_bundle(
        BytesIO(data), [SEALING], manifests.append, lambda info, content: contents.append(content)
    )
    return manifests[0], contents


def sealed(plain: bytes) -> bytes:
    return seal_bytes(plain, [SEALING.recipient])


def refusal(data: bytes) -> str:
    with pytest.raises(PortageError) as caught:
        opened(data)
    return caught.value.code


def test_a_bundle_is_read_as_it_was_written() -> None:
    sections = [
        section(b"trust", files.TRUST),
        section(b""),
        section(b"a" * 200_000),
        section(b"b"),
    ]
    bundle, contents = opened(written(*sections))
    assert bundle.manifest == a_manifest(*sections)
    assert contents == [b"trust", b"", b"a" * 200_000, b"b"]
    assert payload_of(bundle.signed) == encode_manifest(bundle.manifest)


def test_a_repeated_letter_is_stored_so_that_readers_accept_it() -> None:
    packed = section(b"a" * 1_000_000)
    assert packed.info.open <= files.RATIO * packed.info.packed
    assert unpack_section(packed.info, packed.data) == b"a" * 1_000_000


def info(packed: int, open_: int) -> SectionInfo:
    return SectionInfo(files.SEGMENT, ID, ID, 1, 2, packed, open_, bytes(32))


def told(**changes: Any) -> bytes:
    plain = decode(encode_manifest(a_manifest()), depth=6)
    return encode({**plain, **changes})


def code_of(payload: bytes) -> str | None:
    try:
        decode_manifest(payload)
    except PortageError as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("packed", "open_", "code"),
    [
        (files.SECTION_PACKED, files.SECTION_OPEN, None),
        (files.SECTION_PACKED + 1, 5, "too_large"),
        (files.SECTION_PACKED, files.SECTION_OPEN + 1, "too_large"),
        (10, 10 * files.RATIO, None),
        (10, 10 * files.RATIO + 1, "too_large"),
        (-1, 5, "malformed"),
    ],
)
def test_a_section_is_bounded_before_it_is_read(packed: int, open_: int, code: str | None) -> None:
    one = info(packed, open_)
    plain = [one.type, one.scope, one.feed, one.start, one.end, packed, open_, one.digest]
    assert code_of(told(sections=[plain])) == code


def test_a_bundle_has_at_most_4096_sections() -> None:
    plain = [2, ID, ID, 1, 2, 5, 5, bytes(32)]
    assert code_of(told(sections=[plain] * files.SECTIONS)) is None
    assert code_of(told(sections=[plain] * (files.SECTIONS + 1))) == "too_large"


def test_all_sections_together_stay_below_what_a_stick_can_hold() -> None:
    most = files.FILE_BYTES // files.SECTION_PACKED
    plain = [2, ID, ID, 1, 2, files.SECTION_PACKED, 5, bytes(32)]
    assert code_of(told(sections=[plain] * most)) is None
    assert code_of(told(sections=[plain] * (most + 1))) == "too_large"


def test_a_manifest_has_at_most_a_mebibyte() -> None:
    spare = files.MANIFEST_BYTES - len(told(more=b"a" * 70_000)) + 70_000
    most = told(more=bytes(spare))
    assert len(most) == files.MANIFEST_BYTES
    assert code_of(most) is None
    assert code_of(told(more=bytes(spare + 1))) == "too_large"


def test_a_bundle_has_at_most_64_receivers() -> None:
    assert code_of(told(recipients=[ID] * files.RECIPIENTS)) is None
    assert code_of(told(recipients=[ID] * (files.RECIPIENTS + 1))) == "too_large"
    assert code_of(told(recipients=[])) == "too_large"


@pytest.mark.parametrize(
    "changes",
    [
        {"bundle": bytes(15)}, {"sender": "a"}, {"org": bytes(16)}, {"recipients": [bytes(15)]},
        {"control": -1}, {"hlc": -1}, {"roster": True}, {"incarnation": None}, {"kind": 5},
        {"vector": [ID, 1]}, {"vector": [ID, -1, b""]}, {"vector": [ID, 1, 5]}, {"vector": [b"", 1, b""]},
        {"vector": [ID, 1 << 62, b""]}, {"gaps": [ID, 1, b""]}, {"people": [[ID]]}, {"people": [[ID, 5]]},
        {"people": [[b"", "Ana"]]}, {"people": [[ID, "a" * 201]]}, {"people": [[ID, "Ana"]] * 65},
        {"sections": [[2]]}, {"sections": [[2, ID, ID, 1, 1 << 62, 5, 5, bytes(32)]]},
        {"sections": [[2, ID, ID, 1, 2, 5, 5, bytes(31)]]}, {"sections": [[2, None, ID, 1, 2, 5, 5, bytes(32)]]},
        {"sections": [5]}, {"format": "1"},
    ],
)  # fmt: skip
def test_a_manifest_with_one_wrong_position_is_refused(changes: dict[str, Any]) -> None:
    assert code_of(told()) is None
    assert code_of(told(**changes)) == "malformed"


def test_a_newer_reader_asked_for_is_told() -> None:
    assert code_of(told(min_reader=2)) == "newer_format"
    assert code_of(told(surprise=[1, 2])) is None
    start = files.MAGIC + bytes((files.FORMAT + 1,)) + (5).to_bytes(4, "big")
    assert refusal(sealed(start + bytes(5))) == "newer_format"


def test_what_is_no_bundle_inside_its_envelope_is_refused() -> None:
    start = files.MAGIC + bytes((files.FORMAT,))
    assert refusal(sealed(b"another file entirely")) == "not_a_bundle"
    assert refusal(sealed(start + (files.MANIFEST_BYTES + 1).to_bytes(4, "big"))) == "too_large"
    assert refusal(sealed(start + (0).to_bytes(4, "big"))) == "too_large"
    assert refusal(sealed(start)) == "altered"
    whole = SIGNING.sign(encode_manifest(a_manifest()), Purpose.BUNDLE)
    plain = start + len(whole).to_bytes(4, "big") + whole
    assert opened(sealed(plain))[1] == []
    assert refusal(sealed(plain + b"more")) == "malformed"
    assert refusal(sealed(plain[:-1])) == "altered"


def test_a_section_is_hashed_before_it_is_unpacked() -> None:
    good = section(b"content")
    with pytest.raises(BundleRefused, match="changed or damaged"):
        unpack_section(replace(good.info, digest=bytes(32)), good.data)
    garbage = b"\xff\xff not deflate"
    for data, open_ in (
        (garbage, 5), (good.data, 6), (good.data, 8), (good.data + b"a", 7), (good.data[:-1], 7),
    ):  # fmt: skip
        lying = replace(good.info, open=open_, digest=hashlib.sha256(data).digest())
        with pytest.raises(BundleRefused) as caught:
            unpack_section(lying, data)
        assert caught.value.code == "malformed"


def test_a_ratio_bomb_opens_no_further_than_it_said() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(bytes(50_000_000)) + packer.flush()
    said = replace(info(len(bomb), 1000), digest=hashlib.sha256(bomb).digest())
    with pytest.raises(BundleRefused):
        unpack_section(said, bomb)


def test_damage_at_any_byte_or_length_is_refused_and_changes_nothing() -> None:
    history = History("damage")
    office, coast = history.devices[OFFICE], history.devices[1]
    history.create(coast, "identity", {"given": "Ana"}, history.communities[0])
    data = coast.write([office.certificate()])
    before = office.digest()
    for at in range(len(data)):
        damaged = bytearray(data)
        damaged[at] ^= 1 << (at % 8)
        assert office.take_in(bytes(damaged)).outcome == REFUSED, at
        if at % 50 == 0:
            assert office.take_in(data[:at]).outcome == REFUSED, at
    assert office.digest() == before
    assert office.take_in(data).outcome == APPLIED


def test_what_the_first_releases_did_not_write_is_optional() -> None:
    old = a_manifest()
    assert b"escrow" not in encode_manifest(old)
    assert decode_manifest(encode_manifest(old)) == old
    new = replace(old, erased=(ID, bytes(16)), escrow=b"sealed")
    assert decode_manifest(encode_manifest(new)) == new


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"erased": [ID] * files.ERASED_IDS}, None),
        ({"erased": [ID] * (files.ERASED_IDS + 1)}, "too_large"),
        ({"erased": [b"short"]}, "malformed"),
        ({"erased": b""}, "malformed"),
        ({"escrow": bytes(files.ESCROW_BYTES)}, None),
        ({"escrow": bytes(files.ESCROW_BYTES + 1)}, "too_large"),
        ({"escrow": "words"}, "malformed"),
        ({"had": [ID] * files.HAD_IDS}, None),
        ({"had": [ID] * (files.HAD_IDS + 1)}, "too_large"),
        ({"people": [[ID, "Ana"]] * files.PEOPLE}, None),
        ({"people": [[ID, "Ana"]] * (files.PEOPLE + 1)}, "malformed"),
        ({"people": [[ID, "ᐊ" * files.NAME_LETTERS]]}, None),
        ({"people": [[ID, "ᐊ" * (files.NAME_LETTERS + 1)]]}, "malformed"),
        ({"more": [[[[[1]]]]]}, None),  # with the map itself, six deep
        ({"more": [[[[[[1]]]]]]}, "not_strict"),
    ],
)
def test_optional_parts_of_a_manifest_have_limits_too(
    changes: dict[str, Any], code: str | None
) -> None:
    assert code_of(told(**changes)) == code


@pytest.mark.parametrize("read", [files.decode_trust, decode_segment])
def test_sections_are_four_deep(read: Callable[[bytes], object]) -> None:
    """What lies deeper is refused for that, whatever it would have been."""
    for nested, strict in (([[[1]]], True), ([[[[1]]]], False)):
        with pytest.raises(PortageError) as refused:
            read(encode([nested] * 13))
        assert (refused.value.code != "not_strict") == strict
