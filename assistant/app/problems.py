"""Problem documents (RFC 9457): every error of the HTTP interface, in the asker's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from crm.database import TooSlowError

TYPE = "application/problem+json"
OPENAI = "/v1/"
"""Below that, errors are told as OpenAI's interface tells them."""
_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
TEXT_LIMIT = 2_000
BODY_LIMIT = 64 * 1024
CHAT_LIMIT = 1024 * 1024
"""Of a body below `/v1/`: programs there send the whole chat with each question."""
HEADERS_LIMIT = 16 * 1024


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its status, its code, and what it says."""

    status: HTTPStatus
    code: str
    zh: str
    en: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def after(self, seconds: int) -> "Kind":
        """Gives the same with how many seconds to wait, which its words name as `{s}`."""
        zh, en = self.zh.format(s=seconds), self.en.format(s=seconds)
        return replace(self, zh=zh, en=en, headers={"Retry-After": str(seconds)})


TOKEN = Kind(
    HTTPStatus.UNAUTHORIZED,
    "E-TOKEN",
    "令牌无效或已过期。",
    "The token is not valid or has expired.",
    {"WWW-Authenticate": 'Bearer realm="wendan"'},
)

LOGIN = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "E-LOGIN",
    "登录服务没有响应，请稍后再试。",
    "The login service does not respond; try again shortly.",
    {"Retry-After": "30"},
)
NOT_FOUND = Kind(HTTPStatus.NOT_FOUND, "E-NOT-FOUND", "没有这个地址。", "Nothing is here.")
CONVERSATION = Kind(
    HTTPStatus.NOT_FOUND,
    "E-CONVERSATION",
    "没有这个对话。",
    "There is no such conversation.",
)
METHOD = Kind(
    HTTPStatus.METHOD_NOT_ALLOWED,
    "E-METHOD",
    "这个地址不接受这种请求方法。",
    "This address does not take that method.",
)
TOO_LARGE = Kind(
    HTTPStatus(413),  # its name differs between versions of Python
    "E-TOO-LARGE",
    "请求太大，最多 64 KB（/v1/ 下 1 MB，录音 12 MB）。",
    "The request is too large; 64 KB at most (1 MB below /v1/, 12 MB of a recording).",
)
HEADERS_TOO_LARGE = Kind(
    HTTPStatus(431),
    "E-HEADERS",
    "请求头太多或太长，最多 100 个、16 KB。",
    "The request has too many or too long headers; 100 and 16 KB at most.",
)
TOO_SLOW = Kind(
    HTTPStatus.REQUEST_TIMEOUT,
    "E-REQUEST-TIME",
    "请求发送得太慢，请重试。",
    "The request came too slowly; send it again.",
    {"Connection": "close"},
)
TEXT_TOO_LONG = Kind(
    HTTPStatus(422),
    "E-TOO-LONG",
    f"问题太长，最多 {TEXT_LIMIT:,} 个字。",
    f"The question is too long; {TEXT_LIMIT:,} characters at most.",
)
INPUT = Kind(
    HTTPStatus(422),
    "E-INPUT",
    "请求的内容不对：",
    "The request is not as it should be: ",
)
REQUEST = Kind(
    HTTPStatus.BAD_REQUEST, "E-REQUEST", "这个请求无法处理。", "The request cannot be handled."
)
BUSY = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "E-DATABASE",
    "订单库没有响应，请稍后再试。",
    "The order database does not respond; try again shortly.",
    {"Retry-After": "5"},
)
TOO_MANY_QUESTIONS = Kind(
    HTTPStatus.TOO_MANY_REQUESTS,
    "E-RATE",
    "你问得太快了，请 {s} 秒后再问。",
    "You ask faster than is allowed; ask again in {s} s.",
)
TOO_MANY_REQUESTS = Kind(
    HTTPStatus.TOO_MANY_REQUESTS,
    "E-RATE-ADDRESS",
    "来自这个网络地址的请求太多，请 {s} 秒后再试。",
    "Too many requests come from this address; try again in {s} s.",
)
TOO_MANY_FAILURES = Kind(
    HTTPStatus.TOO_MANY_REQUESTS,
    "E-RATE-TOKEN",
    "来自这个网络地址的无效令牌太多，请 {s} 秒后再试。",
    "Too many tokens from this address were not valid; try again in {s} s.",
)
OVERLOADED = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "E-OVERLOADED",
    "现在问的人太多，请 {s} 秒后再试。",
    "Too many questions are being answered just now; try again in {s} s.",
)
SLOW = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "E-SLOW",
    "查询用时太长，已停止，请稍后再试。",
    "The query took too long and was stopped; try again later.",
    {"Retry-After": "30"},
)
UNEXPECTED = Kind(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "",
    "服务器出错了，请把代码告诉管理员。",
    "The server failed; give the code to your administrator.",
)

MAY_NOT_EXPORT = Kind(
    HTTPStatus.FORBIDDEN,
    "E-EXPORT-ROLE",
    "你的角色不能导出原始数据；请找财务或管理员。",
    "Your role may not export raw rows; ask finance or an administrator.",
)
NOTHING_TO_EXPORT = Kind(
    HTTPStatus.NOT_FOUND,
    "E-NOTHING-TO-EXPORT",
    "没有可导出的内容：没有这个回答或客户。",
    "There is nothing to export: no such answer or customer.",
)
EXPORTS_BUSY = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "E-EXPORTS-BUSY",
    "正在导出的人太多，请稍后再试。",
    "Too many exports run at this moment; try again shortly.",
    {"Retry-After": "30"},
)
NO_VOICE = Kind(
    HTTPStatus.NOT_FOUND,
    "E-VOICE",
    "这里没有开通语音；请打字，或请管理员设置 WENDAN_ASR。",
    "Voice is not set up here: type, or ask your administrator to set WENDAN_ASR.",
)


_CLEARER = {
    "json_invalid": "the body is no JSON",
    "model_attributes_type": "the body is no JSON object with Content-Type: application/json",
}
"""What the framework words for programmers of its own."""


class ProblemError(Exception):
    """Raised by a route: the answer is a problem of that kind, perhaps with more detail."""

    def __init__(self, kind: Kind, detail: str = "") -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.detail = detail


def lacking(scope: str) -> Kind:
    """Gives the problem of a token that is not made for what is wanted (RFC 6750, section 3.1)."""
    return Kind(
        HTTPStatus.FORBIDDEN,
        "E-SCOPE",
        f"这个令牌没有 {scope} 权限范围；请换一个令牌。",
        f"The token lacks the scope {scope}; use one that has it.",
        {"WWW-Authenticate": f'Bearer realm="wendan", error="insufficient_scope", scope="{scope}"'},
    )


def document(
    kind: Kind, language: str, *, detail: str | None = None, code: str | None = None
) -> dict[str, str | int]:
    """Gives the problem document; `detail` and `code` where they are not the kind's own."""
    return {
        "type": "about:blank",
        "title": kind.status.phrase,
        "status": kind.status.value,
        "detail": detail or (kind.zh if language == "zh" else kind.en),
        "code": code or kind.code,
    }


def response(
    request: Request, kind: Kind, *, detail: str | None = None, code: str | None = None
) -> JSONResponse:
    """Gives the response that tells a problem, in the form that the request's door has for them."""
    told = document(kind, language_of(request), detail=detail, code=code)
    if request.url.path.startswith(OPENAI):
        status, body = as_openai(told)
        return JSONResponse(body, status_code=status, headers=dict(kind.headers))
    return JSONResponse(told, status_code=kind.status, headers=dict(kind.headers), media_type=TYPE)


def as_openai(told: Mapping[str, str | int]) -> tuple[int, dict[str, object]]:
    """Gives a problem's status and document as OpenAI's interface has them."""
    status = int(told["status"])
    if status == INPUT.status:  # what is wrong with a body is 400 there
        status = HTTPStatus.BAD_REQUEST
    error = {"message": told["detail"], "type": _type(status), "param": None, "code": told["code"]}
    return status, {"error": error}


def _type(status: int) -> str:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "server_error"
    return _OPENAI_TYPES.get(status, "invalid_request_error")


def language_of(request: Request) -> str:
    """Gives the language that the asker's program prefers, zh or en."""
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def install(app: FastAPI) -> None:
    """Makes `app` answer every error that is known with its problem document."""
    app.add_exception_handler(ProblemError, _told)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(TooSlowError, _slow)


async def _told(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    language = language_of(request)
    said = error.kind.zh if language == "zh" else error.kind.en
    return response(request, error.kind, detail=said + error.detail)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    """Gives the problem for what the framework refuses by itself."""
    assert isinstance(error, HTTPException)
    known = {kind.status: kind for kind in (NOT_FOUND, METHOD, TOO_LARGE, TOO_SLOW)}
    found = response(request, known.get(HTTPStatus(error.status_code), REQUEST))
    found.headers.update(error.headers or {})
    return found


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    language = language_of(request)
    # The value itself is not repeated: a question belongs into no log of a proxy.
    faults = [(str(fault["loc"][-1]), fault["type"], fault["msg"]) for fault in error.errors()]
    if any(name == "text" and kind == "string_too_long" for name, kind, _ in faults):
        return response(request, TEXT_TOO_LONG)
    said = "; ".join(_CLEARER.get(kind, f"{name}: {message}") for name, kind, message in faults)
    return response(request, INPUT, detail=(INPUT.zh if language == "zh" else INPUT.en) + said)


async def _slow(request: Request, _error: Exception) -> JSONResponse:
    return response(request, SLOW)
