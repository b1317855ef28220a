import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { NameAnswers } from '../../inside/hosts-text.ts';

const port = 53;
const headerBytes = 12;
const forwardMs = 10_000;
/** Codes of answers (RFC 1035, 4.1.1). */
const codes = { ok: 0, serverFailure: 2, noSuchName: 3 } as const;
const typeOfAddress = 1;

export interface NameServerSettings {
  readonly answers: NameAnswers;
  /** No question is answered but by a failure. */
  readonly failing: boolean;
  readonly nobody: string;
  /** Who is asked all else. */
  readonly behind: string;
}

/** A name server that answers some questions in its own way, and passes the others on. */
export class NameServer {
  readonly address: string;
  settings: NameServerSettings;
  readonly #socket: Socket;

  static async open(address: string, settings: NameServerSettings): Promise<NameServer> {
    const socket = createSocket('udp4');
    socket.bind(port, address);
    await once(socket, 'listening');
    return new NameServer(address, socket, settings);
  }

  private constructor(address: string, socket: Socket, settings: NameServerSettings) {
    this.address = address;
    this.settings = settings;
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (question, from) => {
      if (question.length > headerBytes) this.#take(question, from);
    });
  }

  close(): void {
    this.#socket.close();
  }

  #take(question: Buffer, from: RemoteInfo): void {
    const { answers, failing, nobody, behind } = this.settings;
    const { name, type, end } = asked(question);
    const harm = Object.entries(answers).find(([harmed]) => harmed.toLowerCase() === name)?.[1];
    if (failing) this.#answer(reply(question, end, codes.serverFailure), from);
    else if (harm === 'none') this.#answer(reply(question, end, codes.noSuchName), from);
    else if (harm === 'nobody') this.#answer(reply(question, end, codes.ok, type === typeOfAddress ? nobody : undefined), from);
    else this.#forward(question, from, behind);
  }

  #forward(question: Buffer, from: RemoteInfo, behind: string): void {
    const socket = createSocket('udp4');
    const timer = setTimeout(() => socket.close(), forwardMs);
    socket.on('close', () => clearTimeout(timer)).on('error', () => socket.close());
    socket.on('message', answer => {
      this.#answer(answer, from);
      socket.close();
    });
    socket.send(question, port, behind);
  }

  #answer(answer: Buffer, { port: to, address }: RemoteInfo): void {
    this.#socket.send(answer, to, address, () => {});
  }
}

/** The first question: labels up to the empty one, then type and class. */
function asked(question: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = headerBytes;
  while (at < question.length && question.readUInt8(at) !== 0) {
    const length = question.readUInt8(at);
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const end = Math.min(question.length, at + 5);
  return { name: labels.join('.').toLowerCase(), type: at + 3 <= question.length ? question.readUInt16BE(at + 1) : 0, end };
}

function reply(question: Buffer, end: number, code: number, address?: string): Buffer {
  const answer = Buffer.from(question.subarray(0, end));
  // An answer; recursion is to be had.
  answer.writeUInt8(question.readUInt8(2) | 0x80, 2);
  answer.writeUInt8(0x80 | code, 3);
  answer.writeUInt16BE(address === undefined ? 0 : 1, 6);
  answer.fill(0, 8, headerBytes);
  if (address === undefined) return answer;
  // The name as in the question; type and class of an address; no time to keep it; four bytes.
  const record = Buffer.from([0xc0, headerBytes, 0, typeOfAddress, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);
  return Buffer.concat([answer, record]);
}
