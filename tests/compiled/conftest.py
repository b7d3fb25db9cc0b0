"""Both kinds of machines: with quick products of small matrices, and without."""

from __future__ import annotations

import pytest

from nbkit.compiled import kernels, memory


@pytest.fixture(params=[True, False], ids=["AVX-512", "other machines"])
def quick_products(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    for module in (kernels, memory):
        monkeypatch.setattr(module, "has_quick_products", lambda: request.param)
    return bool(request.param)
