"""Many plans to one answer: what clashes, what a rule costs, why a city gets what, what every good plan holds."""
