"""A screen like the one of the morning, for looking at the window and the toolkit together."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.language import current_language
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.page import ScrollPage, SideBySide
from desktop_app.ui.shell.places import Route
from desktop_app.ui.shell.presenter import Look, Standing, Waits
from desktop_app.ui.shell.view import MainWindow

NOW = datetime(2026, 11, 21, 15, 42, tzinfo=UTC)


class Morning(ScrollPage):
    """Appointments at the left, what waits at the right; all people are fictional."""

    def __init__(self) -> None:
        super().__init__()
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(Heading("Samedi 21 novembre 2026"))
        head.addWidget(Second("Pangnirtung · 5 rendez-vous, 4 choses attendent"))
        self.column.addLayout(head)
        both = SideBySide((16, 9))
        both.main.addWidget(Heading("Rendez-vous", level=2))
        meetings = CardList("Rendez-vous")
        meetings.show_cards(
            [
                Card(
                    "1",
                    "Jeanne Exemple",
                    "Déclaration 2024 et 2025 · en personne · inuktitut, interprète",
                    lead="09:00",
                    badge=(State.DONE, "Documents prêts 5 sur 5"),
                    action="Ouvrir",
                    chosen=True,
                ),
                Card(
                    "2",
                    "Marc-Éric Fictif",
                    "Allocation canadienne pour enfants · téléphone",
                    lead="10:15",
                    badge=(State.WAITS, "Il manque 2 documents"),
                    action="Ouvrir",
                ),
                Card("3", "Pause, 15 min. Transmission avec Josée", lead="11:00", quiet=True),
                Card(
                    "4",
                    "Client 0417",
                    "Premier contact · en personne · code au lieu du nom",
                    lead="11:15",
                    badge=(State.INFO, "À compléter"),
                    badge_icon="user-search",
                    action="Ouvrir",
                ),
                Card(
                    "5",
                    "Famille Exemple-Fictif",
                    "Changement d'adresse · accompagnement au bureau du logement",
                    lead="13:30",
                    badge=(State.INFO, "Nous y allons ensemble"),
                    badge_icon="footprints",
                    action="Ouvrir",
                ),
            ]
        )
        both.main.addWidget(meetings)
        both.side.addWidget(Heading("Ce qui attend", level=2))
        waiting = CardList("Ce qui attend")
        waiting.show_cards(
            [
                Card(
                    "a",
                    "Aiguillage sans nouvelles, 16 jours",
                    "Clinique juridique · T. Fictive",
                    icon="triangle-alert",
                    icon_ink="waits",
                    action="Appeler",
                ),
                Card(
                    "b",
                    "Suivi des trois semaines",
                    "Échu hier · P. Exemple",
                    icon="clock",
                    icon_ink="waits",
                    action="Noter",
                ),
                Card(
                    "c",
                    "Entente qui finit dans 7 jours",
                    "Aide à domicile · R. Fictif",
                    icon="calendar-clock",
                    action="Voir",
                ),
                Card(
                    "d",
                    "Avis de changement à confirmer",
                    "No 2026-031 · déménagement",
                    icon="house",
                    action="Voir",
                ),
            ]
        )
        both.side.addWidget(waiting)
        both.side.addSpacing(8)
        both.side.addWidget(Heading("Reste à partager", level=2))
        share = CardList("Reste à partager")
        share.show_cards(
            [
                Card(
                    "s",
                    "12 changements sont seulement ici",
                    "9 personnes, 3 aiguillages",
                    icon="arrow-left-right",
                    icon_ink="accent",
                    action="Préparer le lot",
                    primary=True,
                )
            ]
        )
        both.side.addWidget(share)
        self.column.addWidget(both)
        self.column.addStretch(1)


def morning_window(
    language: str = "fr", palette: str = "light", text_percent: int = 100
) -> MainWindow:
    """The window with the screen of the morning in it, on an ordinary day."""
    window = MainWindow()
    for place in ("today", "clients", "directory", "schedule", "exchange", "settings"):
        window.register(place, Morning if place == "today" else QWidget)
    window.show_person("Maude L.")
    window.show_badges({"today": Waits(4), "exchange": Waits(12)})
    standing = Standing(
        datetime(2026, 11, 21, 15, 42, tzinfo=UTC),
        datetime(2026, 11, 18, 15, 0, tzinfo=UTC),
        "bureau d'Iqaluit",
        12,
    )
    window.show_standing(standing, NOW)
    window.status.show_battery(61)
    window.show_look(Look(palette, text_percent, language))
    window.resize(1366, 768)
    window.show_route(Route("today"), back=False, forward=False)
    assert current_language() == language
    return window
