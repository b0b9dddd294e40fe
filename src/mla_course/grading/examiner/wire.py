"""Values as data: how they cross between the student's process and the examiner.

A message is four bytes of length and JSON. In it a scalar stands for itself, and everything else is a node, a list that
begins with the name of its kind. Objects that can change (lists, dicts, sets, arrays, frames) get a number, stand once
in the message's heap and are named by it everywhere else: so what is one object stays one object, cycles cross, and a
function that changes its argument in place changes the caller's.

Nothing here executes what it reads. A kind that isn't in the table, a length that doesn't fit or a number out of range
is a WireError.
"""

import base64
import builtins
import collections
import contextlib
import datetime
import decimal
import fractions
import functools
import keyword
import pathlib
import re
import sys
import zoneinfo
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from mla_course.grading.examiner.messages import Node, WireError

_NUMPY = re.compile(r"[<>|=][biufcSU]\d+|[<>|=][mM]8(\[\d*[A-Za-z]+\])?")
_EXTENSION = re.compile(r"str|string(\[(python|pyarrow)\])?|U?Int(8|16|32|64)|Float(32|64)|boolean")
_ZONE = re.compile(r"(?!dateutil)[A-Za-z0-9_+:/-]{1,64}")
_TYPES = {name: kind for name, kind in vars(builtins).items() if type(kind) is type}
_LONG = 1 << 63


class CannotCrossError(TypeError):
    """The value is neither data nor a function, so it can't be given to the student's code."""


class Crossing:
    """The values of one exchange, a question and its answer, on one side of the wire.

    Args:
        send_other: Makes a node of an object that is no data.
        read_other: Makes an object of such a node.

    Attributes:
        objects: What can change, by number.
        heap: Its nodes, by number.
    """

    def __init__(self, send_other: Callable[[Any], Node], read_other: Callable[[Node], Any]) -> None:
        self.objects: list[Any] = []
        self.heap: list[Node] = []
        self._numbers: dict[int, int] = {}
        self._send_other = send_other
        self._read_other = read_other

    # --- Sending ---------------------------------------------------------------------------------------------------

    def pack(self, value: Any) -> Node:
        """Make a node of a value. What it can change through goes to the heap, after all that is there."""
        node = self._node(value)
        while len(self.heap) < len(self.objects):
            self.heap.append(self._content(self.objects[len(self.heap)]))
        return node

    def changes(self) -> list[tuple[int, Node]]:
        """The objects received that have changed since, with their nodes of now."""
        known = len(self.heap)
        found = [(number, self._content(self.objects[number])) for number in range(known)]
        self.pack(None)
        return [(number, node) for number, node in found if node != self.heap[number]]

    def _node(self, value: Any) -> Node:
        kind = type(value)
        if value is None or kind is bool or kind is str or kind is float:
            return value
        if kind is int:
            return value if -_LONG < value < _LONG else ["int", format(value, "x")]
        if id(value) in self._numbers:
            return ["ref", self._numbers[id(value)]]
        # Of SciPy's matrices some are dicts as well.
        is_sparse = _is_sparse(value)
        base = None if is_sparse else next((each for each in _CHANGING if isinstance(value, each)), None)
        if base is not None and (base is not np.ndarray or _is_plain(value)):
            self._numbers[id(value)] = len(self.objects)
            self.objects.append(value)
            return ["ref", self._numbers[id(value)]]
        write = _sparse if is_sparse else next((_WRITES[each] for each in kind.__mro__ if each in _WRITES), None)
        return write(self, value) if write else self._send_other(value)

    def _content(self, value: Any) -> Node:
        # By the base class's own methods: what a subclass claims to hold is no data.
        base = next(each for each in _CHANGING if isinstance(value, each))
        return _CHANGING[base](self, value)

    def nodes(self, values: Any) -> list[Node]:
        """The nodes of several values, while packing."""
        return [self._node(each) for each in values]

    # --- Receiving -------------------------------------------------------------------------------------------------

    def load(self, heap: Node) -> None:
        """Take the objects of a received heap, numbered after those that are here.

        Raises:
            WireError: It is malformed.
        """
        with _reading():
            first = len(self.heap)
            self.heap += _a(heap, list)
            self.objects += [_EMPTY[node[0]](*node[2:]) if _a(node, list)[0] in _EMPTY else _LATER for node in heap]
            for number in range(first, len(self.heap)):
                self._object(number)
            for number in range(first, len(self.heap)):
                if self.heap[number][0] in _EMPTY:
                    self._fill(self.objects[number], self.heap[number])
            self._numbers |= {id(self.objects[number]): number for number in range(first, len(self.objects))}

    def unpack(self, node: Node) -> Any:
        """Make a value of a node.

        Raises:
            WireError: It is malformed.
        """
        with _reading():
            return self.read(node)

    def change(self, changes: Node) -> None:
        """Bring objects that were sent to the state that the other side left them in.

        Raises:
            WireError: It is malformed, or turns an object into one of another kind.
        """
        with _reading():
            for number, node in changes:
                target = self.objects[self._number(number)]
                if node[0] != self.heap[number][0]:
                    raise WireError("an object that became another kind")
                if node[0] in _EMPTY:
                    _clear(target)
                    self._fill(target, node)
                else:
                    _overwrite(target, self._build(node))
                self.heap[number] = node

    def read(self, node: Node) -> Any:
        """The value of a node, while unpacking."""
        if not isinstance(node, list):
            if isinstance(node, dict):
                raise WireError("an object of JSON")
            return node
        if node[0] == "ref":
            return self._object(node[1])
        if node[0] in _READS:
            return _READS[node[0]](self, *node[1:])
        return self._read_other(node)

    def values(self, nodes: Node) -> list[Any]:
        """The values of several nodes, while unpacking."""
        return [self.read(each) for each in _a(nodes, list)]

    def _number(self, number: Node) -> int:
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(self.objects):
            raise WireError("a number that names no object")
        return number

    def _object(self, number: Node) -> Any:
        at = self._number(number)
        if self.objects[at] is _LATER:
            self.objects[at] = _BUSY
            self.objects[at] = self._build(self.heap[at])
        if self.objects[at] is _BUSY:
            raise WireError("an array that contains itself")
        return self.objects[at]

    def _build(self, node: Node) -> Any:
        return _BUILDS[node[0]](self, *node[1:])

    def _fill(self, target: Any, node: Node) -> None:
        items = _a(node[1], list)
        # One at a time, so that an alarm can stop it: keys can be made to collide.
        if isinstance(target, dict):
            for key, value in items:
                target[self.read(key)] = self.read(value)
            return
        add = target.add if isinstance(target, set) else target.append
        for item in items:
            add(self.read(item))


class _reading:  # noqa: N801, reads as a word of the language
    """Whatever goes wrong while reading what another process wrote is that process's fault."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, WireError):
            raise WireError(f"a malformed value ({type(error).__name__})") from None


def _a(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise WireError(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


_LATER, _BUSY = object(), object()


def _clear(target: Any) -> None:
    target.clear()


def _overwrite(target: Any, fresh: Any) -> None:
    if isinstance(target, bytearray):
        target[:] = fresh
    elif isinstance(target, np.ndarray):
        if not target.flags.writeable:
            return
        if target.size != fresh.size:
            target.resize(fresh.shape, refcheck=False)
        target.shape = fresh.shape
        target[...] = fresh
    elif isinstance(target, pd.DataFrame):
        pd.DataFrame.__init__(target, fresh)
    else:
        pd.Series.__init__(target, fresh, name=fresh.name)


# --- NumPy -----------------------------------------------------------------------------------------------------------


def _is_plain(array: np.ndarray) -> bool:
    return bool(array.dtype == object or _NUMPY.fullmatch(array.dtype.str)) and not isinstance(array, np.ma.MaskedArray)


def _array(crossing: Crossing, value: np.ndarray) -> Node:
    array = np.asarray(value)
    if array.dtype == object:
        return ["objects", list(array.shape), crossing.nodes(array.ravel().tolist())]
    data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    return ["array", array.dtype.str, list(array.shape), data]


def _read_array(crossing: Crossing, dtype: str, shape: list[int], data: str, writable: bool = True) -> np.ndarray:
    if not _NUMPY.fullmatch(_a(dtype, str)):
        raise WireError("an array of an unknown type")
    array = np.frombuffer(base64.b64decode(data, validate=True), dtype=dtype).reshape(_a(shape, list)).copy()
    array.flags.writeable = _a(writable, bool)
    return array


def _read_objects(crossing: Crossing, shape: list[int], items: list[Node], writable: bool = True) -> np.ndarray:
    array = np.empty(len(items), dtype=object)
    for at, item in enumerate(crossing.values(items)):
        array[at] = item
    array = array.reshape(_a(shape, list))
    array.flags.writeable = _a(writable, bool)
    return array


def _number(crossing: Crossing, value: np.generic) -> Node:
    if not _NUMPY.fullmatch(value.dtype.str):
        return crossing._send_other(value)
    return ["numpy", value.dtype.str, base64.b64encode(value.tobytes()).decode()]


# --- pandas ----------------------------------------------------------------------------------------------------------


def _column(crossing: Crossing, values: Any) -> Node:
    """The values of a Series or an Index, whatever pandas keeps them in."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return ["category", _array(crossing, values.codes), _labels(crossing, values.categories), bool(values.ordered)]
    if isinstance(dtype, pd.DatetimeTZDtype):
        return ["zoned", _array(crossing, values.asi8), dtype.unit, _zone(dtype.tz)]
    if isinstance(dtype, pd.PeriodDtype):
        return ["periods", _array(crossing, values.asi8), values.freqstr]
    if isinstance(dtype, pd.IntervalDtype):
        return [
            "intervals",
            _labels(crossing, pd.Index(values.left)),
            _labels(crossing, pd.Index(values.right)),
            dtype.closed,
        ]
    if _EXTENSION.fullmatch(name := _dtype_name(dtype)):
        return ["extension", name, [None if pd.isna(each) else each for each in values.tolist()]]
    array = np.asarray(values)
    return _array(crossing, array if _is_plain(array) else array.astype(object))


def _read_column(crossing: Crossing, node: Node) -> Any:
    kind, *rest = node
    if kind == "category":
        codes, categories, ordered = rest
        return pd.Categorical.from_codes(
            _read_column(crossing, codes), _read_labels(crossing, categories), ordered=bool(ordered)
        )
    if kind == "zoned":
        ticks, unit, zone = rest
        times = pd.DatetimeIndex(_read_column(crossing, ticks).view(f"M8[{_read_unit(unit)}]"))
        return times.tz_localize("UTC").tz_convert(_read_zone(zone)).array
    if kind == "periods":
        ordinals, freq = rest
        return pd.PeriodIndex.from_ordinals(_read_column(crossing, ordinals), freq=_a(freq, str)).array
    if kind == "intervals":
        left, right, closed = rest
        return pd.arrays.IntervalArray.from_arrays(_read_labels(crossing, left), _read_labels(crossing, right), closed)
    if kind == "extension":
        dtype, items = rest
        if not _EXTENSION.fullmatch(dtype):
            raise WireError("a column of an unknown type")
        return pd.array(items, dtype=dtype)
    if kind not in ("array", "objects"):
        raise WireError("a column of an unknown kind")
    array = _BUILDS[kind](crossing, *rest)
    if array.ndim != 1:
        raise WireError("a column that is no column")
    return array


def _dtype_name(dtype: Any) -> str:
    missing = isinstance(dtype, pd.StringDtype) and dtype.na_value is pd.NA
    return f"string[{dtype.storage}]" if missing else str(dtype)


def _zone(tz: Any) -> str:
    # What has no name that can be told is told as the same moment elsewhere.
    return str(tz) if _ZONE.fullmatch(str(tz)) else "UTC"


def _read_zone(name: str) -> str:
    # Other names that pandas takes are paths of files.
    if not _ZONE.fullmatch(_a(name, str)):
        raise WireError("an unknown time zone")
    return name


def _read_unit(unit: str) -> str:
    if unit not in ("s", "ms", "us", "ns"):
        raise WireError("a time in an unknown unit")
    return unit


def _labels(crossing: Crossing, index: pd.Index) -> Node:
    """An index as it stands in a column: never as steps, of which a few bytes claim any length."""
    return ["index", _column(crossing, index.array), crossing._node(index.name), None]


def _read_labels(crossing: Crossing, node: Node) -> pd.Index:
    if node[0] != "index":
        raise WireError("labels of an unknown kind")
    return crossing.read(node)


def _index(crossing: Crossing, index: pd.Index) -> Node:
    if isinstance(index, pd.MultiIndex):
        # Without names, for a name may be the number of another level.
        bare = index.set_names([None] * index.nlevels)
        levels = [_column(crossing, bare.get_level_values(level).array) for level in range(index.nlevels)]
        return ["multi", levels, crossing.nodes(index.names)]
    if isinstance(index, pd.RangeIndex):
        return ["steps", index.start, index.stop, index.step, crossing._node(index.name)]
    freq = index.freqstr if isinstance(index, pd.DatetimeIndex | pd.TimedeltaIndex) else None
    return ["index", _column(crossing, index.array), crossing._node(index.name), freq]


def _read_index(crossing: Crossing, column: Node, name: Node, freq: Node) -> pd.Index:
    values = _read_column(crossing, column)
    index = pd.Index(values, dtype=values.dtype, name=crossing.read(name), tupleize_cols=False)
    if freq is not None:
        # An offset that has no name, like months of somebody's own, stays behind.
        with contextlib.suppress(ValueError):
            index.freq = _a(freq, str)
    return index


def _series(crossing: Crossing, value: pd.Series) -> Node:
    value = pd.Series(value)
    return ["series", _index(crossing, value.index), _column(crossing, value.array), crossing._node(value.name)]


def _read_series(crossing: Crossing, index: Node, column: Node, name: Node) -> pd.Series:
    values, rows = _read_column(crossing, column), crossing.read(index)
    if len(values) != len(rows):
        raise WireError("a column of another length")
    return pd.Series(values, index=rows, dtype=values.dtype, name=crossing.read(name))


def _frame(crossing: Crossing, value: pd.DataFrame) -> Node:
    value = pd.DataFrame(value)
    columns = [_column(crossing, value.iloc[:, at].array) for at in range(value.shape[1])]
    return ["frame", _index(crossing, value.index), _index(crossing, value.columns), columns]


def _read_frame(crossing: Crossing, index: Node, names: Node, columns: Node) -> pd.DataFrame:
    rows = crossing.read(index)
    arrays = [_read_column(crossing, node) for node in _a(columns, list)]
    if any(len(array) != len(rows) for array in arrays):
        raise WireError("a column of another length")
    series = {at: pd.Series(array, index=rows, dtype=array.dtype) for at, array in enumerate(arrays)}
    frame = pd.DataFrame(series, index=rows)
    frame.columns = crossing.read(names)
    return frame


def _moment(crossing: Crossing, value: pd.Timestamp) -> Node:
    return ["timestamp", int(value.asm8.view("i8")), value.unit, None if value.tz is None else _zone(value.tz)]


def _read_moment(crossing: Crossing, ticks: int, unit: str, zone: str | None) -> pd.Timestamp:
    moment = pd.Timestamp(np.datetime64(_a(ticks, int), _read_unit(unit)))
    return moment if zone is None else moment.tz_localize("UTC").tz_convert(_read_zone(zone))


# --- Exceptions ------------------------------------------------------------------------------------------------------


def pack_error(crossing: Crossing, error: BaseException) -> Node:
    """What the other side needs to raise the same."""
    kinds = [kind.__name__ for kind in type(error).__mro__ if _TYPES.get(kind.__name__) is kind and kind is not object]
    try:
        message = str(error)
    except Exception:  # A broken __str__ is its author's own.
        message = ""
    try:
        args = crossing.pack(tuple(error.args))
    except Exception:  # What it holds needn't be data; its message is.
        args = None
    return {"name": type(error).__name__, "kinds": kinds, "message": message[:10_000], "args": args}


def read_error(crossing: Crossing, said: Node) -> BaseException:
    """The exception of `pack_error`: of the nearest built-in kinds, under its own name, with the same message.

    Raises:
        WireError: It is malformed.
    """
    with _reading():
        name, message, args = said["name"], _a(said["message"], str), crossing.read(said["args"])
        known = [_TYPES[each] for each in dict.fromkeys(said["kinds"])]
        known = [kind for kind in known if issubclass(kind, BaseException)] or [Exception]
        nearest = [kind for at, kind in enumerate(known) if not any(issubclass(each, kind) for each in known[:at])]
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
            name = nearest[0].__name__
        kind = nearest[0]
        if name != kind.__name__ or len(nearest) > 1:
            try:
                kind = type(name[:60], tuple(nearest), {})
            except TypeError:  # Not all go together.
                kind = type(name[:60], (kind,), {})
    for given in (args, (message,)):
        with contextlib.suppress(Exception):
            error = kind(*given)
            if str(error) == message:
                return error
    try:
        return kind(message)
    except TypeError:  # Some want more than a message.
        return ValueError(message)


# --- Others ----------------------------------------------------------------------------------------------------------


def _tuple(crossing: Crossing, value: tuple) -> Node:
    fields = getattr(type(value), "_fields", None)
    items = crossing.nodes(tuple.__iter__(value))
    if isinstance(fields, tuple) and len(fields) == len(items) and all(_is_name(field) for field in fields):
        return ["named", type(value).__name__, list(fields), items]
    return ["tuple", items]


def _read_frozen(crossing: Crossing, items: list[Node]) -> frozenset:
    found: set[Any] = set()
    for item in _a(items, list):
        found.add(crossing.read(item))
    return frozenset(found)


def _is_name(text: Any) -> bool:
    return type(text) is str and text.isidentifier() and not text.startswith("_") and not keyword.iskeyword(text)


@functools.lru_cache(maxsize=64)
def _named_tuple(name: str, fields: tuple[str, ...]) -> type:
    return collections.namedtuple(name, fields)


def _read_named(crossing: Crossing, name: str, fields: list[str], items: list[Node]) -> tuple:
    if not _is_name(name) or not all(map(_is_name, fields)) or len(fields) > 100:
        raise WireError("a tuple with impossible names")
    return _named_tuple(name, tuple(fields))(*crossing.values(items))


def _is_sparse(value: Any) -> bool:
    # SciPy takes its time to import: nobody has such a matrix who hasn't imported it.
    sparse = sys.modules.get("scipy.sparse")
    return sparse is not None and sparse.issparse(value)


def _sparse(crossing: Crossing, value: Any) -> Node:
    kept = value if value.format in ("csr", "csc") else value.tocsr()
    parts = [_array(crossing, part) for part in (kept.data, kept.indices, kept.indptr)]
    return ["sparse", kept.format, list(kept.shape), parts, type(value).__name__.endswith("array")]


def _read_sparse(crossing: Crossing, form: str, shape: list[int], parts: list[Node], is_array: bool) -> Any:
    from scipy import sparse

    kind = {("csr", True): sparse.csr_array, ("csc", True): sparse.csc_array}.get((form, is_array)) or {
        "csr": sparse.csr_matrix,
        "csc": sparse.csc_matrix,
    }[form]
    made = kind(tuple(_read_array(crossing, *part[1:]) for part in parts), shape=tuple(shape))
    made.check_format(full_check=True)
    return made


def _read_datetime(text: str, zone: str | None) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    return moment if zone is None else moment.astimezone(zoneinfo.ZoneInfo(_read_zone(zone)))


def _text(kind: str, write: Callable[[Any], str]) -> Callable[[Crossing, Any], Node]:
    return lambda crossing, value: [kind, write(value)]


# What can change, the most special first, and how its content is written.
_CHANGING: dict[type, Callable[[Crossing, Any], Node]] = {
    pd.DataFrame: _frame,
    pd.Series: _series,
    np.ndarray: lambda crossing, value: [*_array(crossing, value), *([] if value.flags.writeable else [False])],
    list: lambda crossing, value: ["list", crossing.nodes(list.__iter__(value))],
    collections.Counter: lambda crossing, value: ["counter", [crossing.nodes(pair) for pair in dict.items(value)]],
    collections.OrderedDict: lambda crossing, value: [
        "ordered",
        [crossing.nodes(pair) for pair in collections.OrderedDict.items(value)],
    ],
    dict: lambda crossing, value: ["dict", [crossing.nodes(pair) for pair in dict.items(value)]],
    set: lambda crossing, value: ["set", crossing.nodes(set.__iter__(value))],
    collections.deque: lambda crossing, value: [
        "deque",
        crossing.nodes(collections.deque.__iter__(value)),
        value.maxlen,
    ],
    bytearray: lambda crossing, value: ["bytes+", base64.b64encode(value).decode()],
}
# Objects that others may contain are made empty first and filled when all are made.
_EMPTY: dict[str, Callable[..., Any]] = {
    "list": list,
    "counter": collections.Counter,
    "ordered": collections.OrderedDict,
    "dict": dict,
    "set": set,
    "deque": lambda most=None: collections.deque(maxlen=most),
}
_BUILDS: dict[str, Callable[..., Any]] = {
    "frame": _read_frame,
    "series": _read_series,
    "array": _read_array,
    "objects": _read_objects,
    "bytes+": lambda crossing, data: bytearray(base64.b64decode(data, validate=True)),
}
# What can't change stands where it is used. Subclasses are written as what they are made of.
_WRITES: dict[type, Callable[[Crossing, Any], Node]] = {
    pd.Timestamp: _moment,
    pd.Timedelta: lambda crossing, value: ["timedelta", int(value.asm8.view("i8")), value.unit],
    pd.Period: lambda crossing, value: ["period", value.ordinal, value.freqstr],
    type(pd.NaT): lambda crossing, value: ["nat"],
    type(pd.NA): lambda crossing, value: ["na"],
    pd.Interval: lambda crossing, value: ["interval", *crossing.nodes([value.left, value.right]), value.closed],
    pd.Index: _index,
    pd.Categorical: _column,
    pd.api.extensions.ExtensionArray: lambda crossing, value: ["column", _column(crossing, value)],
    np.bool_: _number,
    np.generic: _number,
    np.dtype: lambda crossing, value: ["dtype", value.str] if _is_dtype(value.str) else crossing._send_other(value),
    pd.api.extensions.ExtensionDtype: lambda crossing, value: (
        ["dtype", name] if _is_dtype(name := _dtype_name(value)) else crossing._send_other(value)
    ),
    type: lambda crossing, value: (
        ["type", value.__name__] if _TYPES.get(value.__name__) is value else crossing._send_other(value)
    ),
    tuple: _tuple,
    frozenset: lambda crossing, value: ["frozen", crossing.nodes(frozenset.__iter__(value))],
    int: lambda crossing, value: crossing._node(int.__int__(value)),
    float: lambda crossing, value: float.__float__(value),
    str: lambda crossing, value: str.__str__(value),
    bytes: lambda crossing, value: ["bytes", base64.b64encode(value).decode()],
    complex: lambda crossing, value: ["complex", value.real, value.imag],
    range: lambda crossing, value: ["range", *crossing.nodes([value.start, value.stop, value.step])],
    slice: lambda crossing, value: ["slice", *crossing.nodes([value.start, value.stop, value.step])],
    type(...): lambda crossing, value: ["dots"],
    decimal.Decimal: _text("decimal", str),
    fractions.Fraction: lambda crossing, value: ["fraction", *crossing.nodes([value.numerator, value.denominator])],
    datetime.datetime: lambda crossing, value: [
        "datetime",
        datetime.datetime.isoformat(value),
        getattr(value.tzinfo, "key", None),
    ],
    datetime.date: _text("date", datetime.date.isoformat),
    datetime.time: _text("time", datetime.time.isoformat),
    datetime.timedelta: lambda crossing, value: ["delta", value.days, value.seconds, value.microseconds],
    pathlib.PurePath: _text("path", str),
}
_READS: dict[str, Callable[..., Any]] = {
    "int": lambda crossing, digits: int(_a(digits, str), 16),
    "timestamp": _read_moment,
    "timedelta": lambda crossing, ticks, unit: pd.Timedelta(np.timedelta64(_a(ticks, int), _read_unit(unit))),
    "period": lambda crossing, ordinal, freq: pd.Period(ordinal=_a(ordinal, int), freq=_a(freq, str)),
    "nat": lambda crossing: pd.NaT,
    "na": lambda crossing: pd.NA,
    "interval": lambda crossing, left, right, closed: pd.Interval(crossing.read(left), crossing.read(right), closed),
    "index": _read_index,
    "multi": lambda crossing, levels, names: pd.MultiIndex.from_arrays(
        [_read_column(crossing, level) for level in levels], names=crossing.values(names)
    ),
    "steps": lambda crossing, start, stop, step, name: pd.RangeIndex(start, stop, step, name=crossing.read(name)),
    "category": lambda crossing, *rest: _read_column(crossing, ["category", *rest]),
    "column": _read_column,
    "numpy": lambda crossing, dtype, data: _read_array(crossing, dtype, [1], data)[0],
    "dtype": lambda crossing, text: _read_dtype(text),
    "type": lambda crossing, name: _TYPES[name],
    "tuple": lambda crossing, items: tuple(crossing.values(items)),
    "named": _read_named,
    "frozen": lambda crossing, items: _read_frozen(crossing, items),
    "bytes": lambda crossing, data: base64.b64decode(data, validate=True),
    "complex": lambda crossing, real, imag: complex(real, imag),
    "range": lambda crossing, *ends: range(*crossing.values(list(ends))),
    "slice": lambda crossing, *ends: slice(*crossing.values(list(ends))),
    "dots": lambda crossing: ...,
    "decimal": lambda crossing, text: decimal.Decimal(text),
    "fraction": lambda crossing, over, under: fractions.Fraction(
        _a(crossing.read(over), int), _a(crossing.read(under), int)
    ),
    "datetime": lambda crossing, text, zone: _read_datetime(text, zone),
    "date": lambda crossing, text: datetime.date.fromisoformat(text),
    "time": lambda crossing, text: datetime.time.fromisoformat(text),
    "delta": lambda crossing, days, seconds, micros: datetime.timedelta(days, seconds, micros),
    "path": lambda crossing, text: pathlib.PurePath(text),
    "sparse": _read_sparse,
}


def _is_dtype(text: str) -> bool:
    return bool(text == "|O" or _NUMPY.fullmatch(text) or _EXTENSION.fullmatch(text))


def _read_dtype(text: str) -> Any:
    if not _is_dtype(text):
        raise WireError("a type that isn't known")
    return pd.api.types.pandas_dtype(text.lstrip("|") if text == "|O" else text)
