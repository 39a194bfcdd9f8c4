"""XLSForm: forms as KoboToolbox, ODK and SurveyCTO write them, read from a workbook and written to one.

The sheets are `survey`, `choices` and `settings` (https://xlsform.org/en/). What has no counterpart is
listed with the row where it stands; what is only not used here is kept with its question and written
again. Nothing is dropped in silence.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from desktop_app.domain.forms.definition import (
    DEEPEST,
    MOST_QUESTIONS,
    NAME,
    VALUE,
    Form,
    NotAForm,
    Option,
    Question,
    Sort,
    read_form,
    write_form,
)
from desktop_app.interchange.spreadsheet import Table, xlsx_cell
from desktop_app.interchange.workbook import Cell
from desktop_app.interchange.xlsform_expressions import Untranslatable, to_ours, to_theirs
from desktop_app.language import Message

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"

KEPT: Final = "xlsform"
"""Under this key of a question stand the columns that are not used here."""

_SORTS: Final = {
    "text": Sort.TEXT, "string": Sort.TEXT, "integer": Sort.INTEGER, "int": Sort.INTEGER,
    "decimal": Sort.NUMBER, "range": Sort.NUMBER, "date": Sort.DATE, "note": Sort.NOTE,
    "calculate": Sort.CALCULATION, "acknowledge": Sort.YES_NO, "trigger": Sort.YES_NO,
    "time": Sort.TEXT, "barcode": Sort.TEXT,
}  # fmt: skip
_BENT: Final = frozenset({"range", "acknowledge", "trigger", "time", "barcode"})
_WRITTEN: Final = {
    Sort.TEXT: "text", Sort.LONG_TEXT: "text", Sort.INTEGER: "integer", Sort.NUMBER: "decimal",
    Sort.MONEY: "decimal", Sort.DATE: "date", Sort.NOTE: "note", Sort.CALCULATION: "calculate",
}  # fmt: skip
_YES_NO: Final = "portage_yes_no"
_SELECT: Final = re.compile(
    r"(?P<kind>select_one|select one|select_multiple|select multiple)\s+(?P<list>\S+)"
    r"(?P<other>\s+or[_ ]other)?",
    re.IGNORECASE,
)
_TRANSLATED: Final = ("label", "hint", "constraint_message")
_LANGUAGE: Final = re.compile(r".*\((?P<code>[A-Za-z]{2,3}(?:-[A-Za-z0-9-]+)?)\)\s*")
_OWN: Final = ("portage_kind", "portage_why_fr", "portage_why_en")
_COLUMNS: Final = {
    "constraint message": "constraint_message", "relevance": "relevant", "calculation": "calculate",
    "caption": "label", "value": "name", "list name": "list_name", "repeat count": "repeat_count",
    "bind::relevant": "relevant", "bind::required": "required", "bind::constraint": "constraint",
    "bind::calculate": "calculate",
}  # fmt: skip
_USED: Final = frozenset(
    {"type", "name", "required", "relevant", "calculate", "constraint", "repeat_count", *_OWN}
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that did not come over as it stands. sheet, row: where it is; row 0 for a whole
    column or sheet."""

    sheet: str
    row: int
    words: Message


@dataclass(frozen=True, slots=True)
class XlsForm:
    """A form that was read, what it is called, and what has to be looked at."""

    form: Form
    title_french: str
    title_english: str
    code: str
    remarks: tuple[Remark, ...]


@dataclass(slots=True)
class _Row:
    """One row of a sheet by the name of the column. texts: label, hint and constraint message by
    language (`fr`, `en`)."""

    number: int
    cells: dict[str, str]
    texts: dict[tuple[str, str], str]

    def text(self, name: str) -> str:
        return self.cells.get(name, "")


def form_of(survey: Table, choices: Table | None, settings: Table | None) -> XlsForm:
    """The form that the sheets of a workbook describe. Raises NotAForm."""
    return _Reading(survey, choices, settings).read()


class _Reading:
    def __init__(self, survey: Table, choices: Table | None, settings: Table | None) -> None:
        self._remarks: list[Remark] = []
        told = {} if settings is None or not settings.rows else _first(settings)
        self._settings = told
        default = _language_of(told.get("default_language", "")) or "en"
        self._rows = self._sheet(survey, SURVEY, default)
        self._lists = self._choice_lists(
            [] if choices is None else self._sheet(choices, CHOICES, default)
        )
        self._names: dict[str, str] = {}

    def read(self) -> XlsForm:
        self._name_all()
        stack: list[tuple[_Row | None, list[Question]]] = [(None, [])]
        for row in self._rows:
            kind = " ".join(row.text("type").lower().replace("_", " ").split())
            if kind in ("begin group", "begin repeat"):
                stack.append((row, []))
            elif kind in ("end group", "end repeat"):
                if len(stack) == 1:
                    self._say(row, Message("xlsform", "This end belongs to no group."))
                else:
                    self._close(stack)
            elif kind:
                made = self._question(row)
                if made is not None:
                    stack[-1][1].append(made)
            if len(stack) > DEEPEST + 1:
                raise NotAForm(
                    Message("forms", "More than {n} groups lie in one another.", {"n": DEEPEST})
                )
        while len(stack) > 1:
            opened = stack[-1][0]
            if opened is not None:
                self._say(
                    opened, Message("xlsform", "This group is not closed; it ends with the form.")
                )
            self._close(stack)
        form = Form(tuple(stack[0][1]))
        read_form(write_form(form))  # every bound of ours holds, or it says which does not
        title = self._settings.get("form_title", "")
        return XlsForm(
            form,
            self._settings.get("form_title::fr", "") or title,
            self._settings.get("form_title::en", "") or title,
            self._settings.get("form_id", ""),
            tuple(self._remarks),
        )

    def _close(self, stack: list[tuple[_Row | None, list[Question]]]) -> None:
        row, inner = stack.pop()
        if row is None:
            return
        repeat = "repeat" in row.text("type").lower()
        made = self._common(row, Sort.REPEAT if repeat else Sort.GROUP)
        count = row.text("repeat_count")
        if count.isdigit():
            made = replace(made, most=int(count))
        elif count:
            made = self._keep(made, "repeat_count", count)
            self._say(
                row,
                Message(
                    "xlsform",
                    "How often it is asked follows from “{text}”, which is kept but not used: here "
                    "people add another time themselves.",
                    {"text": count[:60]},
                ),
            )
        stack[-1][1].append(replace(made, questions=tuple(inner)))

    # Questions

    def _question(self, row: _Row) -> Question | None:
        kind = row.text("type")
        select = _SELECT.fullmatch(kind.strip())
        if select is not None:
            return self._select(row, select)
        sort = _SORTS.get(kind.strip().lower())
        if sort is None:
            self._say(
                row,
                Message(
                    "xlsform",
                    "Questions of the kind “{kind}” do not exist here; “{name}” was left out.",
                    {"kind": kind[:40], "name": row.text("name") or "?"},
                ),
            )
            return None
        if kind.strip().lower() in _BENT:
            self._say(
                row,
                Message(
                    "xlsform",
                    "“{name}” was of the kind “{kind}”, which comes nearest to another one here. "
                    "Look at it.",
                    {"kind": kind[:40], "name": row.text("name")},
                ),
            )
        own = row.text("portage_kind")
        if own in (Sort.MONEY, Sort.LONG_TEXT, Sort.INTEGER, Sort.NUMBER, Sort.DATE, Sort.TEXT):
            sort = Sort(own)
        elif sort is Sort.TEXT and "multiline" in row.text("appearance"):
            sort = Sort.LONG_TEXT
        return self._common(row, sort)

    def _select(self, row: _Row, select: re.Match[str]) -> Question:
        several = "multiple" in select["kind"].lower()
        made = self._common(row, Sort.CHOICES if several else Sort.CHOICE)
        options = self._lists.get(select["list"], ())
        if not options:
            self._say(
                row,
                Message(
                    "xlsform",
                    "The list “{list}” is not on the sheet of choices; “{name}” has no answers yet.",
                    {"list": select["list"][:60], "name": row.text("name")},
                ),
            )
        if {one.value for one in options} == {"yes", "no"} and not several and not select["other"]:
            return replace(made, sort=Sort.YES_NO)
        return replace(made, choices=options, other=bool(select["other"]))

    def _common(self, row: _Row, sort: Sort) -> Question:
        made = Question(
            name=self._names[f"#{row.number}"],
            sort=sort,
            french=row.texts.get(("label", "fr"), ""),
            english=row.texts.get(("label", "en"), ""),
            hint_french=row.texts.get(("hint", "fr"), ""),
            hint_english=row.texts.get(("hint", "en"), ""),
            check_french=row.texts.get(("constraint_message", "fr"), ""),
            check_english=row.texts.get(("constraint_message", "en"), ""),
            why_french=row.text("portage_why_fr"),
            why_english=row.text("portage_why_en"),
        )
        for theirs, ours, words in (
            ("relevant", "when", Message("xlsform", "The condition")),
            ("calculate", "calculate", Message("xlsform", "The calculation")),
            ("constraint", "check", Message("xlsform", "The check")),
        ):
            text = row.text(theirs).strip()
            if not text:
                continue
            try:
                made = _with(made, ours, to_ours(text, self._names))
            except Untranslatable as fault:
                made = self._keep(made, theirs, text)
                self._say(
                    row,
                    Message(
                        "xlsform",
                        "{what} of “{name}” cannot be used here; its text is kept: {text}. {reason}",
                        {
                            "what": words, "name": made.name, "text": text[:200],
                            "reason": fault.message,
                        },
                    ),
                )  # fmt: skip
        return self._rest(row, self._required(row, made))

    def _required(self, row: _Row, made: Question) -> Question:
        told = row.text("required").strip().lower()
        if told in ("yes", "true", "true()", "1"):
            return replace(made, required=True)
        if told in ("", "no", "false", "false()", "0"):
            return made
        self._say(
            row,
            Message(
                "xlsform",
                "“{name}” is required only sometimes ({text}); here it is required always or never. "
                "It was made not required.",
                {"name": made.name, "text": told[:60]},
            ),
        )
        return self._keep(made, "required", row.text("required"))

    def _rest(self, row: _Row, made: Question) -> Question:
        for name, text in row.cells.items():
            if name in _USED or not text or (name == "appearance" and text == "multiline"):
                continue
            made = self._keep(made, name, text)
            if name in ("choice_filter", "default", "appearance", "read_only", "readonly"):
                self._say(
                    row,
                    Message(
                        "xlsform",
                        "“{column}” of “{name}” is kept but not used here: {text}",
                        {"column": name, "name": made.name, "text": text[:60]},
                    ),
                )
        return made

    def _keep(self, made: Question, column: str, text: str) -> Question:
        kept = {**made.extra.get(KEPT, {}), column: text}
        return replace(made, extra={**made.extra, KEPT: kept})

    # Sheets

    def _name_all(self) -> None:
        """Give every row a name that conditions here can use."""
        taken: set[str] = set()
        for row in self._rows[: MOST_QUESTIONS * 4]:
            kind = row.text("type").lower().replace("_", " ").strip()
            if not kind or kind.startswith("end "):
                continue
            told = row.text("name").strip()
            name = re.sub(r"[^a-z0-9_]+", "_", told.lower())[:50] or f"row_{row.number}"
            name = name if NAME.fullmatch(name) else f"_{name}"
            free, number = name, 1
            while free in taken:
                number += 1
                free = f"{name}_{number}"
            taken.add(free)
            if told and free != told:
                self._say(
                    row,
                    Message(
                        "xlsform",
                        "“{old}” is called “{new}” here.",
                        {"old": told[:60], "new": free},
                    ),
                )
            self._names[f"#{row.number}"] = free
            self._names.setdefault(told, free)

    def _choice_lists(self, rows: Sequence[_Row]) -> dict[str, tuple[Option, ...]]:
        lists: dict[str, dict[str, Option]] = {}
        for row in rows:
            name, value = row.text("list_name"), row.text("name")
            if not name and not value:
                continue
            if not VALUE.fullmatch(value):
                self._say(
                    row,
                    Message("xlsform", "This choice has no usable name and was left out."),
                    CHOICES,
                )
                continue
            rest = {
                key: text
                for key, text in row.cells.items()
                if text and key not in ("list_name", "name")
            }
            one = Option(
                value,
                row.texts.get(("label", "fr"), ""),
                row.texts.get(("label", "en"), ""),
                {KEPT: rest} if rest else {},
            )
            if value in lists.setdefault(name, {}):
                self._say(
                    row,
                    Message(
                        "xlsform", "“{value}” stands twice in the list “{list}”; the first counts.",
                        {"value": value, "list": name},
                    ),
                    CHOICES,
                )  # fmt: skip
            lists[name].setdefault(value, one)
        return {name: tuple(found.values()) for name, found in lists.items()}

    def _sheet(self, table: Table, sheet: str, default: str) -> list[_Row]:
        columns = [self._column(heading, sheet, default) for heading in table.headings]
        for refusal in table.refused:
            self._remarks.append(Remark(sheet, 0, refusal.message))
        rows = []
        for number, cells in zip(table.row_numbers, table.rows, strict=True):
            row = _Row(number, {}, {})
            for (name, language), cell in zip(columns, cells, strict=True):
                text = _said(cell)
                if not text or not name:
                    continue
                if name in _TRANSLATED:
                    row.texts[name, language] = text
                else:
                    row.cells[name] = text
            rows.append(row)
        return rows

    def _column(self, heading: str, sheet: str, default: str) -> tuple[str, str]:
        """(name, language); an empty name for a column that is left out."""
        name, _, told = heading.strip().partition("::")
        name = name.strip().lower()
        name = _COLUMNS.get(heading.strip().lower(), _COLUMNS.get(name, name))
        if name not in _TRANSLATED:
            return (heading.strip().lower() if told else name), ""
        language = _language_of(told) if told else default
        if not language:
            self._remarks.append(
                Remark(
                    sheet,
                    0,
                    Message(
                        "xlsform",
                        "The words in “{language}” were left out: a form has French and English.",
                        {"language": told.strip()[:40]},
                    ),
                )
            )
            return "", ""
        return name, language

    def _say(self, row: _Row, words: Message, sheet: str = SURVEY) -> None:
        self._remarks.append(Remark(sheet, row.number, words))


def _with(made: Question, place: str, text: str) -> Question:
    if place == "when":
        return replace(made, when=text)
    return replace(made, calculate=text) if place == "calculate" else replace(made, check=text)


def _first(table: Table) -> dict[str, str]:
    """The settings by the name of their column; titles in a language as `form_title::fr`."""
    found: dict[str, str] = {}
    for heading, cell in zip(table.headings, table.rows[0], strict=True):
        name, _, told = heading.strip().lower().partition("::")
        language = _language_of(told)
        found[f"{name}::{language}" if language else name] = _said(cell)
    return found


def _language_of(told: str) -> str:
    """`fr` or `en` for the name or code of one of them; "" for any other language."""
    text = told.strip().lower()
    coded = _LANGUAGE.fullmatch(text)
    code = coded["code"] if coded else text
    if code.split("-")[0] in ("fr", "fra", "fre") or text.startswith(("fran", "french")):
        return "fr"
    return "en" if code.split("-")[0] in ("en", "eng") or text.startswith(("angl", "engl")) else ""


def _said(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell).strip()


# Writing

_HEADINGS: Final = (
    "type", "name", "label::French (fr)", "label::English (en)", "hint::French (fr)",
    "hint::English (en)", "required", "relevant", "calculation", "constraint",
    "constraint_message::French (fr)", "constraint_message::English (en)", "repeat_count", *_OWN,
)  # fmt: skip


def workbook_of(
    form: Form, title_french: str, title_english: str, code: str, version: int
) -> tuple[bytes, tuple[Remark, ...]]:
    """(the bytes of a workbook, what other programs will not understand of it)."""
    remarks: list[Remark] = []
    extra = sorted({name for one, _ in form.walk() for name in one.extra.get(KEPT, {})} - _USED)
    survey: list[list[str]] = [[*_HEADINGS, *extra]]
    choices: list[list[str]] = [["list_name", "name", "label::French (fr)", "label::English (en)"]]
    lists: dict[tuple[Option, ...], str] = {}
    yes_no = frozenset(one.name for one, _ in form.walk() if one.sort is Sort.YES_NO)
    _write(form.questions, survey, lists, extra, remarks, yes_no)
    if any(one.sort is Sort.YES_NO for one, _ in form.walk()):
        choices += [[_YES_NO, "yes", "Oui", "Yes"], [_YES_NO, "no", "Non", "No"]]
    for options, name in lists.items():
        choices += [[name, one.value, one.french, one.english] for one in options]
    settings = [
        ["form_title", "form_title::French (fr)", "form_id", "version", "default_language"],
        [title_english or title_french, title_french, code, str(version), "French (fr)"],
    ]
    data = _workbook(((SURVEY, survey), (CHOICES, choices), (SETTINGS, settings)))
    return data, tuple(remarks)


def _write(
    questions: Iterable[Question],
    rows: list[list[str]],
    lists: dict[tuple[Option, ...], str],
    extra: Sequence[str],
    remarks: list[Remark],
    yes_no: frozenset[str],
) -> None:
    for one in questions:
        kept: Mapping[str, Any] = one.extra.get(KEPT, {})
        number = len(rows) + 1

        def theirs(
            text: str,
            column: str,
            one: Question = one,
            kept: Mapping[str, Any] = kept,
            number: int = number,
        ) -> str:
            if not text:
                return str(kept.get(column, ""))
            try:
                return to_theirs(text, yes_no)
            except Untranslatable as fault:
                words = Message(
                    "xlsform",
                    "“{text}” of “{name}” could not be written in the language of other programs. "
                    "{reason}",
                    {"text": text[:200], "name": one.name, "reason": fault.message},
                )
                remarks.append(Remark(SURVEY, number, words))
                return ""

        row = [
            _type_of(one, lists), one.name, one.french, one.english, one.hint_french,
            one.hint_english, "yes" if one.required else str(kept.get("required", "")),
            theirs(one.when, "relevant"), theirs(one.calculate, "calculate"),
            theirs(one.check, "constraint"), one.check_french, one.check_english,
            str(one.most) if one.most else str(kept.get("repeat_count", "")),
            one.sort.value if one.sort in (Sort.MONEY, Sort.LONG_TEXT) else "",
            one.why_french, one.why_english,
        ]  # fmt: skip
        rows.append([*row, *(str(kept.get(name, "")) for name in extra)])
        if one.sort in (Sort.GROUP, Sort.REPEAT):
            _write(one.questions, rows, lists, extra, remarks, yes_no)
            end = "end_repeat" if one.sort is Sort.REPEAT else "end_group"
            rows.append([end, *[""] * (len(rows[0]) - 1)])


def _type_of(one: Question, lists: dict[tuple[Option, ...], str]) -> str:
    if one.sort is Sort.GROUP:
        return "begin_group"
    if one.sort is Sort.REPEAT:
        return "begin_repeat"
    if one.sort is Sort.YES_NO:
        return f"select_one {_YES_NO}"
    if one.sort in (Sort.CHOICE, Sort.CHOICES):
        name = lists.setdefault(one.choices, f"{one.name}_list")
        kind = "select_multiple" if one.sort is Sort.CHOICES else "select_one"
        return f"{kind} {name}{' or_other' if one.other else ''}"
    return "calculate" if one.calculate and one.sort is Sort.CALCULATION else _WRITTEN[one.sort]


def _workbook(sheets: Sequence[tuple[str, list[list[str]]]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet: Any = book.create_sheet(name)
        for row in rows:
            sheet.append([xlsx_cell(sheet, text or None, name) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
