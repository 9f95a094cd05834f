async (what, times) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }));
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const board = () => document.querySelector(".board")?.textContent ?? "";
  const spent = [];
  let changed = 0;
  for (let k = 0; k < times; k++) {
    await rest(what === "timeline" ? 500 : 30);
    const before = board(), begun = performance.now();
    if (what === "timeline") {
      document.querySelector("[title='Zoom in']").click();
    } else {
      const slider = document.getElementById(what);
      slider.value = String(Number(slider.value) + 9);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    spent.push((await painted()) - begun);
    changed += board() !== before;
  }
  spent.sort((a, b) => a - b);
  const at = (share) => Math.round(spent[Math.min(spent.length - 1, Math.floor(share * spent.length))] * 10) / 10;
  return { median: at(0.5), p95: at(0.95), worst: at(1), changed };
}
