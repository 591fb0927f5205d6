// The list: filter, sort, and of all rows only those in sight are in the page.

const HEIGHT = 40;
const SPARE = 10;

function plain(text) {
  return text.normalize("NFKC").toLowerCase();
}

// The columns: what is printed, what is sorted by (null comes last). Words are sorted as they stand in their list.
function columnsOf(data) {
  const { rows, bodies } = data;
  const collator = new Intl.Collator("ja");
  const byName = data.vendorTexts.map((_, place) => place);
  byName.sort((a, b) => collator.compare(data.vendorTexts[a], data.vendorTexts[b]));
  const vendorRank = [];
  byName.forEach((place, rank) => { vendorRank[place] = rank; });
  const body = (name) => (i) => bodies[name][data.body[i]];
  return [
    { title: "都道府県", text: (i) => data.prefectures[body("prefecture")(i)], key: body("prefecture") },
    { title: "団体", text: body("name"), key: (i) => data.body[i], link: true },
    { title: "業務", text: (i) => data.businesses[rows.business[i]], key: (i) => rows.business[i] },
    { title: "ベンダ", text: (i) => data.vendorTexts[data.vendor[i]], key: (i) => vendorRank[data.vendor[i]] },
    { title: "人口規模", text: (i) => data.sizes[body("size")(i)], key: body("size") },
    { title: "完了率", unit: "%", text: (i) => percent(data.rate[i]), key: (i) => data.rate[i], tone: (i) => data.band[i] },
    { title: "⑱", text: (i) => stateOf(data, i, STEPS - 1).word, key: (i) => Number(rows.states[(i + 1) * STEPS - 1]) },
    { title: "特定移行", text: (i) => data.support[i] && "事由 " + data.support[i], key: (i) => data.support[i] || null },
    { title: "裏づけ", unit: "/40", text: (i) => rows.evidenced[i] ?? "－", key: (i) => rows.evidenced[i] },
    { title: "支援の順", text: (i) => body("rank")(i) ?? "－", key: body("rank"), number: true },
  ];
}

// What words are looked for in, a text for each place of a list.
function searchable(data) {
  const { name, code, prefecture } = data.bodies;
  const body = name.map((text, b) => plain(data.prefectures[prefecture[b]] + text + code[b]));
  return { body, business: data.businesses.map(plain), vendor: data.vendorTexts.map(plain), package: data.packages.map(plain) };
}

// The rows that fit every choice and every word; a word may stand in any of the lists.
function matching(data, texts, chosen, words) {
  const { rows, bodies, systems } = data;
  const sets = data.vendorSets.map((set) => chosen.vendor === null || set.includes(chosen.vendor));
  const fits = bodies.name.map((_, b) =>
    (chosen.prefecture === null || bodies.prefecture[b] === chosen.prefecture) &&
    (chosen.size === null || bodies.size[b] === chosen.size));
  const tests = words.map((word) =>
    Object.fromEntries(Object.entries(texts).map(([name, list]) => [name, list.map((text) => text.includes(word))])));
  const found = [];
  for (let i = 0; i < data.size; i++) {
    if (!fits[data.body[i]] || !sets[data.vendor[i]]) continue;
    if (chosen.business !== null && rows.business[i] !== chosen.business) continue;
    if (chosen.band !== null && data.band[i] !== chosen.band) continue;
    const end = data.system[i] + rows.systems[i];
    const every = tests.every((test) => {
      if (test.body[data.body[i]] || test.business[rows.business[i]] || test.vendor[data.vendor[i]]) return true;
      for (let s = data.system[i]; s < end; s++) if (test.package[systems.package[s]]) return true;
      return false;
    });
    if (every) found.push(i);
  }
  return found;
}

// Sorted by a column, nulls last whatever the direction, ties in the order of the codes.
function sorted(found, column, down) {
  const keyed = found.map((i) => [column.key(i), i]);
  const sign = down ? -1 : 1;
  keyed.sort(([a, i], [b, j]) => {
    if (a === b) return i - j;
    if (a === null) return 1;
    if (b === null) return -1;
    return (a < b ? -sign : sign);
  });
  return keyed.map(([, i]) => i);
}

function startList(data) {
  const form = document.getElementById("filter");
  const box = document.getElementById("rows");
  const table = box.querySelector("table");
  const columns = columnsOf(data);
  const texts = searchable(data);
  const above = make("tr", { "aria-hidden": "true" }, make("td", { colspan: columns.length }));
  const below = above.cloneNode(true);
  const drawn = new Map();
  let shown = [];
  let order = { column: null, down: false };
  let active = 0;

  const options = {
    prefecture: data.prefectures.map((word, place) => [word, place]),
    business: data.businesses.map((word, place) => [word, place]),
    vendor: data.vendors.map((word, place) => [word, place]).sort(([a], [b]) => new Intl.Collator("ja").compare(a, b)),
    size: data.sizes.map((word, place) => [word, place]),
    band: BANDS.map((word, place) => [word, place]),
  };
  for (const [name, list] of Object.entries(options)) {
    form.elements[name].append(make("option", { value: "" }, "すべて"), ...list.map(([word, value]) => make("option", { value }, word)));
  }
  columns.forEach((column) => {
    const button = make("button", { type: "button" }, column.title, make("span", { "aria-hidden": "true", class: "arrow" }, "↕"));
    if (column.unit) button.firstChild.after(make("span", { class: "unit" }, "（" + column.unit + "）"));
    column.head = make("th", { scope: "col" }, button);
    button.addEventListener("click", () => {
      order = { column, down: order.column === column && !order.down };
      update();
    });
    table.tHead.rows[0].append(column.head);
  });
  table.tBodies[0].append(above, below);

  function line(at) {
    const i = shown[at];
    const row = make("tr", { "aria-rowindex": at + 2 });
    for (const column of columns) {
      const text = column.text(i);
      if (column.link) {
        const link = make("a", { href: pathOf(data, data.body[i]), tabindex: at === active ? 0 : -1 }, text);
        row.append(make("th", { scope: "row" }, link));
      } else if (column.tone && column.tone(i) !== 1) {
        const mark = make("span", { class: "mark", "aria-hidden": "true" }, ["●", "", "▲", ""][column.tone(i)]);
        row.append(make("td", { class: "n" }, mark, text));
      } else {
        row.append(make("td", column.unit || column.number ? { class: "n" } : {}, String(text)));
      }
    }
    return row;
  }

  function draw() {
    const from = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - SPARE);
    const to = Math.min(shown.length, Math.ceil((box.scrollTop + box.clientHeight) / HEIGHT) + SPARE);
    for (const [at, row] of drawn) {
      if (at >= from && at < to) continue;
      if (row.contains(document.activeElement)) box.focus({ preventScroll: true });
      row.remove();
      drawn.delete(at);
    }
    let next = below;
    for (let at = to - 1; at >= from; at--) {
      if (!drawn.has(at)) drawn.set(at, line(at));
      const row = drawn.get(at);
      if (row.nextSibling !== next) table.tBodies[0].insertBefore(row, next);
      next = row;
    }
    above.firstChild.style.height = from * HEIGHT + "px";
    below.firstChild.style.height = (shown.length - Math.max(from, to)) * HEIGHT + "px";
    above.hidden = from === 0;
    below.hidden = to >= shown.length;
  }

  function update() {
    const value = (name) => (form.elements[name].value === "" ? null : Number(form.elements[name].value));
    const chosen = Object.fromEntries(Object.keys(options).map((name) => [name, value(name)]));
    const words = plain(form.elements.words.value).split(/\s+/).filter(Boolean);
    shown = matching(data, texts, chosen, words);
    if (order.column) shown = sorted(shown, order.column, order.down);
    for (const column of columns) {
      const mine = column === order.column;
      column.head.querySelector(".arrow").textContent = mine ? (order.down ? "↓" : "↑") : "↕";
      if (mine) column.head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else column.head.removeAttribute("aria-sort");
    }
    for (const row of drawn.values()) row.remove();
    drawn.clear();
    active = 0;
    box.scrollTop = 0;
    table.setAttribute("aria-rowcount", shown.length + 1);
    const hits = data.size.toLocaleString("ja") + " 件のうち " + shown.length.toLocaleString("ja") + " 件";
    document.getElementById("hits").textContent = shown.length ? hits : hits + "。条件に合う行はありません。";
    draw();
  }

  // Of all rows' links the active one alone is reached by Tab.
  function activate(at) {
    drawn.get(active)?.querySelector("a").setAttribute("tabindex", -1);
    active = Math.min(Math.max(at, 0), shown.length - 1);
    drawn.get(active)?.querySelector("a").setAttribute("tabindex", 0);
  }

  function go(at) {
    activate(at);
    const top = active * HEIGHT;
    const room = box.clientHeight - table.tHead.offsetHeight - HEIGHT;
    if (top < box.scrollTop || top > box.scrollTop + room) box.scrollTop = Math.max(0, top < box.scrollTop ? top : top - room);
    draw();
    drawn.get(active).querySelector("a").focus({ preventScroll: true });
  }

  box.addEventListener("keydown", (event) => {
    const inside = document.activeElement !== box;
    const page = Math.max(1, Math.floor(box.clientHeight / HEIGHT) - 2);
    const moves = { ArrowDown: active + inside, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: shown.length };
    if (!shown.length || !(event.key in moves) || event.target.tagName === "BUTTON") return;
    event.preventDefault();
    go(moves[event.key]);
  });
  box.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[aria-rowindex]");
    if (row) activate(Number(row.getAttribute("aria-rowindex")) - 2);
  });
  box.addEventListener("scroll", draw);
  new ResizeObserver(draw).observe(box);
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  for (const link of document.querySelectorAll("#heat a[data-area]")) {
    link.addEventListener("click", () => {
      form.reset();
      form.elements.prefecture.value = data.prefectures.indexOf(link.dataset.area);
      setTimeout(update);
    });
  }
  update();
  return { back: () => (shown.length ? go(active) : box.focus()) };
}
