import { expect, test } from '@playwright/test';
import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import { injectInto, onBench } from '../testing/bench.ts';

const plain = String.raw`cat > "$f" <<'END'
COPY public.messages (id, text) FROM stdin;
1	one
2	two\\.
3	COPY x FROM stdin;
\.

COPY "Shop"."Order" ("Id") FROM stdin;
1
2
\.

COPY public.empty (id) FROM stdin;
\.
select 1;
--
-- PostgreSQL database dump complete
--

\unrestrict x
END`;

test('processes: backups of any name and content are harmed, and put back to the last byte, unless somebody made a new one', async () => {
  await onBench('processes', stackOf({ web: webService('hello', 8080) }), async bench => {
    const { must } = bench;
    const path = `/tmp/it's a "backup" $(x) -n`;
    const f = `f='/tmp/it'\\''s a "backup" $(x) -n'`;
    const state = (): Promise<string> => must(`${f}; stat -c '%s %y %a %i' -- "$f"; sha256sum < "$f"`);
    const binary = `head -c 100000 /dev/urandom > "$f"`;
    for (const [make, kind, settings, effect] of [
      [binary, 'backup.truncated', { keep: '10%' }, true],
      [binary, 'backup.truncated', { keep: 0 }, true],
      [binary, 'backup.truncated', { keep: '100%' }, false],
      [binary, 'backup.incomplete', {}, false],
      [binary, 'backup.stale', { age: '2d' }, true],
      [`${binary}; touch -d '3 days ago' -- "$f"`, 'backup.stale', { age: '2d' }, false],
      [': > "$f"', 'backup.truncated', {}, false],
      [plain, 'backup.truncated', { keep: '97%' }, false],
      [plain, 'backup.truncated', { keep: '70%' }, true],
      [plain, 'backup.incomplete', { table: 'Order' }, false],
      [plain, 'backup.incomplete', { table: '"Order"', lose: '1%' }, true],
      [plain, 'backup.incomplete', { table: 'empty' }, false],
      [`${plain}; gzip -c < "$f" > "$f.gz"; mv "$f.gz" "$f"`, 'backup.incomplete', { lose: '100%' }, true],
      [`${plain}; gzip -c < "$f" > "$f.gz"; mv "$f.gz" "$f"`, 'backup.incomplete', { table: 'none' }, false],
      [`${plain}; chmod 640 "$f"`, 'backup.incomplete', { lose: '34%' }, true],
    ] as const) {
      await test.step(`${kind} ${JSON.stringify(settings)} of ${make.slice(0, 30)}`, async () => {
        await must(`${f}; ${make}`);
        const before = await state();
        const injected = await injectInto(bench, kind, { path, ...settings });
        expect(await injected.proveEffect()).toMatchObject({ held: effect });
        if (kind === 'backup.incomplete' && effect) {
          const left = await must(`${f}; gzip -dcf < "$f"`);
          expect(left).toContain('\\unrestrict x');
          expect(left.match(/^\d/gm)?.length ?? 0).toBe({ '1%': 4, '34%': 2, '100%': 0 }[settings.lose]);
        }
        await injected.undo();
        expect(await state()).toBe(before);
        await injected.undo();
        expect(await state()).toBe(before);
      });
    }

    // What somebody made anew is theirs.
    for (const kind of ['backup.truncated', 'backup.missing', 'backup.stale', 'backup.incomplete']) {
      await must(`${f}; ${plain}`);
      const injected = await injectInto(bench, kind, { path });
      expect(await injected.proveEffect()).toMatchObject({ held: true });
      await must(`${f}; echo new > "$f"`);
      expect(await injected.proveEffect()).toMatchObject({ held: false });
      await injected.undo();
      expect(await must(`${f}; cat "$f"`)).toBe('new');
    }
    await must(`${f}; rm "$f"; mkdir -p "$f/in"; echo 1 > "$f/in/base.tar"`);
    const folder = await injectInto(bench, 'backup.missing', { path });
    expect(await folder.proveEffect()).toMatchObject({ held: true });
    await folder.undo();
    expect(await must(`${f}; cat "$f/in/base.tar"`)).toBe('1');
    await expect(injectInto(bench, 'backup.truncated', { path })).rejects.toThrow('unexpected folder');

    // In a service, and nothing is left behind.
    const service = bench.stack.services.get('web');
    await service?.exec(['sh', '-c', 'mkdir -p /srv/dumps; echo 12345678 > /srv/dumps/a']);
    const inService = await injectInto(bench, 'backup.truncated', { on: 'web', path: '/srv/dumps/a' });
    expect(await inService.proveEffect()).toMatchObject({
      held: true,
      proof: '/srv/dumps/a in web was cut off: it holds 4 bytes, 9 before',
    });
    await inService.undo();
    expect((await service?.exec(['cat', '/srv/dumps/a']))?.stdout).toBe('12345678\n');
    expect(await must('ls -A /var/tmp')).toBe('');
  });
});

test('a backup is named by one path, and what is left of it by a part or a size', async () => {
  const settle = (kind: string, settings: unknown): Promise<unknown> =>
    import('../index.ts').then(({ faults }) => faults.find(kind)?.settings.parse(settings));
  for (const path of ['backups/x', '/', '/a/../b', '/backups/*.dump', '/a//b'])
    await expect(settle('backup.missing', { path }), path).rejects.toThrow(/expected (an absolute path|one path)/);
  await expect(settle('backup.truncated', { path: '/x', keep: '110%' })).rejects.toThrow(
    'expected a part such as 50%, or a size such as 64k',
  );
  await expect(settle('backup.incomplete', { path: '/x', lose: '0%' })).rejects.toThrow('expected a part from 1% to 100%');
  await expect(settle('backup.stale', { path: '/x', age: 'old' })).rejects.toThrow('expected an age from 1m to 3650d, such as 30d');
});
