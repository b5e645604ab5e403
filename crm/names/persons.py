"""How colleagues call a person and a team: 嘉宁, 小吴, Wu Jianing; 一部, 郭静姝组."""

import re
from collections.abc import Iterator
from itertools import product

from crm.names.everyday import BUSINESS, PLAIN
from crm.names.forms import is_distinct_word
from crm.names.sound import sounds
from crm.names.spelling import is_chinese

_COMMON = PLAIN | BUSINESS
_BEFORE = ("小", "老")
_BEHIND = ("总", "经理", "哥", "姐")
_NO_NICKNAMES = frozenset(
    "小于 小时 小计 小单 小金 周总 于总 年总 金总 成总 单总 老单 老总".split()
)
"""Words of their own, or pieces of such: 小于 is "below", 上周总 of 上周总销售额 is nobody."""
_TWO_CHARACTERS = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 南宫 端木 长孙 宇文".split()
)
MOST_READINGS = 4
"""Of a name with characters of several readings, so many romanised forms are known."""
_DIVISION = ("部", "组", "区", "队")
_ORDINALS = frozenset("一二三四五六七八九十")
_TRADE = re.compile(r"(?:业务|销售|营销|市场|事业)(?=[部组区队]$)")
"""What goes without saying in the name of a team: 国际部 is 国际业务部."""
_TEAM = ("组", "团队", "小组", "的组", "的团队", "们组")


def nicknames(person: str) -> Iterator[str]:
    """Gives how colleagues call a person: 星野, 小于, each name of a Latin one.

    Args:
        person: the folded name.
    """
    if not _is_chinese(person):
        parts = person.split()
        if len(parts) > 1:
            yield from (part for part in parts if is_distinct_word(part, at_least=3))
        return
    family, given = _parts(person)
    if len(given) == 2 and given not in _COMMON:
        yield given
    called = [before + family for before in _BEFORE] + [family + behind for behind in _BEHIND]
    yield from (name for name in called if name not in _NO_NICKNAMES)


def romanised(person: str) -> Iterator[str]:
    """Gives a Chinese person's name in Latin letters, in either order, and the given name.

    嘉宁 of 吴嘉宁 is "jianing", the person "wu jianing" and "jianing wu".
    """
    if not _is_chinese(person):
        return
    family, given = _parts(person)
    known = sounds().syllables
    if not given or any(character not in known for character in person):
        return
    readings = product(_spelt(family), _spelt(given))
    for number, (last, first) in enumerate(readings):
        if number == MOST_READINGS:
            return
        yield f"{last} {first}"
        yield f"{first} {last}"
        if len(given) == 2 and is_distinct_word(first, at_least=5):
            yield first


def _is_chinese(person: str) -> bool:
    return len(person) > 1 and all(map(is_chinese, person))


def _parts(person: str) -> tuple[str, str]:
    family = 2 if len(person) > 2 and person[:2] in _TWO_CHARACTERS else 1
    return person[:family], person[family:]


def _spelt(characters: str) -> Iterator[str]:
    known = sounds().syllables
    for syllables in product(*(known[character] for character in characters)):
        yield "".join(syllables)


def team_names(team: str, managers: tuple[str, ...]) -> Iterator[str]:
    """Gives how a team is called beside its name: 一部 of 销售一部, by those who lead it.

    Args:
        team: the folded name.
        managers: the folded names of its managers.
    """
    if len(team) > 2 and team.endswith(_DIVISION) and team[-2] in _ORDINALS:
        yield team[-2:]
    short = _TRADE.sub("", team)
    if short != team and len(short) > 2:
        yield short
    for manager in managers:
        called = (manager, *nicknames(manager))
        if _is_chinese(manager):
            yield from (name + word for name in called for word in _TEAM)
            continue
        for name in called:
            yield from (
                f"{name}'s team",
                f"team {name}",
                f"{name} team",
                f"{name}团队",
                f"{name}组",
            )
