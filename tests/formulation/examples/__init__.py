"""One hand-solved example for every rule of the formulation, by the rule's name."""

from __future__ import annotations

from tests.formulation.examples import (
    enterprises,
    equity,
    grants,
    money,
    national,
    network,
    packages,
    projects,
    rings,
    services,
)
from tests.formulation.examples.example import Example

MODULES = (projects, services, money, grants, packages, enterprises, national, network, rings, equity)

EXAMPLES: dict[str, Example] = {example.rule: example for module in MODULES for example in module.EXAMPLES}
