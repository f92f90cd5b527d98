// The panel: what is chosen, with every fact, its status, and the words of the plan under it.

const panel = document.getElementById("panel");
const FIRST_ROWS = 8;
const OPEN_GROUPS = 12;
const FEW_PLANS = 3;

/** A name that leads to its node. */
function nodeLink(node) {
  const { type } = graph.nodes[node];
  return h(
    "button",
    { type: "button", className: "link", title: graph.types[type].label, onclick: () => visitKey(graph.nodes[node].key) },
    swatch(type),
    h("span", {}, graph.nodes[node].name),
  );
}

/** Choose, and bring into sight. */
function visitKey(key, change = {}) {
  choose(key, change);
  showFocus();
}

function badge(status) {
  const made = h("span", { className: "badge" }, graph.statuses[status].label);
  made.style.setProperty("--tone", palette.statuses[status]);
  return made;
}

/** Where something stands: chapter, innermost heading, line; with several plans, the plan. */
function placeText(heading, line) {
  const top = chapterOf[heading];
  const parts = [graph.headings[top].label];
  if (heading !== top) parts.push(graph.headings[heading].label);
  if (graph.plans.length > 1) parts.unshift(graph.plans[graph.headings[heading].plan].title);
  return `${parts.join(" › ")} · ${word("line", { line })}`;
}

/** The words that say it, with their place and how they were read. */
function sayingView([status, quote, rule, provenance], found) {
  const [heading, line, start, end, text] = graph.quotes[quote];
  return h(
    "figure",
    { className: "saying" },
    h("blockquote", {}, marked(text, found)),
    h(
      "figcaption",
      {},
      badge(status),
      h("button", { type: "button", className: "where", onclick: () => visitKey(graph.headings[heading].key) }, placeText(heading, line)),
      h("small", { title: `${rule} · ${start}–${end}` }, graph.provenances[provenance]),
    ),
  );
}

const namesOf = (node) => [graph.nodes[node].name, ...(graph.nodes[node].aliases ?? [])];

/** Facts that the same words say, as the members of a list do, over one quote. */
function factView(edges, node) {
  const ends = edges.map((edge) => otherEnd(edge, node));
  const found = [node, ...ends].flatMap(namesOf);
  const sayings = graph.edges[edges[0]][3];
  return [h("div", { className: "fact" }, ends.map(nodeLink)), ...sayings.map((saying) => sayingView(saying, found))];
}

function bySaying(edges) {
  const rows = new Map();
  for (const edge of edges) {
    const key = JSON.stringify(graph.edges[edge][3].map(([status, quote]) => [status, quote]));
    rows.set(key, [...(rows.get(key) ?? []), edge]);
  }
  return [...rows.values()];
}

/** The facts of a node by predicate, outgoing first. */
function factGroups(node) {
  const groups = new Map();
  for (const edge of edgesAt[node]) {
    if (!shown.edge[edge]) continue;
    const outward = edgeFrom[edge] === node;
    const key = `${outward ? 0 : 1}.${graph.edges[edge][2]}`;
    if (!groups.has(key)) groups.set(key, { outward, name: graph.edges[edge][2], edges: [] });
    groups.get(key).edges.push(edge);
  }
  return [...groups.keys()].sort().map((key) => groups.get(key));
}

function groupView({ outward, name, edges }, node) {
  const title = outward ? `${graph.predicates[name].label} →` : `← ${graph.predicates[name].label}`;
  return lazyDetails(title, edges.length, edges.length <= OPEN_GROUPS, () =>
    longList(bySaying(edges), FIRST_ROWS, (said) => factView(said, node)),
  );
}

/** A fold that makes its content when it is first opened. */
function lazyDetails(title, count, open, make) {
  const details = h("details", {}, h("summary", {}, title, h("span", { className: "count" }, String(count))));
  const fill = () => details.childElementCount === 1 && details.append(...[make()].flat());
  details.addEventListener("toggle", () => details.open && fill());
  if (open) {
    details.open = true;
    fill();
  }
  return details;
}

function facts(rows) {
  const given = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", {}, given.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

const SIGNS = { "=": "", ">": "＞ ", ">=": "≥ ", "<": "＜ ", "<=": "≤ ", "~": "≈ " };

function goalView(node) {
  const { value, unit, sign, year } = graph.nodes[node];
  const edge = edgesAt[node].find((at) => edgeTo[at] === node);
  const saying = goalSaying(node);
  return [
    facts([
      [word("status"), saying && badge(saying[0])],
      [word("holder"), edge !== undefined ? nodeLink(edgeFrom[edge]) : null],
      [word("value"), value ? `${SIGNS[sign] ?? ""}${value} ${unit}` : null],
      [word("year"), year ? String(year) : null],
    ]),
  ];
}

function nodeView(node) {
  const thing = graph.nodes[node];
  const groups = factGroups(node);
  const places = h(
    "ul",
    { className: "rows" },
    thing.at.map(([heading, line]) =>
      h("li", {}, h("button", { type: "button", className: "where", onclick: () => visitKey(graph.headings[heading].key) }, placeText(heading, line))),
    ),
  );
  return [
    h("p", { className: "kind" }, swatch(thing.type), graph.types[thing.type].label, thing.code ? h("code", {}, thing.code) : null),
    h("h2", { tabIndex: -1 }, thing.name),
    thing.aliases ? h("p", { className: "aliases" }, `${word("also")} ${thing.aliases.join("、")}`) : null,
    ...(thing.type === GOAL ? goalView(node) : []),
    walkView(node),
    ...wayView(node),
    ...(groups.length ? groups.map((group) => groupView(group, node)) : [h("p", { className: "none" }, word("no-facts"))]),
    thing.also ? lazyDetails(word("alias-facts"), thing.also.length, true, () => thing.also.map((one) => aliasView(one, node))) : null,
    thing.at.length ? lazyDetails(word("places"), thing.at.length, false, () => places) : null,
  ];
}

const aliasView = ([alias, saying], node) => [
  h("div", { className: "fact" }, alias),
  sayingView(saying, [alias, ...namesOf(node)]),
];

/** How far to look, and whether through the region. */
function walkView(node) {
  const steps = STEPS.map((count) =>
    button(word("steps", { count }), () => visitKey(state.chosen, { steps: count }), {
      "aria-pressed": String(state.steps === count && !state.target),
    }),
  );
  const through = h("input", {
    type: "checkbox",
    checked: state.through,
    onchange: (event) => go({ through: event.target.checked }),
  });
  return h(
    "div",
    { className: "walk" },
    h("div", { className: "segments", role: "group", "aria-label": word("neighbourhood") }, steps),
    button(word("way-to"), () => askTarget(node), { className: "quiet" }),
    h("label", { className: "check" }, through, word("through")),
  );
}

/** The way from the chosen node to the target, step by step. */
function wayView(node) {
  const target = resolve(state.target);
  if (target.kind !== "node") return [];
  const edges = way(node, target.node);
  const close = button(word("close-way"), () => go({ target: "" }), { className: "quiet" });
  if (!edges) return [h("div", { className: "way" }, h("p", {}, word("no-way", { name: label[target.node] })), close)];
  let at = node;
  const steps = edges.map((edge) => {
    const outward = edgeFrom[edge] === at;
    at = otherEnd(edge, at);
    const name = graph.predicates[graph.edges[edge][2]].label;
    const found = [...namesOf(edgeFrom[edge]), ...namesOf(edgeTo[edge])];
    return h("li", {}, h("div", { className: "fact" }, outward ? `${name} → ` : `← ${name} `, nodeLink(at)), sayingView(graph.edges[edge][3][0], found));
  });
  const inner = edges.slice(1).map((edge) => [edgeFrom[edge], edgeTo[edge]]).flat();
  const title = word("way", { name: label[target.node], count: edges.length });
  const note = !state.through && inner.some((end) => regions.has(end) && end !== target.node) ? h("p", { className: "hint" }, word("way-through")) : null;
  return [h("div", { className: "way" }, h("h3", {}, title), note, h("ol", {}, steps), close)];
}

function pairView(a, b) {
  const between = edgesAt[a].filter((edge) => otherEnd(edge, a) === b);
  const found = [...namesOf(a), ...namesOf(b)];
  return [
    h("p", { className: "kind" }, word("relation")),
    h("h2", { tabIndex: -1 }, `${label[a]} — ${label[b]}`),
    ...between.map((edge) =>
      h(
        "section",
        {},
        h("h3", { className: "triple" }, nodeLink(edgeFrom[edge]), `${graph.predicates[graph.edges[edge][2]].label} →`, nodeLink(edgeTo[edge])),
        graph.edges[edge][3].map((saying) => sayingView(saying, found)),
      ),
    ),
  ];
}

function headingView(heading) {
  const { label: title, line, plan } = graph.headings[heading];
  return [
    h("p", { className: "kind" }, word("chapter"), " · ", graph.plans[plan].title),
    h("h2", { tabIndex: -1 }, title),
    h("p", { className: "aliases" }, word("line", { line })),
    ...byType(nodesUnder(heading).filter((node) => shown.node[node]), true),
  ];
}

/** Nodes under their types, in the order of the legend. */
function byType(list, open) {
  return graph.types.flatMap((type, index) => {
    const rows = list.filter((node) => graph.nodes[node].type === index);
    return rows.length ? [lazyDetails(type.label, rows.length, open && rows.length <= 30, () => longList(rows, 30, nodeLink))] : [];
  });
}

function overview() {
  const all = Array.from({ length: NODES }, (_, node) => node);
  const top = all.filter((node) => graph.nodes[node].type !== GOAL).sort((a, b) => edgesAt[b].length - edgesAt[a].length || a - b);
  const chapterLink = (heading) => button(graph.headings[heading].label, () => visitKey(graph.headings[heading].key), { className: "link" });
  return [
    h("h2", { tabIndex: -1 }, word("about")),
    h("p", {}, word("about-text")),
    ...(graph.plans.length > FEW_PLANS
      ? [lazyDetails(word("by-plan"), graph.plans.length, false, () => graph.plans.map(planView))]
      : graph.plans.map(planView)),
    h("p", { className: "hint" }, word("hint")),
    h("h3", {}, word("most-tied")),
    h("ul", { className: "rows" }, top.slice(0, 10).map((node) => h("li", {}, nodeLink(node), h("span", { className: "count" }, String(edgesAt[node].length))))),
    h("h3", {}, word("everything")),
    ...byType(all, false),
    chapters.length ? lazyDetails(word("chapters"), chapters.length, false, () => longList(chapters, 40, chapterLink)) : null,
    h("p", { className: "hint" }, word("keys")),
  ];
}

function planView({ title, region, regionName, period, characters }) {
  return h(
    "section",
    { className: "plan" },
    h("h3", {}, title),
    facts([
      [word("region"), region >= 0 ? nodeLink(region) : regionName],
      [word("period"), period ? period.join("–") : null],
      [word("length"), word("characters", { count: characters.toLocaleString() })],
    ]),
  );
}

function showPanel() {
  const chosen = resolve(state.chosen);
  const views = {
    node: () => nodeView(chosen.node),
    pair: () => pairView(chosen.a, chosen.b),
    heading: () => headingView(chosen.heading),
    none: overview,
  };
  const close = chosen.kind === "none" ? null : button("×", () => choose(""), { className: "close", "aria-label": word("close") });
  panel.replaceChildren(...[close, ...views[chosen.kind]()].filter(Boolean));
  panel.scrollTop = 0;
}
