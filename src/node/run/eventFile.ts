import { LogFile } from './logFile.ts';
import { PROGRESS_COLUMNS, type ProgressRow } from './progressRow.ts';

/** The file of TensorBoard's events of a run. */
export class EventFile {
  readonly file: LogFile;

  constructor(path: string, length: number) {
    this.file = new LogFile(path, length);
  }

  /** What stands at the beginning. */
  begin(_wallTime: number, _settings: string): void {
    // Filled by the encoder.
  }

  addRow(_row: ProgressRow, _wallTime: number): void {
    void PROGRESS_COLUMNS;
  }
}
