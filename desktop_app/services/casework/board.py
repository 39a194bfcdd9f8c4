"""All clients by stage: who is where, for how long, who is stuck, who has no worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.casework import journey_rules
from desktop_app.domain.casework.journey_rules import (
    Program,
    current_span,
    spans_of,
    standing,
)
from desktop_app.language import Label
from desktop_app.services.casework.journeys import CASE, since_of
from desktop_app.services.casework.programs import Programs
from desktop_app.services.clients.client_fields import live_items
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.session import Session
from desktop_app.storage.board import count_on_board, on_board
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

LARGEST: Final = 5000
"""So many clients are put on one board; a filter finds the others."""

NOBODY: Final = "nobody"
"""In place of a worker: the files that nobody answers for."""

_CHUNK: Final = 400


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One client in a program. case: empty while no case is written. owner: a name, or empty.
    closed: why whoever is at work is kept out of the file; then only where it stands is told.
    """

    client: str
    case: str
    name: str
    community: str
    owner: str
    stage: str
    days: int
    stuck: bool
    contested: bool
    closed: str = ""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One stage with whoever is in it, the longest there first. stage: empty for those whose stage
    is no longer there."""

    stage: str
    name: Label
    cards: tuple[BoardCard, ...]

    @property
    def stuck(self) -> int:
        return sum(1 for one in self.cards if one.stuck)


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board. left_out: how many more clients would be on it. unowned: files on this laptop that
    nobody answers for."""

    program: Program
    programs: tuple[Program, ...]
    columns: tuple[BoardColumn, ...]
    left_out: int
    unowned: int


class Boards:
    """Puts boards together. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._programs = Programs(session)

    def view(self, program: str = "", worker: str = "", on: str = "") -> BoardView:
        """The board of one program. program: "" for the first. worker: an id, NOBODY, or "" for
        everybody. on: the day, YYYY-MM-DD."""
        today = date.fromisoformat(on) if on else today_of(self._session)
        with self._session.database.reading() as tables:
            offered = self._programs.programs(tables)
            chosen = next((one for one in offered if one.id == program), offered[0])
            unowned, of = worker == NOBODY, "" if worker == NOBODY else worker
            ids = on_board(tables.connection, of, unowned, LARGEST)
            total = count_on_board(tables.connection, of, unowned)
            cards = list(self._cards(tables, ids, chosen, offered[0], of, today))
            return BoardView(
                chosen,
                tuple(offered),
                _columns(chosen, cards),
                max(0, total - len(ids)),
                count_on_board(tables.connection, "", True),
            )

    def _cards(
        self,
        tables: Tables,
        ids: Sequence[bytes],
        program: Program,
        first: Program,
        worker: str,
        today: date,
    ) -> Iterator[BoardCard]:
        lines = Lines(tables, self._session)
        kind = self._session.registry["client"]
        cases = self._cases(tables, ids)
        closed = kept_out(tables, self._session)
        for at in range(0, len(ids), _CHUNK):
            part = ids[at : at + _CHUNK]
            shown = lines.people.by_ids(part)
            places = ", ".join("?" * len(part))
            for row in tables.rows.select(
                kind, f"WHERE life = 1 AND id IN ({places})", tuple(part)
            ):
                mine = cases.get(row.id.hex(), [])
                if worker and not _serves(row, mine, worker):
                    continue
                person = shown.get(row.id)
                owner = str(row.value("owner") or "")
                known = {
                    "client": row.id.hex(),
                    "name": "" if person is None else lines.name(person),
                    "community": lines.community_called(row.value("community")),
                    "owner": self._called(owner),
                    "closed": closed.get(row.id, ""),
                }
                inside = [one for one in mine if _program_of(one) == program.id]
                if not inside and not mine and program.id == first.id:
                    stand = standing(program, program.stages[0].id, since_of(row), today)
                    yield BoardCard(
                        **known, case="", stage=stand.stage, days=stand.days, stuck=stand.stuck,
                        contested=False,
                    )  # fmt: skip
                for case in inside:
                    stage = str(case.value("stage") or "")
                    items = {
                        str(item): told
                        for item, told in live_items(case.type, "spans", case.values).items()
                    }
                    span = current_span(stage, spans_of(items))
                    since = (
                        span.entered_on if span is not None else str(case.value("opened_on") or "")
                    )
                    stand = standing(program, stage, since, today)
                    number = case.type.field("stage").number
                    yield BoardCard(
                        **known, case=case.id.hex(), stage=stage, days=stand.days,
                        stuck=stand.stuck, contested=number in case.state.contested(),
                    )  # fmt: skip

    def _cases(self, tables: Tables, ids: Sequence[bytes]) -> dict[str, list[Row]]:
        """The journeys that go on, by client."""
        kind = self._session.registry[CASE]
        found: dict[str, list[Row]] = {}
        for at in range(0, len(ids), _CHUNK):
            part = tuple(one.hex() for one in ids[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            clause = f"WHERE life != 0 AND f_closed_on IS NULL AND f_client IN ({places})"
            for row in tables.rows.select(kind, clause, part):
                found.setdefault(str(row.value("client")), []).append(row)
        return found

    def _called(self, person: str) -> str:
        try:
            return self._session.person_called(bytes.fromhex(person))
        except ValueError:
            return ""


def _serves(client: Row, cases: Sequence[Row], worker: str) -> bool:
    if worker in (client.value("owner"), client.value("covered_by")):
        return True
    return any(
        told.get("person") == worker and not told.get("to_on")
        for case in cases
        for told in live_items(case.type, "workers", case.values).values()
    )


def _program_of(case: Row) -> str:
    return str(case.value("program") or journey_rules.BUILT_IN.id)


def _columns(program: Program, cards: Sequence[BoardCard]) -> tuple[BoardColumn, ...]:
    by_stage: dict[str, list[BoardCard]] = {one.id: [] for one in program.stages}
    astray: list[BoardCard] = []
    for card in cards:
        by_stage.get(card.stage, astray).append(card)

    def column(stage: str, name: Label, some: list[BoardCard]) -> BoardColumn:
        some.sort(key=lambda one: (not one.stuck, -one.days, one.name, one.client))
        return BoardColumn(stage, name, tuple(some))

    made = [column(one.id, one.name, by_stage[one.id]) for one in program.stages]
    if astray:
        made.insert(0, column("", Label.of("Étape disparue", "Stage taken away"), astray))
    return tuple(made)
