"""A text from outside as a syntax tree, within bounds, and errors that show the place in it."""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings

from autograd_lite.sites import terminal_columns

# Python's parser recurses on the C stack and can overflow it. Within these bounds it stays in 512 KB whatever the text
# (measured with CPython 3.11 and 3.13), which every platform's threads have.
LONGEST = 2_000  # characters; whoever writes more by hand writes a program
DEEPEST = 100  # brackets within brackets, and levels of the tree
BEFORE, SHOWN = 40, 100  # characters of a long text that an error shows: before the place, and in all

# What is written or pasted in place of what a keyboard has.
WRITTEN = {"×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "—": "-"}
WRITTEN |= {"²": "**2", "³": "**3", "√": "sqrt(...)", "∞": "inf", "≤": "<=", "≥": ">=", "≠": "!="}
WRITTEN |= {"“": '"', "”": '"', "‘": "'", "’": "'"}
# The same of signs, which the parser only finds out of place.
WRITTEN_OTHERWISE = {
    "=": "equality is written ==, and order < <= > >=",
    "<>": "inequality is written !=",
    "&": "and is written as a word: x > 0 and y > 0",
    "|": "or is written as a word: x > 0 or y > 0",
    "!": "not is written as a word: not x > 0",
}
TOO_DEEP = f"this is nested more than {DEEPEST} deep; write it as a script, in several steps"
# A text in quotes, as Python finds its end: by the same quotes, where no backslash stands before them.
QUOTED = re.compile(r"""('{3}|"{3}|'|")(?:\\.|(?!\1).)*(?:\1|\Z)""", re.DOTALL)
FILLED = re.compile(r"""(?<!\w)(?:[ft]r?|r[ft])(?=['"])""", re.IGNORECASE)  # a text with code in it: f"{x}", t"{x}"
SUBSCRIPTS = {ord("₀") + digit: str(digit) for digit in range(10)}


class Source:
    """One expression in Python's syntax, before anything is said about what may stand in it.

    Line breaks and other white space count as spaces. A subscript is a digit of the name that it ends: x₁ is x1. What
    stands in quotes is left as it is.

    Raises ``TypeError`` if it is no text, and ``ValueError`` for more than 2,000 characters, 100 brackets
    within each other, characters that stand in no expression, and texts with code in them (f"{x}"). The error for an
    empty one shows the ``example``.

    >>> Source("f(x) +")
    Source('f(x) +')
    """

    def __init__(self, text: str, example: str = "sigmoid(w*x - theta)") -> None:
        if not isinstance(text, str):
            raise TypeError(f"an expression is text, not {text!r:.80} of type {type(text).__name__}")
        if len(text) > LONGEST:
            raise ValueError(
                f"the expression has {len(text):,} characters, and {LONGEST:,} are the most; "
                "what is so long belongs in a script"
            )
        quoted = {place for found in QUOTED.finditer(text) for place in range(*found.span())}
        self.text = re.sub(r"\s", lambda space: space[0] if space.start() in quoted else " ", text)
        self._code = re.sub(
            r"(?<=[^\W\d])[₀-₉]+",
            lambda digits: digits[0] if digits.start() in quoted else digits[0].translate(SUBSCRIPTS),
            self.text,
        )
        self._start = 0  # of what tree() read
        self._example = example
        depth = 0
        for place, character in enumerate(self._code):
            if place in quoted:
                wrong = _unseen(character, f"write {character.encode('unicode_escape').decode()} in its place")
            else:
                wrong = _wrong(character)
                depth += (character in "([{") - (character in ")]}")
            if wrong or depth > DEEPEST:
                raise self.error(wrong or TOO_DEEP, place)
        for found in FILLED.finditer(self._code):
            if found.start() not in quoted:  # refused before it is parsed: brackets in it would nest, uncounted
                raise self.error(
                    f"a text stands here as it is, and nothing is filled in; leave out the {found[0]}", *found.span()
                )

    def tree(self, start: int = 0) -> ast.expr:
        """The syntax tree of the text from the character ``start`` on; ``ValueError`` with the place for no syntax."""
        code = self._code[start:].lstrip()
        self._start = len(self._code) - len(code)
        if not code:
            raise ValueError(f"the expression is empty; write one, such as {self._example}")
        try:
            with warnings.catch_warnings(action="error"):  # "1if" warns; here it is a mistake like any other
                return ast.parse(code, mode="eval").body
        except SyntaxError as error:
            start, end = error.offset or len(code) + 1, error.end_offset or 0  # they count from 1; none is the end
            remedy = _remedy(error.msg, code[start - 1 :])
            before = self._start - 1
            raise self.error(remedy, before + start, before + max(end, start + 1)) from None
        except (RecursionError, MemoryError):  # the parser has limits of its own
            raise self.error(TOO_DEEP, self._start) from None

    def place(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        """Where the node stands in the text: its first character, and the one after its last."""
        encoded = self._code[self._start :].encode()  # of which the tree counts the bytes
        ends = (node.col_offset, node.end_col_offset or node.col_offset)
        start, end = (self._start + len(encoded[:count].decode()) for count in ends)
        return start, end

    def typed(self, node: ast.expr) -> str:
        """The text of the node as it was typed: a name in the syntax tree is normalised (NFKC)."""
        start, end = self.place(node)
        return self.text[start:end]

    def refused(self, node: ast.expr | ast.keyword, message: str) -> ValueError:
        """The error to raise about a node: the message, its column, and the text with the node marked."""
        return self.error(message, *self.place(node))

    def error(self, message: str, start: int, end: int | None = None) -> ValueError:
        """The error to raise about the characters from ``start`` to before ``end``, by default the one."""
        first = max(0, start - BEFORE)
        last = first + SHOWN
        before, marked = ("".join(map(_shown, self.text[a:b])) for a, b in ((first, start), (start, end or start + 1)))
        before = "…" * (first > 0) + before
        shown = before + "".join(map(_shown, self.text[start:last])) + "…" * (last < len(self.text))
        marks = "^" * max(
            1,
            min(
                sum(map(terminal_columns, marked)),
                sum(map(terminal_columns, shown)) - sum(map(terminal_columns, before)),
            ),
        )
        indent = " " * sum(map(terminal_columns, before))
        return ValueError(f"column {start + 1}: {message}\n    {shown}\n    {indent}{marks}")

    def __repr__(self) -> str:
        return f"Source({self.text!r})"


def normal(name: str) -> str:
    """The name as Python's parser has it: names that look alike are one, as θ and ϑ are.

    >>> normal("ϑ₁")
    'θ1'
    """
    return unicodedata.normalize("NFKC", name)


def _wrong(character: str) -> str | None:
    """What is wrong with a character that stands in no expression, and the remedy; None for the others."""
    if character == "#":
        return "a comment has no place in an expression; leave it out"
    written = WRITTEN.get(character) or normal(character)  # an input method's （ or ＋
    mark = not character.isascii() and written.isascii() and len(written) == 1 and not written.isalnum()
    found = f"for {character} write {written}" if character in WRITTEN or mark else None
    return _unseen(character, "leave it out") or found


def _unseen(character: str, remedy: str) -> str | None:
    """What is wrong with a character that a reader could not see; None for the others."""
    if character.isprintable():
        return None
    return f"the character U+{ord(character):04X} cannot be seen and has no place in an expression; {remedy}"


def _remedy(message: str, rest: str) -> str:
    """What Python's parser says, and what it says too little about; ``rest`` is the text from the place on."""
    if not message.startswith(("invalid syntax", "invalid decimal literal")):
        return message.removesuffix(" (detected at line 1)")
    found = "=" if "'=='" in message else rest  # it marks the whole of a = b
    missing = "is something missing? A product is written 2*x, with the sign"
    remedy = next((remedy for sign, remedy in WRITTEN_OTHERWISE.items() if found.startswith(sign)), missing)
    return f"{message.partition('.')[0]}; {remedy}"


def _shown(character: str) -> str:
    return character if character.isprintable() else "�"
