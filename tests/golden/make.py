"""Makes the kept vault and the kept bundles of the present release; README.md says when.

    .venv/bin/python -m tests.golden.make NUMBER [--again]

Makes `vault-NUMBER/` and `bundles-NUMBER/` beside this file. What happens in them is in `story.py`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher3

from desktop_app.crypto.encoding import decode
from desktop_app.crypto.passphrase import FLOOR
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.vault import vaults
from desktop_app.services.vault.backup_keys import BackupKeys
from desktop_app.services.vault.backups import Backups, read_info
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.slots import open_own_key, read_slots
from tests.builders import Bundle, an_environment
from tests.golden.story import PASSPHRASE, at_work, bundles, own_place
from tests.golden.told import brought, everything, state

HERE: Final = Path(__file__).parent
FILES: Final = ("vault.db", "drafts.db", "slots.cbor")
BLOBS, BACKUPS = "blobs", "backups"
PAPERS: Final = "papers.txt"
HOLDS, EACH, GIVES, PAPER = "holds.jsonl", "each.json", "gives.jsonl", "recovery.txt"


def make(folder: Path, number: int) -> None:
    """Write both folders. Raises FileExistsError where one is there already."""
    kept, given = folder / f"vault-{number}", folder / f"bundles-{number}"
    kept.mkdir(parents=True)
    given.mkdir()
    with at_work() as cast:
        vault = cast.vault
        backup = Backups(vault).make().folder
        (kept / PAPER).write_text(vault.recovery_code().text + "\n", encoding="utf-8")
        _write_lines(kept / HOLDS, state(vault.session))
        vault.close()
        for name in FILES:
            shutil.copyfile(vault.folder / name, kept / name)
        shutil.copytree(vault.folder / BACKUPS, kept / BACKUPS)
        without_lists(kept / FILES[0], vault.key)
        without_lists(kept / BACKUPS / backup.name / FILES[0], key_of_backup(vault, backup))
        shutil.copytree(vault.folder / BLOBS, kept / BLOBS)
        for at, (name, data) in enumerate(bundles(cast), 1):
            (given / f"{at:02}-{name}").write_bytes(data)
        papers = "\n\n".join(one.text for one in cast.papers)
        (given / PAPERS).write_text(papers + "\n", encoding="utf-8")
    write_what_they_give(folder, number)


def key_of_backup(vault: OpenVault, backup: Path) -> bytes:
    """The key of the month of a backup, as it is found by whoever restores it."""
    own = open_own_key(vault.slots.vault, vault.slots.slots[0], PASSPHRASE, FLOOR)
    key = BackupKeys(backup.parent).open(read_info(backup).key, [own])
    assert key is not None
    return key


def without_lists(path: Path, key: bytes) -> None:
    """Take the tables that screens read out of a database: most of its bytes, and empty most of them.

    Any release makes them anew from the log, where they are not of its own declarations.
    """
    connection = sqlcipher3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    (told,) = connection.execute("SELECT value FROM fact WHERE name = 'row_tables'").fetchone()
    for name in decode(told):
        connection.execute(f'DROP TABLE "{name}"')
    connection.execute("DELETE FROM fact WHERE name = 'rows'")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def write_what_they_give(folder: Path, number: int) -> None:
    """Write what each kept bundle brings to the kept vault, and what the vault holds after all."""
    given = folder / f"bundles-{number}"
    lines = [
        f"{json.dumps(path.name)}: {json.dumps(told, ensure_ascii=False, sort_keys=True)}"
        for path, told in each(folder, number)
    ]
    (given / EACH).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")
    with kept_vaults(folder, number) as fresh, fresh() as vault:
        for path in sorted(given.glob("*.portage")):
            take_in(vault, path)
        _write_lines(given / GIVES, state(vault.session))


def take_in(vault: OpenVault, path: Path) -> dict[str, Any]:
    """What became of one file."""
    told = Exchange(vault.session).take_in(Bundle(path.read_bytes()), accept_mass_change=True)
    return {
        "outcome": told.outcome, "reason": told.reason, "entries": told.entries, "new": told.new,
        "changed": told.changed, "deleted": told.deleted, "conflicts": told.conflicts,
        "withheld": told.withheld, "waiting": len(told.waiting), "carried": told.carried, "forked": told.forked,
        "twice": told.twice, "set_aside": told.set_aside,
    }  # fmt: skip


def each(
    folder: Path, number: int, some: str = "*.portage"
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What each kept bundle brings, taken in by itself into the kept vault. some: which, as a pattern."""
    with kept_vaults(folder, number) as fresh:
        with fresh() as vault:
            before = everything(vault.session)
        for path in sorted((folder / f"bundles-{number}").glob(some)):
            with fresh() as vault:
                told = take_in(vault, path)
                yield path, {**told, "brought": brought(before, everything(vault.session))}


def copied(folder: Path, number: int, place: Path) -> Path:
    """A copy of a kept vault at `place`, as it comes to a laptop that never saw it."""
    place.mkdir(parents=True)
    source = folder / f"vault-{number}"
    for name in FILES:
        shutil.copyfile(source / name, place / name)
    if (source / BLOBS).is_dir():
        shutil.copytree(source / BLOBS, place / BLOBS)
    return place


@cache
def _prepared(folder: Path, number: int) -> tempfile.TemporaryDirectory[str]:
    """A kept vault with the tables that screens read, which are made once for all its copies."""
    kept = tempfile.TemporaryDirectory(prefix="portage-kept-")
    with own_place():
        _opened(copied(folder, number, Path(kept.name) / "vault"), folder, number).close()
    return kept


def _opened(vault: Path, folder: Path, number: int) -> OpenVault:
    """Open a copy of a kept vault by its key, as if it had never moved."""
    code = RecoveryCode.parse((folder / f"vault-{number}" / PAPER).read_text(encoding="utf-8"))
    (slot,) = read_slots(vault / "slots.cbor").slots
    environment = an_environment(seed=9)
    return vaults.open_with_key(vault, code.secret, slot.person, environment=environment)


@contextmanager
def kept_vaults(folder: Path, number: int) -> Iterator[Callable[[], OpenVault]]:
    """What opens a fresh copy of a kept vault, each time."""
    first, count = Path(_prepared(folder, number).name) / "vault", itertools.count()

    def fresh() -> OpenVault:
        shutil.rmtree(vaults.anchor_folder(), ignore_errors=True)
        copy = Path(shutil.copytree(first, place / f"vault-{next(count)}"))
        return _opened(copy, folder, number)

    with own_place() as place:
        yield fresh


def _write_lines(path: Path, lines: list[str]) -> None:
    assert all(json.loads(line) for line in lines)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("number", type=int)
    arguments.add_argument("--again", action="store_true", help="of a release that is not out yet")
    chosen = arguments.parse_args()
    if chosen.again:
        for kind in ("vault", "bundles"):
            shutil.rmtree(HERE / f"{kind}-{chosen.number}", ignore_errors=True)
    make(HERE, chosen.number)


if __name__ == "__main__":
    main()
