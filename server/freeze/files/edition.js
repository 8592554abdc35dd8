// Draws the charts of a page of the static edition when they come into view, and shows another year on the map.
(() => {
  const page = document.documentElement;
  const root = new URL(page.dataset.root, location.href);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 640px)");
  // Plotly's own base map is asked for on a public host unless we say where ours lies.
  const CONFIG = { displaylogo: false, displayModeBar: false, scrollZoom: false };
  CONFIG.topojsonURL = new URL("app/static/topojson/", root).href;
  const fetched = new Map();
  let loading;

  const read = (place) => {
    if (!fetched.has(place)) fetched.set(place, fetch(new URL(place, root)).then((answer) => answer.json()));
    return fetched.get(place);
  };

  /** Plotly, from our own files, asked for when the first chart is seen. */
  const plotly = () => {
    loading ??= new Promise((loaded, failed) => {
      const script = document.createElement("script");
      script.src = new URL(PLOTLY, root);
      script.onload = () => loaded(window.Plotly);
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  };

  /** How a figure looks here differs from how it looks in the light on a desk (server/freeze/looks.py). */
  const changes = (found) => {
    if (narrow.matches) return dark.matches ? found.narrowDark : found.narrow;
    return dark.matches ? found.dark : [];
  };

  /** The figure of a chart as it looks here, with the boundaries of our own files, in the year that is chosen. */
  async function figure(chart) {
    const file = await read(chart.dataset.figure);
    const found = structuredClone(file.figure);
    for (const [where, ...what] of changes(file)) {
      const inside = where.slice(0, -1).reduce((part, key) => part[key], found);
      if (what.length) inside[where.at(-1)] = what[0];
      else delete inside[where.at(-1)];
    }
    if (chart.dataset.key === "map" && year && year !== page.dataset.year) turned(found, (await read(page.dataset.years))[year]);
    for (const trace of found.data) {
      if (typeof trace.geojson === "string") trace.geojson = new URL(trace.geojson, root).href;
    }
    return found;
  }

  async function draw(chart) {
    const box = chart.querySelector(".plot");
    try {
      const [Plotly, { data, layout }] = await Promise.all([plotly(), figure(chart)]);
      // Plotly's own way to follow the window forgets the height of the figure.
      layout.width = chart.clientWidth;
      await Plotly.react(box, data, layout, CONFIG);
      if (!chart.classList.contains("drawn")) box.on("plotly_click", open);
      // The picture said so until now.
      if (!box.hasAttribute("role")) box.setAttribute("aria-label", chart.querySelector("img").alt);
      box.setAttribute("role", "img");
      chart.classList.add("drawn");
    } catch (error) {
      // The picture and the table stay: they say the same.
      console.warn(error);
    }
  }

  /** A click on a member opens its page. */
  function open({ points }) {
    const own = points[0]?.customdata;
    const code = points[0]?.location ?? (Array.isArray(own) ? own[0] : own);
    const lang = page.lang.slice(0, 2);
    if (/^[A-Z]{3}$/.test(code ?? "")) location.assign(new URL(`country/?country=${code}&lang=${lang}`, root));
  }

  const drawn = () => document.querySelectorAll("figure.chart.seen");
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      target.classList.add("seen");
      draw(target);
    }
  });
  dark.addEventListener("change", () => drawn().forEach(draw));
  let width = innerWidth;
  let settled;
  addEventListener("resize", () => {
    clearTimeout(settled);
    settled = setTimeout(() => {
      // On a phone the bars of the browser come and go, which changes the height alone.
      if (innerWidth !== width) drawn().forEach(draw);
      width = innerWidth;
    }, 150);
  });

  // -- another year on the map ---------------------------------------------------------------------

  let year = page.dataset.year;
  const chooser = document.getElementById("year");

  /** The map of another year: the same classes and colours, other members in them. */
  function turned(found, other) {
    const key = found.data.filter((trace) => trace.showlegend);
    const moving = (trace) => !trace.showlegend && trace.customdata;
    const shapes = found.data.find((trace) => moving(trace) && trace.type === "choropleth");
    const circles = found.data.filter((trace) => moving(trace) && trace.type === "scattergeo");
    const points = new Map(circles.flatMap(({ customdata, lon, lat }) => customdata.map((code, at) => [code, [lon[at], lat[at]]])));
    const said = (codes) => ({ customdata: codes, text: codes.map((code) => other.texts[code]) });
    const shaped = (codes, { name, marker }) => ({
      ...shapes,
      ...said(codes),
      name,
      locations: codes,
      z: codes.map(() => 0),
      colorscale: [[0, marker.color], [1, marker.color]],
    });
    const circled = (codes, { name, marker }) => ({
      ...circles[0],
      ...said(codes),
      name,
      lon: codes.map((code) => points.get(code)[0]),
      lat: codes.map((code) => points.get(code)[1]),
      hovertemplate: codes.map((code) => `${other.texts[code]}<extra></extra>`),
      marker: { ...circles[0].marker, color: marker.color },
    });
    const classes = (made, among) =>
      other.classes.map((codes, at) => [codes.filter(among), key[at]]).filter(([codes]) => codes.length).map(([codes, own]) => made(codes, own));
    const first = found.data.findIndex(moving);
    const rest = found.data.slice(first).filter((trace) => !moving(trace));
    const small = (code) => points.has(code);
    found.data = [...found.data.slice(0, first), ...classes(shaped, () => true), ...classes(circled, small), ...rest];
    found.layout.legend.title.text = other.legend;
  }

  async function show() {
    const home = document.querySelector("figure.chart[data-key=map]");
    const section = home.closest("section");
    const other = (await read(page.dataset.years))[year];
    const main = document.querySelector("main");
    const answer = main.querySelector(":scope > p:not(.source)");
    answer.innerHTML = other.answer;
    section.querySelector("h2").textContent = other.title;
    home.querySelector(".plot").setAttribute("aria-label", other.alt);
    const body = section.querySelector("tbody");
    body.replaceChildren(
      ...other.rows.map((cells) => {
        const row = document.createElement("tr");
        cells.forEach((cell, at) => {
          const made = document.createElement(at ? "td" : "th");
          if (!at) made.scope = "row";
          made.textContent = cell;
          row.append(made);
        });
        return row;
      }),
    );
    // What is about the year of the page alone goes meanwhile: key figures, other pictures, the list.
    const own = year === page.dataset.year;
    document.querySelectorAll("main > dl, [data-of-year], main > h2, main > ul").forEach((part) => (part.hidden = !own));
    const address = new URL(location.href);
    if (own) address.searchParams.delete("year");
    else address.searchParams.set("year", year);
    history.replaceState(null, "", address);
    const live = document.querySelector("a[data-live]");
    const there = new URL(live.href);
    there.searchParams.set("year", year);
    live.href = there;
    home.classList.add("seen");
    await draw(home);
  }

  async function years() {
    const known = [...chooser.options].map((option) => option.value);
    const asked = new URLSearchParams(location.search).get("year");
    const near = /^\d{4}$/.test(asked ?? "") && known.reduce((one, other) => (Math.abs(other - asked) < Math.abs(one - asked) ? other : one));
    if (near) year = near;
    chooser.value = year;
    chooser.addEventListener("change", () => {
      year = chooser.value;
      show();
    });
    chooser.closest("label").hidden = false;
    if (year !== page.dataset.year) await show();
  }

  (chooser ? years().catch(console.warn) : Promise.resolve()).then(() => {
    for (const chart of document.querySelectorAll("figure.chart")) seen.observe(chart);
  });
})();
