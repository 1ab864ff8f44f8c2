"""Writes tables as five training and test files each, and scores scikit-learn on them.

    python3 scikit_learn.py FOLDER IRIS.CSV [TABLE...]

writes FOLDER/TABLE/whole.csv and FOLDER/TABLE/0 to 4/train.csv and test.csv. For
each table, it prints as JSON the label column, the fold in which each row is
tested, and the five scores: accuracy, or R squared if the labels are numbers.

The network is MLPClassifier or MLPRegressor with max_iter=2000 and otherwise
default settings, after a StandardScaler; names are one-hot encoded.
`scikit_learn.ts` runs this program.
"""

import json
import os
import sys
import warnings

import numpy
import pandas
from sklearn import datasets
from sklearn.compose import make_column_transformer
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.simplefilter("ignore")  # warnings that 2000 epochs are not enough


def bunch(load):
    """A dataset that is part of scikit-learn."""
    return lambda: load(as_frame=True).frame


def made(make, *args, **options):
    """A dataset that scikit-learn generates."""

    def table():
        inputs, target = make(*args, **options)
        names = [f"x{i}" for i in range(inputs.shape[1])]
        return pandas.DataFrame(inputs, columns=names).assign(target=target)

    return table


def towns():
    """Numbers and names; one name reverses the effect of another."""
    draw = numpy.random.RandomState(10)
    rows = 700
    table = pandas.DataFrame(draw.randn(rows, 3), columns=["a", "b", "c"])
    table["kind"] = draw.choice(list("uvwxy"), rows)
    table["side"] = draw.choice(["north", "south", "west"], rows)
    effect = table["kind"].map(dict(zip("uvwxy", [0, 1, -1, 0.5, 2])))
    turned = effect * numpy.where(table["side"] == "south", -1, 1)
    noise = 0.3 * draw.randn(rows)
    table["target"] = 500 + 100 * (table["a"] + turned + noise)
    return table


def skewed():
    """A target with a long tail."""
    draw = numpy.random.RandomState(11)
    inputs = draw.randn(600, 6)
    target = numpy.exp(
        1.2 * inputs[:, 0] + 0.6 * inputs[:, 1] * inputs[:, 2] + 0.1 * draw.randn(600)
    )
    names = [f"x{i}" for i in range(6)]
    return pandas.DataFrame(inputs, columns=names).assign(target=target)


def checkers():
    """The colors of a checkerboard of 4 by 4 squares."""
    place = numpy.random.RandomState(12).uniform(0, 4, (2000, 2))
    table = pandas.DataFrame(place, columns=["x", "y"])
    return table.assign(target=place.astype(int).sum(axis=1) % 2)


def wave():
    """A number that depends on one other number."""
    draw = numpy.random.RandomState(13)
    x = draw.uniform(-3, 3, 250)
    return pandas.DataFrame({"x": x, "target": numpy.sin(2 * x) + 0.1 * draw.randn(250)})


def named(inputs, target):
    names = [f"x{i}" for i in range(inputs.shape[1])]
    return pandas.DataFrame(inputs, columns=names).assign(target=target)


def noisy():
    """A target with a long tail that is mostly noise."""
    draw = numpy.random.RandomState(31)
    inputs = draw.randn(500, 8)
    size = 0.5 * inputs[:, 0] + 0.3 * inputs[:, 1] + 0.8 * draw.randn(500)
    return named(inputs, numpy.exp(size))


def noisy_classes():
    """Two classes; many rows have the less probable one."""
    draw = numpy.random.RandomState(34)
    inputs = draw.randn(600, 10)
    odds = inputs[:, 0] - 0.7 * inputs[:, 1] + 0.5 * inputs[:, 2] * inputs[:, 3]
    is_yes = draw.uniform(size=600) < 1 / (1 + numpy.exp(-odds))
    return named(inputs, numpy.where(is_yes, "yes", "no"))


def rings():
    """Rings around the center, with too many rows for scores by folds."""
    draw = numpy.random.RandomState(35)
    inputs = draw.uniform(-1, 1, (6000, 8))
    size = 2 * (inputs[:, 0] ** 2 + inputs[:, 1] ** 2) + inputs[:, 2] * inputs[:, 3] / 2
    return named(inputs.round(4), numpy.floor(size).astype(int).clip(0, 3))


def colours():
    """Prices by two names and two numbers; one number matters for one name only."""
    draw = numpy.random.RandomState(36)
    table = pandas.DataFrame({"colour": draw.choice(["red", "green", "blue"], 400)})
    table["size"] = draw.choice(["S", "M", "L", "XL"], 400)
    table["usage"] = draw.exponential(1000, 400).round(2)
    table["z"] = draw.randn(400).round(3)
    price = 20 * (table["colour"] == "red") + 35 * (table["size"] == "XL")
    price += table["usage"] / 100 + 8 * table["z"] * (table["colour"] == "blue")
    return table.assign(target=price + 2 * draw.randn(400))


TABLES = {
    "iris": lambda: pandas.read_csv(sys.argv[2]),
    "wine": bunch(datasets.load_wine),
    "breast_cancer": bunch(datasets.load_breast_cancer),
    "digits": bunch(datasets.load_digits),
    "diabetes": bunch(datasets.load_diabetes),
    "friedman1": made(datasets.make_friedman1, 500, noise=1, random_state=1),
    "friedman1_large": made(datasets.make_friedman1, 3000, noise=0.5, random_state=3),
    "friedman3": made(datasets.make_friedman3, 400, noise=0.1, random_state=25),
    "linear_few": made(
        datasets.make_regression, 150, 40, n_informative=10, noise=10, random_state=21
    ),
    "moons": made(datasets.make_moons, 300, noise=0.2, random_state=1),
    "imbalanced": made(
        datasets.make_classification,
        *(1000, 12),
        n_informative=5,
        weights=[0.92],
        random_state=4,
    ),
    "three_classes": made(
        datasets.make_classification,
        *(400, 20),
        n_informative=6,
        n_classes=3,
        random_state=5,
    ),
    "towns": towns,
    "skewed": skewed,
    "checkers": checkers,
    "wave": wave,
    "noisy": noisy,
    "noisy_classes": noisy_classes,
    "rings": rings,
    "colours": colours,
}


def network(inputs, is_numbers, seed):
    names = [name for name in inputs if inputs[name].dtype == object]
    one_hot = OneHotEncoder(handle_unknown="ignore")
    scaled = make_column_transformer((one_hot, names), remainder=StandardScaler())
    kind = MLPRegressor if is_numbers else MLPClassifier
    return make_pipeline(scaled, kind(max_iter=2000, random_state=seed))


def scored(folder, table):
    label = table.columns[-1]
    inputs, target = table.drop(columns=label), table[label]
    is_numbers = target.dtype == float
    split = KFold if is_numbers else StratifiedKFold
    parts = split(5, shuffle=True, random_state=0).split(inputs, target)
    os.makedirs(folder)
    table.to_csv(f"{folder}/whole.csv", index=False)
    folds, scores = [0] * len(table), []
    for fold, (train, test) in enumerate(parts):
        os.makedirs(f"{folder}/{fold}")
        table.iloc[train].to_csv(f"{folder}/{fold}/train.csv", index=False)
        table.iloc[test].to_csv(f"{folder}/{fold}/test.csv", index=False)
        for row in test:
            folds[row] = fold
        fitted = network(inputs, is_numbers, fold).fit(inputs.iloc[train], target.iloc[train])
        scores.append(fitted.score(inputs.iloc[test], target.iloc[test]))
    return {"label": label, "folds": "".join(map(str, folds)), "scores": scores}


folder, names = sys.argv[1], sys.argv[3:] or TABLES
print(json.dumps({name: scored(f"{folder}/{name}", TABLES[name]()) for name in names}))
