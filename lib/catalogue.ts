/**
 * The data sets that a spec can name: their classes, sizes, sources, and the
 * SHA-256 of each file. `disk/` downloads the files, and `dataset/` reads them.
 *
 * @module
 */

/** The name of a data set that a spec can use. */
export type DatasetName = "mnist" | "fashion-mnist" | "digits";

/** One gzip file of a data set, in the IDX format. */
export interface CatalogueFile {
  /** The file's name on every mirror and in the cache. */
  readonly name: string;
  /** The size of the compressed file. */
  readonly bytes: number;
  /** The SHA-256 of the compressed file, in lower-case hexadecimal. */
  readonly sha256: string;
  /**
   * The size and SHA-256 of the decompressed file; these also verify a download
   * that is not compressed or was compressed in a different way.
   */
  readonly contents: {
    /** The size of the decompressed file. */
    readonly bytes: number;
    /** The SHA-256 of the decompressed file. */
    readonly sha256: string;
    /**
     * The SHA-256 of the bytes after the IDX header. If `elementsSha256` is
     * absent, each run computes the SHA-256 of the bytes after the IDX header.
     */
    readonly elementsSha256?: string;
  };
}

/** The training set or the test set of a data set. */
export interface CatalogueSplit {
  /** The number of images, which is also the number of labels. */
  readonly count: number;
  /** An IDX file of `[count, height, width]` bytes. */
  readonly images: CatalogueFile;
  /**
   * An IDX file of `[count]` bytes. Each byte is the label of an image: the
   * index of its class in `CatalogueEntry.classes`.
   */
  readonly labels: CatalogueFile;
}

/** One data set of the catalogue. */
export interface CatalogueEntry {
  /** A short description of the images. */
  readonly title: string;
  /** Width and height of an image, in pixels. */
  readonly image: { readonly width: number; readonly height: number };
  /**
   * The names of the classes; class `i` has the label `i` and belongs to output
   * `i` of the network.
   */
  readonly classes: readonly string[];
  /** The training examples. */
  readonly train: CatalogueSplit;
  /** The test examples. */
  readonly test: CatalogueSplit;
  /** The license of the data. */
  readonly licence: string;
  /** The publication to cite. */
  readonly citation: string;
  /** The URL of the page that describes the data set. */
  readonly source: string;
  /**
   * The URLs of folders to download the files from. A download tries the
   * folders in the order of this list. The list is empty if the files are part
   * of this package.
   */
  readonly mirrors: readonly string[];
}

const digitNames: readonly string[] = [..."0123456789"];

/** The data sets, by name. */
export const catalogue: Readonly<Record<DatasetName, CatalogueEntry>> = {
  mnist: {
    title: "handwritten digits, 28 x 28",
    image: { width: 28, height: 28 },
    classes: digitNames,
    train: {
      count: 60_000,
      images: {
        name: "train-images-idx3-ubyte.gz",
        bytes: 9_912_422,
        sha256:
          "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        contents: {
          bytes: 47_040_016,
          sha256:
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          elementsSha256:
            "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
        },
      },
      labels: {
        name: "train-labels-idx1-ubyte.gz",
        bytes: 28_881,
        sha256:
          "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        contents: {
          bytes: 60_008,
          sha256:
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        },
      },
    },
    test: {
      count: 10_000,
      images: {
        name: "t10k-images-idx3-ubyte.gz",
        bytes: 1_648_877,
        sha256:
          "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        contents: {
          bytes: 7_840_016,
          sha256:
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          elementsSha256:
            "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
        },
      },
      labels: {
        name: "t10k-labels-idx1-ubyte.gz",
        bytes: 4_542,
        sha256:
          "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        contents: {
          bytes: 10_008,
          sha256:
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        },
      },
    },
    licence: "CC BY-SA 3.0",
    citation:
      "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document recognition, Proceedings of the IEEE 86(11), 1998",
    source: "http://yann.lecun.com/exdb/mnist/",
    mirrors: [
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ],
  },

  "fashion-mnist": {
    title: "images of clothes, 28 x 28",
    image: { width: 28, height: 28 },
    classes: [
      ...["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"],
      ...["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
    ],
    train: {
      count: 60_000,
      images: {
        name: "train-images-idx3-ubyte.gz",
        bytes: 26_421_880,
        sha256:
          "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        contents: {
          bytes: 47_040_016,
          sha256:
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        },
      },
      labels: {
        name: "train-labels-idx1-ubyte.gz",
        bytes: 29_515,
        sha256:
          "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        contents: {
          bytes: 60_008,
          sha256:
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        },
      },
    },
    test: {
      count: 10_000,
      images: {
        name: "t10k-images-idx3-ubyte.gz",
        bytes: 4_422_102,
        sha256:
          "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        contents: {
          bytes: 7_840_016,
          sha256:
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        },
      },
      labels: {
        name: "t10k-labels-idx1-ubyte.gz",
        bytes: 5_148,
        sha256:
          "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        contents: {
          bytes: 10_008,
          sha256:
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        },
      },
    },
    licence: "MIT",
    citation:
      "H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms, arXiv:1708.07747, 2017",
    source: "https://github.com/zalandoresearch/fashion-mnist",
    mirrors: [
      "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/",
    ],
  },

  digits: {
    title: "handwritten digits, 8 x 8",
    image: { width: 8, height: 8 },
    classes: digitNames,
    train: {
      count: 1_352,
      images: {
        name: "train-images-idx3-ubyte.gz",
        bytes: 33_427,
        sha256:
          "94cd38ca998ddc79aa613f8c364d07929877e7c22dcbad9d3ab3ba34103d3db3",
        contents: {
          bytes: 86_544,
          sha256:
            "67c057630f265867ca592db4d7384d5451f8cf6b38344136971b761ab598d5e0",
          elementsSha256:
            "5ff9baa46a9196b561aea6901c18f0e01945abb482e355ebdc1bed145f2875ad",
        },
      },
      labels: {
        name: "train-labels-idx1-ubyte.gz",
        bytes: 460,
        sha256:
          "4cb289e0c0e92bead94886c8337e68063dc63f3d48db50778908861de67aac5c",
        contents: {
          bytes: 1_360,
          sha256:
            "166f7eba9291e8e994019e6102716aa4553f150b7ce7d91fc6cd5f97c6051a3c",
        },
      },
    },
    test: {
      count: 445,
      images: {
        name: "test-images-idx3-ubyte.gz",
        bytes: 11_279,
        sha256:
          "11d34753bf6b0bea79c379175c9675e19fb70774c093a27f29670b3f645f06ae",
        contents: {
          bytes: 28_496,
          sha256:
            "78e39aca4e6b158efc63d59ccc28007d334bb5de819deb602d77d2abe02971a3",
          elementsSha256:
            "47849f702411f6c1d831096b48f8ebcfca1c30fdbc653e776fd785d13ce52871",
        },
      },
      labels: {
        name: "test-labels-idx1-ubyte.gz",
        bytes: 230,
        sha256:
          "dff7eb6e6dcc15b4ac11bf7f7d1c0f9ce59ed3352c85fe74c3aeaa1974c01ad1",
        contents: {
          bytes: 453,
          sha256:
            "84f189368c888c14de71639008b2ef36e8a9992df0b4d840df938826aec1280e",
        },
      },
    },
    licence: "CC BY 4.0",
    citation:
      "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998",
    source:
      "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
    mirrors: [],
  },
};
