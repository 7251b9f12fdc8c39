"""The auditor: every rule re-checked from a run folder's own files, with pandas alone.

It reads ``inputs/`` and the tables of a plan and shares no code with what made the plan: nothing of the case, the
formulation or the solver. Whoever changes a rule there must change it here, or the audit fails.
"""

from planner.plan.audit.report import AuditReport, CheckResult
from planner.plan.audit.run import audit, audit_run

__all__ = ["AuditReport", "CheckResult", "audit", "audit_run"]
