# %% [markdown]
# # Right and wrong answers for assignment 2.2b
#
# Each code cell stands for a student's solution cell: its code replaces the whole solution cell of `question`, and the
# rest of the notebook stays the reference. A `right` answer keeps every point. A `wrong` one is named for the
# misconception behind it and fails exactly the test cells in `fails`, and no test cell of another question.

# %% question="q1" kind="right" name="signs and loops in plain Python"
def soft_threshold(z, t):
    if z > t:
        return z - t
    if z < -t:
        return z + t
    return 0


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    n, p = len(x), len(w)
    total = sum(trust)
    c = a = 0.0
    for i in range(n):
        r = y[i] - sum(x[i][k] * w[k] for k in range(p) if k != j)
        c += trust[i] * x[i][j] * r / total
        a += trust[i] * x[i][j] ** 2 / total
    if a == 0:
        return 0
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha - alpha * l1_ratio)


# %% question="q1" kind="right" name="columns deleted, rows scaled by the root of their trust, the penalty multiplied by the total"
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * np.clip(np.abs(z) - t, 0, None)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    root = np.sqrt(trust)
    r, column = root * (y - np.delete(x, j, axis=1) @ np.delete(w, j)), root * x[:, j]
    c, a, total = column @ r, column @ column, trust.sum()
    if not x[:, j].any():
        return np.array(0.0)
    return np.asarray(soft_threshold(c, total * alpha * l1_ratio) / (a + total * alpha * (1 - l1_ratio)))


# %% question="q1" kind="right" name="compares the objective at the three points that can be its minimum"
import numpy as np


def soft_threshold(z, t):
    return z - np.clip(z, -t, t)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    def objective(value):
        tried = np.array(w, dtype=float)
        tried[j] = value
        penalty = alpha * l1_ratio * np.abs(tried).sum() + alpha * (1 - l1_ratio) / 2 * (tried**2).sum()
        return (trust * (y - x @ tried) ** 2).sum() / 2 / trust.sum() + penalty

    others = np.array(w, dtype=float)
    others[j] = 0
    share = trust / trust.sum()
    c, a = (share * x[:, j] * (y - x @ others)).sum(), (share * x[:, j] ** 2).sum()
    divisor = a + alpha * (1 - l1_ratio)
    if a == 0:
        return 0.0
    points = [0.0]
    for sign in (1, -1):
        value = (c - sign * alpha * l1_ratio) / divisor
        if value * sign > 0:
            points.append(value)
    return min(points, key=objective)


# %% question="q1" kind="wrong" name="copies the lesson: columns taken for standardized, rows for alike" fails=["q1-lasso", "q1-elastic-net", "q1-zero"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    pull = x[:, j] @ (y - x @ w) / len(y) + w[j]
    return soft_threshold(pull, alpha * l1_ratio) / (1 + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="leaves out the trust" fails=["q1-lasso", "q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.mean(x[:, j] ** 2)
    if a == 0:
        return 0.0
    c = np.mean(x[:, j] * (y - x @ w + x[:, j] * w[j]))
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="weights what is left over and forgets the trust in the mean square" fails=["q1-lasso", "q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.mean(x[:, j] ** 2)
    if a == 0:
        return 0.0
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="divides by the number of rows and not by the total trust" fails=["q1-lasso", "q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.mean(trust * x[:, j] ** 2)
    if a == 0:
        return 0.0
    c = np.mean(trust * x[:, j] * (y - x @ w + x[:, j] * w[j]))
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="multiplies rows and labels by the trust before it squares, so that it counts twice" fails=["q1-lasso", "q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    t = len(y) * trust / trust.sum()
    x, y = x * t[:, None], y * t
    a = np.mean(x[:, j] ** 2)
    if a == 0:
        return 0.0
    c = np.mean(x[:, j] * (y - x @ w + x[:, j] * w[j]))
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="takes the hard threshold for the soft one: keeps what is above it whole" fails=["q1-soft-threshold", "q1-lasso", "q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return z if abs(z) > t else 0.0


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.average(x[:, j] ** 2, weights=trust)
    if a == 0:
        return 0.0
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="forgets numbers below 0 in the soft threshold" fails=["q1-soft-threshold", "q1-lasso", "q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return max(z - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.average(x[:, j] ** 2, weights=trust)
    if a == 0:
        return 0.0
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="subtracts without stopping at 0, so a small number changes its sign" fails=["q1-soft-threshold", "q1-zero"]
import numpy as np


def soft_threshold(z, t):
    return z - np.sign(z) * t


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.average(x[:, j] ** 2, weights=trust)
    if a == 0:
        return 0.0
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="correlates with the residual of the whole model, weight j included" fails=["q1-lasso", "q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.average(x[:, j] ** 2, weights=trust)
    if a == 0:
        return 0.0
    c = np.average(x[:, j] * (y - x @ w), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="takes the column for scaled and doesn't divide by its mean square" fails=["q1-lasso", "q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (1 + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="thresholds the least-squares weight: divides first, subtracts alpha then" fails=["q1-lasso", "q1-elastic-net", "q1-zero"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.average(x[:, j] ** 2, weights=trust)
    if a == 0:
        return 0.0
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c / a, alpha * l1_ratio) / (1 + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="sums over the rows, and gives alpha no factor T" fails=["q1-lasso", "q1-elastic-net", "q1-zero"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.sum(trust * x[:, j] ** 2)
    if a == 0:
        return 0.0
    c = np.sum(trust * x[:, j] * (y - x @ w + x[:, j] * w[j]))
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="gives L1 the whole alpha, whatever its share" fails=["q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.average(x[:, j] ** 2, weights=trust)
    if a == 0:
        return 0.0
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha) / (a + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="forgets the half in the L2 term and takes its derivative for 2 alpha w" fails=["q1-elastic-net"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.average(x[:, j] ** 2, weights=trust)
    if a == 0:
        return 0.0
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (a + 2 * alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="divides by the mean square of a column of zeros" fails=["q1-zero"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (np.average(x[:, j] ** 2, weights=trust) + alpha * (1 - l1_ratio))


# %% question="q1" kind="wrong" name="leaves the weight of a column of zeros as it was" fails=["q1-zero"]
import numpy as np


def soft_threshold(z, t):
    return np.sign(z) * max(abs(z) - t, 0.0)


def coordinate_step(x, y, trust, w, j, alpha, l1_ratio=1.0):
    a = np.average(x[:, j] ** 2, weights=trust)
    if a == 0:
        return w[j]
    c = np.average(x[:, j] * (y - x @ w + x[:, j] * w[j]), weights=trust)
    return soft_threshold(c, alpha * l1_ratio) / (a + alpha * (1 - l1_ratio))


# %% question="q2" kind="right" name="np.where, and a mask read as True and False"
import numpy as np


def dropout_forward(x, mask, rate, training=True):
    if not training:
        return x
    return np.where(np.asarray(mask, dtype=bool), x / (1.0 - rate), 0.0)


def dropout_backward(grad, mask, rate, training=True):
    if not training:
        return grad
    return np.where(np.asarray(mask, dtype=bool), grad / (1.0 - rate), 0.0)


# %% question="q2" kind="right" name="one factor for each entry, the same both ways, returned as lists"
import numpy as np


def _factor(like, mask, rate, training):
    kept = mask if training else np.ones_like(like)
    return np.array(kept, dtype=float) / (1 - rate * bool(training))


def dropout_forward(x, mask, rate, training=True):
    return (x * _factor(x, mask, rate, training)).tolist()


def dropout_backward(grad, mask, rate, training=True):
    return np.multiply(_factor(grad, mask, rate, training), grad).tolist()


# %% question="q2" kind="wrong" name="drops without scaling up, and scales down at inference: dropout before it was inverted" fails=["q2-forward", "q2-backward", "q2-inference"]
def dropout_forward(x, mask, rate, training=True):
    return x * mask if training else x * (1 - rate)


def dropout_backward(grad, mask, rate, training=True):
    return grad * mask if training else grad * (1 - rate)


# %% question="q2" kind="wrong" name="divides by the probability of being dropped" fails=["q2-forward", "q2-backward"]
def dropout_forward(x, mask, rate, training=True):
    return x * mask / max(rate, 1e-12) if training else x


def dropout_backward(grad, mask, rate, training=True):
    return grad * mask / max(rate, 1e-12) if training else grad


# %% question="q2" kind="wrong" name="reads the mask as what is dropped" fails=["q2-forward", "q2-backward"]
def dropout_forward(x, mask, rate, training=True):
    return x * (1 - mask.astype(float)) / (1 - rate) if training else x


def dropout_backward(grad, mask, rate, training=True):
    return grad * (1 - mask.astype(float)) / (1 - rate) if training else grad


# %% question="q2" kind="wrong" name="scales by the share that this mask keeps" fails=["q2-forward", "q2-backward"]
def dropout_forward(x, mask, rate, training=True):
    return x * mask / max(mask.mean(), 1e-12) if training else x


def dropout_backward(grad, mask, rate, training=True):
    return grad * mask / max(mask.mean(), 1e-12) if training else grad


# %% question="q2" kind="wrong" name="forgets the scale on the way back" fails=["q2-backward"]
def dropout_forward(x, mask, rate, training=True):
    return x * mask / (1 - rate) if training else x


def dropout_backward(grad, mask, rate, training=True):
    return grad * mask if training else grad


# %% question="q2" kind="wrong" name="lets the gradient through to dropped units" fails=["q2-backward"]
def dropout_forward(x, mask, rate, training=True):
    return x * mask / (1 - rate) if training else x


def dropout_backward(grad, mask, rate, training=True):
    return grad / (1 - rate) if training else grad


# %% question="q2" kind="wrong" name="takes a mask for the sign that it trains" fails=["q2-inference"]
def dropout_forward(x, mask, rate, training=True):
    return x if mask is None else x * mask / (1 - rate)


def dropout_backward(grad, mask, rate, training=True):
    return grad if mask is None else grad * mask / (1 - rate)


# %% question="q2" kind="wrong" name="turns dropout off on the way forward only" fails=["q2-inference"]
def dropout_forward(x, mask, rate, training=True):
    return x * mask / (1 - rate) if training else x


def dropout_backward(grad, mask, rate, training=True):
    return grad * mask / (1 - rate)


# %% question="q3" kind="right" name="looks back for the latest improvement at each epoch"
def early_stopping(losses, patience, min_delta=0.0):
    improvements = []
    for epoch in range(1, len(losses) + 1):
        loss = losses[epoch - 1]
        if loss < float("inf") and (not improvements or losses[improvements[-1] - 1] - loss > min_delta):
            improvements.append(epoch)
        since = epoch - (improvements[-1] if improvements else 0)
        if since >= patience:
            break
    return {"fired": since >= patience, "restored": improvements[-1] if improvements else None, "epochs": epoch}


# %% question="q3" kind="right" name="a class with state, as in the libraries, and NumPy numbers"
import numpy as np


class Stopper:
    def __init__(self, patience, min_delta):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.restored, self.fired = np.inf, 0, None, np.bool_(False)

    def seen(self, epoch, loss):
        improved = np.less(loss, self.best - self.min_delta)
        self.best = loss if improved else self.best
        self.waited = 0 if improved else self.waited + 1
        self.restored = np.int64(epoch) if improved else self.restored
        self.fired = np.bool_(self.waited >= self.patience)


def early_stopping(losses, patience, min_delta=0.0):
    stopper, epoch = Stopper(patience, min_delta), 0
    while epoch < len(losses) and not stopper.fired:
        epoch += 1
        stopper.seen(epoch, losses[epoch - 1])
    return {"epochs": np.int64(epoch), "restored": stopper.restored, "fired": stopper.fired}


# %% question="q3" kind="wrong" name="waits one epoch longer than patience says" fails=["q3-patience", "q3-min-delta", "q3-restored", "q3-fired"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best - min_delta:
            best, waited, restored = loss, 0, epoch
        else:
            waited += 1
            if waited > patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="counts all bad epochs and never sets the count back" fails=["q3-patience", "q3-min-delta", "q3-restored", "q3-fired"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, bad, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best - min_delta:
            best, restored = loss, epoch
        else:
            bad += 1
            if bad == patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="compares each loss with the one before and not with the best" fails=["q3-patience", "q3-min-delta", "q3-restored", "q3-fired"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    last, waited, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < last - min_delta:
            waited, restored = 0, epoch
        else:
            waited += 1
            if waited == patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
        last = loss
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="takes an equal loss for an improvement" fails=["q3-patience", "q3-min-delta", "q3-restored"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss <= best - min_delta:
            best, waited, restored = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="asks whether a loss is no better, which NaN never is" fails=["q3-patience", "q3-restored"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss >= best - min_delta:
            waited += 1
            if waited == patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
        else:
            best, waited, restored = loss, 0, epoch
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="takes the first epoch for the best so far whatever its loss, as the lesson does" fails=["q3-patience", "q3-restored"]
def early_stopping(losses, patience, min_delta=0.0):
    best = 0
    for last, loss in enumerate(losses):
        if loss < losses[best] - min_delta:
            best = last
        if last - best >= patience:
            break
    return {"epochs": last + 1, "restored": best + 1, "fired": last - best >= patience}


# %% question="q3" kind="wrong" name="ignores min_delta" fails=["q3-min-delta", "q3-restored"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, waited, restored = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="moves best with every lower loss, so that small steps never add up" fails=["q3-min-delta"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best - min_delta:
            waited, restored = 0, epoch
        else:
            waited += 1
            if waited == patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
        if loss < best:
            best = loss
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="restores the lowest loss of the list, even of epochs that were never trained" fails=["q3-restored"]
import math

import numpy as np


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, epoch = math.inf, 0, 0
    restored = None if np.isnan(losses).all() else int(np.nanargmin(losses)) + 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < best - min_delta:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="goes back patience epochs from the end, whether or not the rule fired" fails=["q3-restored"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, epoch = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best - min_delta:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                return {"epochs": epoch, "restored": epoch - patience or None, "fired": True}
    return {"epochs": epoch, "restored": max(epoch - patience, 1), "fired": False}


# %% question="q3" kind="wrong" name="counts epochs from 0" fails=["q3-patience", "q3-min-delta", "q3-restored"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, waited, restored = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                return {"epochs": epoch, "restored": restored, "fired": True}
    return {"epochs": epoch, "restored": restored, "fired": False}


# %% question="q3" kind="wrong" name="says that the rule fired only if epochs were saved" fails=["q3-fired"]
import math


def early_stopping(losses, patience, min_delta=0.0):
    best, waited, restored, epoch = math.inf, 0, None, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best - min_delta:
            best, waited, restored = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                break
    return {"epochs": epoch, "restored": restored, "fired": epoch < len(losses)}


# %% question="q4" kind="right" name="a table in pandas"
import pandas as pd


def one_standard_error(strengths, losses, larger_is_stronger=True):
    folds = pd.DataFrame(losses)
    table = pd.DataFrame({"strength": strengths, "mean": folds.mean(axis=1), "error": folds.sem(axis=1)})
    table = table.sort_values("strength", ascending=not larger_is_stronger)
    winner = table.loc[table["mean"].idxmin()]
    limit = winner["mean"] + winner["error"]
    within = table[table["mean"] <= limit]
    return {"best": winner["strength"], "limit": limit, "chosen": within["strength"].iloc[0]}


# %% question="q4" kind="right" name="plain Python with the statistics module"
from math import sqrt
from statistics import fmean, stdev


def one_standard_error(strengths, losses, larger_is_stronger=True):
    strongest = max if larger_is_stronger else min
    rows = {strength: [float(loss) for loss in row] for strength, row in zip(strengths, losses, strict=True)}
    means = {strength: fmean(row) for strength, row in rows.items()}
    lowest = min(means.values())
    best = strongest(strength for strength in means if means[strength] == lowest)
    limit = lowest + stdev(rows[best]) / sqrt(len(rows[best]))
    return {"chosen": strongest(s for s in means if means[s] <= limit), "limit": limit, "best": best}


# %% question="q4" kind="wrong" name="adds the standard deviation itself, which the number of folds doesn't divide" fails=["q4-limit", "q4-chosen"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[:: -1 if larger_is_stronger else 1]
    values, table = np.asarray(strengths)[order], losses[order]
    means = table.mean(axis=1)
    best = np.argmin(means)
    limit = means[best] + table[best].std(ddof=1)
    return {"best": values[best], "limit": limit, "chosen": values[means <= limit][0]}


# %% question="q4" kind="wrong" name="divides the squares by k, as NumPy does unless told" fails=["q4-limit", "q4-chosen"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[:: -1 if larger_is_stronger else 1]
    values, table = np.asarray(strengths)[order], losses[order]
    means = table.mean(axis=1)
    best = np.argmin(means)
    limit = means[best] + table[best].std() / np.sqrt(table.shape[1])
    return {"best": values[best], "limit": limit, "chosen": values[means <= limit][0]}


# %% question="q4" kind="wrong" name="takes the lowest mean for the choice" fails=["q4-chosen", "q4-direction"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[:: -1 if larger_is_stronger else 1]
    values, table = np.asarray(strengths)[order], losses[order]
    means = table.mean(axis=1)
    best = np.argmin(means)
    limit = means[best] + table[best].std(ddof=1) / np.sqrt(table.shape[1])
    return {"best": values[best], "limit": limit, "chosen": values[best]}


# %% question="q4" kind="wrong" name="takes the last one within the limit, as if the strengths were sorted" fails=["q4-chosen", "q4-direction"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[:: -1 if larger_is_stronger else 1]
    values, table = np.asarray(strengths)[order], losses[order]
    means = table.mean(axis=1)
    best = np.argmin(means)
    limit = means[best] + table[best].std(ddof=1) / np.sqrt(table.shape[1])
    within = np.flatnonzero(losses.mean(axis=1) <= limit)
    return {"best": values[best], "limit": limit, "chosen": strengths[within[-1 if larger_is_stronger else 0]]}


# %% question="q4" kind="wrong" name="walks from the best one and stops at the first above the limit" fails=["q4-chosen"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[:: -1 if larger_is_stronger else 1]
    values, table = np.asarray(strengths)[order], losses[order]
    means = table.mean(axis=1)
    best = chosen = int(np.argmin(means))
    limit = means[best] + table[best].std(ddof=1) / np.sqrt(table.shape[1])
    while chosen > 0 and means[chosen - 1] <= limit:
        chosen -= 1
    return {"best": values[best], "limit": limit, "chosen": values[chosen]}


# %% question="q4" kind="wrong" name="leaves out a mean that equals the limit" fails=["q4-chosen"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[:: -1 if larger_is_stronger else 1]
    values, table = np.asarray(strengths)[order], losses[order]
    means = table.mean(axis=1)
    best = np.argmin(means)
    limit = means[best] + table[best].std(ddof=1) / np.sqrt(table.shape[1])
    within = means < limit
    within[best] = True
    return {"best": values[best], "limit": limit, "chosen": values[within][0]}


# %% question="q4" kind="wrong" name="gives every strength its own error: within if its mean less its error reaches the lowest mean" fails=["q4-chosen"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[:: -1 if larger_is_stronger else 1]
    values, table = np.asarray(strengths)[order], losses[order]
    means, errors = table.mean(axis=1), table.std(axis=1, ddof=1) / np.sqrt(table.shape[1])
    best = np.argmin(means)
    within = (means <= means[best] + errors[best]) | (means - errors <= means[best])
    return {"best": values[best], "limit": means[best] + errors[best], "chosen": values[within][0]}


# %% question="q4" kind="wrong" name="copies the lesson: rows taken for folds" fails=["q4-limit", "q4-chosen", "q4-direction"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    means = losses.mean(axis=0)
    best = int(means.argmin())
    limit = means[best] + losses[:, best].std(ddof=1) / np.sqrt(len(losses))
    strongest = max if larger_is_stronger else min
    chosen = strongest(np.flatnonzero(means <= limit), key=lambda place: strengths[place])
    return {"best": strengths[best], "limit": limit, "chosen": strengths[chosen]}


# %% question="q4" kind="wrong" name="takes a larger number for stronger, also for C" fails=["q4-direction"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[::-1]
    values, table = np.asarray(strengths)[order], losses[order]
    means = table.mean(axis=1)
    best = np.argmin(means)
    limit = means[best] + table[best].std(ddof=1) / np.sqrt(table.shape[1])
    return {"best": values[best], "limit": limit, "chosen": values[means <= limit][0]}


# %% question="q4" kind="wrong" name="takes the first of equal means, in the order given" fails=["q4-limit", "q4-direction"]
import numpy as np


def one_standard_error(strengths, losses, larger_is_stronger=True):
    order = np.argsort(strengths)[:: -1 if larger_is_stronger else 1]
    means = losses.mean(axis=1)
    best = np.argmin(means)
    limit = means[best] + losses[best].std(ddof=1) / np.sqrt(losses.shape[1])
    within = [strengths[i] for i in order if means[i] <= limit]
    return {"best": strengths[best], "limit": limit, "chosen": within[0]}


# %% question="q5" kind="right" name="one weight after the other in plain Python"
from math import sqrt

import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    after = {"w": [], "m": [], "v": []}
    for wi, hi, gi, mi, vi in zip(np.ravel(w), np.ravel(home), np.ravel(grad), np.ravel(m), np.ravel(v), strict=True):
        wi, gi, mi, vi = float(wi), float(gi), float(mi), float(vi)
        way = float(hi) - wi
        if not decoupled:
            gi -= decay * way
        mi = mi * beta1 + gi * (1 - beta1)
        vi = vi * beta2 + gi * gi * (1 - beta2)
        if decoupled:
            wi += lr * decay * way
        wi -= lr * mi / (1 - beta1**t) / (sqrt(vi / (1 - beta2**t)) + eps)
        for key, value in (("w", wi), ("m", mi), ("v", vi)):
            after[key].append(value)
    return {key: np.reshape(values, np.shape(w)) for key, values in after.items()}


# %% question="q5" kind="right" name="averages as differences, the corrections moved into the learning rate"
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad + decay * (w - home) * (not decoupled)
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (np.square(g) - v)
    root = np.sqrt(1 - beta2**t)
    new = w - lr * root / (1 - beta1**t) * m / (np.sqrt(v) + eps * root)
    return {"v": v, "m": m, "w": new + (lr * decay * (home - w) if decoupled else 0)}


# %% question="q5" kind="right" name="a mean of the weight and its home, then Adam's step"
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    share = lr * decay if decoupled else 0.0
    return {"w": (1 - share) * w + share * home - lr * step, "m": m, "v": v}


# %% question="q5" kind="wrong" name="copies the lesson: decays toward 0, wherever home is" fails=["q5-l2", "q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * w
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {"w": w - lr * (step + decay * w if decoupled else step), "m": m, "v": v}


# %% question="q5" kind="wrong" name="pushes away from home: takes the way for its opposite" fails=["q5-l2", "q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (home - w)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {"w": w - lr * (step + decay * (home - w) if decoupled else step), "m": m, "v": v}


# %% question="q5" kind="wrong" name="pulls toward home with the loss, and toward 0 when decoupled" fails=["q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {"w": w - lr * (step + decay * w if decoupled else step), "m": m, "v": v}


# %% question="q5" kind="wrong" name="pulls the size of the weight alone, as if a home had no sign" fails=["q5-l2", "q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - np.sign(w) * np.abs(home))
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {"w": w - lr * (step + decay * (w - np.sign(w) * np.abs(home)) if decoupled else step), "m": m, "v": v}


# %% question="q5" kind="wrong" name="adds the decay to the gradient either way: AdamW taken for Adam with L2" fails=["q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad + decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    return {"w": w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), "m": m, "v": v}


# %% question="q5" kind="wrong" name="takes the decay around Adam either way: L2 taken for weight decay" fails=["q5-l2"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {"w": w - lr * (step + decay * (w - home)), "m": m, "v": v}


# %% question="q5" kind="wrong" name="takes the penalty for decay times the squared way, so its gradient doubles" fails=["q5-l2"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + 2 * decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {"w": w - lr * (step + decay * (w - home) if decoupled else step), "m": m, "v": v}


# %% question="q5" kind="wrong" name="shrinks by the decay without the learning rate" fails=["q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return {"w": w - lr * step - (decay * (w - home) if decoupled else 0), "m": m, "v": v}


# %% question="q5" kind="wrong" name="measures the way home after the step and not before" fails=["q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    new = w - lr * step
    return {"w": new - lr * decay * (new - home) if decoupled else new, "m": m, "v": v}


# %% question="q5" kind="wrong" name="divides the decay by the root of v along with the gradient" fails=["q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    up = m / (1 - beta1**t) + (decay * (w - home) if decoupled else 0)
    return {"w": w - lr * up / (np.sqrt(v / (1 - beta2**t)) + eps), "m": m, "v": v}


# %% question="q5" kind="wrong" name="leaves out the correction for the start at 0" fails=["q5-adam", "q5-l2", "q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = m / (np.sqrt(v) + eps)
    return {"w": w - lr * (step + decay * (w - home) if decoupled else step), "m": m, "v": v}


# %% question="q5" kind="wrong" name="copies the lesson: fixed betas and eps, whatever it is given" fails=["q5-adam", "q5-l2", "q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    step = (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return {"w": w - lr * (step + decay * (w - home) if decoupled else step), "m": m, "v": v}


# %% question="q5" kind="wrong" name="returns the corrected averages, which the next step would correct again" fails=["q5-adam", "q5-l2", "q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m = (beta1 * m + (1 - beta1) * g) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * g**2) / (1 - beta2**t)
    step = m / (np.sqrt(v) + eps)
    return {"w": w - lr * (step + decay * (w - home) if decoupled else step), "m": m, "v": v}


# %% question="q5" kind="wrong" name="puts eps under the root" fails=["q5-adam", "q5-l2", "q5-decoupled"]
import numpy as np


def adam_step(w, home, grad, m, v, t, lr, decay, decoupled, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad if decoupled else grad + decay * (w - home)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    step = (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t) + eps)
    return {"w": w - lr * (step + decay * (w - home) if decoupled else step), "m": m, "v": v}


# %% question="q6" kind="right" name="built by keywords"
remedy_for = dict(
    stiff="less regularization",
    bill="early stopping",
    adam="decoupled weight decay",
    physics="L2",
    twins="elastic net",
    drying="L1",
)

# %% question="q6" kind="right" name="a Series"
import pandas as pd

remedy_for = pd.Series(
    ["L1", "elastic net", "L2", "decoupled weight decay", "early stopping", "less regularization"],
    index=["drying", "twins", "physics", "adam", "bill", "stiff"],
)

# %% question="q6" kind="wrong" name="takes L1 for the cure of columns that are alike" fails=["q6-zeros"]
remedy_for = {
    "drying": "elastic net",
    "twins": "L1",
    "physics": "L2",
    "adam": "decoupled weight decay",
    "bill": "early stopping",
    "stiff": "less regularization",
}

# %% question="q6" kind="wrong" name="takes L2 for weight decay under Adam as well" fails=["q6-shrink"]
remedy_for = {
    "drying": "L1",
    "twins": "elastic net",
    "physics": "decoupled weight decay",
    "adam": "L2",
    "bill": "early stopping",
    "stiff": "less regularization",
}

# %% question="q6" kind="wrong" name="reaches for dropout whenever a network is in trouble" fails=["q6-shrink", "q6-curves"]
remedy_for = {
    "drying": "L1",
    "twins": "elastic net",
    "physics": "L2",
    "adam": "dropout",
    "bill": "dropout",
    "stiff": "dropout",
}

# %% question="q6" kind="wrong" name="reads two high losses as overfitting" fails=["q6-curves"]
remedy_for = {
    "drying": "L1",
    "twins": "elastic net",
    "physics": "L2",
    "adam": "decoupled weight decay",
    "bill": "early stopping",
    "stiff": "dropout",
}
