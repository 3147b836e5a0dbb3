// Enter opens the next article.
document.addEventListener("keydown", ({ key, target, defaultPrevented }) => {
  if (key !== "Enter" || defaultPrevented || (target instanceof Element && target.closest("a, button, input, select, textarea"))) return;
  document.getElementById("begin")?.click();
});
