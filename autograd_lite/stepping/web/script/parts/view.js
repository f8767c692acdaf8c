// The part of the page around the picture: which picture it is, its size, and the way back out of opened boxes.

import { PictureView } from "../picture/pictureview.js";
import { element } from "./elements.js";

/** @typedef {import("./context.js").Context} Context */
/** @typedef {import("./context.js").Theme} Theme */

/** The picture, with what it takes to look at it. */
export class PicturePart {
  /**
   * @param {Context} context
   * @param {(name: string, positions: number[]) => void} onMembers what to do with a box that no picture opens
   */
  constructor(context, onMembers) {
    this.context = context;
    /** The node that was kept when this was last shown: another one is brought into view, wherever it was chosen. */
    this.kept = context.kept;
    const { texts, pictures, recording } = context;
    this.canvas = element("div", { class: "canvas", tabindex: -1 });
    this.trail = element("nav", { "aria-label": texts.picture });
    // A picture may have hundreds of boxes, each of which the Tab key visits.
    this.after = element("span", { class: "after", tabindex: -1 });
    const skip = element(
      "button",
      { type: "button", class: "skip", "data-do": "skip", click: () => this.after.focus() },
      texts.skipPicture,
    );
    this.back = element(
      "button",
      { type: "button", "data-do": "reveal", title: texts.showCurrent, click: () => this.reveal() },
      "◎",
    );
    this.view = new PictureView(this.canvas, pictures, recording, {
      words: texts.inPicture,
      onSelect: (position) => context.select(position),
      onOpen: () => this.opened(),
      onMembers,
    });
    this.element = element(
      "section",
      { class: "picture", "aria-label": texts.picture },
      element(
        "div",
        { class: "tools" },
        this.trail,
        skip,
        this.back,
        this.button("zoomOut", "−", texts.zoomOut),
        this.button("fit", texts.fit, texts.fit),
        this.button("zoomIn", "+", texts.zoomIn),
      ),
      this.canvas,
      this.after,
    );
  }

  /**
   * @param {"zoomIn" | "zoomOut" | "fit"} name
   * @param {string} words
   * @param {string} title
   */
  button(name, words, title) {
    return element(
      "button",
      { type: "button", "data-do": name, title, "aria-label": title, click: () => this.zoom(name) },
      words,
    );
  }

  /**
   * Once it stands in the page, and has a size.
   * @param {PictureView["place"]} [place] what is shown of it: that which was shown in another language
   */
  start(place) {
    this.opened();
    if (place) this.view.place = place;
  }

  /** @param {"zoomIn" | "zoomOut" | "fit"} name */
  zoom(name) {
    this.view[name]();
  }

  /** Bring what happens now into view, in the picture that shows it. */
  reveal() {
    const { recording, session } = this.context;
    const index = this.view.pictureOf(session.moment.node) ?? this.view.pictureOf(recording.reached(session.at));
    if (index !== null) this.view.open(index);
    this.view.reveal();
  }

  /** Another picture is shown: say which, and how to get back. */
  opened() {
    const { texts } = this.context;
    const hadFocus = this.trail.contains(document.activeElement);
    const trail = this.view.trail();
    this.trail.replaceChildren(
      ...trail.map(({ index, name }, k) =>
        element(
          "button",
          {
            type: "button",
            class: "link",
            "data-do": "open",
            "aria-current": k === trail.length - 1 ? "true" : false,
            click: () => this.view.open(index),
          },
          k === 0 ? texts.whole : `› ${name}`,
        ),
      ),
    );
    this.trail.hidden = trail.length < 2;
    if (hadFocus) this.canvas.focus();
    this.show();
  }

  /** @param {Theme} theme */
  colour(theme) {
    this.view.colour(theme);
  }

  /** Show the moment of the session. */
  show() {
    const { context } = this;
    const { session, recording } = context;
    this.view.show(session.at, context.kept, context.stops());
    this.back.classList.toggle("elsewhere", !this.view.contains(recording.reached(session.at)));
    const { kept } = context;
    if (kept !== null && kept !== this.kept) this.view.revealNode(kept);
    else this.view.reveal();
    this.kept = kept;
  }
}
