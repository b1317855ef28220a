import { dirname, join, resolve } from 'node:path';
import type { Stack } from '../../model/stack.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import { composeCall, operandsOf } from './words-of-call.ts';

/** A name in a command that a stack has not. */
export interface UnknownName {
  readonly kind: 'unit' | 'container' | 'port' | 'script';
  readonly name: string;
  readonly word: ShellWord;
  /** What the stack has of that kind. */
  readonly known: readonly string[];
}

/** Units, containers, ports and scripts of the reader's machine that are not in a stack; nothing where the stack tells nothing of the kind. */
export function unknownNames(command: ShellCommand, stack: Stack, document: CheckedDocument): readonly UnknownName[] {
  if (command.where !== 'bastion') return [];
  return [...unitsIn(command, stack), ...containersIn(command, stack), ...portsIn(command, stack), ...scriptsIn(command, stack, document)];
}

function unitsIn(command: ShellCommand, { services }: Stack): readonly UnknownName[] {
  const known = services.flatMap(({ systemd }) =>
    systemd === undefined ? [] : [systemd.unit, ...(systemd.umbrella === undefined ? [] : [systemd.umbrella])],
  );
  if (known.length === 0) return [];
  const plain = new Set(known.map(withoutInstance));
  return unitWords(command).flatMap(word => {
    const name = word.value.replace(/\.service$/, '');
    const isOthers = !word.literal || /\.\w+$|[*?[]/.test(name) || machines.test(name);
    return isOthers || plain.has(withoutInstance(name)) ? [] : [{ kind: 'unit' as const, name, word, known }];
  });
}

/** Of the machine itself: what a stack leaves out. */
const machines =
  /^(?:systemd-|docker$|containerd$|sshd?$|crond?$|ufw$|fail2ban$|rsyslog$|networking$|NetworkManager$|chronyd?$|ntpd?$|certbot|snapd|apparmor|auditd|firewalld|unattended-upgrades|multipathd|dbus|iptables|nftables|node_exporter|prometheus-)/;

function unitWords(command: ShellCommand): readonly ShellWord[] {
  const { name, args } = command;
  if (name === 'systemctl') {
    const [verb, ...units] = operandsOf(command, /^-[HMptn]$|^--(?:host|machine|type|property|lines|state)$/);
    return /^(?:start|stop|restart|reload|status|is-active|is-failed|is-enabled|enable|disable|try-restart|reload-or-restart|kill|show|cat|edit)$/.test(
      verb?.value ?? '',
    )
      ? units
      : [];
  }
  if (name === 'service') return /^(?:start|stop|restart|reload|status|force-reload)$/.test(args[1]?.value ?? '') ? args.slice(0, 1) : [];
  return name === 'journalctl' ? args.filter((_, at) => /^(?:-\w*u|--unit)$/.test(args[at - 1]?.value ?? '')) : [];
}

function withoutInstance(unit: string): string {
  return unit.replace(/@.*$/, '@');
}

function containersIn(command: ShellCommand, { name, layout, services }: Stack): readonly UnknownName[] {
  if (layout !== 'network' || !/^(?:docker|podman)$/.test(command.name) || composeCall(command) !== undefined) return [];
  const [verb, word] = operandsOf(command, /^-[uewnt]$|^--(?:user|env|workdir|tail|since|until|time|signal)$/);
  if (!/^(?:logs|exec|restart|stop|start|kill|top|port|pause|unpause)$/.test(verb?.value ?? '') || word?.literal !== true) return [];
  const known = services.map(service => service.containerName ?? `${name}-${service.name}-1`);
  const value = word.value.replaceAll('_', '-');
  const isThere =
    known.some(one => one === word.value || one === value) || services.some(service => value.startsWith(`${name}-${service.name}-`));
  return isThere || /^[0-9a-f]{12,}$/.test(word.value) || !/^[\w.-]+$/.test(word.value)
    ? []
    : [{ kind: 'container', name: word.value, word, known }];
}

const texts = new WeakMap<Stack, string>();

/** Ports of this machine that no line of the stack names; whoever listens on one that is nowhere written is not known. */
function portsIn({ name, args }: ShellCommand, stack: Stack): readonly UnknownName[] {
  if (!/^(?:curl|wget)$/.test(name)) return [];
  const known = [
    ...new Set(stack.services.flatMap(({ ports, expose }) => [...ports.map(({ published, target }) => published ?? target), ...expose])),
  ].map(String);
  if (known.length === 0) return [];
  const text = texts.get(stack) ?? JSON.stringify(stack.services);
  texts.set(stack, text);
  return args.flatMap(word => {
    const port = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1):(\d{2,5})(?=\/|$|\?)/.exec(word.value)?.[1];
    return port === undefined || new RegExp(`(?<!\\d)${port}(?!\\d)`).test(text)
      ? []
      : [{ kind: 'port' as const, name: port, word, known }];
  });
}

/** Scripts in a folder that the stack copies to the reader's machine, and that has no such file; what a command makes is there. */
function scriptsIn(
  { name, words, shell }: ShellCommand,
  { folder, bastion }: Stack,
  { project, commands }: CheckedDocument,
): readonly UnknownName[] {
  const word = /^(?:bash|sh|zsh|python3?|php[\d.]*|ruby|node|perl)$/.test(name) ? words[1] : words[0];
  if (word?.literal !== true || !/^(?:\.{0,2}\/)?[\w.-]+(?:\/[\w.-]+)*\.(?:sh|bash|py|php|m?js|rb|pl)$/.test(word.value)) return [];
  if (!word.value.includes('/') || shell.commands.some(other => /^(?:cd|pushd)$/.test(other.name))) return [];
  const path = resolve(bastion.workdir, word.value);
  const [to, from] = Object.entries(bastion.copy)
    .map(([source, target]) => [resolve(target), source] as const)
    .toSorted(([one], [other]) => other.length - one.length)
    .find(([target]) => path.startsWith(`${target}/`)) ?? ['', undefined];
  if (from === undefined) return [];
  const own = join(folder, from, path.slice(to.length));
  const isMade = commands.some(
    ({ redirects, args, name: tool }) =>
      redirects.some(({ target }) => target?.value === word.value) ||
      (/^(?:cp|mv|curl|wget|tee|git)$/.test(tool) && args.some(({ value }) => value.endsWith(word.value))),
  );
  return isMade || project.exists(own) || !project.exists(dirname(own)) ? [] : [{ kind: 'script', name: word.value, word, known: [] }];
}
