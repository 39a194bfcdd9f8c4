"""C31: every other parser of what comes from outside or lies on the disk: spoiled input is read, or
refused with a sentence, and never anything else. Longer: tests/soak/test_c31_hours.py."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from desktop_app.crypto.encoding import decode, decode_sequence, encode
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.errors import PortageError
from desktop_app.interchange.hsds import read
from desktop_app.interchange.language_packs import read_pack
from desktop_app.interchange.spreadsheet import OutputTable, read_table, write_csv, write_xlsx
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backups import INFO
from desktop_app.storage.anchor import Anchor, AnchorAltered, Mark
from desktop_app.storage.slots import decode_slots
from desktop_app.sync import pack
from desktop_app.sync.log import decode_segment
from desktop_app.sync.statements import read_request
from tests.builders import a_vault
from tests.figures import Recorder, reached
from tests.golden.make import HERE
from tests.hostile.corpus import spoiled
from tests.hostile.forging import HOSTILE
from tests.hostile.fuzzing import Kitchen
from tests.hostile.test_c25_payloads import laptops

Parser = Callable[[bytes, Path], object]
ROOT = Path(__file__).resolve().parents[2]


def _by_file(name: str, parse: Callable[[Path], object]) -> Parser:
    def by_file(data: bytes, folder: Path) -> object:
        path = folder / name
        path.write_bytes(data)
        return parse(path)

    return by_file


def _anchor(data: bytes, folder: Path) -> object:
    (folder / f"{bytes(16).hex()}.anchor").write_bytes(data)
    return Anchor(folder, bytes(16), bytes(32)).read()


def _recovery(data: bytes, _: Path) -> object:
    return RecoveryCode.parse(data.decode("utf-8", errors="replace"))


def _backup(data: bytes, folder: Path) -> object:
    (folder / INFO).write_bytes(data)
    (folder / vaults.DATABASE).touch()
    return backups.read_info(folder)


@cache
def parsers() -> dict[str, tuple[Parser, tuple[bytes, ...]]]:
    """By name: how it is read, and sound examples to spoil."""
    office, north, south = laptops()
    kitchen = Kitchen(south, north, office)
    table = OutputTable(
        "People", ("identity.given", "identity.telephone"), ("Given name", "Telephone"),
        (("Ana", "867-555-0100"), ("ᐊᓇ", "=1+1")),
    )  # fmt: skip
    cbor = tuple(HOSTILE.values()) + tuple(
        encode(tree) for name, tree in kitchen.trees.items() if "segment" not in name
    )
    segments = (encode(kitchen.trees["segment"]),)
    slots = (HERE / "vault-1" / vaults.SLOTS).read_bytes()
    request = Organisation(a_vault("south", "Pita Exemple")).request().data
    info = (HERE / "vault-1" / INFO).read_bytes()
    words = (ROOT / "translations" / "fr.po").read_bytes()[:6000].rpartition(b"\n\n")[0]
    hsds = (
        b'[{"id": "a", "name": "Clinique", "services": [{"id": "b", "name": "Conseils", '
        b'"schedules": [{"byday": "MO", "opens_at": "09:00"}], "phones": [{"number": "1"}]}]}]'
    )
    lines = [
        pack.line(pack.file_id(one), len(one), pack.ALONG, 3, bytes(16), [bytes(16)])
        for one in (b"ab", b"c")
    ]
    code = RecoveryCode("vault", bytes(range(16)), bytes(range(32)))
    return {
        "cbor": (lambda data, _: decode(data), cbor),
        "cbor sequence": (lambda data, _: decode_sequence(data), cbor),
        "segment": (lambda data, _: decode_segment(data), segments),
        "workbook": (_by_file("a.xlsx", read_table), (write_xlsx(table),)),
        "delimited text": (_by_file("a.csv", read_table), (write_csv(table),)),
        "directory": (_by_file("a.json", read), (hsds,)),
        "language pack": (_by_file("fr.po", read_pack), (words,)),
        "pack": (
            lambda data, _: pack.read_index(BytesIO(data)),
            (pack.encode_index(lines) + b"abc",),
        ),
        "request": (lambda data, _: read_request(data), (request,)),
        "slots": (lambda data, _: decode_slots(data), (slots,)),
        "backup": (_backup, (info, backups.encode_info(1, 2, Mark(1, 2, bytes(32))))),
        "anchor": (_anchor, (_made_anchor(),)),
        "recovery code": (_recovery, (code.text.encode(), code.qr_text.encode())),
    }


def _made_anchor() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Anchor(Path(folder), bytes(16), bytes(32)).write(Mark(1, 2, bytes(32)))
        return next(Path(folder).iterdir()).read_bytes()


def spoil_often(name: str, folder: Path, tries: Iterator[int], seed: int) -> int:
    """Spoil the examples of one parser so often; gives how many were refused."""
    parse, examples = parsers()[name]
    for data in examples:
        if name not in ("cbor", "cbor sequence"):
            parse(data, folder)
    chance, refused = random.Random(f"{name} {seed}"), 0
    for number in tries:
        data = spoiled(chance, examples[number % len(examples)], examples)
        try:
            parse(data, folder)
        except PortageError as told:
            refused += bool(str(told) and told.code)
        except AnchorAltered:
            refused += 1
        except Exception as mistake:
            where = folder / "spoiled"
            where.write_bytes(data)
            raise AssertionError(f"{name}: {mistake!r} for {data[:200]!r}") from mistake
    return refused


NAMES = (
    "cbor", "cbor sequence", "segment", "workbook", "delimited text", "directory", "language pack",
    "pack", "request", "slots", "backup", "anchor", "recovery code",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_c31_spoiled_input(tmp_path: Path, name: str, record_property: Recorder) -> None:
    tries = 150 if name in ("workbook", "language pack", "directory") else 600
    assert spoil_often(name, tmp_path, iter(range(tries)), 31)
    reached(record_property, "C31", tries, f"spoiled inputs of the parser of a {name}")
