/** Of the report. Colours keep a contrast of 4.5:1 and more, light and dark. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #4d545d; --paper: #ffffff; --rule: #c8ccd1; --good: #146c2e; --bad: #b3261e;
  --line-0: #0b57d0; --line-1: #b3261e; --line-2: #146c2e; --line-3: #7b4a00; --line-4: #6a3fa0; --line-5: #00687a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --soft: #aeb4bc; --paper: #16181c; --rule: #4a4f57; --good: #81c995; --bad: #f28b82;
    --line-0: #8ab4f8; --line-1: #f28b82; --line-2: #81c995; --line-3: #fdd663; --line-4: #d7aefb; --line-5: #78d9ec; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
.verdict { border-left: 0.3rem solid var(--good); padding-left: 1rem; font-weight: 600; } .verdict.bad { border-color: var(--bad); }
.verdict p { margin: 0.25rem 0; }
.key { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.5rem 0 0; } .key dt { color: var(--soft); } .key dd { margin: 0; font-size: 1.6rem; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 0 2rem; } .plots figure { min-width: 0; }
table { border-collapse: collapse; } th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid var(--rule); text-align: right; }
tbody th, .words td, thead th:first-child { text-align: left; font-weight: normal; } thead th { font-weight: 600; }
figure { margin: 1.5rem 0; } svg { width: 100%; height: auto; } svg text { font-size: 12px; fill: var(--ink); }
.grid { stroke: var(--rule); fill: none; } .line { fill: none; stroke-width: 2; stroke-linecap: round; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; margin: 0.25rem 0; list-style: none; }
.sample { width: 32px; height: 8px; margin-right: 0.4rem; vertical-align: middle; }
.scroll { max-height: 20rem; overflow: auto; } summary { cursor: pointer; }
${[0, 1, 2, 3, 4, 5].map((index) => `.line-${index} { stroke: var(--line-${index}); }`).join(' ')}
`;
