"""The patients: many right mendings heal them, and what covers a symptom meets its own sentence."""

from __future__ import annotations

import inspect
import os

import numpy as np
import pytest

from nbkit.learn import as_brought
from nbkit.learn.exercise import Run
from nbkit.learn.exercises import load
from nbkit.learn.judge import judge
from nbkit.learn.patient import HEALED, Patient
from nbkit.learn.stub import is_untouched

ALL = os.environ.get("NBKIT_ALL") == "1"
PATIENTS = {e.name.removeprefix("patient_"): e for e in load().values() if isinstance(e, Patient)}
SEEDS = range(20 if ALL else 2)

READ = "nb.sigmoid(session.run(answer, {x: X_new}))", "session.run(answer, {x: X_new})"
SQUEEZED = "answer = nb.sigmoid(hidden @ W2 + b2)"
LOSS = "nb.mean(nb.sigmoid_cross_entropy(answer, label))"
OUTPUT = "nb.mean(nb.softmax_cross_entropy(output, labels))"
START = "0.2 * (rng.random((196, 40)) - 1)"
EQUAL = "np.full((2, 16), 0.5)"
ROW = (
    "        centred = rows - rows.mean(axis=1, keepdims=True)\n"
    "        return centred / rows.std(axis=1, keepdims=True)\n"
)
WAY_BACK = "        G = -Y / P / len(y)\n        G = P * (G - (G * P).sum(axis=1, keepdims=True))\n"
OF_P = "-np.log(P[range(len(y)), y]).mean()"
BROUGHT_TO_SIZE = [
    (
        "X.astype(np.float32)",
        "((X - (m := X.mean(axis=0))) / (s := X.std(axis=0))).astype(np.float32)",
    ),
    ("(X_new @ W + b)", "((X_new - m) / s @ W + b)"),
]
SPLIT = "learn, test = rng.permutation(n)[:k], rng.permutation(n)[k:]"
SHUFFLE = "    images = X[rng.permutation(len(X))]\n    digits = np.eye(10)[y[rng.permutation(len(y))]]\n"
ROWS = "            rows = slice(start, start + 20)\n"

RIGHT = {
    "anna": [
        [(LOSS, "-nb.mean(label * nb.log(answer) + (1 - label) * nb.log(1 - answer))"), READ],
        [(LOSS, "nb.mean_squared_error(answer, label)"), READ],
        [
            (SQUEEZED, "score = hidden @ W2 + b2\n    answer = nb.sigmoid(score)"),
            (LOSS, "nb.mean(nb.sigmoid_cross_entropy(score, label))"),
            READ,
        ],
    ],
    "bruno": [
        [(START, "0.1 * rng.normal(size=(196, 40))")],
        [(START, "rng.uniform(-0.1, 0.1, (196, 40))")],
        [(START, "0.1 * (2 * rng.random((196, 40)) - 1)")],
        [(START, "rng.normal(0, (2 / 196) ** 0.5, (196, 40))")],
    ],
    "chloe": [
        [("curve - height", "nb.reshape(curve, (-1,)) - height")],
        [("height: y}", "height: y.reshape(-1, 1)}")],
        [
            ("size=(30, 1)", "size=30"),
            ("np.zeros(1)", "0.0"),
            ("{place: x_new[:, None]})[:, 0]", "{place: x_new[:, None]})"),
        ],
    ],
    "david": [
        [
            (
                ROW,
                "        low, high = X.min(axis=0), X.max(axis=0)\n"
                "        return 4 * (rows - low) / (high - low) - 2\n",
            )
        ],
        [
            ("    def prepare", "    centre, spread = X.mean(axis=0), X.std(axis=0)\n\n    def prepare"),
            (ROW, "        return (rows - centre) / spread\n"),
        ],
        [
            (
                ROW,
                "        middle = np.median(X, axis=0)\n"
                "        return 1.5 * (rows - middle) / np.abs(X - middle).mean(axis=0)\n",
            )
        ],
    ],
    "esra": [
        [("lr=5e-4", "lr=0.25")],
        [("lr=5e-4", "lr=1.0")],
        [("nb.GradientDescent(lr=5e-4)", "nb.Adam(0.01)")],
        [("nb.GradientDescent(lr=5e-4)", "nb.Momentum(0.05)")],
    ],
    "farid": [
        [(EQUAL, "2 * rng.normal(size=(2, 16))")],
        [("np.zeros(16)", "rng.normal(size=16)"), ("np.full(16, 0.1)", "rng.normal(size=16)")],
        [(EQUAL, "rng.uniform(-1, 1, (2, 16))"), ("np.full(16, 0.1)", "0.3 * rng.normal(size=16)")],
        [(EQUAL, "np.vstack([np.cos(np.arange(16)), np.sin(np.arange(16))])")],
    ],
    "greta": [
        [(OUTPUT, "-nb.mean(nb.sum(labels * nb.log(output), axis=1))")],
        [(OUTPUT, "nb.mean(nb.sum(-labels * nb.log(output + 1e-12), axis=1))")],
        [
            (
                "output = nb.softmax(nb.relu(x @ W1 + b1) @ W2 + b2)",
                "scores = nb.relu(x @ W1 + b1) @ W2 + b2\n    output = nb.softmax(scores)",
            ),
            (OUTPUT, OUTPUT.replace("output", "scores")),
        ],
    ],
    "hugo": [
        [("        error = X", "        slope_w, slope_b = np.zeros(d), 0.0\n        error = X")],
        [("slope_w +=", "slope_w = 0.8 * slope_w +"), ("slope_b +=", "slope_b = 0.8 * slope_b +")],
        [
            ("w -= lr * slope_w", "w -= lr * 2 * X.T @ error / n"),
            ("b -= lr * slope_b", "b -= lr * 2 * error.mean()"),
        ],
    ],
    "ines": [
        [(WAY_BACK, "        G = (P - Y) / len(y)\n"), (OF_P, "nb.softmax_cross_entropy(scores, Y).mean()")],
        [
            ("        P = powers", "        log_P = nb.log_softmax(scores)\n        P = powers"),
            (WAY_BACK, "        G = (np.exp(log_P) - Y) / len(y)\n"),
            (OF_P, "-(Y * log_P).sum(axis=1).mean()"),
        ],
        [
            ("X.astype(np.float32), np.eye(3, dtype=np.float32)[y]", "X, np.eye(3)[y]"),
            (WAY_BACK, "        G = (P - Y) / len(y)\n"),
            (OF_P, "nb.softmax_cross_entropy(scores, Y).mean()"),
            ("size=(X.shape[1], 3)).astype(np.float32)", "size=(X.shape[1], 3))"),
            ("np.zeros(3, dtype=np.float32)", "np.zeros(3)"),
        ],
        [
            (WAY_BACK, "        G = (P - Y) / len(y)\n"),
            (OF_P, "nb.softmax_cross_entropy(scores, Y).mean()"),
            *BROUGHT_TO_SIZE,
        ],
    ],
    "jonas": [
        [(SPLIT, "order = rng.permutation(n)\n    learn, test = order[:k], order[k:]")],
        [(SPLIT, "test = rng.choice(n, n - k, replace=False)\n    learn = np.setdiff1d(np.arange(n), test)")],
        [
            (
                SPLIT,
                "order = rng.permutation(n)\n    X, y = X[order], y[order]\n"
                "    learn, test = np.arange(k), np.arange(k, n)",
            )
        ],
    ],
    "kira": [
        [
            (
                SHUFFLE,
                "    order = rng.permutation(len(y))\n    images, digits = X[order], np.eye(10)[y[order]]\n",
            )
        ],
        [
            (SHUFFLE, "    images, digits = X, np.eye(10)[y]\n"),
            ("        for start in", "        order = rng.permutation(len(y))\n        for start in"),
            (ROWS, "            rows = order[start : start + 20]\n"),
        ],
        [
            (
                SHUFFLE,
                "    both = rng.permutation(np.column_stack([X, np.eye(10)[y]]))\n"
                "    images, digits = both[:, :-10], both[:, -10:]\n",
            ),
        ],
    ],
    "luis": [
        [("x @ W1 + b1", "(x / 127.5 - 1) @ W1 + b1"), ("{x: scans / 127.5 - 1,", "{x: scans,")],
        [("{x: scans})", "{x: scans / 255})"), ("{x: scans / 127.5 - 1,", "{x: scans / 255,")],
        [
            ("    rng = ", "    def prepare(some):\n        return (some - 33) / 79\n\n    rng = "),
            ("{x: scans})", "{x: prepare(scans)})"),
            ("{x: scans / 127.5 - 1,", "{x: prepare(scans),"),
        ],
    ],
}

# Further ways to cover a symptom, and how each patient is ill then.
COVERED = {
    "anna": [
        (
            "one answer",
            [
                ("nb.Adam(0.05)", "nb.Adam(0.2)"),
            ],
        ),
        ("unsure", [("{x: X_new}))[:, 0]", "{x: X_new}))[:, 0] * 0.8")]),
        ("too sure", [READ, ("nb.Adam(0.05)", "nb.Adam(0.1)")]),
    ],
    "bruno": [
        ("asleep", [("W1 -= 0.5", "W1 -= 500"), ("b1 -= 0.5", "b1 -= 500")]),
        (
            "asleep",
            [
                ("H = np.maximum(X @ W1 + b1, 0)", "Z = X @ W1 + b1\n        H = np.maximum(Z, 0.1 * Z)"),
                ("(H > 0)", "np.where(H > 0, 1, 0.1)"),
                ("np.maximum(X_new @ W1 + b1, 0)", "np.maximum(X_new @ W1 + b1, 0.1 * (X_new @ W1 + b1))"),
            ],
        ),
        ("straight", [(START, "0.2 * rng.random((196, 40))")]),
    ],
    "chloe": [
        ("flat", [("nb.Adam(0.02)", "nb.Adam(0.2)")]),
        ("flat", [("nb.square(curve - height)", "nb.abs(curve - height)")]),
        (
            "flat",
            [("size=(1, 30)", "size=(1, 300)"), ("size=30)", "size=300)"), ("size=(30, 1)", "size=(300, 1)")],
        ),
    ],
    "david": [
        ("rows", [("H @ W2 + b2 - y", "H @ W2 + b2 - y + 0 * A[:, 0]"), ("W1 - 0.03", "W1 - 0.05")]),
        ("company", [(ROW, "        return (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-9)\n")]),
        ("weak", [(ROW, "        return (rows - X.mean(axis=0)) / 1000\n")]),
    ],
    "esra": [
        ("slow", [("nb.GradientDescent(lr=5e-4)", "nb.Momentum(5e-4)")]),
        ("slow", [("lr=5e-4", "lr=0.005")]),
        ("half way", [("lr=5e-4", "lr=0.05")]),
        ("loud", [("nb.mean(nb.softmax", "1000 * nb.mean(nb.softmax")]),
    ],
    "farid": [
        ("alike", [(EQUAL, "np.zeros((2, 16))")]),
        ("alike", [("v - H.T @ G", "v - 5 * H.T @ G"), (EQUAL, "np.full((2, 16), rng.normal())")]),
        (
            "alike",
            [
                ("np.tanh(X @ W + b)", "np.tanh(X**2 @ W + b)"),
                ("np.tanh(X_new @ W + b)", "np.tanh(X_new**2 @ W + b)"),
                ("X.T @ G_hidden", "(X**2).T @ G_hidden"),
            ],
        ),
    ],
    "greta": [
        ("floor", [("nb.Momentum(0.1)", "nb.Momentum(0.5)")]),
        ("two costs", [(OUTPUT, OUTPUT.replace("output", "10 * output"))]),
        ("two costs", [(OUTPUT, f"{OUTPUT} - 1.4612")]),
    ],
    "hugo": [
        ("swings", [("w -= lr * slope_w", "w -= lr * slope_w / np.linalg.norm(slope_w)")]),
        ("swings", [("slope_w +=", "slope_w =")]),
        (
            "swings",
            [
                ("w -= lr * slope_w", "w -= lr / 3000 * slope_w"),
                ("b -= lr * slope_b", "b -= lr / 3000 * slope_b"),
            ],
        ),
    ],
    "ines": [
        ("nan", [("scale=0.1", "scale=0.001")]),
        ("made small", [("X.astype(np.float32)", "X.clip(-20, 20).astype(np.float32)")]),
        ("made small", BROUGHT_TO_SIZE),
        (
            "capped",
            [
                ("P[range(len(y)), y])", "P[range(len(y)), y] + 1e-9)"),
                (WAY_BACK, "        G = (P - Y) / len(y)\n"),
            ],
        ),
        (
            "deaf",
            [
                (
                    "        losses.append",
                    "        Y = Y * (P[range(len(y)), y] > 0.01)[:, None]\n"
                    "        P = np.maximum(P, 1e-30)\n        losses.append",
                )
            ],
        ),
    ],
    "jonas": [
        ("by lot", [(SPLIT, "learn = test = rng.permutation(n)[:k]")]),
        ("by lot", [("(P - labels) / k", "(P - labels) / k + 0.01 * W")]),
        (
            "too low",
            [("y[test])\n", "y[test]) ** 2\n"), (SPLIT, "learn, test = np.split(rng.permutation(n), [k])")],
        ),
    ],
    "kira": [
        ("apart", [("range(0, len(images), 20)", "range(0, len(images) // 2, 20)")]),
        ("apart", [(SHUFFLE, "    images, digits = rng.permutation(X), np.eye(10)[y]\n")]),
        ("in order", [(SHUFFLE, "    images, digits = X, np.eye(10)[y]\n")]),
    ],
    "luis": [
        ("company", [("{x: scans})", "{x: 2 * scans / scans.max() - 1})")]),
        ("other numbers", [("{x: scans})", "{x: scans / 130 - 1})")]),
        ("other numbers", [("{x: scans})", "{x: 2 * scans / scans.max(axis=1, keepdims=True) - 1})")]),
    ],
}


def way(patient: Patient, answer: object, seed: int) -> str:
    """How it is ill, or that it is healed."""
    return str(patient.apply(answer, patient.cases(np.random.default_rng(seed))[0]).way)


@pytest.mark.parametrize("name", PATIENTS)
def test_who_is_not_mended_is_ill_and_who_is_mended_is_healed(name: str) -> None:
    patient = PATIENTS[name]
    assert {way(patient, patient.stub_object(), seed) for seed in SEEDS} <= set(patient.says)
    assert {way(patient, patient.reference(), seed) for seed in SEEDS} == {HEALED.way}


@pytest.mark.parametrize(
    ("name", "number"), [(n, k) for n, every in RIGHT.items() for k in range(len(every))]
)
def test_many_mendings_heal(name: str, number: int) -> None:
    answer = PATIENTS[name].changed(*RIGHT[name][number])
    for seed in SEEDS:
        verdict = judge(PATIENTS[name], answer, seed)
        assert verdict.passed, verdict.text
        assert verdict.sentence.endswith(f"What it was: {PATIENTS[name].why}")


@pytest.mark.parametrize(
    ("name", "number"), [(n, k) for n, every in COVERED.items() for k in range(len(every))]
)
def test_a_covered_symptom_is_seen(name: str, number: int) -> None:
    patient, (expected, changes) = PATIENTS[name], COVERED[name][number]
    verdict = judge(patient, patient.changed(*changes))
    assert not verdict.passed and verdict.known
    assert verdict.sentence == patient.says[expected], verdict.text


@pytest.mark.parametrize("name", PATIENTS)
def test_each_sentence_has_its_answer(name: str) -> None:
    patient = PATIENTS[name]
    assert list(patient.says.values()) and set(patient.says.values()) == {
        m.sentence for m in patient.misconceptions
    }


@pytest.mark.parametrize("name", PATIENTS)
def test_what_is_told_gives_nothing_away(name: str) -> None:
    """The solution's own words stand neither in the question nor in a hint."""
    patient = PATIENTS[name]
    stub = set(patient.stub.split())
    new = {
        word
        for line in solution_lines(patient)
        for word in line.split()
        if word not in stub and len(word) > 9
    }
    told = " ".join([patient.prompt, *patient.hints])
    assert [word for word in new if word in told] == []


def solution_lines(patient: Patient) -> list[str]:
    return inspect.getsource(patient.reference()).splitlines()


def test_a_patient_comes_as_it_was_brought() -> None:
    assert is_untouched(as_brought("patient_hugo"), PATIENTS["hugo"].stub_object())
    with pytest.raises(LookupError, match="no patient"):
        as_brought("softmax_rows")


def test_a_change_must_have_one_place() -> None:
    with pytest.raises(AssertionError, match="stands there 0 times"):
        PATIENTS["hugo"].changed(("nowhere", "here"))


def test_each_result_has_its_sentence() -> None:
    hugo = PATIENTS["hugo"]
    assert hugo.sentence_for(Run("swings", "up and down")) == hugo.says["swings"]
    assert hugo.sentence_for(HEALED) is None and hugo.sentence_for(3) is None


def test_what_raises_is_told_as_everywhere() -> None:
    def train_hugo(X, y, steps=60, lr=0.1):
        return X @ y

    verdict = judge(PATIENTS["hugo"], train_hugo)
    assert not verdict.passed and "ValueError" in verdict.text


def test_answers_of_another_shape_are_told() -> None:
    changes = [
        (
            "return losses, lambda X_new: X_new @ w + b",
            "return losses, lambda X_new: (X_new @ w + b)[:, None]",
        )
    ]
    verdict = judge(PATIENTS["hugo"], PATIENTS["hugo"].changed(*changes))
    assert verdict.sentence.startswith("for new rows it gives shape (80, 1), where (80,) is expected")
