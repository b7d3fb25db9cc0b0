"""The script builds the networks whose weights are shipped, and moves images without losing ink."""

import numpy as np
import pytest
import train_seeing as script

import nbkit as nb


@pytest.mark.parametrize("name", script.PLANS)
def test_the_weights_have_the_shapes_of_the_file(name):
    rng = np.random.default_rng(0)
    X, y = rng.random((100, 784)), np.arange(100) % 10
    weights, scores = script.train(name, script.PLANS[name]._replace(epochs=1), X, y)
    shipped = nb.load_seeing(name)
    assert [w.shape for w in weights] == [w.shape for w in shipped.values()]
    assert tuple(shipped) == script.KEYS[name]
    assert scores(X).shape == (100, 10)


def test_images_are_moved_each_by_itself_and_whole():
    spot = np.zeros((200, 784))
    spot[:, 14 * 28 + 14] = 1
    found = np.argwhere(script.moved(spot, np.random.default_rng(0)).reshape(-1, 28, 28))[:, 1:] - 14
    assert len(found) == 200
    assert {tuple(place) for place in found.tolist()} == {(r, c) for r in range(-2, 3) for c in range(-2, 3)}
