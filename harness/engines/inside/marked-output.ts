import type { Socket } from 'node:net';
import { OutputBuffer } from './output-buffer.ts';

/** One stream of a shell, cut where the shell printed the block's end mark. */
export class MarkedOutput {
  readonly closed: Promise<void>;
  marked: Promise<void> = Promise.resolve();
  readonly #tell: (text: string) => void;
  #mark = '';
  #onMark: () => void = () => {};
  #rest = '';
  #buffer = new OutputBuffer(0);

  constructor(reader: Socket, tell: (text: string) => void) {
    this.#tell = tell;
    this.closed = new Promise(resolve => reader.on('close', () => resolve()));
    reader.on('error', () => {});
    reader.setEncoding('utf8').on('data', (chunk: string) => {
      this.#take(chunk);
      if (this.#buffer.droppedBytes === 0) return;
      // An endless output is read as slowly as a terminal would show it, or it would starve everything else.
      reader.pause();
      setTimeout(() => reader.resume(), 20);
    });
  }

  begin(mark: string, limit: number): void {
    this.#mark = mark;
    this.#buffer = new OutputBuffer(limit);
    this.marked = new Promise(resolve => (this.#onMark = resolve));
    const late = this.#rest;
    this.#rest = '';
    this.#take(late);
  }

  take(): { readonly text: string; readonly droppedBytes: number } {
    // A shell that was closed has printed no mark: what was kept back is output.
    if (this.#rest !== '' && !this.#rest.includes(this.#mark)) this.#keep(this.#rest);
    this.#rest = '';
    return { text: this.#buffer.text, droppedBytes: this.#buffer.droppedBytes };
  }

  #take(chunk: string): void {
    const text = this.#rest + chunk;
    this.#rest = '';
    const at = this.#mark === '' ? -1 : text.indexOf(this.#mark);
    if (at !== -1) {
      this.#keep(text.slice(0, at));
      // What processes left running print afterwards belongs to the next block.
      this.#rest = text.slice(at + this.#mark.length);
      this.#mark = '';
      this.#onMark();
      return;
    }
    // The beginning of a mark may be at the end of this piece.
    const start = text.lastIndexOf('\u001e');
    const keepBack = start !== -1 && text.length - start < 64 ? start : text.length;
    this.#keep(text.slice(0, keepBack));
    this.#rest = text.slice(keepBack);
  }

  #keep(text: string): void {
    if (text === '') return;
    const dropping = this.#buffer.droppedBytes > 0;
    this.#buffer.add(text);
    if (!dropping) this.#tell(text);
  }
}
