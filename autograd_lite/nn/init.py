"""Initialisers: what a network starts from. Each sets the parameters in a weight in place, and returns the weight.

A weight is ``weight[j][i]``, from input i to output j, as :class:`autograd_lite.nn.Linear` has it; those that know no
inputs and outputs take a bias or a single parameter as well. ``seed`` is an int, a generator such as
``random.Random(0)``, which several of them may share, or None for the global one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from autograd_lite.nn import randomness
from autograd_lite.nn.shapes import flattened
from autograd_lite.primitives import number
from autograd_lite.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from autograd_lite.nn.randomness import Seed

    Mode = Literal["fan_in", "fan_out"]

__all__ = [
    "calculate_gain",
    "constant_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]


def constant_(weight: Any, val: float) -> Any:
    """Set every parameter to ``val``.

    >>> constant_([Value(1.0), Value(2.0)], 0.5)
    [Value(data=0.5, grad=0.0), Value(data=0.5, grad=0.0)]
    """
    val = number(val)
    return _filled(weight, lambda: val)


def zeros_(weight: Any) -> Any:
    """Set every parameter to 0.

    >>> zeros_([[Value(1.0)]])
    [[Value(data=0.0, grad=0.0)]]
    """
    return constant_(weight, 0.0)


def uniform_(weight: Any, a: float = 0.0, b: float = 1.0, seed: Seed = None) -> Any:
    """Draw every parameter from the uniform distribution over [a, b). Raises ``ValueError`` unless a <= b.

    >>> (w,) = uniform_([Value(0.0)], -1.0, 1.0, seed=0)
    >>> -1.0 <= w.data < 1.0
    True
    """
    a, b = number(a), number(b)
    if not (a <= b and math.isfinite(b - a)):
        raise ValueError(f"uniform_ draws from a to b, finite numbers with a <= b, not from {a!r} to {b!r}")
    source = randomness.generator(seed)
    return _filled(weight, lambda: randomness.uniform(source, a, b))


def normal_(weight: Any, mean: float = 0.0, std: float = 1.0, seed: Seed = None) -> Any:
    """Draw every parameter from the normal distribution with this mean and standard deviation.

    Raises ``ValueError`` for a negative ``std``. Source: Box and Muller (1958).

    >>> (w,) = normal_([Value(0.0)], mean=3.0, std=0.0, seed=0)
    >>> w.data
    3.0
    """
    mean, std = number(mean), number(std)
    if not (math.isfinite(mean) and 0.0 <= std < math.inf):
        raise ValueError(f"normal_ takes a finite mean and a standard deviation >= 0, not {mean!r} and {std!r}")
    source = randomness.generator(seed)
    return _filled(weight, lambda: mean + std * randomness.normal(source))


def xavier_uniform_(weight: Any, gain: float = 1.0, seed: Seed = None) -> Any:
    """Draw from the uniform distribution over [-a, a) with a = gain sqrt(6 / (fan_in + fan_out)).

    The fans are the numbers of inputs and outputs. Raises ``ValueError`` for what is no weight. Source: Glorot and
    Bengio (2010), "Understanding the difficulty of training deep feedforward neural networks".

    >>> (w,) = xavier_uniform_([[Value(0.0), Value(0.0)]], seed=0)
    >>> all(-math.sqrt(2.0) <= x.data < math.sqrt(2.0) for x in w)
    True
    """
    bound = number(gain) * math.sqrt(6.0 / sum(_fans(weight)))
    return uniform_(weight, -bound, bound, seed)


def xavier_normal_(weight: Any, gain: float = 1.0, seed: Seed = None) -> Any:
    """Draw from the normal distribution with mean 0 and standard deviation gain sqrt(2 / (fan_in + fan_out)).

    See :func:`xavier_uniform_`.

    >>> ((w,),) = xavier_normal_([[Value(0.0)]], gain=2.0, seed=0)
    >>> ((z,),) = normal_([[Value(0.0)]], seed=0)
    >>> w.data == 2.0 * z.data
    True
    """
    return normal_(weight, 0.0, number(gain) * math.sqrt(2.0 / sum(_fans(weight))), seed)


def kaiming_uniform_(
    weight: Any, a: float = 0.0, mode: Mode = "fan_in", nonlinearity: str = "leaky_relu", seed: Seed = None
) -> Any:
    """Draw from the uniform distribution over [-c, c) with c = gain sqrt(3 / fan).

    Args:
        weight: what is set.
        a: the slope below 0 of the leaky_relu that follows; 0 is relu.
        mode: "fan_in" keeps the variance of what goes forward, "fan_out" that of gradients on their way back.
        nonlinearity: what follows; the gain is :func:`calculate_gain` of it and ``a``.
        seed: what is drawn by.

    Raises ``ValueError`` for what is no weight, and for an unknown mode or nonlinearity. Source: He et al. (2015),
    "Delving deep into rectifiers: surpassing human-level performance on ImageNet classification".

    >>> (w,) = kaiming_uniform_([[Value(0.0), Value(0.0)]], nonlinearity="relu", seed=0)
    >>> all(-math.sqrt(3.0) <= x.data < math.sqrt(3.0) for x in w)
    True
    """
    bound = math.sqrt(3.0) * _kaiming_std(weight, a, mode, nonlinearity)
    return uniform_(weight, -bound, bound, seed)


def kaiming_normal_(
    weight: Any, a: float = 0.0, mode: Mode = "fan_in", nonlinearity: str = "leaky_relu", seed: Seed = None
) -> Any:
    """Draw from the normal distribution with mean 0 and standard deviation gain / sqrt(fan).

    See :func:`kaiming_uniform_`.

    >>> ((w, _),) = kaiming_normal_([[Value(0.0), Value(0.0)]], nonlinearity="relu", seed=0)
    >>> ((z,),) = normal_([[Value(0.0)]], seed=0)
    >>> w.data == z.data
    True
    """
    return normal_(weight, 0.0, _kaiming_std(weight, a, mode, nonlinearity), seed)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By what an initialiser makes up for the nonlinearity that follows; ``param`` is the slope of leaky_relu (0.01).

    1 for linear and sigmoid, 5/3 for tanh, sqrt(2) for relu, sqrt(2 / (1 + slope^2)) for leaky_relu, 3/4 for selu.
    Raises ``ValueError`` for another nonlinearity, naming these.

    >>> calculate_gain("relu"), calculate_gain("leaky_relu", 1.0)
    (1.4142135623730951, 1.0)
    """
    slope = 0.01 if param is None else number(param)
    gains = {
        "leaky_relu": math.sqrt(2.0 / (1.0 + slope * slope)),
        "linear": 1.0,
        "relu": math.sqrt(2.0),
        "selu": 0.75,
        "sigmoid": 1.0,
        "tanh": 5.0 / 3.0,
    }
    if nonlinearity not in gains:
        raise ValueError(f"there is no gain for the nonlinearity {nonlinearity!r}, only for {', '.join(gains)}")
    return gains[nonlinearity]


def _kaiming_std(weight: Any, a: float, mode: str, nonlinearity: str) -> float:
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode is 'fan_in' or 'fan_out', not {mode!r}")
    fan_in, fan_out = _fans(weight)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan_in if mode == "fan_in" else fan_out)


def _fans(weight: Any) -> tuple[int, int]:
    """How many inputs and outputs a weight has."""
    _, shape = flattened(weight, "the weight")
    if len(shape) != 2:
        raise ValueError(f"a weight[j][i] has rows of inputs, one for each output; this one is of shape {shape}")
    return shape[1], shape[0]


def _filled(weight: Any, draw: Callable[[], float]) -> Any:
    parameters: list[Any] = flattened(weight, "the weight")[0]
    for parameter in parameters:
        if not isinstance(parameter, Value):
            raise TypeError(f"an initialiser sets Values, but {parameter!r} in the weight is a plain number")
    for parameter in parameters:
        parameter.data = draw()
    return weight
