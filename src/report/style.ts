/** The style sheet of every page. Colours are variables with a light and a dark value; print is always light. */
import { palette, paletteVariables } from './charts/palette.ts';

const light = `--bg:#f5f6f8;--card:#fff;--ink:#1d2127;--muted:#5c6470;--line:#e1e4ea;--shade:#1d212738;--link:#2457c5;
--error:#b3261e;--error-bg:#fdf0ef;--warning:#8a5300;--warning-bg:#fdf5e6;--info:#2457c5;--info-bg:#eff4fe;--success:#18794e;--success-bg:#edf8f2;
${paletteVariables('light')}`;

const dark = `--bg:#0f1216;--card:#171b21;--ink:#e8eaed;--muted:#a3abb7;--line:#2a3039;--shade:#e8eaed4d;--link:#86abff;
--error:#ff8f85;--error-bg:#2a1719;--warning:#f0b45c;--warning-bg:#2a2115;--info:#86abff;--info-bg:#161f33;--success:#5fcf9b;--success-bg:#12251d;
${paletteVariables('dark')}`;

const keys = Object.keys(palette)
  .map((role) => `.key-${role}{background:var(--chart-${role});border-color:var(--chart-${role})}`)
  .join('');

/** Shades the side to which there is more to scroll: covers of the background's colour travel along, the shades below them stay. */
const scrollHint = `background:linear-gradient(90deg,var(--card) 35%,transparent) 0 0/44px 100% no-repeat local,
linear-gradient(270deg,var(--card) 35%,transparent) 100% 0/44px 100% no-repeat local,
linear-gradient(90deg,var(--shade),transparent) 0 0/18px 100% no-repeat,
linear-gradient(270deg,var(--shade),transparent) 100% 0/18px 100% no-repeat`;

export const styleSheet = `
:root{color-scheme:light dark;${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:6rem}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
.column{max-width:1160px;margin:0 auto;padding:0 20px}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--card);padding:8px;z-index:3}
a{color:var(--link)}
header{background:var(--card);padding:34px 0 26px}
.kicker{margin:0 0 8px;color:var(--muted);font-size:14px}
h1{margin:0;font-size:clamp(22px,3.4vw,33px);line-height:1.25;letter-spacing:-.015em;font-weight:680;max-width:34em;text-wrap:balance}
nav{background:var(--card);border-bottom:1px solid var(--line);position:sticky;top:0;z-index:2}
nav ul{display:flex;flex-wrap:wrap;gap:0 2px;list-style:none;padding-top:0;padding-bottom:0}
nav a{display:block;padding:10px;color:var(--muted);text-decoration:none;font-size:14px;white-space:nowrap;border-bottom:2px solid transparent}
nav .column{padding-left:10px}
nav a:hover,nav a:focus{color:var(--ink);border-color:var(--link)}
main{padding-top:24px;padding-bottom:48px}
section{margin-top:44px}
h2{font-size:21px;line-height:1.3;margin:0 0 6px;letter-spacing:-.01em}
h3{font-size:15px;line-height:1.35;margin:0}
.lead{margin:0 0 16px;color:var(--muted);max-width:46em}
p{margin:0 0 12px;max-width:48em}
.note{margin:10px 0 0;color:var(--muted);font-size:13.5px;line-height:1.45}
.card,.table,.facts,.tile{background:var(--card);border:1px solid var(--line);border-radius:10px}
.card{margin:0;padding:16px}
.gallery{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));align-items:start;margin-bottom:16px}
.tiles{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(min(46%,180px),1fr));margin:0 0 16px}
.tile{padding:13px 16px}
.tile dt{color:var(--muted);font-size:13.5px}
.tile dd{margin:0}
.tile .value{font-size:25px;line-height:1.3;font-weight:640;letter-spacing:-.01em;font-variant-numeric:tabular-nums}
.tile .detail{color:var(--muted);font-size:13.5px;font-variant-numeric:tabular-nums}
.chart{display:block;width:100%;max-width:460px;height:auto;margin:6px auto 0;overflow:visible}
.chart text{font-size:12px;font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:6px 0 0;padding:0;font-size:13.5px;color:var(--muted)}
.key{display:inline-block;width:14px;height:4px;border-radius:2px;margin-right:7px;vertical-align:.22em;border:0 solid}
.key.dashed{height:0;background:none;border-top-width:2px;border-top-style:dashed;border-radius:0}
${keys}
.table{overflow-x:auto;padding:14px 16px 8px;margin-bottom:16px}
table{border-collapse:collapse;width:100%;font-size:14.5px}
caption{text-align:left;font-weight:600;font-size:15px;padding-bottom:8px}
th,td{padding:7px 14px 7px 0;text-align:left;vertical-align:top;border-top:1px solid var(--line);font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-size:13px;border-top:0;vertical-align:bottom}
th,td{overflow-wrap:normal}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.number+td.text,td.number+td.code,th.number+th.text,th.number+th.code{padding-left:14px}
tr.stressed>*{font-weight:640}
tr.stressed>.code{font-weight:400}
.range{color:var(--muted);font-weight:400}
code,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
pre{margin:0 0 12px;padding:12px 16px;background:var(--card);border:1px solid var(--line);border-radius:10px;white-space:pre-wrap}
.facts{margin:0 0 16px;padding:4px 16px}
.facts>div{display:grid;grid-template-columns:minmax(9em,15em) 1fr;gap:0 16px;padding:8px 0;border-top:1px solid var(--line)}
.facts>div:first-child{border-top:0}
.facts dt{color:var(--muted);font-size:14.5px}.facts dd{margin:0}.facts dd p:last-child{margin-bottom:0}
.callout{border:1px solid var(--line);border-left:4px solid;border-radius:8px;padding:11px 16px;margin:0 0 10px}
.callout p:last-child,.callout ul:last-child{margin-bottom:0}
.callout ul{margin:4px 0 0;padding-left:20px}
.callout-title{margin:0;font-weight:600}
.callout-body{margin-top:3px;font-size:15px}
.badge{display:inline-block;font-size:12px;line-height:1;padding:4px 7px;border-radius:5px;margin-right:5px;vertical-align:.1em}
.error{border-left-color:var(--error);background:var(--error-bg)}.error .badge{background:var(--error)}
.warning{border-left-color:var(--warning);background:var(--warning-bg)}.warning .badge{background:var(--warning)}
.info{border-left-color:var(--info);background:var(--info-bg)}.info .badge{background:var(--info)}
.success{border-left-color:var(--success);background:var(--success-bg)}.success .badge{background:var(--success)}
.badge.good{background:var(--success)}.badge.bad{background:var(--error)}
.badge{color:var(--card)}
details{margin-bottom:10px}summary{cursor:pointer;color:var(--link);padding:8px 0;font-size:14.5px}
.table details{margin:0;border-top:1px solid var(--line)}
.stack>*{margin-bottom:16px}.stack>:last-child{margin-bottom:0}
.checks{list-style:none;margin:8px 0 0;padding:0}
.checks li{border-top:1px solid var(--line);padding:10px 0}.checks li:first-child{border-top:0}.checks li:last-child{padding-bottom:0}
.check-title{margin:0;font-weight:600}.checks .note{margin-top:4px}
.arrow{color:var(--muted);font-weight:400}
footer{border-top:1px solid var(--line);padding:20px 0 32px;color:var(--muted);font-size:13.5px}
footer p{margin:0 0 4px}
@media (max-width:640px){
html{scroll-padding-top:3.5rem}nav .column{padding-left:4px}nav ul{flex-wrap:nowrap;overflow-x:auto;scrollbar-width:none;${scrollHint}}
.column{padding:0 14px}header{padding:22px 0 18px}main{padding-top:16px}section{margin-top:34px}
.card,.table{padding-left:12px;padding-right:12px}
.facts{padding:4px 12px}.facts>div{grid-template-columns:1fr}
.tile{padding:10px 12px}.tile .value{font-size:21px}
table{font-size:14px}th,td{padding-right:10px}
.range{display:block;font-size:13px}
}
@media print{
body{background:#fff;font-size:11pt}nav,.skip{display:none}header{padding-top:0}
section{break-inside:auto;margin-top:24px}.card,.callout,tr,.tile{break-inside:avoid}h2,h3,caption{break-after:avoid}
.table{overflow:visible}.chart{max-width:340px}summary{display:none}
details::details-content{content-visibility:visible;display:block}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;
