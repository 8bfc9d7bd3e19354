import { expect, test } from '@jest/globals';
import { render } from '@testing-library/react';
import ChartPlot from './chart-plot.tsx';

/** jsdom measures nothing; a plot is drawn only where there is room. */
Element.prototype.getBoundingClientRect = () => ({ width: 500, height: 208 }) as DOMRect;

test('the sum stands above each stack, also where days without any come before (C1)', () => {
  const row = (label: string, completed: number, failed: number) => ({ label, completed, failed });
  const { container } = render(
    <ChartPlot
      title="Work"
      rowHead="Day"
      height={208}
      data={[row('Mon', 0, 0), row('Tue', 20, 3), row('Wed', 0, 0), row('Thu', 41, 0), row('Fri', 0, 17)]}
      series={[
        { key: 'completed', label: 'Completed', color: 'var(--chart-quiet)' },
        { key: 'failed', label: 'Failed', color: 'var(--negative)' },
      ]}
    />,
  );
  const sums = [...container.querySelectorAll('.recharts-label-list text')]
    .filter((label) => label.textContent !== '')
    .sort((a, b) => Number(a.getAttribute('x')) - Number(b.getAttribute('x')));
  expect(sums.map((label) => label.textContent)).toEqual(['23', '41', '17']);
});
