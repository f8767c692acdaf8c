"""Stepping: a backward pass is recorded once, and walked forwards and backwards in time."""

from autograd_lite.stepping.debugging import debug
from autograd_lite.stepping.mortem import anomaly_of, post_mortem
from autograd_lite.stepping.program import Program
from autograd_lite.stepping.recording import Edge, Recording, Step
from autograd_lite.stepping.session import Session
from autograd_lite.stepping.sweep import record

__all__ = ["Edge", "Program", "Recording", "Session", "Step", "anomaly_of", "debug", "post_mortem", "record"]
