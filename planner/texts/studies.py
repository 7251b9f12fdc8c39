"""Sentences of the studies: starting from an earlier run, clashes, prices of rules, explanations, alternatives."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "phase_clash": ("查找相互冲突的规则", "looking for the rules that clash"),
    "phase_clash_changes": ("求各条规则的最小改动", "working out the least change of each rule"),
    "studies.opt_from_run": (
        "从哪次运行的已知结果起步（同一模型改动少时更快，结论不变）。",
        "Run to start from: what it found is reused, so that a changed question is faster; the answer keeps its proof.",
    ),
    "cli.help_prices": (
        "每条规则的代价：去掉它，方案在首个未定目标上能多得多少（由已知结果重新求解，给出区间与估计）。",
        "What each rule costs: what the plan would gain without it on the first goal that is open, re-solved from what "
        "is known, as an interval with an estimate.",
    ),
    "cli.example_prices": (
        "  planner prices reports/national\n  planner prices reports/national --rule rules.gigabit_floor",
        "  planner prices reports/national\n  planner prices reports/national --rule rules.gigabit_floor",
    ),
    "studies.opt_rule": (
        "要计价的规则键，可重复；默认全部公平规则、限值与义务。",
        "Key of a rule to price; may be repeated. Default: every equity rule, limit and obligation.",
    ),
    "studies.opt_rounds": (
        "每次重新求解的改进轮数；0 只证明界（默认）。",
        "Rounds of improvement of each re-solve; 0 only proves bounds (default).",
    ),
    "studies.opt_rule_prices": (
        "求解后接着给出各条规则的代价（同 planner prices）。",
        "Price every rule after the solve, as planner prices does.",
    ),
    "studies.separator": ("；", "; "),
    "studies.no_plan": ("这次运行没有方案，无从追问。", "This run has no plan to ask about."),
    "studies.no_rules": ("模型中没有可计价的规则。", "There is no rule to price."),
    "studies.price": ("  “{name}”（{key}）：去掉它，{effect}", "  “{name}” ({key}): without it, {effect}"),
    "studies.price_unclear": (
        "  “{name}”（{key}）：看不出代价；去掉它，{effect}",
        "  “{name}” ({key}): no cost to be seen; without it, {effect}",
    ),
    "studies.price_relaxed": (
        "  “{name}”（{key}）：按线性松弛，去掉它，{goal}可改善 {estimate}（{share}，误差至多 {error}）；"
        "对完整方案只证明了至多 {high}，要证明不为零，请加 --rounds",
        "  “{name}” ({key}): by the linear relaxation, {goal} would be better by {estimate} without it ({share}, off "
        "by {error} at most); for whole plans only “{high} at most” is proven; --rounds looks for a proof that it is "
        "not nothing",
    ),
    "studies.not_priced": (
        "  到时或中断时尚未计价：{keys}",
        "  Not priced when time ran out or the study was stopped: {keys}",
    ),
    "studies.opt_time": (
        "至多用这么多秒；到时给出已知的，并说明哪些没有做完。",
        "Seconds at most; then what is known is given, and what was not done is told.",
    ),
    "studies.price_nothing": (
        "  “{name}”（{key}）：去掉它什么也得不到（已证明，至{goal}）",
        "  “{name}” ({key}): nothing would be gained without it (proven, down to {goal})",
    ),
    "studies.effect_max": ("{goal}可增加 {amount}", "{goal} would rise by {amount}"),
    "studies.effect_min": ("{goal}可减少 {amount}", "{goal} would fall by {amount}"),
    "studies.between": ("{low} 至 {high}（估计 {estimate}）", "{low} to {high} (estimate {estimate})"),
    "studies.at_most": ("至多 {high}（估计 {estimate}）", "{high} at most (estimate {estimate})"),
    "studies.exactly": ("{high}", "{high}"),
    "studies.not_a_rule": (
        "“{key}”不是只作限制的规则，去掉它谈不上代价。可计价的有：{names}，以及补助规则的各项条件。",
        "“{key}” is no rule that only restricts, so there is no price of it. There are: {names}, and the conditions of "
        "subsidy rules.",
    ),
    "studies.target_alone": (
        "这个目标值只影响缺口，没有其他目标可以比较；给模型再加一个目标（如受益）后可计价。",
        "This target only moves the shortfall, and there is no other goal to compare by; with one more goal (such as "
        "benefit) it can be priced.",
    ),
    "studies.no_columns": (
        "这个文件夹里没有可供起步的结果（columns.parquet、price_points.parquet）。",
        "This folder holds nothing to start from (columns.parquet, price_points.parquet).",
    ),
    "cli.help_alternatives": (
        "哪些项目在每个好方案中都有，哪些只在部分中，哪些都没有；“好”指与最好方案相差不超过容差。能证明的都证明。",
        "Which projects are in every good plan, in some, in none; good means within a tolerance of the best. What can "
        "be proven is.",
    ),
    "cli.example_alternatives": (
        "  planner alternatives reports/national --tolerance 0.01",
        "  planner alternatives reports/national --tolerance 0.01",
    ),
    "studies.opt_tolerance": (
        "好方案的目标值至多差这一比例，如 0.01。",
        "Share of the goal's value that a good plan may be worse by, e.g. 0.01.",
    ),
    "studies.opt_goal": (
        "以哪个目标衡量，默认首个未定目标。",
        "The goal that good is measured by; default: the first that is open.",
    ),
    "studies.opt_differ": (
        "寻找不同方案的轮数；越多，未定的越少。",
        "Rounds of looking for plans that differ; the more, the less stays undecided.",
    ),
    "phase_alternatives": ("寻找与证明", "looking and proving"),
    "studies.no_goal": ("没有目标“{wanted}”。", "There is no goal “{wanted}”."),
    "studies.alternatives": (
        "与所得最好方案相比，{goal}相差不超过 {tolerance} 的各方案：",
        "Plans whose {goal} is within {tolerance} of the best plan found:",
    ),
    "studies.measure": ("建设内容", "Measure"),
    "studies.verdict_all": ("都有", "in all"),
    "studies.verdict_some": ("部分有", "in some"),
    "studies.verdict_none": ("都没有", "in none"),
    "studies.verdict_undecided": ("未定", "undecided"),
    "studies.undecided": (
        "“未定”：在所用轮数内既未找到两种方案，也未证明；加大 --rounds 可再找。",
        "Undecided: within these rounds neither both kinds of plan nor a proof was found; a larger --rounds looks on.",
    ),
    "studies.room_for_proof": (
        "证明为“都有”“都没有”的：{count} 项。证明要求单单去掉（或加上）这一项就使{goal}变差 {room}（{share}）以上，"
        "即容差加上方案与界之差，而单个项目极少有这么大；运行时差距更小（--gap）或 --tolerance 更小，能证明的才更多。",
        "Proven to be in all or in none: {count}. For a proof, leaving out (or adding) that one project must by itself "
        "make {goal} worse by more than {room} ({share}), the tolerance and what lies between plan and bound together; "
        "hardly any single project does. A run with a smaller --gap, or a smaller --tolerance, proves more.",
    ),
    "studies.no_bounds": (
        "“都有”“都没有”无从证明：这次运行在各省的界算出之前就结束了。",
        "Nothing can be proven to be in all or in none: this run ended before it had bounds of the provinces.",
    ),
    "studies.written": ("逐项结果在 {path}", "Project by project in {path}"),
    "studies.changed_input": (
        "运行之后被改动过，所存方案不再与之相符；请重新运行。",
        "It was changed after the run, so the stored plan no longer belongs to it; run again.",
    ),
    "studies.stale": (
        "所存方案与所存输入不符，无从追问；请重新运行。",
        "The stored plan does not fit the stored inputs, so nothing can be asked of it; run again.",
    ),
    "studies.called": ("{name}（{id}）", "{name} ({id})"),
    "studies.several_cities": (
        "“{wanted}”有多个：{cities}；请用编号。",
        "“{wanted}” is the name of several: {cities}; use the id.",
    ),
    "studies.not_small": (
        "{city}不是规划范围内的中小城市。",
        "{city} is none of the small cities that are planned.",
    ),
    "studies.no_city": ("没有叫“{wanted}”的中小城市。", "There is no small city called “{wanted}”."),
    "studies.no_wish": (
        "没有叫“{wanted}”的建设内容、服务或状态。",
        "There is no measure, service or status “{wanted}”.",
    ),
    "studies.own_service": (
        "服务“{wanted}”由城市自己的建设内容提供，请问后者。",
        "Service “{wanted}” comes from a measure of the city's own; ask about that.",
    ),
    "studies.project": ("{city}的{measure}", "{measure} in {city}"),
    "studies.project_link": ("{city}至{to}的{measure}", "{measure} from {city} to {to}"),
    "cli.help_explain": (
        "一座城市为何得到这些、为何没有其余的、要怎样才行；每个回答都经重新求解验证。",
        "Why a city gets what it gets, why not the rest, and what it would take; every answer is verified by solving "
        "again.",
    ),
    "cli.example_explain": (
        "  planner explain reports/national 360921\n  planner explain reports/national 奉新县 --measure gigabit",
        "  planner explain reports/national 360921\n  planner explain reports/national Fengxin --measure gigabit",
    ),
    "explain.written": ("回答存于 {path}", "The answers are kept in {path}"),
    "studies.arg_city": ("城市：编号、中文名、英文名或拼音。", "The city: id, Chinese or English name, or pinyin."),
    "studies.opt_measure": ("只问这一项建设内容、服务或状态。", "Ask about this measure, service or status only."),
    "studies.opt_json": ("以 JSON 给出。", "Answer in JSON."),
    "phase_explain": ("逐项追问", "asking one thing after another"),
    "explain.city": ("{name}（{id}，{province}）", "{name} ({id}, {province})"),
    "explain.had": (
        "  有：{name}，{year} 年，投资 {capex}，{paid}",
        "  Has: {name}, {year}, capex {capex}, {paid}",
    ),
    "explain.had_built": ("  有：{name}，期初已有", "  Has: {name}, from the start"),
    "explain.had_service": ("  有：{name}，{year} 年起", "  Has: {name}, from {year}"),
    "explain.paid": ("出资：{payers}", "paid by {payers}"),
    "explain.free": ("无需出资", "nothing to pay"),
    "explain.payer": ("{name} {amount}", "{name} {amount}"),
    "explain.without": (
        "    为何有它：没有它，{goal}变差 {amount}",
        "    Why: without it, {goal} gets worse by {amount}",
    ),
    "explain.without_found": (
        "    为何有它：按线性松弛，没有它，{goal}约变差 {estimate}；不含它的方案找到一个，{found}；证明至多变差 {high}",
        "    Why: by the linear relaxation {goal} gets worse by about {estimate} without it; a plan "
        "without it was found, {found}; proven: worse by {high} at most",
    ),
    "explain.costs_found": (
        "    若一定要有：按线性松弛，{goal}约变差 {estimate}；含有它的方案找到一个，{found}；证明至多变差 {high}",
        "    With it all the same: by the linear relaxation {goal} gets worse by about {estimate}; a "
        "plan with it was found, {found}; proven: worse by {high} at most",
    ),
    "explain.found_worse": ("比本次方案差 {amount}", "worse than the plan of the run by {amount}"),
    "explain.found_better": ("比本次方案还好 {amount}", "even better than the plan of the run, by {amount}"),
    "explain.found_same": ("与本次方案一样好", "as good as the plan of the run"),
    "explain.unanswered": ("  还没有答案：{names}", "  Not answered yet: {names}"),
    "explain.time_over": (
        "时间已到或已中断：以上只是已答完的部分",
        "Time ran out or the study was stopped: above is what was answered until then",
    ),
    "studies.time_over": (
        "时间已到或已中断：“未定”的项目有些没有轮到。",
        "Time ran out or the study was stopped: some undecided projects were not looked at.",
    ),
    "explain.without_unclear": (
        "    为何有它：没有它，{goal}变差{amount}，无法与零区分",
        "    Why: without it, {goal} gets worse by {amount}, not distinguishable from nothing",
    ),
    "explain.without_nothing": (
        "    为何有它：没有它，也没有目标变差；不过是同样好的方案之一",
        "    Why: without it no goal gets worse; it is one of several plans that are equally good",
    ),
    "explain.without_none": (
        "    为何有它：没有找到不含它的方案；看来规则或别的建设离不开它",
        "    Why: no plan without it was found; rules, or what else is built, seem to need it",
    ),
    "explain.without_committed": ("    为何有它：按输入必须建成", "    Why: the inputs say that it must be built"),
    "explain.impossible": (
        "  不可能：{name}，没有可选的项目",
        "  Not possible: {name}, there is no project to choose",
    ),
    "explain.missing": ("  没有：{name}（{id}）", "  Has not: {name} ({id})"),
    "explain.needs": (
        "    最省的做法：{steps}，共 {cost}",
        "    Cheapest way: {steps}; {cost}",
    ),
    "explain.needs_more": (
        "    最省的做法：{steps}等另 {more} 项，共 {cost}",
        "    Cheapest way: {steps} and {more} more; {cost}",
    ),
    "explain.needs_nothing": ("    不需要再建什么", "    Nothing more has to be built for it"),
    "explain.worth": (
        "    单看这一项，按预算与各条规则的价格：{goal}可改善 {gain}；所占用的计价为 {charges}；净值 {net}",
        "    By itself, at the prices of budgets and rules: {goal} would be better by {gain}; what it uses is charged "
        "{charges}; net {net}",
    ),
    "explain.worth_free": (
        "    单看这一项：{goal}可改善 {gain}，不占用任何有价的东西",
        "    By itself: {goal} would be better by {gain}, and it uses nothing that has a price",
    ),
    "explain.charge": ("{name} {amount}", "{name} {amount}"),
    "explain.costs": ("    若一定要有：{goal}变差 {amount}", "    With it all the same: {goal} gets worse by {amount}"),
    "explain.costs_unclear": (
        "    若一定要有：{goal}变差{amount}，无法与零区分",
        "    With it all the same: {goal} gets worse by {amount}, not distinguishable from nothing",
    ),
    "explain.costs_nothing": (
        "    若一定要有：没有目标变差",
        "    With it all the same: no goal gets worse",
    ),
    "explain.leave": ("    让位的：{projects}{rest}", "    Leaves for it: {projects}{rest}"),
    "explain.later": ("    推迟的：{projects}{rest}", "    Comes later: {projects}{rest}"),
    "explain.enter": ("    新增的：{projects}{rest}", "    Comes in: {projects}{rest}"),
    "explain.goes": ("    随之没有的：{projects}{rest}", "    Goes with it: {projects}{rest}"),
    "explain.instead": ("    换来的：{projects}{rest}", "    Comes in instead: {projects}{rest}"),
    "explain.and_more": ("等另 {more} 项", " and {more} more"),
    "explain.no_plan": (
        "    现有规则下没有找到含有它的方案",
        "    No plan with it was found under the rules as they are",
    ),
    "explain.no_plan_with": (
        "    若一定要有：现有规则下没有含它的方案（已证明）。要有它的话：",
        "    With it all the same: no plan can have it under the rules as they are (proven). For it to be there:",
    ),
    "explain.no_plan_without": (
        "    为何有它：现有规则下没有不含它的方案（已证明）。没有它的话：",
        "    Why: no plan can be without it under the rules as they are (proven). Without it:",
    ),
    "explain.hurried": (
        "    （单项求解到时而止：算得更快或更久，可能找到更好的方案；界仍然成立）",
        "    (A search for this was ended by the clock: given more time a better plan may be found; bounds stay true)",
    ),
    "explain.line": ("    {text}", "    {text}"),
    "explain.sub_line": ("      · {text}", "      · {text}"),
    "explain.in_the_way": (
        "    挡着它的规则：“{name}”（{key}）；{changes}，就能在方案其余一切不变时加上它（已求解验证）",
        "    Rule in its way: “{name}” ({key}); {changes}, and it can be added with all else of the plan kept "
        "(verified by solving)",
    ),
    "explain.budget": (
        "    要怎样才行：{text}，就能有它而别处不受损（已重新求解验证）",
        "    What it would take: {text}; then nothing gets worse with it (verified by solving again)",
    ),
    "explain.room": (
        "    放宽这条规则：“{name}”（{key}）；{changes}，就能有它而别处不受损（已重新求解验证）",
        "    A rule that makes room: “{name}” ({key}); {changes}, and nothing gets worse with it (verified by solving "
        "again)",
    ),
    "explain.room_for_a_plan": (
        "    挡着它的规则：“{name}”（{key}）；{changes}，就有含它的方案（已求解验证）",
        "    Rule in its way: “{name}” ({key}); {changes}, and there is a plan with it (verified by solving)",
    ),
    "explain.unmoved": (
        "    试过而单改一项不够的（或未找到够用的改动）：{names}",
        "    Tried, but no change of one of these by itself was found to be enough: {names}",
    ),
    "explain.budget_other": ("    或者：{text}", "    Or: {text}"),
    "explain.comes_in_once": (
        "      有了这笔增量，自由求解的方案也自行选择它（已验证）",
        "      With just that, a plan solved freely chooses it by itself, too (verified)",
    ),
    "explain.comes_in": (
        "      增量的 {factor} 倍时，自由求解的方案自行选择它（已验证）",
        "      With {factor} times as much, a plan solved freely chooses it by itself (verified)",
    ),
    "explain.goes_elsewhere": (
        "      不强求时，增量的 {most} 倍之内这笔钱仍先用于别处（已试）",
        "      Left free, up to {most} times as much still goes elsewhere first (tried)",
    ),
    "studies.clash_head": (
        "以下 {count} 条规则不能同时成立；去掉其中任何一条，这里其余各条就能同时成立。逐条来看，只改这一条时：",
        "These {count} rules cannot hold together; leave out any one of them, and the rest of this list can. One by "
        "one, if only that rule is changed:",
    ),
    "studies.clash_unproven": (
        "以下 {count} 条规则不能同时成立（是否缺一不可尚未证明）：",
        "These {count} rules cannot hold together (whether all of them are needed is not proven):",
    ),
    "studies.clash_one": (
        "这条规则不能成立：与必须建成的项目和客观条件相抵触：",
        "This rule cannot hold, given what must be built and what is possible:",
    ),
    "studies.clash_committed": (
        "{province}：必须建成的项目无法按期全部建成，与各项规则无关。",
        "{province}: what must be built there cannot all be in service in time, whatever the rules.",
    ),
    "studies.clash_rule": (
        "“{name}”（{key}）：{changes}，就够了",
        "“{name}” ({key}): it is enough to {changes}",
    ),
    "studies.clash_rule_stuck": (
        "“{name}”（{key}）：没有找到够用的改动，去掉它也不够：那时还有不在此列的规则挡着",
        "“{name}” ({key}): no change of it was found that is enough, not even dropping it: rules that are not in this "
        "list then stand in the way",
    ),
    "studies.clash_rule_ended": (
        "“{name}”（{key}）：{changes}，就够了；求解中止，可能不必这么多{least}",
        "“{name}” ({key}): it is enough to {changes}; the search was ended, and less may do{least}",
    ),
    "studies.clash_rule_open": (
        "“{name}”（{key}）：求解中止，尚未求出够用的改动{least}",
        "“{name}” ({key}): the search was ended before a change of it that is enough was found{least}",
    ),
    "studies.clash_least": ("；已证明各年合计至少要加 {amount}", "; proven: at least {amount} more over all years"),
    "studies.rule_viability.rule_project": (
        "每个开工项目的可行性缺口由公共资金补足",
        "Public money fills the viability gap of each project that starts",
    ),
    "studies.rule_viability.rule_carrier": (
        "每个账户在一省一年开工的全部项目，计入公共资金后合计能够自负盈亏",
        "What each account starts in a province and year pays for itself after public money",
    ),
    "studies.rule_subsidies.min_match": (
        "地方资金对各项补助的最低配套",
        "Least local match of grants",
    ),
    "studies.clash_rough": (
        "数额由线性松弛得出并向外取整；完整的方案可能还需略多。",
        "Amounts are those of the linear relaxation, rounded outward; a plan may need slightly more.",
    ),
    "studies.change_raise": ("把{what}由 {old} 提高到 {new}", "raise {what} from {old} to {new}"),
    "studies.change_lower": ("把{what}由 {old} 降低到 {new}", "lower {what} from {old} to {new}"),
    "studies.change_eased": ("在{group}放宽 {amount}", "ease it for {group} by {amount}"),
    "studies.change_eased_years": (
        "{years} 年在{group}各放宽 {amount}",
        "ease it for {group} in {years} by {amount} each",
    ),
    "studies.change_eased_parts": ("在{group}放宽（{parts}）", "ease it for {group} ({parts})"),
    "studies.change_eased_part": ("{year} 年 {amount}", "{year}: {amount}"),
    "studies.change_eased_group": ("{detail} {parts}", "{detail} {parts}"),
    "studies.place_detail": ("{group}（{detail}）", "{group} ({detail})"),
    "studies.named": ("{names}{rest}", "{names}{rest}"),
    "studies.change_dropped": ("不再要求{project}", "no longer ask for {project}"),
    "studies.change_fewer": ("少要求 {count} 个项目", "ask for {count} project(s) fewer"),
    "studies.change_goal": ("允许它变差 {amount}", "let it be worse by {amount}"),
    "studies.change_eased_year": ("{year} 年在{group}放宽 {amount}", "ease it for {group} in {year} by {amount}"),
    "studies.changes_summed": ("共放宽 {amount}，其中{parts}{rest}", "ease it by {amount} in all: {parts}{rest}"),
    "studies.change_part": ("{group} {amount}", "{group} {amount}"),
    "studies.changes_places": (
        "，另有 {more} 处（逐处逐年见 run.json）",
        " and {more} more places (each place and year is in run.json)",
    ),
    "studies.changes_listed": ("（逐年见 run.json）", " (each year is in run.json)"),
    "studies.changes_largest": (
        "{changes}，另有 {more} 处也要改（逐处见 run.json）",
        "{changes} and {more} more of this kind (each is in run.json)",
    ),
    "studies.what_budget": ("{name} {year} 年的额度", "the {year} budget of {name}"),
    "studies.what_at_least": ("{group}的下限", "the floor for {group}"),
    "studies.what_at_least_year": ("{group} {year} 年的下限", "the floor for {group} in {year}"),
    "studies.what_at_most": ("{group}的上限", "the cap for {group}"),
    "studies.what_at_most_year": ("{group} {year} 年的上限", "the cap for {group} in {year}"),
    "studies.what_gap": ("允许的最大差距", "the largest gap allowed"),
    "studies.what_gini": ("允许的最大基尼系数", "the largest Gini coefficient allowed"),
    "studies.what_least": ("最差一组的下限", "the floor for the worst-served group"),
    "studies.what_worst": ("服务最差人口的下限", "the floor for the worst-served residents"),
    "studies.what_order": (
        "允许后一组超过前一组的幅度",
        "the amount by which a group may be better served than the one before it",
    ),
    "studies.what_minimum_share": ("{group}的最低份额", "the smallest share for {group}"),
    "studies.what_minimum_share_year": ("{group} {year} 年的最低份额", "the smallest share for {group} in {year}"),
    "studies.what_share": ("最低占比", "the smallest share"),
    "studies.started_given_up": (
        "起步的方案在先前的运行中可能已为后面的目标让出了容差（{goals}）。本次的差距从这样的方案算起，因此这些目标的差距"
        "可能比从头求解大（约一个容差）；本次后面的目标还可以再让出一个容差。",
        "The plan it began with may already have given up the tolerance of a goal for later ones ({goals}). Gaps are "
        "counted from such a plan, so those of these goals may be larger than in a solve from nothing, by about "
        "the tolerance; later goals of this run may give up as much again.",
    ),
    "studies.started_from": (
        "本次求解从先前一次运行起步：沿用 {columns} 个分省方案，{provinces} 个省级单位中 {unchanged} 个的各行未变。",
        "This run started from an earlier one: {columns} provincial columns were reused; the rows of {unchanged} of "
        "{provinces} provinces are unchanged.",
    ),
}
