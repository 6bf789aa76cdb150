import { describeRecordedPictures } from './recordingsSuite.ts';

describeRecordedPictures();
