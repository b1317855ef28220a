/** Where on this machine somebody listens: TCP and UDP. */
export interface Target {
  readonly host: string;
  readonly tcp: number;
  readonly udp: number;
}

/** A page that tries every way out that a page has, and says `tried all` when each has come to its end. */
export function escapePage(targets: readonly Target[]): string {
  return `<!doctype html><title>Escape</title><p id="own"></p><p id="file"></p><p id="end"></p><script>
const targets = ${JSON.stringify(targets)};
const ended = (thing, ...names) => new Promise(done => names.forEach(name => thing.addEventListener(name, done, { once: true })));
const framed = src => { const frame = Object.assign(document.createElement('iframe'), { src }); document.body.append(frame); return ended(frame, 'load', 'error'); };
const linked = (rel, href) => document.head.append(Object.assign(document.createElement('link'), { rel, href }));
async function gather(url) {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: url, username: 'a', credential: 'b' }] });
  peer.createDataChannel('a');
  await peer.setLocalDescription(await peer.createOffer());
  while (peer.iceGatheringState !== 'complete') await ended(peer, 'icegatheringstatechange');
}
async function tryAll({ host, tcp, udp }) {
  const to = name => 'http://' + host + ':' + tcp + '/' + name;
  const image = Object.assign(new Image(), { src: to('image') });
  const socket = new WebSocket(to('socket').replace('http', 'ws'));
  const events = new EventSource(to('events'));
  navigator.sendBeacon(to('beacon'), 'a');
  linked('preconnect', to('preconnect')); linked('dns-prefetch', to('dns')); linked('prefetch', to('prefetch')); linked('stylesheet', to('style'));
  const worker = new Worker(URL.createObjectURL(new Blob(['fetch("' + to('worker') + '", { mode: "no-cors" }).finally(() => postMessage(1))'])));
  const ways = [
    fetch(to('fetch'), { mode: 'no-cors' }), ended(image, 'load', 'error'), ended(socket, 'open', 'error'), ended(events, 'open', 'error'), ended(worker, 'message', 'error'),
    framed(to('frame')), framed('/away?to=' + encodeURIComponent(to('redirected-frame'))), fetch('/away?to=' + encodeURIComponent(to('redirected-fetch')), { mode: 'no-cors' }),
    gather('stun:' + host + ':' + udp), gather('turn:' + host + ':' + udp), gather('turn:' + host + ':' + tcp + '?transport=tcp'),
  ];
  if (window.WebTransport) ways.push(Promise.resolve().then(() => new WebTransport('https://' + host + ':' + udp + '/').ready));
  await Promise.allSettled(ways);
  events.close();
}
(async () => {
  own.textContent = 'own: ' + await fetch('/own').then(answer => answer.text(), String);
  file.textContent = 'file: ' + await fetch('file:///etc/hostname').then(answer => answer.text(), () => 'refused');
  await Promise.race([framed('file:///etc/hostname'), new Promise(done => setTimeout(done, 500))]);
  await Promise.allSettled(targets.map(tryAll));
  end.textContent = 'tried all';
})();
</script>`;
}
