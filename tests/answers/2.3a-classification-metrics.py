# %% [markdown]
# # Right and wrong answers for assignment 2.3a
#
# Each code cell stands for a student's solution cell: its code replaces the whole solution cell of `question`, and the
# rest of the notebook stays the reference. A `right` answer keeps every point. A `wrong` one is named for the
# misconception behind it and fails exactly the test cells in `fails`, and no test cell of another question.

# %% question="q1" kind="right" name="a loop that counts"
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y):
            continue
        held = not pd.isna(s) and s >= threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else math.nan

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="right" name="a pandas frame, and NumPy's own nan for 0/0"
def flag_metrics(actual, score, threshold):
    table = pd.DataFrame({"y": list(actual), "s": list(score)}).astype(float).dropna(subset="y")
    y, f = table["y"].to_numpy() == 1, table["s"].fillna(-np.inf).to_numpy() >= threshold
    f &= table["s"].notna().to_numpy()
    tp, fp, fn, tn = (np.float64(np.sum(part)) for part in (y & f, ~y & f, y & ~f, ~y & ~f))
    return {
        "F2": 5 * tp / (5 * tp + 4 * fn + fp),
        "specificity": tn / (tn + fp),
        "recall": tp / (tp + fn),
        "precision": tp / (tp + fp),
        "accuracy": (tp + tn) / np.float64(len(table)),
    }


# %% question="q1" kind="wrong" name="flags only what is above the threshold" fails=["q1-counts", "q1-zero", "q1-missing"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y):
            continue
        held = not pd.isna(s) and s > threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else math.nan

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="wrong" name="0 instead of nan, as scikit-learn says by default" fails=["q1-zero"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y):
            continue
        held = not pd.isna(s) and s >= threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else 0

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="wrong" name="leaves out the rows without a score, which hides misses" fails=["q1-missing"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y) or pd.isna(s):
            continue
        held = not pd.isna(s) and s >= threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else math.nan

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="wrong" name="takes a missing label for sound" fails=["q1-zero", "q1-missing"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        held = not pd.isna(s) and s >= threshold
        if y == 1:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else math.nan

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="wrong" name="takes a missing score for 0, which a low threshold flags" fails=["q1-missing"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y):
            continue
        held = (0 if pd.isna(s) else s) >= threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else math.nan

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="wrong" name="gives the false positive rate for specificity" fails=["q1-counts", "q1-zero", "q1-missing"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y):
            continue
        held = not pd.isna(s) and s >= threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else math.nan

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(fp, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="wrong" name="nan as well where only the numerator is 0" fails=["q1-counts", "q1-zero"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y):
            continue
        held = not pd.isna(s) and s >= threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if part and whole else math.nan

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="wrong" name="leaves the rows without a label in the accuracy" fails=["q1-zero", "q1-missing"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y):
            continue
        held = not pd.isna(s) and s >= threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else math.nan

    return {
        "accuracy": over(tp + tn, len(list(actual))),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * tp, 5 * tp + 4 * fn + fp),
    }


# %% question="q1" kind="wrong" name="F2 as a mean of precision and recall, nan where one of them is" fails=["q1-zero"]
import math


def flag_metrics(actual, score, threshold):
    tp = fp = fn = tn = 0
    for y, s in zip(list(actual), list(score), strict=True):
        if pd.isna(y):
            continue
        held = not pd.isna(s) and s >= threshold
        if y:
            tp, fn = tp + held, fn + (not held)
        else:
            fp, tn = fp + held, tn + (not held)

    def over(part, whole):
        return part / whole if whole else math.nan

    return {
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "specificity": over(tn, tn + fp),
        "F2": over(5 * over(tp, tp + fp) * over(tp, tp + fn), 4 * over(tp, tp + fp) + over(tp, tp + fn)),
    }


# %% question="q2" kind="right" name="from the four counts of labels"
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n1 * cost["TP"] + n0 * cost["FP"] < n1 * cost["FN"] + n0 * cost["TN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="right" name="the commonest class by bincount, the rule by the mean cost"
def constant_baselines(train, test, cost):
    old, new = pd.Series(list(train)).astype(int), pd.Series(list(test)).astype(int)
    price = {"none": {1: cost["FN"], 0: cost["TN"]}, "all": {1: cost["TP"], 0: cost["FP"]}}
    rule = min(["none", "all"], key=lambda name: old.map(price[name]).sum())
    return {
        "accuracy": (new == np.bincount(old, minlength=2).argmax()).mean(),
        "brier": ((new - old.mean()) ** 2).mean(),
        "cost": new.map(price[rule]).mean(),
    }


# %% question="q2" kind="wrong" name="chooses everything on the test rows, which no rule has seen" fails=["q2-accuracy", "q2-brier", "q2-cost"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    n1, n0 = m1, m0
    share = n1 / (n0 + n1)
    flag_all = n1 * cost["TP"] + n0 * cost["FP"] < n1 * cost["FN"] + n0 * cost["TN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="wrong" name="says 1 where both classes are equally common" fails=["q2-accuracy"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n1 * cost["TP"] + n0 * cost["FP"] < n1 * cost["FN"] + n0 * cost["TN"]
    return {
        "accuracy": (m1 if n1 >= n0 else m0) / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="wrong" name="always says 0, as toxic lots are rare" fails=["q2-accuracy"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n1 * cost["TP"] + n0 * cost["FP"] < n1 * cost["FN"] + n0 * cost["TN"]
    return {
        "accuracy": m0 / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="wrong" name="p(1 - p) of the training rows for the Brier score" fails=["q2-brier"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n1 * cost["TP"] + n0 * cost["FP"] < n1 * cost["FN"] + n0 * cost["TN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": share * (1 - share),
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="wrong" name="the Brier score of a certain forecast" fails=["q2-brier"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n1 * cost["TP"] + n0 * cost["FP"] < n1 * cost["FN"] + n0 * cost["TN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": (m0 if n1 > n0 else m1) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="wrong" name="counts the two errors only and forgets that caught and shipped lots cost too" fails=["q2-cost"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n0 * cost["FP"] < n1 * cost["FN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m0 * cost["FP"] if flag_all else m1 * cost["FN"]) / m,
    }


# %% question="q2" kind="wrong" name="all four costs in the result, but only the errors in the choice" fails=["q2-cost"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n0 * cost["FP"] < n1 * cost["FN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="wrong" name="the cheaper rule of the test rows" fails=["q2-cost"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = m1 * cost["TP"] + m0 * cost["FP"] < m1 * cost["FN"] + m0 * cost["TN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="wrong" name="flags all where both cost the same" fails=["q2-cost"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n1 * cost["TP"] + n0 * cost["FP"] <= n1 * cost["FN"] + n0 * cost["TN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]) / m,
    }


# %% question="q2" kind="wrong" name="the total cost instead of that of a row" fails=["q2-cost"]
def constant_baselines(train, test, cost):
    n1, m1 = sum(map(int, train)), sum(map(int, test))
    n0, m0 = len(train) - n1, len(test) - m1
    m = m0 + m1
    share = n1 / (n0 + n1)
    flag_all = n1 * cost["TP"] + n0 * cost["FP"] < n1 * cost["FN"] + n0 * cost["TN"]
    return {
        "accuracy": (m1 if n1 > n0 else m0) / m,
        "brier": (m1 * (1 - share) ** 2 + m0 * share**2) / m,
        "cost": (m1 * cost["TP"] + m0 * cost["FP"] if flag_all else m1 * cost["FN"] + m0 * cost["TN"]),
    }


# %% question="q3" kind="right" name="a loop over all pairs of rows"
def auc_within(actual, score, group):
    rows = list(zip(list(actual), list(score), list(group), strict=True))
    worth = pairs = 0
    for y, s, g in rows:
        for other_y, other_s, other_g in rows:
            if y == 1 and other_y == 0 and g == other_g:
                pairs += 1
                worth += 1 if s > other_s else 0.5 if s == other_s else 0
    return worth / pairs if pairs else float("nan")


# %% question="q3" kind="right" name="average ranks within groups, as in the Mann-Whitney test"
def auc_within(actual, score, group):
    table = pd.DataFrame({"y": np.asarray(actual).astype(int), "s": np.asarray(score), "g": np.asarray(group)})
    table["rank"] = table.groupby("g")["s"].rank(method="average")
    table["positive_rank"] = table["rank"] * table["y"]
    sums = table.groupby("g").agg(n=("y", "size"), n1=("y", "sum"), ranks=("positive_rank", "sum"))
    pairs = (sums["n1"] * (sums["n"] - sums["n1"])).sum()
    mixed = sums[(sums["n1"] > 0) & (sums["n1"] < sums["n"])]
    won = (mixed["ranks"] - mixed["n1"] * (mixed["n1"] + 1) / 2).sum()
    return won / pairs if pairs else np.nan


# %% question="q3" kind="right" name="a merge of positives with negatives on the group"
def auc_within(actual, score, group):
    table = pd.DataFrame({"y": list(map(bool, actual)), "s": list(score), "g": list(group)})
    pairs = table[table["y"]].merge(table[~table["y"]], on="g")
    return (np.sign(pairs["s_x"] - pairs["s_y"]) / 2 + 0.5).mean()


# %% question="q3" kind="wrong" name="the lesson's AUC, which compares lots of different days" fails=["q3-pairs", "q3-ties", "q3-no-pair"]
def auc_within(actual, score, group):
    actual, score = np.asarray(actual), np.asarray(score)
    positives, negatives = score[actual == 1], np.sort(score[actual == 0])
    beaten = np.searchsorted(negatives, positives, side="left")
    tied = np.searchsorted(negatives, positives, side="right") - beaten
    pairs = len(positives) * len(negatives)
    return (beaten + tied / 2).sum() / pairs if pairs else float("nan")


# %% question="q3" kind="wrong" name="the plain mean of the groups' AUC" fails=["q3-pairs", "q3-no-pair"]
def auc_within(actual, score, group):
    actual, score, group = np.asarray(actual).astype(int), np.asarray(score), np.asarray(group)
    values, weights = [], []
    for name in np.unique(group):
        y, s = actual[group == name], score[group == name]
        difference = s[y == 1][:, None] - s[y == 0]
        if difference.size:
            values.append(np.mean((difference > 0) + (difference == 0) / 2))
            weights.append(1)
    return np.average(values, weights=weights) if values else float("nan")


# %% question="q3" kind="wrong" name="groups weighted by rows instead of pairs" fails=["q3-pairs", "q3-no-pair"]
def auc_within(actual, score, group):
    actual, score, group = np.asarray(actual).astype(int), np.asarray(score), np.asarray(group)
    values, weights = [], []
    for name in np.unique(group):
        y, s = actual[group == name], score[group == name]
        difference = s[y == 1][:, None] - s[y == 0]
        if difference.size:
            values.append(np.mean((difference > 0) + (difference == 0) / 2))
            weights.append(len(y))
    return np.average(values, weights=weights) if values else float("nan")


# %% question="q3" kind="wrong" name="a tie counts as lost" fails=["q3-ties", "q3-no-pair"]
def auc_within(actual, score, group):
    rows = list(zip(list(actual), list(score), list(group), strict=True))
    worth = pairs = 0
    for y, s, g in rows:
        for other_y, other_s, other_g in rows:
            if y == 1 and other_y == 0 and g == other_g:
                pairs += 1
                worth += 1 if s > other_s else 0 if s == other_s else 0
    return worth / pairs if pairs else float("nan")


# %% question="q3" kind="wrong" name="a tie counts as won" fails=["q3-ties", "q3-no-pair"]
def auc_within(actual, score, group):
    rows = list(zip(list(actual), list(score), list(group), strict=True))
    worth = pairs = 0
    for y, s, g in rows:
        for other_y, other_s, other_g in rows:
            if y == 1 and other_y == 0 and g == other_g:
                pairs += 1
                worth += 1 if s >= other_s else 0.5 if s == other_s else 0
    return worth / pairs if pairs else float("nan")


# %% question="q3" kind="wrong" name="leaves out pairs with equal scores" fails=["q3-ties", "q3-no-pair"]
def auc_within(actual, score, group):
    rows = list(zip(list(actual), list(score), list(group), strict=True))
    worth = pairs = 0
    for y, s, g in rows:
        for other_y, other_s, other_g in rows:
            if y == 1 and other_y == 0 and g == other_g and s != other_s:
                pairs += 1
                worth += 1 if s > other_s else 0.5 if s == other_s else 0
    return worth / pairs if pairs else float("nan")


# %% question="q3" kind="wrong" name="turns an AUC below one half upside down" fails=["q3-pairs", "q3-ties", "q3-no-pair"]
def auc_within(actual, score, group):
    rows = list(zip(list(actual), list(score), list(group), strict=True))
    worth = pairs = 0
    for y, s, g in rows:
        for other_y, other_s, other_g in rows:
            if y == 1 and other_y == 0 and g == other_g:
                pairs += 1
                worth += 1 if s > other_s else 0.5 if s == other_s else 0
    return max(worth, pairs - worth) / pairs if pairs else float("nan")


# %% question="q3" kind="wrong" name="one half where there is no pair" fails=["q3-no-pair"]
def auc_within(actual, score, group):
    rows = list(zip(list(actual), list(score), list(group), strict=True))
    worth = pairs = 0
    for y, s, g in rows:
        for other_y, other_s, other_g in rows:
            if y == 1 and other_y == 0 and g == other_g:
                pairs += 1
                worth += 1 if s > other_s else 0.5 if s == other_s else 0
    return worth / pairs if pairs else 0.5


# %% question="q3" kind="wrong" name="takes only neighboring rows for a group" fails=["q3-pairs", "q3-ties"]
from itertools import groupby


def auc_within(actual, score, group):
    rows = list(zip(list(actual), list(score), list(group), strict=True))
    worth = pairs = 0
    for _, run in groupby(rows, key=lambda row: row[2]):
        run = list(run)
        for y, s, _ in run:
            for other_y, other_s, _ in run:
                if y == 1 and other_y == 0:
                    pairs += 1
                    worth += 1 if s > other_s else 0.5 if s == other_s else 0
    return worth / pairs if pairs else float("nan")


# %% question="q3" kind="wrong" name="a group with one label only counts as one half" fails=["q3-no-pair"]
def auc_within(actual, score, group):
    actual, score, group = np.asarray(actual).astype(int), np.asarray(score), np.asarray(group)
    worth = pairs = 0
    for name in np.unique(group):
        y, s = actual[group == name], score[group == name]
        difference = s[y == 1][:, None] - s[y == 0]
        worth += ((difference > 0) + (difference == 0) / 2).sum() if difference.size else 0.5
        pairs += difference.size or 1
    return worth / pairs


# %% question="q4" kind="right" name="plain loops from the top"
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold]
        if all(value >= target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[False] - recall[True]}


# %% question="q4" kind="right" name="each facet's own threshold, and the lower of the two"
def threshold_for_all(actual, score, facet, disadvantaged, target):
    table = pd.DataFrame({"y": np.asarray(actual).astype(bool), "s": np.asarray(score, dtype=float)})
    table["d"] = np.asarray(facet) == disadvantaged
    threshold = np.inf
    for _, toxic in table[table["y"]].groupby("d"):
        needed = int(np.ceil(target * len(toxic) - 1e-12))
        if needed:
            threshold = min(threshold, toxic["s"].nlargest(needed).iloc[-1])
    table["held"] = table["s"] >= threshold
    recall = table[table["y"]].groupby("d")["held"].mean().reindex([False, True])
    precision = table[table["held"]]["y"].mean()
    return {"threshold": threshold, "precision": precision, "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="the recall of all rows together, as in the lesson" fails=["q4-threshold", "q4-results"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold]
        toxic = sum(y for y, s, d in rows)
        if sum(held) / toxic >= target:
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="stops as soon as one facet is satisfied" fails=["q4-threshold", "q4-results", "q4-edges"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold]
        if any(value >= target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="more than the target instead of at least" fails=["q4-threshold", "q4-results", "q4-edges"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold]
        if all(value > target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="the lowest threshold that satisfies" fails=["q4-threshold", "q4-results", "q4-edges"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold]
        if all(value >= target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="flags only what is above the threshold" fails=["q4-threshold", "q4-results", "q4-edges"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s > threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s > threshold]
        if all(value >= target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="recall of d minus recall of a" fails=["q4-results"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold]
        if all(value >= target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[True] - recall[False]}


# %% question="q4" kind="wrong" name="forgets infinity" fails=["q4-edges"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({*score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold]
        if all(value >= target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="precision 0 where nothing is held" fails=["q4-edges"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold]
        if all(value >= target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": sum(held) / max(len(held), 1), "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="precision of facet d only" fails=["q4-results", "q4-edges"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    rows = list(zip(map(bool, actual), score, [value == disadvantaged for value in facet], strict=True))
    for threshold in sorted({float("inf"), *score}, reverse=True):
        recall = {}
        for side in (False, True):
            toxic = [s for y, s, d in rows if y and d == side]
            recall[side] = sum(s >= threshold for s in toxic) / len(toxic)
        held = [y for y, s, d in rows if s >= threshold and d]
        if all(value >= target for value in recall.values()):
            break
    return {"threshold": threshold, "precision": share(sum(held), len(held)), "RD": recall[False] - recall[True]}


# %% question="q4" kind="wrong" name="row after row, so that equal scores are cut apart" fails=["q4-results"]
def threshold_for_all(actual, score, facet, disadvantaged, target):
    y, s = np.asarray(actual).astype(bool), np.asarray(score, dtype=float)
    d = np.array([value == disadvantaged for value in facet])
    order = np.argsort(-s, kind="stable")

    for n in range(len(s) + 1):
        held = np.zeros(len(s), bool)
        held[order[:n]] = True
        a_recall, d_recall = ((held & y & side).sum() / (y & side).sum() for side in (~d, d))
        if a_recall >= target and d_recall >= target:
            break
    threshold = s[order[n - 1]] if n else float("inf")
    return {"threshold": threshold, "precision": share((held & y).sum(), n), "RD": a_recall - d_recall}


# %% question="q5" kind="right" name="NumPy divisions that give nan, a table filled by rows"
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = np.nan_to_num(metrics(*counts.sum(axis=0)))
    return table


# %% question="q5" kind="right" name="plain dicts and numbers"
def label_averages(actual, predicted):
    def metrics(tp, fp, fn):
        wholes = {"precision": (tp, tp + fp), "recall": (tp, tp + fn), "F1": (2 * tp, 2 * tp + fp + fn)}
        return {name: part / whole if whole else 0 for name, (part, whole) in wholes.items()}

    total, each, rows = [0, 0, 0], [], []
    for name in actual:
        pairs = [(bool(a), bool(p)) for a, p in zip(actual[name], predicted[name], strict=True)]
        counts = [pairs.count(kind) for kind in [(True, True), (False, True), (True, False)]]
        total = [old + new for old, new in zip(total, counts, strict=True)]
        each.append(metrics(*counts))
        rows.append(counts[0] + counts[2])
    result = {"macro": {}, "weighted": {}, "micro": metrics(*total)}
    for name in ["precision", "recall", "F1"]:
        values = [of_one[name] for of_one in each]
        result["macro"][name] = sum(values) / len(values)
        weighted = sum(value * n for value, n in zip(values, rows, strict=True))
        result["weighted"][name] = weighted / sum(rows) if sum(rows) else 0
    return pd.DataFrame(result).T.astype(float)


# %% question="q5" kind="right" name="scikit-learn, one call an average"
from sklearn.metrics import precision_recall_fscore_support


def label_averages(actual, predicted):
    rows = {}
    for average in ["micro", "macro", "weighted"]:
        *rows[average], _ = precision_recall_fscore_support(
            actual, predicted[actual.columns], average=average, zero_division=0
        )
    return pd.DataFrame(rows, index=["precision", "recall", "F1"]).T


# %% question="q5" kind="wrong" name="matches the columns by position" fails=["q5-macro", "q5-weighted", "q5-micro"]
def label_averages(actual, predicted):
    counts = []
    for name in range(actual.shape[1]):
        a, p = actual.iloc[:, name].to_numpy() == 1, predicted.iloc[:, name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = np.nan_to_num(metrics(*counts.sum(axis=0)))
    return table


# %% question="q5" kind="wrong" name="leaves a toxin with 0/0 out of the mean" fails=["q5-macro"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.array([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = np.nanmean(each, axis=0)
    table.loc["weighted"] = (np.nan_to_num(each) * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = np.nan_to_num(metrics(*counts.sum(axis=0)))
    return table


# %% question="q5" kind="wrong" name="lets a 0/0 spoil the averages" fails=["q5-macro", "q5-weighted"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.array([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = np.nan_to_num(metrics(*counts.sum(axis=0)))
    return table


# %% question="q5" kind="wrong" name="F1 of the averaged precision and recall" fails=["q5-macro", "q5-weighted"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = np.nan_to_num(metrics(*counts.sum(axis=0)))
    p, r = table["precision"], table["recall"]
    table.loc[["macro", "weighted"], "F1"] = (2 * p * r / (p + r))[["macro", "weighted"]]
    return table


# %% question="q5" kind="wrong" name="weights by what was predicted" fails=["q5-weighted"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 1]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = np.nan_to_num(metrics(*counts.sum(axis=0)))
    return table


# %% question="q5" kind="wrong" name="swaps macro and micro" fails=["q5-macro", "q5-micro"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["swap"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["macro"] = np.nan_to_num(metrics(*counts.sum(axis=0)))
    return table.assign().drop(index="micro").rename(index={"swap": "micro"})


# %% question="q5" kind="wrong" name="micro as accuracy, as where each row has one class" fails=["q5-micro"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = (actual == predicted[list(actual)]).to_numpy().mean()
    return table


# %% question="q5" kind="wrong" name="micro as the share of lots with every toxin right" fails=["q5-micro"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = (actual == predicted[list(actual)]).to_numpy().all(axis=1).mean()
    return table


# %% question="q5" kind="wrong" name="nan for 0/0 in micro" fails=["q5-micro"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / max(rows.sum(), 1)
    table.loc["micro"] = metrics(*counts.sum(axis=0))
    return table


# %% question="q5" kind="wrong" name="nan for the weighted average where no lot has a toxin" fails=["q5-weighted"]
def label_averages(actual, predicted):
    counts = []
    for name in actual.columns:
        a, p = actual[name].to_numpy() == 1, predicted[name].to_numpy() == 1
        counts.append([(a & p).sum(), (~a & p).sum(), (a & ~p).sum()])
    counts = np.array(counts, dtype=float)

    def metrics(tp, fp, fn):
        return np.array([tp / (tp + fp), tp / (tp + fn), 2 * tp / (2 * tp + fp + fn)])

    each = np.nan_to_num([metrics(*row) for row in counts])
    rows = counts[:, 0] + counts[:, 2]
    table = pd.DataFrame(index=["macro", "weighted", "micro"], columns=["precision", "recall", "F1"], dtype=float)
    table.loc["macro"] = each.mean(axis=0)
    table.loc["weighted"] = (each * rows[:, None]).sum(axis=0) / rows.sum()
    table.loc["micro"] = np.nan_to_num(metrics(*counts.sum(axis=0)))
    return table


# %% question="q6" kind="right" name="a loop that keeps the best so far"
def cheapest_point(curves, base_rate, cost):
    best = None
    points = {"none": [(0, 0)], "all": [(1, 1)], **curves}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or price < best["cost"]:
                precision = tp / (tp + fp) if tp + fp else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="right" name="one frame of all candidates and its idxmin"
def cheapest_point(curves, base_rate, cost):
    rows = [("none", 0.0, 0.0), ("all", 1.0, 1.0)]
    rows += [(name, *point) for name in curves for point in curves[name]]
    table = pd.DataFrame(rows, columns=["name", "fpr", "recall"])
    toxic = table["recall"] * cost["TP"] + (1 - table["recall"]) * cost["FN"]
    sound = table["fpr"] * cost["FP"] + (1 - table["fpr"]) * cost["TN"]
    table["cost"] = base_rate * toxic + (1 - base_rate) * sound
    right = base_rate * table["recall"]
    table["precision"] = right / (right + (1 - base_rate) * table["fpr"])
    return table.loc[table["cost"].idxmin()].to_dict()


# %% question="q6" kind="wrong" name="as if half of the lots were toxic" fails=["q6-choice", "q6-numbers", "q6-baselines"]
def cheapest_point(curves, base_rate, cost):
    best, base_rate = None, 0.5
    points = {"none": [(0, 0)], "all": [(1, 1)], **curves}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or price < best["cost"]:
                precision = tp / (tp + fp) if tp + fp else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="wrong" name="counts the two errors only" fails=["q6-choice", "q6-numbers", "q6-baselines"]
def cheapest_point(curves, base_rate, cost):
    best = None
    points = {"none": [(0, 0)], "all": [(1, 1)], **curves}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = fp * cost["FP"] + fn * cost["FN"]
            if best is None or price < best["cost"]:
                precision = tp / (tp + fp) if tp + fp else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="wrong" name="forgets the two baselines" fails=["q6-choice", "q6-numbers", "q6-baselines"]
def cheapest_point(curves, base_rate, cost):
    best = None
    points = curves
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or price < best["cost"]:
                precision = tp / (tp + fp) if tp + fp else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="wrong" name="prefers a model that is only as good as a baseline" fails=["q6-baselines"]
def cheapest_point(curves, base_rate, cost):
    best = None
    points = {**curves, "none": [(0, 0)], "all": [(1, 1)]}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or price < best["cost"]:
                precision = tp / (tp + fp) if tp + fp else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="wrong" name="takes the last of equal candidates" fails=["q6-baselines"]
def cheapest_point(curves, base_rate, cost):
    best = None
    points = {"none": [(0, 0)], "all": [(1, 1)], **curves}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or price <= best["cost"]:
                precision = tp / (tp + fp) if tp + fp else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="wrong" name="the point farthest from the diagonal, whatever the costs" fails=["q6-choice", "q6-numbers", "q6-baselines"]
def cheapest_point(curves, base_rate, cost):
    best = None
    points = {"none": [(0, 0)], "all": [(1, 1)], **curves}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or recall - fpr > best["recall"] - best["fpr"]:
                precision = tp / (tp + fp) if tp + fp else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="wrong" name="the precision of a bay with equal shares" fails=["q6-numbers", "q6-baselines"]
def cheapest_point(curves, base_rate, cost):
    best = None
    points = {"none": [(0, 0)], "all": [(1, 1)], **curves}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or price < best["cost"]:
                precision = recall / (recall + fpr) if recall + fpr else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="wrong" name="precision 0 where nothing is flagged" fails=["q6-baselines"]
def cheapest_point(curves, base_rate, cost):
    best = None
    points = {"none": [(0, 0)], "all": [(1, 1)], **curves}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or price < best["cost"]:
                precision = tp / (tp + fp) if tp + fp else 0
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q6" kind="wrong" name="the model with the larger area first, then its cheapest point" fails=["q6-choice", "q6-numbers"]
def cheapest_point(curves, base_rate, cost):
    def area(name):
        fpr, recall = np.array(sorted([(0, 0), *curves[name], (1, 1)])).T
        return (np.diff(fpr) * (recall[1:] + recall[:-1]) / 2).sum()

    chosen = max(curves, key=area)
    best = None
    points = {"none": [(0, 0)], "all": [(1, 1)], chosen: curves[chosen]}
    for name, pairs in points.items():
        for fpr, recall in pairs:
            tp, fn = base_rate * recall, base_rate * (1 - recall)
            fp, tn = (1 - base_rate) * fpr, (1 - base_rate) * (1 - fpr)
            price = tp * cost["TP"] + fp * cost["FP"] + fn * cost["FN"] + tn * cost["TN"]
            if best is None or price < best["cost"]:
                precision = tp / (tp + fp) if tp + fp else float("nan")
                best = {"name": name, "fpr": fpr, "recall": recall, "cost": price, "precision": precision}
    return best


# %% question="q7" kind="right" name="two lists zipped together"
models = ["laboratory", "authority", "pairs", "needless"]
changes = ["recall", "precision", "AUC", "none", "chance"]
reading = dict(zip(models, ["probe"] + 3 * ["satellite"], strict=True))
reading.update(zip(changes, ["same", "lower", "same", "higher", "lower"], strict=True))

# %% question="q7" kind="wrong" name="the model with the larger area for everything" fails=["q7-models"]
reading = {
    "laboratory": "satellite",
    "authority": "satellite",
    "pairs": "satellite",
    "needless": "satellite",
    "recall": "same",
    "precision": "lower",
    "AUC": "same",
    "none": "higher",
    "chance": "lower",
}

# %% question="q7" kind="wrong" name="the model that is better at the top for everything" fails=["q7-models"]
reading = {
    "laboratory": "probe",
    "authority": "probe",
    "pairs": "probe",
    "needless": "satellite",
    "recall": "same",
    "precision": "lower",
    "AUC": "same",
    "none": "higher",
    "chance": "lower",
}

# %% question="q7" kind="wrong" name="takes needless holds for needed ones" fails=["q7-models"]
reading = {
    "laboratory": "probe",
    "authority": "satellite",
    "pairs": "satellite",
    "needless": "probe",
    "recall": "same",
    "precision": "lower",
    "AUC": "same",
    "none": "higher",
    "chance": "lower",
}

# %% question="q7" kind="wrong" name="recall falls where there is less to catch" fails=["q7-rarer"]
reading = {
    "laboratory": "probe",
    "authority": "satellite",
    "pairs": "satellite",
    "needless": "satellite",
    "recall": "lower",
    "precision": "lower",
    "AUC": "same",
    "none": "higher",
    "chance": "lower",
}

# %% question="q7" kind="wrong" name="takes precision for a property of the model" fails=["q7-rarer"]
reading = {
    "laboratory": "probe",
    "authority": "satellite",
    "pairs": "satellite",
    "needless": "satellite",
    "recall": "same",
    "precision": "same",
    "AUC": "same",
    "none": "higher",
    "chance": "lower",
}

# %% question="q7" kind="wrong" name="AUC falls where positives are rarer" fails=["q7-rarer"]
reading = {
    "laboratory": "probe",
    "authority": "satellite",
    "pairs": "satellite",
    "needless": "satellite",
    "recall": "same",
    "precision": "lower",
    "AUC": "lower",
    "none": "higher",
    "chance": "lower",
}

# %% question="q7" kind="wrong" name="holding nothing is as right as ever" fails=["q7-rarer"]
reading = {
    "laboratory": "probe",
    "authority": "satellite",
    "pairs": "satellite",
    "needless": "satellite",
    "recall": "same",
    "precision": "lower",
    "AUC": "same",
    "none": "same",
    "chance": "lower",
}

# %% question="q7" kind="wrong" name="chance is one half for average precision, too" fails=["q7-rarer"]
reading = {
    "laboratory": "probe",
    "authority": "satellite",
    "pairs": "satellite",
    "needless": "satellite",
    "recall": "same",
    "precision": "lower",
    "AUC": "same",
    "none": "higher",
    "chance": "same",
}
