// The progress of a run as it comes; at its end the page is read again for the figures.
const card = document.getElementById('progress');
if (card && card.dataset.ended === 'false') {
  const bar = card.querySelector('[role=progressbar]');
  const words = card.querySelector('.words');
  const events = new EventSource(card.dataset.events ?? `/growth/runs/${card.dataset.run}/progress`);
  events.onmessage = (event) => {
    const at = JSON.parse(event.data);
    const percent = Math.floor(at.fraction * 100);
    bar.setAttribute('aria-valuenow', percent);
    bar.querySelector('rect').setAttribute('width', percent);
    words.textContent = card.dataset.words.replace('{0}', at.chunksDone).replace('{1}', at.chunks).replace('{2}', (at.weightDone ?? 0).toLocaleString('en-US'));
    const chip = document.getElementById(`state-${card.dataset.run}`);
    if (chip && at.word) { chip.className = `chip ${at.style}`; chip.textContent = at.word; }
    for (const moment of ['started', 'ended']) {
      const shown = document.getElementById(moment);
      if (shown && at[moment]) shown.textContent = at[moment];
    }
    if (!at.hasEnded) return;
    events.close();
    location.reload();
  };
}
