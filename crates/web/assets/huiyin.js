// Everything here only improves pages that work without it.
const body = document.body;
const say = (name, ...values) =>
  values.reduce((text, value, i) => text.replace(`{${i}}`, value), body.dataset[name] || "");
const all = (selector, run, root = document) => root.querySelectorAll(selector).forEach(run);
const after = (element, className) => {
  const line = document.createElement("p");
  line.className = className;
  line.setAttribute("aria-live", "polite");
  element.after(line);
  return line;
};
const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* private mode */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* private mode */ } },
};

// The summary of errors is read first.
document.querySelector("[data-errors]")?.focus();

// A link to a folded action unfolds it.
const unfold = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target && target.closest("details");
  if (folded) folded.open = true;
};
addEventListener("hashchange", unfold);
unfold();
all('.jumps a, .errors a', (link) => link.addEventListener("click", () => setTimeout(() => {
  unfold();
  const target = document.querySelector(link.hash);
  (target?.querySelector?.("textarea, select, input:not([type=hidden])") ?? target)?.focus();
})));

// Filters are folded on a phone and open where there is room.
if (matchMedia("(min-width: 60em)").matches) all("details[data-open-wide]", (d) => { d.open = true; });

// Characters written. Counted as people count, not as UTF-16.
all("textarea[data-max]", (area) => {
  const max = Number(area.dataset.max);
  const line = after(area, "counter");
  const show = () => {
    const n = [...area.value].length;
    line.textContent = n > max ? say("over", n - max, max) : n ? say("count", n, max) : "";
    line.classList.toggle("counter--over", n > max);
  };
  area.addEventListener("input", show);
  show();
});

// The title that will be used when none is typed: the same rule as core::Title::propose.
all("[data-proposed-from]", (input) => {
  const source = document.getElementById(input.dataset.proposedFrom);
  if (!source) return;
  const words = ["您好", "你好", "尊敬的", "领导", "各位", "敬爱的", "主席", "书记"];
  const greets = (s) => [...s].length <= 12 && words.some((word) => s.includes(word));
  const show = () => {
    const parts = source.value.split(/[。！？；\n!?;]/).map((s) => s.trim()).filter(Boolean);
    let title = (parts.find((s) => !greets(s)) || parts[0] || "").replace(/^[，,：:、 ]+|[，,：:、 ]+$/g, "");
    const cut = title.search(/[，,：:]/);
    if (cut > 0 && greets(title.slice(0, cut)) && title.slice(cut + 1).trim()) title = title.slice(cut + 1).trim();
    const head = [...title].slice(0, 30).join("");
    if (head !== title) {
      const comma = Math.max(...["，", ",", "、"].map((mark) => head.lastIndexOf(mark)));
      title = comma >= 10 ? head.slice(0, comma) : [...head].slice(0, 29).join("") + "…";
    }
    input.placeholder = title ? say("proposed", title) : "";
  };
  source.addEventListener("input", show);
  show();
});

// Files are checked before they travel.
all("input[type=file]", (input) => {
  const line = after(input, "picked");
  input.addEventListener("change", () => {
    const files = [...input.files];
    const limit = Number(input.dataset.maxMegabytes);
    const problems = files.length > Number(input.dataset.maxFiles) ? [say("tooMany", input.dataset.maxFiles)] : [];
    const rows = files.map((file) => {
      const size = file.size / 1048576;
      const text = `${file.name}（${size < 0.1 ? Math.ceil(file.size / 1024) + " KB" : size.toFixed(1) + " MB"}）`;
      const row = document.createElement("span");
      row.textContent = text;
      if (size > limit) {
        row.className = "picked--bad";
        row.textContent += " " + say("tooLarge", limit);
        problems.push(file.name);
      }
      return row;
    });
    if (problems.length && files.length > Number(input.dataset.maxFiles)) {
      const row = document.createElement("span");
      row.className = "picked--bad";
      row.textContent = problems[0];
      rows.unshift(row);
    }
    line.replaceChildren(...rows);
    input.toggleAttribute("data-bad", problems.length > 0);
  });
});

// Unsent text survives a lost connection. Only fields marked for it; never names or phones.
all("form[data-draft-key]", (form) => {
  const key = (field) => `huiyin.draft.${form.dataset.draftKey}.${field.name}`;
  let restored = null;
  all("[data-draft]", (field) => {
    const kept = store.get(key(field));
    if (kept && !field.value.trim()) {
      field.value = kept;
      field.dispatchEvent(new Event("input"));
      restored ||= field;
    }
    let timer;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => field.value.trim() ? store.set(key(field), field.value) : store.drop(key(field)), 400);
    });
  }, form);
  if (restored) after(restored, "counter").textContent = say("restored");
});
all("[data-clear-draft]", (element) => {
  for (const name of ["body", "title"]) store.drop(`huiyin.draft.${element.dataset.clearDraft}.${name}`);
});

// Sent once. The button that was pressed must still be sent, so it is disabled a moment later.
all("form[data-once]", (form) => {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent || form.querySelector("input[data-bad]")) {
      event.preventDefault();
      form.querySelector("input[data-bad]")?.focus();
      return;
    }
    sent = true;
    const button = event.submitter || form.querySelector("button");
    setTimeout(() => {
      all("button", (b) => { b.disabled = true; }, form);
      if (button) button.dataset.label = button.textContent, button.textContent = say("sending");
    });
  });
  // a page that comes back from the browser's memory can be sent again
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    all("button", (b) => { b.disabled = false; if (b.dataset.label) b.textContent = b.dataset.label; }, form);
  });
});

// Contact fields matter only when somebody wants to be known.
all("[data-contact]", (box) => {
  const levels = document.querySelectorAll("input[name=identity]");
  const show = () => {
    const level = [...levels].find((input) => input.checked)?.value;
    box.classList.toggle("contact--off", level === "anonymous");
    all("input", (input) => { input.disabled = level === "anonymous"; }, box);
  };
  levels.forEach((input) => input.addEventListener("change", show));
  addEventListener("pageshow", show);
  show();
});

// Registering by keyboard: Alt and a letter goes to the field, Ctrl+Enter sends.
all("form[data-shortcuts]", (form) => {
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button"));
    } else if (event.altKey && !event.ctrlKey && /^[a-z]$/.test(event.key)) {
      const field = form.querySelector(`[accesskey=${event.key}]`);
      if (!field) return;
      event.preventDefault();
      const group = field.type === "radio" && form.querySelector(`[name=${field.name}]:checked`);
      (group || field).focus();
    }
  });
});

// Paper shows the reason of a date too.
addEventListener("beforeprint", () => all("details.why", (d) => { d.open = true; }));

// Copying and printing exist only with a script, so their buttons do too.
all("[data-copy]", (button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      // plain http and older phones
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    button.textContent = say("copied");
  });
});
all("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
