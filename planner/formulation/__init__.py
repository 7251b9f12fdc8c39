"""A case as a Pyomo model: one file a subject, one function a rule; ``build`` is the table of contents."""
