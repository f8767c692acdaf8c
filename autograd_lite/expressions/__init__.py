"""Formulas and conditions as text: read by a whitelist over Python's syntax, never by eval."""

from autograd_lite.expressions.expression import Expression, parse
from autograd_lite.expressions.query import Query, parse_condition, parse_term

__all__ = ["Expression", "Query", "parse", "parse_condition", "parse_term"]
