"""What is missing below what waits: asked for in every bundle that this device writes."""

from __future__ import annotations

from typing import Any

from desktop_app.storage.database import Tables


def gap_before(tables: Tables, feed_id: bytes, start: int) -> list[Any]:
    """[feed, last number held, number below which everything is missing] of what waits at `start`."""
    feed = tables.log.feed(feed_id)
    return [feed_id, 0 if feed is None else feed.seq, start - 1]


def gaps_wanted(tables: Tables) -> list[Any]:
    """The gaps of this vault, flat, as a manifest names them."""
    return [
        number
        for feed_id, start, _ in tables.exchange.waiting()
        for number in gap_before(tables, feed_id, start)
    ]
