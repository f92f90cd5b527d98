// How nodes and edges are drawn, shared by the neighbourhood of a thing and the graph of a result.
const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = (look) => (look ? (dark.matches ? look.dark : look.colour) : "#888888");
const ink = () => (dark.matches ? "#e8ecf1" : "#1a1a1a");
const paper = () => (dark.matches ? "#1a2029" : "#f6f7f9");

const FONT = getComputedStyle(document.body).fontFamily;
const presentation = await (await fetch("/presentation")).json();
const LONG = 11;

export function nodeOf(found, big = false) {
  const look = presentation.types[found.type];
  const short = found.name.length > LONG ? `${found.name.slice(0, LONG - 1)}…` : found.name;
  return {
    id: found.id,
    label: short,
    title: look ? `${look.label} ${found.name}` : found.name,
    url: found.url,
    shape: look?.shape ?? "dot",
    color: colour(look),
    size: big ? 17 : 10,
    font: { color: ink(), size: big ? 16 : 13, strokeWidth: 3, strokeColor: paper(), face: FONT },
  };
}

export function edgeOf(found, written = false) {
  const look = presentation.predicates[found.predicate];
  const label = look?.label ?? found.predicate;
  return {
    id: `${found.from} ${found.predicate} ${found.to}`,
    from: found.from,
    to: found.to,
    title: label,
    label: written ? label : undefined,
    color: colour(look),
    font: { color: ink(), size: 11, strokeWidth: 3, strokeColor: paper(), face: FONT },
  };
}

/** Draw a network that settles once; a double click on a node opens its page. */
export function draw(canvas, nodes, edges, interaction, iterations = 150) {
  const network = new vis.Network(canvas, { nodes, edges }, {
    layout: { randomSeed: 7 },
    edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, width: 1.4, smooth: false },
    physics: { solver: "forceAtlas2Based", forceAtlas2Based: { gravitationalConstant: -60, springLength: 90 }, stabilization: { iterations } },
    interaction: { hover: true, keyboard: false, ...interaction },
  });
  network.on("stabilizationIterationsDone", () => network.fit());
  network.on("stabilized", () => network.fit({ animation: false }));
  network.on("doubleClick", ({ nodes: [id] }) => { if (id && nodes.get(id).url) location.assign(nodes.get(id).url); });
  return network;
}
