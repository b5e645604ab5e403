"""Single values: what a cell of a file says, as the database stores it, or why it cannot be read.

Stored forms are plain `str` and `int`, the same for both databases: decimals are whole millionths,
dates are ISO text. The 15 digits are those that a binary float holds for certain (IEEE 754-2008).
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from crm.importing.words import CURRENCIES, NO, NOTHING, YES

Cell = str | int | float | Decimal | bool | date | datetime | timedelta | bytes | None
"""What a reader gives; `bool` and `datetime` come before their parents in every check below."""
Stored = str | int | None
DateOrder = Literal["year-first", "day-first", "month-first"]

UTC = ZoneInfo("UTC")
MILLION = 10**6
LARGEST = 10**12
LESS = "less than 1,000,000,000,000"
_DIGITS_OF_A_FLOAT = 15
_SIGNS = r"(?:[A-Z]{2,3}\s?\$|[$¥€£₩₹]|(?:CNY|RMB|USD|EUR|GBP|HKD|JPY|TWD|SGD|AUD|CAD)|元|圆)"
_MONEY = re.compile(
    # White space is taken once and for all (*+), so that a cell of blanks is soon told to be none.
    rf"{_SIGNS}?\s*+([-+]?)\s*+{_SIGNS}?\s*+((?:[.,' ]*\d)++[.,]*)\s*{_SIGNS}?(-?)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,3}(?:[ ']\d{3})+(?:\.\d*)?")
_GROUPED_BY_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_EXPONENT = re.compile(r"[-+]?\d+(?:\.\d*)?e[-+]?\d{1,3}", re.IGNORECASE)
_ISO = re.compile(
    # Some exports write a hyphen too many: 2007-08-01- 00:00:00.000.
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:(?:T|-?\s+)(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,]\d+)?秒?|分)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
_COMMON = re.compile(r"20\d\d-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2}):?(\d{2})?)?")
_SHORT = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"
    r"(?:(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?)?"
)
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001
_SERIALS = (10_000, 100_000)
"""Serials between 1927 and 2173: other numbers in a date column are no dates."""
_YEARS = (1900, 2200)

MOMENTS = "a date-time such as 2026-11-21 14:05 or 2026/11/21"
DATES = "a date such as 2026-11-21 or 2026/11/21"
NUMBERS = "a number such as 1234.5 or 1,234.50"


@dataclass(frozen=True, slots=True)
class Dating:
    """How dates are read: the business time zone, the order of 12/1/2010, the file's own zone."""

    zone: ZoneInfo = UTC
    order: DateOrder = "year-first"
    written_in: ZoneInfo | None = None

    def local(self, read: datetime) -> datetime:
        """Gives a moment in the business time zone, without an offset."""
        if read.tzinfo is None and self.written_in is not None:
            read = read.replace(tzinfo=self.written_in)
        return read if read.tzinfo is None else read.astimezone(self.zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell cannot be read, and what would be accepted."""

    reason: str
    accepted: str


def plain_text(raw: Cell) -> str | None:  # noqa: PLR0911  (one a type)
    """Gives a cell as text, None if it is empty; whole floats lose their `.0`."""
    if isinstance(raw, str):
        return raw.strip() or None
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return None
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
    if isinstance(raw, Decimal):
        return format(raw.normalize(), "f")
    if isinstance(raw, datetime):
        midnight = (raw.hour, raw.minute, raw.second) == (0, 0, 0)
        return raw.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    if isinstance(raw, bytes):
        return raw.decode("utf-8", "replace")
    return str(raw)


def exact(raw: Cell) -> Decimal | Problem | None:  # noqa: PLR0911  (one a type)
    """Gives a cell as the decimal that it means; a float is read with 15 digits."""
    if isinstance(raw, bool | datetime | date | timedelta | bytes):
        return Problem("is not a number", NUMBERS)
    if isinstance(raw, float):
        if math.isnan(raw):
            return None
        if math.isinf(raw):
            return Problem("is infinite", NUMBERS)
        return Decimal(format(raw, f".{_DIGITS_OF_A_FLOAT}g"))
    if isinstance(raw, int | Decimal):
        return Decimal(raw) if Decimal(raw).is_finite() else None
    if raw is None or raw.strip().lower() in NOTHING:
        return None
    return _without_float_noise(_number(raw))


def _number(raw: str) -> Decimal | Problem:
    text = unicodedata.normalize("NFKC", raw).strip().replace("−", "-").replace("\u00a0", " ")
    if _EXPONENT.fullmatch(text):
        return Decimal(text)
    bracketed = text.startswith("(") and text.endswith(")")
    found = _MONEY.fullmatch(text[1:-1].strip() if bracketed else text)
    if found is None:
        return Problem("is not a number", NUMBERS)
    digits = _ungrouped(found[2].strip())
    if digits is None:
        return Problem("could be read in two ways", "a decimal point and no comma, such as 1234.56")
    minus = bracketed or found[1] == "-" or found[3] == "-"
    return -Decimal(digits) if minus else Decimal(digits)


def _ungrouped(digits: str) -> str | None:
    """Gives digits without thousands separators; None where a comma may be either mark."""
    if re.fullmatch(r"\d*\.?\d*", digits):
        return digits if digits.count(".") <= 1 else None
    if _GROUPED.fullmatch(digits):
        return re.sub(r"[,' ]", "", digits)
    if _GROUPED_BY_DOTS.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    return None


def _without_float_noise(value: Decimal | Problem) -> Decimal | Problem:
    """Gives 125.44 for 125.43999999999998, which is how some programs write a binary float."""
    if isinstance(value, Problem):
        return value
    _, digits, exponent = value.as_tuple()
    if len(digits) <= _DIGITS_OF_A_FLOAT or not isinstance(exponent, int) or exponent >= -6:
        return value
    last = value.adjusted() - _DIGITS_OF_A_FLOAT + 1
    return value.quantize(Decimal(1).scaleb(last), ROUND_HALF_UP)


def millionths(raw: Cell) -> int | Problem | None:
    """Gives a cell as whole millionths, rounded half up."""
    value = exact(raw)
    if value is None or isinstance(value, Problem):
        return value
    if abs(value) >= LARGEST:
        return Problem("is too large", LESS)
    return int(value.scaleb(6).to_integral_value(ROUND_HALF_UP))


def rate(raw: Cell) -> int | Problem | None:
    """Gives an exchange rate as whole millionths; it is above zero, also when rounded."""
    value = millionths(raw)
    if isinstance(value, int) and value <= 0:
        return Problem("is not above zero", "units of the base currency for one unit, such as 7.11")
    return value


def is_rounded(raw: Cell) -> bool:
    """Tells whether a readable number has more than six decimals."""
    value = exact(raw)
    # Of a number that is too large no remainder can be had.
    return isinstance(value, Decimal) and abs(value) < LARGEST and value.scaleb(6) % 1 != 0


def as_decimal(stored: int) -> Decimal:
    """Gives the decimal that whole millionths stand for, without trailing zeros."""
    whole, rest = divmod(abs(stored), MILLION)
    decimals = f".{rest:06}".rstrip("0") if rest else ""
    return Decimal(f"{'-' if stored < 0 else ''}{whole}{decimals}")


def integer(raw: Cell) -> int | Problem | None:
    """Gives a whole number."""
    value = exact(raw)
    if value is None or isinstance(value, Problem):
        return value
    if abs(value) >= 2**31 or value % 1:
        return Problem("is not a whole number", "a whole number such as 3")
    return int(value)


def boolean(raw: Cell) -> int | Problem | None:
    """Gives 1 or 0."""
    word = (plain_text(raw) or "").lower()
    if word in YES or word in NO:
        return int(word in YES)
    if word in NOTHING:
        return None
    return Problem("is neither yes nor no", "true, false, yes, no, 是, 否, 1 or 0")


def currency(raw: Cell) -> str | Problem | None:
    """Gives an ISO 4217 code."""
    word = unicodedata.normalize("NFKC", plain_text(raw) or "").strip()
    if not word:
        return None
    known = CURRENCIES.get(word.lower()) or CURRENCIES.get(word.upper())
    if known or re.fullmatch(r"[A-Za-z]{3}", word):
        return known or word.upper()
    return Problem("is no currency", "a code of three letters such as CNY or USD")


def moment(raw: Cell, dating: Dating) -> Stored | Problem:
    """Gives `YYYY-MM-DD HH:MM:SS` in the business time zone."""
    if type(raw) is str and dating.written_in is None and _COMMON.fullmatch(raw):
        # The usual form, at a tenth of the time that the others take.
        try:
            return datetime.fromisoformat(raw).isoformat(" ", "seconds")
        except ValueError:
            return Problem("is no day of the calendar", MOMENTS)
    found = _moment(raw, dating)
    if found is None or isinstance(found, Problem):
        return found
    if not _YEARS[0] <= found.year < _YEARS[1]:
        return Problem(f"is in the year {found.year}", MOMENTS)
    return found.isoformat(" ", "seconds")


def day(raw: Cell, dating: Dating) -> Stored | Problem:
    """Gives `YYYY-MM-DD`; a date-time's day is that in the business time zone."""
    found = moment(raw, dating)
    if isinstance(found, Problem):
        return Problem(found.reason, DATES)
    return found[:10] if isinstance(found, str) else None


def month(raw: Cell, dating: Dating) -> Stored | Problem:
    """Gives `YYYY-MM`."""
    text = plain_text(raw)
    if text is not None and (found := _MONTH.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02}"
    whole = day(raw, dating)
    if isinstance(whole, Problem):
        return Problem("is not a month", "a month such as 2026-11")
    return whole[:7] if isinstance(whole, str) else None


def _moment(raw: Cell, dating: Dating) -> datetime | Problem | None:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return datetime(raw.year, raw.month, raw.day)  # noqa: DTZ001
    if isinstance(raw, bool | timedelta | bytes):
        return Problem("is not a date", MOMENTS)
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return None
    try:
        if isinstance(raw, datetime):
            return dating.local(raw)
        text = plain_text(raw) or ""
        return None if text.lower() in NOTHING else _written_moment(text, dating)
    except (ValueError, OverflowError):  # 9999-12-31 23:00-12:00 is in no year here
        return Problem("is no day of the calendar", MOMENTS)


def _written_moment(text: str, dating: Dating) -> datetime | Problem:
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month_of, day_of, hour, minute, second = (int(n or 0) for n in found.groups()[:6])
        read = datetime(year, month_of, day_of, hour, minute, second)  # noqa: DTZ001
        offset = found.groups()[6] if found.re is _ISO else None
        if offset is not None:
            read = datetime.fromisoformat(f"{read.isoformat()}{offset}")
        has_time = found.groups()[3] is not None
        return dating.local(read) if has_time else read
    if found := _SHORT.fullmatch(text):
        short = _short_moment(found, dating.order)
        return dating.local(short) if found[4] and isinstance(short, datetime) else short
    return _serial_moment(text)


def _short_moment(found: re.Match[str], order: DateOrder) -> datetime | Problem:
    """Gives the moment of 12/1/2010, whose order the mapping must say."""
    first, second = int(found[1]), int(found[2])
    if order == "year-first":
        return Problem(
            "may be day/month or month/day",
            'a date such as 2026-11-21, or dates = "day-first" or "month-first" in the mapping',
        )
    day_of, month_of = (first, second) if order == "day-first" else (second, first)
    hour = int(found[4] or 0)
    if found[7]:
        hour = hour % 12 + (12 if found[7].lower() == "pm" else 0)
    minute, second = int(found[5] or 0), int(found[6] or 0)
    return datetime(int(found[3]), month_of, day_of, hour, minute, second)  # noqa: DTZ001


def _serial_moment(text: str) -> datetime | Problem:
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and _SERIALS[0] <= float(text) < _SERIALS[1]:
        seconds = round(float(text) * 86_400)
        return _EPOCH + timedelta(seconds=seconds)
    return Problem("is not a date", MOMENTS)
