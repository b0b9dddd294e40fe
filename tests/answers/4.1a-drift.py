# %% [markdown]
# # Right and wrong answers for assignment 4.1a
#
# Each code cell stands for a student's solution cell: its code replaces the whole solution cell of `question`, and the
# rest of the notebook stays the reference. A `right` answer keeps every point. A `wrong` one is named for the
# misconception behind it and fails exactly the test cells in `fails`, and no test cell of another question.

# %% question="q1" kind="right" name="plain Python with bisect"
import math
from bisect import bisect_left

import numpy as np


def psi_report(reference, live, bins=10):
    def missing(value):
        return value is None or math.isnan(value)

    known = [value for value in reference if not missing(value)]
    edges = sorted({float(np.quantile(known, b / bins)) for b in range(1, bins)})

    def shares(column):
        counts = [0] * (len(edges) + 2)
        for value in column:
            counts[-1 if missing(value) else bisect_left(edges, value)] += 1
        return [max(count / sum(counts), 1e-4) for count in counts]

    parts = [(q - p) * math.log(q / p) for p, q in zip(shares(reference), shares(live), strict=True)]
    return {"psi": math.fsum(parts), "parts": parts}


# %% question="q1" kind="right" name="cut and value_counts in pandas"
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    reference, live = (pd.Series(list(column), dtype="float64") for column in (reference, live))
    edges = reference.quantile(np.linspace(0, 1, bins + 1)[1:-1]).unique()
    edges = [-np.inf, *edges, np.inf]

    def shares(column):
        place = pd.cut(column, edges, labels=False).fillna(len(edges) - 1).astype(int)
        return place.value_counts(normalize=True).reindex(range(len(edges)), fill_value=0).clip(lower=1e-4)

    p, q = shares(reference), shares(live)
    parts = (q - p) * np.log(q / p)
    return {"parts": parts, "psi": parts.sum()}


# %% question="q1" kind="right" name="percentiles at multiples of 1 / B, and shares as differences of cumulative ones"
import numpy as np


def psi_report(reference, live, bins=10):
    reference, live = (np.asarray(column, dtype=float) for column in (reference, live))
    edges = np.unique([np.nanpercentile(reference, 100 * (k * (1 / bins))) for k in range(1, bins)])

    def shares(column):
        up_to = [0, *[np.mean(column <= edge) for edge in edges], 1 - np.isnan(column).mean(), 1]
        return np.clip(np.diff(up_to), 1e-4, None)

    p, q = shares(reference), shares(live)
    parts = q * np.log(q) - q * np.log(p) - p * np.log(q) + p * np.log(p)
    return {"psi": np.sum(parts), "parts": parts}


# %% question="q1" kind="wrong" name="cuts each sample at its own quantiles" fails=["q1-bins", "q1-empty", "q1-ties", "q1-missing"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    shares = []
    for column in (reference, live):
        column = np.asarray(pd.Series(list(column), dtype=float))
        present = column[~np.isnan(column)]
        edges = np.unique(np.quantile(present, np.arange(1, bins) / bins)) if len(present) else np.array([0.0])
        counts = np.bincount(np.searchsorted(edges, present), minlength=bins)
        shares.append(np.maximum(np.append(counts, len(column) - len(present)) / len(column), 1e-4))
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="bins of equal width instead of equal counts" fails=["q1-bins", "q1-ties"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [np.asarray(pd.Series(list(column), dtype=float)) for column in (reference, live)]
    known = columns[0][~np.isnan(columns[0])]
    edges = np.unique(np.linspace(known.min(), known.max(), bins + 1)[1:-1])
    shares = []
    for column in columns:
        present = column[~np.isnan(column)]
        counts = np.bincount(np.searchsorted(edges, present), minlength=len(edges) + 1)
        shares.append(np.maximum(np.append(counts, len(column) - len(present)) / len(column), 1e-4))
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="gives a bin its lower edge, as range does" fails=["q1-bins", "q1-ties"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [np.asarray(pd.Series(list(column), dtype=float)) for column in (reference, live)]
    known = columns[0][~np.isnan(columns[0])]
    edges = np.unique(np.quantile(known, np.arange(1, bins) / bins))
    shares = []
    for column in columns:
        present = column[~np.isnan(column)]
        counts = np.bincount(np.digitize(present, edges), minlength=len(edges) + 1)
        shares.append(np.maximum(np.append(counts, len(column) - len(present)) / len(column), 1e-4))
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="loses values outside the range of the reference" fails=["q1-empty", "q1-ties"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [np.asarray(pd.Series(list(column), dtype=float)) for column in (reference, live)]
    known = columns[0][~np.isnan(columns[0])]
    inner = np.unique(np.quantile(known, np.arange(1, bins) / bins))
    shares = []
    for column in columns:
        present = column[~np.isnan(column)]
        inside = present[(present >= known.min()) & (present <= known.max())]
        counts = np.bincount(np.searchsorted(inner, inside), minlength=len(inner) + 1)
        shares.append(np.maximum(np.append(counts, len(column) - len(present)) / len(column), 1e-4))
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="skips empty bins, as the logarithm of 0 isn't defined" fails=["q1-empty", "q1-ties", "q1-missing"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [np.asarray(pd.Series(list(column), dtype=float)) for column in (reference, live)]
    known = columns[0][~np.isnan(columns[0])]
    edges = np.unique(np.quantile(known, np.arange(1, bins) / bins))
    shares = []
    for column in columns:
        present = column[~np.isnan(column)]
        counts = np.bincount(np.searchsorted(edges, present), minlength=len(edges) + 1)
        shares.append(np.append(counts, len(column) - len(present)) / len(column))
    parts = [(q - p) * np.log(q / p) if p > 0 and q > 0 else 0.0 for p, q in zip(*shares, strict=True)]
    return {"parts": parts, "psi": sum(parts)}


# %% question="q1" kind="wrong" name="rescales the shares to a sum of 1 after raising them" fails=["q1-bins", "q1-empty", "q1-ties", "q1-missing"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [np.asarray(pd.Series(list(column), dtype=float)) for column in (reference, live)]
    known = columns[0][~np.isnan(columns[0])]
    edges = np.unique(np.quantile(known, np.arange(1, bins) / bins))
    shares = []
    for column in columns:
        present = column[~np.isnan(column)]
        counts = np.bincount(np.searchsorted(edges, present), minlength=len(edges) + 1)
        share = np.maximum(np.append(counts, len(column) - len(present)) / len(column), 1e-4)
        shares.append(share / share.sum())
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="adds the floor to every share" fails=["q1-bins", "q1-empty", "q1-ties", "q1-missing"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [np.asarray(pd.Series(list(column), dtype=float)) for column in (reference, live)]
    known = columns[0][~np.isnan(columns[0])]
    edges = np.unique(np.quantile(known, np.arange(1, bins) / bins))
    shares = []
    for column in columns:
        present = column[~np.isnan(column)]
        counts = np.bincount(np.searchsorted(edges, present), minlength=len(edges) + 1)
        shares.append(np.append(counts, len(column) - len(present)) / len(column) + 1e-4)
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="keeps equal edges, each with a bin" fails=["q1-ties"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [np.asarray(pd.Series(list(column), dtype=float)) for column in (reference, live)]
    known = columns[0][~np.isnan(columns[0])]
    edges = np.quantile(known, np.arange(1, bins) / bins)
    shares = []
    for column in columns:
        present = column[~np.isnan(column)]
        counts = np.bincount(np.searchsorted(edges, present), minlength=bins)
        shares.append(np.maximum(np.append(counts, len(column) - len(present)) / len(column), 1e-4))
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="qcut with duplicates dropped, which merges the tied value with its neighbors" fails=["q1-ties"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [pd.Series(list(column), dtype=float) for column in (reference, live)]
    _, edges = pd.qcut(columns[0].dropna(), bins, retbins=True, duplicates="drop")
    edges = [-np.inf, *edges[1:-1], np.inf]
    shares = []
    for column in columns:
        counts = (
            pd.cut(column.dropna(), edges, labels=False).value_counts().reindex(range(len(edges) - 1), fill_value=0)
        )
        shares.append(np.maximum(np.append(counts, column.isna().sum()) / len(column), 1e-4))
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="drops missing values, as the lesson has none" fails=["q1-missing"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [pd.Series(list(column), dtype=float).dropna().to_numpy() for column in (reference, live)]
    edges = np.unique(np.quantile(columns[0], np.arange(1, bins) / bins))
    shares = []
    for column in columns:
        counts = np.bincount(np.searchsorted(edges, column), minlength=len(edges) + 1)
        shares.append(np.maximum(np.append(counts, 0) / max(len(column), 1), 1e-4))
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q1" kind="wrong" name="divides the bins of numbers by the rows that aren't missing" fails=["q1-missing"]
import numpy as np
import pandas as pd


def psi_report(reference, live, bins=10):
    columns = [pd.Series(list(column), dtype=float) for column in (reference, live)]
    edges = np.unique(np.quantile(columns[0].dropna(), np.arange(1, bins) / bins))
    shares = []
    for column in columns:
        present = column.dropna().to_numpy()
        counts = np.bincount(np.searchsorted(edges, present), minlength=len(edges) + 1) / max(len(present), 1)
        shares.append(np.maximum(np.append(counts, column.isna().mean()), 1e-4))
    p, q = shares
    parts = (q - p) * np.log(q / p)
    return {"parts": parts.tolist(), "psi": float(parts.sum())}


# %% question="q2" kind="right" name="counts in plain Python"
import math


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = [float(value) for value in reference], [float(value) for value in live]
    best, at, moved = 0.0, None, "same"
    for x in sorted({*a, *b}):
        gap = sum(value <= x for value in b) / len(b) - sum(value <= x for value in a) / len(a)
        if abs(gap) > best:
            best, at, moved = abs(gap), x, "lower" if gap > 0 else "higher"
    luck = math.sqrt((1 / len(a) + 1 / len(b)) * math.log(2 / alpha) / 2)
    verdict = "drift" if best > max(luck, enough) else "small" if best > luck else "none"
    return {"ks": best, "at": at, "live": moved, "verdict": verdict}


# %% question="q2" kind="right" name="one table of cumulative counts in pandas"
import numpy as np
import pandas as pd


def ks_report(reference, live, alpha=0.01, enough=0.1):
    counts = pd.DataFrame(
        {
            "ref": pd.Series(list(reference), dtype=float).value_counts(),
            "live": pd.Series(list(live), dtype=float).value_counts(),
        }
    )
    shares = counts.fillna(0).sort_index().cumsum() / [len(reference), len(live)]
    gap = shares["live"] - shares["ref"]
    at = gap.abs().idxmax()
    ks = gap.abs().max()
    n, m = len(reference), len(live)
    over = ks > np.sqrt((n + m) / n / m * np.log(2 / alpha) / 2)
    verdict = ["none", "small", "drift"][int(over) + int(over and ks > enough)]
    if ks == 0:
        return {"ks": 0, "at": None, "live": "same", "verdict": verdict}
    return {"ks": ks, "at": at, "live": "lower" if gap[at] > 0 else "higher", "verdict": verdict}


# %% question="q2" kind="right" name="one less the share above, and rows times shares in the limit of luck"
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.array(column, dtype=float) for column in (reference, live))
    best = {"ks": 0.0, "at": None, "live": "same"}
    for x in np.unique([*a, *b]):
        f_ref, f_live = 1 - np.mean(a > x), 1 - np.mean(b > x)
        if abs(f_ref - f_live) > best["ks"]:
            best = {"ks": abs(f_ref - f_live), "at": x, "live": "higher" if f_ref > f_live else "lower"}
    luck = np.sqrt((1 / len(a) + 1 / len(b)) * (np.log(2) - np.log(alpha)) * 0.5)
    if not best["ks"] > luck:
        return best | {"verdict": "none"}
    return best | {"verdict": "drift" if best["ks"] > enough else "small"}


# %% question="q2" kind="wrong" name="looks for the gap at the reference's values only" fails=["q2-ks", "q2-where"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.sort(np.asarray(column, dtype=float)) for column in (reference, live))
    values = np.unique(a)
    gap = np.searchsorted(b, values, side="right") / len(b) - np.searchsorted(a, values, side="right") / len(a)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    luck = np.sqrt((len(a) + len(b)) / (len(a) * len(b)) * np.log(2 / alpha) / 2)
    return {
        "ks": ks,
        "at": None if ks == 0 else float(values[place]),
        "live": "same" if ks == 0 else "lower" if gap[place] > 0 else "higher",
        "verdict": "none" if ks <= luck else "small" if ks <= enough else "drift",
    }


# %% question="q2" kind="wrong" name="takes a cumulative share above the reference's for higher values" fails=["q2-where"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.sort(np.asarray(column, dtype=float)) for column in (reference, live))
    values = np.unique(np.concatenate([a, b]))
    gap = np.searchsorted(b, values, side="right") / len(b) - np.searchsorted(a, values, side="right") / len(a)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    luck = np.sqrt((len(a) + len(b)) / (len(a) * len(b)) * np.log(2 / alpha) / 2)
    return {
        "ks": ks,
        "at": None if ks == 0 else float(values[place]),
        "live": "same" if ks == 0 else "higher" if gap[place] > 0 else "lower",
        "verdict": "none" if ks <= luck else "small" if ks <= enough else "drift",
    }


# %% question="q2" kind="wrong" name="counts values below x instead of up to x" fails=["q2-where"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.sort(np.asarray(column, dtype=float)) for column in (reference, live))
    values = np.unique(np.concatenate([a, b]))
    gap = np.searchsorted(b, values, side="left") / len(b) - np.searchsorted(a, values, side="left") / len(a)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    luck = np.sqrt((len(a) + len(b)) / (len(a) * len(b)) * np.log(2 / alpha) / 2)
    return {
        "ks": ks,
        "at": None if ks == 0 else float(values[place]),
        "live": "same" if ks == 0 else "lower" if gap[place] > 0 else "higher",
        "verdict": "none" if ks <= luck else "small" if ks <= enough else "drift",
    }


# %% question="q2" kind="wrong" name="compares the shares of ten bins, and not cumulative shares" fails=["q2-ks", "q2-where", "q2-verdict"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = np.asarray(reference, dtype=float), np.asarray(live, dtype=float)
    edges = np.histogram_bin_edges(np.concatenate([a, b]), bins=10)
    gap = np.histogram(b, edges)[0] / len(b) - np.histogram(a, edges)[0] / len(a)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    luck = np.sqrt((len(a) + len(b)) / (len(a) * len(b)) * np.log(2 / alpha) / 2)
    return {
        "ks": ks,
        "at": None if ks == 0 else float(edges[place]),
        "live": "same" if ks == 0 else "lower" if gap[place] > 0 else "higher",
        "verdict": "none" if ks <= luck else "small" if ks <= enough else "drift",
    }


# %% question="q2" kind="wrong" name="matches sorted values by place, as if both samples were of one size" fails=["q2-ks", "q2-where", "q2-verdict"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.sort(np.asarray(column, dtype=float)) for column in (reference, live))
    size = min(len(a), len(b))
    gap = (b[:size] - a[:size]) / max(np.ptp(np.concatenate([a, b])), 1e-9)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    luck = np.sqrt((len(a) + len(b)) / (len(a) * len(b)) * np.log(2 / alpha) / 2)
    return {
        "ks": ks,
        "at": None if ks == 0 else float(a[place]),
        "live": "same" if ks == 0 else "higher" if gap[place] > 0 else "lower",
        "verdict": "none" if ks <= luck else "small" if ks <= enough else "drift",
    }


# %% question="q2" kind="wrong" name="takes the last of several largest gaps" fails=["q2-where"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.sort(np.asarray(column, dtype=float)) for column in (reference, live))
    values = np.unique(np.concatenate([a, b]))[::-1]
    gap = np.searchsorted(b, values, side="right") / len(b) - np.searchsorted(a, values, side="right") / len(a)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    luck = np.sqrt((len(a) + len(b)) / (len(a) * len(b)) * np.log(2 / alpha) / 2)
    return {
        "ks": ks,
        "at": None if ks == 0 else float(values[place]),
        "live": "same" if ks == 0 else "lower" if gap[place] > 0 else "higher",
        "verdict": "none" if ks <= luck else "small" if ks <= enough else "drift",
    }


# %% question="q2" kind="wrong" name="calls whatever is more than luck a drift" fails=["q2-verdict"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.sort(np.asarray(column, dtype=float)) for column in (reference, live))
    values = np.unique(np.concatenate([a, b]))
    gap = np.searchsorted(b, values, side="right") / len(b) - np.searchsorted(a, values, side="right") / len(a)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    luck = np.sqrt((len(a) + len(b)) / (len(a) * len(b)) * np.log(2 / alpha) / 2)
    return {
        "ks": ks,
        "at": None if ks == 0 else float(values[place]),
        "live": "same" if ks == 0 else "lower" if gap[place] > 0 else "higher",
        "verdict": "drift" if ks > luck else "none",
    }


# %% question="q2" kind="wrong" name="a fixed limit alone, whatever the number of rows" fails=["q2-verdict"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.sort(np.asarray(column, dtype=float)) for column in (reference, live))
    values = np.unique(np.concatenate([a, b]))
    gap = np.searchsorted(b, values, side="right") / len(b) - np.searchsorted(a, values, side="right") / len(a)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    return {
        "ks": ks,
        "at": None if ks == 0 else float(values[place]),
        "live": "same" if ks == 0 else "lower" if gap[place] > 0 else "higher",
        "verdict": "drift" if ks > enough else "small" if ks > 0 else "none",
    }


# %% question="q2" kind="wrong" name="reckons luck from the size of one sample, as in a test against a known distribution" fails=["q2-verdict"]
import numpy as np


def ks_report(reference, live, alpha=0.01, enough=0.1):
    a, b = (np.sort(np.asarray(column, dtype=float)) for column in (reference, live))
    values = np.unique(np.concatenate([a, b]))
    gap = np.searchsorted(b, values, side="right") / len(b) - np.searchsorted(a, values, side="right") / len(a)
    place = int(np.abs(gap).argmax())
    ks = float(abs(gap[place]))
    luck = np.sqrt(np.log(2 / alpha) / 2 / len(a))
    return {
        "ks": ks,
        "at": None if ks == 0 else float(values[place]),
        "live": "same" if ks == 0 else "lower" if gap[place] > 0 else "higher",
        "verdict": "none" if ks <= luck else "small" if ks <= enough else "drift",
    }


# %% question="q3" kind="right" name="lists and loops"
import math

import pandas as pd


def adjusted(p_values, bound):
    result = p_values.astype(float).copy()
    places = [(i, j) for i in range(result.shape[0]) for j in range(result.shape[1])]
    ran = sorted((result.iat[place], place) for place in places if not math.isnan(result.iat[place]))
    m = len(ran)
    if bound == "any":
        highest = 0.0
        for done, (p, place) in enumerate(ran):
            highest = max(highest, min(1.0, (m - done) * p))
            result.iat[place] = highest
    else:
        constant, lowest = sum(1 / i for i in range(1, m + 1)), 1.0
        for rank in range(m, 0, -1):
            p, place = ran[rank - 1]
            lowest = min(lowest, m / rank * p * constant)
            result.iat[place] = lowest
    return result


# %% question="q3" kind="right" name="a stacked Series with ranks and cumulative extremes"
import numpy as np
import pandas as pd


def adjusted(p_values, bound):
    names = pd.MultiIndex.from_product([range(p_values.shape[0]), range(p_values.shape[1])])
    flat = pd.Series(p_values.to_numpy(dtype=float).reshape(-1), index=names).dropna().sort_values()
    m = flat.size
    k = pd.Series(range(1, m + 1), index=flat.index)
    if bound == "any":
        flat = (flat * (m + 1 - k)).cummax()
    elif bound == "share":
        flat = (flat * m / k * np.sum(1 / np.arange(1, m + 1)))[::-1].cummin()
    table = flat.clip(upper=1).reindex(names).unstack()
    return pd.DataFrame(table.to_numpy(), p_values.index, p_values.columns)


# %% question="q3" kind="right" name="differences in place of products, the constant summed from its small end"
import numpy as np


def adjusted(p_values, bound):
    result = p_values.astype(float)
    flat = result.to_numpy(copy=True).ravel()
    p = np.sort(flat[~np.isnan(flat)])
    m = len(p)
    if bound == "any":
        steps = [max(min(1, p[j] * m - p[j] * j) for j in range(k + 1)) for k in range(m)]
    else:
        constant = m * sum(1 / i for i in range(m, 0, -1))
        steps = [min(min(1, p[j] * (constant / (j + 1))) for j in range(k, m)) for k in range(m)]
    by_value = {}
    for value, step in zip(p, steps, strict=True):
        by_value.setdefault(value, step)
    return result.map(lambda value: by_value.get(value, np.nan))


# %% question="q3" kind="wrong" name="a family a day, as the lesson's functions work along the last axis" fails=["q3-any", "q3-share"]
import numpy as np
import pandas as pd


def adjusted(p_values, bound):
    rows = []
    for p in p_values.to_numpy(dtype=float):
        row = np.full(len(p), np.nan)
        tested = np.flatnonzero(~np.isnan(p))
        order, m = tested[np.argsort(p[tested])], len(tested)
        rank = np.arange(1, m + 1)
        if bound == "any":
            row[order] = np.maximum.accumulate(p[order] * (m - rank + 1))
        else:
            row[order] = np.minimum.accumulate((p[order] * m / rank * (1 / rank).sum())[::-1])[::-1]
        rows.append(np.minimum(1, row))
    return pd.DataFrame(rows, index=p_values.index, columns=p_values.columns)


# %% question="q3" kind="wrong" name="Bonferroni where Holm is asked for" fails=["q3-any"]
import numpy as np
import pandas as pd


def adjusted(p_values, bound):
    flat = p_values.to_numpy(dtype=float).ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    m, rank = len(tested), np.arange(1, len(tested) + 1)
    order = tested[np.argsort(flat[tested], kind="stable")]
    if bound == "any":
        steps = flat[order] * m
    else:
        steps = np.minimum.accumulate((flat[order] * m / rank * (1 / rank).sum())[::-1])[::-1]
    result = np.full(len(flat), np.nan)
    result[order] = np.minimum(1, steps)
    return pd.DataFrame(result.reshape(p_values.shape), index=p_values.index, columns=p_values.columns)


# %% question="q3" kind="wrong" name="Benjamini-Hochberg without the constant" fails=["q3-share"]
import numpy as np
import pandas as pd


def adjusted(p_values, bound):
    flat = p_values.to_numpy(dtype=float).ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    m, rank = len(tested), np.arange(1, len(tested) + 1)
    order = tested[np.argsort(flat[tested], kind="stable")]
    if bound == "any":
        steps = np.maximum.accumulate(flat[order] * (m - rank + 1))
    else:
        steps = np.minimum.accumulate((flat[order] * m / rank)[::-1])[::-1]
    result = np.full(len(flat), np.nan)
    result[order] = np.minimum(1, steps)
    return pd.DataFrame(result.reshape(p_values.shape), index=p_values.index, columns=p_values.columns)


# %% question="q3" kind="wrong" name="multiplies without keeping the order of the p-values" fails=["q3-any", "q3-share"]
import numpy as np
import pandas as pd


def adjusted(p_values, bound):
    flat = p_values.to_numpy(dtype=float).ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    m, rank = len(tested), np.arange(1, len(tested) + 1)
    order = tested[np.argsort(flat[tested], kind="stable")]
    steps = flat[order] * (m - rank + 1) if bound == "any" else flat[order] * m / rank * (1 / rank).sum()
    result = np.full(len(flat), np.nan)
    result[order] = np.minimum(1, steps)
    return pd.DataFrame(result.reshape(p_values.shape), index=p_values.index, columns=p_values.columns)


# %% question="q3" kind="wrong" name="lets adjusted p-values exceed 1" fails=["q3-any", "q3-share"]
import numpy as np
import pandas as pd


def adjusted(p_values, bound):
    flat = p_values.to_numpy(dtype=float).ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    m, rank = len(tested), np.arange(1, len(tested) + 1)
    order = tested[np.argsort(flat[tested], kind="stable")]
    if bound == "any":
        steps = np.maximum.accumulate(flat[order] * (m - rank + 1))
    else:
        steps = np.minimum.accumulate((flat[order] * m / rank * (1 / rank).sum())[::-1])[::-1]
    result = np.full(len(flat), np.nan)
    result[order] = steps
    return pd.DataFrame(result.reshape(p_values.shape), index=p_values.index, columns=p_values.columns)


# %% question="q3" kind="wrong" name="counts tests that didn't run among the m" fails=["q3-untested"]
import numpy as np
import pandas as pd


def adjusted(p_values, bound):
    flat = p_values.to_numpy(dtype=float).ravel()
    m, order = len(flat), np.argsort(flat)
    rank = np.arange(1, m + 1)
    if bound == "any":
        steps = np.fmax.accumulate(flat[order] * (m - rank + 1))
    else:
        steps = np.fmin.accumulate((flat[order] * m / rank * (1 / rank).sum())[::-1])[::-1]
    result = np.empty(m)
    result[order] = np.minimum(1, steps)
    result[np.isnan(flat)] = np.nan
    return pd.DataFrame(result.reshape(p_values.shape), index=p_values.index, columns=p_values.columns)


# %% question="q3" kind="wrong" name="takes a test that didn't run for one that found nothing, p = 1" fails=["q3-untested"]
import numpy as np
import pandas as pd


def adjusted(p_values, bound):
    flat = p_values.fillna(1).to_numpy(dtype=float).ravel()
    m, order = len(flat), np.argsort(flat)
    rank = np.arange(1, m + 1)
    if bound == "any":
        steps = np.maximum.accumulate(flat[order] * (m - rank + 1))
    else:
        steps = np.minimum.accumulate((flat[order] * m / rank * (1 / rank).sum())[::-1])[::-1]
    result = np.empty(m)
    result[order] = np.minimum(1, steps)
    return pd.DataFrame(result.reshape(p_values.shape), index=p_values.index, columns=p_values.columns)


# %% question="q4" kind="right" name="the mean of the last 30 readings, with a limit for many looks"
import numpy as np


def first_alarm(stream, reference_mean, reference_std):
    z = (np.asarray(stream, dtype=float) - reference_mean) / reference_std
    total = np.concatenate([[0], np.cumsum(z)])
    if len(z) < 30:
        return None
    over = np.flatnonzero(np.abs(total[30:] - total[:-30]) / np.sqrt(30) > 4)
    return int(over[0]) + 29 if len(over) else None


# %% question="q4" kind="right" name="Page-Hinkley in both directions, with the mean so far"
import numpy as np


def first_alarm(stream, reference_mean, reference_std):
    z = (np.asarray(stream, dtype=float) - reference_mean) / reference_std
    mean = np.cumsum(z) / np.arange(1, len(z) + 1)
    alarm = np.zeros(len(z), dtype=bool)
    for sign in (1, -1):
        total = np.cumsum(sign * (z - mean) - 0.5)
        alarm |= total - np.minimum.accumulate(total) > 9
    return np.flatnonzero(alarm)[0] if alarm.any() else None


# %% question="q4" kind="right" name="an exponentially weighted mean"
def first_alarm(stream, reference_mean, reference_std):
    average = 0.0
    for place, value in enumerate(stream):
        average = 0.9 * average + 0.1 * (value - reference_mean)
        if abs(average) > 4 * reference_std * (0.1 / 1.9) ** 0.5:
            return place


# %% question="q4" kind="right" name="the mean of each 40 readings, looked at once"
import numpy as np


def first_alarm(stream, reference_mean, reference_std):
    values = list(stream)
    for end in range(40, len(values) + 1, 40):
        if abs(np.mean(values[end - 40 : end]) - reference_mean) > 3.4 * reference_std / 40**0.5:
            return end - 1
    return None


# %% question="q4" kind="right" name="sums of readings less their lowest so far, scaled at the end"
import numpy as np


def first_alarm(stream, reference_mean, reference_std):
    values = np.asarray(stream, dtype=float)
    for_all = []
    for sign in (1, -1):
        path = np.append(0, np.cumsum(sign * values - sign * reference_mean - 0.5 * reference_std))
        for_all.append((path - np.minimum.accumulate(path))[1:] / reference_std)
    places = np.where(np.max(for_all, axis=0) > 10)[0]
    return places[0] if places.size else None


# %% question="q4" kind="wrong" name="three deviations for each single reading" fails=["q4-quiet", "q4-rise", "q4-fall"]
def first_alarm(stream, reference_mean, reference_std):
    for place, value in enumerate(stream):
        if abs(value - reference_mean) > 3 * reference_std:
            return place
    return None


# %% question="q4" kind="wrong" name="five deviations for each single reading, so that nothing is heard" fails=["q4-rise", "q4-fall"]
def first_alarm(stream, reference_mean, reference_std):
    for place, value in enumerate(stream):
        if abs(value - reference_mean) > 5 * reference_std:
            return place
    return None


# %% question="q4" kind="wrong" name="a z-test at the 1% level on every window" fails=["q4-quiet", "q4-rise", "q4-fall"]
import numpy as np


def first_alarm(stream, reference_mean, reference_std):
    z = (np.asarray(stream, dtype=float) - reference_mean) / reference_std
    for end in range(30, len(z) + 1):
        if abs(z[end - 30 : end].mean()) * np.sqrt(30) > 2.576:
            return end - 1
    return None


# %% question="q4" kind="wrong" name="the textbook's limit of 5, never tried on quiet streams" fails=["q4-quiet", "q4-rise", "q4-fall"]
def first_alarm(stream, reference_mean, reference_std):
    up = down = 0.0
    for place, value in enumerate(stream):
        z = (value - reference_mean) / reference_std
        up, down = max(0.0, up + z - 0.5), max(0.0, down - z - 0.5)
        if max(up, down) > 5:
            return place
    return None


# %% question="q4" kind="wrong" name="Page-Hinkley as in the lesson, which hears a rise only" fails=["q4-fall"]
import numpy as np


def first_alarm(stream, reference_mean, reference_std):
    z = (np.asarray(stream, dtype=float) - reference_mean) / reference_std
    mean = np.cumsum(z) / np.arange(1, len(z) + 1)
    total = np.cumsum(z - mean - 0.5)
    alarm = total - np.minimum.accumulate(total) > 9
    return int(alarm.argmax()) if alarm.any() else None


# %% question="q4" kind="wrong" name="watches for a fall only" fails=["q4-rise"]
def first_alarm(stream, reference_mean, reference_std):
    down = 0.0
    for place, value in enumerate(stream):
        down = max(0.0, down + (reference_mean - value) / reference_std - 0.5)
        if down > 9:
            return place
    return None


# %% question="q4" kind="wrong" name="the mean since the start, which the quiet past holds down" fails=["q4-rise", "q4-fall"]
import numpy as np


def first_alarm(stream, reference_mean, reference_std):
    z = (np.asarray(stream, dtype=float) - reference_mean) / reference_std
    over = np.flatnonzero(np.abs(np.cumsum(z)) / np.sqrt(np.arange(1, len(z) + 1)) > 3.5)
    return int(over[0]) if len(over) else None


# %% question="q4" kind="wrong" name="a sum that never starts anew" fails=["q4-rise", "q4-fall"]
def first_alarm(stream, reference_mean, reference_std):
    total = 0.0
    for place, value in enumerate(stream):
        total += (value - reference_mean) / reference_std
        if abs(total) > 90:
            return place
    return None


# %% question="q4" kind="wrong" name="forgets the standard deviation" fails=["q4-quiet", "q4-rise", "q4-fall"]
def first_alarm(stream, reference_mean, reference_std):
    up = down = 0.0
    for place, value in enumerate(stream):
        up = max(0.0, up + value - reference_mean - 0.5)
        down = max(0.0, down + reference_mean - value - 0.5)
        if max(up, down) > 9:
            return place
    return None


# %% question="q4" kind="wrong" name="a window around the reading, half of it in the future" fails=["q4-rise", "q4-fall", "q4-online"]
import numpy as np


def first_alarm(stream, reference_mean, reference_std):
    z = (np.asarray(stream, dtype=float) - reference_mean) / reference_std
    if len(z) < 40:
        return None
    over = np.flatnonzero(np.abs(np.convolve(z, np.ones(40), mode="same")) / np.sqrt(40) > 4.6)
    return int(over[0]) if len(over) else None


# %% question="q4" kind="wrong" name="returns where the change began, which is known only later" fails=["q4-online"]
def first_alarm(stream, reference_mean, reference_std):
    up = down = 0.0
    up_start = down_start = 0
    for place, value in enumerate(stream):
        z = (value - reference_mean) / reference_std
        up, down = max(0.0, up + z - 0.5), max(0.0, down - z - 0.5)
        up_start = place + 1 if up == 0 else up_start
        down_start = place + 1 if down == 0 else down_start
        if max(up, down) > 9:
            return up_start if up > down else down_start
    return None


# %% question="q4" kind="wrong" name="never alarms" fails=["q4-rise", "q4-fall", "q4-online"]
def first_alarm(stream, reference_mean, reference_std):
    return None


# %% question="q5" kind="right" name="regular expressions and plain Python"
import re


def violations(constraints, capture):
    rules = {rule["name"]: rule for rule in constraints["features"]}
    out = []
    for name, rule in rules.items():
        failed = []
        if name not in capture:
            failed = ["missing_column_check"]
        else:
            values = [value for value in capture[name] if isinstance(value, str)]
            if len(values) < rule["completeness"] * len(capture):
                failed.append("completeness_check")
            pattern = {"Integral": r"-?[0-9]+", "Fractional": r"-?[0-9]+(\.[0-9]+)?"}.get(rule["inferred_type"])
            if pattern and not all(re.fullmatch(pattern, value) for value in values):
                failed.append("data_type_check")
            if "string_constraints" in rule and values:
                unknown = [value for value in values if value not in rule["string_constraints"]["domains"]]
                if len(unknown) > constraints["monitoring_config"]["domain_content_threshold"] * len(values):
                    failed.append("categorical_values_check")
        out += [{"description": check, "feature_name": name, "constraint_check_type": check} for check in failed]
    for name in capture:
        if name not in rules:
            out.append({"description": "new", "feature_name": name, "constraint_check_type": "extra_column_check"})
    return {"violations": out}


# %% question="q5" kind="right" name="numbers by trying float, whole ones by the missing point"
def violations(constraints, capture):
    def kind(values):
        try:
            for value in values:
                float(value)
        except ValueError:
            return "String"
        return "Fractional" if any("." in value for value in values) else "Integral"

    report = []
    for rule in constraints["features"]:
        name, wanted = rule["name"], rule["inferred_type"]
        checks = {}
        if name not in capture.columns:
            checks["missing_column_check"] = True
        else:
            there = capture.loc[capture[name].notna(), name]
            checks["completeness_check"] = len(there) / len(capture) < rule["completeness"]
            order = ["Integral", "Fractional", "String"]
            if len(there) and wanted in order:
                checks["data_type_check"] = order.index(kind(there)) > order.index(wanted)
            if len(there) and rule.get("string_constraints"):
                known = there.isin(rule["string_constraints"]["domains"]).sum()
                share = (len(there) - known) / len(there)
                checks["categorical_values_check"] = (
                    share > constraints["monitoring_config"]["domain_content_threshold"]
                )
        report += [(name, check) for check, fails in checks.items() if fails]
    report += [
        (name, "extra_column_check") for name in capture if name not in [r["name"] for r in constraints["features"]]
    ]
    keys = ("feature_name", "constraint_check_type", "description")
    return {"violations": [dict(zip(keys, (*pair, "see the table"), strict=True)) for pair in report]}


# %% question="q5" kind="right" name="shares as one less the share of the others"
def violations(constraints, capture):
    limit = constraints["monitoring_config"]["domain_content_threshold"]
    fits = {"Integral": ["Integral"], "Fractional": ["Integral", "Fractional"]}
    pairs = []
    for rule in constraints["features"]:
        if rule["name"] not in capture:
            pairs.append((rule["name"], "missing_column_check"))
            continue
        column = capture[rule["name"]]
        there = column[column.notna()]
        failed = {
            "completeness_check": 1 - column.isna().mean() < rule["completeness"],
            "data_type_check": column_type(there) not in fits.get(rule["inferred_type"], [column_type(there)]),
            "categorical_values_check": "string_constraints" in rule
            and 1 - there.isin(rule["string_constraints"]["domains"]).mean() > limit,
        }
        pairs += [(rule["name"], check) for check, fails in failed.items() if fails]
    known = [rule["name"] for rule in constraints["features"]]
    pairs += [(name, "extra_column_check") for name in capture if name not in known]
    return {
        "violations": [
            {"feature_name": name, "constraint_check_type": check, "description": f"{name} fails {check}."}
            for name, check in pairs
        ]
    }


# %% question="q5" kind="wrong" name="12.0 is whole, so Integral" fails=["q5-types"]
import pandas as pd


def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        numbers = pd.to_numeric(values, errors="coerce")
        whole, number = (numbers % 1 == 0).all(), numbers.notna().all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="takes the dtype of the column, which is text throughout" fails=["q5-types"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        kind = {"i": "Integral", "f": "Fractional"}.get(capture[name].dtype.kind, "String")
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="wants the same type and no other, so round readings fail" fails=["q5-types"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if kind != expected:
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="wants every value of a Fractional column to have a point" fails=["q5-types"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (
            expected == "Fractional" and not values.str.fullmatch(r"-?\d+\.\d+").all()
        ):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="isdigit, which knows no minus" fails=["q5-types"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole = values.str.isdigit().all()
        number = values.str.replace(".", "", n=1, regex=False).str.isdigit().all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="takes a missing value for text that is no number" fails=["q5-types"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        whole, number = (capture[name].astype(str).str.fullmatch(p).all() for p in (r"-?\d+", r"-?\d+(\.\d+)?"))
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="forgives one value in ten, by the threshold for types that the table doesn't use" fails=["q5-types"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        forgiven = 1 - constraints["monitoring_config"]["datatype_check_threshold"]
        whole = values.str.fullmatch(r"-?\d+").mean() >= forgiven
        number = values.str.fullmatch(r"-?\d+(\.\d+)?").mean() >= forgiven
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="fails a completeness that equals the file's" fails=["q5-completeness"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) <= rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="turns completeness around: the share of missing values" fails=["q5-completeness"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if 1 - len(values) / len(capture) > rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="demands that nothing is missing at all" fails=["q5-completeness"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) < len(capture):
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="takes the domain's threshold for completeness as well" fails=["q5-completeness"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"] - limit:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="takes a share of unknown values equal to the threshold for too many" fails=["q5-categories"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() >= limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="counts missing values as unknown ones" fails=["q5-categories"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~capture[name].isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="divides unknown values by all rows" fails=["q5-categories"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).sum() / len(capture) > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="counts unknown names and not rows" fails=["q5-categories"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and len(set(values) - set(domains)) / len(domains) > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="reports any unknown value" fails=["q5-categories"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).any():
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="stops at the first check of a feature that fails" fails=["q5-types", "q5-categories"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
            continue
        kind = column_type(values)
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
            continue
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="never looks for columns that the file doesn't know" fails=["q5-columns"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="compares how many columns there are" fails=["q5-columns"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns[len(constraints["features"]) :]:
        add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="a missing column is incomplete as well" fails=["q5-columns"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            add(name, "completeness_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="leaves the description empty" fails=["q5-columns"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": ""})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in constraints["features"]:
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in capture.columns:
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q5" kind="wrong" name="sorts the columns by name" fails=["q5-columns"]
def violations(constraints, capture):
    found = []

    def add(name, check):
        found.append({"feature_name": name, "constraint_check_type": check, "description": f"{check} of {name}"})

    limit = constraints["monitoring_config"]["domain_content_threshold"]
    for rule in sorted(constraints["features"], key=lambda rule: rule["name"]):
        name, expected = rule["name"], rule["inferred_type"]
        if name not in capture.columns:
            add(name, "missing_column_check")
            continue
        values = capture[name].dropna()
        if len(values) / len(capture) < rule["completeness"]:
            add(name, "completeness_check")
        if values.empty:
            continue
        whole, number = values.str.fullmatch(r"-?\d+").all(), values.str.fullmatch(r"-?\d+(\.\d+)?").all()
        kind = "Integral" if whole else "Fractional" if number else "String"
        if (expected == "Integral" and kind != "Integral") or (expected == "Fractional" and kind == "String"):
            add(name, "data_type_check")
        domains = rule.get("string_constraints", {}).get("domains")
        if domains is not None and (~values.isin(domains)).mean() > limit:
            add(name, "categorical_values_check")
    for name in sorted(capture.columns):
        if name not in {rule["name"] for rule in constraints["features"]}:
            add(name, "extra_column_check")
    return {"violations": found}


# %% question="q6" kind="right" name="lists in plain Python"
def name_the_drift(baseline, week, limit):
    def counts(table):
        rows, clogged = list(table["rows"]), list(table["clogged"])
        return rows, clogged, [r - c for r, c in zip(rows, clogged, strict=True)]

    def largest(first, second):
        return max(abs(x / sum(first) - y / sum(second)) for x, y in zip(first, second, strict=True))

    old, new = counts(baseline), counts(week)
    result = {
        "A": largest(old[0], new[0]),
        "C": max(abs(j / m - k / n) for n, k, m, j in zip(*old[:2], *new[:2], strict=True) if n and m),
        "D": max(largest(old[1], new[1]), largest(old[2], new[2])),
    }
    loud = "".join(sorted(name for name in "ACD" if result[name] > limit))
    result["kind"] = {"": "none", "AD": "data drift", "AC": "label drift", "CD": "concept drift"}.get(loud, "unclear")
    return result


# %% question="q6" kind="right" name="subtracts pandas Series that share a range of numbers as index"
def name_the_drift(baseline, week, limit):
    old, new = (
        table.reset_index(drop=True).assign(dry=table["rows"].values - table["clogged"].values)
        for table in (baseline, week)
    )
    move = (old / old.sum() - new / new.sum()).abs().max()
    rate = (old["clogged"] / old["rows"] - new["clogged"] / new["rows"]).abs().max()
    distances = {"A": move["rows"], "C": rate, "D": move[["clogged", "dry"]].max()}
    a, c, d = (distances[name] <= limit for name in "ACD")
    if a and c and d:
        kind = "none"
    elif sum((a, c, d)) != 1:
        kind = "unclear"
    else:
        kind = "concept drift" if a else "data drift" if c else "label drift"
    return {**distances, "kind": kind}


# %% question="q6" kind="right" name="whole numbers over a common denominator, rates as one less the rate of the others"
def name_the_drift(baseline, week, limit):
    first, second = (table.to_dict("list") for table in (baseline, week))
    for table in (first, second):
        table["others"] = [rows - clogged for rows, clogged in zip(table["rows"], table["clogged"], strict=True)]

    def largest(name):
        x, y = first[name], second[name]
        return max(abs(a * sum(y) - b * sum(x)) for a, b in zip(x, y, strict=True)) / (sum(x) * sum(y))

    rates = [
        [1 - other / rows if rows else None for other, rows in zip(table["others"], table["rows"], strict=True)]
        for table in (first, second)
    ]
    a, d = largest("rows"), max(largest("clogged"), largest("others"))
    c = max(abs(x - y) for x, y in zip(*rates, strict=True) if x is not None and y is not None)
    kinds = {"none": (1, 1, 1), "data drift": (0, 1, 0), "label drift": (0, 0, 1), "concept drift": (1, 0, 0)}
    silent = tuple(int(distance <= limit) for distance in (a, c, d))
    return {"A": a, "C": c, "D": d, "kind": next((kind for kind, when in kinds.items() if when == silent), "unclear")}


# %% question="q6" kind="wrong" name="adds up all differences of shares and halves them" fails=["q6-distances"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    both = (n > 0) & (m > 0)
    a = np.abs(n / n.sum() - m / m.sum()).sum() / 2
    c = np.abs(k[both] / n[both] - j[both] / m[both]).max()
    d_clogged = np.abs(k / k.sum() - j / j.sum()).sum() / 2
    d_others = np.abs((n - k) / (n - k).sum() - (m - j) / (m - j).sum()).sum() / 2
    d = max(d_clogged, d_others)
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance <= limit]
    kinds = {"A": "concept drift", "C": "data drift", "D": "label drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if len(silent) == 1 else "unclear"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="compares cumulative shares, as KS does" fails=["q6-distances"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    both = (n > 0) & (m > 0)
    a = np.abs(np.cumsum(n / n.sum() - m / m.sum())).max()
    c = np.abs(k[both] / n[both] - j[both] / m[both]).max()
    d_clogged = np.abs(np.cumsum(k / k.sum() - j / j.sum())).max()
    d_others = np.abs(np.cumsum((n - k) / (n - k).sum() - (m - j) / (m - j).sum())).max()
    d = max(d_clogged, d_others)
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance <= limit]
    kinds = {"A": "concept drift", "C": "data drift", "D": "label drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if len(silent) == 1 else "unclear"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="takes the rate of an empty band for 0" fails=["q6-distances"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    a = np.abs(n / n.sum() - m / m.sum()).max()
    c = np.abs(k / np.maximum(n, 1) - j / np.maximum(m, 1)).max()
    d_clogged = np.abs(k / k.sum() - j / j.sum()).max()
    d_others = np.abs((n - k) / (n - k).sum() - (m - j) / (m - j).sum()).max()
    d = max(d_clogged, d_others)
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance <= limit]
    kinds = {"A": "concept drift", "C": "data drift", "D": "label drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if len(silent) == 1 else "unclear"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="looks at the pumps that clogged only" fails=["q6-distances", "q6-kind"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    both = (n > 0) & (m > 0)
    a = np.abs(n / n.sum() - m / m.sum()).max()
    c = np.abs(k[both] / n[both] - j[both] / m[both]).max()
    d_clogged = np.abs(k / k.sum() - j / j.sum()).max()
    d = d_clogged
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance <= limit]
    kinds = {"A": "concept drift", "C": "data drift", "D": "label drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if len(silent) == 1 else "unclear"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="the overall share of clogged pumps instead of the bands'" fails=["q6-distances", "q6-kind"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    a = np.abs(n / n.sum() - m / m.sum()).max()
    c = abs(k.sum() / n.sum() - j.sum() / m.sum())
    d_clogged = np.abs(k / k.sum() - j / j.sum()).max()
    d_others = np.abs((n - k) / (n - k).sum() - (m - j) / (m - j).sum()).max()
    d = max(d_clogged, d_others)
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance <= limit]
    kinds = {"A": "concept drift", "C": "data drift", "D": "label drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if len(silent) == 1 else "unclear"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="names the drift by the loudest distance" fails=["q6-kind"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    both = (n > 0) & (m > 0)
    a = np.abs(n / n.sum() - m / m.sum()).max()
    c = np.abs(k[both] / n[both] - j[both] / m[both]).max()
    d_clogged = np.abs(k / k.sum() - j / j.sum()).max()
    d_others = np.abs((n - k) / (n - k).sum() - (m - j) / (m - j).sum()).max()
    d = max(d_clogged, d_others)
    loud = {"data drift": a, "concept drift": c, "label drift": d}
    kind = max(loud, key=loud.get) if max(loud.values()) > limit else "none"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="names it by the first silent distance, also where there are two" fails=["q6-kind"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    both = (n > 0) & (m > 0)
    a = np.abs(n / n.sum() - m / m.sum()).max()
    c = np.abs(k[both] / n[both] - j[both] / m[both]).max()
    d_clogged = np.abs(k / k.sum() - j / j.sum()).max()
    d_others = np.abs((n - k) / (n - k).sum() - (m - j) / (m - j).sum()).max()
    d = max(d_clogged, d_others)
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance <= limit]
    kinds = {"A": "concept drift", "C": "data drift", "D": "label drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if silent else "unclear"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="mixes up the silent test of label drift and of concept drift" fails=["q6-kind"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    both = (n > 0) & (m > 0)
    a = np.abs(n / n.sum() - m / m.sum()).max()
    c = np.abs(k[both] / n[both] - j[both] / m[both]).max()
    d_clogged = np.abs(k / k.sum() - j / j.sum()).max()
    d_others = np.abs((n - k) / (n - k).sum() - (m - j) / (m - j).sum()).max()
    d = max(d_clogged, d_others)
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance <= limit]
    kinds = {"A": "label drift", "C": "data drift", "D": "concept drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if len(silent) == 1 else "unclear"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="takes a distance equal to the limit for loud" fails=["q6-kind"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    both = (n > 0) & (m > 0)
    a = np.abs(n / n.sum() - m / m.sum()).max()
    c = np.abs(k[both] / n[both] - j[both] / m[both]).max()
    d_clogged = np.abs(k / k.sum() - j / j.sum()).max()
    d_others = np.abs((n - k) / (n - k).sum() - (m - j) / (m - j).sum()).max()
    d = max(d_clogged, d_others)
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance < limit]
    kinds = {"A": "concept drift", "C": "data drift", "D": "label drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if len(silent) == 1 else "unclear"
    return {"A": a, "C": c, "D": d, "kind": kind}


# %% question="q6" kind="wrong" name="calls several loud tests a concept drift" fails=["q6-kind"]
import numpy as np


def name_the_drift(baseline, week, limit):
    n, k = baseline["rows"].to_numpy(dtype=float), baseline["clogged"].to_numpy(dtype=float)
    m, j = week["rows"].to_numpy(dtype=float), week["clogged"].to_numpy(dtype=float)
    both = (n > 0) & (m > 0)
    a = np.abs(n / n.sum() - m / m.sum()).max()
    c = np.abs(k[both] / n[both] - j[both] / m[both]).max()
    d_clogged = np.abs(k / k.sum() - j / j.sum()).max()
    d_others = np.abs((n - k) / (n - k).sum() - (m - j) / (m - j).sum()).max()
    d = max(d_clogged, d_others)
    silent = [name for name, distance in (("A", a), ("C", c), ("D", d)) if distance <= limit]
    kinds = {"A": "concept drift", "C": "data drift", "D": "label drift"}
    kind = "none" if len(silent) == 3 else kinds[silent[0]] if len(silent) == 1 else "concept drift"
    return {"A": a, "C": c, "D": d, "kind": kind}
