// Which of the two is shown: the whole, or the body that the address names.

async function start() {
  const data = derive(await unpack("data"));
  document.getElementById("tools").hidden = false;
  const list = startList(data);
  const article = document.getElementById("body");
  const bodies = new Map(data.bodies.key.map((key, body) => ["#body/" + encodeURIComponent(key), body]));
  const title = document.title;

  let reasons = null;

  async function show() {
    const body = bodies.get(location.hash);
    const was = !article.hidden;
    article.hidden = body === undefined;
    document.getElementById("board").hidden = !article.hidden;
    document.body.classList.toggle("single", !article.hidden);
    if (!article.hidden) {
      reasons = reasons || await unpack("reasons");
      article.replaceChildren(...bodyPage(data, reasons, body));
      document.title = data.bodies.name[body] + "　" + title;
      scrollTo(0, 0);
      article.focus({ preventScroll: true });
    } else if (was) {
      document.title = title;
      document.getElementById("list").scrollIntoView();
      list.back();
    }
  }
  addEventListener("hashchange", show);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !article.hidden) location.hash = "#list";
  });
  show();
  performance.mark("ready");
}

start().catch(() => { document.getElementById("failed").hidden = false; });
