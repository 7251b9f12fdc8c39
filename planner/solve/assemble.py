"""From a case to the nation as arrays: every province's Pyomo model compiled once, national rows beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy import sparse

from planner.case.case import Case
from planner.formulation import build
from planner.formulation.rows import collector_paused
from planner.solve.baselines import baseline
from planner.solve.cluster import Executor
from planner.solve.facts import strings
from planner.solve.highs import Arrays
from planner.solve.problem import Block, GoalRow, Name, Nation, Network, content_key
from planner.solve.progress import Stop
from planner.solve.rounding import knapsacks
from planner.solve.solution import Values
from planner.solve.standard_form import SplitRows, StandardForm, compile_model
from planner.solve.wavelengths import traffic


class BuildStoppedError(Exception):
    """The stop came before all provinces were built."""


def assemble(case: Case, executor: Executor, stop: Stop) -> tuple[Nation, list[Any]]:
    """The nation of a case, and the handles that stand for its blocks in tasks.

    Raises:
        BuildStoppedError: the stop came first.
    """
    nation, handles, _ = assemble_beside(case, executor, stop, ())
    return nation, handles


def assemble_beside(
    case: Case, executor: Executor, stop: Stop, yardsticks: Iterable[str]
) -> tuple[Nation, list[Any], dict[str, Values]]:
    """:func:`assemble`, with baselines worked out side by side with the provinces; they take longest and come first.

    Args:
        yardsticks: ids of the baselines wanted.

    Raises:
        BuildStoppedError: the stop came first.
    """
    shared, wanted, names = executor.share(case), build.quantities(case), list(yardsticks)
    tasks: list[tuple[Any, ...]] = [(baseline, shared, name) for name in names]
    tasks += [(build_block, shared, province, wanted) for province in build.blocks(case)]
    found = dict(executor.map(_call, tasks, stop))
    if len(found) < len(tasks):
        raise BuildStoppedError
    blocks = tuple(found[number] for number in range(len(names), len(tasks)))
    simple = {name: found[number] for number, name in enumerate(names)}
    return _nation(case, blocks), executor.share_all(blocks), simple


def _call(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401 - tasks of different kinds in one map
    return function(*arguments)


def build_block(case: Case, province: str, quantities: build.Quantities) -> Block:
    """One province as arrays, with what it contributes to each of the nation's quantities."""
    with collector_paused():
        form = compile_model(build.province(case, province, quantities), split=("link",))
    links, constants = _links(form.split["link"], quantities, len(form.col_names))
    arrays = _arrays(form)
    columns = tuple(form.col_names)
    families, whole = [family for family, _ in form.row_names], _whole_columns(arrays, columns)
    rounded = knapsacks(arrays, families, whole)
    flows = traffic(arrays, [family for family, _ in columns], families, whole)
    constant = len(columns) if rounded or flows else -1
    if constant >= 0:
        arrays, links, columns = _with_constant(arrays, links, columns)
    return Block(
        province,
        arrays,
        links,
        constants,
        _whole(links, constants, arrays, columns),
        columns,
        tuple(form.row_names),
        network(case, province, columns),
        content_key(
            province,
            arrays.matrix,
            arrays.row_lower,
            arrays.row_upper,
            arrays.col_lower,
            arrays.col_upper,
            arrays.integer,
            links,
            constants,
            repr(columns),
        ),
        rounded,
        constant,
        flows,
    )


def _with_constant(
    arrays: Arrays, links: sparse.csr_array, columns: tuple[Name, ...]
) -> tuple[Arrays, sparse.csr_array, tuple[Name, ...]]:
    """The same block with one more column that always is 1, for the constant terms of cut rows."""
    one = np.ones(1)

    def wider(matrix: sparse.csr_array) -> sparse.csr_array:
        return sparse.csr_array(
            (matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], matrix.shape[1] + 1)
        )

    wide = Arrays(
        wider(arrays.matrix),
        arrays.row_lower,
        arrays.row_upper,
        np.append(arrays.col_lower, one),
        np.append(arrays.col_upper, one),
        np.append(arrays.integer, False),
    )
    return wide, wider(links), (*columns, ("one", ()))


def _whole_columns(arrays: Arrays, columns: tuple[Name, ...]) -> np.ndarray:
    """(n,) whole variables: ``connected`` and ``status``, declared continuous, are made of nothing but whole ones."""
    implied = np.array([family in ("connected", "status") for family, _ in columns], dtype=bool)
    whole: np.ndarray = arrays.integer | implied
    return whole


def _whole(links: sparse.csr_array, constants: np.ndarray, arrays: Arrays, columns: tuple[Name, ...]) -> np.ndarray:
    """(K,) which quantities are whole numbers in every plan: whole multiples of whole variables."""
    whole = _whole_columns(arrays, columns)
    broken = sparse.csr_array(links, copy=True)
    broken.data = np.where(whole[links.indices] & (links.data == np.round(links.data)), 0.0, 1.0)
    kept: np.ndarray = (np.asarray(broken.sum(axis=1)) == 0) & (constants == np.round(constants))
    return kept


def _arrays(form: StandardForm) -> Arrays:
    return Arrays(
        sparse.csr_array(form.A),
        form.row_lower,
        form.row_upper,
        form.col_lower,
        form.col_upper,
        np.asarray(form.integrality, dtype=bool),
    )


def _links(
    rows: SplitRows, quantities: tuple[tuple[str, int], ...], columns: int
) -> tuple[sparse.csr_array, np.ndarray]:
    """(K × n) contributions and (K,) constants in the order of ``quantities``; what has no row contributes nothing."""
    place = {index: number for number, index in enumerate(rows.indices)}
    order = [place.get(quantity, -1) for quantity in quantities]
    picked = [number for number in order if number >= 0]
    matrix = sparse.lil_array((len(order), columns))
    constants = np.zeros(len(order))
    if picked:
        where = [k for k, number in enumerate(order) if number >= 0]
        matrix[where] = rows.matrix[picked].tolil()
        constants[where] = -rows.rhs[picked]
    return sparse.csr_array(matrix), constants


def network(case: Case, province: str, columns: tuple[Name, ...]) -> Network | None:
    """The uplinks among a block's columns, for cut rows; None if there are none."""
    years = {year: k for k, year in enumerate(case.years)}
    uplinks = case.projects_of(province)
    uplinks = uplinks[uplinks["kind"] == "uplink"]
    names = strings(uplinks.index)
    lower, upper = (dict(zip(names, strings(uplinks[end]), strict=True)) for end in ("city", "to"))
    built = set(strings(uplinks.index[uplinks["status"] == "built"]))
    done = {
        (str(index[0]), years[int(str(index[1]))]): column
        for column, (family, index) in enumerate(columns)
        if family == "done" and index[0] in lower
    }
    connected = {
        (str(index[0]), years[int(str(index[1]))]): column
        for column, (family, index) in enumerate(columns)
        if family == "connected"
    }
    if not done or not connected:
        return None
    cities = sorted({city for city, _ in connected})
    node = {city: k + 1 for k, city in enumerate(cities)}
    links = sorted(link for link in {link for link, _ in done} | built if lower[link] in node)
    # What exists is not judged: a built uplink connects its lower end as if it led straight to the core. So does one to
    # a place that is no node here, which is the core itself.
    ends = {link: 0 if link in built else node.get(upper[link], 0) for link in links}
    years_of = {link: _yearly(done, link, len(years), -1 if link in built else -2) for link in links}
    return Network(
        np.array([node[lower[link]] for link in links]),
        np.array([ends[link] for link in links], dtype=int),
        len(cities) + 1,
        np.array([years_of[link] for link in links]),
        np.array([[-1] * len(years)] + [[connected.get((city, t), -1) for t in years.values()] for city in cities]),
        _protected(case, columns, node),
    )


def _protected(case: Case, columns: tuple[Name, ...], node: dict[str, int]) -> tuple[np.ndarray, ...]:
    """For each service that two ways protect, (nodes × T) columns of the places that can have it, -1 elsewhere."""
    years = {year: k for k, year in enumerate(case.years)}
    found = {
        service: np.full((len(node) + 1, len(years)), -1) for service in sorted(set(strings(case.ways["service"])))
    }
    for column, (family, index) in enumerate(columns):
        if family == "served" and index[0] in found and index[1] in node:
            found[str(index[0])][node[str(index[1])], years[int(str(index[2]))]] = column
    return tuple(table for table in found.values() if (table >= 0).any())


def _yearly(done: dict[tuple[str, int], int], link: str, years: int, absent: int) -> list[int]:
    """Columns of an uplink by year; after its last possible start it stays as it was."""
    columns: list[int] = []
    for year in range(years):
        columns.append(done.get((link, year), columns[-1] if columns else absent))
    return columns


def _nation(case: Case, blocks: tuple[Block, ...]) -> Nation:
    quantities = build.quantities(case)
    form = compile_model(build.coupling(case), split=("goal",))
    where = {(block.code, *quantity): (p, k) for p, block in enumerate(blocks) for k, quantity in enumerate(quantities)}
    y_columns = np.full((len(blocks), len(quantities)), -1)
    own: list[int] = []
    for column, (family, index) in enumerate(form.col_names):
        if family == "y":
            y_columns[where[index]] = column  # type: ignore[index]
        else:
            own.append(column)
    arrays = _arrays(form)
    return Nation(
        blocks,
        quantities,
        tuple(_pick(arrays.matrix, y_columns[p]) for p in range(len(blocks))),
        _pick(arrays.matrix, np.array(own, dtype=int)),
        arrays.row_lower,
        arrays.row_upper,
        tuple(form.row_names),
        arrays.col_lower[own],
        arrays.col_upper[own],
        tuple(form.col_names[column] for column in own),
        _goals(case, form, y_columns, own),
    )


def _pick(matrix: sparse.csr_array, columns: np.ndarray) -> sparse.csr_array:
    """The columns asked for; -1 stands for an empty one."""
    wide = sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], 1))], format="csc")
    return sparse.csr_array(wide[:, np.where(columns >= 0, columns, matrix.shape[1])])


def _goals(case: Case, form: StandardForm, y_columns: np.ndarray, own: list[int]) -> tuple[GoalRow, ...]:
    rows = form.split["goal"]
    place = {index[0]: number for number, index in enumerate(rows.indices)}
    found = []
    for goal_id, goal in sorted(case.model.goals.items(), key=lambda item: item[1].order):
        sign = -1.0 if goal.sense == "max" else 1.0
        number = place.get(goal_id)
        dense = np.zeros(len(form.col_names) + 1)
        offset = 0.0
        if number is not None:
            dense[:-1] = sign * rows.matrix[[number]].toarray()[0]
            offset = -sign * float(rows.rhs[number])
        found.append(
            GoalRow(
                goal_id,
                sign,
                dense[y_columns],
                dense[own],
                offset,
                goal.tolerance,
                goal.relative_tolerance,
                goal.unit,
            )
        )
    return tuple(found)
