/** The page's own words in both languages. Answers bring theirs along. */
import { EN } from './words-en.js';
import { ZH } from './words-zh.js';

/** The words of a language. @param {string} language "zh", "zh-CN" or anything else for English */
export function words(language) {
  return language.startsWith('zh') ? ZH : EN;
}
