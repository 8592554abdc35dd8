// A picture of a chart, made where the chart is: in the reader's browser.
//
// A click on "PNG" or "SVG" (ui/tools.py) finds the chart of the same key, puts its layers, the words that stand
// beside the button and our own letters into one SVG that needs nothing else, and saves that or, drawn at a larger
// scale, a PNG. Plotly's own picture would hold neither title, source and link nor letters.

const XML = "http://www.w3.org/2000/svg";
const EDGE = 24; // pixels of paper around everything
const FAMILY = "Source Sans";
const OTHERS = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif';
const LEAST_PNG = 1200; // pixels of the width of a PNG, also of a chart on a phone
const LINES = { title: [20, 600, 26], text: [14, 400, 20], small: [12, 400, 17] }; // size, weight, line height
// What Plotly keeps for the mouse.
const UNSEEN = ".hoverlayer, .zoomlayer, .draglayer, .modebar, .selectionlayer, .hoverlabel, .select-outline";

/** Answer a click on one of our buttons before Streamlit hears of it. */
function onClick(event) {
  const button = event.target.closest?.("button");
  const named = button?.closest('[class*="st-key-as_png_"], [class*="st-key-as_svg_"]');
  const box = named?.closest('[class*="st-key-picture_"]');
  if (!box) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  const kind = named.className.includes("st-key-as_png_") ? "png" : "svg";
  const key = box.className.match(/st-key-picture_([\w-]+)/)[1];
  button.disabled = true;
  save(kind, key, words(box)).finally(() => {
    button.disabled = false;
    button.focus();
  });
}

/** Title, lines below it, source, link and file name, as ui/tools.py writes them. */
function words(box) {
  const said = box.querySelector('[class*="st-key-says_"]');
  const [about, source, last] = said.querySelectorAll('[data-testid="stCaptionContainer"]');
  const [title, ...more] = [...about.querySelectorAll("p")].map((part) => part.textContent);
  return {
    title,
    more: more.join(" "),
    source: source.textContent.trim(),
    link: last.querySelector("a").href,
    stem: last.querySelector("code").textContent,
  };
}

async function save(kind, key, said) {
  const chart = document.querySelector(`.st-key-${CSS.escape(key)} .js-plotly-plot`);
  const picture = compose(chart, said, await letters());
  const svg = new Blob([new XMLSerializer().serializeToString(picture.root)], { type: "image/svg+xml" });
  const file = kind === "svg" ? svg : await png(svg, picture.width, picture.height);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${said.stem}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** One SVG: paper, title, lead, the chart, source, link. */
function compose(chart, said, font) {
  const { paper_bgcolor: paper, font: given } = chart._fullLayout;
  const frame = chart.querySelector(".svg-container").getBoundingClientRect();
  const inner = Math.round(frame.width);
  const root = element("svg", {});
  const style = element("style", {});
  style.textContent = font;
  const title = element("title", {});
  title.textContent = said.title;
  const description = element("desc", {});
  description.textContent = `${said.source} ${said.link}`;
  const back = element("rect", { fill: paper });
  root.append(title, description, style, back);

  let top = EDGE;
  const write = (text, kind, opacity) => {
    const [size, weight, height] = LINES[kind];
    for (const line of wrapped(text, size, weight, inner)) {
      const at = element("text", { x: EDGE, y: top + size, fill: given.color, "fill-opacity": opacity });
      at.style.font = `${weight} ${size}px "${FAMILY}", ${OTHERS}`;
      at.textContent = line;
      root.append(at);
      top += height;
    }
  };
  write(said.title, "title", 1);
  if (said.more) {
    top += 2;
    write(said.more, "text", 0.85);
  }
  top += 10;

  const height = Math.round(frame.height);
  const drawn = element("svg", { x: EDGE, y: top, width: inner, height, viewBox: `0 0 ${inner} ${height}` });
  for (const layer of chart.querySelectorAll(".main-svg")) {
    const copy = layer.cloneNode(true);
    copy.querySelectorAll(UNSEEN).forEach((part) => part.remove());
    // A picture has no controls.
    copy.querySelectorAll("[data-mark]").forEach((mark) => {
      for (const name of ["data-mark", "role", "tabindex", "aria-label", "aria-current"]) mark.removeAttribute(name);
    });
    copy.removeAttribute("class");
    copy.style.background = "none";
    drawn.append(copy);
  }
  root.append(drawn);

  top += height + 12;
  write(said.source, "small", 0.75);
  write(said.link, "small", 0.75);
  const size = { width: inner + 2 * EDGE, height: top + EDGE - 6 };
  for (const [name, value] of Object.entries(size)) {
    root.setAttribute(name, value);
    back.setAttribute(name, value);
  }
  root.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  return { root, ...size };
}

/** Lines of a text that are no wider than `room`; a long address breaks anywhere, Chinese between its signs. */
function wrapped(text, size, weight, room) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px "${FAMILY}", ${OTHERS}`;
  const fits = (line) => pen.measureText(line).width <= room;
  const pieces = text.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? [];
  const lines = [];
  let line = "";
  for (let piece of pieces) {
    if (line && !fits((line + piece).trimEnd())) {
      lines.push(line.trimEnd());
      line = "";
    }
    while (!fits(piece.trimEnd())) {
      let at = piece.length - 1;
      while (at > 1 && !fits(piece.slice(0, at))) at -= 1;
      lines.push(piece.slice(0, at));
      piece = piece.slice(at);
    }
    line += piece;
  }
  return line.trim() ? [...lines, line.trimEnd()] : lines;
}

let fetched;

/** The rule that carries our letters inside the picture; read once. */
function letters() {
  fetched ??= Promise.all(faces().map(embedded)).then((rules) => rules.join("\n"));
  return fetched;
}

/** The upright letters of the page's style sheets, as rules with addresses. */
function faces() {
  const found = [];
  for (const sheet of document.styleSheets) {
    let rules = [];
    try {
      rules = sheet.cssRules;
    } catch {
      continue; // a sheet of another host: there is none of ours
    }
    for (const rule of rules) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const family = rule.style.getPropertyValue("font-family").replace(/["']/g, "");
      const slant = rule.style.getPropertyValue("font-style") || "normal";
      if (family === FAMILY && slant === "normal") found.push({ rule, base: sheet.href ?? document.baseURI });
    }
  }
  return found;
}

async function embedded({ rule, base }) {
  const address = rule.style.getPropertyValue("src").match(/url\(["']?([^"')]+)/)[1];
  const answer = await fetch(new URL(address, base));
  const data = await read(await answer.blob());
  const weight = rule.style.getPropertyValue("font-weight") || "200 900";
  return `@font-face{font-family:"${FAMILY}";font-weight:${weight};src:url(${data}) format("woff2")}`;
}

function read(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

async function png(svg, width, height) {
  const scale = Math.max(2, Math.ceil(LEAST_PNG / width));
  const canvas = document.createElement("canvas");
  canvas.width = width * scale;
  canvas.height = height * scale;
  const image = new Image();
  // A data address, since a canvas on which a blob of SVG was drawn may not be read in every browser.
  image.src = await read(svg);
  await image.decode();
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function element(name, attributes) {
  const made = document.createElementNS(XML, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

document.addEventListener("click", onClick, true);
