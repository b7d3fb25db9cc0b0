"""A high graph in columns: all of it is there, cut where nothing but lines stands."""

from __future__ import annotations

import re

import pytest

import nbkit as nb
from nbkit.publish.slides.columns import ROOM, in_columns

WINDOW = re.compile(r'<svg x="(\d+)" width="300" height="([\d.]+)" viewBox="0 ([\d.]+) 300 \2">')
NODE = '<rect x="0" y="{}" width="60" height="40"/><text class="nbg-in" y="{}">a</text><text y="{}">1</text>'


def chain(rows: int, apart: int = 90) -> str:
    """A graph drawn downwards: a node of 40 pixels a row, below it a line of text."""
    nodes = "".join(NODE.format(y, y + 20, y + 50) for y in range(0, rows * apart, apart))
    size = f'width="300" height="{rows * apart}" viewBox="0 0 300 {rows * apart}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} class="nbg">'
    return f'{head}<g transform="translate(10 10)">{nodes}</g></svg>'


@pytest.mark.parametrize(("rows", "columns"), [(8, 2), (10, 2), (12, 3), (15, 3)])
def test_a_high_graph_stands_in_as_few_columns_as_fit(rows: int, columns: int) -> None:
    svg, width, height = in_columns(chain(rows), 300, rows * 90)
    windows = [tuple(map(float, one)) for one in WINDOW.findall(svg)]
    assert (len(windows), width) == (columns, columns * 300)
    assert height == max(high for _, high, _ in windows) <= ROOM[1]
    assert f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"' in svg.split(">")[0]
    below = 0.0
    for left, high, above in windows:  # nothing is left out, nothing is shown twice
        assert above == below and left == windows.index((left, high, above)) * 300
        below = above + high
    assert below == rows * 90


def test_it_is_cut_between_the_text_of_a_node_and_the_next_node() -> None:
    svg, *_ = in_columns(chain(8), 300, 720)
    assert WINDOW.findall(svg)[1][2] == f"{10 + 3 * 90 + (59 + 90) / 2:g}"


def test_what_cannot_be_cut_or_need_not_stays_as_it_is() -> None:
    low, dense, figure = chain(5), chain(14, 60), chain(8).replace('class="nbg"', "")
    assert in_columns(low, 300, 450) == (low, 300, 450)
    assert in_columns(dense, 300, 840) == (dense, 300, 840)
    assert in_columns(figure, 300, 720) == (figure, 300, 720)
    assert in_columns(chain(8), 700, 720) == (chain(8), 700, 720)
    assert in_columns(chain(20), 300, 1800) == (chain(20), 300, 1800)


def test_a_graph_as_nbkit_draws_it() -> None:
    x = node = nb.Placeholder("x")
    for _ in range(12):
        node = nb.relu(node)
    drawn = nb.draw(node, feed_dict={x: 1.0}).svg
    width, height = map(float, re.findall(r'(?:width|height)="([\d.]+)"', drawn)[:2])
    svg, wide, high = in_columns(drawn, width, height)
    assert height > ROOM[1] >= high and wide % width == 0
    assert (
        svg.startswith(drawn.split("<svg")[0])
        and svg.count("<svg") == svg.count("</svg>") == 1 + wide // width
    )
