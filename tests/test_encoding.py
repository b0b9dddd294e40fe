"""What lesson 1.2.3 builds by hand, against scikit-learn and other independent implementations, and known values."""

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from definitions import lesson_definitions
from scipy import sparse
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import KFold
from sklearn.preprocessing import OneHotEncoder, TargetEncoder

TOLERANCE = {"rtol": 1e-9, "atol": 1e-9}
SEEDS = range(20)
LESSON = lesson_definitions("1.2.3")


def table(seed: int, rows: int = 300) -> pd.DataFrame:
    """Rows with a column of up to 40 levels, some of them rare, and minutes that depend on it."""
    rng = np.random.default_rng(seed)
    level = np.minimum(rng.geometric(0.08, rows), 40)
    return pd.DataFrame({"level": [f"L{i:02d}" for i in level], "minutes": 5.0 * level + rng.normal(0, 20, rows)})


@pytest.mark.parametrize("seed", SEEDS)
def test_one_hot_agrees_with_scikit_learn_also_for_unseen_levels(seed: int) -> None:
    rows, later = table(seed)[:150], table(seed)[150:]
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(rows[["level"]])
    mine = LESSON["one_hot"](later["level"], list(encoder.categories_[0]))
    np.testing.assert_array_equal(mine, encoder.transform(later[["level"]]))


@pytest.mark.filterwarnings("ignore:Found unknown categories")
def test_with_a_level_dropped_an_unseen_one_looks_like_it() -> None:
    encoder = OneHotEncoder(drop="first", handle_unknown="ignore", sparse_output=False).fit([["brake"], ["cable"]])
    np.testing.assert_array_equal(encoder.transform([["card reader"]]), encoder.transform([["brake"]]))
    np.testing.assert_array_equal(LESSON["one_hot"](pd.Series(["card reader", "brake"]), ["cable"]), np.zeros((2, 1)))


@pytest.mark.parametrize("seed", SEEDS)
def test_grouping_agrees_with_scikit_learn(seed: int) -> None:
    rows, later = table(seed)[:150], table(seed)[150:]
    encoder = OneHotEncoder(min_frequency=8, handle_unknown="infrequent_if_exist", sparse_output=False)
    encoder.fit(rows[["level"]])
    frequent = [level for level, n in rows["level"].value_counts().items() if n >= 8]
    grouped = LESSON["group_rare"](later["level"], frequent)
    mine = LESSON["one_hot"](grouped, [*sorted(frequent), "infrequent"])  # scikit-learn puts the group last
    np.testing.assert_array_equal(mine, encoder.transform(later[["level"]]))


@pytest.mark.parametrize("bits", [1, 4, 11])
def test_binary_columns_are_the_binary_digits(bits: int) -> None:
    codes = np.arange(2**bits)
    written = ["".join(map(str, row)) for row in LESSON["binary_columns"](codes, bits)]
    assert written == [format(code, f"0{bits}b") for code in codes]


@pytest.mark.parametrize("columns", [1, 7, 64, 1024])
def test_hashing_agrees_with_scikit_learn(columns: int) -> None:
    words = [f"B{i:04d}" for i in range(300)]
    theirs = FeatureHasher(columns, input_type="string").transform([[word] for word in words])
    mine = [LESSON["hash_column"](word, columns) for word in words]
    np.testing.assert_array_equal(sparse.coo_array(theirs).col, mine)


@pytest.mark.parametrize("columns", [1, 7, 64, 1024])
def test_sharing_agrees_with_a_comparison_of_all_pairs(columns: int) -> None:
    words = [f"B{i:04d}" for i in range(200)]
    slots = np.array([LESSON["hash_column"](word, columns, 3) for word in words])
    same = (slots[:, None] == slots).sum(axis=1) > 1
    np.testing.assert_allclose(LESSON["sharing"](words, columns, 3), same.mean(), **TOLERANCE)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("smooth", [0.0, 1.0, 7.5])
def test_target_encoding_agrees_with_scikit_learn(seed: int, smooth: float) -> None:
    rows, later = table(seed)[:150], table(seed)[150:]
    encoder = TargetEncoder(smooth=smooth, target_type="continuous").fit(rows[["level"]], rows["minutes"])
    mine = LESSON["target_encode"](rows, later, "level", smooth)
    np.testing.assert_allclose(mine, encoder.transform(later[["level"]])[:, 0], **TOLERANCE)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("smooth", [0.0, 1.0, 7.5])
def test_cross_fitting_agrees_with_scikit_learn(seed: int, smooth: float) -> None:
    rows, folds = table(seed), KFold(5, shuffle=True, random_state=seed)
    theirs = TargetEncoder(smooth=smooth, target_type="continuous", cv=folds).fit_transform(
        rows[["level"]], rows["minutes"]
    )
    np.testing.assert_allclose(LESSON["cross_fit"](rows, "level", smooth, folds), theirs[:, 0], **TOLERANCE)


@pytest.mark.parametrize("seed", SEEDS)
def test_tf_idf_agrees_with_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    documents = [list(rng.choice(list("abcdefgh"), rng.integers(1, 9))) for _ in range(30)]
    vectorizer = TfidfVectorizer(analyzer=lambda tokens: tokens)
    theirs = vectorizer.fit_transform(documents).toarray()
    mine = LESSON["tf_idf"](documents)
    assert list(mine.columns) == list(vectorizer.get_feature_names_out())
    np.testing.assert_allclose(mine.to_numpy(), theirs, **TOLERANCE)


def bpe_on_text(counts: dict[str, int], merges: int) -> list[tuple[str, str]]:
    """Byte-pair encoding written in another way: pieces are words of a text, and a merge is a substitution in it."""
    text = {" ".join([*word, "_"]): n for word, n in counts.items()}
    learned = []
    for _ in range(merges):
        found: Counter = Counter()
        for line, n in text.items():
            for match in re.finditer(r"(?=(?<!\S)(\S+) (\S+)(?!\S))", line):
                found[match.groups()] += n
        if not found:
            break
        top = max(found.values())
        pair = sorted(p for p, n in found.items() if n == top)[0]
        joint = re.compile(rf"(?<!\S){re.escape(pair[0])} {re.escape(pair[1])}(?!\S)")
        text = {joint.sub("".join(pair), line): n for line, n in text.items()}
        learned.append(pair)
    return learned


@pytest.mark.parametrize("seed", SEEDS)
def test_bpe_agrees_with_another_way_of_writing_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    words = {"".join(rng.choice(list("abcd"), rng.integers(1, 9))): int(rng.integers(1, 9)) for _ in range(25)}
    for merges in (0, 5, 1000):
        assert LESSON["learn_bpe"](words, merges) == bpe_on_text(words, merges)
    complete = LESSON["learn_bpe"](words, 1000)
    assert all(LESSON["cut"](word, complete) == [word + "_"] for word in words)


def test_bpe_by_hand() -> None:
    merges = LESSON["learn_bpe"]({"leaking": 2, "leaks": 1}, 3)
    assert merges == [("a", "k"), ("e", "ak"), ("l", "eak")]
    assert LESSON["cut"]("leaked", merges) == ["leak", "e", "d", "_"]
    assert LESSON["merge"](list("aaaba"), ("a", "a")) == ["aa", "a", "b", "a"]


def test_a_random_column_leaks_about_one_part_in_the_rows_of_a_level() -> None:
    shares = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        rows = pd.DataFrame(
            {"level": rng.permutation(np.arange(900) // 3).astype(str), "minutes": rng.normal(size=900)}
        )
        encoded = LESSON["target_encode"](rows, rows, "level", 0)
        shares.append(np.corrcoef(encoded, rows["minutes"])[0, 1] ** 2)
    assert np.mean(shares) == pytest.approx(1 / 3, abs=0.01)
