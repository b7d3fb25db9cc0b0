"""What only the machine wrote is dropped."""

from __future__ import annotations

from nbkit.gate.storing.clean import clean_cell, clean_metadata


def test_times_versions_and_state_are_dropped() -> None:
    cleaned = clean_metadata(
        {"widgets": {}, "title": "kept", "language_info": {"name": "python", "version": "3.9"}}
    )
    assert (
        cleaned["title"] == "kept" and "widgets" not in cleaned and "version" not in cleaned["language_info"]
    )
    assert cleaned["kernelspec"]["name"] == "python3"
    assert clean_cell({"execution": {}, "ExecuteTime": {}, "tags": ["a"]}) == {"tags": ["a"]}


def test_another_language_keeps_its_kernel() -> None:
    metadata = {"kernelspec": {"name": "ir", "language": "R"}}
    assert clean_metadata(metadata) == metadata
