import { serviceOf } from './service-of.ts';
import { unknownService } from './known-service.ts';
import { noAnswer } from './no-answer.ts';
import { defineOperation } from './operation.ts';
import { commandSettings, type CommandSettings } from './settings/command.ts';

/** A line for bash, on the bastion or in a service. */
export const command = defineOperation<CommandSettings>({
  kind: 'command',
  about: 'A line of shell, on the bastion or in a service. Its answer has `exit`, `text` and, where it prints one, `number`.',
  example: 'redis-cli -h redis llen jobs',
  settings: commandSettings as never,
  check: ({ on }, stack) => unknownService(on, stack),
  async ask({ run, on }, { stack, timeoutMs, signal }) {
    const began = performance.now();
    try {
      const where = on === undefined ? stack.bastion : serviceOf(stack, on);
      const { status, stdout, stderr } = await where.exec(['bash', '-c', run], { timeoutMs, signal });
      const durationMs = performance.now() - began;
      if (status === 124 && durationMs >= timeoutMs)
        return { answered: false, text: stdout, error: `no answer within ${timeoutMs} ms`, durationMs };
      const number = stdout.trim() === '' ? Number.NaN : Number(stdout.trim());
      return {
        answered: true,
        exit: status,
        text: stdout === '' ? stderr : stdout,
        ...(Number.isNaN(number) ? {} : { number }),
        durationMs,
      };
    } catch (thrown) {
      // An engine cannot run a command in a service that is stopped or frozen: that says something of the service.
      return noAnswer(signal.aborted ? signal.reason : thrown, began);
    }
  },
});
