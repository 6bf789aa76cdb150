// What the library exports of this room: images, charts and videos.
export { grayscale, type GrayscaleFormula } from './images/grayscale.ts';
export { type ImageSize } from './images/imageSize.ts';
export { maxPixels } from './images/maxPixels.ts';
export { resizeArea, type ResizeAreaOptions } from './images/resizeArea.ts';
export { type ChartOptions, type ChartSeries } from './plots/lineChart.ts';
export { movingAverage } from './plots/movingAverage.ts';
export { svgChart, type SvgChartOptions } from './plots/svgChart.ts';
export { terminalChart, type TerminalChartOptions } from './plots/terminalChart.ts';
export { apng, type ApngOptions } from './video/apng.ts';
export { encodeApng, type EncodeApngOptions } from './video/encodeApng.ts';
export { encodePng } from './video/encodePng.ts';
export { gif, type GifEncoder, type GifLibrary, type GifOptions } from './video/gif.ts';
export { type LibrarySource } from './video/loadLibrary.ts';
export { mp4, type Mp4Encoder, type Mp4Library, type Mp4Options } from './video/mp4.ts';
export { type RecordVideoOptions } from './video/recordVideoOptions.ts';
export { type Video } from './video/video.ts';
export { type VideoFormat, type VideoFrames, type VideoOptions } from './video/videoFormat.ts';
