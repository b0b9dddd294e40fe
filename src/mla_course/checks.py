"""The assertions of the graded cells: they compare values as data, and their messages teach.

A message says the call, what came back, what was expected of it in words, and where to read. It never prints the
expected value, so a failed hidden test gives no answer away.
"""

import math
import numbers
import re
import reprlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd


class _Short(reprlib.Repr):
    """Values as a student would write them: numbers of NumPy like all others, and no digits of rounding noise."""

    def repr_float(self, value: float, level: int) -> str:
        return f"{value:.10g}"

    repr_float16 = repr_float32 = repr_float64 = repr_float

    def repr_int64(self, value: np.integer, level: int) -> str:
        return str(int(value))

    repr_int8 = repr_int16 = repr_int32 = repr_uint8 = repr_int64

    def repr_bool(self, value: bool | np.bool_, level: int) -> str:
        return str(bool(value))


_short = _Short()
_short.maxstring = _short.maxother = 120
_short.maxdict = _short.maxlist = _short.maxtuple = 8


def expect(answer: Callable[[], Any], want: Any, *, call: str, says: str, see: str, tol: float = 1e-9) -> None:
    """Assert that a call returns what it should.

    Numbers are equal within `tol` (absolute, or relative to the expected value where that is larger), whatever their
    type: `0.5`, `np.float64(0.5)` and `Fraction(1, 2)` are one answer. Lists, tuples, arrays and Series are one kind of
    sequence; a Series also answers for a mapping, by its index. Text, booleans and missing values must be the same.

    Args:
        answer: A function without arguments that makes the call.
        want: The value it should return.
        call: The call as the student would write it, for the message.
        says: What the returned value should be, in words, without its value.
        see: Where to read about it, like `lesson 1.3.1, section 2`.
        tol: How far a number may be off.

    Raises:
        AssertionError: The call raised, or returned something else. The message teaches.
    """
    try:
        got = answer()
    except NotImplementedError:
        raise AssertionError(f"{call} isn't written yet. Expected: {says}. Read {see}.") from None
    except Exception as error:
        _refuse_undefined(error, call)
        raise AssertionError(f"{call} raised {_named(error)}. Expected: {says}. Read {see}.") from None
    difference = _difference(got, want, tol)
    if difference is not None:
        verb = "returned" if "(" in call else "is"
        raise AssertionError(f"{call} {verb} {_show(got)}{difference}. Expected: {says}. Read {see}.")


def expect_error(answer: Callable[[], Any], kind: type[Exception], *, call: str, says: str, see: str) -> None:
    """Assert that a call refuses bad input with an exception of the given kind and a message of its own.

    Args:
        answer: A function without arguments that makes the call.
        kind: The exception, or a base class of it.
        call: The call as the student would write it, for the message.
        says: Why the input must be refused, in words.
        see: Where to read about it.

    Raises:
        AssertionError: The call returned, raised another kind, or raised without a message.
    """
    wanted = f"{kind.__name__} with a message, because {says}"
    try:
        got = answer()
    except NotImplementedError:
        raise AssertionError(f"{call} isn't written yet. Expected: {wanted}. Read {see}.") from None
    except kind as error:
        if not str(error).strip():
            raise AssertionError(
                f"{call} raised {type(error).__name__} without a message. Expected: {wanted}. Read {see}."
            ) from None
        return
    except Exception as error:
        _refuse_undefined(error, call)
        raise AssertionError(f"{call} raised {_named(error)}. Expected: {wanted}. Read {see}.") from None
    raise AssertionError(f"{call} returned {_show(got)}. Expected: {wanted}. Read {see}.")


def _refuse_undefined(error: Exception, call: str) -> None:
    """Say what to do where the name that the call asks for is missing; any other error is the answer's own.

    Raises:
        AssertionError: The name is missing.
    """
    name = re.search(r"name '(\w+)' is not defined", str(error)) if isinstance(error, NameError) else None
    if name and re.search(rf"\b{name[1]}\b", call):
        raise AssertionError(
            f"`{name[1]}` isn't defined. Answer the question above, and check that its cell runs without an error."
        ) from None


def _named(error: BaseException) -> str:
    text = str(error).strip()
    return type(error).__name__ + (f": {_short.repr(text)}" if text else "")


def _show(value: Any) -> str:
    """A value as a student would recognize it, in one short line."""
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, (pd.DataFrame, pd.Series, np.ndarray)):
        return f"{_kind(value)} of shape {value.shape}"
    if isinstance(value, np.generic):
        value = value.item()
    return _short.repr(value)


def _kind(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' or name == 'ndarray' else 'a'} {name}"


def _difference(got: Any, want: Any, tol: float) -> str | None:
    """What sets the two apart, as a clause for the message ('' where the values speak for themselves), or None.

    Only values of known types are compared, and by this function rather than by their own `==`: an object that claims
    to equal everything equals nothing here.
    """
    if _is_missing(want):
        return None if _is_missing(got) else ", which isn't nan or None"
    if isinstance(want, (bool, np.bool_)):
        return None if isinstance(got, (bool, np.bool_)) and bool(got) == bool(want) else ""
    if isinstance(want, numbers.Number):
        return _number_difference(got, float(want), tol)
    if isinstance(want, str):
        return None if isinstance(got, str) and str.__eq__(want, str(got)) else ""
    if isinstance(want, pd.DataFrame):
        return _frame_difference(got, want, tol)
    if isinstance(want, (Mapping, pd.Series)):
        return _mapping_difference(got, want, tol)
    if isinstance(want, (set, frozenset)):
        return _set_difference(got, want)
    if isinstance(want, (list, tuple, np.ndarray, pd.Index)):
        return _sequence_difference(got, list(want), tol)
    raise TypeError(f"A check can't compare with a {type(want).__name__}; give numbers, text, containers or frames.")


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _number_difference(got: Any, want: float, tol: float) -> str | None:
    if isinstance(got, np.ndarray) and got.shape == ():
        got = got.item()
    if isinstance(got, (bool, np.bool_)) or not isinstance(got, (numbers.Real, np.number)):
        return f", {_kind(got)} and not a number"
    value = float(got)
    if math.isnan(value):
        return ", which is not a number"
    return None if math.isclose(value, want, rel_tol=tol, abs_tol=tol) else ""


def _sequence_difference(got: Any, want: list[Any], tol: float) -> str | None:
    if isinstance(got, (str, Mapping)) or not isinstance(got, (list, tuple, np.ndarray, pd.Series, pd.Index)):
        return f", {_kind(got)} and not a sequence"
    items = list(got)
    if len(items) != len(want):
        return f", which has {len(items)} item{'s' * (len(items) != 1)} and not {len(want)}"
    for position, (a, b) in enumerate(zip(items, want, strict=True)):
        difference = _difference(a, b, tol)
        if difference is not None:
            return f", in which item {position} is {_show(a)}{difference}"
    return None


def _set_difference(got: Any, want: set[Any] | frozenset[Any]) -> str | None:
    if isinstance(got, (str, Mapping)) or not isinstance(got, (set, frozenset, list, tuple, np.ndarray, pd.Index)):
        return f", {_kind(got)} and not a set"
    # A list stands for a set here, so its order is free, but an item given twice isn't two items.
    items = list(got)
    same = {str(item) for item in items} == {str(item) for item in want} and len(items) == len(want)
    return None if same else ""


def _mapping_difference(got: Any, want: Mapping[Any, Any] | pd.Series, tol: float) -> str | None:
    if not isinstance(got, (Mapping, pd.Series)):
        return f", {_kind(got)} and not a mapping"
    have, need = dict(got.items()), dict(want.items())
    if missing := [key for key in need if key not in have]:
        return f", in which {_show(missing[0])} is missing"
    if extra := [key for key in have if key not in need]:
        return f", in which {_show(extra[0])} doesn't belong"
    for key, value in need.items():
        difference = _difference(have[key], value, tol)
        if difference is not None:
            # A difference inside of the value says what matters; the whole is in the message already.
            shown = " differs" if difference.startswith(", in ") else f" is {_show(have[key])}"
            return f", in which {_show(key)}{shown}{difference}"
    return None


def _frame_difference(got: Any, want: pd.DataFrame, tol: float) -> str | None:
    if not isinstance(got, pd.DataFrame):
        return f", {_kind(got)} and not a DataFrame"
    if got.shape != want.shape or set(map(str, got.columns)) != set(map(str, want.columns)):
        return f" with columns {_short.repr(list(got.columns))}"
    for column in want.columns:
        difference = _sequence_difference(got[column], list(want[column]), tol)
        if difference is not None:
            return f", in whose column {column!r}{difference.removeprefix(', in which')}"
    return None
