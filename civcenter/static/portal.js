/* Small helps; every page works without them. */
(function () {
  "use strict";
  function settle(root) {
    var fault = root.querySelector("[data-focus]");
    if (fault) fault.focus();
  }
  document.addEventListener("click", function (event) {
    var target = event.target.closest ? event.target.closest("[data-print],[data-show]") : null;
    if (!target) return;
    if (target.hasAttribute("data-print")) window.print();
    var word = target.getAttribute("data-show") && document.getElementById(target.getAttribute("data-show"));
    if (word) word.type = target.checked ? "text" : "password";
  });
  /* A second press while the first is under way sends nothing; the server would answer it as the first anyway. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.getAttribute("data-sent")) return event.preventDefault();
    form.setAttribute("data-sent", "1");
    setTimeout(function () { form.removeAttribute("data-sent"); }, 5000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });
  document.addEventListener("htmx:afterSwap", function (event) { settle(event.target); });
  document.querySelectorAll("[data-needs-js]").forEach(function (part) { part.hidden = false; });
  settle(document);
})();
