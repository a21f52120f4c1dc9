// Niceties: drop files, paste anywhere, say that a check is under way, copy a link. Everything works without it.
"use strict";

(() => {
  const by = (id) => document.getElementById(id);

  const [same, copy, copied] = [by("same"), by("copy"), by("copied")];
  if (same && copy && copied && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(same.href);
      copied.textContent = copied.dataset.copied;
    });
  }

  const [drop, file, chosen, text, url, working] = ["drop", "file", "chosen", "text", "url", "working"].map(by);
  if (!drop || !file || !chosen || !text || !url || !working) {
    return;
  }

  drop.querySelector(".dropping").hidden = false;

  const show = () => {
    const names = Array.from(file.files, (one) => one.name);
    chosen.textContent = names.length > 5 ? `${names.slice(0, 5).join(", ")} … (${names.length})` : names.join(", ");
  };
  file.addEventListener("change", show);

  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", () => {
      working.textContent = working.dataset.working;
    });
  }
  // A page that comes back from the browser's memory is under way no more.
  window.addEventListener("pageshow", () => {
    working.textContent = "";
  });

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
