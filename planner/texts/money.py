"""Sentences on money: what is wrong with its rules, what was left out of them, and what they mean."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "case.presence_share": (
        "列 {column} 在 {count} 个省（如 {province}）为空或不在 0 与 1 之间。",
        "Column {column} is empty or not between 0 and 1 in {count} province(s), {province} among them.",
    ),
    "case.revenue_units": (
        "列 {column} 在 {count} 座城市（如 {city}）为空或为负，不能用来计收入。",
        "Column {column} is empty or negative in {count} city(ies), {city} among them; "
        "revenue cannot be counted by it.",
    ),
    # Notes
    "case.note.other_accounts": (
        "{count} 个项目由 scope.accounts 之外的账户牵头，未计入。",
        "{count} project(s) are led by accounts that scope.accounts does not name; they are left out.",
    ),
    "case.note.obligation_places": (
        "义务“{key}”所指的 {count} 处地点没有可建的“{measure}”项目，不计其内：{cities}。",
        "Obligation “{key}” names {count} place(s) without a possible project of “{measure}”; they do not count: "
        "{cities}.",
    ),
    "case.note.share_nowhere": (
        "{key} 所列的地区和省份都不在规划范围内，不参与计算。",
        "No region or province that {key} names is in scope; it is left out.",
    ),
    "case.note.stage_nowhere": (
        "补助规则“{rule}”所列的阶段“{stages}”在项目库中没有项目。",
        "Subsidy “{rule}” names stage(s) “{stages}”, at which the project library has no project.",
    ),
    "case.note.nobody_selected": (
        "补助规则“{rule}”按评分择优，但项目库中没有符合条件的已评分项目，该规则不支付任何补助。",
        "Subsidy “{rule}” selects by score, but the project library has no scored project that fits: it pays nothing.",
    ),
    # Symbols of the formulation
    "symbol.opex": (
        "固定部分的年运维费；$o_u$：模块年运维费占其投资的比例；$n_r$：规则 $r$ 计入基数的运维费年数",
        "yearly opex of the fixed part; $o_u$: of a module, as a share of its capex; $n_r$: years of opex in the base "
        "of rule $r$",
    ),
    "symbol.worth": (
        "固定部分、单个模块的收入减运维费的现值",
        "present value of revenue less opex, of the fixed part and of a module",
    ),
    "symbol.gap": (
        "可行性缺口：投资减去该现值，介于 0 与投资之间；"
        "$\\overline{{\\mathrm{{gap}}}}_{{ut}}$：全部模块都在该年增加时的缺口",
        "viability gap: capex less that present value, between 0 and capex; $\\overline{{\\mathrm{{gap}}}}_{{ut}}$: "
        "the gap with all modules added in the year",
    ),
    "symbol.rules": (
        "补助规则；$\\sigma$：地区比例；$\\rho$：补助占投资的上限；$E_{{rt}}$：规则的年度盘子；"
        "$\\phi_{{cp}}$：运营商出资份额上限",
        "subsidy rules; $\\sigma$: share by region; $\\rho$: most of the capex that grants may pay; $E_{{rt}}$: "
        "envelope of a rule; $\\phi_{{cp}}$: largest share of a carrier",
    ),
    "symbol.bounds": (
        "规则 $r$ 对项目 $u$ 的补助上限；各规则合计的上限（$\\rho F_{{ut}}$，各规则都审查资金需求时还不超过缺口）；"
        "$\\bar b_{{rut}}$：规则 $r$ 在 $t$ 年付给项目 $u$ 的最大金额，全部模块都在该年增加",
        "most that rule $r$ may pay project $u$; most of all rules together ($\\rho F_{{ut}}$, and the gap where every "
        "rule tests need); $\\bar b_{{rut}}$: most that rule $r$ may pay project $u$ in year $t$ with all its modules "
        "added in it",
    ),
    "symbol.explicit": (
        "单列补助变量的项目：带模块（$X^{{\\mathrm{{mod}}}}_p$），或某条适用规则设有城市上限",
        "projects with grant variables of their own: with modules ($X^{{\\mathrm{{mod}}}}_p$), or under a rule with a "
        "ceiling for a city",
    ),
    # Variables and rules of the formulation
    "variable.claim": (
        "在 $t$ 年开工的项目 $u$ 适用规则 $r$，且不适用其他规则；带模块的项目对所有年份只选一次。",
        "Project $u$, started in year $t$, comes under rule $r$ and no other; a project with modules chooses once for "
        "all years.",
    ),
    "variable.packages": (
        "本省账户 $k$ 在 $t$ 年按规则 $r$ 启动的工程包数。",
        "Packages of rule $r$ that account $k$ of the province begins in year $t$.",
    ),
    "variable.city_in": (
        "中小城市 $i$ 在账户 $k$ 有几个合格项目可能在 $t$ 年开工：至少有一个开工。",
        "Small city $i$ has several eligible projects in account $k$ that may start in year $t$: at least one does.",
    ),
    "variable.project_local": (
        "填补项目 $u$ 缺口的地方资金；这类项目单列补助变量。",
        "Local money that fills the gap of project $u$, which has grant variables of its own.",
    ),
    "variable.subsidy_carry": (
        "规则 $r$ 未用完的年度盘子从 $t$ 年结转到下一年的部分。",
        "Unused envelope of rule $r$ carried from year $t$ to the next.",
    ),
    "rule.site_grant_public": (
        "带模块的项目所得补助合计不超过当年投资的公共出资上限。",
        "Grants of a project with modules pay at most the public share of what it costs in the year.",
    ),
    "rule.site_grant_need": (
        "须审查资金需求的规则对带模块项目的补助不超过其可行性缺口。",
        "Where need is tested, the grant of a project with modules is at most its viability gap.",
    ),
    "rule.project_grant": (
        "单列补助变量的无模块项目从一条规则得到的补助不超过该规则可付的上限。",
        "The grant of a project without modules that has a variable of its own is at most what the rule may pay.",
    ),
    "rule.project_grants": (
        "几条规则叠加时，单列补助变量的无模块项目所得补助合计不超过其上限。",
        "Where rules add up, a project without modules that has variables of its own gets at most what grants together "
        "may pay for it.",
    ),
    "rule.one_rule": (
        "规则互斥时，一个项目至多适用一条规则。",
        "Where rules exclude each other, a project comes under one of them at most.",
    ),
    "rule.site_claim": (
        "规则互斥时，带模块的项目只从所适用的规则得到补助。",
        "Where rules exclude each other, a project with modules gets money only from the rule that it comes under.",
    ),
    "rule.stacked": (
        "规则可以叠加时，任一组规则的补助合计不超过其项目合起来能接受的数额（最小割：满足这些行就一定能分到项目）。",
        "Where rules add up, the rules of any set pay together no more than their projects can take together (minimum "
        "cut: with these rows a split on projects exists).",
    ),
    "rule.city_ceiling": (
        "一座城市的项目各年合计所得不超过规则的城市上限。",
        "The projects of one city get at most the rule's ceiling for a city, over all years.",
    ),
    "rule.province_ceiling": (
        "一个省各年合计所得不超过规则的省级上限。",
        "A province gets at most the rule's ceiling for a province, over all years.",
    ),
    "rule.package_city": (
        "城市有合格项目开工才计入工程包。",
        "A city counts for a package if one of its eligible projects starts.",
    ),
    "rule.package_cities": (
        "每个工程包须有足够多的城市；中小城市不足的省份须全部纳入。",
        "Each package needs enough cities; a province with fewer small cities needs all of them.",
    ),
    "rule.package_cost": (
        "每个工程包的合格投资须达到下限。",
        "Each package needs eligible works of enough capex.",
    ),
    "rule.package_grant": (
        "补助只给工程包，每个工程包不超过其上限。",
        "Grants are given to packages only, each at most up to its ceiling.",
    ),
    "rule.match": (
        "地方资金不少于各规则对每{currency}补助所要求的配套。",
        "Local money is at least what the rules ask for per {currency} of their grants.",
    ),
    "rule.co_build_share": (
        "共建的运营商按约定比例分担企业出资。",
        "Carriers that build together pay their stated shares of what enterprises pay.",
    ),
    "rule.presence": (
        "一家运营商在本省的出资不超过各运营商合计出资的规定份额。",
        "A carrier pays at most a stated share of what all carriers pay in the province.",
    ),
    "rule.viability": (
        "地方资金与任一组规则的补助，须补上其余规则补不了的可行性缺口（满足这些行就一定能逐项目补足）。",
        "Local money and the rules of any set fill what the other rules cannot fill of the gaps of what starts; with "
        "these rows a split that fills every project's gap exists.",
    ),
    "rule.viability_site": (
        "单列补助变量的项目，其补助与地方资金须补足自身缺口。",
        "Grants and local money of a project that has variables of its own fill its gap.",
    ),
    "rule.site_grants_paid": (
        "要求补足缺口时，单列的项目补助须实际支付，而不只是上限。",
        "Where gaps must be filled, the grants of projects with variables of their own are paid, not only bounds.",
    ),
    "rule.viability_account": (
        "一个账户当年开工的全部项目，计入公共资金后合计净现值不为负（企业内部可以交叉补贴）。",
        "All that an account starts in a year has a net present value of at least 0 after public money: rich works may "
        "carry poor ones.",
    ),
    "rule.obligation_each": (
        "要求全部完成的义务：所指每个项目都须按期投运。",
        "Every project of an obligation that asks for all of them is in service by its year.",
    ),
    "rule.obligation": (
        "义务所指的项目中，按期投运的须达到规定数目，不论在哪个省。",
        "Enough of an obligation's projects are in service by its year, wherever they are.",
    ),
    "rule.subsidy_envelope": (
        "一条规则当年支付不超过其年度盘子与结转之和；全部可结转时按累计计。",
        "A subsidy rule pays at most its envelope and what was carried into the year; cumulative where all is carried.",
    ),
    "rule.minimum_share": (
        "指名的地区或省份至少得到规则所付金额（或其盘子）的规定份额。",
        "Named regions or provinces get at least their share of what a rule pays, or of its envelope.",
    ),
    # Problems
    "case.rules_together": (
        '{count} 条补助规则相互关联（{rules}），最多允许 {most} 条：请减少重叠，或改用 stacking = "exclusive"'
        "且不要求逐项目填补缺口。",
        "{count} subsidy rules hang together ({rules}), {most} at most can: let fewer of them meet, or use "
        'stacking = "exclusive" without gaps that must be filled project by project.',
    ),
    "case.obligation_empty": (
        "义务没有指到任何可建或已建的项目。",
        "The obligation names no project that exists or may be built.",
    ),
    "case.obligation_carriers": (
        "项目 {project} 同时属于义务 {first} 和 {second}，两者指定了不同的运营商。",
        "Project {project} comes under obligations {first} and {second}, which name different carriers.",
    ),
}
