// What Streamlit leaves to be said: tables that scroll can be reached by the keyboard, and words in another language
// than the page bear its name. A container with a key such as `lang_en_q05` is in English.
function mend() {
  for (const table of document.querySelectorAll("table[data-testid=stTableStyledTable]")) {
    const frame = table.parentElement;
    const scrolls = frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight;
    if (scrolls === (frame.tabIndex === 0)) continue;
    if (scrolls) {
      frame.tabIndex = 0;
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", (table.getAttribute("aria-label") ?? "").split(/[.。]/)[0]);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
    }
  }
  for (const part of document.querySelectorAll("[class*=st-key-lang_]:not([lang])")) {
    part.lang = part.className.match(/st-key-lang_([a-z]+)/)[1];
  }
}

let asked = 0;
const soon = () => {
  asked ||= requestAnimationFrame(() => {
    asked = 0;
    mend();
  });
};
new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["open"] });
addEventListener("resize", soon);
