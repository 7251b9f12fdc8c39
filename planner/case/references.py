"""What a model says of its data set."""
from __future__ import annotations
def check_references(model, tables, where):
    pass
