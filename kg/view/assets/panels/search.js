// The search box: a name, an alias or words of a goal lead to a node.

const box = document.getElementById("q");
const hits = document.getElementById("hits");
const MOST_HITS = 30;
const index = graph.nodes.map(({ name, aliases = [] }) => [name, ...aliases].map(folded));
let active = -1;
let found = [];
let asking = -1;

/** Nodes by how well they fit: the whole name, its start, its middle; the important first. */
function search(text) {
  const wanted = folded(text);
  if (!wanted) return [];
  const score = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 9);
  return index
    .map((all, node) => ({ node, score: Math.min(...all.map((name, at) => score(name) + (at ? 0.5 : 0))) }))
    .filter(({ score: fit }) => fit < 9)
    .sort((a, b) => a.score - b.score || a.node - b.node)
    .slice(0, MOST_HITS);
}

function showHits() {
  found = search(box.value);
  active = found.length ? 0 : -1;
  const none = box.value.trim() ? [h("li", { className: "none" }, word("no-hit"))] : [];
  hits.replaceChildren(...(found.length ? found.map(hitView) : none));
  setOpen(Boolean(box.value.trim()));
  markActive();
}

function hitView({ node }, at) {
  const { name, aliases, type } = graph.nodes[node];
  const wanted = folded(box.value);
  const by = folded(name).includes(wanted) ? null : aliases?.find((alias) => folded(alias).includes(wanted));
  return h(
    "li",
    { id: `hit-${at}`, role: "option", onmousedown: (event) => event.preventDefault(), onclick: () => take(node) },
    swatch(type),
    h("span", {}, name),
    h("small", {}, by ?? graph.types[type].label),
  );
}

function setOpen(open) {
  hits.hidden = !open;
  box.setAttribute("aria-expanded", String(open));
}

function markActive() {
  [...hits.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
  if (active >= 0) box.setAttribute("aria-activedescendant", `hit-${active}`);
  else box.removeAttribute("aria-activedescendant");
  hits.children[active]?.scrollIntoView({ block: "nearest" });
}

/** Choose the node, or make it the end of a way that was asked for. */
function take(node) {
  setOpen(false);
  const from = asking;
  stopAsking();
  box.value = "";
  if (from >= 0) visitKey(graph.nodes[from].key, { target: graph.nodes[node].key });
  else visitKey(graph.nodes[node].key);
  panel.querySelector("h2")?.focus({ preventScroll: true });
}

/** Ask in the search box where the way from `node` is to lead. */
function askTarget(node) {
  asking = node;
  box.placeholder = word("way-ask", { name: label[node] });
  box.classList.add("asking");
  box.focus();
}

function stopAsking() {
  asking = -1;
  box.placeholder = word("search-hint");
  box.classList.remove("asking");
}

box.addEventListener("input", showHits);
box.addEventListener("focus", () => box.value.trim() && showHits());
box.addEventListener("blur", () => setOpen(false));
box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) {
    active = (active + step + found.length) % found.length;
    markActive();
  } else if (event.key === "Enter" && active >= 0) take(found[active].node);
  else if (event.key === "Escape") {
    setOpen(false);
    stopAsking();
    box.value = "";
  } else return;
  event.preventDefault();
});
