"""The reference page of model files and their JSON schema, both generated from the schema.

``python -m planner.config.reference --write [DOCS]`` writes ``model-file.md`` and ``model.schema.json``; a test holds
that the committed ones are what this module generates.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from planner.config import shape
from planner.config.base import Named, Table
from planner.config.schema import Model, WhatIf
from planner.config.vocabulary import Vocabulary
from planner.texts import LANGS, both, spoken
from planner.texts.model_file import EXAMPLE, heading_of
from planner.texts.model_keys import MEANING_ZH

#: How an override may say "times", "plus", "minus" or "take away".
OVERRIDE_PATTERN = r"^(none|[x+-]\s*(\d+(\.\d*)?([eE][+-]?\d+)?|\.\d+))$"

JsonSchema = dict[str, object]


def reference_page() -> str:
    """The reference page, Chinese and English side by side, as Markdown."""
    lines = [f"<!-- {' / '.join(both('model_file.generated'))} -->", "", _heading(1, "model_file.title")]
    lines += _paragraphs("model_file.intro")
    lines += [_heading(2, "model_file.example_title"), f"```toml\n{EXAMPLE}```\n"]
    lines += [_heading(2, "model_file.overrides_title")]
    for text in ("base", "what_if", "set", "relative", "saved", "errors"):
        lines += _paragraphs(f"model_file.{text}")
    lines += [_heading(2, "model_file.tables_title")]
    for table, name in _tables():
        lines += _table_section(table, name)
    lines += [_heading(2, "model_file.indicators_title"), *_paragraphs("model_file.indicators"), *_indicators()]
    return "\n".join(lines).rstrip("\n") + "\n"


def _heading(level: int, text: str) -> str:
    return f"{'#' * level} {' · '.join(both(text))}\n"


def _paragraphs(text: str) -> list[str]:
    return [f"{paragraph}\n" for paragraph in both(text)]


def _tables() -> Iterator[tuple[type[Table], str]]:
    """Each table of a model file with its name in TOML, in the order of the schema, where it first occurs."""
    yield Model, ""
    yield Named, "*"
    seen: set[type[Table]] = set()
    for table, name in _inside(Model, ""):
        if table not in seen:
            seen.add(table)
            yield table, name


def _inside(table: type[Table], above: str) -> Iterator[tuple[type[Table], str]]:
    """The tables in a table, each followed by those inside it; entries go by ID, or by NAME further down."""
    for key, annotation in shape.hints(table).items():
        entries = shape.entries_of(annotation)
        found = shape.table_of(annotation if entries is None else entries[1])
        if found is not None:
            entry = "" if entries is None else ".NAME" if above else ".ID"
            name = f"{above}.{key}{entry}".lstrip(".")
            yield found, name
            yield from _inside(found, name)


def meaning(table: type[Table], key: str | None = None) -> tuple[str, str]:
    """What a table, or one of its keys, means, in Chinese and English."""
    if key is None:
        english = " ".join((inspect.getdoc(table) or "").replace("``", "`").split())
        return MEANING_ZH[table.__name__], english
    owner = Named if issubclass(table, Named) and key in Named.model_fields else table
    return MEANING_ZH[f"{owner.__name__}.{key}"], table.model_fields[key].description or ""


def _table_section(table: type[Table], name: str) -> list[str]:
    title = " · ".join(heading_of(text) for text in meaning(table))
    lines = [f"### `[{name}]` {title}\n" if name else f"### {title}\n", *[f"{text}\n" for text in meaning(table)]]
    if table is Named:
        lines += _paragraphs("model_file.common")
    columns = ("key", "type", "default", "meaning")
    lines += [_row(*(" ".join(both(f"model_file.column_{column}")) for column in columns)), _row(*["---"] * 4)]
    if table is Model:
        text = " / ".join(both("config.type.text"))
        lines.append(_row("`base`", text, _pair("model_file.no_default"), _pair("model_file.base_key")))
    inherited = set() if table in (Named, Model) or not issubclass(table, Named) else set(Named.model_fields)
    lines += [_key_row(table, key) for key in table.model_fields if key not in inherited]
    return [*lines, ""]


def _key_row(table: type[Table], key: str) -> str:
    types = [str(spoken(shape.expected(shape.hints(table)[key]), lang)) for lang in LANGS]
    said = "<br>".join(dict.fromkeys(types))
    return _row(f"`{key}`", said, _default(table, key), "<br>".join(meaning(table, key)))


def _default(table: type[Table], key: str) -> str:
    info = table.model_fields[key]
    if info.is_required():
        return f"**{_pair('model_file.required')}**"
    default = info.get_default(call_default_factory=True)
    if default is None or isinstance(default, Table) or default in ((), {}, ""):
        return _pair("model_file.no_default")
    return f"`{json.dumps(default)}`"


def _pair(text: str) -> str:
    return "<br>".join(both(text))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _indicators() -> list[str]:
    """Every indicator, by way of the names that a model with one entry of each kind has."""
    columns = ("indicator", "form", "unit", "meaning")
    lines = [_row(*(" ".join(both(f"model_file.column_{column}")) for column in columns)), _row(*["---"] * 4)]
    vocabulary = Vocabulary(_specimen())
    for name in [*vocabulary.names, "load.P"]:
        if not name.endswith(".connected"):
            found = vocabulary.meaning("load.M:P" if name == "load.P" else name)
            form = _pair("model_file.stock" if found.stock else "model_file.flow")
            unit = _pair(found.unit) if isinstance(found.unit, str) else "<br>".join(found.unit)
            lines.append(_row(f"`{name}`", form, unit, _pair(f"indicator.{name}")))
    return lines


def _specimen() -> Model:
    """One entry of each kind, under the letter that stands for it on the page."""
    named = {"name_zh": "-", "name_en": "-"}
    earns = {"revenue": {"column": "one", "yuan_per_unit": 1}}
    site = {**named, "kind": "site", "capacity_per_module": 1, **earns}
    return Model.model_validate(
        {
            **named,
            "dataset": "-",
            "time": {"first_year": 2000, "last_year": 2000},
            "measures": {"M": site},
            "services": {"S": {**named, "mode": "cover", "measure": "M"}},
            "carriers": {"C": {**named, "budget": {2000: 1}}},
            "funds": {"F": {**named, "kind": "grant", "budget": {2000: 1}}},
            "subsidies": {"R": {**named, "fund": "F", "measures": ["M"], "share": {}, "package": {}}},
            "effects": {"E": {**named, "unit_zh": "-", "unit_en": "-"}},
            "obligations": {"O": {**named, "measures": ["M"]}},
            "rules": {"Q": {**named, "kind": "least", "indicator": "share.cities.S"}},
            "targets": {"T": {**named, "indicator": "cities.S", "at_least": 1}},
            "goals": {"G": {**named, "order": 1, "indicator": "benefit", "sense": "max"}},
        }
    )


# JSON schema


def json_schema() -> JsonSchema:
    """JSON schema of a model file as written: with ``base``, with nothing required, and with override values.

    A file that overrides another leaves most keys out and may hold relative values, so an editor can check names and
    types, and ``planner check`` the rest.
    """
    schema: JsonSchema = Model.model_json_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    tables: dict[str, type[Table]] = {table.__name__: table for table, _ in _tables()}
    for name, definition in [*definitions.items(), ("Model", schema)]:
        _open_up(definition, tables[name])
    definitions["Override"] = {
        "description": " / ".join(both("model_file.override_value")),
        "anyOf": [{"type": "string", "pattern": OVERRIDE_PATTERN}, {"const": False}],
    }
    properties = schema["properties"]
    assert isinstance(properties, dict)
    base = {"type": "string", "description": " / ".join(both("model_file.base_key"))}
    schema["properties"] = {"base": base, **properties}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _open_up(definition: JsonSchema, table: type[Table]) -> None:
    """Describe a table in both languages, require nothing of it, and let every value be an override."""
    definition.pop("required", None)
    definition.pop("minProperties", None)
    definition["title"] = table.__name__
    definition["description"] = " / ".join(meaning(table))
    properties = definition["properties"]
    assert isinstance(properties, dict)
    for key, value in properties.items():
        described = {"description": " / ".join(meaning(table, key))}
        described |= {"default": value["default"]} if "default" in value else {}
        rest = {name: part for name, part in value.items() if name not in ("title", "description", "default")}
        if table is WhatIf and key == "set":
            rest = {"type": "object"}  # its keys are dotted, in one word or as nested tables
        opened = _entries_opened(rest)
        nested = opened.get("anyOf")
        alternatives = nested if isinstance(nested, list) else [opened]
        properties[key] = {**described, "anyOf": [*alternatives, {"$ref": "#/$defs/Override"}]}


def _entries_opened(value: JsonSchema) -> JsonSchema:
    """Entries of a table of entries may be overrides as well, and any number of them may be left out."""
    alternatives = value.get("anyOf")
    if isinstance(alternatives, list):
        return {**value, "anyOf": [_entries_opened(part) for part in alternatives]}
    keyed = value.get("patternProperties")
    if isinstance(keyed, dict):
        ((pattern, entries),) = keyed.items()
        value = {"type": "object", "propertyNames": {"pattern": pattern}, "additionalProperties": entries}
    entries = value.get("additionalProperties")
    if not isinstance(entries, dict):
        return value
    opened = {name: part for name, part in value.items() if name != "minProperties"}
    return {**opened, "additionalProperties": {"anyOf": [entries, {"$ref": "#/$defs/Override"}]}}


def documents() -> dict[str, str]:
    """Contents of each generated file by name."""
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=1)
    return {"model-file.md": reference_page(), "model.schema.json": schema + "\n"}


def main(arguments: list[str]) -> int:
    """Write the files (``--write [DOCS]``), or say which are out of date; 1 if any is."""
    write = "--write" in arguments
    folder = Path(next((word for word in arguments if not word.startswith("-")), "docs"))
    stale = []
    for name, text in documents().items():
        path = folder / name
        if write:
            path.write_bytes(text.encode())
        elif not path.is_file() or path.read_bytes() != text.encode():
            stale.append(path.as_posix())
    sys.stdout.writelines(f"{path}\n" for path in stale)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
