"""Days that are none, or at an end of the calendar, in records that a colleague's laptop brought."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.domain.casework.alerts import FileFacts, Thresholds, alerts_of
from desktop_app.domain.casework.applications import Step, days_late, due_on
from desktop_app.domain.casework.benefits import SENT
from desktop_app.services.casework.file_quality import FileQuality
from desktop_app.services.clients.timeline import LocalDay
from desktop_app.services.editing import Editor
from tests.builders import a_client, a_laptop, an_office

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("promised", ["True", "2026-02-30", "２０２６-03-02", "-", "x" * 60_000])
def test_an_answer_promised_for_no_day_is_awaited_as_usual(promised: str) -> None:
    """Today and the file of the person did not open any more."""
    step = Step("", SENT, "2026-01-05")
    assert due_on(step, promised, 10) == "2026-01-15"
    assert days_late(step, promised, 10, TODAY) == 46


@pytest.mark.parametrize("last", [date.max, date.min])
def test_a_last_contact_at_an_end_of_the_calendar(last: date) -> None:
    found = alerts_of(FileFacts(opened=last, last_contact=last), Thresholds(), TODAY)
    assert bool(found) is (last == date.min)


def test_a_moment_that_is_before_the_calendar_elsewhere() -> None:
    assert LocalDay("0001-01-01T00:00+00:00", "America/Toronto").local().endswith("1-01-01 00:00")


def test_a_note_of_no_day_leaves_the_quality_of_files_readable() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    client = a_client(north, "Ana", "Une note.")
    with north.database.writing() as tables:
        kind = north.registry["note"]
        (note,) = tables.rows.select(kind, "")
        editor = Editor(north, tables)
        scope = tables.log.scopes()[note.scope]
        editor.edit(kind, note.id, scope, {"happened_on": "2026-02-30"})
        editor.flush()
    assert FileQuality(north).of(client) is not None
