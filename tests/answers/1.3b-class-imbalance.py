# %% [markdown]
# # Right and wrong answers for assignment 1.3b
#
# Each code cell stands for a student's solution cell: its code replaces the whole solution cell of `question`, and the
# rest of the notebook stays the reference. A `right` answer keeps every point. A `wrong` one is named for the
# misconception behind it and fails exactly the test cells in `fails`, and no test cell of another question.

# %% question="q1" kind="right" name="counts in plain Python"
from collections import Counter


def row_weights(labels, scheme):
    labels = list(labels)
    count = Counter(labels)
    if scheme == "balanced":
        return [len(labels) / (len(count) * count[label]) for label in labels]
    return [count[0] / count[1] if label == 1 else 1 for label in labels]


# %% question="q1" kind="right" name="NumPy unique with inverse, and a Series for an answer"
import numpy as np
import pandas as pd


def row_weights(labels, scheme):
    values = np.asarray(labels)
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    per_class = 1 / counts if scheme == "balanced" else np.array([1.0, counts[0] / counts[1]])
    weights = per_class[which]
    if scheme == "balanced":
        weights = weights * len(values) / weights.sum()
    return pd.Series(weights, index=range(5, 5 + len(values)))


# %% question="q1" kind="wrong" name="forgets the number of classes in the formula" fails=["q1-balanced"]
import numpy as np
import pandas as pd


def row_weights(labels, scheme):
    values = pd.Series(list(labels))
    counts = values.map(values.value_counts())
    if scheme == "balanced":
        return (len(values) / counts).to_numpy()
    return np.where(values == 1, (values == 0).sum() / (values == 1).sum(), 1.0)


# %% question="q1" kind="wrong" name="takes every problem for one of two classes" fails=["q1-balanced"]
import numpy as np
import pandas as pd


def row_weights(labels, scheme):
    values = pd.Series(list(labels))
    counts = values.map(values.value_counts())
    if scheme == "balanced":
        return (len(values) / (2 * counts)).to_numpy()
    return np.where(values == 1, (values == 0).sum() / (values == 1).sum(), 1.0)


# %% question="q1" kind="wrong" name="weights a class by its share, so that the common class counts more" fails=["q1-balanced", "q1-positive"]
import numpy as np
import pandas as pd


def row_weights(labels, scheme):
    values = pd.Series(list(labels))
    counts = values.map(values.value_counts())
    if scheme == "balanced":
        return (values.nunique() * counts / len(values)).to_numpy()
    return np.where(values == 1, (values == 1).sum() / (values == 0).sum(), 1.0)


# %% question="q1" kind="wrong" name="takes all rows and not the rows of label 0 over those of label 1" fails=["q1-positive"]
import numpy as np
import pandas as pd


def row_weights(labels, scheme):
    values = pd.Series(list(labels))
    counts = values.map(values.value_counts())
    if scheme == "balanced":
        return (len(values) / (values.nunique() * counts)).to_numpy()
    return np.where(values == 1, len(values) / (values == 1).sum(), 1.0)


# %% question="q1" kind="wrong" name="raises whichever class is rare, and not label 1" fails=["q1-positive"]
import numpy as np
import pandas as pd


def row_weights(labels, scheme):
    values = pd.Series(list(labels))
    counts = values.map(values.value_counts())
    if scheme == "balanced":
        return (len(values) / (values.nunique() * counts)).to_numpy()
    return (counts.max() / counts).to_numpy()


# %% question="q1" kind="wrong" name="returns one weight a class and not one a row" fails=["q1-balanced", "q1-positive"]
import pandas as pd


def row_weights(labels, scheme):
    counts = pd.Series(list(labels)).value_counts()
    if scheme == "balanced":
        return (counts.sum() / (len(counts) * counts)).to_dict()
    return {0: 1.0, 1: counts[0] / counts[1]}


# %% question="q2" kind="right" name="sorts pairs in plain Python"
import math


def smote_rows(minority, k, base, pick, gap):
    rows = [list(map(float, row)) for row in minority]
    if len(rows) < k + 1:
        raise ValueError("too few minority rows")
    made = []
    for b, u, g in zip(base, pick, gap):
        others = sorted((math.dist(rows[b], rows[i]), i) for i in range(len(rows)) if i != b)
        neighbor = rows[others[:k][math.floor(u * k)][1]]
        made.append([(1 - g) * x + g * z for x, z in zip(rows[b], neighbor)])
    return made


# %% question="q2" kind="right" name="drops the first of the sorted rows, as libraries do: a copy has the same values"
import numpy as np


class TooFewRowsError(ValueError):
    pass


def smote_rows(minority, k, base, pick, gap):
    base, pick, gap = np.asarray(base), np.asarray(pick), np.asarray(gap, dtype=float)
    if k >= len(minority):
        raise TooFewRowsError("k neighbors need k + 1 rows")
    x = np.asarray(minority, dtype=float)
    distance = np.linalg.norm(x[:, None] - x[None], axis=2)
    neighbors = np.argsort(distance, axis=1, kind="stable")[:, 1 : k + 1]
    chosen = neighbors[base, np.floor(pick * k).astype(int)]
    return x[base] + gap[:, None] * (x[chosen] - x[base])


# %% question="q2" kind="wrong" name="counts the row as its own nearest neighbor" fails=["q2-point", "q2-neighbor", "q2-copies"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = []
    for b, u, g in zip(base, pick, gap):
        distance = ((minority - minority[b]) ** 2).sum(axis=1)
        neighbor = minority[np.argsort(distance, kind="stable")[int(u * k)]]
        made.append(minority[b] + g * (neighbor - minority[b]))
    return np.array(made)


# %% question="q2" kind="wrong" name="measures the gap from the neighbor" fails=["q2-point", "q2-neighbor", "q2-copies"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = []
    for b, u, g in zip(base, pick, gap):
        distance = ((minority - minority[b]) ** 2).sum(axis=1).astype(float)
        distance[b] = np.inf
        neighbor = minority[np.argsort(distance, kind="stable")[int(u * k)]]
        made.append(neighbor + g * (minority[b] - neighbor))
    return np.array(made)


# %% question="q2" kind="wrong" name="takes the middle between the two rows, whatever the gap" fails=["q2-point", "q2-neighbor", "q2-copies"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = []
    for b, u, _ in zip(base, pick, gap):
        distance = ((minority - minority[b]) ** 2).sum(axis=1).astype(float)
        distance[b] = np.inf
        neighbor = minority[np.argsort(distance, kind="stable")[int(u * k)]]
        made.append((minority[b] + neighbor) / 2)
    return np.array(made)


# %% question="q2" kind="wrong" name="writes new rows into an array of whole numbers" fails=["q2-point"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = np.empty_like(minority, shape=(len(base), minority.shape[1]))
    for j, (b, u, g) in enumerate(zip(base, pick, gap)):
        distance = ((minority - minority[b]) ** 2).sum(axis=1).astype(float)
        distance[b] = np.inf
        neighbor = minority[np.argsort(distance, kind="stable")[int(u * k)]]
        made[j] = minority[b] + g * (neighbor - minority[b])
    return made


# %% question="q2" kind="wrong" name="always takes the nearest neighbor" fails=["q2-neighbor", "q2-copies"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = []
    for b, g in zip(base, gap):
        distance = ((minority - minority[b]) ** 2).sum(axis=1).astype(float)
        distance[b] = np.inf
        neighbor = minority[np.argmin(distance)]
        made.append(minority[b] + g * (neighbor - minority[b]))
    return np.array(made)


# %% question="q2" kind="wrong" name="picks from all other rows and not from the k nearest" fails=["q2-point", "q2-neighbor", "q2-copies"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = []
    for b, u, g in zip(base, pick, gap):
        others = [i for i in range(len(minority)) if i != b]
        neighbor = minority[others[int(u * len(others))]]
        made.append(minority[b] + g * (neighbor - minority[b]))
    return np.array(made)


# %% question="q2" kind="wrong" name="adds up absolute differences for the distance" fails=["q2-neighbor"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = []
    for b, u, g in zip(base, pick, gap):
        distance = np.abs(minority - minority[b]).sum(axis=1).astype(float)
        distance[b] = np.inf
        neighbor = minority[np.argsort(distance, kind="stable")[int(u * k)]]
        made.append(minority[b] + g * (neighbor - minority[b]))
    return np.array(made)


# %% question="q2" kind="wrong" name="takes the later row of two at equal distance" fails=["q2-neighbor"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = []
    for b, u, g in zip(base, pick, gap):
        distance = ((minority - minority[b]) ** 2).sum(axis=1)
        others = sorted((i for i in range(len(minority)) if i != b), key=lambda i: (distance[i], -i))
        made.append(minority[b] + g * (minority[others[int(u * k)]] - minority[b]))
    return np.array(made)


# %% question="q2" kind="wrong" name="takes a row at distance 0 for the row itself" fails=["q2-copies"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority) - 1:
        raise ValueError("too few minority rows")
    made = []
    for b, u, g in zip(base, pick, gap):
        distance = ((minority - minority[b]) ** 2).sum(axis=1).astype(float)
        distance[distance == 0] = np.inf
        neighbor = minority[np.argsort(distance, kind="stable")[int(u * k)]]
        made.append(minority[b] + g * (neighbor - minority[b]))
    return np.array(made)


# %% question="q2" kind="wrong" name="makes do with fewer neighbors than k" fails=["q2-refused"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    k = min(k, max(len(minority) - 1, 1))
    made = []
    for b, u, g in zip(base, pick, gap):
        distance = ((minority - minority[b]) ** 2).sum(axis=1).astype(float)
        distance[b] = np.inf
        neighbor = minority[np.argsort(distance, kind="stable")[int(u * k)]]
        made.append(minority[b] + g * (neighbor - minority[b]))
    return np.array(made)


# %% question="q2" kind="wrong" name="counts the row itself when it asks whether there are enough" fails=["q2-refused"]
import numpy as np


def smote_rows(minority, k, base, pick, gap):
    if k > len(minority):
        raise ValueError("too few minority rows")
    made = []
    for b, u, g in zip(base, pick, gap):
        distance = ((minority - minority[b]) ** 2).sum(axis=1).astype(float)
        distance[b] = np.inf
        neighbor = minority[np.argsort(distance, kind="stable")[int(u * k)]]
        made.append(minority[b] + g * (neighbor - minority[b]))
    return np.array(made)


# %% question="q3" kind="right" name="lists in plain Python, copies first"
def oversampled_folds(labels, fold, draws):
    labels, fold = list(labels), list(fold)
    result = {}
    for f in dict.fromkeys(fold):
        test = [i for i, g in enumerate(fold) if g == f]
        ones = [i for i, g in enumerate(fold) if g != f and labels[i] == 1]
        zeros = [i for i, g in enumerate(fold) if g != f and labels[i] == 0]
        if not ones or not zeros:
            raise ValueError(f"fold {f} would train on one class")
        rare = ones if len(ones) < len(zeros) else zeros
        copies = [rare[int(u * len(rare))] for u in draws[f][: abs(len(ones) - len(zeros))]]
        result[f] = {"train": copies + zeros + ones, "test": test[::-1]}
    return result


# %% question="q3" kind="right" name="pandas, with the copies taken by position"
import numpy as np
import pandas as pd


def oversampled_folds(labels, fold, draws):
    table = pd.DataFrame({"y": np.array(labels).astype(bool), "f": np.array(fold)})
    result = {}
    for f, rows in table.groupby("f"):
        train = table.drop(index=rows.index)
        counts = train["y"].value_counts().reindex([False, True], fill_value=0)
        if counts.min() == 0:
            raise ValueError("a class is absent from the training rows")
        rare = train.index[train["y"] == counts.idxmin()]
        missing = counts.max() - counts.min()
        places = np.floor(np.array(draws[f][:missing], dtype=float) * len(rare)).astype(int)
        result[f] = {"train": train.index.append(rare[places]), "test": rows.index}
    return result


# %% question="q3" kind="wrong" name="copies before it splits, so that copies of test rows are trained on" fails=["q3-train-rows", "q3-rarer-class", "q3-refused"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    ones, zeros = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    rare, common = sorted([ones, zeros], key=len)
    parts = {}
    for number in np.unique(f):
        copies = [rare[int(u * len(rare))] for u in draws[int(number)][: len(common) - len(rare)]]
        train = [*np.flatnonzero(f != number), *copies]
        parts[int(number)] = {"train": train, "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="takes the number of copies from the whole table" fails=["q3-train-rows", "q3-rarer-class"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    need = abs((y == 1).sum() - (y == 0).sum())
    parts = {}
    for number in np.unique(f):
        train = np.flatnonzero(f != number)
        rare = min((train[y[train] == 1], train[y[train] == 0]), key=len)
        if len(rare) == 0:
            raise ValueError("a class is absent")
        copies = [rare[int(u * len(rare))] for u in draws[int(number)][:need]]
        parts[int(number)] = {"train": [*train, *copies], "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="balances the test rows as well" fails=["q3-test-rows"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)

    def balanced(rows, numbers):
        rare, common = sorted((rows[y[rows] == 1], rows[y[rows] == 0]), key=len)
        if len(rare) == 0:
            return None
        return [*rows, *(rare[int(u * len(rare))] for u in numbers[: len(common) - len(rare)])]

    parts = {}
    for number in np.unique(f):
        train, test = np.flatnonzero(f != number), np.flatnonzero(f == number)
        numbers = draws[int(number)]
        new_train = balanced(train, numbers)
        if new_train is None:
            raise ValueError("a class is absent")
        new_test = balanced(test, [*numbers, *[0.5] * len(test)])
        parts[int(number)] = {"train": new_train, "test": test if new_test is None else new_test}
    return parts


# %% question="q3" kind="wrong" name="swaps the two parts: trains on the fold and tests on the rest" fails=["q3-test-rows", "q3-train-rows", "q3-rarer-class", "q3-refused"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    parts = {}
    for number in np.unique(f):
        train, test = np.flatnonzero(f == number), np.flatnonzero(f != number)
        rare, common = sorted((train[y[train] == 1], train[y[train] == 0]), key=len)
        if len(rare) == 0:
            rare = common
        copies = [rare[int(u * len(rare))] for u in draws[int(number)][: len(common) - len(rare)]]
        parts[int(number)] = {"train": [*train, *copies], "test": test}
    return parts


# %% question="q3" kind="wrong" name="takes label 1 for the rarer class everywhere" fails=["q3-rarer-class"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    parts = {}
    for number in np.unique(f):
        train = np.flatnonzero(f != number)
        ones, zeros = train[y[train] == 1], train[y[train] == 0]
        if len(ones) == 0 or len(zeros) == 0:
            raise ValueError("a class is absent")
        copies = [ones[int(u * len(ones))] for u in draws[int(number)][: max(len(zeros) - len(ones), 0)]]
        parts[int(number)] = {"train": [*train, *copies], "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="decides once, on the whole table, which class is the rarer one" fails=["q3-rarer-class"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    rarer = 1 if (y == 1).sum() < (y == 0).sum() else 0
    parts = {}
    for number in np.unique(f):
        train = np.flatnonzero(f != number)
        rare, common = train[y[train] == rarer], train[y[train] != rarer]
        if len(rare) == 0 or len(common) == 0:
            raise ValueError("a class is absent")
        copies = [rare[int(u * len(rare))] for u in draws[int(number)][: max(len(common) - len(rare), 0)]]
        parts[int(number)] = {"train": [*train, *copies], "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="adds as many copies as the common class has rows" fails=["q3-train-rows", "q3-rarer-class"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    parts = {}
    for number in np.unique(f):
        train = np.flatnonzero(f != number)
        rare, common = sorted((train[y[train] == 1], train[y[train] == 0]), key=len)
        if len(rare) == 0:
            raise ValueError("a class is absent")
        copies = [rare[int(u * len(rare))] for u in draws[int(number)][: len(common)]]
        parts[int(number)] = {"train": [*train, *copies], "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="drops rows of the common class and adds none" fails=["q3-train-rows", "q3-rarer-class"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    parts = {}
    for number in np.unique(f):
        train = np.flatnonzero(f != number)
        rare, common = sorted((train[y[train] == 1], train[y[train] == 0]), key=len)
        if len(rare) == 0:
            raise ValueError("a class is absent")
        parts[int(number)] = {"train": [*rare, *common[: len(rare)]], "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="trains on one class where the other is absent" fails=["q3-refused"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    parts = {}
    for number in np.unique(f):
        train = np.flatnonzero(f != number)
        rare, common = sorted((train[y[train] == 1], train[y[train] == 0]), key=len)
        need = len(common) - len(rare) if len(rare) else 0
        copies = [rare[int(u * len(rare))] for u in draws[int(number)][:need]]
        parts[int(number)] = {"train": [*train, *copies], "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="asks for both classes in the whole table only" fails=["q3-refused"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    if len(np.unique(y)) < 2:
        raise ValueError("the table has one class")
    parts = {}
    for number in np.unique(f):
        train = np.flatnonzero(f != number)
        rare, common = sorted((train[y[train] == 1], train[y[train] == 0]), key=len)
        copies = [rare[int(u * len(rare))] for u in draws[int(number)][: len(common) - len(rare)]]
        parts[int(number)] = {"train": [*train, *copies], "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="returns empty training rows for a single fold" fails=["q3-refused"]
import numpy as np


def oversampled_folds(labels, fold, draws):
    y, f = np.asarray(labels).astype(int), np.asarray(fold)
    parts = {}
    for number in np.unique(f):
        train = np.flatnonzero(f != number)
        rare, common = sorted((train[y[train] == 1], train[y[train] == 0]), key=len)
        if len(train) and len(rare) == 0:
            raise ValueError("a class is absent")
        copies = [rare[int(u * len(rare))] for u in draws[int(number)][: len(common) - len(rare)]]
        parts[int(number)] = {"train": [*train, *copies], "test": np.flatnonzero(f == number)}
    return parts


# %% question="q3" kind="wrong" name="returns the labels that a filtered Series carries and not positions" fails=["q3-test-rows", "q3-train-rows"]
import pandas as pd


def oversampled_folds(labels, fold, draws):
    y = labels if isinstance(labels, pd.Series) else pd.Series(list(labels))
    f = fold if isinstance(fold, pd.Series) else pd.Series(list(fold))
    parts = {}
    for number in f.unique():
        train = y[f != number]
        rare, common = sorted((train.index[train == 1], train.index[train == 0]), key=len)
        if len(rare) == 0:
            raise ValueError("a class is absent")
        copies = [rare[int(u * len(rare))] for u in draws[number][: len(common) - len(rare)]]
        parts[number] = {"train": [*train.index, *copies], "test": list(f.index[f == number])}
    return parts


# %% question="q4" kind="right" name="one literal"
verdict_for = {
    "i": "valid",
    "h": "leaks",
    "g": "leaks",
    "f": "wrong mix",
    "e": "valid",
    "d": "wrong mix",
    "c": "leaks",
    "b": "valid",
    "a": "leaks",
}

# %% question="q4" kind="right" name="a Series"
import pandas as pd

verdict_for = pd.Series(
    ["leaks", "valid", "leaks", "wrong mix", "valid", "wrong mix", "leaks", "leaks", "valid"], index=list("abcdefghi")
)

# %% question="q4" kind="wrong" name="fears only that the mix is wrong when rows are copied before the split" fails=["q4-copies"]
verdict_for = {"a": "wrong mix", "b": "valid", "c": "wrong mix"}
verdict_for |= {"d": "wrong mix", "e": "valid", "f": "wrong mix"}
verdict_for |= {"g": "leaks", "h": "leaks", "i": "valid"}

# %% question="q4" kind="wrong" name="takes rotated photos for new photos" fails=["q4-copies"]
verdict_for = {"a": "leaks", "b": "valid", "c": "valid"}
verdict_for |= {"d": "wrong mix", "e": "valid", "f": "wrong mix"}
verdict_for |= {"g": "leaks", "h": "leaks", "i": "valid"}

# %% question="q4" kind="wrong" name="thinks that a pipeline resamples the test rows too" fails=["q4-copies"]
verdict_for = {"a": "leaks", "b": "wrong mix", "c": "leaks"}
verdict_for |= {"d": "wrong mix", "e": "valid", "f": "wrong mix"}
verdict_for |= {"g": "leaks", "h": "leaks", "i": "valid"}

# %% question="q4" kind="wrong" name="calls everything a leak that resamples before the split" fails=["q4-mix"]
verdict_for = {"a": "leaks", "b": "valid", "c": "leaks"}
verdict_for |= {"d": "leaks", "e": "valid", "f": "wrong mix"}
verdict_for |= {"g": "leaks", "h": "leaks", "i": "valid"}

# %% question="q4" kind="wrong" name="wants the test rows balanced as the training rows are" fails=["q4-mix"]
verdict_for = {"a": "leaks", "b": "valid", "c": "leaks"}
verdict_for |= {"d": "valid", "e": "wrong mix", "f": "valid"}
verdict_for |= {"g": "leaks", "h": "leaks", "i": "valid"}

# %% question="q4" kind="wrong" name="takes a scaler for harmless, as it sees no label" fails=["q4-choices"]
verdict_for = {"a": "leaks", "b": "valid", "c": "leaks"}
verdict_for |= {"d": "wrong mix", "e": "valid", "f": "wrong mix"}
verdict_for |= {"g": "valid", "h": "leaks", "i": "valid"}

# %% question="q4" kind="wrong" name="takes a threshold for no part of the model" fails=["q4-choices"]
verdict_for = {"a": "leaks", "b": "valid", "c": "leaks"}
verdict_for |= {"d": "wrong mix", "e": "valid", "f": "wrong mix"}
verdict_for |= {"g": "leaks", "h": "valid", "i": "valid"}

# %% question="q4" kind="wrong" name="distrusts any threshold that comes from cross-validation" fails=["q4-choices"]
verdict_for = {"a": "leaks", "b": "valid", "c": "leaks"}
verdict_for |= {"d": "wrong mix", "e": "valid", "f": "wrong mix"}
verdict_for |= {"g": "leaks", "h": "leaks", "i": "leaks"}

# %% question="q5" kind="right" name="every candidate in plain Python"
import math


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    rows = list(zip(labels, score))

    def cost(t):
        return sum((cost_missed if y == 1 else 0) if s < t else (0 if y == 1 else cost_false_alarm) for y, s in rows)

    best = min((cost(t), -t) for t in {*(s for _, s in rows), math.inf})
    return {"cost": best[0], "threshold": -best[1]}


# %% question="q5" kind="right" name="sums per distinct score, from the top down"
import numpy as np
import pandas as pd


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    table = pd.DataFrame({"s": np.asarray(score, dtype=float), "y": np.asarray(labels).astype(int)})
    sums = table.groupby("s")["y"].agg(["sum", "size"]).sort_index(ascending=False)
    saved = (sums["sum"] * cost_missed - (sums["size"] - sums["sum"]) * cost_false_alarm).cumsum()
    none = table["y"].sum() * cost_missed
    cost = pd.concat([pd.Series({np.inf: none}), none - saved])
    return pd.Series({"threshold": cost.idxmin(), "cost": cost.min()})


# %% question="q5" kind="wrong" name="flags only scores above the threshold" fails=["q5-threshold", "q5-equal-scores", "q5-equal-costs", "q5-none-or-all"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    candidates = np.append(np.unique(s), np.inf)[::-1]
    costs = [
        cost_false_alarm * ((s > t) & (y == 0)).sum() + cost_missed * ((s <= t) & (y == 1)).sum() for t in candidates
    ]
    best = int(np.argmin(costs))
    return {"threshold": candidates[best], "cost": costs[best]}


# %% question="q5" kind="wrong" name="swaps the two costs" fails=["q5-threshold", "q5-equal-scores", "q5-equal-costs", "q5-none-or-all"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    candidates = np.append(np.unique(s), np.inf)[::-1]
    costs = [
        cost_missed * ((s >= t) & (y == 0)).sum() + cost_false_alarm * ((s < t) & (y == 1)).sum() for t in candidates
    ]
    best = int(np.argmin(costs))
    return {"threshold": candidates[best], "cost": costs[best]}


# %% question="q5" kind="wrong" name="counts errors and not costs when it chooses" fails=["q5-threshold", "q5-equal-costs", "q5-none-or-all"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    candidates = np.append(np.unique(s), np.inf)[::-1]
    errors = [((s >= t) != (y == 1)).sum() for t in candidates]
    t = candidates[int(np.argmin(errors))]
    cost = cost_false_alarm * ((s >= t) & (y == 0)).sum() + cost_missed * ((s < t) & (y == 1)).sum()
    return {"threshold": t, "cost": cost}


# %% question="q5" kind="wrong" name="returns the cost per row and not the total" fails=["q5-threshold", "q5-equal-scores", "q5-equal-costs", "q5-none-or-all"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    candidates = np.append(np.unique(s), np.inf)[::-1]
    costs = [np.mean(cost_false_alarm * ((s >= t) & (y == 0)) + cost_missed * ((s < t) & (y == 1))) for t in candidates]
    best = int(np.argmin(costs))
    return {"threshold": candidates[best], "cost": costs[best]}


# %% question="q5" kind="wrong" name="uses the formula for calibrated probabilities on any score" fails=["q5-threshold", "q5-equal-scores", "q5-equal-costs", "q5-none-or-all"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    t = cost_false_alarm / (cost_false_alarm + cost_missed)
    cost = cost_false_alarm * ((s >= t) & (y == 0)).sum() + cost_missed * ((s < t) & (y == 1)).sum()
    return {"threshold": t, "cost": cost}


# %% question="q5" kind="wrong" name="tries only hundredths between 0 and 1" fails=["q5-threshold", "q5-equal-scores", "q5-equal-costs", "q5-none-or-all"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    candidates = np.linspace(1, 0, 101)
    costs = [
        cost_false_alarm * ((s >= t) & (y == 0)).sum() + cost_missed * ((s < t) & (y == 1)).sum() for t in candidates
    ]
    best = int(np.argmin(costs))
    return {"threshold": candidates[best], "cost": costs[best]}


# %% question="q5" kind="wrong" name="walks down row by row and may stop between rows with the same score" fails=["q5-equal-scores"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    order = np.lexsort((1 - y, -s))
    saved = np.cumsum(np.where(y[order] == 1, cost_missed, -cost_false_alarm))
    costs = y.sum() * cost_missed - np.append(0.0, saved)
    best = int(np.argmin(costs))
    return {"threshold": np.append(np.inf, s[order])[best], "cost": costs[best]}


# %% question="q5" kind="wrong" name="takes the lowest of several cheapest candidates" fails=["q5-equal-costs"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    candidates = np.append(np.unique(s), np.inf)
    costs = [
        cost_false_alarm * ((s >= t) & (y == 0)).sum() + cost_missed * ((s < t) & (y == 1)).sum() for t in candidates
    ]
    best = int(np.argmin(costs))
    return {"threshold": candidates[best], "cost": costs[best]}


# %% question="q5" kind="wrong" name="never considers flagging nothing" fails=["q5-equal-costs", "q5-none-or-all"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    candidates = np.unique(s)[::-1]
    costs = [
        cost_false_alarm * ((s >= t) & (y == 0)).sum() + cost_missed * ((s < t) & (y == 1)).sum() for t in candidates
    ]
    best = int(np.argmin(costs))
    return {"threshold": candidates[best], "cost": costs[best]}


# %% question="q5" kind="wrong" name="leaves out the lowest score, at which every row is flagged" fails=["q5-none-or-all"]
import numpy as np


def best_threshold(labels, score, cost_false_alarm, cost_missed):
    y, s = np.asarray(labels).astype(int), np.asarray(score, dtype=float)
    candidates = np.append(np.unique(s)[1:], np.inf)[::-1]
    costs = [
        cost_false_alarm * ((s >= t) & (y == 0)).sum() + cost_missed * ((s < t) & (y == 1)).sum() for t in candidates
    ]
    best = int(np.argmin(costs))
    return {"threshold": candidates[best], "cost": costs[best]}


# %% question="q6" kind="right" name="through the odds, with certainty set apart"
def true_probability(probability, train_share, true_share):
    for share in (train_share, true_share):
        if share <= 0 or share >= 1:
            raise ValueError("a share lies between 0 and 1")
    factor = (true_share / (1 - true_share)) / (train_share / (1 - train_share))
    result = []
    for p in probability:
        if p == 1:
            result.append(1)
        else:
            odds = p / (1 - p) * factor
            result.append(odds / (1 + odds))
    return result


# %% question="q6" kind="right" name="the multiplied-out form, as a Series"
import pandas as pd


def true_probability(probability, train_share, true_share):
    if not (0 < train_share < 1 and 0 < true_share < 1):
        raise ValueError(f"shares of {train_share} and {true_share} are impossible")
    p = pd.Series(list(probability), dtype=float)
    a, b = true_share * (1 - train_share), train_share * (1 - true_share)
    return p * a / (p * a + (1 - p) * b)


# %% question="q6" kind="wrong" name="scales the probability by the ratio of the shares" fails=["q6-corrected", "q6-unchanged"]
import numpy as np


def true_probability(probability, train_share, true_share):
    if not (0 < train_share < 1 and 0 < true_share < 1):
        raise ValueError("a share lies between 0 and 1")
    return np.clip(np.asarray(probability, dtype=float) * true_share / train_share, 0, 1)


# %% question="q6" kind="wrong" name="swaps the two shares" fails=["q6-corrected"]
import numpy as np


def true_probability(probability, train_share, true_share):
    if not (0 < train_share < 1 and 0 < true_share < 1):
        raise ValueError("a share lies between 0 and 1")
    p = np.asarray(probability, dtype=float)
    positive = p * train_share / true_share
    negative = (1 - p) * (1 - train_share) / (1 - true_share)
    return positive / (positive + negative)


# %% question="q6" kind="wrong" name="corrects label 1 and forgets label 0" fails=["q6-corrected"]
import numpy as np


def true_probability(probability, train_share, true_share):
    if not (0 < train_share < 1 and 0 < true_share < 1):
        raise ValueError("a share lies between 0 and 1")
    p = np.asarray(probability, dtype=float)
    positive = p * true_share / train_share
    return positive / (positive + 1 - p)


# %% question="q6" kind="wrong" name="takes the training share for one half always" fails=["q6-corrected", "q6-unchanged"]
import numpy as np


def true_probability(probability, train_share, true_share):
    if not (0 < train_share < 1 and 0 < true_share < 1):
        raise ValueError("a share lies between 0 and 1")
    p = np.asarray(probability, dtype=float)
    return p * true_share / (p * true_share + (1 - p) * (1 - true_share))


# %% question="q6" kind="wrong" name="shifts all probabilities until their mean is the true share" fails=["q6-corrected", "q6-unchanged"]
import numpy as np


def true_probability(probability, train_share, true_share):
    if not (0 < train_share < 1 and 0 < true_share < 1):
        raise ValueError("a share lies between 0 and 1")
    p = np.asarray(probability, dtype=float)
    return p - p.mean() + true_share


# %% question="q6" kind="wrong" name="goes through the odds, which don't exist at 1" fails=["q6-unchanged"]
import numpy as np


def true_probability(probability, train_share, true_share):
    if not (0 < train_share < 1 and 0 < true_share < 1):
        raise ValueError("a share lies between 0 and 1")
    p = np.asarray(probability, dtype=float)
    odds = p / (1 - p) * true_share / (1 - true_share) * (1 - train_share) / train_share
    return odds / (1 + odds)


# %% question="q6" kind="wrong" name="lets shares of 0 and 1 pass" fails=["q6-refused"]
import numpy as np


def true_probability(probability, train_share, true_share):
    if not (0 <= train_share <= 1 and 0 <= true_share <= 1):
        raise ValueError("a share lies between 0 and 1")
    p = np.asarray(probability, dtype=float)
    positive = p * np.divide(true_share, train_share)
    negative = (1 - p) * np.divide(1 - true_share, 1 - train_share)
    return positive / (positive + negative)


# %% question="q6" kind="wrong" name="looks at the true share only before it computes" fails=["q6-refused"]
import numpy as np


def true_probability(probability, train_share, true_share):
    if not 0 < true_share < 1:
        raise ValueError("a share lies between 0 and 1")
    p = np.asarray(probability, dtype=float)
    a, b = true_share * (1 - train_share), train_share * (1 - true_share)
    return p * a / (p * a + (1 - p) * b)
