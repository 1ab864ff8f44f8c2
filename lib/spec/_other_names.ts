/**
 * The names that Keras, PyTorch, scikit-learn and other libraries use for the
 * fields and values of a spec.
 *
 * @module
 */

import { isMapping } from "./_kinds.ts";

/**
 * Maps each value or field path of a spec to its names in other libraries, in
 * lowercase letters and digits, separated by spaces.
 */
export const otherNames: Readonly<Record<string, string>> = {
  "augment.elastic.alpha": "alpha",
  "augment.rotate": "rotationrange",
  "augment.scale": "zoomrange",
  "augment.shear": "shearrange",
  avgPool2d: "averagepool2d averagepooling2d avgpool avgpooling2d",
  batchNorm: "batchnorm1d batchnorm2d batchnormalization bn",
  batchSize: "batch",
  binaryCrossEntropy: "bce bceloss bcewithlogitsloss",
  "checkpoint.epochs": "saveevery",
  "clip.norm": "clipnorm globalclipnorm gradclip gradientclipval maxgradnorm",
  "clip.value": "clipvalue",
  conv2d: "conv convolution convolution2d convolutional",
  cosine: "cosineannealing cosineannealinglr",
  crossEntropy:
    "categoricalcrossentropy crossentropyloss sparsecategoricalcrossentropy",
  dataset: "data",
  "dataset.categorical": "catfeatures categoricalfeatures",
  "dataset.columns": "converters parsedates",
  "dataset.label": "target targetcolumn",
  "dataset.missing.words": "navalues",
  "dataset.separator": "delim delimiter sep",
  "dataset.test": "testfraction testsize testsplit traintestsplit",
  dense: "fc fullyconnected innerproduct linear",
  earlyStopping: "callbacks",
  "earlyStopping.metric": "monitor",
  "earlyStopping.patience": "niternochange",
  epochs: "iterations maxepochs maxiter nbepoch nepochs numepochs",
  exponential: "exponentiallr",
  glorotNormal: "xaviernormal",
  glorotUniform: "xavier xavieruniform",
  heNormal: "kaimingnormal",
  heUniform: "kaiminguniform",
  huber: "huberloss l1loss mae meanabsoluteerror smoothl1loss",
  identity: "linear",
  "initialize.from": "loadweights pretrained pretrainedweights warmstart",
  "inputs.shape": "imagesize inputshape",
  "inputs.standardize": "normalize",
  "inputs.units": "infeatures inputdim inputsize",
  labels: "outputs targets",
  layerNorm: "layernormalization ln",
  layers: "hidden hiddenlayer hiddenlayers hiddenlayersizes",
  "layers[].activation": "act",
  "layers[].dropout": "drop dropoutrate",
  "layers[].epsilon": "eps",
  "layers[].filters": "channels nbfilter nbfilters nfilters outchannels",
  "layers[].initializer": "kernelinitializer",
  "layers[].kernelSize": "filtersize kernel kernelshape ksize windowsize",
  "layers[].poolSize": "kernelsize pool windowsize",
  "layers[].strides": "subsample",
  "layers[].units":
    "hiddensize hiddenunits neurons nodes numunits outfeatures size",
  learningRate: "eta learning learningrateinit lr lrscheduler rate scheduler",
  "learningRate.end": "etamin",
  "learningRate.every": "decaysteps stepsize",
  "learningRate.factor": "decayrate gamma",
  "learningRate.rate": "initiallearningrate",
  "learningRate.type": "name schedule",
  "learningRate.warmup": "warmupsteps",
  loss: "cost criterion",
  "loss.type": "name function",
  maxPool2d: "maxpool maxpooling maxpooling2d",
  mse: "meansquarederror mseloss",
  optimizer: "solver",
  "optimizer.beta1": "betas",
  "optimizer.beta2": "betas",
  "optimizer.decay": "weightdecay",
  "optimizer.epsilon": "eps",
  "optimizer.type": "name algorithm classname",
  precision: "dtype",
  regularization: "kernelregularizer regularizer",
  "regularization.l2": "alpha l2regularization lambda weightdecay",
  "regularization.maxNorm": "kernelconstraint",
  seed: "manualseed randomseed randomstate",
  sigmoid: "logistic",
  step: "steplr",
  "validation.folds": "cv kfold kfolds nsplits",
  "validation.fraction":
    "split validationfraction validationsplit valsize valsplit",
  validationAccuracy: "valacc valaccuracy",
  validationLoss: "valloss",
};

/**
 * The advice for keys of other libraries that a spec does not have; each
 * property name lists one or more keys, separated by spaces.
 */
const advice: Readonly<Record<string, string>> = {
  "bias usebias": "every layer has biases; remove the key",
  "device gpu cuda usegpu accelerator":
    "training runs on the processor (CPU); remove the key",
  "metrics scoring":
    "training always reports the accuracy (for numbers: RMSE and R squared); remove the key; to choose the metric of early stopping, write earlyStopping: { metric: validationAccuracy }",
  "model network architecture":
    "remove the key, and write the layers of the network in the top-level field layers",
  "nclasses numclasses numlabels":
    "remove the key, and write the number of classes in the last layer, such as units: 10",
  "njobs numthreads numworkers threads workers":
    "remove the key, and add --threads 2 to the command train",
  "logdir outdir output outputdir savedir savepath":
    "remove the key, and add --out DIR to the command train, where DIR is the folder of the run",
  "restorebestweights":
    "early stopping always keeps the weights of the best epoch; remove the key",
  "verbose verbosity": "progress is always shown; remove the key",
};

/** The layer types of other libraries that percept does not have. */
const absentLayers =
  /^(lstm|gru|rnn|simplernn|bidirectional|embedding|.*attention|transformer.*|(separable|depthwise)?conv[13]d|conv2dtranspose|upsampling2d)$/;

/**
 * The advice for a key of another library that a spec does not need; undefined
 * for any other key.
 *
 * @param whole The whole spec. If the data set is a table, the advice for a key
 * that gives the input size is to remove the key.
 */
export function adviceFor(key: string, whole: unknown): string | undefined {
  const plain = plainWord(key);
  const isTable = isMapping(whole) && isMapping(whole.dataset) &&
    Object.hasOwn(whole.dataset, "csv");
  if (isTable && otherNames["inputs.units"].split(" ").includes(plain)) {
    return "the number of inputs comes from the columns of the table; remove the key";
  }
  return Object.keys(advice).filter((keys) => keys.split(" ").includes(plain))
    .map((keys) => advice[keys])[0];
}

/** Whether a layer type of another library does not exist in percept. */
export function isAbsentLayer(type: string): boolean {
  return absentLayers.test(plainWord(type));
}

/**
 * The values and field paths of a spec for which another library uses the name
 * in the parameter `written`.
 */
export function namedOtherwise(written: string): readonly string[] {
  const key = plainWord(written);
  return Object.keys(otherNames)
    .filter((name) => otherNames[name].split(" ").includes(key));
}

/** A word reduced to lowercase letters and digits. */
export function plainWord(written: string): string {
  return written.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
