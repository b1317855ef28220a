import { createSocket } from 'node:dgram';

const nameServerPort = 53;
const headerBytes = 12;
/** An answer, recursion available, code 3: no such name (RFC 1035, 4.1.1). */
const [isAnswer, noSuchName] = [0x80, 0x83];

/**
 * Answers every question for a name that Docker does not know with *no such name*, at once. Nothing can be
 * asked outside of a stack, and a question that nobody answers takes its asker many seconds.
 */
export function answerNoSuchName(): void {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  socket.on('message', (question, { port, address }) => {
    if (question.length < headerBytes) return;
    const answer = Buffer.from(question);
    answer.writeUInt8(question.readUInt8(2) | isAnswer, 2);
    answer.writeUInt8(noSuchName, 3);
    // No further sections than the question.
    answer.fill(0, 6, headerBytes);
    const end = endOfQuestion(question);
    socket.send(answer.subarray(0, end), port, address);
  });
  socket.bind(nameServerPort, '0.0.0.0');
}

/** Labels up to the empty one, then type and class. */
function endOfQuestion(question: Buffer): number {
  let at = headerBytes;
  while (at < question.length && question.readUInt8(at) !== 0) at += question.readUInt8(at) + 1;
  return Math.min(question.length, at + 5);
}
