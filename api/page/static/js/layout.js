// Where the nodes of the relations graph stand: forces, run to rest, the same every time.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "../vendor/vendor.js";

const RELATIONS = ["ties", "support", "agreement", "dependence"];

/** Ties and agreements are told by both sides; one line stands for both where they agree. */
export function edgesOf(items) {
  const seen = new Map();
  for (const { actor, stances } of items) {
    for (const stance of stances) {
      if (!RELATIONS.includes(stance.aspect) || !stance.toward) continue;
      const mutual = stance.aspect === "ties" || stance.aspect === "agreement";
      const [a, b] = mutual && stance.toward < actor ? [stance.toward, actor] : [actor, stance.toward];
      const key = [stance.aspect, a, b, stance.subject, stance.value].join("|");
      if (!seen.has(key)) seen.set(key, { key, actor, from: a, to: b, mutual, stance });
    }
  }
  return [...seen.values()];
}

export function placed(edges, width, height) {
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort();
  const nodes = names.map((id, k) => {
    const angle = (2 * Math.PI * k) / names.length;
    return { id, x: width / 2 + Math.cos(angle) * width * 0.3, y: height / 2 + Math.sin(angle) * height * 0.3 };
  });
  const links = edges.map(({ from, to }) => ({ source: from, target: to }));
  forceSimulation(nodes).randomSource(() => 0.5).stop()
    .force("link", forceLink(links).id(({ id }) => id).distance(190).strength(0.35))
    .force("charge", forceManyBody().strength(-1100))
    .force("collide", forceCollide(80))
    .force("x", forceX(width / 2).strength(0.03)).force("y", forceY(height / 2).strength(0.08))
    .tick(300);
  return new Map(nodes.map((node) => [node.id, node]));
}
