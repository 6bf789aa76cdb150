import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeepQError, OptionsError } from '../../src/errors.ts';
import { videoFiles } from '../../src/node/videoFiles.ts';
import type { Video } from '../../src/pictures/video/video.ts';
import { RecordVideo } from '../../src/wrappers/recordVideo.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { Rover } from '../support/rover.ts';
import { decodePng } from '../pictures/video/decodePng.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deepq-videos-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const video = (episode: number, byte: number): Video => ({
  ...{ episode, bytes: Uint8Array.of(byte), mimeType: 'image/gif', extension: 'gif' },
  ...{ width: 1, height: 1, frames: 1, framesPerSecond: 1, return: -3.5, length: 0 },
  ...{ terminated: true, truncated: false },
});

test('writes the videos of RecordVideo into a folder that it makes', async () => {
  const videos = join(folder, 'a', 'b');
  const recorder = new RecordVideo(new Rover(), { episodes: 2, onVideo: videoFiles(videos) });
  for (let episode = 0; episode < 4; episode++) {
    recorder.reset();
    while (!recorder.step(1).terminated);
  }
  await recorder.finished();
  expect((await readdir(videos)).sort()).toEqual(['episode-2.png', 'episode-4.png']);
  const { animation } = decodePng(await readFile(join(videos, 'episode-4.png')));
  expect(animation!.frames.length).toBeGreaterThan(3);
});

test('a video of an earlier run stays, and nothing else is left beside it', async () => {
  await videoFiles(folder)(video(7, 1));
  await videoFiles(folder)(video(7, 2));
  expect((await readdir(folder)).sort()).toEqual(['episode-7-2.gif', 'episode-7.gif']);
  expect([...(await readFile(join(folder, 'episode-7.gif')))]).toEqual([1]);
  expect([...(await readFile(join(folder, 'episode-7-2.gif')))]).toEqual([2]);
});

test('loses no video of a group whose copies record the same episodes', async () => {
  const write = videoFiles(folder);
  let made = 0;
  const onVideo = async (each: Video): Promise<void> => {
    made++;
    await write(each);
  };
  const recorders: RecordVideo[] = [];
  const group = new VectorEnvironment(3, () => {
    const recorder = new RecordVideo(new Rover(), { episodes: 1, onVideo });
    recorders.push(recorder);
    return recorder;
  });
  group.reset({ seed: 1 });
  for (let step = 0; step < 40; step++) group.step([1, 1, 1]);
  for (const recorder of recorders) await recorder.finished();
  expect(made).toBeGreaterThan(6);
  const files = await readdir(folder);
  expect(files).toHaveLength(made);
  expect(files).toEqual(
    expect.arrayContaining(['episode-1.png', 'episode-1-2.png', 'episode-1-3.png']),
  );
});

test('names that differ in capitals, or look like a second one, share no file either', async () => {
  const names = ['Best', 'best-2', 'Best', 'Best'];
  const write = videoFiles(folder, { fileName: () => names.shift()! });
  for (let byte = 0; byte < 4; byte++) await write(video(1, byte));
  expect((await readdir(folder)).sort()).toEqual(
    ['Best-2.gif', 'Best-3.gif', 'Best.gif', 'best-2.gif'].sort(),
  );
});

test('writers of one folder, at once and one after the other, lose no video', async () => {
  const each = Array.from({ length: 4 }, (_, byte) => videoFiles(folder)(video(1, byte)));
  await Promise.all(each);
  await videoFiles(folder)(video(1, 4));
  const files = await readdir(folder);
  expect(files).toHaveLength(5);
  const bytes = await Promise.all(files.map((file) => readFile(join(folder, file))));
  expect(new Set(bytes.map((content) => content.toString('hex'))).size).toBe(5);
});

test('a video that cannot be written leaves no empty file', async () => {
  const odd = { ...video(1, 0), extension: 'gif' };
  Object.defineProperty(odd, 'bytes', { value: Object.create(Uint8Array.prototype) });
  await expect(videoFiles(folder)(odd)).rejects.toThrow(DeepQError);
  expect(await readdir(folder)).toEqual([]);
});

test.each([undefined, null, 5, {}, { bytes: [1], extension: 'png' }])(
  'refuses what is no video: %j',
  async (given) => {
    await expect(videoFiles(folder)(given as never)).rejects.toThrow(OptionsError);
  },
);

test('names files as it is told', async () => {
  const fileName = ({ episode, return: sum }: Video): string => `${episode}-return-${sum}`;
  await videoFiles(folder, { fileName })(video(3, 1));
  expect(await readdir(folder)).toEqual(['3-return--3.5.gif']);
});

test('says why it cannot write', async () => {
  await writeFile(join(folder, 'taken'), '');
  const writing = videoFiles(join(folder, 'taken', 'videos'))(video(1, 1));
  await expect(writing).rejects.toThrow(DeepQError);
  await expect(writing).rejects.toThrow('a part of the path is a file, not a folder');

  const recorder = new RecordVideo(new Rover(), {
    episodes: 1,
    onVideo: videoFiles(join(folder, 'taken')),
  });
  recorder.reset();
  recorder.close();
  await expect(recorder.finished()).rejects.toThrow('The video of episode 1 was lost: ');
});

test('refuses what is no folder, no option or no name', async () => {
  expect(() => videoFiles('')).toThrow(OptionsError);
  expect(() => videoFiles(7 as never)).toThrow('needs the path of a folder; received 7');
  expect(() => videoFiles(folder, { name: 'a' } as never)).toThrow("has no option 'name'");
  expect(() => videoFiles(folder, { fileName: 'a' } as never)).toThrow('must be a function');
  const nameless = videoFiles(folder, { fileName: () => '' })(video(1, 1));
  await expect(nameless).rejects.toThrow('fileName must return a name');
});
