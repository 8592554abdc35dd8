// A chart has the width of the window in which it was drawn. Before printing, its drawing learns its own size
// (`viewBox`), so that print.css can fit it to the paper; a dark page is marked, to be printed dark on white.
function prepare() {
  const page = document.querySelector("[data-testid=stApp]");
  const light = page && getComputedStyle(page).backgroundColor.match(/\d+/g).slice(0, 3).every((part) => part > 127);
  document.documentElement.classList.toggle("dark-page", Boolean(page) && !light);
  for (const box of document.querySelectorAll(".js-plotly-plot .svg-container")) {
    const width = box.clientWidth;
    const height = box.clientHeight;
    if (!width || !height) continue;
    box.style.setProperty("--shape", `${width} / ${height}`);
    box.style.setProperty("--width", `${width}px`);
    for (const drawing of box.querySelectorAll(":scope > .main-svg")) {
      drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
      drawing.setAttribute("preserveAspectRatio", "xMinYMin meet");
    }
  }
}

// Without its viewBox a chart is redrawn as ever when the window changes.
function restore() {
  for (const drawing of document.querySelectorAll(".js-plotly-plot .main-svg[viewBox]")) {
    drawing.removeAttribute("viewBox");
  }
}

addEventListener("beforeprint", prepare);
addEventListener("afterprint", restore);
