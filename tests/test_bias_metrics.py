"""The bias metrics of lesson 1.3.1 and of its assignment against independent implementations and known values."""

import numpy as np
import pandas as pd
import pytest
from definitions import definitions, lesson_definitions
from scipy.spatial.distance import jensenshannon
from scipy.special import rel_entr

from mla_course.answers import source_notebook

TOLERANCE = {"rel": 1e-9, "abs": 1e-9}
LESSON = lesson_definitions("1.3.1")
ASSIGNMENT = definitions(source_notebook("1.3a-bias-metrics"))


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("kl_divergence", 0.5341),
        ("js_divergence", 0.1325),
        ("lp_norm", 0.7071),
        ("total_variation", 0.5),
        ("kolmogorov_smirnov", 0.5),
    ],
)
def test_the_worked_numbers(metric: str, value: float) -> None:
    assert LESSON[metric]({1: 0.8, 0: 0.2}, {1: 0.3, 0: 0.7}) == pytest.approx(value, abs=5e-5)


def test_counts_of_a_confusion_matrix() -> None:
    n_a, n_d = 65 + 10 + 5 + 20, 20 + 5 + 7 + 18
    assert LESSON["class_imbalance"](n_a, n_d) == pytest.approx(1 / 3)
    assert LESSON["difference_in_proportions"](70 / n_a, 27 / n_d) == pytest.approx(0.16)


def test_a_label_that_one_facet_lacks_is_kept() -> None:
    a, d = {"r": 0.5, "w": 0.3, "a": 0.2}, {"r": 0.5, "a": 0.5}
    assert LESSON["total_variation"](a, d) == pytest.approx(0.30)
    assert LESSON["kl_divergence"](a, d) == np.inf
    assert LESSON["kl_divergence"](d, a) > 0


def distributions(seed: int) -> tuple[pd.Series, pd.Series]:
    """Two distributions over up to six labels, some of them absent from one of the two."""
    rng = np.random.default_rng(seed)
    pair = []
    for _ in range(2):
        weights = rng.random(6) * (rng.random(6) < 0.8)
        weights[rng.integers(6)] += 0.1
        shares = pd.Series(weights / weights.sum(), index=list("abcdef"))
        pair.append(shares[shares > 0])
    return pair[0], pair[1]


@pytest.mark.parametrize("seed", range(50))
def test_divergences_agree_with_scipy(seed: int) -> None:
    p, q = distributions(seed)
    full_p, full_q = (s.reindex(list("abcdef"), fill_value=0.0).to_numpy() for s in (p, q))
    assert LESSON["kl_divergence"](p, q) == pytest.approx(rel_entr(full_p, full_q).sum(), **TOLERANCE)
    assert LESSON["js_divergence"](p, q) == pytest.approx(jensenshannon(full_p, full_q) ** 2, **TOLERANCE)
    assert LESSON["lp_norm"](p, q, 3) == pytest.approx(np.linalg.norm(full_p - full_q, 3), **TOLERANCE)
    assert LESSON["total_variation"](p, q) == pytest.approx(np.abs(full_p - full_q).sum() / 2, **TOLERANCE)
    assert LESSON["kolmogorov_smirnov"](p, q) == pytest.approx(np.abs(full_p - full_q).max(), **TOLERANCE)
    assert LESSON["kl_divergence"](p, q) >= 0


def rows(seed: int, n: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"facet": rng.random(n) < 0.3, "group": rng.integers(0, 4, n)})
    frame["label"] = (rng.random(n) < 0.3 + 0.1 * frame["group"] - 0.1 * frame["facet"]).astype(int)
    return frame


@pytest.mark.parametrize("seed", range(20))
def test_cddl_agrees_with_its_definition_written_as_counts(seed: int) -> None:
    frame = rows(seed)
    counts = frame.groupby(["group", "label"])["facet"].agg(["sum", "size"]).unstack()
    disparity = counts["sum"][0] / counts["size"][0] - counts["sum"][1] / counts["size"][1]
    sizes = counts["size"].sum(axis=1)
    expected = (disparity * sizes).sum() / sizes.sum()
    assert LESSON["cddl"](frame, "facet", "label", "group") == pytest.approx(expected, **TOLERANCE)
    assert ASSIGNMENT["conditional_disparity"](
        frame["facet"].map({True: "d", False: "a"}), frame["label"], frame["group"], "d"
    ) == pytest.approx(expected, **TOLERANCE)


@pytest.mark.parametrize("seed", range(20))
def test_lesson_and_assignment_agree(seed: int) -> None:
    frame = rows(seed)
    facet = frame["facet"].map({True: "d", False: "a"})
    share = frame.groupby("facet")["label"].mean()
    assert ASSIGNMENT["label_difference"](facet, frame["label"], "d") == pytest.approx(
        LESSON["difference_in_proportions"](share[False], share[True]), **TOLERANCE
    )
    n_d = int(frame["facet"].sum())
    assert ASSIGNMENT["class_imbalance"](facet, "d") == LESSON["class_imbalance"](len(frame) - n_d, n_d)
    shares = [frame.loc[frame["facet"] == d, "group"].value_counts(normalize=True) for d in (False, True)]
    found = ASSIGNMENT["divergences"](facet, frame["group"], "d")
    for name, metric in {"KL": "kl_divergence", "JS": "js_divergence", "TVD": "total_variation"}.items():
        assert found[name] == pytest.approx(LESSON[metric](*shares), **TOLERANCE)


@pytest.mark.parametrize("seed", range(20))
def test_with_three_labels_the_largest_gap_is_the_total_variation(seed: int) -> None:
    # Three differences that add up to zero: one of them is as large as the other two together. So no question may
    # tell KS from TVD by three labels.
    p, q = (pd.Series(np.random.default_rng([seed, i]).dirichlet([1, 1, 1])) for i in range(2))
    assert LESSON["kolmogorov_smirnov"](p, q) == pytest.approx(LESSON["total_variation"](p, q), **TOLERANCE)
