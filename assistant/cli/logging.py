"""Where commands log to: never into what they print."""

import sys

import structlog


def log_to_stderr() -> None:
    """Logs one line an event: for people on a terminal, as JSON elsewhere."""
    on_terminal = structlog.dev.ConsoleRenderer()
    elsewhere = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            on_terminal if sys.stderr.isatty() else elsewhere,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
