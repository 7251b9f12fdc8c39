"""From a case to values: hand-over to HiGHS, direct and coordinated solves, baselines, progress."""
