"""A question as its spans in order, each with its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.brains.rules.lexicon import is_cjk
from assistant.brains.rules.spans import Span

JOINTS = ("conj", "against", "range_to")
RANKING = ("rank", "newest", "oldest", "fastest", "most_growth", "most_decline")


@dataclass(frozen=True)
class Sentence:
    """The folded text and its spans."""

    text: str
    spans: tuple[Span, ...]

    def near(self, index: int, step: int) -> tuple[int, Span] | None:
        """Gives the next span in a direction with its index, past fillers and measure words."""
        index += step
        while 0 <= index < len(self.spans):
            span = self.spans[index]
            silent = span.roles and all(r.kind in {"filler", "unit"} for r in span.roles)
            if not silent or span.name is not None:
                return index, span
            index += step
        return None

    def touching(self, index: int, step: int) -> Span | None:
        """Gives the span right beside, with at most a space or hyphen between."""
        other = index + step
        if not 0 <= other < len(self.spans):
            return None
        if self.spans[other].text == "-" and 0 <= other + step < len(self.spans):
            other += step  # A-level
        left, right = sorted((self.spans[index], self.spans[other]), key=lambda span: span.start)
        between = self.text[left.end : right.start]
        return self.spans[other] if between.strip(" -·") == "" else None

    def near_is(self, index: int, step: int, kind: str, *values: str) -> bool:
        """Whether the next span in a direction may be of `kind`."""
        near = self.near(index, step)
        return near is not None and near[1].may_be(kind, *values)

    def near_number(self, index: int, step: int) -> bool:
        """Whether the next span in a direction is a number."""
        near = self.near(index, step)
        return near is not None and near[1].number is not None

    def near_name(self, index: int, step: int) -> bool:
        """Whether the next span in a direction is a name."""
        near = self.near(index, step)
        return near is not None and near[1].name is not None

    def any_may_be(self, *kinds: str, but: int | None = None) -> bool:
        """Whether any span, other than the one at `but`, may be of one of `kinds`."""
        for kind in kinds:  # no generator: asked of every word of a question
            places = self._places.get(kind)
            if places is not None and (but is None or places != [but]):
                return True
        return False

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        """Gives where the spans are that may be of a kind, by kind."""
        found: dict[str, list[int]] = {}
        for index, span in enumerate(self.spans):
            for kind in {role.kind for role in span.roles}:
                found.setdefault(kind, []).append(index)
        return found

    @property
    def ranks(self) -> bool:
        """Whether something is ranked or put in order anywhere."""
        return self.any_may_be(*RANKING)

    def is_of(self, entity: str) -> bool:
        """Whether all is said of an entity's noun: it ends a Chinese question, begins English."""
        if len(self.spans) < 2:
            return False
        last, first = self.spans[-1], self.spans[0]
        ends = last.may_be("entity", entity) and is_cjk(last.text[0])
        begins = first.may_be("entity", entity) and not is_cjk(first.text[0])
        return ends or begins

    def bounds_a_number(self, index: int) -> bool:
        """Whether the word there bounds a number: over 50k, 三十万以上."""
        span = self.spans[index]
        before = span.may_be("bound_after") and self.near_number(index, -1)
        return before or (span.may_be("more") and self.near_number(index, 1))

    @property
    def bounded(self) -> bool:
        """Whether a number is bounded anywhere."""
        return any(self.bounds_a_number(index) for index in range(len(self.spans)))

    def two_of_a_kind(self) -> bool:
        """Whether two names of one dimension, or two periods, stand beside each other."""
        kinds = [span.name.names[0].dimension for span in self.spans if span.name]
        periods = sum(span.period is not None for span in self.spans)
        return len(kinds) > len(set(kinds)) or periods > 1


def joined(sentence: Sentence, first: int, second: int) -> bool:
    """Whether two spans are items of a list: only 和, "and" or a comma stands between."""
    between = sentence.spans[first + 1 : second]
    text = sentence.text[sentence.spans[first].end : sentence.spans[second].start]
    comma = any(mark in text for mark in ",，、;；/&")
    return comma or any(span.may_be(joint) for span in between for joint in JOINTS)
