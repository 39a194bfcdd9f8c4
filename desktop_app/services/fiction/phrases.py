"""What fictional people ask for and what fictional workers write down, French and English."""

from __future__ import annotations

from typing import Final

NEEDS: Final = {
    "fr": (
        "Ne reçoit plus l'allocation pour enfants depuis le déménagement.",
        "Veut savoir à quelle pension elle a droit à 65 ans.",
        "A besoin d'une carte d'assurance maladie; l'ancienne est expirée.",
        "Cherche un logement avec deux chambres pour sa famille.",
        "N'a pas fait ses impôts depuis trois ans.",
        "Demande de l'aide pour remplir la demande de prestations d'invalidité.",
        "Veut obtenir un acte de naissance pour inscrire son enfant à l'école.",
        "Cherche un cours de français écrit le soir.",
        "A reçu une lettre qu'il ne comprend pas.",
        "Veut ouvrir un compte à la coopérative financière.",
    ),
    "en": (
        "The child benefit stopped after the family moved.",
        "Wants to know which pension can start at 65.",
        "Needs a health card; the old one has expired.",
        "Looks for a two-bedroom home for the family.",
        "Has not filed taxes for three years.",
        "Asks for help with the disability benefit form.",
        "Wants a birth certificate so that a child can start school.",
        "Looks for an evening course to finish high school.",
        "Got a letter that is hard to understand.",
        "Wants to open an account at the credit union.",
    ),
}

CHILD_NEEDS: Final = {
    "fr": (
        "Sa famille demande l'allocation pour enfants.",
        "A besoin d'une carte d'assurance maladie; l'ancienne est expirée.",
        "Sa mère veut obtenir un acte de naissance pour l'école.",
        "Sa grand-mère cherche une garderie près de chez elle.",
        "Doit voir l'optométriste à son prochain passage.",
    ),
    "en": (
        "The family asks for the child benefit.",
        "Needs a health card; the old one has expired.",
        "The mother wants a birth certificate for school.",
        "The grandmother looks for child care close to home.",
        "Should see the optometrist at the next visit.",
    ),
}

NOTES: Final = {
    "fr": (
        "Rencontre à la maison communautaire. Les papiers sont presque complets.",
        "Appel de dix minutes; on se revoit au prochain passage.",
        "La demande est remplie et signée; la copie est dans le dossier.",
        "Il manque une preuve d'adresse. La personne l'apportera la prochaine fois.",
        "Avec une interprète. Tout a été relu à voix haute.",
        "La réponse est arrivée: acceptée à partir du mois prochain.",
        "N'était pas à la maison; un mot a été laissé à la parenté, sans le sujet.",
        "Préfère être appelée l'après-midi.",
        "A changé de numéro de téléphone.",
        "Dirigée vers la clinique juridique; le rendez-vous est à confirmer.",
    ),
    "en": (
        "Met at the community hall. The papers are nearly complete.",
        "Ten-minute call; we meet again on the next trip.",
        "The form is filled in and signed; the copy is in the file.",
        "Proof of address is missing. To be brought next time.",
        "With an interpreter. Everything was read back aloud.",
        "The answer came: accepted from next month.",
        "Was not at home; left word with family, without saying why.",
        "Prefers to be called in the afternoon.",
        "Has a new telephone number.",
        "Referred to the legal clinic; the appointment is to be confirmed.",
    ),
}

ACCESS: Final = {
    "fr": (
        "Entend mieux de l'oreille gauche.",
        "Ne monte pas d'escalier.",
        "Préfère lire en gros caractères.",
        "Vient avec sa sœur.",
    ),
    "en": (
        "Hears better on the left side.",
        "Does not climb stairs.",
        "Prefers large print.",
        "Comes with a sister.",
    ),
}

DIRECTIONS: Final = {
    "fr": (
        "La maison bleue derrière l'école.",
        "En face de la coopérative, deuxième porte.",
        "Au bout du chemin de l'aréna, boîte aux lettres verte.",
    ),
    "en": (
        "The blue house behind the school.",
        "Across from the co-op, second door.",
        "End of the arena road, green mailbox.",
    ),
}

SUBJECTS: Final = {
    "fr": (
        ("Impôts de l'année", "Feuillets d'impôt\nNuméro d'assurance sociale"),
        ("Allocation pour enfants", "Acte de naissance de l'enfant\nPreuve d'adresse"),
        ("Carte d'assurance maladie", "Ancienne carte\nUne pièce avec photo"),
        ("Pension de vieillesse", "Acte de naissance\nRelevé bancaire"),
        ("Demande de logement", "Preuve de revenu\nLettre du propriétaire"),
        ("Lettre à comprendre ensemble", "La lettre et son enveloppe"),
    ),
    "en": (
        ("Taxes of the year", "Tax slips\nSocial insurance number"),
        ("Child benefit", "Birth certificate of the child\nProof of address"),
        ("Health card", "The old card\nOne piece with a photo"),
        ("Old age pension", "Birth certificate\nBank statement"),
        ("Housing application", "Proof of income\nLetter from the landlord"),
        ("A letter to read together", "The letter and its envelope"),
    ),
}

MEETING_PLACES: Final = {
    "fr": ("Maison communautaire", "Centre de santé", "École, local 3", "Bureau du conseil"),
    "en": ("Community hall", "Health centre", "School, room 3", "Council office"),
}

CANCELLED: Final = {
    "fr": ("Tempête", "Vol annulé", "La personne est malade", "Partie à la chasse"),
    "en": ("Storm", "Flight cancelled", "The person is ill", "Out on the land"),
}

RELATIVES: Final = {
    "fr": ("chez sa sœur", "cellulaire", "à la maison", "chez les voisins"),
    "en": ("at a sister's", "cell", "home", "at the neighbours'"),
}
