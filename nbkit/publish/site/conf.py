"""How Sphinx builds the site; what differs from run to run is said by `build`."""

from pathlib import Path

project = "Neural networks, built by hand"
author = "The authors of Neural networks, built by hand"
project_copyright = "Text and pictures: CC BY 4.0. Code: BSD 3-Clause"
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.viewcode",
    "nbkit.publish.site.extension",
]
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"}
exclude_patterns = ["extra"]
root_doc = "index"

nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_dmath_double_inline = True

toc_object_entries = False  # a thousand of them in the list of contents of every page
add_module_names = False

html_theme = "furo"
html_title = project
html_theme_options = {
    f"{theme}_css_variables": {
        "font-stack": '"Source Sans 3", "Segoe UI", sans-serif',
        "font-stack--monospace": '"Source Code Pro", Menlo, Consolas, monospace',
    }
    for theme in ("light", "dark")
}
html_math_renderer = "katex"
html_static_path = ["static", "../vendor/katex", "../vendor/fonts", "../film/player.js", "../film/player.css"]
html_extra_path: list[str] = []  # `build` names the folder of pictures, notebooks and scripts
html_css_files = ["katex.min.css", "fonts.css", "dejavu.css", "player.css", "site.css"]
html_js_files = ["katex.min.js", "player.js", "site.js", "search.js"]
html_search_scorer = str(Path(__file__).with_name("scorer.js"))  # Sphinx looks for it where it was started
html_show_search_summary = False  # it is fetched, which a page that was opened from a file may not do
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
