"""The treatments of lesson 1.3.2 against imbalanced-learn, scikit-learn, SciPy and first principles."""

import numpy as np
import pytest
from definitions import lesson_definitions
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.neighbors import NearestNeighbors
from sklearn.utils.class_weight import compute_class_weight

TOLERANCE = {"rel": 1e-9, "abs": 1e-9}
FILE = "1-data-preparation/1.3.2-class-imbalance.ipynb"
LESSON = lesson_definitions("1.3.2")
SEEDS = pytest.mark.parametrize("seed", range(10))


def rows(seed: int, common: int = 200, rare: int = 30) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.r_[np.zeros(common, int), np.ones(rare, int)])
    return rng.normal(size=(common + rare, 3)) + labels[:, None], labels


@SEEDS
def test_random_resampling_draws_the_rows_that_imbalanced_learn_draws(seed: int) -> None:
    points, labels = rows(seed)
    over = RandomOverSampler(random_state=seed)
    over.fit_resample(points, labels)
    found = LESSON["random_over"](labels, np.random.RandomState(seed))
    assert found.tolist() == over.sample_indices_.tolist()
    under = RandomUnderSampler(random_state=seed)
    under.fit_resample(points, labels)
    found = LESSON["random_under"](labels, np.random.RandomState(seed))
    assert sorted(found) == sorted(under.sample_indices_)


@SEEDS
def test_balanced_weights_agree_with_scikit_learn(seed: int) -> None:
    labels = rows(seed, rare=20 + seed)[1]
    expected = compute_class_weight("balanced", classes=np.array([0, 1]), y=labels)
    assert list(LESSON["balanced_weights"](labels).values()) == pytest.approx(expected, **TOLERANCE)


@SEEDS
def test_neighbors_agree_with_scikit_learn(seed: int) -> None:
    points = rows(seed)[0]
    expected = NearestNeighbors(n_neighbors=5).fit(points).kneighbors(return_distance=False)
    assert np.array_equal(LESSON["nearest"](points, 5), expected)


@SEEDS
@pytest.mark.parametrize("k", [1, 5])
def test_smote_agrees_with_imbalanced_learn(seed: int, k: int) -> None:
    points, labels = rows(seed)
    library = SMOTE(k_neighbors=k, random_state=seed).fit_resample(points, labels)[0][len(points) :]
    rare, draws = points[labels == 1], np.random.RandomState(seed)
    picks, gaps = draws.randint(0, len(rare) * k, len(library)), draws.uniform(size=len(library))
    assert LESSON["smote"](rare, k, picks, gaps) == pytest.approx(library, **TOLERANCE)


def test_the_ends_of_a_step_are_the_two_parents() -> None:
    a, b = np.array([1.0, 4.0]), np.array([3.0, 0.0])
    assert LESSON["interpolate"](a, b, 0).tolist() == a.tolist()
    assert LESSON["interpolate"](a, b, 1).tolist() == b.tolist()
    assert LESSON["interpolate"](a, b, 0.25).tolist() == [1.5, 3.0]


@SEEDS
def test_mixed_distances_agree_with_smotenc(seed: int) -> None:
    points, labels = rows(seed)
    rng = np.random.default_rng(seed)
    kinds = rng.choice(["a", "b", "c"], (len(points), 2))
    table = np.c_[points.astype(object), kinds]
    library = SMOTENC([3, 4], random_state=0)
    library.fit_resample(table, labels)
    rare = labels == 1
    found = LESSON["mixed_distances"](points[rare], kinds[rare])
    # A row's nearest is itself; the library holds its own encoding of the minority's rows.
    inside = library.nn_k_._fit_X.toarray()
    expected = np.linalg.norm(inside[:, None] - inside[None], axis=2)
    assert found == pytest.approx(expected, **TOLERANCE)


@SEEDS
def test_the_cost_of_a_claim_is_that_of_its_confusion_matrix(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels, flagged = rng.integers(0, 2, 300), rng.random(300) < 0.3
    _, fp, fn, tp = confusion_matrix(labels, flagged).ravel()
    expected = (LESSON["CHECK"] * (fp + tp) + LESSON["LOSS"] * fn) / 300
    assert LESSON["cost_per_claim"](labels, flagged) == pytest.approx(expected, **TOLERANCE)


@SEEDS
def test_at_the_threshold_both_decisions_cost_the_same(seed: int) -> None:
    fp, fn, tp, tn = np.random.default_rng(seed).random(4) + np.array([2, 9, 1, 0])
    t = LESSON["cost_threshold"](fp, fn, tp, tn)
    assert t * tp + (1 - t) * fp == pytest.approx(t * fn + (1 - t) * tn, **TOLERANCE)
    assert LESSON["cost_threshold"](15, 300, 15) == pytest.approx(0.05, **TOLERANCE)


@SEEDS
def test_the_correction_is_a_shift_of_the_logit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, (trained, true) = rng.random(50), rng.uniform(0.01, 0.99, 2)
    found = LESSON["correct_prior"](p, trained, true)
    assert found == pytest.approx(expit(logit(p) - logit(trained) + logit(true)), **TOLERANCE)
    assert LESSON["correct_prior"](found, true, trained) == pytest.approx(p, **TOLERANCE)


@SEEDS
def test_the_correction_agrees_with_the_formula_for_undersampling(seed: int) -> None:
    # Dal Pozzolo and others (2015): p = b * s / (b * s - s + 1), where b is the share of the majority that was kept.
    rng = np.random.default_rng(seed)
    s, b, true = rng.random(50), rng.uniform(0.01, 1), rng.uniform(0.01, 0.5)
    trained = true / (true + b * (1 - true))
    assert LESSON["correct_prior"](s, trained, true) == pytest.approx(b * s / (b * s - s + 1), **TOLERANCE)


def test_the_correction_undoes_weights_where_the_model_is_free() -> None:
    # One 0/1 column: the model has a probability of its own for each value, so weights change the odds and nothing else.
    x = np.repeat([0, 0, 1, 1], [900, 20, 80, 30])[:, None]
    y = np.repeat([0, 1, 0, 1], [900, 20, 80, 30])
    tight = {"C": np.inf, "tol": 1e-12, "max_iter": 10_000, "solver": "newton-cholesky"}
    weighted = LogisticRegression(**tight, class_weight="balanced").fit(x, y)
    found = LESSON["correct_prior"](weighted.predict_proba([[0], [1]])[:, 1], 0.5, y.mean())
    assert found == pytest.approx([20 / 920, 30 / 110], rel=1e-6)


def test_protected_words_stay() -> None:
    rng = np.random.default_rng(0)
    assert all("not" in LESSON["drop_words"]("my box did not come", rng, ("not",)).split() for _ in range(200))
    swapped = {LESSON["swap_words"]("my box did not come", rng, [["box", "parcel"]]) for _ in range(50)}
    assert swapped == {"my box did not come", "my parcel did not come"}
