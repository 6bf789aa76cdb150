import type { ReshapeLayer } from '../../../networks/layers/reshape.ts';
import type { SimdLayer } from './simdLayer.ts';

/** The numbers stay where they are. */
export const reshape: SimdLayer<ReshapeLayer, object> = {
  isView: true,
  forward() {
    // Nothing to compute.
  },
  backward() {
    // The gradient stands where the layer before looks for it.
  },
};
