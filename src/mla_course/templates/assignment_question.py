# %% [markdown]
# ## Question @N@: The sum of a list, version @N@ (3 points)
#
# Write `total_@N@(values)`, which returns the sum of a list of numbers. Give shapes, units, edge cases and what is refused: a list without any value raises `ValueError` with a message.
#
# **Example.** `total_@N@([1, 2])` returns `3`.
# %% nbgrader={"schema_version": 3, "grade_id": "q@N@-total", "grade": false, "solution": true, "locked": false, "task": false}
def total_@N@(values: list[float]) -> float:
    """Return the sum of the values.

    Raises:
        ValueError: There is no value.
    """
    ### BEGIN SOLUTION
    if not values:
        raise ValueError("There is nothing to sum.")
    return sum(values)
    ### END SOLUTION
# %% nbgrader={"schema_version": 3, "grade_id": "q@N@-value", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
# Tests the sum of a few numbers.
expect(lambda: total_@N@([1, 2]), 3, call="total_@N@([1, 2])", says="the sum of the values", see="question @N@")
### BEGIN HIDDEN TESTS
expect(lambda: total_@N@([0.5, -2, 4]), 2.5, call="total_@N@([0.5, -2, 4])", says="the sum of the values", see="question @N@")
### END HIDDEN TESTS
# %% nbgrader={"schema_version": 3, "grade_id": "q@N@-empty", "grade": true, "solution": false, "locked": true, "task": false, "points": 1}
# Tests that a list without any value is refused.
expect_error(lambda: total_@N@([]), ValueError, call="total_@N@([])", says="there is no value", see="question @N@")
### BEGIN HIDDEN TESTS
expect_error(lambda: total_@N@(list(range(0))), ValueError, call="total_@N@(list(range(0)))", says="there is no value", see="question @N@")
### END HIDDEN TESTS
