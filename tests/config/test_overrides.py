"""Base files, what-ifs and single overrides: what they change, in which order, and what they must not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.config import LoadedModel, Model, load_model
from planner.texts.problems import InputError

VALID = Path(__file__).parent / "wrong" / "valid.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder ``models`` that holds the right file."""
    models = tmp_path / "models"
    models.mkdir()
    (models / "valid.toml").write_bytes(VALID.read_bytes())
    return models


def load(folder: Path, text: str, what_ifs: tuple[str, ...] = (), sets: tuple[str, ...] = ()) -> LoadedModel:
    """Load a file of ``folder`` that builds on the right one."""
    path = folder / "child.toml"
    path.write_text('base = "valid.toml"\n' + text, encoding="utf-8")
    return load_model(path, what_ifs, sets)


def with_sets(*sets: str) -> Model:
    return load_model(VALID, sets=sets).model


def problem_ids(*sets: str, what_ifs: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_model(VALID, what_ifs, sets)
    return [problem.text for problem in caught.value.problems]


# Single overrides


def test_a_set_changes_one_value_and_nothing_else() -> None:
    plain, changed = load_model(VALID).model, with_sets("funds.central.budget.2023=12.5")
    assert changed.funds["central"].budget == {2022: 10, 2023: 12.5}
    assert changed.carriers == plain.carriers


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("funds.central.budget.2022=x0.5", {2022: 5, 2023: 10}),
        ("funds.central.budget=x1.5", {2022: 15, 2023: 15}),
        ("funds.central.budget=+2.5", {2022: 12.5, 2023: 12.5}),
        ("funds.central.budget=-10", {2022: 0, 2023: 0}),
        ("funds.central.budget= x.5", {2022: 5, 2023: 5}),
        ("funds.central.budget.2022=7", {2022: 7, 2023: 10}),
        ("funds.central.budget={2022 = 1, 2023 = 'x2'}", {2022: 1, 2023: 20}),
    ],
)
def test_relative_and_absolute(text: str, budget: dict[int, float]) -> None:
    assert with_sets(text).funds["central"].budget == budget


def test_two_equals_signs_make_a_negative_number_absolute() -> None:
    assert with_sets('indicators.mix.terms."cities.cloud"==-1').indicators["mix"].terms["cities.cloud"] == -1
    assert with_sets('indicators.mix.terms."cities.cloud"=-1').indicators["mix"].terms["cities.cloud"] == 1


def test_whole_numbers_stay_whole() -> None:
    assert with_sets("measures.pool.max_modules=x0.5").measures["pool"].max_modules == 2
    assert problem_ids("measures.pool.max_modules=x0.3") == ["config.wrong_value"]


def test_a_relative_value_starts_from_the_default_of_a_key_left_out() -> None:
    assert with_sets("measures.gigabit.opex_share=x2").measures["gigabit"].opex_share == 0.1
    assert with_sets("solve.gap=x0.1").solve.gap == 0.001


def test_relative_values_do_not_gather_rounding_errors() -> None:
    assert with_sets("rules.floor.at_least=x3").rules["floor"].at_least == 0.3


def test_sets_apply_in_order() -> None:
    assert with_sets("targets.cities.at_least=20", "targets.cities.at_least=x2").targets["cities"].at_least == 40
    assert with_sets("targets.cities.at_least=x2", "targets.cities.at_least=20").targets["cities"].at_least == 20


def test_words_need_no_quotes_and_toml_values_are_read_as_such() -> None:
    model = with_sets("measures.gigabit.lead=city", "name_en='Mine'", 'statuses.complete.services=["gigabit"]')
    assert (model.measures["gigabit"].lead, model.name_en) == ("city", "Mine")
    assert model.statuses["complete"].services == ("gigabit",)
    assert not with_sets("services.cloud.connected=false").services["cloud"].connected


def test_a_table_of_groups_may_replace_a_number() -> None:
    model = with_sets("targets.cities.by=region", "targets.cities.at_least.West=5")
    assert model.targets["cities"].at_least == {"West": 5}


def test_sets_may_be_values_by_key() -> None:
    model = load_model(VALID, sets={"funds.central.budget.2022": 3, "rules.floor": False, "time": {"first_year": 2022}})
    assert model.model.funds["central"].budget[2022] == 3
    assert not model.model.rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("funds.central.budget.2022", "config.bad_override"),
        ("=5", "config.bad_override"),
        ("funds.central.budget.2022=", "config.bad_override"),
        ("funds..budget=5", "config.bad_override"),
        ("funds.central.bugdet=5", "config.unknown_key"),
        ("what_if.half=none", "config.fixed_key"),
        ("base=other.toml", "config.fixed_key"),
        ("measures.gigabit.lead=x2", "config.relative_on_value"),
        ("funds.central.carry_over=-1", "config.relative_on_value"),
        ("funds.central.carry_over==-1", "config.wrong_value"),
        ("measures.gigabit.requires=x2", "config.relative_on_text"),
        ("measures.giga.opex_share=x2", "config.nothing_there"),
        ("rules.ceiling=none", "config.nothing_there"),
        ("name_en=none", None),
        ("goals.benefit.sense=none", "config.wrong_value"),
        ("time=none", "config.wrong_value"),
    ],
)
def test_wrong_sets(text: str, expected: str | None) -> None:
    if expected is None:
        assert with_sets(text).name_en == "none"
    else:
        assert problem_ids(text) == [expected]


def test_the_place_of_a_set_is_told() -> None:
    with pytest.raises(InputError) as caught:
        load_model(VALID, sets=["goals.benefit.sense=maxi"])
    assert caught.value.problems[0].en == (
        '--set goals.benefit.sense: "maxi" will not do; expected one of "max", "min". Did you mean “max”?'
    )


def test_all_wrong_overrides_are_told_at_once() -> None:
    wrong = ("goals.benefit.sense=maxi", "time.foo=1", "nothing", "funds.central.budget.2022=-20")
    ids = problem_ids(*wrong, what_ifs=("halve",))
    assert sorted(ids) == sorted(
        [
            "config.unknown_what_if",
            "config.wrong_value",
            "config.unknown_key",
            "config.bad_override",
            "config.wrong_value",
        ]
    )


# Removal


@pytest.mark.parametrize("value", ["none", "false"])
def test_an_entry_is_removed(value: str) -> None:
    model = with_sets(f"rules.floor={value}", f"targets.cities={value}")
    assert not model.rules
    assert not model.targets


def test_other_things_that_can_be_removed() -> None:
    model = with_sets("rules=none", "services.cloud.reach_km=none", 'indicators.mix.terms."cities.cloud"=none')
    assert not model.rules
    assert model.services["cloud"].reach_km is None
    assert set(model.indicators["mix"].terms) == {"cities.gigabit"}


def test_none_is_a_plain_word_where_nothing_can_be_removed() -> None:
    assert with_sets("services.cloud.existing=none").services["cloud"].existing == "none"


def test_removing_twice_is_no_mistake_but_changing_what_is_gone_is() -> None:
    assert not with_sets("rules.floor=none", "rules.floor=none").rules
    assert "config.was_removed" in problem_ids("rules.floor=none", "rules.floor.at_least=x2")


def test_an_entry_can_be_put_back() -> None:
    again = 'rules.floor={name_zh="新", name_en="New", kind="floor", indicator="share.cities.cloud", at_least=0.2}'
    assert with_sets("rules.floor=none", again).rules["floor"].name_en == "New"


def test_removing_what_is_needed_elsewhere_is_told() -> None:
    assert problem_ids("measures.metro=none") == ["config.ref.unknown"]


# What-ifs


TWICE = '\n[what_if.twice]\nname_zh = "翻番"\nname_en = "Twice"\nset.funds.central.budget = "x2"\n'
MORE = '\n[what_if.more]\nname_zh = "多"\nname_en = "More"\nset."funds.central.budget.2022" = "+4"\n'


def test_what_ifs_apply_in_the_order_given_and_sets_last(folder: Path) -> None:
    def budget(*what_ifs: str, sets: tuple[str, ...] = ()) -> float:
        return load(folder, TWICE + MORE, what_ifs, sets).model.funds["central"].budget[2022]

    assert (budget("twice"), budget("more"), budget("half")) == (20, 14, 5)
    assert (budget("twice", "more"), budget("more", "twice")) == (24, 28)
    assert budget("twice", sets=("funds.central.budget.2022=x0.1",)) == 2


def test_a_what_if_may_add_an_entry(folder: Path) -> None:
    text = (
        '\n[what_if.capped]\nname_zh = "限"\nname_en = "Capped"\n'
        'set.limits.few = { name_zh = "少", name_en = "Few", indicator = "modules.pool", at_most = 7 }\n'
    )
    assert "few" not in load(folder, text).model.limits
    assert load(folder, text, ("capped",)).model.limits["few"].at_most == 7


def test_a_file_may_change_or_drop_the_what_ifs_of_its_base(folder: Path) -> None:
    assert load(folder, '[what_if]\nhalf.set."funds.central.budget" = "x0.4"\n', ("half",)).model.funds[
        "central"
    ].budget == {2022: 4, 2023: 4}
    assert not load(folder, "[what_if]\nhalf = false\n").offered


def test_a_resolved_model_offers_no_what_ifs_but_says_which_were_applied(folder: Path) -> None:
    plain, applied = load(folder, TWICE), load(folder, TWICE, ("twice",))
    assert set(plain.model.what_if) == set(plain.offered) == set(applied.offered) == {"half", "twice"}
    assert not applied.model.what_if
    assert [what_if.name_en for what_if in applied.what_ifs.values()] == ["Twice"]


def test_the_place_of_a_what_if_is_told(folder: Path) -> None:
    loaded = load(folder, TWICE, ("twice",))
    place = (folder / "child.toml").as_posix()
    assert loaded.where("funds.central.budget.2022") == f"{place}:6 what_if.twice: funds.central.budget.2022"


# Base files


def test_a_chain_of_base_files(folder: Path) -> None:
    (folder / "middle.toml").write_text('base = "valid.toml"\n[funds]\ncentral.budget = "x2"\n', encoding="utf-8")
    (folder / "outer.toml").write_text('base = "middle.toml"\n[funds]\ncentral.budget = "+1"\n', encoding="utf-8")
    loaded = load_model(folder / "outer.toml")
    assert loaded.model.funds["central"].budget == {2022: 21, 2023: 21}
    assert [path.name for path in loaded.files] == ["outer.toml", "middle.toml", "valid.toml"]
    assert loaded.where("funds.central.budget.2023").endswith("outer.toml:3 funds.central.budget.2023")
    assert loaded.where("funds.central.name_en").endswith("valid.toml:61 funds.central.name_en")


def test_a_file_overrides_key_by_key(folder: Path) -> None:
    model = load(folder, "[services.cloud]\nreach_km = 300\n[rules]\n").model
    assert (model.services["cloud"].reach_km, model.services["cloud"].name_en) == (300, "Cloud")
    assert "floor" in model.rules  # an empty table takes nothing away


def test_a_base_file_may_be_one_folder_up_but_no_further(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    for folder in (tmp_path / "a", tmp_path / "a" / "b"):
        (folder / "valid.toml").write_bytes(VALID.read_bytes())
    (inner / "near.toml").write_text('base = "../valid.toml"\n')
    (inner / "far.toml").write_text('base = "../../valid.toml"\n')
    assert load_model(inner / "near.toml").model.name_en == "Specimen"
    with pytest.raises(InputError) as caught:
        load_model(inner / "far.toml")
    assert caught.value.problems[0].text == "config.path_escapes"


def test_a_link_does_not_lead_out(tmp_path: Path, folder: Path) -> None:
    (tmp_path.parent / "secret.toml").write_bytes(VALID.read_bytes())
    (folder / "inside.toml").symlink_to(tmp_path.parent / "secret.toml")
    (folder / "child.toml").write_text('base = "inside.toml"\n')
    with pytest.raises(InputError) as caught:
        load_model(folder / "child.toml")
    assert caught.value.problems[0].text == "config.path_escapes"


def test_the_data_set_is_relative_to_the_file_that_names_it(tmp_path: Path, folder: Path) -> None:
    inner = folder / "mine"
    inner.mkdir()
    (inner / "child.toml").write_text('base = "../valid.toml"\n')
    assert load_model(inner / "child.toml").dataset_dir == tmp_path / "no_data_needed"
    (inner / "child.toml").write_text('base = "../valid.toml"\ndataset = "data"\n')
    assert load_model(inner / "child.toml").dataset_dir == inner / "data"


def test_a_data_set_given_by_hand_is_relative_to_the_working_folder(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_model(folder / "valid.toml", sets=["dataset=elsewhere"]).dataset_dir == tmp_path / "elsewhere"
    assert load_model(folder / "valid.toml", sets=[f"dataset={folder}"]).dataset_dir == folder


# Reading


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder: Path) -> None:
    text = VALID.read_text(encoding="utf-8").replace("\n", "\r\n")
    (folder / "windows.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    loaded = load_model(folder / "windows.toml")
    assert loaded.model == load_model(VALID).model
    assert loaded.where("measures.pool.max_modules").endswith("windows.toml:32 measures.pool.max_modules")


def test_brackets_without_end(folder: Path) -> None:
    (folder / "deep.toml").write_text("x = " + "[" * 20000 + "]" * 20000)
    with pytest.raises(InputError) as caught:
        load_model(folder / "deep.toml")
    assert caught.value.problems[0].text == "config.too_deep"


def test_a_file_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError) as caught:
        load_model(folder / "valid.toml")
    assert caught.value.problems[0].text == "config.unreadable"


def test_a_value_where_a_table_should_be(folder: Path) -> None:
    (folder / "flat.toml").write_text(
        VALID.read_text(encoding="utf-8").replace("[time]\nfirst_year = 2022\nlast_year = 2023\n", "time = 5\n"),
        encoding="utf-8",
    )
    (folder / "child.toml").write_text('base = "flat.toml"\n[time]\nlast_year = 2024\n')
    with pytest.raises(InputError) as caught:
        load_model(folder / "child.toml")
    assert {problem.text for problem in caught.value.problems} == {"config.not_a_table", "config.wrong_value"}


def test_no_what_ifs_at_all(folder: Path) -> None:
    (folder / "child.toml").write_text('base = "valid.toml"\n[what_if]\nhalf = "none"\n')
    with pytest.raises(InputError) as caught:
        load_model(folder / "child.toml", ["half"])
    assert caught.value.problems[0].en.endswith("There is no what-if named “half”. There are: none.")


# Tables that may be left out


def test_a_table_that_may_be_left_out_is_changed_and_removed_like_any_other() -> None:
    def full(*sets: str) -> Model:
        return load_model(VALID.with_name("full.toml"), sets=sets).model

    changed = full("measures.firms.revenue.take_up=x0.5", "viability.years=+2")
    revenue = changed.measures["firms"].revenue
    assert revenue is not None
    assert (revenue.take_up, revenue.ramp_years) == (0.15, 2)
    assert changed.viability is not None
    assert changed.viability.years == 10
    for value in ("none", "false"):
        assert full(f"measures.firms.revenue={value}").measures["firms"].revenue is None
        assert full(f"subsidies.packages.package={value}").subsidies["packages"].package is None
    with pytest.raises(InputError) as caught:
        full("subsidies.packages.package.min_citys=3")
    assert caught.value.problems[0].en.endswith("Did you mean “subsidies.packages.package.min_cities”?")
