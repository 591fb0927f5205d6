// The page of one body: facts, the board of its businesses × 40 steps, systems, and why it is thought to slip.

function table(caption, heads, rows, kind) {
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const lines = rows.map(([first, ...cells]) =>
    make("tr", {}, make("th", { scope: "row" }, first), ...cells.map((text) => make("td", {}, String(text)))));
  const id = "caption-" + kind;
  const whole = make("table", { class: "wide " + kind }, make("caption", { id }, caption), make("thead", {}, head), make("tbody", {}, ...lines));
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": id }, whole);
}

function boardOf(data, rows) {
  const groups = [];
  for (const [code] of data.steps) {
    const [item] = code.split("-");
    if (groups.length && groups[groups.length - 1].item === item) groups[groups.length - 1].count++;
    else groups.push({ item, count: 1 });
  }
  const top = make("tr", {}, make("th", { scope: "col", rowspan: 2 }, "業務"), make("th", { scope: "col", rowspan: 2 }, "完了率"),
    ...groups.map((group) => make("th", { scope: "colgroup", colspan: group.count, class: "first" }, group.item)));
  const firsts = data.steps.map(([code]) => (code.endsWith("-1") ? "first" : ""));
  const second = make("tr", {}, ...data.steps.map(([code, name], step) =>
    make("th", { scope: "col", title: code + " " + name, class: firsts[step] },
      make("span", { "aria-hidden": "true" }, code.split("-")[1]), make("span", { class: "hidden" }, code))));
  const lines = rows.map((i) => {
    const cells = data.steps.map((_, step) => {
      const state = stateOf(data, i, step);
      return make("td", { class: "t-" + state.tone + " " + firsts[step] },
        make("span", { "aria-hidden": "true" }, state.mark), make("span", { class: "hidden" }, state.word));
    });
    return make("tr", {}, make("th", { scope: "row" }, data.businesses[data.rows.business[i]]), make("td", { class: "n" }, percent(data.rate[i])), ...cells);
  });
  const caption = make("caption", { id: "caption-steps" }, rows.length + " 業務 × 40 ステップの状態", make("span", { class: "unit" }, "（完了率の単位: %）"));
  const whole = make("table", { class: "steps" }, caption, make("thead", {}, top, second), make("tbody", {}, ...lines));
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "caption-steps" }, whole);
}

function legendOf(data) {
  const states = [...STATES, UNTOLD].map((state) =>
    make("li", {}, make("span", { class: "sample t-" + state.tone, "aria-hidden": "true" }, state.mark), state.word));
  const items = new Map(data.steps.map(([code, , item]) => [code.split("-")[0], item]));
  return [
    make("ul", { class: "legend", "aria-label": "凡例" }, ...states),
    make("p", { class: "remark" }, [...items].map(([mark, item]) => mark + " " + item).join("　")),
  ];
}

function systemsOf(data, rows) {
  const lines = [];
  for (const i of rows) {
    const end = data.system[i] + data.rows.systems[i];
    const own = [data.rows.evidenced[i] ?? "－", day(data, data.rows.goal[i]), day(data, data.rows.changed[i])];
    for (let s = data.system[i]; s < Math.max(end, data.system[i] + 1); s++) {
      const system = (name) => (s < end ? data.systems[name][s] : "");
      const support = system("reason") && "事由 " + system("reason") + (system("until") && "（期限 " + system("until") + "）");
      const words = (list, place) => (s < end ? list[place] : "") || "－";
      lines.push([data.businesses[data.rows.business[i]], words(data.vendors, system("vendor")), words(data.packages, system("package")),
        system("operation") || "－", support || "－", ...own]);
    }
  }
  return table("システムと日付", ["業務", "ベンダ", "パッケージ", "稼働日", "特定移行支援システム", "裏づけ（/40）", "⑱の予定日", "最後の動き"], lines, "systems");
}

function reasonsOf(data, reasons, body, rows) {
  if (data.bodies.rank[body] > data.reasoned) {
    return [make("p", { class: "remark" }, "支援の順が " + data.reasoned + " 番より後の団体の理由は、migrate pmo slips にあります。")];
  }
  const lines = rows.flatMap((i) => (reasons[i] || []).map((text) => [data.businesses[data.rows.business[i]], text]));
  return lines.length ? [table("遅れの見立て（本ツールの案）", ["業務", "見立て"], lines, "reasons")] : [];
}

function bodyPage(data, reasons, body) {
  const { bodies } = data;
  const rows = Array.from({ length: bodies.businesses[body] }, (_, at) => data.first[body] + at);
  const rates = rows.map((i) => data.rate[i]).filter((rate) => rate !== null);
  const mean = rates.length ? rates.reduce((a, b) => a + b, 0) / rates.length : null;
  const printed = bodies.printed[body];
  const revision = bodies.revision[body] ? "（訂正 " + bodies.revision[body] + "）" : "";
  const facts = [
    ["全体の完了率", percent(mean) + " %（" + rates.length + " 業務の平均）"],
    ["公表の完了率", printed === null ? "－" : percent(printed) + " %"],
    ["団体コード", bodies.code[body] || "－"],
    ["区分・人口規模", data.kinds[bodies.kind[body]] + "・" + data.sizes[bodies.size[body]]],
    ["支援の順", bodies.rank[body] === null ? "遅れの見立てはありません" : bodies.rank[body].toLocaleString("ja") + " 番目（本ツールの案）"],
    ["時点・出どころ", (bodies.as_of[body] || "－") + "・" + (bodies.own[body] ? "自らの報告" : "公表資料") + revision],
  ];
  const prefecture = data.prefectures[bodies.prefecture[body]];
  const name = bodies.name[body] === prefecture ? prefecture : prefecture + "　" + bodies.name[body];
  return [
    make("p", { class: "back" }, make("a", { href: "#list" }, "一覧へ戻る（Esc）")),
    make("h2", {}, name),
    make("dl", { class: "facts" }, ...facts.map(([label, text]) => make("div", {}, make("dt", {}, label), make("dd", {}, text)))),
    boardOf(data, rows),
    ...legendOf(data),
    ...reasonsOf(data, reasons, body, rows),
    systemsOf(data, rows),
  ];
}
