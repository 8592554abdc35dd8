// Runs before Streamlit's own scripts: says where the server is, and takes the first paint away when the app has drawn.
(() => {
  // Else Streamlit asks below the address of the view first, and a browser reports the 404.
  window.__streamlit = { BACKEND_BASE_URL: new URL("../../", document.currentScript.src).href };

  // A library of Streamlit tries WebAssembly and does without; the policy refuses it, and a browser reports the try.
  delete window.WebAssembly;

  // The language of the page follows the address, for screen readers and translators; Streamlit leaves it alone. An
  // address without one means the first of the browser's languages that we have.
  const tags = {};
  for (const link of document.querySelectorAll("link[data-lang]")) tags[link.dataset.lang] = link.hreflang;
  const wish = navigator.languages.map((tag) => tags[tag.split("-")[0].toLowerCase()]).find(Boolean) ?? "en";
  window.navigation?.addEventListener("navigatesuccess", () => {
    const lang = new URL(location.href).searchParams.get("lang");
    document.documentElement.lang = tags[lang] ?? wish;
  });

  // At dusk a system turns dark and Streamlit with it, but charts keep their colours until the script runs again. A step
  // of history to the same address has it run, once the page has turned and no other run is on its way; a frame that its
  // host holds light never turns.
  const app = () => document.querySelector("[data-testid=stApp]");
  const paper = () => getComputedStyle(app() ?? document.body).backgroundColor;
  const idle = () => app()?.getAttribute("data-test-script-state") === "notRunning";
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    const before = paper();
    const turned = (left) => {
      if (paper() !== before && idle()) return void dispatchEvent(new PopStateEvent("popstate"));
      if (left) setTimeout(turned, 50, left - 1);
    };
    setTimeout(turned, 50, 200);
  });

  const paint = document.getElementById("paint");
  const root = document.getElementById("root");
  if (!paint || !root) return;

  // Where a network lets no WebSocket through the paint is what stays: it says so, and where to go on. A socket that
  // failed may be tried again in a moment, one that hangs never says that it does.
  const NO_WORD_AFTER = 3000; // milliseconds
  const note = document.getElementById("blocked");
  const Socket = window.WebSocket;
  let heard = false;
  const doubt = () => void setTimeout(() => (note.hidden = heard), NO_WORD_AFTER);
  if (note && Socket) {
    addEventListener("load", doubt);
    window.WebSocket = class extends Socket {
      constructor(...address) {
        super(...address);
        doubt();
        this.addEventListener("message", () => (note.hidden = heard = true), { once: true });
      }
    };
  }
  const CHARTS_MAY_TAKE = 10000; // milliseconds after the words are there
  let since = 0;

  const inView = (element) => element.getBoundingClientRect().top < window.innerHeight;
  const drawn = () => {
    if (!idle() || !root.querySelector("h1, [data-testid=stException]")) return false;
    since ||= performance.now();
    if (performance.now() - since > CHARTS_MAY_TAKE) return true;
    if ([...root.querySelectorAll("[data-testid=stSkeleton]")].some(inView)) return false;
    const charts = [...root.querySelectorAll("[data-testid=stPlotlyChart]")].filter(inView);
    return charts.every((chart) => chart.querySelector(".main-svg"));
  };
  const look = () => {
    if (!drawn()) return void setTimeout(look, 50);
    const read = window.scrollY;
    paint.remove();
    // Who has scrolled stays about where they were.
    if (read) root.querySelector("[data-testid=stMain]")?.scrollTo(0, read);
  };
  look();
})();
