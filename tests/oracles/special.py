"""Special functions."""

from __future__ import annotations

from tests.oracles.oracle import Oracle

ORACLES: dict[str, Oracle] = {}
