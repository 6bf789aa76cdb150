/**
 * How TensorFlow.js saves a model and loads it, as far as a folder needs it: an
 * `io.IOHandler`, written out here so that this package can be used, and its types
 * read, without TensorFlow.js.
 *
 * @category Checkpoints
 */
export interface ModelHandler {
  /** Called by `model.save`. */
  readonly save: (artifacts: SavedModel) => Promise<ModelSaveResult>;
  /** Called by `loadLayersModel`. */
  readonly load: () => Promise<LoadedModel>;
}

/**
 * What TensorFlow.js hands over to be saved: an `io.ModelArtifacts`.
 *
 * @category Checkpoints
 */
export interface SavedModel {
  /** The layers and how they are joined. */
  readonly modelTopology?: object;
  /** Name, shape and type of each array of weights. */
  readonly weightSpecs?: readonly ModelWeightSpec[];
  /** The weights, one behind the other. */
  readonly weightData?: ArrayBuffer | readonly ArrayBuffer[];
  /** Not used. */
  readonly getWeightStream?: unknown;
}

/**
 * One array of weights of a saved model: an `io.WeightsManifestEntry`.
 *
 * @category Checkpoints
 */
export interface ModelWeightSpec {
  /** Such as `dense_1/kernel`. */
  name: string;
  /** Its dimensions. */
  shape: number[];
  /** Its type of numbers. */
  dtype: 'float32' | 'int32' | 'bool' | 'string' | 'complex64';
}

/**
 * What TensorFlow.js makes a model from: an `io.ModelArtifacts`.
 *
 * @category Checkpoints
 */
export interface LoadedModel {
  /** The layers and how they are joined. */
  modelTopology: object;
  /** Name, shape and type of each array of weights. */
  weightSpecs: ModelWeightSpec[];
  /** The weights, one behind the other. */
  weightData: ArrayBuffer;
}

/**
 * What saving a model tells: an `io.SaveResult`.
 *
 * @category Checkpoints
 */
export interface ModelSaveResult {
  /** When, and how many bytes. */
  modelArtifactsInfo: {
    /** The moment. */
    dateSaved: Date;
    /** How the layers are written. */
    modelTopologyType: 'JSON';
    /** Bytes of `model.json`. */
    modelTopologyBytes: number;
    /** Bytes of the weights. */
    weightDataBytes: number;
  };
}
