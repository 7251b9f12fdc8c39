"""What may be built or exists already: the catalogue, existing sites and the project library, before any folding."""

from __future__ import annotations

from tests.proof.brute_input import Inputs, Row
from tests.proof.random_case import RandomCase


class Drafts(Inputs):
    """Every project that the tables and the model file name, with its account and years.

    A draft holds measure, city, to, link (its row of uplinks.csv), status, built_modules, row (of projects.csv), first,
    last and by (positions of years of going into service; by is None unless committed) and account.
    """

    def __init__(self, case: RandomCase) -> None:
        super().__init__(case)
        self.drafts = self._catalogue()
        for site in self.tables["sites"]:
            key = f"{site['measure']}:{site['city']}"
            draft = self.drafts.setdefault(key, self._draft(site["measure"], site["city"]))
            draft |= {"status": "built", "built_modules": draft["built_modules"] + site["modules"]}
        for row in self.tables["projects"]:
            self._library(row)
        self.drafts = {key: draft for key, draft in self.drafts.items() if draft["status"] != "excluded"}
        for draft in self.drafts.values():
            self._date(draft)
            draft["account"] = self._account(draft)
        self._oblige()
        wanted = self.model.get("scope", {}).get("accounts", ())
        if wanted:
            self.drafts = {k: d for k, d in self.drafts.items() if d["status"] == "built" or d["account"] in wanted}
        for draft in self.drafts.values():
            pace = self.pace(draft["measure"])
            draft["account"] = "+".join(
                [draft["account"], *self._bound(draft), *([str(pace)] if pace[0] or len(pace) > 2 else [])]
            )

    def _bound(self, draft: Row) -> list[str]:
        """Who pays for works of the measure besides whoever leads them: works that the same may pay are one account."""
        joint = self.model["co_builds"].get(draft["account"], {"shares": {draft["account"]: 1}})["shares"]
        named = {**self.model["carriers"], **self.model["funds"]}
        return [
            name for name in sorted(named)
            if draft["measure"] in named[name].get("measures", ()) and not joint.get(name)
        ]  # fmt: skip

    def pace(self, measure: str) -> tuple[float, ...]:
        """Years from the start to service, then the parts of the capex paid in the year of the start and after it."""
        spec, usual = self.model["measures"][measure], self.model["time"]
        parts = list(spec.get("payment_profile", usual.get("payment_profile", [1])))
        while not parts[-1]:
            parts.pop()
        return spec.get("lead_years", usual.get("lead_years", 0)), *parts

    def _catalogue(self) -> dict[str, Row]:
        drafts: dict[str, Row] = {}
        for name, measure in self.model["measures"].items():
            hosts = self.hosts(measure.get("where", {}))
            if measure["kind"] != "uplink":
                drafts |= {f"{name}:{place}": self._draft(name, place) for place in hosts}
                continue
            for link in self.tables["uplinks"]:
                if link["from"] in hosts and link["from"] not in self.core:
                    drafts[f"{name}:{link['id']}"] = self._draft(name, link["from"], link["to"], link)
        return drafts

    def _draft(self, measure: str, city: str, to: str = "", link: Row | None = None) -> Row:
        if to and link is None:
            link = next(row for row in self.tables["uplinks"] if (row["from"], row["to"]) == (city, to))
        existing = 1 if to and self.carries(measure) else 0
        return {
            "measure": measure, "city": city, "to": to, "link": link or {}, "status": "candidate",
            "built_modules": 0, "usual_modules": existing, "row": {},
        }  # fmt: skip

    def _library(self, row: Row) -> None:
        to = row["to"] or ""
        key = f"{row['measure']}:{row['city']}" + (f">{to}" if to else "")
        draft = self.drafts.setdefault(key, self._draft(row["measure"], row["city"], to))
        draft["row"] = row
        draft["status"] = row["status"] or draft["status"]
        if draft["status"] == "built":
            draft["built_modules"] = row["modules"] or draft["built_modules"] or draft["usual_modules"]
        else:
            draft["built_modules"] = 0

    def _date(self, draft: Row) -> None:
        spec, row = self.model["measures"][draft["measure"]], draft["row"]
        first = row.get("first_year") or spec.get("first_year", self.years[0])
        last = row.get("last_year") or spec.get("last_year", self.years[-1])
        build = int(self.pace(draft["measure"])[0])
        draft["first"] = max(0, first - self.years[0]) + build
        draft["last"] = min(self.T - 1, min(self.T - 1, last - self.years[0]) + build)
        draft["by"] = None
        if draft["status"] == "committed":
            by = (row.get("by_year") or self.years[0] + draft["last"]) - self.years[0]
            draft["by"] = min(by, draft["last"])

    def _account(self, draft: Row) -> str:
        lead = draft["row"].get("lead") or self.model["measures"][draft["measure"]].get("lead", "shared")
        place = self.places[draft["city"]]
        home = self.provinces[place["province"]]
        lead = {"city": place["lead_carrier"], "province": home["lead_carrier"]}.get(lead, lead)
        return str(lead) if lead in self.carriers or lead in self.model["co_builds"] else "shared"

    def _oblige(self) -> None:
        for duty in self.model["obligations"].values():
            if duty.get("carrier"):
                for draft in self.drafts.values():
                    if draft["measure"] in duty["measures"] and self.fits(duty.get("where", {}), draft["city"]):
                        draft["account"] = duty["carrier"]
