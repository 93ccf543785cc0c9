import { formatCount } from './count-text';
import type { Spoken } from './language';
import type { FILE_WORDS_EN } from './snapshot-file-strings';

export const FILE_WORDS_ZH: Spoken<typeof FILE_WORDS_EN> = {
  noJson: (why) => `不是 JSON：${why}`,
  foreign: (format) => `是 JSON，但不是 nsatlas 的快照：format 不是 "${format}"。`,
  newer: (version, known) => `由更新的 nsatlas 写成：fileVersion 是 ${version}，这里能读到 ${known}。`,
  issue: (path, why) => `${path}：${why}`,
  manyRows: (path, count, limit) => `${path}：有 ${formatCount(count)} 行，最多允许 ${formatCount(limit)} 行。`,
  noYear: (path) => `${path}：没有这样的年份。`,
  byZero: (path) => `${path}：不能以 0 计数。`,
  oddKey: (path) => `${path}：不是 pid@startTime。`,
  twice: (path, name) => `${path}：还有另一个同名的 ${name}。`,
  circle: (path) => `${path}：形成了循环。`,
  longText: (path, letters, limit) => `${path}：文本有 ${letters} 个字符，最多允许 ${limit} 个。`,
  noBase64: (path) => `${path}：不是 base64。`,
};
