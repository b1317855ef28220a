/**
 * A stack in a process of its own, for tests that kill the harness or run it as another user: reads
 * blocks from its arguments, prints their results as JSON lines, then waits if asked to. The engine
 * (`TEST_ENGINE`) and the name of a service by which the stack is found (`TEST_SERVICE`) are in its environment.
 */
import { stackOf, webService } from './stack-of.ts';
import { engineNamed, shellOn } from './with-stack.ts';

const [mode = 'run', ...blocks] = process.argv.slice(2);
const engine = engineNamed(process.env['TEST_ENGINE'] ?? 'processes');
const stack = stackOf({
  [process.env['TEST_SERVICE'] ?? 'web']: webService('hello', 8080),
  stubborn: { run: `bash -c "trap : TERM INT HUP; while true; do sleep 0.2; done"` },
});
await engine.prepare(stack);
const running = await engine.start(stack, {
  provisionMs: 60_000,
  standIns: [],
  onStandIn: async () => 125,
  signal: new AbortController().signal,
});
void running.lost.then(({ message }) => console.log(JSON.stringify({ lost: message })));
const run = await shellOn(running);
for (const block of blocks) {
  const { status, stdout, stderr } = await run(block, { timeoutMs: 5000 });
  console.log(JSON.stringify({ block, status, stdout: stdout.slice(0, 2000), stderr: stderr.slice(0, 2000) }));
}
if (mode === 'wait') {
  console.log(JSON.stringify({ ready: true }));
  await new Promise(() => setInterval(() => {}, 1000));
}
await running[Symbol.asyncDispose]();
