// How far a file is read, as it comes; at its end the page is asked again and leads on to the import.
const card = document.getElementById('progress');
if (card && card.dataset.ended === 'false') {
  const bar = card.querySelector('[role=progressbar]');
  const words = card.querySelector('.words');
  const number = (n) => n.toLocaleString('en-US');
  const events = new EventSource(card.dataset.events);
  events.onmessage = (event) => {
    const at = JSON.parse(event.data);
    const percent = at.rowsStated ? Math.min(100, Math.floor(100 * at.rowsRead / at.rowsStated)) : 0;
    bar.setAttribute('aria-valuenow', percent);
    bar.querySelector('rect').setAttribute('width', percent);
    words.textContent = (at.rowsStated ? card.dataset.wordsOf : card.dataset.words).replace('{0}', number(at.rowsRead)).replace('{1}', number(at.rowsStated ?? 0));
    if (!at.hasEnded) return;
    events.close();
    location.reload();
  };
}
