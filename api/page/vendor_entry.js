// What the page takes from the libraries; `make vendor` bundles it into static/vendor/vendor.js.
export { Component, h, render } from "preact";
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export { html } from "htm/preact";
export { scaleLinear, scaleUtc } from "d3-scale";
export { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
