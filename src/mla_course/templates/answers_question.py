# %% question="q@N@" kind="right" name="a loop"
def total_@N@(values):
    if len(values) == 0:
        raise ValueError("no values")
    result = 0.0
    for value in values:
        result += value
    return result
# %% question="q@N@" kind="wrong" name="forgets the empty list" fails=["q@N@-empty"]
def total_@N@(values):
    return sum(values)
# %% question="q@N@" kind="wrong" name="leaves out the last value" fails=["q@N@-value"]
def total_@N@(values):
    if not values:
        raise ValueError("no values")
    return sum(values[:-1])
# %% question="q@N@" kind="wrong" name="prints and returns nothing" fails=["q@N@-value", "q@N@-empty"]
def total_@N@(values):
    print(sum(values))
