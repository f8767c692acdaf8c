"""Stepping: a backward pass is recorded once, and walked forwards and backwards in time."""

from autograd_lite.stepping.recordings.recording import Edge, Recording, Step
from autograd_lite.stepping.recordings.sweep import record
from autograd_lite.stepping.running.debugging import debug
from autograd_lite.stepping.running.mortem import anomaly_of, post_mortem
from autograd_lite.stepping.running.program import Program
from autograd_lite.stepping.sessions.session import Session

__all__ = ["Edge", "Program", "Recording", "Session", "Step", "anomaly_of", "debug", "post_mortem", "record"]
