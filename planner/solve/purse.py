"""Money during a greedy plan: what every payer has left in the year at hand, and who pays for one project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.case.case import Case

#: (family, first key, account or project, province): payments of one project start, million yuan.
Payments = dict[tuple[str, str, str, str], float]
_CENT = 1e-9


@dataclass
class Purse:
    """What is left of every budget in one year, million yuan.

    Years must be opened in order. Money left over is carried as the fund or carrier allows.
    """

    case: Case
    year: int = 0
    left: dict[tuple[str, str], float] = field(default_factory=dict)
    _site_grants: dict[tuple[str, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        case, model = self.case, self.case.model
        self._budgets = {("fund", f): fund for f, fund in model.funds.items() if fund.kind == "grant"} | {
            ("carrier", c): carrier for c, carrier in model.carriers.items()
        }
        self._local = [f for f, fund in model.funds.items() if fund.kind == "local"]
        self._bounds = case.grants.to_dict("index") if len(case.grants) else {}
        self._shares = case.site_grants.to_dict("index") if len(case.site_grants) else {}
        self._limits = case.local_limits.to_dict("index") if len(case.local_limits) else {}
        self._rules: dict[str, list[str]] = {}
        for subsidy, project in (*self._bounds, *self._shares):
            self._rules.setdefault(project, []).append(subsidy)

    def open(self, year: int) -> None:
        """Begin a year: budgets arrive, what may be carried stays."""
        for key, payer in self._budgets.items():
            before = self.left.get(key, 0.0)
            last = payer.budget.get(self.year, 0.0)
            carried = before if payer.carry_over == "all" else min(before, payer.carry_over * last)
            self.left[key] = carried + payer.budget.get(year, 0.0)
        for (fund, province), limits in self._limits.items():
            self.left["local", f"{fund}|{province}"] = limits[year]
        self.year = year

    def pay(self, items: Iterable[tuple[str, str, str, float, float]]) -> list[Payments] | None:
        """Pay for several projects together, or for none.

        Args:
            items: (project, account, province, fixed capex, capex of modules), million yuan.

        Returns:
            Payments by project in the order given, or None if the money does not suffice (nothing is then paid).
        """
        before, sites = dict(self.left), dict(self._site_grants)
        paid = []
        for project, account, province, fixed, modules in items:
            payments = self._one(project, account, province, fixed, modules)
            if payments is None:
                self.left, self._site_grants = before, sites
                return None
            paid.append(payments)
        return paid

    def _one(self, project: str, account: str, province: str, fixed: float, modules: float) -> Payments | None:
        found: Payments = {}
        rest = fixed + modules
        granted = 0.0
        for subsidy in self._rules.get(project, ()):
            amount = min(rest, self._grant(subsidy, project, fixed, modules))
            if amount > _CENT:
                self.left["fund", self.case.model.subsidies[subsidy].fund] -= amount
                site = (subsidy, project) in self._shares
                if site:
                    self._site_grants[subsidy, project] = self._site_grants.get((subsidy, project), 0.0) + amount
                    found["site_grant", subsidy, project, province] = amount
                found["grant", subsidy, account, province] = amount
                rest, granted = rest - amount, granted + amount
        for fund in self._local:
            ratio = self.case.model.funds[fund].max_per_grant
            limit = self.left.get(("local", f"{fund}|{province}"), 0.0)
            amount = min(rest, limit, rest if ratio is None else ratio * granted)
            if amount > _CENT:
                self.left["local", f"{fund}|{province}"] -= amount
                found["local", fund, account, province] = amount
                rest -= amount
        return found if self._enterprises(found, account, province, rest) else None

    def _grant(self, subsidy: str, project: str, fixed: float, modules: float) -> float:
        """Most that a rule may still pay for a start."""
        money = max(0.0, self.left["fund", self.case.model.subsidies[subsidy].fund])
        if (subsidy, project) in self._shares:
            terms = self._shares[subsidy, project]
            room = terms["ceiling_myuan"] - self._site_grants.get((subsidy, project), 0.0)
            return float(min(money, terms["share"] * (fixed + modules), room))
        # The bound is for the fixed part; without modules that is all there is.
        return float(min(money, self._bounds[subsidy, project][self.year]))

    def _enterprises(self, found: Payments, account: str, province: str, rest: float) -> bool:
        """Let the account's carriers pay the rest, in proportion to what they have left; False if they cannot."""
        if rest <= _CENT:
            return True
        carriers = list(self.case.model.carriers) if account == "shared" else [account]
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
