"""How long something may take on a machine that others use, too."""

import os


def within(seconds: float) -> float:
    """A limit in seconds, as on a quiet machine; longer in proportion where more want to run than there are cores."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
