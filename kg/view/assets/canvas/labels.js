// Writes names where there is room: the important first, more of them the nearer one looks.

const AREA_PER_LABEL = 11000;
const BIG_ENOUGH = 8.5;
const LARGE_NODE = 10;
const MOST_LABELS = 160;
const CELL = 40;
const widths = new Map();

/** The boxes that are taken, found again by a coarse grid. */
class Boxes {
  constructor() {
    this.cells = new Map();
  }

  *near([x1, y1, x2, y2]) {
    for (let column = Math.floor(x1 / CELL); column <= x2 / CELL; column += 1) {
      for (let row = Math.floor(y1 / CELL); row <= y2 / CELL; row += 1) yield column * 4096 + row;
    }
  }

  free(box) {
    for (const cell of this.near(box)) {
      for (const other of this.cells.get(cell) ?? []) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      }
    }
    return true;
  }

  take(box) {
    for (const cell of this.near(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }
}

function widthOf(ctx, text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    ctx.font = font;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

/** `text` cut to `room` pixels. */
function fitted(ctx, text, font, room) {
  if (widthOf(ctx, text, font) <= room) return text;
  let end = Math.floor((text.length * room) / widthOf(ctx, text, font));
  while (end > 1 && widthOf(ctx, `${text.slice(0, end)}…`, font) > room) end -= 1;
  return `${text.slice(0, end)}…`;
}

function write(ctx, text, font, x, y, colour) {
  ctx.font = font;
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = palette.paper;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

function paintLabels(ctx, cam, busy) {
  ctx.textBaseline = "middle";
  ctx.textAlign = "center";
  const taken = new Boxes();
  onScreen = { labels: [], titles: [] };
  for (const node of [resolve(state.chosen).node ?? -1, hovered]) if (node >= 0) labelNode(ctx, cam, node, taken, true);
  regions.forEach((node) => !focus && labelNode(ctx, cam, node, taken));
  keepClear(cam, taken);
  if (!focus) paintTitles(ctx, cam, taken);
  const quota = Math.round((cam.width * cam.height) / AREA_PER_LABEL / (busy ? 2 : 1));
  const order = focus ? [...focus.nodes.keys()].sort((a, b) => a - b) : null;
  const count = order ? order.length : NODES;
  for (let rank = 0, seen = 0; rank < count && onScreen.labels.length < MOST_LABELS; rank += 1) {
    const node = order ? order[rank] : rank;
    if (!shown.node[node] || !inView(cam, node)) continue;
    seen += 1;
    if (focus || seen <= quota || (!busy && screenR(cam, node) >= BIG_ENOUGH)) labelNode(ctx, cam, node, taken);
    else if (busy) break;
  }
  if (focus && !busy) paintPredicates(ctx, cam, taken);
}

function inView(cam, node) {
  const x = screenX(cam, node);
  const y = screenY(cam, node);
  return x >= 0 && y >= 0 && x <= cam.width && y <= cam.height;
}

/** Names don't lie over the large nodes. */
function keepClear(cam, taken) {
  let kept = 0;
  for (let node = 0; node < NODES && kept < 300; node += 1) {
    const r = screenR(cam, node);
    if (r < 4 || place.size[node] < LARGE_NODE || !shown.node[node] || !inView(cam, node)) continue;
    if (focus && !focus.nodes.has(node)) continue;
    const x = screenX(cam, node);
    const y = screenY(cam, node);
    taken.take([x - r, y - r, x + r, y + r]);
    kept += 1;
  }
}

function paintTitles(ctx, cam, taken) {
  for (const [plan, heading, x, y, r] of lands()) {
    const radius = r * cam.scale;
    if (radius < 26) continue;
    const font = `600 ${heading < 0 ? 15 : 12.5}px ${FONT}`;
    const title = heading < 0 ? graph.plans[plan].title : graph.headings[heading].label;
    const text = fitted(ctx, title, font, Math.max(radius * 1.9, 86));
    const half = widthOf(ctx, text, font) / 2 + 3;
    const sx = x * cam.scale + cam.x;
    const sy = y * cam.scale + cam.y;
    const boxes = [-radius - 2, radius + 2, -radius + 14, radius - 14].map((dy) => [sx - half, sy + dy - 9, sx + half, sy + dy + 9]);
    const box = boxes.find((spot) => spot[0] > 0 && spot[2] < cam.width && spot[1] > 0 && spot[3] < cam.height && taken.free(spot));
    if (!box) continue;
    taken.take(box);
    write(ctx, text, font, sx, box[1] + 9, palette.soft);
    onScreen.titles.push({ box, heading, plan });
  }
}

function fontOf(node) {
  if (regions.has(node)) return `700 16px ${FONT}`;
  return `${edgesAt[node].length > 4 ? 600 : 400} ${edgesAt[node].length > 4 ? 13 : 12}px ${FONT}`;
}

/** Write a node's name below, right of, above or left of it, wherever there is room. */
function labelNode(ctx, cam, node, taken, must = false) {
  if (!shown.node[node] || (!must && onScreen.labels.some((done) => done.node === node))) return;
  if (!inView(cam, node)) return;
  const x = screenX(cam, node);
  const y = screenY(cam, node);
  const font = fontOf(node);
  const half = widthOf(ctx, label[node], font) / 2 + 2;
  const off = screenR(cam, node) + 10;
  const spots = [[0, off], [off + half - 6, 0], [0, -off], [-off - half + 6, 0]];
  const boxes = spots.map(([dx, dy]) => [x + dx - half, y + dy - 8, x + dx + half, y + dy + 8]);
  const inside = (box) => box[0] >= 0 && box[2] <= cam.width && box[1] >= 0 && box[3] <= cam.height;
  let spot = boxes.findIndex((box) => inside(box) && taken.free(box));
  if (spot < 0 && must) spot = Math.max(boxes.findIndex(inside), 0);
  if (spot < 0) return;
  taken.take(boxes[spot]);
  write(ctx, label[node], font, x + spots[spot][0], y + spots[spot][1], palette.ink);
  onScreen.labels.push({ box: boxes[spot], node });
}

/** The names of the relations in the middle of the chosen edges, where there is room. */
function paintPredicates(ctx, cam, taken) {
  if (focus.edges.size > 60) return;
  const font = `400 11px ${FONT}`;
  for (const edge of focus.edges) {
    const x1 = screenX(cam, edgeFrom[edge]);
    const y1 = screenY(cam, edgeFrom[edge]);
    const x2 = screenX(cam, edgeTo[edge]);
    const y2 = screenY(cam, edgeTo[edge]);
    const text = graph.predicates[graph.edges[edge][2]].label;
    const half = widthOf(ctx, text, font) / 2 + 2;
    if (Math.hypot(x2 - x1, y2 - y1) < half * 2 + 30) continue;
    const x = (x1 + x2) / 2;
    const y = (y1 + y2) / 2;
    const box = [x - half, y - 7, x + half, y + 7];
    if (!taken.free(box)) continue;
    taken.take(box);
    write(ctx, text, font, x, y, palette.predicates[graph.edges[edge][2]]);
  }
}
