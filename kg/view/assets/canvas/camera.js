// Where the map is looked at from.

const CALM = matchMedia("(prefers-reduced-motion: reduce)").matches || LARGE;
const MOST_ZOOM = 1.6;

function moveCamera({ position, scale }) {
  const animation = CALM ? false : { duration: 350, easingFunction: "easeInOutQuad" };
  network.moveTo({ position, scale: Math.min(Math.max(scale, 0.02), 8), animation });
  setTimeout(noteView, CALM ? 0 : 400);
  redraw();
}

/** Show the points of a box, with room for names. */
function frame([x1, y1, x2, y2], most) {
  const { width, height } = camera();
  const room = { x: Math.max(width - 60, 80), y: Math.max(height - 76, 80) };
  const scale = Math.min(most, room.x / Math.max(x2 - x1, 1), room.y / Math.max(y2 - y1, 1));
  return { position: { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 8 / scale }, scale };
}

function wholeMap() {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (x, y, r) => {
    box[0] = Math.min(box[0], x - r);
    box[1] = Math.min(box[1], y - r);
    box[2] = Math.max(box[2], x + r);
    box[3] = Math.max(box[3], y + r);
  };
  for (let node = 0; node < NODES; node += 1) if (shown.node[node]) add(place.x[node], place.y[node], place.size[node]);
  if (shown.nodes === NODES) graph.territories.forEach(([, , x, y, r]) => add(x, y, r));
  return frame(box[0] === Infinity ? [-100, -100, 100, 100] : box, MOST_ZOOM);
}

function showAll() {
  moveCamera(wholeMap());
}

/** Bring what is chosen into sight: all of it if it fits, else its middle. */
function showFocus() {
  if (!focus?.nodes.size) return;
  network.setSize("100%", "100%");
  const near = [...focus.nodes.keys()].filter((node) => shown.node[node]);
  const xs = near.map((node) => place.x[node]);
  const ys = near.map((node) => place.y[node]);
  const pad = 40;
  moveCamera(frame([Math.min(...xs) - pad, Math.min(...ys) - pad, Math.max(...xs) + pad, Math.max(...ys) + pad], MOST_ZOOM));
}
