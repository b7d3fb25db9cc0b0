"""The script trains as the shipped file says."""

import pytest
import train_autoencoder as script

import nbkit as nb


def test_the_script_begins_as_the_file_says(monkeypatch):
    monkeypatch.setattr(script, "STEPS", 4)
    monkeypatch.setattr(script, "EVERY", 2)
    arrays, shipped = script.train((1, 5, 6)), nb.load_autoencoder()
    assert arrays["steps"].tolist() == [0, 2, 4]
    assert arrays["held_out"][0] == pytest.approx(shipped.held_out[0], rel=1e-9)
    assert arrays["held_out"][2] < arrays["held_out"][0]
    assert {str(arrays[name].dtype) for name in arrays if "_" in name[:8]} <= {"float16", "float64"}
