"""DTypes: equal to NumPy's, printed as TensorFlow prints them."""

from __future__ import annotations

import numpy as np
import pytest

from nbkit.tf1.core.dtypes import ALL, as_dtype, float32, int8


@pytest.mark.parametrize("dtype", ALL, ids=lambda d: d.name)
def test_each_is_found_by_all_its_names(dtype: object) -> None:
    name = dtype.name  # type: ignore[attr-defined]
    assert as_dtype(name) is dtype
    assert as_dtype(dtype.as_numpy_dtype) == dtype  # type: ignore[attr-defined]


def test_limits_and_kinds() -> None:
    assert (int8.min, int8.max, int8.is_integer, float32.is_floating) == (-128, 127, True, True)
    assert float32.ref.name == "float32_ref" and float32.ref.base_dtype is float32
    assert float32 != np.float64 and float32 != "nothing"


def test_what_is_none_is_named() -> None:
    with pytest.raises(TypeError, match="Cannot convert value 'float31' to a TensorFlow DType"):
        as_dtype("float31")
