"""The planner: mixed-integer planning of cloud and network building in many small cities.

Rooms, in the order in which data flows (a module imports only from rooms above its own): :mod:`planner.texts`,
:mod:`planner.config`, :mod:`planner.data`, :mod:`planner.case`, :mod:`planner.formulation`, :mod:`planner.solve`,
:mod:`planner.plan`, :mod:`planner.studies`, :mod:`planner.reporting`, :mod:`planner.cli`.
"""
