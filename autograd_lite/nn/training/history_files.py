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

FORMAT = "autograd_lite.history"
LISTS = {
    "error": "errors",
    "validation_error": "validation_errors",
    "learning_rate": "learning_rates",
    "seconds": "seconds",
}
COLUMNS = ["pass", *LISTS, "mode", "kept", "outcome"]
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
        numbers = getattr(history, name)
        if not isinstance(numbers, list) or not all(type(x) in (int, float) for x in numbers):
            raise ValueError(f"its {name} are {numbers!r:.60}, and no list of numbers")
    if history.outcome is not None and history.outcome not in get_args(Outcome):
        raise ValueError(f"its outcome is {history.outcome!r:.60}, and none of {', '.join(get_args(Outcome))}")
    if history.kept is not None and not (type(history.kept) is int and 0 <= history.kept <= history.passes):
        raise ValueError(f"its kept is {history.kept!r:.60}, and no pass from 0 to {history.passes}")
    return history


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
    last = max(map(len, columns.values())) - 1
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for k in range(last + 1):
        numbers = [column[k] if k < len(column) else None for column in columns.values()]
        cells = ["" if x is None else repr(float(x)) for x in numbers]
        kept = "1" if k == history.kept else ""
        table.writerow([k, *cells, history.mode, kept, (history.outcome or "") if k == last else ""])
    return text.getvalue()


def _of_table(text: str) -> History:
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True) if text else [[]]
    if header != COLUMNS or not rows:
        raise ValueError(
            f"its columns are {', '.join(header) or 'none'}, and not {', '.join(COLUMNS)}, with rows below"
        )
    lists: dict[str, list[float]] = {attribute: [] for attribute in LISTS.values()}
    kept = None
    for k, row in enumerate(rows):
        if len(row) != len(COLUMNS) or row[0] != str(k):
            raise ValueError(f"row {k + 2} is {','.join(row)!r:.60}, and not that of pass {k}")
        cells = dict(zip(COLUMNS, row, strict=True))
        for name, attribute in LISTS.items():
            if cells[name]:
                if len(lists[attribute]) != k - (name in OF_A_PASS):
                    raise ValueError(f"row {k + 2}, column {name}: there is a number, and none in a row before it")
                try:
                    lists[attribute].append(float(cells[name]))
                except ValueError:
                    raise ValueError(f"row {k + 2}, column {name}: {cells[name]!r} is no number") from None
        if cells["kept"]:
            kept = k
        if cells["mode"] != rows[0][COLUMNS.index("mode")]:
            raise ValueError(f"row {k + 2}, column mode: {cells['mode']!r:.60} is another than in the rows before it")
    if not lists["errors"]:
        raise ValueError("it has no errors")
    return of_record({"mode": cells["mode"], **lists, "outcome": cells["outcome"] or None, "kept": kept})
