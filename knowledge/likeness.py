"""How like a passage is to a question, on the same scale for every embedding.

A passage has several vectors: of all of it, of its headings, and of each sentence under its
heading. Cosines of different models mean different things: what is .5 with one is .85 with another.
So a model is measured once with the pairs below, and its cosines are put on the scale of the
encoder that is shipped, for which the thresholds of `search.py` were calibrated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.embedding import Embedding
from knowledge.passages import Passage, sentences

if TYPE_CHECKING:
    from knowledge.embedding import Vectors

WHOLE, HEADINGS, SENTENCE = 0.4, 0.2, 0.4
"""What each kind of vector counts; of the sentences the nearest one."""
MOST_SENTENCES = 16
"""Vectors of sentences in a passage; where it has more sentences, neighbours share one."""
UNRELATED, RELATED = 0.0956, 0.4883
"""The mean cosines of the pairs with the encoder that is shipped."""
PAIRS = (
    ("食堂几点开饭", "员工食堂的午餐时间是十一点半到一点。"),
    ("怎么申请停车位", "停车位由行政部分配，填写申请表后三天内答复。"),
    ("会议室可以提前多久预订", "会议室最多可以提前两周预订，逾时十五分钟自动释放。"),
    ("体检报告在哪里看", "体检结束一周后，可以在网站上查看体检报告。"),
    ("when does the canteen serve lunch", "Lunch is served in the canteen from half past eleven."),
    ("how do I get a parking space", "Parking spaces are given out by the facilities office."),
    ("how early can a room be booked", "Meeting rooms can be booked up to two weeks ahead."),
    ("where do I find my lab results", "Lab results are on the website a week after the check-up."),
    ("图书馆周末开不开门", "The library is open on Saturdays from nine to five."),
    ("怎么给花浇水", "Water the plants once a week and keep them out of the wind."),
    ("which bus goes to the airport", "机场大巴每半小时一班，从火车站南广场发车。"),
    ("can I bring my dog", "宠物不得进入室内，导盲犬除外。"),
)
"""Questions with their answers, about nothing that is sold."""


@dataclass(frozen=True)
class Ruler:
    """The mean cosine of unrelated texts and of questions with their answers."""

    unrelated: float
    related: float

    def aligned(self, cosine: float) -> float:
        """Gives a cosine on the scale of the encoder that is shipped."""
        share = (cosine - self.unrelated) / max(self.related - self.unrelated, 0.01)
        return UNRELATED + share * (RELATED - UNRELATED)


def measured(embedding: Embedding) -> Ruler:
    """Gives the ruler of an embedding.

    Raises:
        KnowledgeError: the embedding cannot be used.
    """
    questions = embedding.vectors([question for question, _ in PAIRS])
    answers = embedding.vectors([answer for _, answer in PAIRS])
    cosines = questions @ answers.T
    related = float(cosines.diagonal().mean())
    others = float((cosines.sum() - cosines.trace()) / (cosines.size - len(PAIRS)))
    return Ruler(others, related)


def texts(passage: Passage) -> tuple[str, ...]:
    """Gives what is made vectors of, always in this order: all, headings, then the sentences."""
    heading = passage.headings[-1]
    single = [sentence for line in passage.lines for sentence in sentences(line)]
    together = max(1, -(-len(single) // MOST_SENTENCES))
    parts = (single[at : at + together] for at in range(0, len(single), together))
    return (
        f"{heading}: {' '.join(passage.lines)}",
        " ".join(passage.headings),
        *(f"{heading}: {' '.join(part)}" for part in parts),
    )


def keys(passage_id: int, passage: Passage) -> tuple[str, ...]:
    """Gives the keys of a passage's vectors, in the order of `texts`."""
    return tuple(f"{passage_id}.{place}" for place in range(len(texts(passage))))


def passage_of(key: str) -> int:
    """Gives the id of the passage that a key is of."""
    return int(key.partition(".")[0])


def likeness(question: "Vectors", vectors: Sequence["Vectors"], ruler: Ruler) -> float:
    """Gives how like a passage with these vectors is to a question, about 0 to 1."""
    whole, headings, *single = (float(question @ vector) for vector in vectors)
    return ruler.aligned(WHOLE * whole + HEADINGS * headings + SENTENCE * max(single, default=0.0))
