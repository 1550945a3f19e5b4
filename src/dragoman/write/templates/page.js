"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const layerOf = (id) => id.split("-")[1].charAt(0);
  const isOn = (id) => byId("layer-" + layerOf(id)).checked;
  const itemOf = (address) => {
    const id = address.replace(/^#/, "").replace(/-t\d*$/, "");
    return /^d\d+-[sepan]\d+$/.test(id) && byId(id) ? id : null;
  };
  const isNarrow = matchMedia("(max-width: 62rem)");
  const panel = byId("panel");
  let pinned = false;
  let shown = [];
  let origin = null;

  // The browser's own bubbles would lie over the panel, which tells the same and more.
  for (const element of document.querySelectorAll("article [title]")) element.removeAttribute("title");
  for (const hint of document.querySelectorAll(".hint")) hint.hidden = false;

  function light(ids) {
    for (const element of document.querySelectorAll(".on")) element.classList.remove("on");
    for (const id of ids) {
      for (const element of document.querySelectorAll('[data-m~="' + id + '"], [data-i="' + id + '"]')) {
        element.classList.add("on");
      }
      byId(id).classList.add("on");
    }
  }

  function show(ids) {
    if (ids.join(" ") === shown.join(" ")) return;
    shown = ids;
    light(ids);
    panel.hidden = ids.length === 0;
    panel.querySelector(".shown").replaceChildren(...ids.map((id) => copyOf(byId(id))));
    panel.scrollTop = 0;
  }

  function copyOf(card) {
    const copy = card.cloneNode(true);
    copy.removeAttribute("id");
    copy.removeAttribute("tabindex");
    copy.classList.remove("on");
    return copy;
  }

  function pin(id, from) {
    byId("layer-" + layerOf(id)).checked = true;
    pinned = true;
    origin = from;
    show([id]);
  }

  function close() {
    pinned = false;
    show([]);
    light([]);
    if (origin !== null) origin.focus({ preventScroll: true });
    origin = null;
  }

  function idsAt(target) {
    const chip = target.closest("a[data-i]");
    if (chip) return [chip.dataset.i];
    const mark = target.closest("article [data-m]");
    return mark ? mark.dataset.m.split(" ").filter(isOn) : [];
  }

  document.addEventListener("mouseover", (event) => {
    if (pinned || isNarrow.matches) return;
    const ids = idsAt(event.target);
    if (ids.length) show(ids);
    else if (!event.target.closest(".panel")) show([]);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest(".close")) return close();
    const link = event.target.closest("a");
    if (link) return follow(event, link);
    if (!event.target.closest("article") || String(getSelection())) return;
    const ids = idsAt(event.target);
    pinned = ids.length > 0;
    origin = null;
    show(ids);
  });

  function follow(event, link) {
    const address = link.getAttribute("href");
    const item = link.dataset.i || link.dataset.a || (address.startsWith("#") ? itemOf(address) : null);
    if (!item) return;
    if (link.dataset.i) {
      event.preventDefault();
      pin(item, link);
    } else if (link.closest(".panel") && address === "#" + item) {
      event.preventDefault();
      pin(item, origin);
      byId(item + "-t")?.scrollIntoView({ block: "nearest" });
    } else if (isNarrow.matches || link.closest(".panel")) {
      pin(item, origin);
    } else {
      show([]);
      pinned = true;
      byId("layer-" + layerOf(item)).checked = true;
      light([item]);
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  const arrived = itemOf(location.hash);
  if (arrived) pin(arrived, null);
})();
