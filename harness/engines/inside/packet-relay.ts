import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { impairedWay } from './impaired-way.ts';

type Filter = ReturnType<typeof impairedWay>;
/** Puts a packet where its target takes it. */
export type Deliver = (packet: Buffer, socket: Socket) => void;

/** Takes packets of a way from the tunnels at its ends, and passes on what its impairments leave of them, one after the other. */
export class PacketRelay {
  readonly #socket: Socket;
  readonly #deliver: Deliver;
  readonly #filters = new Map<number, Filter>();
  /** In the order in which it is due; what is due at the same time in the order in which it came. */
  readonly #waiting: { readonly at: number; readonly packet: Buffer; readonly passed: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #open = true;

  static async open(deliver: Deliver): Promise<PacketRelay> {
    const socket = createSocket('udp4');
    socket.bind(0, '0.0.0.0');
    await once(socket, 'listening');
    return new PacketRelay(socket, deliver);
  }

  private constructor(socket: Socket, deliver: Deliver) {
    this.#socket = socket;
    this.#deliver = deliver;
    socket.on('error', () => {}).on('message', packet => this.#pass(packet, -1));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  impair(id: number, filter: Filter): void {
    this.#filters.set(id, filter);
  }

  /** Tells whether any is left. */
  mend(id: number): boolean {
    this.#filters.delete(id);
    return this.#filters.size > 0;
  }

  /** What still waits is lost, as in a cable that is pulled. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#timer);
    this.#socket.close();
  }

  /** Through the impairments after the one that it has passed. */
  #pass(packet: Buffer, passed: number): void {
    const next = [...this.#filters].find(([id]) => id > passed);
    if (next === undefined) return this.#deliver(packet, this.#socket);
    const [id, filter] = next;
    const now = performance.now();
    for (const step of filter(packet, now)) {
      if (step.at <= now) this.#pass(step.packet, id);
      else this.#wait(step.at, step.packet, id);
    }
  }

  #wait(at: number, packet: Buffer, passed: number): void {
    const before = this.#waiting.findLastIndex(other => other.at <= at);
    this.#waiting.splice(before + 1, 0, { at, packet, passed });
    if (before === -1) this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const [first] = this.#waiting;
    if (first === undefined || !this.#open) return;
    this.#timer = setTimeout(
      () => {
        const now = performance.now();
        while (this.#open && this.#waiting[0] !== undefined && this.#waiting[0].at <= now) {
          const due = this.#waiting.shift()!;
          this.#pass(due.packet, due.passed);
        }
        this.#schedule();
      },
      Math.max(1, first.at - performance.now()),
    );
  }
}
