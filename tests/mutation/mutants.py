"""The mutants of a source file: each has one small error, made by an operator of cosmic-ray."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import MutationVisitor

ARITHMETIC = {"Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow"}
ORDER = {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE"}
OPPOSITE = {("Is", "IsNot"), ("IsNot", "Is"), ("In", "NotIn"), ("NotIn", "In")}
SIGNS = {("USub", "UAdd"), ("Delete", "USub"), ("Delete", "Not")}


class Mutant(NamedTuple):
    """One planted error. ``occurrence`` counts the places in the file where the operator can be applied."""

    path: Path
    operator: str
    occurrence: int
    function: str  # the outermost one around it; "" in the module itself
    before: str  # the line, and what becomes of it
    after: str

    def source(self) -> str:
        """The whole file with the error in it."""
        if not self.operator:
            return self.path.read_text(encoding="utf-8")
        return _mutated(self.path.read_text(encoding="utf-8"), self.operator, self.occurrence)


def original(path: Path) -> Mutant:
    """The file as it is."""
    return Mutant(path, "", 0, "", "", "")


def mutants(path: Path) -> Iterator[Mutant]:
    """All mutants of a file, but for those that cannot matter.

    These are the ones in annotations, in what only type checkers read, and in overloads; and those that compile to the
    same code.
    """
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    original, lines = _meaning(source), source.splitlines()
    unread = list(_unread(tree))
    functions = [node for node in tree.body if isinstance(node, _DEFINITIONS)]
    nodes = list(ast_nodes(get_ast(source)))
    for name in _operators():
        operator = plugins.get_operator(name)()
        places = [place for node in nodes for place in operator.mutation_positions(node)]
        for occurrence, ((line, column), _) in enumerate(places):
            if any(start <= (line, column) < end for start, end in unread):
                continue
            mutated = _mutated(source, name, occurrence)
            try:
                same = _meaning(mutated) == original
            except SyntaxError:
                continue
            if not same:
                around = [node.name for node in functions if _first_line(node) <= line <= (node.end_lineno or 0)]
                changed = mutated.splitlines()
                after = changed[line - 1].strip() if len(changed) == len(lines) else "(removed)"
                yield Mutant(path, name, occurrence, (around or [""])[-1], lines[line - 1].strip(), after)


_DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


def _first_line(node: ast.FunctionDef | ast.ClassDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


@cache
def _operators() -> list[str]:
    """Those of cosmic-ray that make sense for floats: no bits, no exchange of a comparison for an identity."""
    chosen = []
    for name in plugins.operator_names():
        kind = re.fullmatch(r"core/Replace(Binary|Comparison|Unary)Operator_(\w+?)_(\w+)", name)
        if kind:
            old, new = kind[2], kind[3]
            allowed = {
                "Binary": {old, new} <= ARITHMETIC,
                "Comparison": {old, new} <= ORDER or (old, new) in OPPOSITE,
                "Unary": (old, new) in SIGNS,
            }
            if allowed[kind[1]]:
                chosen.append(name)
        elif name not in {"core/VariableReplacer", "core/VariableInserter"}:  # they need to be told of variables
            chosen.append(name)
    return sorted(chosen)


def _mutated(source: str, operator: str, occurrence: int) -> str:
    mutated = MutationVisitor.mutate_code(source, plugins.get_operator(operator)(), occurrence)
    if not isinstance(mutated, str):
        raise ValueError(f"{operator} has no occurrence {occurrence}")
    return mutated


def _meaning(source: str) -> str:
    """What is the same for two sources that do the same: the syntax without places and docstrings."""
    return ast.dump(ast.parse(source))


def _unread(tree: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """From where to where (lines and columns) no code is run."""
    for node in ast.walk(tree):
        skipped: list[Any] = []
        if isinstance(node, ast.FunctionDef):
            skipped = [node.returns]
            if any(isinstance(decorator, ast.Name) and decorator.id == "overload" for decorator in node.decorator_list):
                skipped = [node]
                yield (node.lineno - 1, 0), (node.lineno, 0)  # the decorator
        elif isinstance(node, (ast.arg, ast.AnnAssign)):
            skipped = [node.annotation]
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            skipped = [node.test, *node.body]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            skipped = [node] if node.targets[0].id in {"TYPE_CHECKING", "__all__"} else []
        for part in skipped:
            if part is not None:
                yield (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)
