"""A case as a Pyomo model: one file a subject, one function a rule; :mod:`~planner.formulation.build` is the contents."""
