"""Train the network of chapter 12 on the full MNIST: as the source does, longer, and against a neighbour.

It needs the 60,000 and 10,000 images that `load_full_mnist` reads. It trains 784-100-10 in float32, so single
images may differ between machines, and prints the accuracy on the 10,000. Chapter 12 tells what it printed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import KNeighborsClassifier

import nbkit as nb
from nbkit.data.examples import Split

SEED = 12
RUNS = ((1e-4, 50, 3_000), (1e-3, 100, 9_000))  # learning rate, batch size, steps


def model(rng: np.random.Generator) -> tuple[nb.Placeholder, nb.Placeholder, nb.Operation, nb.Operation]:
    """Return the nodes X, Y, the logits and the loss of an untrained 784-100-10."""
    nb.Graph().set_as_default()
    X, Y = nb.Placeholder("X"), nb.Placeholder("Y")
    W1, b1 = nb.Variable(rng.normal(scale=0.1, size=(784, 100)), "W1"), nb.Variable(np.zeros(100), "b1")
    W2, b2 = nb.Variable(rng.normal(scale=0.1, size=(100, 10)), "W2"), nb.Variable(np.zeros(10), "b2")
    Z = nb.relu(X @ W1 + b1) @ W2 + b2
    return X, Y, Z, nb.mean(nb.softmax_cross_entropy(Z, Y))


def logits_on_test(digits: Split, lr: float, batch: int, steps: int) -> NDArray[np.float32]:
    """Train, and return the logits of the test images."""
    rng = np.random.default_rng(SEED)
    X, Y, Z, loss = model(rng)
    session, train = nb.Session(dtype=np.float32), nb.Adam(lr).minimize(loss)
    rows = {X: np.float32(digits.X_train), Y: np.float32(nb.one_hot(digits.y_train, 10))}
    nb.fit(session, train, nb.batches(rows, batch, rng), steps=steps, every=steps)
    return np.asarray(session.run(Z, {X: digits.X_test}))


def main() -> None:
    """Train with each setting and print what it reaches."""
    digits = nb.load_full_mnist()
    for lr, batch, steps in RUNS:
        right = nb.accuracy(logits_on_test(digits, lr, batch, steps), digits.y_test)
        print(
            f"lr {lr:g}, batch {batch}, {steps:,} steps: {right:.4f} of {len(digits.y_test):,} read rightly"
        )
    neighbour = KNeighborsClassifier(1, algorithm="brute").fit(np.float32(digits.X_train), digits.y_train)
    right = neighbour.score(np.float32(digits.X_test), digits.y_test)
    print(f"nearest of {len(digits.y_train):,} images: {right:.4f}")


if __name__ == "__main__":
    main()
