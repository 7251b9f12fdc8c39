"""The model files that come with the planner: they load, keep their promises, and survive being saved."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from planner.config import Model, load_model
from planner.config.base import Named
from planner.config.reference import documents, json_schema
from planner.config.save import model_text, save_model
from planner.config.shape import entries_of, hints, table_of
from planner.texts.model_file import EXAMPLE

ROOT = Path(__file__).parents[2]
MODELS = sorted((ROOT / "models").glob("*.toml"))
VALID = Path(__file__).parent / "wrong" / "valid.toml"
FULL = VALID.with_name("full.toml")


def variants() -> Iterator[tuple[Path, str | None]]:
    """Every model file as it stands and with each of its what-ifs."""
    for path in [*MODELS, VALID, FULL]:
        yield path, None
        for name in load_model(path).offered:
            yield path, name


@pytest.mark.parametrize(("path", "what_if"), list(variants()), ids=lambda value: getattr(value, "stem", value))
def test_a_saved_model_is_read_back_as_it_was(path: Path, what_if: str | None, tmp_path: Path) -> None:
    model = load_model(path, [what_if] if what_if else []).model
    saved = tmp_path / "inputs" / "model.toml"
    saved.parent.mkdir()
    save_model(model, saved)
    again = load_model(saved).model
    assert again == model
    assert model_text(again) == saved.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_what_if_changes_something(path: Path) -> None:
    plain = load_model(path)
    unchanged = plain.model.model_copy(update={"what_if": {}})
    for name in plain.offered:
        assert load_model(path, [name]).model != unchanged, name


def test_a_saved_model_can_stand_beside_another_copy_of_the_data(tmp_path: Path) -> None:
    save_model(load_model(VALID).model, tmp_path / "model.toml", dataset="dataset")
    assert load_model(tmp_path / "model.toml").dataset_dir == tmp_path / "dataset"


def test_loading_twice_gives_the_same_text() -> None:
    assert model_text(load_model(MODELS[0]).model) == model_text(load_model(MODELS[0]).model)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_table_of_figures_states_its_source(path: Path) -> None:
    model = load_model(path).model
    tables = ("measures", "carriers", "funds", "subsidies", "targets", "limits", "rules", "assumptions")
    if path.stem in ("national", "province", "carrier"):
        bare = [
            f"{table}.{name}" for table in tables for name, entry in getattr(model, table).items() if not entry.source
        ]
        assert not bare


def test_the_national_model_is_what_it_says() -> None:
    model = load_model(ROOT / "models" / "national.toml").model
    assert model.years == (2022, 2023, 2024, 2025)
    assert set(model.measures) == {
        "gigabit", "gigabit_95", "cable", "metro", "bearer_5g", "sites_5g_9", "sites_5g_12", "otn", "township", "pool",
        "edge", "cdn", "dc_consolidation", "sdwan", "cloud_line", "cloud_edge", "firms_cloud", "public_cloud",
        "private_net", "smart_park", "demo_city", "hospital_hub", "school_hub",
    }  # fmt: skip
    assert all(measure.notice for measure in model.measures.values())
    assert model.targets["gigabit_cities"].at_least == model.targets["cloud_cities"].at_least == 1001
    assert [goal.indicator for goal in sorted(model.goals.values(), key=lambda goal: goal.order)] == [
        "shortfall",
        "benefit",
        "paid.public",
    ]
    assert len(model.what_if) >= 5
    assert {rule.kind for rule in model.rules.values()} == {"floor", "share", "gini", "gap"}


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_target_is_named_by_its_own_figure(path: Path) -> None:
    """Also where a model file or a what-if took the target over from another one and changed what it asks for."""
    for what_if in (None, *load_model(path).offered):
        for key, target in load_model(path, [what_if] if what_if else []).model.targets.items():
            named = [float(figure.replace(",", "")) for figure in re.findall(r"\d[\d,]*", target.name_en)]
            asked = target.at_least.values() if isinstance(target.at_least, dict) else [target.at_least]
            close = {round(scale * value + one) for value in asked for scale in (1, 100) for one in (0, -1)}
            assert set(named) <= close, (what_if, key, target.name_en, target.at_least)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_files_begin_with_their_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "#:schema ../docs/model.schema.json"
    assert (path.parent / first.partition(" ")[2]).is_file()


# What is generated from the schema


@pytest.mark.parametrize("name", ["model-file.md", "model.schema.json"])
def test_the_committed_reference_is_up_to_date(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert text == documents()[name], "python -m planner.config.reference --write"


def test_the_reference_describes_every_key_in_both_languages() -> None:
    def properties(part: object) -> Iterator[tuple[str, str]]:
        if isinstance(part, dict):
            for key, value in part.get("properties", {}).items():
                yield key, value["description"]
            for value in part.values():
                yield from properties(value)

    found = list(properties(json_schema()))
    assert len(found) > 100
    for key, description in found:
        chinese, slash, english = description.partition(" / ")
        assert slash, key
        assert any("一" <= character <= "鿿" for character in chinese), key
        assert not any("一" <= character <= "鿿" for character in english), key


@pytest.mark.parametrize("path", [*MODELS, VALID, FULL], ids=lambda path: path.stem)
def test_editors_find_nothing_wrong_with_right_files(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(json.dumps(json_schema())))
    errors = [error.message for error in validator.iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))]
    assert not errors


@pytest.mark.parametrize(
    "name",
    ["unknown_table", "unknown_key", "unknown_key_deep", "number_for_text", "wrong_choice", "negative_money", "bad_id"],
)
def test_editors_find_what_is_wrong(name: str) -> None:
    text = (VALID.parent / f"{name}.toml").read_text(encoding="utf-8")
    validator = jsonschema.Draft202012Validator(json_schema())
    assert list(validator.iter_errors(tomllib.loads(text)))


def test_the_example_of_the_reference_can_be_read(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "example.toml").write_text(EXAMPLE, encoding="utf-8")
    assert load_model(models / "example.toml", ["half"]).model.carriers["mobile"].budget == {2022: 1000, 2023: 1000}


def test_every_table_of_entries_is_keyed_by_id() -> None:
    """Overrides and messages name any value by a dotted key; a list of tables would break that."""
    for key, annotation in hints(Model).items():
        entries = entries_of(annotation)
        table = table_of(entries[1]) if entries else table_of(annotation)
        if table is not None and entries is not None:
            assert issubclass(table, Named), key
        assert "list[" not in str(annotation), key
