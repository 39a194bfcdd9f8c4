"""The list of benefits: the edition that came with this release, and what the office made of it.

Every laptop has the shipped edition from the first day. What the office writes lies in records of
the organisation, which travel in bundles, and stands before it. Ids follow from the code, so that
an application names the same benefit on every laptop, whether the office has loaded the list or not.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from desktop_app.domain.casework.benefits import BENEFIT
from desktop_app.domain.casework.benefits_check import Condition, Question, Rules
from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.record_values import items_by_list
from desktop_app.interchange import benefit_list as files
from desktop_app.interchange.benefit_list import LIST_FIELDS, Edition, ListedBenefit, ListUnreadable
from desktop_app.language import base_language
from desktop_app.services.casework.records import Records
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.office_settings import setting_text, write_setting
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

QUESTIONS_SETTING: Final = "benefit questions"
STALE_AFTER: Final = timedelta(days=548)
"""A year and a half: facts that are older are shown with a sign to ask again."""


@dataclass(frozen=True, slots=True)
class BenefitLine:
    """One benefit as it stands on this laptop. id: 32 hexadecimal digits. values: by the names of
    the fields. stored: it is a record of the office; otherwise it is the shipped one."""

    id: str
    code: str
    values: Mapping[str, Value]
    conditions: tuple[Condition, ...]
    stored: bool

    @property
    def name(self) -> str:
        """Its official name in the language of the screen."""
        return self.said("name")

    def said(self, field: str) -> str:
        """A field that exists in English and French, in the language of the screen; in the other one
        where that is all there is."""
        first, second = ("fr", "en") if base_language() == "fr" else ("en", "fr")
        return self.text(f"{field}_{first}") or self.text(f"{field}_{second}")

    def text(self, field: str) -> str:
        """A value as text; "" when there is none."""
        value = self.values.get(field)
        return "" if value is None else str(value)

    def number(self, field: str) -> int:
        """A whole number; 0 when there is none."""
        value = self.values.get(field)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    @property
    def needs_return(self) -> bool:
        return self.values.get("needs_return") is True

    @property
    def to_check(self) -> bool:
        """Whether the office has to check its facts before anybody counts on them: the list says so,
        or nobody knows of which day they are."""
        return self.values.get("to_check") is True or not self.text("as_of")

    def has_ended(self, today: date) -> bool:
        """Whether nothing new is paid any more."""
        ended = self.text("ended_on")
        return bool(ended) and ended < today.isoformat()

    def is_stale(self, today: date) -> bool:
        """Whether its facts are so old that they have to be asked again."""
        as_of = self.text("as_of")
        return not as_of or as_of < (today - STALE_AFTER).isoformat()

    def amount(self, today: date) -> int:
        """The highest amount in cents, 0 where none is known or its time is over."""
        until = self.text("amount_to")
        return 0 if until and until < today.isoformat() else self.number("maximum")

    def rules(self, today: date) -> Rules:
        """What the check looks at."""
        return Rules(
            self.code,
            self.text("province"),
            self.needs_return,
            self.has_ended(today),
            self.conditions,
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading an edition did. kept: benefits that the office keeps itself and that were left as
    they are. gone: codes of earlier editions that the new one does not name; they stay."""

    edition: str
    new: int
    changed: int
    kept: int
    gone: tuple[str, ...]


class BenefitList:
    """Reads the list, and changes it at the office."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kind = session.registry["benefit"]

    def all(self) -> tuple[BenefitLine, ...]:
        """Every benefit, those of all Canada first, then by province and name."""
        with self._session.database.reading() as tables:
            return self.read_all(tables)

    def read_all(self, tables: Tables) -> tuple[BenefitLine, ...]:
        """As `all`, inside a transaction."""
        known = {self.id_of(one.code): self._shipped_line(one) for one in _shipped().benefits}
        for row in tables.rows.select(self._kind, "WHERE life = 1 ORDER BY id"):
            known[row.id.hex()] = self._line(row)
        lines = list(known.values())
        return tuple(sorted(lines, key=lambda one: (one.text("province"), one.name, one.id)))

    def editions(self) -> tuple[str, str]:
        """The newest edition that the office loaded, "" for none, and the one of this release."""
        with self._session.database.reading() as tables:
            names = [
                str(row.value("edition") or "")
                for row in tables.rows.select(self._kind, "WHERE life = 1")
            ]
        return max(names, default=""), _shipped().name

    def questions(self) -> tuple[Question, ...]:
        """The questions of the check, in their order."""
        with self._session.database.reading() as tables:
            kept = setting_text(tables, self._session.registry, QUESTIONS_SETTING)
        if kept:
            try:
                return files.parse(kept.encode()).questions
            except ListUnreadable:
                return _shipped().questions
        return _shipped().questions

    def load(self, edition: Edition | None = None) -> Loaded:
        """Take an edition into the records of the office; without one, that of this release.

        One transaction. Raises NotAllowed outside of the office.
        """
        whole = edition or _shipped()
        session = self._session
        if not session.is_office:
            raise NotAllowed
        new = changed = kept = 0
        with session.database.writing() as tables:
            scope = session.scope(tables, Scope.ORGANISATION)
            editor = Editor(session, tables)
            editor.begin_act()
            known = {row.id.hex(): row for row in tables.rows.select(self._kind, "WHERE life = 1")}
            named: set[str] = set()
            for one in whole.benefits:
                identifier = self.id_of(one.code)
                named.add(identifier)
                row = known.get(identifier)
                if row is not None and row.value("own") is True:
                    kept += 1
                    continue
                told = self._told(one, whole.name)
                raw = bytes.fromhex(identifier)
                if row is None and Records(session).revive(tables, editor, "benefit", raw):
                    editor.flush()
                    row = tables.rows.get(self._kind, raw)
                if row is not None:
                    told = {**self._emptied(row, told), **told}
                wrote = editor.edit(self._kind, raw, scope, told)
                new += identifier not in known
                changed += identifier in known and bool(set(wrote) - {"edition"})
            gone = tuple(
                str(row.value("code") or "")
                for identifier, row in sorted(known.items())
                if identifier not in named and row.value("own") is not True
            )
            self._load_lists(tables, editor, whole)
            if whole.questions:
                questions = files.write(Edition(whole.name, whole.questions, (), ()))
                write_setting(session, tables, editor, QUESTIONS_SETTING, questions.decode())
            editor.flush()
        return Loaded(whole.name, new, changed, kept, gone)

    def export(self) -> Edition:
        """The list as it stands here, as an edition for others."""
        loaded, shipped = self.editions()
        return Edition(
            loaded or shipped,
            self.questions(),
            tuple(
                ListedBenefit(
                    one.code,
                    one.values,
                    tuple((part.question, part.test, part.value) for part in one.conditions),
                )
                for one in self.all()
            ),
            _shipped().lists,
        )

    def change(self, code: str, values: Mapping[str, Value]) -> None:
        """Write what the office knows better; from then on new editions leave this one as it is.

        values: by path. One that is not there is added. Raises NotAllowed, ValueRefused.
        """
        records, identifier = Records(self._session), self.id_of(code)
        line = next((one for one in self.all() if one.code == code), None)
        told = {path: value for path, value in values.items() if path != "code"}
        if line is not None and line.stored:
            records.change("benefit", identifier, {**told, "own": True})
            return
        if not self._session.is_office:
            raise NotAllowed
        base: dict[str, Value] = {"code": code}
        if line is not None:
            base |= {name: value for name, value in line.values.items() if name != "edition"}
            parts = [(one.question, one.test, one.value) for one in line.conditions]
            base |= _condition_paths(code, parts)
        whole = {**base, **told, "own": True}
        records.add_shared("benefit", whole, bytes.fromhex(identifier))

    def paths_of(self, line: BenefitLine) -> dict[str, Value]:
        """What a line says, by path, as a form shows it; None is left out."""
        told: dict[str, Value] = {
            name: value
            for name, value in line.values.items()
            if value is not None and name not in ("edition", "own", "code")
        }
        parts = [(one.question, one.test, one.value) for one in line.conditions]
        if not line.stored:
            return told | _condition_paths(line.code, parts)
        record = Records(self._session).get("benefit", line.id)
        return told | {path: value for path, value in record.values.items() if "/" in path}

    def id_of(self, code: str) -> str:
        """The id that a code has in this organisation."""
        trust = self._session.trust
        parent = bytes(16) if trust is None else trust.organisation[:16]
        return derived_id(parent, f"benefit {code}").hex()

    def _load_lists(self, tables: Tables, editor: Editor, whole: Edition) -> None:
        """Lists of documents that are not there yet; what the office made of one is left alone."""
        session = self._session
        kind = session.registry["checklist"]
        scope = session.scope(tables, Scope.ORGANISATION)
        for one in whole.lists:
            made = derived_id(session.require_trust().organisation[:16], f"checklist {one.code}")
            if tables.rows.get(kind, made) is not None:
                Records(session).revive(tables, editor, "checklist", made)
                continue
            told: dict[str, Value] = {"name_en": one.name_en, "name_fr": one.name_fr}
            if one.benefit:
                told["benefit"] = self.id_of(one.benefit)
            for number, document in enumerate(one.documents):
                # Time-ordered ids keep the order of the list; these begin like one of long ago.
                item = uuid.UUID(bytes=bytes((0, 0, number)) + made[3:])
                for name, value in zip(LIST_FIELDS, document, strict=True):
                    if value:
                        told[f"documents/{item}/{name}"] = value
            editor.edit(kind, made, scope, told)

    def _told(self, one: ListedBenefit, edition: str) -> dict[str, Value]:
        told: dict[str, Value] = {
            field.name: one.values.get(field.name)
            for field in BENEFIT.fields
            if field.name not in ("own", "edition")
        }
        told["edition"] = edition
        told |= _condition_paths(one.code, one.conditions)
        return told

    def _emptied(self, row: Row, told: Mapping[str, Value]) -> dict[str, Value]:
        """Conditions that the edition does not name any more, as paths that delete them."""
        items = items_by_list(row.type, row.values).get("conditions", ())
        return {
            f"conditions/{one.id}/life": "deleted"
            for one in items
            if f"conditions/{one.id}/question" not in told
        }

    def _shipped_line(self, one: ListedBenefit) -> BenefitLine:
        conditions = tuple(Condition(*part) for part in one.conditions)
        values = {**one.values, "edition": _shipped().name}
        return BenefitLine(self.id_of(one.code), one.code, values, conditions, stored=False)

    def _line(self, row: Row) -> BenefitLine:
        items = items_by_list(row.type, row.values).get("conditions", ())
        return BenefitLine(
            row.id.hex(),
            str(row.value("code") or ""),
            {field.name: row.value(field.name) for field in row.type.fields},
            tuple(
                Condition(one.text("question"), one.text("test"), one.text("value"))
                for one in sorted(items, key=lambda item: item.id)
            ),
            stored=True,
        )


def by_id(lines: Iterable[BenefitLine]) -> dict[str, BenefitLine]:
    """The lines by their ids."""
    return {one.id: one for one in lines}


@cache
def _shipped() -> Edition:
    return files.shipped()


def _condition_paths(code: str, conditions: Iterable[tuple[str, str, str]]) -> dict[str, Value]:
    """Conditions as paths; the same condition has the same id in every edition."""
    told: dict[str, Value] = {}
    for question, test, value in conditions:
        item = uuid.uuid5(uuid.NAMESPACE_URL, f"portage benefit {code} {question} {test}")
        told[f"conditions/{item}/question"] = question
        told[f"conditions/{item}/test"] = test
        told[f"conditions/{item}/value"] = value
    return told
