"""What was drawn is found again; what is damaged, or depends on what has changed, is not."""

import pytest

from nbkit.publish.film import memory as module
from nbkit.publish.film.memory import Entry, Memory

ENTRY = Entry({"any": ["thing"]}, "code", {"file x": "state"})


class Still:
    """A world in which one thing may change."""

    changed = ""

    def change(self, facts):
        return self.changed


@pytest.fixture
def memory(tmp_path):
    memory = Memory(tmp_path / "01_chapter.ipynb", Still(), tmp_path / "films")
    memory.keep("c01-1-0", ENTRY)
    return memory


def test_what_was_kept_is_found(memory):
    assert memory.find("c01-1-0", "code") == ENTRY
    assert memory.find("c01-2-0", "code") is None


def test_a_stale_entry_is_not_found(memory):
    assert memory.find("c01-1-0", "other code") is None
    memory.world.changed = "file x"
    assert memory.find("c01-1-0", "code") is None


def test_an_entry_of_another_version_is_not_found(memory, monkeypatch):
    monkeypatch.setattr(module, "VERSION", module.VERSION + 1)
    assert memory.find("c01-1-0", "code") is None


@pytest.mark.parametrize("text", ["", "{}", "[1, 2", "[1, 2, 3]", '[1, {}, "code", 5]', "null", "\ud800"])
def test_a_damaged_entry_is_not_found(memory, text):
    (memory.folder / "c01-1-0.json").write_bytes(text.encode(errors="surrogatepass"))
    assert memory.find("c01-1-0", "code") is None
