// What Streamlit leaves to be said: tables that scroll can be reached by the keyboard, and words in another language
// than the page bear its name. A container with a key such as `lang_en_q05` is in English. Who asks for less motion
// gets no button that plays the years: the slider beside it walks them at their own pace.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function rest() {
  const player = document.querySelector(".st-key-play");
  if (!player || (player.style.display === "none") === calm.matches) return;
  // A play that runs is stopped before its button goes.
  if (calm.matches && player.querySelector("[data-testid=stIconMaterial]")?.textContent === "pause") {
    player.querySelector("button").click();
    return;
  }
  player.style.display = calm.matches ? "none" : "";
}

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
  rest();
  for (const part of document.querySelectorAll("[class*=st-key-lang_]:not([lang])")) {
    part.lang = part.className.match(/st-key-lang_([a-z]+)/)[1];
  }
}

// Streamlit gives the current entry of a menu the same ground with the focus and without it, and cuts a long link off,
// which what was found is on a phone.
const mended = new CSSStyleSheet();
mended.replaceSync(`
  [data-testid=stPageLink] a:focus-visible { outline: 2px solid currentColor; outline-offset: 1px; }
  /* The name and the tour lead to the first view: there Streamlit would mark both as the entry of a menu. */
  .st-key-masthead [data-testid=stPageLink] a:not(:hover) { background: none; }
  .st-key-found [data-testid=stPageLink] a { padding-block: 4px; }
  .st-key-found [data-testid=stPageLink] a * { white-space: normal; line-height: 1.3; }
  @media screen {
    /* The tools of a figure are a row within a row: its parts break where the line ends, not among themselves. */
    [data-testid=stLayoutWrapper]:has(> [data-testid=stVerticalBlock] > [data-testid=stLayoutWrapper] > [class*=st-key-tools_]),
    [data-testid=stVerticalBlock]:has(> [data-testid=stLayoutWrapper] > [class*=st-key-tools_]),
    [data-testid=stLayoutWrapper]:has(> [class*=st-key-tools_]),
    [class*=st-key-tools_] {
      display: contents;
    }
  }
`);
document.adoptedStyleSheets.push(mended);

let asked = 0;
const soon = () => {
  asked ||= requestAnimationFrame(() => {
    asked = 0;
    mend();
  });
};
new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["open"] });
addEventListener("resize", soon);
calm.addEventListener("change", soon);
