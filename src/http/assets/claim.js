// Niceties of a claim page: copy a link, see how far a wallet is, help when no wallet answers. Everything works without it.
"use strict";

(() => {
  const by = (id) => document.getElementById(id);

  const [offer, copy, copied] = [by("offer-link"), by("copy-offer"), by("copied-offer")];
  if (offer && copy && copied && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(offer.value);
      copied.textContent = copied.dataset.copied;
    });
  }

  // An address that no app knows does nothing at all, and says so to nobody.
  const [deep, nothing] = [by("deep"), document.querySelector(".nothing")];
  if (deep && nothing) {
    deep.addEventListener("click", () => {
      setTimeout(() => {
        if (!document.hidden) {
          nothing.open = true;
        }
      }, 2000);
    });
  }

  const progress = by("progress");
  if (progress) {
    let left = 200;
    const look = async () => {
      try {
        const answer = await fetch(progress.dataset.address, { headers: { accept: "application/json" } });
        const { state } = await answer.json();
        if (state && progress.dataset[state] && state !== progress.dataset.state) {
          progress.dataset.state = state;
          progress.textContent = progress.dataset[state];
        }
      } catch {
        // The next one may come through.
      }
      left -= 1;
      if (left > 0 && progress.dataset.state !== "added") {
        setTimeout(look, document.hidden ? 10000 : 3000);
      }
    };
    setTimeout(look, 3000);
  }
})();
