"""Pairs of controls and points inside: the same ones each time, none that each control alone was tried at."""

from __future__ import annotations

from nbkit.gate.widgets.several import INSIDE, PAIRS, Range, several

K = Range(0, [0, 5, 10], lambda place: round(10 * place))
ON = Range(False, [False, True], bool)


def test_pairs_are_off_their_start_and_the_rest_is_inside() -> None:
    found = several({"k": K, "m": K, "on": ON})
    assert found == several({"k": K, "m": K, "on": ON})
    pairs, inside = ([one for one in found if len(one) == size] for size in (2, 3))
    assert 3 <= len(pairs) <= PAIRS and 1 <= len(inside) <= INSIDE
    assert all(value for one in pairs for value in one.values())
    assert any(value not in K.tries for one in inside for value in one.values())


def test_one_control_goes_inside_and_a_list_has_nothing_new() -> None:
    found = several({"k": K})
    assert found and all(one["k"] not in K.tries for one in found)
    assert several({"on": ON}) == several({}) == []
