// The marks of a chart as controls: Tab stops once at each chart, arrows walk through its marks, Enter or the space bar
// opens what a click opens, Escape lets go. Which marks there are, in which order, and what is said of each comes with
// the figure (`layout.meta`, ui/charts/spoken.py); Plotly itself knows no keyboard.
const CHART = ".js-plotly-plot";
const MARKS = ".choroplethlayer path, .scattergeo path.point, .scatterlayer path.point, .barlayer .point > path";
const OURS = ["role", "tabindex", "aria-label", "aria-current", "data-mark"];

const stops = new Map(); // key of a chart → the code of the mark at which Tab stops
const heard = new WeakSet(); // charts whose drawing is listened to
let held = null; // key and code of the mark that has the focus: it is drawn anew, or its whole chart is

const keyOf = (chart) => chart.closest("[class*=st-key-]")?.className.match(/st-key-([\w-]+)/)[1];

/** Code → its mark and where its value stands in the figure, in the order of the figure; of two marks the upper one. */
function marks(chart) {
  const { said, joint } = chart.layout.meta;
  const drawn = new Map();
  for (const mark of chart.querySelectorAll(MARKS)) {
    const points = mark.closest(".trace")?.__data__;
    const at = points?.indexOf(mark.__data__) ?? -1;
    if (at < 0) continue;
    const { index, customdata, hovertemplate } = points[0].trace;
    const code = [customdata?.[at]].flat()[0];
    if (typeof code !== "string") continue;
    const name = said ? said[code] : spelled(hovertemplate[at], joint);
    const point = { curveNumber: index, pointNumber: at, pointIndex: at, customdata: customdata[at] };
    drawn.set(code, { mark, name, point });
  }
  const order = said ? Object.keys(said) : [...drawn.keys()];
  return new Map(order.filter((code) => drawn.has(code)).map((code) => [code, drawn.get(code)]));
}

// Chinese signs and their punctuation, between which no blank stands.
const WIDE = "\u2e80-\u9fff\uff00-\uffef";
const FOLD = new RegExp(`([^${WIDE}])<br>(?=[^${WIDE}])`, "g");

/** What the mouse is told, as one line: a bold text is whole where it is folded, other lines are parts. */
function spelled(html, joint) {
  const whole = html.replace(/<b>(.*?)<\/b>/g, (_, bold) => bold.replace(FOLD, "$1 ").replaceAll("<br>", ""));
  const lines = whole.replace(/<extra>.*$/, "").split("<br>");
  return lines.map((line) => line.replace(/<[^>]*>/g, "").replaceAll("&amp;", "&").trim()).filter(Boolean).join(joint);
}

function put(mark, name, value) {
  if (value === null) mark.removeAttribute(name);
  else if (mark.getAttribute(name) !== value) mark.setAttribute(name, value);
}

/** Make controls of the marks of a chart, or say anew what they are. */
function enliven(chart) {
  const { role, chosen } = chart.layout.meta;
  const found = marks(chart);
  const key = keyOf(chart);
  const stop = [stops.get(key), chosen, ...found.keys()].find((code) => found.has(code));
  const ours = new Set();
  for (const [code, { mark, name }] of found) {
    ours.add(mark);
    put(mark, "data-mark", code);
    put(mark, "role", role);
    put(mark, "aria-label", name);
    put(mark, "aria-current", code === chosen ? "true" : null);
    put(mark, "tabindex", code === stop ? "0" : "-1");
  }
  for (const mark of chart.querySelectorAll("[data-mark]")) {
    if (!ours.has(mark)) OURS.forEach((name) => mark.removeAttribute(name));
  }
  const here = held?.key === key || !document.querySelector(`.st-key-${held?.key}`);
  if (held && here && document.activeElement === document.body) found.get(held.code)?.mark.focus();
}

function middle(mark) {
  const { left, right, top, bottom } = mark.getBoundingClientRect();
  return [(left + right) / 2, (top + bottom) / 2];
}

/** The nearest mark above (`way` is −1) or below. */
function beyond(found, here, way) {
  const [x, y] = middle(here);
  const far = ({ mark }) => {
    const [itsX, itsY] = middle(mark);
    return (itsY - y) * way > 2 ? Math.abs(itsY - y) + 2 * Math.abs(itsX - x) : Infinity;
  };
  const nearest = [...found.values()].reduce((best, one) => (far(one) < far(best) ? one : best));
  return far(nearest) < Infinity ? nearest.mark : here;
}

function goal(found, mark, key) {
  const all = [...found.values()].map((one) => one.mark);
  const at = all.indexOf(mark);
  switch (key) {
    case "ArrowRight":
      return all[Math.min(at + 1, all.length - 1)];
    case "ArrowLeft":
      return all[Math.max(at - 1, 0)];
    case "ArrowDown":
      return beyond(found, mark, 1);
    case "ArrowUp":
      return beyond(found, mark, -1);
    case "Home":
      return all[0];
    case "End":
      return all.at(-1);
  }
}

document.addEventListener("keydown", (event) => {
  const mark = event.target.closest?.("[data-mark]");
  if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
  const chart = mark.closest(CHART);
  const found = marks(chart);
  const next = goal(found, mark, event.key);
  if (next) next.focus();
  else if (event.key === "Enter" || event.key === " ") {
    // As Plotly reports a click; the same mark may be opened twice in a row.
    chart.emit("plotly_deselect");
    chart.emit("plotly_selected", { points: [found.get(mark.dataset.mark).point], selections: [] });
  } else if (event.key === "Escape") mark.blur();
  else return;
  event.preventDefault();
});

document.addEventListener("focusin", ({ target }) => {
  const mark = target.closest("[data-mark]");
  const chart = mark?.closest(CHART);
  held = mark && { key: keyOf(chart), code: mark.dataset.mark };
  if (!mark) return;
  stops.set(held.key, held.code);
  enliven(chart);
});
// A mark that is taken out of the page loses the focus as well: only one that stays was left on purpose.
document.addEventListener("focusout", ({ target }) => {
  const left = held;
  setTimeout(() => {
    if (held === left && target.isConnected && document.activeElement !== target) held = null;
  });
});

const ring = new CSSStyleSheet();
ring.replaceSync(`
  [data-mark]:focus { outline: none; }
  [data-mark]:focus-visible { outline: 3px solid currentColor; outline-offset: 1px; }
  .choroplethlayer [data-mark]:focus-visible { stroke: currentColor !important; stroke-width: 2.5px !important; }
`);
document.adoptedStyleSheets.push(ring);

let asked = 0;
const soon = () => {
  asked ||= requestAnimationFrame(() => {
    asked = 0;
    for (const chart of document.querySelectorAll(CHART)) {
      if (!chart.layout?.meta?.role) continue;
      if (!heard.has(chart)) {
        heard.add(chart);
        chart.on("plotly_afterplot", soon);
      }
      enliven(chart);
    }
  });
};
new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
