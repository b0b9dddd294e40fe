"""Under the examiner a test sees what it would see under a kernel, and no submission stops it."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
import pytest
from conftest import need, places
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from mla_course.grading.examiner.client import Examiner, Graded, start
from mla_course.grading.examiner.reference import Original, Reference, bound
from mla_course.grading.examiner.sandbox import Limits
from mla_course.paths import ROOT

SECONDS = 4.0
SETUP = "import math\n\nimport numpy as np\nimport pandas as pd\n\nfour = 4"
DATA = b"name,points\nada,3\nbob,4\n"


# --- Each answer with the test that judges it ------------------------------------------------------------------------

# By name: what the student answers and what the test asks of it. Under a kernel each of them passes.
SCENARIOS: dict[str, tuple[str, str]] = {
    # Arguments that change in place.
    "a list": (
        "def add_end(items):\n    items.append('end')",
        "items = [1]\nassert add_end(items) is None\nassert items == [1, 'end']",
    ),
    "a dict in a list": (
        "def label(rows):\n    for row in rows:\n        row['label'] = row.pop('y') > 0",
        "rows = [{'y': 1}, {'y': -1}]\ninner = rows[0]\nlabel(rows)\nassert rows == [{'label': True}, {'label': False}]\n"
        "assert rows[0] is inner",
    ),
    "a set": ("def drop_one(found):\n    found.discard(1)", "found = {1, 2}\ndrop_one(found)\nassert found == {2}"),
    "collections": (
        "def count(counter, order, last):\n    counter.update('ab')\n    order.move_to_end('x')\n    last.append(3)",
        "from collections import Counter, OrderedDict, deque\n\n"
        "c, o, d = Counter('a'), OrderedDict(x=1, y=2), deque([1, 2], 2)\ncount(c, o, d)\n"
        "assert c == Counter('aab') and list(o) == ['y', 'x'] and list(d) == [2, 3] and d.maxlen == 2",
    ),
    "bytes that change": (
        "def pad(data):\n    data.extend(b'00')",
        "data = bytearray(b'1')\npad(data)\nassert data == bytearray(b'100')",
    ),
    "an array": (
        "def center(a):\n    a -= a.mean()",
        "a = np.array([1.0, 3.0])\ncenter(a)\nassert a.tolist() == [-1, 1]",
    ),
    "a view": (
        "def zero(a):\n    a[:] = 0",
        "whole = np.arange(6).reshape(2, 3)\nzero(whole[:, 1])\nassert whole.tolist() == [[0, 0, 2], [3, 0, 5]]",
    ),
    "an array that is read-only": (
        "def first_to(a, value):\n    a[0] = value",
        "column = pd.DataFrame({'a': [1.0, 2.0]})['a'].to_numpy()\ntry:\n    first_to(column, 9)\nexcept ValueError:\n"
        "    pass\nelse:\n    assert not column.flags.writeable or column[0] == 9",
    ),
    "a frame": (
        "def add_ratio(df):\n    df['ratio'] = df['a'] / df['b']\n    df.drop(columns='b', inplace=True)",
        "df = pd.DataFrame({'a': [1, 2], 'b': [2, 2]})\nadd_ratio(df)\nassert df.to_dict('list') == "
        "{'a': [1, 2], 'ratio': [0.5, 1.0]}",
    ),
    "a series": (
        "def fill(s):\n    s.fillna(0, inplace=True)\n    s.name = 'filled'",
        "s = pd.Series([1.0, None])\nfill(s)\nassert s.tolist() == [1, 0] and s.name == 'filled'",
    ),
    "a change before an error": (
        "def take(items):\n    items.clear()\n    raise ValueError('too late')",
        "items = [1]\ntry:\n    take(items)\nexcept ValueError:\n    assert items == []\nelse:\n    raise AssertionError",
    ),
    # One object.
    "the result is the argument": (
        "def same(x):\n    return x",
        "x = [1]\nassert same(x) is x\ndf = pd.DataFrame()\nassert same(df) is df",
    ),
    "one row three times": ("def board():\n    return [[0] * 3] * 3", "b = board()\nb[0][0] = 1\nassert b[2][0] == 1"),
    "one row three times, given": (
        "def mark(rows):\n    rows[0][0] = 1",
        "rows = [[0] * 2] * 3\nmark(rows)\nassert rows == [[1, 0]] * 3",
    ),
    "one argument twice": (
        "def is_same(a, b):\n    return a is b",
        "x = []\nassert is_same(x, x) and is_same(a=x, b=x) and not is_same([], [])",
    ),
    "a list in itself": ("def ring():\n    x = [1]\n    x.append(x)\n    return x", "x = ring()\nassert x[1] is x"),
    # Names of arguments.
    "arguments named like anything": (
        "def named(self=0, way=0, target=0, args=0, named=0, heap=0, name=0):\n    return self, way, target, args, named, heap, name",
        "assert named(self=1, way=2, target=3, args=4, named=5, heap=6, name=7) == (1, 2, 3, 4, 5, 6, 7)",
    ),
    "stars and defaults": (
        "def spread(first, *rest, last=3, **more):\n    return first, rest, last, more",
        "assert spread(1) == (1, (), 3, {})\nassert spread(1, 2, last=4, z=5) == (1, (2,), 4, {'z': 5})\n"
        "assert spread(*[1, 2, 3], **{'last': 0}) == (1, (2, 3), 0, {})",
    ),
    # Errors.
    "a value error": (
        "def check(x):\n    if x < 0:\n        raise ValueError(f'{x} is negative')\n    return x",
        "try:\n    check(-1)\nexcept ValueError as error:\n    assert str(error) == '-1 is negative' and type(error) is ValueError\n"
        "else:\n    raise AssertionError",
    ),
    "a key error": (
        "def look_up(d, key):\n    return d[key]",
        "try:\n    look_up({}, 'a')\nexcept KeyError as error:\n    assert error.args == ('a',) and str(error) == \"'a'\"\n"
        "else:\n    raise AssertionError",
    ),
    "a missing file": (
        "def lines_of(path):\n    return open(path).readlines()",
        "try:\n    lines_of('none.txt')\nexcept FileNotFoundError as error:\n    assert 'none.txt' in str(error)\n"
        "else:\n    raise AssertionError",
    ),
    "an error that wants more than a message": (
        "def decode(data):\n    return data.decode('utf-8')",
        "try:\n    decode(b'\\xff')\nexcept UnicodeDecodeError as error:\n    assert error.reason == 'invalid start byte'\n"
        "else:\n    raise AssertionError",
    ),
    "an error of two kinds": (
        "class NotReadyError(ValueError, AttributeError):\n    pass\n\n\ndef predict():\n    raise NotReadyError('fit first')",
        "for kind in (ValueError, AttributeError):\n    try:\n        predict()\n    except kind as error:\n"
        "        assert str(error) == 'fit first' and type(error).__name__ == 'NotReadyError'\n    else:\n        raise AssertionError",
    ),
    "an error of a library": (
        "def score(x):\n    from sklearn.linear_model import LinearRegression\n\n    return LinearRegression().predict(x)",
        "for kind in (ValueError, AttributeError):\n    try:\n        score([[1.0]])\n    except kind as error:\n"
        "        assert type(error).__name__ == 'NotFittedError' and 'not fitted' in str(error)\n    else:\n        raise AssertionError",
    ),
    "an error of a class of its own": (
        "class TooLate(Exception):\n    pass\n\n\ndef submit():\n    raise TooLate('by a day')",
        "try:\n    submit()\nexcept Exception as error:\n    assert type(error).__name__ == 'TooLate' and str(error) == 'by a day'\n"
        "else:\n    raise AssertionError",
    ),
    "an error without words": (
        "def refuse():\n    raise TypeError",
        "try:\n    refuse()\nexcept TypeError as error:\n    assert error.args == () and str(error) == ''\nelse:\n    raise AssertionError",
    ),
    "an error with several": (
        "def refuse_both():\n    raise ValueError('a', 2)",
        "try:\n    refuse_both()\nexcept ValueError as error:\n    assert error.args == ('a', 2)\nelse:\n    raise AssertionError",
    ),
    "the end of an iteration": (
        "def next_of(items):\n    return next(iter(items))",
        "try:\n    next_of([])\nexcept StopIteration:\n    pass\nelse:\n    raise AssertionError",
    ),
    # What is printed.
    "printing in a call": (
        "import sys\n\n\ndef tell(x):\n    print('inside', x)\n    print('aloud', file=sys.stderr)\n    return x",
        "print('before')\nassert tell(1) == 1\nprint('after')",
    ),
    "printing that the test listens to": (
        "def report(x):\n    print(f'x is {x}')",
        "import contextlib\nimport io\n\nwith contextlib.redirect_stdout(io.StringIO()) as heard:\n    report(3)\n"
        "assert heard.getvalue() == 'x is 3\\n'",
    ),
    "a display in a call": (
        "from IPython.display import HTML, display\n\n\ndef show_bold(x):\n    display(HTML(f'<b>{x}</b>'))",
        "show_bold(1)",
    ),
    # Functions that cross.
    "a callback": (
        "def apply(f, items):\n    return [f(item) for item in items]",
        "assert apply(lambda x: x + four, [1, 2]) == [5, 6]\nassert apply(str.upper, ['a']) == ['A']\n"
        "assert apply(len, ['ab']) == [2]\nassert apply(np.sum, [[1, 2]]) == [3]",
    ),
    "a callback with names": (
        "def ask(f):\n    return f(1, scale=2.0)",
        "assert ask(lambda x, scale: (x, scale)) == (1, 2.0)",
    ),
    "a callback that raises": (
        "def either(f, default):\n    try:\n        return f()\n    except ZeroDivisionError:\n        return default",
        "assert either(lambda: 1 / 0, 'none') == 'none'\ntry:\n    either(lambda: {}['k'], 0)\nexcept KeyError as error:\n"
        "    assert error.args == ('k',)\nelse:\n    raise AssertionError",
    ),
    "a callback that raises an error of the test's": (
        "def retry(f, times):\n    for _ in range(times - 1):\n        try:\n            return f()\n        except Exception:\n"
        "            continue\n    return f()",
        "class Flaky(ValueError):\n    pass\n\n\ncalls = []\n\n\ndef flaky():\n    calls.append(1)\n    raise Flaky('again')\n\n\n"
        "try:\n    retry(flaky, 3)\nexcept Flaky as error:\n    assert len(calls) == 3 and str(error) == 'again'\n"
        "else:\n    raise AssertionError",
    ),
    "a callback that calls the answer": (
        "def twice(f):\n    return lambda x: f(f(x))\n\n\ndef plus(x):\n    return x + 1",
        "assert twice(lambda x: plus(x) * 2)(1) == 10\nassert sorted([3, 1], key=lambda x: plus(x)) == [1, 3]",
    ),
    "a callback that changes what it gets": (
        "def visit(f):\n    box = [0]\n    f(box)\n    return box",
        "assert visit(lambda box: box.append(1)) == [0, 1]",
    ),
    "a key": ("def ordered(items, key):\n    return sorted(items, key=key)", "assert ordered([-3, 1], abs) == [1, -3]"),
    "a type as an argument": (
        "def cast(items, kind):\n    return [item if isinstance(item, kind) else kind(item) for item in items]",
        "assert cast(['1', 2], int) == [1, 2]\nassert cast([1], float) == [1.0]",
    ),
    "a returned function": (
        "def adder(n):\n    def add(x):\n        return x + n\n\n    return add",
        "add_two = adder(2)\nassert add_two(3) == 5 and adder(-1)(3) == 2 and add_two(1) == 3",
    ),
    "a lambda": ("square = lambda x: x * x  # noqa: E731", "assert square(3) == 9"),
    "a closure that remembers": (
        "def counter():\n    n = 0\n\n    def tick():\n        nonlocal n\n        n += 1\n        return n\n\n    return tick",
        "one, other = counter(), counter()\nassert (one(), one(), other()) == (1, 2, 1)",
    ),
    "a handle given back": (
        "def compose(f, g):\n    return lambda x: f(g(x))\n\n\ndef inc(x):\n    return x + 1",
        "assert compose(inc, inc)(0) == 2\nassert compose(inc, lambda x: 2 * x)(3) == 7",
    ),
    "a callback that comes back": ("def echo(f):\n    return f", "f = abs\nassert echo(f)(-2) == 2"),
    # Objects.
    "a fitted model": (
        "from sklearn.linear_model import LinearRegression\n\n\ndef fit(X, y):\n    return LinearRegression().fit(X, y)\n\n\n"
        "def use(model, X):\n    return model.predict(X).round(6)",
        "X = np.arange(4.0).reshape(-1, 1)\nmodel = fit(X, 2 * X[:, 0] + 1)\nassert np.allclose(model.predict(X), [1, 3, 5, 7])\n"
        "assert model.coef_.round(9).tolist() == [2.0] and model.get_params()['fit_intercept'] is True\n"
        "assert use(model, X).tolist() == [1, 3, 5, 7] and model.score(X, X[:, 0]) < 1 and hasattr(model, 'coef_')\n"
        "assert not hasattr(model, 'spam')",
    ),
    "a generator": (
        "def upto(n):\n    for i in range(n):\n        yield i",
        "assert list(upto(3)) == [0, 1, 2] and sum(upto(4)) == 6\nassert [i for i in upto(2)] == [0, 1]",
    ),
    "a generator taken by hand": (
        "def forever():\n    n = 0\n    while True:\n        yield [n]\n        n += 1",
        "import itertools\n\nassert list(itertools.islice(forever(), 2)) == [[0], [1]]\nit = forever()\n"
        "assert next(it) == [0] and next(it) == [1]\nassert [x for x, _ in zip(it, range(2))] == [[2], [3]]",
    ),
    "a class": (
        "class Stack:\n    limit = 3\n\n    def __init__(self, items=()):\n        self.items = list(items)\n\n"
        "    def push(self, item):\n        if len(self.items) == self.limit:\n            raise OverflowError('full')\n"
        "        self.items.append(item)\n        return self\n\n    @property\n    def top(self):\n        return self.items[-1]\n\n"
        "    def __len__(self):\n        return len(self.items)\n\n    def __getitem__(self, at):\n        return self.items[at]\n\n"
        "    @classmethod\n    def of(cls, *items):\n        return cls(items)",
        "s = Stack()\ns.push(1).push(2)\nassert (len(s), s.top, s[0], s[-1], list(s)) == (2, 2, 1, 2, [1, 2])\nassert 2 in s and 5 not in s\n"
        "assert s.push(3).items == [1, 2, 3] and Stack.limit == 3 and Stack.of(4).top == 4\ntry:\n    s.push(4)\n"
        "except OverflowError as error:\n    assert str(error) == 'full'\nelse:\n    raise AssertionError",
    ),
    "an object that is true": (
        "class Plain:\n    pass\n\n\nclass Never:\n    def __bool__(self):\n        return False\n\n\ndef make(kind):\n    return kind()",
        "assert Plain() and make(Plain) and not Never()",
    ),
    "an object that is written to": (
        "class Cache:\n    def __init__(self):\n        self.kept, self.size = {}, 2\n\n    def __setitem__(self, key, value):\n"
        "        self.kept[key] = value\n\n    def __delitem__(self, key):\n        del self.kept[key]\n\n"
        "    def __contains__(self, key):\n        return key in self.kept",
        "cache = Cache()\ncache['a'] = [1]\nassert 'a' in cache and 'b' not in cache\ndel cache['a']\nassert cache.kept == {}\n"
        "cache.size = 5\nassert cache.size == 5",
    ),
    "a record": (
        "from dataclasses import dataclass\n\n\n@dataclass\nclass Job:\n    name: str\n    minutes: int = 5\n\n\n"
        "def longest(jobs):\n    return max(jobs, key=lambda job: job.minutes)",
        "jobs = [Job('a'), Job('b', 9)]\nassert jobs[0].minutes == 5 and longest(jobs).name == 'b'",
    ),
    # State.
    "a global that counts": (
        "ticks = 0\n\n\ndef tick():\n    global ticks\n    ticks += 1\n    return ticks",
        "assert [tick(), tick(), tick()] == [1, 2, 3]",
    ),
    "the same state in the next test": ("seen_before = None", "assert tick() == 4"),
    "a default that collects": (
        "def collect(x, found=[]):  # noqa: B006\n    found.append(x)\n    return found",
        "assert collect(1) == [1] and collect(2) == [1, 2]",
    ),
    "a value": (
        "rate = 0.25\nnames = ['a', 'b']\ntable = pd.DataFrame({'n': names})",
        "assert rate == 0.25 and table['n'].tolist() == names",
    ),
    "a value bound anew": ("rate = 0.5", "assert rate == 0.5"),
    "a name that a later cell binds anew": ("def tick():\n    return 'other'", "assert tick() == 'other'"),
    "a name that only a loop binds": ("for position in range(3):\n    pass", "assert position == 2"),
    "names of the test's own": (
        "def shift(x):\n    return x + 1\n\n\nexpected = 'mine'\nresult = None",
        "expected = 3\nresult = shift(2)\nassert result == expected\nassert [position for position in range(2)] == [0, 1]",
    ),
    "what an earlier test bound": ("helped = 1", "assert expected == 3 and result == 3"),
    # Values.
    "numbers as they are": (
        "def values():\n    return 1, 1.0, True, None, np.float64(2), np.int32(3), float('nan'), float('inf'), 10**30, 1j",
        "v = values()\nassert [type(x).__name__ for x in v] == ['int', 'float', 'bool', 'NoneType', 'float64', 'int32', 'float',"
        " 'float', 'int', 'complex']\nassert math.isnan(v[6]) and v[7] == math.inf and v[8] == 10**30",
    ),
    "containers as they are": (
        "from collections import namedtuple\n\nPoint = namedtuple('Point', 'x y')\n\n\ndef things():\n    return Point(1, 2), {(1, 'a'): {3}},"
        " frozenset({4}), b'x', range(3), {'b': 1, 'a': 2}",
        "p, d, f, b, r, o = things()\nassert p.x == 1 and p == (1, 2) and d == {(1, 'a'): {3}} and f == frozenset({4})\n"
        "assert b == b'x' and r == range(3) and list(o) == ['b', 'a']",
    ),
    "frames as they are": (
        "def typed(df):\n    return df.assign(c=df['c'].astype('category'), o=df['c'].astype(object))",
        "got = typed(pd.DataFrame({'c': ['x', None], 't': pd.to_datetime(['2026-01-01', None])}))\n"
        "assert [str(t) for t in got.dtypes] == ['category', 'datetime64[us]', 'object']\n"
        "pd.testing.assert_frame_equal(got[['c']], pd.DataFrame({'c': pd.Categorical(['x', None])}))",
    ),
    "a grouped frame": (
        "def by_name(df):\n    return df.groupby('n')",
        "g = by_name(pd.DataFrame({'n': ['a', 'a', 'b'], 'v': [1, 2, 3]}))\nassert g['v'].sum().to_dict() == {'a': 3, 'b': 3}",
    ),
    "recursion": ("def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)", "assert fib(15) == 610"),
    "recursion without an end": (
        "def deeper(n):\n    return deeper(n + 1)",
        "try:\n    deeper(0)\nexcept RecursionError as error:\n    assert 'recursion' in str(error)\nelse:\n    raise AssertionError",
    ),
    # The world around.
    "a file of the assignment": (
        "def points():\n    return pd.read_csv('data.csv')['points'].tolist()\n\n\ndef text_of(path):\n    return open(path).read()",
        "assert points() == [3, 4] and text_of('data.csv').startswith('name')",
    ),
    "a file of one's own": (
        "from pathlib import Path\n\n\ndef save(text):\n    Path('out').mkdir(exist_ok=True)\n    Path('out/mine.txt').write_text(text)\n\n\n"
        "def load():\n    return Path('out/mine.txt').read_text()",
        "save('kept')\nassert load() == 'kept'",
    ),
    "a figure": (
        "import matplotlib.pyplot as plt\n\n\ndef draw(y):\n    fig, ax = plt.subplots()\n    ax.plot(y)\n    plt.close(fig)\n"
        "    return len(ax.lines), ax.lines[0].get_ydata()",
        "count, y = draw([1, 2])\nassert count == 1 and list(y) == [1, 2]",
    ),
    "data of the course": (
        "from mla_course.data import german_credit\n\ncredit = german_credit()\n\n\ndef share(df):\n    return len(df) / 1000",
        "assert share(credit) == 1.0 and len(credit) == 1000",
    ),
    "no test at all": ("nothing = None", "assert nothing is None"),
}

# Names that the answers above bind and the reference solution doesn't.
UNASKED = {"expected", "result", "helped"}

# Answers that fail, and how they look in the test cell must be what a kernel shows.
WRONG: dict[str, str] = {
    "a list": "def add_end(items):\n    return [*items, 'end']",
    "a view": "def zero(a):\n    a[5, 5] = 0",
    "a value error": "class OddError(ValueError):\n    pass\n\n\ndef check(x):\n    raise OddError('odd')",
    "a key error": "def look_up(d, key):\n    return d.get(key)",
    "an error of two kinds": "def predict():\n    raise LookupError('fit first')",
    "printing in a call": "def tell(x):\n    print('inside', x)\n    raise RuntimeError('after printing')",
    "a callback": "def apply(f, items):\n    return f(*items)",
    "a returned function": "def adder(n):\n    return n",
    "a class": "class Stack:\n    pass",
    "a value": "rate = 'a quarter'",
    "containers as they are": "def things():\n    return things",
    "a file of the assignment": "def points():\n    return pd.read_csv('data.txt')",
    "a lambda": "square = lambda x: x / 0  # noqa: E731",
    "a global that counts": "raise RuntimeError('in the cell')",
    "a name that only a loop binds": "positions = 3",
    "a fitted model": "def fit(X, y):\n    raise KeyError('x')",
    "a set": "def drop_one(found):\n    import sys\n\n    sys.exit('done')",
    "a default that collects": "def collect(x) return x",
}

# Cells of the student's that no test judges: their outputs are what a kernel gives.
CELLS: dict[str, str] = {
    "text": "print('a')\nprint('b', end='')\nimport sys\nprint('c', file=sys.stderr)\nprint('d')",
    "a value at the end": "21 * 2",
    "nothing at the end": "21 * 2;",
    "a frame": "pd.DataFrame({'a': [1, 2]})",
    "two displays": "from IPython.display import HTML, Markdown, display\ndisplay(HTML('<b>x</b>'), Markdown('*y*'))\ndisplay({'a': 1})\nprint('after')",
    "a display with an update": "handle = display('first', display_id='one')\nprint('between')\nhandle.update('second')",
    "a cleared output": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "a cleared output that waits": "print('gone')\nclear_output(wait=True)\nprint('stays')",
    "a figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('t');",
    "a figure and a value": "plt.figure()\nplt.bar(['a'], [1])\n'value'",
    "a figure shown": "plt.plot([3])\nplt.show()\nprint('after')",
    "a warning": "import warnings\nwarnings.warn('careful')",
    "a log": "import logging\nlogging.getLogger('mine').warning('logged')",
    "an error": "print('before')\n1 / 0",
    "an error of one's own": "class MineError(Exception):\n    pass\nraise MineError('mine: ä')",
    "a syntax error": "print('never'\n1 +",
    "an indentation error": "if True:\nprint(1)",
    "a name error": "undefined_name",
    "an import error": "import no_such_module",
    "an assertion": "assert 1 == 2, 'not the same'",
    "a cell magic": "%%capture caught\nprint('hidden')",
    "what was caught": "print(caught.stdout)",
    "a line magic": "%precision 3\n3.14159",
    "a bad magic": "%no_such_magic",
    "a shell command": "!echo from a shell",
    "a shell command's result": "lines = !echo one; echo two\nlines",
    "help": "len?",
    "the last results": "21 * 2\n_ is not None",
    "an exit": "raise SystemExit('enough')",
    "awaiting": "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
    "a thread": "import threading\nt = threading.Thread(target=print, args=('from a thread',))\nt.start()\nt.join()",
    "unicode": "print('äöü → 😀')\n'é'",
    "an image": "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n', format='png')",
    "json": "from IPython.display import JSON\nJSON({'a': [1, {'b': None}]})",
    "an object without words": "class Silent:\n    def __repr__(self):\n        raise ValueError('no words')\nSilent()",
    "a progress bar": "from tqdm.auto import tqdm\nfor _ in tqdm(range(2), disable=True):\n    print('step')",
    "numbers": "Out[max(Out)] if False else [1.0, 2.5]",
    "nothing": "pass",
    "the end": "print('end')",
}


def ident(number: int, kind: str) -> str:
    return f"q{number}-{kind}"


NUMBERS = {name: number for number, name in enumerate(SCENARIOS, start=1)}
GIVEN_LATE = "tripled = [3 * fib(n) for n in range(5)]\nprint(tripled)"


def originals() -> tuple[Original, ...]:
    cells = [Original("setup", "code", SETUP, True, False, None, None)]
    for name, (answer, test) in SCENARIOS.items():
        number = NUMBERS[name]
        cells.append(Original(ident(number, "answer"), "code", answer, False, True, None, None))
        cells.append(Original(ident(number, "test"), "code", test, True, False, 1.0, None))
        if name == "recursion":
            cells.append(Original("given-late", "code", GIVEN_LATE, True, False, None, None))
            cells.append(Original("q0-test", "code", "assert tripled == [0, 3, 3, 6, 9]", True, False, 1.0, None))
    return tuple(cells)


REFERENCE = Reference(
    assignment="made-up",
    notebook="made-up",
    originals=originals(),
    defines={
        ident(NUMBERS[name], "answer"): sorted(bound([answer]) - UNASKED) for name, (answer, _) in SCENARIOS.items()
    },
    modules=("math", "matplotlib.pyplot", "numpy", "pandas", "sklearn.linear_model", "mla_course.data"),
    files={"data.csv": DATA.hex(), "more/notes.txt": b"notes".hex()},
)


def submission(answers: dict[str, str] | None = None, cells: dict[str, str] | None = None) -> nbformat.NotebookNode:
    """The right answers but for those given, and cells of the student's own at the end."""
    made = []
    for original in REFERENCE.originals:
        cell = new_code_cell(original.source, id=original.name)
        cell.metadata["nbgrader"] = {"grade_id": original.name}
        made.append(cell)
    for name, answer in (answers or {}).items():
        next(cell for cell in made if cell.id == ident(NUMBERS[name], "answer")).source = answer
    made += [new_code_cell(source, id=f"c{at}") for at, source in enumerate((cells or {}).values())]
    return new_notebook(cells=made)


def shortened(answers: dict[str, str], cells: dict[str, str] | None = None) -> nbformat.NotebookNode:
    """A submission whose other answers are empty; their tests fail at once."""
    notebook = submission(answers, cells)
    kept = {ident(NUMBERS[name], "answer") for name in answers} | {"setup"}
    for cell in notebook.cells:
        if cell.id not in kept and cell.id.endswith("-answer"):
            cell.source = ""
    return notebook


@dataclass
class Run:
    """A graded notebook, by cell."""

    graded: Graded

    @property
    def cells(self) -> dict[str, nbformat.NotebookNode]:
        assert self.graded.failure is None, self.graded.failure
        return {cell.id: cell for cell in nbformat.reads(self.graded.notebook, as_version=4).cells}

    def score(self, name: str) -> float | None:
        return self.graded.scores[ident(NUMBERS[name], "test")]

    def error(self, name: str) -> tuple[str, str]:
        cell = self.cells[ident(NUMBERS[name], "test")]
        return next((each.ename, each.evalue) for each in cell.outputs if each.output_type == "error")


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    need("bwrap", "bubblewrap")
    with start(REFERENCE, limits=Limits(seconds=SECONDS))[0] as ready:
        yield ready


def graded(examiner: Examiner, notebook: nbformat.NotebookNode) -> Run:
    return Run(examiner.grade(nbformat.writes(notebook).encode()))


# --- The same as under a kernel --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def under_a_kernel(tmp_path_factory) -> Callable[[nbformat.NotebookNode], dict[str, nbformat.NotebookNode]]:
    """Run a notebook under Jupyter's own kernel, all of it in one process."""

    def run(notebook: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
        folder = tmp_path_factory.mktemp("kernel")
        for name, data in REFERENCE.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(bytes.fromhex(data))
        notebook = nbformat.reads(nbformat.writes(notebook), as_version=4)
        client = NotebookClient(notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}})
        client.execute()
        return {cell.id: cell for cell in notebook.cells}

    return run


@pytest.fixture(scope="module")
def right(examiner, under_a_kernel) -> tuple[Run, dict[str, nbformat.NotebookNode]]:
    notebook = submission(cells=CELLS)
    return graded(examiner, notebook), under_a_kernel(notebook)


@pytest.fixture(scope="module")
def wrong(examiner, under_a_kernel) -> tuple[Run, dict[str, nbformat.NotebookNode]]:
    notebook = submission(WRONG)
    return graded(examiner, notebook), under_a_kernel(notebook)


def seen(cell: nbformat.NotebookNode, is_test: bool = False) -> list[tuple]:
    """What a reader sees of a cell's outputs, with what differs from one machine or process to another taken out.

    A kernel brings its two streams in no certain order: of text side by side the lines are compared, stream by stream.
    In a test cell there is one stream, since text on stderr would count for a failure.
    """
    found: list[tuple] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if not found or found[-1][0] != "text":
                found.append(("text", {}))
            name = "stdout" if is_test else output.name
            found[-1][1][name] = found[-1][1].get(name, "") + plain(output.text)
        elif output.output_type == "error":
            found.append(("error", output.ename, plain(output.evalue)))
        else:
            text = {mime: plain(value) for mime, value in output.data.items() if not mime.startswith("image/")}
            kind = "display_data" if is_test else output.output_type
            numbered = "execution_count" in output and not is_test
            found.append((kind, sorted(output.data), text, numbered))
    return [
        ("text", {name: sorted(text.split("\n")) for name, text in each[1].items()}) if each[0] == "text" else each
        for each in found
    ]


def plain(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"/tmp/ipykernel_\d+/\d+\.py", "<cell>", text)
    text = re.sub(r"<ipython-input-\d+-\w+>|/tmp/\S+?\.py|\b\d+\.py", "<cell>", text)
    return re.sub(r"0x[0-9a-f]+|line \d+", "<number>", text)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_right_answer_passes_as_under_a_kernel(name: str, right) -> None:
    run, kernel = right
    cell = ident(NUMBERS[name], "test")
    assert not any(output.output_type == "error" for output in kernel[cell].outputs), "the scenario itself is wrong"
    assert seen(run.cells[cell], is_test=True) == seen(kernel[cell], is_test=True)
    assert run.score(name) == 1
    answer = ident(NUMBERS[name], "answer")
    assert seen(run.cells[answer]) == seen(kernel[answer])


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_fails_as_under_a_kernel(name: str, wrong) -> None:
    run, kernel = wrong
    for kind in ("answer", "test"):
        cell = ident(NUMBERS[name], kind)
        assert seen(run.cells[cell], kind == "test") == seen(kernel[cell], kind == "test")
    assert run.score(name) == 0


def test_wrong_answers_cost_no_other_points(wrong) -> None:
    run, kernel = wrong
    failed = {name for name, cell in kernel.items() if any(each.output_type == "error" for each in cell.outputs)}
    lost = {cell for cell, points in run.graded.scores.items() if points == 0}
    assert lost == {name for name in failed if name.endswith("-test")}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_looks_as_under_a_kernel(name: str, right) -> None:
    run, kernel = right
    cell = f"c{list(CELLS).index(name)}"
    assert seen(run.cells[cell]) == seen(kernel[cell])


def test_a_given_cell_after_an_answer_builds_on_the_answer(examiner, right) -> None:
    run, kernel = right
    assert run.graded.scores["q0-test"] == 1
    assert seen(run.cells["given-late"]) == seen(kernel["given-late"])
    other = graded(examiner, submission({"recursion": "def fib(n):\n    return 1"}))
    assert other.graded.scores["q0-test"] == 0 and other.score("recursion") == 0
    missing = graded(examiner, shortened({}))
    assert missing.graded.scores["q0-test"] == 0


def test_the_result_is_a_sound_notebook_with_the_cells_in_their_places(right) -> None:
    run, _ = right
    notebook = nbformat.reads(run.graded.notebook, as_version=4)
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in submission(cells=CELLS).cells]
    assert sum(run.graded.scores.values()) == len(SCENARIOS) + 1


def test_a_submission_gives_the_same_every_time(examiner, right) -> None:
    again = graded(examiner, submission(cells=CELLS))
    assert again.graded.scores == right[0].graded.scores
    assert {name: seen(cell) for name, cell in again.cells.items()} == {
        name: seen(cell) for name, cell in right[0].cells.items()
    }


# --- What takes long, ends the process, or floods --------------------------------------------------------------------


def test_an_endless_call_is_stopped_and_the_next_tests_go_on(examiner) -> None:
    run = graded(examiner, submission({"a view": "def zero(a):\n    while True:\n        pass"}))
    assert run.error("a view") == ("CellTimeoutError", f"stopped after {SECONDS:.0f} s")
    assert [name for name in SCENARIOS if run.score(name) != 1] == ["a view"]


def test_an_endless_cell_is_stopped_and_what_it_made_before_counts(examiner) -> None:
    answer = f"{SCENARIOS['a view'][0]}\n\n\nprint('so far')\nimport time\ntime.sleep(1000)"
    run = graded(examiner, shortened({"a view": answer, "a set": SCENARIOS["a set"][0]}))
    outputs = run.cells[ident(NUMBERS["a view"], "answer")].outputs
    assert [each.output_type for each in outputs] == ["stream", "error"]
    assert (outputs[0].text, outputs[1].ename) == ("so far\n", "OutOfTime")
    assert run.score("a view") == 1 and run.score("a set") == 1


def test_a_loop_that_resists_costs_its_own_points_and_those_after_it(examiner) -> None:
    answer = (
        "def zero(a):\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            continue"
    )
    run = graded(
        examiner, shortened({"a list": SCENARIOS["a list"][0], "a view": answer, "a series": SCENARIOS["a series"][0]})
    )
    assert run.score("a list") == 1
    for name in ("a view", "a series"):
        assert run.score(name) == 0
        assert run.error(name) == (
            "DeadKernelError",
            "The code didn't stop within its time and could not be interrupted.",
        )


@pytest.mark.parametrize(
    "end",
    [
        "import os\nos._exit(0)",
        "import ctypes\nctypes.string_at(0)",
        "import os, gc, socket\nfor s in gc.get_objects():\n    if isinstance(s, socket.socket):\n        s.close()",
    ],
)
def test_a_process_that_ended_keeps_what_was_tested_before(examiner, end: str) -> None:
    kept, lost = "a list", "a series"
    run = graded(examiner, shortened({name: SCENARIOS[name][0] for name in (kept, lost)} | {"a view": end}))
    assert (run.score(kept), run.score("a view"), run.score(lost)) == (1, 0, 0)
    name, message = run.error(lost)
    assert name == "DeadKernelError" and message.startswith("The code ended the Python process")


def test_what_programs_write_is_kept(examiner) -> None:
    # A kernel brings it sooner or later, or never: nothing to compare with.
    run = graded(
        examiner,
        submission(
            cells={
                "a": "import os, subprocess\nsubprocess.run(['echo', 'one'])\nprint('two')\nos.system('echo three 1>&2');"
            }
        ),
    )
    texts = {each.name: each.text for each in run.cells["c0"].outputs if each.output_type == "stream"}
    assert sorted(texts["stdout"].split()) == ["one", "two"] and texts["stderr"].strip() == "three"


def test_a_signal_to_itself_is_no_end(examiner) -> None:
    run = graded(examiner, submission({"a view": f"import os\n{SCENARIOS['a view'][0]}\nos.kill(os.getpid(), 9)"}))
    assert sum(run.graded.scores.values()) == len(SCENARIOS) + 1


def test_a_process_that_ends_in_a_test_passes_no_test(examiner) -> None:
    # The test takes any error for the one it asks for.
    end = "import os\n\n\ndef {}(*args, **named):\n    os._exit(0)"
    for name, function in (("an array that is read-only", "first_to"), ("the end of an iteration", "next_of")):
        run = graded(examiner, shortened({name: end.format(function)}))
        assert run.score(name) == 0
        assert run.error(name)[0] == "DeadKernelError"


def test_text_without_end_is_cut_and_costs_nothing(examiner) -> None:
    flood = "print('x' * 1000)\nfor i in range(20_000):\n    print('y' * 1000)"
    run = graded(
        examiner,
        shortened(
            {
                "a view": f"{SCENARIOS['a view'][0]}\n\n\n{flood}",
                "a list": f"{SCENARIOS['a list'][0]}\n\n\nimport os\nos.system('head -c 50000000 /dev/zero | tr \"\\\\0\" z')",
                "a value error": f"def check(x):\n    {flood.replace(chr(10), chr(10) + '    ')}\n    raise ValueError('-1 is negative')",
            }
        ),
    )
    assert [run.score(name) for name in ("a view", "a list", "a value error")] == [1, 1, 1]
    for cell in (ident(NUMBERS[name], kind) for name in ("a view", "a list") for kind in ("answer",)):
        text = "".join(each.text for each in run.cells[cell].outputs if each.output_type == "stream")
        assert 0 < len(text) < 1_000_000
    assert len(run.graded.notebook) < 5_000_000


def test_a_display_of_many_megabytes_is_left_out(examiner) -> None:
    answer = f"{SCENARIOS['a view'][0]}\n\n\nfrom IPython.display import HTML, display\ndisplay(HTML('x' * 20_000_000))"
    run = graded(examiner, shortened({"a view": answer}))
    assert run.score("a view") == 1
    assert len(run.graded.notebook) < 5_000_000


def test_a_value_too_large_to_cross_costs_its_own_points_only(examiner) -> None:
    answers = {
        "a list": SCENARIOS["a list"][0],
        "a returned function": "def adder(n):\n    return np.zeros(20_000_000)",
        "a value": f"{SCENARIOS['a value'][0]}\nrate = np.zeros(20_000_000)",
        "a value bound anew": "rate = 0.5",
        "a lambda": SCENARIOS["a lambda"][0],
    }
    run = graded(examiner, shortened(answers))
    assert {name: run.score(name) for name in answers} == {
        "a list": 1,
        "a returned function": 0,
        "a value": 0,
        "a value bound anew": 1,
        "a lambda": 1,
    }
    assert "too large" in run.error("a returned function")[1]


@pytest.mark.parametrize("shown", ["clear_output()", "nothing"])
def test_an_error_whose_showing_failed_is_an_error_all_the_same(shown: str) -> None:
    # As when the alarm rings while IPython formats it. A test cell without an error would have full points.
    code = (
        "from mla_course.grading.examiner.student import prepare\n"
        "shell = prepare([])\n"
        "real = shell.showtraceback\n"
        "def showtraceback(*args, **named):\n"
        f"    if {shown!r} != 'nothing':\n"
        "        real(*args, **named)\n"
        "        shell.display_pub.clear_output()\n"
        "shell.showtraceback = showtraceback\n"
        "print([each['ename'] for each in shell.run('assert False') if each['output_type'] == 'error'])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['AssertionError']"


def test_a_large_value_that_no_test_asks_for_is_left_where_it_is(examiner) -> None:
    # The tests use x, position and result as names of their own, and underscores to throw away.
    answer = f"{SCENARIOS['a lambda'][0]}\nitems = x = it = v = np.zeros(20_000_000)\nx"
    run = graded(examiner, shortened({"a lambda": answer, "a list": SCENARIOS["a list"][0]}))
    assert run.score("a lambda") == 1 and run.score("a list") == 1


def test_half_a_character_is_no_matter(examiner) -> None:
    answer = f"print('\\ud83d')\n'\\ud83d'\n{SCENARIOS['a lambda'][0]}"
    run = graded(examiner, shortened({"a lambda": answer, "a key error": SCENARIOS["a key error"][0]}))
    assert run.score("a lambda") == 1
    run.graded.notebook.encode("utf-8")
    source = shortened({"a lambda": SCENARIOS["a lambda"][0]}, {"half": "print('½')"})
    text = nbformat.writes(source).replace("½", "\\ud83d")
    result = examiner.grade(text.encode())
    assert result.failure is None
    assert result.scores[ident(NUMBERS["a lambda"], "test")] == 1
    result.notebook.encode("utf-8")


@pytest.mark.parametrize("name", ["data.csv", "more", "data.csv/inner.txt", "own.py", "a b\n.txt", "é.txt"])
def test_files_of_the_submission_never_stand_in_the_way_of_those_of_the_assignment(examiner, name: str) -> None:
    notebook = shortened({"a file of the assignment": SCENARIOS["a file of the assignment"][0]})
    result = Run(examiner.grade(nbformat.writes(notebook).encode(), {name: b"points = 7\n"}))
    assert result.score("a file of the assignment") == 1


def test_a_module_of_the_students_own_can_be_imported(examiner) -> None:
    notebook = shortened({"a lambda": "from helpers.own import square", "a list": SCENARIOS["a list"][0]})
    files = {"helpers/own.py": b"def square(x):\n    return x * x\n"}
    result = Run(examiner.grade(nbformat.writes(notebook).encode(), files))
    assert result.score("a lambda") == 1


def test_a_small_call_is_one_question_and_one_answer(capsys) -> None:
    need("bwrap", "bubblewrap")
    # The test looks at the stand-in, which only the examiner's own code can.
    test = (
        "import time\n\naway, asked = step._away, []\nask = away._ask\n"
        "away._ask = lambda request: (asked.append(1), ask(request))[1]\nbefore = time.monotonic()\n"
        "for n in range(1000):\n    assert step(n) == n + 1\nprint(len(asked), time.monotonic() - before)\nassert len(asked) == 1000"
    )
    cells = (
        Original("q1-answer", "code", "def step(n): return n + 1", False, True, None, None),
        Original("q1-test", "code", test, True, False, 1.0, None),
    )
    notebook = new_notebook(cells=[new_code_cell(each.source, id=each.name) for each in cells])
    for cell in notebook.cells:
        cell.metadata["nbgrader"] = {"grade_id": cell.id}
    with start(Reference("calls", "calls", cells, {"q1-answer": ["step"]}))[0] as ready:
        result = ready.grade(nbformat.writes(notebook).encode())
    assert result.scores == {"q1-test": 1}
    count, seconds = nbformat.reads(result.notebook, as_version=4).cells[1].outputs[0].text.split()
    with capsys.disabled():
        print(f"\n{count} calls took {float(seconds):.2f} s")


# --- Broken notebooks ------------------------------------------------------------------------------------------------

TINY = (
    Original("setup", "code", "four = 4", True, False, None, None),
    Original("q1-answer", "code", "def twice(x):\n    return 2 * x", False, True, None, None),
    Original("q1-test", "code", "assert twice(2) == four", True, False, 1.0, None),
    Original("q2-answer", "markdown", "Because.", False, True, 2.0, None),
)


def honest() -> nbformat.NotebookNode:
    cells = []
    for original in TINY:
        cell = getattr(nbformat.v4, f"new_{original.cell_type}_cell")(original.source, id=original.name)
        cell.metadata["nbgrader"] = {"grade_id": original.name, "schema_version": 3, "grade": True}
        cells.append(cell)
    cells[1].outputs = [nbformat.v4.new_output("stream", text="x")]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


SPARE: list[Any] = [
    *(None, True, -1, 4, 10**30, 1.5, "", "x", "code", "é\ud83d", "\0", [], {}, [[]], ["x", 1], {"a": {"b": []}}),
    *("q1-test", "q1-answer", ["a\n", "b"], "x" * 100_000, {"name": "julia"}, float("nan"), "/etc/passwd", "<script>"),
]


def nested(depth: int, opening: str, closing: str) -> str:
    return opening * depth + closing * depth


def broken(seed: int) -> bytes:
    """A notebook after some changes to its bytes or to its tree."""
    rng = random.Random(seed)
    tree = json.loads(nbformat.writes(honest()))
    way = rng.choice(["cut", "cut", "bytes", "bytes", "swapped", "tree", "tree", "tree", "deep", "whole", "version"])
    if way == "tree" or (way == "version" and seed % 3):
        for _ in range(rng.choice([1, 1, 1, 2, 5])):
            path = rng.choice([path for path in places(tree) if path])
            holder = tree
            for key in path[:-1]:
                holder = holder[key]
            what = rng.choice(["put", "put", "put", "drop", "double"])
            if what == "put":
                holder[path[-1]] = rng.choice(SPARE)
            elif what == "drop":
                del holder[path[-1]]
            elif isinstance(holder, list):
                holder.insert(path[-1], holder[path[-1]])
            else:
                holder[f"{path[-1]}_"] = holder[path[-1]]
    if way == "version":
        tree["nbformat"] = rng.choice([1, 2, 3, 5, 99, -1, "4", None])
        tree["nbformat_minor"] = rng.choice([0, 2, 4, 5, 99, "x"])
    text = json.dumps(tree)
    if way == "deep":
        depth = rng.choice([50, 300, 900, 5000, 100_000])
        deep = rng.choice([nested(depth, "[", "]"), nested(depth, '{"a":', "}").replace(":}", ":1}", 1), "[" * depth])
        at = rng.choice(['"metadata": {', '"outputs": [', '"cells": ['])
        text = text.replace(at, at + (f'"deep": {deep}, ' if at.endswith("{") else f"{deep}, "), 1)
    if way == "whole":
        return rng.choice(
            [
                b"",
                b" " * 1_000_000,
                b"\0" * 1000,
                b"\xff\xfe" + text.encode("utf-16-le"),
                text.encode("utf-16"),
                b"\xef\xbb\xbf" + text.encode(),
                b"[1, 2]",
                b"null",
                b"1" * 10_000,
                b'"text"',
                b"PK\x03\x04",
                b"<html></html>",
                b"{" + b'"a": 1, ' * 10_000 + b'"a": 1}',
                text.replace("four = 4", "x" * 5_000_000).encode(),
                text.replace("return 2 * x", "#" * 5_000_000).encode(),
                json.dumps({**tree, "cells": tree["cells"] * 100}).encode(),
                json.dumps({**tree, "cells": []}).encode(),
                text.encode() + text.encode(),
                text.replace("python3", "\\ud83d").encode(),
                text.replace("2 * x", "\\udc00").encode(),
            ]
        )
    data = bytearray(text.encode())
    if way == "cut":
        start_at = rng.choice([0, 0, 0, rng.randrange(len(data))])
        return bytes(data[start_at : rng.randrange(start_at, len(data))])
    if way == "bytes":
        for _ in range(rng.choice([1, 3, 30])):
            data[rng.randrange(len(data))] = rng.choice(
                [0, 0x22, 0x5C, 0x7B, 0x5D, 0x80, 0xC3, 0xFF, rng.randrange(256)]
            )
    if way == "swapped":
        one, two = sorted(rng.sample(range(len(data)), 2))
        data[one : one + 40], data[two : two + 40] = data[two : two + 40], data[one : one + 40]
    return bytes(data)


# What a message about a submission says nothing of.
MACHINE = ("Traceback", 'File "', "/tmp", "/home", "site-packages", ".py", sys.prefix, str(ROOT))


@pytest.fixture(scope="module")
def tiny_examiner() -> Iterator[Examiner]:
    need("bwrap", "bubblewrap")
    reference = Reference("tiny", "tiny", TINY, {"q1-answer": ["twice"]})
    with start(reference, limits=Limits(seconds=SECONDS))[0] as ready:
        yield ready


@pytest.mark.parametrize("block", range(5))
def test_a_broken_notebook_is_graded_or_told_why_not(tiny_examiner, block: int) -> None:
    ways = {"graded": 0, "refused": 0}
    for seed in range(100 * block, 100 * (block + 1)):
        result = tiny_examiner.grade(broken(seed))
        if result.failure is None:
            ways["graded"] += 1
            assert result.scores["q1-test"] in (0, 1), seed
            assert set(result.scores) <= {"q1-test", "q2-answer"}, seed
            result.notebook.encode("utf-8")
            nbformat.validate(nbformat.reads(result.notebook, as_version=4))
        else:
            ways["refused"] += 1
            assert result.scores is None and result.notebook is None
            assert "\n" not in result.failure.strip() and len(result.failure) < 1000, seed
            assert not any(each in result.failure for each in MACHINE), (seed, result.failure)
            assert result.failure.startswith("It can't be read as a notebook"), (seed, result.failure)
            result.failure.encode("utf-8")
    assert min(ways.values()) > 5, ways
    result = tiny_examiner.grade(nbformat.writes(honest()).encode())
    assert (result.failure, result.scores) == (None, {"q1-test": 1, "q2-answer": None})


def test_a_notebook_too_large_to_be_graded_is_told_so(tiny_examiner) -> None:
    notebook = honest()
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="x" * (70 << 20))]
    result = tiny_examiner.grade(nbformat.writes(notebook).encode())
    assert result.failure and "large" in result.failure and "MB" in result.failure
    result = tiny_examiner.grade(nbformat.writes(honest()).encode(), {"big.csv": bytes(70 << 20)})
    assert result.failure and "large" in result.failure and "MB" in result.failure
    assert tiny_examiner.grade(nbformat.writes(honest()).encode()).scores["q1-test"] == 1
