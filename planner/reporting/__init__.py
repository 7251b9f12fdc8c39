"""Pages and workbooks for readers: a run folder becomes ``index.html`` and ``plan.xlsx``."""

from planner.reporting.write import write_report

__all__ = ["write_report"]
