"""Nobody is told anything of what they may not see: properties over random companies.

Each tries random callers with random queries and conversations, as many as `--cases` says in all.
"""

import pytest
from sqlalchemy.engine import Engine

from tests.security.examples import CONVERSATIONS, QUERIES, conversed, masked, mixed, queried
from tests.security.figures import Figures
from tests.security.offices import Office
from tests.security.trying import tried

SHARDS = [0, 1]
"""The larger properties are tried in two halves, for two processes."""


@pytest.mark.parametrize("shard", SHARDS)
def test_a_query_tells_nothing_of_hidden_rows(shard: int, figures: Figures) -> None:
    proofs = figures.proofs("queries, whatever changes unseen")
    examples = 0.5 * figures.cases / len(SHARDS) / QUERIES
    seed = figures.seed_of(shard)
    tried(proofs.queries_tell_nothing, queried, examples=examples, seed=seed)


@pytest.mark.parametrize("shard", SHARDS)
def test_a_conversation_tells_nothing_of_hidden_rows(shard: int, figures: Figures) -> None:
    proofs = figures.proofs("questions, whatever changes unseen")
    examples = 0.15 * figures.cases / len(SHARDS) / CONVERSATIONS
    seed = figures.seed_of(10 + shard)
    tried(proofs.conversations_tell_nothing, conversed, examples=examples, seed=seed)


def test_a_conversation_tells_nothing_of_customers_that_were_handed_over(figures: Figures) -> None:
    proofs = figures.proofs("follow-ups, after customers were handed over")
    examples = 0.02 * figures.cases / CONVERSATIONS
    seed = figures.seed_of(20)
    tried(proofs.handing_over_ends_it, conversed, examples=examples, seed=seed)


def test_a_group_is_told_nothing_that_one_of_it_may_not_see(figures: Figures) -> None:
    proofs = figures.proofs("answers in a group, whatever one of it does not see changes")
    examples = 0.1 * figures.cases / QUERIES
    tried(proofs.groups_are_told_nothing, mixed, examples=examples, seed=figures.seed_of(60))


def test_masked_fields_tell_a_manager_nothing(figures: Figures) -> None:
    proofs = figures.proofs("answers to managers, whatever is masked")
    examples = 0.1 * figures.cases / QUERIES
    tried(proofs.masked_stays_masked, masked, examples=examples, seed=figures.seed_of(30))


def test_both_databases_give_the_same(figures: Figures, postgres_engine: Engine) -> None:
    there = Office(postgres_engine)
    proofs = figures.proofs("answers, on SQLite and on PostgreSQL")
    tried(
        lambda asked: proofs.databases_agree(asked, there),
        mixed,
        examples=0.1 * figures.cases / QUERIES,
        seed=figures.seed_of(40),
    )
