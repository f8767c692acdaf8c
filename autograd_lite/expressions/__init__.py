"""Formulas as text: read by a whitelist over Python's syntax, never by eval."""

from autograd_lite.expressions.expression import Expression, parse

__all__ = ["Expression", "parse"]
