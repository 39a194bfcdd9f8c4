"""Sealed files: who opens them, what damage is called, and headers that flood."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from io import BytesIO
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.crypto import sealing
from desktop_app.crypto.sealing import (
    BLOB_LIMIT,
    HEADER_LIMIT,
    RECIPIENT_LIMIT,
    NotABundle,
    NotForUs,
    RecipientWrong,
    SealBroken,
    SealingKey,
    TooLargeToSeal,
    TooManyRecipients,
    open_blob,
    opens,
    scan_header,
    seal,
    seal_blob,
    seal_bytes,
    unseal,
    unseal_bytes,
)
from desktop_app.domain.errors import PortageError

OURS = SealingKey.generate()
OTHER = SealingKey.generate()
VERSION = b"age-encryption.org/v1\n"
STANZA = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
MAC = b"--- " + b"A" * 43 + b"\n"
CODES = {"not_a_bundle", "header_too_large", "not_for_this_device", "altered"}


@given(st.binary(max_size=300))
def test_each_receiver_opens_it(plain: bytes) -> None:
    sealed = seal_bytes(plain, [OTHER.recipient, OURS.recipient])
    assert unseal_bytes(sealed, [OURS]) == plain
    assert unseal_bytes(sealed, [SealingKey.generate(), OTHER]) == plain
    assert 2 <= scan_header(sealed) <= 3
    with pytest.raises(NotForUs):
        unseal_bytes(sealed, [SealingKey.generate()])
    with pytest.raises(NotForUs):
        unseal_bytes(sealed, [])


def test_keys_survive_as_text() -> None:
    again = SealingKey.from_secret(OURS.secret)
    assert again.recipient == OURS.recipient
    assert OURS.secret.startswith("AGE-SECRET-KEY-1")
    assert OURS.recipient.startswith("age1")
    assert "SECRET" not in repr(OURS)
    with pytest.raises(ValueError, match="not an age secret key"):
        SealingKey.from_secret(OURS.secret[:-1])


def test_every_flipped_bit_is_refused() -> None:
    sealed = seal_bytes(b"visit of 3 May", [OURS.recipient])
    codes: Counter[str] = Counter()
    for bit in range(8 * len(sealed)):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(PortageError) as refused:
            unseal_bytes(bytes(changed), [OURS])
        codes[refused.value.code] += 1
    assert set(codes) <= CODES
    assert codes["altered"] > codes["not_for_this_device"]


def test_every_cut_and_every_addition_is_refused() -> None:
    sealed = seal_bytes(b"visit of 3 May", [OURS.recipient])
    for end in range(len(sealed)):
        with pytest.raises(NotABundle if end < len(VERSION) else SealBroken):
            unseal_bytes(sealed[:end], [OURS])
    for rest in (b"\x00", b"\n", sealed, bytes(70_000)):
        with pytest.raises(SealBroken):
            unseal_bytes(sealed + rest, [OURS])


def test_long_content_streams_and_is_checked_at_its_end() -> None:
    plain = os.urandom(3 * 65_536 + 77)
    sealed = seal_bytes(plain, [OURS.recipient])
    assert unseal_bytes(sealed, [OURS]) == plain
    for cut in (1, 77, 77 + 16, 65_536, 2 * 65_552):
        with pytest.raises(SealBroken):
            unseal_bytes(sealed[:-cut], [OURS])


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 131_072])
def test_lengths_around_a_piece(length: int) -> None:
    plain = bytes(length)
    assert unseal_bytes(seal_bytes(plain, [OURS.recipient]), [OURS]) == plain


@pytest.mark.parametrize(
    ("flood", "error"),
    [
        (VERSION + STANZA * 65 + MAC, TooManyRecipients),
        (VERSION + STANZA * 100_000, TooManyRecipients),
        (VERSION + b"-> a\n\n" * 1_000_000, TooManyRecipients),
        (VERSION + b"-> " + b"a" * 10_000_000, TooManyRecipients),
        (VERSION + b"-> " + b"a " * 5_000_000, TooManyRecipients),
        (VERSION + b"-> a\n" + (b"A" * 64 + b"\n") * 100_000, TooManyRecipients),
        (VERSION + b"-> a\n" + b"A" * 1_000_000, TooManyRecipients),
        (VERSION + STANZA, SealBroken),
        (VERSION + MAC, SealBroken),
        (VERSION + STANZA + b"--- " + b"A" * 42 + b"\n", SealBroken),
        (VERSION + b"-> \n\n" + MAC, SealBroken),
        (VERSION + b"-> a  b\n\n" + MAC, SealBroken),
        (VERSION + b"-> a\nA\x00\n" + MAC, SealBroken),
        (VERSION + b"->a\n\n" + MAC, SealBroken),
        (VERSION.replace(b"v1", b"v2") + STANZA + MAC, NotABundle),
        (VERSION.replace(b"\n", b"\r\n") + STANZA + MAC, NotABundle),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", NotABundle),
        (b"PK\x03\x04", NotABundle),
        (b"", NotABundle),
    ],
)
def test_a_hostile_header_never_reaches_the_library(
    flood: bytes, error: type[PortageError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def reached(*_: object) -> None:
        raise AssertionError("the library was called")

    monkeypatch.setattr(pyrage, "decrypt_io", reached)
    source = BytesIO(flood)
    with pytest.raises(error):
        unseal(source, BytesIO(), [OURS])
    assert source.tell() <= HEADER_LIMIT + 1


def test_limits_lie_just_where_they_are_said_to() -> None:
    assert scan_header(VERSION + STANZA * 64 + MAC + b"payload") == 64
    room = HEADER_LIMIT - len(VERSION + b"-> \n\n" + MAC)
    assert scan_header(VERSION + b"-> " + b"a" * room + b"\n\n" + MAC + bytes(100)) == 1
    with pytest.raises(TooManyRecipients):
        scan_header(VERSION + b"-> " + b"a" * (room + 1) + b"\n\n" + MAC + bytes(100))


def test_the_most_receivers_we_write_are_read_again() -> None:
    many = [SealingKey.generate().recipient for _ in range(RECIPIENT_LIMIT - 1)]
    sealed = seal_bytes(b"plan", [*many, OURS.recipient])
    assert unseal_bytes(sealed, [OURS]) == b"plan"
    with pytest.raises(TooManyRecipients):
        seal_bytes(b"plan", [*many, OURS.recipient, OTHER.recipient])


def _address(raw: bytes) -> str:
    """Bech32 (BIP 173) of 32 bytes, to write addresses that no honest tool gives out."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    number = int.from_bytes(raw, "big") << 4
    words = [number >> 5 * place & 31 for place in reversed(range(52))]
    prefix = [ord(c) >> 5 for c in "age"] + [0] + [ord(c) & 31 for c in "age"]
    check = 1
    for word in [*prefix, *words, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for bit, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= factor if top >> bit & 1 else 0
    words += [(check ^ 1) >> 5 * place & 31 for place in reversed(range(6))]
    return "age1" + "".join(letters[word] for word in words)


@pytest.mark.parametrize(
    "recipient",
    [
        _address(bytes(32)),
        _address(b"\x01" + bytes(31)),
        _address((2**255 - 19).to_bytes(32, "little")),
        OURS.recipient[:-1],
        OURS.secret,
        "age1",
        "",
        "age1ééé",
    ],
    ids=["zero", "one", "the prime", "cut", "a secret", "a prefix", "nothing", "other letters"],
)
def test_an_unusable_address_is_refused(recipient: str, capfd: pytest.CaptureFixture[str]) -> None:
    sealed = BytesIO()
    with pytest.raises(RecipientWrong) as refused:
        seal(BytesIO(b"x"), sealed, [OURS.recipient, recipient])
    assert refused.value.code == "recipient_wrong"
    assert sealed.getvalue() == b""
    assert capfd.readouterr().err == ""


def test_nobody_is_no_receiver() -> None:
    with pytest.raises(ValueError, match="nobody"):
        seal_bytes(b"x", [])


class _Failing(BytesIO):
    """A stream whose medium goes away after some bytes."""

    def __init__(self, content: bytes, after: int) -> None:
        super().__init__(content)
        self._after = after

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= self._after:
            raise OSError(5, "the stick was pulled out")
        return super().read(size)

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(piece) > self._after:
            raise OSError(28, "no room")
        return super().write(piece)


@pytest.mark.parametrize("after", [0, 100, 20_000, 100_000])
def test_faults_of_the_medium_are_not_called_damage(after: int) -> None:
    plain = bytes(200_000)
    sealed = seal_bytes(plain, [OURS.recipient])
    with pytest.raises(OSError, match="pulled out"):
        unseal(_Failing(sealed, after), BytesIO(), [OURS])
    with pytest.raises(OSError, match="no room"):
        unseal(BytesIO(sealed), _Failing(b"", after), [OURS])
    with pytest.raises(OSError, match="pulled out"):
        seal(_Failing(plain, after), BytesIO(), [OURS.recipient])
    with pytest.raises(OSError, match="no room"):
        seal(BytesIO(plain), _Failing(b"", after), [OURS.recipient])


def test_short_reads_are_joined() -> None:
    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(7 if size is None or size < 0 else min(size, 7))

    plain = os.urandom(20_000)
    opened = BytesIO()
    unseal(Slow(seal_bytes(plain, [OURS.recipient])), opened, [OURS])
    assert opened.getvalue() == plain


@given(st.binary(max_size=200))
def test_a_blob_opens_with_its_key(data: bytes) -> None:
    key, sealed = seal_blob(data)
    assert len(key) == 32
    assert open_blob(key, sealed) == data
    assert seal_blob(data)[0] != key


def test_a_changed_blob_is_refused() -> None:
    key, sealed = seal_blob(b"a photograph")
    for bit in range(8 * len(sealed)):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            open_blob(key, bytes(changed))
    for wrong in (sealed[:-1], sealed + b"\x00", b"", sealed[:8]):
        with pytest.raises(SealBroken):
            open_blob(key, wrong)
    for other in (bytes(32), key[:-1], b""):
        with pytest.raises(SealBroken):
            open_blob(other, sealed)


def test_a_blob_has_a_greatest_size() -> None:
    key, sealed = seal_blob(bytes(BLOB_LIMIT))
    assert len(open_blob(key, sealed)) == BLOB_LIMIT
    with pytest.raises(TooLargeToSeal):
        seal_blob(bytes(BLOB_LIMIT + 1))


AGE = shutil.which("age")
NODE = shutil.which("node")
MODULES = Path(os.environ.get("NODE_PATH", Path(sealing.__file__).parents[2] / "node_modules"))
TYPAGE = MODULES / "age-encryption" / "dist" / "index.js"


@pytest.mark.skipif(AGE is None, reason="the age program is not installed")
def test_the_age_program_and_we_open_each_others_files(tmp_path: Path) -> None:
    assert AGE is not None
    plain = os.urandom(70_000)
    (tmp_path / "key").write_text(OURS.secret + "\n")
    ours = subprocess.run(
        [AGE, "--decrypt", "--identity", str(tmp_path / "key")],
        input=seal_bytes(plain, [OURS.recipient]),
        capture_output=True,
        check=True,
    )
    assert ours.stdout == plain
    theirs = subprocess.run(
        [AGE, "--encrypt", "--recipient", OURS.recipient],
        input=plain,
        capture_output=True,
        check=True,
    )
    assert unseal_bytes(theirs.stdout, [OURS]) == plain


SCRIPT = """
import { readFileSync, writeFileSync } from "node:fs";
const { Decrypter, Encrypter } = await import(process.argv[1]);
const [secret, recipient] = process.argv.slice(2, 4);
const [sealed, opened, theirs] = process.argv.slice(4, 7);
const d = new Decrypter(); d.addIdentity(secret);
const plain = await d.decrypt(readFileSync(sealed));
writeFileSync(opened, plain);
const e = new Encrypter(); e.addRecipient(recipient);
writeFileSync(theirs, await e.encrypt(plain));
"""


@pytest.mark.skipif(
    NODE is None or not TYPAGE.is_file(), reason="node with the age-encryption package is absent"
)
def test_a_javascript_implementation_and_we_open_each_others_files(tmp_path: Path) -> None:
    assert NODE is not None
    plain = os.urandom(70_000)
    sealed, opened, theirs = (tmp_path / name for name in ("sealed", "opened", "theirs"))
    sealed.write_bytes(seal_bytes(plain, [OURS.recipient]))
    arguments = [TYPAGE.as_uri(), OURS.secret, OURS.recipient, *map(str, (sealed, opened, theirs))]
    subprocess.run([NODE, "--input-type=module", "-e", SCRIPT, *arguments], check=True)
    assert opened.read_bytes() == plain
    assert unseal_bytes(theirs.read_bytes(), [OURS]) == plain


def test_a_header_alone_tells_for_whom_a_file_is() -> None:
    own, other = SealingKey.generate(), SealingKey.generate()
    for size in (0, 1, 50_000, 200_000):
        sealed = seal_bytes(bytes(size), [own.recipient])
        start = sealed[: HEADER_LIMIT + 1]
        assert opens(start, [other, own])
        assert not opens(start, [other])
        assert not opens(start, [])
    header = sealed.index(b"\n--- ") + 49
    for at in range(header):
        spoiled = bytearray(start)
        spoiled[at] ^= 1
        assert not opens(bytes(spoiled), [other])
        assert not opens(bytes(spoiled), [own])
    assert not opens(b"", [own])
    assert not opens(b"PRTGPACK", [own])
