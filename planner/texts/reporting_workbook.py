"""Sentences of the workbook: its list of sheets and the row of sums."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "workbook.sheets": ("各表内容（点击表名打开）", "What each sheet holds (click a name to open it)"),
    "workbook.sheet": ("{title}（{rows}行）：{about}", "{title} ({rows} rows): {about}"),
    "workbook.use": (
        "各表首行为中文表头、次行为英文表头，可直接筛选；有合计的表在表头之上列出合计，随筛选变化。"
        "点左上角的 1、2 可收起、展开英文列。金额单位为万{currency}，另有单位的见表头或表述列。",
        "Every sheet is headed in Chinese with English below and can be filtered at once; where sums make sense they "
        "stand above the headings and follow the filter. 1 and 2 at the upper left fold and unfold the English columns."
        " Money is in 10,000 {currency}; where it is not, the heading or the column in words says so.",
    ),
    "workbook.total": ("合计（随筛选变化）", "Total (follows the filter)"),
    "workbook.page": ("第 &P 页，共 &N 页", "&P / &N"),
    "workbook.about.targets": ("每项目标的要求、完成值、缺口", "each target: asked, reached, shortfall"),
    "workbook.about.coverage_year": ("逐年累计达到各项服务的小城市数", "small cities with each service, by year"),
    "workbook.about.coverage_region": ("规划期末各地区覆盖率", "coverage by region at the end"),
    "workbook.about.status_parts": ("各称号的条件及缺少该条件的城市数", "parts of each status and cities lacking them"),
    "workbook.about.distances": ("各城市距各门槛还差多少", "how far each city is from each threshold"),
    "workbook.about.cities": (
        "每个小城市何时得到什么、钱从何来",
        "what each small city gets, when, and who pays",
    ),
    "workbook.about.projects": ("每个项目的地点、年份、投资与出资", "each project: place, year, capex and who pays"),
    "workbook.about.built_measure": ("按建设内容、年份的投资", "investment by measure and year"),
    "workbook.about.built_province": ("按省份、年份的投资", "investment by province and year"),
    "workbook.about.built_projects": ("按建设内容、年份的开工项目数", "projects started by measure and year"),
    "workbook.about.effects": ("节能等年度效果", "yearly effects such as energy saved"),
    "workbook.about.paid_year": ("各出资方逐年出资", "money by payer and year"),
    "workbook.about.paid_region": ("各出资方分地区出资", "money by payer and region"),
    "workbook.about.funding": ("按省份、年份、资金渠道的出资明细", "money by province, year and fund or carrier"),
    "workbook.about.grants": (
        "逐笔补助、限值及其取决于何项规定；同一项目可有多笔，投资额不合计",
        "each grant, its limit and the rule that sets it; a project may have several, so capex is not summed",
    ),
    "workbook.about.grants_province": ("各省补助及项目数", "grants and projects by province"),
    "workbook.about.subsidies": ("每条补助规则的使用情况", "use of each subsidy rule"),
    "workbook.about.packages": ("工程包及其投资、补助", "packages with investment and grants"),
    "workbook.about.fair": ("各省覆盖率与人均补助", "coverage and grants per resident by province"),
    "workbook.about.rules": ("每条限额与公平规则的要求和结果", "each limit and equity rule: asked and reached"),
    "workbook.about.carriers": ("各运营商出资与净现值", "own money and net present value by carrier"),
    "workbook.about.viability_cities": ("各城市项目收益与回收年数", "worth of projects and payback by city"),
    "workbook.about.viability": ("各项目收益、可行性缺口与回收年数", "worth, viability gap and payback by project"),
    "workbook.about.obligations": ("建设义务及完成情况", "obligations and what is in service"),
    "workbook.about.protected": ("受双路由保护的城市", "cities protected by two ways"),
    "workbook.about.links": ("各链路流量、波长与利用率", "traffic, wavelengths and use by link"),
    "workbook.about.rule_prices": ("取消每条规则可得的改善", "what would be gained without each rule"),
    "workbook.about.prices": ("各项约束多一单位的价值（估计）", "what one unit more of each bound is worth (estimate)"),
    "workbook.about.alternatives": ("各项目在近优规划中是否必建", "whether plans nearly as good build each project"),
    "workbook.about.explanations": ("对个别城市的追问与回答", "questions about cities, answered"),
    "workbook.about.baselines": ("与简单规则的比较", "comparison with simple rules"),
    "workbook.about.goals": ("各目标函数的值、界与差距", "value, bound and gap of each goal"),
    "workbook.about.audit": ("独立核查的逐项结论", "verdict of each independent check"),
    "workbook.about.assumptions": ("假设及其依据", "assumptions and their basis"),
    "workbook.about.unit_costs": ("单位造价的低、中、高值与来源", "unit costs low, base, high, with sources"),
    "workbook.about.sources": ("数据集各列的含义、单位与来源", "meaning, unit and source of each column of the data"),
    "workbook.about.indicators": ("运行输出的全部指标", "every indicator of the run"),
    "workbook.about.clashes": ("不能同时成立的规则与可行的改动", "rules that cannot hold together and changes"),
    "workbook.about.other": ("报告所用的表", "a table of the report"),
}
