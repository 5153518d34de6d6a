/** A page as HTML that has one of most blocks: what the screenshots show of them. */
export const EVERY_BLOCK = `
<h2>What the weavers keep</h2>
<p>Each loom has a book. It says <strong>what was woven</strong>, <em>for whom</em>, and with which <code>thread</code>.</p>
<ul data-type="taskList">
  <li data-type="taskItem" data-checked="true"><p>Copy the book of the northern loom</p></li>
  <li data-type="taskItem" data-checked="false"><p>Ask the archive for the years before 1911</p></li>
</ul>
<table>
  <tr><th>Loom</th><th>Width</th><th>Since</th></tr>
  <tr><td>North</td><td>1.20 m</td><td>1894</td></tr>
  <tr><td>Quay</td><td>0.90 m</td><td>1911</td></tr>
</table>
<div data-type="callout" data-kind="note"><p>The book of the quay is in the archive until May.</p></div>
<pre><code class="language-ts">export function picksPerHour(rows: number, minutes: number): number {
  return (rows / minutes) * 60
}</code></pre>
<details><summary>Thread that is kept aside</summary><p>Twelve spools of grey wool.</p></details>
<blockquote><p>A line that was woven stays where it was woven.</p></blockquote>
<hr>
<ol><li><p>Warp</p></li><li><p>Weft</p></li></ol>
`
