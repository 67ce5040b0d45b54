"""How a shared page looks, in light and in dark."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d2330, #e4e7ee); --faint: light-dark(#5b6474, #9aa4b5); --paper: light-dark(#f5f6f9, #14171d);
  --card: light-dark(#fff, #1c2028); --line: light-dark(#dde1e9, #323846); --good: light-dark(#14692f, #7ad694);
  --bad: light-dark(#b3261e, #ff9d94); --open: light-dark(#7a4d00, #f0c068); --accent: light-dark(#1a56b0, #8ab8ff);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; overflow-wrap: anywhere; }
h2 { margin: 0 0 .75rem; font-size: 1.1rem; overflow-wrap: anywhere; }
h2.event { margin: 2rem 0 .75rem; font-size: 1.3rem; }
h3 { margin: 1rem 0 .5rem; font-size: .95rem; color: var(--faint); }
h4 { margin: 0 0 .35rem; font-size: 1rem; overflow-wrap: anywhere; }
section { margin: 1rem 0; padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
article { margin: .5rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .45rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .35rem 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
p { margin: .35rem 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: .5rem 0; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--faint); font-weight: 600; white-space: nowrap; }
td { overflow-wrap: anywhere; min-width: 5rem; }
code, pre { font: .85rem/1.45 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { margin: .5rem 0; padding: .75rem; background: var(--paper); border-radius: .4rem; white-space: pre-wrap; }
details { margin: .4rem 0; }
summary { cursor: pointer; color: var(--accent); width: max-content; max-width: 100%; }
.mark { font-size: .85rem; font-weight: 600; white-space: nowrap; color: var(--faint); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.open { color: var(--open); }
.none { color: var(--faint); }
@media print { section, article { break-inside: avoid; } body { background: none; } }
"""
