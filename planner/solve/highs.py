"""Thin driver of HiGHS: arrays in, arrays out.

Why not Pyomo's own interfaces: they take about four times as long as the solve they prepare and know neither MIP starts
nor interrupts. Everything here minimises; callers turn signs. Seeds are fixed and one thread is used, so that a run
stopped by gap or nodes repeats exactly; only the clock and the user make it otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import highspy
import numpy as np
from scipy import sparse

from planner.solve.bounds import ROUNDING, believed
from planner.solve.lattice import objective_on_lattice
from planner.solve.progress import Stop
from planner.solve.watch import Highs, MipListener, watched

#: An LP as HiGHS takes it; highspy has no types.
HighsModel = Any
Outcome = Literal["optimal", "limit", "interrupted", "infeasible", "unbounded"]
#: How an LP is begun: primal simplex where only costs changed since its basis, dual where rows were added.
Method = Literal["dual", "primal", "interior"]

_BASIS = [highspy.HighsBasisStatus(k) for k in range(5)]
#: Up to this many columns a MIP is solved without presolve. That of HiGHS 1.15.1 cuts off the optimum of some small
#: models with columns that it takes for implied integers (found by random cases against brute force; its project has
#: reports of the same kind), and small models do not need it.
_PRESOLVE_FROM = 2_000
#: Simplex iterations, per row and column and at least, after which an LP goes to the interior point method: provinces
#: with dual homing and wavelengths took 45 to more than 60 s by simplex and 4 to 11 s by it.
_PATIENCE, _LEAST_PATIENCE = 0.4, 5_000
#: Iterations, per row and column, from which on the interior point method would have been quicker: four such provinces
#: took 0.39 to 0.55 by simplex, 1.2 to 3.3 times as long.
_SLOW = 0.3
_NO_LIMIT = 2_147_483_647
#: Costs smaller than this are scaled up to it, see :func:`cost_scale`.
_LARGE_COST = 1024.0


@dataclass(frozen=True)
class Arrays:
    """``min cost·x`` subject to ``row_lower ≤ A x ≤ row_upper`` and column bounds; some columns integer.

    Attributes:
        matrix: (m × n) CSR.
        row_lower, row_upper: (m,).
        col_lower, col_upper: (n,).
        integer: (n,) bool.
    """

    matrix: sparse.csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    col_lower: np.ndarray
    col_upper: np.ndarray
    integer: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return int(self.matrix.shape[0]), int(self.matrix.shape[1])

    def violation(self, x: np.ndarray) -> float:
        """Largest absolute violation of a row, a bound or an integrality by ``x``, in the units of the rows."""
        activity = self.matrix @ x
        parts = [
            self.row_lower - activity,
            activity - self.row_upper,
            self.col_lower - x,
            x - self.col_upper,
            np.abs(x - np.round(x))[self.integer],
        ]
        return max((float(part.max()) for part in parts if part.size), default=0.0)


@dataclass(frozen=True)
class Basis:
    """A simplex basis that travels with a task: HiGHS status codes by column and row (int8)."""

    columns: np.ndarray
    rows: np.ndarray

    def extended(self, rows: int) -> Basis:
        """The same basis for a model with ``rows`` rows, of which the new ones are basic."""
        missing = rows - len(self.rows)
        return Basis(self.columns, np.concatenate([self.rows, np.ones(missing, dtype=np.int8)]))


@dataclass(frozen=True)
class Answer:
    """What HiGHS found.

    Attributes:
        outcome: ``optimal`` within the gap asked for; ``limit`` and ``interrupted`` may still carry a plan.
        objective: of ``x``, infinite without one.
        bound: proven lower bound on the objective; minus infinity also where HiGHS's is above the objective of ``x``.
        x: (n,) best point, None without one.
        row_dual: (m,) d(objective)/d(rhs), LPs only.
        reduced: (n,) reduced costs, LPs only.
        basis: final basis, LPs only.
        found: improving solutions in the order they were found, the last being ``x`` (MIPs, if asked for).
        interior: whether an LP was ended by the interior point method or slowly by simplex, so that the interior point
            method will be quicker the next time.
        iterations: of simplex, MIPs only; what they took that is the same on every machine.
    """

    outcome: Outcome
    objective: float
    bound: float
    x: np.ndarray | None
    row_dual: np.ndarray | None = None
    reduced: np.ndarray | None = None
    basis: Basis | None = None
    found: tuple[np.ndarray, ...] = field(default=())
    interior: bool = False
    iterations: int = 0


@dataclass(frozen=True)
class MipLimits:
    """When a MIP run ends.

    Attributes:
        gap: relative gap.
        gap_abs: absolute gap in the unit of the objective.
        nodes: branch-and-bound nodes, None for no limit (repeatable).
        time_s: seconds, None for no limit (not repeatable when it strikes).
        objective_target: stop at the first plan at least this good.
        strong: strong branching; where only a good plan is wanted, it takes half of the time and finds none.
    """

    gap: float = 1e-6
    gap_abs: float = 1e-6
    nodes: int | None = None
    time_s: float | None = None
    objective_target: float | None = None
    strong: bool = True

    def scaled(self, factor: float) -> MipLimits:
        """The same limits for an objective times ``factor``."""
        target = None if self.objective_target is None else self.objective_target * factor
        return replace(self, gap_abs=self.gap_abs * factor, objective_target=target)


def cost_scale(cost: np.ndarray) -> float:
    """Power of two that brings the largest cost to about a thousand; one where it is that large already.

    Tolerances of HiGHS are absolute. Costs of a goal that is a share are some 1e-4, and with a dual tolerance of 1e-7
    an "optimal" value was off by 0.4 %, which a bound must not be; the interior point method then also left 30,000
    simplex iterations to do where it now leaves none.
    """
    largest = float(np.abs(cost).max(initial=0.0))
    if not 0.0 < largest < _LARGE_COST / 2:
        return 1.0
    return float(2.0 ** np.floor(np.log2(_LARGE_COST / largest)))


def _to_highs(arrays: Arrays, cost: np.ndarray, *, integers: bool) -> HighsModel:
    rows, columns = arrays.shape
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = rows, columns
    lp.col_cost_ = np.ascontiguousarray(cost, dtype=np.float64)
    lp.col_lower_, lp.col_upper_ = arrays.col_lower, arrays.col_upper
    lp.row_lower_, lp.row_upper_ = arrays.row_lower, arrays.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = arrays.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = arrays.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = arrays.matrix.data
    if integers and arrays.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(flag)] for flag in arrays.integer]
    return lp


def _new(seed: int) -> Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", seed)):
        highs.setOptionValue(option, value)
    return highs


def _outcome(highs: Highs) -> Outcome:
    status = highs.getModelStatus()
    names = highspy.HighsModelStatus
    if status in (names.kOptimal, names.kObjectiveTarget, names.kModelEmpty):
        return "optimal"
    if status == names.kInterrupt:
        return "interrupted"
    if status in (names.kInfeasible, names.kUnboundedOrInfeasible):
        return "infeasible"
    return "unbounded" if status == names.kUnbounded else "limit"


class LiveLp:
    """An LP kept alive in a process: only costs, added rows and single bounds change.

    Every solve starts from the basis that is handed in, after all traces of earlier solves are cleared; the answer is
    a function of arrays, cost and basis alone.
    """

    def __init__(self, arrays: Arrays, seed: int = 1) -> None:
        self._highs = _new(seed)
        self.rows, self.columns = arrays.shape
        self._highs.passModel(_to_highs(arrays, np.zeros(self.columns), integers=False))
        self._all = np.arange(self.columns, dtype=np.int32)

    def add_rows(self, matrix: sparse.csr_array, lower: np.ndarray, upper: np.ndarray) -> None:
        """Append rows (cut rows, master rows)."""
        self._highs.addRows(
            matrix.shape[0],
            lower,
            upper,
            matrix.nnz,
            matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )
        self.rows += matrix.shape[0]

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Change one column's bounds."""
        self._highs.changeColBounds(column, lower, upper)

    def solve(self, cost: np.ndarray, basis: Basis | None = None, method: Method = "dual") -> Answer:
        """Minimise ``cost`` from ``basis``; raises ``ArithmeticError`` if HiGHS cannot finish an LP."""
        highs, scale = self._highs, cost_scale(cost)
        highs.changeColsCost(self.columns, self._all, np.ascontiguousarray(cost * scale, dtype=np.float64))
        highs.clearSolver()
        if basis is not None and method != "interior":
            _set_basis(highs, basis.extended(self.rows))
        size = self.rows + self.columns
        interior = _run_lp(highs, _PATIENCE * size, method)
        slow = highs.getInfo().simplex_iteration_count > max(_SLOW * size, _LEAST_PATIENCE)
        _try_again(highs)
        return _lp_answer(highs, scale, interior=interior or slow)

    def resume(self, cost: np.ndarray, basis: Basis, patience: float) -> Answer | None:
        """Minimise ``cost`` by dual simplex from ``basis``; None unless it ends within ``patience`` iterations."""
        highs, scale = self._highs, cost_scale(cost)
        highs.changeColsCost(self.columns, self._all, np.ascontiguousarray(cost * scale, dtype=np.float64))
        highs.clearSolver()
        _set_basis(highs, basis)
        highs.setOptionValue("simplex_iteration_limit", int(max(patience, _LEAST_PATIENCE)))
        highs.run()
        highs.setOptionValue("simplex_iteration_limit", _NO_LIMIT)
        return _lp_answer(highs, scale) if _outcome(highs) == "optimal" else None


def _try_again(highs: Highs) -> None:
    """Where an LP did not end with an optimum: once more from nothing, and by the interior point method.

    Presolve has called feasible models infeasible, and simplex ended in an error: believed is only what is said
    without presolve.
    """
    if _outcome(highs) == "optimal":
        return
    highs.setOptionValue("presolve", "off")
    for solver in ("choose", "ipx"):
        highs.clearSolver()
        highs.setOptionValue("solver", solver)
        highs.run()
        if _outcome(highs) in ("optimal", "infeasible", "unbounded"):
            break
    highs.setOptionValue("solver", "choose")
    highs.setOptionValue("presolve", "choose")


def _run_lp(highs: Highs, patience: float, method: Method) -> bool:
    """Simplex for so many iterations, then interior point with crossover; both are repeatable, a clock is not.

    Returns:
        Whether the interior point method was used.
    """
    if method != "interior":
        strategy = highspy.simplex_constants.SimplexStrategy
        primal = strategy.kSimplexStrategyPrimal if method == "primal" else strategy.kSimplexStrategyDual
        highs.setOptionValue("simplex_strategy", int(primal))
        highs.setOptionValue("simplex_iteration_limit", int(max(patience, _LEAST_PATIENCE)))
        highs.run()
        highs.setOptionValue("simplex_iteration_limit", _NO_LIMIT)
        highs.setOptionValue("simplex_strategy", int(strategy.kSimplexStrategyDual))
        if highs.getModelStatus() != highspy.HighsModelStatus.kIterationLimit:
            return False
    highs.clearSolver()
    highs.setOptionValue("solver", "ipx")
    highs.run()
    highs.setOptionValue("solver", "choose")
    if _outcome(highs) not in ("optimal", "infeasible"):
        highs.clearSolver()
        highs.run()
    return True


def _set_basis(highs: Highs, basis: Basis) -> None:
    start = highspy.HighsBasis()
    start.col_status = [_BASIS[code] for code in basis.columns]
    start.row_status = [_BASIS[code] for code in basis.rows]
    start.valid = True
    highs.setBasis(start)


def _lp_answer(highs: Highs, scale: float, *, interior: bool = False) -> Answer:
    """What an LP whose costs were multiplied by ``scale`` ended with."""
    outcome = _outcome(highs)
    if outcome == "infeasible":
        return Answer(outcome, np.inf, np.inf, None)
    if outcome != "optimal":
        raise ArithmeticError(f"HiGHS ended an LP with {highs.modelStatusToString(highs.getModelStatus())}")
    solution, basis = highs.getSolution(), highs.getBasis()
    value = highs.getInfo().objective_function_value / scale
    return Answer(
        outcome,
        value,
        value,
        np.array(solution.col_value),
        np.array(solution.row_dual) / scale,
        np.array(solution.col_dual) / scale,
        Basis(
            np.fromiter((int(s) for s in basis.col_status), np.int8),
            np.fromiter((int(s) for s in basis.row_status), np.int8),
        ),
        interior=interior,
    )


def solve_lp(arrays: Arrays, cost: np.ndarray, *, seed: int = 1, integers_fixed_at: np.ndarray | None = None) -> Answer:
    """Solve the LP relaxation once, or the LP left when the integers are fixed at their values in a point.

    Args:
        integers_fixed_at: (n,) point whose rounded integers are kept; gives exact continuous values of a plan.
    """
    if integers_fixed_at is not None:
        fixed = np.round(integers_fixed_at)
        lower = np.where(arrays.integer, fixed, arrays.col_lower)
        upper = np.where(arrays.integer, fixed, arrays.col_upper)
        arrays = Arrays(arrays.matrix, arrays.row_lower, arrays.row_upper, lower, upper, arrays.integer)
    highs, scale = _new(seed), cost_scale(cost)
    highs.passModel(_to_highs(arrays, cost * scale, integers=False))
    highs.run()
    _try_again(highs)
    return _lp_answer(highs, scale)


def solve_mip(
    arrays: Arrays,
    cost: np.ndarray,
    limits: MipLimits,
    *,
    start: np.ndarray | None = None,
    seed: int = 1,
    stop: Stop | None = None,
    listener: MipListener | None = None,
    keep_found: bool = False,
    bound_matters: bool = True,
) -> Answer:
    """Minimise with integers.

    Args:
        start: (n,) point whose integers serve as MIP start; the best of it and HiGHS's own is returned.
        stop: looked at during the run; its deadline shortens ``limits.time_s``.
        listener: told of (best, bound) as they change.
        keep_found: also return every improving solution.
        bound_matters: run again without the start where it may have made HiGHS prune the optimum; a caller that only
            wants something better than its start saves that second run.
    """
    scale = cost_scale(cost)
    if scale != 1.0:
        scaled = solve_mip(
            arrays,
            cost * scale,
            limits.scaled(scale),
            start=start,
            seed=seed,
            stop=stop,
            listener=_unscaled(listener, scale),
            keep_found=keep_found,
            bound_matters=bound_matters,
        )
        return replace(scaled, objective=scaled.objective / scale, bound=scaled.bound / scale)
    highs = _new(seed)
    highs.passModel(_to_highs(arrays, cost, integers=True))
    if arrays.shape[1] <= _PRESOLVE_FROM:
        highs.setOptionValue("presolve", "off")
    _set_limits(highs, limits, stop)
    found: list[np.ndarray] = []
    watch = watched(highs, _seconds(limits, stop), stop, listener, found if keep_found else None)
    if start is not None:
        _set_start(highs, arrays, start)
    with watch:
        highs.run()
    outcome = _outcome(highs)
    if outcome == "infeasible":
        highs.clearSolver()
        highs.setOptionValue("presolve", "off")
        with watch:
            highs.run()
        outcome = _outcome(highs)
    answer = _mip_answer(highs, outcome, tuple(found))
    if bound_matters and start is not None and _may_hide_better(arrays, cost, answer, start):
        again = solve_mip(arrays, cost, limits, seed=seed, stop=stop, listener=listener, keep_found=keep_found)
        # The start counts for nothing in the second run, so its bound is right, and its plan at least as good.
        return again if again.x is not None else answer
    return answer


def _unscaled(listener: MipListener | None, scale: float) -> MipListener | None:
    return None if listener is None else lambda best, bound: listener(best / scale, bound / scale)


def _may_hide_better(arrays: Arrays, cost: np.ndarray, answer: Answer, start: np.ndarray) -> bool:
    """Whether a start that was not improved may have made HiGHS prune the optimum; see :mod:`planner.solve.lattice`."""
    rounding = 1e-9 * max(1.0, abs(answer.objective))
    ended = answer.outcome == "optimal" or answer.bound >= answer.objective - rounding
    if not ended or answer.objective < cost @ start - rounding:
        return False
    highs = _new(0)
    highs.passModel(_to_highs(arrays, cost, integers=True))
    return objective_on_lattice(highs)


def _set_start(highs: Highs, arrays: Arrays, start: np.ndarray) -> None:
    columns = np.arange(arrays.shape[1], dtype=np.int32)
    highs.setSolution(len(columns), columns, np.where(arrays.integer, np.round(start), start))


def _set_limits(highs: Highs, limits: MipLimits, stop: Stop | None) -> None:
    highs.setOptionValue("mip_rel_gap", limits.gap)
    highs.setOptionValue("mip_abs_gap", limits.gap_abs)
    if limits.nodes is not None:
        highs.setOptionValue("mip_max_nodes", limits.nodes)
    if limits.objective_target is not None:
        highs.setOptionValue("objective_target", limits.objective_target)
    if not limits.strong:
        highs.setOptionValue("mip_pscost_minreliable", 0)
    seconds = _seconds(limits, stop)
    if np.isfinite(seconds):
        highs.setOptionValue("time_limit", max(0.0, seconds))


def _seconds(limits: MipLimits, stop: Stop | None) -> float:
    """Seconds that a run may take; none left is no time, not all of it."""
    return min(np.inf if limits.time_s is None else limits.time_s, stop.remaining if stop else np.inf)


def _mip_answer(highs: Highs, outcome: Outcome, found: tuple[np.ndarray, ...]) -> Answer:
    info = highs.getInfo()
    iterations = max(0, info.simplex_iteration_count)
    if outcome in ("infeasible", "unbounded"):
        worst = np.inf if outcome == "infeasible" else -np.inf
        return Answer(outcome, worst, worst, None, iterations=iterations)
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    if not feasible:
        return Answer(outcome, np.inf, info.mip_dual_bound, None, found=found, iterations=iterations)
    x = np.array(highs.getSolution().col_value)
    value = info.objective_function_value
    proven = info.mip_node_count >= 0 and np.isfinite(info.mip_dual_bound)
    # An LP without integers has no MIP bound of its own. A run stopped before its root is solved has none at all.
    solved = highs.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)
    bound = info.mip_dual_bound if proven else value if solved else -np.inf
    bound = believed(bound, value, ROUNDING * max(1.0, abs(value)))
    return Answer(outcome, value, bound, x, found=found, iterations=iterations)
