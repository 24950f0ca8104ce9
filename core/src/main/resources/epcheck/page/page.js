'use strict';

// Steps through the counterexamples. The lanes are in the HTML; what happens in each step, and the
// state after it, come from the JSON beside this script.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const sections = [...document.querySelectorAll('.violation')];
  const choices = [...document.querySelectorAll('.choice a')];
  const byId = id => document.getElementById(id);
  const slider = byId('slider');

  let shown = 0; // which violation
  let step = 0; // so many steps have been taken

  const text = number => data.strings[number];
  const violation = () => data.violations[shown];
  const length = () => violation().steps.length;

  function element(tag, content, className) {
    const node = document.createElement(tag);
    for (const part of [].concat(content)) {
      node.append(part);
    }
    if (className) {
      node.className = className;
    }
    return node;
  }

  function setClass(node, name, on) {
    node.classList[on ? 'add' : 'remove'](name);
  }

  // The text of each cell after so many steps.
  function cells(steps) {
    const now = violation().first.slice();
    for (const { changes } of violation().steps.slice(0, steps)) {
      for (let i = 0; i < changes.length; i += 2) {
        now[changes[i]] = changes[i + 1];
      }
    }
    return now.map(text);
  }

  // ---- what is shown

  function show(newViolation, newStep) {
    shown = Math.max(0, Math.min(newViolation, sections.length - 1));
    step = Math.max(0, Math.min(newStep, length()));
    sections.forEach((section, i) => { section.hidden = i !== shown; });
    choices.forEach((choice, i) => {
      if (i === shown) {
        choice.setAttribute('aria-current', 'true');
      } else {
        choice.removeAttribute('aria-current');
      }
    });
    byId('panel').hidden = length() === 0;
    slider.max = length();
    slider.value = step;
    slider.setAttribute('aria-valuetext', 'step ' + step + ' of ' + length());
    showNow();
    showState();
    mark();
  }

  // In the lanes: the row of the step, and what is repeated in a livelock.
  function mark() {
    const after = violation().repeatsAfter;
    let again = false;
    for (const row of sections[shown].querySelectorAll('.lanes li')) {
      const { first, last } = row.dataset;
      again = again || (after >= 0 && Number(last) > after);
      setClass(row, 'again', again);
      setClass(row, 'here', Number(first) <= step && step <= Number(last));
    }
  }

  function row() {
    return sections[shown].querySelector('.here');
  }

  function showNow() {
    const now = byId('now');
    now.textContent = '';
    if (step === 0) {
      now.append(element('h3', 'Before the first step'));
      return;
    }
    const { task, stack, does } = violation().steps[step - 1];
    const name = violation().tasks[task];
    now.append(element('h3', 'Step ' + step + ' of ' + length() + ': ' + name));
    if (stack.length > 0) {
      const file = data.files[text(stack[0])];
      now.append(element('p', [element('b', text(stack[0]) + '()'), file ? ' ' + file : '']));
    }
    if (stack.length > 1) {
      const callers = stack.slice(1).map(f => text(f) + '()').join(' < ');
      now.append(element('p', element('i', 'called by ' + callers)));
    }
    const list = element('ol', []);
    for (let i = 0; i < does.length; i += 3) {
      const parts = [];
      if (does[i]) {
        parts.push(element('i', text(does[i]) + '(): '));
      }
      parts.push(text(does[i + 1]));
      if (does[i + 2]) {
        parts.push(element('em', ' \u2190 ' + text(does[i + 2])));
      }
      list.append(element('li', parts));
    }
    now.append(list);
  }

  // Every struct with its members; those of which there is nothing to say are left out.
  function showState() {
    const state = byId('state');
    state.textContent = '';
    const now = cells(step);
    const before = cells(Math.max(0, step - 1));
    let cell = 0;
    for (const table of violation().tables) {
      const list = element('dl', []);
      for (const name of table.rows) {
        const members = element('dd', []);
        for (const column of table.columns) {
          if (now[cell] !== '-' || before[cell] !== '-') {
            members.append(member(column, before[cell], now[cell]), ' ');
          }
          cell++;
        }
        list.append(element('dt', name), members);
      }
      state.append(element('h4', table.title), list);
    }
    reveal(state.querySelector('.changed'));
  }

  // Scrolls the panel alone, and no further than it must.
  function reveal(node) {
    if (node) {
      const panel = byId('panel').getBoundingClientRect();
      const { top, bottom } = node.getBoundingClientRect();
      const above = panel.top + 60 - top;
      const below = bottom + 10 - panel.bottom;
      byId('panel').scrollTop += below > 0 ? below : above > 0 ? -above : 0;
    }
  }

  function member(column, before, now) {
    const label = element('i', column + ' ');
    return before === now
      ? element('span', [label, now])
      : element('span', [label, element('del', before), ' ', element('ins', now)], 'changed');
  }

  // ---- where one is: #violation-1/step-44

  function go(newViolation, newStep) {
    show(newViolation, newStep);
    history.replaceState(null, '', '#violation-' + (shown + 1) + '/step-' + step);
    if (row()) {
      row().scrollIntoView({ block: 'nearest' });
    }
  }

  // By default the last step, which is where it goes wrong.
  function followHash() {
    const found = /^#violation-(\d+)(?:\/step-(\d+))?$/.exec(location.hash);
    const wanted = found ? Math.min(Number(found[1]), sections.length) - 1 : 0;
    shown = Math.max(0, wanted);
    show(shown, found && found[2] !== undefined ? Number(found[2]) : length());
    if (found && found[2] !== undefined && row()) {
      row().scrollIntoView({ block: 'center' });
    }
  }

  // ---- what the reader does

  const keys = {
    ArrowRight: () => step + 1,
    j: () => step + 1,
    ArrowLeft: () => step - 1,
    k: () => step - 1,
    Home: () => 0,
    End: () => length(),
  };

  function pressed(event) {
    const key = keys[event.key];
    const other = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (key && !other && event.target.tagName !== 'PRE') {
      event.preventDefault();
      go(shown, key());
    }
  }

  // A row's first step; again and again, one comes through all that it tells in one line.
  function stepOf({ first, last }) {
    return Number(first) <= step && step < Number(last) ? step + 1 : Number(first);
  }

  function copy(button) {
    const from = button.dataset.copyFrom;
    const what = from ? byId(from).textContent : button.dataset.copy;
    const area = element('textarea', '');
    area.value = what;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    const label = button.textContent;
    button.textContent = 'copied';
    setTimeout(() => { button.textContent = label; }, 1500);
  }

  if (data.violations.length > 0) {
    document.querySelector('main').classList.add('stepping');
    document.addEventListener('keydown', pressed);
    slider.addEventListener('input', () => go(shown, Number(slider.value)));
    byId('first').addEventListener('click', () => go(shown, 0));
    byId('back').addEventListener('click', () => go(shown, step - 1));
    byId('on').addEventListener('click', () => go(shown, step + 1));
    byId('last').addEventListener('click', () => go(shown, length()));
    document.querySelectorAll('.lanes [data-first]').forEach(row => {
      row.addEventListener('click', event => {
        if (event.target.tagName !== 'A') {
          go(shown, stepOf(row.dataset));
        }
      });
    });
    window.addEventListener('hashchange', followHash);
    followHash();
  }
  document.querySelectorAll('button[data-copy], button[data-copy-from]').forEach(button => {
    button.addEventListener('click', () => copy(button));
  });
})();
