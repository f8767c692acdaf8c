"""The commands of the terminal debugger: what each of them, and each mistake in one, is answered."""

from __future__ import annotations

import base64
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from autograd_lite import Value, record
from autograd_lite.stepping import Session
from autograd_lite.stepping.terminal.command import Command
from autograd_lite.stepping.terminal.completion import complete
from autograd_lite.stepping.terminal.debugger import COMMANDS, SHORT, TABLES
from autograd_lite.stepping.terminal.helping import TOPICS
from tests.sessions import answers, output, transcript

LINE_5 = "    train.py:5 in neuron\n      return (w * x + b).sigmoid()\n"
LINE_12 = "    train.py:12 in error\n      return (y - 1.0) ** 2\n"
LINE_15 = (
    "    train.py:15\n"
    '      w1, w2, b = [Value(x, label=label) for x, label in [(0.5, "w1"), (-1.0, "w2"), (0.0, "b")]]\n'
    "                   ^^^^^^^^^^^^^^^^^^^^^\n"
)
START = f"[11/29] #10 E: its gradient is complete: d E / d E = 1\n{LINE_12}             ^^^^^^^^^^^^^^\n"
ADD_7 = f"[17/29] #7 add: its gradient is complete: d E / d #7 = -0.296155\n{LINE_5}              ^^^^^^^^^\n"
EDGE_18 = (
    "[18/29] #7 add → #6 mul: upstream -0.296155 × local 1 = -0.296155\n"
    "    grad of #6: 0 - 0.296155 = -0.296155   complete\n"
)
END = (
    "[29/29] #3 mul → #0 w1: upstream 0.0582276 × local 2 = 0.116455\n"
    "    grad of w1: 0 + 0.116455 = 0.116455   complete\n"
)
OF_THE_END = "    the end of the pass; back and rcontinue go back in it, quit leaves it\n"
FIRST = f"[0/29] #0 w1: value 0.5\n{LINE_15}    the beginning of the forward pass\n"
KNOWN = "there are labels: w1, b, w2, E; ops: mul, add, sigmoid, sub, power; scopes: hidden"
NO_LOCAL = (
    "*** a breakpoint stops at nodes, and local and contribution are of edges; its condition may be about node, data, "
    "grad, upstream, op, label and scope; watch w1 if abs(contribution) > 1e3 stops at edges\n"
)

# Some commands, separated by semicolons, and what is answered to the last one.
SESSIONS = {
    # --- moving ---
    "next; next 2": ADD_7,
    "n; n; n": ADD_7,
    "goto 17; step": EDGE_18,
    "goto 17; s 1": EDGE_18,
    "goto 17; step; stepback": ADD_7,
    "goto 18; rs; s": EDGE_18,
    "goto 18; reverse-step": ADD_7,
    "goto 18; back": ADD_7,
    "goto 22; rn 1": f"[20/29] #6 mul: its gradient is complete: d E / d #6 = -0.296155\n{LINE_5}              ^^^^^\n",
    "goto 19; reverse-next": ADD_7,
    "goto 17; finish": (
        "[22/29] #6 mul → #5 sigmoid: upstream -0.296155 × local -1 = 0.296155\n"
        f"    grad of #5: 0 + 0.296155 = 0.296155   complete\n{LINE_5}              ^^^^^\n"
    ),
    "continue": f"{END}{LINE_5}              ^^^^^\n{OF_THE_END}",
    "c; c": END + OF_THE_END,
    "rcontinue": FIRST,
    "reverse-continue": FIRST,
    "goto forward": FIRST,
    "goto 4; goto backward": START,
    "j 17": ADD_7,
    "goto end": f"{END}{LINE_5}              ^^^^^\n{OF_THE_END}",
    "goto": "*** to which moment? Give its number, or forward, backward or end: goto 12\n",
    "goto 30": "*** there is no moment 30: they go from 0 to 29\n",
    "goto -1": "*** there is no moment -1: they go from 0 to 29\n",
    "goto here": "*** a whole number is needed here, not 'here'\n",
    "next 0": "*** a movement is made at least once, not 0 times\n",
    "step 1.5": "*** a whole number is needed here, not '1.5'\n",
    "until #7": ADD_7,
    "advance add": ADD_7,
    "goto 3; until add": f"[4/29] #4 add: add(1, 0) = 1\n{LINE_5}              ^^^^^^^^^\n",
    "goto 15; until 5": ADD_7,
    "until": "*** until which node is reached? Give a label, an operation, a line or #node: until w1\n",
    "goto end; until mul": "*** the last of 2 nodes was reached at moment 28, and this is moment 29; goto 28\n",
    "until w9": f"*** no label, operation or scope 'w9' in this graph; {KNOWN}\n",
    # --- stopping ---
    "break w1": "breakpoint 1: label:w1   2 moments\n",
    "break *": "breakpoint 1: op:mul   4 moments\n",
    "b hidden": "breakpoint 1: scope:hidden   6 moments\n",
    "b 12": "breakpoint 1: train.py:12   4 moments\n",
    "b train.py:5": "breakpoint 1: train.py:5   12 moments\n",
    "b #7": "breakpoint 1: #7   2 moments\n",
    "b if grad < 0": "breakpoint 1: any node if grad < 0   22 moments, where its condition is asked\n",
    "b #7; c": f"breakpoint 1: #7\n{ADD_7}",
    "b #7 if grad > 0; c": f"{END}{LINE_5}              ^^^^^\n{OF_THE_END}",
    "b #7 if grad < 0; c": f"breakpoint 1: #7 if grad < 0\n{ADD_7}",
    "tbreak #7": "temporary breakpoint 1: #7   2 moments\n",
    "tb #7; c": f"temporary breakpoint 1: #7\n{ADD_7}",
    "tb #7; c; info breakpoints": "  0  catch  a number that is not finite is produced\n",
    "watch b": "watchpoint 1: gradient of label:b   2 moments\n",
    "watch #6; c": f"watchpoint 1: gradient of #6\n{EDGE_18}{LINE_5}              ^^^^^^^^^\n",
    "b hiden": "*** no label, operation or scope 'hiden' in this graph; is it hidden?\n",
    "b w9": f"*** no label, operation or scope 'w9' in this graph; {KNOWN}\n",
    "b label:w9": "*** no node of this label: 'w9'; there are labels: w1, b, w2, E\n",
    "b #11": "*** there is no node #11: they go from #0 to #10\n",
    "b if": "*** a condition follows if, such as abs(grad) > 1e3\n",
    "b if local > 1": NO_LOCAL,
    "tbreak": (
        "*** a breakpoint needs a label, an operation, a scope, a line, #node, or a condition: if abs(grad) > 1\n"
    ),
    "watch": "*** a watchpoint needs a label, #node, or a condition: if abs(contribution) > 1e3\n",
    "b add; condition 1 grad > 0": "breakpoint 1: op:add if grad > 0   4 moments, where its condition is asked\n",
    "b add if grad > 0; condition 1": "breakpoint 1: op:add   4 moments\n",
    "b if grad > 0; condition 1": (
        "*** breakpoint 1: any node if grad > 0 has nothing but its condition; delete 1 takes it away\n"
    ),
    "b add; condition 1 local > 0": NO_LOCAL,
    "condition 0 grad > 1": "*** stop point 0 has no condition; breakpoints and watchpoints may have one\n",
    "condition": "*** which stop point? Give its number; info breakpoints lists them\n",
    "b #7; condition 0-1 grad > 0": "*** a whole number is needed here, not '0-1'\n",
    "b #7; ignore 1 20": "will ignore the next 20 hits of 1\n",
    "b #7; ignore 1 1; c": f"{END}{LINE_5}              ^^^^^\n{OF_THE_END}",
    "b #7; ignore 1 1; c; ignore 1 1": "will ignore the next 1 hit of 1\n",
    "ignore 0": "*** how many hits of 0 are to be ignored? ignore 0 20\n",
    "ignore 0 -1": "*** hits are ignored 0 times or more often, not -1 times\n",
    "b #7; disable 1; c": f"{END}{LINE_5}              ^^^^^\n{OF_THE_END}",
    "b #7; disable 1; enable 1; c": f"breakpoint 1: #7\n{ADD_7}",
    "b #7; delete 1": "",
    "b #7; cl 1; c": f"{END}{LINE_5}              ^^^^^\n{OF_THE_END}",
    "b #7; b #8; b #9; tb #6; delete 1-2 4; b": (
        "  0  catch       a number that is not finite is produced\n  3  breakpoint  #9\n"
    ),
    "delete": "*** which stop point? Give its number; info breakpoints lists them\n",
    "delete 5": "*** there is no stop point 5; there are 0\n",
    "delete all": "*** a whole number is needed here, not 'all'\n",
    "delete 0": ("*** stop point 0 cannot be deleted, as nothing would bring it back; disable 0 turns it off\n"),
    # --- looking ---
    "list 14": (
        "   14\n"
        '   15    w1, w2, b = [Value(x, label=label) for x, label in [(0.5, "w1"), (-1.0, "w2"), (0.0, "b")]]'
        "  #2 -1  grad 0  (3 nodes)\n"
        "   16    E = error(w1, w2, b)\n"
        '   17    E.label = "E"\n'
    ),
    "list 16; list": "[the end of the file]\n",
    "list 3, 4": "    3\n    4    def neuron(x, w, b):\n",
    "list 3, 1": "    3\n    4    def neuron(x, w, b):\n",
    "list 16; list 12, 0": (
        "   12 ->     return (y - 1.0) ** 2  #10 0.455676  grad 1  (2 nodes)\n                    ^^^^^^^^^^^^^^\n"
    ),
    "list x": "*** a whole number is needed here, not 'x'\n",
    "goto 17; ll": (
        "    4    def neuron(x, w, b):\n"
        "    5 ->     return (w * x + b).sigmoid()  #7 -0.731059  grad -0.296155  (6 nodes)\n"
        "                     ^^^^^^^^^\n"
    ),
    "goto 17; where": (
        "  train.py:16  E = error(w1, w2, b)\n"
        "  train.py:11 in error  y = neuron(h, w2, b)\n"
        "> train.py:5 in neuron  return (w * x + b).sigmoid()\n"
    ),
    "goto 17; bt 1": "  … 2 more outside; where 3 shows all\n> train.py:5 in neuron  return (w * x + b).sigmoid()\n",
    "goto 17; up": "> train.py:11 in error  y = neuron(h, w2, b)\n",
    "goto 17; up 2; down": "> train.py:11 in error  y = neuron(h, w2, b)\n",
    "goto 17; up; list 11, 0": ("   11 ->     y = neuron(h, w2, b)\n                 ^^^^^^^^^^^^^^^^\n"),
    "goto 17; u 3": "*** this is the outermost call that is known\n",
    "d": "*** this is the innermost call\n",
    "print": (
        "#10 E   made at train.py:12 in error\n  data 0.455676~   grad 1.0\n"
        "  power(-0.675038, 2) = 0.455676, of #9 sub, constant 2.0\n  used 0 times\n"
    ),
    "goto 18; print": (
        "#6 mul   made at train.py:5 in neuron\n  data -0.731059~   grad -0.296155~\n"
        "  mul(-1, 0.731059) = -0.731059, of #2 w2, #5 sigmoid\n  used 1 time\n"
    ),
    "p #3": (
        "#3 mul   made at train.py:5 in neuron\n  data 1.0   grad 0.0\n  mul(0.5, 2) = 1, of #0 w1, constant 2.0\n"
        "  used 1 time, in the scope hidden\n"
    ),
    "pp mul": (
        "  #3 mul  mul(0.5, 2) = 1                grad   0  train.py:5 in neuron\n"
        "  #6 mul  mul(-1, 0.731059) = -0.731059  grad   0  train.py:5 in neuron\n"
    ),
    "p w1.data": "0.5\n",
    "goto end; p w1.grad": "0.116455~\n",
    "goto 3; p #7.grad": "–\n",
    "goto 18; p upstream * data": "0.216507~\n",
    "p grad == upstream": "True\n",
    "p op": "power\n",
    "p scope": "–\n",
    "p local": "*** there is no local at this moment; step goes on to an edge\n",
    "goto 3; p grad": "*** there is no grad at this moment; goto backward goes to gradients\n",
    "p nosuch": f"*** no label, operation or scope 'nosuch' in this graph; {KNOWN}\n",
    "p w9.grad": f"*** no label, operation or scope 'w9' in this graph; {KNOWN}\n",
    "p data +": (
        "*** column 7: invalid syntax; is something missing? A product is written 2*x, with the sign\n"
        "        data +\n              ^\n"
    ),
    "display grad": "1: grad = 1.0\n",
    "goto 16; display grad; next": f"{ADD_7}1: grad = -0.296155~\n",
    "display local; step": (
        "[12/29] #10 E → #9 sub: upstream 1 × local -1.35008 = -1.35008\n"
        "    grad of #9: 0 - 1.35008 = -1.35008   complete\n1: local = -1.35008~\n"
    ),
    "display local; display": "  1  local\n",
    "display nosuch": (
        "*** column 1: there is no nosuch here, but node, data, grad, upstream, local, contribution, op, label, scope\n"
        "        nosuch\n        ^^^^^^\n"
    ),
    "display grad; display data; undisplay 1; info display": "  2  data\n",
    "display grad; undisplay; display": "nothing is displayed; display EXPRESSION begins it\n",
    "undisplay 3": "*** there is no display 3; there are none\n",
    "info": (
        "*** info tells of breakpoints, nodes, parameters, nonfinite, display, forks, pass; help info says more\n"
    ),
    "info weather": (
        "*** info tells of breakpoints, nodes, parameters, nonfinite, display, forks, pass, and not of weather; "
        "help info says more\n"
    ),
    "i n": "*** n may be nodes, nonfinite\n",
    "b #7; c; i b": (
        "  0  catch       a number that is not finite is produced\n  1  breakpoint  #7"
        "                                       1 hit\n"
    ),
    "b #7; ignore 1 3; disable 1; info br": (
        "  0  catch       a number that is not finite is produced\n  1  breakpoint  #7"
        "                                       ignores 3, disabled\n"
    ),
    "info nodes mul": (
        "  #3 mul  mul(0.5, 2) = 1                grad   0  train.py:5 in neuron\n"
        "  #6 mul  mul(-1, 0.731059) = -0.731059  grad   0  train.py:5 in neuron\n"
    ),
    "info parameters": (
        "  #0 w1  value 0.5  grad   0  train.py:15\n  #1 b   value 0    grad   0  train.py:15\n"
        "  #2 w2  value -1   grad   0  train.py:15\n"
    ),
    "info nonfinite": "every value and every gradient is finite\n",
    "info forks": "> 0  the pass that ran\n",
    "info pass": (
        "11 nodes, 3 of them leaves; 8 steps and 11 edges in the backward pass\n"
        "moments 0 to 10: forward pass; 11 to 29: backward pass\n"
    ),
    # --- explaining, and trying ---
    "goto end; why b": (
        "#1 b: gradient -0.237927 by now\n"
        "  83.6%  -0.296155  = -0.296155 × 1  from #7 add  train.py:5 in neuron  moment 19\n"
        "  16.4%  0.0582276  = 0.0582276 × 1  from #4 add  train.py:5 in neuron  moment 27\n"
    ),
    "goto 19; why": (
        "#1 b: gradient -0.296155 by now, -0.237927 in the end\n"
        "  83.6%  -0.296155  = -0.296155 × 1  from #7 add  train.py:5 in neuron  moment 19\n"
        "  16.4%  0.0582276  = 0.0582276 × 1  from #4 add  train.py:5 in neuron  moment 27, to come\n"
    ),
    "why E": "#10 E: gradient 1 by now\n  it is the output: d output / d output = 1\n",
    "why mul": "*** mul is 2 nodes; name one of #3, #6\n",
    "origin w1": "#0 w1: value and gradient are finite by now\n",
    "set data w1 3": f"fork 1: data of #0 = 3.0\n{FIRST.replace('value 0.5', 'value 3')}",
    "goto 19; set grad b = 2": (
        "fork 1: grad of #1 = 2.0 from moment 19 on\n"
        "[19/29] #7 add → #1 b: upstream -0.296155 × local 1 = -0.296155\n"
        "    grad of b: 0 - 0.296155 = -0.296155, set to 2   1 of 2 contributions\n"
    ),
    "set data w1 3; set grad w1 1": (
        "*** moment 0 is in the forward pass, where there are no gradients; go to the backward pass, which begins at "
        "moment 11\n"
    ),
    "set data w1 3; info forks": "  0  the pass that ran\n> 1  data of #0 = 3.0\n",
    "set data w1 3; fork": FIRST,
    "set data w1 3; fork 0; fork 1": FIRST.replace("value 0.5", "value 3"),
    "set data w1 3; fork 2": "*** there is no fork 2; they go from 0 to 1\n",
    "fork 1": "*** there is no fork 1; set makes one\n",
    "set": "*** write set grad NODE NUMBER, or set data NODE NUMBER\n",
    "set w1 3": "*** write set grad NODE NUMBER, or set data NODE NUMBER\n",
    "set data w1": "*** 'w1' is no number; write set data NODE NUMBER\n",
    "set data mul 3": "*** mul is 2 nodes; name one of #3, #6\n",
    "graph x.bmp": (
        "*** a drawing is written as .svg, .png, .pdf, .dot, .html, and 'x.bmp' has none of these endings; name it "
        "x.svg\n"
    ),
    "graph /no/such/folder/x.svg": "*** [Errno 2] No such file or directory: '/no/such/folder/x.svg'\n",
    "page x.svg": "*** a page is written as .html, and 'x.svg' does not end so; name it x.html\n",
    "page /no/such/folder/x.html": "*** [Errno 2] No such file or directory: '/no/such/folder/x.html'\n",
    "graph ~nobody-here/x.svg": "*** ~nobody-here/x.svg: Could not determine home directory.\n",
    "page ~nobody-here/x.html": "*** ~nobody-here/x.html: Could not determine home directory.\n",
    # --- help, and what is no command ---
    "help step": (
        "step [N]   or s\n"
        "Along the next edge, N times.\n"
        "\n"
        "One contribution, upstream × local, is added to one gradient. After the last edge of a node it goes on to the "
        "next\n"
        "node. In the forward pass it is next.\n"
    ),
    "help nosuch": "*** there is no command nosuch; help lists them\n",
    "stepp": "*** there is no command stepp (is it step?); help lists them\n",
    "st": "*** st may be step, stepback\n",
    "w1": "*** there is no command w1; print w1 shows what that is\n",
    "2 * data": "*** there is no command 2; print 2 * data shows what that is\n",
    "#7": "*** there is no command #7; print #7 shows what that is\n",
    "# step": "",
    "#": "",
}


@pytest.mark.parametrize(("commands", "answer"), SESSIONS.items(), ids=SESSIONS)
def test_the_last_of_these_commands_is_answered_so(commands: str, answer: str, tmp_path: Path) -> None:
    said = answers(output(tmp_path), *commands.split("; "))[-1]
    assert re.sub(r"\d+\.\d{10,}", lambda x: f"{float(x[0]):.6g}~", said) == answer  # the last digits are exp's


def test_print_shows_all_digits(tmp_path: Path) -> None:
    loss = output(tmp_path)
    (h,) = [node for node in _walk(loss) if node.scope == "hidden" and node.primitive.name == "sigmoid"]
    said = answers(loss, "print #5.data", "print #5", "until #5", "print grad")[1:]
    assert said[0] == f"{h.data!r}\n"
    assert f"  data {h.data!r}   grad 0.0\n" in said[1]
    assert said[3] == f"{h.grad!r}\n"


def test_a_session_begins_with_what_is_to_be_walked_through(tmp_path: Path) -> None:
    assert transcript(output(tmp_path), "") == (
        f"11 nodes, 8 steps and 11 edges back; help lists the commands\n{START}(grad)\n"
    )


def test_one_thing_is_not_called_several(tmp_path: Path) -> None:
    (begin,) = answers(output(tmp_path, "E = Value(2.0).exp()".join(["from autograd_lite import Value\n", "\n"])))
    assert begin.startswith("2 nodes, 1 step and 1 edge back;")
    (begin,) = answers(Value(1.0))
    assert begin.startswith("1 node, 1 step and 0 edges back;")


def test_every_command_has_a_session_here() -> None:
    used = {word for commands in SESSIONS for word in re.findall(r"(?:^|; )(\S+)", commands)}
    tested = {(COMMANDS.get(word) or SHORT.get(word, next(iter(COMMANDS.values())))).name for word in used}
    leaving = {"quit", "run", "detach", "kill"}
    assert tested == {*COMMANDS} - leaving


# --- lists that go on, and lines that repeat --------------------------------------------------------------------------


def test_list_goes_on_below_and_comes_back(tmp_path: Path) -> None:
    first, second, end, again = answers(output(tmp_path), "list", "list", "list", "list .")[1:]
    numbers = [int(line[:5]) for line in first.splitlines() if line[:5].strip()]
    assert numbers == [*range(7, 18)]
    assert second == end == "[the end of the file]\n"
    assert again == first


def test_an_empty_line_repeats_the_last_movement(tmp_path: Path) -> None:
    for typed, meant in [("step 2", "step 2"), ("list 1, 3", "list")]:
        repeated, again = answers(output(tmp_path), typed, "", ""), answers(output(tmp_path), typed, meant, meant)
        assert repeated == again
    assert (
        answers(output(tmp_path), "step", "print op", "")[-1] == ""
    )  # which moves nothing, so there is nothing to repeat


def test_a_movement_forgets_which_call_was_selected(tmp_path: Path) -> None:
    assert answers(output(tmp_path), "goto 17", "up", "next", "where")[-1].endswith(
        "> train.py:5 in neuron  return (w * x + b).sigmoid()\n"
    )


def test_the_source_of_an_edge_is_shown_where_one_has_jumped_to_it(tmp_path: Path) -> None:
    walked, jumped = answers(output(tmp_path), "goto 17", "step", "goto 27")[2:]
    assert walked == EDGE_18
    assert jumped.endswith(
        f"2 of 2 contributions\n{LINE_5}".replace("2 of 2 contributions", "complete") + "              ^^^^^^^^^\n"
    )


def test_each_moment_is_reached_by_its_number_and_says_it(tmp_path: Path) -> None:
    loss = output(tmp_path)
    for moment, said in enumerate(answers(loss, *(f"goto {moment}" for moment in range(30)))[1:]):
        assert said.startswith(f"[{moment}/29] ")


def test_going_back_says_what_going_on_said(tmp_path: Path) -> None:
    there = answers(output(tmp_path), "goto 0", *["step"] * 29)[1:]
    back = answers(output(tmp_path), "goto end", *["stepback"] * 29)[1:]
    firsts = [[said.splitlines()[0] for said in way] for way in (there, back[::-1])]
    assert firsts[0] == firsts[1]


# --- leaving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["quit", "q", "exit", "run", "detach", ""])
def test_however_it_is_left_the_gradients_are_those_of_backward(way: str, tmp_path: Path) -> None:
    loss, other = output(tmp_path), output(tmp_path)
    other.backward()
    loss.debug(io.StringIO(f"set grad w1 9\nset data #3 7\n{way}\n"))
    nodes, expected = _walk(loss), _walk(other)
    assert [(v.data, v.grad) for v in nodes] == [(v.data, v.grad) for v in expected]


def _walk(root: Value) -> list[Value]:
    found: list[Value] = [root]
    for node in found:
        found += [parent for parent in node.parents if not any(parent is other for other in found)]
    return found


def test_kill_ends_the_program() -> None:
    with pytest.raises(SystemExit) as ended:
        Value(1.0).debug(io.StringIO("kill\n"))
    assert ended.value.code == 1


def test_commands_come_from_a_file_and_not_from_text() -> None:
    w = Value(2.0)
    with pytest.raises(TypeError, match=r"commands are read from a file, .* not from 'next' of type str"):
        (w * w).debug("next")  # type: ignore[arg-type]
    assert w.grad == 0.0


# --- help -------------------------------------------------------------------------------------------------------------


def test_help_lists_every_command_in_one_line_of_a_narrow_terminal(tmp_path: Path) -> None:
    shown = answers(output(tmp_path), "help")[-1].splitlines()
    for table in TABLES:
        assert table.heading in shown
        for name, command in table.items():
            (line,) = [line for line in shown if line.startswith(f"  {name} ")]
            assert line.endswith(f"  {command.summary}")
            assert len(line) <= 80


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_help_text_says_how_the_command_is_typed_and_is_short(command: Command, tmp_path: Path) -> None:
    shown = answers(output(tmp_path), f"help {command.name}")[-1].splitlines()
    assert shown[0].startswith(command.usage)
    assert all(short in shown[0] for short in command.short)
    assert shown[1] == command.summary
    assert command.summary.endswith(".")
    assert len(shown) <= 24
    assert max(map(len, shown)) <= 118


@pytest.mark.parametrize("topic", TOPICS)
def test_help_explains_what_moments_and_nodes_are(topic: str, tmp_path: Path) -> None:
    assert answers(output(tmp_path), f"help {topic}")[-1] == TOPICS[topic].lstrip()


def examples(command: Command) -> list[str]:
    """The indented lines of a help text; two may stand side by side, and there may be words behind them."""
    lines = [line for line in command.help.splitlines() if line.startswith("    ")]
    parts = [part for line in lines for part in re.split(r"\s{2,}", line.strip())]
    return [part for part in parts if part.split()[0] in COMMANDS]


EXAMPLES = {f"{command.name}": examples(command) for command in COMMANDS.values() if examples(command)}


def test_most_commands_with_an_argument_have_examples() -> None:
    with_argument = {name for name, command in COMMANDS.items() if " " in command.usage}
    assert with_argument - set(EXAMPLES) <= {
        *("next", "step", "back", "stepback"),
        *("where", "up", "down", "tbreak", "enable", "undisplay", "fork"),
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_a_help_text_work(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    points = [f"break #{k}" for k in range(1, 6)] if name in {"condition", "ignore", "disable", "delete"} else []
    for example in EXAMPLES[name]:
        before = ["goto backward"] if example.startswith("set grad") else []
        assert "***" not in answers(output(tmp_path), *points, *before, example)[-1], example


def test_abbreviations_are_no_names_of_other_commands() -> None:
    assert not SHORT.keys() & COMMANDS.keys()
    assert len(SHORT) == sum(len(command.short) for command in COMMANDS.values())


@pytest.mark.parametrize(
    ("hand", "words"),
    [
        ("pdb", "c cont n s b tbreak w bt where u d l ll p pp q h cl unt return j jump display undisplay condition"),
        (
            "gdb",
            "b tb rn rs rc reverse-next reverse-step reverse-continue fin i del dis en ig wa k adv advance cond bt",
        ),
    ],
)
def test_what_hands_type_that_know_another_debugger_is_a_command(hand: str, words: str) -> None:
    assert {*words.split()} <= COMMANDS.keys() | SHORT.keys()


def test_what_cannot_be_taken_back_is_no_single_letter_of_pdb(tmp_path: Path) -> None:
    """r is return in pdb, and run in gdb, which here would leave the pass."""
    assert answers(output(tmp_path), "r")[-1] == "*** r may be rcontinue, run\n"


# --- the picture ------------------------------------------------------------------------------------------------------


def test_graph_writes_a_picture_of_the_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = answers(output(tmp_path), "goto 17", "graph", "graph here.html")[2:]
    assert said == ["wrote moment-17.svg\n", "wrote here.html\n"]
    assert ET.parse(tmp_path / "moment-17.svg").getroot().tag.endswith("svg")
    assert (tmp_path / "here.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_picture_of_a_node_with_many_operands_is_folded(tmp_path: Path) -> None:
    program = "from autograd_lite import Value, sum\nE = sum([Value(float(k)) for k in range(2000)])\n"
    said = answers(output(tmp_path, program), f"graph {tmp_path / 'x.svg'}")[-1]
    assert said == f"wrote {tmp_path / 'x.svg'}\n"
    assert "2,001 nodes in" in (tmp_path / "x.svg").read_text("utf-8")


def test_page_writes_the_session_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = answers(output(tmp_path), "break mul", "set data w1 3", "goto 17", "page", "page here.html")[-2:]
    assert said == ["wrote steps.html\n", "wrote here.html\n"]
    page = (tmp_path / "steps.html").read_text("utf-8")
    assert (tmp_path / "here.html").read_text("utf-8") == page
    data = json.loads(re.findall(r'id="recording">(.*?)</script>', page)[0])
    assert data["at"] == 17
    assert [point["kind"] for point in data["points"]] == ["catch", "breakpoint"]
    assert 3.0 in memoryview(base64.b64decode(data["data"])).cast("d")


# --- numbers that are not finite --------------------------------------------------------------------------------------

BROKEN = """\
from autograd_lite import Value
a, b = Value(2.0, label="a"), Value(2.0, label="b")
E = ((a - b).log() * 3.0) ** 2
"""


def test_a_number_that_is_not_finite_is_announced_stopped_at_and_explained(tmp_path: Path) -> None:
    begin, stop, _, of_value, of_gradient, listed = answers(
        output(tmp_path, BROKEN), "rc", "goto end", "origin #5", "origin a", "info nonfinite"
    )
    assert begin.splitlines()[:2] == [
        "6 nodes, 4 steps and 5 edges back; help lists the commands",
        "a number is not finite: first the value of #3 log, at moment 3; info nonfinite lists them",
    ]
    assert stop.startswith("catch 0: a number that is not finite is produced\n[3/14] #3 log: log(0) = -inf\n")
    assert of_value == (
        "  moment 14  gradient of #5 power, given: it was inf from the start\n"
        if "given" in of_value
        else "  moment 5  value of #5 power, passed on: power(-inf, 2) = inf\n"
        "  moment 4  value of #4 mul, passed on: mul(-inf, 3) = -inf\n"
        "  moment 3  value of #3 log, produced: log(0) = -inf, of finite operands\n"
        "      train.py:3\n"
    )
    assert of_gradient.splitlines()[-2:] == [
        "  moment 3  value of #3 log, produced: log(0) = -inf, of finite operands",
        "      train.py:3",
    ]
    assert listed.splitlines()[0] == "  moment 3  value of #3 log, produced: log(0) = -inf, of finite operands"


def test_the_tab_key_offers_the_numbers_of_edges_where_a_condition_may_be_about_them() -> None:
    x = Value(2.0, label="x")
    session = Session(record(x * 3.0))
    assert complete(session, "watch x if ", "contr") == ["contribution "]
    assert complete(session, "break x if ", "contr") == []
    assert complete(session, "watch ", "x") == ["x "]
