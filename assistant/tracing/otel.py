"""Records spans with OpenTelemetry, and sends them to a collector. Loaded only where one is set.

The address and whether questions are sent are settings of ours. The rest is what OpenTelemetry's
own variables say: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_HEADERS,
OTEL_TRACES_SAMPLER and others. The provider is not made the process's own: a library that records
spans by itself has nowhere to send them.
"""

import logging
import socket
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from urllib.parse import urlsplit, urlunsplit

import structlog
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, StatusCode

from assistant.outgoing import refusal_of_resolved
from assistant.tracing.spans import Kind, Span, Value

SENDING_S = 5.0
"""How long a few seconds' spans may take to be sent, all tries together: the end waits for them."""
TRYING_S = 3.0
"""How long a collector may take when it is only asked whether it is there."""
PATH = "/v1/traces"
"""Where a collector takes spans, if its address says nothing else."""
_KINDS: Mapping[Kind, SpanKind] = {"internal": SpanKind.INTERNAL, "client": SpanKind.CLIENT}
_log = structlog.get_logger("wendan")


class OtelSpan:
    """A span of OpenTelemetry's."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def note(self, name: str, value: Value) -> None:
        """Adds what became known of it."""
        self._span.set_attribute(name, value)

    def fail(self, error: BaseException) -> None:
        """Notes which kind of error ended it."""
        self._span.set_attribute("error.type", type(error).__qualname__)
        self._span.set_status(StatusCode.ERROR)

    def current(self) -> AbstractContextManager[object]:
        """Makes what begins within the block a part of it."""
        return trace.use_span(self._span, record_exception=False, set_status_on_exception=False)

    def end(self) -> None:
        """Ends it."""
        self._span.end()


class OtelRecorder:
    """Records spans with a provider."""

    def __init__(self, provider: TracerProvider, *, with_content: bool = False) -> None:
        self._tracer = provider.get_tracer("wendan")
        self.with_content = with_content

    def start(self, name: str, kind: Kind, attributes: Mapping[str, Value]) -> Span:
        """Gives a span that begins now, within the current one."""
        return OtelSpan(self._tracer.start_span(name, kind=_KINDS[kind], attributes=attributes))


def recorder_for(
    url: str, allowed: Collection[str], *, version: str, with_content: bool
) -> OtelRecorder:
    """Gives what records spans and sends them to a collector, a few seconds later.

    Args:
        url: of the collector, OTLP over HTTP.
        allowed: hosts that may be called wherever their names lead.
        version: of the product.
        with_content: whether questions and replies are sent too.
    """
    ours = Resource({"service.name": "wendan", "service.version": version})
    provider = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()))
    exporter = Checked(_sending(url, SENDING_S), url, allowed)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return OtelRecorder(provider, with_content=with_content)


def trouble(url: str, allowed: Collection[str]) -> str | None:
    """Gives why a collector takes no spans; None where it took a message, which holds none."""
    host = urlsplit(url).hostname or ""
    reason = refusal_of_resolved(host, _addresses(host), allowed)
    if reason is not None:
        return f"its address {reason}"
    sent = _sending(url, TRYING_S).export(())
    return None if sent is SpanExportResult.SUCCESS else "it does not answer, or refuses"


def _sending(url: str, seconds: float) -> SpanExporter:
    library = logging.getLogger("opentelemetry")
    library.propagate = False  # it tells of each try; here is one line
    library.addHandler(logging.NullHandler())
    return OTLPSpanExporter(endpoint=endpoint(url), timeout=seconds)


def endpoint(url: str) -> str:
    """Gives where spans are sent: the address, with the usual path where it has none."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=PATH)) if parts.path in {"", "/"} else url


class Checked(SpanExporter):
    """Sends spans if the collector's name still leads where a setting may lead.

    No redirect is followed: the library has that switched off.
    """

    def __init__(self, exporter: SpanExporter, url: str, allowed: Collection[str]) -> None:
        self._exporter = exporter
        self._host = urlsplit(url).hostname or ""
        self._allowed = allowed

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Sends spans."""
        reason = refusal_of_resolved(self._host, _addresses(self._host), self._allowed)
        if reason is not None:
            _log.warning("traces.refused", reason=reason)
            return SpanExportResult.FAILURE
        sent = self._exporter.export(spans)
        if sent is not SpanExportResult.SUCCESS:
            _log.warning("traces.lost", spans=len(spans))
        return sent

    def shutdown(self) -> None:
        """Sends nothing more."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Sends what waits."""
        return self._exporter.force_flush(timeout_millis)


def _addresses(host: str) -> list[str]:
    """Gives what a name leads to; nothing where only a proxy would know."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None)]
    except OSError:
        return []
