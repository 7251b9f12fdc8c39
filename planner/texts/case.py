"""Sentences of the case: problems found while it is built, notes on what was left out, units of indicators."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "case.names": ("{names}", "{names}"),
    "case.names_more": ("{names}等（另有 {more} 个）", "{names} and {more} more"),
    # Units of indicators
    "case.unit.cities": ("座城市", "cities"),
    "case.unit.residents": ("千人", "thousand people"),
    "case.unit.share": ("占比", "share"),
    "case.unit.projects": ("个项目", "projects"),
    "case.unit.modules": ("个模块", "modules"),
    "case.unit.money": ("百万元", "million yuan"),
    "case.unit.per_resident": ("元/人", "yuan a resident"),
    "case.unit.benefit": ("千人年（加权）", "thousand resident-years, weighted"),
    "case.unit.demand": ("需求单位", "units of demand"),
    "case.unit.relative": ("相对缺口", "relative shortfall"),
    "case.unit.shortfall": ("指标单位", "units of the indicator"),
    # Notes
    "case.note.excluded": ("项目库中有 {count} 个项目标为不参与。", "{count} project(s) are excluded by the project library."),
    "case.note.measure_nowhere": (
        "建设内容“{measure}”在范围内没有可建设的地点。",
        "No place in scope may host the measure “{measure}”.",
    ),
    "case.note.sites_unused": (
        "{count} 处现有设施的建设内容不在模型中，未计入。",
        "{count} existing site(s) belong to measures that the model does not have; they are left out.",
    ),
    "case.note.sites_outside": (
        "{count} 处现有设施不在规划范围内，未计入。",
        "{count} existing site(s) lie outside the scope; they are left out.",
    ),
    "case.note.library_unused": (
        "项目库中有 {count} 行的建设内容不在模型中，未计入。",
        "{count} row(s) of the project library belong to measures that the model does not have; they are left out.",
    ),
    "case.note.no_year": (
        "{count} 个项目在规划期内没有可开工的年份，未计入：{cities}。",
        "{count} project(s) cannot start in any planning year and are left out: {cities}.",
    ),
    "case.note.pairs_abroad": (
        "服务 {service} 的 {count} 个城市与设施组合跨省使用待建设施，未计入：{cities}。",
        "{count} pair(s) of service {service} would use a site yet to be built in another province; left out: {cities}.",
    ),
    "case.note.requirement_never": (
        "{count} 个“{measure}”项目的前提“{requirement}”永远无法满足，未计入：{cities}。",
        "{count} project(s) of “{measure}” are left out because requirement “{requirement}” can never hold: {cities}.",
    ),
    "case.note.uplink_never": (
        "{count} 条上联链路的上端永远无法接入骨干，未计入。",
        "{count} uplink(s) are left out because their upper end can never be connected.",
    ),
    "case.note.site_without_demand": (
        "{count} 处设施可及范围内没有需求，未计入：{cities}。",
        "{count} site(s) have no demand within reach and are left out: {cities}.",
    ),
    "case.note.never_connected": (
        "{count} 座中小城市永远无法接入骨干，需要接入的服务不计其内：{cities}。",
        "{count} small city(ies) can never be connected and get nothing that needs a connection: {cities}.",
    ),
    "case.note.province_without_cities": (
        "{count} 个省份没有中小城市，不参与任何公平规则：{provinces}。",
        "{count} province(s) have no small city and count in no equity rule: {provinces}.",
    ),
    # Problems
    "case.site_of_other_kind": (
        "建设内容 {measure} 属于 {kind} 类，现有设施只能属于 site 类。",
        "Measure {measure} is of kind {kind}; sites that exist must belong to a measure of kind site.",
    ),
    "case.library_to": (
        "{kind} 类建设内容的 to 列填写有误：上联链路必须填写，其他必须为空。",
        "Column to does not fit kind {kind}: uplinks need it, others must leave it empty.",
    ),
    "case.library_to_unknown": (
        "上联链路的上端 {to} 不在规划范围内，也不是枢纽中心城市。",
        "The upper end {to} of the uplink is neither in scope nor a core place.",
    ),
    "case.uplink_crosses": (
        "链路 {project} 连接两个省份的非枢纽地点；跨省链路只能通向枢纽中心城市。",
        "Uplink {project} links two places of different provinces, neither of them core; only core places may be linked "
        "to across provinces.",
    ),
    "case.uplink_cycle": (
        "上联链路形成环路：{places}；链路必须逐级通向枢纽。",
        "Uplinks form a circle: {places}; they must lead towards the core.",
    ),
    "case.lead_unknown": (
        "{count} 个项目（如 {project}）由 {carrier} 牵头，但模型没有这家运营商。",
        "{count} project(s), {project} among them, are led by {carrier}, which is no carrier of the model.",
    ),
    "case.committed_years": (
        "项目 {project} 承诺在 {by_year} 年前建成，但只能在 {years} 年开工。",
        "Project {project} is committed by {by_year}, but can start only in {years}.",
    ),
    "case.committed_never": (
        "项目 {project} 已承诺建设，但其前提永远无法满足。",
        "Project {project} is committed, but what it needs can never be there.",
    ),
    "case.cost_missing": (
        "建设内容 {measure} 没有单位造价，项目库也没有给出投资额。",
        "Measure {measure} has no unit cost, and the project library states no capex.",
    ),
    "case.cost_unfit": (
        "建设内容 {measure} 的造价项 {item} 没有适用于以下地点的行：{cities}。",
        "No row of item {item} of measure {measure} fits: {cities}.",
    ),
    "case.driver_empty": (
        "建设内容 {measure} 的造价项 {item} 所依据的列在以下地点为空：{cities}。",
        "The driver of item {item} of measure {measure} is empty at: {cities}.",
    ),
    "case.subsidies_meet": (
        "补助规则 {first} 与 {second} 都适用于 {count} 个项目（如 {project}）；一个项目目前只能适用一条规则。",
        "Subsidies {first} and {second} both apply to {count} project(s), {project} among them; "
        "a project may come under one rule only.",
    ),
}
