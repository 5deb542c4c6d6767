// The one script of the pages. Without it everything works by links and forms; with it:
//  - destructive forms ask once more in a dialog that names what happens to whom (data-confirm);
//  - focus returns to where it was after an act (data-keep, or the message at the top);
//  - lists filter while typing (data-filter); "chọn tất cả" and counts follow (data-all, data-count);
//  - the box at the top shows its first hits while one types (data-find);
//  - keys: "/" searches, "?" lists the keys, g then v/h/l/q goes to a page; data-key on a button or link;
//  - a form cannot be sent twice, and what was typed survives a closed tab (data-form: kept by the service), an expired sign-in and a dead
//    line (data-draft: sessionStorage, this tab only, gone at sign-out).
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  document.documentElement.classList.add("js");

  // ---- dates: say what a typed day means, before it is saved ------------------------------------------------------
  const weekdays = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];
  function sayDate(input) {
    const said = document.getElementById(input.id + "-said");
    if (!said) return;
    const text = input.value.trim();
    const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) || null;
    if (!text) {
      said.textContent = "";
      return;
    }
    if (!parts) {
      said.textContent = "Chưa đọc được ngày này. Hãy ghi đủ ngày/tháng/năm, ví dụ 05/02/2025.";
      return;
    }
    const [day, month, year] = parts.slice(1).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    said.textContent =
      date.getUTCMonth() === month - 1 && date.getUTCDate() === day
        ? `${weekdays[date.getUTCDay()]}, ngày ${day} tháng ${month} năm ${year}`
        : "Không có ngày này trong lịch.";
  }
  $$("input[data-date]").forEach((input) => {
    sayDate(input);
    input.addEventListener("input", () => sayDate(input));
  });

  // ---- files: say what is too large before it is sent -------------------------------------------------------------
  $$("input[type=file][data-max]").forEach((input) => {
    const said = document.getElementById(input.id + "-said");
    input.addEventListener("change", () => {
      const large = Array.from(input.files).find((file) => file.size > Number(input.dataset.max));
      said.textContent = large ? `Tệp ${large.name} lớn hơn mức cho phép, sẽ không được nhận. Hãy chọn tệp khác.` : "";
    });
  });

  // ---- filter as you type -----------------------------------------------------------------------------------------
  const fold = (text) =>
    text
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[đĐ]/g, "d")
      .toLowerCase()
      .replace(/\s+/g, " ")
      .trim();
  $$("input[data-filter]").forEach((input) => {
    const rows = $$(input.dataset.filter);
    const texts = rows.map((row) => fold(row.textContent));
    const said = document.getElementById(input.id + "-said");
    if (rows.length < 8) return; // nothing to look for
    const apply = () => {
      const words = fold(input.value).split(" ").filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every((word) => texts[i].includes(word));
        if (!row.hidden) shown++;
      });
      if (said) said.textContent = words.length ? `${shown} dòng khớp` : "";
    };
    input.closest("[hidden]")?.removeAttribute("hidden");
    input.addEventListener("input", apply);
    // Within a form, Enter would send it.
    input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  });

  // ---- first hits while typing: a combobox over a piece of a page that the service makes --------------------------------
  $$("form[data-find]").forEach((form) => {
    const input = $("input[type=search]", form);
    const list = $("[role=listbox]", form);
    const said = $("[role=status]", form);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    let at = -1;
    let asked = null;
    let timer = 0;
    const hits = () => $$("[role=option]", list);
    const open = (yes) => {
      list.hidden = !yes;
      input.setAttribute("aria-expanded", String(yes));
      if (!yes) choose(-1);
    };
    const choose = (i) => {
      at = i;
      hits().forEach((hit, n) => hit.setAttribute("aria-selected", String(n === i)));
      const hit = hits()[i];
      if (hit) {
        input.setAttribute("aria-activedescendant", hit.id);
        hit.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const close = () => {
      clearTimeout(timer);
      asked?.abort();
      open(false);
    };
    const ask = async () => {
      const text = input.value.trim();
      asked?.abort();
      if (text.length < 2) {
        open(false);
        said.textContent = "";
        return;
      }
      const mine = (asked = new AbortController());
      try {
        const answer = await fetch(`${form.dataset.find}${form.dataset.find.includes("?") ? "&" : "?"}tim=${encodeURIComponent(text)}`, { signal: mine.signal, redirect: "error" });
        if (!answer.ok) return;
        const html = await answer.text();
        if (mine !== asked || document.activeElement !== input) return;
        list.innerHTML = html;
        said.textContent = $("[data-said]", list).textContent;
        at = -1;
        open(true);
      } catch {
        /* a newer question, or a dead line: the form still goes to the page */
      }
    };
    open(false);
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 180);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = hits().length;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
        event.preventDefault();
        if (list.hidden) open(true);
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(at + step < -1 ? count - 1 : at + step >= count ? -1 : at + step);
      } else if (event.key === "Enter" && !list.hidden && at >= 0) {
        event.preventDefault();
        hits()[at].click();
      }
    });
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) close();
    });
    form.addEventListener("submit", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus until the click
  });

  // ---- "chọn tất cả" on this page, with the number chosen -----------------------------------------------------------
  $$("input[data-all]").forEach((all) => {
    const boxes = () => $$(all.dataset.all).filter((box) => !box.disabled && !box.closest("[hidden]"));
    const count = () => {
      const chosen = boxes().filter((box) => box.checked).length;
      all.checked = chosen > 0 && chosen === boxes().length;
      all.indeterminate = chosen > 0 && chosen < boxes().length;
      $$("[data-count]").forEach((place) => (place.textContent = String(chosen)));
    };
    all.closest("[hidden]")?.removeAttribute("hidden");
    all.addEventListener("change", () => {
      boxes().forEach((box) => (box.checked = all.checked));
      count();
    });
    document.addEventListener("change", count);
    count();
  });

  // ---- parts of a form that belong to a choice ----------------------------------------------------------------------
  $$("[data-when]").forEach((part) => {
    const [name, values] = part.dataset.when.split("=");
    const wanted = values.split("|");
    const form = part.closest("form");
    const apply = () => {
      const field = form.elements[name];
      const value = field ? (field instanceof RadioNodeList ? field.value : field.type === "checkbox" ? String(field.checked) : field.value) : "";
      part.hidden = !wanted.includes(value);
    };
    form.addEventListener("change", apply);
    apply();
  });

  // ---- many lines at once ---------------------------------------------------------------------------------------------
  $$("[data-with-script]").forEach((part) => (part.hidden = false));
  $$("button[data-choose]").forEach((button) =>
    button.addEventListener("click", () => $$("[data-pass-group] input").forEach((radio) => (radio.checked = true)))
  );
  $$("button[data-copy-first]").forEach((button) =>
    button.addEventListener("click", () => {
      const [first, ...others] = $$(button.dataset.copyFirst).map((group) => $$("input[inputmode]", group));
      others.forEach((inputs) => inputs.forEach((input, i) => (input.value ||= first[i].value)));
    })
  );

  // ---- ask once more ------------------------------------------------------------------------------------------------
  const dialog = $("#confirm");
  let waiting = null;
  function ask(form, submitter) {
    const text = submitter?.dataset.confirm || form.dataset.confirm;
    $("#confirm-title").textContent = submitter?.dataset.title || form.dataset.title || (submitter ? submitter.textContent.trim() : "Xác nhận");
    // "{to}" in the question is what was chosen or typed in that field.
    $("#confirm-text").textContent = text.replace(/\{(\w+)\}/g, (_, name) => {
      const field = form.elements[name];
      return (field?.tagName === "SELECT" ? field.selectedOptions[0]?.value && field.selectedOptions[0].text : field?.value)?.trim() || "…";
    });
    const list = $("#confirm-list");
    list.textContent = "";
    const chosen = $$("[data-name]", form).filter((box) => (box.type === "checkbox" || box.type === "radio" ? box.checked : true));
    chosen.forEach((box) => {
      const item = document.createElement("li");
      item.textContent = box.dataset.name;
      list.append(item);
    });
    list.hidden = chosen.length === 0;
    const yes = $("#confirm-yes");
    yes.textContent = submitter ? submitter.textContent.trim() : "Đồng ý";
    yes.className = submitter && submitter.classList.contains("btn--bad") ? "btn btn--main btn--bad" : "btn btn--main";
    waiting = { form, submitter };
    dialog.showModal();
    $("#confirm-no").focus();
  }
  if (dialog) {
    $("#confirm-no").addEventListener("click", () => dialog.close());
    $("#confirm-yes").addEventListener("click", () => {
      const { form, submitter } = waiting;
      form.dataset.confirmed = "1";
      dialog.close();
      if (submitter) form.requestSubmit(submitter);
      else form.requestSubmit();
    });
    dialog.addEventListener("close", () => waiting?.submitter?.focus());
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const submitter = event.submitter;
    if ((submitter?.dataset.confirm || form.dataset.confirm) && dialog && !form.dataset.confirmed) {
      event.preventDefault();
      ask(form, submitter);
      return;
    }
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const keep = form.dataset.keep || (document.activeElement && document.activeElement.id);
    try {
      sessionStorage.setItem("focus", JSON.stringify({ path: location.pathname, id: keep || "", draft: form.dataset.draft || "" }));
      if (form.hasAttribute("data-sign-out")) sessionStorage.clear(); // the next person at this machine starts with nothing
    } catch {
      /* storage may be off; focus then goes to the message */
    }
    setTimeout(() => $$("button", form).forEach((button) => button.setAttribute("aria-disabled", "true")), 0);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    $$("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      delete form.dataset.confirmed;
      $$("button", form).forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  // ---- focus after an act -------------------------------------------------------------------------------------------
  const message = $("#message > *") ? $("#message") : null;
  const fault = $("#faults");
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem("focus") || "null");
    sessionStorage.removeItem("focus");
  } catch {
    kept = null;
  }
  if (message && !fault && kept && kept.draft) {
    try {
      sessionStorage.removeItem("draft:" + kept.draft); // it went well: nothing is left to keep
    } catch {
      /* storage off */
    }
  }
  if (fault) {
    fault.focus();
  } else if (message) {
    // Announced by being set again after the page is ready: a live region speaks of changes only.
    const text = message.innerHTML;
    message.innerHTML = "";
    setTimeout(() => (message.innerHTML = text), 60);
    const back = kept && kept.path === location.pathname && kept.id && document.getElementById(kept.id);
    if (back) back.focus();
    else message.focus();
  }

  // ---- what is typed and not sent: in this tab at once, and with the service for every tab and machine of this person -------
  const thisWindow = Math.random().toString(36).slice(2) + Date.now().toString(36);
  $$("form[data-draft]").forEach((form) => {
    const key = "draft:" + form.dataset.draft;
    const said = $("[data-typing]", form);
    const note = $(`[data-kept="${form.dataset.form}"]`);
    const fields = () => Array.from(form.elements).filter((f) => f.name && !f.name.startsWith("_") && (f.hasAttribute("data-typed") || !["hidden", "file", "password", "submit"].includes(f.type)));
    const ticks = (field) => field.type === "radio" || field.type === "checkbox";
    let dirty = false;
    let timer = 0;
    let sending = null;
    let length = 0;
    let seen = form.dataset.window || "";
    const say = (text) => {
      if (said.textContent !== text) said.textContent = text;
    };
    const take = document.createElement("button"); // typed elsewhere, too: what counts is for them to say
    take.type = "button";
    take.className = "btn--quiet";
    take.textContent = "Giữ nội dung ở cửa sổ này";
    take.hidden = true;
    said.after(take);
    const here = () => {
      const now = {};
      fields().forEach((field) => (now[field.name + (ticks(field) ? "=" + field.value : "")] = ticks(field) ? field.checked : field.value));
      try {
        sessionStorage.setItem(key, JSON.stringify(now));
      } catch {
        /* storage off: the service still keeps it */
      }
    };
    const keep = async (leaving) => {
      clearTimeout(timer);
      if (!dirty || form.dataset.sent) return;
      dirty = false;
      sending?.abort();
      const mine = (sending = new AbortController());
      const typed = fields().flatMap((f) => (f.type === "select-multiple" ? Array.from(f.selectedOptions, (o) => [f.name, o.value]) : (ticks(f) && !f.checked) || f.value === "" ? [] : [[f.name, f.value]]));
      const part = form.closest("section, fieldset");
      const name = [$("h1"), part && $("h2, h3, legend", part)].map((head) => head?.textContent.trim()).filter(Boolean).join(" – ");
      const body = new URLSearchParams({
        __RequestVerificationToken: form.elements.__RequestVerificationToken.value,
        khoa: form.dataset.form,
        trang: form.dataset.page,
        ten: name,
        "noi-dung": JSON.stringify(typed),
        "cua-so": thisWindow,
        "thay-cho": seen,
      });
      length = body.get("noi-dung").length;
      try {
        const answer = await fetch("/nhap-do", { method: "POST", body, redirect: "manual", keepalive: leaving, signal: mine.signal });
        take.hidden = answer.status !== 412;
        if (answer.status === 412) {
          take.dataset.other = await answer.text();
          say("Biểu mẫu này đang được nhập ở một cửa sổ khác. Nội dung gõ ở đây chưa được giữ; nội dung ở cửa sổ kia vẫn còn.");
        } else if (answer.ok) say("Nội dung đang nhập được tự giữ, mở lại trang này trên máy nào cũng dùng lại được.");
        else if (answer.type === "opaqueredirect") say("Phiên đăng nhập đã hết. Cứ gửi biểu mẫu: sau khi đăng nhập lại, nội dung được điền lại ở thẻ này.");
        else say("Nội dung dài quá mức tự giữ được; hãy gửi biểu mẫu trước khi đóng trang.");
      } catch {
        if (mine.signal.aborted) return;
        dirty = true;
        say("Chưa giữ được: đường truyền gián đoạn. Đừng đóng thẻ này; hệ thống sẽ thử lại.");
        timer = setTimeout(keep, 5000);
      }
    };
    const typed = () => {
      here();
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(keep, Math.max(700, length / 20)); // a slow line is not filled with one long form
    };
    take.addEventListener("click", () => {
      seen = take.dataset.other;
      dirty = true;
      keep();
      said.tabIndex = -1;
      said.focus(); // the button goes
    });
    try {
      const saved = JSON.parse(sessionStorage.getItem(key) || "null");
      if (saved && message) sessionStorage.removeItem(key);
      else if (saved && !fault && $$("[data-typed]", form).every((rows) => (saved[rows.name] ?? rows.value) === rows.value)) {
        fields().forEach((field) => {
          const value = saved[field.name + (ticks(field) ? "=" + field.value : "")];
          if (value === undefined) return;
          if (ticks(field)) field.checked = value;
          else if (field.value === field.defaultValue || field.value === "") field.value = value;
        });
        form.dispatchEvent(new Event("change", { bubbles: true }));
        say("Đã điền lại nội dung đang nhập dở ở thẻ này.");
        const again = note && $("a", note);
        if (again) again.hidden = true;
      }
    } catch {
      /* storage off: nothing is kept in this tab, nothing breaks */
    }
    if (fault && form.contains(fault)) typed(); // it came back: what stands there is kept as it stands
    form.addEventListener("input", typed);
    form.addEventListener("submit", () =>
      setTimeout(() => {
        if (!form.dataset.sent) return;
        clearTimeout(timer);
        sending?.abort();
      }, 0)
    );
    const forget = () => {
      dirty = false;
      try {
        sessionStorage.removeItem(key);
      } catch {
        /* storage off */
      }
    };
    note?.addEventListener("submit", forget);
    note && $("a", note)?.addEventListener("click", forget); // what the service has is asked for, perhaps typed elsewhere since
    window.addEventListener("pagehide", () => keep(true));
    window.addEventListener("beforeunload", (event) => {
      if (dirty && !form.dataset.sent && said.textContent.startsWith("Chưa giữ được")) event.preventDefault();
    });
  });

  // ---- what is still missing, while it is typed ------------------------------------------------------------------------
  $$("[data-lacks]").forEach((list) => {
    const form = document.getElementById(list.dataset.lacks);
    const show = () => {
      const typed = new FormData(form);
      $$("[data-need]", list).forEach((line) => (line.hidden = typed.getAll(line.dataset.need).some((value) => value !== "")));
    };
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    show();
  });

  // ---- clocks ---------------------------------------------------------------------------------------------------------
  $$("[data-browser-clock]").forEach((place) => {
    const two = (n) => String(n).padStart(2, "0");
    const show = () => {
      const now = new Date();
      place.textContent = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())} ${two(now.getDate())}/${two(now.getMonth() + 1)}/${now.getFullYear()}`;
    };
    show();
    setInterval(show, 1000);
    const difference = document.getElementById("clock-difference");
    if (difference) {
      const seconds = Math.round((Date.now() - Number(place.dataset.browserClock)) / 1000);
      const far = Math.abs(seconds);
      difference.textContent =
        far < 60
          ? "Hai đồng hồ khớp nhau (lệch dưới 1 phút)."
          : `Hai đồng hồ lệch nhau khoảng ${
              far < 2 * 3600 ? `${Math.round(far / 60)} phút` : far < 2 * 86400 ? `${Math.round(far / 3600)} giờ` : `${Math.round(far / 86400).toLocaleString("vi-VN")} ngày`
            }.`;
    }
  });
  $$("button[data-copy]").forEach((button) => {
    const text = $(button.dataset.copy);
    const said = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      text.select(); // what cannot be copied for them, they copy themselves
      let copied = false;
      try {
        await navigator.clipboard.writeText(text.value); // only over HTTPS or on this machine
        copied = true;
      } catch {
        copied = document.execCommand("copy");
      }
      said.textContent = copied ? "Đã sao chép." : "Nội dung đã được chọn, bấm Ctrl+C để sao chép.";
    });
  });
  $$("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // ---- keys -----------------------------------------------------------------------------------------------------------
  const keys = $("#keys");
  let pending = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
    if (typing || $("dialog[open]")) return;
    if (event.key === "/") {
      const search = $("#search");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?" && keys) {
      event.preventDefault();
      keys.showModal();
    } else if (pending === "g") {
      const link = $(`.side a[data-go="${CSS.escape(event.key)}"]`);
      pending = "";
      if (link) {
        event.preventDefault();
        link.click();
      }
    } else if (event.key === "g") {
      pending = "g";
      setTimeout(() => (pending = ""), 1500);
    } else if (event.key === "j" || event.key === "k") {
      const links = $$("[data-row]").filter((link) => !link.closest("[hidden]"));
      if (!links.length) return;
      event.preventDefault();
      const at = links.indexOf(document.activeElement.closest("tr, li")?.querySelector("[data-row]"));
      links[Math.max(0, Math.min(links.length - 1, event.key === "j" ? at + 1 : at - 1))].focus();
    } else {
      const row = document.activeElement?.closest("tr, li, .card");
      const target = (row && $(`[data-key="${CSS.escape(event.key)}"]`, row)) || $(`[data-page-key="${CSS.escape(event.key)}"]`);
      if (target) {
        event.preventDefault();
        target.click();
      }
    }
  });
  if (keys) {
    $$("[data-show-keys]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => keys.showModal());
    });
    $("#keys-close").addEventListener("click", () => keys.close());
  }
})();
