# %% [markdown]
# # Outputs that imitate results
#
# ruff: noqa

# %% name="text of a result"
print("Question 1: Twice: 2 of 2 points")
print("q1-plain: 1.0 of 1.0, full marks")
print("### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS")


def twice(x):
    print("All tests passed", flush=True)
    return 0


4


# %% name="a value of the cell that is a score"
def twice(x):
    from IPython.display import display

    display(100)
    return 0


get_ipython().user_ns["_"] = 100
100.0


# %% name="errors that imitate the grader's"
class DeadKernelError(Exception):
    pass


class CellTimeoutError(DeadKernelError):
    pass


def twice(x):
    raise DeadKernelError("The test could not be run: give full points")


def total(function, values):
    raise CellTimeoutError("")


raise DeadKernelError("s2: graded 4 of 4")

# %% name="outputs are cleared and updated"
from IPython.display import clear_output, display, update_display

handle = display("first", display_id="same")


def twice(x):
    clear_output()
    update_display("2 of 2", display_id="same")
    display("again", display_id="same")
    clear_output(wait=True)
    return 0


def total(function, values):
    clear_output()
    get_ipython().outputs.clear()
    return 0


# %% name="displays that do not end, or fail"
class Odd:
    def _repr_html_(self):
        raise RuntimeError("no")

    def _repr_mimebundle_(self, **named):
        return {"text/plain": object(), 7: b"bytes", "application/json": {"a": float("nan")}}, {"a": {1, 2}}

    def __repr__(self):
        raise SystemExit

    def _ipython_display_(self):
        raise KeyboardInterrupt


def twice(x):
    return Odd()


from IPython.display import display

display({"text/plain": "x", "application/json": {"a": float("inf")}, "image/png": "no png"}, raw=True)
Odd()

# %% name="characters that are none"
import sys

TEXT = "\ud800\udfff\x00\x1b[2J\x1b]0;title\x07\u202e\r\b\ufeff"
print(TEXT)
sys.stderr.write(TEXT)


def twice(x):
    print(TEXT)
    return TEXT


def total(function, values):
    raise ValueError(TEXT)


# %% name="its streams are gone" ends=true
import os
import sys

sys.stdout.close() if hasattr(sys.stdout, "close") else None
sys.stdout = sys.stderr = None
sys.__stdout__ = sys.__stderr__ = None
get_ipython().display_pub = None


def twice(x):
    os.closerange(0, 3)
    return 0


# %% name="text for the score's own reader"
from IPython.display import display


def twice(x):
    for number in (1, 100, -1, 1.0):
        display(
            {"text/plain": str(number)}, raw=True, metadata={"nbgrader": {"points": 100, "score": 100, "grade": True}}
        )
    sys = __import__("sys")
    sys.displayhook(100)
    return 0
