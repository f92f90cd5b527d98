// Draws the map on vis-network's canvas. vis-network keeps the camera, the gestures and the physics;
// its own nodes and edges are hidden, for drawing them one by one with labels is what makes it slow.

const FONT = getComputedStyle(document.body).fontFamily;
const LONG = 320;
const TAU = 2 * Math.PI;

// Edges that are drawn alike: those of the region first, then those between clusters, then the short
// ones; and within these, one predicate after the other.
const kindOf = (edge) => {
  const [a, b] = [edgeFrom[edge], edgeTo[edge]];
  if (hubs.has(a) || hubs.has(b)) return "hub";
  return Math.hypot(home.x[a] - home.x[b], home.y[a] - home.y[b]) > LONG ? "long" : "short";
};
const strokes = ["hub", "long", "short"].flatMap((kind) =>
  graph.predicates.map((_, colour) => ({ kind, colour, edges: [] })),
);
const edgeCount = { hub: 0, long: 0, short: 0 };
graph.edges.forEach(([, , name], edge) => {
  const kind = kindOf(edge);
  edgeCount[kind] += 1;
  strokes.find((stroke) => stroke.kind === kind && stroke.colour === name).edges.push(edge);
});

/** How clear edges are: the more there are, the fainter, until one comes near. */
function clarity(kind, nearness) {
  if (kind === "short") return 0.6;
  const [crowd, most] = kind === "hub" ? [30, 0.1] : [90, 0.6];
  return Math.min(most, (crowd / edgeCount[kind]) * Math.max(1, nearness));
}

const inhabitants = graph.territories.map(([, , x, y, r]) => {
  const inside = [];
  for (let node = 0; node < NODES; node += 1) if (Math.hypot(home.x[node] - x, home.y[node] - y) < r) inside.push(node);
  return inside;
});

let palette = readPalette();
let focus = null;
let hovered = -1;
let hoveredEdge = -1;
let moving = false;
let displaced = false;
let onScreen = { labels: [], titles: [] };

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const get = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ...Object.fromEntries(["paper", "ink", "soft", "line", "land", "accent"].map((name) => [name, get(name)])),
    ...Object.fromEntries(["types", "predicates", "statuses"].map((kind) => [kind, graph[kind].map((look) => (dark ? look.dark : look.colour))])),
  };
}

/** The transformation from the map to the screen. */
function camera() {
  const { x, y } = network.canvasToDOM({ x: 0, y: 0 });
  const frame = document.getElementById("mynetwork");
  return { scale: network.getScale(), x, y, width: frame.clientWidth, height: frame.clientHeight };
}

const screenX = (cam, node) => place.x[node] * cam.scale + cam.x;
const screenY = (cam, node) => place.y[node] * cam.scale + cam.y;
const screenR = (cam, node) => Math.max(1.6, place.size[node] * Math.min(cam.scale, 2.4));

/** Draw all in screen pixels; `ctx` comes with the camera of vis-network, which is set aside. */
function paint(ctx) {
  const cam = camera();
  const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
  const busy = moving && LARGE;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.lineJoin = "round";
  paintTerritories(ctx, cam);
  if (!busy) paintEdges(ctx, cam);
  paintNodes(ctx, cam);
  if (focus) paintFocus(ctx, cam, busy);
  paintMarks(ctx, cam);
  paintLabels(ctx, cam, busy);
  ctx.restore();
}

/** The territories with something in them; none once forces have moved the nodes out of them. */
function lands() {
  return displaced ? [] : graph.territories.filter((_, at) => inhabitants[at].some((node) => shown.node[node]));
}

function paintTerritories(ctx, cam) {
  for (const [, heading, x, y, r] of lands()) {
    ctx.beginPath();
    ctx.arc(x * cam.scale + cam.x, y * cam.scale + cam.y, r * cam.scale, 0, TAU);
    ctx.globalAlpha = heading < 0 ? 0.45 : 1;
    ctx.fillStyle = palette.land;
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

/** One straight line for each edge that crosses the screen. */
function paintEdges(ctx, cam) {
  ctx.lineWidth = 1;
  const nearness = cam.scale / wholeMap().scale;
  for (const { kind, colour, edges: alike } of strokes) {
    if (!alike.length) continue;
    ctx.strokeStyle = palette.predicates[colour];
    ctx.globalAlpha = clarity(kind, nearness) * (focus ? 0.12 : 1);
    let open = 0;
    ctx.beginPath();
    for (const edge of alike) {
      const from = edgeFrom[edge];
      const to = edgeTo[edge];
      if (!shown.edge[edge]) continue;
      const x1 = screenX(cam, from);
      const y1 = screenY(cam, from);
      const x2 = screenX(cam, to);
      const y2 = screenY(cam, to);
      if (outside(cam, x1, y1, x2, y2)) continue;
      ctx.moveTo(x1, y1);
      ctx.lineTo(x2, y2);
      // Long paths are slow to fill in one go, single strokes are slow to start.
      if ((open += 1) % 20 === 0) {
        ctx.stroke();
        ctx.beginPath();
      }
    }
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

const outside = (cam, x1, y1, x2, y2) =>
  (x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > cam.width && x2 > cam.width) || (y1 > cam.height && y2 > cam.height);

function paintNodes(ctx, cam) {
  ctx.strokeStyle = palette.paper;
  ctx.lineWidth = 1.2;
  ctx.globalAlpha = focus ? 0.16 : 1;
  for (let node = NODES - 1; node >= 0; node -= 1) {
    if (shown.node[node] && !focus?.nodes.has(node)) paintNode(ctx, cam, node);
  }
  ctx.globalAlpha = 1;
}

function paintNode(ctx, cam, node) {
  const x = screenX(cam, node);
  const y = screenY(cam, node);
  const r = screenR(cam, node);
  if (x < -r || y < -r || x > cam.width + r || y > cam.height + r) return;
  const type = graph.nodes[node].type;
  ctx.fillStyle = palette.types[type];
  outline(ctx, type, x, y, r);
  ctx.fill();
  if (r > 4) ctx.stroke();
}

/** What is chosen: its edges with arrows and the dashes of their status, and its nodes. */
function paintFocus(ctx, cam, busy) {
  const crowd = focus.edges.size > 120;
  ctx.lineWidth = 1.6;
  ctx.globalAlpha = crowd ? 0.16 : 0.9;
  for (const edge of focus.edges) {
    const x1 = screenX(cam, edgeFrom[edge]);
    const y1 = screenY(cam, edgeFrom[edge]);
    const x2 = screenX(cam, edgeTo[edge]);
    const y2 = screenY(cam, edgeTo[edge]);
    if (outside(cam, x1, y1, x2, y2)) continue;
    ctx.strokeStyle = ctx.fillStyle = palette.predicates[graph.edges[edge][2]];
    ctx.setLineDash(crowd || busy ? [] : graph.statuses[graph.edges[edge][3][0][0]].dashes);
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
    if (!busy && !crowd) paintArrow(ctx, x1, y1, x2, y2, screenR(cam, edgeTo[edge]) + 2);
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.paper;
  for (const node of focus.nodes.keys()) if (shown.node[node]) paintNode(ctx, cam, node);
}

function paintArrow(ctx, x1, y1, x2, y2, gap) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < gap + 12) return;
  const ux = (x2 - x1) / length;
  const uy = (y2 - y1) / length;
  const x = x2 - ux * gap;
  const y = y2 - uy * gap;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x - ux * 8 - uy * 3.5, y - uy * 8 + ux * 3.5);
  ctx.lineTo(x - ux * 8 + uy * 3.5, y - uy * 8 - ux * 3.5);
  ctx.fill();
}

/** Rings around what is chosen and pointed at. */
function paintMarks(ctx, cam) {
  if (hoveredEdge >= 0 && !moving) {
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = 2.5;
    ctx.beginPath();
    ctx.moveTo(screenX(cam, edgeFrom[hoveredEdge]), screenY(cam, edgeFrom[hoveredEdge]));
    ctx.lineTo(screenX(cam, edgeTo[hoveredEdge]), screenY(cam, edgeTo[hoveredEdge]));
    ctx.stroke();
  }
  const chosen = resolve(state.chosen);
  const ends = chosen.kind === "node" ? [chosen.node] : chosen.kind === "pair" ? [chosen.a, chosen.b] : [];
  for (const node of new Set([...ends, hovered])) {
    if (node < 0 || !shown.node[node]) continue;
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(screenX(cam, node), screenY(cam, node), screenR(cam, node) + 4, 0, TAU);
    ctx.stroke();
  }
}
