// Dragging across the chart chooses a part of the time; the list and the chart are fetched anew in their place.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  function set_up(room) {
    for (const hint of room.querySelectorAll(".brush-hint")) hint.hidden = false;
    for (const svg of room.querySelectorAll("svg.timeline")) watch(svg);
  }

  function bar_at(svg, event) {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * Number(svg.dataset.width);
    const days = svg.dataset.days.split(" ");
    const at = Math.floor((x - Number(svg.dataset.left)) / Number(svg.dataset.step));
    return Math.max(0, Math.min(days.length - 1, at));
  }

  function watch(svg) {
    let from = null, band = null, moved = false;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      from = bar_at(svg, event);
      moved = false;
    });
    svg.addEventListener("pointermove", (event) => {
      if (from === null) return;
      const to = bar_at(svg, event);
      if (to === from && !moved) return;
      if (!moved) {
        moved = true;
        svg.setPointerCapture(event.pointerId);
        band = document.createElementNS(SVG, "rect");
        band.setAttribute("class", "chosen-time");
        band.setAttribute("y", "0");
        band.setAttribute("height", String(svg.viewBox.baseVal.height - 24));
        svg.prepend(band);
      }
      const step = Number(svg.dataset.step);
      band.setAttribute("x", String(Number(svg.dataset.left) + Math.min(from, to) * step));
      band.setAttribute("width", String((Math.abs(to - from) + 1) * step));
    });
    svg.addEventListener("pointerup", (event) => {
      if (from === null) return;
      const start = from, to = bar_at(svg, event);
      from = null;
      if (!moved) return;
      const days = svg.dataset.days.split(" ");
      choose(days[Math.min(start, to)].split("/")[0], days[Math.max(start, to)].split("/")[1]);
    });
    svg.addEventListener("pointercancel", () => { from = null; band?.remove(); });
    svg.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);
    svg.addEventListener("dragstart", (event) => event.preventDefault());
  }

  function choose(since, until) {
    const address = new URL(location.href);
    address.searchParams.set("since", since);
    address.searchParams.set("until", until);
    address.searchParams.delete("page");
    address.hash = "";
    load(address, true);
  }

  async function load(address, keep) {
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["time-room", "f-since", "f-until"]) {
        const fresh = page.getElementById(id), old = document.getElementById(id);
        if (!fresh || !old) throw new Error(id);
        old.replaceWith(fresh);
      }
      if (keep) history.pushState({}, "", address);
      set_up(document.getElementById("time-room"));
    } catch {
      location.assign(address);
    }
  }

  const room = document.getElementById("time-room");
  if (!room) return;
  document.documentElement.classList.add("js");
  set_up(room);
  addEventListener("popstate", () => load(new URL(location.href), false));
})();
