"""Shorter forms of a name that people use: without legal form and place, its head, its words."""

import re
from collections.abc import Iterator

from crm.names.everyday import BUSINESS, PLAIN
from crm.names.places import is_place
from crm.names.spelling import is_chinese

_COMMON = PLAIN | BUSINESS
_BRACKETS = re.compile(r"\([^()]*\)")
_LEGAL_CHINESE = re.compile(
    r"(?:集团)?(?:股份|控股)?(?:有限责任|有限)?公司$|(?:集团|控股)$|(?:集团)?(?:股份|有限)$"
)
_LEGAL_LATIN = frozenset(
    """
    ltd limited llc inc incorporated corp corporation co company gmbh kg ag ab as aps oy oyj bv nv
    sa sas sarl sl spa srl pte pty sdn bhd plc llp lp kk kft sro doo zoo sp ltda mbh ug se the and &
    """.split()
)
_WORD = re.compile(r"[a-z][a-z']*[a-z]|[^\s,;/()\"]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_WRITTEN_OUT = re.compile(r"(?<=[b-df-hj-np-tv-z])([aou])e(?=[b-df-hj-np-tv-z])")
MAX_WORDS = 6


def cores(name: str, cities: tuple[str, ...] = ()) -> Iterator[str]:
    """Gives a company's folded name without its legal form, then without its place in front too.

    青禾电子(苏州)有限公司 gives 青禾电子(苏州) and 青禾电子;
    宁波海达仪器有限公司 gives 宁波海达仪器 and 海达仪器;
    northgate foods ltd gives northgate foods.

    Args:
        name: the folded name.
        cities: the folded names of the company's own places.
    """
    plain = " ".join(_BRACKETS.sub(" ", name).split())
    if not is_chinese(plain[-1:]):
        core = _without_latin_form(plain)
        if core != name and _is_distinct(core):
            yield core
        return
    whole = _LEGAL_CHINESE.sub("", name)
    if whole != name and _BRACKETS.search(whole) and not whole.startswith("("):
        yield whole
    core = _LEGAL_CHINESE.sub("", _BRACKETS.sub("", name))
    if core != name and len(core) >= 2 and _is_distinct(core):
        yield core
    brand = without_place(core, cities)
    if brand != core and len(brand) >= 3 and _is_distinct(brand):
        yield brand


def _without_latin_form(name: str) -> str:
    words = name.replace(",", " ").split()
    while len(words) > 1 and re.sub(r"[./]", "", words[-1]) in _LEGAL_LATIN:
        words.pop()
    while words and words[-1] in {"&", "and"}:
        words.pop()
    return " ".join(words)


def without_place(core: str, cities: tuple[str, ...]) -> str:
    """Gives a Chinese short name without the place in front, where enough is left: 3 characters."""
    for _ in range(2):  # a province and a city
        length = next((n for n in (4, 3, 2) if is_place(core[:n]) or core[:n] in cities), 0)
        if not length or len(core) - length < 3:
            break
        core = core[length:]
    return core


def _is_distinct(text: str) -> bool:
    if is_chinese(text[:1]):
        return len(text) >= 2 and text not in _COMMON and not is_place(text)
    return any(len(word) >= 4 and word not in _COMMON for word in text.split())


def heads(form: str) -> Iterator[str]:
    """Gives the beginnings of a short name by which people call a company or a product.

    Of 云岭包装 that is 云岭: a Chinese head has two characters or more and leaves two or more.
    Of Latin names it is the first words, all but the last at most.
    """
    if all(map(is_chinese, form)):
        for end in range(2, len(form) - 1):
            cuts_a_word = form[end - 1 : end + 1] in _COMMON
            if not cuts_a_word and _is_distinct(form[:end]):
                yield form[:end]
        return
    words = form.split()[:MAX_WORDS]
    for count in range(1, len(words)):
        head = " ".join(words[:count]).rstrip(",&- ")
        if (count == 1 and not is_distinct_word(head)) or not _is_distinct(head):
            continue
        yield head


def words(form: str) -> Iterator[str]:
    """Gives the words of a folded Latin name that are no everyday ones: four letters or more."""
    found = _WORD.findall(form)
    if len(found) > 1:
        yield from (word for word in found if is_distinct_word(word))


def is_distinct_word(word: str, at_least: int = 4) -> bool:
    """Gives whether a folded Latin word may be a piece of a name."""
    plain = len(word) >= at_least and word.isascii() and word.isalpha()
    return plain and word not in _COMMON and not is_place(word)


def umlaut_forms(name: str, folded: str) -> Iterator[str]:
    """Gives a name with its umlauts written out (Mueller), or with written-out ones folded."""
    out = name.lower().translate(_UMLAUTS)
    if out != name.lower():
        yield out
    shorter = _WRITTEN_OUT.sub(r"\1", folded) if "e" in folded else folded
    if shorter != folded and len(shorter) >= 5:
        yield shorter
