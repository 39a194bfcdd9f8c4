"""A filled form goes with its person to another community."""

from __future__ import annotations

from desktop_app.domain.forms.filling import Answer, Place
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.trust.organisation import Organisation
from tests.builders import a_client, a_laptop, an_office, carry
from tests.services.forms.made_forms import a_form
from tests.services.forms.test_own_fields import told


def test_handing_a_client_over_takes_forms_and_own_fields_along() -> None:
    office = an_office()
    lake = a_laptop(office, "lake", "Pita Exemple", ["Lac-Exemple"])
    OwnFieldsDesk(office).add(told(office))
    client = a_client(office, own_band_number="B-4471", community="Rivière-Exemple")
    record = FilledForms(office).begin(client, a_form(office), {Place("heating"): Answer("wood")})
    place = Organisation(office).community_named("Lac-Exemple").id
    Handovers(office).hand_over(client, place)
    carry(office, lake)
    filled = FilledForms(lake).get(record)
    assert filled.answers == {Place("heating"): Answer("wood")}
    assert [one.id for one in FilledForms(lake).of(client)] == [record]
    assert Clients(lake).show(client).fields["own_band_number"] == "B-4471"
