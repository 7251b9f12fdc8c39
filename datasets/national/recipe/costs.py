"""Unit costs: measures, their items and drivers, by region and size class.

``raw/cost_items.csv`` holds for each item a national low / base / high triple in million yuan (constant prices of
2022, capex only), the kind of regional factor and the factors of the two smallest size classes. The table holds
the products, one row for each combination in which an item differs, so that it can be read without the recipe.
"""

from __future__ import annotations

import pandas as pd

REGIONS = ("East", "Central", "West", "Northeast")
#: Factors by region (assumed): wages and civil works; terrain and climate for what is laid along routes.
REGION_FACTORS = {
    "none": {"all": 1.0},
    "labour": {"East": 1.10, "Central": 1.00, "West": 1.15, "Northeast": 1.05},
    "terrain": {"East": 1.00, "Central": 1.00, "West": 1.25, "Northeast": 0.95},
}
LEVELS = ("low", "base", "high")
#: Decimals of a unit cost in million yuan: a thousandth of a yuan, so that products of factors print short.
DECIMALS = 9


def rows_of(item: pd.Series) -> list[dict[str, object]]:
    """Rows of one item: by region and by size class where its factors differ, else one row for ``all``."""
    regions = REGION_FACTORS[item["region_factor"]]
    classes = {"all": 1.0} | {size: item[size] for size in ("small_2", "small_1") if item[size] != 1}
    factors = ", ".join(f"{region} {factor:.2f}" for region, factor in regions.items())
    note = "" if item["region_factor"] == "none" else f"; {item['region_factor']} factors {factors}"
    kept = ["measure", "item", "name_zh", "name_en", "driver", "unit_zh", "unit_en", "basis"]
    return [
        {
            **{name: item[name] for name in kept},
            "region": region,
            "size_class": size,
            **{f"{name}_myuan": round(item[f"{name}_myuan"] * by_region * by_class, DECIMALS) for name in LEVELS},
            "source": item["source"] + note,
        }
        for region, by_region in regions.items()
        for size, by_class in classes.items()
    ]


def build(items: pd.DataFrame) -> pd.DataFrame:
    """Table ``unit_costs``, sorted by measure, item, region, size class."""
    table = pd.DataFrame([row for _, item in items.iterrows() for row in rows_of(item)])
    columns = ["measure", "item", "name_zh", "name_en", "driver", "region", "size_class"]
    columns += [f"{name}_myuan" for name in LEVELS] + ["unit_zh", "unit_en", "basis", "source"]
    return table[columns].sort_values(["measure", "item", "region", "size_class"], ignore_index=True)


def price(rows: pd.DataFrame, region: str, size_class: str, level: str) -> float:
    """Unit cost of one item: region and class before region before class before all."""
    prices = rows.set_index(["region", "size_class"])[f"{level}_myuan"]
    keys = ((region, size_class), (region, "all"), ("all", size_class), ("all", "all"))
    return float(next(prices[key] for key in keys if key in prices.index))


def capex(table: pd.DataFrame, measure: str, subjects: pd.DataFrame, level: str = "base") -> pd.Series:
    """Capex in million yuan of ``measure`` for each row of ``subjects``, which has region, size_class and drivers.

    Items by ``module`` are left out: they cost by what is installed, not by place.
    """
    total = pd.Series(0.0, index=subjects.index)
    for _, rows in table[table["measure"] == measure].groupby("item"):
        driver = rows["driver"].iloc[0]
        if driver == "module":
            continue
        amount = 1.0 if driver == "one" else subjects[driver]
        pairs = subjects[["region", "size_class"]].drop_duplicates().itertuples(index=False)
        prices = {(region, size): price(rows, region, size, level) for region, size in pairs}
        keys = zip(subjects["region"], subjects["size_class"], strict=True)
        total = total + pd.Series([prices[key] for key in keys], index=subjects.index) * amount
    return total
