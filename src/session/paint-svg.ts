/**
 * Draws a picture's elements on a canvas of the page, with the page's own font: an SVG that is loaded as an image gets
 * neither the page's fonts nor, in some browsers, a canvas that may be read again.
 */
import { unreachable } from "#base/assert.ts";
import type { SvgNode } from "#picture/svg.ts";

type Look = SvgNode["attributes"];

/** Draws a whole picture so that it fills the canvas. `font` is the page's font family. */
export function paintSvg(pen: CanvasRenderingContext2D, picture: SvgNode, font: string): void {
  const [left, top, width, height] = String(picture.attributes["viewBox"]).split(" ").map(Number);
  if (left === undefined || top === undefined || width === undefined || height === undefined) return;
  const { canvas } = pen;
  pen.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
  pen.translate(-left, -top);
  for (const child of picture.children) if (typeof child !== "string") paintNode(pen, child, font);
}

function paintNode(pen: CanvasRenderingContext2D, node: SvgNode, font: string): void {
  const { attributes } = node;
  switch (node.tag) {
    case "g":
    case "svg":
      for (const child of node.children) if (typeof child !== "string") paintNode(pen, child, font);
      return;
    case "title":
    case "desc":
      return;
    case "text":
      return paintText(pen, node, font);
    case "rect": {
      const shape = new Path2D();
      const [width, height] = [size(attributes, "width"), size(attributes, "height")];
      shape.roundRect(size(attributes, "x"), size(attributes, "y"), width, height, size(attributes, "rx"));
      return paintShape(pen, attributes, shape);
    }
    case "circle": {
      const shape = new Path2D();
      shape.arc(size(attributes, "cx"), size(attributes, "cy"), size(attributes, "r"), 0, Math.PI * 2);
      return paintShape(pen, attributes, shape);
    }
    case "path":
      return paintPath(pen, attributes);
    default:
      return unreachable(node.tag);
  }
}

function paintPath(pen: CanvasRenderingContext2D, attributes: Look): void {
  const shape = new Path2D(String(attributes["d"]));
  const moved = /^translate\((\S+) (\S+)\) scale\((\S+)\)$/.exec(String(attributes["transform"] ?? ""));
  if (moved === null) return paintShape(pen, attributes, shape);
  pen.save();
  pen.translate(Number(moved[1]), Number(moved[2]));
  pen.scale(Number(moved[3]), Number(moved[3]));
  paintShape(pen, attributes, shape);
  pen.restore();
}

function paintShape(pen: CanvasRenderingContext2D, attributes: Look, shape: Path2D): void {
  const { fill = "#000000", stroke = "none" } = attributes;
  if (fill !== "none") {
    pen.globalAlpha = size(attributes, "fill-opacity", 1);
    pen.fillStyle = String(fill);
    pen.fill(shape);
  }
  if (stroke !== "none") {
    pen.globalAlpha = size(attributes, "stroke-opacity", 1);
    pen.strokeStyle = String(stroke);
    pen.lineWidth = size(attributes, "stroke-width", 1);
    pen.lineCap = String(attributes["stroke-linecap"] ?? "butt") as CanvasLineCap;
    pen.lineJoin = String(attributes["stroke-linejoin"] ?? "miter") as CanvasLineJoin;
    const dash = attributes["stroke-dasharray"];
    pen.setLineDash(dash === undefined ? [] : String(dash).split(" ").map(Number));
    pen.stroke(shape);
  }
  pen.globalAlpha = 1;
}

function paintText(pen: CanvasRenderingContext2D, { attributes, children }: SvgNode, font: string): void {
  const anchor = attributes["text-anchor"];
  pen.font = `${attributes["font-weight"] ?? 400} ${size(attributes, "font-size")}px ${font}`;
  pen.textAlign = anchor === "end" ? "right" : anchor === "middle" ? "center" : "left";
  pen.textBaseline = "alphabetic";
  pen.globalAlpha = size(attributes, "fill-opacity", 1);
  pen.fillStyle = String(attributes["fill"] ?? "#000000");
  pen.fillText(wordsIn(children), size(attributes, "x"), size(attributes, "y"));
  pen.globalAlpha = 1;
}

function wordsIn(children: SvgNode["children"]): string {
  return children.filter((child) => typeof child === "string").join("");
}

function size(attributes: Look, name: string, otherwise = 0): number {
  return Number(attributes[name] ?? otherwise);
}
