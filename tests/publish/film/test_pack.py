"""Frames come out of the pack as they went in, and what they have in common is stored once."""

from hypothesis import given
from hypothesis import strategies as st

from nbkit.publish.film.pack import changed, pack, unpack

tags = st.sampled_from(
    ["<a/>", "<b x='1'/>", "<g>", "</g>", "<text>two words</text>", "<text> > </text>", "é"]
)
frames = st.lists(st.tuples(st.lists(tags, max_size=8).map("".join), st.text(max_size=5)), max_size=6)


@given(frames)
def test_frames_come_out_as_they_went_in(found):
    assert unpack(pack(found)) == found


@given(st.lists(st.integers(0, 5), max_size=9), st.lists(st.integers(0, 5), max_size=9))
def test_splices_make_one_list_of_the_other(before, now):
    after = list(before)
    for start, gone, *new in changed(before, now):
        after[start : start + gone] = new
    assert after == now


def test_a_frame_costs_what_it_changes():
    still = "".join(f'<path d="M{k} {k * k}"/>' for k in range(500))
    few, many = (len(pack([(f"{still}<b x='{k}'/>", "A.") for k in range(count)])) for count in (1, 100))
    assert many - few < 100 * 20
