"""The functions of lesson 2.2.2 against scikit-learn, XGBoost, finite differences and a paper."""

import math

import numpy as np
import pytest
import xgboost as xgb
from definitions import lesson_definitions
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import ElasticNet, Lasso, Ridge
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

TOLERANCE = {"rel": 1e-9, "abs": 1e-9}


LESSON = lesson_definitions("2.2.2")


def table(seed: int, n: int = 50, p: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """A standardized table (n, p) with correlated columns, and a standardized label (n,)."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    y = x[:, 0] - 2 * x[:, 1] + rng.normal(size=n)
    return LESSON["standardize"](x, x), LESSON["standardize"](y, y)


def test_standardize_uses_the_rows_it_is_fitted_on() -> None:
    rng = np.random.default_rng(0)
    train, new = rng.normal(3, 2, (30, 4)), rng.normal(size=(10, 4))
    assert LESSON["standardize"](new, train) == pytest.approx(StandardScaler().fit(train).transform(new), **TOLERANCE)


@pytest.mark.parametrize(("value", "result"), [(3, 2), (-3, -2), (0.5, 0), (-1, 0), (0, 0)])
def test_soft_threshold(value: float, result: float) -> None:
    assert LESSON["soft_threshold"](value, 1) == result


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("strength", [0.01, 0.3, 2.0])
def test_ridge_agrees_with_scikit_learn(seed: int, strength: float) -> None:
    x, y = table(seed)
    expected = Ridge(alpha=len(y) * strength, fit_intercept=False).fit(x, y).coef_
    assert LESSON["ridge"](x, y, strength) == pytest.approx(expected, **TOLERANCE)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("strength", "share"), [(0.05, 1.0), (0.3, 1.0), (0.1, 0.5), (0.3, 0.2)])
def test_coordinate_descent_agrees_with_scikit_learn(seed: int, strength: float, share: float) -> None:
    x, y = table(seed)
    model = Lasso(strength) if share == 1 else ElasticNet(strength, l1_ratio=share)
    expected = model.set_params(fit_intercept=False, tol=1e-14, max_iter=100_000).fit(x, y).coef_
    found = LESSON["elastic_net"](x, y, strength, share)
    assert found == pytest.approx(expected, **TOLERANCE)
    assert ((found == 0) == (expected == 0)).all()


def test_elastic_net_without_l1_is_ridge() -> None:
    x, y = table(3)
    assert LESSON["elastic_net"](x, y, 0.3, 0, rounds=2000) == pytest.approx(LESSON["ridge"](x, y, 0.3), **TOLERANCE)


@pytest.mark.parametrize("seed", range(20))
def test_one_coordinate_step_is_the_best_one(seed: int) -> None:
    x, y = table(seed)
    w = np.random.default_rng(seed).normal(size=x.shape[1])
    step = LESSON["coordinate_step"](x, y, w, 2, 0.4, 0.6)

    def loss(value: float) -> float:
        v = np.where(np.arange(len(w)) == 2, value, w)
        return np.mean((y - x @ v) ** 2) / 2 + 0.4 * (0.6 * np.abs(v).sum() + 0.4 / 2 * v @ v)

    assert all(loss(step) <= loss(step + change) for change in (-0.1, -1e-4, 1e-4, 0.1))


def test_one_standard_error_rule() -> None:
    rule = LESSON["one_standard_error"]
    strengths = np.array([1.0, 2.0, 3.0, 4.0])
    # Means 10, 8, 9, 12; the SE at the lowest is the standard deviation of 6, 8, 10 over the root of 3, about 1.15.
    folds = np.array([[10, 6, 9, 12], [10, 8, 9, 12], [10, 10, 9, 12]], dtype=float)
    assert rule(folds, strengths) == (1, 2)
    assert rule(folds[:, ::-1], strengths[::-1]) == (2, 1)
    assert rule(np.array([[10, 8, 9, 12]] * 3, dtype=float), strengths) == (1, 1)  # no spread: the lowest itself


def test_dropout_keeps_the_mean_and_its_mask() -> None:
    values, draws = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.1, 0.2, 0.5, 0.9])
    dropped, mask = LESSON["dropout"](values, 0.2, draws)
    assert dropped == pytest.approx([0, 2.5, 3.75, 5])
    assert mask == pytest.approx([0, 1.25, 1.25, 1.25])
    assert LESSON["dropout"](values, 0.0, draws)[0] == pytest.approx(values)


def network(seed: int) -> tuple[list, np.ndarray, np.ndarray]:
    """Weights, rows (20, 40) and labels (20,) of a small network; no bias is zero."""
    rng = np.random.default_rng(seed)
    weights = [w + 0.1 * rng.normal(size=np.shape(w)) for w in LESSON["start_weights"](seed)]
    return weights, rng.normal(size=(20, 40)), rng.normal(size=20)


def fitted(x: np.ndarray, y: np.ndarray, steps: int, **settings: float | str) -> list[np.ndarray]:
    """Weights, in the lesson's order, of scikit-learn's network after that many steps on all 20 rows.

    The same seed starts it from the same weights, so fits with different numbers of steps are one training.
    """
    common = {"hidden_layer_sizes": (8,), "batch_size": 20, "shuffle": False, "n_iter_no_change": 1000}
    model = MLPRegressor(max_iter=steps, random_state=1, **common, **settings)
    with pytest.warns(ConvergenceWarning):  # so few steps don't converge
        model.fit(x, y)
    weights = [model.coefs_[0], model.intercepts_[0], model.coefs_[1][:, 0], model.intercepts_[1][0]]
    assert LESSON["predict"](weights, x) == pytest.approx(model.predict(x), **TOLERANCE)
    return weights


def test_gradients_agree_with_scikit_learns_network() -> None:
    # Plain descent goes from fit to fit by the rate times the gradient. scikit-learn halves the mean squared error, so
    # its gradients are half of ours.
    _, x, y = network(1)
    settings = {"solver": "sgd", "momentum": 0.0, "alpha": 0.0, "learning_rate_init": 0.1}
    before, after = fitted(x, y, 1, **settings), fitted(x, y, 2, **settings)
    for old, new, slope in zip(before, after, LESSON["gradients"](before, x, y), strict=True):
        assert (old - new) / 0.1 == pytest.approx(slope / 2, **TOLERANCE)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_gradients_agree_with_finite_differences(share: float) -> None:
    weights, x, y = network(2)
    draws = np.random.default_rng(3).random((20, 8))
    mask = (draws >= share) / (1 - share)

    def loss(w: list) -> float:
        return np.mean(((np.maximum(x @ w[0] + w[1], 0) * mask) @ w[2] + w[3] - y) ** 2)

    found = LESSON["gradients"](weights, x, y, share, draws)
    for place, place_in in [(0, (3, 5)), (0, (39, 0)), (1, (4,)), (2, (6,)), (3, ())]:
        nearby = []
        for change in (1e-6, -1e-6):
            moved = [np.array(w, dtype=float) for w in weights]
            moved[place][place_in] += change
            nearby.append(loss(moved))
        assert np.asarray(found[place])[place_in] == pytest.approx((nearby[0] - nearby[1]) / 2e-6, rel=1e-5, abs=1e-7)


def test_adam_agrees_with_scikit_learns_network() -> None:
    # scikit-learn's alpha is L2 in the loss, divided by the rows, and spares the biases. Its small number that avoids a
    # division by zero stands elsewhere; beside large gradients it vanishes, so the labels are large.
    _, x, y = network(1)
    y = 1e4 * y
    settings = {"solver": "adam", "alpha": 2e4, "epsilon": 1e-30}
    weights = fitted(x, y, 1, learning_rate_init=1e-300, **settings)  # too small a rate to leave the start
    states = [(0.0, 0.0, 0)] * 4
    for _ in range(50):
        slopes = LESSON["gradients"](weights, x, y)
        steps = [
            LESSON["adam_step"](w, slope / 2, state, rate=0.01, l2=2e4 / 20 if place in (0, 2) else 0.0)
            for place, (w, slope, state) in enumerate(zip(weights, slopes, states, strict=True))
        ]
        weights, states = map(list, zip(*steps, strict=True))
    for w, expected in zip(weights, fitted(x, y, 50, learning_rate_init=0.01, **settings), strict=True):
        assert w == pytest.approx(expected, **TOLERANCE)


def test_adamw_agrees_with_its_published_algorithm() -> None:
    # As the paper on decoupled weight decay (https://arxiv.org/abs/1711.05101, algorithm 2) has it, one weight at a
    # time, with its rate alpha, and with its schedule eta times its lambda standing for our rate times decay.
    rng = np.random.default_rng(5)
    start = rng.normal(size=6)
    gradients = rng.normal(size=(50, 6))
    w, state = start, (np.zeros(6), np.zeros(6), 0)
    for gradient in gradients:
        w, state = LESSON["adam_step"](w, gradient, state, rate=0.01, decay=0.3)
    for place, theta in enumerate(start.tolist()):
        m = v = 0.0
        for t, g in enumerate(gradients[:, place].tolist(), start=1):
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
            theta = theta - (0.01 * m_hat / (math.sqrt(v_hat) + 1e-8) + 0.01 * 0.3 * theta)
        assert w[place] == pytest.approx(theta, **TOLERANCE)


def test_decoupled_decay_shrinks_every_weight_alike() -> None:
    w, none = np.array([1.0, -2.0, 3.0]), (np.zeros(3), np.zeros(3), 0)
    gradient = np.array([0.01, 1.0, 100.0])
    plain, _ = LESSON["adam_step"](w, gradient, none, rate=0.1)
    decayed, _ = LESSON["adam_step"](w, gradient, none, rate=0.1, decay=0.5)
    assert decayed - plain == pytest.approx(-0.1 * 0.5 * w, **TOLERANCE)


def test_early_stop_on_the_worked_numbers() -> None:
    rule = LESSON["early_stop"]
    assert rule([9, 7, 8, 6, 6, 7, 5], 2) == (3, 5)
    assert rule([5, 4, 3], 2) == (2, 2)  # it ends before patience does


@pytest.mark.parametrize("patience", [1, 3, 10])
def test_early_stop_agrees_with_xgboosts(patience: int) -> None:
    x, y = table(7, n=80)
    train, check = xgb.DMatrix(x[:50], y[:50]), xgb.DMatrix(x[50:], y[50:])
    settings = {"eta": 0.3, "max_depth": 3, "nthread": 1}
    errors: dict = {}
    whole = {"evals": [(check, "check")], "evals_result": errors, "verbose_eval": False}
    xgb.train(settings, train, 60, **whole)
    stopped = xgb.train(
        settings, train, 60, evals=[(check, "check")], early_stopping_rounds=patience, verbose_eval=False
    )
    found = LESSON["early_stop"](errors["check"]["rmse"], patience)
    assert found == (stopped.best_iteration, stopped.num_boosted_rounds() - 1)


def test_descent_ends_at_least_squares() -> None:
    x, y = table(8)
    last = LESSON["descend"](x, y, epochs=20_000, rate=0.1)[-1]
    assert last == pytest.approx(np.linalg.lstsq(x, y, rcond=None)[0], **TOLERANCE)


@pytest.mark.parametrize(("alpha", "lam"), [(0, 0), (0, 5), (3, 0), (3, 5)])
def test_leaf_and_gain_agree_with_xgboost(alpha: float, lam: float) -> None:
    rng = np.random.default_rng(9)
    x = rng.normal(size=(30, 1)).astype(np.float32)
    y = (4 * (x[:, 0] > 0) + rng.normal(size=30)).astype(np.float32)
    settings = {"max_depth": 1, "eta": 1, "base_score": 0, "alpha": alpha, "lambda": lam, "tree_method": "exact"}
    tree = xgb.train(settings, xgb.DMatrix(x, y), 1).trees_to_dataframe()
    below = x[:, 0] < tree["Split"][0]
    left, right = (y[side].astype(float) for side in (below, ~below))
    found = [LESSON["split_gain"](left, right, alpha, lam)]
    found += [LESSON["leaf_value"](side, alpha, lam) for side in (left, right)]
    assert found == pytest.approx(tree["Gain"].to_list(), rel=1e-5)  # XGBoost counts in 32 bits
