"""Each limit of docs/format.md's table, just below and just above, as a whole bundle meets it."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from desktop_app.crypto.encoding import NotStrict, decode, encode
from desktop_app.crypto.sealing import (
    BLOB_LIMIT,
    HEADER_LIMIT,
    STANZA_LIMIT,
    scan_header,
    seal_bytes,
)
from desktop_app.crypto.signing import Purpose
from desktop_app.domain.errors import PortageError
from desktop_app.services.erasure.erasing import NAMED_BY_ONE
from desktop_app.services.erasure.erasure import DRAFTS
from desktop_app.services.exchange import carrying
from desktop_app.services.exchange.attachment_exchange import (
    AT_ONCE,
    QUOTA,
    SHARE_OF_ONE,
    WISHES_OF_ONE,
)
from desktop_app.services.exchange.exchange import REFUSED, Exchange
from desktop_app.services.exchange.packs import OPENED
from desktop_app.services.exchange.segments import (
    FEEDS_OF_ONE,
    PARKED_BY_ONE,
    PARKED_BYTES,
    PARKED_PIECES,
    QUARANTINE_BYTES,
    WITHHELD_BY_ONE,
)
from desktop_app.services.trust.forks import SIDE_BYTES, SIDE_PIECES
from desktop_app.sync import bundle as files
from desktop_app.sync import pack
from desktop_app.sync.erasing import SUBJECTS
from desktop_app.sync.log import HEAD_INTERVAL, MAXIMUM_BODY, MAXIMUM_OPERATIONS, MAXIMUM_TEXT
from desktop_app.sync.roots import KEEPERS
from desktop_app.sync.trust import (
    CERTIFICATE_BYTES,
    FORK_BYTES_OF_ONE,
    FORKS_OF_ONE,
    LET_IN_BY_ONE,
    ROOTS,
)
from desktop_app.sync.verdicts import PROOF_BYTES, PROOF_HEADERS
from tests.builders import Bundle
from tests.hostile.corpus import corpus
from tests.hostile.forging import Forger, Part, spelt
from tests.hostile.laptops import copy_of, fingerprint, state_of
from tests.hostile.test_c25_payloads import laptops, person_body

TABLE = Path(__file__).resolve().parents[2] / "docs" / "format.md"
UNKNOWN = 60_000
"""A type of section that no release knows: it is passed over."""


@pytest.fixture(scope="module")
def forger() -> Forger:
    _, north, south = laptops()
    return Forger(south, north)


def outcome_of(data: bytes) -> str:
    """The reason of a refusal, or the outcome; a refusal changes nothing."""
    _, north, _ = laptops()
    receiver = copy_of(north)
    before = fingerprint(receiver)
    told = Exchange(receiver).take_in(Bundle(data))
    if told.outcome != REFUSED:
        return told.outcome
    assert fingerprint(receiver) == before
    return str(told.reason)


def test_the_table_says_what_the_program_keeps_to() -> None:
    text = TABLE.read_text(encoding="utf-8").split("## Limits")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", text, re.MULTILINE))
    kib, mib, gib = 1 << 10, 1 << 20, 1 << 30
    assert HEAD_INTERVAL * 2 == PROOF_HEADERS  # else some histories could not be proven
    assert rows == {
        "what": "at most",
        "age header": f"{HEADER_LIMIT // kib} KiB, {STANZA_LIMIT} stanzas",
        "manifest": f"{files.MANIFEST_BYTES // mib} MiB",
        "sections": f"{files.SECTIONS:,}",
        "a section": f"{files.SECTION_PACKED // mib} MiB packed, {files.SECTION_OPEN // mib} MiB open, "
        f"{files.RATIO} to 1",
        "a sealed attachment": f"{BLOB_LIMIT // mib} MiB and 24 bytes, in pieces of "
        f"{files.BLOB_PIECE // mib} MiB",
        "attachments that one manifest asks for": f"{files.BLOB_IDS:,}",
        "of these, previews of what one laptop added": f"{WISHES_OF_ONE}",
        "attachments that are kept": f"{QUOTA // gib} GiB, previews of what one laptop added "
        f"{SHARE_OF_ONE // gib} GiB; a file itself where somebody asked for it",
        "attachments in one bundle": f"{AT_ONCE // mib} MiB",
        "a body": f"{MAXIMUM_BODY // kib} KiB, {MAXIMUM_OPERATIONS} operations",
        "one text": f"{MAXIMUM_TEXT // kib} KiB in UTF-8",
        "depth": "8",
        "depth of a manifest": "6",
        "depth of a section of trust, of a segment": "4",
        "the file, the pack": f"{files.FILE_BYTES / gib:.1f} GiB",
        "other histories of one device, kept aside": f"{SIDE_PIECES} pieces, {SIDE_BYTES // mib} MiB",
        "proofs of other histories of one device": f"{FORKS_OF_ONE}, {FORK_BYTES_OF_ONE // mib} MiB "
        "and the one with which they pass that, the lowest feed ids; of one feed the shortest, of "
        "several the lowest bytes",
        "such a proof": f"{PROOF_BYTES // kib} KiB, {PROOF_HEADERS} headers",
        "entries from one signed head of a feed to the next, as Portage writes them": f"{HEAD_INTERVAL}",
        "feeds that one device begins": f"{FEEDS_OF_ONE:,}, and those that the office named",
        "what waits for a missing part": f"{PARKED_BYTES // mib} MiB, of one device "
        f"{PARKED_BY_ONE // mib} MiB and {PARKED_PIECES:,} pieces",
        "certificates by one device that lets others in": f"{LET_IN_BY_ONE}, of "
        f"{CERTIFICATE_BYTES // kib} KiB each",
        "erasures that wait for a signature": f"{DRAFTS}",
        "records that one erasure names": f"{SUBJECTS:,}",
        "keys, and authorities, that a root names": f"{KEEPERS} each",
        "root statements": f"{ROOTS}; beyond them, of those that did not lead to the newest the lowest "
        "version goes, by hash where several have it",
        "`people` of a manifest": f"{files.PEOPLE}, a name of {files.NAME_LETTERS} signs",
        "`erased` of a manifest": f"{files.ERASED_IDS:,} ids",
        "records in `erased`, of one sender, that a reader remembers": f"{NAMED_BY_ONE:,}",
        "`had` of a manifest": f"{files.HAD_IDS:,}",
        "`escrow` of a manifest": f"{files.ESCROW_BYTES // kib} KiB",
        "what is held back with its reason": f"{QUARANTINE_BYTES // mib} MiB, of one device "
        f"{WITHHELD_BY_ONE // mib} MiB of entries and {WITHHELD_BY_ONE // mib} MiB of segments that "
        "lie aside",
        "bundles in a pack": f"{pack.ITEMS}, each for {pack.ADDRESSEES} receivers",
        "the index of a pack": f"{pack.INDEX_BYTES // mib} MiB",
        "bundles of a pack that one device opens": f"{OPENED}",
        "what is carried for others": f"{carrying.QUOTA // mib} MiB, one bundle "
        f"{carrying.LARGEST // mib} MiB, {carrying.LONGEST} days",
    }
    assert files.HEADER_BYTES == HEADER_LIMIT


def test_stanzas_of_the_header() -> None:
    """A bundle for more receivers than one file may have is told from one for as many as it may."""
    kept = corpus()
    own = kept.receiver.require_trust().certificates[kept.receiver.device].sealing

    def sealed(count: int) -> bytes:
        # The library adds a stanza of its own now and then: as many as are wanted in all.
        while True:
            data = seal_bytes(kept.plain[0], [own])
            header, rest = data.split(b"\n--- ", 1)
            have = header.count(b"\n-> ")
            if have <= count:
                break
        more = b"".join(b"\n-> grease a\n" for _ in range(count - have))
        return header + more + b"\n--- " + rest

    assert scan_header(sealed(STANZA_LIMIT)) == STANZA_LIMIT
    assert outcome_of(sealed(STANZA_LIMIT)) != "header_too_large"
    assert outcome_of(sealed(STANZA_LIMIT + 1)) == "header_too_large"


@pytest.mark.parametrize("over", [0, 1])
def test_bytes_of_the_manifest(forger: Forger, over: int) -> None:
    parts = [forger.trust]
    step = 16 + 1 + 1 + 1  # a feed with its head, a small number, an empty hash
    fields = forger.fields(parts)

    def signed(count: int, more: int) -> tuple[bytes, int]:
        vector: list[Any] = []
        for number in range(count):
            vector += [number.to_bytes(16, "big"), 1, b""]
        left = more
        for at in range(2, len(vector), 3):
            take = min(20, left)
            vector[at], left = bytes(take), left - take
        payload = spelt({**fields, "vector": encode(vector)})
        return payload, len(forger.key.sign(payload, Purpose.BUNDLE))

    count = files.MANIFEST_BYTES // step - 200
    _, length = signed(count, 0)
    payload, length = signed(count, files.MANIFEST_BYTES - length + over)
    assert length == files.MANIFEST_BYTES + over
    told = outcome_of(forger.sealed(payload, parts))
    assert (told == "too_large") == bool(over), told
    assert over or told in ("applied", "partial")


@pytest.mark.parametrize("over", [0, 1])
def test_number_of_sections(forger: Forger, over: int) -> None:
    small = Part(UNKNOWN, b"", b"", 0, 0, b"x")
    told = outcome_of(forger.bundle([small] * (files.SECTIONS - 1 + over)))
    assert (told == "too_large") == bool(over), told
    assert over or told == "applied"


@pytest.mark.parametrize("over", [0, 1])
def test_ratio_of_a_section(forger: Forger, over: int) -> None:
    start = bytes(range(200))
    length = next(
        length
        for length in range(20_000, 60_000)
        if length + 1 > files.RATIO * len(_deflated(start + bytes(length + 1 - len(start))))
    )
    content = start + bytes(length + over - len(start))
    part = Part(UNKNOWN, b"", b"", 0, 0, content, _deflated(content))
    assert (len(content) > files.RATIO * len(part.data())) == bool(over)
    told = outcome_of(forger.bundle([part]))
    assert (told == "too_large") == bool(over), told
    assert over or told == "applied"


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize("over", [0, 1])
def test_bytes_of_a_body(forger: Forger, over: int) -> None:
    def body(last: int) -> bytes:
        texts = [[1000 + number, "x" * 60_000] for number in range(4)] + [[2000, "y" * last]]
        return person_body(positions={5: encode(texts)})

    last = MAXIMUM_BODY - len(body(300)) + 300 + over
    assert len(body(last)) == MAXIMUM_BODY + over
    told = outcome_of(forger.bundle([forger.part(forger.segment([body(last)]))]))
    assert (told == "applied") == (not over), told


@pytest.mark.parametrize("over", [0, 1])
def test_number_of_operations(forger: Forger, over: int) -> None:
    operations = [[1000 + number, "x"] for number in range(MAXIMUM_OPERATIONS + over)]
    body = person_body(positions={5: encode(operations)})
    told = outcome_of(forger.bundle([forger.part(forger.segment([body]))]))
    assert (told == "applied") == (not over), told


@pytest.mark.parametrize("over", [0, 1])
def test_bytes_of_one_text(forger: Forger, over: int) -> None:
    text = "ᐊ" * (MAXIMUM_TEXT // 3) + "x" * (MAXIMUM_TEXT % 3 + over)
    assert len(text.encode()) == MAXIMUM_TEXT + over
    body = person_body(positions={5: encode([[1000, text]])})
    _, north, _ = laptops()
    receiver = copy_of(north)
    told = Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(forger.segment([body]))])))
    assert (told.outcome == "applied") == (not over), told
    assert (state_of(receiver) == state_of(north)) == bool(over)


def test_depth() -> None:
    nested: Any = 1
    for depth in range(1, 10):
        nested = [nested]
        if depth <= 8:
            assert decode(encode(nested)) == nested
        else:
            with pytest.raises(NotStrict):
                decode(encode(nested))


@pytest.mark.parametrize("over", [0, 1])
def test_bytes_of_the_file(tmp_path: Path, over: int) -> None:
    path = tmp_path / "large.portage"
    with path.open("wb") as file:
        file.truncate(files.FILE_BYTES + over)
    with path.open("rb") as file, pytest.raises(PortageError) as refused:
        files.read_frames(io.BufferedReader(file.raw), [], lambda _: None)
    assert refused.value.code == ("too_large" if over else "not_a_bundle")


def a_pack(items: int, receivers: int, length: int = 1) -> bytes:
    """A pack of so many tiny bundles, spelt without asking whether it is allowed."""
    lines = [pack.MAGIC, bytes((pack.FORMAT,)), items.to_bytes(2, "big")]
    for number in range(items):
        lines += [
            number.to_bytes(16, "big"), length.to_bytes(8, "big"), bytes((pack.FRESH,)), bytes(2),
            bytes((receivers,)), bytes(16), bytes(8 * receivers),
        ]  # fmt: skip
    return b"".join(lines)


@pytest.mark.parametrize(
    ("items", "receivers", "code"),
    [
        (1, pack.ADDRESSEES, None),
        (1, pack.ADDRESSEES + 1, "too_large"),
        (pack.ITEMS, 1, None),
        (pack.ITEMS + 1, 1, "too_large"),
        (pack.ITEMS, pack.ADDRESSEES, None),
        (0, 1, "malformed"),
        (1, 0, "malformed"),
    ],
)
def test_lines_of_a_pack(items: int, receivers: int, code: str | None) -> None:
    data = a_pack(items, receivers) + bytes(items)
    if code is None:
        assert len(pack.read_index(io.BytesIO(data))) == items
        for spoiled in (data[:-1], data + b"x"):
            with pytest.raises(PortageError):
                pack.read_index(io.BytesIO(spoiled))
        return
    with pytest.raises(PortageError) as refused:
        pack.read_index(io.BytesIO(data))
    assert refused.value.code == code


@pytest.mark.parametrize("over", [0, 1])
def test_bytes_of_a_pack(tmp_path: Path, over: int) -> None:
    start = a_pack(1, 1, files.FILE_BYTES - len(a_pack(1, 1)) + over)
    path = tmp_path / "large.portage"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(files.FILE_BYTES + over)
    with path.open("rb") as file:
        if not over:
            assert len(pack.read_index(file)) == 1
            return
        with pytest.raises(PortageError) as refused:
            pack.read_index(file)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize("over", [0, 1])
def test_attachments_asked_for(forger: Forger, over: int) -> None:
    parts = [forger.trust]
    ids = [number.to_bytes(32, "big") for number in range(files.BLOB_IDS + over)]
    told = outcome_of(forger.sealed(spelt({**forger.fields(parts), "blobs": encode(ids)}), parts))
    assert (told == "too_large") == bool(over), told
    assert over or told == "applied"


@pytest.mark.parametrize("wrong", [[bytes(31)], [bytes(33)], ["a" * 32], [None], {}, b"x"])
def test_what_is_no_name_of_an_attachment(forger: Forger, wrong: Any) -> None:
    parts = [forger.trust]
    payload = spelt({**forger.fields(parts), "blobs": encode(wrong)})
    assert outcome_of(forger.sealed(payload, parts)) == "malformed"


@pytest.mark.parametrize("over", [0, 1])
def test_bytes_of_an_attachment(forger: Forger, over: int) -> None:
    data = bytes(range(256)) * ((BLOB_LIMIT + 24) // 256 + 1)
    data = data[: BLOB_LIMIT + 24 + over]
    name = hashlib.sha256(data).digest()
    pieces = [data[at : at + files.BLOB_PIECE] for at in range(0, len(data), files.BLOB_PIECE)]
    told = outcome_of(
        forger.bundle(
            [
                Part(files.BLOB, name, b"", number, len(pieces), piece, _stored(piece))
                for number, piece in enumerate(pieces, 1)
            ]
        )
    )
    assert told == ("malformed" if over else "applied")


@pytest.mark.parametrize("over", [0, 1])
def test_bytes_of_a_piece(forger: Forger, over: int) -> None:
    data = bytes(range(256)) * (files.BLOB_PIECE // 256) + bytes(over)
    part = Part(files.BLOB, hashlib.sha256(data).digest(), b"", 1, 1, data, _stored(data))
    assert outcome_of(forger.bundle([part])) == ("malformed" if over else "applied")


def _stored(content: bytes) -> bytes:
    packer = zlib.compressobj(0, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
