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
