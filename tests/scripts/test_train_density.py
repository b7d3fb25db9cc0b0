"""The script builds chapter 15's network, measures it as the chapter does, and draws from a ring of eight."""

import numpy as np
import pytest
import train_density as script

import nbkit as nb


def test_the_weights_have_the_shapes_of_the_file(monkeypatch):
    monkeypatch.setattr(script, "STEPS", 2)
    X, _, X_test, _ = nb.load_mnist(digits=(1, 5, 6))
    arrays = script.one_weight(1, X, X_test)
    vae = nb.load_vae()
    shipped = {**vae.decoder, "mean": vae.mean, "spread": vae.spread, "trials": vae.trials}
    assert {key: a.shape for key, a in arrays.items()} == {key: a.shape for key, a in shipped.items()}


def test_a_training_lowers_its_loss():
    X, _, X_test, _ = nb.load_mnist(digits=(1, 5, 6))
    noise = np.random.default_rng(0).normal(size=(300, 2))
    lost = []
    for steps in (1, 60):
        model, session = script.train(1, 15, X, script.RATE, steps)
        lost.append(session.run(model.reconstruction + model.kl, {model.x: X_test, model.noise: noise}))
    assert lost[1] < 0.5 * lost[0]


def test_the_distance_is_that_to_the_nearest_code():
    codes = np.array([[0.0, 0.0], [10.0, 0.0]])
    Z = np.tile([[3.0, 4.0], [9.0, 0.0]], (5, 1))
    assert script.distance(Z, codes).tolist() == [5, 1] * 5


def test_real_digits_are_judged_as_sure_and_even():
    _, _, X_test, _ = nb.load_mnist(digits=(1, 5, 6))
    assert script.judge(X_test) == pytest.approx((0.95, np.log(3)), abs=5e-3)
    assert script.judge(np.full((5, 784), 0.5))[1] == 0  # all alike, or none sure


def test_the_ring_has_eight_places_on_a_circle_of_radius_2():
    points = script.ring(np.random.default_rng(0), 4000)
    assert np.hypot(*points.T) == pytest.approx(2, abs=0.3)
    eighth = np.round(np.arctan2(*points.T) / (np.pi / 4)).astype(int) % 8
    assert np.bincount(eighth, minlength=8).min() > 400


def test_the_softplus_is_the_surprise_at_a_label_of_0():
    z = np.array([-3.0, 0.0, 2.0])
    x = nb.Placeholder("x")
    np.testing.assert_allclose(nb.Session().run(script.softplus(x), {x: z}), np.log1p(np.exp(z)), rtol=1e-12)
