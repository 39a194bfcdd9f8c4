"""D37 on the privacy page and on the doubles: no text of anybody is read as markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app.language import Message
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.erasure.erasure import ErasureLine, RefusedLine
from desktop_app.services.erasure.erasure_files import FileAsked
from desktop_app.services.erasure.erasure_request import ErasureRequest
from desktop_app.services.erasure.incidents import Incidents
from desktop_app.services.erasure.retention import Proposal, Retention
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault.backups import Holding
from desktop_app.sync.erasing import Basis, ErasureKind
from desktop_app.ui.duplicates.build import build as doubles_screen
from desktop_app.ui.duplicates.view import DuplicatesScreen
from desktop_app.ui.settings.dialogs import erasing_decision
from desktop_app.ui.settings.erasures import signing_decision
from desktop_app.ui.settings.privacy import PrivacyState
from desktop_app.ui.settings.privacy_dialogs import change_incident_dialog
from desktop_app.ui.settings.view import SettingsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.ui.duplicates.scenes import services_of as doubles_services
from tests.ui.outside import Outside
from tests.ui.picture import prepare
from tests.ui.sweeping import Sweep, hostile, write_records
from tests.ui.today import rehearsal as today_rehearsal


def test_doubles_read_no_markup(qapp: QApplication, tmp_path: Path, outside: Outside) -> None:
    """Everybody twice, in a world of their own."""
    world = hostile.__wrapped__(tmp_path)
    number, whole = len(world.texts), slice(None)
    community = Organisation(world.office).own_communities()[0].id.hex()
    for _ in range(2):
        twins = replace(world, ids={})
        born = [f"{1930 + at}-07-19" for at in range(number)]
        write_records(twins, world.office, "identity", whole, birth_date=born)
        write_records(twins, world.office, "client", whole, community=[community] * number)
    for _ in range(2):
        write_records(replace(world, ids={}), world.office, "organisation", whole)
    Duplicates(world.office).find_all()
    screen = doubles_screen(doubles_services(world.office), ImmediateJobs(), today_rehearsal.Way())
    prepare(screen)
    assert isinstance(screen, DuplicatesScreen)
    sweep = Sweep()
    screen.activate()
    pairs = Duplicates(world.office).pairs(1000)
    kinds = {pair.about for pair in pairs}
    for pair in pairs[:32]:
        screen.chosen.emit(pair.id)
        sweep.look(screen, f"doubles {pair.id}")
    assert len(pairs) >= number // 2
    assert kinds
    assert sweep.faults == []
    assert sweep.looked_at > 2000
    shown = "\n".join(sweep.seen)
    assert len([one for one in world.texts if one[:60] in shown]) > number // 2


def _request(text: str) -> ErasureRequest:
    file = FileAsked("0" * 32, text, text, text, text)
    return ErasureRequest((text,), (file,), (file,), {"client": 1}, (), 1)


def test_privacy_reads_no_markup(qapp: QApplication, tmp_path: Path, outside: Outside) -> None:
    own, sweep = hostile.__wrapped__(tmp_path), Sweep()
    texts = own.texts
    every = len(texts)
    write_records(own, own.office, "incident", slice(None), noticed_on=["2026-03-01"] * every)
    write_records(
        own, own.office, "retention_rule", slice(None),
        since=["created"] * every, action=["erase", "close"] * every,
    )  # fmt: skip
    rules = tuple(Retention(own.office).rules())
    incidents = tuple(Incidents(own.office).all())
    assert len(rules) == len(incidents) == every
    day = date(2026, 3, 1)
    state = PrivacyState(
        True,
        tuple(
            ErasureLine(
                f"{at:032x}", ErasureKind.PERSON, Basis.ASKED, own.clock.at, 1, at % 5 == 0,
                ((text, 1),), ((text, at),), (text,), request=_request(text) if at % 5 == 0 else None,
            )
            for at, text in enumerate(texts)
        ),
        tuple(Holding(text, text * (at % 2), 0) for at, text in enumerate(texts)),
        tuple(
            Proposal(f"{at:032x}", text, rules[at], day, text * (at % 3 == 0))
            for at, text in enumerate(texts)
        ),
        rules,
        incidents,
        2,
        7,
        refused=tuple(
            RefusedLine(
                f"{at:032x}", ErasureKind.PERSON, Basis.ASKED, 1, text, text, 1, _request(text)
            )
            for at, text in enumerate(texts)
        ),
    )  # fmt: skip
    screen = SettingsScreen("0")
    screen.show_detail("privacy")
    screen.show_privacy(state)
    prepare(screen)
    sweep.look(screen, "privacy")
    for at, incident in enumerate(incidents):
        dialog = change_incident_dialog(incident.values)
        dialog.show_problem(Message("test", "{name}", {"name": texts[at]}))
        dialog.show()
        sweep.look(dialog, f"incident {at}")
        dialog.reject()
        line = next(one for one in state.erasures if one.request is not None)
        signing = signing_decision(replace(line, request=_request(texts[at])))
        signing.show()
        sweep.look(signing, f"signing {at}")
        signing.reject()
        decision = erasing_decision([texts[at]], 1)
        decision.show()
        sweep.look(decision, f"erasing {at}")
        decision.reject()
    several = erasing_decision(texts, 0)
    several.show()
    sweep.look(several, "erasing several")
    several.reject()
    assert sweep.faults == []
    shown = "\n".join(sweep.seen)
    assert [one for one in texts[:-3] if one[:60] not in shown] == []
