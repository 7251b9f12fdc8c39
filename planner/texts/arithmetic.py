"""Sentences of what arithmetic finds before a solve."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "case.worst_too_high": (
        "服务最差的 {tail} 人口的{indicator}要达到 {wanted}，但任何方案都不可能使其超过 {possible}。",
        "For the worst-served {tail} of the residents, {wanted} is asked of {indicator}, but no plan can "
        "bring it above {possible}.",
    ),
    "case.nation": ("全国", "the nation"),
    "case.planned": ("规划范围", "the planned area"),
    "case.too_few": (
        "{group}：到 {year} 年要求{indicator}至少达到 {wanted}，但最多只能达到 {possible}。",
        "For {group}, {wanted} by {year} is asked of {indicator}, but no plan can bring it above {possible}.",
    ),
    "case.too_many": (
        "{group}：到 {year} 年{indicator}不得超过 {most}，但期初已有的和已承诺的共 {least}。",
        "For {group}, at most {most} in {year} is asked of {indicator}, but {least} exist at the start or "
        "are committed.",
    ),
    "case.too_little_capacity": (
        "{group}：到 {year} 年“{service}”的 {sites} 处设施最多承载 {capacity}，而所要求的城市至少需要 {need}。",
        "For {group}, the {sites} site(s) of “{service}” can carry {capacity} in {year}, "
        "but the cities asked for need at least {need}.",
    ),
    "case.too_little_money": (
        "到 {year} 年对{indicator}的要求至少需要 {least}，而届时全部资金合计只有 {money}。",
        "What is asked of {indicator} by {year} costs at least {least}, but all money up to then adds up to {money}.",
    ),
    "case.committed_unpaid": (
        "到 {year} 年必须建成的 {count} 个项目至少需要 {least}，而届时全部资金合计只有 {money}。",
        "The {count} project(s) that must be in service by {year} cost at least {least}, but all money up to then adds "
        "up to {money}.",
    ),
    "case.committed_gaps": (
        "{province}：已承诺的 {count} 个项目自身收不回投资，缺口至少共 {wanted}，而它们能得到的补助和地方资金"
        "最多 {possible}。",
        "{province}: {count} committed project(s) do not pay by themselves; their gaps come to {wanted} at least, but "
        "grants and local money can bring them {possible} at most.",
    ),
    "case.too_little_to_grant": (
        "规则须把年度盘子的 {share} 即 {wanted} 用于{groups}（截至 {year} 年），但当地 {count} 个合格项目投资合计 "
        "{capex}，最多只能得到 {possible} 补助。",
        "The rule owes {share} of its envelope, {wanted} by {year}, to {groups}, but the {count} eligible project(s) "
        "there cost {capex} and can take {possible} of grants at most.",
    ),
    "case.held_back": (
        "规则所付金额的 {share} 须给{groups}：要付出可用的 {spendable}，当地须得到 {wanted}，但当地 {count} 个合格项目"
        "投资合计 {capex}，最多只能得到 {possible}；因此这条规则最多付 {most}。",
        "{share} of what the rule pays must go to {groups}: to spend the {spendable} that it could, {wanted} would "
        "have to go there, but the {count} eligible project(s) there cost {capex} and can take {possible} at most; so "
        "the rule pays {most} at most.",
    ),
    "case.no_package": (
        "没有一个省、账户能组成工程包：每包需 {cities} 座城市、{cost} 合格投资，而最多的账户只有 {most_cities} 座城市，"
        "投资最多的账户为 {most}；这条规则不会付款。",
        "No account of any province can form a package: each needs {cities} city(ies) and {cost} of eligible works; "
        "the most that any account has is {most_cities} city(ies), and {most}. The rule will pay nothing.",
    ),
    "case.unmatched": (
        "规则要求每{currency}补助配套地方资金 {ratio} {currency}：它可付的 {wanted} 中，"
        "地方资金限额 {local} 最多只能配套 {possible}。",
        "The rule asks for {ratio} {currency} of local money per {currency}: of the {wanted} that it could pay, the "
        "local limits of {local} match {possible} at most.",
    ),
    "case.obligation_late": (
        "义务要求 {wanted} 个项目在 {year} 年前投运，但届时最多只能有 {possible} 个。",
        "The obligation wants {wanted} project(s) in service by {year}, but at most {possible} can be.",
    ),
    "case.obligation_unpaid": (
        "义务所要求的项目中 {count} 个除补助外至少还需 {left}（截至 {year} 年），而地方资金为 {local}，"
        "{carriers} 的预算为 {budget}。",
        "After grants, {count} project(s) that the obligation wants by {year} still cost {left} at least, but there "
        "are {local} of local money, and {carriers} have {budget}.",
    ),
    "case.too_little_allowed": (
        "到 {year} 年对{indicator}的要求至少需要 {least}，而 {limit} 只允许投资 {most}。",
        "What is asked of {indicator} by {year} costs at least {least}, but {limit} lets only {most} be spent.",
    ),
    "case.bounds_clash": (
        "{group}：到 {year} 年要求{indicator}合计至少 {wanted}，而 {limit} 最多只允许 {most}。",
        "For {group}, {wanted} in all by {year} is asked of {indicator}, but {limit} allows {most} at most.",
    ),
    "case.limit_below_must": (
        "{group}：到 {year} 年{indicator}不得超过 {most}，但必须建成的 {count} 个项目至少需要 {least}。",
        "For {group}, at most {most} by {year} is asked of {indicator}, but the {count} project(s) that must be in "
        "service cost at least {least}.",
    ),
    "case.payers_short": (
        "到 {year} 年必须建成的项目中 {count} 个除补助外至少还需 {left}，而地方资金为 {local}，{carriers} 的预算为 "
        "{budget}。",
        "After grants, {count} project(s) that must be in service by {year} still cost {left} at least, but there are "
        "{local} of local money, and {carriers} have {budget}.",
    ),
    "case.shared_account": ("共同牵头", "no single lead"),
    "case.account_gaps": (
        "{province}：{account} 已承诺的 {count} 个项目收不抵支，合计 {short}，同一账户其他项目最多能补 {earned}，"
        "补助和地方资金最多 {possible}。",
        "{province}: the {count} committed project(s) of {account} lose {short} at least; the other projects of the "
        "account can make up for {earned} at most, grants and local money for {possible}.",
    ),
    "case.share_short": (
        "{indicator}的 {share} 须在{groups}：其他地方 {others} 个必须建成的项目至少要 {elsewhere}，因此当地须有 "
        "{wanted} 的合格项目，而项目库中只有 {count} 个、合计 {possible}。",
        "{share} of {indicator} must be in {groups}: with {elsewhere} that {others} project(s) elsewhere must cost, "
        "this needs {wanted} of eligible projects there; the library holds {count} of {possible}.",
    ),
    "case.share_holds_back": (
        "{indicator}的 {share} 须在{groups}：要用完可用的 {spendable}，当地须有 {wanted} 的合格项目，而项目库中只有 "
        "{count} 个、合计 {possible}；因此全部最多 {most}。",
        "{share} of {indicator} must be in {groups}: to use the {spendable} that there is, this needs {wanted} of "
        "eligible projects there; the library holds {count} of {possible}; so it is {most} in all at most.",
    ),
    "case.shares_above_envelope": (
        "对{groups}的 {count} 项最低份额互不重叠，合计占年度盘子的 {share}，超过全部。",
        "The {count} minimum shares for {groups} are for different places and add up to {share} of the envelope.",
    ),
    "case.shares_above_all": (
        "对{groups}的 {count} 项最低份额互不重叠，合计占所付金额的 {share}，超过全部；这条规则不会付款。",
        "The {count} minimum shares for {groups} are for different places and add up to {share} of what the rule pays: "
        "it will pay nothing.",
    ),
    "case.envelope_above_fund": (
        "到 {year} 年最低份额须从年度盘子中付出 {owed}，而“{fund}”届时只有 {money}。",
        "By {year}, the minimum shares owe {owed} of the envelope, but “{fund}” has {money} up to then.",
    ),
}
