"""Write a file at once: whoever reads it meets the old text or the new one, never half of one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from secrets import token_hex


def write_at_once(path: Path, text: str) -> None:
    """Give a file a new text; where that fails, the old one stays and nothing else is left behind."""
    draft = path.with_name(f".{path.stem}-{token_hex(4)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
