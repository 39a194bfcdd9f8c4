"""A fuzzer that knows how a bundle is built, and keeps what led it to new lines of the program.

Each try takes one part of a real bundle as a tree of values, puts something else in the place of a
few of its branches, and signs and seals the whole as a hostile but enrolled laptop could (or, for
statements of trust, a hostile office). A recipe is the part and what was put where: keys differ in
each run, so bytes could not be kept, but a recipe can.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import Purpose, SigningKey, payload_of
from desktop_app.domain.errors import PortageError
from desktop_app.services.session import Session
from desktop_app.sync import bundle as files
from desktop_app.sync.log import decode_segment, encode_segment
from tests.hostile.forging import HOSTILE, Forger, Part, a_list, head, spelt

RECIPES: Final = Path(__file__).with_name("recipes")
WATCHED: Final = ("/sync/", "/crypto/", "/services/", "/storage/")
Path_ = tuple[Any, ...]


@dataclass(frozen=True)
class Raw:
    """Bytes that stand for a value as they are, whether or not they are one."""

    data: bytes


@dataclass(frozen=True)
class Recipe:
    """part: one of PARTS. changes: (path to a branch, the bytes that stand there instead)."""

    part: str
    changes: tuple[tuple[Path_, bytes], ...]

    def to_text(self) -> str:
        told = [[_plain(path), data.hex()] for path, data in self.changes]
        return json.dumps({"part": self.part, "changes": told}, ensure_ascii=True)

    @classmethod
    def from_text(cls, text: str) -> Recipe:
        told = json.loads(text)
        changes = tuple((tuple(path), bytes.fromhex(data)) for path, data in told["changes"])
        return cls(told["part"], changes)


def _plain(path: Path_) -> list[Any]:
    return [one.hex() if isinstance(one, bytes) else one for one in path]


def spell(value: Any) -> bytes:
    """The bytes of a tree in which `Raw` branches stand as they are."""
    if isinstance(value, Raw):
        return value.data
    if isinstance(value, dict):
        if all(isinstance(one, str) for one in value):
            return spelt({name: spell(one) for name, one in value.items()})
        return head(5, len(value)) + b"".join(encode(k) + spell(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return a_list([spell(one) for one in value])
    return encode(value)


def branches(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every branch of a tree, the whole included."""
    yield path, value
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, one in inside:
        yield from branches(one, (*path, key))


def put(value: Any, path: Path_, data: bytes) -> Any:
    """The tree with other bytes in the place of one branch; as it is where the path leads nowhere."""
    if not path:
        return Raw(data)
    key, rest = path[0], path[1:]
    if isinstance(value, dict):
        key = next((one for one in value if one == key or _plain((one,)) == [key]), None)
        if key is None:
            return value
        return {**value, key: put(value[key], rest, data)}
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return [*value[:key], put(value[key], rest, data), *value[key + 1 :]]
    return value


def something_else(chance: random.Random, value: Any, others: Sequence[Any]) -> bytes:
    """Bytes to stand for a value: near it, hostile, or taken from elsewhere."""
    if chance.random() < 0.3:
        return chance.choice(list(HOSTILE.values()))
    if chance.random() < 0.15:
        return spell(chance.choice(others))
    match value:
        case bool() | None:
            return encode(chance.choice((None, True, False, 0, "", b"")))
        case int():
            near = (0, 1, -1, value - 1, value + 1, value * 2, 1 << 31, 1 << 62, (1 << 63) - 1)
            number = chance.choice(near)
            return encode(number if abs(number) < 1 << 63 else 0)
        case bytes():
            return encode(_bytes(chance, value))
        case str():
            texts = (
                "",
                value * 2,
                value[:-1],
                "x" * 65_537,
                "\0",
                "\u202e",
                "ᐊ",
                "live",
                "deleted",
            )
            return encode(chance.choice(texts))
        case list():
            return spell(_items(chance, value, others))
        case dict():
            names = list(value)
            if names and chance.random() < 0.5:
                gone = chance.choice(names)
                return spell({name: one for name, one in value.items() if name != gone})
            return spell({**value, "unknown": chance.choice(others)})
    return b"\xf6"


def _bytes(chance: random.Random, value: bytes) -> bytes:
    data = bytearray(value)
    match chance.randrange(5):
        case 0 if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 1:
            del data[chance.randrange(len(data) + 1) :]
        case 2:
            data += chance.randbytes(chance.choice((1, 16, 300)))
        case 3:
            data[:] = bytes(len(data))
        case _:
            data[:] = chance.randbytes(len(data))
    return bytes(data)


def _items(chance: random.Random, value: list[Any], others: Sequence[Any]) -> list[Any]:
    at = chance.randrange(len(value) + 1)
    match chance.randrange(6):
        case 0:
            return value[:at] + value[at + 1 :]
        case 1:
            return value[:at] + value[max(0, at - 1) :]
        case 2:
            return value[::-1]
        case 3:
            return [*value[:at], chance.choice(others), *value[at:]]
        case 4:
            return (value or [0]) * chance.choice((2, 100, 600))
        case _:
            return []


def _purpose(statement: str) -> Purpose | None:
    """For what an authority signs statements of that kind; the root is not its to sign."""
    known = {f"portage.{statement}.1", f"portage.{statement[:4]}.1"}
    return next((one for one in Purpose if one in known and one != Purpose.ROOT), None)


class Kitchen:
    """Turns recipes into bundles for `receiver`. office: signs statements of trust as well."""

    def __init__(self, sender: Session, receiver: Session, office: Session) -> None:
        self._forger, self._boss = Forger(sender, receiver), Forger(office, receiver)
        with office.database.reading() as tables:
            self._authority = SigningKey.from_secret(tables.facts.require("secret/authority"))
        kind = receiver.registry["identity"]
        self._body: list[Any] = [
            bytes(range(16)), kind.number, b"E" * 16, None, [b"f" * 16, b"g" * 16],
            [
                [kind.field("given").number, "Ana"],
                [kind.field("family").number, "Exemple", [0, 1, 0]],
                [0, "deleted", [0, 1, 0, 1, 2, 1], [1, 1, 0]],
            ],
        ]  # fmt: skip
        parts = [self._forger.trust, self._part(self._body)]
        self.trees: dict[str, Any] = {
            "manifest": {k: decode(v) for k, v in self._forger.fields(parts).items()},
            "segment": decode(encode_segment(self._segment(self._body))),
            "signed segment": decode(encode_segment(self._segment(self._body))),
            "body": self._body,
            "trust": decode(self._forger.trust.content),
        }
        for statement, data in decode(self._boss.trust.content):
            if statement != "countersignature" and _purpose(statement) is not None:
                self.trees[f"statement {statement}"] = decode(payload_of(data))
        self._all = [one for tree in self.trees.values() for _, one in branches(tree)]

    def _segment(self, body: Any) -> Any:
        return self._forger.segment([spell(body), spell(self._body)])

    def _part(self, body: Any) -> Part:
        return self._forger.part(self._segment(body))

    def invent(self, chance: random.Random, from_: Recipe | None) -> Recipe:
        """A recipe of its own, or one more change to another."""
        part = chance.choice(list(self.trees)) if from_ is None else from_.part
        changes = () if from_ is None else from_.changes
        tree = self.trees[part]
        places = list(branches(tree))
        for _ in range(chance.choice((1, 1, 2, 3))):
            path, value = chance.choice(places)
            changes = (*changes, (path, something_else(chance, value, self._all)))
        return Recipe(part, changes[-4:])

    def cook(self, recipe: Recipe) -> bytes:
        """The bundle that a recipe describes."""
        tree = self.trees.get(recipe.part)
        for path, data in recipe.changes:
            tree = put(tree, path, data)
        content = spell(tree)
        forger = self._forger
        if recipe.part == "manifest":
            return forger.sealed(content, [forger.trust, self._part(self._body)])
        if recipe.part == "body":
            return forger.bundle([self._part(Raw(content))])
        if recipe.part.endswith("segment"):
            part = forger.part(self._segment(self._body), content)
            if recipe.part.startswith("signed"):
                try:
                    part = forger.part(forger.signed(decode_segment(content)))
                except (PortageError, TypeError, ValueError, IndexError, OverflowError):
                    pass
            return forger.bundle([part])
        if recipe.part == "trust":
            trust = Part(files.TRUST, b"", b"", 0, 0, content)
            return forger.sealed(spelt(forger.fields([trust])), [trust])
        name = recipe.part.removeprefix("statement ")
        signed = self._authority.sign(content, _purpose(name) or Purpose.PEOPLE)
        old = decode(self._boss.trust.content)
        trust = Part(files.TRUST, b"", b"", 0, 0, encode([*old, [name, signed]]))
        return self._boss.sealed(spelt(self._boss.fields([trust])), [trust])


class Lines:
    """Which lines of the watched folders ran while it was on."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int]] = set()

    def during(self, act: Callable[[], Any]) -> tuple[Any, int]:
        """(what the act gives, how many lines ran that never ran before)."""
        before = len(self.seen)
        sys.settrace(self._call)
        try:
            told = act()
        finally:
            sys.settrace(None)
        return told, len(self.seen) - before

    def _call(self, frame: FrameType, *_: object) -> Any:
        name = frame.f_code.co_filename
        return self._line if any(one in name for one in WATCHED) else None

    def _line(self, frame: FrameType, *_: object) -> Any:
        self.seen.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line


def kept() -> list[Recipe]:
    """The recipes that were kept, in the order of their names."""
    return [
        Recipe.from_text(line)
        for path in sorted(RECIPES.glob("*.jsonl"))
        for line in path.read_text(encoding="ascii").splitlines()
    ]


def fuzz(
    kitchen: Kitchen,
    recipes: Sequence[Recipe],
    chance: random.Random,
    go_on: Callable[[int], bool],
    take: Callable[[Recipe, bytes], Any],
    watch: bool = True,
) -> tuple[int, list[Recipe]]:
    """Try what is kept, then what comes of it; (tries, recipes that led to new lines).

    take: has the bundle taken in and raises AssertionError when that went as it must not.
    """
    lines, found, pool, tries = Lines(), [], list(recipes), 0
    for recipe in recipes:
        lines.during(lambda recipe=recipe: take(recipe, kitchen.cook(recipe)))  # type: ignore[misc]
        tries += 1
    while go_on(tries):
        start = chance.choice(pool) if pool and chance.random() < 0.6 else None
        recipe = kitchen.invent(chance, start)
        data = kitchen.cook(recipe)
        if watch:
            _, new = lines.during(lambda data=data, recipe=recipe: take(recipe, data))  # type: ignore[misc]
        else:
            take(recipe, data)
            new = 0
        tries += 1
        if new:
            found.append(recipe)
            pool.append(recipe)
    return tries, found


def parts_of(recipes: Sequence[Recipe]) -> Mapping[str, int]:
    """How many recipes there are of each part."""
    told: dict[str, int] = {}
    for one in recipes:
        told[one.part] = told.get(one.part, 0) + 1
    return told
