"""Names that nobody bears: common given names beside family names that say what they are.

Two given names in a few communities are ordinary words for the moon, the day or the winter,
each attested in translations/packs: nobody's name is borrowed and no word is made up.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FRENCH_GIVEN: Final = _words(
    """
    Adèle Agathe Aimée Alain Albert Alexandre Alice Aline Amélie André Andréanne Angèle Annie
    Antoine Antoinette Arlette Armand Arnaud Aurélie Béatrice Benoît Bernadette Bernard
    Bérénice Brigitte Camille Carole Cécile Céline Chantal Charlotte Christiane Claire Clément
    Clémence Colette Corinne Daniel Danielle Delphine Denis Denise Diane Dominique Édith
    Édouard Éléonore Éliane Élise Élodie Émile Émilie Éric Estelle Étienne Eugénie Évelyne
    Fabien Félix Florence François Françoise Frédéric Gabriel Gabrielle Gaétan Geneviève
    Georges Gérald Gérard Germaine Ghislaine Gilles Ginette Gisèle Guillaume Guy Hélène Henri
    Hortense Hubert Hugo Isabelle Jacinthe Jacques Jeanne Jérôme Joëlle Josée Josette Judith
    Julie Julien Juliette Justine Laurence Laurent Léa Léo Léonie Line Lise Loïc Louis Louise
    Luc Lucie Lucien Madeleine Manon Marc Marcel Marguerite Marianne Marie Marielle Martin
    Martine Mathieu Maude Maurice Maxime Mélanie Michel Michèle Mireille Monique Nadine
    Nathalie Nicolas Nicole Noël Noémie Océane Odette Olivier Pascale Patrice Paul Pauline
    Philippe Pierre Raphaël Raymond Réjean Rémi Renée René Robert Roger Roland Rosalie Rose
    Sabine Sébastien Serge Simone Solange Sophie Stéphane Suzanne Sylvain Sylvie Thérèse
    Thomas Valérie Véronique Victor Violette Vincent Viviane Xavier Yolande Yvette Yvon
    Zacharie Zoé
    """
)

ENGLISH_GIVEN: Final = _words(
    """
    Abigail Adam Agnes Alan Alfred Alison Amber Amos Amy Andrew Angela Anna Annie April Arthur
    Ashley Barbara Basil Beatrice Benjamin Bernice Beth Betty Brenda Brian Bridget Bruce Caleb
    Calvin Carol Caroline Catherine Charles Chloe Christine Clara Clayton Colin Cora Crystal
    Daisy Darlene David Dawn Deborah Dennis Dora Doris Dorothy Douglas Earl Edna Edward Eileen
    Elaine Eleanor Eli Elijah Elisa Elizabeth Ella Ellen Elsie Emily Emma Enid Eric Esther
    Ethan Eunice Eva Evan Faith Fern Flora Frances Frank Fred Gail George Gerald Gloria Gordon
    Grace Graham Gwen Hannah Harold Harriet Hazel Heather Helen Henry Hilda Holly Howard Hugh
    Ian Ida Irene Iris Isaac Ivy Jack Jacob Jane Janet Jason Jean Jennifer Jeremy Jessie Joan
    Joel John Jonah Jordan Joseph Joshua Joy Joyce Judy Karen Kathleen Keith Kelly Kenneth
    Kevin Kyle Laura Lena Leonard Leslie Levi Liam Lillian Linda Lloyd Logan Lorna Lucy Lydia
    Mabel Malcolm Margaret Marion Mark Martha Mary Matthew Maureen Maxine May Melissa Micah
    Mildred Millie Moses Muriel Nancy Naomi Nathan Neil Nell Noah Nora Norman Olive Oliver
    Oscar Owen Pamela Patricia Pearl Peter Philip Phyllis Polly Rachel Ralph Rebecca Rhoda
    Richard Robin Roger Ronald Rosemary Roy Ruby Russell Ruth Sadie Sally Samuel Sandra Sarah
    Shirley Sidney Silas Simon Stella Stephen Susan Sybil Theodore Thomas Timothy Tobias Vera
    Vernon Violet Virginia Walter Wayne Wendy Wilfred William Willow Winnie Zachary
    """
)

FRENCH_FAMILY: Final = _words(
    """
    Aperçu Brouillon Canevas Croquis Desexemple Démo Dufictif Esquisse Essai Exemplaire
    Exemple Ébauche Échantillon Épreuve Fable Factice Fantaisie Fictif Fiction Fictionnel
    Figurant Hypothèse Illustration Imagerie Imaginaire Imaginé Inventé Invention Légende
    Maquette Mirage Modèle Montage Mythique Narration Personnage Pratique Préfiguré Prétexte
    Prototype Récit Répétition Rêvé Scénario Simulé Songe Spécimen Supposé Témoin Théorique
    Trompe-l'œil Untel Utopie Vignette Virtuel
    """
)

ENGLISH_FAMILY: Final = _words(
    """
    Blueprint Character Default Demo Draft Example Exemplary Fable Fabled Fantasy Fictional
    Figment Figurine Genericson Hypothetical Imaginary Imagined Invented Legendary Madeup
    Makebelieve Mockup Modelled Mythical Notional Outline Pattern Patterson-Example
    Placeholder Playbook Practice Pretend Prototype Rehearsal Sample Sampleton Scenario
    Showcase Simulated Sketch Specimen Standin Storybook Storyline Supposed Template Testcase
    Theoretical Trial Tryout Unreal Vignette Walkthrough
    """
)

# Ordinary words as translations/packs attests them: script, what the word means there.
INUKTITUT_WORDS: Final = (("ulluq", "day"), ("taqqiq", "month"))
INUKTITUT_SYLLABICS: Final = (("ᐅᓪᓗᖅ", "day"), ("ᑕᖅᑭᖅ", "month"))
CREE_SYLLABICS: Final = (("ᑮᓯᑳᐤ", "day"), ("ᐲᓯᒼ", "month"))
CREE_WORDS: Final = (("kîsikâw", "day"), ("pipon", "year"))

# The longest that a form, a list or a paper must carry; with apostrophes, ligatures and marks.
LONGEST: Final = (
    ("Marie-Antoinette-Bérénice Geneviève", "Échantillon-Hypothèse de la Grande-Fantaisie"),
    ("Maximilien-Alexandre-Édouard Barthélemy", "Préfiguré-Trompe-l'œil-Desexemple"),
    ("Wilhelmina Elizabeth-Rosemary Alexandrina", "Patterson-Example-Hypothetical-Makebelieve"),
    ("Christopher-Theodore Bartholomew Zachariah", "Genericson-Placeholder-Storybook"),
    ("Anne-Charlotte-Éléonore Ghislaine Joséphine", "Illustration-Imaginaire-Théorique"),
    ("Jean-Baptiste-Étienne Frédéric-Guillaume", "de l'Échantillon-Imaginé-Théorique"),
)

PRONOUNS_FR: Final = ("elle", "il", "iel", "elle / iel")
PRONOUNS_EN: Final = ("she/her", "he/him", "they/them", "she/they")

FAMILIAR: Final = {
    "Alexandre": "Alex", "Andrew": "Andy", "Antoine": "Tony", "Barbara": "Barb",
    "Benjamin": "Ben", "Catherine": "Cathy", "Charles": "Charlie", "Christine": "Chris",
    "Daniel": "Dan", "David": "Dave", "Deborah": "Debbie", "Douglas": "Doug", "Edward": "Ed",
    "Elizabeth": "Betty", "Frances": "Fran", "Frédéric": "Fred", "Gabrielle": "Gaby",
    "Gerald": "Gerry", "Guillaume": "Will", "Isabelle": "Isa", "Jacob": "Jake",
    "Jennifer": "Jenny", "Joseph": "Joe", "Joshua": "Josh", "Kenneth": "Ken",
    "Leonard": "Len", "Lillian": "Lily", "Margaret": "Maggie", "Mathieu": "Mat",
    "Matthew": "Matt", "Maxime": "Max", "Nathan": "Nate", "Nicolas": "Nick", "Olivier": "Oli",
    "Patricia": "Pat", "Philip": "Phil", "Philippe": "Phil", "Raymond": "Ray",
    "Rebecca": "Becky", "Richard": "Rick", "Robert": "Bob", "Ronald": "Ron", "Samuel": "Sam",
    "Sandra": "Sandy", "Sébastien": "Seb", "Stephen": "Steve", "Susan": "Sue",
    "Suzanne": "Suzie", "Theodore": "Ted", "Thérèse": "Terry", "Thomas": "Tom",
    "Timothy": "Tim", "Valérie": "Val", "Véronique": "Véro", "Victor": "Vic",
    "Vincent": "Vince", "Walter": "Walt", "William": "Bill", "Zachary": "Zach",
}  # fmt: skip
