"""Exit codes of the command line; imports nothing, so that they are at hand before anything heavy is."""

from __future__ import annotations

#: There is no plan, or what was asked for was not done.
NO_PLAN = 1
#: Inputs or options are wrong.
WRONG_INPUT = 2
#: An error of the planner itself (EX_SOFTWARE of sysexits.h).
UNEXPECTED = 70
#: Results cannot be written where they should go (EX_IOERR of sysexits.h).
CANNOT_WRITE = 74
#: The user ended it (128 + SIGINT, as shells have it).
INTERRUPTED = 130
