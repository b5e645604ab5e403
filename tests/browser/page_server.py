"""A small real server for the page: its files, and kept replies in place of the product."""

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.browser.deciding import Deciding

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "assistant" / "web" / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
PAGES = {"/": "index.html", "/widget.js": "js/widget-loader.js", "/widget": "widget.html"}
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

# Which kept reply answers which question; every other question gets "figure".
QUESTIONS = {
    "本季度各区域销售额，跟去年同期比": "breakdown",
    "本月回款多少，跟上月比": "change",
    "top customers this quarter": "ranking",
    "今年每月销售额": "trend",
    "本季度订单明细": "orders",
    "云岭上个月买了多少": "clarify",
    "margin on T30 last quarter": "not_understood",
    "轻禾电子还欠多少钱": "matched",
    "本季度各区域销售额": "currencies",
    "hostile": "hostile",
    "写封催款邮件": "draft",
    "发给她": "action",
}
PEOPLE = [
    ("u01", "经理甲", "manager", "销售一部", 214),
    ("u02", "销售甲", "rep", "销售一部", 71),
    ("u03", "Rep B", "rep", "销售一部", 66),
    ("u05", "经理丙", "manager", "海外部", 86),
    ("u06", "Rep D", "rep", "海外部", 44),
    ("u08", "财务甲", "finance", "", 300),
    ("u09", "Admin E", "admin", "", 300),
]


@dataclass
class Interface:
    """What the server was asked, and how it is to behave."""

    demo: bool = True
    streams: bool = True
    fails_once: bool = False
    expires: bool = False
    breaks: bool = False
    waits_s: float = 0.0
    lists_after_s: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    disputes: list[dict[str, str]] = field(default_factory=list)
    misses: list[dict[str, object]] = field(default_factory=list)
    taught: list[dict[str, str]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    verified: list[dict[str, object]] = field(default_factory=list)
    verifying: list[str] = field(default_factory=list)
    """What was done about verified questions: the ends of the paths."""
    refusal: str = ""
    hosts: str = ""
    """The site whose pages may hold the widget's frame."""
    deciding: Deciding = field(default_factory=Deciding)
    exports: bool = False
    exported: list[str] = field(default_factory=list)
    kept: dict[str, dict[str, object]] = field(default_factory=dict)
    """Replies of this test's own, by their questions."""


def reply_to(text: str) -> dict[str, object]:
    """The kept reply to a question."""
    return kept(QUESTIONS.get(text, "figure"))


def kept(name: str) -> dict[str, object]:
    """An answer of the real server, as it is kept beside this file."""
    return json.loads((HERE / "replies" / f"{name}.json").read_text(encoding="utf-8"))


def me_as(user_id: str, language: str, *, demo: bool) -> dict[str, object]:
    """Who asks, as the page's first request is answered."""
    user = next((person for person in PEOPLE if person[0] == user_id), PEOPLE[0])
    zh = language == "zh"
    return {
        "user": dict(zip(("user_id", "name", "role", "team"), user[:4], strict=True)),
        "scope": {
            "text": f"你能看到的客户：本组负责的 {user[4]} 家"
            if zh
            else f"You can see {user[4]} customers of your team",
            "customers": user[4],
        },
        "questions": ["本季度各区域销售额，跟去年同期比", "今年每月销售额", "本季度订单明细"]
        if zh
        else ["top customers this quarter", "margin on T30 last quarter", "今年每月销售额"],
        "business_date": "2026-11-21",
        "demo": demo,
    }


class Handler(BaseHTTPRequestHandler):
    """Serves the page and the interface that reply.json files stand in for."""

    site: ClassVar["Site"]
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet: in two, each answer waits 40 ms
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Stays quiet."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path in PAGES or path.startswith("/static/"):
            self.file(PAGES.get(path) or path.removeprefix("/static/"))
        elif path == "/api/v1/demo/people":
            self.people()
        elif not self.allowed():
            self.problem(HTTPStatus.UNAUTHORIZED, "令牌无效或已过期", "E-TOKEN")
        elif path == "/api/v1/me":
            language = "zh" if "language=zh" in self.path else "en"
            told = me_as(self.token(), language, demo=self.site.interface.demo)
            self.json({**told, "may_export": self.site.interface.exports})
        elif path == "/api/v1/conversations":
            time.sleep(self.site.interface.lists_after_s)
            self.json({"items": recent()})
        elif path in ("/api/v1/misses", "/api/v1/verified"):
            self.for_admins(path)
        elif path.startswith("/api/v1/export/turns/"):
            self.export()
        else:
            self.json(self.stored(path))

    def stored(self, path: str) -> dict[str, object]:
        """A proposal as it is now, the page of the morning, or an earlier conversation."""
        if path.startswith("/api/v1/actions/"):
            return self.site.interface.deciding.action
        name = path.rsplit("/", 1)[1]
        return kept(name) if name == "today" else earlier(name)

    def do_POST(self) -> None:
        body: dict[str, str] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/api/v1/demo/session":
            return self.json({"token": f"token-{body['user_id']}"})
        if not self.allowed() or self.site.interface.expires:
            return self.problem(HTTPStatus.UNAUTHORIZED, "令牌无效或已过期", "E-TOKEN")
        if self.path.endswith("/dispute"):
            self.site.interface.disputes.append({"turn_id": self.path.split("/")[4], **body})
            return self.empty()
        if self.path in ("/api/v1/chat", "/api/v1/chat/stream"):
            return self.chat(body)
        return self.taught(body)

    def taught(self, body: dict[str, str]) -> None:
        """What admins may do, and what anybody does about the own proposals."""
        if self.path.startswith("/api/v1/actions/"):
            return self.decide(urlsplit(self.path).path.rsplit("/", 1)[1], body)
        if self.path.endswith(("/verify", "/confirm")):
            return self.verify()
        if self.path == "/api/v1/words":
            return self.teach(body)
        return self.problem(HTTPStatus.NOT_FOUND, "没有这个地址", "E-404")

    def decide(self, what: str, body: dict[str, str]) -> None:
        """Takes what somebody says to a proposal, or refuses it where told so."""
        if refusal := self.site.interface.deciding.refusal:
            return self.problem(HTTPStatus.CONFLICT, refusal, "E-ACTION-STATE")
        return self.json(self.site.interface.deciding.decided(what, body))

    def verify(self) -> None:
        """Verifies or confirms, or refuses it where told so."""
        if self.site.interface.refusal:
            return self.problem(HTTPStatus.CONFLICT, self.site.interface.refusal, "E-VERIFY")
        self.site.interface.verifying.append(self.path.removeprefix("/api/v1/"))
        for one in self.site.interface.verified:
            one["holds"] = True
        return self.json({"verified_id": "v1", "pattern": "〈region〉〈period〉斩获如何"})

    def do_DELETE(self) -> None:
        if self.path.startswith("/api/v1/verified/"):
            self.site.interface.verifying.append(self.path.removeprefix("/api/v1/"))
            self.site.interface.verified.clear()
            return self.empty()
        words = parse_qs(urlsplit(self.path).query)["words"]
        self.site.interface.forgotten += words
        return self.empty()

    def for_admins(self, path: str) -> None:
        """What was not understood, or what was verified."""
        if self.token() != "u09":
            return self.problem(HTTPStatus.FORBIDDEN, "你的角色看不到这里", "E-ROLE")
        if path.endswith("/verified"):
            return self.json({"items": self.site.interface.verified})
        zh = "language=zh" in self.path
        return self.json(
            {
                "items": self.site.interface.misses,
                "measures": [
                    {"value": "sales", "label": "销售额" if zh else "sales"},
                    {"value": "orders", "label": "订单数" if zh else "orders"},
                ],
                "dimensions": [{"value": "region", "label": "区域" if zh else "region"}],
                "components": ["sales", "orders"],
            }
        )

    def export(self) -> None:
        """The rows of an answer as a file, or a refusal where told so."""
        if self.site.interface.refusal:
            return self.problem(
                HTTPStatus.SERVICE_UNAVAILABLE, self.site.interface.refusal, "E-EXPORTS-BUSY"
            )
        self.site.interface.exported.append(self.path.rsplit("/", 1)[1])
        self.send_response(HTTPStatus.OK)
        self.send_header("content-disposition", 'attachment; filename="answer-1.xlsx"')
        self.send_header("export-rows", "3")
        self.send_header("export-found", "12000")
        self.send_header("content-length", "4")
        self.end_headers()
        self.wfile.write(b"rows")
        return None

    def teach(self, body: dict[str, str]) -> None:
        """Takes a lesson, or refuses it where told so."""
        if self.site.interface.refusal:
            return self.problem(HTTPStatus.CONFLICT, self.site.interface.refusal, "E-WORDS")
        self.site.interface.taught.append(body)
        if body["kind"] == "ignore":
            return self.empty()
        return self.json({**body, "label": "销售额", "file": "words.toml", "line": "", "new": True})

    def chat(self, body: dict[str, str]) -> None:
        """Answers as kept, streamed where asked so; fails where told so."""
        if self.path.endswith("/stream") and not self.site.interface.streams:
            return self.problem(HTTPStatus.NOT_FOUND, "没有这个地址", "E-404")
        self.site.interface.asked.append(body)
        if self.site.interface.breaks:
            return self.send(HTTPStatus.OK, "text/event-stream", b"event: status\ndata: {}\n\n")
        if self.site.interface.fails_once:
            self.site.interface.fails_once = False
            return self.problem(HTTPStatus.SERVICE_UNAVAILABLE, "订单库没有响应", "E-4F21")
        reply = self.site.interface.kept.get(body["text"]) or reply_to(body["text"])
        return self.stream(reply) if self.path.endswith("/stream") else self.json(reply)

    def stream(self, reply: dict[str, object]) -> None:
        """The reply as events, the waiting between plan and rows."""
        self.send(HTTPStatus.OK, "text/event-stream", None)
        self.event("status", {"state": "understanding", "reading": []})
        self.event("status", {"state": "querying", "reading": reply["reading"]})
        time.sleep(self.site.interface.waits_s)
        self.event("token", {"text": reply["text"]})
        self.event("done", reply)
        self.close_connection = True

    def event(self, name: str, data: object) -> None:
        self.wfile.write(
            f"event: {name}\r\ndata: {json.dumps(data, ensure_ascii=False)}\r\n\r\n".encode()
        )
        self.wfile.flush()

    def people(self) -> None:
        if not self.site.interface.demo:
            return self.problem(HTTPStatus.NOT_FOUND, "没有这个地址", "E-404")
        keys = ("user_id", "name", "role", "team", "customers")
        return self.json({"items": [dict(zip(keys, person, strict=True)) for person in PEOPLE]})

    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer token-")

    def allowed(self) -> bool:
        return any(person[0] == self.token() for person in PEOPLE)

    def file(self, name: str) -> None:
        path = (STATIC / name).resolve()
        if not path.is_file() or not path.is_relative_to(STATIC):
            return self.problem(HTTPStatus.NOT_FOUND, "没有这个文件", "E-404")
        return self.send(HTTPStatus.OK, TYPES.get(path.suffix, "text/plain"), path.read_bytes())

    def json(self, body: object) -> None:
        self.send(HTTPStatus.OK, "application/json", json.dumps(body, ensure_ascii=False).encode())

    def problem(self, status: HTTPStatus, detail: str, code: str) -> None:
        body = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status,
            "detail": detail,
            "code": code,
        }
        self.send(status, "application/problem+json", json.dumps(body, ensure_ascii=False).encode())

    def empty(self) -> None:
        self.send(HTTPStatus.NO_CONTENT, "application/json", b"")

    def send(self, status: HTTPStatus, kind: str, body: bytes | None) -> None:
        """Headers and body; without a body the caller writes on and the connection ends it."""
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-security-policy", f"{CSP} {self.site.interface.hosts}".strip())
        self.send_header("x-content-type-options", "nosniff")
        if self.path.startswith("/static/"):
            self.send_header("cache-control", "max-age=600")
        if body is not None:
            self.send_header("content-length", str(len(body)))
        else:
            self.send_header("connection", "close")
        self.end_headers()
        if body is not None:
            self.wfile.write(body)


def earlier(conversation_id: str) -> dict[str, object]:
    """An earlier conversation: every kind of reply, but the hostile one."""
    kinds = [question for question, name in QUESTIONS.items() if name != "hostile"]
    turns = [
        {"question": question, "asked_at": "2026-11-21 14:00", "reply": reply_to(question)}
        for question in kinds
    ]
    return {"conversation_id": conversation_id, "turns": turns}


def recent() -> list[dict[str, str]]:
    """Four earlier conversations."""
    titles = [
        "本季度各区域销售额",
        "超过 90 天没下单的客户",
        "P12 传感器上季度销量",
        "下月到期的服务合同",
    ]
    return [
        {"conversation_id": f"c-{10 + at}", "title": title, "updated_at": "2026-11-20 09:00"}
        for at, title in enumerate(titles)
    ]


@dataclass
class Site:
    """A running server: its address, and how its interface behaves from now on."""

    interface: Interface
    url: str = ""


@contextmanager
def served(interface: Interface, *, port: int = 0) -> Generator[Site]:
    """Gives a running server, on loopback only; it ends with the block."""
    site = Site(interface)
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
