"""What earlier releases wrote is read by this one: every kept vault and bundle, every way in."""

from __future__ import annotations

import io
import itertools
import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from desktop_app.crypto.encoding import decode
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.crypto.sealing import NotForUs, unseal_bytes
from desktop_app.crypto.signing import payload_of
from desktop_app.domain.entities import STANDARD
from desktop_app.services.trust.escrow import Escrow
from desktop_app.services.trust.keepers import read_draft, sign
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backups import INFO
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage import schema
from desktop_app.storage.errors import NewerFile
from desktop_app.storage.migrating import KEPT
from desktop_app.sync import bundle as files
from desktop_app.sync import pack, trust
from desktop_app.sync.log import chain, decode_body, decode_segment
from desktop_app.sync.roots import signers
from desktop_app.sync.statements import read_request
from tests.builders import an_environment
from tests.golden.make import (
    BACKUPS,
    EACH,
    GIVES,
    HERE,
    HOLDS,
    PAPERS,
    copied,
    each,
    kept_vaults,
    take_in,
)
from tests.golden.story import PASSPHRASE, PERSON
from tests.golden.told import state
from tests.simulator.fleet import KEY

RELEASES: Final = sorted(int(one.name.split("-")[1]) for one in HERE.glob("vault-*"))
IN_FULL: Final = [one for one in RELEASES if (HERE / f"bundles-{one}" / EACH).is_file()]
"""Those of which more is kept than what the records say."""

FORMAT: Final = HERE.parents[1] / "docs" / "format.md"
AGAIN: Final = (
    "What release {0} wrote now says something else. If that release is out, this program has a fault. "
    "If it is not, and this was meant: .venv/bin/python -m tests.golden.make {0} --again"
)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def told(vault: OpenVault, number: int) -> list[str]:
    """What a vault holds, as far as it was written down of that release."""
    found = state(vault.session)
    return found if number in IN_FULL else [one for one in found if '"type": "/' not in one]


def opened(folder: Path) -> OpenVault:
    return vaults.open_vault(folder, PASSPHRASE, environment=an_environment())


@contextmanager
def fresh_vaults(number: int, folder: Path) -> Iterator[Callable[[], OpenVault]]:
    """What opens a fresh copy of a kept vault each time."""
    if number in IN_FULL:
        with kept_vaults(HERE, number) as in_full:
            yield in_full
        return
    count = itertools.count()

    def fresh() -> OpenVault:
        shutil.rmtree(vaults.anchor_folder(), ignore_errors=True)
        return opened(copied(HERE, number, folder / str(next(count))))

    yield fresh


def test_there_is_one_of_each_kind() -> None:
    assert IN_FULL
    assert len(RELEASES) > 1
    for number in RELEASES:
        assert len(list((HERE / f"bundles-{number}").glob("*.portage"))) >= 7


@pytest.mark.parametrize("number", RELEASES)
def test_a_kept_vault_opens_with_all_it_held(tmp_path: Path, number: int) -> None:
    folder = copied(HERE, number, tmp_path / "vault")
    original = (folder / "vault.db").read_bytes()
    for again in (False, True):
        with opened(folder) as vault:
            held = lines(HERE / f"vault-{number}" / HOLDS)
            assert told(vault, number) == held, AGAIN.format(number)
            assert [one.code for one in check(vault).problems] == []
            assert [one.values for one in vault.drafts.all()] == [{"given": "Brouillon"}], again
            refused = [line for _, _, line in vault.drafts.refusals()]
            assert refused == ([{"file": "a file", "reason": "altered"}] if number > 1 else [])
    copies = list(folder.glob(f"vault.db{KEPT}*"))
    assert bool(copies) == (number == 1)  # the tables of the log were migrated
    assert all(one.read_bytes() == original for one in copies)
    with vaults.open_vault(folder, PASSPHRASE) as vault:
        vault.change_key(os.urandom(32))
        assert check(vault).ok


@pytest.mark.parametrize("number", IN_FULL)
def test_each_kept_bundle_brings_what_it_brought(number: int) -> None:
    """Into the vault as it was kept, and nothing before it: outcome, records, statements, log."""
    kept = json.loads((HERE / f"bundles-{number}" / EACH).read_text(encoding="utf-8"))
    found = {path.name: one for path, one in each(HERE, number)}
    assert found.keys() == kept.keys()
    for name, one in found.items():
        assert one == kept[name], f"{name}: {AGAIN.format(number)}"


@pytest.mark.parametrize("number", RELEASES)
def test_kept_bundles_give_the_same_in_any_order(tmp_path: Path, number: int) -> None:
    bundles = sorted((HERE / f"bundles-{number}").glob("*.portage"))
    expected = lines(HERE / f"bundles-{number}" / GIVES)
    with fresh_vaults(number, tmp_path) as fresh:
        for order in (bundles[::-1], random.Random(number).sample(bundles, len(bundles))):
            with fresh() as vault:
                for path in order:
                    came = take_in(vault, path)
                    # Who was cut off is known to be so once the office's word has come.
                    assert came["outcome"] != "refused" or came["reason"] == "revoked_sender"
                got = told(vault, number)
                assert got == expected, ([one.name for one in order], AGAIN.format(number))
                assert [one.code for one in check(vault).problems] == []
                if order[-1] is bundles[0]:
                    for path in order:
                        take_in(vault, path)
                    assert told(vault, number) == expected, "once more"


def kept_backup(number: int, folder: Path) -> Path:
    """A copy of what that release kept as a backup, with the key of its month where it has one."""
    kept = HERE / f"vault-{number}"
    if not (kept / BACKUPS).is_dir():
        stick = copied(HERE, number, folder / "stick")
        shutil.copyfile(kept / INFO, stick / INFO)
        return stick
    shutil.copytree(kept / BACKUPS, folder / "stick")
    (backup,) = (one.parent for one in (folder / "stick").glob(f"*/{INFO}"))
    return backup


@pytest.mark.parametrize("number", RELEASES)
def test_a_backup_of_that_release_is_restored(tmp_path: Path, number: int) -> None:
    backup = kept_backup(number, tmp_path)
    whole = {one: one.read_bytes() for one in backup.iterdir() if one.is_file()}
    with backups.restore(tmp_path / "new", backup, PASSPHRASE) as vault:
        assert told(vault, number) == lines(HERE / f"vault-{number}" / HOLDS)
        assert check(vault).ok
    with opened(tmp_path / "new") as vault:
        assert check(vault).ok
    assert {one: one.read_bytes() for one in whole} == whole


def test_a13_an_older_program_leaves_a_newer_vault_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(HERE, RELEASES[-1], tmp_path / "vault")
    opened(folder).close()
    before = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    monkeypatch.setattr(schema, "VERSION", 0)
    with pytest.raises(NewerFile) as refused:
        opened(folder)
    assert "newer Portage" in str(refused.value)
    after = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    for name in itertools.filterfalse(lambda one: one.startswith("lock"), before):
        assert after[name] == before[name], name
    assert not {name for name in after if name.endswith("-wal") and after[name]}


# What beside bundles goes from hand to hand


def kept_papers(number: int) -> list[RecoveryCode]:
    text = (HERE / f"bundles-{number}" / PAPERS).read_text(encoding="utf-8")
    return [RecoveryCode.parse(one) for one in text.split("\n\n")]


@pytest.mark.parametrize("number", IN_FULL)
def test_kept_requests_are_read(number: int) -> None:
    asked = sorted((HERE / f"bundles-{number}").glob("*.portage-request"))
    guest, second = (read_request(one.read_bytes()) for one in asked)
    assert (guest.name, guest.person_name, guest.notice) == ("guest", "Gil Exemple", b"")
    assert (second.name, second.person_name, bool(second.notice)) == ("second", PERSON, True)
    given = [json.loads(one) for one in lines(HERE / f"bundles-{number}" / GIVES)]
    laptops = {one["id"]: one for one in given if one["type"] == "/laptop"}
    for request in (guest, second):
        laptop = laptops[request.device.hex()]
        assert (request.name, request.signing.hex()) == (laptop["name"], laptop["signing"])
        assert request.sealing in (laptop["certified"], laptop["sealing"])


@pytest.mark.parametrize("number", IN_FULL)
def test_kept_papers_sign_and_open_what_was_made_for_them(number: int) -> None:
    first, *three, escrow = kept_papers(number)[:5]
    (round_,) = (HERE / f"bundles-{number}").glob("*.portage-papers")
    draft = read_draft(round_.read_bytes())
    assert decode(draft.payload)["version"] == 3
    signed = read_draft(sign(round_.read_bytes(), three[1]))
    with kept_vaults(HERE, number) as fresh, fresh() as vault:
        bundles = {one.name[3:]: one for one in (HERE / f"bundles-{number}").glob("*.portage")}
        take_in(vault, bundles["files-and-what-was-asked-for.portage"])
        code = Escrow(vault.session).help("south", first)
        assert (code.kind, code.secret) == ("vault", KEY)
        take_in(vault, bundles["three-papers-and-another-authority.portage"])
        root = vault.session.require_trust().root
        assert signers(signed.signed, signed.payload, root.keys) == 1
        assert escrow.kind == "escrow"


# That all of the format is kept, and that a fault is found


@cache
def contents(number: int) -> dict[str, set[Any]]:
    """What stands in the kept bundles: the names of all that docs/format.md lists."""
    found: dict[str, set[Any]] = {
        one: set() for one in ("manifest", "sections", "kind", "statements", "entries", "records", "keys", "lines")
    }  # fmt: skip
    with (
        kept_vaults(HERE, number) as fresh,
        fresh() as vault,
        vault.session.database.reading() as tables,
    ):
        keys = vault.session.sealing_keys(tables)
    for path in (HERE / f"bundles-{number}").glob("*.portage"):
        whole = path.read_bytes()
        items = pack.read_index(io.BytesIO(whole)) if pack.is_pack(whole) else []
        found["lines"] |= {one.kind for one in items}
        parts = [whole[one.offset : one.offset + one.length] for one in items] or [whole]
        for part in parts:
            try:
                _look(unseal_bytes(part, keys), found)
            except NotForUs:
                assert items
    return found


def _look(plain: bytes, found: dict[str, set[Any]]) -> None:
    at = 13 + int.from_bytes(plain[9:13], "big")
    payload = payload_of(plain[13:at])
    plainly = decode(payload)
    found["manifest"] |= {name for name, value in plainly.items() if value != []}
    found["kind"].add(plainly["kind"])
    for info in files.decode_manifest(payload).sections:
        packed, at = plain[at : at + info.packed], at + info.packed
        found["sections"].add(info.type)
        content = files.unpack_section(info, packed)
        if info.type == files.TRUST:
            found["statements"] |= {kind for kind, _ in files.decode_trust(content)}
        elif info.type == files.SEGMENT:
            for entry in chain(decode_segment(content)):
                act = "in an act" if decode(entry.header)[8] else "alone"
                whole = "erased" if entry.body is None else "whole"
                found["entries"] |= {f"kind {entry.kind}", act, whole}
                if entry.body is not None:
                    body = decode_body(entry.body)
                    found["records"].add(body.entity_type)
                    found["keys"] |= {_sort(one.key) for one in body.operations}


def _sort(key: int | bytes) -> str:
    return "life" if key == 0 else "field" if isinstance(key, int) else f"{len(key)} bytes"


@pytest.mark.parametrize("number", IN_FULL[-1:])
def test_all_that_the_format_lists_is_kept(number: int) -> None:
    """What this program can write and no kept bundle holds has to be kept as well; a kind of record
    is by itself, anything else where `story.py` has it happen."""
    page, found = FORMAT.read_text(encoding="utf-8"), contents(number)
    manifest = page[page.index("### The manifest's payload") : page.index("### Sections")]
    named = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", manifest, re.MULTILINE)
    statements = page[page.index("## Statements of trust") : page.index("## What is erased")]
    kinds = set(re.findall(r"^\| `([a-z_]+)` \| (?:`|none)", statements, re.MULTILINE))
    assert found == {
        "manifest": {one for some in named for one in re.findall("[a-z_]+", some)},
        "kind": {files.DELTA, files.ENROLMENT},
        "sections": {files.TRUST, files.SEGMENT, files.BLOB},
        "statements": kinds | {"erasure_draft"},
        "lines": {pack.FRESH, pack.ALONG},
        "records": {one.number for one in STANDARD.types},
        "keys": {"life", "field", "16 bytes", "18 bytes"},
        "entries": {"kind 1", "kind 2", "alone", "in an act", "whole", "erased"},
    }, (
        f"More than the kept files hold: .venv/bin/python -m tests.golden.make {number} --again "
        f"while release {number} is not out, and {number + 1} once it is"
    )


def _plant(patch: pytest.MonkeyPatch, name: str, **change: Callable[[Any], Any]) -> None:
    """Have one kind of statement understood otherwise. change: fields, and what they become."""
    genuine = getattr(trust, name)

    def wrong(*given: Any) -> Any:
        answer = genuine(*given)
        read, *rest = answer if isinstance(answer, tuple) else (answer,)
        other = replace(read, **{one: make(getattr(read, one)) for one, make in change.items()})
        return (other, *rest) if rest else other

    patch.setattr(trust, name, wrong)


@pytest.mark.parametrize(
    ("statement", "field", "make", "bundle"),
    [
        ("read_sealing", "epoch", lambda epoch: epoch + 1, "another-month"),
        ("read_admit", "seq", lambda seq: seq - 1, "late-work-that-counts"),
        ("read_branch", "side", lambda side: side - 1, "which-history-goes-on"),
        ("read_erasure", "subjects", lambda subjects: subjects[:1], "a-person-and-a-note-erased"),
        ("read_certificate", "number", lambda number: 1, "rights-that-ended"),
    ],
)
def test_a_statement_that_is_understood_otherwise_is_found(
    statement: str,
    field: str,
    make: Callable[[Any], Any],
    bundle: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = IN_FULL[-1]
    kept = json.loads((HERE / f"bundles-{number}" / EACH).read_text(encoding="utf-8"))
    _plant(monkeypatch, statement, **{field: make})
    ((path, one),) = each(HERE, number, f"*-{bundle}.portage")
    assert one != kept[path.name]
