"""What stands in a picture: operations and numbers as mathematics, safe labels, and how wide text is."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_lite.primitives.table import Primitive
    from autograd_lite.value import Value

# The signs of mathematics, where they differ from the table's symbols (which are those of Python). A binary operation
# has its constant operand beside the sign: "× 0.5", "1 −".
SIGNS = {
    "sub": "−",
    "mul": "×",
    "div": "÷",
    "neg": "−( )",
    "pow": "xʸ",
    "pow_derivative": "∂ xʸ",
    "mod": "mod",
    "floordiv": "⌊÷⌋",
    "reciprocal": "1/x",
    "square": "( )²",
    "exp": "eˣ",
    "exp2": "2ˣ",
    "expm1": "eˣ − 1",
    "exp_difference": "eᵃ⁻ᵇ",
    "log": "ln",
    "log1p": "ln(1 + x)",
    "log2": "log₂",
    "log10": "log₁₀",
    "sqrt": "√",
    "cbrt": "∛",
    "rsqrt": "1/√",
    "one_minus_square": "1 − x²",
    "atan_slope": "1/(1 + x²)",
    "sigmoid": "σ",
    "log_sigmoid": "ln σ",
    "lgamma": "ln Γ",
    "abs": "|x|",
    "floor": "⌊x⌋",
    "ceil": "⌈x⌉",
    "sign": "sgn",
    "equal": "=",
    "sum": "Σ",
    "prod": "Π",
    "dot": "Σ w·x",
    "logsumexp": "ln Σ eˣ",
    "logaddexp": "ln(eᵃ + eᵇ)",
    "hypot": "‖x‖",
}
# What a static parameter is written onto as an exponent; an order of derivation stands in parentheses there.
BASES = {"power": "( )", "div_power": "a/b", "polygamma": "ψ"}
INFIX = {"add", "sub", "mul", "div", "floordiv", "mod", "equal"}
MINUS = "−"
SUPERSCRIPTS = str.maketrans("0123456789−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾")

# Indices are set low: as TeX writes them (v_1, v_{12}), and as Unicode does (v₁₂; a comma parts two of them).
LOW = "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
RAISED = str.maketrans(LOW, "0123456789+-aehijklmnoprstuvx")
INDEX = re.compile(rf"(?<=[^\W\d_])_(\d+)(?!\w)|(?<=\w)_\{{([^{{}}]+)\}}|([{LOW}]+(?:,[{LOW}]+)*)")
INDEX_SIZE = 0.75  # of the type around it
MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
IN_FONT = (("\0", "\u052f"), ("\u1d00", "\u20cf"), ("\u2190", "\u22ff"))  # alphabets, indices, arrows and operators
PILED = re.compile(f"([{MARKS}]{{2}})[{MARKS}]+")

# Bidirectional controls would turn the text around them, beyond the label they came in.
BIDIRECTIONAL = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
REPLACEMENT = "\ufffd"


def operation(node: Value) -> str:
    """How the operation of ``node`` is written, together with its constants where they are few.

    >>> from autograd_lite import Value
    >>> x = Value(3.0)
    >>> operation(x * 0.5), operation(1.0 - x), operation(x**2), operation(x.digamma())
    ('× 0.5', '1 −', '( )²', 'ψ⁽⁰⁾')
    >>> from autograd_lite import gradients
    >>> operation(gradients(x**4, [x], create_graph=True)[0])
    '4 ( )³'
    """
    primitive = node.primitive
    assert primitive is not None
    if primitive.name in BASES:
        exponent = digits(node.operands[-1])
        return _raised(BASES[primitive.name], f"({exponent})" if primitive.name == "polygamma" else exponent)
    if primitive.name == "power_slope":
        c, p, k = node.operands[-3:]
        return f"{digits(c)} {_raised('( )', digits(p - k))}" if p - k != 1.0 else f"{digits(c)} ( )"
    if primitive.name == "log_slope":
        return f"{digits(node.operands[-1])}/x"
    sign = sign_of(primitive)
    if primitive.static:
        return f"{sign} {', '.join(map(digits, node.operands[-primitive.static :]))}"
    if primitive.name not in INFIX:
        return sign
    a, b = node.operands
    if type(a) is float:
        return f"{digits(a)} {sign}"
    return f"{sign} {digits(b)}" if type(b) is float else sign


def sign_of(primitive: Primitive) -> str:
    """The sign of an operation alone, without its constants.

    >>> from autograd_lite import primitives
    >>> sign_of(primitives.mul), sign_of(primitives.tanh)
    ('×', 'tanh')
    """
    return SIGNS.get(primitive.name, primitive.symbol)


def _raised(base: str, exponent: str) -> str:
    """``base`` to the power of a number, with small figures where there are such."""
    whole = exponent.strip(f"{MINUS}()").isdecimal()
    return base + (exponent.translate(SUPERSCRIPTS) if whole else f"^{exponent}")


def digits(x: float) -> str:
    """``x`` with four significant digits, as short as they allow, and with the minus sign of mathematics.

    >>> digits(0.34567891), digits(-2.0), digits(0.000003), digits(123456.0)
    ('0.3457', '−2', '3e−6', '1.235e5')
    """
    mantissa, e, exponent = f"{x + 0.0:.4g}".partition("e")  # without the sign of a zero
    return (f"{mantissa}e{int(exponent)}" if e else mantissa).replace("-", MINUS)


def printable(text: str) -> str:
    """``text`` in one line without what an XML document cannot hold or what would disturb its surroundings.

    Of many marks on one letter two remain: piled up, they would cover what is written above.

    >>> printable("a\\tb\\x00")
    'a b\ufffd'
    """
    text = " ".join(text[:MOST].translate(BIDIRECTIONAL).split())
    text = "".join(REPLACEMENT if unicodedata.category(c) in {"Cc", "Cs", "Cn"} else c for c in text)
    return PILED.sub(r"\1", text)


def runs(text: str) -> list[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is an index that is set low.

    >>> runs("w_12"), runs("v₁₀,₁ x"), runs("my_weight")
    ([('w', False), ('12', True)], [('v', False), ('10,1', True), (' x', False)], [('my_weight', False)])
    """
    pieces, end = [], 0
    for index in INDEX.finditer(text):
        if index.start() > end:
            pieces.append((text[end : index.start()], False))
        pieces.append(((index[1] or index[2] or index[3]).translate(RAISED), True))
        end = index.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


LIMIT = 24
TOOLTIP = 200  # a tooltip is read as a whole; a longer label is cut there too
MOST = 4 * TOOLTIP  # characters of a text that are looked at


def shortened(text: str, limit: int = LIMIT) -> str:
    """``text`` with at most ``limit`` characters, the last an ellipsis if some are missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def label_of(node: Value, limit: int = LIMIT) -> str:
    """The label of a node as a picture writes it; "" if there is none that can be seen."""
    label = "" if node.label is None else printable(str(node.label))
    seen = any(not c.isspace() and unicodedata.category(c) not in {"Cf", "Mn"} for c in label)
    return shortened(label, limit) if seen else ""


def name_of(node: Value, limit: int = TOOLTIP) -> str:
    """What a node is, in words: its label and its operation."""
    label = label_of(node, limit)
    if node.primitive is None:
        return label or "leaf"
    count = len(node.operands) - node.primitive.static
    operation = f"{printable(node.primitive.name)} of {count} operand{'s' * (count != 1)}"
    return f"{label} = {operation}" if label else operation


def width(text: str) -> float:
    """The width of ``text`` in em, set in a monospaced font with fallbacks for other scripts.

    0.602 per character, 1 for a wide one (East Asian), 0 for a mark that combines with the character before it; indices
    are three quarters as wide.

    >>> round(width("σ(x)"), 3), width("西瓜")
    (2.408, 2.0)
    """
    return sum(sum(map(_character_width, piece)) * (INDEX_SIZE if low else 1.0) for piece, low in runs(text))


def _character_width(c: str) -> float:
    if unicodedata.combining(c) or unicodedata.category(c) in {"Mn", "Me", "Cf"}:
        return 0.0
    return 1.0 if _is_wide(c) else 0.602


def _is_wide(c: str) -> bool:
    return unicodedata.east_asian_width(c) in {"W", "F"}


def has_known_width(text: str) -> bool:
    """Whether :func:`width` is exact: in Latin, Greek and Cyrillic letters, East Asian ones, and signs of mathematics.

    Other scripts are set in fonts of their own, whose letters may have any width, and so may be marks that combine.
    """
    return all(
        (_is_wide(c) or any(first <= c <= last for first, last in IN_FONT)) and not unicodedata.combining(c)
        for c in text
    )
