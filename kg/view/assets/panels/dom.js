// Builds elements. Text only ever enters as text.

/** An element with properties and children; strings become text. */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.startsWith("aria")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const button = (text, onclick, properties = {}) => h("button", { type: "button", onclick, ...properties }, text);

/** `text` with the given names marked in it. */
function marked(text, found) {
  const parts = [];
  const wanted = found.filter(Boolean).sort((a, b) => b.length - a.length);
  let from = 0;
  while (from < text.length) {
    let next = null;
    for (const name of wanted) {
      const at = text.indexOf(name, from);
      if (at >= 0 && (!next || at < next.at)) next = { at, name };
    }
    if (!next) break;
    parts.push(text.slice(from, next.at), h("mark", {}, next.name));
    from = next.at + next.name.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** A list that shows its first `size` rows, and more when asked. */
function longList(rows, size, make) {
  const list = h("ul", { className: "rows" });
  let done = 0;
  const more = button("", () => grow(size * 2), { className: "more" });
  const grow = (count) => {
    list.append(...rows.slice(done, done + count).map((row) => h("li", {}, make(row))));
    done = Math.min(rows.length, done + count);
    more.textContent = word("more", { count: rows.length - done });
    more.hidden = done >= rows.length;
  };
  grow(size);
  return [list, more];
}

const say = (text) => {
  document.getElementById("said").textContent = text;
};
