// The page in the language that its address asks for: its own, or the other one that it carries.

const graph = JSON.parse(document.getElementById("plan-graph").textContent);
const other = graph.other;
const translated = new URLSearchParams(location.hash.slice(1)).get("lang") === other.lang;
const SAID_BY = { text: "textContent", label: "ariaLabel", title: "title", placeholder: "placeholder" };

if (translated) {
  const front = graph.words.front;
  const own = { lang: graph.lang, words: graph.words };
  Object.assign(graph, { words: other.words, provenances: other.provenances });
  for (const kind of ["types", "predicates", "statuses"]) {
    graph[kind].forEach((look, at) => (look.label = other[kind][at]));
  }
  for (const heading of graph.headings) if (heading.label === front) heading.label = graph.words.front;
  document.documentElement.lang = other.lang;
  document.title = other.title;
  document.querySelector("h1").textContent = other.title;
  for (const [name, property] of Object.entries(SAID_BY)) {
    for (const element of document.querySelectorAll(`[data-${name}]`)) {
      element[property] = graph.words[element.dataset[name]];
    }
  }
  document.getElementById("lang").lang = own.lang;
}

/** Open the same view in the other language. */
function changeLanguage() {
  const query = new URLSearchParams(address().slice(1));
  if (translated) query.delete("lang");
  else query.set("lang", other.lang);
  history.replaceState({ at: 0 }, "", `#${query}`);
  location.reload();
}
