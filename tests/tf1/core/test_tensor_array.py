"""Arrays of tensors, beside 1.4.0."""

from __future__ import annotations

from typing import Any

from beside import check, each


@each("core/tensor_array")
def test_a_call_gives_what_1_4_0_gave(row: dict[str, Any]) -> None:
    check(row)
