/** A file to be written, whole. */
export interface NewFile {
  /** Relative to the folder. */
  readonly file: string;
  readonly text: string;
  /** Whether it is there already, and gets a line more. */
  readonly isRegistry?: boolean;
}
