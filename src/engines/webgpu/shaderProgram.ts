/** A compiled shader. Each source is compiled once for a device, asynchronously. */
export class Program {
  /** Resolves when it is compiled, or has failed, of which `fail` was told. */
  readonly ready: Promise<void>;
  #pipeline: GPUComputePipeline | null = null;

  constructor(
    gpu: GPUDevice,
    { label }: { readonly label: string },
    layout: GPUBindGroupLayout,
    code: string,
    fail: (error: unknown) => void,
  ) {
    this.ready = this.#compile(gpu, label, layout, code).catch(fail);
  }

  /** `null` until it is compiled. */
  get pipeline(): GPUComputePipeline | null {
    return this.#pipeline;
  }

  async #compile(
    gpu: GPUDevice,
    label: string,
    layout: GPUBindGroupLayout,
    code: string,
  ): Promise<void> {
    this.#pipeline = await gpu.createComputePipelineAsync({
      label,
      layout: gpu.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: gpu.createShaderModule({ label, code }), entryPoint: 'main' },
    });
  }
}
