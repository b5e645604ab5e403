"""Time phrases on awkward business dates, with the days they must mean (contract, section 2)."""

from evals.periods.table import Miss, PeriodScore, Phrase, phrases, scored

__all__ = ["Miss", "PeriodScore", "Phrase", "phrases", "scored"]
