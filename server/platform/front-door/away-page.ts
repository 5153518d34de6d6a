import { createHash } from 'node:crypto'

// Asks until pages are there again, then shows the one that was asked for. A form that was being sent is not sent again.
const SCRIPT = `const wait=[1000,1000,2000,3000,5000];let n=0;
async function look(){try{const r=await fetch('/api/health/live',{cache:'no-store'});if(r.ok){location.replace(location.href);return}}catch{}
setTimeout(look,wait[Math.min(n++,4)])}setTimeout(look,wait[0])`

const hash = createHash('sha256').update(SCRIPT).digest('base64')

/** The policy of the page below: nothing but its own style and its one script. */
export const AWAY_POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** Shown while pages cannot be served: needs no file, says what is safe, and goes away by itself. */
export const AWAY_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<noscript><meta http-equiv="refresh" content="4"></noscript>
<title>Weft is coming back</title>
<style>
:root { --paper: #faf8f3; --ink: #211e1a; --soft: #4b463f; --line: #d3ccbf; --thread: #0e625e }
@media (prefers-color-scheme: dark) { :root { --paper: #181714; --ink: #ede9e1; --soft: #cbc5ba; --line: #423e38; --thread: #79c6bb } }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 16px/1.6 ui-sans-serif, system-ui, sans-serif }
main { max-width: 26rem; padding: 2rem }
svg { display: block; width: 3rem; height: 3rem; margin-bottom: 1.5rem }
h1 { margin: 0 0 .5rem; font: 500 1.75rem/1.25 ui-serif, Georgia, serif; letter-spacing: -.01em }
p { margin: 0 0 1rem; color: var(--soft) }
a { color: var(--ink) }
path { fill: none; stroke: var(--line); stroke-width: 3; stroke-linecap: round }
.thread { stroke: var(--thread); stroke-dasharray: 60; animation: weave 2.4s ease-in-out infinite }
@keyframes weave { 0% { stroke-dashoffset: 60 } 60%, 100% { stroke-dashoffset: 0 } }
@media (prefers-reduced-motion: reduce) { .thread { animation: none } }
</style>
</head>
<body>
<main>
<svg viewBox="0 0 48 48" aria-hidden="true">
<path d="M10 4v40M20 4v40M30 4v40M40 4v40"/>
<path class="thread" d="M2 24c4-8 8-8 12 0s8 8 12 0 8-8 12 0 6 6 8 2"/>
</svg>
<h1>Weft is coming back</h1>
<p role="status">The pages are being started. This usually takes a few seconds, and this one opens by itself as soon as they are there.</p>
<p>Pages that are open in other tabs go on saving. <a href="">Try now</a></p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`
