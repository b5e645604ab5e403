"""`python -m evals.local_model COMMAND …` runs a command with a model of this machine."""

import os
import subprocess
import sys

from evals.local_model.cache import NotToBeHad
from evals.local_model.server import local_model
from evals.local_model.serving import NAME

SECONDS = 600
"""One question may take so long: one thread reads 40 tokens a second, and writes 10."""


def main(command: list[str]) -> int:
    """Gives the exit status of a command; 0 with one line where the model cannot be had."""
    if not command:
        print(__doc__)
        return 2
    try:
        with local_model() as address:
            return subprocess.run(command, check=False, env=_with_model(address)).returncode  # noqa: S603  (what the user typed)
    except NotToBeHad as reason:
        print(f"skipped: the local model cannot be had: {reason}", file=sys.stderr)
        return 0


def _with_model(address: str) -> dict[str, str]:
    return {
        **os.environ,
        "WENDAN_LLM_BASE_URL": address,
        "WENDAN_LLM_MODEL": NAME,
        "WENDAN_LLM_SECONDS": str(SECONDS),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
