import { Duplex, type Readable, type Writable } from 'node:stream';

/**
 * One channel for everything between the harness and an agent: JSON messages and any number of byte
 * streams. A frame is its length (4 bytes), a kind (1) and, but for messages, the stream's number (4).
 * Each stream has a window: who reads slowly holds up nobody else.
 */
const kinds = { message: 0, data: 1, end: 2, destroy: 3, credit: 4 } as const;
const windowBytes = 256 * 1024;
const pieceBytes = 32 * 1024;

export class Wire {
  readonly #out: Writable;
  readonly #onMessage: (message: unknown) => void;
  readonly #streams = new Map<number, WireStream>();
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  constructor(incoming: Readable, out: Writable, onMessage: (message: unknown) => void) {
    this.#out = out;
    this.#onMessage = onMessage;
    incoming.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  send(message: unknown): void {
    this.#frame(kinds.message, undefined, Buffer.from(JSON.stringify(message)));
  }

  /** This end of a stream; both ends agree on its number by a message. */
  stream(id: number, options: { readonly allowHalfOpen: boolean }): Duplex {
    const stream = new WireStream(
      {
        data: piece => this.#frame(kinds.data, id, piece),
        end: () => this.#frame(kinds.end, id),
        destroy: () => {
          this.#streams.delete(id);
          this.#frame(kinds.destroy, id);
        },
        credit: bytes => {
          const count = Buffer.alloc(4);
          count.writeUInt32BE(bytes);
          this.#frame(kinds.credit, id, count);
        },
      },
      options.allowHalfOpen,
    );
    this.#streams.set(id, stream);
    return stream;
  }

  /** Breaks all streams: the other end is gone. */
  close(reason: Error): void {
    for (const stream of this.#streams.values()) stream.destroy(reason);
    this.#streams.clear();
  }

  #frame(kind: number, id: number | undefined, payload: Buffer = Buffer.alloc(0)): void {
    if (this.#out.destroyed || this.#out.writableEnded) return;
    const head = Buffer.alloc(id === undefined ? 5 : 9);
    head.writeUInt32BE(head.length - 4 + payload.length);
    head.writeUInt8(kind, 4);
    if (id !== undefined) head.writeUInt32BE(id, 5);
    this.#out.write(payload.length === 0 ? head : Buffer.concat([head, payload]));
  }

  #take(chunk: Buffer): void {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    while (this.#pendingBytes >= 4) {
      const all = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending, this.#pendingBytes);
      const length = all.readUInt32BE(0);
      if (all.length < 4 + length) {
        this.#pending = [all];
        return;
      }
      this.#pending = [all.subarray(4 + length)];
      this.#pendingBytes = all.length - 4 - length;
      this.#understand(all.subarray(4, 4 + length));
    }
  }

  #understand(frame: Buffer): void {
    const kind = frame.readUInt8(0);
    if (kind === kinds.message) return this.#onMessage(JSON.parse(frame.toString('utf8', 1)));
    const stream = this.#streams.get(frame.readUInt32BE(1));
    if (stream === undefined) return;
    const payload = frame.subarray(5);
    if (kind === kinds.data) stream.arrived(Buffer.from(payload));
    else if (kind === kinds.end) stream.arrived(null);
    else if (kind === kinds.credit) stream.credited(payload.readUInt32BE(0));
    else stream.brokenByPeer();
  }
}

interface Outlet {
  data(piece: Buffer): void;
  end(): void;
  destroy(): void;
  credit(bytes: number): void;
}

class WireStream extends Duplex {
  readonly #outlet: Outlet;
  #window = windowBytes;
  #uncredited = 0;
  #waiting: (() => void) | undefined;
  #broken = false;
  #ended = false;

  constructor(outlet: Outlet, allowHalfOpen: boolean) {
    super({ allowHalfOpen });
    this.#outlet = outlet;
  }

  arrived(piece: Buffer | null): void {
    if (this.destroyed) return;
    if (piece === null) this.#ended = true;
    else this.#uncredited += piece.length;
    this.push(piece);
  }

  credited(bytes: number): void {
    this.#window += bytes;
    const go = this.#waiting;
    this.#waiting = undefined;
    go?.();
  }

  brokenByPeer(): void {
    this.#broken = true;
    // All that it had to say has arrived, though not all of it may have been read yet; only nothing can be said any more.
    if (!this.#ended) return void this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    const go = this.#waiting;
    this.#waiting = undefined;
    go?.();
  }

  override _read(): void {
    if (this.#uncredited === 0) return;
    const bytes = this.#uncredited;
    this.#uncredited = 0;
    this.#outlet.credit(bytes);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    let rest = chunk;
    const go = (): void => {
      if (this.#broken) return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      while (rest.length > 0 && this.#window > 0) {
        const piece = rest.subarray(0, Math.min(rest.length, this.#window, pieceBytes));
        rest = rest.subarray(piece.length);
        this.#window -= piece.length;
        this.#outlet.data(piece);
      }
      if (rest.length === 0) done();
      else this.#waiting = go;
    };
    go();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#outlet.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#broken) this.#outlet.destroy();
    done(error);
  }
}
