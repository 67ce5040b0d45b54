/** The shop: mugs, a cart, a checkout, and what each step tells the gateway (hits.js). */

import { choose, consent, gateway, loopback, person, send } from "./hits.js";

const CURRENCY = "EUR";
const MUGS = [
  { id: "tide", name: "Tide mug", price: 18.5, words: "Three bands of blue, like a beach at six in the morning. Holds 300 ml." },
  { id: "fern", name: "Fern mug", price: 22, words: "Dipped once in green, and the glaze decides where it stops. Holds 350 ml." },
  { id: "ember", name: "Ember mug", price: 19.9, words: "Warm as the kiln it came from, with eight pale dots. Holds 300 ml." },
  { id: "dusk", name: "Dusk mug", price: 24, words: "Hills in plum before a pale sky, for the last cup of the day. Holds 400 ml." },
];

const cart = new Map(JSON.parse(sessionStorage.getItem("shop.cart") ?? "[]"));
const at = (id) => document.getElementById(id);
const money = (amount) => new Intl.NumberFormat("en", { style: "currency", currency: CURRENCY }).format(amount);
const mug = (id) => MUGS.find((mug) => mug.id === id);

// What the gateway hears.

function tell(name, parameters = {}) {
  const was = send(name, parameters);
  const line = document.createElement("li");
  const words = [name, parameters.value === undefined ? "" : money(parameters.value), was ? `consent ${consent() ?? "not given"}` : "not sent"];
  line.append(...words.map((word) => Object.assign(document.createElement("span"), { textContent: word })));
  at("sent").prepend(line);
  if (!was) at("where").textContent = "Nothing is sent: the GA4 client (ga4.js) did not load. A blocker may have held it back.";
}

function goods(lines) {
  const items = lines.map(([id, quantity]) => ({
    item_id: `MUG-${id.toUpperCase()}`, item_name: mug(id).name, item_brand: "Second Sip", item_category: "Mugs", price: mug(id).price, quantity,
  }));
  const value = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  return { currency: CURRENCY, value: Math.round(value * 100) / 100, items };
}

// The cart.

function put(id, change) {
  const quantity = (cart.get(id) ?? 0) + change;
  if (quantity > 0) cart.set(id, quantity);
  else cart.delete(id);
  keepCart();
  tell(change > 0 ? "add_to_cart" : "remove_from_cart", goods([[id, 1]]));
  at("status").textContent = `${mug(id).name}: ${quantity} in your cart.`;
}

function keepCart() {
  sessionStorage.setItem("shop.cart", JSON.stringify([...cart]));
  showCart();
}

function showCart() {
  at("count").textContent = [...cart.values()].reduce((sum, quantity) => sum + quantity, 0);
  at("empty").hidden = cart.size > 0;
  at("filled").hidden = cart.size === 0;
  at("lines").replaceChildren(...[...cart].map(([id, quantity]) => line(id, quantity)));
  for (const sum of document.querySelectorAll(".sum")) sum.textContent = money(goods([...cart]).value);
}

function line(id, quantity) {
  const { name, price } = mug(id);
  const made = filled("line", id, { ".title": name, ".quantity": quantity, ".price": money(price * quantity) });
  for (const [button, change, words] of [[".less", -1, `One ${name} less`], [".more", 1, `One ${name} more`]]) {
    const step = made.querySelector(button);
    step.setAttribute("aria-label", words);
    step.addEventListener("click", () => {
      put(id, change);
      // The line was drawn anew: the keyboard stays where it was.
      (at("lines").querySelector(`[data-mug="${id}"] ${button}`) ?? document.querySelector("#view-cart h1")).focus();
    });
  }
  return made;
}

function buy(email) {
  const number = `T-${100000 + (crypto.getRandomValues(new Uint32Array(1))[0] % 900000)}`;
  const order = goods([...cart]);
  at("number").textContent = number;
  at("paid").textContent = money(order.value);
  cart.clear();
  keepCart();
  location.replace("#thanks");
  // Now, and not only when the address has changed: the hit names the page it is sent from.
  show();
  // The same id with every repetition of this order, so that TikTok counts it once.
  tell("purchase", { ...order, transaction_id: number, event_id: `${number}.purchase`, ...person(email) });
}

// The views, by the address after "#".

function show(focused = true) {
  const name = location.hash.slice(1);
  const view = mug(name) ? "mug" : name || "mugs";
  if (!at(`view-${view}`) || (view === "checkout" && !cart.size) || (view === "thanks" && !at("number").textContent))
    return location.replace("#");
  if (mug(name)) fillMug(mug(name));
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== `view-${view}`;
  const heading = document.querySelector(`#view-${view} h1`);
  document.title = view === "mugs" ? "Second Sip" : `${heading.textContent} – Second Sip`;
  if (focused) heading.focus();
  if (view === "mug") tell("view_item", goods([[name, 1]]));
  if (view === "checkout") tell("begin_checkout", goods([...cart]));
}

function fillMug({ id, name, price, words }) {
  const view = at("view-mug");
  view.querySelector(".mug").setAttribute("class", `mug ${id}`);
  view.querySelector("h1").textContent = name;
  view.querySelector(".price").textContent = money(price);
  view.querySelector(".words").textContent = words;
  at("add").onclick = () => {
    put(id, 1);
    location.hash = "cart";
  };
}

function filled(template, id, texts) {
  const made = at(template).content.firstElementChild.cloneNode(true);
  made.dataset.mug = id;
  made.querySelector(".mug").classList.add(id);
  made.querySelector("a").href = `#${id}`;
  for (const [place, text] of Object.entries(texts)) made.querySelector(place).textContent = text;
  return made;
}

// Consent.

function showConsent() {
  at("consent-state").textContent = consent() ?? "not given, counts as denied";
  at("consent").hidden = consent() !== null;
}

for (const button of document.querySelectorAll("[data-choice]"))
  button.addEventListener("click", () => {
    choose(button.dataset.choice);
    showConsent();
    at("status").textContent = `Consent: ${consent()}.`;
    at("consent-change").focus();
  });

at("consent-change").addEventListener("click", () => {
  at("consent").hidden = false;
  at("consent").focus();
});

at("order").addEventListener("submit", (event) => {
  event.preventDefault();
  buy(event.target.email.value.trim());
  event.target.reset();
});

const asked = new URLSearchParams(location.search).get("gateway");
at("where").textContent =
  (asked && !loopback(asked) ? `"${asked}" is not on this machine. ` : "") +
  `To ${gateway}/g/collect, newest first. Nothing arrives? A blocker may hold back such addresses.`;
at("mugs").append(...MUGS.map(({ id, name, price }) => filled("card", id, { ".title": name, ".price": money(price) })));
showCart();
showConsent();
tell("page_view");
show(false);
addEventListener("hashchange", () => show());
