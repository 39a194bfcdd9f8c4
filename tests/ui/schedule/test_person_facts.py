"""What is said of a person while a meeting is booked: the way, its cost, who has to be cared for."""

from __future__ import annotations

from desktop_app.domain.fields import Value
from desktop_app.language import use_language
from desktop_app.ui.schedule.person_facts import person_facts


def test_the_facts_of_a_booking_in_both_languages() -> None:
    fields: dict[str, Value] = {
        "mode": "home", "interpreter": True, "language": "iu", "travel_minutes": 90,
        "travel_cost": 4250, "child_care": "deux enfants",
    }  # fmt: skip
    english = person_facts(fields)
    assert "90 minutes to come here" in english
    assert "$42.50" in english
    assert "to be cared for meanwhile: deux enfants" in english
    use_language("fr")
    assert "90 minutes de trajet" in person_facts(fields)
    use_language("en")
    assert person_facts({"family": "Exemple"}) == ""
