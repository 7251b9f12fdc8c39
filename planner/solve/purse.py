"""Money during a greedy plan: what every payer has left in the year at hand, and who pays for one project."""

from __future__ import annotations

from collections.abc import Iterable

from planner.solve.facts import Facts, Item

#: (family, first key, account or project, province): payments of one project start, million yuan.
Payments = dict[tuple[str, str, str, str], float]
#: Less than this is rounding, million yuan.
_LEAST = 1e-9


class Purse:
    """What is left of every budget in one year, million yuan.

    Years must be opened in order. Money left over is carried as the fund or carrier allows.

    Attributes:
        year: the year at hand, 0 before the first.
        left: by ("fund" or "carrier", id) and, of local funds, by ("local", "fund|province").
    """

    def __init__(self, facts: Facts) -> None:
        model = facts.case.model
        self._facts, self._model = facts, model
        self._budgets = {("fund", f): fund for f, fund in model.funds.items() if fund.kind == "grant"} | {
            ("carrier", c): carrier for c, carrier in model.carriers.items()
        }
        self._local = [f for f, fund in model.funds.items() if fund.kind == "local"]
        self._site_grants: dict[tuple[str, str], float] = {}
        self.year = 0
        self.left: dict[tuple[str, str], float] = {}

    def open(self, year: int) -> None:
        """Begin a year: budgets arrive, what may be carried stays."""
        for key, payer in self._budgets.items():
            before = self.left.get(key, 0.0)
            last = payer.budget.get(self.year, 0.0)
            carried = before if payer.carry_over == "all" else min(before, payer.carry_over * last)
            self.left[key] = carried + payer.budget.get(year, 0.0)
        for (fund, province), limits in self._facts.local_limits.items():
            self.left["local", f"{fund}|{province}"] = limits[year]
        self.year = year

    def pay(self, items: Iterable[tuple[Item, float, float]]) -> list[Payments] | None:
        """Pay for several projects together, or for none.

        Args:
            items: projects that start or grow this year, each with the capex of its fixed part (0: it is there) and
                of the modules added, million yuan.

        Returns:
            Payments by project in the order given, or None if the money does not suffice (nothing is then paid).
        """
        before, sites = dict(self.left), dict(self._site_grants)
        paid = []
        for item, fixed, modules in items:
            payments = self._one(item, fixed, modules)
            if payments is None:
                self.left, self._site_grants = before, sites
                return None
            paid.append(payments)
        return paid

    def _one(self, item: Item, fixed: float, modules: float) -> Payments | None:
        found: Payments = {}
        rest, granted = fixed + modules, 0.0
        for subsidy in self._facts.subsidies_of.get(item.name, ()):
            amount = min(rest, self._grant(subsidy, item.name, fixed, modules))
            if amount > _LEAST:
                self.left["fund", self._model.subsidies[subsidy].fund] -= amount
                key = subsidy, item.name
                if key in self._facts.site_grants:
                    self._site_grants[key] = self._site_grants.get(key, 0.0) + amount
                    found["site_grant", subsidy, item.name, item.province] = amount
                found["grant", subsidy, item.account, item.province] = amount
                rest, granted = rest - amount, granted + amount
        for fund in self._local:
            ratio = self._model.funds[fund].max_per_grant
            purse = "local", f"{fund}|{item.province}"
            amount = min(rest, self.left.get(purse, 0.0), rest if ratio is None else ratio * granted)
            if amount > _LEAST:
                self.left[purse] -= amount
                found["local", fund, item.account, item.province] = amount
                rest -= amount
        return found if self._enterprises(found, item.account, item.province, rest) else None

    def _grant(self, subsidy: str, project: str, fixed: float, modules: float) -> float:
        """Most that a rule may still pay for a start."""
        money = max(0.0, self.left["fund", self._model.subsidies[subsidy].fund])
        terms = self._facts.site_grants.get((subsidy, project))
        if terms is not None:
            share, ceiling = terms
            return min(money, share * (fixed + modules), ceiling - self._site_grants.get((subsidy, project), 0.0))
        # The bound is for the fixed part; without modules that is all there is.
        return min(money, self._facts.grants[subsidy, project][self.year])

    def _enterprises(self, found: Payments, account: str, province: str, rest: float) -> bool:
        """Let the account's carriers pay the rest, in proportion to what they have left; False if they cannot."""
        if rest <= _LEAST:
            return True
        carriers = list(self._model.carriers) if account == "shared" else [account]
        have = {carrier: max(0.0, self.left.get(("carrier", carrier), 0.0)) for carrier in carriers}
        total = sum(have.values())
        if total < rest:
            return False
        for carrier, money in have.items():
            amount = rest * money / total
            if amount > 0:
                self.left["carrier", carrier] -= amount
                found["enterprise", carrier, account, province] = amount
        return True
