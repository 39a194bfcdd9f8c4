"""The first screens, one scene a page, with fictional people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from desktop_app.language import Message
from desktop_app.services.progress import Step
from desktop_app.services.trust.beginning import FirstCommunity, judge
from desktop_app.services.trust.papers import PaperKind, PaperState
from desktop_app.services.vault.backups import Backup
from desktop_app.services.vault.open_vault import MOVED
from desktop_app.services.vault.vaults import WrongPassphrase
from desktop_app.storage.anchor import Mark
from desktop_app.storage.errors import Damaged
from desktop_app.ui.unlock.opening_pages import RecoveryPage
from desktop_app.ui.unlock.presenter import VaultLine
from desktop_app.ui.unlock.questions import PassphrasePage
from desktop_app.ui.unlock.starting import STARTING, Answers
from desktop_app.ui.unlock.view import UnlockScreen
from tests.ui.scene import Scene

DIGITS = "40817 22934 05512 76120 99341 18077"
MORNING = 1_772_463_600_000
PEOPLE = ("Maude Fictive", "Josée Exemple", "Aputi Fictif")
ANSWERS = Answers(
    organisation="Maison Exemple",
    languages=("fr", "iu"),
    region="NU",
    communities=(
        FirstCommunity("Pangnirtung", "America/Iqaluit"),
        FirstCommunity("Rankin Inlet", "America/Rankin_Inlet"),
    ),
    laptop="Équipe du Nord",
    person="Maude Fictive",
)
WRONG = "0123 4567 89AB CDFE GHJK"
LAST = "KJHG FEDC BA98 7654 3210"
BACKUPS = [
    Backup(Path(f"/b/{number}"), MORNING - number * 86_400_000, 4_000_000, 212, Mark(1, 9, b""))
    for number in range(4)
]


def _doors(view: UnlockScreen) -> None:
    view.show_doors(back=False)


def _vaults(view: UnlockScreen) -> None:
    view.show_vaults(
        [
            VaultLine(Path.home() / "Portage" / "Équipe du Nord", "Équipe du Nord", True),
            VaultLine(Path("/media/maude/BLEUE/Maison Exemple"), "Maison Exemple", False),
        ]
    )


def _several(view: UnlockScreen) -> None:
    view.show_unlock("Équipe du Nord", PEOPLE)


def _wrong(view: UnlockScreen) -> None:
    view.show_unlock("Maison Exemple", PEOPLE[:1])
    view.show_problem(WrongPassphrase().message)
    view.show_wait(4)


def _damaged(view: UnlockScreen) -> None:
    view.show_unlock("Maison Exemple", PEOPLE[:1])
    view.show_problem(Damaged().message, restore=True)


def _question(name: str, view: UnlockScreen) -> None:
    view.show_question(name, STARTING.index(name) + 1, len(STARTING), ANSWERS)


def _passphrase(typed: str, view: UnlockScreen) -> None:
    _question("passphrase", view)
    if isinstance(view.page, PassphrasePage):
        view.page.choose.field.line.setText(typed)
    view.show_proposal("canoë lanterne tricot girafe brume")
    view.show_strength(judge(typed, ["Maude Fictive"]))


def _papers(view: UnlockScreen) -> None:
    states = [
        PaperState(PaperKind.VAULT, True, MORNING),
        PaperState(PaperKind.ORGANISATION, True, 0),
    ]
    view.show_papers(states, recovered=False)


def _recovery(view: UnlockScreen) -> None:
    view.show_recovery("Maison Exemple", PEOPLE[:1])
    if isinstance(view.page, RecoveryPage):
        view.page.code.set_value("\n".join([*["0123 4567 89AB CDEF GHJK"] * 2, WRONG, LAST, LAST]))
    view.show_code_problem(
        Message(
            "recovery",
            "Line {line} of the recovery code is not as it was printed. Nothing was changed. "
            "Compare line {line} with the paper and type it again.",
            {"line": 3},
        )
    )


def _restore(view: UnlockScreen) -> None:
    view.show_restore("Maison Exemple", BACKUPS, PEOPLE[:1])


def _request(written: str, view: UnlockScreen) -> None:
    view.show_request("Équipe du Nord", DIGITS, written)


def _answer(view: UnlockScreen) -> None:
    view.show_answer(DIGITS)


def _busy(view: UnlockScreen) -> None:
    view.show_busy(Message("unlock", "Inventing people and places"), stoppable=True)
    view.show_step(Step(120, 300))


def _notice(view: UnlockScreen) -> None:
    view.show_notices(
        [
            Message(
                "vault",
                "This vault is older than when it was last open here: it was put back from a copy. "
                "You can go on working. What the others have already received comes back as you exchange bundles with them. "
                "What was written after the copy and nobody has received is not in it: if the newer vault still "
                "lies anywhere, keep it and tell the office.",
            )
        ]
    )


def _copy(view: UnlockScreen) -> None:
    view.show_notices([MOVED.message], copy=True)


def _anew(view: UnlockScreen) -> None:
    view.show_anew("nord-2")


_PAGES: dict[str, Callable[[UnlockScreen], None]] = {
    "doors": _doors,
    "vaults": _vaults,
    "several": _several,
    "wrong": _wrong,
    "damaged": _damaged,
    "organisation": partial(_question, "organisation"),
    "languages": partial(_question, "languages"),
    "region": partial(_question, "region"),
    "communities": partial(_question, "communities"),
    "passphrase": partial(_passphrase, "lanterne tricot girafe brume"),
    "passphrase-weak": partial(_passphrase, "Maude1980"),
    "papers": _papers,
    "recovery": _recovery,
    "restore": _restore,
    "request": partial(_request, ""),
    "request-written": partial(_request, "2026-11-21-01.portage-request"),
    "answer": _answer,
    "busy": _busy,
    "notice": _notice,
    "copy": _copy,
    "anew": _anew,
}


def _made(show: Callable[[UnlockScreen], None]) -> UnlockScreen:
    view = UnlockScreen()
    show(view)
    return view


def scenes() -> list[Scene]:
    """Every page of the first screens."""
    return [Scene(f"unlock-{name}", partial(_made, show)) for name, show in _PAGES.items()]
