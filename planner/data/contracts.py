"""What every table of a data set must hold: one declaration that serves reading, checking and documentation alike.

Units are names from ``UNITS``; their wording in both languages, like the meaning of every column, is in
:mod:`planner.texts.data`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["id", "text", "int", "number", "flag"]
Unit = Literal[
    "", "persons", "households", "count", "share", "km", "million yuan", "degrees", "vCPU", "year", "yuan_driver"
]

#: Ids of rows. Letters of any script are left out on purpose: ids are typed in model files and on command lines.
ID_PATTERN: Final = r"[A-Za-z0-9_\-.>]+"
BASES: Final = ("observed", "derived", "modelled", "assumed")
STATUSES: Final = ("candidate", "committed", "built", "excluded")
#: Drivers of unit costs that are no column of cities.csv: a constant 1, the route length of an uplink, one module.
FIXED_DRIVERS: Final = ("one", "route_km", "module")
#: Value of a number that a file does not give.
UNKNOWN: Final = float("nan")
#: Any region, or any size class, in unit_costs.csv.
ANY: Final = "all"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: heading in the file.
        kind: id (``ID_PATTERN``), text, int, number (finite), flag (0 or 1).
        unit: unit of the values.
        filled: False if cells may be empty (then "", NaN or <NA>).
        default: value of the whole column where a file leaves the column out (``UNKNOWN``: no value); None with
            ``required`` False means that the frame then lacks the column.
        required: the file must have the column.
        low, high: smallest and largest value, both allowed.
        choices: the only values allowed.
        refers: table whose ``id`` the value must name.
    """

    name: str
    kind: Kind
    unit: Unit = ""
    filled: bool = True
    required: bool = True
    default: str | float | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    refers: str | None = None

    @property
    def numeric(self) -> bool:
        """True for columns of numbers (flags included)."""
        return self.kind in ("int", "number", "flag")


@dataclass(frozen=True)
class Table:
    """One table of a data set.

    Attributes:
        name: file name without ``.csv``.
        columns: its columns in their usual order.
        keys: sets of columns whose values together are unique; rows are sorted by the first.
        required: the data set must have the file.
        may_be_empty: a heading without rows is fine.
        extra_numbers: further columns are allowed as long as they hold numbers.
    """

    name: str
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...] = (("id",),)
    required: bool = True
    may_be_empty: bool = False
    extra_numbers: bool = False
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the columns by name."""
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def file(self) -> str:
        """File name in the folder of the data set."""
        return f"{self.name}.csv"


def _count(name: str, unit: Unit = "count", *, required: bool = False) -> Column:
    return Column(name, "int", unit, required=required, low=0)


_ID = Column("id", "id")
_NAMES = (Column("name_zh", "text"), Column("name_en", "text"))
_SOURCE = Column("source", "text", filled=False, required=False, default="")
_BASIS = Column("basis", "text", choices=BASES)


def _lead(*, required: bool = False) -> Column:
    return Column("lead_carrier", "id", filled=False, required=required, default="", refers="carriers")


CITIES: Final = Table(
    "cities",
    (
        _ID,
        *_NAMES,
        Column("pinyin", "text", filled=False, required=False, default=""),
        Column("province", "id", refers="provinces"),
        Column("prefecture", "id", filled=False, required=False, default=""),
        Column("kind", "id"),
        Column("core", "flag"),
        Column("small", "flag"),
        Column("egress_nodes", "int", "count", required=False, default=1, low=1, high=2),
        # Without coordinates there is no map, and reach and missing route lengths must be given as tables.
        Column("lon", "number", "degrees", filled=False, required=False, default=UNKNOWN, low=-180, high=180),
        Column("lat", "number", "degrees", filled=False, required=False, default=UNKNOWN, low=-90, high=90),
        _count("residents", "persons", required=True),
        _count("urban_residents", "persons", required=True),
        _count("homes", "households"),
        _count("townships"),
        _count("communities"),
        _count("villages"),
        _count("enterprises"),
        Column("gigabit_share_start", "number", "share", required=False, low=0, high=1),
        Column("pon10g_share_start", "number", "share", required=False, low=0, high=1),
        Column("old_data_centres", "number", "count", required=False, low=0),
        Column("cloud_demand_vcpu", "number", "vCPU", required=False, low=0),
        Column("homes_to_pass", "number", "households", required=False, low=0),
        _lead(),
    ),
    extra_numbers=True,
)

PROVINCES: Final = Table(
    "provinces",
    (
        _ID,
        *_NAMES,
        Column("short_zh", "text", filled=False, required=False, default=""),
        Column("region", "id", refers="regions"),
        _lead(),
        Column("local_budget_myuan", "number", "million yuan", required=False, low=0),
    ),
    extra_numbers=True,
)

REGIONS: Final = Table("regions", (_ID, *_NAMES))

SIZE_CLASSES: Final = Table(
    "size_classes", (_ID, *_NAMES, Column("min_urban_residents", "int", "persons", low=0), _SOURCE)
)

CARRIERS: Final = Table(
    "carriers",
    (_ID, *_NAMES, Column("capex_share", "number", "share", required=False, low=0, high=1), _SOURCE),
    may_be_empty=True,
)

UPLINKS: Final = Table(
    "uplinks",
    (
        _ID,
        Column("from", "id", refers="cities"),
        Column("to", "id", refers="cities"),
        Column("route_km", "number", "km", low=0),
        Column("route", "text"),
    ),
    keys=(("id",), ("from", "to", "route")),
    may_be_empty=True,
)

SITES: Final = Table(
    "sites",
    (
        _ID,
        Column("city", "id", refers="cities"),
        Column("measure", "id"),
        Column("modules", "int", "count", low=0),
        _SOURCE,
    ),
    keys=(("id",), ("city", "measure")),
    may_be_empty=True,
)

UNIT_COSTS: Final = Table(
    "unit_costs",
    (
        Column("measure", "id"),
        Column("item", "id"),
        *_NAMES,
        Column("driver", "id"),
        Column("region", "id", refers="regions"),
        Column("size_class", "id", refers="size_classes"),
        Column("low_myuan", "number", "yuan_driver", low=0),
        Column("base_myuan", "number", "yuan_driver", low=0),
        Column("high_myuan", "number", "yuan_driver", low=0),
        Column("unit_zh", "text", filled=False),
        Column("unit_en", "text", filled=False),
        _BASIS,
        Column("source", "text", filled=False),
    ),
    keys=(("measure", "item", "region", "size_class"),),
)

PROJECTS: Final = Table(
    "projects",
    (
        _ID,
        Column("measure", "id"),
        Column("city", "id", refers="cities"),
        Column("to", "id", filled=False, required=False, default="", refers="cities"),
        Column("status", "text", filled=False, required=False, default="", choices=STATUSES),
        *(
            Column(name, "int", "year", filled=False, required=False, low=1900, high=2200)
            for name in ("first_year", "last_year", "by_year")
        ),
        Column("capex_myuan", "number", "million yuan", filled=False, required=False, low=0),
        Column("opex_myuan", "number", "million yuan", filled=False, required=False, low=0),
        Column("lead", "id", filled=False, required=False, default=""),
        Column("stage", "text", filled=False, required=False, default=""),
        Column("score", "number", filled=False, required=False),
        Column("modules", "int", "count", filled=False, required=False, low=0),
        _SOURCE,
    ),
    keys=(("id",), ("measure", "city", "to")),
    required=False,
    may_be_empty=True,
)

PAIRS: Final = Table(
    "pairs",
    (
        Column("service", "id"),
        Column("city", "id", refers="cities"),
        Column("site_city", "id", refers="cities"),
        Column("distance_km", "number", "km", filled=False, required=False, default=UNKNOWN, low=0),
        Column("haul_myuan", "number", "million yuan", filled=False, required=False, default=UNKNOWN, low=0),
    ),
    keys=(("service", "city", "site_city"),),
    required=False,
    may_be_empty=True,
)

SOURCES: Final = Table(
    "sources",
    (
        Column("table", "id"),
        Column("column", "text"),
        Column("meaning_zh", "text"),
        Column("meaning_en", "text"),
        Column("unit", "text", filled=False),
        Column("year", "text", filled=False),
        _BASIS,
        Column("source", "text", filled=False),
    ),
    keys=(("table", "column"),),
)

#: Every table, in the order in which it is read (a table refers only to tables read with it).
TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        REGIONS,
        PROVINCES,
        SIZE_CLASSES,
        CARRIERS,
        CITIES,
        UPLINKS,
        SITES,
        UNIT_COSTS,
        PROJECTS,
        PAIRS,
        SOURCES,
    )
}

#: Other files of the folder; without outlines a map shows the places alone.
SETTINGS_FILE: Final = "dataset.toml"
OUTLINES_FILE: Final = "outlines.geojson"
