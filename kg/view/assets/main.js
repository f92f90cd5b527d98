// Puts the parts together: toolbar, physics, picture, link, and the first view.

const MOST_PHYSICS = 1500;
const el = (id) => document.getElementById(id);
const goals = graph.nodes.filter((node) => node.type === GOAL).length;
let physics = false;

function refreshMap() {
  refreshShown();
  focus = findFocus();
  hovered = hoveredEdge = -1;
  tip.hidden = true;
  el("empty").hidden = shown.nodes > 0;
  document.body.classList.toggle("chosen", Boolean(state.chosen));
}

function refreshSides() {
  showPanel();
  showFilters();
  el("back").disabled = visit.at === 0;
  el("forward").disabled = visit.at >= visit.last;
}

function refresh(previous) {
  refreshMap();
  refreshSides();
  if (previous.chosen !== state.chosen) {
    say(panel.querySelector("h2").textContent);
    document.body.classList.remove("filtering");
  }
  redraw();
}

/** Let the nodes find places by forces, or put them back where they were laid out. */
function setPhysics(on) {
  physics = on;
  el("physics").setAttribute("aria-pressed", String(on));
  if (on) {
    displaced = true;
    const still = Array.from({ length: NODES }, (_, id) => id).filter((id) => !shown.node[id]);
    nodes.update(still.map((id) => ({ id, physics: false })));
    const solver = { gravitationalConstant: -40, centralGravity: 0.02, springLength: 50, avoidOverlap: 0.3 };
    network.setOptions({ physics: { enabled: true, stabilization: false, solver: "forceAtlas2Based", forceAtlas2Based: solver } });
    say(word("physics-on"));
  } else {
    network.setOptions({ physics: { enabled: false } });
  }
}

function putBack() {
  if (physics) setPhysics(false);
  displaced = false;
  place.x.set(home.x);
  place.y.set(home.y);
  nodes.update(nodes.getIds().map((id) => ({ id, x: home.x[id], y: home.y[id], physics: true })));
  showAll();
}

function followPhysics() {
  if (!physics) return;
  for (const [id, { x, y }] of Object.entries(network.getPositions(nodes.getIds()))) {
    place.x[id] = x;
    place.y[id] = y;
  }
}

/** What is seen, on paper, with the title below. */
function savePicture() {
  const canvas = stage.querySelector("canvas");
  const ratio = canvas.width / canvas.clientWidth;
  const picture = h("canvas", { width: canvas.width, height: canvas.height + 34 * ratio });
  const ctx = picture.getContext("2d");
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.drawImage(canvas, 0, 0);
  ctx.scale(ratio, ratio);
  ctx.fillStyle = palette.ink;
  ctx.font = `600 13px ${FONT}`;
  ctx.textBaseline = "middle";
  ctx.fillText(document.title, 12, canvas.clientHeight + 17);
  picture.toBlob((blob) => {
    const url = URL.createObjectURL(blob);
    h("a", { href: url, download: `${document.title}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
}

async function copyLink() {
  noteView();
  try {
    await navigator.clipboard.writeText(location.href);
    flash(word("copied"));
  } catch {
    window.prompt(word("copy-by-hand"), location.href);
  }
}

function flash(text) {
  say(text);
  const note = el("note");
  note.textContent = text;
  note.hidden = false;
  setTimeout(() => (note.hidden = true), 1800);
}

function wire() {
  el("back").onclick = () => history.back();
  el("forward").onclick = () => history.forward();
  el("all").onclick = showAll;
  el("nearer").onclick = () => zoomBy(1.4);
  el("farther").onclick = () => zoomBy(1 / 1.4);
  el("physics").onclick = () => (physics ? putBack() : setPhysics(true));
  el("picture").onclick = savePicture;
  el("lang").onclick = changeLanguage;
  el("link").onclick = copyLink;
  el("filter").onclick = () => document.body.classList.toggle("filtering");
  el("unfilter")?.addEventListener("click", clearFilters);
  if (NODES > MOST_PHYSICS) {
    el("physics").disabled = true;
    el("physics").title = word("physics-large", { count: MOST_PHYSICS });
  }
  network.on("afterDrawing", paint);
  network.on("beforeDrawing", followPhysics);
  network.on("stabilized", () => physics && network.setOptions({ physics: { enabled: false } }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    palette = readPalette();
    makeFilters();
    refresh(state);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input, textarea");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && !typing) {
      document.body.classList.remove("filtering");
      if (state.target) go({ target: "" });
      else choose("");
    }
  });
}

function start() {
  wire();
  state = readAddress();
  if (translated) el("counts").textContent = word("counts", { entities: NODES - goals, goals, relations: EDGES });
  refreshMap();
  network.setSize("100%", "100%");
  network.moveTo(addressView() ?? wholeMap());
  if (state.chosen && !addressView()) showFocus();
  history.replaceState({ at: 0 }, "");
  // The picture first; the lists beside it a moment later.
  network.once("afterDrawing", () =>
    setTimeout(() => {
      makeFilters();
      refreshSides();
    }),
  );
}

onState(refresh);
start();
