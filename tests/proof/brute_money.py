"""Goals over all choices, with a linear program for each choice that needs one."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.proof.brute_choices import Choices
from tests.proof.brute_lp import NEAR, ChoiceLp, money_matters
from tests.proof.brute_rules import Rules
from tests.proof.brute_values import Values


class Money(Rules):
    """Rules and goals over all choices.

    Attributes:
        started, added: (choices × projects × years) starts, and modules added.
        only_payers: no rule or goal asks which site carries what.
        counted: a rule or goal speaks of the number of packages.
    """

    def __init__(self, choices: Choices) -> None:
        super().__init__(choices, Values(choices))
        self.kept: list[tuple[dict[str, Any], float]] = []
        shape = (choices.n, len(self.facts.projects), self.facts.T)
        self.started, self.added = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int8)
        self.spent = np.zeros(shape)
        for number in range(len(self.facts.projects)):
            self.started[:, number] = choices.started(number)
            self.added[:, number] = choices.added(number)
            self.spent[:, number] = self.values.spend(number)
        self.only_payers = all(self._pure(name) for name in self._names() if money_matters(self.facts, name))
        self.counted = any(self._speaks_of_packages(name) for name in self._names())
        self._lps: dict[bytes, ChoiceLp] = {}
        self._solved: dict[tuple[ChoiceLp, int, str], float | None] = {}

    def _names(self) -> list[str]:
        """Indicators that rules, targets and goals speak of."""
        model = self.facts.model
        tables = (model["limits"], model["rules"], model["targets"], model["goals"])
        return [entry["indicator"] for table in tables for entry in table.values()]

    def _speaks_of_packages(self, name: str) -> bool:
        own = self.facts.model["indicators"].get(name)
        return any(map(self._speaks_of_packages, own["terms"])) if own else name.startswith("packages.")

    def _pure(self, name: str) -> bool:
        """An indicator that depends on what starts and who pays for it, and on nothing else."""
        own = self.facts.model["indicators"].get(name)
        if own:
            return all(self._pure(part) for part in own["terms"])
        head, _, tail = name.partition(".")
        if head == "equity":
            return self._pure(self.facts.model["rules"][tail]["indicator"])
        return head in ("paid", "grant", "npv", "packages")

    def lp(self, choice: int) -> ChoiceLp:
        """The program of one choice; choices that start alike share it where nothing else matters."""
        alike = self.started[choice].tobytes() + self.added[choice].tobytes()
        key = alike if self.only_payers else str(choice).encode()
        if key not in self._lps:
            self._lps[key] = ChoiceLp(self, choice)
        return self._lps[key]

    def solved(self, choice: int, goal: dict[str, Any] | None) -> float | None:
        """Best value of a goal (None: any) in a choice while earlier ones are kept, or None if there is none."""
        lp = self.lp(choice)
        key = (lp, len(self.kept), "" if goal is None else str(goal["order"]))
        if key not in self._solved:
            self._solved[key] = lp.solve(goal, self.kept)
        return self._solved[key]

    def affordable(self) -> np.ndarray:
        """Choices whose spending all money together could pay, year by year with everything carried over."""
        model, facts = self.facts.model, self.facts
        spent, held = np.zeros(self.choices.n), 0.0
        ok = np.ones(self.choices.n, dtype=bool)
        for t, year in enumerate(facts.years):
            spent = spent + self.spent[:, :, t].sum(axis=1)
            held += sum(carrier["budget"].get(year, 0) for carrier in model["carriers"].values())
            for fund in model["funds"].values():
                if fund["kind"] == "grant":
                    held += fund["budget"].get(year, 0)
                else:
                    rows = facts.provinces.values()
                    held += sum(row[fund["limit_column"]] for row in rows) * fund.get("limit_factor", 1)
            ok &= spent <= held + NEAR
        return ok

    # Goals.

    def _worth(self, goal: dict[str, Any]) -> np.ndarray:
        """(choices,) value of a goal without money."""
        name = goal["indicator"]
        return self.value(name, goal.get("by", "nation"), goal.get("group", "nation"), self.span(name))

    def optimise(self, goal: dict[str, Any], alive: np.ndarray) -> float | None:
        """The best value of a goal over the choices left, None if none of them can be paid for."""
        sign = 1.0 if goal["sense"] == "min" else -1.0
        if not money_matters(self.facts, goal["indicator"]):
            values = self._worth(goal)
            for choice in alive[np.argsort(sign * values[alive], kind="stable")]:
                if self.solved(choice, None) is not None:
                    return float(values[choice])
            return None
        hopes = sign * self._hopes(goal)
        found = None
        for choice in alive[np.argsort(hopes[alive], kind="stable")]:
            if found is not None and hopes[choice] >= sign * found - NEAR:
                break
            value = self.solved(choice, goal)
            if value is not None and (found is None or sign * value < sign * found):
                found = value
        return found

    def _hopes(self, goal: dict[str, Any]) -> np.ndarray:
        """(choices,) a value of a goal on money that each choice cannot beat."""
        name, model, maximise = goal["indicator"], self.facts.model, goal["sense"] == "max"
        head, _, tail = name.partition(".")
        none = np.full(self.choices.n, np.inf if maximise else -np.inf)
        if (head in ("haul", "cost", "pv") and not maximise) or (head == "npv" and maximise):
            # Haul cost and enterprise money only make these worse.
            return self._worth(goal)
        if goal.get("by", "nation") != "nation":
            return none
        whole = self.spent.sum(axis=(1, 2))
        held = {
            kind: sum(sum(p["budget"].values()) for p in model[kind].values() if "budget" in p)
            for kind in ("carriers", "funds")
        }
        local = sum(
            row[fund["limit_column"]] * fund.get("limit_factor", 1) * self.facts.T
            for fund in model["funds"].values() if fund["kind"] == "local"
            for row in self.facts.provinces.values()
        )  # fmt: skip
        if head == "paid" and not maximise:
            beyond = {"public": whole - held["carriers"], "enterprise": whole - held["funds"] - local}
            return np.asarray(np.maximum(0, beyond.get(tail, np.zeros(self.choices.n))))
        if head == "grant":
            scale = 1000 / self.facts.divisor(name, "nation", "nation") if tail == "per_resident" else 1.0
            return np.minimum(whole, held["funds"]) * scale if maximise else np.zeros(self.choices.n)
        return none

    def keep(self, goal: dict[str, Any], reached: float, alive: np.ndarray) -> np.ndarray:
        """Choices left when a goal must keep what was reached, less its tolerance."""
        given_up = max(goal.get("tolerance", 0), goal.get("relative_tolerance", 0) * abs(reached))
        sign = 1.0 if goal["sense"] == "min" else -1.0
        limit = reached + sign * given_up
        if money_matters(self.facts, goal["indicator"]):
            self.kept.append((goal, limit))
            return alive
        value = self._worth(goal)[alive]
        left: np.ndarray = alive[sign * value <= sign * limit + NEAR * max(1.0, abs(limit))]
        return left
