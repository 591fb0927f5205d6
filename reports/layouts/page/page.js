"use strict";
// Filter and sort for long tables. Without JavaScript the tables are complete and readable.
for (const table of document.querySelectorAll("table.tools")) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const caption = table.caption.textContent;

  const bar = document.createElement("div");
  bar.className = "filter";
  const label = document.createElement("label");
  label.textContent = "絞り込み";
  const input = document.createElement("input");
  input.type = "search";
  input.id = "f" + table.caption.id;
  input.setAttribute("aria-describedby", table.caption.id);
  label.htmlFor = input.id;
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const say = (shown) => { count.textContent = rows.length + " 行のうち " + shown + " 行を表示"; };
  input.addEventListener("input", () => {
    const words = input.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.normalize("NFKC").toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    say(shown);
  });
  say(rows.length);
  bar.append(label, input, count);
  table.parentElement.before(bar);

  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => {
    const title = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", "「" + title + "」で並べ替え");
    button.textContent = "↕";
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => {
        other.removeAttribute("aria-sort");
        other.querySelector("button").textContent = "↕";
      });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      button.textContent = down ? "↓" : "↑";
      const numeric = head.classList.contains("n");
      const key = (row) => {
        const text = row.cells[column].textContent;
        return numeric ? parseFloat(text.replace(/[^\d.-]/g, "")) || 0 : text;
      };
      const keyed = rows.map((row, index) => [key(row), index, row]);
      keyed.sort((a, b) => {
        const order = numeric ? a[0] - b[0] : a[0].localeCompare(b[0], "ja");
        return (down ? -order : order) || a[1] - b[1];
      });
      body.append(...keyed.map((one) => one[2]));
    });
  });
}
