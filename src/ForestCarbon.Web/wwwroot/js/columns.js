// Which columns of a table are shown: a person's choice, kept in this browser. And one box that ticks all rows of a page.
for (const place of document.querySelectorAll('[data-columns-for]')) {
  const table = document.querySelector(`[data-columns="${place.dataset.columnsFor}"] table`);
  if (table) offer(place, table);
}
for (const all of document.querySelectorAll('[data-tick-all]'))
  all.addEventListener('change', () => {
    for (const box of all.form.querySelectorAll(`input[name="${all.dataset.tickAll}"]:not(:disabled)`)) box.checked = all.checked;
  });

function offer(place, table) {
  const key = `columns:${place.dataset.columnsFor}`;
  const heads = [...table.tHead.rows[0].cells];
  const kept = JSON.parse(localStorage.getItem(key) ?? 'null');
  const shown = heads.map((head, i) => kept?.[i] ?? head.dataset.off === undefined);
  const draw = () => {
    for (const row of table.rows)
      [...row.cells].forEach((cell, i) => { cell.hidden = !shown[i]; });
  };
  const picker = document.createElement('details');
  picker.className = 'picker';
  const summary = document.createElement('summary');
  summary.className = 'btn text';
  summary.textContent = place.dataset.word;
  const sheet = document.createElement('div');
  sheet.className = 'sheet';
  heads.forEach((head, i) => {
    if (head.dataset.keep !== undefined) return;
    const label = document.createElement('label');
    label.className = 'lay';
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = shown[i];
    box.addEventListener('change', () => {
      shown[i] = box.checked;
      localStorage.setItem(key, JSON.stringify(shown));
      draw();
    });
    label.append(box, document.createTextNode(head.textContent.trim()));
    sheet.append(label);
  });
  picker.append(summary, sheet);
  place.append(picker);
  draw();
}
