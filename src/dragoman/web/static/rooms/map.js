// A slider over months: shades, dots and tables show one month, or all the time. All counts are in the page.
(() => {
  "use strict";
  const room = document.querySelector(".map-room");
  const months = room?.dataset.months ? room.dataset.months.split(" ") : [];
  if (months.length < 2) return;
  const slider = room.querySelector(".slider"), range = slider.querySelector("input"), output = slider.querySelector("output");
  const svg = room.querySelector("svg.world");
  const scale = Number(svg.dataset.scale);
  const names = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
  const things = [...document.querySelectorAll("[data-months]")].filter((e) => e !== room).map((e) => ({
    element: e,
    counts: new Map(e.dataset.months.split(" ").filter(Boolean).map((p) => p.split(":").map(Number))),
    all: kept(e),
  }));
  const most_dot = most("circle.dot"), most_land = most(".land");

  function kept(e) {
    if (e.matches("tr")) return e.querySelector("td").textContent;
    return e.matches(".dot") ? e.getAttribute("r") : e.getAttribute("class");
  }

  function most(selector) {
    let out = 1;
    for (const t of things) if (t.element.matches(selector)) for (const n of t.counts.values()) out = Math.max(out, n);
    return out;
  }

  function level(count) {
    if (!count) return 0;
    return most_land > 1 ? Math.min(5, 1 + Math.floor((5 * Math.log(count)) / Math.log(most_land + 1))) : 5;
  }

  function show(at) {
    for (const { element, counts, all } of things) {
      const count = at < 0 ? null : counts.get(at) ?? 0;
      if (element.matches("tr")) {
        element.querySelector("td").textContent = count === null ? all : count.toLocaleString("en");
        element.hidden = count === 0;
      } else if (element.matches(".dot")) {
        const size = count === null ? Number(all) : count ? (3 + 15 * Math.sqrt(count / Math.max(most_dot, 60))) * scale : 0;
        element.setAttribute("r", String(size));
        tell(element, count);
      } else {
        element.setAttribute("class", count === null ? all : all.replace(/level-\d/, `level-${level(count)}`));
        tell(element, count);
      }
    }
    for (const label of svg.querySelectorAll(".place")) label.toggleAttribute("hidden", at >= 0);
    output.textContent = at < 0 ? "all the time" : names.format(new Date(`${months[at]}-15T00:00:00Z`));
    range.setAttribute("aria-valuetext", output.textContent);
  }

  function tell(element, count) {
    const title = element.querySelector("title");
    element.dataset.told ??= title.textContent;
    title.textContent = count === null ? element.dataset.told : `${element.dataset.name}: ${count.toLocaleString("en")}`;
  }

  slider.hidden = false;
  range.addEventListener("input", () => show(Number(range.value) - 1));
})();
