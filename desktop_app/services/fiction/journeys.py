"""Where fictional clients are on their way, and what a triage said of some."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.casework.journey_rules import BUILT_IN
from desktop_app.domain.casework.triage import BUILT_IN as QUESTIONS
from desktop_app.domain.casework.triage import Given, reasons_of, result_of
from desktop_app.domain.fields import Value
from desktop_app.services.casework.journeys import case_id, span_item
from desktop_app.services.fiction.people import FictionalClient
from desktop_app.services.fiction.record import FictionalRecord, listed, new_id

_ON_THE_WAY: Final = 0.6
"""So many have left the first stage; the others stand in it without a record."""


def journeys(
    seed: int, on: date, of_whom: Sequence[FictionalClient], workers: Sequence[str]
) -> Iterator[FictionalRecord]:
    """A case for more than half of these people, and a triage for those beyond the second stage."""
    chance = random.Random(f"{seed} journeys")
    for one in of_whom:
        if chance.random() > _ON_THE_WAY:
            continue
        reached = chance.choice((1, 1, 2, 3, 3, 4))
        day = on - timedelta(days=chance.randrange(20, 200))
        yield _case(chance, on, one, reached, day, chance.choice(workers) if workers else "")
        if reached > 1:
            yield _triage(chance, on, one, day)


def _case(
    chance: random.Random, on: date, one: FictionalClient, reached: int, day: date, worker: str
) -> FictionalRecord:
    client = one.client.id.bytes
    case = case_id(client, BUILT_IN.id, 0)
    values: dict[str, Value] = {
        "client": client.hex(),
        "program": BUILT_IN.id,
        "stage": BUILT_IN.stages[reached].id,
        "opened_on": day.isoformat(),
    }
    for number, stage in enumerate(BUILT_IN.stages[: reached + 1]):
        item = span_item(case, stage.id, 0)
        values |= {f"spans/{item}/stage": stage.id, f"spans/{item}/entered_on": day.isoformat()}
        if worker:
            values[f"spans/{item}/by"] = worker
        if number < reached:
            day = min(on, day + timedelta(days=chance.randrange(2, 40)))
            values[f"spans/{item}/left_on"] = day.isoformat()
    return FictionalRecord("case", uuid.UUID(bytes=case), values)


def _triage(chance: random.Random, on: date, one: FictionalClient, day: date) -> FictionalRecord:
    given = [
        Given(question, question.answers[0 if chance.random() < 0.8 else 1])
        for question in QUESTIONS
    ]
    french = one.place.french
    answers: list[dict[str, Value]] = []
    for number, told in enumerate(given, 1):
        reasons = reasons_of((told,))
        words = [told.question.words, told.answer.words, *reasons]
        said = [label.french if french else label.text for label in words]
        answers.append(
            {
                "position": number,
                "question": said[0],
                "answer": said[1],
                "complex": told.answer.complex or None,
                "reason": said[2] if reasons else None,
            }
        )
    values: dict[str, Value] = {
        "client": one.client.id.hex,
        "done_on": day.isoformat(),
        "result": result_of(given),
        **listed(chance, on, "answers", answers),
    }
    return FictionalRecord("triage", new_id(chance, on), values)
