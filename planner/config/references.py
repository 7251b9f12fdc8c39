"""What the tables of a model file say of each other: every name that one uses, another must define.

References into the data set (regions, provinces, cities, columns) are checked where the two meet, by the case.
"""

from __future__ import annotations

from planner.config.checking import Check
from planner.config.references_aims import check_aims
from planner.config.references_money import LEADS, check_money
from planner.config.references_works import check_works
from planner.config.schema import Model
from planner.config.validate import Where
from planner.config.vocabulary import RESERVED
from planner.texts.problems import Problem

#: Tables whose ids name the same things, so that no id may be in both.
_SHARED_NAMES = (
    ("services", "statuses"),
    ("funds", "carriers"),
    ("carriers", "co_builds"),
)


def check_references(model: Model, where: Where) -> list[Problem]:
    """Everything in the model that names something which the model does not have, or has in another form."""
    check = Check(model, where)
    _ids(check)
    check_works(check)
    check_money(check)
    check_aims(check)
    return check.problems


def _ids(check: Check) -> None:
    """Ids that would make an indicator's name, or a lead, mean two things."""
    for table, words in RESERVED.items():
        for name in getattr(check.model, table):
            if name in words:
                check.say((table, name), "config.ref.reserved", name=name)
    for name in check.model.carriers:
        if name in LEADS and name not in RESERVED["carriers"]:
            check.say(("carriers", name), "config.ref.reserved", name=name)
    for first, second in _SHARED_NAMES:
        for name in getattr(check.model, second):
            if name in getattr(check.model, first):
                check.say((second, name), "config.ref.clash", name=name, first=first, second=second)
