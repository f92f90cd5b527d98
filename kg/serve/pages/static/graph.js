// The neighbourhood of a thing, ten neighbours at a time; a click on a node lets it grow too.
import { draw, edgeOf, nodeOf } from "./net.js";

const section = document.querySelector(".graph");
const canvas = section.querySelector(".canvas");
const more = section.querySelector(".more");
const told = section.querySelector(".told");
const nodes = new vis.DataSet();
const edges = new vis.DataSet();
const grown = new Map();
const centre = section.dataset.id;

async function grow(id, address) {
  const skip = grown.get(id)?.shown ?? 0;
  const answer = await (await fetch(`${address}?skip=${skip}`)).json();
  nodes.update(answer.nodes.filter((found) => !nodes.get(found.id)).map((found) => nodeOf(found, found.id === centre)));
  edges.update(answer.edges.map((found) => edgeOf(found)));
  grown.set(id, { shown: Math.min(skip + 10, answer.count), count: answer.count });
  const { shown, count } = grown.get(centre) ?? { shown: 0, count: 0 };
  told.textContent = told.dataset.label.replace("{shown}", shown).replace("{count}", count);
  more.hidden = shown >= count;
  more.textContent = more.dataset.label;
}

section.classList.add("drawn");
const network = draw(canvas, nodes, edges, { zoomView: false });
network.on("click", ({ nodes: [id] }) => {
  if (!id || id === centre) return;
  const known = grown.get(id);
  if (!known || known.shown < known.count) grow(id, `${nodes.get(id).url}/neighbours`);
});
more.addEventListener("click", () => grow(centre, section.dataset.neighbours));
await grow(centre, section.dataset.neighbours);
window.neighbourhood = { nodes, edges, network };
