"""Activation functions as layers, and by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from autograd_lite import primitives
from autograd_lite.nn.module import Module
from autograd_lite.nn.shapes import flattened, nested, rows_of
from autograd_lite.value import Value

Function = Callable[[Any], Any]

# By what name a network may be given its activation function: these are methods of Value.
NAMES = ("elu", "gelu", "leaky_relu", "log_sigmoid", "relu", "sigmoid", "silu", "softplus", "tanh")


def activation_function(activation: str | Function) -> Function:
    """The function from Value to Value of this name; a function is returned as it is.

    Raises ``ValueError`` for an unknown name, naming the known ones, and ``TypeError`` for what is no function.

    >>> activation_function("tanh")(Value(0.0)).data
    0.0
    """
    if not isinstance(activation, str):
        check_function(activation)
        return activation
    if activation not in NAMES:
        raise ValueError(
            f"there is no activation named {activation!r}: there are {', '.join(NAMES)}, and any function from Value "
            "to Value can be passed itself"
        )
    function: Function = getattr(Value, activation)
    return function


def check_function(function: object) -> None:
    """Raise ``TypeError`` for what is no function, or a class of layers in place of a layer."""
    if isinstance(function, type):
        raise TypeError(f"{function.__name__} is a class, not a layer; write {function.__name__}()")
    if function is primitives.softmax:
        raise TypeError("softmax takes all numbers of an example, and is no function of one number; use nn.Softmax()")
    if not callable(function):
        raise TypeError(
            f"{function!r:.80} of type {type(function).__name__} is neither a module nor a function of one number"
        )


def name_of(activation: str | Function) -> str:
    """How an activation is shown: by its symbol in pictures, the name of the function, or as the layer it is.

    >>> name_of("relu"), name_of(abs), name_of(LeakyReLU(0.2))
    ('ReLU', 'abs', 'LeakyReLU(negative_slope=0.2)')
    """
    function = getattr(primitives, activation) if isinstance(activation, str) else activation
    return str(getattr(function, "symbol", None) or getattr(function, "__name__", None) or repr(function))


class Elementwise(Module):
    """A function of one number as a layer: it is applied to each number of an example or a batch.

    Takes a number, or numbers in lists or arrays of any depth, and gives the results in lists of the same shape.
    Raises ``TypeError`` for what is no function.

    >>> square = Elementwise(primitives.square)
    >>> square([[1.0, 2.0], [3.0, 4.0]])
    [[1.0, 4.0], [9.0, 16.0]]
    """

    def __init__(self, function: Function) -> None:
        check_function(function)
        self.function = function

    def __call__(self, x: Any) -> Any:
        numbers, shape = flattened(x, f"the input of {self!r}")
        function = self.function
        return nested([function(number) for number in numbers], shape)

    def __repr__(self) -> str:
        return f"Elementwise({name_of(self.function)})"


class _Activation(Elementwise):
    """One of the functions of the table."""

    def __init__(self) -> None:
        """The function belongs to the class."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Identity(_Activation):
    """x itself, in lists of the same shape.

    >>> Identity()([1.0, 2.0])
    [1.0, 2.0]
    """

    @staticmethod
    def function(x: Any) -> Any:
        """x."""
        return x


class ReLU(_Activation):
    """max(x, 0) of each number: :func:`autograd_lite.relu`.

    >>> ReLU()([-1.0, 2.0])
    [0.0, 2.0]
    """

    function = primitives.relu


class GELU(_Activation):
    """x Phi(x) of each number, exactly (not by tanh): :func:`autograd_lite.gelu`.

    >>> GELU()([-100.0, 0.0, 100.0])
    [-0.0, 0.0, 100.0]
    """

    function = primitives.gelu


class SiLU(_Activation):
    """x sigmoid(x) of each number: :func:`autograd_lite.silu`.

    >>> SiLU()([0.0, 100.0])
    [0.0, 100.0]
    """

    function = primitives.silu


class Sigmoid(_Activation):
    """1 / (1 + e^-x) of each number: :func:`autograd_lite.sigmoid`.

    >>> Sigmoid()([0.0, 800.0])
    [0.5, 1.0]
    """

    function = primitives.sigmoid


class LogSigmoid(_Activation):
    """-log(1 + e^-x) of each number: :func:`autograd_lite.log_sigmoid`.

    >>> LogSigmoid()([-800.0])
    [-800.0]
    """

    function = primitives.log_sigmoid


class Tanh(_Activation):
    """Hyperbolic tangent of each number: :func:`autograd_lite.tanh`.

    >>> Tanh()([0.0, 100.0])
    [0.0, 1.0]
    """

    function = primitives.tanh


class Softplus(_Activation):
    """log(1 + e^x) of each number, without a threshold: :func:`autograd_lite.softplus`.

    >>> Softplus()([-800.0, 800.0])
    [0.0, 800.0]
    """

    function = primitives.softplus


class LeakyReLU(Elementwise):
    """x for x > 0, otherwise ``negative_slope`` x, of each number: :func:`autograd_lite.leaky_relu`.

    >>> LeakyReLU(0.5)([-1.0, 2.0])
    [-0.5, 2.0]
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope = primitives.number(negative_slope)
        super().__init__(partial(primitives.leaky_relu, slope=self.negative_slope))

    def __repr__(self) -> str:
        return f"LeakyReLU(negative_slope={self.negative_slope})"


class ELU(Elementwise):
    """x for x > 0, otherwise ``alpha`` (e^x - 1), of each number: :func:`autograd_lite.elu`.

    >>> ELU(alpha=0.5)([-1000.0, 2.0])
    [-0.5, 2.0]
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = primitives.number(alpha)
        super().__init__(partial(primitives.elu, alpha=self.alpha))

    def __repr__(self) -> str:
        return f"ELU(alpha={self.alpha})"


class Softmax(Module):
    """e^x_i / sum_k e^x_k over the numbers of an example, in a batch over those of each: its last dimension.

    Raises ``ValueError`` for a single number. For a loss take ``CrossEntropyLoss``, which starts from the x_i: the
    logarithm of a softmax is -inf where the softmax is too small for a double.

    >>> Softmax()([[1000.0, 1000.0], [0.0, 1000.0]])
    [[0.5, 0.5], [0.0, 1.0]]
    """

    def __call__(self, x: Any) -> Any:
        numbers, shape = flattened(x, "the input of Softmax()")
        if not shape:
            raise ValueError(f"Softmax() takes an example, a list of numbers, not the number {x!r:.80}")
        rows = rows_of(numbers, shape[-1])
        return nested([y for row in rows for y in primitives.softmax(row)], shape)

    def __repr__(self) -> str:
        return "Softmax()"
