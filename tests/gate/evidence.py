"""What a cell that failed leaves for the report."""

from __future__ import annotations

from typing import Any


def failure(word: str = "loss", mime: str = "image/png", content: str = "iVBORw0KGgo=") -> dict[str, Any]:
    shown = {"output_type": "display_data", "data": {"text/plain": word, mime: content}}
    printed = {"output_type": "stream", "name": "stdout", "text": word}
    raised = {"output_type": "error", "ename": word, "evalue": word}
    difference = {
        "part": word,
        "changes": [f"-{word}", word],
        "stored": f"{word} 1\nsame",
        "new": f"{word} 2\nsame",
    }
    return {
        "notebook": word,
        "cell": 3,
        "source": word,
        "message": word,
        "differences": [difference],
        "stored": [printed, shown],
        "new": [shown, raised],
    }
