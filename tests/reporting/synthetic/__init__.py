"""A made-up country and a made-up run of the planner, large or small, for tests of what readers see."""
