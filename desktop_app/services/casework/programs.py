"""What the organisation settles about journeys: programs, standards, templates, questions.

Some of each are built in. What an organisation changes of them lies over them, in a record whose id
is the same on every laptop (`domain.overlay`); deleting such a record gives the built-in one back.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.domain.casework import journey, journey_rules, standards, triage
from desktop_app.domain.casework.journey_rules import (
    Need,
    Program,
    Stage,
    item_id,
    program_of,
    stage_paths,
)
from desktop_app.domain.casework.standards import ActionTemplate, Standard, standard_of, template_of
from desktop_app.domain.casework.triage import Jump, Question, circle_of, question_of
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import DELETED, LIVE, Value, path_of
from desktop_app.domain.labels import has_words
from desktop_app.domain.overlay import Items, overlaid, written_paths
from desktop_app.language import Label, Message
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.client_values import id_of
from desktop_app.services.editing import Editor
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.sync.merge import HIDDEN

PROGRAM: Final = journey.PROGRAM.name
STANDARD: Final = journey.STANDARD_OF_WORK.name
TEMPLATE: Final = journey.ACTION_TEMPLATE.name
QUESTION: Final = triage.TRIAGE_QUESTION.name


class LastStage(PortageError):
    """A program without any stage could not be followed."""

    code = "last_stage"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "journey",
                "A program needs at least one stage. Nothing was changed. "
                "Add another stage first, or close the program.",
            )
        )


class NameMissing(PortageError):
    """Something that is to be read has no words in either language."""

    code = "name_missing"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "journey",
                "Words are missing. Nothing was saved. Write them in French or in English; "
                "both are better.",
            )
        )


class CircularJump(PortageError):
    """An answer of the triage would lead back to a question that was asked before it. path: of the
    answer's field in the record of the question that was written; empty where it lies in another.
    """

    code = "circular_jump"

    def __init__(self, jump: Jump, path: str) -> None:
        self.path = path
        super().__init__(
            Message(
                "triage",
                "“{answer}” would lead back to “{question}”, and the questions would go round in a "
                "circle. Nothing was saved. Choose a question that comes later.",
                {"answer": jump.answer.words, "question": jump.target.words},
            )
        )


class _Settled(Protocol):
    @property
    def id(self) -> str: ...

    def paths(self) -> dict[str, Value]: ...


_BUILT_IN: Final[Mapping[str, Sequence[_Settled]]] = {
    PROGRAM: (journey_rules.BUILT_IN,),
    STANDARD: standards.BUILT_IN,
    TEMPLATE: standards.TEMPLATES,
    QUESTION: triage.BUILT_IN,
}

_WORDS: Final = {
    PROGRAM: ("name_fr", "name_en"),
    STANDARD: ("check_fr", "check_en"),
    TEMPLATE: ("name_fr", "name_en"),
    QUESTION: ("question_fr", "question_en"),
}


@dataclass(frozen=True, slots=True)
class StageGiven:
    """What a stage is to become. needs: what must be there before it is entered."""

    name: Label
    optional: bool = False
    stuck_after: int = 0
    needs: tuple[Need, ...] = ()


class Programs:
    """Reads and writes what is settled about journeys. Ids are 32 hexadecimal digits.

    Each method that writes raises NotAllowed where the organisation's scope may not be written,
    ValueRefused, NameMissing, and CircularJump where a way through the triage would not end.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    # Asking

    def programs(self, tables: Tables | None = None, even_closed: bool = False) -> list[Program]:
        """The programs that are offered, the built-in one first, the others by name."""
        found = [
            program_of(one, values, lists.get("stages", {}), lists.get("needs", {}))
            for one, values, lists in self._told(tables, PROGRAM)
        ]
        return sorted(
            (one for one in found if one.stages and (even_closed or not one.closed)),
            key=lambda one: (one.id != journey_rules.BUILT_IN.id, str(one.name), one.id),
        )

    def standards(self, tables: Tables | None = None, even_closed: bool = False) -> list[Standard]:
        """What is to be checked, sort by sort in its order."""
        found = [standard_of(one, values) for one, values, _ in self._told(tables, STANDARD)]
        return sorted(
            (one for one in found if has_words(one.check) and (even_closed or not one.closed)),
            key=lambda one: (_SORTS.get(one.sort, 9), one.position, one.id),
        )

    def templates(
        self, tables: Tables | None = None, even_closed: bool = False
    ) -> list[ActionTemplate]:
        """The templates of actions, by name."""
        found = [
            template_of(one, values, lists.get("actions", {}))
            for one, values, lists in self._told(tables, TEMPLATE)
        ]
        return sorted(
            (one for one in found if even_closed or not one.closed),
            key=lambda one: (str(one.name), one.id),
        )

    def questions(self, tables: Tables | None = None, even_closed: bool = False) -> list[Question]:
        """The questions of the triage, in their order."""
        found = [
            question_of(one, values, lists.get("answers", {}))
            for one, values, lists in self._told(tables, QUESTION)
        ]
        return sorted(
            (one for one in found if even_closed or not one.closed),
            key=lambda one: (one.position, one.id),
        )

    # Writing

    def save(self, kind: str, identifier: str, values: Mapping[str, Value]) -> str:
        """Change one of them, by path; identifier "" for a new one. Gives its id."""
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            known = identifier or self._session.environment.new_id().hex()
            self._write(tables, editor, kind, known, values)
            editor.flush()
            if kind == QUESTION:
                self._check_circles(tables, known)
            return known

    def close(self, kind: str, identifier: str, closed: bool = True) -> None:
        """No longer offer one of them, or offer it again."""
        self.save(kind, identifier, {"closed": closed})

    def put_in_order(self, kind: str, order: Sequence[str]) -> None:
        """Give these the places 1, 2, 3 …, in this order."""
        with self._session.database.writing() as tables:
            editor = self._editor(tables)
            for number, one in enumerate(order, 1):
                self._write(tables, editor, kind, one, {"position": number})
            editor.flush()
            if kind == QUESTION:
                self._check_circles(tables)

    def add_program(self, name: Label) -> str:
        """A new program, with the five usual stages to begin with; gives its id."""
        values: dict[str, Value] = {"name_fr": name.french, "name_en": name.text}
        for one in journey_rules.BUILT_IN.stages:
            needs = tuple(Need(self._new_item(), need.what) for need in one.needs)
            stage = Stage("", one.name, one.position, one.optional, one.stuck_after, needs)
            values |= stage_paths(self._new_item(), stage)
        return self.save(PROGRAM, "", values)

    def add_stage(self, program: str, given: StageGiven) -> str:
        """A new stage at the end; gives its id."""
        item = self._new_item()
        with self._session.database.writing() as tables:
            last = max((one.position for one in self.require(tables, program).stages), default=0)
            self._write_stage(tables, program, item, given, last + 1)
        return uuid.UUID(item).hex

    def change_stage(self, program: str, stage: str, given: StageGiven) -> None:
        """Change a stage. Raises NotHere."""
        with self._session.database.writing() as tables:
            known = self.require(tables, program).stage(stage)
            if known is None:
                raise NotHere
            self._write_stage(
                tables, program, item_id(stage), given, known.position, known.needs
            )  # fmt: skip

    def move_stage(self, program: str, stage: str, by: int) -> bool:
        """Put a stage one place earlier (-1) or later (1); False at the ends. Raises NotHere."""
        with self._session.database.writing() as tables:
            order = [one.id for one in self.require(tables, program).stages]
            if stage not in order:
                raise NotHere
            at = order.index(stage)
            if not 0 <= at + by < len(order):
                return False
            order.insert(at + by, order.pop(at))
            values: dict[str, Value] = {
                f"stages/{item_id(one)}/position": number for number, one in enumerate(order, 1)
            }
            editor = self._editor(tables)
            self._write(tables, editor, PROGRAM, program, values)
            editor.flush()
            return True

    def remove_stage(self, program: str, stage: str) -> None:
        """Take a stage away; who is in it stands apart until moved on. Raises LastStage."""
        with self._session.database.writing() as tables:
            known = self.require(tables, program)
            if known.stage(stage) is None:
                raise NotHere
            if len(known.stages) == 1:
                raise LastStage
            editor = self._editor(tables)
            values: dict[str, Value] = {f"stages/{item_id(stage)}/life": DELETED}
            self._write(tables, editor, PROGRAM, program, values)
            editor.flush()

    def require(self, tables: Tables, program: str) -> Program:
        """One program, closed or not; "" is the built-in one. Raises NotHere."""
        wanted = program or journey_rules.BUILT_IN.id
        for one in self.programs(tables, even_closed=True):
            if one.id == wanted:
                return one
        raise NotHere

    def _told(
        self, tables: Tables | None, kind: str
    ) -> list[tuple[str, dict[str, Value], dict[str, Items]]]:
        """Every one of a kind: its id, its fields, the items of its lists."""
        if tables is None:
            with self._session.database.reading() as opened:
                return self._told(opened, kind)
        one = self._session.registry[kind]
        written = {
            row.id.hex(): written_paths(one, row.values)
            for row in tables.rows.select(one, "WHERE life != 0 ORDER BY id")
        }
        base = {built.id: built.paths() for built in _BUILT_IN[kind]}
        return [
            (known, *overlaid(base.get(known, {}), written.get(known, {})))
            for known in {**base, **written}
        ]

    def _check_circles(self, tables: Tables, written: str = "") -> None:
        jumps = circle_of(self.questions(tables))
        if jumps:
            own = next((one for one in jumps if one.question.id == written), None)
            path = "" if own is None else f"answers/{own.answer.id}/next"
            raise CircularJump(own or jumps[0], path)

    def _editor(self, tables: Tables) -> Editor:
        editor = Editor(self._session, tables)
        editor.begin_act()
        return editor

    def _write_stage(
        self,
        tables: Tables,
        program: str,
        item: str,
        given: StageGiven,
        position: int,
        before: Sequence[Need] = (),
    ) -> None:
        if not has_words(given.name):
            raise NameMissing
        stage = Stage(
            "", given.name, position, given.optional, given.stuck_after, given.needs
        )  # fmt: skip
        values = stage_paths(item, stage)
        kept = {one.id for one in given.needs}
        values |= {f"needs/{one.id}/life": DELETED for one in before if one.id not in kept}
        editor = self._editor(tables)
        self._write(tables, editor, PROGRAM, program, values)
        editor.flush()

    def _write(
        self,
        tables: Tables,
        editor: Editor,
        kind: str,
        identifier: str,
        values: Mapping[str, Value],
    ) -> None:
        """Write what is different from what stands, over the built-in one where there is one."""
        one = self._session.registry[kind]
        raw, scope = id_of(identifier), self._session.scope(tables, one.scope)
        told = self._records.checked(one, values)
        row = tables.rows.get(one, raw)
        base: dict[str, Value] = next(
            (built.paths() for built in _BUILT_IN[kind] if built.id == identifier), {}
        )
        standing = dict(base)
        if row is not None and row.state.life() == HIDDEN:
            # Somebody took the changes back: what they said does not come back with this one.
            editor.set_life(one, raw, scope, True)
            for key in row.values:
                path = path_of(one, key)
                if path != "life" and not path.startswith("#"):
                    back = LIVE if path.endswith("/life") else base.get(path)
                    told = {path: back, **told}
        if row is not None:
            standing |= written_paths(one, row.values)
        changed = {
            path: value
            for path, value in told.items()
            if (value if value not in (None, "", False) else None)
            != (standing.get(path) if standing.get(path) not in (None, "", False) else None)
            or path.endswith("/life")
        }
        after = {**standing, **told}
        if not any(after.get(name) for name in _WORDS[kind]):
            raise NameMissing
        if changed:
            editor.edit(one, raw, scope, changed)

    def _new_item(self) -> str:
        return str(uuid.UUID(bytes=self._session.environment.new_id()))


def stage_names(tables: Tables, session: Session) -> dict[str, str]:
    """What every stage of every program is called, by its id."""
    return {
        stage.id: str(stage.name)
        for program in Programs(session).programs(tables, even_closed=True)
        for stage in program.stages
    }


_SORTS: Final = {journey.RECEPTION: 1, journey.STRATEGY: 2, journey.CHECK: 3}
