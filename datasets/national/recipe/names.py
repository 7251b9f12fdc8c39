"""English names and pinyin of places.

``name_en`` is the plain name (no 市, 县, nor the peoples of an autonomous county) in title-cased pinyin with the
apostrophes that pinyin wants, or the established spelling where there is one (Harbin, Horqin Right Front Banner).
The kind is added where the plain name alone would mislead: one-syllable names and namesakes within a province.
``pinyin`` is the reading of the same characters in lower case without tones, spaces or apostrophes (ü is typed v).
"""

from __future__ import annotations

import itertools

import pandas as pd
from pypinyin import Style, lazy_pinyin, pinyin

from recipe.places import plain_name
from recipe.raw import Raw

PEOPLE_NAMES = """
蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西
景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 塔吉克 怒 鄂温克 保安 裕固 独龙 普米 各
"""
#: Peoples in the names of autonomous counties, with and without 族, longest first.
PEOPLES = tuple(
    sorted(
        (name + suffix for name in PEOPLE_NAMES.split() for suffix in ("族", "") if suffix or len(name) > 1),
        key=len,
        reverse=True,
    )
)

KIND_WORDS = (
    ("自治县", "County"),
    ("自治旗", "Banner"),
    ("县", "County"),
    ("旗", "Banner"),
    ("市", "City"),
    ("区", "District"),
)


def title(syllables: list[str]) -> str:
    """Join syllables: capital first letter, apostrophe before a later a, e or o, v written ü."""
    joined = syllables[0] + "".join(f"'{s}" if s[0] in "aeo" else s for s in syllables[1:])
    return (joined[0].upper() + joined[1:]).replace("v", "ü")


def reading(plain: str, established: str | None, exceptional: dict[str, str]) -> str:
    """Pinyin to type: the exception, the established spelling if it reads these characters, else the usual one."""
    if plain in exceptional:
        return exceptional[plain]
    if established:
        typed = established.lower().replace("'", "").replace(" ", "")
        options = pinyin(plain, style=Style.NORMAL, heteronym=True)
        if any("".join(choice) == typed for choice in itertools.islice(itertools.product(*options), 20_000)):
            return typed
    return "".join(lazy_pinyin(plain))


def kind_word(name: str) -> str:
    """English word for the kind of division that a full Chinese name ends with."""
    return next((word for suffix, word in KIND_WORDS if name.endswith(suffix)), "")


def build(raw: Raw, places: pd.DataFrame) -> pd.DataFrame:
    """Frame with ``name_en`` and ``pinyin``, index place id."""
    spellings, typed = raw.exception("pinyin"), raw.exception("typed")
    rows = []
    for place, name in zip(places["id"], places["name_zh"], strict=True):
        plain = plain_name(name, PEOPLES)
        full = raw.full_names.get(name)
        given = full or spellings.get(plain) or spellings.get(name)
        english = given or title(lazy_pinyin(plain))
        rows.append((place, name, plain, english, reading(plain, given, typed), bool(full)))
    frame = pd.DataFrame(rows, columns=["id", "name_zh", "plain", "name_en", "pinyin", "full"]).set_index("id")
    province = frame.index.str[:2]
    namesake = frame.groupby([province, frame["name_en"]])["name_en"].transform("size") > 1
    is_city = frame["name_zh"].str.endswith("市")
    unclear = ((frame["plain"].str.len() == 1) | (namesake & ~is_city)) & ~frame["full"]
    words = frame["name_zh"].map(kind_word)
    frame.loc[unclear, "name_en"] += " " + words[unclear]
    return frame[["name_en", "pinyin"]]
