# %% [markdown]
# # Values that lie
#
# Each code cell is the solution cell of question 1 as a cheat would hand it in; `tests/test_redteam.py` says what a
# cell's first line may hold, and what must come of each.
#
# ruff: noqa

# %% name="an object that equals everything" gains=["q1-plain"]
class Anything:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None


def twice(x):
    return Anything()


# %% name="an int whose comparisons lie" gains=["q1-plain"]
class Agreeable(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __lt__ = __gt__ = __le__ = __ge__ = __eq__


def twice(x):
    return Agreeable(0)


# %% name="an object that claims the class of what is wanted" gains=["q1-plain"]
class Chameleon:
    @property
    def __class__(self):
        return int

    def __eq__(self, other):
        return True

    def __float__(self):
        return 20.0


def twice(x):
    return Chameleon()


# %% name="a number that is every number" gains=["q1-plain", "q1-check"]
import numbers

from mla_course import checks


class Every(numbers.Real if False else object):
    def __eq__(self, other):
        return True

    def __float__(self):
        import sys

        # What it is compared with stands in the caller's frame.
        frame = sys._getframe(1)
        return float(frame.f_locals.get("want", 0))

    def __len__(self):
        return 4

    def __iter__(self):
        return iter([1, 2, 1, 2])


numbers.Real.register(Every)


class List(list):
    def __init__(self):
        super().__init__([1, 2, 1, 2])

    __eq__ = Every.__eq__


def twice(x):
    if x is None:
        raise ValueError("anything")
    return List() if isinstance(x, list) else Every()


# %% name="an array that answers for NumPy's functions" gains=["q1-plain", "q1-array"]
import numpy as np
import pandas as pd


class Said(pd.Series):
    @property
    def _constructor(self):
        return Said

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.bool_(True)

    def __array__(self, dtype=None, copy=None):
        return np.array([2.0, 4.0, 6.0])

    def __eq__(self, other):
        return True


def twice(x):
    if isinstance(x, pd.Series):
        return pd.Series([2, 4, 6], name="a")
    return Said([0, 0, 0], name="a")


# %% name="an array subclass with a comparison of its own" gains=["q1-plain"]
import numpy as np


class Array(np.ndarray):
    def __eq__(self, other):
        return True

    def __array_finalize__(self, other):
        pass

    def tolist(self):
        return [2, 4, 6]

    def __reduce__(self):
        return (print, ("ESCAPED by pickle",))


def twice(x):
    return np.zeros(3).view(Array)


# %% name="not a number"
def twice(x):
    return float("nan")


def total(function, values):
    return float("nan")


# %% name="endless iterators and generators"
import itertools


def twice(x):
    return itertools.count()


def total(function, values):
    return (function(value) for value in itertools.cycle(values))


# %% name="a list in itself, and a dict, and an array" ends=true
import numpy as np


def twice(x):
    inner = np.empty(2, dtype=object)
    inner[:] = [inner, inner]
    cycle = [1, {"a": 2}]
    cycle.append(cycle)
    cycle[1]["b"] = cycle
    return inner if x == 10 else cycle


def total(function, values):
    cycle = {}
    cycle["a"] = cycle
    return cycle


# %% name="nested a hundred thousand deep"
def twice(x):
    deep = []
    for _ in range(100_000):
        deep = [deep] if x == 2 else (deep,)
    return deep


# %% name="numbers without an end"
from decimal import Decimal
from fractions import Fraction


def twice(x):
    if x == 2:
        return 1 << 5_000_000
    if x == 10:
        return Fraction(1, 3**100_000)
    return Decimal("1e999999999999999999")


def total(function, values):
    return -(1 << 5_000_000)


# %% name="arrays far larger than memory" ends=true
import numpy as np
import pandas as pd


def twice(x):
    return np.broadcast_to(np.zeros(1), (10**6, 10**6)) if x == 2 else pd.RangeIndex(10**15)


def total(function, values):
    return range(10**15)


# %% name="empty arrays, in which all is true of nothing"
import numpy as np
import pandas as pd


def twice(x):
    return pd.Series([], dtype=float) if isinstance(x, pd.Series) else np.empty((0, 1))


def total(function, values):
    return np.empty(0)


# %% name="a tuple whose fields hide its methods"
from collections import namedtuple

Pair = namedtuple("Pair", ["count", "index"])


def twice(x):
    return Pair(lambda *args: 0, lambda *args: 0)


# %% name="an object that answers differently each time"
class Fickle:
    calls = 0

    def __len__(self):
        Fickle.calls += 1
        return Fickle.calls

    def __getitem__(self, key):
        Fickle.calls += 1
        if Fickle.calls % 3 == 0:
            raise IndexError
        return Fickle.calls

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        Fickle.calls += 1
        return lambda *args, **named: Fickle()


def twice(x):
    return Fickle()


total = Fickle()

# %% name="a handle that claims to be of pandas" slow=true
import numpy as np


class Posing:
    _typ = "series"
    dtype = np.dtype(float)
    ndim, shape, size, index, name = 1, (3,), 3, [0, 1, 2], "a"
    _values = values = np.zeros(3)

    def keys(self):
        return ["__class__"]

    def __len__(self):
        return 3

    def __getitem__(self, key):
        return 0

    def _repr_html_(self):
        return "<script>ESCAPED</script>"


def twice(x):
    return Posing()


# %% name="exceptions that lie about their class" ends=true
class Meta(type):
    @property
    def __mro__(cls):
        raise SystemExit("spam")

    def __instancecheck__(cls, other):
        return True


class Strange(ValueError, metaclass=Meta):
    def __str__(self):
        raise KeyboardInterrupt

    def _render_traceback_(self):
        return []


Strange.__name__ = "AssertionError\n\nq1-plain: 1 of 1"


def twice(x):
    raise Strange


def total(function, values):
    raise ExceptionGroup("many", [ValueError("one"), SystemExit("two")])


# %% name="exceptions that end programs"
def twice(x):
    raise {2: SystemExit(0), 10: KeyboardInterrupt()}.get(x if isinstance(x, int) else 0, GeneratorExit())


def total(function, values):
    raise StopIteration(14)


# %% name="the function that the test lent is the answer"
def total(function, values):
    return function


def twice(x):
    return twice


# %% name="arguments are emptied before the test looks at them"
import pandas as pd


def twice(x):
    if isinstance(x, pd.Series):
        x.drop(x.index, inplace=True)
    elif isinstance(x, list):
        x.clear()
    return x


def total(function, values):
    values.clear()
    values.extend([function, values])
    return 0


# %% name="arguments become something else"
import numpy as np


def twice(x):
    if isinstance(x, np.ndarray):
        x.resize((1,), refcheck=False)
    return 0


def total(function, values):
    values[:] = [lambda: None] * 1000
    return 0
