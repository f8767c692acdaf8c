// The stepper: a session that is walked by buttons. (A stand-in.)

import { Recording } from "./recording.js";

/**
 * Build the stepper into an element.
 *
 * @param {HTMLElement} element where it stands
 * @param {any} data see content.py
 */
export function mount(element, data) {
  const recording = Recording.read(data);
  let at = data.at;
  const moment = document.createElement("output");
  moment.dataset.part = "moment";
  const show = () => {
    moment.textContent = String(at);
  };
  const button = document.createElement("button");
  button.dataset.do = "step";
  button.textContent = "step";
  button.addEventListener("click", () => {
    at = Math.min(at + 1, recording.end);
    show();
  });
  element.append(button, moment);
  show();
}

/**
 * What anywidget calls.
 *
 * @param {{model: {get(name: string): string}, el: HTMLElement}} widget
 */
function render({ model, el }) {
  mount(el, JSON.parse(model.get("data")));
}

export default { render };
