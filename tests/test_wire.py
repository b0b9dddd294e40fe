"""Values cross the wire as what they are, and what a stranger sends is a value or a WireError and nothing else."""

import base64
import collections
import copy
import datetime
import decimal
import fractions
import json
import pathlib
import signal
import socket
import struct
import threading
import time
import tracemalloc
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import places
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from pandas.testing import assert_extension_array_equal, assert_frame_equal, assert_index_equal, assert_series_equal
from scipy import sparse

from mla_course.grading.examiner import wire
from mla_course.grading.examiner.messages import LIMIT, WireError, receive, send
from mla_course.grading.examiner.wire import CannotCrossError, Crossing

# The same examples in every run: a failure is one of the code, not of the day.
MANY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Point = collections.namedtuple("Point", "x y")


# --- Both sides of the wire ------------------------------------------------------------------------------------------


def through(message: Any) -> Any:
    """What the other end of a socket makes of a message."""
    here, there = socket.socketpair()
    with here, there:
        sender = threading.Thread(target=send, args=(here, message))
        sender.start()
        try:
            return receive(there)
        finally:
            sender.join()


def side() -> Crossing:
    def refuse(value: object) -> None:
        raise CannotCrossError(f"a {type(value).__name__}")

    def unknown(node: object) -> None:
        raise WireError("a value of an unknown kind")

    return Crossing(refuse, unknown)


def crossed(value: Any) -> Any:
    """A value as it is on the other side."""
    here, there = side(), side()
    node = here.pack(value)
    message = through({"heap": here.heap, "value": node})
    there.load(message["heap"])
    return there.unpack(message["value"])


def called(function: Callable, *args: Any) -> Any:
    """Call a function that lives on the other side: arguments cross, and back come the result and every change."""
    here, there = side(), side()
    nodes = [here.pack(each) for each in args]
    request = through({"heap": here.heap, "args": nodes})
    there.load(request["heap"])
    known = len(there.heap)
    value = there.pack(function(*[there.unpack(each) for each in request["args"]]))
    changed = there.changes()
    reply = through({"heap": there.heap[known:], "value": value, "changed": changed})
    here.load(reply["heap"])
    here.change(reply["changed"])
    return here.unpack(reply["value"])


def read(heap: Any, node: Any) -> Any:
    reader = side()
    reader.load(heap)
    return reader.unpack(node)


# --- What is the same ------------------------------------------------------------------------------------------------

CONTAINERS = (list, dict, set, collections.deque)


def assert_same(a: Any, b: Any, pairs: dict[int, Any] | None = None) -> None:
    """Assert that two values have the same types, the same content, and are one object in the same places."""
    pairs = {} if pairs is None else pairs
    if isinstance(a, tuple) and hasattr(a, "_fields"):
        assert (type(a).__name__, a._fields) == (type(b).__name__, b._fields)
        a, b = tuple(a), tuple(b)
    assert type(a) is type(b), (type(a), type(b))
    if isinstance(a, (*CONTAINERS, bytearray, np.ndarray, pd.Series, pd.DataFrame)):
        if id(a) in pairs or id(b) in pairs:
            assert pairs.get(id(a)) is b and pairs.get(id(b)) is a, "one object on one side and two on the other"
            return
        pairs |= {id(a): b, id(b): a}
    if isinstance(a, pd.DataFrame):
        assert_frame_equal(a, b, check_exact=True, check_index_type=True, check_column_type=True)
        assert_same(a.index, b.index)
        assert_same(a.columns, b.columns)
        for at in range(a.shape[1]):
            assert_elements(list(a.iloc[:, at]), list(b.iloc[:, at]), pairs)
    elif isinstance(a, pd.Series):
        assert_series_equal(a, b, check_exact=True, check_index_type=True)
        assert_same(a.index, b.index)
        assert_same(a.name, b.name)
        assert_elements(list(a), list(b), pairs)
    elif isinstance(a, pd.Index):
        assert_index_equal(a, b, exact=True)
        assert_same(list(a.names), list(b.names))
        assert getattr(a, "freq", None) == getattr(b, "freq", None)
    elif isinstance(a, pd.api.extensions.ExtensionArray):
        assert a.dtype == b.dtype
        assert_extension_array_equal(a, b)
    elif isinstance(a, np.ndarray):
        assert (a.dtype, a.shape, a.flags.writeable) == (b.dtype, b.shape, b.flags.writeable)
        if a.dtype == object:
            assert_elements(a.ravel().tolist(), b.ravel().tolist(), pairs)
        else:
            assert a.tobytes() == b.tobytes()
    elif isinstance(a, dict):
        assert_elements(list(a.keys()), list(b.keys()), pairs)
        assert_elements(list(a.values()), list(b.values()), pairs)
    elif isinstance(a, (set, frozenset)):
        assert text(a) == text(b)
    elif isinstance(a, (list, tuple, collections.deque)):
        assert getattr(a, "maxlen", None) == getattr(b, "maxlen", None)
        assert_elements(list(a), list(b), pairs)
    else:
        # By their text, in which nan is nan and minus zero isn't zero.
        assert repr(a) == repr(b)


def text(value: Any) -> str:
    """The text of a value, in which a set has an order."""
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__} {sorted(map(text, value))}"
    if isinstance(value, tuple):
        return f"{type(value).__name__} {list(map(text, value))}"
    return repr(value)


def assert_elements(a: list, b: list, pairs: dict[int, Any]) -> None:
    assert len(a) == len(b)
    for one, other in zip(a, b, strict=True):
        assert_same(one, other, pairs)


# --- Plain values ----------------------------------------------------------------------------------------------------

# All characters, halves of surrogate pairs among them.
TEXT = st.text(st.characters(), max_size=8)
ZONES = st.sampled_from([None, datetime.UTC, zoneinfo.ZoneInfo("Europe/Berlin"), zoneinfo.ZoneInfo("America/St_Johns")])
UNCHANGING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.integers(min_value=10**400, max_value=10**410),
    st.floats(),
    TEXT,
    st.binary(max_size=8),
    st.complex_numbers(),
    st.decimals().filter(lambda number: not number.is_snan()),
    st.fractions(),
    st.datetimes(timezones=ZONES, allow_imaginary=False).map(lambda moment: moment.replace(fold=0)),
    st.dates(),
    st.times().map(lambda moment: moment.replace(fold=0)),
    st.timedeltas(),
    st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.sampled_from([1, -1, 3])),
    st.sampled_from([..., int, str, ValueError, np.dtype("f8"), np.dtype("O"), pd.NA, pd.NaT]),
)
HASHABLE = st.recursive(
    UNCHANGING,
    lambda inner: st.one_of(
        st.tuples(inner, inner), st.builds(Point, inner, inner), st.frozensets(inner, max_size=3), st.tuples()
    ),
    max_leaves=5,
)
SLICES = st.builds(slice, *[st.one_of(st.none(), st.integers())] * 3)
VALUES = st.recursive(
    st.one_of(HASHABLE, SLICES, st.binary(max_size=5).map(bytearray)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(HASHABLE, inner, max_size=4),
        st.sets(HASHABLE, max_size=4),
        st.builds(collections.OrderedDict, st.lists(st.tuples(HASHABLE, inner), max_size=3)),
        st.builds(collections.deque, st.lists(inner, max_size=4), st.sampled_from([None, 2, 9])),
        st.dictionaries(HASHABLE, st.integers(), max_size=4).map(collections.Counter),
    ),
    max_leaves=12,
)


@MANY
@given(VALUES)
def test_plain_values_cross(value: Any) -> None:
    assert_same(value, crossed(value))


def test_pieces_of_a_class_cross_as_what_they_are_made_of() -> None:
    class Text(str):
        pass

    class Items(list):
        pass

    class Real(float):
        def __float__(self) -> float:
            return 1.0

    assert_same(crossed([Text("a"), Items([1]), Real(2.5), np.str_("b")]), ["a", [1], 2.5, "b"])
    assert_same(crossed(collections.defaultdict(list, a=[1])), {"a": [1]})
    assert crossed(pathlib.Path("a/b")) == pathlib.PurePath("a/b")


@pytest.mark.parametrize("value", [object(), lambda: 0, np.mean, np.zeros(2, "i4,f8"), np.ma.array([1], mask=[1])])
def test_what_is_no_data_is_left_to_the_caller(value: Any) -> None:
    with pytest.raises(CannotCrossError):
        crossed(value)


# --- One object ------------------------------------------------------------------------------------------------------


def test_one_object_stays_one_object() -> None:
    row = [0] * 3
    rows = crossed([row] * 3)
    rows[0][0] = 1
    assert rows == [[1, 0, 0]] * 3
    array, frame = np.arange(3), pd.DataFrame({"a": [1]})
    twice = crossed({"a": array, "b": (array, [array]), "c": frame, ("d",): frame})
    assert twice["a"] is twice["b"][0] is twice["b"][1][0]
    assert twice["c"] is twice["d",]


def test_cycles_cross() -> None:
    ring: list = [1]
    ring.append({"ring": ring, "box": np.array([ring, None], dtype=object), "pair": (ring, collections.deque([ring]))})
    got = crossed(ring)
    inner = got[1]
    assert inner["ring"] is inner["box"][0] is inner["pair"][0] is inner["pair"][1][0] is got


def test_a_result_is_the_argument() -> None:
    items, array = [3, 1, 2], np.arange(4.0)
    assert called(lambda x: x, items) is items
    back = called(lambda x, y: (y, [x], x), items, array)
    assert back[0] is array and back[1][0] is items is back[2]


@st.composite
def graphs(draw: st.DrawFn) -> list:
    """Containers that hold each other in any way."""
    nodes: list = [
        draw(st.sampled_from([list, dict, collections.deque, collections.OrderedDict]))()
        for _ in range(draw(st.integers(1, 8)))
    ]
    for node in nodes:
        for inner in draw(st.lists(st.one_of(st.sampled_from(range(len(nodes))), UNCHANGING), max_size=5)):
            item = nodes[inner] if type(inner) is int and 0 <= inner < len(nodes) else inner
            if isinstance(node, dict):
                node[len(node)] = draw(st.sampled_from([item, (item, 1)]))
            else:
                node.append(item)
    return nodes


@MANY
@given(graphs())
def test_graphs_keep_their_form(nodes: list) -> None:
    assert_same(nodes, crossed(nodes))


# --- Changes in place ------------------------------------------------------------------------------------------------


def changed_array(a: np.ndarray) -> None:
    a += 1


def reshaped(a: np.ndarray) -> None:
    a.shape = (-1, 1)


def assigned(df: pd.DataFrame) -> None:
    df["new"] = df["a"] * 2
    df.loc[0, "a"] = 9
    df.drop(columns="b", inplace=True)
    df.index = ["x", "y"]


def lengthened(s: pd.Series) -> None:
    s.loc["z"] = 7
    s.name = "renamed"


CHANGES = {
    "list": ([3, 1, 2], lambda x: (x.sort(), x.append("end"))),
    "list in a list": ([[1], [2]], lambda x: x[0].clear()),
    "list in a tuple": (([1],), lambda x: x[0].append(2)),
    "dict": ({"a": 1}, lambda x: (x.pop("a"), x.update(b=[2]))),
    "dict of tuples": ({("a", 1): [1]}, lambda x: x["a", 1].append(2)),
    "set": ({1, 2}, lambda x: (x.discard(1), x.add((3, 4)))),
    "counter": (collections.Counter("aab"), lambda x: x.update("bc")),
    "ordered": (collections.OrderedDict(a=1, b=2), lambda x: x.move_to_end("a")),
    "deque": (collections.deque([1, 2], 2), lambda x: x.append(3)),
    "bytearray": (bytearray(b"ab"), lambda x: x.extend(b"cd")),
    "array": (np.arange(4.0), changed_array),
    "array with no dimension": (np.array(4.0), changed_array),
    "array of objects": (np.array([1, [2]], dtype=object), lambda x: x[1].append(3)),
    "array sorted": (np.array([3, 1, 2]), lambda x: x.sort()),
    "array of words": (np.array(["ab", "c"]), lambda x: x.__setitem__(0, "zz")),
    "array of another shape": (np.arange(6), reshaped),
    "frame": (pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), assigned),
    "series": (pd.Series([1, 2], index=["x", "y"], name="s"), lengthened),
    "series of categories": (pd.Series(["a", "b"], dtype="category"), lambda x: x.__setitem__(0, "b")),
    "cleared": ({"a": {1}, "b": [2]}, lambda x: (x["a"].clear(), x["b"].clear())),
    "made a ring": ([1], lambda x: x.append(x)),
    "given a copy": ([[1]], lambda x: x.append(list(x[0]))),
    "swapped": ([[1], [2]], lambda x: x.reverse()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_argument_changed_over_there_is_changed_here(name: str) -> None:
    value, change = CHANGES[name]
    here, as_ever = copy.deepcopy(value), copy.deepcopy(value)
    change(as_ever)
    result = called(lambda x: (change(x), x)[1], here)
    assert_same(as_ever, here)
    assert_same(here, result)


def test_views_and_read_only_arrays_stay_what_they_are() -> None:
    whole = np.arange(10)
    called(changed_array, whole[2:4])
    called(changed_array, whole.reshape(2, 5)[:, 4])
    assert whole.tolist() == [0, 1, 3, 4, 5, 5, 6, 7, 8, 10]
    column = pd.DataFrame({"a": [1.0, 2.0]})["a"].to_numpy()
    assert not column.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        called(changed_array, column)
    assert called(lambda a: None, column) is None


def test_what_nobody_changed_is_not_sent_back() -> None:
    args = [[float("nan"), {1, 2}], np.arange(3.0), pd.DataFrame({"a": [1], "b": ["x"]}), collections.Counter("aab")]
    here, there = side(), side()
    for arg in args:
        here.pack(arg)
    there.load(through(here.heap))
    assert there.changes() == []


@st.composite
def changes_of_a_graph(draw: st.DrawFn) -> tuple[list, list]:
    nodes = draw(graphs())
    steps = draw(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(0, 7), UNCHANGING), max_size=8))
    return nodes, steps


@MANY
@given(changes_of_a_graph())
def test_any_change_of_a_graph_comes_back(case: tuple[list, list]) -> None:
    nodes, steps = case

    def change(nodes: list) -> list:
        for at, way, other, scalar in steps:
            node, item = nodes[at % len(nodes)], nodes[other % len(nodes)]
            if way == 0:
                node.clear()
            elif isinstance(node, dict):
                node["new", way] = item if way < 3 else scalar
            elif way == 4:
                node.reverse()
            else:
                node.append(item if way < 3 else scalar)
        return list(nodes)

    here, as_ever = list(nodes), copy.deepcopy(nodes)
    change(as_ever)
    result = called(change, here)
    assert_same(as_ever, here)
    assert all(one is other is third for one, other, third in zip(here, result, nodes, strict=True))


# --- Arrays ----------------------------------------------------------------------------------------------------------

DTYPES = st.one_of(
    npst.boolean_dtypes(),
    npst.integer_dtypes(endianness="?"),
    npst.unsigned_integer_dtypes(endianness="?"),
    npst.floating_dtypes(endianness="?"),
    npst.complex_number_dtypes(),
    npst.datetime64_dtypes(),
    npst.timedelta64_dtypes(),
    npst.byte_string_dtypes(max_len=5),
    npst.unicode_string_dtypes(max_len=5),
)
ARRAYS = npst.arrays(DTYPES, npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))


@MANY
@given(ARRAYS, st.sampled_from(["plain", "transposed", "stepped", "read-only"]))
def test_arrays_and_their_scalars_cross(array: np.ndarray, form: str) -> None:
    if form == "transposed":
        array = array.T
    elif form == "stepped" and array.ndim:
        array = array[::-2]
    elif form == "read-only":
        array.flags.writeable = False
    assert_same(array, crossed(array))
    for scalar in array.ravel()[:1]:
        if isinstance(scalar, np.str_ | np.bytes_):
            assert crossed(scalar) == scalar
        else:
            assert_same(scalar, crossed(scalar))


@MANY
@given(st.lists(VALUES, max_size=6), st.booleans())
def test_arrays_of_objects_cross(items: list, two_rows: bool) -> None:
    array = np.empty(len(items), dtype=object)
    for at, item in enumerate(items):
        array[at] = item
    if two_rows and len(items) % 2 == 0:
        array = array.reshape(2, -1)
    assert_same(array, crossed(array))


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil", "dok"])
@pytest.mark.parametrize("shape", [(3, 4), (0, 4), (3, 0), (1, 1)])
@pytest.mark.parametrize("is_array", [True, False])
def test_sparse_matrices_cross(form: str, shape: tuple[int, int], is_array: bool) -> None:
    dense = np.random.default_rng(1).integers(0, 3, shape).astype(float)
    value = getattr(sparse, f"{form}_{'array' if is_array else 'matrix'}")(dense)
    got = crossed(value)
    assert (got.shape, got.dtype) == (value.shape, value.dtype)
    assert isinstance(got, sparse.sparray) == is_array
    assert got.format == (form if form in ("csr", "csc") else "csr")
    np.testing.assert_array_equal(got.toarray(), dense)


# --- pandas ----------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
TICKS = st.integers(-(2**35), 2**35)


def column_of(dtype: str, items: st.SearchStrategy) -> Callable[[int], st.SearchStrategy]:
    return lambda size: st.lists(items, min_size=size, max_size=size).map(lambda found: pd.array(found, dtype=dtype))


def moments(unit: str, zone: str | None) -> Callable[[int], st.SearchStrategy]:
    def make(ticks: list[int]) -> Any:
        times = pd.DatetimeIndex(np.array(ticks, dtype="i8").view(f"M8[{unit}]"))
        return (times if zone is None else times.tz_localize("UTC").tz_convert(zone)).array

    return lambda size: st.lists(
        st.one_of(TICKS, st.just(np.iinfo("i8").min)),
        min_size=size,
        max_size=size,  # the least number is NaT
    ).map(make)


def categories(size: int) -> st.SearchStrategy:
    def make(kinds: Any, codes: list[int], ordered: bool) -> pd.Categorical:
        return pd.Categorical.from_codes([code % (len(kinds) + 1) - 1 for code in codes], kinds, ordered=ordered)

    kinds = st.sampled_from(
        [
            pd.Index(["low", "mid", "high", "unused"]),
            pd.Index([3, 1, 2]),
            pd.Index([0, 1, 2, 3]),
            pd.date_range("2026-01-01", periods=3),
            pd.interval_range(0, 3),
            pd.Index([], dtype="str"),
            pd.Index(["a", 1, (2, 3)], dtype=object, tupleize_cols=False),
        ]
    )
    return st.builds(make, kinds, st.lists(st.integers(0, 99), min_size=size, max_size=size), st.booleans())


def intervals(size: int) -> st.SearchStrategy:
    return st.builds(
        lambda left, closed: pd.arrays.IntervalArray.from_arrays(left, [each + 1.5 for each in left], closed),
        st.lists(st.floats(-5, 5), min_size=size, max_size=size),
        st.sampled_from(["left", "right", "both", "neither"]),
    )


def plain(size: int) -> st.SearchStrategy:
    dtypes = st.sampled_from(["i8", "i4", "u1", "f8", "f4", "c16", "?", "m8[ns]", "m8[s]"])
    return npst.arrays(dtypes, size)


def objects(size: int) -> st.SearchStrategy:
    def make(items: list) -> np.ndarray:
        array = np.empty(size, dtype=object)
        for at, item in enumerate(items):
            array[at] = item
        return array

    mixed = st.one_of(WORDS, st.integers(), st.none(), st.floats(), st.dates(), st.tuples(WORDS))
    return st.one_of(
        *[st.lists(each, min_size=size, max_size=size).map(make) for each in (mixed, WORDS, st.integers())]
    )


COLUMNS: dict[str, Callable[[int], st.SearchStrategy]] = {
    "plain": plain,
    "objects": objects,
    "str": column_of("str", st.one_of(WORDS, st.none())),
    "string[python]": column_of("string[python]", st.one_of(WORDS, st.none())),
    "string[pyarrow]": column_of("string[pyarrow]", st.one_of(WORDS, st.none())),
    "Int64": column_of("Int64", st.one_of(st.integers(-(2**63), 2**63 - 1), st.none())),
    "UInt64": column_of("UInt64", st.one_of(st.integers(0, 2**64 - 1))),
    "UInt8": column_of("UInt8", st.one_of(st.integers(0, 255), st.none())),
    "Float32": column_of("Float32", st.one_of(st.floats(allow_nan=False, width=32), st.none())),
    "Float64": column_of("Float64", st.one_of(st.floats(allow_nan=False), st.none())),
    "boolean": column_of("boolean", st.one_of(st.booleans(), st.none())),
    "category": categories,
    "interval": intervals,
    "period": lambda size: st.builds(
        lambda ticks, freq: pd.PeriodIndex.from_ordinals(ticks, freq=freq).array,
        st.lists(st.integers(0, 9999), min_size=size, max_size=size),
        st.sampled_from(["M", "D", "Q-DEC", "h", "2W-SUN"]),
    ),
    **{
        f"datetime64[{unit}, {zone}]": moments(unit, zone)
        for unit in ("s", "ms", "us", "ns")
        for zone in (None, "UTC", "Europe/Berlin", "UTC+05:30")
    },
}
NAMES = st.one_of(st.none(), WORDS, st.integers(-5, 5), st.tuples(WORDS, st.integers(0, 3)))


@st.composite
def indexes(draw: st.DrawFn, size: int) -> pd.Index:
    form = draw(st.sampled_from(["range", "flat", "flat", "multi", "times"]))
    if form == "range":
        start, step = draw(st.integers(-9, 9)), draw(st.sampled_from([1, 2, -3]))
        return pd.RangeIndex(start, start + size * step, step, name=draw(NAMES))
    if form == "times":
        freq = draw(st.sampled_from(["D", "MS", "2h", "W-MON", "B", "QE-DEC"]))
        zone = draw(st.sampled_from([None, "Europe/Berlin"]))
        return pd.date_range("2026-01-01", periods=size, freq=freq, tz=zone, name=draw(NAMES))
    if form == "multi":
        levels = [draw(COLUMNS[draw(st.sampled_from(["plain", "str", "category", "Int64"]))](size)) for _ in range(2)]
        return pd.MultiIndex.from_arrays(levels, names=[draw(NAMES), draw(NAMES)])
    values = draw(COLUMNS[draw(st.sampled_from(list(COLUMNS)))](size))
    return pd.Index(values, dtype=values.dtype, name=draw(NAMES), tupleize_cols=False)


@pytest.mark.parametrize("kind", COLUMNS)
@settings(MANY, max_examples=25)
@given(st.data())
def test_series_of_every_type_cross(kind: str, data: st.DataObject) -> None:
    size = data.draw(st.integers(0, 5))
    values = data.draw(COLUMNS[kind](size))
    series = pd.Series(values, dtype=values.dtype, index=data.draw(indexes(size)), name=data.draw(NAMES))
    assert_same(series, crossed(series))
    if not isinstance(series.dtype, np.dtype):
        assert_same(series.array, crossed(series.array))


@MANY
@given(st.data())
def test_indexes_cross(data: st.DataObject) -> None:
    index = data.draw(indexes(data.draw(st.integers(0, 5))))
    assert_same(index, crossed(index))


@settings(MANY, max_examples=100)
@given(st.data())
def test_frames_cross(data: st.DataObject) -> None:
    rows, width = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 4))
    index = data.draw(indexes(rows))
    columns = [data.draw(COLUMNS[data.draw(st.sampled_from(list(COLUMNS)))](rows)) for _ in range(width)]
    frame = pd.DataFrame(
        {at: pd.Series(values, index=index, dtype=values.dtype) for at, values in enumerate(columns)}, index=index
    )
    # Names of any kind; those of short lists of words are often doubled.
    frame.columns = data.draw(
        st.one_of(indexes(width), st.lists(st.sampled_from("ab"), min_size=width, max_size=width).map(pd.Index))
    )
    assert_same(frame, crossed(frame))


SINGLE = {
    "a day far ahead": pd.Timestamp("9999-12-31"),
    "a span of ages": pd.Timedelta(np.timedelta64(400 * 365, "D")),
    "to the nanosecond": pd.Timestamp("2026-01-01 00:00:00.123456789"),
    "in a zone": pd.Timestamp("2026-07-01", tz="Europe/Berlin"),
    "at an offset": pd.Timestamp("2026-07-01T00:00+02:00"),
    "a month": pd.Period("2026-01"),
    "an interval": pd.Interval(0, 1.5, closed="both"),
    "an interval of days": pd.Interval(pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-02")),
    "not a time": np.datetime64("NaT"),
    "a type of pandas": pd.StringDtype(na_value=np.nan),
    "types of columns": pd.DataFrame({"a": [1], "b": ["x"], "c": [1.5]}).dtypes,
    "text as objects": pd.Series(["a", "b"], dtype=object),
    "names as objects": pd.DataFrame([[1, 2]], columns=pd.Index(["a", "b"], dtype=object)),
    "pairs as flat names": pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])).columns,
    "pairs, flattened": pd.MultiIndex.from_tuples([("a", 1), ("b", 2)]).to_flat_index(),
    "no columns": pd.DataFrame(index=["x", "y"]),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="Int64"), "b": pd.Series([], dtype="str")}),
    "nothing": pd.DataFrame(),
    "numbered categories": pd.Categorical.from_codes([0, 2], pd.RangeIndex(3)),
    "levels named by numbers": pd.MultiIndex.from_tuples([(1, "a")], names=[None, 0]),
    "cut": pd.cut(pd.Series([1.0, 2, 3, 9]), 3),
    "counts": pd.Series(["a", "b", "a"]).value_counts(),
    "grouped": pd.DataFrame({"a": [1, 1, 2], "b": [3, 4, 5]}).groupby("a").agg(["mean", "count"]),
    "months": pd.Series([1, 2], index=pd.period_range("2026-01", periods=2, freq="M")),
    "spans": pd.timedelta_range("1D", periods=3),
    "long doubles": np.array([1.5, -2], dtype=np.longdouble),
}


@pytest.mark.parametrize("name", SINGLE)
def test_single_cases_cross(name: str) -> None:
    assert_same(SINGLE[name], crossed(SINGLE[name]))


def test_what_has_no_name_stays_behind_and_the_rest_crosses() -> None:
    import dateutil.tz

    months = pd.date_range("2026-01-31", periods=3, freq=pd.DateOffset(months=1))
    assert_same(crossed(months), months._with_freq(None))
    nameless = pd.Series(pd.date_range("2026-01-01", periods=2, tz=dateutil.tz.gettz("Europe/Berlin")))
    assert (crossed(nameless) == nameless).all()
    moment = pd.Timestamp("2026-01-01", tz=dateutil.tz.gettz("Europe/Berlin"))
    assert crossed(moment) == moment


# --- What strangers send ---------------------------------------------------------------------------------------------


class StuckError(BaseException):
    """Reading took too long."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: object) -> None:
        raise StuckError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def raw(value: Any) -> str:
    return base64.b64encode(np.asarray(value).tobytes()).decode()


ONE = ["array", "<f8", [1], raw(1.0)]
NO_NAMES = ["index", ["array", "<i8", [0], ""], None, None]
SIX = [1, 2.5, "a", None, True, float("nan")]
# A valid message of each kind, and of each way in which kinds stand in another.
VALID: list[Any] = [
    SIX,
    (1, (2,)),
    Point(1, [2]),
    {1, 2},
    frozenset([1]),
    {"a": 1, (1, 2): [3]},
    collections.Counter("aab"),
    collections.OrderedDict(a=1),
    collections.deque([1], 3),
    bytearray(b"ab"),
    b"ab",
    10**30,
    1 + 2j,
    range(3),
    slice(1, None, 2),
    ...,
    decimal.Decimal("1.5"),
    fractions.Fraction(1, 3),
    datetime.datetime(2026, 1, 2, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")),
    datetime.date(2026, 1, 2),
    datetime.time(1, 2),
    datetime.timedelta(1),
    pathlib.PurePath("a"),
    np.arange(3.0),
    np.array(["ab", "c"]),
    np.array([1, [2]], dtype=object),
    np.float32(1.5),
    np.datetime64("2026-01-01"),
    np.dtype("f8"),
    int,
    pd.NA,
    pd.NaT,
    pd.Timestamp("2026-01-01", tz="UTC"),
    pd.Timedelta(1, "h"),
    pd.Period("2026-01"),
    pd.Interval(0, 1),
    pd.RangeIndex(3, name="r"),
    pd.Index(["a", "b"], name=("n", 1)),
    pd.date_range("2026-01-01", periods=3),
    pd.MultiIndex.from_tuples([("a", 1), ("b", 2)]),
    pd.Categorical(["a", "b"], ordered=True),
    pd.array([1, None], dtype="Int64"),
    pd.Series([1.5, 2.5], name="s"),
    pd.Series(["a", None]),
    pd.Series(pd.date_range("2026-01-01", periods=2, tz="Europe/Berlin")),
    pd.Series(pd.interval_range(0, 2)),
    pd.Series(pd.period_range("2026-01", periods=2, freq="M")),
    pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": pd.Categorical(["u", "v"])}),
    sparse.csr_array(np.eye(2)),
    sparse.csc_matrix(np.eye(2)),
]
SPARE: list[Any] = [
    *(None, True, -1, 0, 1, 2, 10**9, 10**18, 10**30, 1.5, float("nan"), float("inf"), "", "a", "é\ud800", "*", "1e9"),
    *(
        "O",
        "|O",
        "|V8",
        "i4,f8",
        "<U1000000000",
        "<f9",
        "M8[ns]",
        "<M8[spam]",
        "UTC",
        "/etc/passwd",
        "AAAA",
        "A" * 4001,
    ),
    *([], [[]], {}, {"a": 1}, [0], [10**18], [-1], [10**18, 0], ["ref", 0], ["ref", 1], ["ref", -1], ["ref", True]),
    *(["list", []], ["tuple", []], ["spam", 1], ["steps", 0, 10**18, 1, None], ["range", 0, 10**18, 1], NO_NAMES),
    *(
        ONE,
        ["students", 0, "object"],
        ["examiners", 0],
        ["int", "ff"],
        ["objects", [1], [["ref", 0]]],
        ["frozen", [[]]],
    ),
]


def mutated(tree: Any, path: tuple, put: Callable[[list, int], None]) -> Any:
    tree = json.loads(json.dumps(tree))
    holder = tree
    for at in path[:-1]:
        holder = holder[at]
    put(holder, path[-1])
    return tree


def variants(tree: list) -> Iterator[Any]:
    """The tree with each of its parts left out, doubled, and put in the place of by each of the spare ones."""
    for path in places(tree):
        if len(path) > 1:
            yield mutated(tree, path, lambda holder, at: holder.pop(at))
            yield mutated(tree, path, lambda holder, at: holder.insert(at, holder[at]))
        elif not path:
            continue
        for spare in SPARE:
            yield mutated(tree, path, lambda holder, at, spare=spare: holder.__setitem__(at, spare))


@pytest.mark.parametrize("at", range(len(VALID)), ids=lambda at: f"{at}-{type(VALID[at]).__name__}")
def test_a_message_with_any_part_exchanged_is_a_value_or_a_wire_error(at: int) -> None:
    writer = side()
    node = writer.pack(VALID[at])
    count = refused = 0
    for heap, value in variants([writer.heap, node]):
        count += 1
        try:
            with within(5):
                read(heap, value)
        except WireError:
            refused += 1
    assert refused > count / 3


def test_a_change_with_any_part_exchanged_is_a_change_or_a_wire_error() -> None:
    def arguments() -> list:
        return [[1], {"a": 1}, {1}, bytearray(b"a"), np.arange(2.0), pd.Series([1.0]), pd.DataFrame({"a": [1]})]

    def change(values: list) -> None:
        values[0].append([2])
        values[1]["b"] = 2
        values[2].add(2)
        values[3].extend(b"b")
        values[4][0] = 9
        values[5][0] = 9
        values[6]["b"] = 2

    here, there = side(), side()
    there.load(through((here.pack(arguments()), here.heap)[1]))
    known = len(there.heap)
    change(there.objects[0])
    changes = through(there.changes())
    assert len(changes) == 7
    for variant in variants(changes):
        fresh = side()
        fresh.pack(arguments())
        with within(5):
            try:
                fresh.load(through(there.heap[known:]) if len(json.dumps(variant)) % 50 == 0 else there.heap[known:])
                fresh.change(variant)
            except WireError:
                continue


MERSENNE = (1 << 61) - 1
CLAIMS: dict[str, tuple[list, Any]] = {
    "a range": ([], ["range", 0, 10**18, 1]),
    "steps": ([], ["steps", 0, 10**18, 1, None]),
    "more steps than there are numbers": ([], ["steps", 0, 10**30, 1, None]),
    "a series of one value for many rows": (
        [["series", ["steps", 0, 4 * 10**8, 1, None], ["array", "<f8", [], raw(1.0)], None]],
        ["ref", 0],
    ),
    "a series of one object for many rows": (
        [["series", ["steps", 0, 4 * 10**8, 1, None], ["objects", [], ["a"]], None]],
        ["ref", 0],
    ),
    "a frame of one value for many rows": (
        [["frame", ["steps", 0, 4 * 10**8, 1, None], ["steps", 0, 1, 1, None], [["array", "<f8", [], raw(1.0)]]]],
        ["ref", 0],
    ),
    "a frame of a short column": (
        [["frame", ["steps", 0, 4 * 10**8, 1, None], ["steps", 0, 1, 1, None], [ONE]]],
        ["ref", 0],
    ),
    "a frame of many columns": ([["frame", ["steps", 0, 1, 1, None], ["steps", 0, 10**18, 1, None], []]], ["ref", 0]),
    "a frame of rows alone": ([["frame", ["steps", 0, 10**18, 1, None], NO_NAMES, []]], ["ref", 0]),
    "many categories": ([], ["category", ["array", "|i1", [1], "AA=="], ["steps", 0, 10**9, 1, None], True]),
    "many intervals": (
        [],
        ["column", ["intervals", ["steps", 0, 10**8, 1, None], ["steps", 1, 10**8 + 1, 1, None], "left"]],
    ),
    "many rows of intervals": (
        [],
        [
            "multi",
            [["intervals", ["steps", 0, 10**8, 1, None], ["steps", 1, 10**8 + 1, 1, None], "left"]] * 9,
            [None] * 9,
        ],
    ),
    "no rows of many columns": ([["array", "<f8", [0, 10**18], ""]], ["ref", 0]),
    "a negative shape": ([["array", "<f8", [-1, -1], raw(1.0)]], ["ref", 0]),
    "65 dimensions": ([["array", "<f8", [1] * 65, raw(1.0)]], ["ref", 0]),
    "a shape that is no list": ([["array", "<f8", 10**9, ""]], ["ref", 0]),
    "words of a gigabyte": ([["array", "<U250000000", [0], ""]], ["ref", 0]),
    "words without letters": ([["array", "<U0", [3], ""]], ["ref", 0]),
    "objects": ([["array", "|O", [1], "AAAAAAAAAAA="]], ["ref", 0]),
    "pointers": ([], ["numpy", "|O", "AAAAAAAAAAA="]),
    "a structure": ([["array", "[('a', '<i4')]", [1], "AAAAAA=="]], ["ref", 0]),
    "half a number": ([["array", "<f8", [1], "AAAA"]], ["ref", 0]),
    "more numbers than asked": ([["array", "<f8", [1], raw([1.0, 2.0])]], ["ref", 0]),
    "no base64": ([["array", "<f8", [1], "!!!!"]], ["ref", 0]),
    "base64 with blanks": ([], ["bytes", "YW Jj\n"]),
    "a matrix of many rows": ([], ["sparse", "csr", [10**12, 1], [ONE, ONE, ONE], True]),
    "a matrix that points outside": (
        [],
        [
            "sparse",
            "csr",
            [1, 1],
            [ONE, ["array", "<i4", [1], raw(np.int32(10**6))], ["array", "<i4", [2], raw(np.int32([0, 1]))]],
            True,
        ],
    ),
    "a matrix with pointers that run off": (
        [],
        [
            "sparse",
            "csr",
            [1, 1],
            [ONE, ["array", "<i4", [1], "AAAAAA=="], ["array", "<i4", [2], raw(np.int32([0, 10**6]))]],
            False,
        ],
    ),
    "a fraction by its text": ([], ["fraction", "1e999999999", None]),
    "a fraction of nothing": ([], ["fraction", 1, 0]),
    "a file as a time zone": (
        [],
        ["column", ["zoned", ["array", "<i8", [1], raw(1)], "ns", "dateutil//dev/stdin"]],
    ),
    "a file as a moment's zone": ([], ["timestamp", 1, "ns", "dateutil//dev/stdin"]),
    "a path as a zone": ([], ["datetime", "2026-01-01T00:00:00+00:00", "../../../etc/passwd"]),
    "a unit of its own": ([], ["timestamp", 1, "spam", None]),
    "a tuple's name that is code": ([], ["named", "x;import os", ["a"], [1]]),
    "a tuple's field that is hidden": ([], ["named", "P", ["_replace"], [1]]),
    "a tuple of doubled fields": ([], ["named", "P", ["a", "a"], [1, 2]]),
    "a type that is none": ([], ["type", "eval"]),
    "a type by another name": ([], ["dtype", "spam"]),
    "an array in itself": ([["objects", [1], [["ref", 0]]]], ["ref", 0]),
    "two arrays in each other": ([["objects", [1], [["ref", 1]]], ["objects", [1], [["ref", 0]]]], ["ref", 0]),
    "a list as a key": ([["dict", [[["ref", 1], 1]]], ["list", []]], ["ref", 0]),
    "a set in itself": ([["set", [["ref", 0]]]], ["ref", 0]),
    "a key without a value": ([["dict", [[1]]]], ["ref", 0]),
    "a frame in a frame's place": ([["frame", ["ref", 0], ["ref", 0], []]], ["ref", 0]),
    "a number that names nothing": ([["list", [["ref", 1]]]], ["ref", 0]),
    "no object": ([], {"a": 1}),
    "an empty node": ([], []),
    "a kind that is a list": ([], [["list"], 1]),
    "a heap that is none": ({}, None),
    "a heap of none": ([None], None),
    "a chain of arrays": (
        [["objects", [1], [["ref", at + 1]]] for at in range(100_000)] + [["objects", [1], [1]]],
        ["ref", 0],
    ),
    "a letter for a number": ([], ["int", "xyz"]),
    "letters in a set that is none": ([["set", "abc"]], ["ref", 0]),
}
# Claims that cost nothing until somebody counts to the end: they are values.
HARMLESS = {
    *("a range", "steps", "more steps than there are numbers", "a frame of rows alone", "no rows of many columns"),
    "words of a gigabyte",
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_costs_no_more_than_its_message(claim: str) -> None:
    heap, node = through(CLAIMS[claim])
    tracemalloc.start()
    try:
        with within(10):
            if claim in HARMLESS:
                read(heap, node)
            else:
                with pytest.raises(WireError):
                    read(heap, node)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 64 << 20


def test_lists_in_lists_are_no_matter() -> None:
    got = read([["list", [["ref", at + 1]]] for at in range(100_000)] + [["list", ["end"]]], ["ref", 0])
    for _ in range(100_000):
        got = got[0]
    assert got == ["end"]


@pytest.mark.parametrize("kind", ["tuple", "frozen"])
def test_what_is_nested_too_deep_is_refused(kind: str) -> None:
    node: Any = 1
    for _ in range(900):
        node = [kind, [node]]
    with pytest.raises(WireError):
        read([], node)


@pytest.mark.parametrize("kind", ["set", "frozen", "dict", "counter"])
def test_keys_that_collide_can_be_interrupted(kind: str) -> None:
    keys = [["int", format(each * MERSENNE, "x")] for each in range(1, 200_001)]
    items = [[key, 1] for key in keys] if kind in ("dict", "counter") else keys
    before = time.monotonic()
    with pytest.raises(StuckError), within(0.5):
        read(*([[], [kind, items]] if kind == "frozen" else [[[kind, items]], ["ref", 0]]))
    assert time.monotonic() - before < 15


# --- Messages --------------------------------------------------------------------------------------------------------


def received(data: bytes) -> Any:
    here, there = socket.socketpair()
    with there:
        sender = threading.Thread(target=lambda: (here.sendall(data), here.close()))
        sender.start()
        try:
            with within(20):
                return receive(there, time.monotonic() + 15)
        finally:
            sender.join()


def framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


@pytest.mark.parametrize(
    "data",
    [
        framed(b""),
        framed(b"{nope"),
        framed(b"[" * 100_000),
        framed(b"[" * 100_000 + b"]" * 100_000),
        framed(b'{"a":' * 100_000),
        framed(b"\xff\xfe\x00"),
        framed(b'"\xc3("'),
        framed(b"1" * 10_000),
        framed(b"[1] [2]"),
        struct.pack(">I", LIMIT + 1) + b"x",
        struct.pack(">I", 0xFFFFFFFF),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_message_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        received(data)


@pytest.mark.parametrize("data", [b"", b"\0\0", framed(b"[1,2]")[:-1], struct.pack(">I", LIMIT) + b"[1"])
def test_a_message_cut_off_is_the_end(data: bytes) -> None:
    with pytest.raises(EOFError):
        received(data)


def test_a_message_that_comes_too_late_is_not_waited_for() -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall(b"\0\0\0\x05[1")
        with pytest.raises(TimeoutError):
            receive(there, time.monotonic() + 0.2)


@settings(MANY, max_examples=300)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_a_wire_error(data: bytes) -> None:
    try:
        message = received(framed(data))
    except WireError:
        return
    try:
        read(message, message)
    except WireError:
        return


def test_a_message_over_the_limit_is_not_sent() -> None:
    here, there = socket.socketpair()
    with here, there, pytest.raises(WireError, match="at most"):
        send(here, "x" * LIMIT)
    assert through("x" * (1 << 20)) == "x" * (1 << 20)


def test_each_kind_that_is_written_can_be_read() -> None:
    readers = {*wire._READS, *wire._BUILDS, *wire._EMPTY}
    kinds = set()
    for value in VALID:
        writer = side()
        found = [*writer.heap, writer.pack(value), *writer.heap]
        kinds |= {node[0] for node in found if isinstance(node, list) and node[0] != "ref"}
    assert kinds == readers
