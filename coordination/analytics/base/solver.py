"""Mixed-integer programmes (HiGHS through scipy), so that whoever waits hears of it and can stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coordination.system.interruptible import beside
from coordination.system.stdout_guard import output_to_stderr

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint, OptimizeResult

__all__ = ["solved"]


def solved(
    cost: NDArray[np.float64],
    bounds: Bounds,
    rules: Sequence[LinearConstraint],
    nodes: int,
    seconds: float,
    tell: Callable[[], None],
) -> OptimizeResult:
    """The least of ``cost @ x`` for whole numbers ``x`` within ``bounds`` and ``rules``, as :func:`scipy.optimize.milp`
    gives it.

    ``nodes``, ``seconds``: limits of the search; ``tell``: called several times a second, and whatever it raises
    ends the wait. The answer does not depend on it.
    """

    # imported here: every command starts without it
    from scipy.optimize import milp

    def work() -> OptimizeResult:
        with output_to_stderr():
            return milp(
                cost,
                integrality=np.ones(len(cost), np.int64),
                bounds=bounds,
                constraints=rules,
                options={"node_limit": nodes, "time_limit": seconds, "mip_rel_gap": 0.0},
            )

    return beside(work, tell)
