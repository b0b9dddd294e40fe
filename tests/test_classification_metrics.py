"""The metrics of lesson 2.3.1 against scikit-learn, scipy and known values."""

import numpy as np
import pandas as pd
import pytest
from definitions import lesson_definitions
from scipy.stats import mannwhitneyu
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

TOLERANCE = {"rel": 1e-9, "abs": 1e-9, "nan_ok": True}
NAN = {"zero_division": np.nan}
LESSON = lesson_definitions("2.3.1")


def outcomes(seed: int, n: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, a score with many ties and a probability without, both of which know something about the labels."""
    rng = np.random.default_rng(seed)
    actual = (rng.random(n) < rng.choice([0.05, 0.3, 0.6])).astype(int)
    actual[:2] = 0, 1
    smooth = np.clip(rng.beta(2, 5, n) + 0.2 * actual * rng.random(n), 0, 1)
    return actual, np.round(smooth, 1), smooth


@pytest.mark.parametrize("seed", range(30))
def test_metrics_of_decisions_agree_with_scikit_learn(seed: int) -> None:
    actual, _, p = outcomes(seed)
    for threshold in (0.0, 0.3, 0.5, 2.0):  # flag everybody, some, few, nobody
        flagged = p >= threshold
        c = LESSON["confusion_counts"](actual, flagged)
        assert [c["TN"], c["FP"], c["FN"], c["TP"]] == sk.confusion_matrix(actual, flagged).ravel().tolist()
        for name, want in {
            "accuracy": sk.accuracy_score(actual, flagged),
            "precision": sk.precision_score(actual, flagged, **NAN),
            "recall": sk.recall_score(actual, flagged, **NAN),
            "specificity": sk.recall_score(actual, flagged, pos_label=0, **NAN),
            "f_beta": sk.f1_score(actual, flagged, **NAN),
        }.items():
            assert LESSON[name](c) == pytest.approx(want, **TOLERANCE), name
        for beta in (0.5, 2, 3.7):
            want = sk.fbeta_score(actual, flagged, beta=beta, **NAN)
            assert LESSON["f_beta"](c, beta) == pytest.approx(want, **TOLERANCE)


def test_a_share_of_nothing_is_no_number() -> None:
    healthy = LESSON["confusion_counts"]([0, 0], [0, 0])
    assert np.isnan([LESSON[name](healthy) for name in ("precision", "recall", "f_beta")]).all()
    assert LESSON["accuracy"](healthy) == LESSON["specificity"](healthy) == 1
    assert np.isnan(LESSON["auc_by_pairs"]([0, 0], [0.1, 0.2]))


@pytest.mark.parametrize("seed", range(30))
def test_rankings_agree_with_scikit_learn_and_scipy(seed: int) -> None:
    actual, tied, smooth = outcomes(seed)
    for score in (tied, smooth, np.zeros(len(actual))):
        auc = LESSON["auc_by_pairs"](actual, score)
        pairs = int(actual.sum()) * int((1 - actual).sum())
        assert auc == pytest.approx(sk.roc_auc_score(actual, score), **TOLERANCE)
        assert auc == pytest.approx(mannwhitneyu(score[actual == 1], score[actual == 0]).statistic / pairs, **TOLERANCE)
        points = LESSON["sweep"](actual, score)
        fpr, tpr, thresholds = sk.roc_curve(actual, score, drop_intermediate=False)
        assert points["fpr"].tolist() == pytest.approx(fpr[1:].tolist(), **TOLERANCE)
        assert points["recall"].tolist() == pytest.approx(tpr[1:].tolist(), **TOLERANCE)
        assert points["threshold"].tolist() == thresholds[1:].tolist()
        precision, recall, _ = sk.precision_recall_curve(actual, score)
        assert points["precision"].tolist() == pytest.approx(precision[-2::-1].tolist(), **TOLERANCE)
        assert points["recall"].tolist() == pytest.approx(recall[-2::-1].tolist(), **TOLERANCE)
        found = LESSON["average_precision"](actual, score)
        assert found == pytest.approx(sk.average_precision_score(actual, score), **TOLERANCE)
        assert np.trapezoid(np.r_[0, points["recall"]], np.r_[0, points["fpr"]]) == pytest.approx(auc, **TOLERANCE)


@pytest.mark.parametrize("seed", range(10))
def test_another_base_rate_is_a_weight_on_the_positives(seed: int) -> None:
    actual, _, smooth = outcomes(seed)
    points = LESSON["sweep"](actual, smooth)
    share = actual.mean()
    assert LESSON["at_base_rate"](points, share).tolist() == pytest.approx(points["precision"].tolist(), **TOLERANCE)
    rate = 0.01
    weight = np.where(actual == 1, rate / share, (1 - rate) / (1 - share))
    precision, _, _ = sk.precision_recall_curve(actual, smooth, sample_weight=weight)
    assert LESSON["at_base_rate"](points, rate).tolist() == pytest.approx(precision[-2::-1].tolist(), **TOLERANCE)


@pytest.mark.parametrize("seed", range(10))
def test_calibration_agrees_with_scikit_learn(seed: int) -> None:
    actual, _, p = outcomes(seed)
    assert LESSON["brier"](actual, p) == pytest.approx(sk.brier_score_loss(actual, p), **TOLERANCE)
    constant = np.full(len(actual), actual.mean())
    assert LESSON["brier"](actual, constant) == pytest.approx(actual.mean() * (1 - actual.mean()), **TOLERANCE)
    table = LESSON["calibration_table"](actual, p)
    happened, predicted = calibration_curve(actual, p, n_bins=10, strategy="quantile")
    assert table["happened"].tolist() == pytest.approx(happened.tolist(), **TOLERANCE)
    assert table["predicted"].tolist() == pytest.approx(predicted.tolist(), **TOLERANCE)
    assert table["rows"].sum() == len(actual)


@pytest.mark.parametrize("costs", [(120, 120, 1500, 0), (0, 1, 1, 0), (-50, 10, 400, 5)])
def test_at_the_cost_threshold_both_decisions_cost_the_same(costs: tuple[float, ...]) -> None:
    tp, fp, fn, tn = costs
    t = LESSON["cost_threshold"](tp=tp, fp=fp, fn=fn, tn=tn)
    assert t * tp + (1 - t) * fp == pytest.approx(t * fn + (1 - t) * tn, **TOLERANCE)
    surer = t + 0.01
    assert surer * tp + (1 - surer) * fp < surer * fn + (1 - surer) * tn


@pytest.mark.parametrize("seed", range(20))
def test_the_threshold_for_a_recall_is_the_highest_that_reaches_it(seed: int) -> None:
    actual, tied, smooth = outcomes(seed)
    for score in (tied, smooth):
        for target in (0.1, 0.5, 0.7, 1.0):
            t = LESSON["threshold_for_recall"](actual, score, target)
            assert sk.recall_score(actual, score >= t) >= target
            assert sk.recall_score(actual, score > t) < target


def test_the_cost_of_a_plan() -> None:
    visit, breakdown = LESSON["VISIT"], LESSON["BREAKDOWN"]
    actual, flagged = np.array([1, 1, 0, 0, 0]), np.array([True, False, True, False, False])
    assert LESSON["costs"](actual, flagged).tolist() == [visit, breakdown, visit, 0, 0]


@pytest.mark.parametrize("seed", range(20))
def test_averages_over_classes_agree_with_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = ["door", "drive", "control"]
    actual = np.r_[labels, rng.choice(labels, 80, p=[0.6, 0.3, 0.1])]
    predicted = np.where(rng.random(83) < 0.6, actual, rng.choice(labels[: 3 - seed % 2], 83))
    if seed % 2:
        predicted[predicted == "control"] = "door"  # a class that is never named
    matrix = LESSON["confusion_matrix_of"](pd.Series(actual), predicted, labels)
    assert matrix.tolist() == sk.confusion_matrix(actual, predicted, labels=labels).tolist()
    table, summary = LESSON["per_class"](matrix, labels), LESSON["averages"](matrix, labels)
    *each, rows = sk.precision_recall_fscore_support(actual, predicted, labels=labels, **NAN)
    for column, want in zip(["precision", "recall", "F1"], each, strict=True):
        assert table[column].tolist() == pytest.approx(want.tolist(), **TOLERANCE)
    assert table["rows"].tolist() == rows.tolist()
    for kind in ("macro", "weighted", "micro"):
        want = sk.precision_recall_fscore_support(actual, predicted, average=kind, zero_division=0)[:3]
        assert summary.loc[kind].tolist() == pytest.approx(list(want), **TOLERANCE)


def test_recall_difference_of_the_worked_counts() -> None:
    a, d = {"TP": 65, "FP": 10, "FN": 5, "TN": 20}, {"TP": 20, "FP": 5, "FN": 7, "TN": 18}
    assert LESSON["recall"](a) - LESSON["recall"](d) == pytest.approx(65 / 70 - 20 / 27, **TOLERANCE)
    assert LESSON["recall"](a) - LESSON["recall"](d) == pytest.approx(0.19, abs=0.005)


def test_the_worked_auc() -> None:
    broke, fine = [0.9, 0.7, 0.5, 0.3], [0.8, 0.5, 0.4, 0.2, 0.2, 0.1]
    assert LESSON["auc_by_pairs"]([1] * 4 + [0] * 6, broke + fine) == pytest.approx(18.5 / 24, **TOLERANCE)
