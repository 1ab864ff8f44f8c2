/**
 * What Keras, PyTorch, scikit-learn and others call fields and values of a spec.
 *
 * @module
 */

/** Values and paths of fields, and their other names in small letters and digits. */
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
  "dataset.test": "testfraction testsize testsplit",
  dense: "fc fullyconnected innerproduct linear",
  "earlyStopping.metric": "monitor",
  earlyStopping: "callbacks",
  "earlyStopping.patience": "niternochange",
  epochs: "iterations maxepochs maxiter nbepoch nepochs numepochs",
  exponential: "exponentiallr",
  glorotNormal: "xaviernormal",
  glorotUniform: "xavier xavieruniform",
  heNormal: "kaimingnormal",
  heUniform: "kaiminguniform",
  identity: "linear",
  "inputs.shape": "imagesize inputshape",
  "inputs.standardize": "normalize",
  "inputs.units": "infeatures inputdim inputsize",
  labels: "outputs targets",
  layerNorm: "layernormalization ln",
  layers: "hidden hiddenlayersizes",
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
  "learningRate.warmup": "warmupsteps",
  loss: "cost criterion",
  maxPool2d: "maxpool maxpooling maxpooling2d",
  mse: "meansquarederror mseloss",
  optimizer: "solver",
  "optimizer.beta1": "betas",
  "optimizer.beta2": "betas",
  "optimizer.decay": "weightdecay",
  "optimizer.epsilon": "eps",
  precision: "dtype",
  regularization: "kernelregularizer",
  "regularization.l2": "alpha l2regularization lambda weightdecay",
  "regularization.maxNorm": "kernelconstraint",
  seed: "manualseed randomseed randomstate",
  sigmoid: "logistic",
  step: "steplr",
  validationAccuracy: "valacc valaccuracy",
  "validation.folds": "cv kfold kfolds nsplits",
  "validation.fraction":
    "split validationfraction validationsplit valsize valsplit",
  validationLoss: "valloss",
};

/** What a spec calls what others call so: values and paths of fields. */
export function namedOtherwise(written: string): readonly string[] {
  const key = written.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return Object.keys(otherNames)
    .filter((name) => otherNames[name].split(" ").includes(key));
}
