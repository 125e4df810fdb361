// Everything here only improves pages of the desk that work without it.

// Queries that have an answer, below the field while somebody types. Arrows lead through them.
document.querySelectorAll("input[data-suggest]").forEach((input) => {
  const list = document.createElement("ul");
  list.className = "suggest";
  list.hidden = true;
  input.form.append(list);
  let timer, asked = "";
  const close = () => { list.hidden = true; };
  const show = (offers) => {
    list.replaceChildren(...offers.map((offer) => {
      const row = document.createElement("li"), link = document.createElement("a"), count = document.createElement("span");
      link.href = offer.href;
      link.append(offer.q, count);
      count.className = "count";
      count.textContent = input.dataset.suggestCount.replace("{0}", offer.total);
      row.append(link);
      return row;
    }));
    list.hidden = !offers.length;
  };
  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    // letters that an input method has not turned into characters yet
    if (event.isComposing) return;
    asked = input.value.trim();
    if (!asked) return close();
    timer = setTimeout(async () => {
      const typed = asked;
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { headers: { accept: "application/json" } });
        if (answer.ok && typed === asked && document.activeElement === input) show(await answer.json());
      } catch { close(); }
    }, 150);
  });
  input.addEventListener("compositionend", () => input.dispatchEvent(new Event("input")));
  input.form.addEventListener("keydown", (event) => {
    const rows = [input, ...list.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") return close();
    if (!step || list.hidden) return;
    event.preventDefault();
    rows[(rows.indexOf(document.activeElement) + step + rows.length) % rows.length]?.focus();
  });
  document.addEventListener("click", (event) => { if (!input.form.contains(event.target)) close(); });
});
