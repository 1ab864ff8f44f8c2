"""Prints the types that pandas 1.5 gives to columns of text: numbers, dates or text.

It was run once, with Debian's python3-pandas, from this folder:

    /usr/bin/python3 ask.py > columns.json

The tests read only columns.json.
"""

import csv
import io
import json
import random
import re
import sys
import warnings

import pandas

assert pandas.__version__.startswith("1.5."), pandas.__version__
warnings.simplefilter("ignore")
random.seed(7)

FORMATS = [(".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'")]
DATE = re.compile(
    r"\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?)?)?"
    r"|\d{1,4}/\d{1,2}(/\d{1,4})?( \d{1,2}:\d{2}(:\d{2})?)?"
    r"|\d{8}T\d{2}(\d{2}){0,2}Z?|\d{4}-?Q[1-4]|\d{4}-W\d{2}|\d{4}-\d{3}"
    r"|\d{4}-\d{2}-\d{2}Z"
)


def digits(most):
    return str(random.randrange(10 ** random.randint(1, most)))


def grouped(whole, thousands):
    return f"{int(whole):,}".replace(",", thousands)


def number(decimal, thousands):
    whole = digits(9)
    if thousands and random.random() < 0.7:
        whole = grouped(whole, thousands)
    text = random.choice(["", "-", "+", "-", ""]) + whole
    if random.random() < 0.6:
        text += decimal + digits(6)
    elif random.random() < 0.1:
        text += decimal
    if random.random() < 0.1:
        text += random.choice(["e", "E"]) + random.choice(["", "-", "+"]) + digits(2)
    if random.random() < 0.1:
        text = " " + text + " "
    return text


def date():
    y, m, d = random.randint(1970, 2037), random.randint(1, 12), random.randint(1, 28)
    time = f"{random.randint(0, 23):02}:{random.randint(0, 59):02}"
    return [
        f"{y}-{m:02}-{d:02}",
        f"{y}-{m:02}-{d:02}T{time}",
        f"{y}-{m:02}-{d:02} {time}:30.5",
        f"{y}-{m:02}-{d:02}T{time}:00Z",
        f"{y}-{m:02}-{d:02}T{time}:00+02:00",
        f"{y}-{m:02}",
        f"{m}/{d}/{y}",
        f"{m:02}/{d:02}/{y}",
        f"{d}/{m}/{y}",
        f"{y}/{m}/{d}",
        f"{m}/{d}/{y % 100:02}",
        f"{m:02}/{d:02}/{y} {time}",
        f"{m}/{y}",
        f"{m}/{d}",
        f"{y}-{m:02}-{d:02} {time}:00 +0100",
        f"{y}-{m:02}-{d:02}T{time}:00+01",
        f"{y}/{m:02}/{d:02} {time}:30",
        f"{d:02}/{m:02}/{y}",
        random.choice([f"{y}-{m:02}-{d:02}", f"{m}/{d}/{y}"]),
        random.choice([f"{y}-{m:02}-{d:02}", f"{y}-{m:02}-{d:02} {time}"]),
        random.choice([f"{y}-{m:02}-{d:02}", f"{m}/{d}/{y}", ""]),
        f"{y}{m:02}{d:02}T{time.replace(':', '')}30Z",
        f"{y}{m:02}{d:02}T{time.replace(':', '')}",
        f"{y}{m:02}{d:02}T{time[:2]}",
        f"{y}Q{1 + m % 4}",
        f"{y}-Q{1 + m % 4}",
        f"{y}-W{d:02}",
        f"{y}-{m * d:03}",
        f"{y}-{m:02}-{d:02}Z",
    ]


EDGES = [
    ["1", "2"], ["1.", "2."], [".5", ".25"], ["1e5", "2E-3"], ["+1", "-1"],
    ["1,2", "3,4"], ["1,2,3", "4,5"], ["1,22", "3,44"], ["1.2.3", "4.5.6"],
    ["1 000", "2 000"], ["1'000", "2'000"], ["1_000", "2_000"], ["0x1f", "0x2f"],
    ["inf", "-inf"], ["Infinity", "1"], ["nan", "1"], ["NA", "1"], ["#N/A", "1"],
    ["null", "2"], ["None", "1"], ["-", "1"], ["1-", "2-"], ["--1", "2"],
    ["$1", "$2"], ["1%", "2%"], ["(1)", "(2)"], ["1d5", "2d5"], ["1e", "2e"],
    ["1e400", "1"], ["1" * 25, "2" * 25], ["1700000000000000000", "2"],
    ["True", "False"], ["yes", "no"], ["a", "b"], ["1a", "2b"], ["12-14", "15-17"],
    ["00123", "00456"], ["1.0", "01"], ["\u22121", "2"], ["1\u00a0000", "2"],
    ["\uff11", "\uff12"], ["1 ", " 2"], ["1 2", "3 4"], ["5 cm", "6 cm"],
    ["2026", "2027"], ["20261128", "20261129"], ["2026-11-28", "2026-02-30"],
    ["10:30", "11:45"], ["28.11.2026", "29.11.2026"], ["Nov 28, 2026", "Dec 1, 2026"],
    ["1/2", "3/4"], ["120/80", "130/85"], ["2026-11-28", "x"], ["1", "2026-11-28"],
    [",5", ",25"], ["1,", "2,"], ["1.5,5", "2"], ["1,000.5", "2"], ["1.000,5", "2"],
    ["12,34,567.5", "1"], ["1,0000", "2"], ["1.,5", "2"], ["+", "1"], [".", "1"],
    ["007", "501"], ["01234", "99999"], ["0", "00"], ["-007", "+08"], ["0.10", "00.5"],
    ["950", "1.250", "12.500"], ["950", "1,250"], ["1.250", "2.500"], ["0.250", "7"],
    ["1e5", "1E+05", "1e-05"], ["1.5e", "2"], ["1e5.5", "2"], ["1e05", "2e005"],
    ["9007199254740993", "1"], ["18446744073709551616", "1"], ["0.1", "0.30000000000000004"],
    ["4.9e-324", "1"], ["1.7976931348623157e308", "1"], ["123456789012345678", "2"],
    ["", "1", "2"], ["", "", "3"], ["?", "1"], ["n/a", "1"], ["N/A", "2"], ["<NA>", "1"],
    ["EUR 5", "EUR 6"], ["5 %", "6 %"], ["R$ 5", "R$ 6"], ["1'000'000", "2"],
    ["1\u2009000", "2"], ["1\u202f000,5", "2"], ["\u0661", "\u0662"], ["1\u20ac", "2\u20ac"],
    ["TRUE", "1"], ["0x1F", "1"], ["1L", "2L"], ["1f", "2f"], ["1i", "2i"], ["#1", "#2"],
    ["1;2", "3;4"], ["=1", "=2"], ["1:30", "2:45"], ["1:30 PM", "2:45 AM"], ["1st", "2nd"],
]


def columns():
    for decimal, thousands in FORMATS:
        for cells in EDGES:
            yield decimal, thousands, cells
        for _ in range(12):
            rows = random.choice([2, 5, 24])
            yield decimal, thousands, [number(decimal, thousands) for _ in range(rows)]
        for other in FORMATS:  # written in another form than it is read in
            yield decimal, thousands, [number(*other) for _ in range(6)]
    for form in range(len(date())):
        for rows in (2, 24):
            yield ".", "", [date()[form] for _ in range(rows)]


def answer(decimal, thousands, cells):
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["a", "n"]] + [[cell, r] for r, cell in enumerate(cells)])
    text.seek(0)
    frame = pandas.read_csv(
        text,
        decimal=decimal,
        thousands=thousands or None,
        skipinitialspace=True,
        float_precision="round_trip",
    )
    column = frame["a"]
    kind = "text"
    values = None
    if column.dtype.kind in "iuf":
        kind = "number"
        if column.notna().all() and abs(column).max() < float("inf"):
            values = [float(x) for x in column]
    elif all(cell == "" or DATE.fullmatch(cell.strip()) for cell in cells):
        try:
            pandas.to_datetime(column)
            kind = "date"
        except (ValueError, OverflowError):
            pass
    return {
        "decimal": decimal, "thousands": thousands, "cells": cells, "pandas": kind,
        **({} if values is None else {"values": values}),
    }


lines = [json.dumps(answer(*column), ensure_ascii=True) for column in columns()]
sys.stdout.write("[\n" + ",\n".join(lines) + "\n]\n")
