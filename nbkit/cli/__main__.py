"""`python -m nbkit.cli`, for where the `nbkit` script is not on the path."""

import sys

from nbkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
