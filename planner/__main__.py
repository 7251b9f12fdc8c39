"""``python -m planner``, and what the command ``planner`` starts."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from planner.commands.exit_codes import INTERRUPTED


def _leave(signum: int, frame: FrameType | None) -> None:
    """End at once: there is nothing to keep yet."""
    os._exit(INTERRUPTED)


def start() -> int:
    """Run the command line; Ctrl-C ends it in order from the first import on.

    While modules are imported an exception would not do: one that is raised within a callback of the interpreter (such
    as the release of an import's lock) is printed and forgotten, and the command would go on.
    """
    signal.signal(signal.SIGINT, _leave)
    from planner.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
