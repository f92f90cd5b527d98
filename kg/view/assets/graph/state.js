// What is being looked at. The address after # holds all of it, so a link reopens the same view.

const DIMENSIONS = ["type", "predicate", "status", "chapter", "plan"];
const STEPS = [1, 2, 3];

const names = {
  type: graph.types.map((type) => type.name),
  predicate: graph.predicates.map((predicate) => predicate.name),
  status: graph.statuses.map((status) => status.name),
  chapter: graph.headings.map((heading) => heading.key.split("/").pop()),
  plan: graph.plans.map((plan) => plan.slug),
};

const fresh = () => ({
  chosen: "",
  steps: 1,
  target: "",
  through: false,
  tied: false,
  off: Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, new Set()])),
});

let state = fresh();
const listeners = [];
const visit = { at: 0, last: 0 };

/** Call `listener(previous)` whenever the state has changed. */
function onState(listener) {
  listeners.push(listener);
}

/** Change the state, remember it in the history, and tell everyone. */
function go(change, { remember = true } = {}) {
  const previous = state;
  state = { ...state, ...change };
  if (remember) {
    visit.last = visit.at += 1;
    history.pushState({ at: visit.at }, "", address());
  } else {
    history.replaceState({ at: visit.at }, "", address());
  }
  listeners.forEach((listener) => listener(previous));
}

/** Choose a node, a pair or a heading by its key; "" for nothing. */
function choose(key, change = {}) {
  if (key === state.chosen && !Object.keys(change).length) return;
  go({ chosen: key, target: "", ...change });
}

/** Hide or show one value of a filter. */
function toggle(dimension, index, shown) {
  const values = new Set(state.off[dimension]);
  if (shown) values.delete(index);
  else values.add(index);
  go({ off: { ...state.off, [dimension]: values } });
}

function address() {
  const query = new URLSearchParams();
  if (translated) query.set("lang", other.lang);
  if (state.chosen) query.set("sel", state.chosen);
  if (state.chosen && state.steps !== 1) query.set("steps", state.steps);
  if (state.target) query.set("to", state.target);
  if (state.through) query.set("through", 1);
  if (state.tied) query.set("tied", 1);
  for (const dimension of DIMENSIONS) {
    const off = [...state.off[dimension]].map((index) => names[dimension][index]);
    if (off.length) query.set(`no-${dimension}`, off.join(","));
  }
  const { x, y } = network.getViewPosition();
  query.set("at", [x.toFixed(0), y.toFixed(0), network.getScale().toPrecision(3)].join(","));
  return "#" + query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%7E", "~");
}

/** Read the address; what it names and this graph doesn't have is left out. */
function readAddress() {
  const query = new URLSearchParams(location.hash.slice(1));
  const next = fresh();
  const known = (key) => (key && resolve(key).kind !== "none" ? key : "");
  next.chosen = known(query.get("sel"));
  next.target = known(query.get("to"));
  next.through = query.has("through");
  next.tied = query.has("tied");
  const steps = Number(query.get("steps") ?? 1);
  next.steps = STEPS.includes(steps) ? steps : 1;
  for (const dimension of DIMENSIONS) {
    const off = (query.get(`no-${dimension}`) ?? "").split(",").map((name) => names[dimension].indexOf(name));
    next.off[dimension] = new Set(off.filter((index) => index >= 0));
  }
  return next;
}

/** Where the address says to look, or null. */
function addressView() {
  const [x, y, scale] = (new URLSearchParams(location.hash.slice(1)).get("at") ?? "").split(",").map(Number);
  return scale > 0 && Number.isFinite(x) && Number.isFinite(y) ? { position: { x, y }, scale } : null;
}

/** Keep the address true while the map is moved, without a step in the history. */
function noteView() {
  history.replaceState({ at: visit.at }, "", address());
}

window.addEventListener("popstate", (event) => {
  const previous = state;
  visit.at = event.state?.at ?? 0;
  visit.last = Math.max(visit.last, visit.at);
  state = readAddress();
  listeners.forEach((listener) => listener(previous));
  const view = addressView();
  if (view) moveCamera(view);
});
