"""The figures that the source texts print, computed again with the core."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

import nbkit as nb
from nbkit import functions
from nbkit.graph import Placeholder, Variable
from nbkit.learn.exercises import find
from nbkit.session import Session

Array = np.ndarray[Any, Any]
COURSE = Path(__file__).resolve().parents[2] / "course"

# ---------------------------------------------------------------- 000: a graph by hand


def test_z_is_101() -> None:
    A, b, x = Variable(10), Variable(1), Placeholder("x")
    assert str(Session().run(A * x + b, {x: 10})) == "101"


def test_z_is_a_matrix() -> None:
    A, b, x = Variable([[10, 20], [30, 40]]), Variable([1, 1]), Placeholder("x")
    z = nb.add(nb.dot(A, x), b)
    assert Session().run(z, {x: 10}).tolist() == [[101, 201], [301, 401]]
    B = Variable([[1, 0], [0, 1]])
    assert Session().run(A @ B + b).tolist() == [[11, 21], [31, 41]]


def test_the_sigmoid_node() -> None:
    w, b, x = Variable([1, 1]), Variable(-5), Placeholder("x")
    node = nb.sigmoid(w @ x + b)
    assert Session().run(node, {x: [8, 10]}) == pytest.approx(0.999997739675702, rel=1e-14)
    assert Session().run(node, {x: [0, -10]}) == pytest.approx(3.059022269256247e-07, rel=1e-13)


def test_two_points_and_the_line() -> None:
    w, b, x = Variable([1, 1]), Variable(-5), Placeholder("x")
    z = w @ x + b
    assert [int(Session().run(z, {x: point})) for point in ([8, 10], [4, -10])] == [13, -11]
    assert nb.predict([[8, 10], [4, -10]], w=[1, 1], b=-5).tolist() == [1, 0]
    assert nb.predict([6, 4], w=[1, -1], b=0) == 1


# ---------------------------------------------------------------- 002: forwards


def test_step_sigmoid_softmax() -> None:
    assert functions.step([-1, 1, 2]).tolist() == [0, 1, 1]
    assert (np.array([1.2, 0.2, -0.1]) > 0).tolist() == [True, True, False]
    np.testing.assert_allclose(functions.sigmoid([-1, 1, 2]), [0.26894142, 0.73105858, 0.88079708], atol=5e-9)
    soft = functions.softmax([0.3, 2.9, 4.0])
    np.testing.assert_allclose(soft, [0.01821127, 0.24519181, 0.73659691], atol=5e-9)


def test_products_of_vectors_and_matrices() -> None:
    a, c, b = np.array([1, 2]), np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 2], [3, 4], [5, 6]])
    assert nb.dot(a, c).tolist() == nb.matmul(a, c).tolist() == [9, 12, 15]
    assert nb.dot(b, a).tolist() == nb.matmul(b, a).tolist() == [5, 11, 17]
    assert nb.transpose(a).tolist() == [1, 2]


def test_three_layers_forwards() -> None:
    W1, b1 = Variable([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), Variable([0.1, 0.2, 0.3])
    W2, b2 = Variable([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), Variable([0.1, 0.2])
    W3, b3 = Variable([[0.1, 0.3], [0.2, 0.4]]), Variable([0.1, 0.2])
    x = Placeholder("x")
    y = nb.sigmoid(nb.sigmoid(x @ W1 + b1) @ W2 + b2) @ W3 + b3
    np.testing.assert_allclose(Session().run(y, {x: [1, 0.5]}), [0.31682708, 0.69627909], atol=5e-9)


# ---------------------------------------------------------------- 003: slopes and iris


def test_slopes_by_numbers() -> None:
    def f(x: Any) -> Any:
        return 0.05 * x**2 + 0.8 * x

    def g(x: Array) -> Any:
        return 2 * x[0] ** 2 + 3 * x[0] * x[1] + 5 * x[1] ** 2

    assert nb.derivative(f, 1, h=0.1, method="forward") == pytest.approx(0.905)
    assert nb.derivative(f, 1) == pytest.approx(0.9, abs=1e-9)
    for i, printed, exact in [(0, 17.000002003442205, 17), (1, 36.000004996594726, 36)]:
        slope = nb.partial_derivative(g, [2.0, 3.0], i, h=1e-6, method="forward")
        assert slope == pytest.approx(printed, abs=2e-8)
        assert nb.partial_derivative(g, [2.0, 3.0], i) == pytest.approx(exact, abs=1e-8)


def test_sigmoid_slopes_softmax_cross_entropy_one_hot() -> None:
    x = np.arange(5)
    np.testing.assert_allclose(
        functions.sigmoid(x), [0.5, 0.73105858, 0.88079708, 0.95257413, 0.98201379], atol=5e-9
    )
    slopes = [0.25, 0.19661193, 0.10499359, 0.04517666, 0.01766271]
    np.testing.assert_allclose(functions.sigmoid_slope(x), slopes, atol=5e-9)
    assert functions.softmax([1, 3, 5]).round(3).tolist() == [0.016, 0.117, 0.867]
    assert nb.cross_entropy([[0.7, 0.2, 0.1]], [[1, 0, 0]]) == pytest.approx(0.356674943938731, rel=1e-12)
    names = ["John", "Tim", "Tom", "John", "Marry", "Tom"]
    assert nb.one_hot(names).argmax(axis=1).tolist() == [0, 2, 3, 0, 1, 3]
    assert names == ["John", "Tim", "Tom", "John", "Marry", "Tom"]


def iris() -> tuple[Array, Array]:
    datasets = pytest.importorskip("sklearn.datasets")
    return datasets.load_iris(return_X_y=True)


def rows(*starts: int, count: int) -> Array:
    return np.concatenate([np.arange(s, s + count) for s in starts])


TRAIN, VALID, TEST = (
    rows(0, 50, 100, count=40),
    rows(40, 90, 140, count=5),
    rows(45, 95, 145, count=5),
)


def test_the_linear_model_on_iris() -> None:
    features, classes = iris()
    targets = classes.reshape(-1, 1).astype(float)
    X, y = Placeholder("X"), Placeholder("y")
    W = Variable(np.random.RandomState(37).random_sample((4, 1)), name="W")
    loss = nb.mean_squared_error(X @ W, y)
    step = nb.GradientDescent(0.03).minimize(loss * 0.5)
    feeds = [{X: features[part], y: targets[part]} for part in (TRAIN, VALID, TEST)]
    session = Session()
    history = nb.fit(session, step, feeds[0], steps=100, watch={"loss": loss}, valid=feeds[1])
    printed = [42.1148, 2.715, 0.2498, 0.0764, 0.0593, 0.0565, 0.0557, 0.0554, 0.0553, 0.0551]
    assert history["loss"][1::10].round(4).tolist() == printed
    printed = [39.4721, 2.4563, 0.1886, 0.0403, 0.027, 0.0244, 0.0234, 0.0229, 0.0227, 0.0225]
    assert history["valid loss"][1::10].round(4).tolist() == printed
    assert np.mean((session.run(X @ W, feeds[2]).round() - targets[TEST]) ** 2) == 0.0


def network(slope_at: str) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
    """The 4-10-3 network and its rules by hand: the sigmoid's slope at z1 or, as printed, at a1."""
    random = np.random.RandomState(37)
    X, Y = Placeholder("X"), Placeholder("Y")
    W1, W2 = Variable(random.randn(4, 10), name="W1"), Variable(random.randn(10, 3), name="W2")
    z1 = X @ W1
    a1 = nb.sigmoid(z1)
    out = nb.softmax(a1 @ W2)
    loss = -nb.mean(nb.sum(Y * nb.log(out + 1e-15), axis=1))
    s = nb.sigmoid({"z1": z1, "a1": a1}[slope_at])
    d2 = out - Y
    by_hand = {"W2": nb.transpose(a1) @ d2, "W1": nb.transpose(X) @ (d2 @ nb.transpose(W2) * s * (1 - s))}
    return X, Y, (W1, W2), loss, by_hand


def test_the_network_on_iris_up_to_step_300() -> None:
    """Later the printed losses depend on the processor: at that rate the summed gradient is chaotic."""
    features, classes = iris()
    targets = nb.one_hot(classes)
    X, Y, (W1, W2), loss, by_hand = network("a1")
    session = Session()
    train, valid = ({X: features[part], Y: targets[part]} for part in (TRAIN, VALID))
    printed = {50: (0.5166, 0.5436), 100: (0.4769, 0.5154), 150: (0.4492, 0.492), 200: (0.3166, 0.2497)}
    printed |= {250: (0.244, 0.206), 300: (0.1796, 0.1811)}
    for step in range(1, 301):
        seen, g1, g2 = session.run([loss, by_hand["W1"], by_hand["W2"]], train)
        if step in printed:
            assert (seen.round(4), session.run(loss, valid).round(4)) == printed[step]
        session.assign(W1, session.run(W1) - 0.01 * g1)
        session.assign(W2, session.run(W2) - 0.01 * g2)


def test_the_fault_in_the_text_is_seen_by_our_gradients() -> None:
    """The text takes the slope of the sigmoid at a1, which is a sigmoid already."""
    features, classes = iris()
    for slope_at, right in [("z1", True), ("a1", False)]:
        X, Y, variables, loss, by_hand = network(slope_at)
        fetches = [nb.gradients(loss * 120.0, variables), [by_hand["W1"], by_hand["W2"]]]
        feed = {X: features[TRAIN], Y: nb.one_hot(classes)[TRAIN]}
        (ours1, ours2), (hand1, hand2) = Session(X.graph).run(fetches, feed)
        np.testing.assert_allclose(ours2, hand2, rtol=1e-9, atol=1e-9)
        assert np.allclose(ours1, hand1, rtol=1e-9, atol=1e-9) == right


# ---------------------------------------------------------------- 004: small networks, line by line

BITS = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])


def descend(X: Array, y: Array, shapes: list[tuple[int, int]], steps: int, every: int) -> nb.History:
    """Sigmoid layers, half the summed squared error, rate 1; the text prints before it updates."""
    random = np.random.RandomState(1)
    weights = [Variable(2 * random.random_sample(shape) - 1) for shape in shapes]
    x, target = Placeholder("x"), Placeholder("target")
    out: Any = x
    for W in weights:
        out = nb.sigmoid(out @ W)
    error = nb.mean(nb.abs(target - out))
    step = nb.GradientDescent(1.0).minimize(nb.sum(nb.square(target - out)) * 0.5)
    feed = {x: X, target: y}
    return nb.fit(Session(), step, feed, steps=steps, watch={"error": error, "out": out}, every=every)


def test_one_layer() -> None:
    seen = descend(BITS, np.array([[0, 0, 1, 1]]).T, [(3, 1)], steps=9_999, every=9_999)
    printed = [0.00966449, 0.00786506, 0.99358898, 0.99211957]
    np.testing.assert_allclose(seen["out"][-1].ravel(), printed, atol=5e-9)


def test_two_layers() -> None:
    seen = descend(BITS, np.array([[0, 1, 1, 0]]).T, [(3, 4), (4, 1)], steps=59_999, every=10_000)
    printed = [0.4964100319, 0.0085845253, 0.0057894599, 0.0046291768, 0.0039587653, 0.0035101226]
    np.testing.assert_allclose(seen["error"][:6], printed, atol=1e-10)
    printed = [0.00260572, 0.99672209, 0.99701711, 0.00386759]
    np.testing.assert_allclose(seen["out"][-1].ravel(), printed, atol=5e-9)


def test_relu_by_hand() -> None:
    x = Placeholder("x")
    hidden = nb.relu(nb.matmul(Variable([[2, 4], [4, -5]]), x))
    assert int(Session().run(Variable([2, 7]) @ hidden, {x: [2, 3]})) == 32


def test_the_listing_with_other_data_cannot_be_learned() -> None:
    X = np.array([[1, 1, 1], [3, 3, 3], [2, 2, 2], [2, 2, 2]])
    seen = descend(X, np.array([[1], [1], [0], [1]]), [(3, 4), (4, 1)], steps=8_000, every=1_000)
    assert seen["error"][4:] == pytest.approx(0.35, abs=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_four_small_digits_are_read_after_a_hundred_steps(seed: int) -> None:
    """20-20-1 with sigmoids, the digits divided by 3 as targets: times 3 and rounded, all four are right."""
    digits, labels = nb.load_digits_4x5()
    assert ["".join(str(int(pixel)) for pixel in row) for row in digits] == [
        "01101001100110010110", "00100010001000100010", "01101001001001001111", "11110001011100011111",
    ]  # fmt: skip
    random = np.random.default_rng(seed)
    W1, W2 = Variable(random.normal(size=(20, 20))), Variable(random.normal(size=(20, 1)))
    x, target = Placeholder("x"), Placeholder("target")
    out = nb.sigmoid(nb.sigmoid(x @ W1) @ W2)
    step = nb.GradientDescent(1.0).minimize(nb.sum(nb.square(target - out)) * 0.5)
    session, feed = Session(), {x: digits, target: labels[:, None] / 3}
    for _ in range(100):
        session.run(step, feed)
    assert np.round(3 * session.run(out, feed)).ravel().tolist() == [0, 1, 2, 3]


# ---------------------------------------------------------------- 004: convolutional networks, in words


def chapter(number: int) -> str:
    """All words of a chapter."""
    (path,) = COURSE.glob(f"{number:02}_*.ipynb")
    return "\n".join(cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown")


@pytest.mark.parametrize(
    "told",
    [
        "visual cortex",  # "resembles the organization of the animal visual cortex"
        "made filters **by hand**",  # "filters that in traditional algorithms were hand-engineered"
        "tell a car from a van",  # "whether it is a car, a truck, a van, a bicycle"
        "5,994 numbers",  # "an example of CNN parameters"
        "*fully connected*",  # "a final fully connected layer with a vector encoding our desired output"
        "1 0 0 0 0 0 0 0 0 0 for a zero",  # "in the case of the following image, the digit zero"
        "layer-wise relevance propagation",  # "a tutorial on implementing" it
    ],
)
def test_what_the_text_says_of_convolution_is_told(told: str) -> None:
    assert told in chapter(14)


# ---------------------------------------------------------------- 16: the same elsewhere

PEERS = json.loads((COURSE / "16_the_same_in_pytorch.ipynb").read_text(encoding="utf-8"))


def printed(words: str) -> list[str]:
    """The lines that the cell with these words has printed."""
    (cell,) = (cell for cell in PEERS["cells"] if words in "".join(cell["source"]))
    text = "".join(part for output in cell["outputs"] for part in output.get("text", ()))
    return text.replace("< ", "<").splitlines()


def stored(words: str) -> dict[str, str]:
    """What the cell with these words has printed: the last word of each line by those before it."""
    pairs = [line.rsplit(maxsplit=1) for line in printed(words)]
    return {first.strip(): last for first, last in pairs}


@pytest.mark.parametrize(
    "words", ["value = torch_loss(", "(jax_loss)(weights", "value = tf_loss(w, X, Y)\ncompare"]
)
def test_loss_and_slopes_are_equal_elsewhere(words: str) -> None:
    assert stored(words) == {"loss: 2.3201, apart by": "<1e-14", "slopes apart by": "<1e-14"}


def test_which_adams_agree_and_that_it_is_epsilon() -> None:
    """The largest difference after the first step and the last, the median at the end, and what is read."""
    numbers = {line[:15].strip(): line[15:].split() for line in printed("first step last step")}
    assert numbers["PyTorch"] == numbers["JAX"] == numbers["ours"]
    assert numbers["ours"][:3] == 3 * ["<1e-12"]
    for name in ("Keras", "Keras, our ε"):
        first, largest, median, reads = map(float, numbers[name])
        assert 5e-4 < first < 1e-3 and 5e-3 < largest < 5e-2 and median < 1e-4
        assert reads == pytest.approx(float(numbers["ours"][3]), abs=0.005)
    (without,) = printed("epsilon=1e-20")
    assert float(without.split()[-1]) < 1e-5


def test_which_other_rules_agree() -> None:
    descent, others = printed("gradient descent, rate 0.1"), printed('print("momentum 0.9")')
    agree = [line.rsplit(maxsplit=1)[0].strip() for line in [*descent, *others] if line.endswith("<1e-12")]
    assert agree == ["PyTorch", "JAX", "Keras, ours at its rate", "PyTorch", "PyTorch, alpha 0.9"]
    off = [float(line.split()[-1]) for line in others if line.split()[-1].startswith(tuple("123456789"))]
    assert [round(np.log10(d)) for d in off if d < 1] == [0, -7, -1, -2, -1]


def test_two_processes_hold_what_one_holds() -> None:
    found = stored("both = bridge.train_distributed")
    assert found == {"two processes with 48 and 16 rows: apart by": "<1e-14"}


def test_the_mean_that_tutorials_take_is_one_too_many() -> None:
    wrong = {way for way, apart in stored("bridge.train_sharded").items() if apart != "<1e-14"}
    assert wrong == {"shard_map and pmean"}


def test_the_second_form_of_adam_is_that_of_keras() -> None:
    tensorflow = pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    adam_hat = find("adam_hat").reference()
    rng = np.random.default_rng(16)
    w = start = rng.normal(size=30)
    m = v = np.zeros(30)
    theirs, rule = tensorflow.Variable(start), tensorflow.keras.optimizers.Adam(0.001)
    ours, x = Variable(start), Placeholder("x")
    step, session = nb.Adam(0.001).minimize(nb.sum(ours * x)), Session()
    for t in range(1, 51):
        g = rng.normal(size=30) * np.logspace(-9, 0, 30)
        w, m, v = adam_hat(w, g, m, v, t, float(np.float32(0.001)), 1e-7)
        rule.apply([tensorflow.constant(g)], [theirs])
        session.run(step, {x: g})
    assert np.abs(theirs.numpy() - w).max() < 1e-5
    assert np.abs(theirs.numpy() - session.run(ours)).max() > 1e-3


def test_adam_hides_a_forgotten_division_and_descent_does_not() -> None:
    astray = {
        line.split()[0]: float(line.split()[3].strip(",")) for line in printed("twice = loss * 2.0")[::2]
    }
    assert astray["descent"] > 0.05 and astray["Adam"] < 0.002


# ---------------------------------------------------------------- A1: as TensorFlow 1.4.0 printed it


@pytest.mark.parametrize(
    ("code", "in_1_4_0"),
    [
        ("feed_dict=points", "w and b: ['1.9993', '1.0009']"),
        ("_, weight, cost =", "weight 0.5 loss 1.0"),
        ("FailedPreconditionError", "start: 1.0\nthree steps: 0.125\nstart: 1.0\nthree steps: 0.125"),
        ("trainable_variables", "['w:0', 'w_1:0']"),
        ("def size", "grown by 2\ngrown by 4\ngrown by 6"),
        ("tf.int32", "whole:  2\nbroken: 0.1000000015"),
        ("def draw", 2 * "() ['-0.6709', '0.2236', '0.7973']\n" + "(7.0,) ['1.0529', '-0.8935', '0.3103']"),
        ("equal += line ==", "6 of 6 lines are equal"),
        ("%unload_ext", "[0. 1. 1. 0.]"),
    ],
)
def test_the_appendix_prints_what_tensorflow_1_4_0_printed(code: str, in_1_4_0: str) -> None:
    cells = nbformat.read(COURSE / "a1_tensorflow_1.ipynb", 4).cells
    (cell,) = [cell for cell in cells if cell.cell_type == "code" and code in cell.source]
    assert cell.outputs[0].text.strip().endswith(in_1_4_0)
