/** Quiet, for screens of any width, dark rooms and paper. No font, image or rule from elsewhere. */
export const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59606a;--line:#dfe2e7;--paper:#fff;--field:#f5f6f8;--green:#0a6129;--green-bg:#e6f4ea;--red:#9b1219;--red-bg:#fcebeb;--amber:#714500;--amber-bg:#fcf2de;--bar:#5aa876;--bar-red:#d4595f;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#a3abb5;--line:#333941;--paper:#14171a;--field:#1d2125;--green:#79d69c;--green-bg:#14281b;--red:#f7979b;--red-bg:#351a1c;--amber:#e8bb68;--amber-bg:#2e2515;--bar:#3f8a5c;--bar-red:#b3484d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:2.2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-variant-ligatures:none;overflow-wrap:anywhere}
h1{font-size:1.15rem;line-height:1.3;margin:0;font-weight:600}
h2{font-size:1.4rem;line-height:1.3;margin:0 0 .5rem;letter-spacing:-.01em}
h3{font-size:1.05rem;margin:2rem 0 .5rem}
h4{font-size:1rem;margin:0 0 .3rem}
p{margin:.4rem 0}
ul,ol{margin:.3rem 0;padding-left:1.25rem}
code,pre{font-family:var(--mono);font-size:.84em}
a{color:inherit;text-underline-offset:.15em}
section>h2{margin-top:2.6rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;margin:0}
.skip{position:absolute;left:-99rem;top:.5rem;padding:.5rem 1rem;background:var(--ink);color:var(--paper);border-radius:.4rem;z-index:1}
.skip:focus{left:1rem}
.kicker{margin:0;color:var(--soft);font-size:.85rem;letter-spacing:.02em}
.about,.quiet{color:var(--soft);font-size:.86rem}
.hero{margin:1.2rem 0 0;padding:1.4rem 1.6rem;border-radius:.9rem;background:var(--field);border-left:.5rem solid var(--soft)}
.hero.good{background:var(--green-bg);border-color:var(--green)}
.hero.bad{background:var(--red-bg);border-color:var(--red)}
.hero.unsure{background:var(--amber-bg);border-color:var(--amber)}
.hero .headline{margin:0 0 .3rem;font-size:1.9rem;line-height:1.2;font-weight:700;letter-spacing:-.015em}
.hero.good .headline{color:var(--green)}.hero.bad .headline{color:var(--red)}.hero.unsure .headline{color:var(--amber)}
.counts{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;padding:0;margin:1rem 0 0}
.counts li{padding:.2rem .75rem;border-radius:2rem;background:var(--paper);font-size:.92rem}
.counts li.none{color:var(--soft)}
.counts .verified:not(.none),.badge.verified,.badge.clean{color:var(--green)}
.counts .refuted:not(.none),.badge.refuted,.counts .unexpected{color:var(--red)}
.counts .inconclusive:not(.none),.badge.inconclusive{color:var(--amber)}
.badge{display:inline-block;padding:.05rem .6rem;border-radius:2rem;font-size:.86rem;font-weight:600;background:var(--field);overflow-wrap:normal}
.badge.verified,.badge.clean{background:var(--green-bg)}.badge.refuted{background:var(--red-bg)}.badge.inconclusive{background:var(--amber-bg)}
.mark{color:var(--soft);font-size:.86rem;font-weight:400}
.scroll{position:relative;overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--soft);font-size:.86rem;padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;border-bottom:1px solid var(--line);overflow-wrap:normal}
tbody th{font-weight:500}
td code,th code{overflow-wrap:anywhere}
.number{font-variant-numeric:tabular-nums;white-space:nowrap}
thead th{color:var(--soft);font-weight:500;font-size:.84rem}
.overview{margin-top:1.2rem}
.overview th[scope=row]{min-width:12rem}.overview td:last-child{min-width:14rem}.overview td:nth-child(3),.overview td:nth-child(4){white-space:nowrap}td .badge,td .mark{white-space:nowrap}
.plain{margin:.6rem 0}
.plain th{width:10rem;font-weight:500;color:var(--soft)}
.missing{color:var(--soft)}
.left-out{padding:.7rem 1rem;background:var(--amber-bg);color:var(--amber);border-radius:.6rem}
.scenario{margin-top:3.2rem;padding-top:.6rem;border-top:2px solid var(--line)}
.scenario>h2{margin-top:1.2rem}
.verdict{margin:.2rem 0 .5rem}
.sentence{font-size:1.12rem}
p.unexpected,.overdue{color:var(--red);font-weight:600}
.facts{margin:1rem 0;padding:.75rem 1rem;background:var(--field);border-radius:.6rem;font-size:.93rem}
.facts div{display:flex;gap:1rem;padding:.16rem 0}
.facts dt{flex:0 0 5.5rem;color:var(--soft)}
.facts dd{margin:0;min-width:0}
.words{display:grid;grid-template-columns:9rem 1fr;gap:.3rem 1rem;margin:.5rem 0;font-size:.93rem}
.words dt{font-weight:600}.words dd{margin:0}
.findings{list-style:none;padding:0}
.findings li{padding:.3rem 0 .3rem .8rem;border-left:3px solid var(--line);margin:.35rem 0}
.rule{font-family:var(--mono);font-size:.8em;color:var(--amber)}
.at{color:var(--soft);white-space:normal}
.digest{font-size:.78em;color:var(--soft)}
.trial{margin-top:1.8rem;padding-left:1rem;border-left:3px solid var(--line)}
.timeline{margin:.8rem 0}
.timeline svg{width:100%;min-width:38rem;height:auto;display:block}
svg text{font:11px system-ui,"DejaVu Sans",sans-serif;fill:var(--soft)}
svg .mark-label{fill:var(--ink);font-weight:600}svg .before{text-anchor:end}
svg .tick{text-anchor:middle}
svg .green,.key.up{fill:var(--bar);background:var(--bar)}
svg .red{fill:var(--bar-red)}
svg .hatch{stroke:var(--paper);stroke-width:1.6;opacity:.55}
svg .phase,svg .axis{stroke:var(--line);stroke-width:1}
svg .mark-fault{stroke:var(--red);stroke-width:1.3}
svg .mark-back{stroke:var(--green);stroke-width:1.3}
svg .mark-target{stroke:var(--ink);stroke-width:1.3;stroke-dasharray:4 3}
svg .step.ok{fill:var(--soft)}
svg .step.bad{fill:var(--red)}
.key{display:inline-block;width:1.4em;height:.7em;border-radius:2px;margin-left:.4em}
.key.down{background:repeating-linear-gradient(135deg,var(--bar-red) 0 3px,var(--paper) 3px 5px)}
.fault-line{font-size:.93rem}
.steps{list-style:none;padding:0;border:1px solid var(--line);border-radius:.6rem}
.steps li{border-bottom:1px solid var(--line)}
.steps li:last-child{border-bottom:0}
summary{cursor:pointer;padding:.25rem 0}
.steps summary{padding:.5rem .9rem;list-style-position:inside}
.steps li.not-held summary{background:var(--red-bg)}
.steps details>:not(summary){margin-left:.9rem;margin-right:.9rem}
.sign{display:inline-block;min-width:1.1em;font-weight:700}
.sign.held{color:var(--green)}
.sign.not-held,.message{color:var(--red)}
li.skipped .message,li.not-reached .message{color:var(--soft)}
.status{font-size:.9rem}
pre{background:var(--field);padding:.65rem .8rem;border-radius:.4rem;overflow:auto;max-height:24rem;white-space:pre-wrap;margin:.5rem 0;overflow-wrap:anywhere}
pre.output{border-left:3px solid var(--line);border-radius:0 .4rem .4rem 0}
footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.88rem}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
@media (max-width:34rem){body{padding:1.2rem 1rem 3rem}.hero{padding:1rem 1.1rem}.hero .headline{font-size:1.45rem}.facts div{display:block}.words{display:block}.words dt{margin-top:.6rem}.steps .at{display:block}.trial{padding-left:.6rem}.plain th{width:6.5rem}.scroll table{min-width:34rem}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--field:#f4f4f4;--green:#0a6129;--green-bg:#e6f4ea;--red:#9b1219;--red-bg:#fcebeb;--amber:#714500;--amber-bg:#fcf2de;--bar:#5aa876;--bar-red:#d4595f}
body{max-width:none;padding:0;font-size:9.5pt;print-color-adjust:exact}.skip{display:none}.scenario{break-before:page;border-top:0}.scenario>h2{margin-top:0}h2,h3,h4,caption,summary{break-after:avoid}.timeline,tr,.facts,.hero,.findings li,.fault-line{break-inside:avoid}thead{display:table-header-group}details::details-content{content-visibility:visible;block-size:auto}pre{max-height:none}.scroll{overflow:visible}.timeline svg{min-width:0}table{font-size:8.5pt}th,td{overflow-wrap:break-word;padding-right:.6rem}td .badge,td .mark{white-space:normal}.overview th[scope=row],.overview td:last-child{min-width:0}}
@page{size:A4;margin:16mm 15mm 18mm;@bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt sans-serif}@bottom-left{content:"Drill report";font:8pt sans-serif}}
@media (forced-colors:active){svg text,svg .mark-label{fill:CanvasText}svg .green,svg .step.ok{fill:CanvasText}svg .step.bad{fill:Highlight}svg .red{fill:Canvas}svg .hatch{stroke:CanvasText;opacity:1}svg .phase,svg .axis,svg .mark-fault,svg .mark-back,svg .mark-target{stroke:CanvasText}.badge,.counts li,.hero,pre{border:1px solid CanvasText}.key{forced-color-adjust:none;border:1px solid CanvasText}.key.up{background:CanvasText}.key.down{background:Canvas}}
`.trim();
