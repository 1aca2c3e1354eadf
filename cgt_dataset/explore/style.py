"""What the explorer and the static site look like: one style sheet, light and dark, by the reader's setting."""

from __future__ import annotations

CSS = """\
/* Colours are those of the plots; text has a contrast of 4.5 and more on every ground (WCAG AA). */
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f5f7f9; --ink: #1c2128; --muted: #59636e; --line: #dde1e6; --edge: #848d97;
  --link: #00639e; --mark: #a33c00; --mark-ground: #fdf1e9; --term: #eaf2f8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181d; --raised: #1b2128; --ink: #e9edf1; --muted: #a3adb8; --line: #333a43; --edge: #77818d;
    --link: #6cbcf3; --mark: #ff9d60; --mark-ground: #2c2119; --term: #1d2b37;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans CJK SC", "PingFang SC",
    "Microsoft YaHei", sans-serif;
  overflow-wrap: anywhere;
}
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code { font: .875em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0 .75rem; max-width: 44rem; }
summary { cursor: pointer; }
.hint { color: var(--muted); font-size: .875rem; font-weight: 400; }
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}

/* A record */
.record { max-width: 60rem; }
.eyebrow { color: var(--muted); font-size: .875rem; margin: 0 0 .25rem; }
.pointer { color: var(--muted); margin-bottom: 1.5rem; }
.fields { margin: 0; border-top: 1px solid var(--line); }
.field {
  display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: .25rem 1.5rem; padding: .625rem 0;
  border-bottom: 1px solid var(--line);
}
.field > dt { color: var(--muted); font-size: .9375rem; }
.field > dd { margin: 0; }
.fields.inner { border: 0; }
.fields.inner > .field { grid-template-columns: 8rem minmax(0, 1fr); border: 0; padding: .125rem 0; }
.label > summary { list-style: none; width: fit-content; border-bottom: 1px dotted var(--edge); line-height: 1.35; }
.label > summary::-webkit-details-marker { display: none; }
.label > p { font-size: .875rem; line-height: 1.45; margin: .375rem 0; }
.value { display: flex; flex-wrap: wrap; align-items: baseline; gap: .125rem 1rem; }
.value > .content { flex: 1 1 14rem; min-width: 0; }
.value:target, .parts > li:target { background: var(--term); outline: .375rem solid var(--term); }
ol.parts, ul.items, ul.values { margin: 0; padding: 0; list-style: none; }
ol.parts > li + li { margin-top: .5rem; padding-top: .5rem; border-top: 1px dashed var(--line); }
ul.items > li + li, ul.values > li + li { margin-top: .25rem; }
.open { color: var(--muted); font-style: italic; }
.contradicted { color: var(--mark); font-weight: 600; }
.evidence, .which { flex: none; font-size: .875rem; }
.which[open] { flex: 1 0 100%; }
.evidence > summary, .which > summary { color: var(--muted); width: fit-content; padding: .0625rem 0; }
.evidence > summary:hover, .which > summary:hover { color: var(--ink); }
.evidence[open] { flex: 1 0 100%; padding-bottom: .25rem; }
.evidence ol { list-style: none; margin: .375rem 0 0; padding: 0; display: grid; gap: .5rem; }
.evidence li { background: var(--raised); border-left: 3px solid var(--edge); padding: .5rem .75rem; }
.evidence li.against { background: var(--mark-ground); border-left-color: var(--mark); }
.evidence p { margin: 0 0 .25rem; }
.evidence dl { margin: 0; }
.evidence dl > div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0 .75rem; }
.evidence dt { color: var(--muted); }
.evidence dd { margin: 0; }
.referrers { margin: 0; padding: 0; list-style: none; }
.referrers > li { padding: .1875rem 0; max-width: 44rem; }
.referrers > li.value { border-bottom: 1px solid var(--line); }
.which p { font-size: .875rem; margin: .125rem 0 .5rem; }

@media (max-width: 40rem) {
  h1 { font-size: 1.4375rem; }
  .field, .fields.inner > .field { grid-template-columns: minmax(0, 1fr); }
  .fields.inner > .field { padding: .25rem 0; }
  .evidence dl > div { grid-template-columns: minmax(0, 1fr); margin-bottom: .25rem; }
  .evidence > summary, .which > summary { padding: .25rem 0; }
}
@media print {
  .evidence:not([open]) { display: none; }
}
"""
"""The style of a record (`record_page.record_html`) and of what every page has."""
