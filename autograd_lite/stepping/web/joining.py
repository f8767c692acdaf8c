"""Joining: modules of JavaScript as one module, which a page can hold and a notebook can load.

They are written so that this takes no parser. An import is a statement at the beginning of a line, ``import { a, b }
from "./x.js";``, or from ``"../folder/x.js"``, and renames nothing. ``export`` stands at the beginning of a line,
before ``function``, ``class`` or ``const``. No two modules declare the same name. So they are put one behind the
other, those that are imported first, without the imports and the word ``export``; what else begins so is refused. One
module may have an ``export default``.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

IMPORT = re.compile(r'^import \{([^{}]*)\} from "(\.\.?/[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:(?:async )?function\b|class\b|const\b))", re.MULTILINE)
DECLARATION = re.compile(r"^(export )?(?:(?:async )?function\*? ?|class |const |let |var )([\w$]+)", re.MULTILINE)
DEFAULT = "export default "
UNEXPECTED = re.compile(r"^(?:import|export)\b(?! default )", re.MULTILINE)
ENDS_A_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)  # where it stands in a page


class Module(NamedTuple):
    """A module: the names that it imports from each of the others, those that it has and exports, and its own text."""

    imports: dict[str, list[str]]
    declared: set[str]
    exported: set[str]
    text: str


def joined(texts: Mapping[str, str]) -> str:
    """The modules as one, given the text of each by the path of its file.

    Raises ``ValueError`` for what is not written by the rules above; it names the file, and the line.

    >>> print(joined({"a.js": 'import { b } from "./b.js";\\n\\nlog(b);\\n', "b.js": "export const b = 1;\\n"}))
    const b = 1;
    <BLANKLINE>
    log(b);
    <BLANKLINE>
    """
    modules = {name: _read(name, texts[name]) for name in sorted(texts)}
    declared: dict[str, str] = {}
    defaults = []
    for name, module in modules.items():
        for word in sorted(module.declared):
            other = declared.setdefault(word, name)
            if other != name:
                raise ValueError(f"{name} and {other} both declare {word}; rename one")
        defaults += [name] * f"\n{module.text}".count(f"\n{DEFAULT}")
        for source, words in module.imports.items():
            if source not in modules:
                raise ValueError(f"{name} imports from {source}, and there is no such file")
            for word in words:
                if word not in modules[source].exported:
                    raise ValueError(f"{name} imports {word} from {source}, which does not export it")
    if len(defaults) > 1:
        raise ValueError(f"{' and '.join(defaults)} both have an export default; one module can have one")
    return "\n".join(modules[name].text for name in _order(modules))


def _read(name: str, text: str) -> Module:
    """Split a module into its imports and what it says itself."""
    own = EXPORT.sub("", IMPORT.sub(_blank, text))
    for strange in (*UNEXPECTED.finditer(own), *ENDS_A_SCRIPT.finditer(own)):
        line = own.count("\n", 0, strange.start()) + 1
        said = text.splitlines()[line - 1]
        raise ValueError(f"{name}, line {line}: {said!r:.80} cannot be joined; see the rules in joining.py")
    imports: dict[str, list[str]] = {}
    for words, source in IMPORT.findall(text):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), source))
        imports.setdefault(path, []).extend(word.strip() for word in words.split(",") if word.strip())
    found = DECLARATION.findall(text)
    declared = {word for _, word in found}
    if len(declared) < len(found):
        raise ValueError(f"{name} declares a name twice")
    exported = {word for export, word in found if export}
    return Module(imports, declared, exported, re.sub(r"\n{3,}", "\n\n", own.strip()) + "\n")


def _blank(statement: re.Match[str]) -> str:
    """Nothing, of as many lines."""
    return "\n" * statement[0].count("\n")


def _order(modules: Mapping[str, Module]) -> list[str]:
    """The names, each behind those that it imports from."""
    ordered: dict[str, None] = {}

    def visit(name: str, importers: tuple[str, ...]) -> None:
        if name in importers:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*importers, name))}")
        if name not in ordered:
            for source in modules[name].imports:
                visit(source, (*importers, name))
            ordered[name] = None

    for name in modules:
        visit(name, ())
    return [*ordered]
