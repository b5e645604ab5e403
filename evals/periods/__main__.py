"""Prints the cells of the phrase table that are read otherwise, and how many are right."""

import sys

from evals.periods import phrases, scored


def main() -> int:
    """Reads the whole table; fails if one cell is wrong."""
    score = scored(phrases())
    for miss in score.misses:
        sys.stdout.write(f"{miss}\n")
    share = score.right / score.total
    sys.stdout.write(
        f"{score.right} of {score.total} cells right ({share:.1%}), {len(phrases())} phrases\n"
    )
    return 1 if score.misses else 0


if __name__ == "__main__":
    sys.exit(main())
