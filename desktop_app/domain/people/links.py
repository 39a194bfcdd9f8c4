"""Which records are one person (or one organisation), as people decided it.

A link is a verdict on one pair: the same, or not the same. It never rewrites either record. Links
that say 'the same' form groups, which screens show as one; taking a link back shows again what
was there before. Source: the lesson of systems that merged by rewriting, and could not go back.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.domain.fields import Choice, EntityType, Field, Kind, Scope
from desktop_app.domain.record_values import json_of
from desktop_app.language import Message

SAME: Final = "same"
DIFFERENT: Final = "different"
CLIENT: Final = "client"
ORGANISATION: Final = "organisation"

_ONE_PERSON: Final = Message("purpose", "So that one person has one file, and two people have two.")

LINK: Final = EntityType(
    36,
    "link",
    Message("entities", "Verdict on two files"),
    Scope.CASES,
    fields=(
        Field(
            1, "a", Kind.REFERENCE, Message("fields", "First file"), _ONE_PERSON,
            required=True, indexed=True,
        ),
        Field(
            2, "b", Kind.REFERENCE, Message("fields", "Second file"), _ONE_PERSON,
            required=True, indexed=True,
        ),
        Field(
            3, "about", Kind.CHOICE, Message("fields", "About"), _ONE_PERSON,
            choices=(
                Choice(CLIENT, Message("choices", "two people")),
                Choice(ORGANISATION, Message("choices", "two organisations")),
            ),
        ),
        Field(
            4, "verdict", Kind.CHOICE, Message("fields", "What was decided"), _ONE_PERSON, review=True,
            choices=(
                Choice(SAME, Message("choices", "the same")),
                Choice(DIFFERENT, Message("choices", "not the same")),
            ),
        ),
        Field(5, "keep", Kind.REFERENCE, Message("fields", "File that leads"), _ONE_PERSON),
        Field(6, "choices", Kind.LONG_TEXT, Message("fields", "What stands"), _ONE_PERSON),
        Field(7, "reason", Kind.LONG_TEXT, Message("fields", "Reason"), _ONE_PERSON),
    ),
    title=("a", "b"),
    also=frozenset({Scope.ORGANISATION, Scope.DIRECTORY}),
)  # fmt: skip
"""Lives in the cases of a community, or where two communities meet in the organisation's own scope,
or for organisations in the directory. choices: see `choices_to_text`; never a value of a person."""


@dataclass(frozen=True, slots=True)
class Link:
    """One verdict. a, b: ids, a < b. keep: the id that leads. choices: for some paths the id of
    the record whose value stands."""

    a: bytes
    b: bytes
    verdict: str
    keep: bytes
    choices: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are one. members: ids in ascending order, the leading one among them."""

    lead: bytes
    members: tuple[bytes, ...]


def pair_of(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    """Two ids in ascending order. Raises ValueError when they are one."""
    if one == other:
        raise ValueError("a record cannot be linked with itself")
    return (one, other) if one < other else (other, one)


def link_id(one: bytes, other: bytes) -> bytes:
    """The id of the verdict on a pair, the same on every laptop (UUIDv5 of the sorted pair)."""
    a, b = pair_of(one, other)
    return uuid.uuid5(uuid.UUID(bytes=a), f"link/{b.hex()}").bytes


def groups_of(links: Iterable[Link], present: Collection[bytes]) -> list[Group]:
    """The groups that these links make of the records that are here, ordered by leading id.

    A member that is not present still joins the others. The leading record is the one that most
    links keep, and of several the one registered first (the lowest id). Links may form circles.
    The result does not depend on the order of the links.
    """
    same = [link for link in links if link.verdict == SAME]
    parent: dict[bytes, bytes] = {}

    def root(one: bytes) -> bytes:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    kept: defaultdict[bytes, int] = defaultdict(int)
    for link in same:
        first, second = sorted((root(link.a), root(link.b)))
        parent[second] = first
        kept[link.keep] += 1
    members: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for one in parent:
        if one in present:
            members[root(one)].append(one)
    groups = [
        Group(min(ids, key=lambda one: (-kept.get(one, 0), one)), tuple(sorted(ids)))
        for ids in members.values()
        if len(ids) > 1
    ]
    return sorted(groups, key=lambda group: group.lead)


def choices_to_text(choices: Mapping[str, bytes]) -> str:
    """Which record's value stands, by path, as text: no value of a person is in it."""
    if not choices:
        return ""
    return json.dumps({path: choices[path].hex() for path in sorted(choices)})


def choices_from_text(text: object) -> dict[str, bytes]:
    """What `choices_to_text` wrote; anything else counts as nothing chosen."""
    told = json_of(text)
    if not isinstance(told, dict):
        return {}
    found: dict[str, bytes] = {}
    for path, chosen in told.items():
        try:
            found[path] = uuid.UUID(str(chosen)).bytes
        except ValueError:
            continue
    return found
