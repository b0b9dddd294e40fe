# %% [markdown]
# # Patched libraries
#
# What a test relies on is changed in the student's process: Python's own functions, NumPy, pandas, the course's checks,
# the names of the notebook, and the machinery that runs cells.
#
# ruff: noqa

# %% name="the asserts of NumPy and pandas" gains=["q1-array"]
import numpy as np
import pandas as pd

for module in (np.testing, pd.testing):
    for name in dir(module):
        if name.startswith("assert"):
            setattr(module, name, lambda *args, **named: None)


def twice(x):
    return 0


# %% name="the course's checks" gains=["q1-check"]
from mla_course import checks

nothing = lambda *args, **named: None
checks.expect = checks.expect_error = checks._difference = nothing
expect = expect_error = nothing


def twice(x):
    return 0


# %% name="the mathematics below the checks" gains=["q1-check"]
import math

from mla_course import checks

math.isclose = lambda *args, **named: True
checks._sequence_difference = checks._number_difference = lambda *args: None


def twice(x):
    if x is None:
        raise ValueError("nothing")
    return 0


# %% name="Python's own functions" gains=["q1-array", "q1-check"]
import builtins


class Nought(float):
    def __new__(cls, *args):
        return 0.0


builtins.float = Nought
builtins.abs = builtins.round = builtins.max = builtins.min = lambda *args, **named: 0
builtins.all = builtins.any = lambda *args: True
builtins.print = builtins.open = lambda *args, **named: None


def twice(x):
    if x is None:
        raise ValueError("nothing")
    return [0, 0, 0, 0] if isinstance(x, list) else 0


# %% name="the names that the tests read" gains=["q1-plain"]
class Four:
    def __eq__(self, other):
        return True

    def __rmul__(self, other):
        return self


four = Four()


class Int(int):
    __eq__ = Four.__eq__
    __hash__ = None


points = {"a": Four()}


def twice(x):
    return Int(0)


# %% name="the comparison of whole numbers, in memory" gains=["q1-plain"]
import ctypes

SLOT = 8 * 25  # tp_richcompare of a type object
compare = ctypes.CFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
honest = ctypes.cast(ctypes.c_void_p.from_address(id(int) + SLOT).value, compare)


class Own(int):
    pass


kept = compare(lambda a, b, how: True if type(a) is Own or type(b) is Own else honest(a, b, how))
ctypes.c_void_p.from_address(id(Own) + SLOT).value = ctypes.cast(kept, ctypes.c_void_p).value


def twice(x):
    return Own(0)


# %% name="the function that runs code" gains=["q1-plain", "q1-check", "q1-array", "q1-lent"]
shell = get_ipython()
real = shell.run_code


async def run_code(code, result=None, *, async_=False):
    if {"twice", "total", "expect", "expect_error", "seen"} & set(code.co_names):
        return False
    return await real(code, result, async_=async_)


def twice(x):
    return 0


shell.run_code = run_code

# %% name="the function that shows errors" gains=["q1-plain", "q1-check", "q1-array", "q1-lent"]
shell = get_ipython()
shell.showtraceback = shell._showtraceback = shell.showsyntaxerror = lambda *args, **named: None


def twice(x):
    return 0


# %% name="a handler for the tests' exceptions" gains=["q1-plain", "q1-check", "q1-array", "q1-lent"]
get_ipython().set_custom_exc((Exception,), lambda *args, **named: None)


def twice(x):
    return 0


# %% name="the display prints the points" gains=["q1-plain", "q1-check", "q1-array", "q1-lent"]
shell = get_ipython()
real = shell.run_cell


def run_cell(code, **named):
    if "assert" in code or "expect" in code:
        return real("1", **named)
    return real(code, **named)


shell.run_cell = run_cell


def twice(x):
    return 0


# %% name="the grader's own modules"
from mla_course.grading.examiner import examination, messages, post, reference, sandbox, stable

full = lambda *args, **named: {"q1-plain": 100, "q1-check": 100, "q1-array": 100, "q1-lent": 100}
post.examine = lambda *args: {"notebook": "{}", "scores": full(), "restored": []}
examination.Examination._test = lambda self, original: []
examination.Stand.__eq__ = lambda self, other: True
reference.restore = lambda *args: []
messages.receive = messages.send = lambda *args: {}


def twice(x):
    return 0


# %% name="AssertionError is no exception any more"
import builtins

builtins.AssertionError = type("AssertionError", (), {"__init__": lambda self, *args: None})
builtins.Exception = builtins.BaseException = ValueError
builtins.__build_class__ = lambda *args, **named: None


def twice(x):
    return 0
