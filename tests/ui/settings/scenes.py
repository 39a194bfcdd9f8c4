"""The settings, one scene a part, with fictional people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop_app.domain.people.retention import INCIDENT, Rule
from desktop_app.domain.roles import ROLE_NAMES, Role
from desktop_app.language import Message, current_language
from desktop_app.services.erasure.erasure import ErasureLine, RefusedLine
from desktop_app.services.erasure.erasure_files import FileAsked
from desktop_app.services.erasure.erasure_request import ErasureRequest
from desktop_app.services.erasure.incidents import Incident
from desktop_app.services.erasure.retention import Proposal
from desktop_app.services.progress import Step
from desktop_app.services.trust.beginning import judge
from desktop_app.services.trust.joining import EnrolmentRequest, LaptopLine
from desktop_app.services.trust.keepers import KeepersState, PaperLine
from desktop_app.services.trust.organisation import Community
from desktop_app.services.trust.papers import PaperKind, PaperState
from desktop_app.services.vault.backups import Backup, Holding
from desktop_app.services.vault.checking import CheckReport
from desktop_app.settings import Settings
from desktop_app.storage.anchor import Mark
from desktop_app.sync.erasing import Basis, ErasureKind
from desktop_app.ui.settings.dialogs import (
    AddCommunity,
    AddPerson,
    ChangePassphrase,
    NameReviewer,
    erasing_decision,
    removal_decision,
    renewal_decision,
    restore_decision,
    shortening_decision,
)
from desktop_app.ui.settings.erasures import signing_decision
from desktop_app.ui.settings.laptops import OrganisationState
from desktop_app.ui.settings.people import PeopleState, PersonLine
from desktop_app.ui.settings.people_dialogs import (
    ChangePerson,
    ForgottenPassphrase,
    NewPapers,
    leaving_decision,
)
from desktop_app.ui.settings.presenter import BackupState, VaultState
from desktop_app.ui.settings.privacy import PrivacyState
from desktop_app.ui.settings.privacy_dialogs import change_incident_dialog, rule_dialog
from desktop_app.ui.settings.vault_part import backup_title
from desktop_app.ui.settings.view import SettingsScreen
from desktop_app.ui.shared.theme import theme
from desktop_app.ui.shell.places import Route
from desktop_app.ui.shell.presenter import Look, Standing
from desktop_app.ui.shell.view import MainWindow
from tests.ui.scene import Scene

MORNING = 1_772_463_600_000
NOW = datetime.fromtimestamp(MORNING / 1000, UTC)
DAY = 86_400_000
DIGITS = "40817 22934 05512 76120 99341 18077"

VAULT = VaultState(
    "Bureau",
    Path.home() / "Portage" / "Maison Exemple",
    ("Josée Exemple", "Maude Fictive", "Aputi Fictif"),
    "Josée Exemple",
    (
        PaperState(PaperKind.VAULT, True, MORNING - 30 * DAY),
        PaperState(PaperKind.ORGANISATION, True, 0),
    ),
    False,
)
BACKUPS = BackupState(
    tuple(
        Backup(Path(f"/b/{at}"), MORNING - at * DAY, 41_000_000 - at, 2_118 - at, Mark(1, 9, b""))
        for at in range(3)
    ),
    MORNING - 9 * DAY,
    True,
)
COMMUNITIES = (
    Community(b"1" * 16, "Pangnirtung", "NU", "America/Iqaluit"),
    Community(b"2" * 16, "Rankin Inlet", "NU", "America/Rankin_Inlet"),
    Community(b"3" * 16, "Kuujjuaq", "QC", "America/Toronto"),
)
ORGANISATION = OrganisationState(
    "Maison Exemple",
    DIGITS,
    True,
    COMMUNITIES,
    (
        LaptopLine(
            "Bureau", ROLE_NAMES[Role.OFFICE], tuple(one.name for one in COMMUNITIES), 0, True, True
        ),
        LaptopLine(
            "Équipe du Nord",
            ROLE_NAMES[Role.WORKER],
            ("Pangnirtung",),
            MORNING - 3 * DAY,
            True,
            False,
        ),
        LaptopLine(
            "Équipe du Sud", ROLE_NAMES[Role.WORKER], ("Kuujjuaq",), MORNING - 16 * DAY, True, False
        ),
        LaptopLine(
            "Portable de l'été",
            ROLE_NAMES[Role.READER],
            ("Rankin Inlet",),
            MORNING - 70 * DAY,
            False,
            False,
        ),
    ),
)
REQUEST = EnrolmentRequest(
    b"4" * 16, "Équipe de l'Est", b"", "", b"5" * 16, "Aputi Fictif", b"a request"
)


PEOPLE = PeopleState(
    (
        PersonLine(b"1" * 16, "Josée Exemple", Role.OFFICE, (), (), True, True),
        PersonLine(
            b"2" * 16, "Maude Fictive", Role.WORKER, ("Pangnirtung",), (b"p" * 16,), False, False
        ),
        PersonLine(
            b"3" * 16,
            "Aputi Fictif",
            Role.COORDINATOR,
            ("Rankin Inlet", "Kuujjuaq"),
            (b"r" * 16, b"k" * 16),
            False,
            False,
        ),
    ),
    KeepersState(3, 2, 4, (), True, True, True),
    ("Équipe du Nord", "Équipe du Sud"),
    ((b"k" * 16, "Kuujjuaq"), (b"p" * 16, "Pangnirtung"), (b"r" * 16, "Rankin Inlet")),
)
WAITING = replace(
    PEOPLE,
    keepers=replace(PEOPLE.keepers, waiting=tuple(PaperLine(number, 3) for number in range(4))),
)
CODE = "PORTAGE-V1\n" + "\n".join(["0123 4567 89AB CDEF GHJK"] * 5)


def filled() -> SettingsScreen:
    """The screen with everything in it."""
    screen = SettingsScreen("0.1.0")
    screen.show_settings(Settings())
    screen.show_vault(VAULT)
    screen.show_backups(BACKUPS, NOW)
    screen.show_organisation(ORGANISATION, NOW)
    screen.show_people(PEOPLE)
    return screen


def _part(name: str) -> SettingsScreen:
    screen = filled()
    screen.show_detail(name)
    return screen


def _checked() -> SettingsScreen:
    screen = _part("backups")
    screen.show_check(CheckReport(128_411, 2_118))
    return screen


def _problems() -> SettingsScreen:
    screen = _part("backups")
    report = CheckReport(128_411, 2_118)
    report.add(
        "cipher",
        Message(
            "check",
            "Part of the vault's file on this disk is damaged ({detail}). Restore the newest backup, then import the latest bundles again.",
            {"detail": "page 41"},
        ),
    )
    screen.show_check(report)
    return screen


def _working() -> SettingsScreen:
    screen = _part("backups")
    screen.show_working(Message("settings", "Checking the vault"))
    screen.show_step(Step(52_000, 128_411))
    return screen


def _empty() -> SettingsScreen:
    screen = _part("backups")
    screen.show_backups(BackupState((), 0, True), NOW)
    return screen


def _wants_in() -> SettingsScreen:
    screen = _part("organisation")
    screen.show_request(REQUEST, COMMUNITIES)
    return screen


def _written() -> SettingsScreen:
    screen = _part("organisation")
    screen.show_let_in("Équipe de l'Est", "2026-03-02-01.portage")
    screen.show_organisation(ORGANISATION, NOW)
    return screen


def _papers() -> SettingsScreen:
    screen = _part("people")
    screen.show_people(WAITING)
    return screen


def _laptop() -> SettingsScreen:
    screen = _part("people")
    keepers = KeepersState(1, 1, 1, (), False, False, False)
    screen.show_people(replace(PEOPLE, keepers=keepers, helped=()))
    return screen


def _erasure(days: int, done: int, missing: int, waits: bool = False) -> ErasureLine:
    names = ("bureau", "nord", "côte", "rivière", "lac", "île")
    return ErasureLine(
        f"{days:032x}", ErasureKind.PERSON, Basis.ASKED, MORNING - days * DAY, 9, waits,
        tuple((name, MORNING) for name in names[:done]),
        tuple((name, MORNING - 12 * DAY) for name in names[done : done + missing]), (),
    )  # fmt: skip


INCIDENTS = tuple(
    Incident(
        f"{number:032x}",
        {
            **{one.name: None for one in INCIDENT.fields},
            "title": title,
            "noticed_on": "2026-02-2" + str(number),
            "circumstances": "Une clé chiffrée est restée dans un taxi.",
            "facts": "Noms et numéros de téléphone",
            "people": 12,
            "risk": "no",
            "measures": "Chacun a sa pochette.",
            "closed_on": settled,
        },
        NOW.date().replace(year=2031),
    )
    for number, title, settled in ((1, "Clé perdue", "2026-02-27"), (2, "Lettre ouverte", None))
)


def _request(*names: str, held: str = "", known: bool = True) -> ErasureRequest:
    files = tuple(
        FileAsked(f"{number:032x}", name, "1951-03-02", "Pangnirtung", held)
        for number, name in enumerate(names)
    )
    records = {"client": len(files), "note": 9, "appointment": 2} if known else {}
    return ErasureRequest(("Bureau",), files, (), records, (), 0 if known else 12)


def _waiting() -> tuple[ErasureLine, ...]:
    """One to be signed here, one of nobody who is known here, and one that was asked for here."""
    asked = _erasure(1, 0, 0, True)
    return (
        replace(asked, request=_request("Aputi Fictif")),
        replace(asked, id="2" * 32, request=_request(known=False)),
        replace(
            asked, id="3" * 32, basis=Basis.RETENTION, signed_here=True,
            request=_request("Maude Fictive"),
        ),
    )  # fmt: skip


def _to_sign() -> SettingsScreen:
    screen = _part("privacy")
    refused = RefusedLine(
        "4" * 32, ErasureKind.PERSON, Basis.MISTAKE, MORNING - 8 * DAY, "Zoé Exemple", "Bureau 2",
        MORNING - 2 * DAY, _request("Josée Exemple"),
    )  # fmt: skip
    screen.show_privacy(PrivacyState(True, _waiting(), (), (), (), (), 2, 12, refused=(refused,)))
    return screen


def _signing_several() -> QWidget:
    names = [f"Personne Fictive {number}" for number in range(1, 9)]
    request = replace(_request(*names), beside=_request("Béa Tremblay-Exemple").files, missing=3)
    return signing_decision(replace(_waiting()[0], request=request))


def _privacy() -> SettingsScreen:
    screen = _part("privacy")
    rule = Rule("", "Dossiers fermés", "closed", 24, "erase", "", "", "closed")
    screen.show_privacy(
        PrivacyState(
            True,
            (_waiting()[0], _erasure(3, 4, 2), _erasure(60, 6, 0)),
            (
                Holding("2026-02-20-1500-01", "", MORNING - 10 * DAY),
                Holding("2026-02-21-1500-01", "CLE-BLEUE", MORNING - 9 * DAY),
            ),
            (
                Proposal("1", "Aputi Fictif", rule, NOW.date(), ""),
                Proposal("2", "Maude Fictive", rule, NOW.date(), "recours collectif"),
                Proposal("3", "Josée Exemple", replace(rule, action="close"), NOW.date(), ""),
            ),
            (rule,),
            INCIDENTS,
            1,
            12,
        )
    )
    screen.privacy.checks[0][0].setChecked(True)
    return screen


def _privacy_below(widget: str) -> SettingsScreen:
    """The same page, scrolled to one of its groups."""
    screen = _privacy()
    shown = getattr(screen.privacy, widget)

    def bring(again: int = 4) -> None:
        # What stands above it finds its place a little later.
        screen.ensureWidgetVisible(shown, 0, 260)
        if again:
            QTimer.singleShot(0, screen, partial(bring, again - 1))

    screen.verticalScrollBar().rangeChanged.connect(lambda least, most: bring())
    return screen


def _privacy_fresh() -> SettingsScreen:
    screen = _part("privacy")
    screen.show_privacy(PrivacyState(True, (), (), (), (), (), 1, 12))
    return screen


def _privacy_laptop() -> SettingsScreen:
    screen = _part("privacy")
    screen.show_privacy(PrivacyState(False, (_erasure(3, 4, 2),), (), (), (), (), 1, 12))
    return screen


def _incident() -> QWidget:
    return change_incident_dialog(INCIDENTS[0].values)


def in_window(make: Callable[[], QWidget]) -> MainWindow:
    """A screen where it really stands, between the rail and the bars."""
    window = MainWindow()
    window.register("settings", make)
    window.show_person("Josée Exemple")
    window.show_standing(Standing(NOW, NOW - timedelta(days=3), "Équipe du Nord", None), NOW)
    window.show_look(Look(theme().palette.key, theme().text_percent, current_language()))
    window.show_route(Route("settings"), back=False, forward=False)
    return window


_PARTS: dict[str, Callable[[], SettingsScreen]] = {
    "look": partial(_part, "look"),
    "vault": partial(_part, "vault"),
    "backups": partial(_part, "backups"),
    "backups-empty": _empty,
    "checked": _checked,
    "check-problem": _problems,
    "checking": _working,
    "privacy": _privacy,
    "privacy-due": partial(_privacy_below, "carry_out"),
    "privacy-settled": partial(_privacy_below, "key_life"),
    "privacy-register": partial(_privacy_below, "register"),
    "privacy-sign": _to_sign,
    "privacy-fresh": _privacy_fresh,
    "privacy-laptop": _privacy_laptop,
    "organisation": partial(_part, "organisation"),
    "request": _wants_in,
    "let-in": _written,
    "people": partial(_part, "people"),
    "papers": _papers,
    "people-laptop": _laptop,
    "about": partial(_part, "about"),
}


def _add_person() -> AddPerson:
    dialog = AddPerson()
    dialog.name.set_value("Aputi Fictif")
    dialog.choose.field.line.setText("girafe neige tambour canot")
    dialog.choose.show_strength(judge("girafe neige tambour canot", ()))
    return dialog


def _code() -> ForgottenPassphrase:
    dialog = ForgottenPassphrase(PEOPLE.helped)
    dialog.show_code("Équipe du Nord", CODE)
    return dialog


_DIALOGS: dict[str, Callable[[], QWidget]] = {
    "add-person": _add_person,
    "change-passphrase": ChangePassphrase,
    "add-community": partial(AddCommunity, "NU"),
    "name-reviewer": partial(
        NameReviewer, "Kangiqsujuaq-Exemple", [(bytes(16), "Aputi Fictif")], bytes(16)
    ),
    "remove-person": partial(removal_decision, "Aputi Fictif"),
    "new-papers": partial(NewPapers, PEOPLE.keepers),
    "new-papers-two": partial(
        NewPapers,
        replace(
            PEOPLE.keepers,
            offices=("Bureau", "Bureau 2"),
            signatures=2,
            signers=("Bureau", "Bureau 2"),
        ),
    ),
    "new-authority": partial(NewPapers, replace(PEOPLE.keepers, authority=False, threshold=1)),
    "forgotten-passphrase": partial(ForgottenPassphrase, PEOPLE.helped),
    "forgotten-passphrase-code": _code,
    "person": partial(ChangePerson, PEOPLE.people[2], PEOPLE.communities),
    "leaving": partial(leaving_decision, "Aputi Fictif"),
    "sign-erasure": lambda: signing_decision(_waiting()[0]),
    "sign-unknown": lambda: signing_decision(_waiting()[1]),
    "sign-several": _signing_several,
    "erase-due": partial(erasing_decision, ["Aputi Fictif"]),
    "erase-several": partial(
        erasing_decision, [f"Personne Fictive {number}" for number in range(1, 9)], 2
    ),
    "renew-backups": renewal_decision,
    "shorten-bundles": partial(shortening_decision, 60),
    "incident": _incident,
    "rule": rule_dialog,
    "restore": partial(restore_decision, partial(backup_title, BACKUPS.backups[0])),
}


def dialog_scenes() -> list[Scene]:
    """The questions of the settings that stop a person; each has a size of its own."""
    return [Scene(f"settings-{name}", make) for name, make in _DIALOGS.items()]


def scenes() -> list[Scene]:
    """Every part of the settings."""
    return [Scene(f"settings-{name}", partial(in_window, make)) for name, make in _PARTS.items()]
