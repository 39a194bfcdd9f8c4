"""Finding a client by two words, beside the same question to the bare search table."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

from desktop_app.services.client_lines import expression, typed_forms
from desktop_app.services.clients import Clients
from tests.bench import raw
from tests.bench.figures import Figure, seconds
from tests.bench.world import World, community_of, people

QUESTIONS = 300
BEST = 50


def finding(world: World, size: int) -> Iterator[Figure]:
    """The beginnings of both names of people who are there, typed with their accents."""
    with world.office() as vault:
        community = community_of(vault.session)
        wanted = [
            f"{one.identity['given']}"[:8] + " " + f"{one.identity['family']}"[:10]
            for one, _ in zip(people(size, community, seed=1), range(QUESTIONS), strict=False)
        ]
        clients = Clients(vault.session)
        connection = raw.opened(world.database, world.key()[0])
        ours: list[float] = []
        limit: list[float] = []
        for words in wanted:
            question = expression(typed_forms(words))
            ours.append(seconds(lambda words=words: clients.find(words, BEST)))  # type: ignore[misc]
            limit.append(seconds(lambda asked=question: _bare(connection, asked)))  # type: ignore[misc]
        connection.close()
    for name, of, aim in (
        ("p50", median, "within 2x"),
        ("p95", lambda times: quantiles(times, n=20)[-1], "within 2x, p95 < 50 ms"),
    ):
        yield Figure(
            f"find a client by two words, {name}", size, f"{of(ours) * 1000:.1f} ms",
            f"{of(limit) * 1000:.1f} ms", of(ours) / of(limit), aim,
        )  # fmt: skip


def _bare(connection: Any, question: str) -> None:
    """The same FTS5 question under the same rule of ranking, and the rows that it finds."""
    run = connection.execute
    few = run(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT 1001)", (question,)
    ).fetchone()[0]
    order = "ORDER BY rank" if few <= 1000 else ""
    found = run(
        f"SELECT rowid FROM search WHERE search MATCH ? {order} LIMIT ?", (question, BEST)
    ).fetchall()
    numbers = [row[0] // 64 for row in found]
    places = ", ".join("?" * len(numbers))
    run(
        f"SELECT i.*, c.* FROM identity i JOIN client c ON c.id = i.id WHERE i.n IN ({places})",
        numbers,
    ).fetchall()
