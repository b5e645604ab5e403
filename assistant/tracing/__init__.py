"""Spans of a turn for a collector: what took how long, and never a word of what was asked.

A deployment that sets no collector has a silent recorder, and loads nothing of OpenTelemetry. The
hooks below stand where the work is done; they find the recorder of the turn that they are in.
"""

from assistant.tracing.spans import (
    Recorder,
    Silent,
    Span,
    brain,
    model_call,
    statement,
    tool,
    within,
)

__all__ = [
    "Recorder",
    "Silent",
    "Span",
    "brain",
    "model_call",
    "statement",
    "tool",
    "within",
]
