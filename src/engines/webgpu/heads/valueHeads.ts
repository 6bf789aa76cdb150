import { masksAtNext, masksAtState, softValue } from './choosing.ts';
import { indexOf, outputOf, type HeadCode, type HeadContext, type HeadPass } from './headCode.ts';
import { numberOf } from './headPlan.ts';
import { float } from './wgsl.ts';

/** WGSL of `qHead`: `y = r + discount · Q⁻(s', a*)`. */
export function qCode(context: HeadContext): HeadCode {
  const chooser: HeadPass = context.plan.options['double'] ? 'nextOnline' : 'nextTarget';
  return valueCode(context, {
    declarations: '',
    usesActionMasks: false,
    target: `
${worthsOfValues(context, chooser)}
let future = discount * ${outputOf(context, 'nextTarget', 'bestAction(row)', '0u')};
// Where there is none, it may be NaN, and is not looked at.
let y = reward + select(future, 0.0, discount == 0.0);`,
  });
}

/** WGSL of `munchausenHead`: the soft target with its bonus. */
export function munchausenCode(context: HeadContext): HeadCode {
  const temperature = numberOf(context.plan.options, 'temperature');
  return valueCode(context, {
    declarations: softValue(context) + munchausenBonus(context, context.plan.options),
    usesActionMasks: true,
    target: `
${worthsOfValues(context, 'target')}
let bonus = munchausenBonus(row, action);
${worthsOfValues(context, 'nextTarget')}
let soft = softValue(${masksAtNext(context)}, ${float(temperature)});
let future = discount * (soft.x + soft.y);
let y = reward + bonus + select(future, 0.0, discount == 0.0);`,
  });
}

/** WGSL: `α · clip(τ log π⁻(a|s), l₀, 0)`, from what actions are worth by the target network. */
export function munchausenBonus(
  context: HeadContext,
  options: Readonly<Record<string, unknown>>,
): string {
  const [alpha, temperature, least] = ['alpha', 'temperature', 'logPolicyMin'].map((name) =>
    float(numberOf(options, name)),
  ) as [string, string, string];
  return `
fn munchausenBonus(row: u32, action: u32) -> f32 {
  let soft = softValue(${masksAtState(context)}, ${temperature});
  let logPolicy = (worth[action] - soft.x) - soft.y;
  return ${alpha} * select(clamp(logPolicy, ${least}, 0.0), logPolicy, isNaN(logPolicy));
}`;
}

interface ValueTarget {
  readonly declarations: string;
  /** WGSL that declares the target `y`. */
  readonly target: string;
  readonly usesActionMasks: boolean;
}

/** A head whose outputs are the values themselves. */
function valueCode(context: HeadContext, given: ValueTarget): HeadCode {
  const { plan, shape } = context;
  const { batch } = shape;
  const taken = indexOf(context, 'online', 'action', '0u');
  const delta = float(numberOf(plan.options, 'huberDelta'));
  const loss =
    plan.options['loss'] === 'mse'
      ? ['error * error', '2.0 * error']
      : [
          `select(${delta} * (abs(error) - 0.5 * ${delta}), 0.5 * error * error, abs(error) <= ${delta})`,
          // Written so that NaN stays NaN.
          `select(select(error, -${delta}, error < -${delta}), ${delta}, error > ${delta})`,
        ];
  return {
    declarations: given.declarations,
    usesActionMasks: given.usesActionMasks,
    worths: (pass) => worthsOfValues(context, pass),
    derivative: '1.0',
    body: `${given.target}
q = ${outputOf(context, 'online', 'action', '0u')};
let error = q - y;
td = -error;
loss = ${loss[0]};
if (thread == 0u) { gradient[${taken}] = weight * (${loss[1]}) / ${batch}.0; }`,
  };
}

function worthsOfValues(context: HeadContext, pass: HeadPass): string {
  const { shape, threads } = context;
  const { actions } = shape;
  return `workgroupBarrier();
for (var a = thread; a < ${actions}u; a += ${threads}u) { worth[a] = ${outputOf(context, pass, 'a', '0u')}; }
workgroupBarrier();`;
}
