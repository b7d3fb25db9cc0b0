"""tf.app: a listing's `main`, run with the command line, after which the process ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NoReturn

from nbkit.tf1 import flags as flags


def run(main: Callable[[list[str]], Any] | None = None, argv: list[str] | None = None) -> NoReturn:
    """Call main with the command line, and end as its answer says. Raises SystemExit, as TensorFlow does."""
    main = main or getattr(sys.modules["__main__"], "main")  # noqa: B009 - not an attribute that is known
    given = argv or sys.argv[:1] + flags.rest()
    sys.exit(main(given))
