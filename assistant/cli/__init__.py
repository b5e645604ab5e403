"""The command `wendan`: one module a command, and each imports what is heavy only when it runs."""

import os
import sys


def main() -> None:
    """Runs the command line; ends the process with 0 done, 1 failed, 2 wrong use."""
    # Nobody's plugin sees what is asked; to look for some costs a tenth of a cold start.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "true"  # noqa: TID251  (pydantic's own switch)
    # Several threads wait for one another by spinning: beside other work, ten times as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251  (OpenBLAS's own switch)
    from assistant.cli.failures import explained
    from assistant.cli.program import program
    from assistant.cli.terminal import harmless

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Chinese gets question marks instead of a crash.
        stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    try:
        program()()
    except Exception as error:
        told = explained(error)
        if told is None:
            raise
        print(f"wendan: {harmless(told.line)}", file=sys.stderr)
        sys.exit(told.status)
