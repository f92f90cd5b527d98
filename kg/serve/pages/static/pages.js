// Search as one types, and "/" for the search box. Without this the forms do the same by a key more.
const WAIT = 160;
const box = document.querySelector("#q");
const hits = document.querySelector("#hits");

if (box && hits) {
  let timer = 0;
  let latest = 0;
  const kind = () => new URLSearchParams(location.search).get("type") ?? "";
  const look = async () => {
    const mine = ++latest;
    const query = new URLSearchParams({ q: box.value.trim() });
    if (kind()) query.set("type", kind());
    history.replaceState(null, "", `/search?${query}`);
    query.set("part", "1");
    const answer = await fetch(`/search?${query}`);
    const text = await answer.text();
    // The server has escaped the text; an answer that was overtaken is dropped.
    if (mine === latest && answer.ok) hits.innerHTML = text;
  };
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  box.addEventListener("compositionend", () => { timer = setTimeout(look, WAIT); });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    (box ?? document.querySelector("#find")).focus();
  }
});
