// Keys press what is on the page: an element says which one in data-key. By the place of the key, not by its letter,
// so that they work while Hangul is typed.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select")) return;
  const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  const pressed = letter && document.querySelector(`[data-key="${letter}"]`);
  if (!pressed) return;
  event.preventDefault();
  if (pressed instanceof HTMLDetailsElement) pressed.open = !pressed.open;
  else pressed.click();
});
