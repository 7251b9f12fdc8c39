"""One hand-solved example for every rule of the formulation, by the rule's name."""

from __future__ import annotations

from tests.formulation.examples import equity, money, national, projects, services
from tests.formulation.examples.example import Example

EXAMPLES: dict[str, Example] = {
    example.rule: example for module in (projects, services, money, national, equity) for example in module.EXAMPLES
}
