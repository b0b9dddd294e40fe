"""The assertions of graded cells: any right value passes, every wrong one fails, and no message gives the answer away."""

import datetime
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from mla_course.checks import expect, expect_error

WORDS = {"call": "f(x)", "says": "twice x", "see": "lesson 1.3.1"}


def same(got: object, want: object) -> bool:
    try:
        expect(lambda: got, want, **WORDS)
    except AssertionError:
        return False
    return True


FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (1, 1.0),
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (np.array(0.5), 0.5),
        (Fraction(1, 2), 0.5),
        (0.1 + 0.2, 0.3),
        (float("inf"), float("inf")),
        (float("nan"), None),
        (pd.NA, float("nan")),
        ("text", "text"),
        (np.str_("text"), "text"),
        (np.bool_(True), True),
        ([1, 2], (1, 2)),
        (np.array([1.0, 2.0]), [1, 2]),
        (pd.Series([1, 2], index=[5, 6]), [1, 2]),
        (pd.Series({"a": 1.0}), {"a": 1}),
        ({"a": {"b": [1]}}, {"a": {"b": [1]}}),
        (["b", "a"], {"a", "b"}),
        (FRAME[["b", "a"]].set_index([[7, 8]]), FRAME),
    ],
)
def test_right_values_of_any_type_pass(got: object, want: object) -> None:
    assert same(got, want)


class AlwaysEqual:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (2, 1),
        (1 + 1e-6, 1),
        (True, 1),
        ("1", 1),
        (None, 1),
        (float("nan"), 1),
        (float("inf"), 1),
        (1, None),
        ("other", "text"),
        (1, True),
        (False, True),
        ([1, 2, 3], [1, 2]),
        ([2, 1], [1, 2]),
        ("ab", ["a", "b"]),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, {"a": 1}),
        ({"a": 2}, {"a": 1}),
        (["a", "a"], {"a", "b"}),
        (FRAME.assign(a=3), FRAME),
        (FRAME[["a"]], FRAME),
        (AlwaysEqual(), 1),
        (AlwaysEqual(), "text"),
        (AlwaysEqual(), [1]),
        (AlwaysEqual(), {"a": 1}),
        ([AlwaysEqual()], [1]),
        (AlwaysEqual(), FRAME),
    ],
)
def test_wrong_values_fail(got: object, want: object) -> None:
    assert not same(got, want)


def test_a_message_teaches_and_gives_nothing_away() -> None:
    with pytest.raises(AssertionError) as failure:
        expect(lambda: 41.5, 42.25, **WORDS)
    message = str(failure.value)
    assert message == "f(x) returned 41.5. Expected: twice x. Read lesson 1.3.1."
    assert "42.25" not in message


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: 1 / 0, "raised ZeroDivisionError: 'division by zero'"),
        (lambda: None, "returned None (is a `return` missing?)"),
        (lambda: [1, 5], "in which item 1 is 5"),
        (lambda: {"a": 1}, "a dict and not a sequence"),
    ],
)
def test_a_message_says_what_came_back(answer, said: str) -> None:
    with pytest.raises(AssertionError) as failure:
        expect(answer, [1, 2], **WORDS)
    assert said in str(failure.value)


def test_a_stub_is_told_from_a_mistake() -> None:
    def stub() -> None:
        raise NotImplementedError

    for check in (lambda: expect(stub, 1, **WORDS), lambda: expect_error(stub, ValueError, **WORDS)):
        with pytest.raises(AssertionError, match="isn't written yet"):
            check()


def raising(error: BaseException):
    def answer() -> None:
        raise error

    return answer


def test_an_error_of_the_right_kind_with_a_message_passes() -> None:
    expect_error(raising(ValueError("no rows")), ValueError, **WORDS)
    expect_error(raising(UnicodeError("a subclass")), ValueError, **WORDS)


@pytest.mark.parametrize("answer", [lambda: 1, raising(ValueError()), raising(KeyError("x"))])
def test_no_error_another_error_and_a_silent_error_fail(answer) -> None:
    with pytest.raises(AssertionError):
        expect_error(answer, ValueError, **WORDS)


def test_a_long_value_is_shown_in_one_short_line() -> None:
    with pytest.raises(AssertionError) as failure:
        expect(lambda: list(range(10_000)), 1, **WORDS)
    assert len(str(failure.value)) < 300


def test_a_check_that_could_never_pass_says_so_to_its_author() -> None:
    with pytest.raises(TypeError, match="can't compare"):
        expect(lambda: 1, datetime.date(2026, 1, 1), **WORDS)
