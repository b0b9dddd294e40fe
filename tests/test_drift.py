"""The drift measures, corrections and detectors of lesson 4.1.1 against independent implementations and known values."""

import numpy as np
import pandas as pd
import pytest
from definitions import lesson_definitions
from river import drift
from scipy import stats
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr
from sklearn.metrics import ndcg_score

TOLERANCE = {"rel": 1e-9, "abs": 1e-9}
LESSON = lesson_definitions("4.1.1")


def shares(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two lists of six shares, some of them zero."""
    rng = np.random.default_rng(seed)
    pair = []
    for _ in range(2):
        weights = rng.random(6) * (rng.random(6) < 0.8)
        weights[rng.integers(6)] += 0.1
        pair.append(weights / weights.sum())
    return pair[0], pair[1]


@pytest.mark.parametrize("seed", range(20))
def test_psi_is_the_sum_of_both_divergences_of_floored_shares(seed: int) -> None:
    p, q = shares(seed)
    floor = 10.0 ** -(1 + seed % 6)
    high_p, high_q = np.maximum(p, floor), np.maximum(q, floor)
    expected = (rel_entr(high_p, high_q) + rel_entr(high_q, high_p)).sum()
    assert LESSON["psi"](p, q, floor) == pytest.approx(expected, **TOLERANCE)


@pytest.mark.parametrize("seed", range(20))
def test_js_agrees_with_scipy(seed: int) -> None:
    p, q = shares(seed)
    assert LESSON["js_divergence"](p, q) == pytest.approx(jensenshannon(p, q) ** 2, **TOLERANCE)


@pytest.mark.parametrize("decimals", [0, 1, 8])
@pytest.mark.parametrize("seed", range(5))
def test_bins_come_from_the_baseline_and_agree_with_pandas(seed: int, decimals: int) -> None:
    rng = np.random.default_rng(seed)
    base, live = rng.exponential(3, 500).round(decimals), rng.exponential(5, 200).round(decimals)
    edges = [-np.inf, *np.unique(np.quantile(base, np.linspace(0.1, 0.9, 9))), np.inf]
    p, q = LESSON["bin_shares"](base, live)
    for found, sample in ((p, base), (q, live)):
        expected = pd.cut(pd.Series(sample), edges).value_counts(normalize=True, sort=False)
        assert found == pytest.approx(expected.to_numpy(), **TOLERANCE)


def test_deciles_of_each_sample_hide_any_shift() -> None:
    # The predicted answer of section 2: bins must not be refitted to the week.
    base, live = np.arange(1000.0), 50 + 3 * np.arange(1000.0)
    own = LESSON["bin_shares"](live, live)[1]
    assert LESSON["psi"](LESSON["bin_shares"](base, base)[0], own) == pytest.approx(0, abs=1e-9)
    assert LESSON["psi"](*LESSON["bin_shares"](base, live)) > 1


@pytest.mark.parametrize("decimals", [0, 8])
@pytest.mark.parametrize("seed", range(10))
def test_ks_agrees_with_scipy(seed: int, decimals: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=80).round(decimals), rng.normal(0.5, 2, size=51).round(decimals)
    assert LESSON["ks_statistic"](a, b) == pytest.approx(stats.ks_2samp(a, b, method="asymp").statistic, **TOLERANCE)


@pytest.mark.parametrize("seed", range(10))
def test_chi_square_agrees_with_scipy(seed: int) -> None:
    counts = np.random.default_rng(seed).integers(1, 60, size=(2, 2 + seed % 4))
    expected = stats.chi2_contingency(counts, correction=False).statistic
    assert LESSON["chi_square"](counts) == pytest.approx(expected, **TOLERANCE)


@pytest.mark.parametrize("seed", range(10))
def test_calibration_agrees_with_its_definition_band_by_band(seed: int) -> None:
    rng = np.random.default_rng(seed)
    score = rng.beta(1, 8, 1000)
    label = (rng.random(1000) < score).astype(int)
    order = np.argsort(score)
    total = sum(
        (label[rows].sum() - score[rows].sum()) ** 2 / (score[rows] * (1 - score[rows])).sum()
        for rows in np.array_split(order, 5)
    )
    assert LESSON["calibration_p"](score, label) == pytest.approx(stats.chi2.sf(total, 5), **TOLERANCE)


def holm_by_steps(p: np.ndarray) -> list[float]:
    """Holm's adjusted p-values, one at a time."""
    ranked = sorted(p)
    return [min(1, max((len(p) - k) * ranked[k] for k in range(ranked.index(x) + 1))) for x in p]


@pytest.mark.parametrize("seed", range(20))
def test_corrections(seed: int) -> None:
    p = np.random.default_rng(seed).beta(0.4, 2, size=(3, 12))
    assert LESSON["bonferroni"](p) == pytest.approx(np.clip(12 * p, 0, 1), **TOLERANCE)
    assert LESSON["benjamini_hochberg"](p) == pytest.approx(stats.false_discovery_control(p, axis=-1), **TOLERANCE)
    for row, found in zip(p, LESSON["holm"](p), strict=True):
        assert found == pytest.approx(holm_by_steps(row), **TOLERANCE)


def stream(seed: int, n: int = 3000) -> np.ndarray:
    """Errors whose rate rises half way."""
    rng = np.random.default_rng(seed)
    return (rng.random(n) < np.where(np.arange(n) < n // 2, 0.1, 0.2)).astype(float)


def river_alarm(detector: drift.PageHinkley | drift.binary.DDM, errors: np.ndarray) -> int:
    """Place of a river detector's first alarm, or the number of errors if there is none."""
    for place, error in enumerate(errors):
        detector.update(error)
        if detector.drift_detected:
            return place
    return len(errors)


@pytest.mark.parametrize("seed", range(6))
def test_page_hinkley_agrees_with_river(seed: int) -> None:
    errors, delta = stream(seed), [0.005, 0.02, 0.05][seed % 3]
    height = LESSON["page_hinkley"](errors, delta)
    for limit in (3.3, 12.7, 25.1):
        other = drift.PageHinkley(min_instances=1, delta=delta, threshold=limit, alpha=1, mode="up")
        assert LESSON["first_alarm"](height > limit) == river_alarm(other, errors)


@pytest.mark.parametrize("seed", range(6))
def test_page_hinkley_agrees_with_its_recursion(seed: int) -> None:
    total = lowest = mean = 0.0
    expected = []
    for t, error in enumerate(stream(seed), start=1):
        mean += (error - mean) / t
        total += error - mean - 0.01
        lowest = total if t == 1 else min(lowest, total)
        expected.append(total - lowest)
    assert LESSON["page_hinkley"](stream(seed), 0.01) == pytest.approx(expected, **TOLERANCE)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("level", "warm_up"), [(3, 30), (2, 30), (2.5, 1000)])
def test_ddm_agrees_with_river(seed: int, level: float, warm_up: int) -> None:
    errors = stream(seed)
    other = drift.binary.DDM(warm_start=warm_up, drift_threshold=level)
    assert LESSON["first_alarm"](LESSON["ddm"](errors, level, warm_up)) == river_alarm(other, errors)


def test_detectors_take_many_streams_at_once() -> None:
    errors = np.array([stream(seed) for seed in range(4)])
    for name, arguments in (("page_hinkley", (0.02,)), ("ddm", ())):
        together = LESSON[name](errors, *arguments)
        for row, one in zip(errors, together, strict=True):
            assert one == pytest.approx(LESSON[name](row, *arguments))
    assert LESSON["first_alarm"](np.array([[False, True, True], [False, False, False]])).tolist() == [1, 3]


@pytest.mark.parametrize("seed", range(20))
def test_ndcg_agrees_with_scikit_learn(seed: int) -> None:
    base, live = np.random.default_rng(seed).random((2, 2 + seed % 7))
    assert LESSON["ndcg"](base, live) == pytest.approx(ndcg_score([base], [live]), **TOLERANCE)


def test_ndcg_of_the_documented_example() -> None:
    assert LESSON["ndcg"]([0.70, 0.50, 0.05], [0.10, 0.20, 0.70]) == pytest.approx(0.69, abs=0.005)


BASE = pd.DataFrame({"amount": np.arange(100.0) + 0.5, "items": np.arange(100) % 4, "channel": ["web", "app"] * 50})
CONFIG = {"domain_content_threshold": 0.1, "distribution_constraints": {"comparison_threshold": 0.1}}


@pytest.mark.parametrize(
    ("live", "column", "checks"),
    [
        (BASE, "amount", []),
        (BASE.assign(amount=BASE["amount"] / 2), "amount", ["baseline_drift_check"]),
        (BASE.assign(amount=BASE["amount"].mask(BASE.index < 2)), "amount", ["completeness_check"]),
        (BASE.drop(columns="items"), "items", ["missing_column_check"]),
        (BASE.assign(items=BASE["items"] + 0.5), "items", ["data_type_check"]),
        (BASE.assign(items="3"), "items", ["data_type_check"]),
        (BASE.assign(channel="app"), "channel", ["baseline_drift_check"]),
        (
            BASE.assign(channel=BASE["channel"].mask(BASE.index < 22, "kiosk")),
            "channel",
            ["categorical_values_check", "baseline_drift_check"],
        ),
    ],
)
def test_each_check_of_the_violations_report(live: pd.DataFrame, column: str, checks: list[str]) -> None:
    facts, rule = LESSON["feature_files"](BASE[column])
    assert [check for check, _ in LESSON["violations"](rule, facts, live, CONFIG)] == checks


def test_buckets_hold_every_row() -> None:
    facts, _ = LESSON["feature_files"](BASE["amount"])
    buckets = facts["numerical_statistics"]["distribution"]["kll"]["buckets"]
    assert len(buckets) == 10
    assert sum(bucket["count"] for bucket in buckets) == len(BASE)
    assert facts["numerical_statistics"]["std_dev"] == pytest.approx(np.std(BASE["amount"]), **TOLERANCE)
