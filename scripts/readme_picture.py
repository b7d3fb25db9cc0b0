"""Write README's picture from the figure that chapter 00 shows, as it is stored."""

import base64
from pathlib import Path

import nbformat

from nbkit.data.files import replaced

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "course" / "images" / "README.png"


def first_figure(notebook: Path) -> bytes:
    """Return the PNG of the first figure in a stored notebook."""
    for cell in nbformat.read(notebook, as_version=4).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                return base64.b64decode(output["data"]["image/png"])
    raise ValueError(f"expected a figure in {notebook}, found none: record it with nbkit accept")


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    with replaced(PICTURE) as file:
        file.write(first_figure(ROOT / "course" / "00_start_here.ipynb"))
    print(f"wrote {PICTURE.relative_to(ROOT)}")
