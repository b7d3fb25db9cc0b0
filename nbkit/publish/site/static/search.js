// Below each page that the search found: the headings under which the words stand, each with a line of its text.
document.addEventListener("DOMContentLoaded", () => {
  const MOST = 3, AROUND = 70; // headings of a page, letters on either side of a word
  const results = document.getElementById("search-results");
  if (!results) return;
  const words = (new URLSearchParams(location.search).get("q") ?? "").toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

  function line(text) {
    const at = Math.max(...words.map((word) => text.toLowerCase().indexOf(word)), 0);
    const start = at > AROUND ? text.indexOf(" ", at - AROUND) + 1 : 0, end = text.lastIndexOf(" ", at + AROUND);
    return `${start ? "… " : ""}${text.slice(start, end > at ? end : undefined)}${end > at && end < text.length ? " …" : ""}`;
  }

  function explain(item) {
    const link = item.querySelector?.("a");
    if (!link || item.querySelector("ul") || link.hash) return;
    const page = link.getAttribute("href").split(/[?#]/)[0].replace(/\.html$/, "");
    const has = ([, heading, text]) => words.every((word) => `${heading} ${text}`.toLowerCase().includes(word));
    const found = (nbkitSections[page] ?? []).filter(has).slice(0, MOST);
    if (!found.length) return;
    item.append(element("ul", "", { className: "nbkit-found" }));
    for (const [place, heading, text] of found) {
      const entry = element("li", "");
      entry.append(element("a", heading, { href: `${page}.html#${place}` }), element("p", line(text)));
      item.lastChild.append(entry);
    }
  }

  const sections = element("script", "", { src: "sections.js" });
  sections.onload = () => {
    new MutationObserver(() => results.querySelectorAll(".search > li").forEach(explain)).observe(results, { childList: true, subtree: true });
    results.querySelectorAll(".search > li").forEach(explain);
  };
  document.head.append(sections);
});
