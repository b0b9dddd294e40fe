# %% [markdown]
# # Right and wrong answers for assignment 1.3a
#
# Each code cell stands for a student's solution cell: its code replaces the whole solution cell of `question`, and the
# rest of the notebook stays the reference. A `right` answer keeps every point. A `wrong` one is named for the
# misconception behind it and fails exactly the test cells in `fails`, and no test cell of another question.

# %% question="q1" kind="right" name="counts in plain Python"
def class_imbalance(facet, disadvantaged):
    n_a = n_d = 0
    for value in facet:
        if value is None or value != value:
            continue
        if value == disadvantaged:
            n_d += 1
        else:
            n_a += 1
    if not n_a:
        raise ValueError("facet a is empty")
    if not n_d:
        raise ValueError("facet d is empty")
    return (n_a - n_d) / (n_a + n_d)


# %% question="q1" kind="right" name="NumPy mean, with an exception class of its own"
import numpy as np
import pandas as pd


class EmptyFacetError(ValueError):
    pass


def class_imbalance(facet, disadvantaged):
    values = np.asarray(facet, dtype=object)
    values = values[~pd.isna(values)]
    share_d = np.float32(0) if len(values) == 0 else np.array((values == disadvantaged).mean())
    if share_d in (0, 1):
        raise EmptyFacetError("one of the facets has no rows")
    return np.asarray(1 - 2 * share_d)


# %% question="q1" kind="wrong" name="turns the sign: d less a" fails=["q1-value", "q1-missing"]
import pandas as pd


def class_imbalance(facet, disadvantaged):
    known = pd.Series(list(facet), dtype=object).dropna()
    n_d = (known == disadvantaged).sum()
    n_a = (known != disadvantaged).sum()
    if n_a == 0 or n_d == 0:
        raise ValueError("a facet is empty")
    return (n_d - n_a) / (n_a + n_d)


# %% question="q1" kind="wrong" name="takes size for the absolute difference and loses the sign" fails=["q1-value", "q1-missing"]
import pandas as pd


def class_imbalance(facet, disadvantaged):
    known = pd.Series(list(facet), dtype=object).dropna()
    n_d = (known == disadvantaged).sum()
    n_a = (known != disadvantaged).sum()
    if n_a == 0 or n_d == 0:
        raise ValueError("a facet is empty")
    return abs(n_a - n_d) / (n_a + n_d)


# %% question="q1" kind="wrong" name="counts a missing facet as favored, as None differs from d" fails=["q1-missing", "q1-empty-facet"]
def class_imbalance(facet, disadvantaged):
    values = list(facet)
    n_d = sum(value == disadvantaged for value in values)
    n_a = sum(value != disadvantaged for value in values)
    if n_a == 0 or n_d == 0:
        raise ValueError("a facet is empty")
    return (n_a - n_d) / (n_a + n_d)


# %% question="q1" kind="wrong" name="leaves missing rows out above the line and keeps them below it" fails=["q1-missing"]
import pandas as pd


def class_imbalance(facet, disadvantaged):
    column = pd.Series(list(facet), dtype=object)
    n_d = (column == disadvantaged).sum()
    n_a = (column.notna() & (column != disadvantaged)).sum()
    if n_a == 0 or n_d == 0:
        raise ValueError("a facet is empty")
    return (n_a - n_d) / len(column)


# %% question="q1" kind="wrong" name="takes the largest other value for the whole of facet a" fails=["q1-value", "q1-missing"]
import pandas as pd


def class_imbalance(facet, disadvantaged):
    counts = pd.Series(list(facet), dtype=object).value_counts()
    n_d = counts.get(disadvantaged, 0)
    n_a = counts.drop(disadvantaged, errors="ignore").max() if len(counts) > 1 else 0
    if n_a == 0 or n_d == 0:
        raise ValueError("a facet is empty")
    return (n_a - n_d) / (n_a + n_d)


# %% question="q1" kind="wrong" name="takes one facet only for the extreme value and not for an error" fails=["q1-empty-facet"]
import pandas as pd


def class_imbalance(facet, disadvantaged):
    known = pd.Series(list(facet), dtype=object).dropna()
    n_d = (known == disadvantaged).sum()
    n_a = len(known) - n_d
    return (n_a - n_d) / max(n_a + n_d, 1)


# %% question="q1" kind="wrong" name="looks up Series entries by number, which fails on a filtered table" fails=["q1-value"]
import pandas as pd


def class_imbalance(facet, disadvantaged):
    n_a = n_d = 0
    for i in range(len(facet)):
        if pd.isna(facet[i]):
            continue
        if facet[i] == disadvantaged:
            n_d += 1
        else:
            n_a += 1
    if n_a == 0 or n_d == 0:
        raise ValueError("a facet is empty")
    return (n_a - n_d) / (n_a + n_d)


# %% question="q2" kind="right" name="sums in plain Python"
def label_difference(facet, label, disadvantaged, weights=None):
    facet, label = list(facet), list(label)
    weights = [1] * len(facet) if weights is None else list(weights)

    def missing(value):
        return value is None or value != value

    if any(not missing(y) and y not in (0, 1) for y in label):
        raise ValueError("labels are 0 or 1")
    total = {True: 0, False: 0}
    positive = {True: 0, False: 0}
    for f, y, w in zip(facet, label, weights, strict=True):
        if missing(f) or missing(y):
            continue
        total[f == disadvantaged] += w
        positive[f == disadvantaged] += w * y
    if not total[True] or not total[False]:
        raise ValueError("a facet has no labeled row")
    return positive[False] / total[False] - positive[True] / total[True]


# %% question="q2" kind="right" name="groupby and sums in pandas"
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)})
    frame["w"] = 1 if weights is None else list(weights)
    if not frame["y"].dropna().isin([0, 1]).all():
        raise ValueError("a label isn't 0 or 1")
    frame = frame.dropna(subset=["f", "y"])
    frame["wy"] = frame["w"] * frame["y"].astype(int)
    sums = frame.groupby(frame["f"].eq(disadvantaged))[["wy", "w"]].sum()
    if len(sums) < 2:
        raise ValueError("a facet has no labeled row")
    q = sums["wy"] / sums["w"]
    return q.loc[False] - q.loc[True]


# %% question="q2" kind="right" name="the slope of a weighted regression on being in facet a"
import numpy as np
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    f, y = np.asarray(facet, dtype=object), np.asarray(label, dtype=object)
    w = np.ones(len(f)) if weights is None else np.asarray(weights, dtype="float64")
    for value in y[~pd.isna(y)]:
        if isinstance(value, str) or value not in {0, 1}:
            raise ValueError(f"{value!r} is not a label")
    keep = ~(pd.isna(f) | pd.isna(y))
    f, y, w = f[keep], y[keep].astype(float), w[keep]
    in_a = (f != disadvantaged).astype(float)
    if in_a.size == 0 or in_a.min() == in_a.max():
        raise ValueError("a facet has no labeled row")
    x = in_a - np.average(in_a, weights=w)
    return np.sum(w * x * y) / np.sum(w * x * x)


# %% question="q2" kind="wrong" name="turns the sign: d less a" fails=["q2-value", "q2-weights", "q2-missing-label"]
import numpy as np
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    frame["w"] = 1.0 if weights is None else list(weights)
    if not frame["y"].dropna().isin([0, 1]).all():
        raise ValueError("a label isn't 0 or 1")
    frame = frame.dropna()
    d, a = frame[frame["f"] == disadvantaged], frame[frame["f"] != disadvantaged]
    if d.empty or a.empty:
        raise ValueError("a facet is empty")
    return np.average(d["y"].astype(float), weights=d["w"]) - np.average(a["y"].astype(float), weights=a["w"])


# %% question="q2" kind="wrong" name="ignores the weights" fails=["q2-weights", "q2-missing-label"]
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    if not frame["y"].dropna().isin([0, 1]).all():
        raise ValueError("a label isn't 0 or 1")
    frame = frame.dropna()
    d, a = frame[frame["f"] == disadvantaged], frame[frame["f"] != disadvantaged]
    if d.empty or a.empty:
        raise ValueError("a facet is empty")
    return a["y"].mean() - d["y"].mean()


# %% question="q2" kind="wrong" name="weights the labels and divides by the number of rows" fails=["q2-weights", "q2-missing-label"]
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    frame["w"] = 1.0 if weights is None else list(weights)
    if not frame["y"].dropna().isin([0, 1]).all():
        raise ValueError("a label isn't 0 or 1")
    frame = frame.dropna()
    d, a = frame[frame["f"] == disadvantaged], frame[frame["f"] != disadvantaged]
    if d.empty or a.empty:
        raise ValueError("a facet is empty")
    return (a["w"] * a["y"]).sum() / len(a) - (d["w"] * d["y"]).sum() / len(d)


# %% question="q2" kind="wrong" name="scales the weights to sum to one over the table and not within each facet" fails=["q2-value", "q2-weights", "q2-missing-label"]
import numpy as np
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    frame["w"] = 1.0 if weights is None else list(weights)
    if not frame["y"].dropna().isin([0, 1]).all():
        raise ValueError("a label isn't 0 or 1")
    frame = frame.dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    share = frame["w"] * frame["y"] / frame["w"].sum()
    return float(np.sum(share[~in_d]) - np.sum(share[in_d]))


# %% question="q2" kind="wrong" name="reads a pending decision as a rejection" fails=["q2-missing-label"]
import numpy as np
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    frame["w"] = 1.0 if weights is None else list(weights)
    frame["y"] = frame["y"].where(frame["y"].notna(), 0)
    if not frame["y"].isin([0, 1]).all():
        raise ValueError("a label isn't 0 or 1")
    frame = frame.dropna()
    d, a = frame[frame["f"] == disadvantaged], frame[frame["f"] != disadvantaged]
    if d.empty or a.empty:
        raise ValueError("a facet is empty")
    return np.average(a["y"].astype(float), weights=a["w"]) - np.average(d["y"].astype(float), weights=d["w"])


# %% question="q2" kind="wrong" name="leaves a missing label out of the sum and keeps its weight below the line" fails=["q2-missing-label"]
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    frame["w"] = 1.0 if weights is None else list(weights)
    if not frame["y"].dropna().isin([0, 1]).all():
        raise ValueError("a label isn't 0 or 1")
    frame = frame[frame["f"].notna()]
    shares = []
    for rows in (frame[frame["f"] != disadvantaged], frame[frame["f"] == disadvantaged]):
        if rows.empty:
            raise ValueError("a facet is empty")
        shares.append((rows["w"] * rows["y"].astype(float)).sum() / rows["w"].sum())
    return shares[0] - shares[1]


# %% question="q2" kind="wrong" name="returns NaN for a facet without labels" fails=["q2-missing-label"]
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    frame["w"] = 1.0 if weights is None else list(weights)
    if not frame["y"].dropna().isin([0, 1]).all():
        raise ValueError("a label isn't 0 or 1")
    frame = frame.dropna()
    d, a = frame[frame["f"] == disadvantaged], frame[frame["f"] != disadvantaged]
    return (a["w"] * a["y"]).sum() / a["w"].sum() - (d["w"] * d["y"]).sum() / d["w"].sum()


# %% question="q2" kind="wrong" name="takes every label but 1 for a rejection" fails=["q2-bad-label"]
import numpy as np
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    frame["w"] = 1.0 if weights is None else list(weights)
    frame = frame.dropna()
    frame["y"] = (frame["y"] == 1).astype(float)
    d, a = frame[frame["f"] == disadvantaged], frame[frame["f"] != disadvantaged]
    if d.empty or a.empty:
        raise ValueError("a facet is empty")
    return np.average(a["y"], weights=a["w"]) - np.average(d["y"], weights=d["w"])


# %% question="q2" kind="wrong" name="checks the range of the labels and not their values" fails=["q2-bad-label"]
import numpy as np
import pandas as pd


def label_difference(facet, label, disadvantaged, weights=None):
    frame = pd.DataFrame({"f": list(facet), "y": list(label)}, dtype=object)
    frame["w"] = 1.0 if weights is None else list(weights)
    frame = frame.dropna()
    frame["y"] = frame["y"].astype(float)
    if (frame["y"] < 0).any() or (frame["y"] > 1).any():
        raise ValueError("a label is out of range")
    d, a = frame[frame["f"] == disadvantaged], frame[frame["f"] != disadvantaged]
    if d.empty or a.empty:
        raise ValueError("a facet is empty")
    return np.average(a["y"], weights=a["w"]) - np.average(d["y"], weights=d["w"])


# %% question="q3" kind="right" name="SciPy's entropy and distance"
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}).dropna()
    in_d = (frame["f"] == disadvantaged).rename("in_d")
    if in_d.nunique() < 2:
        raise ValueError("a facet is empty")
    shares = pd.crosstab(frame["y"], in_d, normalize="columns")
    p, q = shares[False], shares[True]
    return pd.Series({"TVD": (p - q).abs().sum() / 2, "KL": entropy(p, q), "JS": jensenshannon(p, q) ** 2})


# %% question="q3" kind="right" name="plain Python with counters, TVD as what a has more"
import math
from collections import Counter


def divergences(facet, outcome, disadvantaged):
    counts = {True: Counter(), False: Counter()}
    for f, y in zip(facet, outcome, strict=True):
        if f is None or f != f or y is None or y != y:
            continue
        counts[bool(f == disadvantaged)][y] += 1
    n_a, n_d = sum(counts[False].values()), sum(counts[True].values())
    if n_a * n_d == 0:
        raise ValueError("no known outcome in one of the facets")
    tvd = kl = js = 0.0
    for y in counts[True] | counts[False]:
        p, q = counts[False][y] / n_a, counts[True][y] / n_d
        tvd += max(p - q, 0)
        if p:
            kl += p * math.log(p / q) if q else math.inf
            js += p / 2 * math.log(2 * p / (p + q))
        if q:
            js += q / 2 * math.log(2 * q / (p + q))
    return {"JS": js, "KL": kl, "TVD": tvd}


# %% question="q3" kind="right" name="NumPy that divides by zero and says so in a warning"
import numpy as np
import pandas as pd


def divergences(facet, outcome, disadvantaged):
    f, y = pd.Series(list(facet)), pd.Series(list(outcome))
    known = f.notna() & y.notna()
    in_a, in_d = known & (f != disadvantaged), known & (f == disadvantaged)
    if not in_a.any() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = y[known].unique()
    p = np.array([(y[in_a] == kind).mean() for kind in kinds])
    q = np.array([(y[in_d] == kind).mean() for kind in kinds])
    m = (p + q) / 2
    return {
        "TVD": 0.5 * np.linalg.norm(p - q, 1),
        "KL": np.nansum(p * np.log(p / q)),
        "JS": 0.5 * np.nansum(p * np.log(p / m)) + 0.5 * np.nansum(q * np.log(q / m)),
    }


# %% question="q3" kind="wrong" name="drops the outcomes that one facet lacks" fails=["q3-absent-outcome"]
import numpy as np
import pandas as pd


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    p = frame.loc[~in_d, "y"].value_counts(normalize=True)
    q = frame.loc[in_d, "y"].value_counts(normalize=True)
    both = p.index.intersection(q.index)
    p, q = p[both], q[both]
    m = (p + q) / 2
    return {
        "TVD": (p - q).abs().sum() / 2,
        "KL": (p * np.log(p / q)).sum(),
        "JS": ((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / 2,
    }


# %% question="q3" kind="wrong" name="adds a small number to every share so that nothing is infinite" fails=["q3-tvd", "q3-kl-js", "q3-absent-outcome", "q3-missing-outcome"]
import numpy as np
import pandas as pd


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = frame["y"].unique()
    p = frame.loc[~in_d, "y"].value_counts().reindex(kinds, fill_value=0) + 0.001
    q = frame.loc[in_d, "y"].value_counts().reindex(kinds, fill_value=0) + 0.001
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    return {
        "TVD": (p - q).abs().sum() / 2,
        "KL": (p * np.log(p / q)).sum(),
        "JS": ((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / 2,
    }


# %% question="q3" kind="wrong" name="takes an infinite term of KL for nothing" fails=["q3-absent-outcome"]
import numpy as np
import pandas as pd


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = frame["y"].unique()
    p = frame.loc[~in_d, "y"].value_counts(normalize=True).reindex(kinds, fill_value=0).to_numpy()
    q = frame.loc[in_d, "y"].value_counts(normalize=True).reindex(kinds, fill_value=0).to_numpy()

    def kl(one, other):
        keep = (one > 0) & (other > 0)
        return np.sum(one[keep] * np.log(one[keep] / other[keep]))

    return {
        "TVD": np.abs(p - q).sum() / 2,
        "KL": kl(p, q),
        "JS": (kl(p, (p + q) / 2) + kl(q, (p + q) / 2)) / 2,
    }


# %% question="q3" kind="wrong" name="takes logarithms to base 2" fails=["q3-kl-js", "q3-absent-outcome"]
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = frame["y"].unique()
    p = frame.loc[~in_d, "y"].value_counts().reindex(kinds, fill_value=0) / (~in_d).sum()
    q = frame.loc[in_d, "y"].value_counts().reindex(kinds, fill_value=0) / in_d.sum()
    return {"TVD": (p - q).abs().sum() / 2, "KL": entropy(p, q, base=2), "JS": jensenshannon(p, q, base=2) ** 2}


# %% question="q3" kind="wrong" name="takes SciPy's distance for the divergence and forgets to square it" fails=["q3-kl-js", "q3-absent-outcome"]
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = frame["y"].unique()
    p = frame.loc[~in_d, "y"].value_counts().reindex(kinds, fill_value=0) / (~in_d).sum()
    q = frame.loc[in_d, "y"].value_counts().reindex(kinds, fill_value=0) / in_d.sum()
    return {"TVD": (p - q).abs().sum() / 2, "KL": entropy(p, q), "JS": jensenshannon(p, q)}


# %% question="q3" kind="wrong" name="exchanges the arguments of KL: d from a" fails=["q3-kl-js", "q3-absent-outcome"]
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = frame["y"].unique()
    p = frame.loc[~in_d, "y"].value_counts().reindex(kinds, fill_value=0) / (~in_d).sum()
    q = frame.loc[in_d, "y"].value_counts().reindex(kinds, fill_value=0) / in_d.sum()
    return {"TVD": (p - q).abs().sum() / 2, "KL": entropy(q, p), "JS": jensenshannon(p, q) ** 2}


# %% question="q3" kind="wrong" name="forgets the half of TVD" fails=["q3-tvd", "q3-absent-outcome", "q3-missing-outcome"]
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = frame["y"].unique()
    p = frame.loc[~in_d, "y"].value_counts().reindex(kinds, fill_value=0) / (~in_d).sum()
    q = frame.loc[in_d, "y"].value_counts().reindex(kinds, fill_value=0) / in_d.sum()
    return {"TVD": (p - q).abs().sum(), "KL": entropy(p, q), "JS": jensenshannon(p, q) ** 2}


# %% question="q3" kind="wrong" name="compares counts and not shares in TVD" fails=["q3-tvd", "q3-absent-outcome", "q3-missing-outcome"]
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna()
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = frame["y"].unique()
    p = frame.loc[~in_d, "y"].value_counts().reindex(kinds, fill_value=0)
    q = frame.loc[in_d, "y"].value_counts().reindex(kinds, fill_value=0)
    return {
        "TVD": (p - q).abs().sum() / (2 * len(frame)),
        "KL": entropy(p / p.sum(), q / q.sum()),
        "JS": jensenshannon(p, q) ** 2,
    }


# %% question="q3" kind="wrong" name="counts a missing outcome as an outcome of its own" fails=["q3-missing-outcome"]
import pandas as pd
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy


def divergences(facet, outcome, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(outcome)}, dtype=object).dropna(subset=["f"])
    frame["y"] = frame["y"].where(frame["y"].notna(), "missing")
    in_d = frame["f"] == disadvantaged
    if in_d.all() or not in_d.any():
        raise ValueError("a facet is empty")
    kinds = frame["y"].unique()
    p = frame.loc[~in_d, "y"].value_counts().reindex(kinds, fill_value=0) / (~in_d).sum()
    q = frame.loc[in_d, "y"].value_counts().reindex(kinds, fill_value=0) / in_d.sum()
    return {"TVD": (p - q).abs().sum() / 2, "KL": entropy(p, q), "JS": jensenshannon(p, q) ** 2}


# %% question="q4" kind="right" name="plain Python, one pass to count"
from collections import defaultdict


def conditional_disparity(facet, label, group, disadvantaged):
    counts = defaultdict(lambda: {0: [0, 0], 1: [0, 0]})
    rows = [0, 0]
    for f, y, g in zip(facet, label, group, strict=True):
        if any(value is None or value != value for value in (f, y, g)):
            continue
        if y != 0 and y != 1:
            raise ValueError(f"{y!r} is not a label")
        is_d = int(f == disadvantaged)
        counts[g][int(y)][is_d] += 1
        rows[is_d] += 1
    if 0 in rows:
        raise ValueError("a facet is empty")
    total = 0
    for count in counts.values():
        n0, n1 = sum(count[0]), sum(count[1])
        if n0 > 0 and n1 > 0:
            total += (n0 + n1) * (count[0][1] / n0 - count[1][1] / n1)
    return total / sum(rows)


# %% question="q4" kind="right" name="a pivot table, without a loop"
import numpy as np
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)})
    if not frame["y"].dropna().isin([0, 1]).all():
        raise ValueError("labels are 0 or 1")
    frame = frame.dropna()
    frame["d"] = (frame["f"] == disadvantaged).astype(float)
    if frame["d"].nunique() != 2:
        raise ValueError("a facet is empty")
    share = frame.pivot_table(index="g", columns="y", values="d", aggfunc="mean").reindex(columns=[0, 1])
    disparity = (share[0] - share[1]).fillna(0)
    size = frame.groupby("g").size()
    return np.float64((disparity * size).sum() / size.sum())


# %% question="q4" kind="wrong" name="averages the groups without their sizes" fails=["q4-value", "q4-one-label", "q4-missing"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object).dropna()
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    disparities = []
    for _, rows in frame.groupby("g"):
        rejected, admitted = rows[rows["y"] == 0]["d"], rows[rows["y"] == 1]["d"]
        disparities.append(rejected.mean() - admitted.mean() if len(rejected) and len(admitted) else 0)
    return sum(disparities) / len(disparities)


# %% question="q4" kind="wrong" name="doesn't condition: one disparity over the whole table" fails=["q4-value", "q4-one-label", "q4-missing"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object).dropna()
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    rejected, admitted = frame[frame["y"] == 0]["d"], frame[frame["y"] == 1]["d"]
    return rejected.mean() - admitted.mean() if len(rejected) and len(admitted) else 0


# %% question="q4" kind="wrong" name="averages DPL over the groups in place of the disparity" fails=["q4-value", "q4-one-label"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object).dropna()
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    total = 0
    for _, rows in frame.groupby("g"):
        a, d = rows[~rows["d"]]["y"], rows[rows["d"]]["y"]
        if len(a) and len(d):
            total += len(rows) * (a.mean() - d.mean())
    return total / len(frame)


# %% question="q4" kind="wrong" name="turns the sign: admitted less rejected" fails=["q4-value", "q4-one-label", "q4-missing"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object).dropna()
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    total = 0
    for _, rows in frame.groupby("g"):
        rejected, admitted = rows[rows["y"] == 0]["d"], rows[rows["y"] == 1]["d"]
        if len(rejected) and len(admitted):
            total += len(rows) * (admitted.mean() - rejected.mean())
    return total / len(frame)


# %% question="q4" kind="wrong" name="takes a share of nothing for 0 in a group with one label" fails=["q4-one-label"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object).dropna()
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    total = 0
    for _, rows in frame.groupby("g"):
        rejected, admitted = rows[rows["y"] == 0]["d"], rows[rows["y"] == 1]["d"]
        share_rejected = rejected.mean() if len(rejected) else 0
        share_admitted = admitted.mean() if len(admitted) else 0
        total += len(rows) * (share_rejected - share_admitted)
    return total / len(frame)


# %% question="q4" kind="wrong" name="skips a group with one label, also in n" fails=["q4-one-label"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object).dropna()
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    total = n = 0
    for _, rows in frame.groupby("g"):
        rejected, admitted = rows[rows["y"] == 0]["d"], rows[rows["y"] == 1]["d"]
        if len(rejected) and len(admitted):
            total += len(rows) * (rejected.mean() - admitted.mean())
            n += len(rows)
    return total / n if n else 0.0


# %% question="q4" kind="wrong" name="skips a group with one facet, also in n" fails=["q4-value"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object).dropna()
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    total = n = 0
    for _, rows in frame.groupby("g"):
        if rows["d"].nunique() < 2:
            continue
        n += len(rows)
        rejected, admitted = rows[rows["y"] == 0]["d"], rows[rows["y"] == 1]["d"]
        if len(rejected) and len(admitted):
            total += len(rows) * (rejected.mean() - admitted.mean())
    return total / n


# %% question="q4" kind="wrong" name="divides by all rows, also those with something missing" fails=["q4-missing"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object)
    n = len(frame)
    frame = frame.dropna()
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    total = 0
    for _, rows in frame.groupby("g"):
        rejected, admitted = rows[rows["y"] == 0]["d"], rows[rows["y"] == 1]["d"]
        if len(rejected) and len(admitted):
            total += len(rows) * (rejected.mean() - admitted.mean())
    return total / n


# %% question="q4" kind="wrong" name="makes a group of the rows without a group" fails=["q4-missing"]
import pandas as pd


def conditional_disparity(facet, label, group, disadvantaged):
    frame = pd.DataFrame({"f": list(facet), "y": list(label), "g": list(group)}, dtype=object)
    frame = frame.dropna(subset=["f", "y"])
    frame["d"] = frame["f"] == disadvantaged
    if frame["d"].all() or not frame["d"].any():
        raise ValueError("a facet is empty")
    total = 0
    for _, rows in frame.groupby("g", dropna=False):
        rejected, admitted = rows[rows["y"] == 0]["d"], rows[rows["y"] == 1]["d"]
        if len(rejected) and len(admitted):
            total += len(rows) * (rejected.mean() - admitted.mean())
    return total / len(frame)


# %% question="q5" kind="right" name="the reference's choices, built with dict()"
metric_for = dict(zip(["gap", "pilot", "seats"], ["KS", "CI", "CDDL"], strict=True))

# %% question="q5" kind="wrong" name="DPL for imbalance, though it needs labels" fails=["q5-pilot"]
metric_for = {"pilot": "DPL", "seats": "CDDL", "gap": "KS"}

# %% question="q5" kind="wrong" name="DPL compares admissions, with or without groups" fails=["q5-seats"]
metric_for = {"pilot": "CI", "seats": "DPL", "gap": "KS"}

# %% question="q5" kind="wrong" name="TVD for the largest gap, though it adds up all of them" fails=["q5-gap"]
metric_for = {"pilot": "CI", "seats": "CDDL", "gap": "TVD"}

# %% question="q5" kind="wrong" name="few seats taken for class imbalance, and a gap between distributions for KL" fails=["q5-seats", "q5-gap"]
metric_for = {"pilot": "CI", "seats": "CI", "gap": "KL"}

# %% question="q5" kind="wrong" name="one metric for everything" fails=["q5-pilot", "q5-seats", "q5-gap"]
metric_for = dict.fromkeys(["pilot", "seats", "gap"], "DPL")


# %% question="q6" kind="right" name="a table of conditions, searched from the top"
def read_report(report, limits):
    found = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            values = {}
            for metric in entry["metrics"]:
                if metric["value"] is not None and metric["name"] in limits:
                    values[metric["name"]] = metric["value"]
            over = {name: abs(value) > limits[name] for name, value in values.items()}
            table = [
                (len(values) < 3, "measure"),
                (over.get("DPL") and over.get("CDDL"), "audit labels"),
                (over.get("DPL"), "explain by group"),
                (over.get("CI") and values.get("CI", 0) > 0, "collect d"),
                (over.get("CI") and values.get("CI", 0) < 0, "collect a"),
                (True, "train"),
            ]
            action = next(name for holds, name in table if holds)
            signs = {True: "a", False: "d"}
            dpl = values.get("DPL")
            favored = "unknown" if dpl is None else "neither" if not dpl else signs[dpl > 0]
            found[column + "=" + entry["value_or_threshold"]] = {"action": action, "favored": favored}
    return found


# %% question="q6" kind="right" name="a pandas frame of the numbers, NaN where there is none"
import numpy as np
import pandas as pd


def read_report(report, limits):
    facets = report["pre_training_bias_metrics"]["facets"]
    frame = pd.DataFrame(
        {
            f"{column}={entry['value_or_threshold']}": {m["name"]: m["value"] for m in entry["metrics"]}
            for column, entries in facets.items()
            for entry in entries
        },
        index=["CI", "DPL", "CDDL"],
        dtype=float,
    ).T
    over = frame.abs().gt(pd.Series(limits)[frame.columns])
    frame["favored"] = np.select(
        [frame["DPL"] > 0, frame["DPL"] < 0, frame["DPL"] == 0], ["a", "d", "neither"], default="unknown"
    )
    frame["action"] = np.select(
        [
            frame[["CI", "DPL", "CDDL"]].isna().any(axis=1),
            over["DPL"] & over["CDDL"],
            over["DPL"],
            over["CI"] & (frame["CI"] > 0),
            over["CI"],
        ],
        ["measure", "audit labels", "explain by group", "collect d", "collect a"],
        default="train",
    )
    return frame[["favored", "action"]].to_dict(orient="index")


# %% question="q6" kind="wrong" name="reads a positive DPL as favoring d" fails=["q6-favored", "q6-no-number"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            number = {metric["name"]: metric["value"] for metric in entry["metrics"]}
            ci, dpl, cddl = number.get("CI"), number.get("DPL"), number.get("CDDL")
            favored = "unknown" if dpl is None else "d" if dpl > 0 else "a" if dpl < 0 else "neither"
            if None in (ci, dpl, cddl):
                action = "measure"
            elif abs(dpl) > limits["DPL"]:
                action = "audit labels" if abs(cddl) > limits["CDDL"] else "explain by group"
            elif abs(ci) > limits["CI"]:
                action = "collect d" if ci > 0 else "collect a"
            else:
                action = "train"
            readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings


# %% question="q6" kind="wrong" name="calls a DPL within its limit neither" fails=["q6-favored", "q6-no-number"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            number = {metric["name"]: metric["value"] for metric in entry["metrics"]}
            ci, dpl, cddl = number.get("CI"), number.get("DPL"), number.get("CDDL")
            if dpl is None:
                favored = "unknown"
            elif abs(dpl) <= limits["DPL"]:
                favored = "neither"
            else:
                favored = "a" if dpl > 0 else "d"
            if None in (ci, dpl, cddl):
                action = "measure"
            elif abs(dpl) > limits["DPL"]:
                action = "audit labels" if abs(cddl) > limits["CDDL"] else "explain by group"
            elif abs(ci) > limits["CI"]:
                action = "collect d" if ci > 0 else "collect a"
            else:
                action = "train"
            readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings


# %% question="q6" kind="wrong" name="compares without absolute values, so a negative number never exceeds" fails=["q6-action"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            number = {metric["name"]: metric["value"] for metric in entry["metrics"]}
            ci, dpl, cddl = number.get("CI"), number.get("DPL"), number.get("CDDL")
            favored = "unknown" if dpl is None else "a" if dpl > 0 else "d" if dpl < 0 else "neither"
            if None in (ci, dpl, cddl):
                action = "measure"
            elif dpl > limits["DPL"]:
                action = "audit labels" if cddl > limits["CDDL"] else "explain by group"
            elif ci > limits["CI"]:
                action = "collect d"
            elif ci < -limits["CI"]:
                action = "collect a"
            else:
                action = "train"
            readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings


# %% question="q6" kind="wrong" name="takes equal to the limit for exceeding it" fails=["q6-action"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            number = {metric["name"]: metric["value"] for metric in entry["metrics"]}
            ci, dpl, cddl = number.get("CI"), number.get("DPL"), number.get("CDDL")
            favored = "unknown" if dpl is None else "a" if dpl > 0 else "d" if dpl < 0 else "neither"
            if None in (ci, dpl, cddl):
                action = "measure"
            elif abs(dpl) >= limits["DPL"]:
                action = "audit labels" if abs(cddl) >= limits["CDDL"] else "explain by group"
            elif abs(ci) >= limits["CI"]:
                action = "collect d" if ci > 0 else "collect a"
            else:
                action = "train"
            readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings


# %% question="q6" kind="wrong" name="looks at class imbalance first" fails=["q6-action"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            number = {metric["name"]: metric["value"] for metric in entry["metrics"]}
            ci, dpl, cddl = number.get("CI"), number.get("DPL"), number.get("CDDL")
            favored = "unknown" if dpl is None else "a" if dpl > 0 else "d" if dpl < 0 else "neither"
            if None in (ci, dpl, cddl):
                action = "measure"
            elif abs(ci) > limits["CI"]:
                action = "collect d" if ci > 0 else "collect a"
            elif abs(dpl) > limits["DPL"]:
                action = "audit labels" if abs(cddl) > limits["CDDL"] else "explain by group"
            else:
                action = "train"
            readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings


# %% question="q6" kind="wrong" name="takes null for 0" fails=["q6-no-number"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            number = {metric["name"]: metric["value"] or 0 for metric in entry["metrics"]}
            ci, dpl, cddl = number.get("CI", 0), number.get("DPL", 0), number.get("CDDL", 0)
            favored = "a" if dpl > 0 else "d" if dpl < 0 else "neither"
            if abs(dpl) > limits["DPL"]:
                action = "audit labels" if abs(cddl) > limits["CDDL"] else "explain by group"
            elif abs(ci) > limits["CI"]:
                action = "collect d" if ci > 0 else "collect a"
            else:
                action = "train"
            readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings


# %% question="q6" kind="wrong" name="takes 0 for no number, as both are false" fails=["q6-favored", "q6-action", "q6-no-number"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            number = {metric["name"]: metric["value"] for metric in entry["metrics"]}
            ci, dpl, cddl = number.get("CI"), number.get("DPL"), number.get("CDDL")
            favored = "unknown" if not dpl else "a" if dpl > 0 else "d"
            if not ci or not dpl or not cddl:
                action = "measure"
            elif abs(dpl) > limits["DPL"]:
                action = "audit labels" if abs(cddl) > limits["CDDL"] else "explain by group"
            elif abs(ci) > limits["CI"]:
                action = "collect d" if ci > 0 else "collect a"
            else:
                action = "train"
            readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings


# %% question="q6" kind="wrong" name="reads only the first value of each facet column" fails=["q6-favored", "q6-action", "q6-no-number"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        entry = entries[0]
        number = {metric["name"]: metric["value"] for metric in entry["metrics"]}
        ci, dpl, cddl = number.get("CI"), number.get("DPL"), number.get("CDDL")
        favored = "unknown" if dpl is None else "a" if dpl > 0 else "d" if dpl < 0 else "neither"
        if None in (ci, dpl, cddl):
            action = "measure"
        elif abs(dpl) > limits["DPL"]:
            action = "audit labels" if abs(cddl) > limits["CDDL"] else "explain by group"
        elif abs(ci) > limits["CI"]:
            action = "collect d" if ci > 0 else "collect a"
        else:
            action = "train"
        readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings


# %% question="q6" kind="wrong" name="takes the metrics by place and not by name" fails=["q6-favored", "q6-action", "q6-no-number"]
def read_report(report, limits):
    readings = {}
    for column, entries in report["pre_training_bias_metrics"]["facets"].items():
        for entry in entries:
            ci, dpl, cddl = (metric["value"] for metric in entry["metrics"][:3])
            favored = "unknown" if dpl is None else "a" if dpl > 0 else "d" if dpl < 0 else "neither"
            if None in (ci, dpl, cddl):
                action = "measure"
            elif abs(dpl) > limits["DPL"]:
                action = "audit labels" if abs(cddl) > limits["CDDL"] else "explain by group"
            elif abs(ci) > limits["CI"]:
                action = "collect d" if ci > 0 else "collect a"
            else:
                action = "train"
            readings[f"{column}={entry['value_or_threshold']}"] = {"favored": favored, "action": action}
    return readings
