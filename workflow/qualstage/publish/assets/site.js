"use strict";
// Nothing on the site needs this script to be read; it adds keys and comfort.

// "/" goes to the search, as in many programs; not while somebody types.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const search = document.querySelector('nav a[href$="search.html"]');
    if (search) {
      event.preventDefault();
      location.href = search.href;
    }
  }
});

// What is folded up is unfolded before it is printed, and when a link leads into it.
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
function unfold() {
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = place; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (place) place.scrollIntoView();
}
window.addEventListener("hashchange", unfold);
unfold();
