"""A service that is offered online only is said to be so until somebody writes why."""

from __future__ import annotations

from desktop_app.services.directory.directory import Directory
from desktop_app.ui.directory.entry_view import online_warning
from tests.builders import an_office

PHONE = "phones/00000000-0000-4000-8000-000000000001/number"


def test_it_warns_until_a_reason_a_telephone_or_a_place_is_written() -> None:
    directory = Directory(an_office())
    service = directory.add("service", {"name": "Aide fictive", "website": "https://aide.example"})
    warned = online_warning(directory.service(service))
    assert warned is not None
    assert "online only" in str(warned)
    directory.set("service", service, {"online_reason": "Le partenaire n'a pas de téléphone."})
    assert online_warning(directory.service(service)) is None
    directory.set("service", service, {"online_reason": None})
    assert online_warning(directory.service(service)) is not None
    directory.set("service", service, {PHONE: "867 555-0142"})
    assert online_warning(directory.service(service)) is None
    unfinished = directory.add("service", {"name": "Sans rien"})
    assert online_warning(directory.service(unfinished)) is None
