"""The functions of lesson 2.2.2 against independent implementations: scikit-learn, XGBoost and finite differences."""

import ast
from collections.abc import Callable

import numpy as np
import pytest
import xgboost as xgb
from nbformat import NotebookNode
from sklearn.linear_model import ElasticNet, Lasso, Ridge
from sklearn.neural_network import MLPRegressor
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer
from sklearn.preprocessing import StandardScaler

from mla_course import notebooks
from mla_course.paths import COURSE

TOLERANCE = {"rel": 1e-9, "abs": 1e-9}


def functions(notebook: NotebookNode) -> dict[str, Callable]:
    """The functions that a notebook defines, with its imports and constants, and nothing else of it run."""
    names: dict = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            kept = [
                node
                for node in ast.parse(cell.source).body
                if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef))
                or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).isupper())
            ]
            exec(compile(ast.Module(kept, []), "lesson", "exec"), names)
    return names


LESSON = functions(notebooks.read(COURSE / "2-model-development" / "2.2.2-regularization.ipynb"))


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
    x = x * np.random.default_rng(seed).uniform(0.2, 3, x.shape[1])  # any scale
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


def test_gradients_agree_with_scikit_learns_network() -> None:
    weights, x, y = network(1)
    model = MLPRegressor(hidden_layer_sizes=(8,), alpha=0.0, max_iter=1, solver="sgd", batch_size=20)
    with pytest.warns(UserWarning):  # one step doesn't converge; it builds the layers
        model.fit(x, y)
    model.coefs_ = [weights[0].copy(), weights[2][:, None].copy()]
    model.intercepts_ = [weights[1].copy(), np.atleast_1d(weights[3]).copy()]
    assert LESSON["predict"](weights, x) == pytest.approx(model.predict(x), **TOLERANCE)

    # scikit-learn halves the mean squared error, so its gradients are half of ours.
    found, sizes = LESSON["gradients"](weights, x, y), [(40, 8), (8, 1)]
    activations = [x, None, None]
    deltas = [np.empty((20, 8)), np.empty((20, 1))]
    slopes, intercepts = [np.empty(size) for size in sizes], [np.empty(8), np.empty(1)]
    model._backprop(x, y[:, None], None, activations, deltas, slopes, intercepts)
    assert found[0] / 2 == pytest.approx(slopes[0], **TOLERANCE)
    assert found[2] / 2 == pytest.approx(slopes[1][:, 0], **TOLERANCE)
    assert found[1] / 2 == pytest.approx(intercepts[0], **TOLERANCE)
    assert found[3] / 2 == pytest.approx(intercepts[1][0], **TOLERANCE)


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


def test_adam_agrees_with_scikit_learns() -> None:
    rng = np.random.default_rng(5)
    w = rng.normal(size=6)
    expected, state = [w.copy()], (np.zeros(6), np.zeros(6), 0)
    optimizer = AdamOptimizer(expected, learning_rate_init=0.01, epsilon=1e-30)
    for _ in range(50):
        gradient = 1e4 * rng.normal(size=6)
        optimizer.update_params(expected, [gradient + 0.3 * expected[0]])
        w, state = LESSON["adam_step"](w, gradient, state, rate=0.01, l2=0.3)
    # The small number that avoids a division by zero stands elsewhere there; beside large gradients it vanishes.
    assert w == pytest.approx(expected[0], **TOLERANCE)


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
    assert rule([5, 4.9, 4.8, 4.7], 2, min_delta=0.5) == (0, 2)


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
