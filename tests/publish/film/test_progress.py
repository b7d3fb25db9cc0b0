"""Progress is one line that grows on a terminal, and one line an explorer in a file."""

import sys

from nbkit.publish.film.progress import tell


def all_of_it():
    for done in range(3):
        tell("c01-1-0", done, 2)


def test_into_a_file_a_line_when_all_are_drawn(capsys):
    all_of_it()
    assert capsys.readouterr() == ("", "c01-1-0: 2 frames\n")


def test_on_a_terminal_the_line_is_written_over(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    all_of_it()
    assert capsys.readouterr().err == "".join(f"\rc01-1-0: {done} of 2 frames" for done in range(3)) + "\n"
