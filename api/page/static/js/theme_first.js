// Before the first paint, so that no page flashes in the other theme; theme.js does the rest.
try {
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
} catch {
  // Where nothing may be kept, the system's theme it is.
}
