"""What is missing below what waits: asked for in every bundle, and heard from others in theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.crypto.encoding import decode, encode
from desktop_app.storage.database import Tables


def gap_before(tables: Tables, feed_id: bytes, start: int) -> list[Any]:
    """[feed, last number held, number below which everything is missing] of what waits at `start`."""
    feed = tables.log.feed(feed_id)
    return [feed_id, 0 if feed is None else feed.seq, start - 1]


def gaps_wanted(tables: Tables) -> list[Any]:
    """The gaps of this vault, flat, as a manifest names them: of each feed the first one.

    Whoever hears of it sends everything from there on. Somebody hostile can leave as many gaps in one
    feed as they like, and a manifest has room for so many only.
    """
    first: dict[bytes, int] = {}
    for feed_id, start, _ in tables.exchange.waiting():
        first[feed_id] = min(start, first.get(feed_id, start))
    return [number for feed, start in first.items() for number in gap_before(tables, feed, start)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a device lacks: everything between the last number it holds and what waits there."""

    feed: bytes
    held: int
    before: int


def note_asked(tables: Tables, device: bytes, gaps: Sequence[Any]) -> None:
    """Remember what a device asked for in its newest word. gaps: as its manifest names them."""
    fact = f"asked/{device.hex()}"
    if gaps:
        tables.facts.set(fact, encode(list(gaps)))
    else:
        tables.facts.remove(fact)


def asked_by(tables: Tables, device: bytes) -> list[Asked]:
    """What a device asked for in its newest word; nothing where it never did."""
    kept = tables.facts.get(f"asked/{device.hex()}")
    return asked_in([] if kept is None else decode(kept))


def asked_in(flat: Sequence[Any]) -> list[Asked]:
    """What a manifest asks for, as it names gaps."""
    return [Asked(flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat), 3)]
