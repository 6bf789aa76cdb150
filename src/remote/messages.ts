import type { PlainError } from '../plainErrors.ts';
import type { TrainingEvent } from '../training/events.ts';
import type { TrainingFrame } from './frames.ts';

/** What a page sends to its worker. */
export type Request =
  | {
      readonly deepq: 'call';
      /** Comes back with the answer. */
      readonly id: number;
      readonly name: string;
      readonly arguments: readonly unknown[];
    }
  /**
   * The last batch of events, or the last frame, has been taken in: the next one may come. The first
   * batch comes when the page has said so of events once, as it listens then.
   */
  | { readonly deepq: 'taken'; readonly what: 'events' | 'frame' };

/** What a worker sends to its page. */
export type Reply =
  /** `serveTraining` was called: calls are heard from now on. */
  | { readonly deepq: 'ready' }
  | { readonly deepq: 'result'; readonly id: number; readonly value: unknown }
  | { readonly deepq: 'error'; readonly id: number; readonly error: PlainError }
  | {
      readonly deepq: 'events';
      readonly events: readonly TrainingEvent[];
      /** Which one they are of: each `load` begins another, counted from 0. */
      readonly training: number;
    }
  | { readonly deepq: 'frame'; readonly frame: TrainingFrame }
  /** The training ended with an error. */
  | { readonly deepq: 'failed'; readonly error: PlainError; readonly training: number };

/** How a training begins in the worker. */
export interface StartMessage {
  /** For the function that makes it. */
  readonly options: unknown;
  readonly from: Uint8Array | null;
  readonly speed: number;
  readonly isPaused: boolean;
  readonly eventsPerSecond: number;
}

/** Which frames are wanted. */
export interface FramesMessage {
  readonly framesPerSecond: number;
  readonly qValues: boolean;
}

/** Whether a message of a worker is whole: a program may send some of its own over the same wire. */
export function isReply(message: unknown): message is Reply {
  const { deepq, events, frame } = Object(message) as Record<string, unknown>;
  if (deepq === 'events') {
    const isEvent = (event: unknown): boolean =>
      typeof (Object(event) as { readonly type?: unknown }).type === 'string';
    return Array.isArray(events) && events.every(isEvent);
  }
  if (deepq === 'frame') return typeof frame === 'object' && frame !== null;
  return typeof deepq === 'string';
}

/** Tells this library's messages from others that a program sends over the same worker. */
export function isMessage(message: unknown): message is Request | Reply {
  return typeof (Object(message) as { readonly deepq?: unknown }).deepq === 'string';
}
