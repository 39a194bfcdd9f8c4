"""Finding a client by two words, beside the same question to the bare search table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from statistics import median, quantiles
from typing import Any, Final

from desktop_app.services.clients.client_lines import expression, typed_forms
from desktop_app.services.clients.clients import Clients
from tests.bench import raw
from tests.bench.figures import Figure, seconds
from tests.bench.world import GIVEN, Person, World, community_of, people

QUESTIONS = 300
BEST = 50
_NUMBERED: Final = re.compile(r"\D+\d")


def finding(world: World, size: int) -> Iterator[Figure]:
    """The beginnings of both names of people who are there."""
    with world.office() as vault:
        community = community_of(vault.session)
        asked = islice(people(size, community, seed=1), QUESTIONS)
        wanted = [_typed(one) for one in asked]
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


def _typed(person: Person) -> str:
    """Beginnings of a given name that one in a hundred has, and of a family name of one in forty:
    as common as the most common ones of a country, and typed with their accents."""
    given, family = str(person.identity["given"]), str(person.identity["family"])
    first = next(name for name in GIVEN if given.startswith(name))
    last = _NUMBERED.search(family.partition("-")[2])
    return f"{given[: len(first) + 1]} {last[0] if last else family}"


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
    numbers = [row[0] // 256 for row in found]
    places = ", ".join("?" * len(numbers))
    run(
        f"SELECT i.*, c.* FROM identity i JOIN client c ON c.id = i.id WHERE i.n IN ({places})",
        numbers,
    ).fetchall()
