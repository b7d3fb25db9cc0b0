"""Whether notebooks are being recorded or compared: then nothing may depend on the machine or the hour."""

import os

RECORD = "NBKIT_RECORD"  # "1" in the environment of a kernel that the gate has started


def recording() -> bool:
    """Return whether the gate runs this kernel: what is shown now is stored, or compared with what is."""
    return os.environ.get(RECORD) == "1"
