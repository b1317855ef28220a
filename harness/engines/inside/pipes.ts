import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';

export interface Pipe {
  /** The supervisor's end. */
  readonly reader: Socket;
  /** The descriptor to hand to a child; close it once the child has it. */
  readonly writer: number;
}

/**
 * Real pipes for what runs inside. Node's own `pipe` is a socket pair, on which `echo x >/dev/stderr`
 * or `tee /dev/stdout` fails, which it would not for the reader of a runbook.
 */
export class Pipes {
  readonly #folder: string;
  readonly #free: string[] = [];
  #made = 0;

  /** `folder` is made where it is missing, for this process alone. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  make(): Pipe {
    if (this.#free.length === 0) this.#refill();
    const path = this.#free.pop() ?? '';
    const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    unlinkSync(path);
    return { reader: new Socket({ fd: reading, readable: true, writable: false }), writer };
  }

  #refill(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const names = Array.from({ length: 24 }, () => `${this.#folder}/${this.#made++}`);
    // Whoever gets one may open it again as /dev/stdout, under whatever user it runs.
    execFileSync('/usr/bin/mkfifo', ['-m', '666', ...names]);
    this.#free.push(...names);
  }
}

/** Closes descriptors that a child now holds. */
export function closeAll(descriptors: readonly number[]): void {
  for (const descriptor of descriptors) closeSync(descriptor);
}
