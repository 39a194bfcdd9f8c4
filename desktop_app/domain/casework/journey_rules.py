"""Where a client is on the way: programs as they are read, time in a stage, who is stuck.

Everything follows from the values of the records alone, so that every laptop shows the same,
whatever order the entries came in. Ids are 32 hexadecimal digits.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.casework import journey
from desktop_app.domain.fields import Value
from desktop_app.domain.labels import NO_WORDS, both, has_words
from desktop_app.language import Label

ItemValues = Mapping[str, Value]
"""The values of one list item, by the names of its fields."""

_FIRM: Final = uuid.UUID("5b0d7a3e-6a3b-5a55-9c0e-5f2c8a1d4e70")
"""From which the ids of the built-in program are made, the same on every laptop."""


@dataclass(frozen=True, slots=True)
class Need:
    """What must be there before a stage is entered. words: for `journey.WORDS` only."""

    id: str
    what: str
    words: Label = NO_WORDS


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. stuck_after: days after which somebody counts as stuck; 0 for never."""

    id: str
    name: Label
    position: int
    optional: bool = False
    stuck_after: int = 0
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """One program with its stages in their order."""

    id: str
    name: Label
    stages: tuple[Stage, ...]
    closed: bool = False

    def paths(self) -> dict[str, Value]:
        """The values of its record, by path."""
        values: dict[str, Value] = {"name_fr": self.name.french, "name_en": self.name.text}
        for one in self.stages:
            values |= stage_paths(item_id(one.id), one)
        return {path: value for path, value in values.items() if value not in (None, "")}

    def stage(self, identifier: str) -> Stage | None:
        """The stage of that id; None when the program has none such (any more)."""
        return next((one for one in self.stages if one.id == identifier), None)

    def after(self, identifier: str) -> Stage | None:
        """The stage that follows; the first one after a stage that was taken away."""
        return self._beside(identifier, 1)

    def before(self, identifier: str) -> Stage | None:
        """The stage before; None for the first."""
        return self._beside(identifier, -1)

    def _beside(self, identifier: str, by: int) -> Stage | None:
        ids = [one.id for one in self.stages]
        if identifier not in ids:
            return self.stages[0] if self.stages and by > 0 else None
        at = ids.index(identifier) + by
        return self.stages[at] if 0 <= at < len(ids) else None


@dataclass(frozen=True, slots=True)
class Span:
    """A time spent in a stage. Days are YYYY-MM-DD, empty while unknown. by: a person's id."""

    id: str
    stage: str
    entered_on: str
    left_on: str = ""
    by: str = ""
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody is. since: YYYY-MM-DD. days: in this stage. stuck: longer than it should be."""

    stage: str
    since: str
    days: int
    stuck: bool


def spans_of(items: Mapping[str, ItemValues]) -> tuple[Span, ...]:
    """The spans of a case from the items of its list, in the order of time."""
    found = [
        Span(
            identifier,
            _text(values, "stage"),
            _text(values, "entered_on"),
            _text(values, "left_on"),
            _text(values, "by"),
            values.get("skipped") is True,
        )
        for identifier, values in items.items()
        if values.get("stage")
    ]
    return tuple(sorted(found, key=lambda one: (one.entered_on, one.left_on or "~", one.id)))


def told_spans(stage: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans as they are shown: only the last one in the present stage is still open.

    Two laptops that moved a case apart leave two open spans; whichever stage is decided upon, the
    other one ended when the later of both began.
    """
    now = current_span(stage, spans)
    told = []
    for at, one in enumerate(spans):
        if one.left_on or one == now or one.skipped:
            told.append(one)
            continue
        later = [two.entered_on for two in spans[at + 1 :] if two.entered_on]
        ended = later[0] if later else (now.entered_on if now is not None else one.entered_on)
        ended = max(ended, one.entered_on)
        told.append(Span(one.id, one.stage, one.entered_on, ended, one.by, one.skipped))
    return tuple(told)


def current_span(stage: str, spans: Sequence[Span]) -> Span | None:
    """The span in which the case stands: the last one entered in its present stage."""
    there = [one for one in spans if one.stage == stage and not one.skipped]
    still = [one for one in there if not one.left_on]
    chosen = still or there
    return chosen[-1] if chosen else None


def standing(program: Program, stage: str, since: str, today: date) -> Standing:
    """Where somebody stands. since: when the stage was entered, YYYY-MM-DD or empty."""
    days = days_since(since, today)
    known = program.stage(stage)
    limit = 0 if known is None else known.stuck_after
    return Standing(stage, since, days, bool(limit) and days > limit)


def days_since(day: str, today: date) -> int:
    """Days from a day to today; 0 where it is not known, or yet to come."""
    try:
        return max(0, (today - date.fromisoformat(day)).days)
    except ValueError:
        return 0


def due_on(since: str, delay: int) -> str:
    """The day by which something is due that may take `delay` days; empty where none is given."""
    try:
        return (date.fromisoformat(since) + timedelta(days=delay)).isoformat() if delay else ""
    except (ValueError, OverflowError):
        return ""


def program_of(
    identifier: str,
    values: Mapping[str, Value],
    stages: Mapping[str, ItemValues],
    needs: Mapping[str, ItemValues],
) -> Program:
    """A program from the values of its record. stages, needs: items by id."""
    of_stage: dict[str, list[Need]] = {}
    for item, told in sorted(needs.items()):
        what = _text(told, "what")
        words = both(told, "words")
        if what and (what != journey.WORDS or has_words(words)):
            of_stage.setdefault(_text(told, "stage"), []).append(Need(item, what, words))
    made = []
    for item, told in stages.items():
        key = plain_id(item)
        made.append(
            Stage(
                key,
                both(told, "name"),
                _number(told, "position"),
                told.get("optional") is True,
                _number(told, "stuck_after"),
                tuple(sorted(of_stage.get(key, ()), key=_order_of)),
            )
        )
    made.sort(key=lambda one: (one.position, one.id))
    name = both(values, "name")
    return Program(identifier, name, tuple(made), values.get("closed") is True)


def stage_paths(item: str, stage: Stage) -> dict[str, Value]:
    """What a stage says in the record of its program, by path. item: its id there."""
    values: dict[str, Value] = {
        f"stages/{item}/name_fr": stage.name.french,
        f"stages/{item}/name_en": stage.name.text,
        f"stages/{item}/position": stage.position,
        f"stages/{item}/optional": stage.optional,
        f"stages/{item}/stuck_after": stage.stuck_after,
    }
    for need in stage.needs:
        values |= {
            f"needs/{need.id}/stage": plain_id(item),
            f"needs/{need.id}/what": need.what,
            f"needs/{need.id}/words_fr": need.words.french,
            f"needs/{need.id}/words_en": need.words.text,
        }
    return values


def plain_id(item: str) -> str:
    """The id of a list item as references write it: 32 hexadecimal digits."""
    return item.replace("-", "")


def item_id(plain: str) -> str:
    """The id of a list item as paths write it."""
    return str(uuid.UUID(plain))


def firm_id(name: str) -> str:
    """The id of a built-in thing, the same on every laptop."""
    return uuid.uuid5(_FIRM, name).hex


_ORDER: Final = {one.value: number for number, one in enumerate(journey.NEEDS)}


def _order_of(need: Need) -> tuple[int, str]:
    return _ORDER.get(need.what, len(_ORDER)), need.id


def _text(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value)


def _number(values: Mapping[str, Value], name: str) -> int:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _needs(stage: str, *wanted: str) -> tuple[Need, ...]:
    return tuple(Need(item_id(firm_id(f"{stage}/{what}")), what) for what in wanted)


def _stage(
    key: str, fr: str, en: str, position: int, days: int, *wanted: str, optional: bool = False
) -> Stage:
    return Stage(
        firm_id(key), Label.of(fr, en), position, optional, days, _needs(key, *wanted)
    )  # fmt: skip


BUILT_IN: Final = Program(
    firm_id("program"),
    Label.of("Accès aux prestations", "Access to benefits"),
    (
        _stage("discover", "Découvrir", "Discover", 1, 14),
        _stage(
            "intake", "Admission et évaluation", "Intake and assessment", 2, 21,
            journey.CONSENT, journey.LANGUAGE, journey.REACH,
        ),
        _stage(
            "prepare", "Préparation et transfert", "Preparation and transfer", 3, 21,
            journey.TRIAGE, journey.GOAL, optional=True,
        ),
        _stage("service", "Prestation", "Service", 4, 45, journey.TRIAGE, journey.DOCUMENTS),
        _stage("follow_up", "Suivi", "Follow-up", 5, 90, journey.SERVICE),
    ),
)  # fmt: skip
"""The five stages that stand until an organisation writes its own."""
