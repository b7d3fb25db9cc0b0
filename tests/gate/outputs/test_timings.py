"""Rates and times in the forms of known tools are noise; totals and results are not."""

from __future__ import annotations

import pytest

from nbkit.gate.outputs.timings import without_timings

LOOPS = "{} per loop (mean ± std. dev. of 7 runs, {} loops each)"
CPU = "CPU times: user {}, sys: 0 ns, total: {}\nWall time: {}\n"
BAR = "train: 100%|{}| 60/60 [{}{}]"

OUTER, INNER = "out: 50%|5| {}/{} [00:0{}<00:01, 1.0s/it]\n", "in:   0%|| {}/{} [00:00<?, ?it/s]\n"


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        (LOOPS.format("12.3 µs ± 1.2 µs", "10,000"), LOOPS.format("1.3 ms ± 900 ns", "1000")),
        (LOOPS.format("1min 3s ± 2.1 s", "1"), LOOPS.format("45 s ± 20 ms", "1")),
        ("1000 loops, best of 3: 1.2 ms per loop", "100 loops, best of 3: 2 ms per loop"),
        (CPU.format("3 ms", "3 ms", "1min 2s"), CPU.format("1.5 s", "1.5 s", "3.05 µs")),
        (CPU.format("3 ms", "3 ms", "9 s"), "CPU times: total: 0 ns\nCompiler : 123 ms\nWall time: 4 ms\n"),
        ("peak memory: 113.20 MiB, increment: 0.00 MiB", "peak memory: 99.1 MiB, increment: -0.10 MiB"),
        (
            BAR.format("██████████", "00:01<00:00, 45.2it/s", ""),
            BAR.format("█", "01:02<00:00,  1.52s/it", ""),
        ),
        ("  0%|          | 0/60 [00:00<?, ?it/s]", "  0%|  | 0/60 [00:00<?, ?it/s]"),
        ("7it [00:01, 4.2it/s]", "7it [00:03, 2.24it/s]"),
        (
            "60/60 [==============================] - 1s 12ms/step - loss: 0.5",
            "60/60 [==] - 9s 2ms/step - loss: 0.5",
        ),
        (
            OUTER.format(1, 2, 1) + INNER.format(9, 9) + "\n" + OUTER.format(2, 2, 2),
            OUTER.format(2, 2, 7) + INNER.format(0, 9) + "\n\n" + INNER.format(9, 9),
        ),
    ],
)
def test_timings_are_noise(stored: str, new: str) -> None:
    assert sorted(without_timings(stored).splitlines()) == sorted(without_timings(new).splitlines())


@pytest.mark.parametrize(
    ("stored", "new"),
    [
        (
            BAR.format("#", "00:01<00:00, 4it/s", ", loss=0.5"),
            BAR.format("#", "00:01<00:00, 4it/s", ", loss=0.6"),
        ),
        ("100%|#| 60/60 [00:01<00:00, 4it/s]", "100%|#| 61/61 [00:01<00:00, 4it/s]"),
        ("7it [00:01, 4.2it/s]", "8it [00:01, 4.2it/s]"),
        ("it took 3 ms", "it took 4 ms"),
        ("Wall time: three", "Wall time: four"),
        ("60/60 [==] - 1s 1ms/step - loss: 0.5", "60/60 [==] - 1s 1ms/step - loss: 0.6"),
    ],
)
def test_all_else_is_data(stored: str, new: str) -> None:
    assert without_timings(stored) != without_timings(new)
