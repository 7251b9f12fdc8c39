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
    "case.unit.money": ("百万{currency}", "million {currency}"),
    "case.unit.per_resident": ("{currency}/人", "{currency} a resident"),
    "case.unit.benefit": ("千人年（加权）", "thousand resident-years, weighted"),
    "case.unit.demand": ("需求单位", "units of demand"),
    "case.unit.packages": ("个工程包", "packages"),
    "case.unit.relative": ("相对缺口", "relative shortfall"),
    "case.unit.shortfall": ("指标单位", "units of the indicator"),
    # Notes
    "case.note.excluded": (
        "项目库中有 {count} 个项目标为不参与。",
        "{count} project(s) are excluded by the project library.",
    ),
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
        "{count} 个项目在规划期内没有可开工并投用的年份，未计入：{cities}。",
        "{count} project(s) cannot start and go into service in any planning year and are left out: {cities}.",
    ),
    "case.note.pairs_abroad": (
        "服务 {service} 的 {count} 个城市与设施组合跨省使用待建设施，未计入：{cities}。",
        "{count} pair(s) of service {service} would use a new site in another province; left out: {cities}.",
    ),
    "case.note.requirement_never": (
        "{count} 个“{measure}”项目的前提（{requirement}）永远无法满足，未计入：{cities}。",
        "{count} project(s) of “{measure}” are left out: what they require ({requirement}) can never be: {cities}.",
    ),
    "case.word.connected": ("与骨干连通", "a connection to the core"),
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
    "case.note.never_protected": (
        "{count} 座中小城市永远无法具备“{service}”（没有两条互不相关的上联路由）：{cities}。",
        "{count} small city(ies) can never have “{service}”, for want of two separate ways to the core: {cities}.",
    ),
    "case.note.load_never": (
        "{count} 个项目所增加的需求没有可达的设施可以承载，未计入：{cities}。",
        "{count} project(s) are left out because no site in reach can ever carry the demand that they add: {cities}.",
    ),
    "case.note.province_without_cities": (
        "{count} 个省份没有中小城市，不参与任何公平规则：{provinces}。",
        "{count} province(s) have no small city and count in no equity rule: {provinces}.",
    ),
    "case.note.groups_left_out": (
        "{key} 所列的 {groups} 在规划范围内没有中小城市，不参与该项要求。",
        "{groups}, named under {key}, have no small city in scope and do not count there.",
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
        "Uplink {project} links two places of different provinces, neither of them core; "
        "only core places may be linked to across provinces.",
    ),
    "case.order_empty": (
        "环序列 {column} 缺 {count} 处地点的值，如 {city}；链路两端都要有次序（有两个出口节点的枢纽除外）。",
        "Ring order {column} has no value for {count} place(s), such as {city}; both ends of a link need one, core "
        "places with two egress nodes apart.",
    ),
    "case.order_equal": (
        "链路 {project} 两端的环序 {column} 相同，分不出先后。",
        "Both ends of link {project} have the same ring order {column}; one must come before the other.",
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
        "项目 {project} 承诺在 {by_year} 年前建成，但只能在 {years} 年投用。",
        "Project {project} is committed by {by_year}, but can go into service only in {years}.",
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
    "case.length_unknown": (
        "建设内容 {measure} 的造价项 {item} 按公里计，但以下地点的链路在 uplinks.csv 里没有长度，"
        "cities.csv 里也没有两端的经纬度：{cities}。请补上其一。",
        "Item {item} of measure {measure} is paid by the km, but links from these places have no length in uplinks.csv "
        "and no coordinates of both ends in cities.csv: {cities}. Give one of the two.",
    ),
    "case.reach_unknown": (
        "服务 {service} 的服务范围按经纬度计算，但以下地点没有经纬度：{cities}。"
        "请在 cities.csv 写上 lon 和 lat，或在 pairs.csv 列出这项服务的城市和站点。",
        "Reach of service {service} is computed from coordinates, but these places have none: {cities}. "
        "Give lon and lat in cities.csv, or list cities and sites of this service in pairs.csv.",
    ),
    "case.haul_unknown": (
        "服务 {service} 的传输费按公里计，但 pairs.csv 里以下城市的配对既没有 distance_km，"
        "也没有 haul_myuan：{cities}。",
        "Haul of service {service} is paid by the km, but in pairs.csv pairs of these cities have neither distance_km "
        "nor haul_myuan: {cities}.",
    ),
    "case.subsidies_meet": (
        "补助规则 {first} 与 {second} 都适用于 {count} 个项目（如 {project}）；一个项目目前只能适用一条规则。",
        "Subsidies {first} and {second} both apply to {count} project(s), {project} among them; "
        "a project may come under one rule only.",
    ),
    # References
    "case.unknown_name": ("{table} 中没有“{name}”。", "There is no “{name}” in {table}."),
    "case.unknown_column": ("{table} 中没有数值列“{column}”。", "{table} has no column of numbers “{column}”."),
    "case.scope_empty": (
        "没有省份同时符合 provinces 和 regions。",
        "No province is both in provinces and in regions.",
    ),
    "case.driver_route": (
        "造价项 {item} 按路由长度计价，但 {kind} 类建设内容没有路由长度。",
        "Item {item} is priced by route length, which a measure of kind {kind} does not have.",
    ),
    "case.driver_module": (
        "造价项 {item} 按模块计价，但该建设内容没有 capacity_per_module。",
        "Item {item} is priced by module, but the measure has no capacity_per_module.",
    ),
    "case.two_capacities": (
        "建设内容 {measure} 已承载服务 {other}；一种设施只能承载一项有容量的服务。",
        "Measure {measure} already carries service {other}; a site can carry one service with capacity only.",
    ),
    "case.demand_empty": (
        "列 {column} 在 {count} 座中小城市（如 {city}）为空或为负，需求必须为非负数。",
        "Column {column} is empty or negative in {count} small city(ies), {city} among them.",
    ),
    "case.indicator_times": (
        "“{first}”与“{second}”一个是存量、一个是流量，不能相加。",
        "“{first}” and “{second}” cannot be added: one is a state at the end of a year, the other adds up over years.",
    ),
    "case.indicator_divisors": (
        "“{first}”与“{second}”的分母不同，不能相加。",
        "“{first}” and “{second}” cannot be added: they are divided by different things.",
    ),
    "case.load_of_no_site": (
        "{site} 不是现有设施；负荷指标只用于现有设施。",
        "{site} is no site that exists at the start; only those have a load indicator.",
    ),
    "case.group_of_nation": (
        'by = "nation" 时不能指定分组“{group}”。',
        'by = "nation" takes no group such as “{group}”.',
    ),
    "case.amount_empty": (
        "{count} 座城市的 {column} 没有数值，例如 {city}。",
        "{count} city(ies) have no number in column {column}, such as {city}.",
    ),
    "case.amount_negative": (
        "{count} 座城市由 {column} 算得的数量为负，例如 {city}；这里只能为零或正数。",
        "The amount from {column} is negative for {count} city(ies), such as {city}; it must not be below 0 here.",
    ),
    "case.group_taken": (
        "城市组编号 {group} 已是 {table} 中的编号。",
        "Group id {group} is already an id of {table}.",
    ),
    "case.traffic_loose_end": (
        "既有上联链路 {project} 的上端没有接入骨干，其流量无处可去。",
        "Uplink {project} exists, but its upper end is not connected: nobody carries on its traffic.",
    ),
    "case.note.price_year": (
        "模型按 {model} 年价格计价，数据按 {data} 年价格计价；金额未作换算。",
        "The model states prices of {model}, the data set prices of {data}; amounts are not converted.",
    ),
}
