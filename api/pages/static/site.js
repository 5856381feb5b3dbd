// What was typed is kept: ticks of a plan while something else is done on its page, and a long form
// until it is sent.
"use strict";
(() => {
  const confirm = document.getElementById("confirm");
  const key = `choices ${location.pathname.replace(/(\/plans\/).*$/, "$1")}`;
  const chosen = () => JSON.parse(sessionStorage.getItem(key) || "{}");
  const nameOf = (input) => (input.type === "checkbox" ? `${input.name} ${input.value}` : input.name);

  if (confirm) {
    const kept = chosen();
    for (const input of confirm.elements) {
      const told = kept[nameOf(input)];
      if (told === undefined) continue;
      if (input.type === "checkbox") input.checked = told;
      else if (input.type === "radio") input.checked = input.value === told;
      else input.value = told;
    }
    document.addEventListener("change", ({ target }) => {
      if (target.form !== confirm || !target.name) return;
      const told = target.type === "checkbox" ? target.checked : target.value;
      sessionStorage.setItem(key, JSON.stringify({ ...chosen(), [nameOf(target)]: told }));
    });
    confirm.addEventListener("submit", () => sessionStorage.removeItem(key));
  }
  if (document.getElementById("sign-in")) sessionStorage.clear();

  let isUnsent = false;
  for (const form of document.querySelectorAll("#intake, #offering, #edit form")) {
    form.addEventListener("input", () => { isUnsent = true; });
    form.addEventListener("submit", () => { isUnsent = false; });
  }
  addEventListener("beforeunload", (event) => isUnsent && event.preventDefault());

  // Enter goes on to the next input of a long form: nothing is sent half-filled
  document.getElementById("intake")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    const inputs = [...event.currentTarget.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const after = inputs.slice(inputs.indexOf(event.target) + 1);
    after.find((input) => input.checkVisibility())?.focus();
  });

  // where something was typed, the switch of languages sends it along
  const resend = document.getElementById("resend");
  document.querySelector("a.switch[href='#resend']")?.addEventListener("click", (event) => {
    event.preventDefault();
    resend.click();
  });

  // "/" leads to the search box, but not out of something that is being typed
  document.addEventListener("keydown", (event) => {
    const box = document.querySelector("input[type=search]");
    const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || !box || isTyping) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    box.focus();
  });

  // where a question was answered the next one is gone on with
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    const next = target.id === "asking" && target.querySelector("select, input:not([type=hidden])");
    if (next && !target.contains(document.activeElement)) next.focus();
  });
})();

// What htmx asked for and did not get is said beside the form: a button never does nothing.
"use strict";
(() => {
  const isPage = (xhr) => /^text\/html/.test(xhr.getResponseHeader("content-type") || "");

  const detailOf = (xhr) => {
    if (!xhr || !xhr.status) return "";
    try {
      return JSON.parse(xhr.responseText).detail || "";
    } catch {
      return "";
    }
  };

  const say = (event) => {
    const words = document.getElementById("unsent-words").dataset;
    const why = detailOf(event.detail.xhr);
    const isAway = !event.detail.xhr || !event.detail.xhr.status;
    const told = document.createElement("div");
    told.id = "unsent";
    told.className = "error";
    told.tabIndex = -1;
    told.setAttribute("role", "alert");
    const sentence = words[event.detail.requestConfig.verb] || words.post;
    told.textContent = sentence.replace("{why}", isAway ? words.away : why || words.failed);
    document.getElementById("unsent")?.remove();
    (event.detail.elt.closest("form") || event.detail.elt).before(told);
    told.focus();
  };

  document.addEventListener("htmx:beforeRequest", () => document.getElementById("unsent")?.remove());
  document.addEventListener("htmx:beforeSwap", (event) => {
    // a problem told to machines is no part of a page
    if (event.detail.xhr.status >= 400 && !isPage(event.detail.xhr)) {
      event.detail.shouldSwap = false;
      event.detail.isError = true;
    }
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, say);
  }
})();
