"""Unit costs: ten measures, their items and drivers, by region and size class.

Each item has a national low / base / high triple and two rows of factors: by region (labour and terrain) and, where
scale matters, by size class. The table holds the products, one row for each combination that occurs, so that the
most specific row can be read without knowing this module. All are assumed or derived as their ``basis`` says; money
is in million yuan at constant prices of 2022, before tax credits, capex only.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

REGIONS = ("East", "Central", "West", "Northeast")
LABOUR = {"East": 1.10, "Central": 1.00, "West": 1.15, "Northeast": 1.05}
TERRAIN = {"East": 1.00, "Central": 1.00, "West": 1.25, "Northeast": 0.95}
EQUIPMENT = dict.fromkeys(REGIONS, 1.0)
FACTOR_NOTES = {
    id(LABOUR): "地区系数：人工 / region factor: labour, 1.10 / 1.00 / 1.15 / 1.05",
    id(TERRAIN): "地区系数：地形 / region factor: terrain, 1.00 / 1.00 / 1.25 / 0.95",
}


@dataclass(frozen=True)
class Item:
    """One cost item: ``triple`` is low / base / high in million yuan per unit of ``driver``."""

    measure: str
    item: str
    name_zh: str
    name_en: str
    driver: str
    triple: tuple[float, float, float]
    unit_zh: str
    unit_en: str
    basis: str
    source: str
    regions: dict[str, float]
    classes: tuple[tuple[str, float], ...] = ()


def per_class(small_2: float, small_1: float) -> tuple[tuple[str, float], ...]:
    """Factors of the two lowest size classes against the medium class and above (factor 1)."""
    return (("small_2", small_2), ("small_1", small_1))


JIANGXI = "江西2015年：4.19亿元新覆盖82.23万户，含城域网约510元/户 / Jiangxi 2015: 419 M yuan, 822,300 homes newly passed"
ITEMS = (
    Item(
        "gigabit", "olt", "10G-PON局端设备", "10G-PON OLT with its share of MDUs", "homes_to_pass",
        (0.000040, 0.000060, 0.000090), "百万元/户", "million yuan a home", "derived",
        "2022–2023年招标：OLT含MDU分摊至多14.5万元，按每台约2400户 / tenders 2022–23: up to 145,000 yuan, about 2,400 homes each",
        EQUIPMENT,
    ),
    Item(
        "gigabit", "port", "10G-PON端口", "10G-PON ports", "homes_to_pass",
        (0.000020, 0.000030, 0.000040), "百万元/户", "million yuan a home", "assumed",
        "每端口800–1500元，每端口约38户 / 800–1,500 yuan a port, about 38 homes on each",
        EQUIPMENT,
    ),
    Item(
        "gigabit", "access", "光纤接入改造", "fibre access upgrade", "homes_to_pass",
        (0.000190, 0.000270, 0.000360), "百万元/户", "million yuan a home", "derived",
        f"{JIANGXI}; 接入（含局端）约360元，其余150元计入城域网（拆分为假设） / access with its OLT about 360 of it, 150 in metro (split assumed)",
        LABOUR, per_class(1.15, 1.05),
    ),
    Item(
        "metro", "routers", "新型城域网核心与汇聚设备", "core and aggregation of the new metro network", "one",
        (6.0, 10.0, 15.0), "百万元/城市", "million yuan a city", "assumed",
        "每城一对核心及汇聚节点，规模随城市等级 / one pair of core nodes and aggregation a city, by size class",
        EQUIPMENT, per_class(0.25, 0.55),
    ),
    Item(
        "metro", "homes", "城域网扩容", "metro network by homes", "homes",
        (0.000060, 0.000090, 0.000130), "百万元/户", "million yuan a home", "derived",
        f"{JIANGXI}; 城域网约150元/户，其中约六成随户数 / metro about 150 of it, about six tenths of that by homes",
        LABOUR,
    ),
    Item(
        "bearer_5g", "sites", "5G承载接入环", "5G bearer access rings", "sites_5g_needed",
        (0.0150, 0.0300, 0.0500), "百万元/站", "million yuan a site", "assumed",
        "5G宏站15–25万元，承载分摊10–20 %（取20万元的15 %） / 5G macro site 150–250 thousand yuan, bearer share 10–20 % (15 % of 200 taken)",
        LABOUR,
    ),
    Item(
        "bearer_5g", "ring", "5G承载核心汇聚", "5G bearer core and aggregation", "one",
        (0.8, 1.2, 1.8), "百万元/城市", "million yuan a city", "assumed",
        "每城一对汇聚设备 / one pair of aggregation nodes a city", EQUIPMENT, per_class(0.5, 0.8),
    ),
    Item(
        "otn", "route", "光缆路由", "cable route", "route_km",
        (0.025, 0.045, 0.080), "百万元/公里", "million yuan a km", "assumed",
        "架空1.5–3万元/公里、直埋5–15万元/公里；约七成路由新建，其中约一半直埋 / aerial 15–30, buried 50–150 thousand yuan a km;"
        " about seven tenths of a route is new, half of that buried",
        TERRAIN,
    ),
    Item(
        "otn", "ends", "100G OTN两端设备", "100G OTN equipment at both ends", "one",
        (0.5, 0.8, 1.3), "百万元/条", "million yuan a link", "assumed",
        "100G波道端5–8万元，加机框与光层 / 100G wave end 50–80 thousand yuan, with shelves and optical layer",
        EQUIPMENT,
    ),
    Item(
        "township", "links", "乡镇至县10G链路", "10 Gbps township links", "townships",
        (0.20, 0.35, 0.55), "百万元/乡镇", "million yuan a township", "assumed",
        "2019年技术要求：乡镇到县10Gbps；设备与光缆改造 / technical rules 2019: 10 Gbps township to county; equipment and cable",
        TERRAIN,
    ),
    Item(
        "pool", "one", "云资源池机房与网络", "cloud pool: room, power, network", "one",
        (5.0, 7.0, 10.0), "百万元/池", "million yuan a pool", "assumed",
        "地市级云资源池15–50百万元，对应2–10个模块 / prefecture pool 15–50 M yuan, at 2–10 modules", LABOUR,
    ),
    Item(
        "pool", "module", "云资源池模块（5000 vCPU）", "cloud pool module (5,000 vCPU)", "module",
        (3.2, 4.5, 6.0), "百万元/模块", "million yuan a module", "assumed",
        "约900元/vCPU，含存储；地市级云资源池15–50百万元 / about 900 yuan a vCPU with storage; prefecture pool 15–50 M yuan",
        EQUIPMENT,
    ),
    Item(
        "edge", "one", "共享边缘节点", "shared edge node", "one",
        (4.2, 6.0, 8.0), "百万元/节点", "million yuan a node", "assumed",
        "边缘节点3–8百万元 / edge node 3–8 M yuan", EQUIPMENT, per_class(0.60, 0.80),
    ),
    Item(
        "cdn", "one", "CDN节点", "CDN node", "one",
        (4.0, 6.0, 9.0), "百万元/节点", "million yuan a node", "assumed",
        "按边缘节点量级，存储较多 / as an edge node, with more storage", EQUIPMENT, per_class(0.55, 0.75),
    ),
    Item(
        "dc_consolidation", "centres", "老旧数据中心整合", "consolidation of old data centres", "old_data_centres",
        (6.0, 10.0, 16.0), "百万元/个", "million yuan a centre", "assumed",
        "迁移上云、设备退役与节能改造 / migration, retirement and energy refit", LABOUR, per_class(0.70, 0.85),
    ),
    Item(
        "sdwan", "pop", "SD-WAN/IPv6+接入点", "SD-WAN and IPv6+ point of presence", "one",
        (0.8, 1.5, 2.4), "百万元/点", "million yuan a point", "assumed",
        "每城一对云专线接入设备及控制器分摊 / a pair of access devices and a share of the controller a city",
        EQUIPMENT, per_class(0.60, 0.80),
    ),
)  # fmt: skip


def rows_of(item: Item) -> list[dict[str, object]]:
    """Rows of one item: by region and class where its factors differ, else one row for ``all``."""
    regions = [("all", 1.0)] if len(set(item.regions.values())) == 1 else list(item.regions.items())
    classes = [("all", 1.0), *item.classes]
    note = FACTOR_NOTES.get(id(item.regions))
    return [
        {
            "measure": item.measure,
            "item": item.item,
            "name_zh": item.name_zh,
            "name_en": item.name_en,
            "driver": item.driver,
            "region": region,
            "size_class": size,
            **{
                f"{name}_myuan": round(value * by_region * by_class, 9)
                for name, value in zip(("low", "base", "high"), item.triple, strict=True)
            },
            "unit_zh": item.unit_zh,
            "unit_en": item.unit_en,
            "basis": item.basis,
            "source": item.source if note is None else f"{item.source}; {note}",
        }
        for region, by_region in regions
        for size, by_class in classes
    ]


def build() -> pd.DataFrame:
    """Table ``unit_costs``, sorted by measure, item, region, size class."""
    table = pd.DataFrame([row for item in ITEMS for row in rows_of(item)])
    return table.sort_values(["measure", "item", "region", "size_class"], ignore_index=True)


def capex(table: pd.DataFrame, measure: str, subjects: pd.DataFrame, level: str = "base") -> pd.Series:
    """Capex in million yuan of ``measure`` for each row of ``subjects``, which has region, size_class and drivers.

    The most specific row wins: region and class, then region, then class, then all. ``module`` items count once.
    """
    own = table[table["measure"] == measure]
    total = pd.Series(0.0, index=subjects.index)
    for _, rows in own.groupby("item"):
        prices = {(r.region, r.size_class): getattr(r, f"{level}_myuan") for r in rows.itertuples()}
        driver = rows["driver"].iloc[0]
        amount = 1.0 if driver in ("one", "module") else subjects[driver]
        choices = [
            next(prices[key] for key in ((region, size), (region, "all"), ("all", size), ("all", "all")) if key in prices)
            for region, size in zip(subjects["region"], subjects["size_class"], strict=True)
        ]
        total = total + pd.Series(choices, index=subjects.index) * amount
    return total
