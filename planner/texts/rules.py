"""Every rule of the formulation in one sentence, by the name of its rows; ``rule.<name>``."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "rule.monotone": ("项目一旦建成就一直在用", "What is in service stays in service"),
    "rule.modules_monotone": ("模块一旦装上就不再拆除", "Modules in place stay in place"),
    "rule.module_limit": (
        "只有建成的站点才有模块，且不多于服务范围内需求所能用满的数量",
        "Only a site in service has modules, at most as many as the demand in reach can fill",
    ),
    "rule.first_module": ("建成的站点至少有一个模块", "A site in service has at least one module"),
    "rule.requirement": ("项目的先决条件须在同年具备", "What a project requires is in service in the same year"),
    "rule.uplink_parent": ("上联链路的上端须是枢纽或已连通", "The upper end of an uplink is a core place or connected"),
    "rule.connected_by": ("城市只能经自己的上联链路连通", "A city is connected only over one of its uplinks"),
    "rule.connected_counts": ("有上联链路在用的城市必计为连通", "A city with an uplink in service counts as connected"),
    "rule.cover": ("城市须有服务范围内的在用站点才获覆盖", "A city is served only with a site in reach in service"),
    "rule.assign": ("城市的全部需求由范围内的站点承载", "Sites in reach carry a served city's whole demand"),
    "rule.reach": ("只有在用的站点才承载需求", "A site carries demand only when it is in service"),
    "rule.capacity": ("站点承载的需求不超过其模块能力", "A site carries no more than its modules can"),
    "rule.min_fill": ("新增模块须达到最低利用率", "New modules carry at least a stated share of their capacity"),
    "rule.surrogate": (
        "一省范围内模块的总能力不小于所服务的总需求（隐含，使界更紧）",
        "All modules in reach of a province carry all its served demand (implied; tightens the bound)",
    ),
    "rule.served_connected": ("城市须先连通才获服务", "A city is served only when it is connected"),
    "rule.served_monotone": ("已获服务的城市不再失去服务", "A city that is served stays served"),
    "rule.status_all": ("各项俱全才具有该状态", "A city has a status only with every part of it"),
    "rule.status_any": ("各项俱全即具有该状态", "A city with every part of a status has it"),
    "rule.balance": ("各出资方之和恰等于投资", "Grants, local and carriers' money together pay the capex, exactly"),
    "rule.grant_bound": (
        "补助不超过各项目可得补助之和",
        "A subsidy rule pays no more than it may pay for each project",
    ),
    "rule.site_grant_share": (
        "站点当年补助不超过当年投资的规定比例",
        "A site's grant is at most its share of the year's capex",
    ),
    "rule.site_grant_ceiling": (
        "站点历年补助之和不超过单项上限",
        "A site's grants over all years stay below the ceiling",
    ),
    "rule.local_limit": ("地方资金不超过本省当年限额", "A local fund pays at most its yearly limit in the province"),
    "rule.local_per_grant": ("地方资金与补助之比不超过上限", "A local fund pays at most so much per yuan of grants"),
    "rule.floor_province": ("本省指标不低于下限", "An indicator of the province is at least so much"),
    "rule.limit_local": (
        "本省或各城市的指标在限值以内",
        "An indicator of the province or its cities stays within limits",
    ),
    "rule.fund_budget": (
        "补助资金不超过各年额度与结转",
        "A grant fund pays at most its envelope and what was carried over",
    ),
    "rule.carrier_budget": (
        "运营商投资不超过各年额度与结转",
        "A carrier pays at most its capex limit and what was carried over",
    ),
    "rule.site_load": (
        "跨省服务的既有站点不超过其模块能力",
        "An existing site that serves several provinces carries no more than its modules can",
    ),
    "rule.target": (
        "指标达到目标，否则记明缺口",
        "An indicator reaches its target, or a shortfall says by how much not",
    ),
    "rule.limit": ("全国或各区域的指标在限值以内", "An indicator of the nation or each region stays within limits"),
    "rule.floor": ("各区域的指标不低于下限", "An indicator of each region is at least so much"),
    "rule.gap": ("任意两组之差不超过上限", "Any two groups are at most so far apart"),
    "rule.money_share": (
        "所列各组合计不少于全国的规定比例",
        "The named groups hold at least a share of the national sum",
    ),
    "rule.gini_spread": (
        "两组之差的绝对值（基尼系数用）",
        "The distance between two groups (for the Gini coefficient)",
    ),
    "rule.gini": ("按居民加权的基尼系数不超过上限", "The Gini coefficient, weighted by residents, is at most so much"),
}
