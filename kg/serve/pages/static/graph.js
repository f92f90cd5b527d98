// The neighbourhood of a thing, ten neighbours at a time; a click on a node lets it grow too.
const section = document.querySelector(".graph");
const canvas = section.querySelector(".canvas");
const more = section.querySelector(".more");
const told = section.querySelector(".told");
const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = (look) => (look ? (dark.matches ? look.dark : look.colour) : "#888888");
const ink = () => (dark.matches ? "#e8ecf1" : "#1a1a1a");
const paper = () => (dark.matches ? "#1a2029" : "#f6f7f9");

const presentation = await (await fetch("/presentation")).json();
const nodes = new vis.DataSet();
const edges = new vis.DataSet();
const grown = new Map();
const centre = section.dataset.id;

function nodeOf(found) {
  const look = presentation.types[found.type];
  const short = found.name.length > 11 ? `${found.name.slice(0, 10)}…` : found.name;
  return {
    id: found.id,
    label: short,
    title: look ? `${look.label} ${found.name}` : found.name,
    url: found.url,
    shape: look?.shape ?? "dot",
    color: colour(look),
    size: found.id === centre ? 17 : 10,
    font: { color: ink(), size: found.id === centre ? 16 : 13, strokeWidth: 3, strokeColor: paper(), face: "inherit" },
  };
}

function edgeOf(found) {
  const look = presentation.predicates[found.predicate];
  const label = look?.label ?? found.predicate;
  return {
    id: `${found.from} ${found.predicate} ${found.to}`,
    from: found.from,
    to: found.to,
    title: label,
    color: colour(look),
  };
}

async function grow(id, address) {
  const skip = grown.get(id)?.shown ?? 0;
  const answer = await (await fetch(`${address}?skip=${skip}`)).json();
  nodes.update(answer.nodes.filter((found) => !nodes.get(found.id)).map(nodeOf));
  edges.update(answer.edges.map(edgeOf));
  grown.set(id, { shown: Math.min(skip + 10, answer.count), count: answer.count });
  const { shown, count } = grown.get(centre) ?? { shown: 0, count: 0 };
  told.textContent = told.dataset.label.replace("{shown}", shown).replace("{count}", count);
  more.hidden = shown >= count;
  more.textContent = more.dataset.label;
}

section.classList.add("drawn");
const network = new vis.Network(canvas, { nodes, edges }, {
  layout: { randomSeed: 7 },
  edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, width: 1.4, smooth: false },
  physics: { solver: "forceAtlas2Based", forceAtlas2Based: { gravitationalConstant: -60, springLength: 90 }, stabilization: { iterations: 150 } },
  interaction: { hover: true, keyboard: false, zoomView: false },
});
network.on("stabilizationIterationsDone", () => network.fit());
network.on("stabilized", () => network.fit({ animation: false }));
network.on("click", ({ nodes: [id] }) => {
  if (!id || id === centre) return;
  const known = grown.get(id);
  if (!known || known.shown < known.count) grow(id, `${nodes.get(id).url}/neighbours`);
});
network.on("doubleClick", ({ nodes: [id] }) => { if (id && id !== centre) location.assign(nodes.get(id).url); });
more.addEventListener("click", () => grow(centre, section.dataset.neighbours));
await grow(centre, section.dataset.neighbours);
window.neighbourhood = { nodes, edges, network };
