# %% [markdown]
# # Right and wrong answers for assignment 1.2b
#
# Each code cell stands for a student's solution cell: its code replaces the whole solution cell of `question`, and the
# rest of the notebook stays the reference. A `right` answer keeps every point. A `wrong` one is named for the
# misconception behind it and fails exactly the test cells in `fails`, and no test cell of another question.

# %% question="q1" kind="right" name="value_counts and a categorical with get_dummies"
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return counts.index[counts >= min_count].sort_values().tolist()


def one_hot(column, levels):
    values = pd.Series(list(column), dtype=object)
    names = [*levels, "(other)"]
    values = values.where(values.isna() | values.isin(levels), "(other)")
    return pd.get_dummies(pd.Categorical(values, categories=names)).set_index(values.index + 10)


# %% question="q1" kind="right" name="comparison by broadcasting in NumPy, floats"
import numpy as np
import pandas as pd


def fit_levels(train, min_count):
    values = np.array([value for value in train if not pd.isna(value)], dtype=object)
    if len(values) == 0:
        return []
    levels, counts = np.unique(values, return_counts=True)
    return levels[counts >= min_count]


def one_hot(column, levels):
    missing = np.array([pd.isna(value) for value in column])
    values = np.where(missing, "(missing)", np.array(list(column), dtype=object))
    table = (values[:, None] == np.array(levels, dtype=object)[None, :]).astype(float)
    other = 1 - table.sum(axis=1) - missing
    return pd.DataFrame(np.column_stack([table, other]), columns=list(levels) + ["(other)"])


# %% question="q1" kind="wrong" name="fits again on the new rows: get_dummies of whatever comes" fails=["q1-other", "q1-missing"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return sorted(counts.index[counts >= min_count])


def one_hot(column, levels):
    return pd.get_dummies(pd.Series(list(column), dtype=object))


# %% question="q1" kind="wrong" name="keeps only the columns that the new rows need" fails=["q1-other", "q1-missing"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return sorted(counts.index[counts >= min_count])


def one_hot(column, levels):
    values = [v if pd.isna(v) or v in levels else "(other)" for v in column]
    names = [name for name in [*levels, "(other)"] if name in values]
    return pd.DataFrame({name: [int(not pd.isna(v) and v == name) for v in values] for name in names})


# %% question="q1" kind="wrong" name="gives an unknown level a row of zeros, as handle_unknown='ignore' does" fails=["q1-other", "q1-missing"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return sorted(counts.index[counts >= min_count])


def one_hot(column, levels):
    values = list(column)
    table = pd.DataFrame({name: [int(not pd.isna(v) and v == name) for v in values] for name in levels})
    table["(other)"] = 0
    return table


# %% question="q1" kind="wrong" name="adds a column for each level that wasn't seen in training" fails=["q1-other", "q1-missing"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return sorted(counts.index[counts >= min_count])


def one_hot(column, levels):
    values = list(column)
    unseen = sorted({v for v in values if not pd.isna(v) and v not in levels})
    names = [*levels, *unseen, "(other)"]
    return pd.DataFrame({name: [int(not pd.isna(v) and v == name) for v in values] for name in names})


# %% question="q1" kind="wrong" name="puts missing values with the other levels" fails=["q1-missing"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return sorted(counts.index[counts >= min_count])


def one_hot(column, levels):
    values = [v if v in levels else "(other)" for v in (None if pd.isna(v) else v for v in column)]
    return pd.DataFrame({name: [int(v == name) for v in values] for name in [*levels, "(other)"]})


# %% question="q1" kind="wrong" name="leaves out the rows without a value" fails=["q1-missing"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return sorted(counts.index[counts >= min_count])


def one_hot(column, levels):
    values = [v if v in levels else "(other)" for v in column if not pd.isna(v)]
    return pd.DataFrame({name: [int(v == name) for v in values] for name in [*levels, "(other)"]})


# %% question="q1" kind="wrong" name="makes missing a level, as str(None)" fails=["q1-levels", "q1-missing"]
import pandas as pd


def fit_levels(train, min_count):
    values = [str(value) for value in train]
    return sorted(level for level in set(values) if values.count(level) >= min_count)


def one_hot(column, levels):
    values = [v if v in levels else "(other)" for v in (str(v) for v in column)]
    return pd.DataFrame({name: [int(v == name) for v in values] for name in [*levels, "(other)"]})


# %% question="q1" kind="wrong" name="wants more than min_count rows" fails=["q1-levels", "q1-other"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return sorted(counts.index[counts > min_count])


def one_hot(column, levels):
    values = [v if pd.isna(v) or v in levels else "(other)" for v in column]
    return pd.DataFrame({name: [int(not pd.isna(v) and v == name) for v in values] for name in [*levels, "(other)"]})


# %% question="q1" kind="wrong" name="orders levels by how often they come" fails=["q1-levels"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return counts.index[counts >= min_count].tolist()


def one_hot(column, levels):
    values = [v if pd.isna(v) or v in levels else "(other)" for v in column]
    return pd.DataFrame({name: [int(not pd.isna(v) and v == name) for v in values] for name in [*levels, "(other)"]})


# %% question="q1" kind="wrong" name="drops the first level against the dummy trap" fails=["q1-other", "q1-missing"]
import pandas as pd


def fit_levels(train, min_count):
    counts = pd.Series(list(train), dtype=object).value_counts()
    return sorted(counts.index[counts >= min_count])


def one_hot(column, levels):
    values = [v if pd.isna(v) or v in levels else "(other)" for v in column]
    names = [*levels, "(other)"][1:]
    return pd.DataFrame({name: [int(not pd.isna(v) and v == name) for v in values] for name in names})


# %% question="q2" kind="right" name="a table of levels in pandas"
import zlib

import pandas as pd


def bucket(level, n_buckets):
    return (zlib.crc32(bytes(level, encoding="utf-8")) & 0xFFFFFFFF) % n_buckets


def collisions(column, n_buckets):
    rows = pd.Series(list(column), dtype=object).dropna().value_counts()
    if rows.empty:
        return {"levels": 0, "levels_sharing": 0, "share_of_rows": 0}
    table = pd.DataFrame({"rows": rows.to_numpy(), "bucket": [bucket(level, n_buckets) for level in rows.index]})
    shared = table["bucket"].duplicated(keep=False)
    return {
        "levels": len(table),
        "levels_sharing": shared.sum(),
        "share_of_rows": table.loc[shared, "rows"].sum() / table["rows"].sum(),
    }


# %% question="q2" kind="right" name="sets of levels by bucket, in plain Python"
import zlib
from collections import defaultdict


def bucket(level, n_buckets):
    return zlib.crc32(level.encode()) % n_buckets


def collisions(column, n_buckets):
    inside, rows = defaultdict(set), defaultdict(int)
    for value in column:
        if isinstance(value, str):
            inside[bucket(value, n_buckets)].add(value)
            rows[bucket(value, n_buckets)] += 1
    crowded = [place for place, levels in inside.items() if len(levels) >= 2]
    return {
        "share_of_rows": sum(rows[place] for place in crowded) / max(sum(rows.values()), 1),
        "levels_sharing": sum(len(inside[place]) for place in crowded),
        "levels": sum(map(len, inside.values())),
    }


# %% question="q2" kind="wrong" name="counts the levels that come after the first in a bucket: levels less buckets used" fails=["q2-sharing"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(level, n_buckets) for level in set(known))
    touched = sum(filled[bucket(v, n_buckets)] > 1 for v in known)
    return {
        "levels": len(set(known)),
        "levels_sharing": len(set(known)) - len(filled),
        "share_of_rows": touched / len(known) if known else 0,
    }


# %% question="q2" kind="wrong" name="counts shared buckets and not the levels in them" fails=["q2-sharing"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(level, n_buckets) for level in set(known))
    touched = sum(filled[bucket(v, n_buckets)] > 1 for v in known)
    return {
        "levels": len(set(known)),
        "levels_sharing": sum(count > 1 for count in filled.values()),
        "share_of_rows": touched / len(known) if known else 0,
    }


# %% question="q2" kind="wrong" name="counts colliding pairs of levels" fails=["q2-sharing"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(level, n_buckets) for level in set(known))
    touched = sum(filled[bucket(v, n_buckets)] > 1 for v in known)
    return {
        "levels": len(set(known)),
        "levels_sharing": sum(count * (count - 1) // 2 for count in filled.values()),
        "share_of_rows": touched / len(known) if known else 0,
    }


# %% question="q2" kind="wrong" name="takes two rows with the same level for a collision" fails=["q2-sharing", "q2-rows"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(v, n_buckets) for v in known)
    sharing = {v for v in known if filled[bucket(v, n_buckets)] > 1}
    touched = sum(v in sharing for v in known)
    return {
        "levels": len(set(known)),
        "levels_sharing": len(sharing),
        "share_of_rows": touched / len(known) if known else 0,
    }


# %% question="q2" kind="wrong" name="hashes missing values as a level" fails=["q2-sharing", "q2-rows"]
import zlib
from collections import Counter


def bucket(level, n_buckets):
    return zlib.crc32(str(level).encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    values = [str(v) for v in column]
    filled = Counter(bucket(level, n_buckets) for level in set(values))
    sharing = {v for v in values if filled[bucket(v, n_buckets)] > 1}
    touched = sum(v in sharing for v in values)
    return {
        "levels": len(set(values)),
        "levels_sharing": len(sharing),
        "share_of_rows": touched / len(values) if values else 0,
    }


# %% question="q2" kind="wrong" name="gives the share of levels for the share of rows" fails=["q2-rows"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    levels = {v for v in column if not pd.isna(v)}
    filled = Counter(bucket(level, n_buckets) for level in levels)
    sharing = sum(filled[bucket(level, n_buckets)] > 1 for level in levels)
    return {"levels": len(levels), "levels_sharing": sharing, "share_of_rows": sharing / len(levels) if levels else 0}


# %% question="q2" kind="wrong" name="divides by all rows, also those without a value" fails=["q2-rows"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(level, n_buckets) for level in set(known))
    sharing = {v for v in known if filled[bucket(v, n_buckets)] > 1}
    touched = sum(v in sharing for v in known)
    return {"levels": len(set(known)), "levels_sharing": len(sharing), "share_of_rows": touched / max(len(column), 1)}


# %% question="q2" kind="wrong" name="divides by zero when nothing is known" fails=["q2-rows"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(level, n_buckets) for level in set(known))
    sharing = {v for v in known if filled[bucket(v, n_buckets)] > 1}
    return {
        "levels": len(set(known)),
        "levels_sharing": len(sharing),
        "share_of_rows": sum(v in sharing for v in known) / len(known),
    }


# %% question="q2" kind="wrong" name="encodes as Latin-1 and drops the letters that it lacks" fails=["q2-bucket"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.encode("latin-1", errors="ignore")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(level, n_buckets) for level in set(known))
    sharing = {v for v in known if filled[bucket(v, n_buckets)] > 1}
    touched = sum(v in sharing for v in known)
    return {
        "levels": len(set(known)),
        "levels_sharing": len(sharing),
        "share_of_rows": touched / len(known) if known else 0,
    }


# %% question="q2" kind="wrong" name="lowers the case before hashing" fails=["q2-bucket", "q2-sharing", "q2-rows"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.crc32(level.strip().lower().encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(level, n_buckets) for level in set(known))
    sharing = {v for v in known if filled[bucket(v, n_buckets)] > 1}
    touched = sum(v in sharing for v in known)
    return {
        "levels": len(set(known)),
        "levels_sharing": len(sharing),
        "share_of_rows": touched / len(known) if known else 0,
    }


# %% question="q2" kind="wrong" name="another checksum with the same kind of result" fails=["q2-bucket", "q2-sharing", "q2-rows"]
import zlib
from collections import Counter

import pandas as pd


def bucket(level, n_buckets):
    return zlib.adler32(level.encode("utf-8")) % n_buckets


def collisions(column, n_buckets):
    known = [v for v in column if not pd.isna(v)]
    filled = Counter(bucket(level, n_buckets) for level in set(known))
    sharing = {v for v in known if filled[bucket(v, n_buckets)] > 1}
    touched = sum(v in sharing for v in known)
    return {
        "levels": len(set(known)),
        "levels_sharing": len(sharing),
        "share_of_rows": touched / len(known) if known else 0,
    }


# %% question="q3" kind="right" name="groupby and map in pandas, folds by loop"
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": [float(v) for v in y], "w": [float(v) for v in weight]})
    prior = np.average(frame["y"], weights=frame["w"])
    frame["product"] = frame["w"] * frame["y"]
    groups = frame.groupby("c")[["product", "w"]].sum()
    code = (groups["product"] + m * prior) / (groups["w"] + m)
    return pd.Series(list(new), dtype=object).map(code.to_dict()).astype(float).fillna(prior)


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("two folds at least")
    parts = []
    for name in frame["f"].unique():
        held, rest = frame[frame["f"] == name], frame[frame["f"] != name]
        codes = target_encode(rest["c"], rest["y"], rest["w"], held["c"], m)
        parts.append(pd.Series(np.asarray(codes), index=held.index))
    return pd.concat(parts).sort_index()


# %% question="q3" kind="right" name="weights of the level's mean and of the prior; masks for the other folds"
import numpy as np
import pandas as pd


def mix(y, weight, prior, m):
    if len(y) == 0:
        return prior
    trust = weight.sum() / (weight.sum() + m)
    return trust * np.average(y, weights=weight) + (1 - trust) * prior


def target_encode(train, y, weight, new, m):
    train, y, weight = list(train), np.asarray(y, dtype=float), np.asarray(weight, dtype=float)
    prior = np.average(y, weights=weight)
    codes = []
    for value in new:
        own = np.array([not pd.isna(value) and not pd.isna(v) and v == value for v in train])
        codes.append(mix(y[own], weight[own], prior, m))
    return codes


def cross_fit(column, y, weight, fold, m):
    codes, _ = pd.factorize(pd.Series(list(column), dtype=object))
    folds, names = pd.factorize(pd.Series(list(fold)))
    y, weight = np.asarray(y, dtype=float), np.asarray(weight, dtype=float)
    if len(names) < 2:
        raise ValueError("There is no other fold.")
    result = []
    for level, own in zip(codes, folds):
        elsewhere = folds != own
        same = elsewhere & (codes == level) & (level >= 0)
        result.append(mix(y[same], weight[same], np.average(y[elsewhere], weights=weight[elsewhere]), m))
    return np.array(result)


# %% question="q3" kind="wrong" name="ignores the weights" fails=["q3-smooth", "q3-unseen", "q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": 1.0})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="weights the levels and takes the plain mean for the prior" fails=["q3-smooth", "q3-unseen", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["y"].mean()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="adds up weighted targets and divides by the number of rows" fails=["q3-smooth", "q3-unseen", "q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].mean()
    sums = frame.groupby("c").agg(wy=("wy", "sum"), w=("w", "count"))
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="scales the weights to a mean of 1 before it smooths" fails=["q3-smooth", "q3-unseen", "q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["w"] = frame["w"] / frame["w"].mean()
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="learns from all rows, the own one too" fails=["q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    if len(set(fold)) < 2:
        raise ValueError("one fold")
    return target_encode(column, y, weight, column, m)


# %% question="q3" kind="wrong" name="learns from the row's own fold" fails=["q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="leaves out the row alone, not its fold" fails=["q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    column, y, weight = list(column), list(y), list(weight)
    if len(set(fold)) < 2:
        raise ValueError("one fold")
    codes = []
    for i in range(len(column)):
        others = [part[:i] + part[i + 1 :] for part in (column, y, weight)]
        codes.append(target_encode(*others, [column[i]], m)[0])
    return codes


# %% question="q3" kind="wrong" name="takes the prior of all rows for every fold" fails=["q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m, prior=None):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum() if prior is None else prior
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(
            rest["c"], rest["y"], rest["w"], frame["c"][own], m, np.average(frame["y"], weights=frame["w"])
        )
    return codes


# %% question="q3" kind="wrong" name="takes folds to be numbered from 0" fails=["q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.zeros(len(frame))
    for name in range(frame["f"].nunique()):
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="returns the rows fold by fold and not in their order" fails=["q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = []
    for name in sorted(frame["f"].unique()):
        own, rest = frame[frame["f"] == name], frame[frame["f"] != name]
        codes += target_encode(rest["c"], rest["y"], rest["w"], own["c"], m)
    return codes


# %% question="q3" kind="wrong" name="numbers a single fold with the prior of its own rows" fails=["q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    codes = np.full(len(frame), (frame["w"] * frame["y"]).sum() / max(frame["w"].sum(), 1e-9))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        if len(rest):
            codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="forgets to smooth" fails=["q3-smooth", "q3-cross", "q3-fold-prior", "q3-unseen"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = (sums["wy"] / sums["w"]).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="swaps the weights of mean and prior" fails=["q3-smooth", "q3-unseen", "q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((m * sums["wy"] / sums["w"] + sums["w"] * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="makes the prior the mean of the levels' means" fails=["q3-smooth", "q3-unseen", "q3-cross", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    sums = frame.groupby("c")[["wy", "w"]].sum()
    prior = (sums["wy"] / sums["w"]).mean()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="takes the prior over rows with a level only" fails=["q3-smooth", "q3-unseen", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)}).dropna()
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [prior if pd.isna(v) else code.get(v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="encodes missing as a level of its own" fails=["q3-unseen"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": ["?" if pd.isna(v) else v for v in train], "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [code.get("?" if pd.isna(v) else v, prior) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="gives an unknown level NaN" fails=["q3-unseen", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    frame = pd.DataFrame({"c": list(train), "y": list(y), "w": list(weight)})
    frame["wy"] = frame["w"] * frame["y"]
    prior = frame["wy"].sum() / frame["w"].sum()
    sums = frame.groupby("c")[["wy", "w"]].sum()
    code = ((sums["wy"] + m * prior) / (sums["w"] + m)).to_dict()
    return [np.nan if pd.isna(v) else code.get(v, np.nan) for v in new]


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q3" kind="wrong" name="puts an unknown level into the formula, which is 0 over 0 without smoothing" fails=["q3-unseen", "q3-fold-prior"]
import numpy as np
import pandas as pd


def target_encode(train, y, weight, new, m):
    train, y, weight = np.array(list(train), dtype=object), np.asarray(y, dtype=float), np.asarray(weight, dtype=float)
    prior = (weight * y).sum() / weight.sum()
    codes = []
    for value in new:
        rows = np.array([not pd.isna(value) and not pd.isna(v) and v == value for v in train])
        codes.append(((weight * y)[rows].sum() + m * prior) / (weight[rows].sum() + m))
    return codes


def cross_fit(column, y, weight, fold, m):
    frame = pd.DataFrame({"c": list(column), "y": list(y), "w": list(weight), "f": list(fold)})
    if frame["f"].nunique() < 2:
        raise ValueError("one fold")
    codes = np.empty(len(frame))
    for name in frame["f"].unique():
        own = (frame["f"] == name).to_numpy()
        rest = frame[~own]
        codes[own] = target_encode(rest["c"], rest["y"], rest["w"], frame["c"][own], m)
    return codes


# %% question="q4" kind="right" name="keeps the symbols of each word, counts in a plain dict and sorts"
def join_pair(symbols, left, right):
    result = []
    for symbol in symbols:
        if result and result[-1] == (left, False) and symbol == right:
            result[-1] = (left + right, True)
        else:
            result.append((symbol, False))
    return [symbol for symbol, _ in result]


def learn_merges(words, n_merges, min_count):
    symbols_of = {word: list(word) for word in words}
    merges = []
    while len(merges) < n_merges:
        counts = {}
        for word, symbols in symbols_of.items():
            for i in range(1, len(symbols)):
                pair = (symbols[i - 1], symbols[i])
                counts[pair] = counts.get(pair, 0) + words[word]
        if not counts or max(counts.values()) < min_count:
            return merges
        top = max(counts.values())
        best = sorted(pair for pair in counts if counts[pair] == top)[0]
        merges.append(best)
        symbols_of = {word: join_pair(symbols, *best) for word, symbols in symbols_of.items()}
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        symbols = join_pair(symbols, left, right)
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="right" name="merges whole symbols by a pattern over a text with separators; lists for pairs"
import re
from collections import Counter

END = "\x00"


def merged(text, left, right):
    return re.sub(f"(?<={END}){re.escape(left)}{END}{re.escape(right)}(?={END})", left + right, text)


def learn_merges(words, n_merges, min_count):
    texts = {word: END + END.join(word) + END for word in words}
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, text in texts.items():
            symbols = text.strip(END).split(END)
            for pair in zip(symbols[:-1], symbols[1:]):
                counts[pair] += words[word]
        if not counts or max(counts.values()) < min_count:
            break
        left, right = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[0][0]
        merges.append([left, right])
        texts = {word: merged(text, left, right) for word, text in texts.items()}
    return merges


def encode(text, merges, vocabulary):
    numbers = []
    for word in text.split():
        joined = END + END.join(word) + END
        for left, right in merges:
            joined = merged(joined, left, right)
        numbers += [vocabulary.index(s) + 1 if s in vocabulary else 0 for s in joined.strip(END).split(END)]
    return tuple(numbers)


# %% question="q4" kind="right" name="cuts a word by the lowest rank first, as library cutrs do"
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            counts.update({pair: times * n for pair, n in Counter(zip(symbols, symbols[1:])).items()})
        if not counts or max(counts.values()) < min_count:
            break
        top = max(counts.values())
        merges.append(min(pair for pair, count in counts.items() if count == top))
    return merges


def cut(word, merges):
    rank = {tuple(pair): number for number, pair in enumerate(merges)}
    symbols = list(word)
    while len(symbols) > 1:
        best = min(zip(symbols, symbols[1:]), key=lambda pair: rank.get(pair, len(rank)))
        if best not in rank:
            break
        i, cut = 0, []
        while i < len(symbols):
            step = 2 if tuple(symbols[i : i + 2]) == best else 1
            cut.append("".join(symbols[i : i + step]))
            i += step
        symbols = cut
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="counts each word once, however often it occurs" fails=["q4-merges", "q4-ties", "q4-overlap"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word in words:
            symbols = cut(word, merges)
            counts.update(zip(symbols, symbols[1:]))
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="counts a pair once a word, however many places it has there" fails=["q4-merges", "q4-overlap"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in set(zip(symbols, symbols[1:])):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="takes the most frequent pairs of characters and never counts again" fails=["q4-merges", "q4-ties", "q4-overlap"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    counts = Counter()
    for word, times in words.items():
        for pair in zip(word, word[1:]):
            counts[pair] += times
    enough = [pair for pair in counts if counts[pair] >= min_count]
    return sorted(enough, key=lambda pair: (-counts[pair], pair))[:n_merges]


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="of tied pairs takes the one that was seen first" fails=["q4-ties"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(counts.most_common(1)[0][0])
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="of tied pairs takes the largest, as max over (count, pair) does" fails=["q4-ties"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(max(counts, key=lambda pair: (counts[pair], pair)))
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="of tied pairs takes the first by the joined text" fails=["q4-ties"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], "".join(pair))))
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="counts places that don't overlap, as str.count does" fails=["q4-overlap"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            last = {}
            for i, pair in enumerate(zip(symbols, symbols[1:])):
                if last.get(pair) != i - 1:
                    counts[pair] += times
                    last[pair] = i
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="merges from the right" fails=["q4-overlap", "q4-encode"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = len(symbols) - 2
        while i >= 0:
            if symbols[i : i + 2] == [left, right]:
                symbols[i : i + 2] = [left + right]
                i -= 1
            i -= 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="replaces text between blanks and joins the ends of longer symbols" fails=["q4-merges", "q4-ties", "q4-encode"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def cut(word, merges):
    text = " ".join(word)
    for left, right in merges:
        text = text.replace(f"{left} {right}", left + right)
    return text.split()


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="cuts the longest known piece first, whatever was learned first" fails=["q4-ties", "q4-encode"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def cut(word, merges):
    pieces = {left + right for left, right in merges}
    symbols = []
    while word:
        size = next((n for n in range(len(word), 1, -1) if word[:n] in pieces), 1)
        symbols.append(word[:size])
        word = word[size:]
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="wants more than min_count places" fails=["q4-merges", "q4-ties"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) <= min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="fails when no pair is left" fails=["q4-merges"]
from collections import Counter


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        if counts[best] < min_count:
            break
        merges.append(best)
    return merges


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="joins across words, as the text were one word" fails=["q4-encode"]
from collections import Counter


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    symbols = cut("".join(text.split()), merges)
    return [vocabulary.index(symbol) + 1 if symbol in vocabulary else 0 for symbol in symbols]


# %% question="q4" kind="wrong" name="leaves out what the vocabulary lacks" fails=["q4-encode"]
from collections import Counter


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    symbols = [symbol for word in text.split() for symbol in cut(word, merges)]
    return [vocabulary.index(symbol) + 1 for symbol in symbols if symbol in vocabulary]


# %% question="q4" kind="wrong" name="counts places from 0" fails=["q4-encode"]
from collections import Counter


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    symbols = [symbol for word in text.split() for symbol in cut(word, merges)]
    return [vocabulary.index(symbol) if symbol in vocabulary else -1 for symbol in symbols]


# %% question="q4" kind="wrong" name="calls a whole word unknown when one of its symbols is" fails=["q4-encode"]
from collections import Counter


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    numbers = []
    for word in text.split():
        symbols = cut(word, merges)
        known = all(symbol in vocabulary for symbol in symbols)
        numbers += [vocabulary.index(symbol) + 1 for symbol in symbols] if known else [0]
    return numbers


# %% question="q4" kind="wrong" name="cuts a symbol that the vocabulary lacks back into characters" fails=["q4-encode"]
from collections import Counter


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    symbols = [symbol for word in text.split() for symbol in cut(word, merges)]
    symbols = [part for symbol in symbols for part in ([symbol] if symbol in vocabulary else symbol)]
    return [vocabulary.index(symbol) + 1 if symbol in vocabulary else 0 for symbol in symbols]


# %% question="q4" kind="wrong" name="encodes a space between words as unknown" fails=["q4-encode"]
from collections import Counter


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    symbols = list(" ".join(text.split()))
    for left, right in merges:
        symbols = cut_again(symbols, left, right)
    return [vocabulary.index(symbol) + 1 if symbol in vocabulary else 0 for symbol in symbols]


def cut_again(symbols, left, right):
    i = 0
    while i < len(symbols) - 1:
        if symbols[i] == left and symbols[i + 1] == right:
            symbols[i : i + 2] = [left + right]
        i += 1
    return symbols


# %% question="q4" kind="wrong" name="marks the end of a word, as the lesson does" fails=["q4-merges", "q4-ties", "q4-overlap", "q4-encode"]
from collections import Counter


def cut(word, merges):
    symbols = [*word, "_"]
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts or max(counts.values()) < min_count:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    symbols = [symbol for word in text.split() for symbol in cut(word, merges)]
    return [vocabulary.index(symbol) + 1 if symbol in vocabulary else 0 for symbol in symbols]


# %% question="q4" kind="wrong" name="learns pairs however rare they are" fails=["q4-merges"]
from collections import Counter


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in words.items():
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q4" kind="wrong" name="leaves out words that are rarer than min_count and not pairs" fails=["q4-merges"]
from collections import Counter


def cut(word, merges):
    symbols = list(word)
    for left, right in merges:
        i = 0
        while i < len(symbols) - 1:
            if symbols[i] == left and symbols[i + 1] == right:
                symbols[i : i + 2] = [left + right]
            i += 1
    return symbols


def learn_merges(words, n_merges, min_count):
    merges = []
    for _ in range(n_merges):
        counts = Counter()
        for word, times in ((w, n) for w, n in words.items() if n >= min_count):
            symbols = cut(word, merges)
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += times
        if not counts:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
    return merges


def encode(text, merges, vocabulary):
    number = {symbol: i for i, symbol in enumerate(vocabulary, start=1)}
    return [number.get(symbol, 0) for word in text.split() for symbol in cut(word, merges)]


# %% question="q5" kind="right" name="a list of conditions, searched from the top, in plain Python"
import pandas as pd


def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name, column in train.items():
        values = [value for value in column.tolist() if not pd.isna(value)]
        n, k = len(values), len(set(values))
        words = sum(len(value.split()) for value in values) / max(n, 1)
        table = [
            (k <= 1, "drop"),
            (name in ordered, "ordinal"),
            (words > 3, "tokens"),
            (k == n, "drop"),
            (k <= max_levels, "one-hot"),
            (n / max(k, 1) >= 10, "target"),
            (True, "hashing"),
        ]
        chosen[name] = next(encoding for holds, encoding in table if holds)
    return chosen


# %% question="q5" kind="right" name="one frame of counts and numpy.select; a Series comes back"
import numpy as np
import pandas as pd


def choose_encodings(train, ordered, max_levels):
    n, k = train.count(), train.nunique()
    words = pd.Series({name: train[name].dropna().map(lambda text: len(text.split())).mean() for name in train})
    conditions = [
        k < 2,
        np.isin(train.columns, ordered),
        words.astype(float) > 3,
        k == n,
        k <= max_levels,
        k * 10 <= n,
    ]
    names = ["drop", "ordinal", "tokens", "drop", "one-hot", "target"]
    return pd.Series(np.select(conditions, names, default="hashing"), index=train.columns)


# %% question="q5" kind="wrong" name="looks for identifiers first, so free text is dropped" fails=["q5-rules"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name in train.columns:
        known = train[name].dropna()
        n, k = len(known), known.nunique()
        if k <= 1 or k == n:
            chosen[name] = "drop"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().mean() > 3:
            chosen[name] = "tokens"
        elif k <= max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="one-hot wherever levels are few, without asking for an order first" fails=["q5-rules", "q5-limits", "q5-missing"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name in train.columns:
        known = train[name].dropna()
        n, k = len(known), known.nunique()
        if k <= 1:
            chosen[name] = "drop"
        elif k <= max_levels:
            chosen[name] = "one-hot"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().mean() > 3:
            chosen[name] = "tokens"
        elif k == n:
            chosen[name] = "drop"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="leaves dropped columns out of the dict" fails=["q5-rules", "q5-missing"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name in train.columns:
        known = train[name].dropna()
        n, k = len(known), known.nunique()
        if k <= 1:
            continue
        if name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().mean() > 3:
            chosen[name] = "tokens"
        elif k == n:
            continue
        elif k <= max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="takes each limit for fewer than or more than" fails=["q5-limits", "q5-missing"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name in train.columns:
        known = train[name].dropna()
        n, k = len(known), known.nunique()
        if k <= 1:
            chosen[name] = "drop"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().mean() > 3:
            chosen[name] = "tokens"
        elif k == n:
            chosen[name] = "drop"
        elif k < max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n > 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="three words are text already" fails=["q5-limits"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name in train.columns:
        known = train[name].dropna()
        n, k = len(known), known.nunique()
        if k <= 1:
            chosen[name] = "drop"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().mean() >= 3:
            chosen[name] = "tokens"
        elif k == n:
            chosen[name] = "drop"
        elif k <= max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="one long value makes a column text" fails=["q5-limits"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name in train.columns:
        known = train[name].dropna()
        n, k = len(known), known.nunique()
        if k <= 1:
            chosen[name] = "drop"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().max() > 3:
            chosen[name] = "tokens"
        elif k == n:
            chosen[name] = "drop"
        elif k <= max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="calls a column an identifier when nearly every value is new" fails=["q5-limits"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name in train.columns:
        known = train[name].dropna()
        n, k = len(known), known.nunique()
        if k <= 1:
            chosen[name] = "drop"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().mean() > 3:
            chosen[name] = "tokens"
        elif k > 0.95 * n:
            chosen[name] = "drop"
        elif k <= max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="counts missing as a level and its rows as rows" fails=["q5-missing"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    for name in train.columns:
        known = train[name].astype(object).where(train[name].notna(), "missing")
        n, k = len(known), known.nunique()
        if k <= 1:
            chosen[name] = "drop"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().mean() > 3:
            chosen[name] = "tokens"
        elif k == n:
            chosen[name] = "drop"
        elif k <= max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="counts levels without the missing values, and rows with them" fails=["q5-missing"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    n = len(train)
    for name in train.columns:
        known = train[name].dropna()
        k = known.nunique()
        if k <= 1:
            chosen[name] = "drop"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().sum() > 3 * n:
            chosen[name] = "tokens"
        elif k == n:
            chosen[name] = "drop"
        elif k <= max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q5" kind="wrong" name="drops every row that lacks any value before it counts" fails=["q5-missing"]
def choose_encodings(train, ordered, max_levels):
    chosen = {}
    train = train.dropna()
    for name in train.columns:
        known = train[name]
        n, k = len(known), known.nunique()
        if k <= 1:
            chosen[name] = "drop"
        elif name in ordered:
            chosen[name] = "ordinal"
        elif known.str.split().str.len().mean() > 3:
            chosen[name] = "tokens"
        elif k == n:
            chosen[name] = "drop"
        elif k <= max_levels:
            chosen[name] = "one-hot"
        else:
            chosen[name] = "target" if n >= 10 * k else "hashing"
    return chosen


# %% question="q6" kind="right" name="the reference's choices, one by one"
encoding_for = {}
encoding_for["district"] = "target, cross-fitted"
encoding_for["report"] = "one-hot, one dropped"
encoding_for["devices"] = "hashing"

# %% question="q6" kind="wrong" name="label codes are numbers, and numbers will do" fails=["q6-devices", "q6-report", "q6-district"]
encoding_for = dict.fromkeys(["devices", "report", "district"], "label codes")

# %% question="q6" kind="wrong" name="one-hot for everything without an order" fails=["q6-devices", "q6-report", "q6-district"]
encoding_for = dict.fromkeys(["devices", "report", "district"], "one-hot")

# %% question="q6" kind="wrong" name="keeps all columns beside an intercept" fails=["q6-report"]
encoding_for = {"devices": "hashing", "report": "one-hot", "district": "target, cross-fitted"}

# %% question="q6" kind="wrong" name="learns the target's mean with the row's own target" fails=["q6-district"]
encoding_for = {"devices": "hashing", "report": "one-hot, one dropped", "district": "target, in sample"}

# %% question="q6" kind="wrong" name="many levels, so a target mean, though it is fitted and most levels are new" fails=["q6-devices"]
encoding_for = {
    "devices": "target, cross-fitted",
    "report": "one-hot, one dropped",
    "district": "target, cross-fitted",
}

# %% question="q6" kind="wrong" name="hashes whatever has many levels" fails=["q6-district"]
encoding_for = {"devices": "hashing", "report": "one-hot, one dropped", "district": "hashing"}
