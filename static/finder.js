// The search by keyboard: "/" opens it, arrows walk through what is found, Enter opens the first.

const FOUND = ".st-key-found a";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const { target, key } = event;
  const box = target.closest?.(".st-key-search_for input");
  const writing = target.isContentEditable || target.closest?.("input, textarea, select, [role=combobox]");
  if (key === "/" && !writing && !document.querySelector("[role=dialog]")) {
    event.preventDefault();
    document.querySelector(".st-key-search button")?.click();
  } else if (box && key === "Enter") {
    // Only when what is shown was found for what is written.
    const said = document.querySelector(".st-key-found [data-testid=stCaptionContainer]")?.textContent ?? "";
    if (box.value.trim() && said.includes(`“${box.value.trim().replace(/\s+/g, " ")}”`)) document.querySelector(FOUND)?.click();
  } else if ((key === "ArrowDown" || key === "ArrowUp") && target.closest?.("[role=dialog]")) {
    const links = [...document.querySelectorAll(FOUND)];
    const at = links.indexOf(target.closest("a"));
    if (!box && at < 0) return;
    event.preventDefault();
    const next = at + (key === "ArrowDown" ? 1 : -1);
    (links[next] ?? (next < 0 ? document.querySelector(".st-key-search_for input") : null))?.focus();
  }
});

// The box is ready to be written in as soon as it appears.
new MutationObserver(() => {
  const box = document.querySelector("[role=dialog] .st-key-search_for input");
  if (box && !box.dataset.greeted) {
    box.dataset.greeted = "yes";
    box.focus();
  }
}).observe(document.body, { childList: true, subtree: true });
