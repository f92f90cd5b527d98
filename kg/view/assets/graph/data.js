// The graph as the page carries it, with the look-ups that everything else needs.

const words = graph.words;
const NODES = graph.nodes.length;
const EDGES = graph.edges.length;
const LARGE = EDGES > 1500;
const GOAL = graph.types.findIndex((type) => type.name === "Goal");
const regions = new Set(graph.plans.map((plan) => plan.region).filter((region) => region >= 0));

/** The words for `key`, with {places} filled. */
function word(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const place = { x: new Float64Array(NODES), y: new Float64Array(NODES), size: new Float64Array(NODES) };
const home = { x: new Float64Array(NODES), y: new Float64Array(NODES) };
const label = graph.nodes.map((node) => node.label ?? node.name);
nodes.forEach((row) => {
  place.x[row.id] = home.x[row.id] = row.x;
  place.y[row.id] = home.y[row.id] = row.y;
  place.size[row.id] = row.size;
});

const edgeFrom = new Int32Array(EDGES);
const edgeTo = new Int32Array(EDGES);
const edgesAt = Array.from({ length: NODES }, () => []);
graph.edges.forEach(([from, to], edge) => {
  edgeFrom[edge] = from;
  edgeTo[edge] = to;
  edgesAt[from].push(edge);
  if (to !== from) edgesAt[to].push(edge);
});
const isHub = (node) => regions.has(node) || edgesAt[node].length > Math.max(40, EDGES * 0.12);
const hubs = new Set(Array.from({ length: NODES }, (_, node) => node).filter(isHub));

const chapterOf = graph.headings.map((heading, index) => {
  let top = index;
  while (graph.headings[top].parent >= 0) top = graph.headings[top].parent;
  return top;
});
const nodeChapters = graph.nodes.map((node) => [...new Set(node.at.map(([heading]) => chapterOf[heading]))]);
const nodePlans = nodeChapters.map((list) => [...new Set(list.map((chapter) => graph.headings[chapter].plan))]);
const chapters = [...new Set(nodeChapters.flat())].sort((a, b) => a - b);

const nodeByKey = new Map(graph.nodes.map((node, index) => [node.key, index]));
const headingByKey = new Map(graph.headings.map((heading, index) => [heading.key, index]));

/** A goal's own saying: the one on the edge that leads to it. */
function goalSaying(node) {
  const edge = edgesAt[node].find((at) => edgeTo[at] === node && graph.predicates[graph.edges[at][2]].name === "hasGoal");
  return edge === undefined ? null : graph.edges[edge][3][0];
}

const nodeStatus = graph.nodes.map((node, index) => {
  if (node.type !== GOAL) return -1;
  const saying = goalSaying(index);
  return saying ? saying[0] : -1;
});

/** The key of all that is said between two nodes, whichever way. */
function pairKey(a, b) {
  return `${graph.nodes[a].key}~${graph.nodes[b].key}`;
}

/** What a key names: a node, a pair of nodes, a heading, or nothing. */
function resolve(key) {
  if (nodeByKey.has(key)) return { kind: "node", node: nodeByKey.get(key) };
  if (headingByKey.has(key)) return { kind: "heading", heading: headingByKey.get(key) };
  const [a, b] = key.split("~").map((end) => nodeByKey.get(end));
  return a !== undefined && b !== undefined ? { kind: "pair", a, b } : { kind: "none" };
}

/** `text` as it is compared in a search: widths, case, quotes and dashes don't matter. */
function folded(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[\s"'“”‘’「」《》〈〉·•—–-]/g, "");
}
