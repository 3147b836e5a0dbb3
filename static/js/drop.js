// Files dropped or chosen go up at once, with their progress; without this script the form does the same on its button.

/** @type {PartOfForm} */
const part = (selector) => /** @type {any} */ (document.querySelector(selector));
const form = part("[data-drop-form]");
const zone = part("[data-drop]");
const input = part("[data-drop-form] input[type=file]");
const state = part("[data-drop-state]");
const meter = part("[data-drop-progress]");

/** @type {BringsFiles} */
const bringsFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
  document.addEventListener(name, (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault(); // a file that misses the zone must not take the place of the page
    zone.toggleAttribute("data-over", zone.contains(event.target));
  });
}
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) zone.removeAttribute("data-over");
});
document.addEventListener("drop", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  zone.removeAttribute("data-over");
  const files = event.dataTransfer?.files;
  if (!files?.length || !zone.contains(event.target)) return;
  input.files = files;
  send(files);
});
input.onchange = () => {
  if (input.files?.length) send(input.files);
};

/** @type {Described} */
function described(files) {
  const bytes = [...files].reduce((sum, file) => sum + file.size, 0);
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${files.length === 1 ? files[0].name : `${files.length} files`}, ${size}`;
}

/** Send the form, and go where the answer leads. What the server refuses is sent once more as a page, which tells why. @type {SendFiles} */
function send(files) {
  const words = described(files);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.onprogress = ({ loaded, total }) => (meter.value = (100 * loaded) / total);
  request.upload.onload = () => (state.textContent = `${words}: reading …`);
  request.onload = () => (request.status === 200 ? location.assign(request.responseURL) : form.submit());
  request.onerror = () => {
    meter.hidden = true;
    state.textContent = `${words}: the upload broke off. Choose the files again.`;
    input.value = "";
  };
  state.textContent = `${words}: going up …`;
  meter.hidden = false;
  request.send(new FormData(form));
}
