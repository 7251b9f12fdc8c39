"""Sentences of the formulation: what every variable, rule and symbol means."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # The page of equations
    "equations.title": ("数学模型", "The mathematics"),
    "equations.intro": (
        "本页由 `planner/formulation/` 中各函数的说明生成，请勿手改：`python -m planner.formulation.equations`。"
        "资金以百万元计（不变价），人口以千人计，距离以公里计。"
        "同一字母按下标区分：$K_p$ 是账户，$K_u$ 是容量；$L_i$ 是链路，$L_{{fpt}}$ 是限额；"
        "$R$ 是规则，$R_{{si}}$ 是可达设施。"
        "`planner equations 模型文件` 列出某个模型启用了哪些规则、各有多少行。",
        "Generated from the docstrings in `planner/formulation/`; do not edit, run "
        "`python -m planner.formulation.equations`. Money is in million yuan at constant prices, people in thousands, "
        "distances in kilometres. Indices tell the same letter apart: $K_p$ are accounts, $K_u$ is a capacity; $L_i$ "
        "are uplinks, $L_{{fpt}}$ is a limit; $R$ are rules, $R_{{si}}$ sites in reach. `planner equations MODEL` "
        "lists the rules that a model file switches on and how many rows each has.",
    ),
    "equations.decisions": (
        "哪些是决策，哪些是导出量：`done`、`modules`、`served`（及 `share`）和各项资金由方案决定；"
        "`connected` 和 `status` 由约束从两侧夹定，与审计从方案表中重新计算的值一致；缺口和结转余额由目标和预算决定。"
        "自有服务就是其项目，不另设变量；可达服务的 `served` 是决策：方案说服务了才算，并须有设施支撑；"
        "受保护服务也一样，须有两条路由支撑。",
        "What is decided and what follows: `done`, `modules`, `served` (with `share`) and all money are decisions; "
        "`connected` and `status` are held from both sides by rows and equal what the audit recomputes from the plan's "
        "tables; shortfalls and carried money follow from targets and budgets. An own service is its project and has "
        "no variable; `served` of a service in reach is a decision: a city counts only where the plan says so, and "
        "then a site must stand behind it; so is protection, with two ways behind it.",
    ),
    "equations.forms": (
        "同一套规则写成两种形式：整体模型中 $Y_{{pt}}$ 是各省自己的表达式；分省协调时 $Y_{{pt}}$ 是变量，"
        "由省内的 `link` 行给出。测试证明两者最优值相同。",
        "The same rules are written in two forms: in the whole model $Y_{{pt}}$ is a province's own expression; in the "
        "model coordinated by province it is a variable, given by the province's `link` row. A test holds that both "
        "have the same optimum.",
    ),
    "equations.symbols": ("集合与参数", "Sets and parameters"),
    "equations.symbol": ("符号 Symbol", "Symbol"),
    "equations.meaning": ("含义 Meaning", "Meaning"),
    "equations.variables": ("变量", "Variables"),
    "equations.province_rules": ("省内规则", "Rules within a province"),
    "equations.nation_rules": ("全国规则", "National rules"),
    "equations.goals": ("目标", "Goals"),
    "equations.goals_text": (
        "按 `order` 逐个优化；先前目标的取值 $v_j$ 由一条全国约束保住，至多让出其容差 $\\epsilon_j$。",
        "Optimised one after another in their `order`; the value $v_j$ of an earlier goal is kept by one national row, "
        "less its tolerance $\\epsilon_j$ at most.",
    ),
    "equations.index": ("下标范围 Index", "Index"),
    "equations.unit": ("单位 Unit", "Unit"),
    "equations.switch": ("模型键 Key", "Key"),
    "equations.source": ("代码 Code", "Code"),
    # Sets and parameters
    "symbol.provinces": ("范围内的省份；$P_g$：组 $g$ 的省份", "provinces in scope; $P_g$: those of group $g$"),
    "symbol.cities": (
        "省 $p$ 的地点；$I_p^{{\\mathrm{{small}}}}$：其中的中小城市",
        "places of province $p$; small cities among them",
    ),
    "symbol.core": ("枢纽中心城市，始终连通", "core places, always connected"),
    "symbol.years": (
        "规划年；$T_u$：项目可以投运的年份（最早、最晚开工年加 `lead_years`）",
        "planning years; $T_u$: those in which a project can go into service (its start years plus `lead_years`)",
    ),
    "symbol.projects": (
        "省 $p$ 的项目，按状态或类型标注；"
        "$\\mathrm{{due}}_u$：已承诺项目须在其年末前投运的年份（未写则为可投运的末年）",
        "projects of province $p$, by status or kind; $\\mathrm{{due}}_u$: year by whose end a committed one must "
        "be in service (the last in which it can go, if none is stated)",
    ),
    "symbol.uplinks": ("以城市 $i$ 为下端的上联链路", "uplinks whose lower end is city $i$"),
    "symbol.reach": ("服务 $s$ 下城市 $i$ 可达的设施", "sites in reach of city $i$ for service $s$"),
    "symbol.accounts": (
        "省 $p$ 的账户：各牵头运营商、各共建体（运营商 $c$ 的份额为 $\\alpha_{{ck}}$），以及共享",
        "accounts of province $p$: each lead carrier, each co-build (with the share $\\alpha_{{ck}}$ of carrier $c$), "
        "and shared",
    ),
    "symbol.timetable": (
        "账户 $k$ 在 $t$ 年投运的工程中，于 $\\tau$ 年支付的比例：$\\omega_{{kt\\tau}} = \\sum_n \\beta_n$，"
        "$\\min(t - \\mathrm{{lead}} + n,\\ t_n) = \\tau$（末年之后到期的在末年预留）；不写 `lead_years`、"
        "`payment_profile` 时 $\\omega_{{ktt}} = 1$。资金变量的年份 $t$ 是投运年",
        "part of what account $k$ puts into service in $t$ that is paid in $\\tau$: "
        "$\\omega_{{kt\\tau}} = \\sum_n \\beta_n$ over instalments with "
        "$\\min(t - \\mathrm{{lead}} + n,\\ t_n) = \\tau$ (what falls due after the last year is set aside in it); "
        "without `lead_years` and `payment_profile`, $\\omega_{{ktt}} = 1$. The year $t$ of variables of money is that "
        "in which works go into service",
    ),
    "symbol.capex": (
        "项目固定部分的投资；$G_{{ut}}$：每个模块的投资",
        "capex of a project's fixed part; $G_{{ut}}$: of a module",
    ),
    "symbol.modules": (
        "已有模块数；$\\bar M_u$：模块数上限；$K_u$：每个模块的容量",
        "existing modules; $\\bar M_u$: most modules; $K_u$: capacity of a module",
    ),
    "symbol.demand": (
        "需求；$D_{{su}}$：项目 $u$ 投运后给服务 $s$ 增加的需求；$\\psi_s$：新增模块的最低占用比例",
        "demand; $D_{{su}}$: what project $u$ adds to the demand for service $s$ while in service; "
        "$\\psi_s$: least share of new modules that is filled",
    ),
    "symbol.ways": (
        "城市 $i$ 可以凭以享有受保护服务 $s$ 的上联链路；$\\theta_l$：链路的光缆路由",
        "uplinks over which city $i$ can have the protected service $s$; $\\theta_l$: cable route of an uplink",
    ),
    "symbol.rings": (
        "环网保护服务 $s$ 下，城市 $i$ 在 $c$ 侧可用的链路：红侧通向环序 $\\varphi$ 更小的一端，蓝侧通向更大的一端；"
        "有两个节点的枢纽在两端",
        "links that city $i$ may use on side $c$ for service $s$ protected along rings: red ones lead to an end with "
        "lower position $\\varphi$ in the order, blue ones to a higher one; core places with two nodes stand at both "
        "ends",
    ),
    "symbol.traffic": (
        "城市 $i$ 连通后在建设内容 $a$ 的链路上发送的流量（Gbps）；"
        "$L_a$：这些链路，$S^{{\\mathrm{{protected}}}}_a$：凭它们保护的服务；$K_l$：一个波道的容量，波道即上联链路的模块",
        "traffic that city $i$ sends over uplinks of measure $a$ while connected, Gbps; $L_a$: these uplinks, "
        "$S^{{\\mathrm{{protected}}}}_a$: services protected over them; $K_l$: capacity of a wavelength, which is a "
        "module of its uplink",
    ),
    "symbol.thresholds": (
        "状态 $q$ 的门槛；$\\mathcal{{V}}_{{qhi}}$：足以使城市 $i$ 达到门槛 $h$ 的最小项目组",
        "thresholds of status $q$; $\\mathcal{{V}}_{{qhi}}$: smallest sets of projects with which city $i$ meets $h$",
    ),
    "symbol.weights": (
        "组 $g$ 的居民占所比较各组居民之比；$\\bar w$：其均值，$\\alpha$：最差人群所占比例",
        "share of group $g$ in the residents of all groups compared; $\\bar w$: its mean, $\\alpha$: the worst-served "
        "tail",
    ),
    "symbol.budget": (
        "基金或运营商的年度预算；$L_{{fpt}}$：地方资金限额",
        "yearly budget; $L_{{fpt}}$: limit of local money",
    ),
    "symbol.indicator": (
        "省 $p$ 对指标分子的贡献；$N_g$：分母（城市数或千人，无分母时为 1）",
        "what province $p$ contributes to an indicator; $N_g$: its denominator (cities, thousand persons, or 1)",
    ),
    # Variables
    "variable.done": ("项目 $u$ 在 $t$ 年末前投运。", "Project $u$ is in service by the end of year $t$."),
    "variable.modules": (
        "设施或带波道的上联链路 $u$ 在 $t$ 年末的模块数，含已有。",
        "Modules of site $u$, or wavelengths of uplink $u$, at the end of year $t$, existing ones included.",
    ),
    "variable.connected": (
        "城市 $i$ 在 $t$ 年末已连通到枢纽。",
        "City $i$ is connected to the core at the end of year $t$.",
    ),
    "variable.served": (
        "城市 $i$ 在 $t$ 年末享有可达服务 $s$。",
        "City $i$ has service $s$ from a site in reach at the end of year $t$.",
    ),
    "variable.share": (
        "$t$ 年末城市 $i$ 对服务 $s$ 的需求中由设施 $u$ 承载的份额。",
        "Share of the demand of city $i$ for service $s$ that site $u$ carries at the end of year $t$.",
    ),
    "variable.take": (
        "$t$ 年末项目 $u$ 给服务 $s$ 增加的需求中由设施 $v$ 承载的份额。",
        "Share of what project $u$ adds to the demand for service $s$ that site $v$ carries at the end of year $t$.",
    ),
    "variable.use": (
        "上联链路 $l$ 是其下端城市享有受保护服务 $s$ 的两条路由之一。有流量要承载时取整数；"
        "否则取连续值即可：约束是运输问题，整数解必定存在。",
        "Uplink $l$ is one of the two ways over which its lower end has the protected service $s$. Whole where traffic "
        "is carried; elsewhere the rows are those of a transport problem, so whole values exist.",
    ),
    "variable.ring": (
        "地点 $i$ 在 $c$ 侧有通往枢纽的路：沿环序递减（红）或递增（蓝）。",
        "Place $i$ has a way to the core on side $c$: with falling (red) or rising (blue) order.",
    ),
    "variable.ring_use": (
        "链路 $l$ 接续其一端在 $c$ 侧的路；通往双节点枢纽的链路落在其中一个节点，取整数。",
        "Link $l$ takes the way of its end on side $c$ on; whole where it lands at one of a core place's two nodes.",
    ),
    "variable.flow": ("$t$ 年末上联链路 $l$ 上的流量。", "Traffic on uplink $l$ at the end of year $t$."),
    "variable.met": (
        "城市 $i$ 达到状态 $q$ 的门槛 $h$；只有一组最小充分项目的门槛不设变量。",
        "City $i$ meets threshold $h$ of status $q$; a threshold with a single smallest sufficient set has no "
        "variable.",
    ),
    "variable.status": ("城市 $i$ 在 $t$ 年末具有状态 $q$。", "City $i$ has status $q$ at the end of year $t$."),
    "variable.grant": (
        "补助规则 $r$ 在 $t$ 年付给本省账户 $k$ 的资金。",
        "Money that subsidy rule $r$ pays to account $k$ of the province in year $t$.",
    ),
    "variable.site_grant": (
        "其中给项目 $u$ 的部分：项目带模块，或其城市设有上限。",
        "The part of it that goes to project $u$, which has modules or lies in a city with a ceiling.",
    ),
    "variable.local": (
        "地方资金 $f$ 在 $t$ 年为本省账户 $k$ 支付的金额。",
        "Money of local fund $f$ for account $k$ of the province in year $t$.",
    ),
    "variable.enterprise": (
        "运营商 $c$ 在 $t$ 年为账户 $k$ 支付的金额。",
        "Money of carrier $c$ for account $k$ in year $t$.",
    ),
    "variable.shortfall": ("目标的缺口，以指标单位计。", "What is missing to a target, in the indicator's unit."),
    "variable.fund_carry": (
        "基金从 $t$ 年结转到下一年的余额。",
        "Unused money of a fund carried from year $t$ to the next.",
    ),
    "variable.carrier_carry": (
        "运营商从 $t$ 年结转到下一年的投资余额。",
        "Unused capex of a carrier carried from year $t$ to the next.",
    ),
    "variable.spread": ("基尼规则中两组之间的距离。", "Distance between two groups in a Gini rule."),
    "variable.quantile": (
        "最差人群的分界水平，由最优解自行选定。",
        "Level below which residents count among the worst served; the optimum chooses it.",
    ),
    "variable.below": ("某组低于该水平的幅度。", "How far a group is below that level."),
    "variable.equity": (
        "公平规则所量的值（指标 equity.ID），仅在作为目标、指标要求或限度时才有。",
        "What an equity rule measures (indicator equity.ID), where a goal, target or limit asks for it.",
    ),
    # Rules within a province
    "rule.monotone": ("投运的项目一直投运。", "What is in service stays in service."),
    "rule.modules_monotone": ("已有的模块不会撤除。", "Modules in place stay in place."),
    "rule.module_limit": (
        "只有投运的设施或上联链路才有模块，且不超过可达需求或流量所能填满的数量。",
        "Only a site or uplink in service has modules, and at most as many as demand in reach, or traffic, can fill.",
    ),
    "rule.first_module": (
        "带模块的设施或上联链路投运后至少有一个模块。",
        "A site or uplink that takes modules has at least one while in service.",
    ),
    "rule.requirement": (
        "项目投运时，其备选前提中至少有规定个数同年成立。",
        "A project is in service only with the stated number of its alternatives, in the same year.",
    ),
    "rule.uplink_parent": (
        "上联链路投运时，上端须是枢纽或已连通的城市。",
        "An uplink is in service only if its upper end is a core place or connected.",
    ),
    "rule.connected_by": ("城市只能经由自己的上联链路连通。", "A city is connected only over one of its uplinks."),
    "rule.connected_counts": (
        "有上联链路投运的城市必须计为已连通。",
        "A city with an uplink in service counts as connected.",
    ),
    "rule.cover": (
        "城市享有服务，须有可达范围内投运的设施。",
        "A city is served only with a site in reach that is in service.",
    ),
    "rule.assign": (
        "可达设施承载了城市的全部需求，城市才算享有服务；需求可以分给几处设施。",
        "A city is served when sites in reach carry its whole demand, which may be split over sites.",
    ),
    "rule.reach": ("只有投运的设施才能承载需求。", "A site carries demand only when it is in service."),
    "rule.capacity": ("设施承载的需求不超过其模块的容量。", "A site carries no more than its modules can."),
    "rule.min_fill": (
        "新增模块不空置：承载的需求不低于新增容量的规定比例。",
        "New modules are not empty: a site carries at least a stated share of their capacity.",
    ),
    "rule.surrogate": (
        "一省可达的全部模块足以承载其已服务城市的全部需求（由其他规则推出，供求解器使用）。",
        "All modules in reach of a province can carry the demand of its served cities (follows from other rules; "
        "written for the solver).",
    ),
    "rule.served_connected": ("城市须已连通才能享有该服务。", "A city is served only when it is connected."),
    "rule.served_monotone": ("享有服务的城市一直享有。", "A city that is served stays served."),
    "rule.take_up": (
        "投运项目所增加的需求须由可达设施全部承载。",
        "What a project in service adds to a demand is carried whole by sites in reach.",
    ),
    "rule.take_reach": (
        "只有投运的设施才能承载项目所增加的需求。",
        "A site carries what a project adds only when it is in service.",
    ),
    "rule.protected_two": (
        "受保护的地点恰有两条路由，不受保护的没有；单点失效不会使其失去连通的证明见代码开头。",
        "A protected place has two ways, no more and no less; the proof that no single failure cuts both is at the head"
        " of the code.",
    ),
    "rule.use_done": ("路由须是投运的上联链路。", "A way is an uplink in service."),
    "rule.use_protected": (
        "路由的上端须是枢纽或同样受保护的地点。",
        "A way ends at a core place or at one that is itself protected.",
    ),
    "rule.use_node": (
        "两条路由止于不同节点：只有一个出口节点的上端只承接其中一条。",
        "The two ways end at different nodes: a place with a single egress node takes one of them.",
    ),
    "rule.use_route": ("两条路由走不同的光缆路由。", "The two ways take different cable routes."),
    "rule.ring_protected": (
        "受保护的地点两侧都有路；任一单点故障不会同时中断两侧，证明见该模块开头。",
        "A protected place has a way on each side; the proof that no single failure cuts both is at the head of the "
        "module.",
    ),
    "rule.ring_way": ("一侧的路由某条链路接续。", "A way goes on over some link."),
    "rule.ring_done": ("接续的链路已经投运。", "A link that takes a way on is in service."),
    "rule.ring_node": (
        "通往双节点枢纽的链路只落在其中一个节点，红侧或蓝侧。",
        "A link to a core place with two nodes lands at one of them, for red or for blue.",
    ),
    "rule.ring_end": (
        "一侧的路通向枢纽，或同侧也有路的地点。",
        "A way goes on to a core place, or to one that has a way on the same side.",
    ),
    "rule.ring_route": (
        "受保护地点两侧的路不全走同一条光缆路由。",
        "The ways of a protected place do not all leave it along one cable route.",
    ),
    "rule.flow_balance": (
        "地点的流量连同下方来的流量全部向上发送；受保护地点自身的流量发送两份。",
        "What a place sends goes up its uplinks with all that comes from below; its own goes twice if it is protected.",
    ),
    "rule.flow_protected": (
        "受保护地点的两条路由各自承载其全部流量（1+1）。",
        "Each of the two ways of a protected place carries all that the place sends (1+1).",
    ),
    "rule.flow_capacity": (
        "上联链路承载的流量不超过其波道容量。",
        "An uplink carries no more than its wavelengths can.",
    ),
    "rule.met_only": (
        "缺一不可的项目组中每组至少有一个投运，才算达到门槛。",
        "A threshold is met only with one project of every set that it cannot do without.",
    ),
    "rule.met_counts": (
        "有一组充分的项目投运，就必须计为达到门槛。",
        "A threshold with a sufficient set of projects in service is met.",
    ),
    "rule.status_all": ("具备全部条件的城市才有该状态。", "A city has a status only with every part of it."),
    "rule.status_any": ("具备全部条件的城市必须计入该状态。", "A city with every part of a status has it."),
    "rule.balance": (
        "每个账户当年的投资由补助、地方资金和运营商资金恰好付清。",
        "Grants, local money and carriers' money together pay the capex of each account, no more and no less.",
    ),
    "rule.grant_bound": (
        "补助不超过当年开工项目按比例和单项上限可得之和。",
        "A subsidy rule pays no more than the sum of what it may pay for each project that starts.",
    ),
    "rule.site_grant_share": (
        "带模块的项目所得补助不超过其当年基数（投资，或另计若干年运维费）的规定比例。",
        "The grant of a project with modules is at most a share of its base in the year: capex, with opex if the rule "
        "says so.",
    ),
    "rule.site_grant_ceiling": (
        "带模块的项目历年所得补助之和不超过单项上限。",
        "The grants of a project with modules over all years stay below the ceiling of a project.",
    ),
    "rule.local_limit": (
        "地方资金不超过本省年度限额。",
        "A local fund pays at most its yearly limit in the province.",
    ),
    "rule.local_per_grant": (
        "地方资金不超过同省同年补助的规定倍数。",
        "A local fund pays at most so much per yuan of grants in the same province and year.",
    ),
    "rule.floor_province": ("各省的指标不低于规定值。", "An indicator of each province is at least so much."),
    "rule.limit_local": (
        "各省或各城市的指标不超出规定限度。",
        "An indicator of each province, or of each city, stays within its limits.",
    ),
    # National rules
    "rule.fund_budget": (
        "补助资金每年支出不超过预算与结转之和。",
        "A grant fund pays at most its envelope and what was carried into the year.",
    ),
    "rule.carrier_budget": (
        "运营商每年支出不超过投资限额与结转之和。",
        "A carrier pays at most its capex limit and what was carried into the year.",
    ),
    "rule.site_load": (
        "其他省份也可使用的已有设施，承载的需求（含项目增加的需求）不超过其模块的容量。",
        "An existing site that other provinces may use, too, carries no more than its modules can, what projects add "
        "included.",
    ),
    "rule.target": (
        "指标达到目标值，达不到的部分记为缺口。",
        "An indicator reaches its target, or the shortfall says by how much it does not.",
    ),
    "rule.limit": (
        "全国、各地区或各城市组的指标不超出规定限度。",
        "An indicator of the nation, of each region or of each group of cities stays within its limits.",
    ),
    "rule.floor": (
        "各地区或各城市组的指标不低于规定值。",
        "An indicator of each region, or of each group of cities, is at least so much.",
    ),
    "rule.least": ("服务最差的一组也不低于规定值。", "Even the worst-served group has at least so much."),
    "rule.worst_below": (
        "某组低于分界水平的幅度不小于其差额。",
        "A group is below the level by at least the difference.",
    ),
    "rule.worst": (
        "最差的规定比例人口的平均水平（条件风险值）不低于规定值。",
        "The mean over the worst-served share of the residents (CVaR) is at least so much.",
    ),
    "rule.order": (
        "后列组不好于前一组，或至多好出规定的数。",
        "No group is better served than the one named before it, or by so much at most.",
    ),
    "rule.equity_least": (
        "最差一组的值不高于任何一组。",
        "The worst-served group is no better served than any.",
    ),
    "rule.equity_worst": (
        "最差人群的值不高于其平均水平。",
        "The worst-served tail is no better served than its mean.",
    ),
    "rule.equity_gap": ("差距不小于任意两组之差。", "The gap is at least the difference of any two groups."),
    "rule.equity_order": (
        "后列组的领先不小于任意一组比前一组好出的数。",
        "The lead of later groups is at least by how much any group is better served than the one named before it.",
    ),
    "rule.equity_gini": (
        "绝对基尼系数（系数乘以均值）不小于加权距离之和。",
        "The absolute Gini (the coefficient times the mean) is at least the weighted distances.",
    ),
    "rule.gap": ("任意两组的指标相差不超过规定值。", "Any two groups are at most so far apart."),
    "rule.money_share": (
        "指定各组合计占全国的比例不低于规定值。",
        "The named groups together hold at least a share of the national sum.",
    ),
    "rule.gini_spread": (
        "两组之间的距离不小于其指标之差。",
        "The distance between two groups is at least their difference.",
    ),
    "rule.gini": (
        "以中小城市人口加权的基尼系数不超过规定值。",
        "The Gini coefficient over groups, weighted by residents of small cities, is at most so much.",
    ),
}
