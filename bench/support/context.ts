import type { Options } from './arguments.ts';
import { formatTable, type Row } from './table.ts';

/** What a benchmark is given. */
export interface BenchmarkContext {
  /** The arguments after the benchmark's name, without `--json`. */
  readonly args: readonly string[];
  /** The number after `--name`, or a default. */
  number(name: string, otherwise: number): number;
  /** A remark for people; left out of `--json`. */
  note(text: string): void;
  /** Results: a table under a title, or with `--json` one object a line. */
  report(title: string, rows: readonly Row[]): void;
}

/** What each file of bench/ exports. */
export interface Benchmark {
  readonly name: string;
  /** One line for the list of benchmarks. */
  readonly description: string;
  /** What it takes, by name: other arguments are refused. */
  readonly options: Options;
  run(context: BenchmarkContext): void | Promise<void>;
}

/** How a context is made. */
export interface ContextOptions {
  readonly benchmark: string;
  readonly args: readonly string[];
  readonly json: boolean;
  /** Takes each line of output. @default console.log */
  readonly print?: (line: string) => void;
}

/** Makes what a benchmark is given. */
export function createContext(options: ContextOptions): BenchmarkContext {
  const { benchmark, args, json, print = (line) => console.log(line) } = options;
  return {
    args,
    number(name, otherwise) {
      const index = args.indexOf(`--${name}`);
      if (index === -1) return otherwise;
      const value = Number(args[index + 1] ?? Number.NaN);
      if (Number.isFinite(value)) return value;
      throw new Error(`--${name} needs a number; received ${String(args[index + 1])}.`);
    },
    note(text) {
      if (!json) print(text);
    },
    report(title, rows) {
      if (!json) print(`\n${title}\n\n${formatTable(rows)}\n`);
      else for (const row of rows) print(JSON.stringify({ benchmark, title, ...row }));
    },
  };
}
