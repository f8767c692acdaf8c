"""A history as a CSV table or a JSON document, and back."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from autograd_lite.files import write_atomically
from autograd_lite.nn.training import exact_json
from autograd_lite.nn.training.history import History, Outcome

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

FORMAT = "autograd_lite.history"
LISTS = {
    "error": "errors",
    "validation_error": "validation_errors",
    "learning_rate": "learning_rates",
    "seconds": "seconds",
}
COLUMNS = ["pass", *LISTS, "mode", "kept", "outcome"]
GRADIENT = "gradient_"  # and the name of a layer: a column after those, for each layer
OF_A_PASS = {"learning_rate", "seconds"}  # these have no entry for the state before the first pass


def require_known_ending(path: str | os.PathLike[str]) -> None:
    """Raise ``ValueError`` for a path that :meth:`History.save` would refuse; for checking before long work."""
    path = Path(path)
    if path.suffix.lower() not in {".csv", ".json"}:
        raise ValueError(
            f"a history is written as .csv or .json, and {path.name!r} ends in neither; name it {path.stem}.csv"
        )


def save(history: History, path: str | os.PathLike[str]) -> Path:
    """Write ``history`` in the format of the ending of ``path``."""
    require_known_ending(path)
    return write_atomically(path, _table(history) if Path(path).suffix.lower() == ".csv" else _document(history))


def load(path: str | os.PathLike[str]) -> History:
    """Read what :func:`save` wrote."""
    require_known_ending(path)
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")  # a table that Excel saved again has a byte order mark
        return _of_table(text) if path.suffix.lower() == ".csv" else of_record(_checked(exact_json.loads(text)))
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise ValueError(f"{path} is damaged or no saved history: {error}") from None


def record_of(history: History) -> dict[str, Any]:
    """Its fields, to be written as JSON."""
    return dict(vars(history))


def of_record(record: dict[str, Any]) -> History:
    """The history with these fields; ``ValueError`` or ``TypeError`` for what no history has."""
    history = History(**record)
    if not isinstance(history.mode, str):
        raise ValueError(f"its mode is {history.mode!r:.60}, and no text")
    for name in LISTS.values():
        _require_numbers(name, getattr(history, name))
    if not isinstance(history.gradients, dict):
        raise ValueError(f"its gradients are {history.gradients!r:.60}, and no lists of numbers by layer")
    for layer, numbers in history.gradients.items():
        _require_numbers(f"gradients of {layer}", numbers)
    if history.outcome is not None and history.outcome not in get_args(Outcome):
        raise ValueError(f"its outcome is {history.outcome!r:.60}, and none of {', '.join(get_args(Outcome))}")
    if history.kept is not None and not (type(history.kept) is int and 0 <= history.kept <= history.passes):
        raise ValueError(f"its kept is {history.kept!r:.60}, and no pass from 0 to {history.passes}")
    return history


def _require_numbers(name: str, numbers: Any) -> None:
    if not isinstance(numbers, list) or not all(type(x) in (int, float) for x in numbers):
        raise ValueError(f"its {name} are {numbers!r:.60}, and no list of numbers")


def _document(history: History) -> str:
    return exact_json.dumps({"format": FORMAT, "version": 1, "history": record_of(history)}) + "\n"


def _checked(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f'it is no JSON object with "format": "{FORMAT}"')
    if document.get("version") != 1:
        raise ValueError(f"its version is {document.get('version')!r}, and this release reads version 1")
    record = document.get("history")
    if not isinstance(record, dict) or not isinstance(record.get("errors"), list) or not record["errors"]:
        raise ValueError("it has no errors")
    return record


def _table(history: History) -> str:
    columns = {name: getattr(history, attribute) for name, attribute in LISTS.items()}
    for name in OF_A_PASS:
        columns[name] = [None, *columns[name]]
    last = max(map(len, [*columns.values(), *history.gradients.values()])) - 1
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*COLUMNS, *(f"{GRADIENT}{layer}" for layer in history.gradients)])
    for k in range(last + 1):
        kept = "1" if k == history.kept else ""
        outcome = (history.outcome or "") if k == last else ""
        numbers = [_cell(column, k) for column in columns.values()]
        gradients = [_cell(column, k) for column in history.gradients.values()]
        table.writerow([k, *numbers, history.mode, kept, outcome, *gradients])
    return text.getvalue()


def _cell(column: Sequence[float | None], k: int) -> str:
    x = column[k] if k < len(column) else None
    return "" if x is None else repr(float(x))


def _of_table(text: str) -> History:
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True) if text else [[]]
    own, more = header[: len(COLUMNS)], header[len(COLUMNS) :]
    unknown = not all(name.startswith(GRADIENT) for name in more) or len(set(more)) < len(more)
    if own != COLUMNS or unknown or not rows:
        raise ValueError(
            f"its columns are {', '.join(header) or 'none'}, and not {', '.join(COLUMNS)}, then {GRADIENT}LAYER for "
            "each layer with gradients, with rows below"
        )
    lists: dict[str, list[float]] = {name: [] for name in [*LISTS, *more]}
    kept = None
    for k, row in enumerate(rows):
        if len(row) != len(header) or row[0] != str(k):
            raise ValueError(f"row {k + 2} is {','.join(row)!r:.60}, and not that of pass {k}")
        cells = dict(zip(header, row, strict=True))
        for name, numbers in lists.items():
            if cells[name]:
                if len(numbers) != k - (name in OF_A_PASS):
                    raise ValueError(f"row {k + 2}, column {name}: there is a number, and none in a row before it")
                try:
                    numbers.append(float(cells[name]))
                except ValueError:
                    raise ValueError(f"row {k + 2}, column {name}: {cells[name]!r} is no number") from None
        if cells["kept"]:
            kept = k
        if cells["mode"] != rows[0][COLUMNS.index("mode")]:
            raise ValueError(f"row {k + 2}, column mode: {cells['mode']!r:.60} is another than in the rows before it")
    if not lists["error"]:
        raise ValueError("it has no errors")
    record = {attribute: lists[name] for name, attribute in LISTS.items()}
    gradients = {name.removeprefix(GRADIENT): lists[name] for name in more}
    outcome = cells["outcome"] or None
    return of_record({"mode": cells["mode"], **record, "outcome": outcome, "kept": kept, "gradients": gradients})
