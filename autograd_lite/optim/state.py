"""State that can be saved, and resumed exactly."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Stateful:
    """What consists of attributes that are :class:`~autograd_lite.optim.checked.Checked`, named in ``_saved``."""

    _saved: tuple[str, ...]

    def _identity(self) -> dict[str, Any]:
        """What a state must agree with to be one of this object."""
        raise NotImplementedError

    def _check(self) -> None:
        """Raise ``ValueError`` where attributes that are right by themselves do not go together."""

    def state_dict(self) -> dict[str, Any]:
        """All that its next steps depend on, as numbers, bools, strings and lists of numbers.

        ``json`` writes and reads them to the last bit. (After a run that diverged there may be a nan among them, which
        ``json`` writes as ``NaN``.)
        """
        saved = {name: getattr(self, name) for name in self._saved}
        return self._identity() | {name: list(x) if isinstance(x, (list, tuple)) else x for name, x in saved.items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on as the one went on whose :meth:`state_dict` this is: settings are replaced, too.

        Everything is checked before anything is changed. Raises ``ValueError`` that names what is wrong with ``state``:
        an entry that is missing, unknown or unusable, or another kind or size of object that it was saved from.
        """
        trial = copy.copy(self)
        try:
            self._compare(state)
            for name in self._saved:
                setattr(trial, name, state[name])
            trial._check()
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"this state cannot be loaded into {type(self).__name__}: {error}") from None
        vars(self).update(vars(trial))

    def _compare(self, state: Mapping[str, Any]) -> None:
        """That ``state`` has the right entries, and is of such an object."""
        identity = self._identity()
        if not hasattr(state, "keys"):
            raise TypeError(f"{state!r:.80} is of type {type(state).__name__}; pass what state_dict() gave")
        for key, own in identity.items():
            if key in state and state[key] != own:
                raise ValueError(
                    f"it was saved from one with {key} = {state[key]!r:.80}, and here it is {own!r}; load it into one "
                    "that was made in the same way"
                )
        expected = [*identity, *self._saved]
        differences = [
            f"{what} {', '.join(map(repr, names[:5]))}"
            for what, names in (
                ("it lacks", [name for name in expected if name not in state]),
                ("it has the unknown", [name for name in state if name not in expected]),
            )
            if names
        ]
        if differences:
            raise ValueError(f"{'; '.join(differences)}; pass what state_dict() gave, unchanged")
