/* An export menu closes when the pointer or the focus goes elsewhere. */
(function () {
  "use strict";
  function closeOthers(target) {
    for (const menu of document.querySelectorAll("details.take[open]")) if (!menu.contains(target)) menu.open = false;
  }
  document.addEventListener("pointerdown", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
})();
