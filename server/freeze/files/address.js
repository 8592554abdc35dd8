// An address of the live app, with its parameters, opens its page here: /country/?country=CHL&lang=es → /country/CHL/es/.
// PLACES stands above: which values have pages (server/freeze/pages.py).
(() => {
  const root = new URL(document.documentElement.dataset.root, location.href);
  const asked = new URLSearchParams(location.search);
  const slug = location.pathname.slice(root.pathname.length).split("/")[0].replace(/^.*\.html$/, "");
  const lang = PLACES.languages.includes(asked.get("lang")) ? asked.get("lang") : "";
  let place = slug ? `${slug}/` : "";
  for (const [name, part] of Object.entries(PLACES.implied[slug] ?? {})) {
    if (asked.has(name) && !asked.has("part")) asked.set("part", part);
  }
  for (const [name, values] of Object.entries(PLACES.keys[slug] ?? {})) {
    const value = name === "country" ? asked.get(name)?.toUpperCase() : asked.get(name);
    if (!values.includes(value)) continue;
    place += `${value}/`;
    break;
  }
  if (lang) place += `${lang}/`;
  const record = (PLACES.records[slug] ?? []).map((name) => asked.get(name)).find(Boolean);
  const year = /^\d{4}$/.test(asked.get("year") ?? "") ? `?year=${asked.get("year")}` : "";
  const wanted = new URL(place + year + (record ? `#${encodeURIComponent(record)}` : location.hash), root);
  if (wanted.pathname !== location.pathname || wanted.hash !== location.hash) location.replace(wanted);
})();
