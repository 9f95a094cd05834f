// Drag pans, wheel with Ctrl (or a pinch) zooms, a click opens.
import { useEffect, useRef } from "../../vendor/vendor.js";
import { barAt } from "./find.js";
import { panned } from "./view.js";

export function usePointer({ view, scene, at, setHover, setSpan, days, zoom, open, box }) {
  const drag = useRef(null);
  const place = (event) => { const edge = box.current.getBoundingClientRect(); return [event.clientX - edge.left, event.clientY - edge.top]; };
  const bar = (event) => barAt(scene, view(), at, ...place(event));
  useEffect(() => {
    const wheel = (event) => {
      const sideways = event.shiftKey ? event.deltaY : Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : 0;
      if (event.ctrlKey || event.metaKey) { const seen = now.current(); zoom(Math.exp(event.deltaY * 0.004), seen.day(place(event)[0])); }
      else if (sideways) setSpan((old) => panned(old, (sideways / 800) * (old[1] - old[0]), days));
      else return;
      event.preventDefault();
    };
    box.current.addEventListener("wheel", wheel, { passive: false });
    const element = box.current;
    return () => element.removeEventListener("wheel", wheel);
  }, [days]);
  const now = useRef(view);
  now.current = view;
  return {
    onPointerDown: (event) => { if (event.button === 0) drag.current = { x: event.clientX, moved: false }; },
    onPointerMove: (event) => {
      if (!drag.current || !(event.buttons & 1)) { drag.current = null; setHover(bar(event)); return; }
      const by = event.clientX - drag.current.x;
      if (Math.abs(by) < 3 && !drag.current.moved) return;
      drag.current.moved = true;
      drag.current.x = event.clientX;
      const seen = view();
      setSpan((old) => panned(old, -by * ((seen.to - seen.from) / (seen.width - seen.gutter)), days));
    },
    onPointerUp: (event) => { if (drag.current && !drag.current.moved) open(bar(event)); drag.current = null; },
    onPointerLeave: () => setHover(null),
  };
}
