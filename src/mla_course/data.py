"""The data sets of the course: small, checked, and on disk, so that no notebook needs a network."""

import pandas as pd

from mla_course.paths import DATASETS


def german_credit() -> pd.DataFrame:
    """Load 1,000 loan applicants of a German bank (1973 to 1975), one row each.

    Returns:
        A frame of shape (1000, 10). `risk` is the label: 1 for a loan repaid as agreed, 0 otherwise. `age` is in
        years, `credit_amount` in Deutsche Mark, `duration` in months. The `sex` column is wrongly coded at the source;
        `datasets/german-credit/README.md` says how, and gives source and license.
    """
    return pd.read_csv(DATASETS / "german-credit" / "german_credit.csv")
