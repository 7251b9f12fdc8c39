"""Sentences of the room that reads model files."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Reading a file.
    "config.no_file": ("没有这个文件。", "There is no such file."),
    "config.is_directory": (
        "这是文件夹，应为一个 TOML 模型文件。",
        "This is a folder; a TOML model file is expected.",
    ),
    "config.unreadable": ("文件无法读取（{reason}）。", "The file cannot be read ({reason})."),
    "config.not_utf8": (
        "文件不是 UTF-8 编码，请另存为 UTF-8。",
        "The file is not in UTF-8; save it as UTF-8.",
    ),
    "config.too_deep": ("括号嵌套过深。", "Brackets are nested too deeply."),
    "config.syntax": ("TOML 语法有误：{what}。此行为：{text}", "TOML syntax: {what}. The line reads: {text}"),
    "config.syntax.equals": ("键之后缺少“=”", "“=” is missing after a key"),
    "config.syntax.value": (
        "值无法识别（文字要加双引号，小数点前要有数字，真假写 true 或 false）",
        "the value is not understood (text needs double quotes, decimals a leading digit, truth is true or false)",
    ),
    "config.syntax.header": ("表头的方括号没有闭合", "the square brackets of a table's header are not closed"),
    "config.syntax.unclosed_array": ("方括号没有闭合", "a square bracket is not closed"),
    "config.syntax.unclosed_table": ("花括号没有闭合", "a curly bracket is not closed"),
    "config.syntax.unterminated": ("引号没有闭合", "a quotation mark is not closed"),
    "config.syntax.character": ("含有不允许的字符", "a character is not allowed here"),
    "config.syntax.newline": ("一个值之后应换行", "a new line is expected after a value"),
    "config.syntax.twice": ("同一个键或表写了两次", "the same key or table is written twice"),
    "config.syntax.statement": (
        "应为“键 = 值”或“[表]”（中文键要加双引号）",
        "“key = value” or “[table]” is expected (keys other than letters, digits, _ and - need double quotes)",
    ),
    "config.syntax.other": ("不是有效的 TOML", "this is not valid TOML"),
    # base and dataset.
    "config.base_not_text": (
        "base 应为另一个模型文件的相对路径（文字）。",
        "base must be the relative path of another model file, as text.",
    ),
    "config.no_base": ("基础文件“{path}”不存在。", "The base file “{path}” does not exist."),
    "config.absolute_path": (
        "路径“{path}”是绝对路径；模型文件只能用相对路径。",
        "The path “{path}” is absolute; a model file may only use relative paths.",
    ),
    "config.path_escapes": (
        "路径“{path}”超出了模型文件所在文件夹的上一级。",
        "The path “{path}” leads outside the folder above the model file's own.",
    ),
    "config.base_cycle": ("base 首尾相接成环：{chain}。", "base leads back to itself: {chain}."),
    # Writing a file.
    "config.resolved": (
        "解析后的模型：基础文件、情景和单项覆盖均已并入，默认值也已写出。",
        "The resolved model: base files, what-ifs and single overrides are merged in, and defaults are written out.",
    ),
    # Overrides.
    "config.bad_override": (
        "“{text}”应写成 键=值，例如 funds.central.budget.2024=1200 或 funds.central.budget=x0.5。",
        "“{text}” should read key=value, for example funds.central.budget.2024=1200 or funds.central.budget=x0.5.",
    ),
    "config.fixed_key": (
        "“{key}”只能写在文件里，不能覆盖。",
        "“{key}” belongs in a file and cannot be overridden.",
    ),
    "config.unknown_what_if": (
        "没有名为“{name}”的情景。已有：{names}。",
        "There is no what-if named “{name}”. There are: {names}.",
    ),
    "config.none_at_all": ("无", "none"),
    "config.what_if_breaks": (
        "采用这个情景后，{where}：{sentence}",
        "With this what-if, {where}: {sentence}",
    ),
    "config.unknown_key": ("没有“{key}”这个键。", "There is no key “{key}”."),
    "config.nothing_there": (
        "“{key}”不存在，无从增减或去除。",
        "“{key}” does not exist, so it cannot be changed relatively or removed.",
    ),
    "config.was_removed": (
        "“{key}”已被前面的覆盖去除，无从增减。",
        "“{key}” was removed by an earlier override and cannot be changed.",
    ),
    "config.not_a_table": (
        "“{key}”是一个值，下面不能再有键。",
        "“{key}” is a value and has no keys below it.",
    ),
    "config.relative_on_text": (
        "“{change}”是增减，但“{key}”下没有数值。",
        "“{change}” is a relative change, but there is no number at “{key}”.",
    ),
    "config.relative_on_value": (
        "“{change}”是对数值的增减，但“{key}”现在是 {value}，不是数值；可以写成：{expected}。",
        "“{change}” changes a number by so much, but “{key}” is {value}, not a number; expected {expected}.",
    ),
    # Values.
    "config.missing": ("“{key}”缺少 {names}。", "“{key}” lacks {names}."),
    "config.missing_top": ("文件缺少 {names}。", "The file lacks {names}."),
    "config.wrong_value": ("{value} 不合要求，应为：{expected}。", "{value} will not do; expected {expected}."),
    "config.empty": ("不能为空，至少要有一项。", "This must not be empty; at least one entry is needed."),
    "config.bad_id": (
        "标识“{name}”须以英文字母开头，只含英文字母、数字和下划线。",
        "The id “{name}” must begin with a letter and hold only letters, digits and underscores.",
    ),
    "config.bad_year": (
        "“{name}”不是年份，应为四位数，如 2024。",
        "“{name}” is not a year; expected four digits, such as 2024.",
    ),
    "config.type.or": ("{one}，或{other}", "{one}, or {other}"),
    "config.type.only": ("{choices}", "{choices}"),
    "config.type.literal": ("以下之一：{choices}", "one of {choices}"),
    "config.type.list": ("列表，每项为{item}", "a list, each item {item}"),
    "config.type.entries": ("表（键为{key}，值为{value}）", "a table (key: {key}; value: {value})"),
    "config.type.tables": ("若干个表，键为{key}", "tables, each under {key}"),
    "config.type.bool": ("true 或 false", "true or false"),
    "config.type.id": ("标识（英文字母、数字、下划线）", "an id (letters, digits, underscores)"),
    "config.type.text": ("文字（加双引号）", "text (in double quotes)"),
    "config.type.year": ("年份", "a year"),
    "config.type.integer": ("整数", "a whole number"),
    "config.type.number": ("数值", "a number"),
    "config.type.bounded": ("{noun}（{range}）", "{noun} ({range})"),
    "config.type.table": ("一个表", "a table"),
    # What the schema's tables demand of themselves.
    "config.years_order": (
        "last_year {last} 早于 first_year {first}。",
        "last_year {last} lies before first_year {first}.",
    ),
    "config.years_many": ("规划期最多 {most} 年。", "There may be at most {most} planning years."),
    "config.profile_sum": (
        "各期付款比例之和应为 1，现为 {total}。",
        "The parts of a payment profile must add up to 1; these add up to {total}.",
    ),
    "config.requirement_empty": (
        "一条前提要写 measures、services 或 connected = true。",
        "A requirement needs measures, services or connected = true.",
    ),
    "config.requirement_count": (
        "count = {count}，但只列了 {listed} 项可选。",
        "count = {count}, but the alternatives listed are {listed}.",
    ),
    "config.modules_only_sites": (
        'capacity_per_module 和 max_modules 只用于 kind = "site" 或 "uplink" 的建设内容。',
        'capacity_per_module and max_modules belong to measures of kind = "site" and "uplink".',
    ),
    "config.modules_need_capacity": (
        "写了 max_modules 就要写 capacity_per_module。",
        "max_modules needs capacity_per_module.",
    ),
    "config.reach_not_own": (
        'reach_km 和 max_sites 用于 mode = "cover" 或 "capacity"。',
        'reach_km and max_sites belong to mode = "cover" and "capacity".',
    ),
    "config.capacity_needs_demand": (
        'mode = "capacity" 要写 demand（cities.csv 的一列）。',
        'mode = "capacity" needs demand, a column of cities.csv.',
    ),
    "config.demand_only_capacity": (
        'demand、min_fill 和 haul_myuan_per_unit_km 用于 mode = "capacity"。',
        'demand, min_fill and haul_myuan_per_unit_km belong to mode = "capacity".',
    ),
    "config.resilience_only_protected": (
        'resilience 只用于 mode = "protected" 的服务。',
        'resilience belongs to services of mode = "protected".',
    ),
    "config.order_only_rings": (
        'ring_order 只用于 resilience = "ring" 的服务。',
        'ring_order belongs to services of resilience = "ring".',
    ),
    "config.loads_only_city": (
        'loads 只用于 kind = "city" 的建设内容。',
        'loads belong to measures of kind = "city".',
    ),
    "config.status_empty": (
        "一个状态至少要有一项服务、一个 thresholds，或 connected = true。",
        "A status needs at least one service, one threshold, or connected = true.",
    ),
    "config.minimum_share_groups": (
        "最低份额要写 regions 或 provinces。",
        "A minimum share needs regions or provinces.",
    ),
    "config.minimum_share_envelope": (
        'of = "envelope" 的最低份额要有本规则自己的 envelope。',
        'A minimum share of = "envelope" needs an envelope of the rule\'s own.',
    ),
    "config.co_build_sum": (
        "各企业的份额合计为 {sum:g}，应为 1。",
        "The shares of the carriers add up to {sum:g}; they must add up to 1.",
    ),
    "config.goal_group": (
        'by 不是 "nation" 时要写 group，是 "nation" 时不写。',
        'A goal takes group exactly when by is not "nation".',
    ),
    "config.grant_fund_local_keys": (
        'limit_column、max_per_grant 和 measures 用于 kind = "local" 的资金；grant 类资金补助什么由补助规则写明。',
        'limit_column, max_per_grant and measures belong to funds of kind = "local"; what a grant fund pays for stands '
        "in its subsidy rules.",
    ),
    "config.grant_fund_budget": (
        'kind = "grant" 的资金要按年写 budget。',
        'A fund of kind = "grant" needs a budget by year.',
    ),
    "config.local_fund_keys": (
        'kind = "local" 的资金要写 limit_column，不写 budget 和 carry_over：其限额按年计，不结转。',
        'A fund of kind = "local" needs limit_column and takes no budget or carry_over: its limit is by year.',
    ),
    "config.limit_side": ("限制要写 at_least 或 at_most。", "A limit needs at_least or at_most."),
    "config.limit_order": (
        "at_least {low:g} 大于 at_most {high:g}。",
        "at_least {low:g} exceeds at_most {high:g}.",
    ),
    "config.rule_side": (
        'kind = "{kind}" 的规则，界限写 {wanted}。',
        'The bound of a rule of kind = "{kind}" is {wanted}.',
    ),
    "config.rule_groups": (
        'kind = "share" 或 "order" 的规则要写 groups。',
        'A rule of kind = "share" or "order" needs groups.',
    ),
    "config.rule_fraction": (
        'kind = "{kind}" 的规则，{key} 应在 0 与 1 之间。',
        'In a rule of kind = "{kind}", {key} lies between 0 and 1.',
    ),
    # What tables say of each other.
    "config.kind.measure": ("建设内容", "measure"),
    "config.kind.service": ("服务", "service"),
    "config.kind.fund": ("资金", "fund"),
    "config.kind.lead": ("牵头方", "lead"),
    "config.kind.indicator": ("指标", "indicator"),
    "config.kind.effect": ("年度效果", "effect"),
    "config.kind.carrier": ("企业", "carrier"),
    "config.kind.account": ("出资方", "account"),
    "config.kind.group": ("分组", "group"),
    "config.ref.unknown": (
        "没有名为“{name}”的{kind}。可用：{names}。",
        "There is no {kind} named “{name}”. There are: {names}.",
    ),
    "config.ref.unknown_many": ("没有名为“{name}”的{kind}。", "There is no {kind} named “{name}”."),
    "config.ref.twice": ("“{name}”列了两次。", "“{name}” is listed twice."),
    "config.ref.reserved": (
        "“{name}”在指标名或牵头方中另有含义，请换一个标识。",
        "“{name}” has a meaning of its own in names of indicators or as a lead; choose another id.",
    ),
    "config.ref.clash": (
        "{first} 与 {second} 中都有“{name}”，名称会有两种含义；请改一个。",
        "Both {first} and {second} have “{name}”, so the name would mean two things; rename one.",
    ),
    "config.ref.requires_uplink": (
        "“{name}”是上联；要求上联请写 connected = true。",
        "“{name}” is an uplink; to require one, write connected = true.",
    ),
    "config.ref.requires_cycle": ("前提首尾相接成环：{chain}。", "The requirements lead back to themselves: {chain}."),
    "config.ref.mode_kind": (
        'mode = "{mode}" 的服务要由 kind = "{wanted}" 的建设内容提供，而“{name}”是 "{kind}"。',
        'A service of mode = "{mode}" needs a measure of kind = "{wanted}", but “{name}” is "{kind}".',
    ),
    "config.ref.negative": ("{value:g} 是负数；此处不能为负。", "{value:g} is negative, which makes no sense here."),
    "config.ref.load_mode": (
        '“{name}”是 mode = "{mode}" 的服务；负荷只能加在 mode = "capacity" 的服务上。',
        '“{name}” is a service of mode = "{mode}"; loads belong on services of mode = "capacity".',
    ),
    "config.ref.revenue_module": (
        "按模块计的收入只用于写了 capacity_per_module 的 site 类建设内容。",
        'Revenue by module belongs to measures of kind = "site" with capacity_per_module.',
    ),
    "config.ref.adds_kind": (
        '“{name}”是 kind = "{kind}"；数值只能由 kind = "city" 的建设内容提高。',
        '“{name}” is of kind = "{kind}"; only measures of kind = "city" raise a figure.',
    ),
    "config.ref.adds_many": (
        "列了 {count} 项建设内容，至多 {most} 项。",
        "{count} measures are listed; there may be at most {most}.",
    ),
    "config.ref.traffic_measure": (
        "流量要由写了 capacity_per_module 的 uplink 类建设内容承载，“{name}”不是。",
        'Traffic needs a measure of kind = "uplink" with capacity_per_module; “{name}” is none.',
    ),
    "config.ref.ring_traffic": (
        "[traffic] 的“{name}”由“{measure}”承载；环网保护只判断通断，不能与整波道流量用在同一类链路上。"
        '请关闭该流量（enabled = false），或改用 resilience = "dual_homing"。',
        "“{measure}” carries the traffic “{name}”. Rings only tell whether places stay connected; they do not go with "
        "traffic in wavelengths on the same links: switch the traffic off (enabled = false), or use "
        'resilience = "dual_homing".',
    ),
    "config.ref.needs_viability": (
        "need_test 要有 [viability] 一节，缺口才有定义。",
        "need_test needs the table [viability], which says what a gap is.",
    ),
    "config.ref.match_without_local": (
        'min_match 要有 kind = "local" 的资金，否则谁也得不到补助。',
        'min_match needs a fund of kind = "local"; without one nobody could receive a grant.',
    ),
    "config.ref.obliged_uplink": (
        "“{name}”是上联；义务只能写 city 类或 site 类建设内容。",
        "“{name}” is an uplink; obligations name measures of kind city or site.",
    ),
    "config.ref.no_groups": (
        'by = "group" 要有 [groups] 中的分组，这里一个也没有。',
        'by = "group" needs groups in [groups]; there are none.',
    ),
    "config.ref.order_groups": (
        'kind = "order" 的规则至少列两个组，且不得重复。',
        'A rule of kind = "order" lists at least two groups, each once.',
    ),
    "config.ref.equity_sense": (
        '“{name}”由 kind = "{kind}" 的规则计量，作次序目标时 sense 应为 "{sense}"。',
        '“{name}” measures a rule of kind = "{kind}"; as a goal its sense is "{sense}".',
    ),
    "config.ref.equity_side": (
        '“{name}”由 kind = "{kind}" 的规则计量，限制只能写 {wanted}。',
        '“{name}” measures a rule of kind = "{kind}"; its limit is {wanted}.',
    ),
    "config.ref.equity_year": (
        "“{name}”的年份由规则决定，这里不写 years。",
        "The year of “{name}” is that of its rule; leave years out.",
    ),
    "config.ref.fund_not_grant": (
        '“{name}”是地方资金；补助规则要用 kind = "grant" 的资金。',
        '“{name}” is a local fund; a subsidy rule needs a fund of kind = "grant".',
    ),
    "config.ref.budget_years": (
        "缺少规划年份的预算：{years}。",
        "The budget of these planning years is missing: {years}.",
    ),
    "config.ref.year_outside": (
        "{year} 不在规划期 {first}—{last} 内。",
        "{year} lies outside the planning years {first}-{last}.",
    ),
    "config.ref.share_of_share": (
        "“{name}”已是占比或人均值，不能再按组分份额；请用总量指标。",
        "“{name}” is a share or a figure per head and cannot be shared out among groups; use a total.",
    ),
    "config.ref.not_per_head": (
        '“{name}”是总量；kind = "{kind}" 的规则要用占比或人均指标（share.*、*.per_resident）。',
        '“{name}” is a total; a rule of kind = "{kind}" needs a share or a figure per head (share.*, *.per_resident).',
    ),
    "config.ref.shortfall_inside": (
        "“{name}”只有全国值，自定义指标不能含有它。",
        "“{name}” is known for the nation alone; an indicator of your own cannot hold it.",
    ),
    "config.ref.indicator_cycle": (
        "自定义指标首尾相接成环：{chain}。",
        "Indicators of your own lead back to themselves: {chain}.",
    ),
    "config.ref.national_only": (
        "“{name}”只有全国值，只能作为次序目标或全国限制。",
        "“{name}” is known for the nation alone; use it as a goal or in a national limit.",
    ),
    "config.ref.not_by_city": (
        "“{name}”没有分城市的值，也就不能按自定分组计。",
        "“{name}” cannot be told for single cities, nor for groups of them.",
    ),
    "config.ref.target_groups": (
        '全国目标的 at_least 是一个数；分组写成表时，by 应为 "region"、"province"、"city" 或 "group"。',
        'The at_least of a national target is one number; for a table by group id, by is "region", "province", '
        '"city" or "group".',
    ),
    "config.ref.same_order": (
        "次序 {order} 已由目标“{other}”占用。",
        "Place {order} in the order is already taken by goal “{other}”.",
    ),
}
