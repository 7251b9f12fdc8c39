"""Sentences of the command line: help, questions, results and complaints."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Panels and frames of the help pages.
    "cli.panel_options": ("选项", "Options"),
    "cli.panel_arguments": ("参数", "Arguments"),
    "cli.panel_commands": ("命令", "Commands"),
    "cli.usage": ("用法：", "Usage: "),
    "cli.example": ("示例：", "Example:"),
    # Help of the program and of each verb.
    "cli.help": (
        "云网融合中小城市规划器：由数据表与模型文件得出有界可证、可审计的建设方案与报告。",
        "A planner for cloud-network convergence in small cities: from tables and a model file to a plan with a proven "
        "bound, an audit and a report.",
    ),
    "cli.help_exit_codes": (
        "退出码：0 有方案；1 无方案；2 输入有误；70 程序自身出错；74 结果写不进所要的地方；130 被中断。",
        "Exit codes: 0 a plan; 1 none; 2 wrong input; 70 an error of the planner itself; 74 the results cannot be "
        "written where they should go; 130 interrupted.",
    ),
    "cli.help_new": (
        "新建工作文件夹，内有模型文件及其数据集，可直接修改。",
        "Make a working folder with a model file and its data set, ready to be edited.",
    ),
    "cli.help_check": (
        "检查模型文件与数据集，一次列出全部错误、预警与规模，不求解。",
        "Check a model file and its data set: every error at once, arithmetic warnings and sizes; nothing is solved.",
    ),
    "cli.help_run": (
        "求解模型，写出方案、审计与报告。",
        "Solve a model and write plan, audit and report.",
    ),
    "cli.help_interrupt": (
        "按一次 Ctrl-C：有序结束，保留已有结果；按两次：立即终止，不再写任何内容。",
        "Ctrl-C once ends in order and keeps what has been found so far; twice ends at once and writes nothing more.",
    ),
    "cli.help_audit": (
        "仅凭运行文件夹中的表重新核对每条规则。",
        "Check every rule again from the tables of a run folder alone.",
    ),
    "cli.help_report": ("由运行文件夹重新生成报告。", "Write the report of a run folder again."),
    "cli.help_import": (
        "把自己的城市表并入数据集，先显示列的对应关系再使用。",
        "Bring a city table of your own into a data set; the column mapping is shown before it is used.",
    ),
    "cli.help_import_formats": (
        "接受 CSV（UTF-8 或 GB18030）与 Excel（.xlsx）。",
        "CSV in UTF-8 or GB18030, or Excel (.xlsx).",
    ),
    "cli.help_equations": (
        "列出模型文件所启用的规则及其在数据集上的行数。",
        "List the rules that a model file switches on and the number of rows each has on its data set.",
    ),
    # Examples, one or more lines each.
    "cli.example_planner": (
        "  planner new work --from tiny\n  planner run work/models/tiny.toml",
        "  planner new work --from tiny\n  planner run work/models/tiny.toml",
    ),
    "cli.example_new": ("  planner new work --from national", "  planner new work --from national"),
    "cli.example_check": ("  planner check models/national.toml", "  planner check models/national.toml"),
    "cli.example_run": (
        "  planner run models/national.toml --gap 0.005\n"
        "  planner run models/province.toml --set funds.central.budget.2024=1200 --out reports/try",
        "  planner run models/national.toml --gap 0.005\n"
        "  planner run models/province.toml --set funds.central.budget.2024=1200 --out reports/try",
    ),
    "cli.example_audit": ("  planner audit reports/national", "  planner audit reports/national"),
    "cli.example_report": ("  planner report reports/national", "  planner report reports/national"),
    "cli.example_import": (
        "  planner import datasets/national mine.xlsx --map 户数=homes --out datasets/mine",
        "  planner import datasets/national mine.xlsx --map Households=homes --out datasets/mine",
    ),
    "cli.example_equations": ("  planner equations models/national.toml", "  planner equations models/national.toml"),
    # Help of options.
    "cli.opt_help": ("显示本说明。", "Show this page."),
    "cli.opt_version": ("显示版本。", "Show the version."),
    "cli.opt_lang": (
        "语言：zh、en 或 both（默认；也可设环境变量 PLANNER_LANG）。",
        "Language: zh, en or both (default; also by environment variable PLANNER_LANG).",
    ),
    "cli.arg_model": ("模型文件（.toml）。", "Model file (.toml)."),
    "cli.arg_run": ("运行文件夹。", "Run folder."),
    "cli.arg_new": ("新文件夹。", "New folder."),
    "cli.arg_dataset": ("要在其上替换数值的数据集文件夹。", "Folder of the data set whose figures are replaced."),
    "cli.arg_table": ("自己的城市表。", "City table of your own."),
    "cli.opt_from": ("以哪个自带模型为起点。", "Which of the model files that come along to start from."),
    "cli.opt_what_if": ("启用模型文件中的情景，可重复。", "Use a what-if of the model file; may be repeated."),
    "cli.opt_set": (
        "改一个值（键=值），可重复。",
        "Change one value; may be repeated.",
    ),
    "cli.opt_out": (
        "输出文件夹，默认 reports/模型名。",
        "Output folder, default reports/MODEL.",
    ),
    "cli.opt_out_import": ("新数据集文件夹。", "Folder of the new data set."),
    "cli.opt_gap": ("证明到此差距即止，如 0.01。", "A goal ends when proven within this gap, e.g. 0.01."),
    "cli.opt_rounds": ("每个目标最多的改进轮数。", "Most rounds of improvement a goal."),
    "cli.opt_time": (
        "时间上限（秒）；因此截止的方案不保证可重现。",
        "Time limit in seconds; a run that it ends is not repeatable.",
    ),
    "cli.opt_workers": (
        "并行进程数，默认同核数，不影响方案。",
        "Processes, default one a core; the plan stays the same.",
    ),
    "cli.opt_seed": ("随机种子。", "Seed of every random choice."),
    "cli.opt_method": (
        "direct 整体，coordinated 分省，auto 视规模而定。",
        "direct: one model; coordinated: by province; auto: by size.",
    ),
    "cli.opt_scheduler": ("已有 dask 调度器的地址。", "Address of an existing dask scheduler."),
    "cli.opt_keep_report": ("不更新报告。", "Leave the report as it is."),
    "cli.opt_no_report": ("只写方案与审计，不写报告。", "Write plan and audit only, no report."),
    "cli.opt_sheet": (
        "工作簿中的工作表；默认第一张。",
        "Sheet of a workbook; default: the first.",
    ),
    "cli.opt_map": (
        "列的对应，如 户数=homes，可乘以系数：户数=homes*10000；“-”为不用。可重复。",
        "Column mapping, e.g. Households=homes or Households=homes*1000; “-” leaves it out. May be repeated.",
    ),
    "cli.opt_basis": (
        "所导入数值的依据：observed、derived、modelled、assumed。",
        "How well the figures are known: observed, derived, modelled, assumed.",
    ),
    "cli.opt_year": ("所导入数值的年份。", "Year of the figures."),
    "cli.opt_yes": ("不再询问，直接采用所示对应关系。", "Use the mapping shown without asking."),
    # Wrong command lines.
    "cli.usage_error": ("命令行有误：{message}", "Wrong command line: {message}"),
    "cli.usage_try": ("说明见：{command} --help", "For help: {command} --help"),
    "cli.no_such_option": ("没有选项 {name}。", "There is no option {name}."),
    "cli.no_such_command": ("没有命令“{name}”。", "There is no command “{name}”."),
    "cli.missing_parameter": ("缺少 {name}。", "{name} is missing."),
    "cli.bad_value": ("{name} 的值不合适：{message}", "{name} does not take this value: {message}"),
    "cli.value_too_small": ("{name} 至少为 {bound}。", "{name} is {bound} at least."),
    "cli.value_too_large": ("{name} 至多为 {bound}。", "{name} is {bound} at most."),
    "cli.value_not_integer": ("{name} 应为整数。", "{name} takes a whole number."),
    "cli.value_not_number": ("{name} 应为数值。", "{name} takes a number."),
    "cli.value_not_a_choice": (
        "{name} 没有“{value}”；可选：{choices}。",
        "{name} does not take “{value}”; there are: {choices}.",
    ),
    "cli.option_without_value": ("{name} 后面缺少值。", "{name} needs a value after it."),
    "cli.option_takes_no_value": ("{name} 不带值。", "{name} takes no value."),
    "cli.extra_words": ("多余的词：{words}。", "Words too many: {words}."),
    "cli.bad_lang": ("语言应为 zh、en 或 both，而不是“{value}”。", "The language is zh, en or both, not “{value}”."),
    # Files and folders.
    "cli.no_shipped_model": (
        "没有自带模型“{name}”；可选：{names}。",
        "No model “{name}” comes along; there are: {names}.",
    ),
    "cli.not_text": (
        "这个名称不是系统所用的编码（UTF-8），多半是 GBK：请给文件或文件夹改名。",
        "This name is not in the encoding of the system (UTF-8), perhaps in GBK: rename the file or folder.",
    ),
    "cli.not_a_folder": ("这里不是文件夹，不能在此写出结果。", "This is not a folder; nothing can be written here."),
    "cli.folder_not_empty": ("文件夹已有内容，请另选一个。", "The folder is not empty; choose another."),
    "cli.folder_not_a_run": (
        "文件夹已有内容且不是一次运行的结果（没有 run.json），不会覆盖；请用 --out 另选一个。",
        "The folder is not empty and not the result of a run (it has no run.json), so it is not overwritten; choose "
        "another with --out.",
    ),
    "cli.cannot_write": ("不能写入：{reason}。", "It cannot be written: {reason}."),
    "cli.write_full": ("磁盘已满或超出配额", "the disk is full or the quota used up"),
    "cli.write_too_big": ("文件超出允许的大小", "a file is larger than allowed"),
    "cli.write_denied": (
        "没有写权限，或文件正被别的程序打开",
        "no permission to write, or a file is open in another program",
    ),
    "cli.write_read_only": ("磁盘是只读的", "the disk is read-only"),
    "cli.write_device": ("磁盘出错", "the disk reports an error"),
    "cli.run_elsewhere": (
        "不能写入 {folder}（{reason}），原有内容未变；这次运行的结果已另存到 {other}。",
        "{folder} cannot be written ({reason}) and is as before; the result of this run is kept in {other}.",
    ),
    "cli.run_without_plan": (
        "这次运行没有可用的方案（{status}）。",
        "This run has no plan to work on ({status}).",
    ),
    # new.
    "cli.new_done": ("已建好 {folder}，接下来：", "{folder} is ready. Next:"),
    # check.
    "cli.check_model": ("模型：{name}，{first}—{last} 年", "Model: {name}, {first} to {last}"),
    "cli.check_dataset": ("数据集：{name}（版本 {version}）", "Data set: {name} (version {version})"),
    "cli.check_places": (
        "地点：{places} 个，其中中小城市 {small} 个；省级单位 {provinces} 个",
        "Places: {places}, {small} of them small cities; provinces: {provinces}",
    ),
    "cli.check_measure": ("  {name}：可选项目 {count} 个", "  {name}: {count} projects to decide on"),
    "cli.check_size": (
        "规模：项目与年份的组合 {decisions} 个，城市与站点的供给对 {pairs} 个",
        "Size: {decisions} choices of project and year, {pairs} pairs of city and site",
    ),
    "cli.note": ("注意：{note}", "Note: {note}"),
    "cli.warning": ("预警：{warning}", "Warning: {warning}"),
    "cli.check_passed": ("检查通过：{model}", "Checked, nothing wrong: {model}"),
    # import.
    "cli.not_heading_column": ("应写成 自己的表头=列，而不是“{value}”。", "Expected heading=column, not “{value}”."),
    "cli.heading_twice": ("表头“{heading}”给了两次。", "Heading “{heading}” is given twice."),
    "cli.import_agree": ("按此导入？", "Import it like this?"),
    "cli.import_declined": (
        "没有写出任何内容；认可以上对应关系后加 --yes。",
        "Nothing was written; add --yes once the mapping above is right.",
    ),
    "cli.import_next": (
        "使用：在模型文件中写 dataset，或运行时加 --set dataset={folder}",
        "To use it: name it as dataset in the model file, or run with --set dataset={folder}",
    ),
    # equations.
    "cli.equations_rule": ("规则与启用它的键", "Rule and the key behind it"),
    "cli.equations_rows": ("行数", "Rows"),
    "cli.equations_meaning": ("含义", "Meaning"),
    "cli.equations_total": ("共 {rules} 类规则，{rows} 行", "{rules} rules, {rows} rows in all"),
    # Progress.
    "phase_read": ("读取输入", "reading inputs"),
    "phase_case": ("整理问题", "preparing the case"),
    "phase_build": ("建立模型", "building the model"),
    "phase_baselines": ("计算对照方案", "working out the baselines"),
    "phase_prices": ("定价与求界", "prices and bounds"),
    "phase_bound": ("改进界", "improving the bound"),
    "phase_first_plan": ("寻找方案", "looking for a plan"),
    "phase_improve": ("改进方案", "improving the plan"),
    "phase_direct": ("直接求解", "solving directly"),
    "phase_save": ("写出方案", "writing the plan"),
    "phase_audit": ("审计", "auditing"),
    "phase_report": ("生成报告", "writing the report"),
    "cli.progress_goal": ("{goal}", "{goal}"),
    "cli.progress_best": ("最好", "best"),
    "cli.progress_bound": ("界", "bound"),
    "cli.progress_gap": ("差距", "gap"),
    # Baselines, as run.json and the report call them.
    "cli.baseline_practice": (
        "现行做法：按单位投资覆盖户数排序，钱用完为止",
        "Current practice: by households per unit of money until it is gone",
    ),
    "cli.baseline_path_ratio": (
        "路径计价贪心：效益与补齐全部所缺环节的费用之比",
        "Path-priced greedy: benefit over the cost of everything still missing",
    ),
    # What a run has found.
    "cli.report_failed": (
        "报告没有写成；方案各表已在 {folder}，排除原因后可用 planner report 重新生成报告。",
        "The report could not be written. The plan's tables are kept in {folder}: planner report writes the report "
        "again once the cause is gone.",
    ),
    "cli.status_optimal": ("已证明最优", "proven optimal"),
    "cli.status_gap": ("差距已在要求之内", "proven within the gap asked for"),
    "cli.status_rounds": ("轮数用尽", "out of rounds"),
    "cli.status_effort": ("计算量用尽", "out of the effort allowed"),
    "cli.status_time": ("时间用尽", "out of time"),
    "cli.status_interrupted": ("被中断", "interrupted"),
    "cli.status_infeasible": ("各项规则不能同时满足", "the rules cannot all hold"),
    "cli.status_audit_failed": ("方案未通过审计", "the plan failed its audit"),
    "cli.run_plan": ("已得出方案（{status}）", "There is a plan ({status})"),
    "cli.run_no_plan": ("没有得出方案（{status}）", "There is no plan ({status})"),
    "cli.run_audit_failed": (
        "求得的结果未通过审计，不作为方案；各表留待查看。",
        "What was found failed its audit and is not a plan; its tables are kept to be looked into.",
    ),
    "cli.run_clash": ("  {text}", "  {text}"),
    "cli.run_clash_rule": ("    · {text}", "    · {text}"),
    "cli.run_goal": (
        "  {order}. {name}：{value}（界 {bound}，差距 {gap}）",
        "  {order}. {name}: {value} (bound {bound}, gap {gap})",
    ),
    "cli.run_goal_unproven": (
        "  {order}. {name}：{value}（尚无可证的界）",
        "  {order}. {name}: {value} (no bound proven)",
    ),
    "cli.fault_bound": (
        "目标“{goal}”的方案比算得的界 {amount} 还好，可见这个界有误，不予采用；方案本身不受影响。"
        "请将本次运行的文件夹交给维护者。",
        "The plan is better than the bound {amount} worked out for the goal “{goal}”, so that bound is wrong and not "
        "told; the plan is as good as it says. Please hand this run's folder to the maintainers.",
    ),
    "cli.fault_plan": (
        "优化目标“{goal}”时，求解器给出的一个方案取整后不满足约束（相对偏差 {amount}），已弃用；可能还有更好的方案。",
        "A plan that the solver gave for the goal “{goal}” breaks rows once it is rounded (by {amount}, relative) and "
        "was dropped; there may be a better plan.",
    ),
    "cli.run_baseline": ("       {name}：{value}", "       {name}: {value}"),
    "cli.run_shortfall": (
        "  未达目标：{target}（{group}）{value}，目标{asked}",
        "  Target missed: {target} ({group}) at {value}, target {asked}",
    ),
    "cli.run_folder": ("结果在 {folder}", "The result is in {folder}"),
    "cli.run_report": ("报告：{page}", "Report: {page}"),
    "cli.audit_passed": ("审计通过：{checks} 项检查，{rows} 行", "Audit passed: {checks} checks, {rows} rows"),
    "cli.audit_failed": (
        "审计未通过：{checks} 项检查中 {failing} 项不合",
        "Audit failed: {failing} of {checks} checks",
    ),
    "cli.audit_check_unmeasured": ("  不合：{text}", "  Fails: {text}"),
    "cli.audit_check": ("  不合：{text}（最多差 {worst}）", "  Fails: {text} (worst by {worst})"),
    "cli.audit_offender": ("    {text}", "    {text}"),
    "cli.stopping": (
        "收到中断：保留已有结果，正在有序结束；再按一次 Ctrl-C 立即终止。",
        "Stopping in order and keeping what has been found so far; press Ctrl-C again to end at once.",
    ),
    "cli.aborted": (
        "已终止，没有写出任何结果；原有内容不变。",
        "Ended; nothing was written, and what was there is as before.",
    ),
    "cli.aborted_report": (
        "已终止。方案已写入 {folder}，只缺报告；要补上，请执行：planner report {folder}",
        "Ended at once. The plan stands in {folder}, only its report was not finished; to write it: "
        "planner report {folder}",
    ),
    "cli.aborted_written": (
        "已终止。{folder} 中是此前已写完的内容，都是完整的。",
        "Ended at once; {folder} holds what had been written by then, and nothing by halves.",
    ),
    "cli.unexpected": (
        "程序自身出错（{kind}）。详情已写入 {path}，请连同输入一并反馈。",
        "An error of the planner itself ({kind}). Details are in {path}; please report them with the inputs.",
    ),
}
