"""A finished plan: tidy tables, the record of the run, the run folder, and the audit that re-checks it."""
