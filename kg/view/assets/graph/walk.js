// Which nodes and edges are shown, which are near a node, and how one node leads to another.

const shown = { node: new Uint8Array(NODES), edge: new Uint8Array(EDGES), nodes: 0 };

/** Apply the filters. */
function refreshShown() {
  const { type, predicate, status, chapter, plan } = state.off;
  const anyOn = (list, off) => !list.length || list.some((value) => !off.has(value));
  for (let node = 0; node < NODES; node += 1) {
    shown.node[node] = Number(
      !type.has(graph.nodes[node].type) &&
        !status.has(nodeStatus[node]) &&
        anyOn(nodeChapters[node], chapter) &&
        anyOn(nodePlans[node], plan),
    );
  }
  const said = ([statusOf, quote]) => {
    const heading = graph.quotes[quote][0];
    return !status.has(statusOf) && !chapter.has(chapterOf[heading]) && !plan.has(graph.headings[heading].plan);
  };
  const tied = new Uint8Array(NODES);
  graph.edges.forEach(([from, to, name, sayings], edge) => {
    shown.edge[edge] = Number(shown.node[from] && shown.node[to] && !predicate.has(name) && sayings.some(said));
    if (shown.edge[edge]) tied[from] = tied[to] = 1;
  });
  if (state.tied) tied.forEach((has, node) => (shown.node[node] &= has));
  shown.nodes = shown.node.reduce((sum, one) => sum + one, 0);
}

const otherEnd = (edge, node) => (edgeFrom[edge] === node ? edgeTo[edge] : edgeFrom[edge]);

/** Whether a walk may go on beyond `node`: the plan's region is tied to all, so ways through it say little. */
const passable = (node, through) => through || !regions.has(node);

/** The nodes within `steps` of `start`, each with its distance. */
function neighbourhood(start, steps, through) {
  const distance = new Map([[start, 0]]);
  let ring = [start];
  for (let step = 1; step <= steps; step += 1) {
    const next = [];
    for (const node of ring) {
      if (node !== start && !passable(node, through)) continue;
      for (const edge of edgesAt[node]) {
        const end = otherEnd(edge, node);
        if (!shown.edge[edge] || distance.has(end)) continue;
        distance.set(end, step);
        next.push(end);
      }
    }
    ring = next;
  }
  return distance;
}

/** The edges of a shortest way from `start` to `end`, or null. */
function shortestWay(start, end, through) {
  const came = new Map([[start, -1]]);
  let ring = [start];
  while (ring.length && !came.has(end)) {
    const next = [];
    for (const node of ring) {
      if (node !== start && !passable(node, through)) continue;
      for (const edge of edgesAt[node]) {
        const far = otherEnd(edge, node);
        if (!shown.edge[edge] || came.has(far)) continue;
        came.set(far, edge);
        next.push(far);
      }
    }
    ring = next;
  }
  if (!came.has(end)) return null;
  const way = [];
  for (let node = end; node !== start; node = otherEnd(way[0], node)) way.unshift(came.get(node));
  return way;
}

/** The way to show: without the region if there is one, else through it. */
function way(start, end) {
  const direct = state.through ? null : shortestWay(start, end, false);
  return direct ?? shortestWay(start, end, true);
}

/** What the present choice brings to the front: nodes by distance, and edges; null for no choice. */
function findFocus() {
  const chosen = resolve(state.chosen);
  if (chosen.kind === "node") {
    const target = resolve(state.target);
    return target.kind === "node" ? wayFocus(chosen.node, target.node) : nodeFocus(chosen.node);
  }
  if (chosen.kind === "pair") {
    const between = edgesAt[chosen.a].filter((edge) => otherEnd(edge, chosen.a) === chosen.b && shown.edge[edge]);
    return { nodes: new Map([[chosen.a, 0], [chosen.b, 0]]), edges: new Set(between) };
  }
  if (chosen.kind === "heading") {
    const inside = nodesUnder(chosen.heading).filter((node) => shown.node[node] && !hubs.has(node));
    return { nodes: new Map(inside.map((node) => [node, 0])), edges: edgesAmong(new Set(inside)) };
  }
  return null;
}

function nodeFocus(node) {
  const near = neighbourhood(node, state.steps, state.through);
  const edges = new Set();
  for (const [end, distance] of near) {
    if (distance >= state.steps || (end !== node && !passable(end, state.through))) continue;
    for (const edge of edgesAt[end]) {
      if (shown.edge[edge] && near.has(otherEnd(edge, end))) edges.add(edge);
    }
  }
  return { nodes: near, edges };
}

function wayFocus(start, end) {
  const edges = way(start, end) ?? [];
  const ends = new Map([[start, 0], [end, 0]]);
  for (const edge of edges) for (const node of [edgeFrom[edge], edgeTo[edge]]) ends.set(node, 0);
  return { nodes: ends, edges: new Set(edges) };
}

function edgesAmong(inside) {
  const found = new Set();
  for (const node of inside) {
    for (const edge of edgesAt[node]) if (shown.edge[edge] && inside.has(otherEnd(edge, node))) found.add(edge);
  }
  return found;
}

/** The nodes that a heading, or one below it, mentions. */
function nodesUnder(heading) {
  const under = (at) => {
    for (let up = at; up >= 0; up = graph.headings[up].parent) if (up === heading) return true;
    return false;
  };
  const cache = graph.headings.map((_, index) => under(index));
  return graph.nodes.flatMap((node, index) => (node.at.some(([at]) => cache[at]) ? [index] : []));
}
