/** Quiet, for screens of any width, dark rooms and paper. No font, image or rule from elsewhere. */
export const style = `
:root{color-scheme:light dark;--ink:#1c2024;--soft:#60666e;--line:#e2e4e8;--paper:#fff;--field:#f6f7f8;--green:#0b6b2e;--green-bg:#e8f4ec;--red:#a3141b;--red-bg:#fbeaea;--amber:#7a4b00;--amber-bg:#fbf1de;--bar:#5aa876;--bar-red:#d4595f;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--ink:#e4e6e9;--soft:#9aa1a9;--line:#30353b;--paper:#15181b;--field:#1d2125;--green:#6fce93;--green-bg:#16291d;--red:#f28b8f;--red-bg:#331b1d;--amber:#e2b25c;--amber-bg:#2e2616;--bar:#3f8a5c;--bar-red:#b3484d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:58rem;padding:2.5rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-variant-ligatures:none;overflow-wrap:anywhere}
h1{font-size:1.9rem;line-height:1.2;margin:.1rem 0 .3rem;letter-spacing:-.01em}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .4rem}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.4rem 0}
ul,ol{margin:.3rem 0;padding-left:1.25rem}
code,pre{font-family:var(--mono);font-size:.84em}
a{color:inherit;text-underline-offset:.15em}
.kicker{margin:0;color:var(--soft);font-size:.85rem;letter-spacing:.02em}
.about,.quiet{color:var(--soft);font-size:.86rem}
.counts{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;padding:0;margin:1.1rem 0 0}
.counts li{padding:.25rem .8rem;border-radius:2rem;background:var(--field);font-size:.92rem}
.counts .verified,.badge.verified,.badge.clean{background:var(--green-bg);color:var(--green)}
.counts .refuted,.badge.refuted,.counts .unexpected{background:var(--red-bg);color:var(--red)}
.counts .inconclusive,.badge.inconclusive{background:var(--amber-bg);color:var(--amber)}
.badge{display:inline-block;padding:.08rem .6rem;border-radius:2rem;font-size:.86rem;font-weight:600;white-space:nowrap}
.mark{color:var(--soft);font-size:.86rem;font-weight:400}
.overview{margin-top:2.2rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .9rem .5rem 0;border-bottom:1px solid var(--line);overflow-wrap:normal}
td:last-child{min-width:14rem}td:nth-child(3){min-width:7rem}
thead th{color:var(--soft);font-weight:500;font-size:.84rem}
.plain th{width:9rem;font-weight:500;color:var(--soft)}
.scenario{margin-top:3rem;padding-top:1.8rem;border-top:1px solid var(--line)}
.verdict{margin:.2rem 0 .5rem}
.sentence{font-size:1.06rem}
p.unexpected{color:var(--red);font-weight:600}
.facts{margin:1rem 0;padding:.75rem 1rem;background:var(--field);border-radius:.6rem;font-size:.93rem}
.facts div{display:flex;gap:1rem;padding:.16rem 0}
.facts dt{flex:0 0 5.5rem;color:var(--soft)}
.facts dd{margin:0}
.findings{list-style:none;padding:0}
.findings li{padding:.3rem 0 .3rem .8rem;border-left:3px solid var(--line);margin:.35rem 0}
.rule{font-family:var(--mono);font-size:.8em;color:var(--amber)}
.at{color:var(--soft);white-space:normal}
.digest{font-size:.78em;color:var(--soft)}
.trial{margin-top:1.8rem}
.trial h3{margin-bottom:.2rem;font-size:1.06rem}
.timeline{margin:.8rem 0}
.timeline svg{width:100%;height:auto;display:block}
svg text{font:10.5px system-ui,"DejaVu Sans",sans-serif;fill:var(--soft)}
svg .tick{text-anchor:middle}
svg .green{fill:var(--bar)}
svg .red{fill:var(--bar-red)}
svg .hatch{stroke:var(--paper);stroke-width:1.4;opacity:.45}
svg .phase,svg .axis{stroke:var(--line);stroke-width:1}
svg .fault{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:3 3}
svg .step.ok{fill:var(--soft)}
svg .step.bad{fill:var(--red)}
.fault-line{font-size:.93rem}
.steps{list-style:none;padding:0;border:1px solid var(--line);border-radius:.6rem;overflow:hidden}
.steps li{border-bottom:1px solid var(--line)}
.steps li:last-child{border-bottom:0}
summary{cursor:pointer}
.steps summary{padding:.5rem .9rem;list-style-position:outside}
.steps li.not-held summary{background:var(--red-bg)}
.steps details>:not(summary){margin-left:.9rem;margin-right:.9rem}
.sign{display:inline-block;width:1.1em;font-weight:700}
.sign.held{color:var(--green)}
.sign.not-held,.message{color:var(--red)}
li.skipped .message,li.not-reached .message{color:var(--soft)}
.status{font-size:.9rem}
pre{background:var(--field);padding:.65rem .8rem;border-radius:.4rem;overflow-x:auto;max-height:24rem;white-space:pre-wrap;margin:.5rem 0}
pre.output{border-left:3px solid var(--line);border-radius:0 .4rem .4rem 0}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 2rem;font-size:.93rem}
.scenario>details{margin-top:1rem}
footer{margin-top:3.5rem;padding-top:1.4rem;border-top:1px solid var(--line);color:var(--soft);font-size:.88rem;max-width:46rem}
footer h2{font-size:1rem;color:var(--ink)}
:focus-visible{outline:2px solid currentColor;outline-offset:2px}
@media (max-width:34rem){.facts div{display:block}.steps .at{display:block}}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10.5pt}.scenario+.scenario{break-before:page}.trial figure,tr,.facts{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}pre{max-height:none}}
@page{size:A4;margin:18mm 16mm}
@media (forced-colors:active){svg .green,svg .step{fill:CanvasText}.badge,.counts li{border:1px solid CanvasText}}
`.trim();
