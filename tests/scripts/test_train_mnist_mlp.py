"""The script trains on what it is not tested on."""

import re

import numpy as np
import train_mnist_mlp as script

import nbkit as nb
from nbkit import data


def test_the_script_holds_out_what_it_is_tested_on():
    images = np.arange(12, dtype=np.uint8).reshape(6, 2)
    assert script.without(images, images[[4, 1]]).tolist() == [True, False, True, True, False, True]


def test_the_script_trains(monkeypatch, capsys):
    monkeypatch.setattr(script, "EPOCHS", 2)
    digits = data.load_mnist(scaled=False)
    network = script.train(digits.X_train, digits.y_train)
    assert {array.dtype for array in network.values()} == {np.dtype(np.float32)}
    assert nb.accuracy(nb.forward(network, digits.X_test / 255), digits.y_test) > 0.5
    first, last = (float(loss) for loss in re.findall(r"\d\.\d*", capsys.readouterr().out)[:2])
    assert first > 2 > last
