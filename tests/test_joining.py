"""Joining modules of JavaScript: the order, the text, and an error for all that the rules do not foresee."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest

from autograd_lite.stepping.web import assets
from autograd_lite.stepping.web.joining import joined

TOP = 'import { one, Two } from "./low.js";\nimport {\n  three,\n} from "./middle.js";\n\nuse(one, Two, three);\n'
MIDDLE = '// Middle.\n\nimport { one } from "./low.js";\n\nexport const three = one + 2;\n'
LOW = "export function one() {}\n\nexport class Two {\n  export = 1;\n}\nconst hidden = 1;\n"


def test_modules_stand_behind_those_that_they_import() -> None:
    assert joined({"a.js": TOP, "low.js": LOW, "middle.js": MIDDLE}) == (
        "function one() {}\n\nclass Two {\n  export = 1;\n}\nconst hidden = 1;\n"
        "\n// Middle.\n\nconst three = one + 2;\n"
        "\nuse(one, Two, three);\n"
    )


def test_the_order_in_which_they_are_given_makes_no_difference() -> None:
    modules = {"z.js": LOW.replace("Two", "Three"), "low.js": "export const a = 1, b = 2;\n", "b.js": "let c;\n"}
    modules["z.js"] = 'import { a } from "./low.js";\n' + modules["z.js"]
    assert joined(modules) == joined(dict(reversed(modules.items())))


def test_modules_stand_in_folders() -> None:
    modules = {
        "a.js": 'import { two } from "./parts/b.js";\n\nuse(two);\n',
        "parts/b.js": 'import { one } from "../engine/c.js";\n\nexport const two = 2 * one;\n',
        "engine/c.js": "export const one = 1;\n",
    }
    assert joined(modules) == "const one = 1;\n\nconst two = 2 * one;\n\nuse(two);\n"


def test_a_default_export_stays() -> None:
    text = 'import { one } from "./low.js";\n\nexport default { one };\n'
    assert joined({"a.js": text, "low.js": LOW}).endswith("\nexport default { one };\n")


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        (
            {"a.js": "\nimport one from './low.js';\n"},
            r"a.js, line 2: \"import one from './low.js';\" cannot be joined",
        ),
        ({"a.js": 'import { one } from "/low.js";\n'}, "a.js, line 1"),
        (
            {"b/a.js": 'import { one } from "./low.js";\n', "low.js": LOW},
            "b/a.js imports from b/low.js, and there is no",
        ),
        ({"a.js": 'import { one } from "../low.js";\n', "low.js": LOW}, "a.js imports from ../low.js, and there is no"),
        ({"a.js": 'import { one } from "./low.js"\n'}, "a.js, line 1"),
        ({"a.js": 'import * as low from "./low.js";\n'}, "a.js, line 1"),
        ({"a.js": 'import "./low.js";\n'}, "a.js, line 1"),
        ({"a.js": f"{TOP}export {{ one }};\n"}, "a.js, line 7: 'export { one };' cannot be joined"),
        ({"a.js": "export let x = 1;\n"}, "a.js, line 1"),
        ({"a.js": 'export * from "./low.js";\n'}, "a.js, line 1"),
        ({"a.js": 'const text = "</SCRIPT>";\n'}, "a.js, line 1"),
        ({"a.js": "x;\n// <!-- \n"}, "a.js, line 2"),
        (
            {"a.js": 'import { one as two } from "./low.js";\n', "low.js": LOW},
            "a.js imports one as two from low.js, which",
        ),
        (
            {"a.js": 'import { hidden } from "./low.js";\n', "low.js": LOW},
            "a.js imports hidden from low.js, which does",
        ),
        ({"a.js": 'import { x } from "./b.js";\n'}, "a.js imports from b.js, and there is no such file"),
        ({"a.js": "class Two {}\n", "low.js": LOW}, "low.js and a.js both declare Two; rename one"),
        ({"a.js": "const a = 1;\nlet a = 2;\n"}, "a.js declares a name twice"),
        ({"a.js": "export default 1;\n", "b.js": "export default 2;\n"}, "a.js and b.js both have an export default"),
        (
            {
                "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
                "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
            },
            "modules import each other in a circle: a.js → b.js → a.js",
        ),
    ],
)
def test_what_the_rules_do_not_foresee_is_refused(modules: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("{", r"\{").replace("*", r"\*")):
        joined(modules)


def test_the_script_of_the_page_is_joined() -> None:
    script = assets.script()
    assert re.findall(r"^(?:import|export)\b.*", script, re.MULTILINE) == ["export default { render };"]
    assert "function mount(" in script
    assert assets.script() is script


# The folders of the page's script, from the top floor down, as those of a room: see test_imports.py.
FLOORS = ["engine", "words", "picture", "parts", ""]
SCRIPT = Path(assets.__file__).parent / "script"
MODULES = {path.relative_to(SCRIPT).as_posix(): path.read_text("utf-8") for path in sorted(SCRIPT.rglob("*.js"))}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_folders_above(module: str) -> None:
    own = posixpath.dirname(module)
    for source in re.findall(r'from "(\.[^"]+)"', MODULES[module]):
        folder = posixpath.dirname(posixpath.normpath(posixpath.join(own, source)))
        assert FLOORS.index(folder) <= FLOORS.index(own), source


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_one_idea_and_says_which(module: str) -> None:
    text = MODULES[module]
    assert re.match(r"// .+\.\n", text), "its first line says what it is"
    assert text.count("\n") <= 300 or module.startswith("words/")
