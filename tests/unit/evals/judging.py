"""Cases that were asked and judged, made up."""

from assistant.conversation.reply import Status
from evals.case import Case, Expected, Sort, Turn
from evals.evaluation import Asked, Evaluation
from evals.repeating import Repeated
from evals.runner import Answered, Judged, Posed
from evals.verdict import Outcome, Verdict

ANSWERED = Expected(status="answered", measure="sales", value=1)
NOT_UNDERSTOOD = Expected(status="not_understood", names=("毛利",))


def answered(
    outcome: Outcome = "right",
    *,
    expected: Expected = ANSWERED,
    status: Status = "answered",
    confidence: float | None = 1.0,
    text: str = "sales last month",
    said: str = "**Sales** 1",
) -> Answered:
    turn = Turn(text=text, kind="figure", expected=expected)
    verdict = Verdict(outcome, "" if outcome == "right" else "2 instead of 1")
    return Answered(1, turn, verdict, status, said, confidence, 1.0, 8.0)


def judged(
    *outcomes: Outcome,
    name: str = "x-1",
    sort: Sort = "questions",
    held_back: bool = False,
    way: str | None = None,
    text: str = "sales last month",
) -> Judged:
    turns = tuple(answered(outcome, text=text) for outcome in outcomes)
    case = Case(id=name, lang="en", tags=("tagged",), turns=tuple(one.turn for one in turns))
    return Judged(Posed(case, sort, held_back, way), turns)


def evaluation(
    *cases: Judged, widened: tuple[Judged, ...] = (), differing: tuple[str, ...] = ()
) -> Evaluation:
    return Evaluation({"demo": Asked(cases, widened, Repeated(len(cases), differing))}, {})
