"""The recipe behind ``datasets/national``: one module a subject, run in order by ``build.py``."""
