import type { Socket } from 'node:net';

/** Sends one JSON document as a line. A receiver that is gone is noticed by the socket's own end, not here. */
export function sendLine(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls back with each whole line, parsed. What a killed sender left unfinished is dropped. */
export function onLines<T>(socket: Socket, receive: (message: T) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) receive(JSON.parse(line) as T);
  });
}
