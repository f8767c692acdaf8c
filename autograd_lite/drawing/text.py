"""What stands in a picture: operations and numbers as mathematics, safe labels, and how wide text is."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_lite.value import Value

# The signs of mathematics, where they differ from the table's symbols (which are those of Python). A binary operation
# has its constant operand beside the sign: "× 0.5", "1 −".
SIGNS = {
    "sub": "−",
    "mul": "×",
    "div": "÷",
    "neg": "−( )",
    "pow": "xʸ",
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
    "mean": "mean",
    "logsumexp": "ln Σ eˣ",
    "logaddexp": "ln(eᵃ + eᵇ)",
    "hypot": "‖x‖",
}
# What a static parameter is written onto as an exponent; an order of derivation stands in parentheses there.
BASES = {"power": "( )", "div_power": "a/b", "polygamma": "ψ"}
INFIX = {"add", "sub", "mul", "div", "floordiv", "mod", "equal"}
SUPERSCRIPTS = str.maketrans("0123456789-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾")

# Bidirectional controls would turn the text around them, beyond the label they came in.
BIDIRECTIONAL = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
REPLACEMENT = "\ufffd"


def operation(node: Value) -> str:
    """How the operation of ``node`` is written, together with its constants where they are few.

    >>> from autograd_lite import Value
    >>> x = Value(3.0)
    >>> operation(x * 0.5), operation(1.0 - x), operation(x**2), operation(x.digamma())
    ('× 0.5', '1 −', '( )²', 'ψ⁽⁰⁾')
    """
    primitive = node.primitive
    assert primitive is not None
    if primitive.name in BASES:
        exponent = digits(node.operands[-1])
        whole = exponent.lstrip("-").isdecimal()
        if primitive.name == "polygamma":
            exponent = f"({exponent})"
        return BASES[primitive.name] + (exponent.translate(SUPERSCRIPTS) if whole else f"^{exponent}")
    sign = SIGNS.get(primitive.name, primitive.symbol)
    if primitive.static:
        return f"{sign} {', '.join(map(digits, node.operands[-primitive.static :]))}"
    if primitive.name not in INFIX:
        return sign
    a, b = node.operands
    if type(a) is float:
        return f"{digits(a)} {sign}"
    return f"{sign} {digits(b)}" if type(b) is float else sign


def digits(x: float) -> str:
    """``x`` with four significant digits, as short as they allow.

    >>> digits(0.34567891), digits(-2.0), digits(0.000003), digits(123456.0)
    ('0.3457', '-2', '3e-6', '1.235e5')
    """
    mantissa, e, exponent = f"{x:.4g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def printable(text: str) -> str:
    """``text`` in one line without what an XML document cannot hold or what would disturb its surroundings.

    >>> printable("a\\tb\\x00")
    'a b\ufffd'
    """
    text = " ".join(text.translate(BIDIRECTIONAL).split())
    return "".join(REPLACEMENT if unicodedata.category(c) in {"Cc", "Cs", "Cn"} else c for c in text)


TOOLTIP = 200  # a tooltip is read as a whole; a longer label is cut there too


def shortened(text: str, limit: int = 24) -> str:
    """``text`` with at most ``limit`` characters, the last an ellipsis if some are missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def width(text: str) -> float:
    """The width of ``text`` in em, set in a monospaced font with fallbacks for other scripts.

    0.602 per character, 1 for a wide one (East Asian), 0 for a mark that combines with the character before it.

    >>> round(width("σ(x)"), 3), width("西瓜")
    (2.408, 2.0)
    """
    return sum(_character_width(c) for c in text)


def _character_width(c: str) -> float:
    if unicodedata.combining(c) or unicodedata.category(c) in {"Mn", "Me", "Cf"}:
        return 0.0
    return 1.0 if unicodedata.east_asian_width(c) in {"W", "F"} else 0.602
