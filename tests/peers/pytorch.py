"""Measures how fast PyTorch trains a workload: seconds of each epoch, last mean loss.

The first argument is the workload as JSON, the second the number of threads.
Initial weights and images come from standard input, as for the other libraries.
Images and weights are converted to PyTorch's order, [channels][rows][columns].
"""

import json
import sys
import time

import torch
from torch import nn

asked = json.loads(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
rows, batch = asked["rows"], asked["batchSize"]
data = sys.stdin.buffer.read()
parameters = torch.frombuffer(bytearray(data), dtype=torch.float32,
                              count=asked["parameters"])
start = 4 * asked["parameters"]
pixels = torch.frombuffer(bytearray(data[start:]), dtype=torch.uint8)
low, high = asked["scale"]
images = low + (high - low) * pixels[: rows * 784].reshape(rows, 784).float() / 255
labels = pixels[rows * 784 :].long()

ACTIVATIONS = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU}
modules, shape, image = [], [784], None
if asked["layers"][0]["type"] == "conv2d":
    shape = [28, 28, 1]
    images = images.reshape(rows, 1, 28, 28)


def taken(layer, *sizes):
    """The next tensor of a layer's parameters, in the order of percept."""
    count = 1
    for size in sizes:
        count *= size
    first = layer["offset"]
    layer["offset"] += count
    return parameters[first : first + count].reshape(sizes).clone()


for layer in asked["layers"]:
    kind = layer["type"]
    if kind == "conv2d":
        r, c, channels = shape
        k, filters = layer["kernelSize"], layer["filters"]
        same = layer["padding"] == "same"
        module = nn.Conv2d(channels, filters, k, padding="same" if same else 0)
        weights = taken(layer, k, k, channels, filters).permute(3, 2, 0, 1)
        biases = taken(layer, filters)
        shape = [r, c, filters] if same else [r - k + 1, c - k + 1, filters]
    elif kind == "maxPool2d":
        modules.append(nn.MaxPool2d(2))
        shape = [shape[0] // 2, shape[1] // 2, shape[2]]
        continue
    elif kind == "flatten":
        modules.append(nn.Flatten())
        image, shape = shape, [shape[0] * shape[1] * shape[2]]
        continue
    else:
        inputs, units = shape[0], layer["units"]
        module = nn.Linear(inputs, units)
        weights = taken(layer, inputs, units)
        if image:  # from rows, columns, channels to channels, rows, columns
            weights = weights.reshape(*image, units).permute(2, 0, 1, 3)
            weights, image = weights.reshape(inputs, units), None
        weights, biases = weights.t(), taken(layer, units)
        shape = [units]
    with torch.no_grad():
        module.weight.copy_(weights)
        module.bias.copy_(biases)
    modules.append(module)
    if layer["activation"] in ACTIVATIONS:
        modules.append(ACTIVATIONS[layer["activation"]]())

network = nn.Sequential(*modules)
if "answers" in asked:
    rates = {}
    with torch.inference_mode():
        for each in asked["answers"]:
            many, count = each["many"], each["all"]
            began = time.perf_counter()
            for start in range(0, count, many):
                first = start % (rows - many + 1)
                network(images[first : first + many])
            rates[str(many)] = count / (time.perf_counter() - began)
    print(json.dumps({"rates": rates}))
    sys.exit()

rate = asked["rate"]
if asked["adam"]:
    optimizer = torch.optim.Adam(network.parameters(), rate)
else:
    optimizer = torch.optim.SGD(network.parameters(), rate)
if asked["loss"] == "mse":  # the sum over outputs
    targets = nn.functional.one_hot(labels, 10).float()
    loss_of = lambda z, y: ((z - y) ** 2).sum(1).mean()
else:
    targets = labels
    loss_of = nn.functional.cross_entropy

seconds, loss = [], 0.0
for _ in range(asked["epochs"] + 1):
    began, loss = time.perf_counter(), 0.0
    for first in range(0, rows, batch):
        optimizer.zero_grad()
        x, y = images[first : first + batch], targets[first : first + batch]
        value = loss_of(network(x), y)
        value.backward()
        optimizer.step()
        loss += value.item() * len(x)
    seconds.append(time.perf_counter() - began)
print(json.dumps({"seconds": seconds[1:], "loss": loss / rows}))
