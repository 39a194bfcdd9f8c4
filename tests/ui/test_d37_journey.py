"""D37 in the screens of journeys: no word of a program, a triage, a case or an action is read as markup."""

from __future__ import annotations

import random
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app.domain.fields import Scope, Value
from desktop_app.services.casework.actions import Actions
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.programs import Programs
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.ui.journey.triage_dialog import TriageDialog
from tests.builders import carry
from tests.ui.clients.rehearsal import a_world
from tests.ui.forms.about import a_field
from tests.ui.journey.rehearsal import a_desk, settings_page
from tests.ui.outside import Outside
from tests.ui.payloads import marker, payloads
from tests.ui.picture import prepare
from tests.ui.sweeping import Sweep, fill

_SETTLED = ("program", "standard", "action_template", "triage_question")


def _write(session: Session, kind_name: str, values: dict[str, Value]) -> str:
    """A record of the organisation, as a program that checks nothing would send it."""
    kind, made = session.registry[kind_name], session.environment.new_id()
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        editor.begin_act()
        editor.edit(kind, made, session.scope(tables, Scope.ORGANISATION), values, new=True)
        editor.flush()
    return made.hex()


def test_journeys_read_no_markup(qapp: QApplication, tmp_path: Path, outside: Outside) -> None:
    world, chance = a_world(), random.Random("journey")
    office, laptop = world.office, world.laptop
    texts = [one for one in payloads(marker(tmp_path)) if "\x00" not in one and len(one) < 400]
    programs = []
    for kind in _SETTLED:
        for at, text in enumerate(texts[:4]):
            more: dict[str, Value] = {"position": at} if kind == "triage_question" else {}
            more |= (
                {"sort": ("reception", "strategy", "check")[at % 3]} if kind == "standard" else {}
            )
            made = _write(office, kind, {**fill(office.registry[kind], text, chance), **more})
            programs += [made] if kind == "program" else []
    a_field(office, "case", texts[0], texts[1], purpose_en=texts[2], code="marked")
    carry(office, laptop)
    client = world.clients.add(
        {"given": texts[3][:60], "family": texts[4][:60], "community": "Pangnirtung"}
    )
    journeys = Journeys(laptop)
    case = journeys.move(client, "", Programs(laptop).programs()[0].stages[1].id)
    for text in texts[4:8]:
        journeys.add_worker(client, case, {"name": text, "role": "partner"})
        Actions(laptop).record_service(client, text, 10, "home")
    journeys.tell(client, case, {"own_marked": texts[5]})
    other = journeys.begin(client, programs[0])
    journeys.end(client, other, "partly", texts[6])
    sweep, desk = Sweep(), a_desk(world, client)
    prepare(desk.screen)
    desk.show(f"{client}/journey")
    sweep.look(desk.screen, "journey")
    room = desk.room
    room._ask_end(journeys.of(client).cases[0])
    sweep.look(room.dialog, "end")  # type: ignore[arg-type]
    room.dialog.reject()  # type: ignore[union-attr]
    for asked in ("service", "template", "worker", "triage", f"case/{case}"):
        room.add(asked)
        dialog = room.dialog
        assert dialog is not None, asked
        sweep.look(dialog, asked)
        if isinstance(dialog, TriageDialog):
            dialog.answers[0].click()
            sweep.look(dialog, "triage, next question")
        dialog.reject()
    for program in ("", programs[1]):
        desk.show("board")
        if program:
            desk.board.program_chosen.emit(program)
        sweep.look(desk.screen, "board")
    page, holder, _ = settings_page(world, office)
    prepare(holder)
    sweep.look(holder, "settings of journeys")
    assert page is not None
    assert sweep.faults == []
    assert sweep.looked_at > 200
    assert any(texts[5][:20] in one for one in sweep.seen)
    assert outside.opened == []
