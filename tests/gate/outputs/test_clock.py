"""A date is data, unless it is of now and another date stood in its place."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from nbkit.gate.outputs.clock import READING, is_clock

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ("2024-05-06 07:08:09.123456", "2026-03-01 12:29:58.5"),
        ("2024-05-06T07:08:09Z", "2026-03-01T12:29:58Z"),
        ("2024-05-06 07:08:09+02:00", "2026-03-01 14:31:00+02:00"),
        ("2024-05-06 07:08", "2026-03-01 12:25"),
        ("2024-05-06", "2026-03-01"),
        ("Mon May  6 07:08:09 2024", "Sun Mar  1 12:30:07 2026"),
        ("Mon, 06 May 2024", "Sun, 01 Mar 2026"),
        ("06/05/2024 07:08:09", "01/03/2026 12:30:07"),
        ("May 6, 2024", "March 1, 2026"),
        ("07:08:09", "12:33:00"),
        ("datetime.datetime(2024, 5, 6, 7, 8, 9, 12)", "datetime.datetime(2026, 3, 1, 12, 30, 5, 123456)"),
        ("datetime.date(2024, 5, 6)", "datetime.date(2026, 3, 1)"),
        ("1709296381", "1772368199"),
    ],
)
def test_a_reading_of_now(stored: str, new: str) -> None:
    assert READING.fullmatch(stored) and READING.fullmatch(new)
    assert is_clock(stored, new, NOW)


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        ("2024-05-06 07:08:09", "2026-03-01 11:29:58"),
        ("2024-05-06", "2026-03-02"),
        ("2024-05-06", "2026-03-01 12:30:00"),
        ("2024-05-06T07:08:09+02:00", "2026-03-01T12:30:00+02:00"),
        ("07:08:09", "12:08:09"),
        ("12:30:00", "07:08:09"),
        ("2026-13-45", "2026-13-46"),
        ("datetime.date(2026, 3, 99)", "datetime.date(2026, 3, 98)"),
        ("1709296381", "1709296382"),
        ("datetime.datetime(2024, 5, 6, 7, 8)", "datetime.datetime(2026, 3, 1, 7, 8)"),
    ],
)
def test_data(stored: str, new: str) -> None:
    assert not is_clock(stored, new, NOW)


@pytest.mark.parametrize(
    "text", ["v2024-05-06", "1.2024-05-06", "192.168.10:20:30", "10:20:30:40", "11709296381"]
)
def test_a_part_of_something_else_is_no_reading(text: str) -> None:
    assert not READING.search(text)
