import { ACTIONS, isBetter, OWN } from './support';

// Which action the target takes, of all heads. `Row` is an unmanaged class that stands for the
// outputs of one action, where they lie: its `mean(width)` says what the action is worth, up to a
// factor and a summand that all actions share. A generic is compiled for each class, so that
// nothing is called by a pointer.

/** Fills `chosen` with the allowed action of the highest mean; see `support`. */
export function chooseBest<Row>(
  chooser: usize,
  masks: usize,
  chosen: usize,
  parameters: usize,
  count: i32,
): void {
  const actions = <i32>load<f64>(parameters + ACTIONS);
  const width = <i32>load<f64>(parameters + OWN);
  const stride = (<usize>(actions * width)) << 2;
  for (; count > 0; count--) {
    // Where none is allowed the future does not count.
    store<i32>(chosen, max(bestAction<Row>(chooser, masks, actions, width), 0));
    chooser += stride;
    if (masks !== 0) masks += actions;
    chosen += 4;
  }
}

/** The allowed action with the highest mean. */
export function bestAction<Row>(outputs: usize, masks: usize, actions: i32, width: i32): i32 {
  let best = -1;
  let highest: f32 = 0;
  for (let action = 0; action < actions; action++) {
    if (masks === 0 || load<u8>(masks + <usize>action) !== 0) {
      const value = changetype<Row>(outputs).mean(width);
      if (best < 0 || isBetter(value, highest)) {
        best = action;
        highest = value;
      }
      if (value !== value) break;
    }
    outputs += (<usize>width) << 2;
  }
  return best;
}
