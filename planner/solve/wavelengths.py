"""Cut rows for wavelengths: what leaves a set of places needs whole ones.

The LP buys 2.3 wavelengths where every plan buys three. For any set W of places the rows of traffic add up to

    Σ_{l leaving W} K_l·m_lt ≥ Σ_{i ∈ W} v_i (connected[i, t] + protected[i, t]),

because what flows within W cancels out and what comes in only adds. It is a knapsack row over whole variables, of which
mixed-integer rounding makes cut rows (cutset inequalities of network design; Magnanti, Mirchandani and Vachani 1995).
Sets that are tried: each place by itself, and with all places whose traffic passes it in the LP point, where nothing
comes in and the row is tight but for rounding. They move the bound of one province with wavelengths and
protection by 2.4 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.solve.highs import Arrays
from planner.solve.rounding import Knapsack, round_rows

_FLOWS = 1e-6


@dataclass(frozen=True)
class Sum:
    """``coefficients · x[columns] + constant``."""

    columns: tuple[int, ...]
    coefficients: tuple[float, ...]
    constant: float = 0.0


@dataclass(frozen=True)
class Relay:
    """A place in one year: what it sends itself, and the flows that leave it and come in.

    Attributes:
        sent: of whole variables.
        out: column of each flow that leaves.
        into: (column, number of the relay that it comes from) of each flow that comes in.
    """

    sent: Sum
    out: tuple[int, ...]
    into: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Traffic:
    """The flows of a block.

    Attributes:
        relays: every place in every year.
        room: by column of a flow, the most that its uplink carries, of whole variables.
    """

    relays: tuple[Relay, ...]
    room: dict[int, Sum]


def traffic(arrays: Arrays, columns: Sequence[str], rows: Sequence[str], whole: np.ndarray) -> Traffic | None:
    """The flows of a block, read off its rows; None without any, or if they depend on more than whole variables.

    Args:
        columns, rows: component of each.
        whole: (n,) columns that are whole numbers in every plan.
    """
    flows = {number for number, family in enumerate(columns) if family == "flow"}
    balances = [dict(_entries(arrays, row)) for row, family in enumerate(rows) if family == "flow_balance"]
    room: dict[int, Sum] = {}
    for row, family in enumerate(rows):
        if family == "flow_capacity":
            entries = dict(_entries(arrays, row))
            (flow,) = flows & entries.keys()
            times = entries.pop(flow)
            shares = tuple(-value / times for value in entries.values())
            room[flow] = Sum(tuple(entries), shares, float(arrays.row_upper[row]) / times)
    tails = {j: number for number, entries in enumerate(balances) for j in flows & entries.keys() if entries[j] > 0}
    relays = []
    for entries in balances:
        own = {j: -value for j, value in entries.items() if j not in flows}
        into = tuple((j, tails[j]) for j in sorted(flows & entries.keys()) if entries[j] < 0 and j in tails)
        out = tuple(j for j in sorted(flows & entries.keys()) if entries[j] > 0)
        relays.append(Relay(Sum(tuple(own), tuple(own.values())), out, into))
    sums = [*room.values(), *(relay.sent for relay in relays)]
    known = all(whole[list(one.columns)].all() for one in sums) and all(j in room for r in relays for j in r.out)
    return Traffic(tuple(relays), room) if relays and known else None


def _entries(arrays: Arrays, row: int) -> Iterator[tuple[int, float]]:
    here = slice(arrays.matrix.indptr[row], arrays.matrix.indptr[row + 1])
    return zip(arrays.matrix.indices[here].tolist(), arrays.matrix.data[here].tolist(), strict=True)


def whole_wavelengths(flows: Traffic, arrays: Arrays, x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Violated rounded rows at an LP point, as (columns, coefficients, right-hand side) of ``coefficients·x ≤ rhs``."""
    sets = {frozenset([number]) for number in range(len(flows.relays))}
    sets |= {_upstream(flows, number, x) for number in range(len(flows.relays))}
    rows = (_leaving(flows, some) for some in sorted(sets, key=sorted))
    return round_rows(tuple(row for row in rows if _is_split(row, x)), arrays, x)


def _upstream(flows: Traffic, number: int, x: np.ndarray) -> frozenset[int]:
    """A relay and all whose traffic reaches it."""
    found, waiting = {number}, [number]
    while waiting:
        for flow, sender in flows.relays[waiting.pop()].into:
            if x[flow] > _FLOWS and sender not in found:
                found.add(sender)
                waiting.append(sender)
    return frozenset(found)


def _leaving(flows: Traffic, some: frozenset[int]) -> Knapsack:
    """``Σ sent − Σ room of what leaves ≤ 0`` for a set of relays of one year."""
    total: dict[int, float] = {}
    rhs = 0.0
    within = {flow for number in some for flow, sender in flows.relays[number].into if sender in some}
    for number in sorted(some):
        relay = flows.relays[number]
        for column, value in zip(relay.sent.columns, relay.sent.coefficients, strict=True):
            total[column] = total.get(column, 0.0) + value
        rhs -= relay.sent.constant
        for flow in relay.out:
            if flow not in within:
                carried = flows.room[flow]
                rhs += carried.constant
                for column, value in zip(carried.columns, carried.coefficients, strict=True):
                    total[column] = total.get(column, 0.0) - value
    none = np.full(len(total), -1)
    return Knapsack(np.array(list(total), dtype=int), np.array(list(total.values())), rhs, none, np.zeros(len(total)))


def _is_split(row: Knapsack, x: np.ndarray) -> bool:
    """Whether the point leaves some of a row's variables between whole numbers; else rounding finds nothing."""
    values = x[row.columns]
    return bool(np.any(np.abs(values - np.round(values)) > _FLOWS))
