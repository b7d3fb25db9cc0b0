"""Values are written the same on every machine."""

import numpy as np
from odd_answers import SOFTMAX

from nbkit.learn.judge import judge


def test_no_address_is_printed():
    text = judge(SOFTMAX, lambda X: np.full(X.shape, object())).text
    assert "<object object>" in text and "0x" not in text
