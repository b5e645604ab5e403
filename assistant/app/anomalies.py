"""Orders that look wrong, of the customers that the caller may see, and what people say to them."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant.app.description import problems
from assistant.app.problems import Kind, ProblemError
from assistant.app.service import TheActor, TheCaller, TheService
from assistant.conversation.question import storable
from assistant.conversation.reply import Language
from assistant.reviewing import reviewed
from crm.database import reading
from crm.insight.flags import STATES, State
from crm.insight.listing import MOST, Flagged, Wanted, listed, product_names
from crm.insight.reviews import Review, ReviewRefused, UnknownFlag, Verdict, reviews_of
from crm.insight.telling import told

router = APIRouter(prefix="/api/v1", tags=["anomalies"])
UNKNOWN = Kind(
    HTTPStatus.NOT_FOUND,
    "E-ANOMALY",
    "没有这条异常提示。",
    "There is no such flag.",
)
OrderId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
FlagKind = Annotated[str, StringConstraints(min_length=1, max_length=20)]


class AnomalyPart(BaseModel):
    """One flag: `reason` says what was compared, `normal` what would be usual."""

    order_id: str
    customer_id: str
    customer: str
    ordered_at: str
    kind: str
    severity: str
    score: float
    """Above 0 and below 1; 0.5 is just unusual."""
    title: str
    reason: str
    normal: str
    advice: str
    figures: Mapping[str, str]
    """What is compared, exact: numbers as texts, dates in ISO."""
    state: State
    until: date | None
    """The day on which a snoozed one comes back."""


class Anomalies(BaseModel):
    """Flags, the latest orders first."""

    items: tuple[AnomalyPart, ...]


class ReviewRequest(BaseModel):
    """What a flag is: `dismissed` needs a reason, `snoozed` the day on which it comes back."""

    model_config = ConfigDict(extra="forbid")

    order_id: OrderId
    kind: FlagKind
    verdict: Verdict
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    until: date | None = None


class ReviewPart(BaseModel):
    """What somebody said to a flag."""

    kind: str
    verdict: str
    reason: str | None
    until: date | None
    user_id: str
    reviewed_at: str


class Reviews(BaseModel):
    """All that was said to an order's flags, the latest first."""

    items: tuple[ReviewPart, ...]


@router.get("/anomalies")
def anomalies(  # noqa: PLR0913, PLR0917  (one a filter)
    caller: TheCaller,
    service: TheService,
    since: Annotated[date | None, Query()] = None,
    order_id: Annotated[OrderId | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    language: Annotated[Language, Query()] = "zh",
) -> Anomalies:
    """Lists flagged orders; without a state, those that are open or confirmed."""
    wanted = Wanted(since=since, order_ids=_stored(order_id), limit=limit)
    if state is not None:
        wanted = Wanted(since=since, order_ids=_stored(order_id), limit=limit, states=(state,))
    with reading(service.engine) as connection:
        found = listed(connection, caller, wanted, today=service.clock.today())
        names = product_names(connection, caller, found)
    return Anomalies(items=tuple(_part(one, names, language) for one in found))


def _stored(order_id: str | None) -> tuple[str, ...]:
    return () if order_id is None else (storable(order_id),)


def _part(one: Flagged, names: Mapping[str, str], language: Language) -> AnomalyPart:
    words = told(one.kind, one.figures, language, names)
    return AnomalyPart(
        order_id=one.order_id,
        customer_id=one.customer_id,
        customer=one.customer,
        ordered_at=one.ordered_at.isoformat(sep=" ", timespec="minutes"),
        kind=one.kind,
        severity=one.severity,
        score=float(one.score),
        title=words.title,
        reason=words.reason,
        normal=words.normal,
        advice=words.advice,
        figures=one.figures,
        state=one.state,
        until=one.until,
    )


@router.post("/anomalies/review", status_code=200, responses=problems(403, 404, 409))
def review(
    body: ReviewRequest,
    caller: TheActor,
    service: TheService,
    language: Annotated[Language, Query()] = "zh",
) -> AnomalyPart:
    """Keeps what a flag is, with who said so; a dismissal raises that customer's threshold."""
    given = Review(
        storable(body.order_id),
        storable(body.kind),
        body.verdict,
        storable(body.reason),
        body.until,
    )
    try:
        reviewed(service.engine, caller, given, service.clock.now())
    except UnknownFlag as error:
        raise ProblemError(UNKNOWN) from error
    except ReviewRefused as refused:
        told_why = Kind(HTTPStatus.CONFLICT, "E-REVIEW", refused.zh, refused.en)
        raise ProblemError(told_why) from refused
    wanted = Wanted(order_ids=(given.order_id,), kind=given.kind, states=STATES)
    with reading(service.engine) as connection:
        (found,) = listed(connection, caller, wanted, today=service.clock.today())
        names = product_names(connection, caller, [found])
    return _part(found, names, language)


@router.get("/anomalies/reviews")
def reviews(
    caller: TheCaller, service: TheService, order_id: Annotated[OrderId, Query()]
) -> Reviews:
    """Lists what was said to the flags of an order; dismissals stay on record."""
    with reading(service.engine) as connection:
        found = reviews_of(connection, caller, storable(order_id))
    return Reviews(
        items=tuple(
            ReviewPart(
                kind=one.kind,
                verdict=one.verdict,
                reason=one.reason,
                until=one.until,
                user_id=one.user_id,
                reviewed_at=one.reviewed_at.isoformat(sep=" ", timespec="minutes"),
            )
            for one in found
        )
    )
