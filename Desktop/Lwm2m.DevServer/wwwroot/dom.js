// Elements without HTML text: what comes from a device is only ever set as text.

/**
 * Makes an element. "button.small" has the class small; properties that start with "on" are
 * listeners, false and null leave an attribute out, true sets it without a value.
 */
export function h(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets a text if it is another one, so that selections and screen readers are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Makes the children of an element those of a list: nodes that are there already are kept, with
 * focus and open sections. Each node is { element, update(item) }.
 */
export function keyed(parent, keyOf, create) {
  const nodes = new Map();
  return (items) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, node] of nodes) {
      if (!keys.has(key)) {
        node.dispose?.();
        node.element.remove();
        nodes.delete(key);
      }
    }
    let place = parent.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      let node = nodes.get(key);
      if (!node) {
        node = create(item);
        nodes.set(key, node);
      }
      if (node.element === place) {
        place = place.nextElementSibling;
      } else {
        parent.insertBefore(node.element, place);
      }
      node.update?.(item);
    }
  };
}

/** A function that runs once before the next frame, however often it is asked for until then. */
export function oncePerFrame(body) {
  let isAsked = false;
  return () => {
    if (!isAsked) {
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
        body();
      });
    }
  };
}

/** A line with a command or an address, and a button that copies it. */
export function copyable(text) {
  const line = h('span.copyable', {}, h('code', {}, text));
  if (navigator.clipboard) {
    const button = h('button.small', {
      type: 'button',
      'aria-label': `Copy ${text}`,
      onclick: async () => {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
        setTimeout(() => { button.textContent = 'Copy'; }, 1500);
      },
    }, 'Copy');
    line.append(button);
  }
  return line;
}

/** What a page says while there is nothing to show, and what to do about it. */
export function emptyState(title, ...lines) {
  return h('div.empty', {}, h('h2', {}, title), ...lines);
}

/** Shows a sentence for some seconds. */
export function toast(text, isError = false) {
  const place = document.getElementById('toasts');
  const note = h(isError ? 'p.toast.bad' : 'p.toast', {}, text);
  place.append(note);
  while (place.children.length > 4) {
    place.firstElementChild.remove();
  }
  setTimeout(() => note.remove(), isError ? 9000 : 4000);
}

/** The color that a variable of the style sheet stands for now. */
export function colorOf(variable) {
  const probe = h('span');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
