"""The files that were refused, known before, or held up: lines kept outside the vault's database.

A refusal leaves the vault as it is, byte for byte, so what is known of such a file stands in the
file of drafts. What the brake held up waits there until somebody takes it in, or does not want it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.errors import PortageError
from desktop_app.interchange.record import message_from_plain, message_to_plain
from desktop_app.language import Message
from desktop_app.services.exchange.brake import Held
from desktop_app.services.exchange.bundle_words import refused_before
from desktop_app.services.exchange.exchange import DUPLICATE, Imported
from desktop_app.services.exchange.exchange_lines import Fate, Received
from desktop_app.services.exchange.taking_in import FILE_LETTERS
from desktop_app.services.session import NotHere
from desktop_app.services.vault.vaults import OpenVault

Line = tuple[int, int, dict[str, Any]]
"""What is kept of one file: (its number, UTC milliseconds, what is known of it)."""

_HELD: Final = "held"
_DIGEST: Final = "digest"


class HeldUpFileAway(PortageError):
    """The file that was held up does not lie where it lay, or another one lies in its place."""

    code = "held_up_file_away"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "exchange",
                "Nothing was imported. Put back the stick that holds {file}, then try again.",
                {"file": name},
            )
        )


def note_refused(vault: OpenVault, path: Path, imported: Imported) -> None:
    """Keep a line about a file that was refused or known, outside the vault's database."""
    line: dict[str, Any] = {
        "file": path.name[:FILE_LETTERS],
        "outcome": imported.outcome,
        "reason": imported.reason or "",
        "sender": imported.sender_name,
        "bundle": imported.bundle,
    }
    if imported.message is not None:
        line["message"] = message_to_plain(imported.message)
    if imported.held is not None:
        # Somebody looks at it, perhaps tomorrow, and takes it in from where it lies. On another stick
        # a file of the same name may lie there then, which nobody has looked at.
        line[_HELD], line["path"] = imported.held.to_plain(), str(path.absolute())
        with suppress(OSError):
            line[_DIGEST] = _digest(path)
    vault.drafts.note_refusal(vault.session.environment.now(), line)


def refused(
    journal: Sequence[Line], taken: Mapping[str, Received], ends: Mapping[bytes, int]
) -> Iterator[Received]:
    """What is shown of these lines. journal: newest first. taken: by id, the bundles that came in.
    ends: how far each feed has come here.

    A bundle that waits for somebody is one line, however often its file was given, and none once it
    was taken in, or what it holds came with a later one.
    """
    waiting: set[bytes] = set()
    for line in journal:
        bundle = line[2].get("bundle")
        if _HELD in line[2] and isinstance(bundle, bytes):
            if bundle.hex() in taken or bundle in waiting or _came(line[2], ends):
                continue
            waiting.add(bundle)
        yield _received(line, taken)


def file_of(vault: OpenVault, key: str) -> Path:
    """Where the file of a line lies that was held up. Raises NotHere, HeldUpFileAway."""
    line = _held_up(vault, key)[2]
    path, digest = Path(str(line.get("path", ""))), line.get(_DIGEST)
    try:
        there = path.is_file() and (digest is None or _digest(path) == digest)
    except OSError:
        there = False
    if not there:
        raise HeldUpFileAway(path.name)
    return path


def decline(vault: OpenVault, key: str) -> None:
    """Forget that a file was held up, under each of its names. Raises NotHere."""
    number, _, line = _held_up(vault, key)
    bundle = line.get("bundle")
    same = [
        other
        for other, _, told in vault.drafts.refusals()
        if other == number or (bundle and _HELD in told and told.get("bundle") == bundle)
    ]
    vault.drafts.forget_refusals(same)


def _held_up(vault: OpenVault, key: str) -> Line:
    for line in vault.drafts.refusals():
        if _HELD in line[2] and _key(line) == key:
            return line
    raise NotHere


def _key(line: Line) -> str:
    return f"refused-{line[1]}-{line[0]}"


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _came(line: Mapping[str, Any], ends: Mapping[bytes, int]) -> bool:
    """Whether all that a bundle would bring is here already."""
    with suppress(KeyError, TypeError, ValueError):
        brought = Held.from_plain(line[_HELD]).ends
        return bool(brought) and all(ends.get(bytes.fromhex(one), 0) >= end for one, end in brought)
    return False


def _received(kept: Line, taken: Mapping[str, Received]) -> Received:
    key, at, line = _key(kept), kept[1], kept[2]
    file, sender = str(line.get("file", "")), str(line.get("sender", ""))
    if line.get("outcome") == DUPLICATE:
        bundle = line.get("bundle", b"")
        first = taken.get(bundle.hex() if isinstance(bundle, bytes) else "")
        return Received(
            key, at, Fate.KNOWN, sender, file,
            entries=0 if first is None else first.entries,
            by=() if first is None else first.by,
            known_since=None if first is None else first.at,
        )  # fmt: skip
    message = refused_before(str(line.get("reason", "")))
    with suppress(KeyError, TypeError, ValueError):
        message = message_from_plain(line["message"])
    brake, path = None, ""
    with suppress(KeyError, TypeError, ValueError):
        brake, path = Held.from_plain(line[_HELD]), str(line["path"])
    return Received(key, at, Fate.REFUSED, sender, file, message=message, brake=brake, path=path)
