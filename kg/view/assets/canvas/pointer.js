// The pointer and the keyboard on the map: hover, click, drag, move, zoom.

const stage = document.getElementById("mynetwork");
const tip = document.getElementById("tip");
const REACH = { mouse: 4, touch: 14 };
const TIP_FACTS = 5;
const TIP_QUOTE = 90;

/** The node under a point of the map, the small before the large; -1 for none. */
function nodeAt(x, y, reach) {
  const cam = camera();
  let best = -1;
  let least = Infinity;
  for (let node = 0; node < NODES; node += 1) {
    if (!shown.node[node] || (focus && !focus.nodes.has(node))) continue;
    const distance = Math.hypot(screenX(cam, node) - x, screenY(cam, node) - y);
    if (distance <= screenR(cam, node) + reach && distance < least) {
      best = node;
      least = distance;
    }
  }
  return best;
}

/** The edge under a point; only those that are drawn clearly. */
function edgeAt(x, y, reach) {
  const cam = camera();
  let best = -1;
  let least = reach;
  for (let edge = 0; edge < EDGES; edge += 1) {
    if (!shown.edge[edge] || !(focus ? focus.edges.has(edge) : !hubs.has(edgeFrom[edge]) && !hubs.has(edgeTo[edge]))) continue;
    const x1 = screenX(cam, edgeFrom[edge]);
    const y1 = screenY(cam, edgeFrom[edge]);
    const dx = screenX(cam, edgeTo[edge]) - x1;
    const dy = screenY(cam, edgeTo[edge]) - y1;
    const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(x1 + along * dx - x, y1 + along * dy - y);
    if (distance < least) {
      best = edge;
      least = distance;
    }
  }
  return best;
}

const inBox = ([x1, y1, x2, y2], x, y) => x >= x1 && x <= x2 && y >= y1 && y <= y2;

/** What a point of the map shows: a node or its name, an edge, a title, or nothing. */
function thingAt(x, y, reach) {
  const node = nodeAt(x, y, reach);
  if (node >= 0) return { node };
  const written = onScreen.labels.find(({ box }) => inBox(box, x, y));
  if (written) return { node: written.node };
  const title = onScreen.titles.find(({ box }) => inBox(box, x, y));
  if (title) return { title };
  const edge = edgeAt(x, y, reach);
  return edge >= 0 ? { edge } : {};
}

let waiting = null;

/** Redraw once, on the next frame. */
function redraw() {
  waiting ??= requestAnimationFrame(() => {
    waiting = null;
    network.redraw();
  });
}

function hover(event) {
  if (event.pointerType === "touch" || moving) return;
  const { left, top } = stage.getBoundingClientRect();
  const { node = -1, edge = -1, title } = thingAt(event.clientX - left, event.clientY - top, REACH.mouse);
  stage.style.cursor = node >= 0 || edge >= 0 || title?.heading >= 0 ? "pointer" : "";
  if (node !== hovered || edge !== hoveredEdge) {
    hovered = node;
    hoveredEdge = edge;
    showTip(event);
    redraw();
  } else if (!tip.hidden) {
    placeTip(event);
  }
}

function leave() {
  hovered = hoveredEdge = -1;
  tip.hidden = true;
  redraw();
}

/** Plain text beside the pointer: type, facts, and a quote. */
function showTip(event) {
  const lines = hovered >= 0 ? nodeTip(hovered) : hoveredEdge >= 0 ? edgeTip(hoveredEdge) : null;
  tip.hidden = !lines;
  if (!lines) return;
  const [heading, ...rest] = lines;
  tip.replaceChildren(h("b", {}, heading), ...rest.map((line) => h("span", {}, line)));
  placeTip(event);
}

function placeTip(event) {
  const { innerWidth, innerHeight } = window;
  const { offsetWidth, offsetHeight } = tip;
  const x = event.clientX + 16 + offsetWidth > innerWidth ? event.clientX - offsetWidth - 12 : event.clientX + 16;
  tip.style.left = `${Math.max(4, x)}px`;
  tip.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - offsetHeight - 8))}px`;
}

const cut = (text, most) => (text.length > most ? `${text.slice(0, most)}…` : text);

function nodeTip(node) {
  const edges = edgesAt[node].filter((edge) => shown.edge[edge]);
  const facts = edges.slice(0, TIP_FACTS).map((edge) => {
    const [from, to, name, [[status]]] = graph.edges[edge];
    const arrow = from === node ? `${graph.predicates[name].label} → ` : `← ${graph.predicates[name].label} `;
    return `${arrow}${label[from === node ? to : from]} · ${graph.statuses[status].label}`;
  });
  if (edges.length > TIP_FACTS) facts.push(word("more-facts", { count: edges.length - TIP_FACTS }));
  const type = graph.types[graph.nodes[node].type].label;
  return [cut(graph.nodes[node].name, TIP_QUOTE), type, ...facts, ...quoteTip(edges[0])];
}

function edgeTip(edge) {
  const [from, to, name, [[status]]] = graph.edges[edge];
  const heading = `${label[from]} — ${graph.predicates[name].label} → ${label[to]}`;
  return [heading, graph.statuses[status].label, ...quoteTip(edge)];
}

function quoteTip(edge) {
  if (edge === undefined) return [];
  const [heading, line, , , text] = graph.quotes[graph.edges[edge][3][0][1]];
  return [`“${cut(text, TIP_QUOTE)}”`, `${graph.headings[heading].label} · ${word("line", { line })}`];
}

/** A click chooses what it hits; a click on nothing lets go. */
network.on("click", ({ pointer, event }) => {
  const reach = REACH[event.pointerType === "touch" ? "touch" : "mouse"];
  const { node, edge, title } = thingAt(pointer.DOM.x, pointer.DOM.y, reach);
  tip.hidden = true;
  if (node !== undefined) choose(graph.nodes[node].key);
  else if (edge !== undefined) choose(pairKey(edgeFrom[edge], edgeTo[edge]));
  else if (title?.heading >= 0) choose(graph.headings[title.heading].key);
  else choose("");
});

// A node under the mouse is dragged instead of the map.
let dragged = -1;

stage.addEventListener(
  "pointerdown",
  (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    const { left, top } = stage.getBoundingClientRect();
    dragged = nodeAt(event.clientX - left, event.clientY - top, REACH.mouse);
    if (dragged >= 0) network.setOptions({ interaction: { dragView: false } });
  },
  { capture: true },
);

window.addEventListener("pointermove", (event) => {
  if (dragged < 0 || !event.buttons || Math.hypot(event.movementX, event.movementY) === 0) return;
  const { left, top } = stage.getBoundingClientRect();
  const at = network.DOMtoCanvas({ x: event.clientX - left, y: event.clientY - top });
  place.x[dragged] = at.x;
  place.y[dragged] = at.y;
  network.moveNode(dragged, at.x, at.y);
  tip.hidden = true;
  redraw();
});

window.addEventListener("pointerup", () => {
  if (dragged < 0) return;
  dragged = -1;
  network.setOptions({ interaction: { dragView: true } });
});

stage.addEventListener("pointermove", hover);
stage.addEventListener("pointerleave", leave);

// While the map moves, a large graph is drawn without edges and with fewer names.
let restTimer = 0;

function setMoving(now) {
  clearTimeout(restTimer);
  if (now) {
    moving = true;
    tip.hidden = true;
    return;
  }
  restTimer = setTimeout(() => {
    moving = false;
    noteView();
    redraw();
  }, 140);
}

network.on("dragStart", () => setMoving(true));
network.on("dragEnd", () => setMoving(false));
network.on("zoom", () => {
  setMoving(true);
  setMoving(false);
});

stage.addEventListener("keydown", (event) => {
  const step = 90 / network.getScale();
  const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (moves[event.key]) {
    const { x, y } = network.getViewPosition();
    network.moveTo({ position: { x: x + moves[event.key][0], y: y + moves[event.key][1] } });
    setMoving(false);
  } else if (event.key === "+" || event.key === "=") zoomBy(1.3);
  else if (event.key === "-") zoomBy(1 / 1.3);
  else if (event.key === "0") showAll();
  else return;
  event.preventDefault();
});

function zoomBy(factor) {
  moveCamera({ position: network.getViewPosition(), scale: network.getScale() * factor });
}
