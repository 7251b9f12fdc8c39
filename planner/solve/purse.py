"""Money during a greedy plan: what every payer and rule has left in the year at hand, and who pays for one project.

Every rule of money within a province holds after each payment. Grants for packages are not taken, because a greedy plan
does not know what it will start next; where rules exclude each other, the one with which most public money comes is.
Where works are paid in other years than they go into service in, what is left is read off a ledger of all years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.solve.facts import Facts, Item
from planner.solve.ledger import Ledger

#: Million yuan (claims: 1) by family of variables and key.
Payments = dict[tuple[str, tuple[object, ...]], float]
#: Less than this is rounding, million yuan.
_LEAST, _EXACT = 1e-9, 1e-12
_HALVINGS = 40


class Purse:
    """What is left of every budget, ceiling and envelope in one year, million yuan.

    Years must be opened in order. Money left over is carried as the fund, carrier or rule allows.

    Attributes:
        year: the year at hand, 0 before the first.
        left: by ("fund", "carrier" or "rule", id), of local funds by ("local", "fund|province"), of ceilings by
            ("project", "city" or "province", "rule|id"); and what carriers have paid by
            ("paid", "carrier|province|year"), and what accounts are worth more than they cost by ("worth",
            "account|province").
    """

    def __init__(self, facts: Facts) -> None:
        model = facts.case.model
        self._facts, self._model = facts, model
        self._budgets = {("fund", f): (fund.budget, fund.carry_over) for f, fund in model.funds.items()}
        self._budgets = {key: terms for key, terms in self._budgets.items() if model.funds[key[1]].kind == "grant"}
        self._budgets |= {("carrier", c): (entry.budget, entry.carry_over) for c, entry in model.carriers.items()}
        self._budgets |= {("rule", r): (s.envelope, s.carry_over) for r, s in model.subsidies.items() if s.envelope}
        self._filled = "none" if model.viability is None else model.viability.rule
        self._came_under: dict[str, str] = {}
        self._undo: list[tuple[tuple[str, str], float | None]] = []
        self.year = 0
        self.left: dict[tuple[str, str], float] = {}
        self._ceilings()
        self._ledger = self._all_years()
        self._parts: Mapping[int, float] = {}
        self._promised: list[tuple[tuple[str, str], float, Mapping[int, float]]] = []

    def _all_years(self) -> Ledger:
        """All budgets of all years; none where works are paid for in the year in which they go into service."""
        ledger = Ledger(self._facts.case.years)
        if not self._facts.case.spread_out:
            return ledger
        for key, (budget, carry_over) in self._budgets.items():
            ledger.add(key, budget, carry_over)
        for (fund, province), limits in self._facts.local_limits.items():
            ledger.add(("local", f"{fund}|{province}"), limits, 0.0)
        return ledger

    def _ceilings(self) -> None:
        """What holds over all years."""
        case = self._facts.case
        for (rule, project), terms in self._facts.site_grants.items():
            self.left["project", f"{rule}|{project}"] = terms.ceiling
        for rule, subsidy in self._model.subsidies.items():
            for kind, ceiling, places in (
                ("city", subsidy.city_ceiling_myuan, case.places.index),
                ("province", subsidy.province_ceiling_myuan, case.provinces.index),
            ):
                if ceiling is not None:
                    self.left |= {(kind, f"{rule}|{place}"): ceiling for place in places}

    def open(self, year: int) -> None:
        """Begin a year: budgets arrive, what may be carried stays."""
        for key, (budget, carry_over) in self._budgets.items():
            before = self.left.get(key, 0.0)
            carried = before if carry_over == "all" else min(before, carry_over * budget.get(self.year, 0.0))
            self.left[key] = carried + budget.get(year, 0.0)
        for (fund, province), limits in self._facts.local_limits.items():
            self.left["local", f"{fund}|{province}"] = limits[year]
        for key in [key for key in self.left if key[0] == "worth"]:
            del self.left[key]
        self.year = year

    def _look(self, item: Item) -> None:
        """When a project is paid for and, where that takes several years, what is left of their budgets for it."""
        self._parts = self._facts.case.parts(item.account, self.year)
        for key in self._ledger:
            if key[0] != "local" or key[1].endswith(f"|{item.province}"):
                self.left[key] = self._ledger.room(key, self._parts)

    def _take(self, key: tuple[str, str], amount: float) -> None:
        """Lower what is left by ``amount``, so that it can be undone; what is unlimited stays so."""
        before = self.left.get(key)
        if before is not None or key[0] in ("paid", "worth"):
            self._undo.append((key, before))
            self.left[key] = (before or 0.0) - amount
        if key in self._ledger:
            self._ledger.take(key, amount, self._parts)
            self._promised.append((key, amount, self._parts))

    def pay(self, items: Iterable[tuple[Item, float, float]]) -> list[Payments] | None:
        """Pay for several projects together, or for none.

        Args:
            items: projects that start or grow this year, each with the capex of its fixed part (0: it is there) and
                of the modules added, million yuan.

        Returns:
            Payments by project in the order given, or None if the money does not suffice or some rule of money would
            not hold (nothing is then paid).
        """
        self._undo, self._promised, claimed = [], [], dict(self._came_under)
        listed, paid = list(items), []
        for item, fixed, modules in listed:
            payments = self._one(item, fixed, modules)
            if payments is None:
                break
            paid.append(payments)
        if len(paid) == len(listed) and self._may_be(item for item, _, _ in listed):
            return paid
        for key, before in reversed(self._undo):
            if before is None:
                del self.left[key]
            else:
                self.left[key] = before
        for key, amount, parts in self._promised:
            self._ledger.take(key, -amount, parts)
        self._came_under = claimed
        return None

    def _may_be(self, items: Iterable[Item]) -> bool:
        """Whether the accounts and provinces just paid for keep what binds them as a whole."""
        seen = {(item.account, item.province) for item in items}
        if self._filled == "carrier" and any(self.left.get(("worth", f"{k}|{p}"), 0.0) < -_LEAST for k, p in seen):
            return False
        for province in {province for _, province in seen} if self._facts.presence else ():
            for year in self._facts.case.years if self._facts.case.spread_out else (self.year,):
                total = sum(self._paid(carrier, province, year) for carrier in self._model.carriers)
                for carrier in self._model.carriers:
                    most = self._facts.presence.get((carrier, province), 1.0)
                    if most < 1 and self._paid(carrier, province, year) > most * total + _LEAST:
                        return False
        return True

    def _paid(self, carrier: str, province: str, year: int) -> float:
        return -self.left.get(("paid", f"{carrier}|{province}|{year}"), 0.0)

    def _one(self, item: Item, fixed: float, modules: float) -> Payments | None:
        self._look(item)
        grants = self._best_grants(item, fixed, modules)
        granted = sum(grants.values())
        local = self._local_money(item, fixed + modules - granted, granted)
        public = granted + sum(local.values())
        if self._filled == "project" and public < self._gap(item, fixed, modules) - _LEAST:
            return None
        found: Payments = {}
        place = (item.account, item.province, self.year)
        for rule, amount in grants.items():
            self._give(item, rule, amount)
            found["grant", (rule, *place)] = amount
            if item.name in self._facts.explicit:
                found["site_grant", (rule, item.name, self.year)] = amount
            self._claim(found, item, rule)
        for fund, amount in local.items():
            self._take(("local", f"{fund}|{item.province}"), amount)
            found["local", (fund, *place)] = amount
        if self._filled == "project" and (item.name in self._facts.explicit or item.max_modules > 0):
            found["project_local", (item.name, self.year)] = min(public - granted, self._gap(item, fixed, modules))
        if self._filled == "carrier":
            worth = self._worth(item, fixed, modules) + public - fixed - modules
            self._take(("worth", f"{item.account}|{item.province}"), -worth)
        return found if self._enterprises(found, item, fixed + modules - public) else None

    def _give(self, item: Item, rule: str, amount: float) -> None:
        for key in self._limits(item, rule):
            self._take(key, amount)

    def _limits(self, item: Item, rule: str) -> tuple[tuple[str, str], ...]:
        """Everything that a grant of a rule to a project uses up."""
        return (
            ("fund", self._model.subsidies[rule].fund),
            ("rule", rule),
            ("project", f"{rule}|{item.name}"),
            ("city", f"{rule}|{item.city}"),
            ("province", f"{rule}|{item.province}"),
        )

    def _claim(self, found: Payments, item: Item, rule: str) -> None:
        """The project comes under the rule; one with modules for good."""
        if self._model.stacking == "exclusive" and len(self._facts.subsidies_of[item.name]) > 1:
            if item.max_modules == 0:
                found["claim", (rule, item.name, self.year)] = 1.0
            elif item.name not in self._came_under:
                self._came_under[item.name] = rule
                found["claim", (rule, item.name, 0)] = 1.0

    def _best_grants(self, item: Item, fixed: float, modules: float) -> dict[str, float]:
        """Grants by rule: of one rule, or of all in their order, as the model stacks them."""
        rules = [r for r in self._facts.subsidies_of.get(item.name, ()) if self._model.subsidies[r].package is None]
        if self._model.stacking == "additive":
            return self._granted(item, rules, fixed, modules)
        if item.name in self._came_under:
            rules = [self._came_under[item.name]]
        best: dict[str, float] = {}
        most = 0.0
        for rule in rules:
            grants = self._granted(item, [rule], fixed, modules)
            given = sum(grants.values())
            public = given + sum(self._local_money(item, fixed + modules - given, given).values())
            if grants and public > most + _LEAST:
                best, most = grants, public
        return best

    def _granted(self, item: Item, rules: list[str], fixed: float, modules: float) -> dict[str, float]:
        """Most that each of some rules may pay after those before it."""
        found: dict[str, float] = {}
        cap, rest, match = self._cap(item, fixed, modules), fixed + modules, 0.0
        for rule in rules:
            fund = self._model.subsidies[rule].fund
            used = sum(amount for other, amount in found.items() if self._model.subsidies[other].fund == fund)
            left = (self.left.get(key, rest) for key in self._limits(item, rule) if key[0] != "fund")
            most = min(self._bound(item, rule, fixed, modules), self.left["fund", fund] - used, cap, rest, *left)
            amount = self._matched(item, rule, most, (rest, sum(found.values()), match))
            if amount > _LEAST:
                found[rule] = amount
                cap, rest = cap - amount, rest - amount
                match += amount * self._model.subsidies[rule].min_match
        return found

    def _matched(self, item: Item, rule: str, most: float, so_far: tuple[float, float, float]) -> float:
        """Most of a grant for which local money can be found; ``so_far``: rest, granted, and match asked for."""
        rest, granted, match = so_far
        ratio = self._model.subsidies[rule].min_match

        def holds(amount: float) -> bool:
            local = sum(self._local_money(item, rest - amount, granted + amount).values())
            return local >= match + ratio * amount - _EXACT

        if (ratio == 0 and match == 0) or most <= _LEAST or holds(most):
            return most
        low, high = 0.0, most
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if holds(middle) else (low, middle)
        return low

    def _bound(self, item: Item, rule: str, fixed: float, modules: float) -> float:
        """Most that a rule may pay for what is started and added, whatever money there is."""
        terms = self._facts.site_grants.get((rule, item.name))
        if terms is None:
            # The bound is for the fixed part; without modules that is all there is.
            return self._facts.grants[rule, item.name][self.year]
        bound = (terms.fixed(fixed) if fixed > 0 else 0.0) + terms.module(modules)
        tested = self._model.subsidies[rule].need_test
        return min(bound, self._gap(item, fixed, modules)) if tested else bound

    def _cap(self, item: Item, fixed: float, modules: float) -> float:
        """Most that grants together may pay for it."""
        cap = self._model.max_public_share * (fixed + modules)
        rules = self._facts.subsidies_of.get(item.name, ())
        if rules and all(self._model.subsidies[rule].need_test for rule in rules):
            cap = min(cap, self._gap(item, fixed, modules))
        return cap

    def _gap(self, item: Item, fixed: float, modules: float) -> float:
        gap = self._facts.gap[item.name][self.year] if fixed > 0 else 0.0
        return gap + self._facts.module_gap[item.name][self.year] * self._count(item, modules)

    def _worth(self, item: Item, fixed: float, modules: float) -> float:
        """Present value of revenue less opex of what is started and added, at least.

        Where the fixed part costs nothing it cannot be told whether it starts: it counts only if it loses money.
        """
        of_fixed, of_module = self._facts.worth[item.name]
        return (of_fixed if fixed > 0 else min(0.0, of_fixed)) + of_module * self._count(item, modules)

    def _count(self, item: Item, modules: float) -> float:
        each = item.module_capex[self.year]
        return modules / each if each > 0 else 0.0

    def _local_money(self, item: Item, rest: float, granted: float) -> dict[str, float]:
        """Local money by fund, as much as there may be."""
        found: dict[str, float] = {}
        for fund in self._facts.case.local_payers(item.account):
            ratio = self._model.funds[fund].max_per_grant
            left = self.left.get(("local", f"{fund}|{item.province}"), 0.0)
            amount = min(rest, left, rest if ratio is None else ratio * granted)
            if amount > _LEAST:
                found[fund] = amount
                rest -= amount
        return found

    def _enterprises(self, found: Payments, item: Item, rest: float) -> bool:
        """Let the account's carriers pay the rest; False if they cannot."""
        if rest <= _LEAST:
            return True
        shares = self._facts.case.payers(item.account)
        have = {carrier: max(0.0, self.left.get(("carrier", carrier), 0.0)) for carrier in shares}
        fixed = {carrier: share * rest for carrier, share in shares.items() if share is not None}
        paid = fixed or self._in_proportion(rest, have, self._room(item, list(have), rest))
        if paid is None or any(amount > have[carrier] + _LEAST for carrier, amount in paid.items()):
            return False
        for carrier, amount in paid.items():
            if amount > 0:
                self._take(("carrier", carrier), amount)
                for year, part in self._parts.items():
                    self._take(("paid", f"{carrier}|{item.province}|{year}"), part * amount)
                key = "enterprise", (carrier, item.account, item.province, self.year)
                found[key] = found.get(key, 0.0) + amount
        return True

    def _room(self, item: Item, carriers: list[str], rest: float) -> dict[str, float]:
        """What each of several carriers may still pay beside the others in the province."""
        if not self._facts.presence or len(carriers) == 1:
            return {}
        most = {c: self._facts.presence.get((c, item.province), 1.0) for c in carriers}
        room: dict[str, float] = {}
        for year, part in self._parts.items():
            total = part * rest + sum(self._paid(c, item.province, year) for c in self._model.carriers)
            for carrier, share in most.items():
                if share < 1:
                    free = max(0.0, share * total - self._paid(carrier, item.province, year)) / part
                    room[carrier] = min(room.get(carrier, free), free)
        return room

    def _in_proportion(
        self, rest: float, have: Mapping[str, float], room: Mapping[str, float]
    ) -> dict[str, float] | None:
        """``rest`` over carriers in proportion to what they have, none above its room; None if it is too much."""
        paid: dict[str, float] = {}
        waiting = dict(have)
        while waiting:
            total = sum(waiting.values())
            left = rest - sum(paid.values())
            if total < left:
                return None
            over = [c for c, money in waiting.items() if c in room and left * money / total > room[c]] if total else []
            if not over:
                return paid | {c: left * money / total for c, money in waiting.items() if total}
            for carrier in over:
                paid[carrier] = room[carrier]
                del waiting[carrier]
        return paid if sum(paid.values()) >= rest - _LEAST else None
