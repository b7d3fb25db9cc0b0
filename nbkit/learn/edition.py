"""Which edition this is: that for students shows no solution, and carries its exercises packed.

Packed is not locked: it keeps a search or a glance from a solution, not somebody who sets out to unpack it.
"""

from __future__ import annotations

import base64
import zlib
from typing import Any

SHOWS_SOLUTIONS = True  # `nbkit publish student` writes False
NONE_HERE = "This is the student edition: your instructor has the solutions."

WIDTH = 100
FORM = '''"""{title}"""

from nbkit.learn import edition

edition.run(
    globals(),
    """
{content}
""",
)
'''


def pack(source: str) -> str:
    """Return a module that does what the module of this source does, and does not show it.

    >>> names = {"__name__": "one"}
    >>> exec(pack('"A line."; answer = 6 * 7'), names)
    >>> names["answer"]
    42
    """
    title = source.splitlines()[0].strip('"')
    content = base64.b85encode(zlib.compress(source.encode(), 9)).decode()
    lines = [content[k : k + WIDTH] for k in range(0, len(content), WIDTH)]
    return FORM.format(title=title, content="\n".join(lines))


def run(namespace: dict[str, Any], content: str) -> None:
    """Run what `pack` packed, in the namespace of the module that carries it."""
    source = zlib.decompress(base64.b85decode("".join(content.split())))
    exec(compile(source, namespace.get("__file__", "packed"), "exec"), namespace)
