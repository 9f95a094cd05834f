// A box for what may be wider than the page: it takes the keyboard, and says when there is more.
import { html, useEffect, useRef, useState } from "../vendor/vendor.js";

export function Scroll({ label, children }) {
  const box = useRef(null);
  const [wider, setWider] = useState(false);
  useEffect(() => {
    const node = box.current;  // which an observer may still hear of when it is gone
    const observer = new ResizeObserver(() => setWider(node.scrollWidth > node.clientWidth + 1));
    for (const part of [node, node.firstElementChild]) observer.observe(part);
    return () => observer.disconnect();
  }, []);
  return html`${wider && html`<p class="hint wider">The table goes on to the right: scroll it sideways.</p>`}
    <div class="scroll" ref=${box} tabindex="0" role="region" aria-label=${label}>${children}</div>`;
}
