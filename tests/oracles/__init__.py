"""The exact mathematics of every row of the table, in files as the rows themselves are."""

from tests.oracles import arithmetic, elementary, gamma, gaussian, nary, piecewise, powers, scaling
from tests.oracles.oracle import Oracle

ORACLES: dict[str, Oracle] = {
    **arithmetic.ORACLES,
    **powers.ORACLES,
    **elementary.ORACLES,
    **gaussian.ORACLES,
    **gamma.ORACLES,
    **piecewise.ORACLES,
    **nary.ORACLES,
    **scaling.ORACLES,
}
