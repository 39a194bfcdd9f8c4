"""Forms and definitions for tests, complete unless told otherwise."""

from __future__ import annotations

from desktop_app.domain.fields import Value
from desktop_app.domain.forms.definition import Form, Option, Question, Sort
from desktop_app.services.forms.forms import Forms
from desktop_app.services.session import Session


def a_question(name: str, sort: Sort = Sort.TEXT, **more: object) -> Question:
    told: dict[str, object] = {
        "french": f"{name} en français",
        "english": f"{name} in English",
        "why_french": "Pour aider.",
        "why_english": "To help.",
        **more,
    }
    return Question(name, sort, **told)  # type: ignore[arg-type]


WINTER = Form(
    (
        a_question("heating", Sort.CHOICE, required=True, choices=(
            Option("wood", "Bois", "Wood"), Option("oil", "Mazout", "Oil"), Option("none", "Aucun", "None"),
        )),
        a_question("cost", Sort.MONEY, when="heating != 'none'", check=". >= 0"),
        a_question("people", Sort.REPEAT, questions=(a_question("age", Sort.INTEGER), a_question("asthma", Sort.YES_NO))),
        a_question("yearly", Sort.MONEY, calculate="cost * 12"),
        a_question("old_question"),
    )
)  # fmt: skip


def told(session: Session, **values: Value) -> dict[str, Value]:
    return {
        "title_fr": "Le logis en hiver",
        "title_en": "The home in winter",
        "purpose_fr": "Pour les aides au chauffage.",
        "purpose_en": "For help with heating.",
        "keeper": session.person.hex(),
        "review_on": "2027-03-01",
        "about": "client",
        **values,
    }


def a_form(session: Session, form: Form = WINTER, **values: Value) -> str:
    """A published form's id."""
    forms = Forms(session)
    made = forms.add(told(session, **values), form)
    forms.publish(made)
    return made
