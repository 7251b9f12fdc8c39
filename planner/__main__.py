"""``python -m planner``, and what the command ``planner`` starts."""

from __future__ import annotations

import sys


def start() -> int:
    """Run the command line; Ctrl-C ends it in order from the first import on."""
    try:
        from planner.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(start())
