"""The exact mathematics of every row of the table, in files as the rows themselves are."""

from tests.oracles import arithmetic, elementary, nary, piecewise, powers, special
from tests.oracles.oracle import Oracle

ORACLES: dict[str, Oracle] = {
    **arithmetic.ORACLES,
    **powers.ORACLES,
    **elementary.ORACLES,
    **special.ORACLES,
    **piecewise.ORACLES,
    **nary.ORACLES,
}
