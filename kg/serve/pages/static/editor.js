// Colours and completion for the query; without them it is a plain box of text.
const form = document.querySelector("form.sparql");
const editor = form.querySelector(".editor");
const area = editor.querySelector("textarea");
const shade = editor.querySelector("pre");
const offers = editor.querySelector(".offers");
const KEYWORDS = "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX BASE OPTIONAL UNION MINUS GRAPH FILTER BIND VALUES AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET NOT EXISTS IN UNDEF COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG CONTAINS STRSTARTS STRENDS STRLEN LCASE UCASE REGEX REPLACE BOUND IF COALESCE DATATYPE IRI YEAR ISIRI ISLITERAL STRAFTER STRBEFORE CONCAT LANGMATCHES".split(" ");
const TOKEN = new RegExp([
  "(?<c>#[^\\n]*)",
  "(?<i><[^<>\"{}|^`\\s]*>|[A-Za-z][\\w-]*:[\\w.-]*|\\ba\\b(?=\\s))",
  "(?<l>\"(?:[^\"\\\\\\n]|\\\\.)*\"(?:@[\\w-]+)?|'(?:[^'\\\\\\n]|\\\\.)*'|\\b\\d+(?:\\.\\d+)?\\b)",
  "(?<v>[?$][\\p{L}\\w]+)",
  `(?<k>\\b(?:${KEYWORDS.join("|")})\\b)`,
].join("|"), "giu");

function paint() {
  shade.replaceChildren();
  let at = 0;
  for (const match of area.value.matchAll(TOKEN)) {
    shade.append(area.value.slice(at, match.index));
    const word = document.createElement("span");
    word.className = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    word.textContent = match[0];
    shade.append(word);
    at = match.index + match[0].length;
  }
  shade.append(`${area.value.slice(at)}\n`);
  shade.scrollTop = area.scrollTop;
}

const vocabulary = await (await fetch("/vocabulary")).json();
const words = [
  ...vocabulary.terms,
  ...Object.entries(vocabulary.prefixes).map(([name, space]) => ({ text: `${name}:`, kind: "prefix", label: space })),
  ...KEYWORDS.map((text) => ({ text, kind: "keyword", label: "" })),
];
let chosen = 0;

const stem = () => /[\p{L}\w:?$-]+$/u.exec(area.value.slice(0, area.selectionStart))?.[0] ?? "";

function variables() {
  const found = new Set(area.value.match(/[?$][\p{L}\w]+/gu) ?? []);
  return [...found].map((text) => ({ text, kind: "variable", label: "" }));
}

function fitting(typed) {
  if (typed.length < 2) return [];
  const low = typed.toLowerCase();
  const fits = (word) => word.text !== typed && (
    word.text.toLowerCase().startsWith(low) || word.text.toLowerCase().includes(`:${low}`) || (word.label && word.label.includes(typed)));
  return [...words, ...variables()].filter(fits).slice(0, 12);
}

function offer() {
  const found = fitting(stem());
  chosen = 0;
  offers.hidden = found.length === 0;
  offers.replaceChildren(...found.map((word, at) => {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(at === 0));
    item.textContent = word.text;
    const label = document.createElement("span");
    label.textContent = word.label;
    item.append(label);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(word.text); });
    return item;
  }));
  if (found.length) place();
}

// The list stands under the line that is written.
function place() {
  const before = document.createElement("span");
  const copy = shade.cloneNode();
  copy.textContent = area.value.slice(0, area.selectionStart);
  copy.append(before);
  editor.append(copy);
  const frame = editor.getBoundingClientRect();
  const spot = before.getBoundingClientRect();
  offers.style.top = `${spot.bottom - frame.top - area.scrollTop + 22}px`;
  offers.style.left = `${Math.max(0, Math.min(spot.left - frame.left - 20, frame.width - offers.offsetWidth))}px`;
  copy.remove();
}

function take(text) {
  const end = area.selectionStart;
  area.setRangeText(text, end - stem().length, end, "end");
  offers.hidden = true;
  paint();
}

function move(step) {
  const items = [...offers.children];
  items[chosen].setAttribute("aria-selected", "false");
  chosen = (chosen + step + items.length) % items.length;
  items[chosen].setAttribute("aria-selected", "true");
  items[chosen].scrollIntoView({ block: "nearest" });
}

area.addEventListener("input", () => { paint(); offer(); });
area.addEventListener("scroll", () => { shade.scrollTop = area.scrollTop; });
area.addEventListener("blur", () => { offers.hidden = true; });
area.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  if (offers.hidden) return;
  const acts = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: () => { offers.hidden = true; },
    Tab: () => take(offers.children[chosen].firstChild.data) };
  if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
});
new ResizeObserver(paint).observe(area);
editor.classList.add("lit");
paint();
