// Niceties of the first page: drop files, paste anywhere. Everything works without it.
"use strict";

(() => {
  const drop = document.getElementById("drop");
  const file = document.getElementById("file");
  const chosen = document.getElementById("chosen");
  const text = document.getElementById("text");
  const url = document.getElementById("url");
  if (!drop || !file || !chosen || !text || !url) {
    return;
  }

  drop.querySelector(".dropping").hidden = false;

  const show = () => {
    const names = Array.from(file.files, (one) => one.name);
    chosen.textContent = names.length > 3 ? `${names.length} files chosen` : names.join(", ");
  };
  file.addEventListener("change", show);

  // A file that misses the zone must not replace the page.
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => event.preventDefault());
  }
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, () => drop.classList.add("over"));
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if (event.dataTransfer && event.dataTransfer.files.length > 0) {
      file.files = event.dataTransfer.files;
      show();
      file.focus();
    }
  });

  // Pasting outside of a field goes where it belongs: a link, a file or text.
  document.addEventListener("paste", (event) => {
    const field = event.target instanceof Element && event.target.closest("input, textarea");
    const data = event.clipboardData;
    if (field || !data) {
      return;
    }
    if (data.files.length > 0) {
      file.files = data.files;
      show();
      file.focus();
      return;
    }
    const pasted = data.getData("text/plain").trim();
    const target = /^https:\/\/\S+$/.test(pasted) ? url : text;
    if (pasted) {
      target.value = pasted;
      target.focus();
      event.preventDefault();
    }
  });
})();
