// The legend and the other filters: a click hides or shows, "only" leaves one.

const filters = document.getElementById("filters");
const checks = new Map();

const values = {
  type: graph.types.map((type, at) => ({ at, label: type.label, count: graph.nodes.filter((node) => node.type === at).length })),
  predicate: graph.predicates.map((predicate, at) => ({ at, label: predicate.label, count: graph.edges.filter(([, , name]) => name === at).length })),
  status: graph.statuses.map((status, at) => ({ at, label: status.label, count: graph.edges.filter(([, , , sayings]) => sayings.some(([one]) => one === at)).length })),
  chapter: chapters.map((at) => ({ at, label: graph.headings[at].label, plan: graph.headings[at].plan, count: nodeChapters.filter((list) => list.includes(at)).length })),
  plan: graph.plans.map((plan, at) => ({ at, label: plan.title, count: nodePlans.filter((list) => list.includes(at)).length })),
};

/** How the legend shows a value: a shape, a line's colour, a line's dashes. */
function mark(dimension, at) {
  if (dimension === "type") return swatch(at);
  if (dimension === "predicate") return lineSwatch(palette.predicates[at], []);
  return dimension === "status" ? lineSwatch(palette.ink, graph.statuses[at].dashes) : null;
}

function filterRow(dimension, { at, label: text, count }) {
  const check = h("input", { type: "checkbox", checked: true, onchange: (event) => toggle(dimension, at, event.target.checked) });
  checks.set(`${dimension}.${at}`, check);
  return h(
    "li",
    {},
    h("label", { title: text }, check, mark(dimension, at), h("span", {}, text), h("span", { className: "count" }, String(count))),
    button(word("only"), () => only(dimension, at), { className: "only", "aria-label": word("only-this", { name: text }) }),
  );
}

/** Show one value of a filter and no other; once more shows all. */
function only(dimension, at) {
  const others = values[dimension].map((value) => value.at).filter((value) => value !== at);
  const already = others.every((value) => state.off[dimension].has(value)) && !state.off[dimension].has(at);
  go({ off: { ...state.off, [dimension]: new Set(already ? [] : others) } });
}

function clearFilters() {
  go({ off: fresh().off, tied: false });
}

function makeFilters() {
  const groups = DIMENSIONS.filter((dimension) => values[dimension].filter(({ count }) => count).length > (dimension === "type" ? 0 : 1));
  const open = new Set(["type", "predicate", "status"]);
  const lists = groups.map((dimension) =>
    h(
      "details",
      { open: open.has(dimension) },
      h("summary", {}, word(`by-${dimension}`)),
      h("ul", { className: "rows" }, values[dimension].filter(({ count }) => count).map((value) => filterRow(dimension, value))),
    ),
  );
  const tied = h("input", { type: "checkbox", id: "tied", onchange: (event) => go({ tied: event.target.checked }) });
  checks.set("tied", tied);
  filters.replaceChildren(
    h("h2", { className: "quiet-title" }, word("legend")),
    button("×", () => document.body.classList.remove("filtering"), { className: "close", "aria-label": word("close") }),
    ...lists,
    h("label", { className: "check" }, tied, word("tied")),
    button(word("clear"), clearFilters, { id: "clear", className: "quiet" }),
  );
}

/** Make the boxes agree with the state. */
function showFilters() {
  let off = state.tied;
  for (const dimension of DIMENSIONS) {
    for (const { at } of values[dimension]) {
      const hidden = state.off[dimension].has(at);
      off ||= hidden;
      const check = checks.get(`${dimension}.${at}`);
      if (check) check.checked = !hidden;
    }
  }
  checks.get("tied").checked = state.tied;
  document.getElementById("clear").hidden = !off;
}
