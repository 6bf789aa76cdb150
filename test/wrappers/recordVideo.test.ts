import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Actor } from '../../src/agents/agent.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import type { RgbaImage } from '../../src/protocol/environment.ts';
import {
  CheckpointError,
  DeepQError,
  EnvironmentError,
  OptionsError,
  ValueError,
} from '../../src/errors.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import type { Video } from '../../src/pictures/video/video.ts';
import type { VideoFormat, VideoFrames } from '../../src/pictures/video/videoFormat.ts';
import { ActionRepeat } from '../../src/wrappers/actionRepeat.ts';
import { RecordVideo } from '../../src/wrappers/recordVideo.ts';
import type { RecordVideoOptions } from '../../src/pictures/video/recordVideoOptions.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { Rover } from '../support/rover.ts';
import { decodePng } from '../pictures/video/decodePng.ts';

/** A recorder around a rover, and the videos that it delivers. */
function recorded(options: Partial<RecordVideoOptions> = {}): {
  recorder: RecordVideo<number>;
  rover: Rover;
  videos: Video[];
} {
  const videos: Video[] = [];
  const rover = new Rover();
  const onVideo = (video: Video): void => void videos.push(video);
  const recorder = new RecordVideo(rover, { episodes: 1, onVideo, ...options });
  return { recorder, rover, videos };
}

/** Plays episodes, always to the right. */
function play(recorder: RecordVideo<number>, episodes: number): void {
  for (let episode = 0; episode < episodes; episode++) {
    recorder.reset();
    while (!recorder.step(1).terminated);
  }
}

/** A format whose files are empty, and which fails at some of its videos. */
function failingAt(...calls: readonly number[]): VideoFormat {
  let call = 0;
  return {
    mimeType: 'image/apng',
    extension: 'png',
    encode: async () => {
      if (calls.includes(++call)) throw new Error(`no luck with ${call}`);
      return new Uint8Array();
    },
  };
}

test('shows the start of the episode and every step, pixel by pixel', async () => {
  const { recorder, videos } = recorded({ framesPerSecond: 10 });
  const rover = new Rover();
  const seen: RgbaImage[] = [];
  rover.reset({ seed: 9 });
  recorder.reset({ seed: 9 });
  seen.push(rover.render());
  for (const action of [1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]) {
    recorder.step(action);
    const { terminated } = rover.step(action);
    seen.push(rover.render());
    if (terminated) break;
  }
  await recorder.finished();

  expect(videos).toHaveLength(1);
  const { bytes, ...facts } = videos[0]!;
  const { frames } = decodePng(bytes).animation!;
  expect(frames.map(({ pixels }) => [...pixels])).toEqual(seen.map(({ data }) => [...data]));
  expect(frames.map(({ seconds }) => seconds)).toEqual(seen.map(() => 0.1));
  expect(facts).toEqual({
    ...{ episode: 1, mimeType: 'image/apng', extension: 'png', width: 24, height: 3 },
    ...{ frames: seen.length, framesPerSecond: 10, length: seen.length - 1 },
    ...{ return: 5 - (seen.length - 2), terminated: true, truncated: false },
  });
});

describe('which episodes', () => {
  test.each<[string, RecordVideoOptions['episodes'], number, number[]]>([
    ['every one', 1, 3, [1, 2, 3]],
    ['every third', 3, 10, [3, 6, 9]],
    ['by a function', (episode) => episode === 2 || episode > 4, 5, [2, 5]],
    ['the cubes', undefined, 130, [1, 8, 27, 64, 125]],
  ])('%s', async (_, episodes, count, expected) => {
    const { recorder, videos } = recorded();
    const onVideo = (video: Video): void => void videos.push(video);
    const options = { onVideo, format: failingAt() };
    const chosen = new RecordVideo(
      recorder.environment,
      episodes === undefined ? options : { ...options, episodes },
    );
    play(chosen, count);
    await chosen.finished();
    expect(videos.map(({ episode }) => episode)).toEqual(expected);
  });

  test('the cubes, and from 1,000 on every 1,000th', async () => {
    const chosen: number[] = [];
    const recorder = new RecordVideo(new Rover(), {
      onVideo: ({ episode }) => void chosen.push(episode),
      format: failingAt(),
    });
    for (let episode = 1; episode <= 3400; episode++) recorder.reset();
    recorder.close();
    await recorder.finished();
    expect(chosen).toEqual([1, 8, 27, 64, 125, 216, 343, 512, 729, 1000, 2000, 3000]);
  });

  test('draws nothing in the others', () => {
    const rover = new Rover();
    const render = vi.spyOn(rover, 'render');
    const recorder = new RecordVideo(rover, { episodes: 2, onVideo: () => undefined });
    play(recorder, 1);
    expect(render).not.toHaveBeenCalled();
    expect(recorder.isRecording).toBe(false);
    recorder.reset();
    expect(recorder.isRecording).toBe(true);
    expect(render).toHaveBeenCalledTimes(1);
    expect(recorder.episodes).toBe(2);
  });
});

describe('how an episode ends', () => {
  test('by truncation', async () => {
    const videos: Video[] = [];
    const limited = new TimeLimit(new Rover(), { maxEpisodeSteps: 2 });
    const onVideo = (video: Video): void => void videos.push(video);
    const recorder = new RecordVideo(limited, { episodes: 1, onVideo });
    recorder.reset();
    recorder.step(0);
    recorder.step(0);
    await recorder.finished();
    expect(videos[0]).toMatchObject({ length: 2, terminated: false, truncated: true });
  });

  test.each(['reset', 'close'] as const)('by %s', async (end) => {
    const { recorder, rover, videos } = recorded();
    recorder.reset();
    recorder.step(0);
    await recorder.finished();
    expect(videos).toEqual([]);
    recorder[end]();
    await recorder.finished();
    expect(videos).toHaveLength(1);
    const cut = { frames: 2, length: 1, return: -1, terminated: false, truncated: false };
    expect(videos[0]).toMatchObject(cut);
    expect(rover.closed).toBe(end === 'close' ? 1 : 0);
  });

  test('once: steps after the end are not recorded', async () => {
    const { recorder, videos } = recorded();
    play(recorder, 1);
    expect(() => recorder.step(1)).toThrow('Call reset() first.');
    recorder.close();
    await recorder.finished();
    expect(videos).toHaveLength(1);
  });
});

test('sees every step of the world inside of ActionRepeat', async () => {
  const { recorder, videos } = recorded();
  const environment = new ActionRepeat(recorder, { repeat: 3 });
  environment.reset();
  let steps = 1;
  while (!environment.step(1).terminated) steps++;
  await recorder.finished();
  expect(videos[0]!.frames).toBeGreaterThan(steps + 1);
  expect(videos[0]!.frames).toBe(videos[0]!.length + 1);
});

test('records what evaluate plays', async () => {
  const { recorder, videos } = recorded({ episodes: 2 });
  const actor: Actor = { reads: 'sync', act: () => 1, actAsync: async () => 1 };
  const { lengths } = await evaluate(actor, recorder, { episodes: 4 });
  await recorder.finished();
  expect(videos.map(({ length }) => length)).toEqual([lengths[1], lengths[3]]);
});

test('hands the videos over one after the other, and waits for what is done with them', async () => {
  const log: string[] = [];
  const { recorder } = recorded({
    onVideo: async ({ episode }) => {
      log.push(`begin ${episode}`);
      await new Promise((resolve) => setTimeout(resolve, 20 - 5 * episode));
      log.push(`end ${episode}`);
    },
  });
  play(recorder, 2);
  await recorder.finished();
  expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
});

test('gives a format frames that can be gone through more than once', async () => {
  const seen: number[] = [];
  const format: VideoFormat = {
    mimeType: 'video/counted',
    extension: 'count',
    async encode(frames: VideoFrames, { framesPerSecond }) {
      seen.push(frames.length, [...frames].length, [...frames].length, framesPerSecond);
      return Uint8Array.of(frames.width, frames.height);
    },
  };
  const { recorder, videos } = recorded({ format, framesPerSecond: 12.5 });
  recorder.reset();
  recorder.step(0);
  recorder.close();
  await recorder.finished();
  expect(seen).toEqual([2, 2, 2, 12.5]);
  expect(videos[0]).toMatchObject({
    ...{ mimeType: 'video/counted', extension: 'count', bytes: Uint8Array.of(24, 3) },
  });
});

describe('a video that is lost', () => {
  /** Fails the test where a rejection reaches nobody. */
  function watchRejections(): void {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => {
      process.off('unhandledRejection', note);
      expect(unhandled).toEqual([]);
    });
  }
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

  test('is reported by the next reset, once, which begins no episode', async () => {
    watchRejections();
    const { recorder, videos } = recorded({ format: failingAt(1) });
    play(recorder, 1);
    await turn();
    const before = recorder.getState!();
    const reset = (): unknown => recorder.reset();
    expect(reset).toThrow(new DeepQError('The video of episode 1 was lost: no luck with 1'));
    expect(recorder.getState!()).toEqual(before);
    play(recorder, 1);
    await recorder.finished();
    expect(videos.map(({ episode }) => episode)).toEqual([2]);
  });

  test('is reported by finished, once, with its cause', async () => {
    watchRejections();
    const { recorder } = recorded({ format: failingAt(1) });
    play(recorder, 1);
    const error: unknown = await recorder.finished().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DeepQError);
    expect((error as DeepQError).cause).toEqual(new Error('no luck with 1'));
    await recorder.finished();
  });

  test('may be one of several', async () => {
    watchRejections();
    const { recorder, videos } = recorded({ format: failingAt(1, 3) });
    play(recorder, 3);
    await expect(recorder.finished()).rejects.toThrow(
      'The video of episode 1 was lost: no luck with 1 So were 1 more.',
    );
    expect(videos.map(({ episode }) => episode)).toEqual([2]);
  });

  test.each<[string, RecordVideoOptions['onVideo']]>([
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
    ['is rejected', () => Promise.reject(new Error('disk full'))],
  ])('where onVideo %s', async (_, onVideo) => {
    watchRejections();
    const { recorder } = recorded({ onVideo });
    play(recorder, 1);
    await turn();
    await turn();
    await expect(recorder.finished()).rejects.toThrow('episode 1 was lost: disk full');
  });

  test('goes to onError where there is one, and everything else goes on', async () => {
    watchRejections();
    const errors: DeepQError[] = [];
    const onError = (error: DeepQError): void => void errors.push(error);
    const { recorder, videos } = recorded({ format: failingAt(1, 2), onError });
    play(recorder, 3);
    await recorder.finished();
    play(recorder, 1);
    await recorder.finished();
    expect(errors.map(({ message }) => message)).toEqual([
      'The video of episode 1 was lost: no luck with 1',
      'The video of episode 2 was lost: no luck with 2',
    ]);
    expect(videos.map(({ episode }) => episode)).toEqual([3, 4]);
  });

  test('does not vanish where onError fails', async () => {
    watchRejections();
    const onError = (): Promise<void> => Promise.reject(new Error('no mail'));
    const { recorder } = recorded({ format: failingAt(1), onError });
    play(recorder, 1);
    await expect(recorder.finished()).rejects.toThrow(
      'onError failed at the video of episode 1: Error: no mail',
    );
  });
});

describe('what render returns', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'A frame must be a picture'],
    ['another size', { width: 1, height: 1, data: new Uint8ClampedArray(4) }, 'of 24 × 3 pixels'],
  ])('is refused at the step, where it is %s; the episode goes on unrecorded', async (...given) => {
    const [, image, message] = given;
    const { recorder, rover, videos } = recorded();
    recorder.reset();
    const render = vi.spyOn(rover, 'render');
    render.mockReturnValueOnce(image as RgbaImage);
    const step = (): unknown => recorder.step(0);
    expect(step).toThrow(message);
    expect(recorder.isRecording).toBe(false);
    step();
    expect(render).toHaveBeenCalledTimes(1);
    play(recorder, 1);
    await recorder.finished();
    expect(videos.map(({ terminated }) => terminated)).toEqual([true]);
  });

  test('is refused at the reset', () => {
    const { recorder, rover } = recorded();
    vi.spyOn(rover, 'render').mockReturnValueOnce(undefined as never);
    expect(() => recorder.reset()).toThrow(ValueError);
    expect(recorder.isRecording).toBe(false);
  });

  test('may be kept by the environment to draw on', async () => {
    const data = new Uint8ClampedArray(4);
    let red = 0;
    const rover = Object.assign(new Rover(), {
      render: (): RgbaImage => {
        data.set([++red, 0, 0, 255]);
        return { width: 1, height: 1, data };
      },
    });
    const videos: Video[] = [];
    const onVideo = (video: Video): void => void videos.push(video);
    const recorder = new RecordVideo(rover, { episodes: 1, onVideo });
    recorder.reset();
    recorder.step(0);
    recorder.close();
    await recorder.finished();
    const { frames } = decodePng(videos[0]!.bytes).animation!;
    expect(frames.map(({ pixels }) => pixels[0])).toEqual([1, 2]);
  });
});

describe('the state', () => {
  test('counts the episodes', async () => {
    const { recorder } = recorded({ episodes: 3 });
    play(recorder, 2);
    const state = recorder.getState!();
    const other = recorded({ episodes: 3 });
    other.recorder.setState!(state);
    play(other.recorder, 1);
    await other.recorder.finished();
    expect(other.videos.map(({ episode }) => episode)).toEqual([3]);
  });

  test('put back, ends the recording; refused, does not', async () => {
    const { recorder, videos } = recorded();
    recorder.reset();
    recorder.step(0);
    const state = recorder.getState!();
    const refused = (): void => recorder.setState!({ ...state, environment: {} });
    expect(refused).toThrow(CheckpointError);
    expect(recorder.isRecording).toBe(true);
    recorder.setState!(state);
    expect(recorder.isRecording).toBe(false);
    recorder.step(0);
    await recorder.finished();
    expect(videos.map(({ length }) => length)).toEqual([1]);
  });
});

test('refuses an environment that does not draw itself', () => {
  const mute = Object.assign(new CartPole(), { render: undefined });
  const make = (): unknown => new RecordVideo(mute, { onVideo: () => undefined });
  expect(make).toThrow(EnvironmentError);
  expect(make).toThrow('RecordVideo needs an environment that draws itself, with render()');
});

test.each<[unknown, string]>([
  [{}, 'RecordVideo onVideo must be a function; received undefined'],
  [{ onVideo: 'output' }, "onVideo must be a function; received 'output'"],
  [{ onVideo: play, episodes: 0 }, 'episodes must be a whole number of at least 1; received 0'],
  [{ onVideo: play, episodes: 1.5 }, 'received 1.5'],
  [{ onVideo: play, framesPerSecond: 0 }, 'framesPerSecond must be a finite number from 0.001'],
  [{ onVideo: play, format: 'gif' }, 'format must be one such as apng() or gif(library) returns'],
  [{ onVideo: play, onError: 1 }, 'onError must be a function; received 1'],
  [{ onVideo: play, fps: 1 }, "RecordVideo has no option 'fps'"],
])('refuses %o', (options, message) => {
  const make = (): unknown => new RecordVideo(new Rover(), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});
