"""Prints the class weights of scikit-learn 1.2, on an imbalanced table.

It was run once, with Debian's python3-sklearn, from this folder:

    /usr/bin/python3 ask.py > class_weights.json

The tests read only class_weights.json. The coefficients are those of logistic
regression without a penalty, at the minimum of the weighted loss.
"""

import json
import random
import warnings

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_class_weight

assert sklearn.__version__.startswith("1.2."), sklearn.__version__
warnings.simplefilter("ignore")
random.seed(5)

CENTERS = [("ham", 0, 0, 13), ("spam", 1, 0.5, 5), ("scam", -0.5, 1, 3)]
rows = [
    (round(random.gauss(x, 1), 1), round(random.gauss(y, 1), 1), label)
    for label, x, y, count in CENTERS
    for _ in range(count)
]
random.shuffle(rows)
inputs = numpy.array([row[:2] for row in rows])
labels = numpy.array([row[2] for row in rows])
names = numpy.unique(labels)


def fit(weights):
    """The coefficients and the intercept of ham compared with the other classes."""
    model = LogisticRegression(
        penalty=None,
        class_weight=weights,
        solver="newton-cholesky",
        tol=1e-14,
        max_iter=1000,
    ).fit(inputs, labels == "ham")
    return [*model.coef_[0], *model.intercept_]


balanced = compute_class_weight("balanced", classes=names, y=labels)
print(
    json.dumps(
        {
            "rows": rows,
            "balanced": dict(zip(names, balanced)),
            "coefficients": {
                "none": fit(None),
                "balanced": fit("balanced"),
                "ham 3": fit({True: 3}),
            },
        }
    )
)
