"""What goes into an order: the customer's usual articles, quantities and prices."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from random import Random

from crm.demo.accounts import YUAN_PER_DOLLAR, Account
from crm.demo.catalog import Article
from crm.demo.product_words import COMPANIONS
from crm.demo.sales import SaleLine

# Chances of an order of one to six articles, summed up.
LINE_COUNT_BOUNDS = (0.2, 0.5, 0.75, 0.88, 0.95, 1.0)
COMPANION_CHANCE = 0.6
YEARLY_PRICE_RISE = 0.02
BULK = 100
# Honest exceptions, which are no anomalies: a big order for a project, a special price.
PROJECT_CHANCE = 0.007
PROMOTION_CHANCE = 0.01
BULK_DISCOUNT = 0.03
FAVOURITES_OF_CAST = ("T30", "P12", "M40", "M40 Pro")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a customer buys, with cumulative weights for the start of the span and for its end."""

    articles: tuple[Article, ...]
    early: tuple[float, ...]
    late: tuple[float, ...]
    companions: dict[str, tuple[Article, ...]]


def shelf_of(rng: Random, account: Account, articles: tuple[Article, ...]) -> Shelf:
    """The articles that a customer buys: eight to eighteen, popular ones more often."""
    size = rng.randint(8, 18)
    favourites = FAVOURITES_OF_CAST if account.traits.brand.role != "drawn" else ()
    # Weighted sampling without replacement (Efraimidis and Spirakis 2006).
    ranked = sorted(
        articles,
        key=lambda article: rng.random() ** (1 / (article.early_pull + article.late_pull)),
        reverse=True,
    )
    chosen = [article for article in ranked if article.product.model in favourites]
    chosen += [article for article in ranked if article not in chosen][: size - len(chosen)]
    by_model = {article.product.model: article for article in articles}
    return Shelf(
        articles=tuple(chosen),
        early=tuple(accumulate(article.early_pull for article in chosen)),
        late=tuple(accumulate(article.late_pull for article in chosen)),
        companions={
            model: tuple(by_model[name] for name in names) for model, names in COMPANIONS.items()
        },
    )


def basket(rng: Random, account: Account, shelf: Shelf, *, share_gone: float) -> list[SaleLine]:
    """The lines of one order placed when `share_gone` of the span is over."""
    articles = _picked(rng, shelf, shelf.late if rng.random() < share_gone else shelf.early)
    worth = account.traits.order_yuan * exp(rng.gauss(-0.1, 0.42)) * 100
    if rng.random() < PROJECT_CHANCE:
        worth *= rng.uniform(2.5, 4.5)
    shares = [rng.uniform(0.5, 1.5) for _ in articles]
    unit = worth / sum(shares)
    years_back = 3 * (1 - share_gone)
    return [
        _line(rng, account, article, worth=unit * share, years_back=years_back)
        for article, share in zip(articles, shares, strict=True)
    ]


def usual_cents(rng: Random, account: Account, article: Article, *, years_back: float) -> int:
    """A unit price as the customer gets it, in cents of its currency."""
    price = article.cents * (1 - account.discount + rng.gauss(0, 0.015))
    if rng.random() < PROMOTION_CHANCE:
        price *= rng.uniform(0.75, 0.85)
    price /= (1 + YEARLY_PRICE_RISE) ** years_back
    if account.currency == "USD":
        price /= YUAN_PER_DOLLAR
    step = 100 if price >= 100_000 else 50 if price >= 10_000 else 1
    return max(1, round(price / step) * step)


def _picked(rng: Random, shelf: Shelf, weights: tuple[float, ...]) -> list[Article]:
    count = bisect_left(LINE_COUNT_BOUNDS, rng.random()) + 1
    drawn = rng.choices(shelf.articles, cum_weights=weights, k=count + 1)
    articles = {article.product.product_id: article for article in drawn}
    picked = list(articles.values())[:count]
    for article in list(picked):
        for companion in shelf.companions.get(article.product.model, ()):
            if rng.random() < COMPANION_CHANCE and companion not in picked:
                picked.append(companion)
    return picked


def _line(
    rng: Random, account: Account, article: Article, *, worth: float, years_back: float
) -> SaleLine:
    quantity = neat_quantity(worth / article.cents)
    cents = usual_cents(rng, account, article, years_back=years_back)
    if quantity >= BULK:
        cents = max(1, round(cents * (1 - BULK_DISCOUNT)))
    return SaleLine(article=article, quantity=quantity, cents=cents)


def neat_quantity(quantity: float) -> int:
    """A quantity as people order it: fives from twenty, tens from fifty, fifties from 500."""
    step = 1 if quantity < 20 else 5 if quantity < 50 else 10 if quantity < 500 else 50
    return max(1, round(quantity / step) * step)
