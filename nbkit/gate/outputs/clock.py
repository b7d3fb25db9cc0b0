"""Dates and times that were read off a clock, told from those that are data."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

WINDOW = timedelta(minutes=10)
DAYS, MONTHS = "Mon Tue Wed Thu Fri Sat Sun", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
LONG = "January February March April May June July August September October November December"
TWO = r"\d\d"
PARTS = {
    **dict.fromkeys(("%m", "%H", "%M", "%y"), TWO),
    "%Y": r"\d{4}",
    "%d": r"[ \d]?\d",
    "%S": r"\d\d(?:\.\d+)?",
    "%z": r"(?:Z|[+-]\d\d:?\d\d)",
    "%a": f"(?:{'|'.join(DAYS.split())})",
    "%b": f"(?:{'|'.join(MONTHS.split())})",
    "%B": f"(?:{'|'.join(LONG.split())})",
}
# The longest first: a date is also the beginning of a date with its time.
FORMS = (
    *(
        "%Y-%m-%d %H:%M:%S%z",
        "%Y-%m-%dT%H:%M:%S%z",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
    ),
    *("%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S UTC %Y", "%a %b %d %Y %H:%M:%S", "%a, %d %b %Y %H:%M:%S"),
    *("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S", "%b %d, %Y %H:%M:%S"),
    *(
        "%Y-%m-%d",
        "%a, %d %b %Y",
        "%a %b %d %Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%m/%d/%y",
        "%b %d, %Y",
        "%B %d, %Y",
    ),
    *("%d %b %Y", "%d %B %Y", "%H:%M:%S"),
)
CALLS = r"datetime\.(?:datetime|date)\(\d{4}(?:, \d+)+\)"  # the repr of Python's own
SECONDS = r"1\d{9}(?:\.\d+)?"  # since 1970


def _pattern(form: str) -> str:
    return re.sub(r"%\w", lambda part: PARTS[part[0]], form)


READING = re.compile(rf"(?<![\w.:/-])(?:{'|'.join([*map(_pattern, FORMS), CALLS, SECONDS])})(?![\w:/-]|\.\d)")


def is_clock(stored: str, new: str, now: datetime | None = None) -> bool:
    """Tell whether two dates or times are readings of a clock: of one form, and the new one is of now.

    now: with its time zone; left out, this moment. A reading may be ten minutes old, and a day its day.

    >>> now = datetime(2026, 3, 1, 12, 30, tzinfo=timezone.utc)
    >>> is_clock("2024-05-06 07:08:09", "2026-03-01 12:29:58", now)
    True
    >>> is_clock("2024-05-06 07:08:09", "2024-05-06 07:08:10", now)
    False
    """
    now = now or datetime.now(timezone.utc)
    forms = _forms(stored) & _forms(new)
    return any(_is_now(new, form, now) for form in forms)


def _forms(text: str) -> set[str]:
    """Return the forms that a text may have: 03/04/2024 has two."""
    found = {form for form in FORMS if re.fullmatch(_pattern(form), text)}
    return found | {form for form in (CALLS, SECONDS) if re.fullmatch(form, text)}


def _is_now(text: str, form: str, now: datetime) -> bool:
    try:
        moment = _moment(text, form)
    except (ValueError, OverflowError):
        return False
    if moment.tzinfo is not None:
        return abs(moment - now) <= WINDOW
    clocks = [now.replace(tzinfo=None), now.astimezone().replace(tzinfo=None)]
    return any(_is_at(moment, clock, form) for clock in clocks)


def _moment(text: str, form: str) -> datetime:
    """Read a date or a time. Raises ValueError where there is no such day or hour."""
    if form == SECONDS:
        return datetime.fromtimestamp(float(text), timezone.utc)
    if form == CALLS:
        return datetime(*[int(number) for number in re.findall(r"\d+", text)][:7])  # type: ignore[arg-type]
    return datetime.strptime(re.sub(r"\.\d+", "", text), form)


def _is_at(moment: datetime, clock: datetime, form: str) -> bool:
    if form == "%H:%M:%S":
        moment = datetime.combine(clock.date(), moment.time())
    has_time = "%H" in form or (form == CALLS and moment.time() != datetime.min.time())
    return abs(moment - clock) <= WINDOW if has_time else moment.date() == clock.date()
