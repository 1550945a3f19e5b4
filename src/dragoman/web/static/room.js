"use strict";
// Everything here is a comfort: reading, searching and correcting work without it.
(() => {
  const root = document.documentElement;
  const base = new URL("..", document.currentScript.src); // where the room is, under whatever prefix
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  root.classList.add("js");

  const keep = {
    get(name) { try { return localStorage.getItem("dragoman-" + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("dragoman-" + name, value); } catch { /* private mode */ } },
  };

  // ---------------------------------------------------------------- small things on every page
  const isWide = matchMedia("(min-width: 62.01rem)");
  for (const details of all(".filters details")) details.open = isWide.matches;

  function fillNames(from = document) {
    for (const field of all("[data-my-name]", from)) field.value = keep.get("name") ?? "";
  }
  fillNames();
  document.addEventListener("submit", (event) => {
    const mine = document.querySelector("[data-my-name]");
    if (mine) keep.set("name", mine.value.trim());
    for (const field of all("[data-by]", event.target)) field.value = keep.get("name") ?? "";
  });

  let asked = 0;
  document.addEventListener("input", async (event) => {
    const field = event.target;
    if (!field.matches("[data-names]") || field.value.trim().length < 2) return;
    const turn = ++asked;
    await new Promise((done) => setTimeout(done, 120));
    if (turn !== asked) return;
    const address = new URL("find/names.json", base);
    address.searchParams.set("q", field.value.trim().slice(0, 200));
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || turn !== asked) return;
    const list = field.list;
    const known = new Set([...list.options].map((o) => o.value));
    for (const actor of (await answer.json()).actors) {
      if (known.has(actor.typed)) continue;
      const option = document.createElement("option");
      option.value = actor.typed;
      option.textContent = [actor.kind, actor.country].filter(Boolean).join(", ");
      list.append(option);
    }
  });

  for (const zone of all("[data-drop]")) {
    const file = zone.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("over", on); };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
      else zone.querySelector("textarea").value = event.dataTransfer.getData("text/plain");
    });
  }

  const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const box = document.getElementById("search-box");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  });

  // ---------------------------------------------------------------- an article
  if (!document.querySelector(".doc")) return;
  const byId = (id) => document.getElementById(id);
  const LAYER = { statement: "s", content: "s", event: "e", position: "p", actor: "a", note: "n" };
  const layerOf = (id) => byId("layer-" + (LAYER[byId(id)?.dataset.kind] ?? "a"));
  const isOn = (id) => byId(id)?.classList.contains("card") && layerOf(id).checked;
  const itemOf = (address) => {
    const id = decodeURIComponent(address.replace(/^#/, "")).replace(/-t\d*$/, "");
    return byId(id)?.classList.contains("card") ? id : null;
  };

  for (const box of all(".layers input")) {
    const kept = keep.get(box.id);
    if (kept !== null) box.checked = kept === "1";
    box.addEventListener("change", () => keep.set(box.id, box.checked ? "1" : "0"));
  }
  for (const element of all("article [title]")) element.removeAttribute("title"); // the panel tells the same and more
  for (const element of all(".hint, .keys")) element.hidden = false;

  const panel = document.createElement("div");
  panel.className = "panel";
  panel.id = "panel";
  panel.tabIndex = -1;
  panel.hidden = true;
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-live", "polite");
  panel.setAttribute("aria-label", "Record of the marked words");
  const close = document.createElement("button");
  close.className = "close quiet";
  close.type = "button";
  close.textContent = "Close";
  const shownList = document.createElement("ol");
  shownList.className = "cards shown";
  panel.append(close, shownList);
  byId("main").append(panel);

  let pinned = false;
  let shown = [];
  let origin = null;

  function light(ids) {
    for (const element of all(".on")) element.classList.remove("on");
    for (const id of ids) {
      const name = CSS.escape(id);
      for (const element of all(`[data-m~="${name}"], [data-i="${name}"]`)) element.classList.add("on");
      byId(id).classList.add("on");
    }
  }

  function show(ids) {
    if (ids.join(" ") === shown.join(" ")) return;
    shown = ids;
    light(ids);
    panel.hidden = ids.length === 0;
    shownList.replaceChildren(...ids.map((id) => copyOf(byId(id))));
    panel.scrollTop = 0;
  }

  function copyOf(card) {
    const copy = card.cloneNode(true);
    for (const name of ["id", "tabindex"]) copy.removeAttribute(name);
    copy.classList.remove("on", "lev1", "lev2", "lev3");
    for (const path of all(".path", copy)) path.classList.add("drawn");
    const own = copy.querySelector("[data-own]");
    const judge = byId("judge");
    if (judge && own && ["statement", "event", "position"].includes(card.dataset.kind)) {
      const form = judge.cloneNode(true);
      form.removeAttribute("id");
      form.hidden = false;
      form.elements.kind.value = card.dataset.kind;
      form.elements.target.value = own.getAttribute("href").split("/").pop();
      form.elements.back.value += "#" + card.id;
      form.querySelector("[data-change]").href = own.href + "#correct";
      copy.append(form);
    }
    return copy;
  }

  async function change(link) {
    const answer = await fetch(link.href).catch(() => null);
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const forms = page?.getElementById("correct");
    if (!forms) { location.href = link.href; return; }
    const card = link.closest(".card");
    const back = link.closest("form").elements.back.value;
    link.closest("form").remove();
    byId("correct")?.remove();
    const here = document.importNode(forms, true);
    for (const field of all("[name=back]", here)) field.value = back;
    card.append(here);
    fillNames(here);
    here.querySelector("input:not([type=hidden]), select, button").focus();
  }

  function pin(id, from) {
    const layer = layerOf(id);
    if (!layer.checked) layer.checked = true;
    pinned = true;
    if (from) origin = from;
    shown = [];
    show([id]);
    panel.classList.add("open");
  }

  function shut() {
    pinned = false;
    show([]);
    light([]);
    panel.classList.remove("open");
    origin?.focus({ preventScroll: true });
    origin = null;
  }

  function idsAt(target) {
    const chip = target.closest("a[data-i]");
    if (chip) return [chip.dataset.i];
    const mark = target.closest("article [data-m]");
    return mark ? mark.dataset.m.split(" ").filter(isOn) : [];
  }

  document.addEventListener("mouseover", (event) => {
    if (pinned || !isWide.matches) return;
    const ids = idsAt(event.target);
    if (ids.length) show(ids);
    else if (!event.target.closest(".panel")) show([]);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest(".close")) return shut();
    if (event.target.closest(".keys")) return byId("keys").showModal();
    const link = event.target.closest("a");
    if (link?.matches("[data-change]")) { event.preventDefault(); return void change(link); }
    if (link) return follow(event, link);
    if (!event.target.closest("article") || event.target.closest("summary") || String(getSelection())) return;
    const ids = idsAt(event.target);
    pinned = ids.length > 0;
    origin = null;
    show(ids);
    panel.classList.toggle("open", pinned);
  });

  function follow(event, link) {
    const address = link.getAttribute("href");
    const item = link.dataset.i || link.dataset.a || (address.startsWith("#") ? itemOf(address) : null);
    if (!item || !byId(item)) return;
    if (link.dataset.i) {
      event.preventDefault();
      pin(item, link);
      history.replaceState(null, "", "#" + item); // the address can be shared
      panel.focus({ preventScroll: true });
    } else if (link.closest(".panel")) {
      if (!link.dataset.a) event.preventDefault();
      pin(item, null);
      byId(item + "-t")?.scrollIntoView({ block: "center" });
    } else if (!isWide.matches) {
      pin(item, origin);
    } else {
      pinned = true;
      show([]);
      layerOf(item).checked = true;
      light([item]);
    }
  }

  function step(by) {
    const chips = all("article a[data-i]").filter((c) => c.checkVisibility());
    if (!chips.length) return;
    let at = chips.indexOf(document.activeElement);
    if (at < 0 && shown.length) at = chips.findIndex((c) => c.dataset.i === shown[0]);
    if (at < 0 && by > 0) at = chips.findIndex((c) => c.getBoundingClientRect().top > 100) - 1;
    const next = chips[(Math.max(at, by > 0 ? -1 : 0) + by + chips.length) % chips.length];
    pinned = true;
    origin = next;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
    show([next.dataset.i]);
    panel.classList.add("open");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !byId("keys").open) return shut();
    if (isTyping(event.target) || byId("keys").open) return;
    if (event.key === "j" || event.key === "ArrowRight") step(1);
    else if (event.key === "k" || event.key === "ArrowLeft") step(-1);
    else if (event.key === "?") byId("keys").showModal();
    else return;
    event.preventDefault();
  });

  const arrived = itemOf(location.hash);
  if (arrived) {
    pin(arrived, byId(arrived + "-t"));
    byId(arrived + "-t")?.scrollIntoView({ block: "center" });
  }
})();
