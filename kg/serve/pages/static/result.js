// The answer to a query as a graph.
import { draw, edgeOf, nodeOf } from "./net.js";

const FEW = 40;
const LETTERS = 12;
const section = document.querySelector(".graph");
const found = JSON.parse(section.dataset.drawing);
const nodes = new vis.DataSet(found.nodes.map((node) => nodeOf(node)));
const edges = new vis.DataSet(found.edges.map((edge) => edgeOf(edge, found.edges.length <= FEW)));
section.classList.add("drawn");
const network = draw(section.querySelector(".canvas"), nodes, edges, {}, 500);

const ties = new Map();
for (const { from, to } of found.edges) for (const id of [from, to]) ties.set(id, (ties.get(id) ?? 0) + 1);
const ranked = nodes.get().sort((one, other) => ties.get(other.id) - ties.get(one.id));

// Names in letters of one size at any distance: those with most ties first, the others where there is room.
function name() {
  const scale = network.getScale();
  const size = Math.max(LETTERS, 13 * scale);
  const taken = [];
  nodes.update(ranked.map(({ id, label, size: radius }) => {
    const { x, y } = network.canvasToDOM(network.getPosition(id));
    const half = (label.length * size) / 2;
    const box = { left: x - half, right: x + half, top: y - 8, bottom: y + radius * scale + size * 1.5 };
    const free = taken.every((other) => box.left > other.right || box.right < other.left || box.top > other.bottom || box.bottom < other.top);
    if (free) taken.push(box);
    return { id, label: free ? label : "", font: { size: size / scale } };
  }));
  edges.update(edges.get().map(({ id }) => ({ id, font: { size: (size - 1) / scale } })));
}

let timer = 0;
network.on("zoom", () => { clearTimeout(timer); timer = setTimeout(name, 120); });
network.once("stabilizationIterationsDone", () => {
  network.setOptions({ physics: false });
  network.fit({ animation: false });
  name();
  section.classList.add("settled");
});
window.result = { nodes, edges, network };
