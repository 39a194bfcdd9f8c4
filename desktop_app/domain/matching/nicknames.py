"""Short and familiar forms of given names, English and French, for matching only.

Each line is a group of forms that one person may be registered under, folded. A form may
stand in several groups (`alex`). The list is small on purpose: it adds
evidence and decides nothing.
"""

from __future__ import annotations

from typing import Final

_GROUPS: Final = """
abigail abby gail
abraham abe
adelaide adele addie
agathe agatha aggie
albert al bert bertie
alexander alexandre alex alec sandy xander sacha
alexandra alex sandra lexi sacha
alfred al fred alfie
alice ali
amelia amelie millie
andrew andre andy drew
angela angele angie
anne ann anna annie annette anita nancy
anthony antoine antonio tony
antoinette toni
arthur art artie
barbara barb barbie babs
beatrice bea trixie
benjamin ben benny
bernard bernie
bernadette bernie
bradley brad
bridget brigitte biddy
calvin cal
catherine katherine kathryn catharine kate katie kathy cathy kay kitty kat
cecile cecilia cecily celia
charles charlie chuck charly
charlotte lottie charlie
christina christine kristine chris chrissy tina
christopher christophe chris kit topher
claude claudette
clifford cliff
cynthia cindy
daniel dan danny dany
danielle dani
david dave davey
deborah debra deb debbie
denis dennis denny
dominique dominic dominick dom
donald don donnie
dorothy dorothee dot dottie dolly
douglas doug
edmond edmund ed
edward edouard ed eddie ted teddy ned
eleanor eleonore ellie nora nell
elizabeth elisabeth elise eliza liz lizzie beth betty bess elsie lise lisa babette
emily emilie em emmy
emmanuel manny manu
ernest ernie
eugene gene
evangeline eva evie
florence flo flossie
frances francoise fran frannie francine
francis francois frank fran frankie
frederick frederic fred freddy freddie
gabriel gabe gaby
gabrielle gaby
genevieve ginette gen
george georges georgie
gerald gerard gerry jerry
gilbert gil bert
gregory gregoire greg
guillaume william will bill billy willy willie liam
harold harry hal
helen helene ellen nell
henry henri harry hank
isaac ike
isabelle isabel isabella bella izzy belle isa
jacob jake
jacques jacky jimmy james jim jamie jimmie
jacqueline jackie jacquie
janet jane jeanne jean joan johanna joanne jeannine janine
jean john johnny jack jon johnnie
jennifer jen jenny
jeremy jeremie jerry
jessica jess jessie
jonathan jon jonny johnathan
joseph josephe joe joey jos jo
josephine josie jo
joshua josh
judith judy judie
julian julien jules
kenneth ken kenny
kimberly kim
lawrence laurence laurent larry laurie
leonard leo len lenny
louis lewis lou louie
louise lou
lucie lucy lucille
madeleine madeline maddie mado
magdalene maggie
margaret marguerite margot maggie meg peggy marge margie greta rita
marie mary maria molly polly mae mimi
martha mattie
martine martin
mathew matthew mathieu matthieu matt mat
michael michel mike mick mikey mickey
michelle michele shelly
mitchell mitch
monique mona
nathan nathaniel nate nat
nicholas nicolas nick nicky nico
nicole nicky nikki
normand norman norm
olivier oliver ollie oli
pamela pam
patricia pat patty tricia trish
patrick pat paddy
paul paulie
pauline paulette
peter pierre pete pierrot
philip philippe phillip phil
philomene mena
rachel rachelle
randolph randy
raymond ray
rebecca becky becca
reginald reg reggie
richard dick rick ricky rich richie
robert bob bobby rob robbie bert
roger rodger
roland rolland rollie
ronald ron ronnie
rosalie rosemary rose rosie
russell russ
samantha sam sammy
samuel sam sammy
sarah sara sally sadie
sebastien sebastian seb
simon simeon
sophie sophia
stanley stan
stephanie steph
stephen steven stephane etienne steve
susan suzanne susanne sue suzie susie
sylvie sylvia
sylvain silvain
theodore ted teddy theo
theresa therese teresa terry tess
thomas tom tommy
timothy timothee tim
valerie val
veronique veronica ronnie vero
victor vic
victoria victoire vicky
vincent vince vinnie
virginia virginie ginny
walter walt wally
wilfred wilfrid will fred
yvonne yvette
zachary zacharie zach zack
"""


def _by_form() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_GROUPS.strip().splitlines()):
        for form in line.split():
            groups.setdefault(form, set()).add(number)
    return {form: frozenset(numbers) for form, numbers in groups.items()}


_BY_FORM: Final = _by_form()
_NONE: Final[frozenset[int]] = frozenset()


def groups_of(given: str) -> frozenset[int]:
    """The numbers of the groups that the folded given name `given` belongs to; often none."""
    return _BY_FORM.get(given, _NONE)


def are_forms_of_one_name(first: str, second: str) -> bool:
    """Whether two folded given names may be registered for one person (Bob, Robert)."""
    return not groups_of(first).isdisjoint(groups_of(second))
