import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { withRedis, type RedisSession } from '../../operations/redis-session.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { proofOfRefusal, refusalOfWrites } from './refused-writes.ts';
import { infoOf, settingOf } from './server-settings.ts';

const limitMs = 20_000;
const lookMs = 10;

/** Takes the right to write away from the folder in which a server saves its data, as a wrong deploy or a restored volume does, and lets it try. */
export const redisMisconf = defineFault<{ service: string }>({
  kind: 'redis.misconf',
  about: 'A Redis server cannot save its data to disk, and therefore takes no writes.',
  symptom: 'Writes fail with `MISCONF`, and so does `PING`; reads succeed.',
  example: { service: 'redis' },
  settings: z.strictObject({
    service: z.string().describe('The Redis server; its user must not be root, who may write everywhere'),
  }) as never,
  needs: [],
  persistence: 'held',
  summarize: ({ service }) => `the folder in which ${service} saves its data could not be written`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name }, { stack, signal }) {
    const service = serviceOf(stack, name);
    const sh = async (script: string, folder: string, ...words: readonly string[]): Promise<string> => {
      const { status, stdout, stderr } = await service.exec(['sh', '-c', script, folder, ...words], { timeoutMs: 2500 });
      if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? `status ${status}`);
      return stdout.trim();
    };
    let folder = '';
    let mode = '';
    const giveBack = async (): Promise<void> => {
      if (mode !== '') await sh('w=$(stat -c %A "$0") || exit; case $w in *w*) ;; *) chmod "$1" "$0" ;; esac', folder, mode);
    };
    try {
      await withRedis(stack, name, { timeoutMs: 10_000, signal }, async client => {
        folder = await settingOf(client, 'dir');
        if (folder === '/') throw new Error('it saves in /, which the whole service needs');
        mode = await sh('stat -c %a "$0"', folder);
        await sh('chmod a-w "$0"', folder);
        await save(client, signal);
      });
    } catch (thrown) {
      await giveBack().catch(() => {});
      throw notInjected(
        `the folder of ${name} could not be locked`,
        thrown,
        'Look whether the service has a shell, and allows CONFIG GET and BGSAVE.',
      );
    }
    let bit = false;
    return {
      proveEffect: () =>
        prove(`writes to ${name}`, signal, limit =>
          withRedis(stack, name, { timeoutMs: 2500, signal: limit }, async client => {
            const refusal = await refusalOfWrites(client);
            const points = await settingOf(client, 'save');
            const { held, proof } = proofOfRefusal(refusal, name, 'MISCONF');
            bit ||= held;
            // Somebody may have it save elsewhere by now.
            const place = await settingOf(client, 'dir');
            // Who makes it take writes again (`stop-writes-on-bgsave-error no`, a restart) has not yet made it save.
            const locked = !held && bit && points !== '' && !(await sh('stat -c %A "$0"', place)).includes('w');
            if (locked) return { held: true, proof: `${proof}, yet cannot save: nobody may write to ${place}` };
            const saved = await infoOf(client, 'persistence', 'rdb_last_bgsave_status');
            return { held, proof: `${proof}; ${points === '' ? 'it never saves' : `its last save: ${saved}`}` };
          }),
        ),
      async undo() {
        const { state } = await service.status({ health: false });
        // Nothing can be done in what does not run; it takes the rights of its folder along.
        if (state === 'stopped' || state === 'exited') return;
        await giveBack();
        const options = { timeoutMs: 10_000, signal: new AbortController().signal };
        await withRedis(stack, name, options, async client => {
          if ((await refusalOfWrites(client))?.startsWith('MISCONF') === true) await save(client, options.signal);
        });
      },
    };
  },
});

/** Saves in the background, and waits for its end, whichever it is. */
async function save(client: RedisSession, signal: AbortSignal): Promise<void> {
  const isSaving = async (): Promise<boolean> => (await infoOf(client, 'persistence', 'rdb_bgsave_in_progress')) === '1';
  const until = performance.now() + limitMs;
  const over = async (): Promise<void> => {
    while (await isSaving()) {
      if (performance.now() > until) throw new Error(`it saves for more than ${limitMs / 1000} s`);
      await sleep(lookMs, undefined, { signal });
    }
  };
  await over();
  await client.call('BGSAVE').catch(async (thrown: unknown) => {
    // Its own save may have begun in between.
    if (!/in progress/i.test(messageOf(thrown))) throw thrown;
  });
  await over();
}
