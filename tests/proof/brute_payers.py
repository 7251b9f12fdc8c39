"""Who may pay what for each project of one choice: variables and rows, project by project and year by year."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from itertools import product
from typing import TYPE_CHECKING

from tests.proof.brute_facts import Project
from tests.proof.brute_input import Row
from tests.proof.brute_program import Affine, Branch
from tests.proof.brute_worth import eligible, gap, grant_bound, module_gap, worth

if TYPE_CHECKING:
    from tests.proof.brute_lp import ChoiceLp


class Payers:
    """Grants, local and enterprise money of one choice, written into its linear program.

    Variables: ``grant`` (rule, project), ``local`` (fund, project), ``enterprise`` (carrier, project), ``carry``
    (payer or rule, kind) and ``package`` (rule, account, province).
    """

    def __init__(self, lp: ChoiceLp) -> None:
        self.lp, self.facts, self.program = lp, lp.facts, lp.program
        self.model = self.facts.model
        choices, choice = lp.money.choices, lp.choice
        self.steps: dict[tuple[int, int], tuple[int, int]] = {}
        for number, t in product(range(len(self.facts.projects)), range(self.facts.T)):
            step = int(lp.money.started[choice, number, t]), int(lp.money.added[choice, number, t])
            if any(step):
                self.steps[number, t] = step
        assert choices.n > choice
        self.spend = {key: self._spend(*key) for key in self.steps}
        self._add_variables()
        self._write()

    def _spend(self, number: int, t: int) -> float:
        project, (started, added) = self.facts.projects[number], self.steps[number, t]
        return project.capex * started + project.module_capex * added

    # Variables.

    def _add_variables(self) -> None:
        for (number, t), amount in self.spend.items():
            if amount > 0:
                self._add_payers(self.facts.projects[number], t, amount, *self.steps[number, t])
        self._add_carried(self.model["carriers"], "enterprise", "budget")
        funds = {name: fund for name, fund in self.model["funds"].items() if fund["kind"] == "grant"}
        self._add_carried(funds, "grant", "budget")
        rules = {name: rule for name, rule in self.model["subsidies"].items() if rule.get("envelope")}
        self._add_carried(rules, "rule", "envelope")

    def _add_payers(self, project: Project, t: int, amount: float, started: int, added: int) -> None:
        for name, rule in self.model["subsidies"].items():
            bound = grant_bound(self.facts, rule, project, started, added)
            if bound > 0:
                self.program.var(("grant", name, project.id, "", t), bound)
        for name, fund in self.model["funds"].items():
            if fund["kind"] == "local" and project.measure in fund.get("measures", [project.measure]):
                self.program.var(("local", name, project.id, "", t), amount)
        for carrier in self.carriers_of(project):
            self.program.var(("enterprise", carrier, project.id, "", t), amount)

    def carriers_of(self, project: Project) -> list[str]:
        """Carriers that may pay for a project: who lead it, who share it, who name its measure."""
        lead, carriers = project.account.split("+")[0], self.model["carriers"]
        found = {carrier for carrier, spec in carriers.items() if project.measure in spec.get("measures", ())}
        if lead == "shared":
            found |= {carrier for carrier, spec in carriers.items() if not spec.get("measures")}
        return sorted(found | ({c for c, share in self._shares(lead).items() if share > 0} or {lead} & set(carriers)))

    def _shares(self, lead: str) -> dict[str, float]:
        return dict(self.model["co_builds"].get(lead, {"shares": {}})["shares"])

    def _add_carried(self, payers: dict[str, Row], kind: str, key: str) -> None:
        for name, payer in payers.items():
            if payer.get("carry_over", "all") != "all":
                for t, year in enumerate(self.facts.years):
                    self.program.var(("carry", name, kind, "", t), payer["carry_over"] * payer[key].get(year, 0))

    def pick(
        self,
        kinds: str,
        *,
        who: Collection[str] | None = None,
        years: Collection[int] | None = None,
        ready: int | None = None,
        **fields: str,
    ) -> Affine:
        """What some payers pay by variables of some kinds (grant, local, enterprise).

        ``years`` are those of payment, ``ready`` that in which what is paid for goes into service; ``fields`` are what
        their project must have: id, city, province, region or account.
        """
        names = kinds.split()
        found: dict[int, float] = {}
        for var in self.lp.paying:
            if var[0] not in names or (who is not None and var[1] not in who):
                continue
            if ready is not None and var[4] != ready:
                continue
            project = self.lp.project(var)
            parts = self.facts.pays(project, var[4])
            part = sum(parts.values()) if years is None else sum(parts.get(t, 0.0) for t in years)
            if part and all(self._field(project, name) == value for name, value in fields.items()):
                found[self.program.index[var]] = part
        return Affine(0.0, found)

    def _field(self, project: Project, name: str) -> str:
        if name == "province":
            return self.lp.home(project)
        return self.facts.region[project.city] if name == "region" else str(getattr(project, name))

    # Rows.

    def _write(self) -> None:
        self.lp.paying = [v for v in self.program.vars if v[0] in ("grant", "local", "enterprise")]
        for (number, t), amount in self.spend.items():
            if amount > 0:
                self._write_project(self.facts.projects[number], t, amount)
        for name, rule in self.model["subsidies"].items():
            self._write_rule(name, rule)
        for name, carrier in self.model["carriers"].items():
            self._write_budget(name, carrier, "enterprise", "budget", "enterprise", [name])
        for name, fund in self.model["funds"].items():
            if fund["kind"] == "local":
                self._write_local(name, fund)
            else:
                rules = [key for key, rule in self.model["subsidies"].items() if rule["fund"] == name]
                self._write_budget(name, fund, "grant", "budget", "grant", rules)
        for province, t in product(self.facts.provinces, range(self.facts.T)):
            self._write_presence(province, t)
            for account in self._accounts():
                self._write_account(province, account, t)

    def _accounts(self) -> list[str]:
        return sorted({project.account for project in self.facts.projects})

    def _write_project(self, project: Project, t: int, amount: float) -> None:
        """Everything is paid; co-builders pay their shares; grants together stay within the project's means."""
        less, equal = self.program.less, self.program.equal
        equal.append(self.pick("grant local enterprise", id=project.id, ready=t) - amount)
        shares = {carrier: share for carrier, share in self._shares(project.account.split("+")[0]).items() if share}
        whole = self.pick("enterprise", who=shares, id=project.id, ready=t)
        for carrier, share in shares.items():
            equal.append(self.program.one(("enterprise", carrier, project.id, "", t)) - share * whole)
        if self.model.get("stacking", "exclusive") == "additive":
            cap = self.model.get("max_public_share", 1) * amount
            rules = [r for r in self.model["subsidies"].values() if eligible(self.facts, r, project)]
            if rules and all(rule.get("need_test") for rule in rules):
                cap = min(cap, self._gap(project, t))
            less.append(self.pick("grant", id=project.id, ready=t) - cap)
        if (self.model.get("viability") or {}).get("rule") == "project":
            less.append(self._gap(project, t) - self.pick("grant local", id=project.id, ready=t))

    def _gap(self, project: Project, t: int) -> float:
        started, added = self.steps[self.facts.at[project.id], t]
        return gap(self.facts, project) * started + module_gap(self.facts, project) * added

    def _write_rule(self, name: str, rule: Row) -> None:
        """Ceilings, envelope, minimum shares and packages of one rule."""
        ceilings: dict[str, tuple[str, Collection[str]]] = {
            "ceiling_myuan": ("id", self.facts.at),
            "city_ceiling_myuan": ("city", self.facts.places),
            "province_ceiling_myuan": ("province", self.facts.provinces),
        }
        for key, (field, groups) in ceilings.items():
            for group in groups if key in rule else ():
                self.program.less.append(self.pick("grant", who=[name], **{field: group}) - rule[key])  # type: ignore[arg-type]
        if rule.get("envelope"):
            self._write_budget(name, rule, "rule", "envelope", "grant", [name])
        for share in rule.get("minimum_shares", {}).values():
            self._write_minimum_share(name, rule, share)
        if rule.get("package"):
            self._write_packages(name, rule)

    def _write_minimum_share(self, name: str, rule: Row, share: Row) -> None:
        there = [
            code
            for code, row in self.facts.provinces.items()
            if code in share.get("provinces", ()) or row["region"] in share.get("regions", ())
        ]
        if not there:
            # None of the groups is planned: the rule says nothing.
            return
        spans = [[t] for t in range(self.facts.T)] if share.get("over") == "year" else [list(range(self.facts.T))]
        for span in spans:
            theirs = Affine()
            for province in there:
                theirs = theirs + self.pick("grant", who=[name], years=span, province=province)
            if share.get("of") == "envelope":
                whole = Affine(float(sum(rule["envelope"].get(self.facts.years[t], 0) for t in span)))
            else:
                whole = self.pick("grant", who=[name], years=span)
            self.program.less.append(share["at_least"] * whole - theirs)

    def _write_packages(self, name: str, rule: Row) -> None:
        """Grants of an account in a year need packages; as many as its starts allow, or any number fewer."""
        package = rule["package"]
        for province, account, t in product(self.facts.provinces, self._accounts(), range(self.facts.T)):
            most = self._packages(rule, province, account, t)
            count = self.program.var(("package", name, account, province, t), most)
            amount = self.pick("grant", who=[name], ready=t, province=province, account=account)
            each = package.get("ceiling_myuan", 1e4)
            self.program.less.append(amount - each * count)

    def _packages(self, rule: Row, province: str, account: str, t: int) -> int:
        """Most packages that what starts in a province, account and year allows."""
        package = rule["package"]
        cities: set[str] = set()
        cost = 0.0
        for number, started, _ in self._starts(province, account, t):
            project = self.facts.projects[number]
            if eligible(self.facts, rule, project):
                cost += self.spend[number, t]
                if started and project.city in self.facts.small:
                    cities.add(project.city)
        there = sum(self.facts.places[city]["province"] == province for city in self.facts.small)
        least = min(package.get("min_cities", 1), there)
        most = package.get("most", 1)
        if least:
            most = min(most, len(cities) // least)
        if package.get("min_cost_myuan", 0) > 0:
            most = min(most, math.floor(cost / package["min_cost_myuan"] + 1e-9))
        return int(most)

    def _starts(self, province: str, account: str, t: int) -> Iterator[tuple[int, int, int]]:
        """(project, started, modules added) of what an account does in a province and year."""
        for (number, year), (started, added) in self.steps.items():
            project = self.facts.projects[number]
            if year == t and project.account == account and self.lp.home(project) == province:
                yield number, started, added

    def _write_account(self, province: str, account: str, t: int) -> None:
        """What holds of all that one account starts in a province and year: local match, viability together."""
        match = Affine()
        for name, rule in self.model["subsidies"].items():
            if rule.get("min_match"):
                paid = self.pick("grant", who=[name], ready=t, province=province, account=account)
                match = match + rule["min_match"] * paid
        if match.weights:
            self.program.less.append(match - self.pick("local", ready=t, province=province, account=account))
        if (self.model.get("viability") or {}).get("rule") == "carrier":
            lacking = 0.0
            for number, started, added in self._starts(province, account, t):
                project, value = self.facts.projects[number], worth(self.facts, self.facts.projects[number])
                lacking += started * (project.capex - value.pv_revenue + value.pv_opex)
                lacking += added * (project.module_capex - value.module_pv_revenue + value.module_pv_opex)
            public = self.pick("grant local", ready=t, province=province, account=account)
            self.program.less.append(lacking - public)

    def _write_presence(self, province: str, t: int) -> None:
        for name, carrier in self.model["carriers"].items():
            if carrier.get("presence_column"):
                most = float(self.facts.provinces[province][carrier["presence_column"]])
                own = self.pick("enterprise", who=[name], years=[t], province=province)
                self.program.less.append(own - most * self.pick("enterprise", years=[t], province=province))

    def _write_local(self, name: str, fund: Row) -> None:
        for (code, row), t in product(self.facts.provinces.items(), range(self.facts.T)):
            paid = self.pick("local", who=[name], years=[t], province=code)
            self.program.less.append(paid - float(row[fund["limit_column"]]) * fund.get("limit_factor", 1))
            if "max_per_grant" in fund:
                self.program.less.append(paid - fund["max_per_grant"] * self.pick("grant", years=[t], province=code))

    def _write_budget(self, name: str, payer: Row, kind: str, key: str, paying: str, who: list[str]) -> None:
        """Payments within a yearly budget and what is carried over."""
        cumulative = payer.get("carry_over", "all") == "all"
        for t, year in enumerate(self.facts.years):
            if cumulative:
                whole = sum(payer[key].get(earlier, 0) for earlier in self.facts.years[: t + 1])
                self.program.less.append(self.pick(paying, who=who, years=range(t + 1)) - whole)
                continue
            row = self.pick(paying, who=who, years=[t]) + self.program.one(("carry", name, kind, "", t))
            if t:
                row = row - self.program.one(("carry", name, kind, "", t - 1))
            self.program.less.append(row - float(payer[key].get(year, 0)))

    # What is whole.

    def package_branches(self, counted: bool) -> list[Branch]:
        """Numbers of packages: the most that are allowed, or every number where packages are counted."""
        program = self.program
        found = [p for p, var in enumerate(program.vars) if var[0] == "package"]
        ways = [range(int(program.most[p]) + 1) if counted else [int(program.most[p])] for p in found]
        return [{p: (n, n) for p, n in zip(found, numbers, strict=True)} for numbers in product(*ways)]

    def claim_branches(self) -> list[Branch]:
        """Which rule each project takes, where it takes one at most and several would pay."""
        if self.model.get("stacking", "exclusive") == "additive":
            return [{}]
        rules: dict[str, dict[str, list[int]]] = {}
        for position, var in enumerate(self.program.vars):
            if var[0] == "grant":
                rules.setdefault(var[2], {}).setdefault(var[1], []).append(position)
        ways = [
            [{p: (0.0, 0.0) for r, some in by_rule.items() if r != taken for p in some} for taken in by_rule]
            for by_rule in rules.values()
            if len(by_rule) > 1
        ]
        return [{p: ends for way in chosen for p, ends in way.items()} for chosen in product(*ways)]
