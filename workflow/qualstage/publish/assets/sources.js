"use strict";
// Leaves of the list what holds all the words that are typed; a stage without any is left out, too.
const form = document.getElementById("filter");
const rows = [...document.querySelectorAll("table.sources tbody tr")];
const told = rows.map((row) => row.textContent.toLowerCase());
function filter() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let n = 0;
  rows.forEach((row, at) => {
    row.hidden = !words.every((word) => told[at].includes(word));
    n += !row.hidden;
  });
  for (const section of document.querySelectorAll("main section")) {
    const mine = section.querySelectorAll("table.sources tbody tr");
    section.hidden = mine.length > 0 && [...mine].every((row) => row.hidden);
  }
  document.getElementById("shown").textContent = words.length ? `${n} of ${rows.length} sources` : "";
}
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
