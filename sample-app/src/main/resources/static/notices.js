import { byId, request } from './dom.js';

/**
 * The form by which a notice is sent to everybody. It comes back over the stream.
 */
export function offerNotices() {
  byId('notice-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    let problem = '';
    try {
      await request('api/notices', 'POST', { text: byId('notice').value });
      byId('notice').value = '';
    } catch (ex) {
      problem = ex.message;
    }
    byId('notice-problem').textContent = problem;
  });
}
