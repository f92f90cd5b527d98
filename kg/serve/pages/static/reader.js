// A click on a claim marks its words where one stands, instead of opening the page anew.
const text = document.querySelector(".text");
const marks = "highlights" in CSS ? new Highlight() : null;

// Offsets count characters, the document counts UTF-16 units.
function range(start, end) {
  for (const paragraph of text.querySelectorAll("p[data-start]")) {
    let at = Number(paragraph.dataset.start);
    const length = [...paragraph.textContent].length;
    if (start < at || start >= at + length) continue;
    const found = new Range();
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const letters = [...node.data];
      const units = (count) => letters.slice(0, count).join("").length;
      if (start >= at && start < at + letters.length) found.setStart(node, units(start - at));
      if (end > at && end <= at + letters.length) {
        found.setEnd(node, units(end - at));
        return found;
      }
      at += letters.length;
    }
    found.setEnd(paragraph, paragraph.childNodes.length);
    return found;
  }
  return null;
}

function unmark() {
  for (const old of document.querySelectorAll("mark")) old.replaceWith(...old.childNodes);
  for (const old of document.querySelectorAll(".claim[aria-current]")) old.removeAttribute("aria-current");
  for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
  text.normalize();
}

if (text && marks) {
  CSS.highlights.set("claim", marks);
  text.addEventListener("click", (event) => {
    const claim = event.target.closest(".claim");
    if (!claim || event.ctrlKey || event.metaKey || event.shiftKey) return;
    unmark();
    const found = range(Number(claim.dataset.start), Number(claim.dataset.end));
    if (!found) return;
    event.preventDefault();
    marks.clear();
    marks.add(found);
    claim.setAttribute("aria-current", "true");
    claim.closest(".paragraph").classList.add("chosen");
    history.pushState(null, "", claim.href);
    const { top, bottom } = found.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) found.startContainer.parentElement.scrollIntoView({ block: "center" });
  });
  addEventListener("popstate", () => location.reload());
}

// On a small screen the contents would push the text away.
const contents = document.querySelector(".contents details");
if (contents && matchMedia("(max-width: 1080px)").matches) contents.open = false;
document.querySelector(".contents .here")?.scrollIntoView({ block: "nearest" });
document.querySelector("#mark")?.scrollIntoView({ block: "center" });
