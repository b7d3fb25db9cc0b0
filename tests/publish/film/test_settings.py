"""What is drawn of an explorer: the whole grid, a grid with fewer steps, or each control alone."""

from math import prod

from hypothesis import given
from hypothesis import strategies as st

from nbkit.publish.film.settings import FRAMES, GRID, PLACES, SWEEP, plan, thinned


def test_a_small_grid_is_drawn_whole():
    chosen = plan([17, 25], [10, 12], [True, True])
    assert chosen.way == GRID
    assert len(list(chosen.settings([10, 12]))) == 425


def test_sliders_of_a_large_grid_give_up_steps_and_lists_none():
    chosen = plan([4, 24, 24], [0, 8, 10], [False, True, True])
    assert (chosen.way, chosen.kept[0]) == (GRID, [0, 1, 2, 3])
    assert prod(map(len, chosen.kept)) <= FRAMES
    assert {0, 8, 23} <= set(chosen.kept[1])


def test_what_is_too_large_for_any_grid_is_swept_with_all_settings():
    chosen = plan([61] * 6, [30] * 6, [True] * 6)
    assert (chosen.way, chosen.kept) == (SWEEP, [list(range(61))] * 6)
    assert all(sum(number != 30 for number in setting) <= 1 for setting in chosen.settings([30] * 6))


def test_a_list_alone_that_is_too_long_is_swept():
    assert plan([FRAMES + 1], [0], [False]).way == SWEEP


controls = st.lists(
    st.tuples(st.integers(1, 300), st.integers(0, 299), st.booleans()), min_size=1, max_size=4
)


@given(controls)
def test_every_plan_holds_the_start_and_both_ends(found):
    counts, starts = [one for one, _, _ in found], [start % count for count, start, _ in found]
    chosen = plan(counts, starts, [is_long for _, _, is_long in found])
    for kept, count, start in zip(chosen.kept, counts, starts, strict=True):
        assert {0, start, count - 1} <= set(kept)
        assert kept == sorted(set(kept))
    if chosen.way == GRID:
        assert prod(map(len, chosen.kept)) <= FRAMES
        assert all(
            len(kept) >= min(PLACES - 4, count) for kept, count in zip(chosen.kept, counts, strict=True)
        )
    assert tuple(starts) in set(chosen.settings(starts))


def test_a_thinned_slider_keeps_an_even_step_from_its_start():
    assert thinned(31, 10, 5) == [0, 5, 10, 15, 20, 25, 30]
