"""What Sphinx is told names files that are there, and nothing that must be fetched."""

from __future__ import annotations

from pathlib import Path

from nbkit.publish.site import conf

HERE = Path(conf.__file__).parent


def test_the_files_are_there() -> None:
    assert [place for place in conf.html_static_path if not (HERE / place).exists()] == []
    found = {
        path.name for place in conf.html_static_path for path in [HERE / place, *(HERE / place).glob("*")]
    }
    found.add("dejavu.css")  # written by `build`
    assert Path(conf.html_search_scorer).is_file()
    assert {*conf.html_css_files, *conf.html_js_files} <= found


def test_notebooks_are_not_run_and_nothing_is_fetched() -> None:
    assert conf.nb_execution_mode == "off" and not conf.html_show_search_summary
    assert not [name for name in (*conf.html_css_files, *conf.html_js_files) if "//" in name]
