// What htmx does not put on the page by itself: that an answer of the kind "not saved" came, or none.
(() => {
  const told = () => document.getElementById("unsaved");
  const say = (kind) => {
    const line = told();
    line.textContent = line.dataset[kind] || line.dataset.other;
    line.hidden = false;
    line.focus();
  };
  document.addEventListener("htmx:beforeRequest", () => { told().hidden = true; });
  document.addEventListener("htmx:sendError", () => say("offline"));
  document.addEventListener("htmx:timeout", () => say("offline"));
  document.addEventListener("htmx:responseError", (event) => say(`s${event.detail.xhr.status}`));
})();
